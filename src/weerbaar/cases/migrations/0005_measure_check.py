"""A paper may ask a lawyer for the legal check of a measure, and no decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_duty_terms")]
    operations = [
        migrations.AddField(
            model_name="decisionasked",
            name="is_check",
            field=models.BooleanField(
                default=False, help_text="Asks for the legal check of a measure, and for no decision."
            ),
        ),
    ]
