"""Deciding: what came out of a case (C7). Measures stand in `measures.py`, questions to mayor and secretary in `asking.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import act
from weerbaar.cases.acting import advance, decide, enter, knock_colleagues
from weerbaar.cases.models import OutcomeCode
from weerbaar.cases.procedures import Step
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from weerbaar.organisation.staff import Staff


@act("case.decide")
def record_outcome(staff: Staff, *, code: str, outcome: str, reason: str) -> None:
    """Record what came out, and why; the case goes on to the answer. Raises RefusedError with what must be there first."""
    case, keys = enter(staff, code)
    if outcome not in OutcomeCode.values:
        raise RefusedError(_("Maak een keuze."), field="outcome")
    case.outcome = outcome
    advance(case, Step.DECIDE)
    case.save(update_fields=["outcome"])
    decide(staff, case, keys, "case.decide", reason=reason)
    knock_colleagues(staff, case)
