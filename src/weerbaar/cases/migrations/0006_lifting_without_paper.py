"""Secrecy is lifted too by whoever imposed it, or stands above them, without a key to the paper it lies on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_measure_check")]
    operations = [
        migrations.AddField(
            model_name="secrecy",
            name="sealed_lift",
            field=models.BinaryField(
                help_text="Who lifted it and why, where whoever says so has no key to the question.",
                null=True,
            ),
        ),
    ]
