"""When somebody is there, in the hours of a week as an administrator types them. Pure: the moment is an argument.

One line says days and times: `ma-vr 9:00-17:00`, `dinsdag en donderdag 13.00 - 16.30`, `elke werkdag van 9 tot 17 uur`, or
`altijd` for day and night; the same in English: `mon-fri 9:00-17:00`, `always`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS, ENGLISH_ALWAYS = "altijd", "always"
MOST_LINES = 14
_NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_ENGLISH_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = {name: at for names in (DAYS, _NAMES, ENGLISH_DAYS, _ENGLISH_NAMES) for at, name in enumerate(names)}
_TOGETHER = {
    **dict.fromkeys(("werkdagen", "op werkdagen", "elke werkdag", "weekdays"), tuple(range(5))),
    **dict.fromkeys(("elke dag", "dagelijks", "every day", "daily"), tuple(range(7))),
}
_MIDNIGHT = 24 * 60
_LINE = re.compile(r"(\D+)(\d{1,2})(?:[:.](\d\d))? *(?:-|–|tot|t/m|to) *(\d{1,2})(?:[:.](\d\d))?")
_THROUGH = re.compile(r" *(?:-|–|t/m|tot en met|\b(?:tot|to|through)\b) *")
_AND = re.compile(r" *(?:,|&|\b(?:en|and)\b) *")


class Opening(NamedTuple):
    """Days of the week, 0 for Monday, and from and until when on each of them, in minutes after midnight."""

    days: tuple[int, ...]
    start: int
    end: int

    @property
    def is_always(self) -> bool:
        return self == ROUND_THE_CLOCK


ROUND_THE_CLOCK = Opening(tuple(range(7)), 0, _MIDNIGHT)


def read(text: str) -> tuple[Opening, ...]:
    """The openings that a text means, one a line; none for an empty text. Raises RefusedError for a line that it cannot
    read: half of what somebody typed would send people to a closed door.
    """
    lines = [line for line in (" ".join(one.casefold().split()) for one in text.splitlines()) if line]
    if len(lines) > MOST_LINES:
        raise RefusedError(
            "Dit zijn te veel regels. Zet dagen met dezelfde uren op één regel.", field="hours"
        )
    return tuple(_read(line, number) for number, line in enumerate(lines, start=1))


def _read(line: str, number: int) -> Opening:
    if line in (ALWAYS, ENGLISH_ALWAYS):
        return ROUND_THE_CLOCK
    found = _LINE.fullmatch(line.removesuffix(" uur"))
    days = _days(found[1].strip(" :").removesuffix(" van").removesuffix(" from")) if found else ()
    if not found or not days:
        raise RefusedError(
            "Regel %(number)d begrijpen wij niet. Schrijf hem zoals ‘ma-vr 9:00-17:00’, of schrijf ‘altijd’.",
            field="hours",
            number=number,
        )
    start, end = _minutes(found[2], found[3]), _minutes(found[4], found[5])
    if start is None or end is None or start >= end:
        raise RefusedError("Kijk de tijden na in regel %(number)d.", field="hours", number=number)
    return Opening(days, start, end)


def _days(text: str) -> tuple[int, ...]:
    """The days that `text` names, in order; empty when a word of it is no day."""
    if text in _TOGETHER:
        return _TOGETHER[text]
    found: set[int] = set()
    for part in _AND.split(_THROUGH.sub("-", text.replace("tot en met", "t/m"))):
        ends = [_DAY.get(one.strip(" .")) for one in part.split("-")]
        first, between, last = ends[0], ends[1:-1], ends[-1]
        if first is None or last is None or between:
            return ()
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return tuple(sorted(found))


def _minutes(hour: str, minute: str | None) -> int | None:
    at = int(hour) * 60 + int(minute or 0)
    return at if at <= _MIDNIGHT and int(minute or 0) < 60 else None  # noqa: PLR2004 - minutes in an hour


def typed(openings: Iterable[Opening], *, in_english: bool = False) -> str:
    """The same as somebody would type it, to change it."""
    names, always = (ENGLISH_DAYS, ENGLISH_ALWAYS) if in_english else (DAYS, ALWAYS)
    return "\n".join(
        always
        if one.is_always
        else f"{_runs(one.days, names)} {one.start // 60}:{one.start % 60:02}-{one.end // 60}:{one.end % 60:02}"
        for one in openings
    )


def _runs(days: Sequence[int], names: Sequence[str]) -> str:
    return ", ".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}" for run in runs(days)
    )


def runs(days: Sequence[int]) -> list[list[int]]:
    """Days that follow each other, together; two that touch stay apart, since nobody says "Monday to Tuesday"."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [part for run in found for part in ([run] if len(run) > 2 else [[day] for day in run])]  # noqa: PLR2004


def as_kept(openings: Iterable[Opening]) -> list[list[object]]:
    """For a column of JSON."""
    return [[list(one.days), one.start, one.end] for one in openings]


def from_kept(kept: Iterable[Sequence[object]]) -> tuple[Opening, ...]:
    """What `as_kept` made."""
    return tuple(Opening(tuple(days), start, end) for days, start, end in kept)  # pyright: ignore[reportArgumentType]


def open_until(openings: Iterable[Opening], moment: datetime, *, is_free_day: bool) -> int | None:
    """Until when, in minutes after midnight, somebody is there at an aware moment; None when nobody is.

    On a free day only who is always there counts: an administrator types the hours of an ordinary week.
    """
    local = moment.astimezone(AMSTERDAM)
    now = local.hour * 60 + local.minute
    ends = [
        one.end
        for one in openings
        if local.weekday() in one.days and one.start <= now < one.end and (one.is_always or not is_free_day)
    ]
    return max(ends, default=None)
