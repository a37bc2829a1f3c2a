"""What the clock starts in this room."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from weerbaar.audit.acts import System
from weerbaar.cases.actions import expire_access
from weerbaar.cases.models import Access
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.organisation.queries import tenants

if TYPE_CHECKING:
    from uuid import UUID

_AT_ONCE = 500


def expire_accesses(tenant_id: UUID) -> int:
    """Remove the keys of every access in a tenant that has ended, at most 500 a round; return how many."""
    with tenant_scope(tenant_id):
        ended = Access.objects.filter(until__lte=clock.now()).select_related("case").order_by("until", "id")
        rows = list(ended[:_AT_ONCE])
    for access in rows:
        # Made longer or withdrawn since it was listed: it stays, or is gone already.
        with suppress(RefusedError, GoneError):
            expire_access(System(tenant_id), access=access)
    return len(rows)


@app.periodic(cron="*/5 * * * *", periodic_id="cases_expire")
@app.task(name="cases.expire", queueing_lock="cases.expire")
def expire(timestamp: int) -> None:
    """Every five minutes. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    for tenant in tenants():
        while expire_accesses(tenant.id) == _AT_ONCE:
            pass
