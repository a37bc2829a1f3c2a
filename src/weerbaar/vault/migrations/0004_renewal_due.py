"""A successor that waits: made over the head of a colleague whose key is not vouched for, it would lock them out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_guests")]
    operations = [
        migrations.AddField(
            "chest",
            "renewal_due",
            models.BooleanField(
                default=False,
                help_text="Somebody's key was taken and no successor could be made yet: who opens the case makes it.",
            ),
        )
    ]
