"""Whose turn it is: who is waited for in a case, by its procedure and by what lies with somebody now (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases.models import Account, Measure, Stage
from weerbaar.cases.procedures import Doer, version_of
from weerbaar.database.rows import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from weerbaar.cases.models import Case

# From least to most: what lies with the reporter holds up everything else, but not that they hear that it came in.
_FROM_LEAST_TO_MOST = (Doer.LAWYER, Doer.DECIDER, Doer.REPORTER)
_LIES_WITH = (
    "SELECT %s, case_id FROM cases_measure WHERE case_id = ANY(%s) AND state = %s"
    " UNION ALL SELECT %s, case_id FROM cases_measure WHERE case_id = ANY(%s) AND state = %s"
    " UNION ALL SELECT %s, case_id FROM cases_decisionasked"
    " WHERE case_id = ANY(%s) AND answered_at IS NULL AND withdrawn_at IS NULL AND NOT is_check"
    " UNION ALL SELECT %s, case_id FROM cases_account WHERE case_id = ANY(%s) AND state = %s"
)


def waits_for(cases: Sequence[Case]) -> dict[UUID, Doer]:
    """Who is waited for in each of these cases. One query, whatever their number."""
    ids = [one.id for one in cases]
    turns = {
        one.id: version_of(one.procedure, one.procedure_version).stop(one.stage).waits_for for one in cases
    }
    running = {one.id for one in cases if one.stage != Stage.CLOSED}
    held: dict[Doer, set[UUID]] = {doer: set() for doer in _FROM_LEAST_TO_MOST}
    values = [
        *(Doer.LAWYER.value, ids, Measure.State.PROPOSED.value),
        *(Doer.DECIDER.value, ids, Measure.State.ADVISED.value),
        *(Doer.DECIDER.value, ids),
        *(Doer.REPORTER.value, ids, Account.State.OFFERED.value),
    ]
    for doer, case_id in run(_LIES_WITH, values):
        held[Doer(doer)].add(case_id)
    held[Doer.REPORTER] -= {one.id for one in cases if one.stage == Stage.RECEIVED}
    for doer, theirs in held.items():
        turns |= dict.fromkeys(running & theirs, doer)
    return turns
