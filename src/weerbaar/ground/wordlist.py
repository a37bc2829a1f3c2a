"""The words that people write down: what is in a list, and which words lie one or two typing errors away."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from string import ascii_lowercase

_LETTERS = re.compile(r"[^\W\d_]+")
_DUTCH_IJ = str.maketrans({"ÿ": "ij", "Ÿ": "ij"})
_LONGEST_WITH_ONE_ERROR = 9


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of `words/<name>.nl.txt`, sorted."""
    return tuple(files("weerbaar.ground").joinpath("words", f"{name}.nl.txt").read_text("ascii").split())


@cache
def known(name: str) -> frozenset[str]:
    """The same words, for asking whether one is among them."""
    return frozenset(words(name))


def plain(text: str) -> str:
    """`text` as the lists spell it: no capitals, accents, ligatures or marks that steer the direction of writing.

    Other characters stay, also those that mean nothing; the answer is at most some tens of times as long.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_DUTCH_IJ)).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign) not in {"Mn", "Me", "Cf"})


def pieces(text: str) -> list[str]:
    """The runs of letters in `text`, in plain spelling. Everything that is not a letter separates."""
    return _LETTERS.findall(plain(text))


def one_error_away(typed: str, name: str) -> tuple[str, ...]:
    """The words that one letter too many, too few, wrong or swapped with its neighbour makes into `typed`, sorted."""
    if len(typed) > _LONGEST_WITH_ONE_ERROR:
        return ()
    halves = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    tries = {left + right[1:] for left, right in halves if right}
    tries |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    tries |= {left + letter + right[1:] for left, right in halves if right for letter in ascii_lowercase}
    tries |= {left + letter + right for left, right in halves for letter in ascii_lowercase}
    return tuple(sorted(known(name) & (tries - {typed})))


def two_errors_away(typed: str, name: str) -> tuple[str, ...]:
    """The words that begin with the same letter and lie two errors from `typed`, sorted."""
    if not typed or len(typed) > _LONGEST_WITH_ONE_ERROR + 1:
        return ()
    near = [word for word in words(name) if word[0] == typed[0] and abs(len(word) - len(typed)) <= 2]  # noqa: PLR2004
    return tuple(word for word in near if errors_between(typed, word) == 2)  # noqa: PLR2004


def errors_between(one: str, other: str) -> int:
    """How many typing errors turn `one` into `other`: the optimal string alignment distance.

    An error is a letter inserted, left out, replaced, or swapped with its neighbour.
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, there in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != there))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == there:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return above[-1]
