"""What in a text may give somebody away, found by plain rules that run here: no service, no model, nothing kept.

Each rule has an end: no repetition in it is open, so that the longest or most hostile text takes a time that grows with
its length alone. They find what looks like something, in Dutch and in English, and miss much. None looks at who works here:
an answer to "is this a colleague?" would tell anybody who asks. What is asked about what is found, and of whom, its caller
says.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_QUOTES = 3
LONGEST_QUOTE = 60


class Giveaway(Enum):
    """What was found, in the order of a page: what points at one person first."""

    ONLY_ME = "only_me"
    OWN_NAME = "own_name"
    APART = "apart"
    NAME = "name"
    FUNCTION = "function"
    ADDRESS = "address"
    CONTACT = "contact"
    NUMBER = "number"
    MOMENT = "moment"
    FILE_NAME = "file_name"
    FILE_DATA = "file_data"


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of thing in one text or file. `quotes` are the words as they stand there, `more` how many besides."""

    what: Giveaway
    quotes: tuple[str, ...] = ()
    more: int = 0


_CAPITAL = "A-ZÀ-ÖØ-Þ"
_BETWEEN = "(?:(?:[Vv]an|[Dd]en?|[Dd]er|[Tt]e[nr]?|[Hh]et|[Ee]l|[Aa]l|[Ll]a|[Vv]on|['’]t) ){0,3}"
_NAME_WORD = rf"[{_CAPITAL}][^\W\d_]{{1,30}}(?:['’-][^\W\d_]{{1,30}}){{0,2}}"
_TITLE = "(?:[Dd]hr|[Dd]e heer|[Hh]eer|[Mm]evrouw|[Mm]evr|[Mm]w|[Mm]eneer|Mr|Mrs|Ms|[Dd]rs?|[Ii]ng)"
_MONTH = (
    "(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|january|february|march|may|june|july|august|october)"
)
_DAY = (
    "(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_NUMBER_WORD = (
    "(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
    "|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_STREET = "(?:straat|weg|laan|plein|kade|gracht|singel|dijk|hof|steeg|pad|plantsoen|dreef|baan)"
_ROAD = "(?:street|road|avenue|lane|square)"
_NUMBER_OF = (
    "(?:personeels|medewerkers?|werknemers?|zaak|dossier|kenmerk|pas|badge|klant|staff|employee|case)"
)
_UNIT = "(?:afdeling|cluster|bureau|sectie|sector|wijkteam|department|unit|team)"


def _rules(*patterns: str, exact: bool = False) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, 0 if exact else re.IGNORECASE) for one in patterns)


