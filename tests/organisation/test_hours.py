"""Hours as an administrator types them, and whether somebody is there at a moment."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.hours import ROUND_THE_CLOCK, as_kept, from_kept, open_until, read, runs, typed

_WEEK = tuple(range(5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n", []),
        ("altijd", [(tuple(range(7)), 0, 1440)]),
        ("ma-vr 9:00-17:00", [(_WEEK, 540, 1020)]),
        ("Ma t/m vr 9.00 - 17.00 uur", [(_WEEK, 540, 1020)]),
        ("maandag tot en met vrijdag van 9 tot 17 uur", [(_WEEK, 540, 1020)]),
        ("di, do: 13:00-16:30", [((1, 3), 780, 990)]),
        ("dinsdag en donderdag 13.00–16.30", [((1, 3), 780, 990)]),
        ("vr-ma 20:00-24:00", [((0, 4, 5, 6), 1200, 1440)]),
        ("ma-vr 9-12\nma-vr 13-17", [(_WEEK, 540, 720), (_WEEK, 780, 1020)]),
        ("ma & wo 8-9", [((0, 2), 480, 540)]),
        ("Elke werkdag van 9 tot 17 uur", [(_WEEK, 540, 1020)]),
        ("dagelijks 8-20", [(tuple(range(7)), 480, 1200)]),
        ("always", [(tuple(range(7)), 0, 1440)]),
        ("mon-fri 9:00-17:00", [(_WEEK, 540, 1020)]),
        ("Monday to Friday from 9:00 to 17:00", [(_WEEK, 540, 1020)]),
        ("Tuesday and Thursday 13:00-16:30", [((1, 3), 780, 990)]),
    ],
)
def test_hours_are_read_as_they_are_typed(text: str, expected: list[object]) -> None:
    assert [tuple(one) for one in read(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["soms", "ma-vr", "9:00-17:00", "ma-vr 17:00-9:00", "ma 9:00-9:00", "ma 9:70-10:00", "ma 9-25", "ma-di-wo 9-10",
     "maandagochtend 9-10", "ma 9:00-17:00 en soms later", "\n".join(["ma 9-10"] * 15), "9" * 500, "ma " * 200],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(text)
    assert refused.value.field == "hours"


def test_a_line_that_cannot_be_read_is_told_by_its_number() -> None:
    with pytest.raises(RefusedError) as refused:
        read("ma-vr 9-17\n\nzaterdag soms")
    assert refused.value.values == {"number": 2}


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        openings = read(text)
    except RefusedError:
        return
    assert from_kept(as_kept(openings)) == openings
    assert read(typed(openings)) == openings


@pytest.mark.parametrize(
    ("hours", "moment", "is_free_day", "expected"),
    [
        ("ma-vr 9-17", (2026, 11, 23, 9, 0), False, 1020),
        ("ma-vr 9-17", (2026, 11, 23, 8, 59), False, None),
        ("ma-vr 9-17", (2026, 11, 23, 17, 0), False, None),
        ("ma-vr 9-17", (2026, 11, 22, 12, 0), False, None),
        ("ma-vr 9-17", (2026, 12, 25, 12, 0), True, None),
        ("altijd", (2026, 12, 25, 3, 0), True, 1440),
        ("ma 9-12\nma 11-14", (2026, 11, 23, 11, 30), False, 840),
    ],
)
def test_whether_somebody_is_there(
    hours: str, moment: tuple[int, ...], is_free_day: bool, expected: int | None
) -> None:
    there = datetime(*moment, tzinfo=AMSTERDAM)  # pyright: ignore[reportArgumentType]
    assert open_until(read(hours), there, is_free_day=is_free_day) == expected


def test_days_that_follow_each_other_stand_together() -> None:
    assert runs((0, 1, 2, 5, 6)) == [[0, 1, 2], [5], [6]]
    assert read("altijd") == (ROUND_THE_CLOCK,)


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [
        ("altijd", "altijd", "always"),
        ("mon-fri 9-17", "ma-vr 9:00-17:00", "mon-fri 9:00-17:00"),
        ("di, do 13-16", "di, do 13:00-16:00", "tue, thu 13:00-16:00"),
    ],
)
def test_they_are_typed_again_in_the_language_of_who_changes_them(
    text: str, dutch: str, english: str
) -> None:
    openings = read(text)
    assert (typed(openings), typed(openings, in_english=True)) == (dutch, english)
    assert read(english) == read(dutch) == openings
