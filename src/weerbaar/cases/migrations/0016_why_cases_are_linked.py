"""Why two cases were put beside each other, sealed with the keys of both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_word_lists")]
    operations = [
        migrations.AddField(
            "caselink",
            "sealed_reason",
            models.BinaryField(
                help_text="Of the desk: sealed in `file` of the first, and that in `file` of the second.",
                null=True,
            ),
        ),
    ]
