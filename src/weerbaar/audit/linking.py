"""The chainer: gives every line its place in the chain, in batches, out of the way of whoever acts.

A lock per line in the verb's own transaction would hold every sender behind every other. So a verb only lays its line
in the queue, and the one chainer per tenant empties that queue. Any number of chainers may run: per tenant one works
and the others pass on; what one did when it is killed is kept whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from weerbaar.database.scope import tenant_scope

from .chain import Head, LineFacts, genesis, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

BATCH = 2000

# The lock ends with the transaction: a killed chainer leaves none behind, also behind a connection pool.
# The settings make the planner look the few waiting lines up by their index. Left to itself it reads all of a
# tenant's lines for every batch as long as it thinks there are few, which it does after a busy hour.
_LOCK = (
    "SELECT pg_try_advisory_xact_lock(hashtextextended('weerbaar audit ' || %s, 0)),"
    " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_material', 'off', true),"
    " set_config('enable_seqscan', 'off', true)"
)
_LAST = "SELECT sequence, hash FROM audit_link WHERE tenant_id = %s ORDER BY sequence DESC LIMIT 1"
_WAITING = "SELECT id FROM audit_unlinked WHERE tenant_id = %s LIMIT %s"
# By id alone, and no index of lines begins with the tenant. For a tenant that the planner's figures do not know it
# expects one line, and with such an index it would read all of that tenant's lines, for every one that waits.
_LINES = (
    "SELECT id, tenant_id, at, verb, actor_alias, subject_id, object_id, reason_hash, refused, count"
    " FROM audit_line WHERE id = ANY(%s) ORDER BY at, id"
)
_LINKED = "SELECT line_id FROM audit_link WHERE line_id = ANY(%s)"
_LINK = (
    "INSERT INTO audit_link (id, tenant_id, sequence, line_id, hash)"
    " SELECT gen_random_uuid(), %s, new.* FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[]) AS new"
)
_DONE = "DELETE FROM audit_unlinked WHERE tenant_id = %s AND id = ANY(%s)"


def head_of(tenant_id: UUID) -> Head:
    """The last link of the tenant's chain. To be called in its scope."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [tenant_id])
        found = cursor.fetchone()
    return Head(found[0], bytes(found[1])) if found else genesis(tenant_id)


def link_batch(tenant_id: UUID) -> int:
    """Link at most `BATCH` waiting lines of one tenant, and say how many were taken from the queue.

    Zero also when another chainer is at work for this tenant.
    """
    with tenant_scope(tenant_id), connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(tenant_id)])
        alone, *_ = cursor.fetchone() or (False,)
        if not alone:
            return 0
        cursor.execute(_WAITING, [tenant_id, BATCH])
        waiting = [line_id for (line_id,) in cursor.fetchall()]
        if not waiting:
            return 0
        cursor.execute(_LINES, [waiting])
        lines = [LineFacts(*row) for row in cursor.fetchall()]
        try:
            with transaction.atomic():
                _link(cursor, tenant_id, lines)
        except IntegrityError:
            # Somebody put a linked line in the queue again: its first place is its place.
            cursor.execute(_LINKED, [waiting])
            linked = {line_id for (line_id,) in cursor.fetchall()}
            _link(cursor, tenant_id, [line for line in lines if line.id not in linked])
        # What is in the queue without a line is no work either: it is only taken out.
        cursor.execute(_DONE, [tenant_id, waiting])
        return len(waiting)


def _link(cursor: CursorWrapper, tenant_id: UUID, lines: list[LineFacts]) -> None:
    linked = list(walk(head_of(tenant_id), lines))
    cursor.execute(
        _LINK,
        [
            tenant_id,
            [head.sequence for _, head in linked],
            [line.id for line, _ in linked],
            [head.hash for _, head in linked],
        ],
    )


def link_all(tenants: Callable[[], Iterable[UUID]]) -> int:
    """Link whatever waits in every tenant, a batch in turn so that a busy tenant does not keep the others waiting.

    Returns how many lines were taken from the queues.
    """
    taken, busy = 0, list(tenants())
    while busy:
        counts = {tenant_id: link_batch(tenant_id) for tenant_id in busy}
        taken += sum(counts.values())
        busy = [tenant_id for tenant_id, count in counts.items() if count == BATCH]
    return taken
