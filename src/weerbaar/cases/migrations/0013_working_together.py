"""Working together in a case: notes, tasks, absence, text blocks; a plan of who is told what, and what a case teaches."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_channels"),
    ]

    operations = [
        migrations.AddField(
            model_name="access",
            name="stands_for",
            field=models.UUIDField(help_text="Whose substitute they are: see `Absence`.", null=True),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("absent_alias", models.UUIDField()),
                ("substitute_alias", models.UUIDField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(help_text="When they were back before the last day.", null=True),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("tenant_id", "absent_alias"),
                        name="cases_absence_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="cases_absence_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("absent_alias", models.F("substitute_alias")), _negated=True),
                        name="cases_absence_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("for_alias", models.UUIDField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_dropped", models.BooleanField(default=False, help_text="It ended without being done.")),
                ("reminded_on", models.DateField(null=True)),
                ("escalated_on", models.DateField(null=True)),
                ("sealed_text", models.BinaryField()),
                ("sealed_result", models.BinaryField(help_text="What was done, or why not.", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["tenant_id", "for_alias", "due_on", "id"],
                        name="cases_improvement_for",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["tenant_id", "due_on"],
                        name="cases_improvement_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TextBlock",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("answer", "Antwoord aan de melder"),
                            ("invitation", "Uitnodiging voor een gesprek"),
                            ("letter", "Brief aan een ander"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True, default="", help_text="Of a case; empty fits every kind.", max_length=20
                    ),
                ),
                ("title", models.CharField(max_length=60)),
                ("words", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "title"), name="cases_text_block_title")
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("made_by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("sealed_text", models.BinaryField()),
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
                    "improvement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.improvement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "case"], name="cases_lesson_case")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("author_alias", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("sealed_text", models.BinaryField()),
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
                "indexes": [models.Index(fields=["tenant_id", "case", "at"], name="cases_note_case")],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("reporter", "De melder"),
                            ("subject", "De betrokkene"),
                            ("witnesses", "De getuigen"),
                            ("team", "Het team"),
                            ("management", "De leiding"),
                            ("works_council", "De ondernemingsraad"),
                            ("college", "Het college"),
                            ("council", "De raad"),
                            ("press", "De pers"),
                            ("all_staff", "Alle medewerkers"),
                            ("other", "Iemand anders"),
                        ],
                        max_length=20,
                    ),
                ),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("planned_on", models.DateField()),
                ("told_on", models.DateField(null=True)),
                ("told_by", models.UUIDField(help_text="Who recorded that it was told.", null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("sealed_text", models.BinaryField(help_text="In `file`: what is told, and by whom.")),
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
                "indexes": [models.Index(fields=["tenant_id", "case"], name="cases_plan_line_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_on__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                        ),
                        name="cases_plan_line_one_end",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("for_alias", models.UUIDField()),
                ("due_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("is_dropped", models.BooleanField(default=False, help_text="It ended without being done.")),
                ("reminded_on", models.DateField(null=True)),
                ("escalated_on", models.DateField(null=True)),
                ("sealed_text", models.BinaryField()),
                (
                    "sealed_result",
                    models.BinaryField(help_text="What came of it, or why it was dropped.", null=True),
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "case", "due_on"], name="cases_task_case"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["tenant_id", "for_alias", "due_on", "id"],
                        name="cases_task_for",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["tenant_id", "due_on"],
                        name="cases_task_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("ended_by__isnull", True), ("is_dropped", False)
                            ),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_task_ended",
                    )
                ],
            },
        ),
        TenantTable("cases_note"),
        TenantTable("cases_task"),
        TenantTable("cases_absence"),
        TenantTable("cases_textblock"),
        TenantTable("cases_planline"),
        TenantTable("cases_improvement"),
        TenantTable("cases_lesson"),
        TenantForeignKey("cases_note", "case_id", "cases_case"),
        TenantForeignKey("cases_task", "case_id", "cases_case"),
        TenantForeignKey("cases_planline", "case_id", "cases_case"),
        TenantForeignKey("cases_lesson", "case_id", "cases_case"),
        TenantForeignKey("cases_lesson", "improvement_id", "cases_improvement"),
    ]
