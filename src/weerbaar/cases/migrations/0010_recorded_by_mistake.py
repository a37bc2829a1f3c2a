"""Which person a mark came with, and who was recorded by a handler: so that one recorded by mistake is taken back whole."""

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_name_taken_back")]
    operations = [
        migrations.AddField(
            "party",
            "by_staff",
            models.BooleanField(
                default=False,
                help_text="Recorded by a handler, and not with the report: only they take it back.",
            ),
        ),
        migrations.AlterField(
            "party",
            "withdrawn_at",
            models.DateTimeField(
                help_text="When the name was taken back and removed, or who was recorded by mistake.",
                null=True,
            ),
        ),
        migrations.AddField(
            "keptout",
            "party",
            models.ForeignKey(
                to="cases.party",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                db_constraint=False,
                null=True,
            ),
        ),
        TenantForeignKey("cases_keptout", "party_id", "cases_party"),
        migrations.RemoveConstraint("keptout", "cases_kept_out_once"),
        migrations.AddConstraint(
            "keptout",
            models.UniqueConstraint(
                fields=["case", "key", "origin", "party"], name="cases_kept_out_once", nulls_distinct=False
            ),
        ),
    ]
