"""How terms run: from a rule of a procedure and a first day to a last day. Pure; days in, days out (C2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.procedures import STATUTORY, From, Unit
from weerbaar.cases.rules import add_months
from weerbaar.ground.errors import RefusedError
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


def after_suspension(
    days: Days, rule: TermRule, stopped: date, resumed: date, decreed: Collection[date] = DECREED
) -> Days:
    """Where a term ends that stood still: as much later as it did, from `stopped` up to the day before `resumed`."""
    if rule.unit is Unit.WORKING_DAYS:
        eve = timedelta(days=1)
        still = workdays_between(stopped - eve, resumed - eve, decreed)
        day = add_workdays(days.target, still, decreed) if still else days.target
        return Days(day, day)
    still = max(resumed - stopped, timedelta(0))
    return Days(days.target + still, days.last + still)


def after_extension(days: Days, rule: TermRule, decreed: Collection[date] = DECREED) -> Days:
    """Where a term ends that is made longer once, by the rule's own number in the rule's own unit."""
    return end_of_term(rule, days.target, rule.extend, decreed) if rule.extend else days


def is_in_law(rule: TermRule) -> bool:
    """Whether a term rests on what was checked as law: nobody here lets it stand still or makes it longer."""
    return rule.basis in STATUTORY


# --- what may be done with a term ---


@dataclass(frozen=True, slots=True)
class Running:
    """How a term stands."""

    last: date
    is_met: bool = False
    is_suspended: bool = False
    is_extended: bool = False


_NO_TERM = _("Deze zaak heeft die termijn nu niet.")
_IN_LAW = _("Deze termijn staat in de wet. Stilzetten of verlengen kan niet.")
_MET = _("Deze termijn is al gehaald.")
_OVER = _("De laatste dag is voorbij. Stilzetten of verlengen kan niet meer.")
_STANDS_STILL = _("Deze termijn staat al stil.")


def missing_to_suspend(rule: TermRule | None, term: Running | None, today: date) -> str:
    """Why a term cannot be made to stand still now, as a sentence; empty when it can."""
    if rule is None or term is None:
        return _NO_TERM
    if is_in_law(rule):
        return _IN_LAW
    if not rule.may_suspend:
        return _("Deze termijn kun je niet stilzetten: de procedure laat dat niet toe.")
    if term.is_suspended:
        return _STANDS_STILL
    return _ended(term, today)


def missing_to_begin(since: date, *, starts: date, ran_again: date | None, today: date) -> str:
    """Why a term cannot stand still since a day, as a sentence; empty when it can.

    Not before the term began to run, which is when the report came in or later; not for days that were counted off before:
    `ran_again` is the day on which it ran again the last time; and not from a day that is still to come.
    """
    if since > today:
        return _("Kies vandaag of een eerdere dag.")
    if since < starts:
        return _("Toen liep deze termijn nog niet. Kies een latere dag.")
    if ran_again is not None and since < ran_again:
        return _("Toen stond deze termijn al eens stil. Kies een latere dag.")
    return ""


def missing_to_resume(term: Running | None) -> str:
    """Why a term cannot be made to run again, as a sentence; empty when it can."""
    if term is None:
        return _NO_TERM
    if term.is_met:
        return _MET
    return "" if term.is_suspended else _("Deze termijn loopt al.")


def missing_to_extend(rule: TermRule | None, term: Running | None, today: date) -> str:
    """Why a term cannot be made longer now, as a sentence; empty when it can."""
    if rule is None or term is None:
        return _NO_TERM
    if is_in_law(rule):
        return _IN_LAW
    if not rule.extend:
        return _("Deze termijn kun je niet verlengen: de procedure laat dat niet toe.")
    if term.is_extended:
        return _("Deze termijn is al een keer verlengd. Vaker kan niet.")
    if term.is_suspended:
        return _("Deze termijn staat stil. Laat haar eerst weer lopen.")
    return _ended(term, today)


class Ended(StrEnum):
    """How a term came to its end."""

    IN_TIME = "in_time"
    LATE = "late"
    CLOSED = "closed"


def how_it_ended(last: date, met: date, *, by_closing: bool) -> Ended:
    """Whether what a term asks was done in time. One that was open when the case closed was not done at all."""
    if by_closing:
        return Ended.CLOSED
    return Ended.LATE if met > last else Ended.IN_TIME


def _ended(term: Running, today: date) -> str:
    if term.is_met:
        return _MET
    return _OVER if today > term.last else ""


# --- when to knock ---


def asks_reminder(remind: Collection[int], last: date, reminded: date | None, today: date) -> bool:
    """Whether a day of `remind` before the last one has come since somebody was reminded. After the last day none does.

    A worker that stood still for a week knocks once for all the days that passed.
    """
    moments = (last - timedelta(days=days) for days in remind)
    return today <= last and any(
        moment <= today and (reminded is None or reminded < moment) for moment in moments
    )


def asks_escalation(last: date, escalated: date | None, today: date) -> bool:
    """Whether a term is late and nobody was told since its last day."""
    return today > last and (escalated is None or escalated <= last)


def is_pressing(last: date, today: date) -> bool:
    """Whether a knock may not wait for the next round: today or tomorrow is the last day, or it is past."""
    return last - today <= timedelta(days=1)


def tightened(rule: TermRule, length: int | None) -> int:
    """A municipality's own number, never more than the procedure's (design §5)."""
    return rule.length if length is None else min(length, rule.length)


def check_own_length(rule: TermRule, length: int) -> None:
    """Refuse a municipality's own number that is longer than the procedure's."""
    if not 1 <= length <= rule.length:
        raise RefusedError(
            _("Korter mag, langer niet. Kies een getal van 1 tot en met %(longest)d."),
            field="length",
            longest=rule.length,
        )
