"""The lists that people write words down from: right in number, easy to tell apart, hurting nobody."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from weerbaar.ground import codes, receipt, wordlist

UNWANTED = frozenset(Path(__file__).with_name("unwanted.txt").read_text("ascii").split())


@pytest.fixture(scope="module", params=["receipt", "codes"])
def listed(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return wordlist.words(request.param)


def test_receipt_list_has_as_many_words_as_five_dice_have_throws() -> None:
    assert len(receipt.words()) == len(set(receipt.words())) == 6**5


def test_code_list_has_between_one_and_two_thousand_words() -> None:
    assert len(set(codes.words())) == len(codes.words())
    assert 1000 <= len(codes.words()) <= 2000


def test_lists_are_sorted(listed: tuple[str, ...]) -> None:
    assert list(listed) == sorted(listed)


def test_receipt_words_have_four_to_eight_plain_letters() -> None:
    assert [word for word in receipt.words() if not re.fullmatch("[a-z]{4,8}", word)] == []


def test_code_words_have_three_to_five_plain_letters() -> None:
    assert [word for word in codes.words() if not re.fullmatch("[a-z]{3,5}", word)] == []


def test_no_word_hurts(listed: tuple[str, ...]) -> None:
    assert UNWANTED.isdisjoint(listed)


def test_no_receipt_word_is_one_typing_error_from_another() -> None:
    assert [
        (word, near) for word in receipt.words() if (near := wordlist.one_error_away(word, "receipt"))
    ] == []


def test_no_two_words_sound_the_same(listed: tuple[str, ...]) -> None:
    heard: dict[str, str] = {}
    for word in listed:
        other = heard.setdefault(sound(word), word)
        assert other == word, f"{other} and {word} sound the same"


def sound(word: str) -> str:
    """`word` with the spellings that Dutch ears do not tell apart made one."""
    for spelling, heard in (
        ("ij", "ei"), ("isch$", "ies"), ("sch$", "s"), ("ch", "g"), ("ph", "f"), ("th", "t"), ("ck", "k"),
        ("auw|au|ouw", "ou"), ("c(?=[ei])", "s"), ("c", "k"), ("d$", "t"), ("b$", "p"),
        (r"([bdfgklmnprst])\1", r"\1"),
    ):  # fmt: skip
        word = re.sub(spelling, heard, word)
    return word


def test_a_word_that_was_given_out_never_leaves_the_list() -> None:
    """Who wrote down a word that is gone cannot come back: change these only before anything was given out."""
    text = files("weerbaar.ground").joinpath("words", "receipt.nl.txt").read_bytes()
    assert (
        hashlib.sha256(text).hexdigest() == "5cfd14e43456f1072bc06f64d5bf2394d3c1b5d06d74036ce0fbb77fe2b9e037"
    )


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("", "", 0), ("kade", "kade", 0), ("kade", "kad", 1), ("kade", "kader", 1), ("kade", "kape", 1),
     ("kade", "akde", 1), ("kade", "kaed", 1), ("kade", "riet", 4), ("", "kade", 4), ("tijd", "teid", 2)],
)  # fmt: skip
def test_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert wordlist.errors_between(one, other) == wordlist.errors_between(other, one) == errors


def test_two_ways_to_find_near_words_agree() -> None:
    sample = receipt.words()[:60]
    apart = {pair for pair in combinations(sample, 2) if wordlist.errors_between(*pair) == 2}
    found = {
        tuple(sorted((one, other)))
        for one in sample
        for other in wordlist.two_errors_away(one, "receipt")
        if other in sample
    }
    assert found == {pair for pair in apart if pair[0][0] == pair[1][0]}
    assert found
