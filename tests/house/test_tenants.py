"""Tenants are kept apart by the database itself, whatever the code above it does (F3)."""

from __future__ import annotations

import tomllib
from importlib import resources
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from weerbaar.config import environment
from weerbaar.database.scope import TenantScopeError, tenant_scope
from weerbaar.vault.models import Chest, Grant

LIST = tomllib.loads(resources.files("weerbaar.database").joinpath("columns.toml").read_text())
TENANT_TABLES = sorted(table for table, said in LIST.items() if said["rows"] == "tenant")


def ask(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_every_table_with_a_tenant_is_on_the_list():
    with_tenant = ask(
        "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attname = 'tenant_id'"
    )
    assert sorted(name for (name,) in with_tenant) == TENANT_TABLES


@pytest.mark.req("F3")
@pytest.mark.parametrize("table", TENANT_TABLES)
def test_row_level_security_is_forced(table):
    assert ask("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table) == [
        (True, True)
    ]
    policies = ask(
        "SELECT qual, with_check, permissive, roles::text FROM pg_policies WHERE tablename = %s", table
    )
    assert len(policies) == 1, "a second permissive policy would open what the first closes"
    qual, with_check, _, roles = policies[0]
    assert qual == with_check
    assert "weerbaar.tenant" in qual
    assert roles == "{public}"


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_a_tenant_no_row_is_seen(table):
    assert ask(f'SELECT count(*) FROM "{table}"') == [(0,)]


def test_every_foreign_key_between_tenant_tables_carries_the_tenant():
    keys = ask(
        "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,"
        " (SELECT array_agg(a.attname::text) FROM pg_attribute a"
        "  WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey))"
        " FROM pg_constraint c WHERE c.contype = 'f'"
    )
    between = [(here, there, columns) for here, there, columns in keys if {here, there} <= set(TENANT_TABLES)]
    assert between, "there are foreign keys to look at"
    assert [key for key in between if "tenant_id" not in key[2]] == []


def test_every_relation_of_a_model_is_a_key_in_the_database():
    from django.apps import apps

    keys = {
        (table, column)
        for table, column in ask(
            "SELECT c.conrelid::regclass::text, a.attname::text FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) WHERE c.contype = 'f'"
        )
    }
    missing = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if model.__module__.startswith("weerbaar.")
        for field in model._meta.concrete_fields
        if field.is_relation and (model._meta.db_table, field.column) not in keys
    ]
    assert missing == []


def a_chest(tenant) -> Chest:
    return Chest(tenant_id=tenant, owner_id=uuid4(), kind="talk")


@pytest.mark.req("F3")
class TestCrossing:
    """Each way to reach into another tenant, tried as the application."""

    @pytest.fixture
    def theirs(self):
        tenant = uuid4()
        chest = a_chest(tenant)
        with tenant_scope(tenant):
            chest.save()
        return chest

    def test_reading(self, theirs):
        with tenant_scope(uuid4()):
            assert not Chest.objects.filter(id=theirs.id).exists()

    def test_changing(self, theirs):
        with tenant_scope(uuid4()):
            assert Chest.objects.filter(id=theirs.id).update(kind="file") == 0

    def test_removing(self, theirs):
        with tenant_scope(uuid4()):
            assert Chest.objects.filter(id=theirs.id).delete()[0] == 0
        with tenant_scope(theirs.tenant_id):
            assert Chest.objects.filter(id=theirs.id).exists()

    def test_writing_into_it(self, theirs):
        with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(uuid4()):
            a_chest(theirs.tenant_id).save()

    def test_moving_a_row_there(self, theirs):
        mine = uuid4()
        with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(mine):
            own = a_chest(mine)
            own.save()
            Chest.objects.filter(id=own.id).update(tenant_id=theirs.tenant_id)

    def test_a_foreign_key_into_it(self, theirs):
        mine = uuid4()
        with pytest.raises(IntegrityError), tenant_scope(mine):
            Grant.objects.create(
                tenant_id=mine, chest_id=theirs.id, holder_alias=uuid4(), granted_by=uuid4(), sealed_key=b"x"
            )

    def test_a_scope_within_the_scope_of_another(self):
        with pytest.raises(TenantScopeError), tenant_scope(uuid4()), tenant_scope(uuid4()):
            pass

    def test_the_setting_does_not_outlive_its_transaction(self, theirs):
        with tenant_scope(theirs.tenant_id):
            assert Chest.objects.filter(id=theirs.id).exists()
        assert not Chest.objects.filter(id=theirs.id).exists()
        with pytest.raises(RuntimeError, match="stop"), tenant_scope(theirs.tenant_id):
            raise RuntimeError("stop")
        assert not Chest.objects.filter(id=theirs.id).exists()

    def test_switching_the_rules_off(self, theirs):
        for attempt in (
            "ALTER TABLE vault_chest DISABLE ROW LEVEL SECURITY",
            "DROP POLICY vault_chest_own_tenant ON vault_chest",
            "SET ROLE weerbaar_owner",
            "SET ROLE weerbaar_backup",
            "ALTER ROLE weerbaar_app BYPASSRLS",
            "TRUNCATE vault_chest",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL row_security = off")
            with pytest.raises(ProgrammingError):
                cursor.execute("SELECT count(*) FROM vault_chest")
            transaction.set_rollback(True)

    def test_the_owner_sees_no_rows_either(self, theirs):
        """A data migration that forgets the tenants changes nothing, instead of everything."""
        with psycopg.connect(**environment.address("owner").libpq()) as owner:
            assert owner.execute("SELECT count(*) FROM vault_chest").fetchone() == (0,)

    def test_the_backup_role_reads_all_and_writes_nothing(self, theirs):
        with psycopg.connect(**environment.address("backup").libpq()) as backup:
            found = backup.execute("SELECT count(*) FROM vault_chest WHERE id = %s", [theirs.id]).fetchone()
            assert found == (1,)
            with pytest.raises(psycopg.Error):
                backup.execute("UPDATE vault_chest SET kind = 'file'")
