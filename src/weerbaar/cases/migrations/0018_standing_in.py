"""Who stands in for whom gets a row of its own, so that a place of one's own stays and several absences end apart."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable

_CAPACITIES = [("handler", "Behandelaar"), ("reserve", "Reserve"), ("colleague", "Leest mee")]
# The owner of the tables sees no rows of a tenant either. Within this one transaction it does, to carry over who stands in.
_OPEN = "ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY;"
_SHUT = "ALTER TABLE {0} FORCE ROW LEVEL SECURITY;"
_TABLES = ("cases_access", "cases_standin")
_CARRY_OVER = (
    "INSERT INTO cases_standin (id, tenant_id, case_id, holder_alias, absent_alias, capacity, until)"
    " SELECT gen_random_uuid(), tenant_id, case_id, holder_alias, stands_for, capacity, until"
    " FROM cases_access WHERE stands_for IS NOT NULL AND until IS NOT NULL;"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_file_copies")]

    operations = [
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("holder_alias", models.UUIDField()),
                ("absent_alias", models.UUIDField()),
                ("capacity", models.CharField(choices=_CAPACITIES, max_length=10)),
                ("until", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "until"], name="cases_stand_in_until"),
                    models.Index(fields=["tenant_id", "absent_alias"], name="cases_stand_in_absent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "holder_alias", "absent_alias"), name="cases_stand_in_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holder_alias", models.F("absent_alias")), _negated=True),
                        name="cases_stand_in_another",
                    ),
                ],
            },
        ),
        TenantTable("cases_standin"),
        TenantForeignKey("cases_standin", "case_id", "cases_case"),
        migrations.AddField(
            model_name="access",
            name="own_capacity",
            field=models.CharField(
                blank=True,
                choices=_CAPACITIES,
                default="",
                help_text="Of a substitute: what they are by themselves, without whom they stand in for; empty: nothing.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="access",
            name="own_until",
            field=models.DateTimeField(help_text="Until when they are that.", null=True),
        ),
        migrations.RunSQL(
            " ".join(
                [
                    *(_OPEN.format(one) for one in _TABLES),
                    _CARRY_OVER,
                    # What is to be checked at the end is checked now: a table with work left over cannot be changed.
                    "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;",
                    *(_SHUT.format(one) for one in _TABLES),
                ]
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="access", name="stands_for"),
    ]
