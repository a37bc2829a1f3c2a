"""Days, moments, counts and sizes as people say them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.design.templatetags import design

_TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "dutch", "english"),
    [
        (date(2027, 2, 5), "vrijdag 5 februari 2027", "Friday 5 February 2027"),
        (date(2024, 2, 29), "donderdag 29 februari 2024", "Thursday 29 February 2024"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "vrijdag 1 januari 2027", "Friday 1 January 2027"),
    ],
)
def test_full_day(day: date, dutch: str, english: str) -> None:
    with override("nl"):
        assert dates.full_day(day) == dutch
    with override("en"):
        assert dates.full_day(day) == english


@pytest.mark.parametrize(
    ("day", "dutch", "english"),
    [
        (date(2026, 11, 5), "5 november", "5 November"),
        (date(2026, 1, 2), "2 januari", "2 January"),
        (date(2027, 2, 5), "5 februari", "5 February"),
        (date(2027, 5, 24), "24 mei", "24 May"),
        (date(2027, 5, 25), "25 mei 2027", "25 May 2027"),
        (date(2025, 11, 5), "5 november 2025", "5 November 2025"),
    ],
)
def test_short_day(day: date, dutch: str, english: str) -> None:
    with override("nl"):
        assert dates.short_day(day, _TODAY) == dutch
    with override("en"):
        assert dates.short_day(day, _TODAY) == english


def test_week_day() -> None:
    with override("nl"):
        assert dates.week_day(date(2026, 11, 30), _TODAY) == "maandag 30 november"
    with override("en"):
        assert dates.week_day(date(2028, 1, 3), _TODAY) == "Monday 3 January 2028"


@pytest.mark.parametrize(
    ("days", "dutch", "english"),
    [
        (0, "vandaag", "today"),
        (1, "morgen", "tomorrow"),
        (-1, "gisteren", "yesterday"),
        (2, "over 2 dagen", "in 2 days"),
        (4, "over 4 dagen", "in 4 days"),
        (13, "over 13 dagen", "in 13 days"),
        (14, "over 2 weken", "in 2 weeks"),
        (77, "over 11 weken", "in 11 weeks"),
        (140, "12 april", "12 April"),
        (-4, "4 dagen geleden", "4 days ago"),
        (-13, "13 dagen geleden", "13 days ago"),
        (-14, "9 november", "9 November"),
    ],
)
def test_distance(days: int, dutch: str, english: str) -> None:
    day = date.fromordinal(_TODAY.toordinal() + days)
    with override("nl"):
        assert dates.distance(day, _TODAY) == dutch
    with override("en"):
        assert dates.distance(day, _TODAY) == english


def test_a_moment_is_told_in_the_time_of_the_netherlands() -> None:
    moment = datetime(2026, 11, 19, 20, 14, tzinfo=UTC)
    with override("nl"):
        assert dates.day_and_time(moment, _TODAY) == "19 november, 21.14 uur"
    with override("en"):
        assert dates.day_and_time(moment, _TODAY) == "19 November, 21:14"


@pytest.mark.parametrize("tell", [dates.full_day, dates.clock_time, dates.local_day])
def test_a_moment_without_a_time_zone_is_refused(tell: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        tell(datetime(2026, 11, 19, 20, 14))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("octets", "dutch", "english"),
    [
        (0, "0 bytes", "0 bytes"),
        (999, "999 bytes", "999 bytes"),
        (1000, "1 kB", "1 kB"),
        (240_400, "240 kB", "240 kB"),
        (999_600, "1 MB", "1 MB"),
        (3_140_000, "3,1 MB", "3.1 MB"),
        (9_960_000, "10 MB", "10 MB"),
        (18_000_000, "18 MB", "18 MB"),
        (1_073_741_824, "1,1 GB", "1.1 GB"),
        (5_000_000_000_000_000, "5000 TB", "5000 TB"),
    ],
)
def test_file_size(octets: int, dutch: str, english: str) -> None:
    with override("nl"):
        assert dates.file_size(octets) == dutch
    with override("en"):
        assert dates.file_size(octets) == english


def test_counts_in_words() -> None:
    with override("nl"):
        assert [dates.number_word(count) for count in (0, 1, 4, 12, 13)] == [
            "nul",
            "één",
            "vier",
            "twaalf",
            "13",
        ]
    with override("en"):
        assert [dates.number_word(count) for count in (0, 4, 13)] == ["zero", "four", "13"]


@pytest.mark.parametrize("tell", [dates.file_size, dates.number_word])
def test_less_than_nothing_is_refused(tell: object) -> None:
    with pytest.raises(ValueError, match="below zero"):
        tell(-1)


def test_filters_stand_by_the_clock() -> None:
    with clock.stopped_at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)), override("nl"):
        assert design.distance(date(2026, 11, 24)) == "morgen"
        assert design.short_day(date(2026, 11, 5)) == "5 november"
        assert design.week_day(date(2026, 11, 30)) == "maandag 30 november"
        assert design.told(datetime(2026, 11, 19, 20, 14, tzinfo=UTC)) == "19 november, 21.14 uur"
        assert design.told(date(2026, 11, 19)) == "19 november"
        assert design.full_day(None) == design.short_day(None) == design.distance(None) == ""


@pytest.mark.parametrize(
    ("written", "dialled"), [("088 000 00 00", "0880000000"), ("+31 (0)88-000", "+31088000"), ("", "")]
)
def test_telephone(written: str, dialled: str) -> None:
    assert design.tel(written) == dialled


def test_a_code_never_breaks_and_never_becomes_markup() -> None:
    assert design.code("W-kade-47") == '<span class="wb-nowrap">W-kade-47</span>'
    assert "<b>" not in design.code("<b>")
