"""A data migration works as the owner under forced row-level security: per tenant, or not at all."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from weerbaar.config import environment
from weerbaar.database.operations import ForEachTenant
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation.models import Tenant
from weerbaar.vault.models import Chest


class Editor:
    """What a migration gets of the schema editor: the owner's connection."""

    def __init__(self, owner: psycopg.Connection) -> None:
        self.connection = owner


@pytest.fixture
def tenants() -> list[Tenant]:
    made = [Tenant.objects.create(slug=f"proef-{uuid4().hex[:12]}", name="Proef") for _ in range(2)]
    for tenant in made:
        with tenant_scope(tenant.id):
            Chest.objects.create(tenant_id=tenant.id, owner_id=uuid4(), kind="talk")
    return made


def kinds_of(tenant: Tenant) -> set[str]:
    with tenant_scope(tenant.id):
        return set(Chest.objects.values_list("kind", flat=True))


def test_each_tenant_is_changed_and_each_alone(tenants):
    seen = {}
    ours = {one.id for one in tenants}

    def change(apps, editor, tenant_id):
        if tenant_id not in ours:  # other tests' towns are in the same database
            return
        with editor.connection.cursor() as cursor:
            cursor.execute("UPDATE vault_chest SET kind = 'file'")
            seen[tenant_id] = cursor.rowcount

    step = ForEachTenant(change)
    with psycopg.connect(**environment.address("owner").libpq()) as owner:
        step.code(None, Editor(owner))
    assert [seen[one.id] for one in tenants] == [1, 1]
    assert [kinds_of(one) for one in tenants] == [{"file"}, {"file"}]


def test_a_change_that_forgets_the_tenants_changes_nothing(tenants):
    with psycopg.connect(**environment.address("owner").libpq()) as owner:
        assert owner.execute("UPDATE vault_chest SET kind = 'names'").rowcount == 0
    assert [kinds_of(one) for one in tenants] == [{"talk"}, {"talk"}]
    assert connection.settings_dict["USER"] == "weerbaar_app"


def test_a_table_that_got_rows_can_be_changed_after_it(tenants):
    """As an index of a table that the same migration made, which comes after the rows that it carries over."""
    ours = {one.id for one in tenants}

    def change(apps, editor, tenant_id):
        if tenant_id not in ours:
            return
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO vault_grant (id, tenant_id, chest_id, holder_alias, granted_by, sealed_key)"
                " SELECT gen_random_uuid(), tenant_id, id, gen_random_uuid(), gen_random_uuid(), '' FROM vault_chest"
            )
            assert cursor.rowcount == 1

    with psycopg.connect(**environment.address("owner").libpq()) as owner:
        ForEachTenant(change).code(None, Editor(owner))
        owner.execute("CREATE INDEX proef ON vault_grant (granted_by)")
        owner.rollback()
