"""How terms run: from a rule of a procedure and a first day to a last day. Pure; days in, days out (C2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from weerbaar.cases.procedures import STATUTORY, From, Unit
from weerbaar.cases.rules import add_months
from weerbaar.ground.workdays import DECREED, add_workdays, moved, workdays_between

if TYPE_CHECKING:
    from collections.abc import Collection

    from weerbaar.cases.procedures import TermRule


@dataclass(frozen=True, slots=True)
class Days:
    """The day that is aimed at, and the last day that counts: later only where the law moves it off a day of rest."""

    target: date
    last: date


def end_of_term(rule: TermRule, starts: date, length: int, decreed: Collection[date] = DECREED) -> Days:
    """When a term of `length` units ends that starts on `starts`. The first day itself does not count."""
    if rule.unit is Unit.WORKING_DAYS:
        day = add_workdays(starts, length, decreed)
        return Days(day, day)
    target = {
        Unit.CALENDAR_DAYS: lambda: starts + timedelta(days=length),
        Unit.WEEKS: lambda: starts + timedelta(weeks=length),
        Unit.MONTHS: lambda: add_months(starts, length),
    }[rule.unit]()
    return Days(target, moved(target, decreed) if rule.basis in STATUTORY else target)


def first_day(starts: From, received: date, acknowledged: date | None, acknowledge_by: date) -> date | None:
    """From which day a term runs; None while that is not known yet.

    An acknowledgement that comes too late does not give the desk more time than none at all (Directive 2019/1937,
    art. 9(1)(f)): `acknowledge_by` is the target of that term, not the day to which the law moves it.
    """
    if starts is From.RECEIVED:
        return received
    if starts is From.ACKNOWLEDGED:
        return acknowledged
    return min(acknowledged, acknowledge_by) if acknowledged else acknowledge_by


def after_suspension(days: Days, rule: TermRule, stopped: date, resumed: date) -> Days:
    """Where a term ends that stood still from `stopped` up to `resumed`: as much later as it stood still."""
    if rule.unit is Unit.WORKING_DAYS:
        still = workdays_between(stopped, resumed)
        day = add_workdays(days.target, still) if still else days.target
        return Days(day, day)
    still = resumed - stopped
    return Days(days.target + still, days.last + still)


def tightened(rule: TermRule, length: int | None) -> int:
    """A municipality's own number, never more than the procedure's (design §5)."""
    return rule.length if length is None else min(length, rule.length)
