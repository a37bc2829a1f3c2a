"""Whoever declined a desk keeps nothing of who reads there."""

from typing import Any
from uuid import UUID

from django.db import migrations

from weerbaar.database.operations import ForEachTenant


def _forget_declined(apps: Any, _editor: Any, tenant_id: UUID) -> None:
    links = apps.get_model("organisation", "DeskLink").objects
    links.filter(tenant_id=tenant_id, declined_at__isnull=False).update(sealed_facts=None)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_desk_facts")]
    operations = [ForEachTenant(_forget_declined)]
