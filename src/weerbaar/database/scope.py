"""Which tenant the present transaction is about. Row-level security reads it; nothing else decides."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

from weerbaar.database.rows import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

_present: ContextVar[UUID | None] = ContextVar("tenant", default=None)


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
        with transaction.atomic():
            yield
        return
    token = _present.set(tenant_id)
    try:
        with transaction.atomic():
            run("SELECT set_config('weerbaar.tenant', %s, true)", [str(tenant_id)])
            yield
    finally:
        _present.reset(token)
