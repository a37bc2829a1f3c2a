"""Whose turn it is: by the stage of the procedure, unless something lies with somebody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.filed import bring, file_report
from tests.statements import counted

from weerbaar.cases.models import Account, Case, DecisionAsked, Measure
from weerbaar.cases.procedures import Doer
from weerbaar.cases.waiting import waits_for
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock


@pytest.fixture
def filed(town):
    """A report of which the reporter heard that it came in."""
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "acknowledged")
    with tenant_scope(town.tenant.id):
        filed.case.refresh_from_db()
    return filed


def lay_down(filed, *what: str) -> None:
    shared = {"tenant_id": filed.case.tenant_id, "case": filed.case}
    somebody, now, today = uuid4(), clock.now(), clock.today()
    with tenant_scope(filed.case.tenant_id):
        if "measure" in what:
            Measure.objects.create(
                **shared, code="x", proposed_by=somebody, proposed_at=now, sealed_text=b"x"
            )
        if "question" in what:
            DecisionAsked.objects.create(
                **shared,
                asked_of=somebody,
                asked_by=somebody,
                asked_at=now,
                due_on=today,
                sealed_question=b"x",
                answered_at=now if "answered" in what else None,
            )
        if "account" in what:
            Account.objects.create(**shared, told_on=today, written_by=somebody, at=now, sealed_text=b"x")


@pytest.mark.parametrize(
    ("what", "who"),
    [
        ((), Doer.HANDLER),
        (("measure",), Doer.LAWYER),
        (("question",), Doer.DECIDER),
        (("question", "answered"), Doer.HANDLER),
        (("measure", "question"), Doer.DECIDER),
        (("measure", "question", "account"), Doer.REPORTER),
    ],
)
def test_what_lies_with_somebody_is_their_turn(town, filed, what, who):
    lay_down(filed, *what)
    with tenant_scope(town.tenant.id):
        assert waits_for([filed.case]) == {filed.case.id: who}


def test_a_text_to_check_puts_off_no_word_that_a_report_came_in(town):
    filed = file_report(town)
    lay_down(filed, "account")
    with tenant_scope(town.tenant.id):
        assert waits_for([filed.case]) == {filed.case.id: Doer.HANDLER}


def test_nobody_is_waited_for_when_a_case_is_closed(town):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "closed")
    lay_down(filed, "account")
    with tenant_scope(town.tenant.id):
        assert waits_for([Case.objects.get(id=filed.case.id)]) == {filed.case.id: Doer.NOBODY}


def test_many_cases_cost_as_much_as_one(town):
    cases = [file_report(town).case for _ in range(4)]
    with tenant_scope(town.tenant.id), counted() as asked:
        assert len(waits_for(cases)) == 4
    assert len(asked) == 1
