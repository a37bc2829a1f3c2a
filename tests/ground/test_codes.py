"""A case code is drawn by chance and understood however it is said and typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground import codes


@pytest.mark.parametrize("letter", codes.LETTERS)
def test_a_short_code_has_one_word(letter: codes.Letter) -> None:
    drawn = codes.draw(letter)
    assert re.fullmatch(rf"{letter}-[a-z]{{3,5}}-[0-9]{{2}}", drawn)
    assert drawn.split("-")[1] in codes.words()


def test_a_long_code_has_two_words() -> None:
    assert re.fullmatch(r"W-[a-z]{3,5}-[a-z]{3,5}-[0-9]{2}", codes.draw("W", long=True))


def test_a_code_is_no_sequence() -> None:
    drawn = [codes.draw("W") for _ in range(200)]
    assert drawn != sorted(drawn)
    assert len(set(drawn)) > 190


def test_another_letter_is_no_kind_of_case() -> None:
    with pytest.raises(ValueError, match="W or A"):
        codes.draw("X")  # pyright: ignore[reportArgumentType]


@given(
    st.sampled_from(codes.LETTERS),
    st.booleans(),
    st.sampled_from(["-", " ", " - ", "–", "_", ".", "/"]),
    st.booleans(),
)
def test_any_way_of_typing_reads_back(letter: codes.Letter, long: bool, between: str, loud: bool) -> None:
    code = codes.draw(letter, long=long)
    typed = code.replace("-", between)
    assert codes.parse(f"  {typed.upper() if loud else typed.lower()}\n") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("W-kade-47", "W-kade-47"),
        ("wkade47", "W-kade-47"),
        ("w kade 47", "W-kade-47"),
        ("“W-Kade-47”.", "W-kade-47"),
        ("Ａ‑ｖｅｅｒ‑７２", "A-veer-72"),
        ("a veer riet 07", "A-veer-riet-07"),
        ("aveerriet07", "A-veer-riet-07"),
    ],
)
def test_what_people_type_is_understood(text: str, code: str) -> None:
    assert codes.parse(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "W", "47", "W-47", "X-kade-47", "W-qqqq-47", "W-kade-4", "W-kade-470", "W-kade-veer-riet-47", "kade-47",
     "W-kade-47-W-kade-47", "W-kade-47\x00\x00x", "\ud800", "🐚", "w" * 1_000_000, "W-" + "kade" * 100_000 + "-47"],
)  # fmt: skip
def test_what_is_no_code_is_none(text: str) -> None:
    assert codes.parse(text) is None


@given(st.text(st.characters(), max_size=200))
def test_no_text_raises(text: str) -> None:
    parsed = codes.parse(text)
    assert parsed is None or codes.parse(parsed) == parsed
