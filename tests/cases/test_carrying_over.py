"""What a migration carries over, tried on rows as they were before it: the steps back and forward, and nothing is kept."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from weerbaar.config import environment
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper
    from tests.filed import Filed
    from tests.people import Town

_OWNER = "owner"
_SEES = "SELECT set_config('weerbaar.tenant', %s, true)"


@contextmanager
def as_owner_and_back() -> Iterator[BaseDatabaseWrapper]:
    """The owner's connection, in one transaction that is undone at the end."""
    address = environment.address(_OWNER).libpq()
    connections.databases[_OWNER] = connections["default"].settings_dict | {
        "USER": address["user"],
        "PASSWORD": address["password"],
    }
    try:
        with transaction.atomic(using=_OWNER):
            yield connections[_OWNER]
            transaction.set_rollback(True, using=_OWNER)
    finally:
        connections[_OWNER].close()
        del connections[_OWNER], connections.databases[_OWNER]


def to(owner: BaseDatabaseWrapper, name: str) -> None:
    """Bring the room of cases to this migration, back or forward."""
    MigrationExecutor(owner).migrate([("cases", name)])


@pytest.mark.req("C13")
def test_who_stood_in_before_it_had_a_row_of_its_own_still_does(town: Town, filed: Filed) -> None:
    fatima, joris = town["Fatima"].staff.alias, town["Joris"].staff.alias
    until = clock.now() + timedelta(days=3)
    with as_owner_and_back() as owner, owner.cursor() as cursor:
        to(owner, "0017_file_copies")
        cursor.execute(_SEES, [str(town.tenant.id)])
        cursor.execute(
            "UPDATE cases_access SET stands_for = %s, until = %s WHERE case_id = %s AND holder_alias = %s",
            [joris, until, filed.case.id, fatima],
        )
        assert cursor.rowcount == 1
        cursor.execute(_SEES, [""])
        to(owner, "0018_standing_in")
        cursor.execute("SELECT count(*) FROM cases_standin")
        # Closed again to everybody who names no tenant, the owner too.
        assert cursor.fetchone() == (0,)
        cursor.execute(_SEES, [str(town.tenant.id)])
        assert _stands_in(cursor) == [(filed.case.id, fatima, joris, "handler", until)]
        # Nothing of their own: with the day they go out, as before.
        cursor.execute(
            "SELECT own_capacity, own_until, until FROM cases_access WHERE case_id = %s AND holder_alias = %s",
            [filed.case.id, fatima],
        )
        assert cursor.fetchone() == ("", None, until)


def _stands_in(cursor: CursorWrapper) -> list[tuple[object, object, object, str, datetime]]:
    cursor.execute("SELECT case_id, holder_alias, absent_alias, capacity, until FROM cases_standin")
    return cursor.fetchall()
