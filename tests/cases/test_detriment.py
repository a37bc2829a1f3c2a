"""What is asked of whoever reported, and when: the rules, as tables (C8)."""

from __future__ import annotations

from datetime import date

import pytest

from weerbaar.cases.detriment import (
    BURDEN_REVERSED,
    NO,
    RATHER_NOT,
    SAID,
    TYPES,
    YES,
    Answer,
    checked_answer,
    day_after_the_last,
    days_to_ask,
)
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.ground.errors import RefusedError


@pytest.mark.req("C8")
def test_the_twelve_types_of_the_law_can_be_said_and_a_threat_and_something_else():
    assert len(TYPES) == 12 + len({"threat", "other"})
    assert len(set(TYPES.values())) == len(TYPES)


@pytest.mark.parametrize(
    ("reported_on", "days"),
    [
        (
            date(2026, 1, 15),
            (
                date(2026, 2, 15),
                date(2026, 4, 15),
                date(2026, 7, 15),
                date(2027, 1, 15),
                date(2028, 1, 15),
            ),
        ),
        (
            date(2026, 8, 31),
            (
                date(2026, 9, 30),
                date(2026, 11, 30),
                date(2027, 2, 28),
                date(2027, 8, 31),
                date(2028, 8, 31),
            ),
        ),
    ],
)
def test_somebody_is_asked_after_one_three_six_twelve_and_twenty_four_months(reported_on, days):
    assert days_to_ask(reported_on) == days


@pytest.mark.req("C8")
@pytest.mark.parametrize(
    ("said", "is_care", "day"),
    [
        (YES, False, date(2029, 2, 28)),
        (RATHER_NOT, False, date(2029, 2, 28)),
        (NO, False, None),
        (YES, True, date(2029, 2, 28)),
        (NO, True, date(2029, 2, 28)),
    ],
)
def test_after_the_last_day_it_goes_on_as_long_as_it_takes(said, is_care, day):
    assert day_after_the_last(said, date(2028, 8, 31), is_care=is_care) == day


@pytest.mark.parametrize(("said", "is_bad"), [(NO, False), (YES, True), (RATHER_NOT, False)])
def test_only_a_yes_asks_for_somebody_now(said, is_bad):
    assert checked_answer(Answer(said)).is_bad is is_bad
    assert said in SAID


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Answer(""), "said"),
        (Answer("maybe"), "said"),
        (Answer(YES, ("hanging",)), "types"),
        (Answer(NO, ("demotion",)), "said"),
        (Answer(NO, what="Hij negeert mij."), "said"),
        (Answer(YES, what="x" * (LONGEST_REASON + 1)), "what"),
        (Answer(YES, wish="x" * (LONGEST_REASON + 1)), "wish"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_question(given, field):
    with pytest.raises(RefusedError) as refused:
        checked_answer(given)
    assert refused.value.field == field


def test_what_was_ticked_is_kept_in_one_order_and_once():
    given = checked_answer(Answer(YES, ("other", "demotion", "demotion"), " Bij elkaar. ", ""))
    assert given == Answer(YES, ("demotion", "other"), "Bij elkaar.", "")


def test_words_of_somebody_do_not_show_in_a_log():
    assert "Hij" not in repr(Answer(YES, (), "Hij negeert mij.", "Hij moet stoppen."))


def test_what_is_said_of_the_burden_of_proof_names_no_article():
    assert not any(letter.isdigit() for letter in BURDEN_REVERSED)
