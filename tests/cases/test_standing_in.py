"""The place that somebody has by what is their own and by whom they stand in for: neither takes from the other (C13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from weerbaar.cases.rules import Seat, whole_seat

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
OVER, SOON, LATER = NOW - timedelta(days=1), NOW + timedelta(days=3), NOW + timedelta(days=9)


@pytest.mark.parametrize(
    ("own", "stands_in", "whole"),
    [
        (None, [], None),
        (Seat("colleague", OVER), [], None),
        (Seat("colleague", SOON), [], Seat("colleague", SOON)),
        (Seat("handler", None), [], Seat("handler", None)),
        (None, [Seat("handler", SOON)], Seat("handler", SOON)),
        (None, [Seat("handler", OVER)], None),
        (None, [Seat("handler", SOON), Seat("reserve", LATER)], Seat("handler", LATER)),
        (None, [Seat("handler", OVER), Seat("reserve", LATER)], Seat("reserve", LATER)),
        (Seat("colleague", SOON), [Seat("handler", LATER)], Seat("handler", LATER)),
        (Seat("colleague", LATER), [Seat("handler", SOON)], Seat("handler", LATER)),
        (Seat("colleague", LATER), [Seat("handler", OVER)], Seat("colleague", LATER)),
        (Seat("colleague", OVER), [Seat("handler", SOON)], Seat("handler", SOON)),
        (Seat("reserve", None), [Seat("handler", SOON)], Seat("handler", None)),
        (Seat("handler", NOW), [], None),
    ],
)
def test_a_place_is_the_strongest_and_the_longest_of_what_runs(own, stands_in, whole):
    assert whole_seat(own, stands_in, NOW) == whole
