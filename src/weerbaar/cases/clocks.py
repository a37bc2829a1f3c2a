"""The terms of a case as rows: started, met and moved by its procedure (C2). The arithmetic stands in `terms.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from weerbaar.cases.models import Suspension, Term
from weerbaar.cases.procedures import TermName
from weerbaar.cases.terms import end_of_term, first_day, tightened
from weerbaar.database.rows import run
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.workdays import DECREED

if TYPE_CHECKING:
    from collections.abc import Collection
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
    return _terms(case, procedure, ())


def feedback_due(case: Case, procedure: Procedure, acknowledged: date) -> date:
    """Until when the reporter waits for an answer at most, when receipt is confirmed on `acknowledged`."""
    return next(
        one.target_on for one in _terms(case, procedure, (), acknowledged) if one.name == TermName.FEEDBACK
    )


def start_terms(case: Case, procedure: Procedure) -> None:
    """Start what may start now, and bring forward what runs from an acknowledgement that came early.

    A term that was met, lengthened or suspended stays as it is: what was decided about it holds.
    """
    there = {one.name: one for one in Term.objects.filter(case=case)}
    for term in _terms(case, procedure, [name for name, one in there.items() if not _is_free(one)]):
        old = there.get(term.name)
        if old is None:
            term.save(force_insert=True)
        elif (old.starts_on, old.due_on) != (term.starts_on, term.due_on):
            old.starts_on, old.target_on, old.due_on = term.starts_on, term.target_on, term.due_on
            old.save(update_fields=["starts_on", "target_on", "due_on"])


def end_terms(case: Case, names: Collection[TermName], now: datetime) -> None:
    """Say of terms that they were met."""
    Term.objects.filter(case=case, name__in=[one.value for one in names], met_at=None).update(
        met_at=now, suspended_on=None
    )


def _is_free(term: Term) -> bool:
    return not (term.met_at or term.is_extended or term.suspended_on or _stood_still(term))


def _stood_still(term: Term) -> bool:
    return Suspension.objects.filter(term=term).exists()


def _terms(
    case: Case, procedure: Procedure, but: Collection[str], acknowledged: date | None = None
) -> list[Term]:
    own, decreed = own_lengths(procedure.name), decreed_days()
    received = case.received_at.astimezone(AMSTERDAM).date()
    if case.acknowledged_at:
        acknowledged = case.acknowledged_at.astimezone(AMSTERDAM).date()
    first = procedure.term(TermName.ACKNOWLEDGE)
    acknowledge_by = _end(first, received, own, decreed).target if first else received
    terms = []
    for rule in procedure.terms:
        starts = first_day(rule.starts, received, acknowledged, acknowledge_by)
        if starts is None or rule.name in but:
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


def _end(rule: TermRule, starts: date, own: dict[str, int], decreed: Collection[date]) -> Days:
    return end_of_term(rule, starts, tightened(rule, own.get(rule.name)), decreed)
