"""Whether what somebody typed names a colleague. Pure: no name that is compared here is kept anywhere in clear.

There is one full key, which takes away differences of notation only (case, diacritics, the spelling of *tussenvoegsels*,
the order of the parts, titles): where it is equal the answer is *same*. All else that is like it (an initial, one
surname, a first name, a near spelling) may only ever *ask back*, since a false *same* bars the wrong person.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_NAMED = 12
"""Of a longer text only so many names are kept as marks: a text is no list of names."""

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*\.?|[‘’'`][^\W\d_]\b|[^\w\s]|\d+")
_TITLES = frozenset(
    [
        "dhr",
        "heer",
        "mevrouw",
        "mevr",
        "mw",
        "meneer",
        "mr",
        "mrs",
        "ms",
        "drs",
        "dr",
        "ir",
        "ing",
        "prof",
        "bc",
        "ba",
        "ma",
        "msc",
        "bsc",
    ]
)
# One letter per kind: "van der", "v.d." and "vd" are the same notation, and "van den" is too often a slip for it.
_BETWEEN = {
    "van": "v", "von": "v", "vande": "vd", "vander": "vd", "vanden": "vd", "vd": "vd", "vdn": "vd", "vdr": "vd",
    "v": "v", "de": "d", "den": "d", "der": "d", "d": "d", "het": "t", "t": "t", "ten": "t", "ter": "t", "te": "t",
    "in": "i", "op": "o", "aan": "a", "bij": "b", "uit": "u", "uijt": "u", "voor": "r", "onder": "n", "over": "n",
    "el": "e", "al": "e", "la": "l", "le": "l", "du": "l", "di": "l", "da": "l",
}  # fmt: skip
_ALIKE = (
    ("ij", "y"),
    ("ei", "y"),
    ("ou", "au"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("c", "k"),
    ("z", "s"),
    ("dt", "t"),
)
_SHORTEST_NEAR = 5
_LONG = 9
_FEWEST_WORDS = 2


class Likeness(IntEnum):
    """How like a colleague's name is to what was typed."""

    NONE = 0
    ASK = 1
    SAME = 2


def _plain(word: str) -> str:
    """A word without case and diacritics."""
    apart = unicodedata.normalize(
        "NFKD", word.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    )
    return "".join(sign for sign in apart if not unicodedata.combining(sign) and sign.isalpha())


def _sentences(text: str) -> Iterator[list[str]]:
    """The words of a text as they stand, in pieces that no name goes across. A comma stands inside a name, once."""
    piece: list[str] = []
    for found in _WORD.findall(unicodedata.normalize("NFKC", text).replace("/", "").replace("-", " ")):
        if found in {",", "’", "'", "`", "‘"}:
            continue
        if not found[0].isalpha() and found[0] not in "‘’'`":
            yield piece
            piece = []
            continue
        # A stop after a whole word ends a sentence; after one or two letters it shortens a word.
        piece.append(found)
        if found.endswith(".") and len(_plain(found)) > len("vd"):
            yield piece
            piece = []
    yield piece


def _tokens(words: Sequence[str]) -> list[str]:
    """The words of a name in one notation, titles left out and each run of words in between as one token."""
    plain = [one for one in (_plain(word) for word in words) if one and one not in _TITLES]
    found: list[str] = []
    for place, one in enumerate(plain):
        # A single letter is an initial, unless it stands before another word in between: "v. d. Berg".
        is_short = len(one) == 1 and not (
            one in {"v", "d", "t"}
            and place > 0
            and (place + 1 < len(plain) or (found[-1:] and found[-1][:1] == "-"))
        )
        if one in _BETWEEN and not is_short:
            if found and found[-1].startswith("-"):
                found[-1] += _BETWEEN[one]
            else:
                found.append("-" + _BETWEEN[one])
        else:
            found.append(one)
    return found


def full_key(name: str) -> str:
    """The name without differences of notation; empty for what is too little to be one person's."""
    tokens = [one for piece in _sentences(name) for one in _tokens(piece)]
    words = [one for one in tokens if not one.startswith("-") and len(one) > 1]
    return " ".join(sorted(tokens)) if len(words) >= _FEWEST_WORDS else ""


def likeness(text: str, name: str, *, function: str = "") -> Likeness:
    """How like the name of a colleague is to something in this text. Their function may only ask back."""
    key = full_key(name)
    own = [one for piece in _sentences(name) for one in _tokens(piece)]
    pieces = [_tokens(piece) for piece in _sentences(text)]
    if key and any(_has(piece, key) for piece in pieces):
        return Likeness.SAME
    words = [one for one in own if not one.startswith("-") and len(one) > 1]
    typed = [one for piece in pieces for one in piece if not one.startswith("-") and len(one) > 1]
    if any(_is_near(one, other) for one in words for other in typed):
        return Likeness.ASK
    return Likeness.ASK if _names_function(pieces, function) else Likeness.NONE


def _has(piece: Sequence[str], key: str) -> bool:
    size = len(key.split(" "))
    return any(" ".join(sorted(piece[at : at + size])) == key for at in range(len(piece) - size + 1))


def _names_function(pieces: Sequence[Sequence[str]], function: str) -> bool:
    wanted = [one for piece in _sentences(function) for one in _tokens(piece) if not one.startswith("-")]
    if not wanted:
        return False
    for piece in pieces:
        words = [one for one in piece if not one.startswith("-")]
        if any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)):
            return True
    return False


def _is_near(one: str, other: str) -> bool:
    """Whether two words are equal, sound alike or differ by a slip: one sign, or two in a long word."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_NEAR:
        return _sound(one) == _sound(other)
    return _distance(_sound(one), _sound(other)) <= (2 if shortest >= _LONG else 1)


def _sound(word: str) -> str:
    for spelled, alike in _ALIKE:
        word = word.replace(spelled, alike)
    return re.sub(r"(.)\1+", r"\1", word)


def _distance(one: str, other: str) -> int:
    """How many signs were added, left out, changed or swapped with their neighbour."""
    if abs(len(one) - len(other)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != theirs))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == theirs:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


_MOST_SLIPS = 2


def named_in(text: str) -> tuple[str, ...]:
    """The full keys of what looks like a name in a text: runs of words with a capital, with what stands in between.

    For marks of people who do not work here yet. A text of a few words without any capital is taken as one name.
    """
    keys: list[str] = []
    for piece in _sentences(text):
        for run in _runs(piece):
            key = full_key(" ".join(run))
            if key and key not in keys:
                keys.append(key)
    if not keys and text == text.casefold() and len(text.split()) <= _LONGEST_NAME:
        keys = [key] if (key := full_key(text)) else []
    return tuple(keys[:MOST_NAMED])


_LONGEST_NAME = 5


def _runs(piece: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for word in piece:
        plain = _plain(word)
        if plain in _TITLES:
            continue
        if word[:1].isupper() or (run and plain in _BETWEEN):
            run.append(word)
            continue
        yield _ended(run)
        run = []
    yield _ended(run)


def _ended(run: list[str]) -> list[str]:
    """A run without the small words after its last name."""
    while run and run[-1][:1].islower() and "," not in run[-1]:
        run = run[:-1]
    return run
