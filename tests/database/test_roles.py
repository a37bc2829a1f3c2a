"""What each role may do, and what it may not, tried by each role itself."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from weerbaar.config import environment
from weerbaar.database.address import Address, AddressError
from weerbaar.database.backup import BackupError, backup, restore
from weerbaar.database.cluster import tool
from weerbaar.database.roles import make_database, printed

if TYPE_CHECKING:
    from collections.abc import Iterator


def _enter(role: str) -> psycopg.Connection:
    return psycopg.connect(**environment.address(role).libpq(), autocommit=True)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The name of a new database with the same roles."""
    name = f"weerbaar_{uuid4().hex[:12]}"
    cluster = environment.cluster()
    superuser = cluster.address("superuser", "postgres")
    make_database(superuser, cluster.address("superuser", name))
    yield name
    with psycopg.connect(**superuser.libpq(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.mark.parametrize("role", ["owner", "app", "backup"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE intruder SUPERUSER",
        "ALTER ROLE {me} SUPERUSER",
        "ALTER ROLE {other} BYPASSRLS",
        "ALTER ROLE {other} PASSWORD 'x'",
        "SET ROLE weerbaar_superuser",
        "CREATE DATABASE elsewhere",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER SYSTEM SET log_statement = 'all'",
    ],
)
def test_no_role_climbs(role: str, statement: str) -> None:
    me = environment.address(role).user
    other = "weerbaar_app" if role == "owner" else "weerbaar_owner"
    with _enter(role) as connection:
        if role == "backup":
            connection.execute("SET default_transaction_read_only = off")
        with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
            connection.execute(statement.format(me=me, other=other).encode())


def test_attributes_are_the_smallest_that_work() -> None:
    with _enter("app") as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
            " WHERE rolname IN ('weerbaar_owner', 'weerbaar_app', 'weerbaar_backup') ORDER BY rolname"
        ).fetchall()
    assert rows == [
        ("weerbaar_app", False, False, False, False, False),
        ("weerbaar_backup", False, True, False, False, False),
        ("weerbaar_owner", False, False, False, False, False),
    ]


@pytest.mark.parametrize("role", ["owner", "backup"])
def test_the_application_cannot_become_another(role: str) -> None:
    with _enter("app") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"SET ROLE weerbaar_{role}".encode())


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "CREATE TEMP TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "DROP TABLE procrastinate_jobs",
    ],
)
def test_the_application_changes_no_table(statement: str) -> None:
    with _enter("app") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_the_owner_makes_a_table_that_the_application_sees_only_when_granted() -> None:
    name = f"made_{uuid4().hex[:12]}"
    with _enter("owner") as owner, _enter("app") as app:
        owner.execute(f"CREATE TABLE {name} AS SELECT 1 AS x".encode())
        try:
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(f"SELECT * FROM {name}".encode())
            owner.execute(f"GRANT SELECT ON {name} TO weerbaar_app".encode())
            assert app.execute(f"SELECT * FROM {name}".encode()).fetchone() == (1,)
        finally:
            owner.execute(f"DROP TABLE {name}".encode())


def test_the_backup_reads_everything_and_writes_nothing() -> None:
    with _enter("backup") as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        names = [name for (name,) in tables]
        assert "procrastinate_jobs" in names
        for name in names:
            connection.execute(f'SELECT count(*) FROM "{name}"'.encode())
        with pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("DELETE FROM procrastinate_jobs")


def test_every_table_that_has_a_tenant_forces_row_level_security() -> None:
    with _enter("app") as connection:
        rows = connection.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
        ).fetchall()
    assert rows
    assert [name for name, forced, policies in rows if not forced or policies != 1] == []


def test_backup_and_restore_carry_rows_rights_and_row_level_security(
    tmp_path: Path, empty_database: str
) -> None:
    target = tmp_path / "weerbaar.dump"
    backup(environment.address("backup"), target)
    assert target.stat().st_mode & 0o077 == 0
    owner = environment.cluster().address("owner", empty_database)
    restore(owner, target)
    question = (
        "SELECT relname, relacl::text, relrowsecurity, relforcerowsecurity FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
    )
    with _enter("owner") as before, psycopg.connect(**owner.libpq()) as after:
        was, now = before.execute(question).fetchall(), after.execute(question).fetchall()
        assert was == now
        steps = "SELECT app, name FROM django_migrations ORDER BY 1, 2"
        assert before.execute(steps).fetchall() == after.execute(steps).fetchall()
    with pytest.raises(BackupError, match="not empty"):
        restore(owner, target)


def test_a_backup_that_fails_leaves_no_file_and_names_no_password(tmp_path: Path) -> None:
    right = environment.address("backup")
    wrong = Address(host=right.host, user=right.user, database="nowhere", password=right.password)
    with pytest.raises(BackupError, match="pg_dump failed") as caught:
        backup(wrong, tmp_path / "weerbaar.dump")
    assert right.password not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_is_not_there_or_broken_restores_nothing(tmp_path: Path, empty_database: str) -> None:
    owner = environment.cluster().address("owner", empty_database)
    with pytest.raises(BackupError, match="There is no backup"):
        restore(owner, tmp_path / "nothing")
    (tmp_path / "broken").write_bytes(b"PGDMP" + bytes(100))
    with pytest.raises(BackupError, match="pg_restore failed"):
        restore(owner, tmp_path / "broken")


def test_the_printed_script_is_what_psql_understands(tmp_path: Path) -> None:
    """Everything but making the database, which exists here, and the passwords, which psql asks for."""
    script = tmp_path / "roles.sql"
    lines = [
        line for line in printed("weerbaar").splitlines() if not line.startswith(("\\", "CREATE DATABASE"))
    ]
    script.write_text("\n".join(lines))
    superuser = environment.cluster().address("superuser")
    done = subprocess.run(
        [tool("psql"), *superuser.arguments(), "--set=ON_ERROR_STOP=1", f"--file={script}"],
        env=superuser.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "url", ["", "mysql://a@b/c", "postgres://", "postgres://geheim@", "postgres://h/db?nonsense=1"]
)
def test_an_address_that_is_none_gets_a_sentence_without_its_text(url: str) -> None:
    with pytest.raises(AddressError, match="DATABASE_URL") as caught:
        Address.from_url(url, setting="DATABASE_URL")
    assert "geheim" not in str(caught.value)


def test_an_address_keeps_all_its_parts() -> None:
    url = "postgres://rol:wacht%20woord@db.example:5433/weerbaar?sslmode=verify-full"
    address = Address.from_url(url, setting="DATABASE_URL")
    assert address.django()["OPTIONS"] == {"sslmode": "verify-full"}
    assert address.libpq()["password"] == "wacht woord"
    assert "wacht woord" not in " ".join(address.arguments()) + repr(address)
