"""Each time that somebody's signing in is suspended has a row of its own: the log keeps the hash of every reason."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("organisation", "0006_declined_facts")]
    operations = [
        migrations.CreateModel(
            name="SignInSuspension",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("sealed_reason", models.BinaryField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisation.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("tenant_id", "person"),
                        name="organisation_suspension_open",
                    )
                ]
            },
        ),
        TenantTable("organisation_signinsuspension"),
        TenantForeignKey("organisation_signinsuspension", "person_id", "organisation_person"),
        migrations.RemoveField(model_name="person", name="sealed_suspension"),
    ]
