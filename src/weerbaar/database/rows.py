"""Many new rows of several tables in one round trip, for the verbs that somebody waits for."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, Model


def insert_all(rows: Iterable[Model]) -> None:
    """Insert unsaved rows in the order given, all in one message to the database; those of a table that follow one
    another become one statement. Every value must be set, the keys included: nothing is read back.

    Raises IntegrityError, like `save`; the transaction around it is lost then.
    """
    rows, database = list(rows), connections[DEFAULT_DB_ALIAS]
    statements: list[str] = []
    values: list[Any] = []
    for model, together in groupby(rows, type):
        opening, marks, fields = _statement(model)
        of_table = list(together)
        statements.append(opening + ", ".join([marks] * len(of_table)))
        values += [_value(row, field, database) for row in of_table for field in fields]
    if not statements:
        return
    with database.cursor() as cursor:
        cursor.execute("; ".join(statements), values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _statement(model: type[Model]) -> tuple[str, str, list[Field]]:
    """The statement up to its values, the placeholders of one row, and the fields in their order."""
    quote, fields = connections[DEFAULT_DB_ALIAS].ops.quote_name, model._meta.local_concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    opening = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names from our models
    return opening, f"({', '.join(['%s'] * len(fields))})", list(fields)


def _value(row: Model, field: Field, database: BaseDatabaseWrapper) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), database)
