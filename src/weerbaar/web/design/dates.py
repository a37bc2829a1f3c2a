"""Days and moments as people say them, in the language of the page. `today` is an argument, so that a rule can ask.

A moment is always told in the time of the Netherlands: a term in law runs by the day people live there.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext, ngettext

from weerbaar.ground.clock import AMSTERDAM

# Nearer than this, a day without its year can only be meant in one way.
_HALF_A_YEAR = 183
_TWO_WEEKS = 14
_TWENTY_WEEKS = 140
_UNITS = ("kB", "MB", "GB", "TB")
_DUTCH_NUMBERS = (
    *("nul", "één", "twee", "drie", "vier", "vijf", "zes"),
    *("zeven", "acht", "negen", "tien", "elf", "twaalf"),
)
_ENGLISH_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def local_day(moment: date | datetime) -> date:
    """The day of a date or an aware moment. A moment without a time zone raises ValueError."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(AMSTERDAM).date()


def full_day(moment: date | datetime) -> str:
    """ "vrijdag 5 februari 2027", "Friday 5 February 2027"."""
    return formatted(local_day(moment), "l j F Y")


def short_day(moment: date | datetime, today: date) -> str:
    """ "5 november", with the year when the day lies in another year and more than half a year away."""
    day = local_day(moment)
    near = day.year == today.year or abs((day - today).days) < _HALF_A_YEAR
    return formatted(day, "j F" if near else "j F Y")


def week_day(moment: date | datetime, today: date) -> str:
    """ "maandag 30 november", with the year as in `short_day`."""
    return f"{formatted(local_day(moment), 'l')} {short_day(moment, today)}"


def clock_time(moment: datetime) -> str:
    """ "21.14 uur", "21:14"."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    local = moment.astimezone(AMSTERDAM)
    return f"{local:%H.%M} uur" if _dutch() else f"{local:%H:%M}"


def day_and_time(moment: datetime, today: date) -> str:
    """ "19 november, 21.14 uur"."""
    return f"{short_day(moment, today)}, {clock_time(moment)}"


def distance(moment: date | datetime, today: date) -> str:
    """How far a day is: "vandaag", "over 4 dagen", "over 11 weken", "4 dagen geleden"; farther off its name."""
    day = local_day(moment)
    days = (day - today).days
    named = {-1: gettext("gisteren"), 0: gettext("vandaag"), 1: gettext("morgen")}
    if days in named:
        return named[days]
    if 0 < days < _TWO_WEEKS:
        return ngettext("over %(number)d dag", "over %(number)d dagen", days) % {"number": days}
    if _TWO_WEEKS <= days < _TWENTY_WEEKS:
        weeks = round(days / 7)
        return ngettext("over %(number)d week", "over %(number)d weken", weeks) % {"number": weeks}
    if -_TWO_WEEKS < days < 0:
        return ngettext("%(number)d dag geleden", "%(number)d dagen geleden", -days) % {"number": -days}
    return short_day(day, today)


def number_word(number: int) -> str:
    """A count in words up to twelve ("vier"), in figures above. Raises ValueError below zero."""
    if number < 0:
        raise ValueError("A count is not below zero.")
    words = _DUTCH_NUMBERS if _dutch() else _ENGLISH_NUMBERS
    return words[number] if number < len(words) else str(number)


def file_size(octets: int) -> str:
    """A size in decimal units: "812 bytes", "240 kB", "3,1 MB", "1 GB". Raises ValueError below zero."""
    if octets < 0:
        raise ValueError("A size is not below zero.")
    if octets < 1000:  # noqa: PLR2004 - the step between decimal units
        return f"{octets} bytes"
    step = next((number for number in (1, 2, 3) if octets / 1000**number < 999.5), 4)  # noqa: PLR2004 - rounds to 1000
    size, unit = octets / 1000**step, _UNITS[step - 1]
    told = f"{size:.1f}" if size < 9.95 else f"{size:.0f}"  # noqa: PLR2004 - one decimal below ten
    told = told.removesuffix(".0")
    return f"{told.replace('.', ',') if _dutch() else told} {unit}"


def _dutch() -> bool:
    return not (get_language() or "nl").startswith("en")
