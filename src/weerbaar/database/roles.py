"""The three roles, and what each may do. The application can read and write rows; it can change no table and no role.

`weerbaar_owner` owns the tables and migrates, `weerbaar_app` serves people, `weerbaar_backup` reads everything and
writes nothing. None is a superuser; only the backup passes row-level security, since a dump must be whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from .address import Address
    from .cluster import Cluster

OWNER, APP, BACKUP = "weerbaar_owner", "weerbaar_app", "weerbaar_backup"
_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
_ATTRIBUTES = {
    OWNER: f"{_PLAIN} NOBYPASSRLS NOINHERIT",
    APP: f"{_PLAIN} NOBYPASSRLS NOINHERIT",
    # It inherits pg_read_all_data: a table that a migration forgot to grant would otherwise break every backup.
    BACKUP: f"{_PLAIN} BYPASSRLS INHERIT",
}


def role_statements() -> list[str]:
    """SQL that makes the roles, or brings existing ones back to what they may be. For a superuser, repeatable."""
    statements = []
    for role, attributes in _ATTRIBUTES.items():
        statements += [
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
            f" THEN CREATE ROLE {role}; END IF; END $$;",
            f"ALTER ROLE {role} WITH {attributes};",
        ]
    return [
        *statements,
        f"GRANT pg_read_all_data TO {BACKUP};",
        f"ALTER ROLE {BACKUP} SET default_transaction_read_only = on;",
    ]


def database_statements(database: str) -> list[str]:
    """SQL that closes a database, to be run inside it: only the owner makes things, only the three roles come in."""
    return [
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;',
        f'GRANT CONNECT ON DATABASE "{database}" TO {APP}, {BACKUP};',
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {APP}, {BACKUP};",
    ]


def queue_statements() -> list[str]:
    """SQL for the owner, after each migration: the job queue's tables have no migration of ours to grant them in."""
    return [
        f"GRANT SELECT ON django_migrations TO {APP};",
        "DO $$ DECLARE name text; BEGIN"  # noqa: S608 - the role is a constant of this module
        " FOR name IN SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate\\_%' AND relkind = 'r' LOOP"
        f" EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO {APP}', name); END LOOP;"
        " FOR name IN SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate\\_%' AND relkind = 'S' LOOP"
        f" EXECUTE format('GRANT USAGE, SELECT ON %I TO {APP}', name); END LOOP; END $$;",
    ]


def printed(database: str) -> str:
    """The same as a script for psql, for the administrator of a PostgreSQL of one's own."""
    lines = [
        "-- Run as superuser: psql --set ON_ERROR_STOP=1 --file roles.sql postgres",
        *role_statements(),
        *(rf"\password {role}" for role in _ATTRIBUTES),
        f"CREATE DATABASE \"{database}\" OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0;",
        rf'\connect "{database}"',
        *database_statements(database),
    ]
    return "\n".join(lines) + "\n"


def make_roles(superuser: Address, passwords: dict[str, str]) -> None:
    """Make the roles with `passwords` (role name to password); the server is sent a verifier, never the password."""
    with psycopg.connect(**superuser.libpq(), autocommit=True) as connection:
        for statement in role_statements():
            connection.execute(statement.encode())
        for role, password in passwords.items():
            verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(verifier.decode())
                )
            )


def make_database(superuser: Address, inside: Address) -> None:
    """Make the database that `inside` (the superuser in it) names, when it is not there, for the owner; close it."""
    with psycopg.connect(**superuser.libpq(), autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [inside.database]).fetchone()
        if known is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(inside.database), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(**inside.libpq(), autocommit=True) as connection:
        for statement in database_statements(inside.database):
            connection.execute(statement.encode())


def bootstrap(cluster: Cluster, database: str) -> None:
    """Make the three roles and `database` in a running embedded cluster. Repeatable."""
    superuser = cluster.address("superuser", "postgres")
    addresses = [cluster.address(role, database) for role in ("owner", "app", "backup")]
    make_roles(superuser, {address.user: address.password for address in addresses})
    make_database(superuser, cluster.address("superuser", database))


def is_ready(app: Address) -> bool:
    """Whether the application's role can enter its database."""
    try:
        psycopg.connect(**app.libpq()).close()
    except psycopg.OperationalError:
        return False
    return True


def open_queue(owner: Address) -> None:
    """Let the application use the job queue's tables; for after a migration."""
    with psycopg.connect(**owner.libpq(), autocommit=True) as connection:
        for statement in queue_statements():
            connection.execute(statement.encode())
