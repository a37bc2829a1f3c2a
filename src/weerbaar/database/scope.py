"""Which tenant the present transaction is about, and what is undone outside the database when that is undone.

Row-level security reads the first; nothing else decides.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

from weerbaar.database.rows import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

_present: ContextVar[UUID | None] = ContextVar("tenant", default=None)
_undone_with: ContextVar[list[Callable[[], object]] | None] = ContextVar("undone_with", default=None)


class TenantScopeError(RuntimeError):
    """A scope of one tenant was opened inside that of another: that would carry rows across."""


@contextmanager
def tenant_scope(tenant_id: UUID) -> Iterator[None]:
    """Run a block in one transaction that sees the rows of `tenant_id` and of nobody else.

    The setting is local to the transaction, so a pooled connection forgets it at commit and at rollback. Inside a
    scope of the same tenant this is a savepoint; inside another tenant's it is an error.
    """
    outer = _present.get()
    if outer is not None and connection.in_atomic_block:
        if outer != tenant_id:
            raise TenantScopeError("A tenant scope is already open for another tenant.")
        with transaction.atomic(), _undoing():
            yield
        return
    present, undone_with = _present.set(tenant_id), _undone_with.set([])
    try:
        with transaction.atomic(), _undoing():
            run("SELECT set_config('weerbaar.tenant', %s, true)", [str(tenant_id)])
            yield
    finally:
        _undone_with.reset(undone_with)
        _present.reset(present)


def on_rollback(undo: Callable[[], object]) -> None:
    """Call `undo` when what fails undoes the scope that is open, or one around it. It must raise nothing itself.

    Not when the commit itself fails: of a connection that broke there nobody knows whether everything was kept, and what is
    undone then may be needed. Outside a scope this does nothing.
    """
    waiting = _undone_with.get()
    if waiting is not None:
        waiting.append(undo)


@contextmanager
def _undoing() -> Iterator[None]:
    """What a block asked for with `on_rollback` is done when the block fails."""
    waiting = _undone_with.get()
    before = len(waiting or ())
    try:
        yield
    except BaseException:
        while waiting and len(waiting) > before:
            waiting.pop()()
        raise
