"""Whether a case is still as it was when a copy of it was asked (C14). Needs no key, and opens nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, LiteralString

from weerbaar.cases.copy_parts import Part
from weerbaar.cases.gathering_reading import terms_of
from weerbaar.cases.sealed_columns import CLEAR, COLUMNS, Column
from weerbaar.database.rows import run

if TYPE_CHECKING:
    from collections.abc import Collection

    from weerbaar.cases.models import Case

LOOKS = frozenset({"case.open_names"})
"""Decisions that change nothing of what is gathered: whoever agrees to a copy may have to open the names for it."""

ABOUT_COPIES = frozenset({"case.ask_copy", "case.agree_copy", "case.refuse_copy"})

_NAMES = (
    Column("cases_party", "dropped_name", (Part.PEOPLE,)),
    Column("cases_guest", "dropped_name", (Part.PEOPLE,)),
)


def standing_of(case: Case, parts: Collection[str]) -> str:
    """A hash of all that lies in these parts, sealed and as facts, of who is in the case and of its own facts: the same as
    long as nothing of it changed, whoever asks. Needs no key. One statement.
    """
    columns = [one for one in (*COLUMNS, *_NAMES) if {*one.parts} & {*parts, Part.PEOPLE}]
    tables = {one.table: one for one in columns if CLEAR[one.table]}
    hashes: list[tuple[Column, LiteralString]] = []
    hashes.extend((one, _sealed_hash(one)) for one in columns)
    hashes.extend((one, _clear_hash(one)) for one in tables.values())
    statement: LiteralString = " UNION ALL ".join([hashed for _column, hashed in hashes])
    values: list[Any] = []
    for one, _hashed in hashes:
        values += [case.id, *([[*LOOKS, *ABOUT_COPIES]] if one.table == "cases_decision" else [])]
    rows = sorted((name, str(row), bytes(digest)) for name, row, digest in run(statement, values).fetchall())
    facts = (case.kind, case.stage, case.outcome, case.procedure, case.procedure_version)
    facts += (case.channel, case.received_at, case.acknowledged_at, case.closed_at, case.entered_by)
    terms = [str(one) for one in terms_of(case)] if Part.TERMS in parts else []
    return hashlib.sha256(repr((rows, facts, terms)).encode()).hexdigest()


def _sealed_hash(one: Column) -> LiteralString:
    return _hash_of(one, one.table + "." + one.name, one.name) + " AND " + one.name + " IS NOT NULL"


def _clear_hash(one: Column) -> LiteralString:
    row: LiteralString = "ROW(" + ", ".join(CLEAR[one.table]) + ")"
    return _hash_of(one, one.table, "convert_to(" + row + "::text, 'UTF8')")


def _hash_of(one: Column, name: LiteralString, value: LiteralString) -> LiteralString:
    statement: LiteralString = "SELECT '" + name + "', id, sha256(" + value + ") FROM " + one.table  # noqa: S608
    statement += " WHERE " + one.of_case
    return statement + " AND verb <> ALL(%s)" if one.table == "cases_decision" else statement
