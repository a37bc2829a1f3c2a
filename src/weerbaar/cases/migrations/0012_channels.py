"""By which way a report came in and who entered it, and when a message went on paper (R6)."""

from django.db import migrations, models

_CHANNELS = [
    ("web", "Website"),
    ("phone", "Telefoon"),
    ("email", "E-mail"),
    ("post", "Brief"),
    ("visit", "Bezoek"),
    ("conversation", "Gesprek met burgemeester of griffier"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_protecting")]
    operations = [
        migrations.AddField(
            "case", "channel", models.CharField(choices=_CHANNELS, default="web", max_length=12)
        ),
        migrations.AddField(
            "case",
            "entered_by",
            models.UUIDField(help_text="Who of the staff entered it; empty for the web.", null=True),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(channel__in=[value for value, _ in _CHANNELS]), name="cases_case_channel"
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(channel="web", entered_by__isnull=True)
                | (~models.Q(channel="web") & models.Q(entered_by__isnull=False)),
                name="cases_case_entered",
            ),
        ),
        migrations.AddField(
            "message",
            "posted_on",
            models.DateField(help_text="When it went to the reporter on paper.", null=True),
        ),
    ]
