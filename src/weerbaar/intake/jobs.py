"""What the clock clears: drafts that were left behind, with their files and keys, and sessions that ran out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.intake.actions import clear
from weerbaar.intake.files import HELD_FOR, forget_files
from weerbaar.intake.models import Draft
from weerbaar.organisation.queries import tenants
from weerbaar.vault.models import Holder, SealedFile
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


def clear_held(tenant_id: UUID) -> int:
    """Remove files that waited a day for a reporter's choice; return how many. Reads nothing of them."""
    with tenant_scope(tenant_id):
        reporters = Holder.objects.filter(kind=Holder.Kind.REPORTER).values("alias")
        late = SealedFile.objects.filter(owner_id__in=reporters, created_at__lte=now() - HELD_FOR)
        rows = list(late.order_by("created_at")[:_AT_ONCE])
        forget_files(rows)
    return len(rows)


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
        clear_held(tenant.id)
    clear_sessions()
