"""What the clock clears: blobs that no row names, left by a program that was killed or a transaction that failed; and keys
that were to go when it was killed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db.models import Q
from procrastinate.contrib.django import app

from weerbaar.audit.tenants import named_tenants
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.vault import chests
from weerbaar.vault.models import SealedFile
from weerbaar.vault.storage import blob_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

log = structlog.get_logger()

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


def end_keys() -> int:
    """End the keys of every chest that was destroyed while its key stayed: by a program that was killed in between, or a
    store that could not be written. Return how many. A tenant where it fails keeps no other waiting.
    """
    ended = 0
    for tenant_id in named_tenants():
        try:
            ended += chests.end_keys(tenant_id, chests.ending(tenant_id))
        except Exception as failure:  # noqa: BLE001 - whatever is wrong in one tenant, the others have their turn
            log.error("vault.key_still_there", tenant=str(tenant_id), error=type(failure).__name__)
    return ended


@app.periodic(cron="*/5 * * * *", periodic_id="vault_end_keys")
@app.task(name="vault.end_keys", queueing_lock="vault.end_keys")
def end_keys_that_stayed(timestamp: int) -> None:
    """Every five minutes: as long as a key is there, what it opens is not destroyed. `timestamp` is when it was due."""
    del timestamp
    end_keys()
