"""The terms of a case as rows: started, met and moved by its procedure (C2), and the days of its duties (C17).

The arithmetic stands in `terms.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from weerbaar.cases.models import Duty, Suspension, Term
from weerbaar.cases.procedures import TermName
from weerbaar.cases.terms import end_of_term, first_day, is_in_law, tightened
from weerbaar.database.rows import run
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.workdays import DECREED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from weerbaar.cases.models import Case
    from weerbaar.cases.procedures import Procedure, TermRule
    from weerbaar.cases.terms import Days


def decreed_days() -> frozenset[date]:
    """The days on a par with holidays: those that the product knows and those that this municipality added."""
    return DECREED | {day for (day,) in run("SELECT day FROM cases_freeday", [])}


def own_lengths(procedure: str) -> dict[str, int]:
    """A municipality's own numbers for a procedure, by term."""
    return dict(run("SELECT term, length FROM cases_ownterm WHERE procedure = %s", [procedure]).fetchall())


def first_terms(case: Case, procedure: Procedure) -> list[Term]:
    """The unsaved terms with which a case begins."""
    return _terms(case, procedure, {})


def feedback_due(case: Case, procedure: Procedure, acknowledged: date) -> date:
    """Until when the reporter waits for an answer at most, when receipt is confirmed on `acknowledged`."""
    there = _there(case)
    planned = _terms(case, procedure, there, acknowledged)
    new = next(one for one in planned if one.name == TermName.FEEDBACK)
    old = there.get(TermName.FEEDBACK)
    return new.target_on if old is None or _moves(old, new) else old.target_on


def start_terms(case: Case, procedure: Procedure, *, anew: bool = False) -> None:
    """Start what may start now, and bring forward what runs from an acknowledgement that came early.

    What a municipality sets of its own holds for terms that start after it: one that runs keeps its days. A term that
    was met, lengthened or suspended stays as it is: what was decided about it holds. With `anew` the case came under
    another procedure: what runs is counted by its rules, and a term that it does not know goes. What was decided about
    a term before holds only where these rules allow it too: nobody lets a term in law stand still.
    """
    there = _there(case)
    if anew:
        _forget(case, procedure)
    for term in _terms(case, procedure, {} if anew else there):
        old = there.get(term.name)
        if old is None:
            term.save(force_insert=True)
        elif _may_move(old, procedure, anew=anew) and (anew or _moves(old, term)):
            _move(old, term)


def end_terms(case: Case, names: Collection[str], now: datetime) -> None:
    """Say of terms that they were met. One that stood still does so until this day."""
    ended = Term.objects.filter(case=case, name__in=list(names), met_at=None)
    Suspension.objects.filter(term__in=ended, resumed_on=None).update(
        resumed_on=now.astimezone(AMSTERDAM).date()
    )
    ended.update(met_at=now, suspended_on=None)


def keep_to_duties(case: Case) -> None:
    """Make the terms say what the duties say: one runs to each day that is open, ends with it, and goes where it went."""
    there = _there(case)
    for duty in Duty.objects.filter(case=case):
        term = there.get(duty.name)
        if duty.settled_at:
            end_terms(case, [duty.name], duty.settled_at)
        elif duty.due_on:
            _run_to(case, duty.name, duty.due_on, term)
        elif term:
            term.delete()


def _run_to(case: Case, name: str, day: date, term: Term | None) -> None:
    """Let a duty's term run to a day. The same day, asked once more, starts nothing anew."""
    if term and term.met_at is None and term.due_on == day:
        return
    if term:
        term.delete()
    Term.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        name=name,
        starts_on=clock.today(),
        target_on=day,
        due_on=day,
    )


def _there(case: Case) -> dict[str, Term]:
    return {one.name: one for one in Term.objects.filter(case=case)}


def _may_move(term: Term, procedure: Procedure, *, anew: bool) -> bool:
    if term.met_at:
        return False
    stood_still = bool(term.suspended_on) or Suspension.objects.filter(term=term).exists()
    rule = procedure.term(term.name)
    if anew and rule:
        unknown = (stood_still and not rule.may_suspend) or (term.is_extended and not rule.extend)
        if is_in_law(rule) or unknown:
            return True
    return not (term.is_extended or stood_still)


def _moves(old: Term, new: Term) -> bool:
    return old.starts_on != new.starts_on


def _move(old: Term, new: Term) -> None:
    old.starts_on, old.target_on, old.due_on = new.starts_on, new.target_on, new.due_on
    old.is_extended, old.suspended_on = False, None
    old.save(update_fields=["starts_on", "target_on", "due_on", "is_extended", "suspended_on"])
    Suspension.objects.filter(term=old, resumed_on=None).update(resumed_on=clock.today())


def _forget(case: Case, procedure: Procedure) -> None:
    """Let go of what no step of this procedure would ever meet. The decisions about it stay in the file."""
    strange = Term.objects.filter(case=case, met_at=None).exclude(
        name__in=[*(one.name for one in procedure.terms), *Duty.Name.values]
    )
    Suspension.objects.filter(term__in=strange).delete()
    strange.delete()


def _terms(
    case: Case, procedure: Procedure, there: Mapping[str, Term], acknowledged: date | None = None
) -> list[Term]:
    """Every term that has a first day now, unsaved."""
    own, decreed = own_lengths(procedure.name), decreed_days()
    received = case.received_at.astimezone(AMSTERDAM).date()
    if case.acknowledged_at:
        acknowledged = case.acknowledged_at.astimezone(AMSTERDAM).date()
    acknowledge_by = _acknowledge_by(procedure, there, received, own, decreed)
    terms = []
    for rule in procedure.terms:
        starts = first_day(rule.starts, received, acknowledged, acknowledge_by)
        if starts is None:
            continue
        days = _end(rule, starts, own, decreed)
        terms.append(
            Term(
                id=uuid4(),
                tenant_id=case.tenant_id,
                case=case,
                name=rule.name.value,
                starts_on=starts,
                target_on=days.target,
                due_on=days.last,
            )
        )
    return terms


def _acknowledge_by(
    procedure: Procedure,
    there: Mapping[str, Term],
    received: date,
    own: dict[str, int],
    decreed: Collection[date],
) -> date:
    if first := there.get(TermName.ACKNOWLEDGE):
        return first.target_on
    rule = procedure.term(TermName.ACKNOWLEDGE)
    return _end(rule, received, own, decreed).target if rule else received


def _end(rule: TermRule, starts: date, own: dict[str, int], decreed: Collection[date]) -> Days:
    return end_of_term(rule, starts, tightened(rule, own.get(rule.name)), decreed)
