"""The clock reminds before a last day and escalates after it: once each, by a knock, at people with a key alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.filed import assessment, file_report
from tests.people import make_tenant

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, asking, subjects, suspending, triage
from weerbaar.cases.asking import Question
from weerbaar.cases.jobs import knock_for_announced, knock_for_questions, knock_for_terms
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.models import Access, DecisionAsked, KeptOut, Party, Term
from weerbaar.cases.reminding import (
    questions_that_ask,
    remind,
    remind_announced,
    remind_decider,
    terms_that_ask,
)
from weerbaar.cases.triage import DutyGiven
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVERYBODY = ("Fatima", "Joris", "Marit", "Ruben", "Bram", "Wietske", "Ilse", "Geertje")


@pytest.fixture(scope="module")
def town(database):
    made = make_tenant(cast=(*CAST, *GOVERNMENT))
    for name in EVERYBODY:
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


@pytest.fixture(autouse=True)
def nobody_asks(town):
    """What other tests left behind must not knock in this one."""
    with tenant_scope(town.tenant.id):
        Term.objects.update(met_at=MONDAY)
        DecisionAsked.objects.filter(answered_at=None).update(withdrawn_at=MONDAY)
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


# --- the day of a duty ---


def duty_case(town, *, due: int):
    """A case of Joris that was assessed on the first day, with a duty for the day `due` after it. Its terms were met."""
    filed = quiet_case(town)
    joris = town["Joris"].opened
    with on(0):
        day = clock.today() + timedelta(days=due)
        duty = DutyGiven("yes", "Het lijkt strafbaar.", "De secretaris", day)
        actions.acknowledge(joris, code=filed.code, body="Je melding is binnen.")
        triage.assess(joris, code=filed.code, given=assessment(duties={"criminal_report": duty}))
    with tenant_scope(town.tenant.id):
        Term.objects.exclude(name="criminal_report").update(met_at=MONDAY)
    knocked(town)
    return filed


@pytest.mark.req("C2", "C17")
def test_of_a_duty_who_handles_is_reminded_and_who_stands_above_hears_that_it_is_late(town):
    filed = duty_case(town, due=10)
    late = {"Joris": True, "Marit": True}
    for day, expected in (
        (6, {}), (7, {"Joris": False}), (8, {}), (10, {"Joris": True}), (11, late), (12, {}), (40, {}),
    ):  # fmt: skip
        with on(day):
            knock_for_terms(town.tenant.id)
            knock_for_terms(town.tenant.id)
            assert knocked(town) == expected, day
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(subject_id=filed.case.id, verb="case.remind").count() == 3


@pytest.mark.req("C17")
def test_of_a_duty_that_was_settled_nobody_hears(town):
    filed = duty_case(town, due=10)
    with on(2):
        triage.settle_duty(town["Joris"].opened, code=filed.code, name="criminal_report", what="Gedaan.")
    knocked(town)
    for day in (7, 10, 11):
        with on(day):
            assert knock_for_terms(town.tenant.id) == 0
            assert knocked(town) == {}


@pytest.mark.req("C17")
def test_who_sets_the_day_of_a_duty_for_tomorrow_is_reminded_on_that_day(town):
    duty_case(town, due=1)
    for day, expected in ((0, {}), (1, {"Joris": True})):
        with on(day):
            knock_for_terms(town.tenant.id)
            assert knocked(town) == expected, day


@pytest.mark.req("C17")
def test_of_a_duty_nobody_hears_who_must_stay_out(town):
    filed = duty_case(town, due=10)
    with tenant_scope(town.tenant.id):
        marit = kept_out_key(filed.case.id, town["Marit"].person_id)
        KeptOut.objects.create(tenant_id=town.tenant.id, case=filed.case, key=marit)
    with on(11):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Joris": True}


# --- questions to who decides ---


def asked_case(town, *, due=10, **kwargs):
    """A case of Joris with a question that was laid before Geertje on the first day, for the day `due` after it."""
    filed = quiet_case(town, **kwargs)
    asked_id = uuid4()
    with on(0):
        asking.ask_decision(
            town["Joris"].opened,
            code=filed.code,
            asked_id=asked_id,
            person_id=town["Geertje"].person_id,
            question=Question("Mag het?", "Feiten.", (("Ja", "Wel."), ("Nee", "Niet.")), "Wij."),
            due_on=clock.today() + timedelta(days=due),
        )
    # The terms of the case have tests of their own.
    with tenant_scope(town.tenant.id):
        Term.objects.update(met_at=MONDAY)
    knocked(town)
    return filed, asked_id


def sheet(town, filed, asked_id):
    with tenant_scope(town.tenant.id):
        return asking.sheet_of_case(town["Joris"].opened, filed.case, asked_id)


@pytest.mark.req("C2")
@pytest.mark.req("C20")
def test_who_decides_is_reminded_before_and_on_the_day_once_each(town):
    asked_case(town)
    for day, expected in (
        (6, {}),
        (7, {"Geertje": False}),
        (8, {}),
        (9, {}),
        (10, {"Geertje": True}),
    ):
        with on(day):
            knock_for_questions(town.tenant.id)
            knock_for_questions(town.tenant.id)
            assert knocked(town) == expected, day


@pytest.mark.req("C2")
def test_a_question_that_is_late_is_heard_by_the_desk_too_once(town):
    filed, asked_id = asked_case(town)
    with on(11):
        assert knock_for_questions(town.tenant.id) == 1
        # Fatima coordinates, and has no key to this case: she hears nothing.
        assert knocked(town) == {"Geertje": True, "Joris": True, "Marit": True}
        assert knock_for_questions(town.tenant.id) == 0
        assert sheet(town, filed, asked_id).escalated_on == clock.today()
    with on(30):
        assert knock_for_questions(town.tenant.id) == 0
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(subject_id=filed.case.id, verb="decision.remind")
        assert [one.object_id for one in lines] == [asked_id]


def test_a_question_asked_for_tomorrow_reminds_on_its_day_and_not_an_hour_later(town):
    asked_case(town, due=1)
    for day, expected in ((0, {}), (1, {"Geertje": True})):
        with on(day):
            knock_for_questions(town.tenant.id)
            assert knocked(town) == expected, day


def test_nobody_is_reminded_of_what_was_answered_withdrawn_or_of_a_closed_case(town):
    _filed, answered = asked_case(town)
    with on(1):
        asking.answer(town["Geertje"].opened, asked_id=answered, choice="1", reason="Goed.")
    gone, withdrawn = asked_case(town)
    with on(1):
        asking.withdraw_question(
            town["Joris"].opened, code=gone.code, asked_id=withdrawn, reason="Niet meer nodig."
        )
    shut, _open = asked_case(town)
    with tenant_scope(town.tenant.id):
        type(shut.case).objects.filter(id=shut.case.id).update(closed_at=MONDAY, stage="closed")
    knocked(town)
    for day in (7, 10, 11):
        with on(day):
            assert knock_for_questions(town.tenant.id) == 0
            assert knocked(town) == {}


def test_whoever_must_stay_out_since_is_not_reminded_and_the_desk_is(town):
    filed, _asked_id = asked_case(town)
    with tenant_scope(town.tenant.id):
        KeptOut.objects.create(
            tenant_id=town.tenant.id,
            case=filed.case,
            key=kept_out_key(filed.case.id, town["Geertje"].person_id),
        )
    with on(10):
        knock_for_questions(town.tenant.id)
        assert knocked(town) == {}
    with on(11):
        knock_for_questions(town.tenant.id)
        assert set(knocked(town)) == {"Joris", "Marit"}


def test_a_question_answered_meanwhile_leaves_no_line(town):
    filed, asked_id = asked_case(town)
    with tenant_scope(town.tenant.id), on(11):
        assert questions_that_ask(clock.today()) == [asked_id]
    with on(11):
        asking.answer(town["Geertje"].opened, asked_id=asked_id, choice="1", reason="Goed.")
        with pytest.raises(RefusedError, match="hoeft nu niemand"):
            remind_decider(System(town.tenant.id), asked_id=asked_id)
    with pytest.raises(GoneError):
        remind_decider(System(town.tenant.id), asked_id=uuid4())
    with tenant_scope(town.tenant.id):
        assert not Line.objects.filter(
            verb="decision.remind", subject_id=filed.case.id, refused=False
        ).exists()


def test_questions_of_one_tenant_are_not_knocked_for_another(town):
    asked_case(town)
    with on(11):
        assert knock_for_questions(make_tenant().tenant.id) == 0
        assert knocked(town) == {}


@pytest.mark.req("C16")
@pytest.mark.parametrize("is_done", [False, True])
def test_who_handles_a_case_hears_once_that_the_reporter_had_the_time(town, is_done):
    filed = quiet_case(town)
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT).id
    joris, about = town["Joris"].opened, {"code": filed.code, "party_id": party}
    with on(0):
        subjects.announce(joris, **about, body="Wat mag er niet in staan?")
        if is_done:
            subjects.waive_hearing(joris, **about, reason="De betrokkene is onbekend.")
    knocked(town)
    # Announced on a Monday: the Monday after it is the last day of the reporter.
    for day in (7, 8, 8, 9):
        with on(day):
            knock_for_announced(town.tenant.id)
    assert knocked(town) == ({} if is_done else {"Joris": False})
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(subject_id=filed.case.id, verb="case.remind_announced", refused=False)
        assert lines.count() == (0 if is_done else 1)
    with pytest.raises(GoneError), on(8):
        remind_announced(System(town.tenant.id), case_id=uuid4(), announced_id=uuid4())
    with pytest.raises(RefusedError), on(8):
        remind_announced(System(town.tenant.id), case_id=filed.case.id, announced_id=uuid4())
