"""Every column of the database is on the list that says what it shows to a thief (promise 2)."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from django.db import connection

LIST = tomllib.loads(resources.files("weerbaar.database").joinpath("columns.toml").read_text())
# Kept by the libraries that made them; what may stand in them is said in docs/threat-model.md.
OTHERS = ("django_migrations", "django_content_type", "procrastinate_")
WAYS = ("id", "alias", "tenant", "sealed", "keyed", "public")


@pytest.fixture(scope="module")
def columns() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped"
        )
        for table, column, kind in cursor.fetchall():
            if not table.startswith(OTHERS):
                found.setdefault(table, {})[column] = kind
    return found


def test_the_list_and_the_database_are_the_same(columns):
    listed = {table: set(said) - {"rows"} for table, said in LIST.items()}
    assert {table: set(there) for table, there in columns.items()} == listed


def test_every_column_is_said_in_a_known_way():
    strange = [
        f"{table}.{column}: {said}"
        for table, columns in LIST.items()
        for column, said in columns.items()
        if column != "rows" and said not in WAYS and not said.startswith("clear: ")
    ]
    assert strange == []


def test_what_is_said_to_be_sealed_or_keyed_is_bytes(columns):
    wrong = [
        f"{table}.{column} is {columns[table][column]}"
        for table, said in LIST.items()
        for column, way in said.items()
        if way in {"sealed", "keyed"} and columns[table][column] != "bytea"
    ]
    assert wrong == []


def test_what_is_named_sealed_is_said_to_be():
    wrong = [
        f"{table}.{column}"
        for table, said in LIST.items()
        for column, way in said.items()
        if column.startswith("sealed_") and way != "sealed"
    ]
    assert wrong == []


def test_no_free_text_is_clear_but_what_is_public(columns):
    """A clear text must be a short code from a list, or stand on a public page."""
    long = [
        f"{table}.{column}"
        for table, said in LIST.items()
        for column, way in said.items()
        if way.startswith("clear: ")
        and "public" not in way
        and columns[table][column].startswith(("text", "character varying"))
        and columns[table][column].removesuffix("[]")
        not in {f"character varying({size})" for size in range(1, 61)}
    ]
    assert long == []
