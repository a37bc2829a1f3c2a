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

from rapidfuzz.distance import OSA

from weerbaar.ground.lookalikes import in_latin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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
    if word.isascii():
        return word.lower() if word.isalpha() else "".join(filter(str.isalpha, word.lower()))
    apart = unicodedata.normalize(
        "NFKD", word.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    )
    return "".join(sign for sign in apart if not unicodedata.combining(sign) and sign.isalpha())


def _as_read(text: str) -> str:
    """A text as it reads: one kind of hyphen, and no signs that show nothing. A word processor puts both into a name."""
    shown = unicodedata.normalize("NFKC", text).replace("\u2010", "-").replace("\u200b", " ")
    return shown if shown.isascii() else "".join(one for one in shown if unicodedata.category(one) != "Cf")


def _readings(text: str) -> tuple[str, ...]:
    """A text as it was typed, and as it looks too where letters of another alphabet stand in it."""
    typed = _as_read(text)
    looks = in_latin(typed)
    return (typed,) if looks == typed else (typed, looks)


def _sentences(text: str) -> Iterator[list[str]]:
    """The words of a text as they stand, in pieces that no name goes across. A comma stands inside a name, once."""
    piece: list[str] = []
    plain = _as_read(text).replace("/", "").replace("-", " ")
    for found in (one[0] for one in _WORD.finditer(plain)):
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
    return _key(_read(name))


class Typed:
    """A text that somebody typed, read once so that it can be held against the names of everybody who works here."""

    def __init__(self, text: str) -> None:
        self._pieces = [_tokens(piece) for read in _readings(text) for piece in _sentences(read)]
        self._words = {word: _sound(word) for piece in self._pieces for word in _whole(piece)}
        self._windows: dict[int, set[str]] = {}
        self._near: dict[str, bool] = {}
        self._functions: dict[str, bool] = {}

    def likeness(self, name: str, *, function: str = "") -> Likeness:
        """How like the name of a colleague is to something in this text. Their function may only ask back."""
        owns = [_read(one) for one in _readings(name)]
        if any((key := _key(own)) and key in self._names_of(len(own)) for own in owns):
            return Likeness.SAME
        words = (word for own in owns for word in _whole(own))
        if any(self._has_near(word) for word in words) or self._has_function(function):
            return Likeness.ASK
        return Likeness.NONE

    def _names_of(self, size: int) -> set[str]:
        """Every run of so many tokens, as the key that it would be."""
        if size not in self._windows:
            self._windows[size] = {
                " ".join(sorted(piece[at : at + size]))
                for piece in self._pieces
                for at in range(len(piece) - size + 1)
            }
        return self._windows[size]

    def _has_near(self, word: str) -> bool:
        if word not in self._near:
            self._near[word] = word in self._words or self._has_like(word)
        return self._near[word]

    def _has_like(self, word: str) -> bool:
        sound = _sound(word)
        return any(_is_like(word, sound, other, theirs) for other, theirs in self._words.items())

    def _has_function(self, function: str) -> bool:
        if function not in self._functions:
            self._functions[function] = _names_function(self._pieces, function)
        return self._functions[function]


def likeness(text: str, name: str, *, function: str = "") -> Likeness:
    """How like one name is to something in this text. For many names: `Typed`."""
    return Typed(text).likeness(name, function=function)


def _read(name: str) -> list[str]:
    return [one for piece in _sentences(name) for one in _tokens(piece)]


def _whole(tokens: Sequence[str]) -> list[str]:
    """The words of a name that say who it is: no words in between and no initials."""
    return [one for one in tokens if not one.startswith("-") and len(one) > 1]


def _key(tokens: Sequence[str]) -> str:
    return " ".join(sorted(tokens)) if len(_whole(tokens)) >= _FEWEST_WORDS else ""


def _names_function(pieces: Sequence[Sequence[str]], function: str) -> bool:
    wanted = [one for one in _read(function) if not one.startswith("-")]
    if not wanted:
        return False
    for piece in pieces:
        words = [one for one in piece if not one.startswith("-")]
        if any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)):
            return True
    return False


