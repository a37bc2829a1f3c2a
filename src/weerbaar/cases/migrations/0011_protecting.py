"""Protecting who reported, and being fair to who is accused: contact persons, check-ins, complaints of detriment, who bears
the burden of what protects, and what the accused hears at the end. Reports that are there get the check-ins still to come.
"""

import uuid
from typing import Any
from uuid import UUID

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import ForEachTenant, TenantForeignKey, TenantTable

_KINDS = [
    ("wrongdoing", "Vermoeden van een misstand"),
    ("integrity", "Integriteitsschending"),
    ("conduct", "Ongewenste omgangsvormen"),
    ("aggression", "Agressie of intimidatie door publiek"),
    ("undermining", "Ondermijning"),
    ("handling", "Klacht over de behandeling van een melding"),
    ("detriment", "Klacht over nadeel door een melding"),
]
_OUTCOMES = [
    ("established", "Vastgesteld"),
    ("partly", "Deels vastgesteld"),
    ("not_established", "Niet vastgesteld"),
    ("undetermined", "Niet vast te stellen"),
    ("settled", "Samen opgelost"),
    ("withdrawn", "Ingetrokken"),
]
_BEARERS = [
    ("reporter", "De melder"),
    ("subject", "De betrokkene"),
    ("somebody", "Iemand anders"),
    ("nobody", "Niemand"),
]
_STATES = [
    ("proposed", "Ligt bij de betrokkene"),
    ("changed", "De betrokkene wil andere woorden"),
    ("agreed", "Akkoord van de betrokkene"),
    ("declined", "De betrokkene wil dit niet"),
]

# As `cases.check_ins.MONTHS` had it, and for whoever has a receipt. Days that have passed are not asked about afterwards.
_CHECK_INS = """
INSERT INTO cases_checkin (id, tenant_id, case_id, holder_alias, about, occasion, due_on)
SELECT gen_random_uuid(), one.tenant_id, one.id, holder.alias, 'detriment', 'months',
       ((one.received_at AT TIME ZONE 'Europe/Amsterdam')::date + make_interval(months => later.months))::date
FROM cases_case AS one
JOIN vault_chest AS chest ON chest.owner_id = one.id AND chest.kind = 'talk' AND chest.destroyed_at IS NULL
JOIN vault_grant AS held ON held.chest_id = chest.id
JOIN vault_holder AS holder ON holder.alias = held.holder_alias AND holder.kind = 'reporter'
CROSS JOIN (VALUES (1), (3), (6), (12), (24)) AS later (months)
WHERE one.tenant_id = %s
  AND (one.received_at AT TIME ZONE 'Europe/Amsterdam')::date + make_interval(months => later.months) > now()
GROUP BY one.tenant_id, one.id, holder.alias, later.months
"""


def _plan_check_ins(_apps: Any, editor: Any, tenant_id: UUID) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(_CHECK_INS, [tenant_id])


def _row(*fields: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("id", models.UUIDField(primary_key=True, default=uuid.uuid4, serialize=False)),
        ("tenant_id", models.UUIDField()),
        ("case", _to("cases.case")),
        *fields,
    ]


