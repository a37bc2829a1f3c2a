"""Dutch working days, and to where the law moves the last day of a term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground.workdays import DECREED, add_workdays, is_workday, moved, workdays_between

DAYS = st.dates(date(2023, 1, 1), date(2040, 12, 31))
NUMBERS = st.integers(1, 60)


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),
        # Good Friday, which the Algemene termijnenwet names beside the others, and Easter Monday.
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2024, 3, 29),
        date(2024, 4, 1),
        # 5 May of every year, not only of every fifth.
        date(2026, 5, 5),
        date(2027, 5, 5),
        # Ascension, Whit Monday, Christmas on two working days.
        date(2027, 5, 6),
        date(2027, 5, 17),
        date(2025, 12, 25),
        date(2025, 12, 26),
        date(2026, 4, 27),
    ],
)
def test_a_holiday_is_no_working_day(day):
    assert day.weekday() < 5, "a day that is free anyway shows nothing"
    assert not is_workday(day)


def test_the_birthday_of_the_king_is_kept_on_saturday_when_it_falls_on_a_sunday():
    assert date(2025, 4, 27).weekday() == 6
    # Kept on Saturday the 26th, and the Monday after it is a day like any other.
    assert moved(date(2025, 4, 26)) == moved(date(2025, 4, 27)) == date(2025, 4, 28)
    assert is_workday(date(2025, 4, 28))
    assert not is_workday(date(2028, 4, 27))


@pytest.mark.parametrize("day", sorted(DECREED))
def test_a_decreed_day_is_no_working_day_and_would_be_one_without_the_decree(day):
    assert not is_workday(day)
    assert is_workday(day, ())


def test_a_municipality_can_add_a_day():
    added = date(2029, 5, 11)
    assert is_workday(added)
    assert not is_workday(added, DECREED | {added})
    assert moved(added, DECREED | {added}) == date(2029, 5, 14)


@pytest.mark.parametrize(
    "day", [date(2026, 12, 24), date(2026, 12, 31), date(2027, 3, 25), date(2026, 11, 27), date(2026, 12, 7)]
)
def test_the_eve_of_a_holiday_is_a_working_day(day):
    assert is_workday(day)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
        # Good Friday to the Tuesday after Easter.
        (date(2027, 3, 26), date(2027, 3, 30)),
        # Christmas on a Friday and a Saturday.
        (date(2026, 12, 25), date(2026, 12, 28)),
        # New Year's Day, the decreed Friday after it, and the weekend.
        (date(2026, 1, 1), date(2026, 1, 5)),
        # 5 May, Ascension and the decreed day after it are one long end of the week.
        (date(2027, 5, 5), date(2027, 5, 10)),
    ],
)
def test_a_last_day_moves_to_the_next_working_day(day, last):
    assert moved(day) == last


@pytest.mark.parametrize(
    ("day", "number", "last"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 16), 5, date(2026, 11, 23)),
        # Over the end of a year.
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        # Over Easter.
        (date(2027, 3, 25), 2, date(2027, 3, 31)),
        # Over a 29th of February.
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, number, last):
    assert add_workdays(day, number) == last


@given(DAYS, NUMBERS)
def test_counting_back_what_was_added_gives_the_number(day, number):
    last = add_workdays(day, number)
    assert is_workday(last)
    assert workdays_between(day, last) == number
    assert workdays_between(last, day) == 0


@given(DAYS)
def test_a_day_moves_to_the_first_working_day_that_is_not_earlier(day):
    last = moved(day)
    assert is_workday(last)
    assert not any(is_workday(day + timedelta(days=days)) for days in range((last - day).days))
    # Six days in a row at the most: Christmas, or Ascension after 5 May, with a weekend and a decree.
    assert last - day <= timedelta(days=6)
