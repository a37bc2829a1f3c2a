"""A text as it reads, to look for names in it, with a way back to where each sign stands. Pure, and linear in the text.

Two texts that a person reads as the same word are the same here: without signs that a page does not show, accents, case,
and with letters that were borrowed from another alphabet as the ones they look like.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from weerbaar.ground.lookalikes import LOOKS_LIKE

# Letters and signs that show nothing though their category says otherwise, and a dot in the middle of a word.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u00b7\u2027\u30fb")
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_HYPHENS = frozenset("-\u2010\u2012\u2013\u2014")
_MOST_BETWEEN = 3


class Gap(IntEnum):
    """What stands between two words, from nothing at all to what no name goes across."""

    TOUCHING = 0
    GLUED = 1
    SPACED = 2
    APART = 3


@dataclass(frozen=True, slots=True)
class Folded:
    """`signs` as they read, white space as one sign; `places` where in the text each stands; `capitals` which were one."""

    signs: str
    places: tuple[int, ...]
    capitals: bytes

    def in_text(self, start: int, end: int, text: str) -> tuple[int, int]:
        """Where a stretch of the signs stands in the text it was made of, with the accents on its last letter."""
        last = self.places[end - 1] + 1
        while last < len(text) and unicodedata.combining(text[last]):
            last += 1
        return self.places[start], last


def fold(text: str) -> Folded:
    """A text as it reads."""
    signs: list[str] = []
    places: list[int] = []
    capitals = bytearray()
    for place, sign in enumerate(text):
        for one in _reads(sign):
            if one.isspace() and signs and signs[-1].isspace():
                signs[-1] = max(signs[-1], one, key="\n".__eq__)
                continue
            signs.append(one)
            places.append(place)
            capitals.append(sign.isupper())
    return Folded("".join(signs), tuple(places), bytes(capitals))


def letters_of(text: str) -> str:
    """The letters of a text as they read, and nothing else."""
    return "".join(filter(str.isalpha, fold(text).signs))


@lru_cache(maxsize=4096)
def _reads(sign: str) -> str:
    """What one sign of a text reads as: nothing, or one sign or more."""
    if sign.isspace():
        return "\n" if sign in _LINE_ENDS else " "
    apart = unicodedata.normalize("NFKD", sign)
    return "".join(_plain(one) for one in apart if not _is_unseen(one))


def _plain(sign: str) -> str:
    if sign.isdigit():
        return str(unicodedata.digit(sign))
    return sign.translate(LOOKS_LIKE).casefold().translate(LOOKS_LIKE)


def _is_unseen(sign: str) -> bool:
    return sign in _BLANK or (unicodedata.category(sign)[0] in "CM" and not sign.isspace())


class Words:
    """The words of a folded text: runs of letters, cut where a capital begins the next one ("SemVos").

    `letters` are those of all words behind each other, `owner` says of each letter in which word it stands, `first` of
    each word where its letters begin, and `gaps` what stands before each word, and behind the last.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.spans = _spans(folded)
        signs = folded.signs
        self.letters = "".join(signs[start:end] for start, end in self.spans)
        self.owner: list[int] = []
        self.first: list[int] = []
        self.gaps: list[Gap] = []
        before = 0
        for place, (start, end) in enumerate(self.spans):
            self.first.append(len(self.owner))
            self.owner += [place] * (end - start)
            self.gaps.append(_gap(signs, before, start) if place else Gap.APART)
            before = end
        self.first.append(len(self.owner))
        self.gaps.append(Gap.APART)

    def __len__(self) -> int:
        return len(self.spans)

    def word(self, place: int) -> str:
        start, end = self.spans[place]
        return self.folded.signs[start:end]

    def has_capital(self, place: int) -> bool:
        return bool(self.folded.capitals[self.spans[place][0]])

    def is_capitals(self, place: int) -> bool:
        start, end = self.spans[place]
        return all(self.folded.capitals[start:end])

    def behind(self, place: int) -> str:
        """The sign that stands right behind a word, or nothing."""
        end = self.spans[place][1]
        return self.folded.signs[end : end + 1]


def _spans(folded: Folded) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = -1
    for place, sign in enumerate(folded.signs):
        if not sign.isalpha():
            if start >= 0:
                found.append((start, place))
            start = -1
        elif start < 0:
            start = place
        elif _begins(folded, place):
            found.append((start, place))
            start = place
    if start >= 0:
        found.append((start, len(folded.signs)))
    return found


def _begins(folded: Folded, place: int) -> bool:
    """Whether a word begins at a letter that another letter stands before."""
    if not folded.capitals[place]:
        return False
    after = folded.signs[place + 1 : place + 2]
    return not folded.capitals[place - 1] or (after.isalpha() and not folded.capitals[place + 1])


def _gap(signs: str, start: int, end: int) -> Gap:
    if start == end:
        return Gap.TOUCHING
    between = signs[start:end]
    if between.isspace():
        return Gap.SPACED
    if between[0] in _HYPHENS and between[1:] == "\n":
        return Gap.GLUED
    shown = sum(not one.isspace() for one in between)
    if shown > _MOST_BETWEEN or any(one.isdigit() for one in between):
        return Gap.APART
    return Gap.GLUED if shown == len(between) else Gap.SPACED
