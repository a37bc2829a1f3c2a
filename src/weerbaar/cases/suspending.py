"""Letting a term stand still, letting it run again, and making it longer once: only where its rule allows it (C2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import accesses
from weerbaar.cases.acting import decide, enter, knock_colleagues, local_day, tell
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.models import Suspension, Term
from weerbaar.cases.queries import procedure_of
from weerbaar.cases.rules import Move, check_move
from weerbaar.cases.terms import (
    Days,
    Ended,
    Running,
    after_extension,
    after_suspension,
    how_it_ended,
    missing_to_begin,
    missing_to_extend,
    missing_to_resume,
    missing_to_suspend,
)
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.cases.models import Case
    from weerbaar.cases.procedures import TermRule
    from weerbaar.organisation.staff import Staff


_LONGER = _(
    "Wij hebben meer tijd nodig voor ons antwoord. Bij ‘Mijn melding’ staat op welke dag je het nu uiterlijk krijgt."
)


@dataclass(frozen=True, slots=True)
class Standstill:
    """That a term stood still: the first day that did not count, the day it ran again, and the day it was put on record."""

    since: date
    until: date | None
    recorded_on: date


@dataclass(frozen=True, slots=True)
class MetTerm:
    """A term that has come to its end. `last` is the last day that counted, `met_on` the day that it was done."""

    name: str
    last: date
    met_on: date
    how: Ended


@act("case.suspend_term")
def suspend_term(staff: Staff, *, code: str, term: str, reason: str, since: date | None = None) -> None:
    """Let a term stand still, with a reason: since the day on which that arose, or else from today.

    Raises RefusedError for a term that may not, never one in law, and for a day since which it cannot.
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    rule, row = _term(case, term)
    _refuse(missing_to_suspend(rule, running(row), clock.today()))
    assert row is not None  # noqa: S101 - refused above
    about(case.id, object_id=row.id)
    since = since or clock.today()
    _check_since(row, since)
    decision = decide(staff, case, keys, "case.suspend_term", reason=reason)
    row.suspended_on = since
    row.save(update_fields=["suspended_on"])
    Suspension.objects.create(
        tenant_id=case.tenant_id, term=row, decision=decision, stopped_on=row.suspended_on
    )
    accesses.refresh(case)
    knock_colleagues(staff, case)


@act("case.resume_term")
def resume_term(staff: Staff, *, code: str, term: str, reason: str) -> None:
    """Let a term run again from today: its days move by as much as it stood still."""
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    rule, row = _term(case, term)
    _refuse(missing_to_resume(running(row)))
    assert row is not None  # noqa: S101 - refused above
    about(case.id, object_id=row.id)
    decide(staff, case, keys, "case.resume_term", reason=reason)
    _write(row, days_after_standing_still(rule, row))
    row.suspended_on = None
    row.save(update_fields=["suspended_on"])
    Suspension.objects.filter(term=row, resumed_on=None).update(resumed_on=clock.today())
    accesses.refresh(case)
    knock_colleagues(staff, case)


@act("case.extend_term")
def extend_term(staff: Staff, *, code: str, term: str, reason: str) -> None:
    """Make a term longer, once, by as much as its rule allows. Raises RefusedError for a term that may not.

    The reporter is told when it is the term of their answer.
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    rule, row = _term(case, term)
    _refuse(missing_to_extend(rule, running(row), clock.today()))
    assert row is not None  # noqa: S101 - refused above
    assert rule is not None  # noqa: S101 - refused above
    about(case.id, object_id=row.id)
    decide(staff, case, keys, "case.extend_term", reason=reason)
    _write(row, days_when_longer(rule, row))
    row.is_extended = True
    row.save(update_fields=["is_extended"])
    if term == Term.Name.FEEDBACK:
        # What the reporter was promised is another day now: they hear it before the first one.
        tell(staff, case, keys, _LONGER)
    accesses.refresh(case)
    knock_colleagues(staff, case)


def standstills(case: Case) -> dict[str, list[Standstill]]:
    """When the terms of a case stood still or do so, by term, the oldest first. One query."""
    rows = Suspension.objects.filter(term__case=case).select_related("term", "decision")
    found: dict[str, list[Standstill]] = {}
    for one in rows.order_by("stopped_on", "decision__at"):
        kept = Standstill(one.stopped_on, one.resumed_on, local_day(one.decision.at))
        found.setdefault(one.term.name, []).append(kept)
    return found


def met_terms(case: Case) -> list[MetTerm]:
    """The terms of a case that have come to their end, in the order in which they did. One query."""
    rows = Term.objects.filter(case=case, met_at__isnull=False).order_by("met_at", "due_on", "name")
    return [
        MetTerm(
            one.name,
            one.due_on,
            local_day(one.met_at),
            how_it_ended(one.due_on, local_day(one.met_at), by_closing=one.met_at == case.closed_at),
        )
        for one in rows
        if one.met_at
    ]


def running(row: Term | None) -> Running | None:
    """How a term of a case stands; None for one that it does not have."""
    if row is None:
        return None
    return Running(
        last=row.due_on,
        is_met=row.met_at is not None,
        is_suspended=row.suspended_on is not None,
        is_extended=row.is_extended,
    )


def days_after_standing_still(rule: TermRule | None, row: Term) -> Days:
    """When a term that stands still will end, if it runs again today. One without a rule any more keeps its days."""
    days = Days(row.target_on, row.due_on)
    if rule is None or row.suspended_on is None:
        return days
    return after_suspension(days, rule, row.suspended_on, clock.today(), decreed_days())


def days_when_longer(rule: TermRule, row: Term) -> Days:
    """When a term will end, if it is made longer."""
    return after_extension(Days(row.target_on, row.due_on), rule, decreed_days())


def _check_since(row: Term, since: date) -> None:
    ran_again = Suspension.objects.filter(term=row).aggregate(last=Max("resumed_on"))["last"]
    if sentence := missing_to_begin(since, starts=row.starts_on, ran_again=ran_again, today=clock.today()):
        raise RefusedError(sentence, field="since")


def _term(case: Case, name: str) -> tuple[TermRule | None, Term | None]:
    return procedure_of(case).term(name), Term.objects.filter(case=case, name=name).first()


def _write(row: Term, days: Days) -> None:
    row.target_on, row.due_on = days.target, days.last
    row.save(update_fields=["target_on", "due_on"])


def _refuse(sentence: str) -> None:
    if sentence:
        raise RefusedError(sentence)
