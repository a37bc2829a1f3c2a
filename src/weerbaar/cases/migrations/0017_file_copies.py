"""Copies of the file for a court or another authority (C14)."""

from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_why_cases_are_linked")]

    operations = [
        migrations.CreateModel(
            name="FileCopy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                (
                    "reader",
                    models.CharField(
                        choices=[
                            ("court", "Rechtbank of rechter"),
                            ("police", "Politie of Openbaar Ministerie"),
                            ("huis", "Huis voor Klokkenluiders"),
                            ("ombudsman", "Ombudsman"),
                            ("privacy", "Autoriteit Persoonsgegevens"),
                            ("auditor", "Rekenkamer of accountant"),
                            ("lawyer", "Advocaat van de organisatie"),
                            ("reporter", "De melder zelf"),
                            ("subject", "De betrokkene zelf"),
                            ("other", "Iemand anders"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "chests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        help_text="The compartments of the names in it.",
                        size=None,
                    ),
                ),
                ("not_before", models.DateField(null=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                ("made_by", models.UUIDField(null=True)),
                (
                    "made_at",
                    models.DateTimeField(help_text="When it was taken for the first time.", null=True),
                ),
                (
                    "sums_hash",
                    models.BinaryField(help_text="SHA-256 of the list of hashes in the archive.", null=True),
                ),
                (
                    "sealed_request",
                    models.BinaryField(help_text="For whom exactly, why, and what was chosen."),
                ),
                (
                    "sealed_content",
                    models.BinaryField(help_text="The copy itself, and what the case was then."),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.message",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "case"], name="cases_copy_case"),
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["tenant_id", "case", "asked_at"],
                        name="cases_copy_waits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_copy_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_at__isnull", True),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("is_agreed", True),
                                ("sums_hash__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_copy_agreed_first",
                    ),
                ],
            },
        ),
        TenantTable("cases_filecopy"),
        TenantForeignKey("cases_filecopy", "case_id", "cases_case"),
        TenantForeignKey("cases_filecopy", "message_id", "cases_message"),
    ]
