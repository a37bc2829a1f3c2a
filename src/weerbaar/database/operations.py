"""Migration steps that put a table behind row-level security and tie foreign keys to their tenant.

Written as plain SQL: a packaged solution was seen to fail open, and a reviewer can read these lines in `pg_policies`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import migrations

if TYPE_CHECKING:
    from collections.abc import Callable

# `true` makes a missing setting NULL instead of an error; NULL equals nothing, so no scope means no rows.
TENANT = "NULLIF(current_setting('weerbaar.tenant', true), '')::uuid"
APP, BACKUP = "weerbaar_app", "weerbaar_backup"


def _grant(table: str, verbs: str) -> str:
    return f'GRANT {verbs} ON "{table}" TO {APP}; GRANT SELECT ON "{table}" TO {BACKUP};'


class TenantTable(migrations.RunSQL):
    """Force row-level security on `table`, which has `tenant_id` and `id`, and let the application use it.

    `verbs` are what the application's role may do; an append-only table gets no UPDATE and no DELETE.
    """

    def __init__(self, table: str, verbs: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
        super().__init__(
            sql=(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_tenant_row" UNIQUE (tenant_id, id);'
                f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;'
                f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;'
                f'CREATE POLICY "{table}_own_tenant" ON "{table}" USING (tenant_id = {TENANT})'
                f" WITH CHECK (tenant_id = {TENANT});" + _grant(table, verbs)
            ),
            reverse_sql=f'DROP POLICY "{table}_own_tenant" ON "{table}";',
        )


class SharedTable(migrations.RunSQL):
    """Let the application use a table that belongs to no tenant. The inventory of columns says why it may."""

    def __init__(self, table: str, verbs: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
        super().__init__(
            sql=_grant(table, verbs), reverse_sql=f'REVOKE ALL ON "{table}" FROM {APP}, {BACKUP};'
        )


class TenantForeignKey(migrations.RunSQL):
    """A foreign key that carries the tenant along: a row can only point at a row of its own tenant.

    Row-level security does not check foreign keys, so without the tenant in the key a row of one tenant could hold
    on to another's. The model declares the same key with `db_constraint=False`.
    """

    def __init__(self, table: str, column: str, target: str, on_delete: str = "NO ACTION") -> None:
        name = f"{table}_{column}_tenant_fk"[:63]
        super().__init__(
            sql=(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (tenant_id, "{column}")'
                f' REFERENCES "{target}" (tenant_id, id) ON DELETE {on_delete} DEFERRABLE INITIALLY DEFERRED;'
            ),
            reverse_sql=f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}";',
        )


class AppendOnly(migrations.RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on `table` by trigger, for every role that is not a superuser."""

    def __init__(self, table: str) -> None:
        super().__init__(
            sql=(
                "CREATE OR REPLACE FUNCTION weerbaar_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
                " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;"
                f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}"'
                " FOR EACH ROW EXECUTE FUNCTION weerbaar_append_only();"
                f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION weerbaar_append_only();"
            ),
            reverse_sql=f'DROP TRIGGER "{table}_append_only" ON "{table}";',
        )


class ForEachTenant(migrations.RunPython):
    """A data migration: `change(apps, schema_editor, tenant_id)` once per tenant, each seeing its own rows alone.

    Forced row-level security binds the owner too, so that a plain RunPython would change nothing and say nothing.
    """

    def __init__(self, change: Callable[[Any, Any, UUID], None]) -> None:
        super().__init__(lambda apps, editor: _each(apps, editor, change), migrations.RunPython.noop)


def _each(apps: Any, editor: Any, change: Callable[[Any, Any, UUID], None]) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM organisation_tenant ORDER BY id")
        tenants = [one for (one,) in cursor.fetchall()]
        for tenant_id in tenants:
            cursor.execute("SELECT set_config('weerbaar.tenant', %s, true)", [str(tenant_id)])
            change(apps, editor, tenant_id)
        cursor.execute("SELECT set_config('weerbaar.tenant', '', true)")
        # What is to be checked at the end is checked now: the indexes of a table that this migration made come after
        # it, and a table with work left over gets none.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
