"""Guests with a receipt of their own (R19), cases that belong together (R17, C13), and asking for advice (R18)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable

_KINDS = [
    ("wrongdoing", "Vermoeden van een misstand"),
    ("integrity", "Integriteitsschending"),
    ("conduct", "Ongewenste omgangsvormen"),
    ("aggression", "Agressie of intimidatie door publiek"),
    ("undermining", "Ondermijning"),
    ("handling", "Klacht over de behandeling van een melding"),
    ("detriment", "Klacht over nadeel door een melding"),
    ("advice", "Vraag om advies"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_working_together")]
    operations = [
        migrations.RemoveConstraint("case", "cases_case_kind"),
        migrations.AlterField("case", "kind", models.CharField(choices=_KINDS, max_length=20)),
        migrations.AlterField("access", "kind", models.CharField(choices=_KINDS, max_length=20)),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(kind__in=[value for value, _label in _KINDS]), name="cases_case_kind"
            ),
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
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
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("adviser", "Adviseur in vertrouwen"),
                            ("lawyer", "Jurist of advocaat"),
                            ("union", "Iemand van de vakbond"),
                            ("interpreter", "Tolk"),
                            ("helper", "Iemand die helpt"),
                            ("witness", "Getuige"),
                            ("subject", "Betrokkene"),
                        ],
                        max_length=15,
                    ),
                ),
                ("holder_alias", models.UUIDField()),
                ("let_in_by", models.UUIDField()),
                ("by_reporter", models.BooleanField(default=False)),
                (
                    "reads",
                    models.BooleanField(default=False, help_text="Has a key to the talk, from the reporter."),
                ),
                (
                    "writes",
                    models.BooleanField(default=False, help_text="May write in the talk for the reporter."),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "ended_at",
                    models.DateTimeField(
                        help_text="When the keys were taken: withdrawn, or the last day was over.", null=True
                    ),
                ),
                (
                    "sealed_who",
                    models.BinaryField(
                        help_text="In `talk` or `file`: who it is, without the name, and why."
                    ),
                ),
                ("dropped_name", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "case"], name="cases_guest_case"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("until__isnull", False)),
                        fields=["tenant_id", "until"],
                        name="cases_guest_until",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "holder_alias"), name="cases_guest_holder"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("party__isnull", False)),
                        fields=("party",),
                        name="cases_guest_party",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reads", False), ("by_reporter", True), _connector="OR"),
                        name="cases_guest_reads",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("writes", False), ("reads", True), _connector="OR"),
                        name="cases_guest_writes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_reporter", False),
                            models.Q(("role__in", ["witness", "subject"]), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_guest_of_reporter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuestMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
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
                    "guest",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.guest",
                    ),
                ),
                ("from_guest", models.BooleanField()),
                ("author_alias", models.UUIDField()),
                ("sealed_body", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "read_at",
                    models.DateTimeField(help_text="By the other side, for the first time.", null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "guest", "at"], name="cases_guest_message"),
                    models.Index(
                        condition=models.Q(("from_guest", True), ("read_at__isnull", True)),
                        fields=["tenant_id", "case", "at"],
                        name="cases_guest_message_new",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                (
                    "first",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("together", "Samen gemeld"),
                            ("desk", "Door het meldpunt naast elkaar gelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("first_agreed_at", models.DateTimeField(null=True)),
                ("second_agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "first"], name="cases_link_first"),
                    models.Index(fields=["tenant_id", "second"], name="cases_link_second"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="cases_link_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("first", "second", "kind"),
                        name="cases_link_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_link_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TogetherCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("look_up", models.BinaryField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "until"], name="cases_together_until")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "look_up"), name="cases_together_look_up"),
                    models.UniqueConstraint(fields=("case",), name="cases_together_once"),
                ],
            },
        ),
        TenantTable("cases_guest"),
        TenantForeignKey("cases_guest", "case_id", "cases_case"),
        TenantForeignKey("cases_guest", "party_id", "cases_party"),
        TenantTable("cases_guestmessage"),
        TenantForeignKey("cases_guestmessage", "case_id", "cases_case"),
        TenantForeignKey("cases_guestmessage", "guest_id", "cases_guest"),
        TenantTable("cases_caselink"),
        TenantForeignKey("cases_caselink", "first_id", "cases_case"),
        TenantForeignKey("cases_caselink", "second_id", "cases_case"),
        TenantTable("cases_togethercode"),
        TenantForeignKey("cases_togethercode", "case_id", "cases_case"),
    ]
