"""Letting a term stand still, run again and last longer: where its rule allows it, and nowhere else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.filed import Filed, assessment, file_report

from weerbaar.audit.models import Line
from weerbaar.cases import actions, suspending, triage
from weerbaar.cases.acting import local_day
from weerbaar.cases.clocks import start_terms
from weerbaar.cases.models import Access, Case, Decision, OwnTerm, Suspension, Term
from weerbaar.cases.procedures import STATUTORY, TermName, newest, published
from weerbaar.cases.terms import (
    Days,
    Ended,
    Running,
    after_extension,
    after_suspension,
    asks_escalation,
    asks_reminder,
    check_own_length,
    end_of_term,
    how_it_ended,
    is_in_law,
    is_pressing,
    missing_to_begin,
    missing_to_extend,
    missing_to_resume,
    missing_to_suspend,
)
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.workdays import DECREED
from weerbaar.intake.queries import progress

REASON = "Wij wachten op het verslag van de accountant."
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 10)
RULES = [(every[-1], term) for every in published().values() for term in every[-1].terms]
IDS = [f"{one.name}-{term.name}" for one, term in RULES]


@pytest.fixture
def running_case(town):
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="wrongdoing")
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    return filed


def term_of(filed: Filed, name: str) -> Term:
    with tenant_scope(filed.case.tenant_id):
        return Term.objects.get(case=filed.case, name=name)


def next_due(filed: Filed) -> set[date | None]:
    with tenant_scope(filed.case.tenant_id):
        return set(Access.objects.filter(case=filed.case).values_list("next_due", flat=True))


# --- the rules, by table ---


@pytest.mark.parametrize(("procedure", "rule"), RULES, ids=IDS)
def test_every_rule_of_every_procedure_stands_still_and_grows_only_as_it_says(procedure, rule):
    running = Running(TODAY)
    assert (missing_to_suspend(rule, running, TODAY) == "") is rule.may_suspend
    assert (missing_to_extend(rule, running, TODAY) == "") is bool(rule.extend)
    if is_in_law(rule):
        assert "staat in de wet" in missing_to_suspend(rule, running, TODAY)
        assert "staat in de wet" in missing_to_extend(rule, running, TODAY)
    longer = after_extension(Days(TODAY, TODAY), rule)
    assert (longer.target > TODAY) is bool(rule.extend)


@pytest.mark.parametrize(("procedure", "rule"), RULES, ids=IDS)
def test_a_municipality_sets_a_shorter_number_only(procedure, rule):
    for length in (1, rule.length):
        check_own_length(rule, length)
    for length in (-1, 0, rule.length + 1, 4000):
        with pytest.raises(RefusedError, match="Korter mag, langer niet"):
            check_own_length(rule, length)


@pytest.mark.parametrize(
    ("running", "suspend", "resume", "extend"),
    [
        (Running(TODAY), "", "loopt al", ""),
        (Running(TODAY - timedelta(days=1)), "voorbij", "loopt al", "voorbij"),
        (Running(TODAY, is_met=True), "al gehaald", "al gehaald", "al gehaald"),
        (Running(TODAY, is_suspended=True), "staat al stil", "", "staat stil"),
        (Running(TODAY - timedelta(days=9), is_suspended=True), "staat al stil", "", "staat stil"),
        (Running(TODAY, is_extended=True), "", "loopt al", "al een keer verlengd"),
        (None, "heeft die termijn nu niet", "heeft die termijn nu niet", "heeft die termijn nu niet"),
    ],
)
def test_how_a_term_stands_decides_what_may_be_done(running, suspend, resume, extend):
    rule = newest("integrity").term("decide")
    for sentence, part in (
        (missing_to_suspend(rule, running, TODAY), suspend),
        (missing_to_resume(running), resume),
        (missing_to_extend(rule, running, TODAY), extend),
    ):
        assert (sentence == "") is (part == "")
        assert part in sentence


def test_a_term_without_a_rule_is_not_there():
    assert "niet" in missing_to_suspend(None, Running(TODAY), TODAY)
    assert "niet" in missing_to_extend(None, Running(TODAY), TODAY)


@pytest.mark.parametrize(
    ("stopped", "resumed", "days"),
    [
        (date(2026, 11, 5), date(2026, 11, 6), 1),
        (date(2026, 11, 6), date(2026, 11, 9), 1),  # a Friday, and a weekend that counts for nothing
        (date(2026, 11, 7), date(2026, 11, 9), 0),
        (date(2026, 11, 5), date(2026, 11, 5), 0),
        (date(2026, 12, 24), date(2026, 12, 29), 2),  # Christmas on a Friday and a Saturday
    ],
)
def test_a_term_in_working_days_is_moved_by_those_that_it_stood_still(stopped, resumed, days):
    rule = newest("integrity").term("assess")
    assert rule is not None
    whole = end_of_term(rule, date(2027, 1, 4), 10)
    moved = after_suspension(whole, rule, stopped, resumed)
    longer = end_of_term(rule, date(2027, 1, 4), 10 + days)
    assert moved == longer


def test_a_decreed_day_counts_for_a_term_that_stood_still():
    rule, day = newest("integrity").term("assess"), date(2026, 11, 12)
    assert rule is not None
    whole = Days(day - timedelta(days=1), day - timedelta(days=1))
    plain = after_suspension(whole, rule, date(2026, 11, 4), date(2026, 11, 5))
    decreed = after_suspension(whole, rule, date(2026, 11, 4), date(2026, 11, 5), DECREED | {day})
    assert (plain.last, decreed.last) == (day, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("today", "reminded", "asks"),
    [
        (date(2026, 11, 12), None, False),
        (date(2026, 11, 13), None, True),
        (date(2026, 11, 13), date(2026, 11, 13), False),
        (date(2026, 11, 26), date(2026, 11, 13), False),
        (date(2026, 11, 27), date(2026, 11, 13), True),
        (date(2026, 11, 30), date(2026, 11, 27), False),
        # The clock stood still for a month: one knock, not two.
        (date(2026, 11, 30), None, True),
        (date(2026, 11, 30), date(2026, 11, 30), False),
        (date(2026, 12, 1), None, False),
    ],
)
def test_each_reminder_comes_once_and_none_after_the_last_day(today, reminded, asks):
    assert asks_reminder((17, 3), date(2026, 11, 30), reminded, today) is asks


@pytest.mark.parametrize(
    ("today", "escalated", "asks"),
    [
        (date(2026, 11, 30), None, False),
        (date(2026, 12, 1), None, True),
        (date(2026, 12, 1), date(2026, 12, 1), False),
        (date(2027, 2, 1), date(2026, 12, 1), False),
        # It was late before its day was moved, and is late again.
        (date(2026, 12, 1), date(2026, 11, 20), True),
    ],
)
def test_lateness_is_told_once(today, escalated, asks):
    assert asks_escalation(date(2026, 11, 30), escalated, today) is asks


@pytest.mark.parametrize(("left", "pressing"), [(2, False), (1, True), (0, True), (-3, True)])
def test_what_ends_tomorrow_does_not_wait_for_a_round(left, pressing):
    assert is_pressing(TODAY + timedelta(days=left), TODAY) is pressing


# --- the verbs ---


def test_a_term_that_stands_still_keeps_why_and_both_dates(town, running_case):
    fatima, before = town["Fatima"].opened, term_of(running_case, "decide")
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        suspending.suspend_term(fatima, code=running_case.code, term="decide", reason=REASON)
    assert term_of(running_case, "decide").suspended_on == date(2026, 11, 10)
    with clock.stopped_at(MONDAY + timedelta(days=18)):
        suspending.resume_term(fatima, code=running_case.code, term="decide", reason="Het verslag is er.")
    after = term_of(running_case, "decide")
    assert after.suspended_on is None
    assert (after.target_on, after.due_on) == (
        before.target_on + timedelta(days=10),
        before.due_on + timedelta(days=10),
    )
    with tenant_scope(town.tenant.id):
        (kept,) = Suspension.objects.filter(term=after)
        assert (kept.stopped_on, kept.resumed_on) == (date(2026, 11, 10), date(2026, 11, 20))
        verbs = set(Decision.objects.filter(case=running_case.case).values_list("verb", flat=True))
        assert {"case.suspend_term", "case.resume_term"} <= verbs
        line = Line.objects.get(subject_id=running_case.case.id, verb="case.suspend_term")
        assert (line.object_id, bool(line.reason_hash)) == (after.id, True)
        assert REASON.encode() not in bytes(kept.decision.sealed_reason)


# Of a term that began on the 2nd, asked on the 10th.
BEGINS = [
    (date(2026, 11, 10), None, ""),
    (date(2026, 11, 5), None, ""),
    (date(2026, 11, 2), None, ""),
    (date(2026, 11, 1), None, "liep deze termijn nog niet"),
    (date(2025, 11, 5), None, "liep deze termijn nog niet"),
    (date(2026, 11, 11), None, "vandaag of een eerdere dag"),
    (date(2027, 11, 5), None, "vandaag of een eerdere dag"),
    (date(2026, 11, 6), date(2026, 11, 6), ""),
    (date(2026, 11, 10), date(2026, 11, 10), ""),
    (date(2026, 11, 5), date(2026, 11, 6), "al eens stil"),
    (date(2026, 11, 2), date(2026, 11, 6), "al eens stil"),
    (date(2026, 11, 1), date(2026, 11, 6), "liep deze termijn nog niet"),
]


@pytest.mark.req("C2")
@pytest.mark.parametrize(("since", "ran_again", "sentence"), BEGINS)
def test_since_which_day_a_term_can_stand_still(since, ran_again, sentence):
    found = missing_to_begin(since, starts=date(2026, 11, 2), ran_again=ran_again, today=TODAY)
    assert sentence in found
    assert bool(found) is bool(sentence)


@given(
    since=st.dates(date(2026, 10, 1), date(2026, 12, 31)),
    starts=st.dates(date(2026, 10, 1), date(2026, 12, 31)),
    ran_again=st.none() | st.dates(date(2026, 10, 1), date(2026, 12, 31)),
)
def test_no_standstill_begins_outside_the_days_that_the_term_ran(since, starts, ran_again):
    may = not missing_to_begin(since, starts=starts, ran_again=ran_again, today=TODAY)
    assert may is (max(starts, ran_again or starts) <= since <= TODAY)


@pytest.mark.req("C2")
def test_a_standstill_begins_when_its_reason_arose_and_keeps_when_it_was_recorded(town, running_case):
    fatima, before = town["Fatima"].opened, term_of(running_case, "decide")
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        for since in (date(2026, 11, 1), date(2026, 11, 11)):
            with pytest.raises(RefusedError) as refused:
                suspending.suspend_term(
                    fatima, code=running_case.code, term="decide", reason=REASON, since=since
                )
            assert refused.value.field == "since"
        assert term_of(running_case, "decide").suspended_on is None
        suspending.suspend_term(
            fatima, code=running_case.code, term="decide", reason=REASON, since=date(2026, 11, 5)
        )
        assert term_of(running_case, "decide").suspended_on == date(2026, 11, 5)
    with clock.stopped_at(MONDAY + timedelta(days=18)):
        suspending.resume_term(fatima, code=running_case.code, term="decide", reason="Het verslag is er.")
        # Nor for days that were counted off already.
        with pytest.raises(RefusedError, match="al eens stil"):
            suspending.suspend_term(
                fatima, code=running_case.code, term="decide", reason=REASON, since=date(2026, 11, 19)
            )
    assert term_of(running_case, "decide").due_on == before.due_on + timedelta(days=15)
    with tenant_scope(town.tenant.id):
        assert suspending.standstills(running_case.case) == {
            "decide": [
                suspending.Standstill(date(2026, 11, 5), date(2026, 11, 20), recorded_on=date(2026, 11, 10))
            ]
        }


@pytest.mark.req("C2")
@pytest.mark.parametrize("name", ["acknowledge", "feedback"])
def test_no_earlier_day_lets_a_term_of_the_act_stand_still(town, running_case, name):
    with clock.stopped_at(MONDAY + timedelta(days=8)), pytest.raises(RefusedError, match="staat in de wet"):
        suspending.suspend_term(
            town["Fatima"].opened,
            code=running_case.code,
            term=name,
            reason=REASON,
            since=date(2026, 11, 5),
        )
    assert term_of(running_case, name).suspended_on is None


def test_an_earlier_day_saves_no_term_that_is_late_already(town, running_case):
    with clock.stopped_at(MONDAY + timedelta(days=70)), pytest.raises(RefusedError, match="voorbij"):
        suspending.suspend_term(
            town["Fatima"].opened,
            code=running_case.code,
            term="decide",
            reason=REASON,
            since=date(2026, 11, 5),
        )


@pytest.mark.parametrize(
    ("last", "met", "by_closing", "how"),
    [
        (date(2026, 11, 10), date(2026, 11, 3), False, Ended.IN_TIME),
        (date(2026, 11, 10), date(2026, 11, 10), False, Ended.IN_TIME),
        (date(2026, 11, 10), date(2026, 11, 11), False, Ended.LATE),
        (date(2026, 11, 10), date(2026, 11, 3), True, Ended.CLOSED),
        (date(2026, 11, 10), date(2026, 11, 11), True, Ended.CLOSED),
    ],
)
def test_how_a_term_came_to_its_end(last, met, by_closing, how):
    assert how_it_ended(last, met, by_closing=by_closing) is how


def test_what_stands_still_is_no_longer_the_first_to_end(town, running_case):
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        suspending.suspend_term(town["Fatima"].opened, code=running_case.code, term="assess", reason=REASON)
    assert next_due(running_case) == {term_of(running_case, "decide").due_on}


def test_a_term_is_made_longer_once(town, running_case):
    fatima, before = town["Fatima"].opened, term_of(running_case, "decide")
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        suspending.extend_term(fatima, code=running_case.code, term="decide", reason=REASON)
        after = term_of(running_case, "decide")
        assert after.is_extended
        assert after.due_on == before.due_on + timedelta(weeks=4)
        with pytest.raises(RefusedError, match="al een keer verlengd"):
            suspending.extend_term(fatima, code=running_case.code, term="decide", reason=REASON)


@pytest.mark.parametrize("name", ["acknowledge", "feedback"])
@pytest.mark.parametrize("verb", [suspending.suspend_term, suspending.extend_term])
def test_the_two_terms_of_the_act_are_left_alone(town, verb, name):
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="wrongdoing")
        before = term_of(filed, name)
        with pytest.raises(RefusedError, match="staat in de wet"):
            verb(town["Fatima"].opened, code=filed.code, term=name, reason=REASON)
        after = term_of(filed, name)
    assert (after.due_on, after.suspended_on, after.is_extended) == (before.due_on, None, False)


@pytest.mark.parametrize(
    ("verb", "name", "sentence"),
    [
        (suspending.suspend_term, "feedback", "procedure laat dat niet toe"),
        (suspending.extend_term, "assess", "procedure laat dat niet toe"),
        (suspending.resume_term, "assess", "loopt al"),
        (suspending.suspend_term, "decide", "heeft die termijn nu niet"),
        (suspending.suspend_term, "nonsense", "heeft die termijn nu niet"),
    ],
)
def test_what_the_procedure_does_not_allow_is_refused_with_a_sentence(town, verb, name, sentence):
    filed = file_report(town)
    with pytest.raises(RefusedError, match=sentence):
        verb(town["Fatima"].opened, code=filed.code, term=name, reason=REASON)


def test_nothing_is_moved_without_a_reason(town, running_case):
    with clock.stopped_at(MONDAY), pytest.raises(RefusedError, match="Schrijf eerst iets op"):
        suspending.suspend_term(town["Fatima"].opened, code=running_case.code, term="assess", reason="  ")
    assert term_of(running_case, "assess").suspended_on is None


def test_a_late_term_cannot_be_hidden_by_standing_still(town, running_case):
    fatima = town["Fatima"].opened
    with clock.stopped_at(MONDAY + timedelta(days=70)):
        for verb in (suspending.suspend_term, suspending.extend_term):
            with pytest.raises(RefusedError, match="voorbij"):
                verb(fatima, code=running_case.code, term="decide", reason=REASON)


@pytest.mark.parametrize("who", ["Ruben", "Bram", "Wietske"])
@pytest.mark.parametrize("verb", [suspending.suspend_term, suspending.resume_term, suspending.extend_term])
def test_nobody_without_a_key_moves_a_term_or_learns_of_it(town, running_case, verb, who):
    staff = town[who].opened
    with pytest.raises(NotAllowedError) as there:
        verb(staff, code=running_case.code, term="decide", reason=REASON)
    with pytest.raises(NotAllowedError) as nowhere:
        verb(staff, code="W-niets-00", term="decide", reason=REASON)
    assert str(there.value) == str(nowhere.value)


def test_a_term_that_is_met_while_it_stands_still_stood_still_until_then(town, running_case):
    fatima = town["Fatima"].opened
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        suspending.suspend_term(fatima, code=running_case.code, term="assess", reason=REASON)
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        triage.assess(fatima, code=running_case.code, given=assessment("wrongdoing"))
    row = term_of(running_case, "assess")
    assert (row.suspended_on, row.met_at is not None) == (None, True)
    with tenant_scope(town.tenant.id):
        assert Suspension.objects.get(term=row).resumed_on == date(2026, 11, 5)


# --- what runs keeps its days; another kind is another procedure ---


def test_an_own_number_holds_for_terms_that_start_after_it(town):
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="undermining")
    before = {name: term_of(filed, name).due_on for name in ("acknowledge", "assess", "feedback")}
    with tenant_scope(town.tenant.id):
        own = [
            OwnTerm.objects.create(tenant_id=town.tenant.id, procedure="undermining", term=name, length=1)
            for name in ("acknowledge", "assess", "feedback")
        ]
    try:
        with clock.stopped_at(MONDAY + timedelta(days=10)):
            actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
            late = file_report(town, kind="undermining")
        assert {name: term_of(filed, name).due_on for name in before} == before
        assert term_of(late, "acknowledge").due_on == date(2026, 11, 13)
        assert term_of(late, "feedback").due_on == date(2026, 12, 13)
    finally:
        with tenant_scope(town.tenant.id):
            OwnTerm.objects.filter(id__in=[one.id for one in own]).delete()


def test_a_case_that_turns_out_to_be_of_the_act_gets_the_terms_of_the_act(town):
    fatima = town["Fatima"].opened
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="aggression")
        actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
        assert term_of(filed, "feedback").due_on == date(2026, 12, 2)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        suspending.suspend_term(fatima, code=filed.code, term="assess", reason=REASON)
        triage.assess(fatima, code=filed.code, given=assessment("wrongdoing"))
    assert term_of(filed, "feedback").due_on == date(2027, 2, 2)
    assert term_of(filed, "decide").due_on == date(2026, 12, 28)


def test_a_term_that_the_new_procedure_does_not_know_is_not_left_running(town):
    fatima = town["Fatima"].opened
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="integrity")
        actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
        suspending.suspend_term(fatima, code=filed.code, term="decide", reason=REASON)
        triage.assess(fatima, code=filed.code, given=assessment("undermining"))
    with tenant_scope(town.tenant.id):
        assert set(Term.objects.filter(case=filed.case).values_list("name", flat=True)) == {
            "acknowledge",
            "assess",
            "feedback",
        }


@pytest.mark.req("C2")
def test_what_the_new_procedure_does_not_allow_is_undone_when_a_case_comes_under_it(town):
    """The complaint about the handling knows no standstill, and a procedure may know no extension."""
    fatima = town["Fatima"].opened
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="conduct")
        actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
        suspending.suspend_term(fatima, code=filed.code, term="assess", reason=REASON)
        suspending.extend_term(fatima, code=filed.code, term="decide", reason=REASON)
    rules = newest("conduct")
    short = replace(rules, terms=tuple(replace(one, extend=0) for one in rules.terms))
    with clock.stopped_at(MONDAY + timedelta(days=3)), tenant_scope(town.tenant.id):
        start_terms(Case.objects.get(id=filed.case.id), rules, anew=True)
        assert term_of(filed, "assess").suspended_on is not None
        assert term_of(filed, "decide").is_extended
        start_terms(Case.objects.get(id=filed.case.id), newest("handling"), anew=True)
        assess = term_of(filed, "assess")
        assert assess.suspended_on is None
        assert assess.due_on == local_day(MONDAY) + timedelta(weeks=4)
        assert not Suspension.objects.filter(term=assess, resumed_on=None).exists()
    with clock.stopped_at(MONDAY):
        other = file_report(town, kind="conduct")
        actions.acknowledge(fatima, code=other.code, body="Je melding is binnen.")
        suspending.extend_term(fatima, code=other.code, term="decide", reason=REASON)
        with tenant_scope(town.tenant.id):
            start_terms(Case.objects.get(id=other.case.id), short, anew=True)
            decide = term_of(other, "decide")
    assert (decide.is_extended, decide.due_on) == (False, local_day(MONDAY) + timedelta(weeks=6))


@pytest.mark.req("C2", "C21")
def test_a_complaint_about_the_handling_is_answered_in_six_weeks_and_once_four_more(town):
    """Telling how it goes does not meet that term; who complained hears it when there is more time."""
    fatima = town["Fatima"].opened
    with clock.stopped_at(MONDAY):
        filed = file_report(town, kind="handling", name="Noor Visser")
        actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
        triage.assess(fatima, code=filed.code, given=assessment("handling"))
        assert term_of(filed, "feedback").due_on == local_day(MONDAY) + timedelta(weeks=6)
        actions.inform(fatima, code=filed.code, body="Wij zijn bezig.")
        assert term_of(filed, "feedback").met_at is None
        suspending.extend_term(fatima, code=filed.code, term="feedback", reason=REASON)
        assert term_of(filed, "feedback").due_on == local_day(MONDAY) + timedelta(weeks=10)
        with tenant_scope(town.tenant.id):
            assert any("meer tijd nodig" in one.body for one in progress(filed.reporter).talk.leaf)
        with pytest.raises(RefusedError):
            suspending.extend_term(fatima, code=filed.code, term="feedback", reason=REASON)


# --- whatever is done, no term is lost and no term in law ends later ---

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["acknowledge", "assess", "assess elsewhere", "inform", "suspend", "resume", "extend", "wait"]
        ),
        st.sampled_from([one.value for one in TermName]),
        st.integers(0, 12),
    ),
    max_size=10,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2023, 1, 1), date(2029, 1, 1)),
    minute=st.integers(0, 24 * 60 - 1),
    kinds=st.lists(st.sampled_from(sorted(published())), min_size=2, max_size=2),
    steps=STEPS,
)
def test_no_sequence_loses_a_term_or_makes_one_in_law_end_later(town, day, minute, kinds, steps):
    fatima = town["Fatima"].opened
    moment = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=UTC)
    filed_on = moment.astimezone(clock.AMSTERDAM).date()
    with clock.stopped_at(moment):
        filed = file_report(town, kind=kinds[0], name="Noor Visser")
    for step, term, days in steps:
        moment += timedelta(days=days)
        with clock.stopped_at(moment):
            _try(fatima, filed.code, step, term, kinds[1])
        _look(filed, filed_on)


def _try(staff, code: str, step: str, term: str, kind: str) -> None:
    acts = {
        "acknowledge": lambda: actions.acknowledge(staff, code=code, body="Je melding is binnen."),
        "assess": lambda: triage.assess(staff, code=code, given=assessment(kind)),
        "assess elsewhere": lambda: triage.assess(
            staff, code=code, given=assessment(kind, admission="not_here")
        ),
        "inform": lambda: actions.inform(staff, code=code, body="Wij zijn bezig."),
        "suspend": lambda: suspending.suspend_term(staff, code=code, term=term, reason=REASON),
        "resume": lambda: suspending.resume_term(staff, code=code, term=term, reason=REASON),
        "extend": lambda: suspending.extend_term(staff, code=code, term=term, reason=REASON),
        "wait": lambda: None,
    }
    with suppress(RefusedError):
        acts[step]()


def _look(filed: Filed, filed_on: date) -> None:
    """What must hold after every step."""
    with tenant_scope(filed.case.tenant_id):
        case = type(filed.case).objects.get(id=filed.case.id)
        rows = {one.name: one for one in Term.objects.filter(case=case)}
        still = set(
            Suspension.objects.filter(term__case=case, resumed_on=None).values_list("term_id", flat=True)
        )
    procedure = newest(case.procedure)
    there = {
        one.name.value
        for one in procedure.terms
        if case.acknowledged_at or one.starts.value != "acknowledged"
    }
    assert there <= set(rows), "a term was lost"
    assert {one.id for one in rows.values() if one.suspended_on} == still
    for rule in procedure.terms:
        row = rows.get(rule.name)
        if row is None or rule.basis not in STATUTORY:
            continue
        assert not row.is_extended
        assert row.suspended_on is None
        if rule.name is TermName.ACKNOWLEDGE:
            latest = end_of_term(rule, filed_on, rule.length)
        else:
            first = procedure.term(TermName.ACKNOWLEDGE)
            assert first is not None
            by = end_of_term(first, filed_on, first.length).target
            told = case.acknowledged_at
            starts = min(told.astimezone(clock.AMSTERDAM).date(), by) if told else by
            latest = end_of_term(rule, starts, rule.length)
        if not row.met_at or rule.name is not TermName.ACKNOWLEDGE:
            assert row.due_on <= latest.last, "a term in law ends later than the law says"
