"""The hours of a week as people say them, in the language of the page."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.hours import Opening, read, runs


def at_time(minutes: int) -> str:
    """ "9.00 uur", "9:00"; minutes after midnight."""
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}" if in_english() else f"{hour}.{minute:02} uur"


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


def as_typed(text: str) -> str:
    """Hours that were typed in Dutch: in English what they say, and where that is not known, marked as Dutch."""
    if not in_english() or not text:
        return text
    try:
        return ", ".join(in_words(one) for one in read(text))
    except RefusedError:
        return format_html('<span lang="nl">{}</span>', text)


def _day(day: int) -> str:
    return str(WEEKDAYS[day])


def in_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "nl").startswith("en")
