"""When a desk takes reports, and what one may be asked to be: every row of the tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.desk_rules import (
    CLOSING_SOON_DAYS,
    MOST_QUESTIONS,
    DeskState,
    check_desk_days,
    check_receivers,
    checked_questions,
    desk_state,
)

FIRST, LAST = date(2027, 2, 1), date(2027, 3, 31)


class Days(NamedTuple):
    is_open: bool = True
    opens_on: date | None = None
    closes_on: date | None = None


@pytest.mark.parametrize(
    ("desk", "today", "state"),
    [
        (Days(), FIRST, DeskState.OPEN),
        (Days(is_open=False), FIRST, DeskState.CLOSED),
        (Days(True, FIRST, LAST), date(2027, 1, 31), DeskState.NOT_YET),
        (Days(True, FIRST, LAST), FIRST, DeskState.OPEN),
        (Days(True, FIRST, LAST), date(2027, 3, 24), DeskState.OPEN),
        (Days(True, FIRST, LAST), date(2027, 3, 25), DeskState.CLOSING_SOON),
        (Days(True, FIRST, LAST), LAST, DeskState.CLOSING_SOON),
        (Days(True, FIRST, LAST), date(2027, 4, 1), DeskState.CLOSED),
        # Shut by hand goes before its days, also before the first.
        (Days(False, FIRST, LAST), FIRST, DeskState.CLOSED),
        (Days(False, FIRST, LAST), date(2027, 1, 1), DeskState.CLOSED),
        # One of the two alone.
        (Days(True, FIRST, None), date(2027, 1, 31), DeskState.NOT_YET),
        (Days(True, FIRST, None), date(2099, 1, 1), DeskState.OPEN),
        (Days(True, None, LAST), date(2000, 1, 1), DeskState.OPEN),
        (Days(True, None, LAST), date(2027, 4, 1), DeskState.CLOSED),
        # One day.
        (Days(True, FIRST, FIRST), FIRST, DeskState.CLOSING_SOON),
        (Days(True, FIRST, FIRST), date(2027, 2, 2), DeskState.CLOSED),
        # The leap day is a day.
        (Days(True, None, date(2028, 2, 29)), date(2028, 2, 29), DeskState.CLOSING_SOON),
        (Days(True, None, date(2028, 2, 29)), date(2028, 3, 1), DeskState.CLOSED),
    ],
)
def test_the_state_of_a_desk_on_a_day(desk: Days, today: date, state: DeskState) -> None:
    assert desk_state(desk, today) is state


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(0, 400),
    st.dates(date(2025, 1, 1), date(2032, 1, 1)),
)
def test_it_takes_reports_from_its_first_to_its_last_day_and_on_no_other(
    first: date, length: int, today: date
) -> None:
    last = first + timedelta(days=length)
    state = desk_state(Days(True, first, last), today)
    assert state.takes_reports == (first <= today <= last)
    if state is DeskState.CLOSING_SOON:
        assert last - today < timedelta(days=CLOSING_SOON_DAYS)


@pytest.mark.parametrize(
    ("kind", "opens_on", "closes_on"),
    [
        ("standing", None, None),
        ("external", None, None),
        ("external", FIRST, None),
        ("external", FIRST, LAST),
        ("temporary", FIRST, LAST),
        ("temporary", FIRST, FIRST),
    ],
)
def test_days_that_go_with_the_kind(kind: str, opens_on: date | None, closes_on: date | None) -> None:
    check_desk_days(kind, opens_on, closes_on)


@pytest.mark.parametrize(
    ("kind", "opens_on", "closes_on", "field"),
    [
        ("somewhere", None, None, "kind"),
        ("standing", FIRST, None, "kind"),
        ("standing", None, LAST, "kind"),
        ("temporary", None, LAST, "opens_on"),
        ("temporary", FIRST, None, "closes_on"),
        ("temporary", LAST, FIRST, "closes_on"),
        ("external", LAST, FIRST, "closes_on"),
    ],
)
def test_days_that_do_not(kind: str, opens_on: date | None, closes_on: date | None, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_desk_days(kind, opens_on, closes_on)
    assert refused.value.field == field


def test_questions_are_kept_line_by_line_without_what_is_empty() -> None:
    assert checked_questions(["  Wat\tzag je? ", "", "   ", "Wie nog meer?"]) == [
        "Wat zag je?",
        "Wie nog meer?",
    ]
    assert checked_questions([]) == []
    assert len(checked_questions([f"Vraag {number}?" for number in range(MOST_QUESTIONS)])) == MOST_QUESTIONS


@pytest.mark.parametrize(
    "typed",
    [[f"Vraag {number}?" for number in range(MOST_QUESTIONS + 1)], ["x" * 201], ["Wat?", "wat?"]],
)
def test_questions_that_are_too_many_too_long_or_twice(typed: list[str]) -> None:
    with pytest.raises(RefusedError):
        checked_questions(typed)


@pytest.mark.parametrize("count", [0, 1])
def test_what_is_released_is_never_held_by_one(count: int) -> None:
    with pytest.raises(RefusedError):
        check_receivers(count)
    check_receivers(2)
