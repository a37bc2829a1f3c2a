"""The mark of a chest also says that a colleague still has to get their key to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_renewal_due")]

    operations = [
        migrations.AlterField(
            model_name="chest",
            name="renewal_due",
            field=models.BooleanField(
                default=False,
                help_text="A key to it is not where it belongs: one was taken, or a colleague had none vouched for. "
                "Who opens the case mends it.",
            ),
        ),
    ]
