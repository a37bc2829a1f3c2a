"""The day of a duty runs as a term like any other (C17): shown, reminded of, and gone with the duty."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from tests.filed import assessment, bring, file_report
from tests.people import make_tenant

from weerbaar.cases import actions, suspending, triage
from weerbaar.cases.models import Access, Duty, Term
from weerbaar.cases.queries import case_file
from weerbaar.cases.triage import DutyGiven
from weerbaar.cases.worklist import endings, worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError

REPORT = "criminal_report"


@pytest.fixture(scope="module")
def town(database):
    """A town of this file's own: what it looks for stands on the first page of a list."""
    return make_tenant()


def in_days(days: int):
    return clock.stopped_at(clock.now() + timedelta(days=days))


def asked(answer: str = "yes", *, days: int = 10, admission: str = "not_here", kind: str = "conduct"):
    """An assessment that asks whether there is to be a report to the police, by so many days from today."""
    day = None if answer == "no" else clock.today() + timedelta(days=days)
    duty = DutyGiven(answer, "Het lijkt strafbaar.", "De secretaris", day)
    return assessment(kind, admission=admission, duties={REPORT: duty})


@pytest.fixture
def filed(town):
    filed = file_report(town)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    return filed


def assess(town, filed, answer: str = "yes", **how):
    triage.assess(town["Fatima"].opened, code=filed.code, given=asked(answer, **how))


def terms(town, filed) -> dict[str, Term]:
    with tenant_scope(town.tenant.id):
        return {one.name: one for one in Term.objects.filter(case=filed.case)}


def next_due(town, filed):
    with tenant_scope(town.tenant.id):
        (due,) = set(Access.objects.filter(case=filed.case).values_list("next_due", flat=True))
    return due


@pytest.mark.req("C17")
def test_the_day_of_a_duty_is_the_first_that_ends_until_it_is_settled(town, filed):
    before = next_due(town, filed)
    with in_days(1):
        assess(town, filed, days=3)
        day = clock.today() + timedelta(days=3)
        term = terms(town, filed)[REPORT]
        assert (term.starts_on, term.target_on, term.due_on) == (clock.today(), day, day)
        assert next_due(town, filed) == day < before
        with tenant_scope(town.tenant.id):
            fatima = town["Fatima"].opened
            assert REPORT in [one.name for one in case_file(fatima, filed.code).terms]
            (row,) = [one for one in endings(fatima).rows if one.code == filed.code]
            assert row.terms[0].name == REPORT
            (line,) = [one for one in worklist(fatima).rows if one.code == filed.code]
            assert line.term
            assert line.term.name == REPORT
    with in_days(2):
        triage.settle_duty(town["Joris"].opened, code=filed.code, name=REPORT, what="Aangifte gedaan.")
        assert next_due(town, filed) == before
        with tenant_scope(town.tenant.id):
            met = {one.name: one.how for one in suspending.met_terms(filed.case)}
    assert met[REPORT] == "in_time"


@pytest.mark.req("C17")
def test_a_duty_that_is_asked_again_moves_its_day_and_one_that_is_none_has_no_day(town, filed):
    with in_days(1):
        assess(town, filed, "unsure", days=3)
        first = terms(town, filed)[REPORT]
    with in_days(2):
        assess(town, filed, "yes", days=2)
        same = terms(town, filed)[REPORT]
        assert (same.id, same.starts_on) == (first.id, first.starts_on)
        assess(town, filed, "yes", days=9)
        assert terms(town, filed)[REPORT].due_on == clock.today() + timedelta(days=9)
        # Another kind is another procedure, which knows no term of that name: it stays.
        assess(town, filed, "yes", days=9, kind="undermining")
        assert REPORT in terms(town, filed)
        assess(town, filed, "no", kind="undermining")
        assert REPORT not in terms(town, filed)
        assert next_due(town, filed) == min(
            one.due_on for one in terms(town, filed).values() if not one.met_at
        )


