"""Whose turn it is: who is waited for in a case, by its procedure and by what lies with somebody now (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases.models import Account, DecisionAsked, Measure, Stage
from weerbaar.cases.procedures import Doer, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from weerbaar.cases.models import Case


def waits_for(cases: Sequence[Case]) -> dict[UUID, Doer]:
    """Who is waited for in each of these cases. Four queries, whatever their number."""
    ids = [one.id for one in cases]
    # From least to most: what lies with the reporter holds up everything else.
    lies_with = (
        (Doer.LAWYER, Measure.objects.filter(case__in=ids, state=Measure.State.PROPOSED)),
        (Doer.DECIDER, Measure.objects.filter(case__in=ids, state=Measure.State.ADVISED)),
        (Doer.DECIDER, DecisionAsked.objects.filter(case__in=ids, answered_at=None, withdrawn_at=None)),
        (Doer.REPORTER, Account.objects.filter(case__in=ids, state=Account.State.OFFERED)),
    )
    turns = {
        one.id: version_of(one.procedure, one.procedure_version).stop(one.stage).waits_for for one in cases
    }
    running = {one.id for one in cases if one.stage != Stage.CLOSED}
    for doer, rows in lies_with:
        turns |= dict.fromkeys(running.intersection(rows.values_list("case_id", flat=True)), doer)
    return turns
