"""What the clock starts in this room."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from procrastinate.contrib.django import app

from weerbaar.audit.acts import System
from weerbaar.cases.actions import expire_access
from weerbaar.cases.models import Access
from weerbaar.cases.register import end_identity, ended_identities
from weerbaar.cases.reminding import (
    announced_that_may_go,
    questions_that_ask,
    remind,
    remind_announced,
    remind_decider,
    terms_that_ask,
)
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.organisation.queries import tenants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

log = structlog.get_logger()

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


def knock_for_terms(tenant_id: UUID) -> int:
    """Remind and escalate in a tenant, every term that asks for it; return how many knocked."""
    with tenant_scope(tenant_id):
        asking = terms_that_ask(clock.today())
    return _done(asking, lambda one: remind(System(tenant_id), term_id=one))


def knock_for_questions(tenant_id: UUID) -> int:
    """The same for every question that waits for who decides."""
    with tenant_scope(tenant_id):
        asking = questions_that_ask(clock.today())
    return _done(asking, lambda one: remind_decider(System(tenant_id), asked_id=one))


def knock_for_announced(tenant_id: UUID) -> int:
    """The same for everything of which a reporter heard, and to which they can react no longer."""
    with tenant_scope(tenant_id):
        asking = announced_that_may_go(clock.today())
    return _done(asking, lambda one: remind_announced(System(tenant_id), case_id=one[0], announced_id=one[1]))


def _done(asking: Iterable[Any], knock: Callable[[Any], object]) -> int:
    done = 0
    for one in asking:
        # Met, moved, answered or withdrawn since it was listed: there is nothing to knock for.
        with suppress(RefusedError, GoneError):
            knock(one)
            done += 1
    return done


# Every hour of the day in UTC, so that who reads in the morning has it whatever the season; each knocks once.
@app.periodic(cron="3 5-18 * * *", periodic_id="cases_terms")
@app.task(name="cases.terms", queueing_lock="cases.terms")
def knock_for_all_terms(timestamp: int) -> None:
    """All tenants. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    for tenant in tenants():
        try:
            knock_for_terms(tenant.id)
            knock_for_questions(tenant.id)
            knock_for_announced(tenant.id)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong in one tenant, the next is reminded
            log.error("cases.terms_failed", tenant=str(tenant.id), error=type(failure).__name__)


def end_identities(tenant_id: UUID) -> int:
    """Destroy who reported, of every closed case of the register whose term for it is over; return how many."""
    with tenant_scope(tenant_id):
        over = ended_identities(_AT_ONCE)
    for case_id in over:
        # Done, or opened up again since it was listed.
        with suppress(RefusedError, GoneError):
            end_identity(System(tenant_id), case_id=case_id)
    return len(over)


@app.periodic(cron="41 2 * * *", periodic_id="cases_identities")
@app.task(name="cases.identities", queueing_lock="cases.identities")
def end_all_identities(timestamp: int) -> None:
    """All tenants, every night. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    for tenant in tenants():
        try:
            end_identities(tenant.id)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong in one tenant, the next is done
            log.error("cases.identities_failed", tenant=str(tenant.id), error=type(failure).__name__)
