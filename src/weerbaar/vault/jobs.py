"""What the clock clears: blobs that no row names, left by a program that was killed or a transaction that failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from procrastinate.contrib.django import app

from weerbaar.audit.tenants import named_tenants
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.vault.models import SealedFile
from weerbaar.vault.storage import blob_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

# Far longer than one upload may take: what is coming in has no row yet.
FORGOTTEN_AFTER = timedelta(days=1)
_AT_ONCE = 500


def sweep(before: datetime) -> int:
    """Remove the blobs from before a moment that no row of any tenant names; return how many.

    A database without one file is left alone: it is not the one that this storage belongs to.
    """
    tenants = list(named_tenants())
    if not any(_has_files(tenant) for tenant in tenants):
        return 0
    # The storage first, the rows after: a row that is made in between names a blob that is younger.
    there = list(blob_store().older_than(before))
    removed = 0
    for start in range(0, len(there), _AT_ONCE):
        some = there[start : start + _AT_ONCE]
        named = {blob for tenant in tenants for blob in _named(tenant, some)}
        for blob in some:
            if blob not in named:
                blob_store().delete(blob)
                removed += 1
    return removed


def _has_files(tenant_id: UUID) -> bool:
    with tenant_scope(tenant_id):
        return SealedFile.objects.exists()


def _named(tenant_id: UUID, blobs: Sequence[UUID]) -> set[UUID]:
    with tenant_scope(tenant_id):
        rows = SealedFile.objects.filter(Q(blob__in=blobs) | Q(original_blob__in=blobs))
        return {one for pair in rows.values_list("blob", "original_blob") for one in pair if one is not None}


@app.periodic(cron="41 3 * * *", periodic_id="vault_sweep")
@app.task(name="vault.sweep", queueing_lock="vault.sweep")
def sweep_blobs(timestamp: int) -> None:
    """Once a day. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    sweep(now() - FORGOTTEN_AFTER)
