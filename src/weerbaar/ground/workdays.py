"""Dutch working days, and how the Algemene termijnenwet moves the last day of a term. Pure: days in, days out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays
from holidays.constants import OPTIONAL, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Collection

_SATURDAY = 5

DECREED = frozenset(
    {
        date(2023, 4, 28),
        date(2023, 5, 19),
        date(2024, 5, 10),
        date(2024, 12, 27),
        date(2025, 5, 30),
        date(2026, 1, 2),
        date(2026, 5, 15),
        date(2027, 5, 7),
        date(2028, 4, 28),
        date(2028, 5, 26),
    }
)
"""Days put on a par with holidays by royal decree, as they were known in November 2026. A municipality can add more."""


@cache
def _holidays(year: int) -> frozenset[date]:
    # Good Friday and 5 May of every year are holidays for terms, though not for every employer.
    return frozenset(holidays.country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL)))


def is_holiday(day: date, decreed: Collection[date] = DECREED) -> bool:
    """Whether `day` is a recognised holiday or a decreed day, whatever day of the week it is."""
    return day in _holidays(day.year) or day in decreed


def is_workday(day: date, decreed: Collection[date] = DECREED) -> bool:
    """Whether `day` is no Saturday, Sunday, recognised holiday or decreed day."""
    return day.weekday() < _SATURDAY and not is_holiday(day, decreed)


def moved(day: date, decreed: Collection[date] = DECREED) -> date:
    """The day itself, or the next working day: to where the Algemene termijnenwet (art. 1) moves the end of a term."""
    while not is_workday(day, decreed):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, number: int, decreed: Collection[date] = DECREED) -> date:
    """The working day that comes `number` (at least 1) working days after `day`."""
    while number > 0:
        day = moved(day + timedelta(days=1), decreed)
        number -= 1
    return day


def workdays_between(first: date, last: date, decreed: Collection[date] = DECREED) -> int:
    """How many working days there are after `first`, up to and including `last`; 0 when `last` is not later."""
    count, day = 0, first
    while day < last:
        day += timedelta(days=1)
        count += is_workday(day, decreed)
    return count