def _to(model: str, *, null: bool = False) -> Any:
    return models.ForeignKey(
        to=model,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        null=null,
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_recorded_by_mistake"), ("vault", "0002_tenants")]
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
        migrations.AddField(
            "measure",
            "bearer",
            models.CharField(
                choices=_BEARERS,
                max_length=10,
                blank=True,
                default="",
                help_text="Who bears the burden of one that protects (C8).",
            ),
        ),
        migrations.AddField("measure", "message", _to("cases.message", null=True)),
        TenantForeignKey("cases_measure", "message_id", "cases_message"),
        migrations.AddConstraint(
            "measure",
            models.CheckConstraint(
                condition=~models.Q(bearer="reporter") | models.Q(message__isnull=False),
                name="cases_measure_reporter_asked",
            ),
        ),
        migrations.CreateModel(
            name="ContactPerson",
            fields=_row(
                ("party", _to("cases.party", null=True)),
                ("holder_alias", models.UUIDField()),
                ("named_by", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("sealed_reach", models.BinaryField()),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "party"],
                        name="cases_contact_once",
                        condition=models.Q(ended_at__isnull=True),
                        nulls_distinct=False,
                    )
                ],
                "indexes": [models.Index(fields=["tenant_id", "case"], name="cases_contact_case")],
            },
        ),
        TenantTable("cases_contactperson"),
        TenantForeignKey("cases_contactperson", "case_id", "cases_case"),
        TenantForeignKey("cases_contactperson", "party_id", "cases_party"),
        migrations.CreateModel(
            name="CheckIn",
            fields=_row(
                ("holder_alias", models.UUIDField()),
                (
                    "about",
                    models.CharField(
                        choices=[("detriment", "Nadeel door de melding"), ("care", "Hulp")],
                        default="detriment",
                        max_length=10,
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("months", "Na een aantal maanden"),
                            ("stage", "De zaak ging een stap verder"),
                        ],
                        default="months",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "news_at",
                    models.DateTimeField(
                        help_text="Since when it waits to be read: see `desk_news`.", null=True
                    ),
                ),
                (
                    "sealed_answer",
                    models.BinaryField(
                        help_text="In `talk`, or in the chest of a guest: what was done, and what they want of us.",
                        null=True,
                    ),
                ),
            ),
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(answered_at__isnull=True)
                        | (models.Q(asked_at__isnull=False) & models.Q(sealed_answer__isnull=False)),
                        name="cases_check_in_asked_first",
                    )
                ],
                "indexes": [
                    models.Index(fields=["tenant_id", "case"], name="cases_check_in_case"),
                    models.Index(fields=["tenant_id", "holder_alias"], name="cases_check_in_holder"),
                    models.Index(
                        fields=["tenant_id", "due_on"],
                        name="cases_check_in_planned",
                        condition=models.Q(asked_at__isnull=True, stopped_at__isnull=True),
                    ),
                    models.Index(
                        fields=["tenant_id", "case"],
                        name="cases_check_in_news",
                        condition=models.Q(news_at__isnull=False),
                    ),
                ],
            },
        ),
        TenantTable("cases_checkin"),
        TenantForeignKey("cases_checkin", "case_id", "cases_case"),
        migrations.CreateModel(
            name="ClosingLetter",
            fields=_row(
                ("party", _to("cases.party")),
                ("outcome", models.CharField(choices=_OUTCOMES, max_length=20, blank=True, default="")),
                ("written_by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "is_waived",
                    models.BooleanField(
                        default=False, help_text="Not given, with a reason that lies in a decision."
                    ),
                ),
                ("sealed_text", models.BinaryField()),
                ("sealed_copy", models.BinaryField(null=True)),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["party"], name="cases_closing_letter_once"),
                    models.CheckConstraint(
                        condition=models.Q(is_waived=True) | ~models.Q(outcome=""),
                        name="cases_closing_letter_says",
                    ),
                ],
                "indexes": [models.Index(fields=["tenant_id", "case"], name="cases_closing_letter_case")],
            },
        ),
        TenantTable("cases_closingletter"),
        TenantForeignKey("cases_closingletter", "case_id", "cases_case"),
        TenantForeignKey("cases_closingletter", "party_id", "cases_party"),
        migrations.CreateModel(
            name="Rehabilitation",
            fields=_row(
                ("party", _to("cases.party")),
                ("state", models.CharField(choices=_STATES, default="proposed", max_length=10)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "told_at",
                    models.DateTimeField(help_text="When the last one on the list was told.", null=True),
                ),
                ("sealed_words", models.BinaryField()),
                (
                    "sealed_told",
                    models.BinaryField(help_text="Who is told, and when each was.", null=True),
                ),
                ("sealed_copy", models.BinaryField(null=True)),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["party"], name="cases_rehabilitation_once"),
                    models.CheckConstraint(
                        condition=models.Q(told_at__isnull=True) | models.Q(state="agreed"),
                        name="cases_rehabilitation_agreed_first",
                    ),
                ],
                "indexes": [models.Index(fields=["tenant_id", "case"], name="cases_rehabilitation_case")],
            },
        ),
        TenantTable("cases_rehabilitation"),
        TenantForeignKey("cases_rehabilitation", "case_id", "cases_case"),
        TenantForeignKey("cases_rehabilitation", "party_id", "cases_party"),
        ForEachTenant(_plan_check_ins),
    ]