RULES: dict[Giveaway, tuple[re.Pattern[str], ...]] = {
    Giveaway.ONLY_ME: _rules(
        r"\bik (?:ben|was|bleef|blijf) (?:\w{1,15} ){0,2}enige\b(?: die\b)?",
        r"\bals enige\b|\bde enige die\b",
        r"\b(?:alleen|behalve) ik\b|\bik alleen\b|\bniemand anders\b",
        r"\b(?:alleen|enkel) (?:aan|tegen|met|bij) mij\b|\bonder vier ogen\b",
        r"\bmet (?:z['’]n|zijn) (?:twee|drie)ën\b",
        r"\bsamen met (?:mijn )?\w{1,30}",
        r"\bmijn (?:kamer|bureau|team|ploeg)genoo?t(?:e|en)?\b",
        r"\bI (?:am|was) (?:\w{1,15} ){0,2}only\b(?: one\b)?",
        r"\bonly (?:I|me)\b|\bjust (?:me|the two of us)\b|\bonly told me\b|\bexcept me\b",
        r"\b(?:nobody|no one) else\b|\bthe two of us\b|\btogether with (?:my )?\w{1,30}",
    ),
    Giveaway.ADDRESS: (
        *_rules(
            rf"\b[^\W\d_]{{2,30}}{_STREET} \d{{1,4}}(?: ?[a-z])?\b",
            rf"\b[^\W\d_]{{2,30}} {_ROAD} \d{{1,4}}\b|\b\d{{1,4}} [^\W\d_]{{2,30}} {_ROAD}\b",
        ),
        *_rules(r"\b[1-9]\d{3} ?[A-Z]{2}\b", exact=True),
    ),
    Giveaway.CONTACT: _rules(
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
        r"(?<![\w+])(?:\+\d{2} ?(?:\(0\))?|0)(?:[ -]?\d){8,11}\b",
        r"(?<![\w@])@[a-z0-9_.]{3,30}\b",
    ),
    Giveaway.NUMBER: (
        *_rules(
            rf"\b{_NUMBER_OF}[ -]?(?:nummer|nr\.?|number|no\.?|id)?(?: is|:|#)? ?(?=[a-z-]{{0,6}}\d)[a-z0-9-]{{3,20}}\b"
        ),
        *_rules(r"\b[A-Z]{2}\d{2} ?[A-Z]{4}(?: ?\d{2,4}){2,4}\b", exact=True),
    ),
    Giveaway.MOMENT: _rules(
        r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b",
        r"\b(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)? ?(?:uur|u|am|pm)\b",
        rf"\b(?:half|kwart (?:voor|over)|half past|quarter (?:past|to)) {_NUMBER_WORD}\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th|e)? {_MONTH}\b(?: \d{{4}}\b)?|\b{_MONTH} \d{{1,2}}\b(?!\d)",
        r"\b(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|1[0-2])[-/](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b",
        rf"\b(?:afgelopen|vorige|last) {_DAY}\b|\bgisteren\b|\byesterday\b",
    ),
    Giveaway.NAME: _rules(
        rf"\b{_TITLE}\.? {_BETWEEN}{_NAME_WORD}",
        rf"\b(?:[{_CAPITAL}]\.){{1,4}} ?{_BETWEEN}{_NAME_WORD}",
        exact=True,
    ),
    Giveaway.FUNCTION: _rules(r"\b(?:hoofd|chef|baas|head|manager) (?:van|of) (?:de |het |the )?[\w-]{2,30}"),
}
"""The rules that are a pattern alone. What a pattern alone would find too much of stands below."""

_BSN, _PLATE, _UNIT_NAMED, _WORD = _rules(
    r"(?<![\d.])\d{4}\.?\d{2}\.?\d{3}(?![\d.])|(?<!\d)\d{8,9}(?!\d)",
    r"\b(?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{1,3}|\d{1,3})\b",
    rf"\b{_UNIT} ([^\W\d_][\w&-]{{2,30}})",
    r"\b[^\W\d_]{3,40}(?:-[^\W\d_]{2,30}){0,2}\b",
)
# Of files: "IMG_20260312_143205", "20260312".
STAMP, _RUN = _rules(
    r"(?<!\d)(?:19|20)\d{2}[01]\d[0-3]\d(?:[_-]?\d{4,6})?(?!\d)",
    rf"\b{_NAME_WORD}(?: {_BETWEEN}{_NAME_WORD}){{0,3}}",
    exact=True,
)
ALL = (*(rule for rules in RULES.values() for rule in rules), _BSN, _PLATE, _UNIT_NAMED, _WORD, STAMP, _RUN)

_PLATE_SIGNS = 6
_DUTY_SHORTEST = 7
_LISTS = tomllib.loads((Path(__file__).parent / "giveaways.toml").read_text("utf-8"))


def _words(section: str, name: str) -> frozenset[str]:
    return frozenset(_LISTS[section][name].split())


_DUTIES, _NO_DUTIES = _words("functions", "words"), _words("functions", "not")
_DUTY_ENDS = tuple(_words("functions", "ends"))
_NO_UNITS = _words("units", "not")
_NO_NAMES, _FIRST = _words("names", "not"), _words("names", "first")


