"""What the clock starts in this room."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from weerbaar.audit.acts import System
from weerbaar.cases import absences, check_ins, lessons
from weerbaar.cases.actions import expire_access
from weerbaar.cases.guests import expire_guest, over
from weerbaar.cases.models import Access
from weerbaar.cases.register import end_identity, ended_identities
from weerbaar.cases.reminding import (
    announced_that_may_go,
    questions_that_ask,
    remind,
    remind_announced,
    remind_decider,
    remind_task,
    tasks_left_open,
    terms_that_ask,
)
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.rounds import for_each, in_every_tenant

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

_AT_ONCE = 500


def expire_accesses(tenant_id: UUID) -> int:
    """Remove the keys of every access in a tenant that has ended, at most 500 a round; return how many."""
    with tenant_scope(tenant_id):
        ended = Access.objects.filter(until__lte=clock.now()).select_related("case").order_by("until", "id")
        rows = list(ended[:_AT_ONCE])
    return for_each(tenant_id, rows, lambda one: expire_access(System(tenant_id), access=one))


def expire_guests(tenant_id: UUID) -> int:
    """The same for every guest whose last day is over."""
    with tenant_scope(tenant_id):
        rows = over(_AT_ONCE)
    return for_each(tenant_id, rows, lambda one: expire_guest(System(tenant_id), guest_id=one))


def expire_stand_ins(tenant_id: UUID) -> int:
    """The same for every place in the stead of somebody whose absence is over: whoever has no other had lost it already."""
    with tenant_scope(tenant_id):
        rows = absences.over(_AT_ONCE)
    return for_each(tenant_id, rows, lambda one: absences.expire_stand_in(System(tenant_id), stand_in_id=one))


@app.periodic(cron="*/5 * * * *", periodic_id="cases_expire")
@app.task(name="cases.expire", queueing_lock="cases.expire")
def expire(timestamp: int) -> None:
    """Every five minutes. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(
        _until_none_is_left(expire_accesses),
        _until_none_is_left(expire_stand_ins),
        _until_none_is_left(expire_guests),
    )


def _until_none_is_left(job: Callable[[UUID], int]) -> Callable[[UUID], None]:
    @wraps(job)
    def again(tenant_id: UUID) -> None:
        while job(tenant_id) == _AT_ONCE:
            pass

    return again


def knock_for_terms(tenant_id: UUID) -> int:
    """Remind and escalate in a tenant, every term that asks for it; return how many knocked."""
    with tenant_scope(tenant_id):
        asking = terms_that_ask(clock.today())
    return for_each(tenant_id, asking, lambda one: remind(System(tenant_id), term_id=one))


def knock_for_questions(tenant_id: UUID) -> int:
    """The same for every question that waits for who decides."""
    with tenant_scope(tenant_id):
        asking = questions_that_ask(clock.today())
    return for_each(tenant_id, asking, lambda one: remind_decider(System(tenant_id), asked_id=one))


def knock_for_announced(tenant_id: UUID) -> int:
    """The same for everything of which a reporter heard, and to which they can react no longer."""
    with tenant_scope(tenant_id):
        asking = announced_that_may_go(clock.today())
    return for_each(
        tenant_id,
        asking,
        lambda one: remind_announced(System(tenant_id), case_id=one[0], announced_id=one[1]),
    )


def knock_for_tasks(tenant_id: UUID) -> int:
    """The same for every task of somebody in a case."""
    with tenant_scope(tenant_id):
        asking = tasks_left_open(clock.today())
    return for_each(tenant_id, asking, lambda one: remind_task(System(tenant_id), task_id=one))


def ask_how_it_goes(tenant_id: UUID) -> int:
    """Put every check-in whose day has come on somebody's page, at most 500 a round, and knock; return how many."""
    with tenant_scope(tenant_id):
        asking = check_ins.due(clock.today(), _AT_ONCE)
    return for_each(tenant_id, asking, lambda one: check_ins.ask(System(tenant_id), check_in_id=one))


def knock_for_improvements(tenant_id: UUID) -> int:
    """The same for every improvement that came of a case."""
    with tenant_scope(tenant_id):
        asking = lessons.that_ask(clock.today())
    return for_each(tenant_id, asking, lambda one: lessons.remind(System(tenant_id), improvement_id=one))


# Every hour of the day in UTC, so that who reads in the morning has it whatever the season; each knocks once.
@app.periodic(cron="3 5-18 * * *", periodic_id="cases_terms")
@app.task(name="cases.terms", queueing_lock="cases.terms")
def knock_for_all_terms(timestamp: int) -> None:
    """All tenants. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(
        knock_for_terms,
        knock_for_questions,
        knock_for_announced,
        ask_how_it_goes,
        knock_for_tasks,
        knock_for_improvements,
    )


def end_identities(tenant_id: UUID) -> int:
    """Destroy who reported, of every closed case of the register whose term for it is over; return how many."""
    with tenant_scope(tenant_id):
        over = ended_identities(_AT_ONCE)
    return for_each(tenant_id, over, lambda one: end_identity(System(tenant_id), case_id=one))


@app.periodic(cron="41 2 * * *", periodic_id="cases_identities")
@app.task(name="cases.identities", queueing_lock="cases.identities")
def end_all_identities(timestamp: int) -> None:
    """All tenants, every night. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(end_identities)
