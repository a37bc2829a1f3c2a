"""Taking names and words out of what goes along in a copy (C14). Pure, and linear in the text.

What is blackened is gone from the text, not covered: there stands that something was left out. A name is found by each
word of it that says who it is, and by its words written together, as the text reads (`folded`): whatever the case, the
accents, the alphabet, what nobody sees, and what stands between its letters. Too much is taken rather than too little. Who
can be worked out without a name is not found by this, and `not_sought` says which names a person must look for.

The text is walked a fixed number of times and no pattern joins anything: whoever writes must not be able to make a copy
of their own case impossible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from weerbaar.cases.folded import Folded, Gap, Words, fold, letters_of
from weerbaar.cases.numbers_known import KnownNumbers
from weerbaar.organisation.names import is_of_name, is_ordinary, is_title, telling_words, words_like_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAME_GONE = "[naam weggelaten]"
WORD_GONE = "[weggelaten]"
"""What stands where something was. In Dutch: a copy is for officials here."""

_MARKS = re.compile(f"({re.escape(NAME_GONE)}|{re.escape(WORD_GONE)})")
_SHORTEST, _TOGETHER, _INSIDE = 3, 4, 5
_LONGEST_WORD = 40
_MOST_BEFORE = 6
_MOST_WORDS = 12
_BETWEEN = frozenset("van von de den der d v te ten ter het t el la le".split())  # noqa: SIM905 - read as words
_ENDINGS = frozenset(["", "s", "je", "jes", "tje", "tjes", "etje", "etjes"])
_LONGEST_ENDING = 5
_JOINS = frozenset(" \n,.-\u2010\u2012\u2013'’")
_APOSTROPHES = frozenset("'’‘`´")
_IN_MAIL = frozenset(".+%'_-")


@dataclass(frozen=True, slots=True)
class Blackened:
    """A text as it goes along, and how often a name or a word was taken out of it."""

    text: str
    names: int = 0
    words: int = 0


class _Kind(Enum):
    """What is looked for: a telling word of a name, some words together, a name without any, one that is a single
    ordinary word and so has a capital, the first letters of all.
    """

    WORD = auto()
    RUN = auto()
    PHRASE = auto()
    LONE = auto()
    INITIALS = auto()


@dataclass(frozen=True, slots=True)
class _Key:
    """Letters that are looked for."""

    letters: str
    kind: _Kind

    @property
    def has_no_case(self) -> bool:
        """Whether it is of a script in which no space and no capital shows where a name begins."""
        return self.letters.upper() == self.letters


_IN_MAILS = frozenset([_Kind.WORD, _Kind.RUN, _Kind.PHRASE])
_Span = tuple[int, int]


class Blackening:
    """What is taken out: `names` as they lie apart, `reach` how somebody is reached, `words` typed by whoever asks."""

    def __init__(self, names: Iterable[str], words: Iterable[str] = (), reach: Iterable[str] = ()) -> None:
        self._names = tuple(names)
        reached = tuple(reach)
        sought = [_Sought(name) for name in self._names]
        self._parts = frozenset(part for one in sought for part in one.parts)
        self._mail_keys = frozenset(key for one in sought for key in one.mail_keys)
        keys = {key for one in sought for key in one.keys}
        mails = {mail for one in reached for mail in _mails_of(one)}
        keys |= {_Key(letters, _Kind.RUN) for mail in mails for letters in _spelled(mail)}
        self._keys = tuple(sorted(keys, key=lambda one: (one.letters, one.kind.value)))
        self._mails = frozenset(mails)
        self._numbers = KnownNumbers(reached)
        self._reached = _any_of(piece for one in reached for piece in _addresses(one))
        self._words = _any_of(words)
        self.not_sought = tuple(one.name for one in sought if not one.is_sought)
        """The names that are not looked for, or with a capital alone: a person must type what of them is to go."""

    def of(self, text: str) -> Blackened:
        """A text without them."""
        names = words = 0
        pieces: list[str] = []
        for place, piece in enumerate(_MARKS.split(text)):
            if place % 2:  # a mark that stood there
                pieces.append(piece)
                continue
            one = self._of_piece(piece)
            pieces.append(one.text)
            names, words = names + one.names, words + one.words
        return Blackened("".join(pieces), names, words)

    def like(self, text: str) -> tuple[str, ...]:
        """The words of a text that are not a name and look like one: for a person to decide on."""
        return words_like_names(text, self._names)

    def _of_piece(self, text: str) -> Blackened:
        folded = fold(text)
        read = Words(folded)
        flat = folded.signs.replace("\n", " ")
        spans = [*self._named(read), *self._their_mails(read), *self._numbers.spans(folded.signs)]
        spans += [one.span() for one in self._reached.finditer(flat)] if self._reached else []
        typed = [one.span() for one in self._words.finditer(flat)] if self._words else []
        names = _joined(read, _merged(spans))
        return _cut(text, folded, names, typed)

    def _named(self, read: Words) -> Iterator[_Span]:
        for place in range(len(read)):
            if self._is_name(read, place):
                yield _whole(read, place, place)
        for key in self._keys:
            at = read.letters.find(key.letters)
            while at >= 0:
                if _is_hit(read, key, at):
                    yield _whole(read, read.owner[at], read.owner[at + len(key.letters) - 1])
                at = read.letters.find(key.letters, at + 1)

    def _is_name(self, read: Words, place: int) -> bool:
        start, end = read.spans[place]
        if end - start > _LONGEST_WORD:
            return False
        word, has_capital = read.word(place), read.has_capital(place)
        if len(word) < _SHORTEST:
            return has_capital and word in self._parts
        if word not in self._parts and len(word) == _SHORTEST:
            return False  # of two letters and an s: "bos" is not of Bo
        return is_of_name(word.capitalize() if has_capital else word, self._parts)

    def _their_mails(self, read: Words) -> Iterator[_Span]:
        signs = read.folded.signs
        for start, end in _mails(signs):
            if self._is_their_mail(signs[start:end]):
                yield start, end

    def _is_their_mail(self, mail: str) -> bool:
        if mail in self._mails:
            return True
        letters = "".join(filter(str.isalpha, mail))
        pieces = "".join(sign if sign.isalpha() else " " for sign in mail).split()
        return any(one in self._parts or one in self._mail_keys for one in pieces) or any(
            one.letters in letters
            for one in self._keys
            if one.kind in _IN_MAILS and len(one.letters) >= _SHORTEST
        )


class _Sought:
    """What one name is looked for by."""

    def __init__(self, name: str) -> None:
        self.name = name
        written = dict.fromkeys(
            (name, name.upper(), name.lower())
        )  # what looks like a letter hangs on its case
        told = [[letters_of(each(one)) for one in telling_words(name)] for each in (str.lower, str.upper)]
        self.parts = frozenset(part for one in told for part in one if part)
        self.mail_keys = frozenset(_first_and_last(one) for one in told if len(one) > 1)
        keys: set[_Key] = set()
        for one in written:
            keys |= set(self._keys(_words_of(one)))
        for one in told:
            keys |= {_Key(run, _Kind.RUN) for run in _together(one)}
        keys |= {
            _Key(one, _Kind.WORD)
            for one in self.parts
            if not is_ordinary(one) and (len(one) >= _SHORTEST or one.upper() == one)
        }
        self.keys = frozenset(one for one in keys if one.letters)

    @property
    def is_sought(self) -> bool:
        """Whether it is looked for as it is usually written, without a capital too."""
        return any(
            one.has_no_case
            or one.kind in {_Kind.WORD, _Kind.RUN}
            or (one.kind is _Kind.PHRASE and len(one.letters) > _SHORTEST)
            for one in self.keys
        )

    def _keys(self, words: Sequence[str]) -> Iterator[_Key]:
        if len(words) >= _SHORTEST:
            yield _Key("".join(one[0] for one in words), _Kind.INITIALS)
        if not self.parts:
            yield from _phrases(words)
            return
        if len(words) > 1 and len("".join(words)) >= _TOGETHER:
            yield _Key("".join(words), _Kind.RUN)
        for last, word in enumerate(words):
            if word in self.parts:
                yield from self._ending_at(words, last)

    def _ending_at(self, words: Sequence[str], last: int) -> Iterator[_Key]:
        for begin in range(max(0, last - _MOST_BEFORE), last):
            run = words[begin : last + 1]
            telling = [one for one in run if one in self.parts]
            # "van haar" stands in any text; "van der haar" hardly ever.
            is_usual = len(run) == 2 and all(is_ordinary(one) for one in telling)  # noqa: PLR2004 - two words
            if not is_usual and len("".join(run)) >= _TOGETHER:
                yield _Key("".join(run), _Kind.RUN)


def _words_of(name: str) -> list[str]:
    """The words of a name, as they read."""
    signs = fold(name).signs
    return "".join(one if one.isalpha() else " " for one in signs).split()[:_MOST_WORDS]


def _phrases(words: Sequence[str]) -> Iterator[_Key]:
    """A name of which no word says who it is, in each notation: whole, turned round, shortened, without its titles."""
    last = words[-1:]
    shortened = [one[0] for one in words[:-1]]
    for each in (words, [*last, *words[:-1]], [*shortened, *last], *_without_titles(words)):
        key = _Key("".join(each), _Kind.PHRASE if len(each) > 1 else _Kind.LONE)
        if len(key.letters) > 1 or (each and key.has_no_case):
            yield key


def _without_titles(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(1, len(words)):
        if not is_title(words[begin - 1]) and not (words[begin - 1] == "de" and is_title(words[begin])):
            return
        yield words[begin:]


def _together(told: Sequence[str]) -> Iterator[str]:
    """The telling words of a name written together, in each order that people use."""
    if len(told) > 1 and not all(is_ordinary(one) for one in told):
        for run in ("".join(told), told[-1] + "".join(told[:-1]), told[0] + told[-1], _first_and_last(told)):
            if len(run) >= _TOGETHER:
                yield run


def _first_and_last(told: Sequence[str]) -> str:
    return told[0][:1] + told[-1]


def _is_hit(read: Words, key: _Key, at: int) -> bool:
    """Whether letters that were found are the name, by how they begin and end and what stands between them."""
    end = at + len(key.letters)
    first, last = read.owner[at], read.owner[end - 1]
    gap = max(read.gaps[first + 1 : last + 1], default=Gap.TOUCHING)
    # Without case no space and no capital shows where a name begins.
    if gap is Gap.APART or key.has_no_case:
        return gap is not Gap.APART
    rest = read.first[last + 1] - end
    begins = read.first[first] == at
    is_whole = begins and rest <= _LONGEST_ENDING and read.letters[end : end + rest] in _ENDINGS
    match key.kind:
        case _Kind.INITIALS:
            stands_alone = Gap.TOUCHING not in (read.gaps[first], read.gaps[last + 1])
            return begins and not rest and stands_alone and gap is not Gap.SPACED and read.has_capital(first)
        case _Kind.PHRASE:
            return is_whole and (len(key.letters) > _SHORTEST or read.has_capital(first))
        case _Kind.LONE:
            return is_whole and read.has_capital(first)
        case _:
            is_long = len(key.letters) >= _INSIDE
            if gap is not Gap.SPACED:
                return is_long or is_whole
            is_spelled = last - first + 1 == len(key.letters)
            return is_whole and (is_long or is_spelled or key.kind is _Kind.RUN)


def _whole(read: Words, first: int, last: int) -> _Span:
    """Where these words stand, with the s behind an apostrophe."""
    end = read.spans[last][1]
    if last + 1 < len(read) and read.behind(last) in _APOSTROPHES and read.word(last + 1) == "s":
        start, after = read.spans[last + 1]
        end = after if start == end + 1 else end
    return read.spans[first][0], end


# --- mail addresses and other ways to be reached ---


def _mails(signs: str) -> Iterator[_Span]:
    """Where mail addresses stand."""
    at = signs.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start and (signs[start - 1].isalnum() or signs[start - 1] in _IN_MAIL):
            start -= 1
        while end < len(signs) and (signs[end].isalnum() or signs[end] in ".-"):
            end += 1
        while signs[end - 1] in ".-":
            end -= 1
        if start < at and at + 1 < end:
            yield start, end
        at = signs.find("@", at + 1)


def _mails_of(told: str) -> list[str]:
    signs = fold(told).signs
    return [signs[start:end] for start, end in _mails(signs)]


def _spelled(mail: str) -> Iterator[str]:
    """A mail address as it is written for people: "noor at post.example"."""
    own, _at, host = mail.partition("@")
    for between in ("", "at"):
        letters = "".join(filter(str.isalpha, own + between + host))
        if len(letters) > _INSIDE and not any(sign.isdigit() for sign in mail):
            yield letters


def _addresses(told: str) -> Iterator[str]:
    """What else in how somebody is reached is one place: a street with a number, a name on a site."""
    for piece in told.replace(";", ",").replace("\n", ",").split(","):
        plain = piece.strip().lstrip("@")
        has_letter = any(one.isalpha() for one in plain)
        if len(plain) >= _INSIDE and has_letter and any(one.isdigit() or one in "@_" for one in piece):
            yield plain


# --- from what was found to a text without it ---


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    found: list[_Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _joined(read: Words, spans: Sequence[_Span]) -> list[_Span]:
    """The same, with initials before a name, and as one what only initials and words in between stand between."""
    found: list[_Span] = []
    place = 0
    for start, end in spans:
        while place < len(read) and read.spans[place][1] <= start:
            place += 1
        after = found[-1][1] if found else 0
        begin, joins = _before(read, place, start, after)
        if found and joins:
            found[-1] = found[-1][0], end
        else:
            found.append((begin, end))
    return found


def _before(read: Words, place: int, start: int, after: int) -> tuple[int, bool]:
    """Where a name begins with its initials, at most a few words back; and whether it goes on from the one before."""
    begin = reached = start
    signs = read.folded.signs
    for back in range(place - 1, max(-1, place - 2 - _MOST_BEFORE), -1):
        first, last = read.spans[back]
        if first < after or not _is_join(signs, last, reached):
            break
        is_initial = _is_initial(read, back)
        if not is_initial and read.word(back) not in _BETWEEN:
            break
        reached = first
        if is_initial:
            begin = first
    joins = after > 0 and _is_join(signs, after, reached)
    return begin, joins


def _is_join(signs: str, start: int, end: int) -> bool:
    # A long row of signs is no name, and is not walked twice.
    return end - start <= _MOST_BEFORE and all(one in _JOINS for one in signs[start:end])


def _is_initial(read: Words, place: int) -> bool:
    word = read.word(place)
    if len(word) == 1:
        return read.has_capital(place) or read.behind(place) == "."
    return (
        len(word) <= _SHORTEST and read.is_capitals(place) and word not in _BETWEEN and not is_ordinary(word)
    )


def _cut(text: str, folded: Folded, names: Sequence[_Span], typed: Sequence[_Span]) -> Blackened:
    """The text without these stretches of what it reads as. What is partly a name is marked as one."""
    marked: list[tuple[int, int, str]] = []
    for start, end, mark in sorted(
        [*((*one, NAME_GONE) for one in names), *((*one, WORD_GONE) for one in typed)]
    ):
        begin, after = folded.in_text(start, end, text)
        if marked and begin < marked[-1][1]:
            before = marked[-1]
            either = NAME_GONE if NAME_GONE in (before[2], mark) else WORD_GONE
            marked[-1] = before[0], max(after, before[1]), either
        else:
            marked.append((begin, after, mark))
    pieces: list[str] = []
    left = 0
    for begin, after, mark in marked:
        pieces += [text[left:begin], mark]
        left = after
    taken = [mark for _begin, _after, mark in marked]
    return Blackened("".join([*pieces, text[left:]]), taken.count(NAME_GONE), taken.count(WORD_GONE))


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """All that was typed, as it reads; the longest first, so that none hides another."""
    given = {fold(one).signs.replace("\n", " ").strip() for one in words} - {""}
    if not given:
        return None
    return re.compile("|".join(map(re.escape, sorted(given, key=len, reverse=True))))
