"""A complaint about the handling (C21): nobody judges it before both sides were heard (Awb 9:10)."""

from __future__ import annotations

import pytest
from tests.filed import assessment, bring, file_report, hear_everybody

from weerbaar.cases import actions, deciding, triage
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError


@pytest.mark.req("C7", "C21")
def test_a_complaint_is_rejected_only_after_both_sides_were_heard(town):
    fatima = town["Fatima"].opened
    filed = file_report(town, kind="handling", name="Noor Visser")
    bring(fatima, filed, "assessed", kind="handling")
    answer = "Zo zit het. Niet eens? Ga naar de ombudsman."
    with pytest.raises(RefusedError, match="Leg eerst vast"):
        actions.give_feedback(fatima, code=filed.code, body=answer)
    for outcome in ("not_established", "established", "partly", "undetermined"):
        with pytest.raises(RefusedError, match="Zonder horen kan dit alleen"):
            deciding.record_outcome(fatima, code=filed.code, outcome=outcome, reason="Ongegrond.")
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=filed.case.id)
        assert case.outcome == ""
        assert set(deciding.possible_outcomes(case)) == {"settled", "withdrawn"}
    triage.inquire(fatima, code=filed.code, reason="Wat is er gebeurd?")
    with pytest.raises(RefusedError, match="Hoor eerst beide kanten"):
        deciding.record_outcome(fatima, code=filed.code, outcome="not_established", reason="Ongegrond.")
    hear_everybody(fatima, filed.case)
    deciding.record_outcome(fatima, code=filed.code, outcome="not_established", reason="Ongegrond.")
    with pytest.raises(RefusedError, match="ombudsman"):
        actions.give_feedback(fatima, code=filed.code, body="Zo zit het.")
    actions.give_feedback(fatima, code=filed.code, body=answer)
    actions.close(fatima, code=filed.code, reason="Klaar.")


@pytest.mark.req("C7", "C21")
def test_a_complaint_is_settled_without_hearing_when_who_complained_agrees(town):
    fatima = town["Fatima"].opened
    filed = file_report(town, kind="handling", name="Noor Visser")
    bring(fatima, filed, "assessed", kind="handling")
    deciding.record_outcome(fatima, code=filed.code, outcome="settled", reason="Noor is tevreden.")
    with tenant_scope(town.tenant.id):
        assert Case.objects.get(id=filed.case.id).stage == "decided"


@pytest.mark.req("C9", "C21")
def test_whoever_complains_in_the_wrong_place_hears_of_the_ombudsman_too(town):
    fatima = town["Fatima"].opened
    filed = file_report(town, kind="handling", name="Noor Visser")
    actions.acknowledge(fatima, code=filed.code, body="Binnen.")
    triage.assess(fatima, code=filed.code, given=assessment("handling", admission="not_here"))
    with pytest.raises(RefusedError, match="ombudsman"):
        triage.send_elsewhere(fatima, code=filed.code, body="Hier niet.")
    triage.send_elsewhere(fatima, code=filed.code, body="Hier niet. Niet eens? Ga naar de ombudsman.")
    actions.close(fatima, code=filed.code, reason="Klaar.")
    # Where the procedure does not say so, nothing is asked.
    other = file_report(town)
    actions.acknowledge(fatima, code=other.code, body="Binnen.")
    triage.assess(fatima, code=other.code, given=assessment(admission="not_here"))
    triage.send_elsewhere(fatima, code=other.code, body="Hier niet.")
