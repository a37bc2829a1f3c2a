"""Questions to the log. The caller is in the tenant's scope and has decided who may ask.

There is a question about a subject and none about a person: to gather what one member of staff did is an
investigation method of its own and not something that a page may offer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Q

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

from .chain import Fault, LineFacts, Problem, Row, Verdict, inspect
from .checkpoints import SignedHead, public_keys
from .models import Checkpoint, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from nacl.signing import VerifyKey

PATIENCE = timedelta(minutes=1)
_STEP = 5000

# One statement sees one moment, so a line that is linked while we read cannot be missed by both halves of the join.
# The planner is told that all rows are wanted, not only the first.
_ALL_ROWS = "SET LOCAL cursor_tuple_fraction = 1"
_CHAIN = (
    "SELECT k.sequence, k.hash, coalesce(k.line_id, l.id), u.id IS NOT NULL, l.tenant_id, l.at, l.verb,"
    " l.actor_alias, l.subject_id, l.object_id, l.reason_hash, l.refused, l.count"
    " FROM (SELECT * FROM audit_link WHERE tenant_id = %(tenant)s) k"
    " FULL JOIN (SELECT * FROM audit_line WHERE tenant_id = %(tenant)s) l ON l.id = k.line_id"
    " LEFT JOIN audit_unlinked u ON u.id = l.id"
    " ORDER BY k.sequence NULLS LAST, l.at"
)


def lines_about(subject_id: UUID, *, after: UUID | None = None, limit: int = 100) -> list[Line]:
    """The lines about one subject in the order of time: what happened to a case, and who read what of it.

    `after` is the id of the last line already seen.
    """
    lines = Line.objects.filter(subject_id=subject_id).order_by("at", "id")
    if after is not None:
        seen = Line.objects.get(id=after)
        lines = lines.filter(Q(at__gt=seen.at) | Q(at=seen.at, id__gt=seen.id))
    return list(lines[:limit])


def kept_checkpoints() -> list[SignedHead]:
    """The checkpoints that the database itself has of the present tenant."""
    return [
        SignedHead(row.tenant_id, row.sequence, bytes(row.hash), row.at, bytes(row.signature))
        for row in Checkpoint.objects.order_by("sequence", "at")
    ]


def verify(
    tenant_id: UUID,
    checkpoints: Sequence[SignedHead] = (),
    *,
    keys: Iterable[VerifyKey] | None = None,
    patience: timedelta = PATIENCE,
) -> Verdict:
    """Recompute the whole chain of a tenant and say whether anything was changed, removed, reordered or cut off.

    `checkpoints` were kept outside; those in the database are always held against the chain as well, which finds the
    careless. `keys` are the public keys that may have signed, by default those in the folder of secrets. A line
    without a link is late after `patience`. Opens its own scope; memory does not grow with the log.
    """
    if any(given.tenant_id != tenant_id for given in checkpoints):
        raise ValueError("A checkpoint of another tenant says nothing about this chain.")
    late_before = clock.now() - patience
    known = list(keys) if keys is not None else public_keys(Path(settings.WEERBAAR_SECRETS))
    with tenant_scope(tenant_id):
        all_checkpoints = [*checkpoints, *kept_checkpoints()]
        forged = [given for given in all_checkpoints if not given.signed_by(known)]
        kept: dict[int, frozenset[bytes]] = {}
        for given in all_checkpoints:
            if given not in forged:
                kept[given.sequence] = kept.get(given.sequence, frozenset()) | {given.hash}
        verdict = inspect(tenant_id, _rows(tenant_id), kept=kept, late_before=late_before)
    bad = tuple(Problem(Fault.BAD_SIGNATURE, given.sequence) for given in forged)
    return replace(verdict, problems=verdict.problems + bad)


def _rows(tenant_id: UUID) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ALL_ROWS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHAIN, {"tenant": tenant_id})
        while found := cursor.fetchmany(_STEP):
            for sequence, hashed, line_id, waiting, *line in found:
                facts = LineFacts(line_id, *line) if line[0] is not None else None
                yield Row(sequence, hashed, line_id, facts, waiting)
