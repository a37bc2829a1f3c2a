"""Two who do something at the same moment, on two connections: the second begins before the first has ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

from django.db import connection, connections

from weerbaar.database.scope import tenant_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from uuid import UUID

_MOST_LOOKS = 1200
# Not by `pg_stat_activity`: within a transaction that view stays as it was at the first look, and who came since is not in it.
_WAITS = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)


def second_of(
    tenant_id: UUID, first: Callable[[], object], second: Callable[[], object]
) -> BaseException | None:
    """What `second` raises, when it asked all that it asks while `first` was done and not yet there for others.

    `first` is kept only when `second` waits for it, or has ended: so the second never sees the first's rows before it
    writes its own.
    """

    def do() -> None:
        try:
            second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(tenant_id):
            first()
            found: Future[None] = pool.submit(do)
            ended = Event()
            found.add_done_callback(lambda _: ended.set())
            for _ in range(_MOST_LOOKS):
                if ended.wait(0.05) or _is_waited_for():
                    break
            else:
                raise AssertionError("The second neither ended nor waits for the first.")
        return found.exception()


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        found = cursor.fetchone()
    return found == (True,)
