"""The code by which people speak of a case: `W-kade-47`, read aloud without spelling.

A letter for the kind (W a report, A an incident), a short word, two digits; drawn by chance, so that a code tells
neither how many cases there are nor when one came. It is no secret and opens nothing.
"""

from __future__ import annotations

import re
import secrets
from typing import Literal

from weerbaar.ground import wordlist

Letter = Literal["W", "A"]
LETTERS: tuple[Letter, ...] = ("W", "A")

_LIST = "codes"
_READ_AT_MOST = 100
_CODE = re.compile(r"([wa])[^a-z0-9]*([a-z]+)(?:[^a-z0-9]+([a-z]+))?[^a-z0-9]*([0-9]{2})")


def words() -> tuple[str, ...]:
    """The short words, sorted."""
    return wordlist.words(_LIST)


def draw(letter: Letter, *, long: bool = False) -> str:
    """A code of that kind; `long` takes two words, for a tenant whose short codes are getting scarce.

    Two codes may be the same by chance: whoever keeps them sees to it that each is there once.
    """
    if letter not in LETTERS:
        raise ValueError("A code begins with W or A.")
    drawn = [secrets.choice(words()) for _ in range(2 if long else 1)]
    return "-".join([letter, *drawn, f"{secrets.randbelow(100):02}"])


def parse(text: str) -> str | None:
    """The code that somebody typed, as it is kept; None when it cannot be one. Any text is answered, none raises.

    Capitals, spaces and missing hyphens do not matter, as long as the reading is one only.
    """
    typed = wordlist.plain(text.strip()[:_READ_AT_MOST])
    found = _CODE.fullmatch(typed.strip(" .,;:!?'\"()[]‘’“”"))
    if found is None:
        return None
    letter, first, second, digits = found.groups()
    middle = [first, second] if second else _split(first)
    if not middle or not wordlist.known(_LIST).issuperset(middle):
        return None
    return "-".join([letter.upper(), *middle, digits])


def _split(run: str) -> list[str]:
    """`run` as one word, or as two that were typed together; nothing when more than one reading is possible."""
    known = wordlist.known(_LIST)
    if run in known:
        return [run]
    ways = [[run[:at], run[at:]] for at in range(3, len(run) - 2) if run[:at] in known and run[at:] in known]
    return ways[0] if len(ways) == 1 else []
