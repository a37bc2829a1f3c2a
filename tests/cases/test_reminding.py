"""The clock reminds before a last day and escalates after it: once each, by a knock, at people with a key alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.filed import file_report
from tests.people import make_tenant

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, suspending
from weerbaar.cases.jobs import knock_for_terms
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.models import Access, KeptOut, Term
from weerbaar.cases.reminding import remind, terms_that_ask
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVERYBODY = ("Fatima", "Joris", "Marit", "Ruben", "Bram", "Wietske", "Ilse")


@pytest.fixture(scope="module")
def town(database):
    made = make_tenant()
    for name in EVERYBODY:
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


@pytest.fixture(autouse=True)
def nobody_asks(town):
    """What other tests left behind must not knock in this one."""
    with tenant_scope(town.tenant.id):
        Term.objects.update(met_at=MONDAY)
        Knock.objects.all().delete()


def on(days: int):
    return clock.stopped_at(MONDAY + timedelta(days=days))


def knocked(town) -> dict[str, bool]:
    """Who would be knocked in the next round and whether at once; forgotten after looking."""
    names = {town[name].staff.alias: name for name in EVERYBODY}
    with tenant_scope(town.tenant.id):
        waiting = Knock.objects.select_related("address")
        found = {names[one.address.holder_alias]: one.at_once for one in waiting}
        Knock.objects.all().delete()
    return found


def quiet_case(town, **kwargs):
    with on(0):
        filed = file_report(town, readers=("Joris",), reserve=("Marit",), **kwargs)
    knocked(town)
    return filed


def test_handlers_are_reminded_once_before_the_last_day(town):
    quiet_case(town)
    with on(4):
        assert knock_for_terms(town.tenant.id) == 0
        assert knocked(town) == {}
    for day, expected in ((5, {"Joris": False}), (6, {}), (7, {})):
        with on(day):
            knock_for_terms(town.tenant.id)
            knock_for_terms(town.tenant.id)
            assert knocked(town) == expected, day


def test_after_the_last_day_reserves_and_coordinators_with_a_key_hear_it_too_at_once_and_once(town):
    filed = quiet_case(town)
    with on(6):
        knock_for_terms(town.tenant.id)
        knocked(town)
    with on(8):
        assert knock_for_terms(town.tenant.id) == 1
        # Fatima coordinates, and has no key to this case: she hears nothing.
        assert knocked(town) == {"Joris": True, "Marit": True}
        assert knock_for_terms(town.tenant.id) == 0
        assert knocked(town) == {}
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(subject_id=filed.case.id, verb="case.remind").count() == 2


def test_a_coordinator_who_was_let_in_hears_that_it_is_late(town):
    with on(0):
        filed = file_report(town, readers=("Joris", "Marit"))
    with on(1):
        actions.let_in(
            town["Joris"].opened,
            code=filed.code,
            person_id=town["Fatima"].person_id,
            reason="Zij bewaakt de termijnen.",
            last_day=clock.today() + timedelta(days=60),
        )
    knocked(town)
    with on(8):
        knock_for_terms(town.tenant.id)
        assert set(knocked(town)) == {"Joris", "Marit", "Fatima"}
    with on(70):  # her access ended
        with tenant_scope(town.tenant.id):
            Term.objects.filter(case=filed.case).update(escalated_on=None)
        knock_for_terms(town.tenant.id)
        assert set(knocked(town)) == {"Joris", "Marit"}


def test_who_must_stay_out_hears_nothing_even_before_their_key_was_taken(town):
    filed = quiet_case(town)
    with tenant_scope(town.tenant.id):
        KeptOut.objects.create(
            tenant_id=town.tenant.id,
            case=filed.case,
            key=kept_out_key(filed.case.id, town["Marit"].person_id),
        )
    with on(8):
        knock_for_terms(town.tenant.id)
        assert set(knocked(town)) == {"Joris"}


def test_a_case_that_nobody_handles_is_of_everybody_who_can_read_it(town):
    filed = quiet_case(town)
    with tenant_scope(town.tenant.id):
        Access.objects.filter(case=filed.case).update(capacity=Access.Capacity.COLLEAGUE)
    with on(6):
        knock_for_terms(town.tenant.id)
        assert set(knocked(town)) == {"Joris", "Marit"}


def test_nothing_comes_for_a_term_that_was_met(town):
    filed = quiet_case(town)
    with on(1):
        actions.acknowledge(town["Joris"].opened, code=filed.code, body="Je melding is binnen.")
    knocked(town)
    with on(8):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {}


def test_nothing_comes_for_a_term_that_stands_still_and_again_when_it_runs(town):
    joris = town["Joris"].opened
    with on(0):
        filed = file_report(town, readers=("Joris",), reserve=("Marit",), kind="integrity")
        actions.acknowledge(joris, code=filed.code, body="Je melding is binnen.")
        suspending.suspend_term(joris, code=filed.code, term="assess", reason="Wij wachten op stukken.")
    knocked(town)
    for day in (11, 13, 14, 15, 20):
        with on(day):
            knock_for_terms(town.tenant.id)
            assert knocked(town) == {}, day
    with on(21):
        suspending.resume_term(joris, code=filed.code, term="assess", reason="Ze zijn er.")
    with tenant_scope(town.tenant.id):
        last = Term.objects.get(case=filed.case, name="assess").due_on
    days = (last - MONDAY.date()).days
    knocked(town)
    with on(days - 3):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Joris": False}
    with on(days + 1):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Joris": True, "Marit": True}


def test_a_closed_case_asks_nobody(town):
    filed = quiet_case(town)
    with tenant_scope(town.tenant.id):
        type(filed.case).objects.filter(id=filed.case.id).update(closed_at=MONDAY, stage="closed")
    with on(9):
        assert knock_for_terms(town.tenant.id) == 0


def test_a_term_that_was_met_meanwhile_leaves_no_line(town):
    filed = quiet_case(town)
    with tenant_scope(town.tenant.id), on(8):
        (term_id,) = terms_that_ask(clock.today())
        Term.objects.filter(id=term_id).update(met_at=clock.now())
    with on(8), pytest.raises(RefusedError, match="hoeft nu niemand"):
        remind(System(town.tenant.id), term_id=term_id)
    with pytest.raises(GoneError):
        remind(System(town.tenant.id), term_id=filed.case.id)
    with tenant_scope(town.tenant.id):
        assert not Line.objects.filter(verb="case.remind", subject_id=filed.case.id).exists()


def test_one_tenant_is_not_knocked_for_another(town):
    quiet_case(town)
    with on(8):
        assert knock_for_terms(make_tenant().tenant.id) == 0
        assert knocked(town) == {}


def test_the_list_costs_one_query_for_many_cases(town):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        quiet_case(town)
    with on(8), tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as asked:
        assert len(terms_that_ask(clock.today())) == 3
    assert len(asked) == 1
