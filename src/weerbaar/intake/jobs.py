"""What the clock clears: drafts that were left behind, with their files and keys, and sessions that ran out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.intake.actions import clear
from weerbaar.intake.models import Draft
from weerbaar.organisation.queries import tenants
from weerbaar.vault.sessions import SessionStore

if TYPE_CHECKING:
    from uuid import UUID

_AT_ONCE = 200


def clear_abandoned(tenant_id: UUID) -> int:
    """Remove the drafts of a tenant that ran out; return how many. Each is a transaction, so that one cannot hold the rest."""
    cleared = 0
    while cleared < _AT_ONCE:
        with tenant_scope(tenant_id):
            row = (
                Draft.objects.select_for_update(skip_locked=True)
                .filter(expires_at__lte=now())
                .order_by("expires_at")
                .first()
            )
            if row is None:
                break
            clear(row)
        cleared += 1
    return cleared


def clear_sessions() -> None:
    """Remove sessions that ran out."""
    SessionStore.clear_expired()


@app.periodic(cron="*/10 * * * *", periodic_id="intake_clear")
@app.task(name="intake.clear", queueing_lock="intake.clear")
def clear_what_ran_out(timestamp: int) -> None:
    """Every ten minutes. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    for tenant in tenants():
        clear_abandoned(tenant.id)
    clear_sessions()
