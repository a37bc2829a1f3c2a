"""That an agreed copy of the file can go no more is kept once who asked for it has seen that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_copies_decided")]

    operations = [
        migrations.AddField(
            model_name="filecopy",
            name="lapse_seen_at",
            field=models.DateTimeField(
                help_text="When who asked saw that it can go no more as it was agreed.", null=True
            ),
        ),
    ]
