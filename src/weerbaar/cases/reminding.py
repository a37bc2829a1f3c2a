"""Reminding of a term before its last day, and escalating after it: by knock, which holds nothing (C2).

The same for a question to who decides (C20): they are reminded, and when it is late whoever handles the case hears it too.
And to a task (C13): whoever has it, and when it is late whoever handles the case.
And of what was announced to a reporter: whoever handles the case hears it when their time to react is over (C16, R7).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.audit.models import Line
from weerbaar.cases import accesses
from weerbaar.cases.acting import local_day
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import (
    Access,
    Case,
    DecisionAsked,
    Duty,
    Improvement,
    Release,
    SubjectNotice,
    Task,
    Term,
)
from weerbaar.cases.procedures import published
from weerbaar.cases.queries import procedure_of
from weerbaar.cases.terms import asks_escalation, asks_reminder, is_pressing
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.procedures import TermRule

REMIND_DUTY = (3, 0)
"""How many days before its last one somebody is reminded of a duty: no procedure says it of that."""


def terms_that_ask(today: date) -> list[UUID]:
    """The terms for which somebody is to be reminded or told that it is late, the first to end first.

    One query, whatever their number: late ones of which everybody was told are left out by the database.
    """
    horizon = today + timedelta(days=_earliest())
    rows = Term.objects.filter(met_at=None, suspended_on=None, due_on__lte=horizon, case__closed_at=None)
    told = Q(due_on__lt=today, escalated_on__gt=F("due_on"))
    rows = rows.exclude(told).select_related("case")
    return [
        one.id
        for one in rows.order_by("due_on", "id")
        if _asks(procedure_of(one.case).term(one.name), one, today)
    ]


@act("case.remind")
def remind(system: System, *, term_id: UUID) -> None:
    """Knock for a term: before its last day at who handles the case, after it also at reserves and coordinators.

    Only at who has access now, and never at who must stay out. Raises RefusedError when it does not ask for it any
    more, and GoneError when it is not there.
    """
    found = Term.objects.filter(id=term_id).values_list("case_id", flat=True).first()
    if found is None:
        raise GoneError(_("Deze zaak heeft die termijn nu niet."))
    about(found, object_id=term_id)
    case = Case.objects.select_for_update().get(id=found)
    term = Term.objects.filter(id=term_id).first()
    today = clock.today()
    if term is None or not _asks(procedure_of(case).term(term.name), term, today):
        raise RefusedError(_("Voor deze termijn hoeft nu niemand een seintje."))
    is_late = today > term.due_on
    knock(case.tenant_id, _whom(case, is_late=is_late), at_once=is_pressing(term.due_on, today))
    column = "escalated_on" if is_late else "reminded_on"
    setattr(term, column, today)
    term.save(update_fields=[column])


REMIND_DECIDER = (3, 0)
"""How many days before its last one somebody who decides is reminded of a question: with time left, and on the day."""


def questions_that_ask(today: date) -> list[UUID]:
    """The questions of which who decides is to be reminded, or that are late. One query, as for terms."""
    horizon = today + timedelta(days=max(REMIND_DECIDER))
    rows = DecisionAsked.objects.filter(
        answered_at=None, withdrawn_at=None, due_on__lte=horizon, case__closed_at=None
    )
    rows = rows.exclude(Q(due_on__lt=today, escalated_on__gt=F("due_on")))
    return [one.id for one in rows.order_by("due_on", "id") if _question_asks(one, today)]


@act("decision.remind")
def remind_decider(system: System, *, asked_id: UUID) -> None:
    """Knock for a question: at who decides, and once it is late also at who handles the case, reserves and coordinators.

    Never at who must stay out since. Raises RefusedError when it does not ask for it any more, and GoneError when it is
    not there.
    """
    found = DecisionAsked.objects.filter(id=asked_id).values_list("case_id", flat=True).first()
    if found is None:
        raise GoneError(_("Deze vraag ligt niet meer voor."))
    about(found, object_id=asked_id)
    case = Case.objects.select_for_update().get(id=found)
    asked = DecisionAsked.objects.select_for_update().get(id=asked_id)
    today = clock.today()
    if case.closed_at is not None or not _question_asks(asked, today):
        raise RefusedError(_("Voor deze vraag hoeft nu niemand een seintje."))
    is_late = today > asked.due_on
    whom = _decider(case, asked) + (_whom(case, is_late=True) if is_late else [])
    knock(case.tenant_id, list(dict.fromkeys(whom)), at_once=is_pressing(asked.due_on, today))
    column = "escalated_on" if is_late else "reminded_on"
    setattr(asked, column, today)
    asked.save(update_fields=[column])


def _question_asks(asked: DecisionAsked, today: date) -> bool:
    return not (asked.answered_at or asked.withdrawn_at) and day_asks(asked, asked.asked_at, today)


REMIND_TASK = (1, 0)
"""How many days before its last one somebody is reminded of a task."""


def tasks_left_open(today: date) -> list[UUID]:
    """The tasks of which who has them is to be reminded, or that are late. One query, as for terms."""
    rows = Task.objects.filter(ended_at=None, due_on__lte=today + timedelta(days=max(REMIND_TASK)))
    rows = rows.exclude(Q(due_on__lt=today, escalated_on__gt=F("due_on")))
    return [one.id for one in rows.order_by("due_on", "id") if day_asks(one, one.made_at, today, REMIND_TASK)]


@act("case.remind_task")
def remind_task(system: System, *, task_id: UUID) -> None:
    """Knock for a task: at who has it and who stands in for them; once it is late, or nobody's, at who handles the case.

    Raises RefusedError when it does not ask for it any more, and GoneError when it is not there.
    """
    found = Task.objects.filter(id=task_id).values_list("case_id", flat=True).first()
    if found is None:
        raise GoneError(_("Deze taak is er niet meer."))
    about(found, object_id=task_id)
    case = Case.objects.select_for_update().get(id=found)
    task = Task.objects.select_for_update().get(id=task_id)
    today = clock.today()
    if task.ended_at or not day_asks(task, task.made_at, today, REMIND_TASK):
        raise RefusedError(_("Voor deze taak hoeft nu niemand een seintje."))
    is_late = today > task.due_on
    whom = _owners(case, task)
    if is_late or not whom:
        whom += _whom(case, is_late=is_late)
    knock(case.tenant_id, list(dict.fromkeys(whom)))
    column = "escalated_on" if is_late else "reminded_on"
    setattr(task, column, today)
    task.save(update_fields=[column])


def _owners(case: Case, task: Task) -> list[UUID]:
    """Who has a task and can still open the case, and who stands in for them there."""
    colleagues = colleagues_by_alias(case.tenant_id)
    marks = marks_of(case.id, colleagues.values())
    asked = accesses.in_place_of(case.id, [task.for_alias])
    found = [colleagues[alias] for alias in asked if alias in colleagues]
    return [one.alias for one in found if not one.left and not marks.keep_out(one)]


def day_asks(
    one: DecisionAsked | Task | Improvement,
    since: datetime,
    today: date,
    days: Collection[int] = REMIND_DECIDER,
) -> bool:
    """Whether somebody is to be reminded today of what they have had `since` then, or told that it is late."""
    # Whoever got it heard so on that day: a day to remind of that was before it has passed.
    known = one.reminded_on or local_day(since)
    return asks_escalation(one.due_on, one.escalated_on, today) or asks_reminder(
        days, one.due_on, known, today
    )


def _decider(case: Case, asked: DecisionAsked) -> list[UUID]:
    colleagues = colleagues_by_alias(case.tenant_id)
    known = colleagues.get(asked.asked_of)
    if known is None or known.left or marks_of(case.id, colleagues.values()).keep_out(known):
        return []
    return [asked.asked_of]


def announced_that_may_go(today: date) -> list[tuple[UUID, UUID]]:
    """What was announced to a reporter whose time is over, of which nobody heard that yet: its case, and its own id.

    That somebody heard it stands in the log. Two queries.
    """
    told = Line.objects.filter(
        subject_id=OuterRef("case_id"), object_id=OuterRef("id"), verb="case.remind_announced", refused=False
    )
    over = Q(not_before__lte=today, message__isnull=False, case__closed_at=None) & ~Exists(told)
    releases = Release.objects.filter(over, sent_at=None, recalled_at=None)
    notices = SubjectNotice.objects.filter(over, given_at=None, is_waived=False, party__withdrawn_at=None)
    return [one for rows in (releases, notices) for one in rows.order_by("id").values_list("case_id", "id")]


@act("case.remind_announced")
def remind_announced(system: System, *, case_id: UUID, announced_id: UUID) -> None:
    """Knock once at who handles the case: the time is over in which the reporter could react to what was announced.

    Raises RefusedError when nobody needs to hear it any more, and GoneError when the case is not there.
    """
    about(case_id, object_id=announced_id)
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise GoneError(_("Deze zaak heeft die termijn nu niet."))
    if (case_id, announced_id) not in announced_that_may_go(clock.today()):
        raise RefusedError(_("Voor deze termijn hoeft nu niemand een seintje."))
    knock(case.tenant_id, _whom(case, is_late=False))


def _asks(rule: TermRule | None, term: Term, today: date) -> bool:
    if term.met_at or term.suspended_on:
        return False
    remind_days, known = _reminded(rule, term)
    return asks_escalation(term.due_on, term.escalated_on, today) or asks_reminder(
        remind_days, term.due_on, known, today
    )


def _reminded(rule: TermRule | None, term: Term) -> tuple[Collection[int], date | None]:
    """How many days before its last one somebody is reminded of a term, and since when they know of it."""
    if rule:
        return rule.remind, term.reminded_on
    # Whoever sets the day of a duty knows it then: a day to remind of that was before it has passed.
    return REMIND_DUTY if term.name in Duty.Name.values else (), term.reminded_on or term.starts_on


def _whom(case: Case, *, is_late: bool) -> list[UUID]:
    """Those to knock at. A case that nobody handles any more is of everybody who can read it."""
    colleagues = colleagues_by_alias(case.tenant_id)
    marks = marks_of(case.id, colleagues.values())
    rows = Access.objects.filter(case=case, holder_alias__in=accesses.to_knock(case.id))
    seats = {
        one.holder_alias: one
        for one in rows
        if (known := colleagues.get(one.holder_alias)) is not None
        and not known.left
        and not marks.keep_out(known)
    }
    handlers = [alias for alias, one in seats.items() if one.capacity == Access.Capacity.HANDLER]
    if not is_late:
        return handlers or list(seats)
    above = [
        alias
        for alias, one in seats.items()
        if one.capacity == Access.Capacity.RESERVE or Role.COORDINATOR in colleagues[alias].roles
    ]
    return list(dict.fromkeys([*handlers, *above])) or list(seats)


def _earliest() -> int:
    """How many days before its last one the earliest reminder of any procedure stands."""
    rules = (term for every in published().values() for one in every for term in one.terms)
    return max((*REMIND_DUTY, *(days for term in rules for days in term.remind)))
