"""One sealed list of words for each case, by which somebody who has a key finds it (C12)."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_guests")]
    operations = [
        migrations.CreateModel(
            name="WordList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The case's own.", primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("chest_id", models.UUIDField(help_text="The generation of `file` that sealed it.")),
                (
                    "made_at",
                    models.DateTimeField(help_text="What was done in the case after this is not in it yet."),
                ),
                ("sealed_words", models.BinaryField()),
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
            options={"constraints": [models.UniqueConstraint(fields=("case",), name="cases_word_list_once")]},
        ),
        TenantTable("cases_wordlist"),
        TenantForeignKey("cases_wordlist", "case_id", "cases_case"),
    ]
