"""How terms run: from which day, to which day, and to where the law moves the last one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.filed import file_report

from weerbaar.cases import actions
from weerbaar.cases.models import Term
from weerbaar.cases.procedures import STATUTORY, Basis, From, TermName, TermRule, Unit, newest, published
from weerbaar.cases.rules import add_months
from weerbaar.cases.terms import Days, after_suspension, end_of_term, first_day, tightened
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.workdays import is_workday

DAYS = st.dates(date(2023, 1, 1), date(2060, 12, 31))


def rule(
    unit: Unit,
    length: int = 1,
    *,
    basis: Basis = Basis.WBK_2,
    starts: From = From.RECEIVED,
    may_suspend: bool = False,
) -> TermRule:
    return TermRule(TermName.FEEDBACK, length, unit, starts, basis, may_suspend, 0, ())


WEEK = rule(Unit.CALENDAR_DAYS, 7)
MONTHS = rule(Unit.MONTHS, 3)


# --- to which day ---


@pytest.mark.parametrize(
    ("starts", "target", "last"),
    [
        (date(2026, 11, 2), date(2027, 2, 2), date(2027, 2, 2)),
        # The last day of a long month ends on the last day of a short one, also in a leap year.
        (date(2026, 11, 30), date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 11, 30), date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 8, 31), date(2026, 11, 30), date(2026, 11, 30)),
        (date(2027, 11, 29), date(2028, 2, 29), date(2028, 2, 29)),
        # From the 29th of February there is a 29th of May.
        (date(2028, 2, 29), date(2028, 5, 29), date(2028, 5, 29)),
        # On Good Friday, and so to the Tuesday after Easter.
        (date(2026, 12, 26), date(2027, 3, 26), date(2027, 3, 30)),
        # On 5 May, before Ascension and a decreed day, and so to the Monday.
        (date(2027, 2, 5), date(2027, 5, 5), date(2027, 5, 10)),
        # On New Year's Day, before a decreed Friday and a weekend.
        (date(2025, 10, 1), date(2026, 1, 1), date(2026, 1, 5)),
    ],
)
def test_three_months_by_the_calendar_with_both_days_kept(starts, target, last):
    assert end_of_term(MONTHS, starts, 3) == Days(target, last)


@pytest.mark.parametrize(
    ("received", "target", "last"),
    [
        # Told on a Saturday: the seventh day is a Saturday, and the law moves it to Monday.
        (date(2026, 11, 21), date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 22), date(2026, 11, 29), date(2026, 11, 30)),
        (date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 27)),
        # Over the end of the year, and onto a day that is free.
        (date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 4)),
        (date(2025, 12, 26), date(2026, 1, 2), date(2026, 1, 5)),
        # Over the 29th of February.
        (date(2028, 2, 25), date(2028, 3, 3), date(2028, 3, 3)),
        # Over both turns of the clock: a day is a day, whether it has 23 or 25 hours.
        (date(2027, 3, 24), date(2027, 3, 31), date(2027, 3, 31)),
        (date(2026, 10, 22), date(2026, 10, 29), date(2026, 10, 29)),
    ],
)
def test_seven_days_after_receipt_with_both_days_kept(received, target, last):
    assert end_of_term(WEEK, received, 7) == Days(target, last)


def test_weeks_end_on_the_same_day_of_the_week():
    assert end_of_term(rule(Unit.WEEKS), date(2026, 11, 18), 6) == Days(
        date(2026, 12, 30), date(2026, 12, 30)
    )


@pytest.mark.parametrize("basis", [one for one in Basis if one not in STATUTORY])
def test_a_term_of_our_own_rules_ends_where_it_was_promised(basis):
    """The Algemene termijnenwet moves terms in law; on a promise of our own nobody waits longer."""
    assert end_of_term(rule(Unit.CALENDAR_DAYS, basis=basis), date(2026, 11, 21), 7) == Days(
        date(2026, 11, 28), date(2026, 11, 28)
    )


def test_working_days_need_no_moving():
    days = end_of_term(rule(Unit.WORKING_DAYS, basis=Basis.OWN_RULES), date(2026, 12, 23), 3)
    assert days == Days(date(2026, 12, 29), date(2026, 12, 29))


def test_a_day_that_the_municipality_added_moves_a_term_too():
    day = date(2029, 5, 11)
    assert end_of_term(WEEK, date(2029, 5, 4), 7, {day}) == Days(day, date(2029, 5, 14))
    assert end_of_term(WEEK, date(2029, 5, 4), 7, ()) == Days(day, day)


@given(DAYS, st.sampled_from(list(Unit)), st.integers(1, 40), st.sampled_from(list(Basis)))
def test_the_last_day_is_never_before_the_target_and_the_target_never_before_the_start(
    starts, unit, length, basis
):
    days = end_of_term(rule(unit, basis=basis), starts, length)
    assert starts < days.target <= days.last
    if basis in STATUTORY:
        assert is_workday(days.last)


@given(DAYS, st.sampled_from(list(Unit)), st.integers(1, 40))
def test_a_longer_term_never_ends_sooner(starts, unit, length):
    shorter, longer = (end_of_term(rule(unit), starts, number) for number in (length, length + 1))
    assert shorter.target < longer.target
    assert shorter.last <= longer.last


# --- from which day ---


@pytest.mark.parametrize(
    ("received", "acknowledged", "starts", "target"),
    [
        (date(2026, 11, 2), date(2026, 11, 5), date(2026, 11, 5), date(2027, 2, 5)),
        (date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 2), date(2027, 2, 2)),
        (date(2026, 11, 2), None, date(2026, 11, 9), date(2027, 2, 9)),
        # A late acknowledgement does not buy time.
        (date(2026, 11, 2), date(2026, 12, 1), date(2026, 11, 9), date(2027, 2, 9)),
        # Nor does one on the Monday to which the law moved the seventh day.
        (date(2026, 11, 21), date(2026, 11, 30), date(2026, 11, 28), date(2027, 2, 28)),
        (date(2026, 11, 25), date(2026, 11, 30), date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 25), date(2027, 11, 30), date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 8, 25), date(2026, 8, 31), date(2026, 8, 31), date(2026, 11, 30)),
    ],
)
def test_the_feedback_is_due_three_months_after_the_acknowledgement(received, acknowledged, starts, target):
    acknowledge_by = end_of_term(WEEK, received, 7).target
    assert first_day(From.ACKNOWLEDGED_OR_LATEST, received, acknowledged, acknowledge_by) == starts
    assert end_of_term(MONTHS, starts, 3).target == target


def test_the_acknowledgement_is_due_on_the_seventh_day():
    assert end_of_term(WEEK, date(2026, 12, 28), 7).target == date(2027, 1, 4)


@given(DAYS, st.integers(0, 40))
def test_the_feedback_never_comes_later_than_if_nobody_had_answered(received, days):
    acknowledge_by = end_of_term(WEEK, received, 7).target

    def due(acknowledged):
        starts = first_day(From.ACKNOWLEDGED_OR_LATEST, received, acknowledged, acknowledge_by)
        return end_of_term(MONTHS, starts, 3).target

    told = due(received + timedelta(days=days))
    assert told <= due(None)
    assert told >= received + timedelta(days=89)


def test_a_term_from_the_acknowledgement_waits_for_it():
    received, by = date(2026, 11, 2), date(2026, 11, 9)
    assert first_day(From.ACKNOWLEDGED, received, None, by) is None
    assert first_day(From.ACKNOWLEDGED, received, date(2026, 11, 12), by) == date(2026, 11, 12)
    assert first_day(From.RECEIVED, received, date(2026, 11, 12), by) == received


# --- standing still, and shorter ---


def test_a_term_in_working_days_goes_on_with_the_working_days_that_were_left():
    own = rule(Unit.WORKING_DAYS, basis=Basis.OWN_RULES, may_suspend=True)
    days = end_of_term(own, date(2026, 12, 14), 10)
    assert days.last == date(2026, 12, 29)
    # Still over Christmas: of the days between, three were working days.
    assert after_suspension(days, own, date(2026, 12, 22), date(2026, 12, 28)) == Days(
        date(2027, 1, 4), date(2027, 1, 4)
    )
    assert after_suspension(days, own, date(2026, 12, 25), date(2026, 12, 27)) == days


def test_a_term_by_the_calendar_ends_as_much_later_as_it_stood_still():
    own = rule(Unit.WEEKS, basis=Basis.OWN_RULES, may_suspend=True)
    days = end_of_term(own, date(2026, 11, 2), 6)
    assert after_suspension(days, own, date(2026, 11, 10), date(2026, 11, 20)) == Days(
        days.target + timedelta(days=10), days.last + timedelta(days=10)
    )
    assert after_suspension(days, own, date(2026, 11, 10), date(2026, 11, 10)) == days


@pytest.mark.parametrize(("own", "length"), [(None, 7), (5, 5), (7, 7), (8, 7), (400, 7)])
def test_a_municipality_can_only_make_a_term_shorter(own, length):
    assert tightened(WEEK, own) == length


def test_no_term_in_law_may_stand_still_or_be_made_longer():
    statutory = [
        term
        for every in published().values()
        for one in every
        for term in one.terms
        if term.basis in STATUTORY
    ]
    assert {term.name for term in statutory} == {TermName.ACKNOWLEDGE, TermName.FEEDBACK}
    assert [term for term in statutory if term.may_suspend or term.extend] == []


def test_the_two_terms_of_the_act_are_seven_days_and_three_months():
    kept = newest("wrongdoing")
    first, answer = kept.term("acknowledge"), kept.term("feedback")
    assert first is not None
    assert answer is not None
    assert (first.length, first.unit, first.starts) == (7, Unit.CALENDAR_DAYS, From.RECEIVED)
    assert (answer.length, answer.unit, answer.starts) == (3, Unit.MONTHS, From.ACKNOWLEDGED_OR_LATEST)


# --- as rows, in a case of which the clock was stopped ---


def terms_of(filed) -> dict[str, Term]:
    with tenant_scope(filed.case.tenant_id):
        return {one.name: one for one in Term.objects.filter(case=filed.case)}


def test_a_case_keeps_the_day_to_aim_at_and_the_day_that_counts(town):
    """Told on a Saturday evening; confirmed on the Monday to which the law moved the seventh day."""
    with clock.stopped_at(datetime(2026, 11, 21, 20, tzinfo=UTC)):
        filed = file_report(town, kind="wrongdoing")
    first = terms_of(filed)["acknowledge"]
    assert (first.starts_on, first.target_on, first.due_on) == (
        date(2026, 11, 21),
        date(2026, 11, 28),
        date(2026, 11, 30),
    )
    with clock.stopped_at(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    answer = terms_of(filed)["feedback"]
    assert (answer.starts_on, answer.target_on, answer.due_on) == (
        date(2026, 11, 28),
        date(2027, 2, 28),
        date(2027, 3, 1),
    )


def test_an_early_acknowledgement_brings_the_answer_forward(town):
    with clock.stopped_at(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        filed = file_report(town, kind="wrongdoing")
        assert terms_of(filed)["feedback"].starts_on == date(2026, 11, 9)
        assert "decide" not in terms_of(filed)
    with clock.stopped_at(datetime(2026, 11, 4, 9, tzinfo=UTC)):
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    kept = terms_of(filed)
    assert (kept["feedback"].starts_on, kept["feedback"].due_on) == (date(2026, 11, 4), date(2027, 2, 4))
    assert kept["decide"].starts_on == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Half past midnight here is still yesterday in UTC: an hour before winter, two before summer.
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2027, 3, 27, 22, 30, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 22, 30, tzinfo=UTC), date(2027, 3, 29)),
        # The hour that happens twice, in the night in which the clock goes back.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_term_begins_on_the_day_as_people_live_it(town, moment, day):
    with clock.stopped_at(moment):
        filed = file_report(town, kind="wrongdoing")
    first = terms_of(filed)["acknowledge"]
    assert (first.starts_on, first.target_on) == (day, day + timedelta(days=7))


@given(DAYS, st.integers(0, 60))
def test_months_and_the_table_of_terms_agree(day, months):
    if months:
        assert end_of_term(rule(Unit.MONTHS), day, months).target == add_months(day, months)
