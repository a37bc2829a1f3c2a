"""What the clock starts in this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import rules
from weerbaar.organisation.links import tell_towns
from weerbaar.organisation.models import SignInDelay
from weerbaar.organisation.rounds import in_every_tenant

if TYPE_CHECKING:
    from uuid import UUID

_AT_ONCE = 1000


def forget_delays(tenant_id: UUID) -> int:
    """Remove the wrong tries in a tenant that count no longer, at most 1000 a round; return how many."""
    with tenant_scope(tenant_id):
        old = SignInDelay.objects.filter(next_try_at__lte=clock.now() - rules.FORGOTTEN_AFTER)
        ids = list(old.order_by("next_try_at").values_list("id", flat=True)[:_AT_ONCE])
        # Asked again: one that was tried in the meantime counts anew.
        old.filter(id__in=ids).delete()
    return len(ids)


@app.periodic(cron="23 * * * *", periodic_id="organisation_forget_delays")
@app.task(name="organisation.forget_delays", queueing_lock="organisation.forget_delays")
def forget_old_delays(timestamp: int) -> None:
    """Every hour. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(_forget_all_delays)


def _forget_all_delays(tenant_id: UUID) -> None:
    while forget_delays(tenant_id) == _AT_ONCE:
        pass


@app.periodic(cron="7 * * * *", periodic_id="organisation_tell_towns")
@app.task(name="organisation.tell_towns", queueing_lock="organisation.tell_towns")
def tell_all_towns(timestamp: int) -> None:
    """Every hour: what a party changed of its desk, and a town did not hear since the program ended in between."""
    del timestamp
    in_every_tenant(tell_towns)
