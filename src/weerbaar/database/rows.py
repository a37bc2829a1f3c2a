"""Rows read and written with few statements, built once, for the verbs that somebody waits for.

Django builds the same statement anew for every request and waits for the answer to each; for a page that is fine. For
the send of a report it was three quarters of the time. Here each statement is built once for a process, and those whose
answer nobody needs are sent together. Elsewhere the query sets of Django read better: use those.

Where the settings say so they are prepared: the database reads and plans each once for a connection, and not every time.
Not by itself with a database of others: a pooler that pools by transaction may give the next one another connection.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar, cast

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from django.db.models import Field, Model

M = TypeVar("M", bound="Model")
_AT_ONCE = 100


def select(model: type[M], condition: LiteralString, values: Sequence[Any]) -> list[M]:
    """The rows of a table of which `condition` holds: SQL from WHERE on, with %s for each of `values`.

    Here and below: for fields whose value in Python is the driver's own, so not for JSON.
    """
    opening, names = _opening(model)
    return [
        model.from_db(DEFAULT_DB_ALIAS, names, row)
        for row in run(cast("LiteralString", opening) + condition, values).fetchall()
    ]


def run(statement: LiteralString, values: Sequence[Any]) -> psycopg.Cursor[Any]:
    """Run one statement on Django's own connection, in the transaction that is open.

    Raises Django's database errors, IntegrityError among them.
    """
    database = _database()
    with database.wrap_database_errors:
        # Django's own cursors put the values into the text; this one sends them beside it.
        return _execute(psycopg.Cursor(database.connection), statement, values)


def stream(statement: LiteralString, values: Sequence[Any]) -> Generator[tuple[Any, ...]]:
    """The rows of one statement, read while the database makes the next: for very many that are large.

    Read them to the end: another statement before that would wait for ever. They come as the database keeps them, in which
    sealed bytes are half as long as in text; so not for JSON.
    """
    database = _database()
    with database.wrap_database_errors:
        yield from psycopg.Cursor(database.connection).stream(statement, values, binary=True, size=_AT_ONCE)


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of this block without waiting for the answer to each.

    The first that fails raises at the end of the block, or at the first one whose answer is read.
    """
    database = _database()
    with database.wrap_database_errors, database.connection.pipeline():
        yield


def insert_all(rows: Iterable[Model]) -> None:
    """Insert unsaved rows in the order given; those of a table that follow one another become one statement.

    Every value must be set, the keys included: nothing is read back. Raises IntegrityError, like `save`; the
    transaction around it is lost then.
    """
    rows = list(rows)
    with together():
        for model, of_table in groupby(rows, type):
            _insert(model, list(of_table))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, fields: tuple[str, ...]) -> None:
    """Write some fields of a row that is there: `save(update_fields=…)` for who does not need to hear that it went."""
    statement, names = _update(type(row), fields)
    run(cast("LiteralString", statement), [*(getattr(row, name) for name in names), row.pk])


def _database() -> Any:
    """Django's connection, open: of one that lay idle is asked once per request whether it still lives."""
    # Of Django's own `DatabaseWrapper`; the stubs know little of it.
    database: Any = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        database.close_if_health_check_failed()
    database.ensure_connection()
    return database


def _execute(
    cursor: psycopg.Cursor[Any], statement: LiteralString, values: Sequence[Any]
) -> psycopg.Cursor[Any]:
    if not settings.WEERBAAR_DATABASE_PREPARES:
        return cursor.execute(statement, values, prepare=False)
    # Only for this statement: else the driver would also keep the last hundred of Django's, with the values in them.
    cursor.connection.prepare_threshold = 0
    try:
        return cursor.execute(statement, values)
    finally:
        cursor.connection.prepare_threshold = None


def _insert(model: type[Model], rows: list[Model]) -> None:
    statement, names = _insertion(model, len(rows))
    database = _database()
    with database.wrap_database_errors:
        # Its placeholders are PostgreSQL's own: to find a hundred of the driver's takes longer than all else here.
        _execute(
            psycopg.RawCursor(database.connection),
            cast("LiteralString", statement),
            [getattr(row, name) for row in rows for name in names],
        )


def _quote(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)


@cache
def _opening(model: type[Model]) -> tuple[str, list[str]]:
    """The statement up to its condition, and the names of the fields in their order."""
    fields = list(model._meta.local_concrete_fields)
    table = _quote(model._meta.db_table)
    columns = ", ".join(f"{table}.{_quote(field.column)}" for field in fields)
    return f"SELECT {columns} FROM {table} WHERE ", [field.attname for field in fields]  # noqa: S608 - names from our models


@lru_cache(maxsize=256)
def _insertion(model: type[Model], count: int) -> tuple[str, list[str]]:
    """The statement for so many rows, and the names of the fields in their order."""
    fields = list(model._meta.local_concrete_fields)
    columns = ", ".join(_quote(field.column) for field in fields)
    marks = ", ".join(
        f"({', '.join(f'${row * len(fields) + place}' for place in range(1, len(fields) + 1))})"
        for row in range(count)
    )
    statement = f"INSERT INTO {_quote(model._meta.db_table)} ({columns}) VALUES {marks}"  # noqa: S608 - names from our models
    return statement, [field.attname for field in fields]


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[str]]:
    fields = [cast("Field", model._meta.get_field(name)) for name in names]
    columns = ", ".join(f"{_quote(field.column)} = %s" for field in fields)
    key = _quote(cast("Field", model._meta.pk).column)
    return f"UPDATE {_quote(model._meta.db_table)} SET {columns} WHERE {key} = %s", [  # noqa: S608
        field.attname for field in fields
    ]
