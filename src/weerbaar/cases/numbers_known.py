"""Finding the telephone numbers by which somebody is reached in a text, however they are written. Pure.

A number is known by its last figures; "0", "31" and "0031" before them are notation. What stands beside it ("0612345678
(2 keer)") does not hide it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases.folded import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FEWEST, _SURE, _WHOLE = 6, 8, 10
_MOST_BETWEEN = 4
_BEFORE = ("003100", "00310", "0031", "310", "31", "0")


class _Figures:
    """The figures of a text with their places; of each, how many signs stand before it, or -1 for no separators."""

    def __init__(self, signs: str) -> None:
        self.places = [place for place, sign in enumerate(signs) if sign.isdigit()]
        self.figures = "".join(signs[place] for place in self.places)
        self.gaps = [-1] * (len(self.places) + 1)
        for at in range(1, len(self.places)):
            between = signs[self.places[at - 1] + 1 : self.places[at]][: _MOST_BETWEEN + 1]
            if len(between) <= _MOST_BETWEEN and not any(one.isalpha() for one in between):
                self.gaps[at] = len(between)

    def is_one(self, start: int, end: int) -> bool:
        return -1 not in self.gaps[start + 1 : end]


class KnownNumbers:
    """The numbers in how people are reached, to find in texts."""

    def __init__(self, reach: Iterable[str]) -> None:
        self._known = tuple(sorted({one for told in reach for one in _numbers_of(told)}))

    def spans(self, signs: str) -> Iterator[tuple[int, int]]:
        """Where one of them stands in a text as it reads."""
        if not self._known:
            return
        found = _Figures(signs)
        for known in self._known:
            tail = known[-_FEWEST:]
            at = found.figures.find(tail)
            while at >= 0:
                end = at + len(tail)
                start = _back(found, at, known[: -len(tail)])
                if found.is_one(start, end) and _is_sure(found, start, end):
                    yield _with_prefix(signs, found, start), found.places[end - 1] + 1
                at = found.figures.find(tail, at + 1)


def _numbers_of(told: str) -> Iterator[str]:
    """The numbers in how somebody is reached, without what stands before them for a country."""
    run, is_abroad = "", False
    for sign in [*fold(told).signs, "\n"]:
        if sign.isdigit():
            run += sign
        # Of two numbers with a space between them the first is whole.
        elif sign.isalpha() or sign in "+,;/\n" or (sign == " " and len(run) >= _WHOLE + is_abroad):
            yield from _own(run, is_abroad=is_abroad)
            run, is_abroad = "", sign == "+"


def _own(run: str, *, is_abroad: bool) -> Iterator[str]:
    if len(run) < _FEWEST:
        return
    plain = run.removeprefix("00") if run.startswith("0031") else run
    if is_abroad or plain != run:
        plain = plain.removeprefix("31")
    plain = plain.lstrip("0")
    if len(plain) >= _FEWEST:
        yield plain


def _back(found: _Figures, at: int, rest: str) -> int:
    """Where the number begins, of which the last figures stand at a place."""
    for figure in reversed(rest):
        if not at or found.gaps[at] < 0 or found.figures[at - 1] != figure:
            break
        at -= 1
    return at


def _is_sure(found: _Figures, start: int, end: int) -> bool:
    """Whether so many figures are the same that it is the number, or nothing else is written on to them."""
    return end - start >= _SURE or (found.gaps[start] != 0 and found.gaps[end] != 0)


def _with_prefix(signs: str, found: _Figures, start: int) -> int:
    for one in _BEFORE:
        begin = start - len(one)
        if begin >= 0 and found.figures[begin:start] == one and found.is_one(begin, start + 1):
            start = begin
            break
    place = found.places[start]
    while place and signs[place - 1] in "+(":
        place -= 1
    return place
