"""What is released is announced to the reporter first: the message, the day from which it may go, and when it went."""

from typing import Any
from uuid import UUID

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import ForEachTenant, TenantForeignKey


def _went_when_made(apps: Any, _editor: Any, tenant_id: UUID) -> None:
    """What was released before was never announced, and went when it was made."""
    releases = apps.get_model("cases", "Release").objects.filter(tenant_id=tenant_id)
    releases.update(sent_at=models.F("made_at"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tenants")]
    operations = [
        migrations.AddField(
            "release",
            "message",
            models.ForeignKey(
                to="cases.message",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                db_constraint=False,
                null=True,
            ),
        ),
        migrations.AddField("release", "not_before", models.DateField(null=True)),
        migrations.AddField("release", "sent_at", models.DateTimeField(null=True)),
        TenantForeignKey("cases_release", "message_id", "cases_message"),
        ForEachTenant(_went_when_made),
        migrations.AddConstraint(
            "release",
            models.CheckConstraint(
                condition=models.Q(message__isnull=False) | models.Q(sent_at__isnull=False),
                name="cases_release_reporter_first",
            ),
        ),
        migrations.AddConstraint(
            "release",
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(sent_at__isnull=False),
                name="cases_release_sent_first",
            ),
        ),
    ]