def in_text(
    text: str, apart: Iterable[str] = (), own: Iterable[str] = (), *, ready: str = ""
) -> tuple[Found, ...]:
    """What might give somebody away in a text, each kind once. `apart` and `own` are what was typed where it is locked up:
    names of others, and the reporter's own name and how to reach them. `ready` is a text that was proposed: the words of it
    say nothing of anybody.
    """
    quotes: dict[Giveaway, list[str]] = {}
    usual = " ".join(ready.split()).casefold()

    def keep(what: Giveaway, found: Iterable[str]) -> None:
        said = (one for one in found if " ".join(one.split()).casefold() not in usual)
        quotes.setdefault(what, []).extend(said if usual else found)

    keep(Giveaway.OWN_NAME, _standing_in(text, own))
    keep(Giveaway.APART, _standing_in(text, apart))
    for what, rules in RULES.items():
        keep(what, (match.group() for rule in rules for match in rule.finditer(text)))
    keep(Giveaway.NUMBER, _numbers(text))
    keep(Giveaway.FUNCTION, _functions(text))
    said = {one.casefold() for what in (Giveaway.OWN_NAME, Giveaway.APART) for one in quotes[what]}
    keep(Giveaway.NAME, (one for one in _names(text) if not said & set(one.casefold().split())))
    return told(quotes)


def told(quotes: Mapping[Giveaway, Sequence[str]]) -> tuple[Found, ...]:
    """Each kind with its first quotes, in the order of the page; what stands there twice is quoted once."""
    found = []
    for what in Giveaway:
        said: dict[str, str] = {}
        for quote in quotes.get(what, ()):
            tidy = " ".join(quote.split())
            if not any(tidy in shown for shown in islice(said.values(), MOST_QUOTES)):
                said.setdefault(tidy.casefold(), tidy)
        if said:
            shown = [one[:LONGEST_QUOTE] for one in said.values()][:MOST_QUOTES]
            found.append(Found(what, tuple(shown), len(said) - len(shown)))
    return tuple(found)


def _standing_in(text: str, typed: Iterable[str]) -> Iterator[str]:
    """The words of what was typed elsewhere that stand in this text too: those with a capital, or of a whole name."""
    words = {one.casefold(): one for one in _WORD.findall(text)}
    for one in typed:
        if "@" in one or any(sign.isdigit() for sign in one):
            if one.strip() and one.strip().casefold() in text.casefold():
                yield one.strip()
            continue
        for word in _WORD.findall(one):
            # "Mijn chef": a capital because an answer begins with it is no name.
            is_name = word[:1].isupper() and word.casefold() not in _NO_NAMES | _FIRST
            if is_name and word.casefold() in words:
                yield words[word.casefold()]


def _numbers(text: str) -> Iterator[str]:
    """Numbers of citizens that pass their own check, and number plates: letters and digits, six of them."""
    for match in _BSN.finditer(text):
        if _is_bsn("".join(filter(str.isdigit, match.group()))):
            yield match.group()
    for match in _PLATE.finditer(text):
        signs = match.group().replace("-", "")
        if len(signs) == _PLATE_SIGNS and not signs.isdigit() and not signs.isalpha():
            yield match.group()


def _is_bsn(digits: str) -> bool:
    """The eleven-proof of a burgerservicenummer, of eight or nine digits."""
    number = [int(one) for one in digits.zfill(9)]
    total = sum(digit * weight for digit, weight in zip(number, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return any(number) and total % 11 == 0


def _functions(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        plain = word.removesuffix("s") if word.removesuffix("s") in _DUTIES else word
        is_duty = plain in _DUTIES or (len(word) >= _DUTY_SHORTEST and word.endswith(_DUTY_ENDS))
        if is_duty and word not in _NO_DUTIES:
            yield match.group()
    for match in _UNIT_NAMED.finditer(text):
        if match.group(1).casefold() not in _NO_UNITS:
            yield match.group()


def _names(text: str) -> Iterator[str]:
    """Runs of words with a capital; one that begins a sentence only when another follows, since every sentence has one."""
    for match in _RUN.finditer(text):
        words = match.group().split(" ")
        if _begins_sentence(text, match.start()):
            rest = [one for one in words[1:] if one[:1].isupper()]
            if not rest or words[0].casefold() in _FIRST:
                words = words[1:]
        if any(one[:1].isupper() and one.casefold() not in _NO_NAMES for one in words):
            yield " ".join(words)


_NEAR = 8  # further back than people leave spaces
_ENDS = frozenset('.!?:\n“"‘(•-')


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - _NEAR) : at].rstrip(" \t\r")
    return not before or before[-1] in _ENDS
