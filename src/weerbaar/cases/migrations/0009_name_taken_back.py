"""Which name was taken back stays with the decision, apart from its reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_mark_of_a_subject")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="dropped_name",
            field=models.BinaryField(help_text="In `names`: the name that was taken back.", null=True),
        ),
    ]