def _is_like(one: str, sound: str, other: str, theirs: str) -> bool:
    """Whether two words sound alike or differ by a slip: one sign, or two in a long word."""
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_NEAR:
        return sound == theirs
    slips = 2 if shortest >= _LONG else 1
    return OSA.distance(sound, theirs, score_cutoff=slips) <= slips


def _sound(word: str) -> str:
    for spelled, alike in _ALIKE:
        word = word.replace(spelled, alike)
    return re.sub(r"(.)\1+", r"\1", word)


def named_in(text: str) -> tuple[str, ...]:
    """The full keys of what looks like a name in a text: runs of words with a capital, with what stands in between.

    For marks of people who do not work here yet. A text of a few words without any capital is taken as one name. What
    has letters of another alphabet gives a key as it was typed and one as it looks.
    """
    keys: dict[str, None] = {}
    for piece in (piece for read in _readings(text) for piece in _sentences(read)):
        for run in _runs(piece):
            if key := full_key(" ".join(run)):
                keys[key] = None
        # The rest is not read: who writes a list of names pays for no more of it than is kept.
        if len(keys) >= MOST_NAMED:
            return tuple(keys)[:MOST_NAMED]
    if not keys and text == text.casefold() and len(text.split()) <= _LONGEST_NAME:
        keys = dict.fromkeys(key for read in _readings(text) if (key := full_key(read)))
    return tuple(keys)


_SHORTEST_TOLD = 3
_ORDINARY = frozenset(
    (  # noqa: SIM905 - read as words
        "een één twee drie vier vijf zes zeven acht negen tien elf twaalf "
        "mijn onze ons jouw jullie zijn haar hun hem hij zij wij die dat deze dit wie wat waar "
        "met van voor naar bij sinds door over tegen tussen onder zonder volgens tijdens "
        "niet wel ook nog maar dan toen daar hier iemand niemand iedereen mensen andere ander"
    ).split()
)
"""What stands in any Dutch text. Some are surnames too: with a capital they are taken for one."""
_ANYBODY = frozenset(
    (  # noqa: SIM905 - read as words
        "man vrouw mens persoon heet genaamd naam werkt collega collegas chef baas leidinggevende manager "
        "medewerker medewerkster ambtenaar team afdeling dienst kantoor balie"
    ).split()
)
"""What somebody is described by who is not named: it says of nobody who they are."""


_SMALL = frozenset(
    (  # noqa: SIM905 - read as words
        "een ik je jij hij hem ze we me mij mijn onze ons jouw jullie zijn hun die dat dit deze wie wat waar hoe welke "
        "niet wel ook nog toen daar hier "
        "is waren werd wordt worden heeft hebt hebben had heb heet heette heten weet weten wist "
        "denk denkt dacht ziet zie zegt zei doet deed werkt werkte werken wilde moet "
        "of en als dus want omdat precies misschien waarschijnlijk altijd soms iemand niemand"
    ).split()
)
"""What makes a text more than a name, where it has no capital: it stands in hardly any name."""
_IN_ANY_TEXT = _ORDINARY | _ANYBODY | _SMALL | frozenset(_BETWEEN)
_ENDS = frozenset('.,;:!?()"”’')
"""After these a capital says that something begins, and not that it is a name."""


