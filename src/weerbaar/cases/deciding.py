"""Deciding: what came out of a case (C7). Measures stand in `measures.py`, questions to mayor and secretary in `asking.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import act
from weerbaar.cases import rules
from weerbaar.cases.acting import advance, decide, enter, knock_colleagues
from weerbaar.cases.models import OutcomeCode
from weerbaar.cases.procedures import Guard, Step
from weerbaar.cases.queries import procedure_of
from weerbaar.cases.standing import AGREED, standing
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff


@act("case.decide")
def record_outcome(staff: Staff, *, code: str, outcome: str, reason: str, lesson: str = "") -> None:
    """Record what came out, why, and what was learned; the case goes on to the answer.

    Raises RefusedError with what must be there first.
    """
    case, keys = enter(staff, code)
    if outcome not in OutcomeCode.values:
        raise RefusedError(_("Maak een keuze."), field="outcome")
    case.outcome = outcome
    advance(staff, case, Step.DECIDE)
    case.save(update_fields=["outcome"])
    decide(staff, case, keys, "case.decide", reason=reason)
    knock_colleagues(staff, case)
    if lesson.strip():
        # A verb of its own: what was learned has its own line, with its own hash.
        learn(staff, code=code, lesson=lesson)


@act("case.learn")
def learn(staff: Staff, *, code: str, lesson: str) -> None:
    """Write down what the organisation learned of a case. Also later, and when it is closed: that is when people know."""
    case, keys = enter(staff, code)
    if not case.outcome:
        raise RefusedError(_("Leg eerst vast wat eruit kwam."))
    decide(staff, case, keys, "case.learn", reason=lesson)


def missing_for_outcome(case: Case) -> tuple[tuple[Guard, bool, str], ...]:
    """What a case needs before its outcome is recorded: guard, whether it is there, and what to do when it is not.

    The outcome itself is left out, and what it alone says: recording it is what is asked.
    """
    procedure, met = procedure_of(case), standing(case)
    move = procedure.move(Step.DECIDE, case.stage)
    if move is None:
        return ()
    missing = {guard: rules.missing_for_guard(guard) for guard in move.needs if guard not in met}
    return tuple(
        (guard, guard not in missing, missing.get(guard, ""))
        for guard in move.needs
        if guard not in (Guard.OUTCOME_RECORDED, Guard.COMPLAINANT_AGREED)
    )


def possible_outcomes(case: Case) -> tuple[str, ...]:
    """What may come out from where a case stands: before both sides were heard, where the procedure goes without, only
    what whoever complained agrees with.
    """
    move = procedure_of(case).move(Step.DECIDE, case.stage)
    agreed_only = move is not None and Guard.COMPLAINANT_AGREED in move.needs
    return tuple(one for one in OutcomeCode.values if one in AGREED or not agreed_only)
