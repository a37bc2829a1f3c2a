"""A message that does not belong here is set aside before it is destroyed: since when and by whom."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_mailbox_trouble")]
    operations = [
        migrations.AddField(
            "mail",
            "set_aside_at",
            models.DateTimeField(help_text="Since when it waits to be destroyed.", null=True),
        ),
        migrations.AddField("mail", "set_aside_by", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "mail",
            models.CheckConstraint(
                condition=models.Q(set_aside_at__isnull=True, set_aside_by__isnull=True)
                | models.Q(set_aside_at__isnull=False, set_aside_by__isnull=False),
                name="intake_mail_set_aside",
            ),
        ),
    ]
