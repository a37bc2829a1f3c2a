"""What a manager hears and looks at again (R16)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_mail"), ("organisation", "0007_suspensions")]
    operations = [
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                (
                    "desk",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisation.desk",
                    ),
                ),
                ("manager_alias", models.UUIDField()),
                ("written_at", models.DateTimeField()),
                ("look_on", models.DateField()),
                ("reminded_on", models.DateField(null=True)),
                ("told_on", models.DateField(help_text="Since when the desk sees that it waits.", null=True)),
                ("passed_on_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("sealed_text", models.BinaryField()),
                ("sealed_names", models.BinaryField(null=True)),
                ("sealed_result", models.BinaryField(help_text="How it ended, in a sentence.", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "manager_alias", "look_on"], name="intake_signal_manager"
                    ),
                    models.Index(
                        condition=models.Q(("passed_on_at__isnull", True), ("settled_at__isnull", True)),
                        fields=["tenant_id", "look_on"],
                        name="intake_signal_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("passed_on_at__isnull", True), ("settled_at__isnull", True), _connector="OR"
                        ),
                        name="intake_signal_one_end",
                    )
                ],
            },
        ),
        TenantTable("intake_signal"),
        TenantForeignKey("intake_signal", "desk_id", "organisation_desk"),
    ]
