"""The hours of a week as people say them, in the language of the page."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext

from weerbaar.organisation.hours import Opening, runs


def at_time(minutes: int) -> str:
    """ "9.00 uur", "9:00"; minutes after midnight."""
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}" if _english() else f"{hour}.{minute:02} uur"


def in_words(opening: Opening) -> str:
    """ "maandag tot en met vrijdag van 9.00 tot 17.00 uur", "Monday to Friday from 9:00 to 17:00"."""
    if opening.is_always:
        return gettext("dag en nacht")
    named = [
        gettext("%(first)s tot en met %(last)s") % {"first": _day(run[0]), "last": _day(run[-1])}
        if len(run) > 1
        else _day(run[0])
        for run in runs(opening.days)
    ]
    days = f" {gettext('en')} ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))
    start = at_time(opening.start).removesuffix(" uur")
    return gettext("%(days)s van %(start)s tot %(end)s") % {
        "days": days,
        "start": start,
        "end": at_time(opening.end),
    }


def _day(day: int) -> str:
    return str(WEEKDAYS[day])


def _english() -> bool:
    return (get_language() or "nl").startswith("en")
