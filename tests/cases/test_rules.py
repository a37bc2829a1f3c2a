"""The decisions about a case, by table and by what must hold for any day."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.cases import rules
from weerbaar.cases.models import Party, Stage
from weerbaar.cases.rules import Candidate, Move
from weerbaar.ground.errors import RefusedError

DAYS = st.dates(date(2020, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("received", "acknowledged", "starts", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 5), date(2026, 11, 5), date(2027, 2, 5)),
        (date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 2), date(2027, 2, 2)),
        (date(2026, 11, 2), None, date(2026, 11, 9), date(2027, 2, 9)),
        # A late acknowledgement does not buy time.
        (date(2026, 11, 2), date(2026, 12, 1), date(2026, 11, 9), date(2027, 2, 9)),
        # Three months from the last day of a long month end on the last day of a short one.
        (date(2026, 11, 25), date(2026, 11, 30), date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 25), date(2027, 11, 30), date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 8, 25), date(2026, 8, 31), date(2026, 8, 31), date(2026, 11, 30)),
    ],
)
def test_the_feedback_is_due_three_months_after_the_acknowledgement(received, acknowledged, starts, due):
    assert rules.feedback_starts(received, acknowledged) == starts
    assert rules.feedback_due(received, acknowledged) == due


def test_the_acknowledgement_is_due_on_the_seventh_day():
    assert rules.acknowledge_due(date(2026, 12, 28)) == date(2027, 1, 4)


@given(DAYS, st.integers(0, 40))
def test_the_feedback_never_comes_later_than_if_nobody_had_answered(received, days):
    due = rules.feedback_due(received, received + timedelta(days=days))
    assert due <= rules.feedback_due(received, None)
    assert due >= received + timedelta(days=89)


@given(DAYS, st.integers(0, 60))
def test_months_keep_their_day_or_end_with_the_month(day, months):
    later = rules.add_months(day, months)
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == min(day.day, last)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@pytest.mark.parametrize(
    ("today", "state", "gone"),
    [
        (date(2026, 11, 2), "", 0),
        (date(2026, 11, 6), "", 57),
        (date(2026, 11, 8), "soon", 86),
        (date(2026, 11, 9), "soon", 100),
        (date(2026, 11, 10), "late", 100),
        (date(2026, 10, 1), "", 0),
    ],
)
def test_a_term_says_how_near_it_is(today, state, gone):
    starts, due = date(2026, 11, 2), date(2026, 11, 9)
    assert rules.term_state(starts, due, today) == state
    assert rules.share_gone(starts, due, today) == gone


def test_a_long_term_is_near_on_the_day_before_even_if_it_began_yesterday():
    assert rules.term_state(date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 2)) == "soon"


POSSIBLE = {
    Move.ACKNOWLEDGE: {"received"},
    Move.FEEDBACK: {"acknowledged"},
    Move.CLOSE: {"answered"},
    Move.WORK: {"received", "acknowledged", "answered"},
    Move.TALK: set(Stage.values),
}


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("stage", Stage.values)
def test_what_is_not_possible_says_what_is_missing(move, stage):
    sentence = rules.missing_for(move, stage)
    assert (sentence == "") == (stage in POSSIBLE[move])
    if sentence:
        with pytest.raises(RefusedError) as refused:
            rules.check_move(move, stage)
        assert refused.value.sentence == sentence
    else:
        rules.check_move(move, stage)


FIT = {"has_trusted_key": True, "has_left": False, "is_kept_out": False, "works_on_cases": True}


@pytest.mark.parametrize(
    ("other", "may"),
    [
        ({}, True),
        ({"has_trusted_key": False}, False),
        ({"has_left": True}, False),
        ({"is_kept_out": True}, False),
        ({"works_on_cases": False}, False),
    ],
)
def test_who_may_be_let_in(other, may):
    assert rules.may_be_let_in(Candidate(**(FIT | other))) is may


@pytest.mark.parametrize(
    ("others", "may"), [([2, 2], True), ([5], True), ([2, 1], False), ([0], False), ([], True)]
)
def test_never_fewer_than_two_holders_stay(others, may):
    if may:
        rules.check_may_leave(others)
    else:
        with pytest.raises(RefusedError):
            rules.check_may_leave(others)


def test_consent_comes_from_a_third():
    rules.check_consent("Joris", asker="Fatima", newcomer="Hassan")
    for decider in ("Fatima", "Hassan"):
        with pytest.raises(RefusedError):
            rules.check_consent(decider, asker="Fatima", newcomer="Hassan")


def test_access_ends_at_midnight_after_its_last_day_as_people_live_it():
    today = date(2026, 3, 20)
    assert rules.end_of(date(2026, 3, 28), today) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    # After the clocks went forward midnight comes an hour earlier.
    assert rules.end_of(date(2026, 3, 29), today) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert rules.end_of(None, today) is None


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_the_last_day_of_an_access_is_the_day_that_was_chosen(day):
    assert rules.last_day_of(rules.end_of(day, date(2026, 1, 1))) == day


@pytest.mark.parametrize("day", [date(2026, 3, 19), date(2028, 3, 20)])
def test_access_does_not_end_before_today_or_after_a_year(day):
    with pytest.raises(RefusedError) as refused:
        rules.end_of(day, date(2026, 3, 20))
    assert refused.value.field == "until"


@pytest.mark.parametrize("text", ["", "   \n\t", "\0", "a" * 11, "\ud800"])
def test_text_that_cannot_be_kept_is_refused_at_its_field(text):
    with pytest.raises(RefusedError) as refused:
        rules.checked_text(text, field="body", longest=10)
    assert refused.value.field == "body"


def test_text_is_kept_without_what_stands_around_it():
    assert rules.checked_text("  Dag\r\nNoor \u202e\U0001f600 ", field="body") == "Dag\nNoor \u202e\U0001f600"


def test_every_role_has_a_letter_of_its_own():
    names = [rules.pseudonym(role, 2) for role in Party.Role.values]
    assert names == ["M", "B2", "G2", "S2"]
