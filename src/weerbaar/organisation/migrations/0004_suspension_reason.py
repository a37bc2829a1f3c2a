"""Why somebody's signing in was suspended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_onion")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="sealed_suspension",
            field=models.BinaryField(
                help_text="Why nobody signs in as this person, as it was said the last time.", null=True
            ),
        ),
    ]