@pytest.mark.req("C17")
def test_what_was_settled_and_is_asked_otherwise_runs_anew(town, filed):
    with in_days(1):
        assess(town, filed, "yes", days=3)
        triage.settle_duty(town["Fatima"].opened, code=filed.code, name=REPORT, what="Aangifte gedaan.")
        assess(town, filed, "yes", days=5)
        assert terms(town, filed)[REPORT].met_at
    with in_days(2):
        assess(town, filed, "unsure", days=5)
        anew = terms(town, filed)[REPORT]
        assert (anew.met_at, anew.starts_on) == (None, clock.today())


def test_a_duty_does_not_stand_still_and_is_not_made_longer(town, filed):
    assess(town, filed)
    fatima = town["Fatima"].opened
    with pytest.raises(RefusedError, match="heeft die termijn nu niet"):
        suspending.suspend_term(fatima, code=filed.code, term=REPORT, reason="Wij wachten.")
    with pytest.raises(RefusedError, match="heeft die termijn nu niet"):
        suspending.extend_term(fatima, code=filed.code, term=REPORT, reason="Meer tijd.")


@pytest.mark.req("C17")
@pytest.mark.parametrize("kind", ["handling", "conduct"])
def test_no_case_closes_over_a_duty_that_nobody_settled(town, kind):
    fatima = town["Fatima"].opened
    filed = file_report(town, kind=kind, name="Noor Visser")
    bring(fatima, filed, "acknowledged", kind=kind)
    assess(town, filed, admission="admitted", kind=kind)
    bring(fatima, filed, "answered", kind=kind)
    with pytest.raises(RefusedError, match="wat er is besloten over de aangifte"):
        bring(fatima, filed, "closed", kind=kind)
    assert not terms(town, filed)[REPORT].met_at
    triage.settle_duty(fatima, code=filed.code, name=REPORT, what="Aangifte gedaan.")
    settled = terms(town, filed)[REPORT].met_at
    with in_days(1):
        bring(fatima, filed, "closed", kind=kind)
    assert terms(town, filed)[REPORT].met_at == settled
    assert next_due(town, filed) is None


def test_closing_says_of_no_duty_that_it_was_met(town, filed):
    fatima = town["Fatima"].opened
    assess(town, filed, "no", admission="admitted")
    bring(fatima, filed, "answered")
    with tenant_scope(town.tenant.id):
        day = clock.today()
        Term.objects.create(
            tenant_id=town.tenant.id, case=filed.case, name=REPORT, starts_on=day, target_on=day, due_on=day
        )
    bring(fatima, filed, "closed")
    met = {name: bool(one.met_at) for name, one in terms(town, filed).items()}
    assert met.pop(REPORT) is False
    assert met
    assert all(met.values())


def test_a_duty_that_was_asked_before_its_day_was_a_term_gets_one(town, filed):
    """What `0004_duty_terms` does with the duties that were open."""
    fatima = town["Fatima"].opened
    assess(town, filed, admission="admitted")
    settled = file_report(town)
    bring(fatima, settled, "acknowledged")
    assess(town, settled, admission="admitted")
    triage.settle_duty(fatima, code=settled.code, name=REPORT, what="Aangifte gedaan.")
    day = terms(town, filed)[REPORT].due_on
    migration = import_module("weerbaar.cases.migrations.0004_duty_terms")
    with tenant_scope(town.tenant.id):
        Term.objects.filter(name__in=Duty.Name.values).delete()
        Term.objects.filter(case__in=[filed.case, settled.case]).delete()
        Access.objects.filter(case=filed.case).update(next_due=None)
        migration._run_to_their_days(apps, None, town.tenant.id)
    assert {name: (one.starts_on, one.due_on) for name, one in terms(town, filed).items()} == {
        REPORT: (clock.today(), day)
    }
    assert next_due(town, filed) == day
    assert terms(town, settled) == {}
