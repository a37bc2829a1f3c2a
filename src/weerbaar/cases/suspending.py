"""Letting a term stand still, letting it run again, and making it longer once: only where its rule allows it (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.audit.acts import about, act
from weerbaar.cases import accesses
from weerbaar.cases.acting import decide, enter, knock_colleagues
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.models import Suspension, Term
from weerbaar.cases.queries import procedure_of
from weerbaar.cases.rules import Move, check_move
from weerbaar.cases.terms import (
    Days,
    Running,
    after_extension,
    after_suspension,
    missing_to_extend,
    missing_to_resume,
    missing_to_suspend,
)
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from weerbaar.cases.models import Case
    from weerbaar.cases.procedures import TermRule
    from weerbaar.organisation.staff import Staff


@act("case.suspend_term")
def suspend_term(staff: Staff, *, code: str, term: str, reason: str) -> None:
    """Let a term stand still from today, with a reason. Raises RefusedError for a term that may not: never one in law."""
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    rule, row = _term(case, term)
    _refuse(missing_to_suspend(rule, running(row), clock.today()))
    assert row is not None  # noqa: S101 - refused above
    about(case.id, object_id=row.id)
    decision = decide(staff, case, keys, "case.suspend_term", reason=reason)
    row.suspended_on = clock.today()
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
    """Make a term longer, once, by as much as its rule allows. Raises RefusedError for a term that may not."""
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
    accesses.refresh(case)
    knock_colleagues(staff, case)


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


def _term(case: Case, name: str) -> tuple[TermRule | None, Term | None]:
    return procedure_of(case).term(name), Term.objects.filter(case=case, name=name).first()


def _write(row: Term, days: Days) -> None:
    row.target_on, row.due_on = days.target, days.last
    row.save(update_fields=["target_on", "due_on"])


def _refuse(sentence: str) -> None:
    if sentence:
        raise RefusedError(sentence)
