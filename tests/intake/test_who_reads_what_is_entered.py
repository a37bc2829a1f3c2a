"""Who reads what somebody of the desk enters: never as good as they alone, whomever they strike out (R6, R10)."""

from __future__ import annotations

from uuid import UUID

import pytest

from weerbaar.intake.rules import Candidate, choose_beside

PEOPLE = {name: UUID(int=number) for number, name in enumerate("ABCXY", 1)}
"""A, B and C are of the desk, X and Y its reserves; A enters it."""


def chosen(desk: str, struck: str) -> str:
    there = [Candidate(PEOPLE[one], one in "XY", one) for one in desk]
    out = {PEOPLE[one] for one in struck}
    return "".join(one.who for one in choose_beside(there, out, PEOPLE["A"]))


@pytest.mark.req("R6", "R10")
@pytest.mark.parametrize(
    ("desk", "struck", "readers"),
    [
        ("ABX", "", "AB"),
        ("ABX", "B", "AX"),
        ("ABX", "BX", ""),
        ("ABX", "A", "BX"),
        ("ABX", "AB", "X"),
        ("ABCX", "", "ABC"),
        ("ABCX", "B", "ACX"),
        ("ABCX", "BC", ""),
        ("ABCX", "ABC", "X"),
        ("ABCXY", "BC", "AXY"),
        ("ABXY", "B", "AXY"),
        ("AXY", "X", "AY"),
        ("AB", "B", ""),
        ("A", "", "A"),
        ("BCX", "C", "BX"),
        ("AB", "AB", ""),
    ],
)
def test_who_enters_it_stays_only_beside_others(desk: str, struck: str, readers: str) -> None:
    assert chosen(desk, struck) == readers