def words_of_names(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The words of a text that are also a part of one of these names, as they were typed; "Brams" is of "Bram" too.

    For a text that must name nobody.
    """
    parts = {part for part in _parts(names) if len(part) >= _SHORTEST_TOLD}
    typed = _WORD.findall(_as_read(text).replace("-", " "))
    return tuple(
        dict.fromkeys(
            one.rstrip(".") for one in typed if any(is_of_name(read, parts) for read in _readings(one))
        )
    )


def _parts(names: Iterable[str]) -> Iterator[str]:
    """The telling words of names, as they were typed and as they look."""
    return (part for name in names for read in _readings(name) for part in telling_words(read))


def telling_words(name: str) -> tuple[str, ...]:
    """The words of a name that say who it is, without case and accents: no title, no initial and nothing in between.

    Whoever a case is about may be described instead ("mijn chef van Wonen"): then what has a capital says who it is.
    Where nothing has one, every word may, but for what stands in any text or says of anybody what they are.
    """
    tokens = _read(name)
    if not _is_described(name):
        return tuple(_whole(tokens))
    capitals = frozenset(_capitals(name))
    return tuple(_told(tokens, capitals) if capitals else _told_without(tokens))


def _capitals(name: str) -> Iterator[str]:
    """The words of a description that have a capital, and not only since a sentence begins there. None where all have."""
    if name.isupper():
        return
    begins = True
    for word in _as_read(name).replace("-", " ").split():
        plain = _plain(word)
        if _has_capital(word) and not (begins and plain in _IN_ANY_TEXT):
            yield plain
        begins = word[-1] in _ENDS


def _told(tokens: Sequence[str], capitals: Collection[str]) -> Iterator[str]:
    """Those, and what is tied to one of them by words in between: "Jan van der haar"."""
    before: tuple[str, str] = ("", "")
    for one in tokens:
        is_tied = before[0] in capitals and before[1].startswith("-")
        if not one.startswith("-") and len(one) > 1 and (one in capitals or is_tied):
            yield one
        before = before[1], one


def _told_without(tokens: Sequence[str]) -> Iterator[str]:
    """Of a description without capitals every word may say who it is, but for what stands in any text or is said of anybody."""
    before = ""
    for one in _whole_or_between(tokens):
        is_surname = before.startswith("-") and one in _ORDINARY and one not in _SMALL
        if not one.startswith("-") and (one not in _IN_ANY_TEXT or is_surname):
            yield one
        before = one


def _whole_or_between(tokens: Sequence[str]) -> list[str]:
    return [one for one in tokens if one.startswith("-") or len(one) > 1]


def is_ordinary(word: str) -> bool:
    """Whether a plain word stands in any Dutch text, and is a name with a capital alone."""
    return word in _ORDINARY


def is_title(word: str) -> bool:
    """Whether a plain word is how somebody is spoken to or what they passed: "mr", "heer"."""
    return word in _TITLES


def is_of_name(typed: str, parts: Collection[str]) -> bool:
    """Whether a word as it was typed is one of these telling words, or one with an s behind it.

    "Haar" and "Elf" are surnames, "haar" and "elf" hardly ever: an ordinary word counts with a capital alone.
    """
    word = _plain(typed)
    has_capital = _has_capital(typed)
    return any(
        one in parts and (has_capital or one not in _ORDINARY) for one in (word, word.removesuffix("s"))
    )


def _is_described(name: str) -> bool:
    """Whether it is a description: it says something, or begins as one and goes on with a word that is no name's.

    "Haar, Jan van der", "Van der Haar" and "Acht" are names, for all that they begin with an ordinary word.
    """
    words = name.split()
    if _says_something(name, words):
        return True
    if not words or words[0].endswith(",") or _plain(words[0]) not in _ORDINARY:
        return False
    plain = [one for one in map(_plain, words) if one]
    if name == name.casefold() and sum(one not in _BETWEEN for one in plain) > 1:
        return True
    return any(
        word[:1].islower() and _plain(word) not in _ORDINARY and _plain(word) not in _BETWEEN
        for word in words
    )


def words_like_names(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The words of a text that sound like a part of one of these names or differ by a slip, and are none of them."""
    parts = {part for name in names for part in telling_words(name) if len(part) > _SHORTEST_TOLD}
    sounds = {part: _sound(part) for part in parts}
    typed = dict.fromkeys(_WORD.findall(_as_read(text).replace("-", " ")))
    found: dict[str, None] = {}
    for one in typed:
        word = _plain(one)
        if len(word) <= _SHORTEST_TOLD or word in parts:
            continue
        sound = _sound(word)
        if any(_is_like(word, sound, part, theirs) for part, theirs in sounds.items()):
            found.setdefault(one.rstrip("."))
    return tuple(found)


def _says_something(name: str, words: Sequence[str]) -> bool:
    """Whether words stand in it that hardly any name has: "die daar werkt", "de man van de balie"."""
    if any(_plain(word) in _SMALL and (name.isupper() or not _has_capital(word)) for word in words):
        return True
    first, second = [*words[:2], "", ""][:2]
    return _plain(first) in {"de", "het"} and _plain(second) in _ANYBODY and not _has_capital(second)


def _has_capital(word: str) -> bool:
    """Whether its first letter is one, whatever stands before that: "(Jan"."""
    return next((sign for sign in word if sign.isalpha()), "").isupper()


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
