"""The mailbox of a desk, and the mail that waits sealed until somebody deals with it (R6)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable

_TROUBLES = [
    ("", "None"),
    ("unreachable", "De mailserver antwoordt niet"),
    ("untrusted", "De verbinding is niet te vertrouwen"),
    ("sign_in", "De mailserver weigert de naam of het wachtwoord"),
    ("no_folder", "De map bestaat niet"),
    ("no_readers", "Niemand van het meldpunt kan lezen"),
    ("broken", "De mailserver zegt iets wat wij niet begrijpen"),
]


def _desk() -> models.ForeignKey:
    return models.ForeignKey(
        to="organisation.desk",
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        db_constraint=False,
    )


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_tenants"), ("organisation", "0002_tenants")]
    operations = [
        migrations.CreateModel(
            "Mailbox",
            [
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("desk", _desk()),
                ("sealed_access", models.BinaryField()),
                ("emptied_at", models.DateTimeField(help_text="The last round that went well.", null=True)),
                (
                    "trouble",
                    models.CharField(blank=True, choices=_TROUBLES, default="", max_length=12),
                ),
                ("trouble_since", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddConstraint(
            "mailbox", models.UniqueConstraint(fields=["tenant_id", "desk"], name="intake_mailbox_once")
        ),
        migrations.AddConstraint(
            "mailbox",
            models.CheckConstraint(
                condition=models.Q(trouble="", trouble_since__isnull=True)
                | (~models.Q(trouble="") & models.Q(trouble_since__isnull=False)),
                name="intake_mailbox_trouble",
            ),
        ),
        migrations.CreateModel(
            "Mail",
            [
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("desk", _desk()),
                ("arrival", models.BinaryField()),
                (
                    "arrived_at",
                    models.DateTimeField(help_text="When it was taken out of the mailbox, to the minute."),
                ),
                ("due_on", models.DateField(help_text="By when somebody has to have dealt with it.")),
                (
                    "is_too_large",
                    models.BooleanField(
                        default=False, help_text="It stays in the mailbox: more than we take."
                    ),
                ),
                ("escalated_on", models.DateField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("sealed_reason", models.BinaryField(help_text="Why it was turned away.", null=True)),
            ],
        ),
        migrations.AddConstraint(
            "mail", models.UniqueConstraint(fields=["tenant_id", "arrival"], name="intake_mail_arrival")
        ),
        migrations.AddIndex(
            "mail",
            models.Index(
                fields=["tenant_id", "arrived_at", "id"],
                name="intake_mail_waiting",
                condition=models.Q(settled_at__isnull=True),
            ),
        ),
        TenantTable("intake_mailbox"),
        TenantTable("intake_mail"),
        TenantForeignKey("intake_mailbox", "desk_id", "organisation_desk"),
        TenantForeignKey("intake_mail", "desk_id", "organisation_desk"),
    ]
