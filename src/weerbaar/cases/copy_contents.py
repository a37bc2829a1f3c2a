"""What goes into a copy of the file: chosen for one reader, with names and words taken out (C14). Pure.

It is the same for everybody who sees it: whoever asked, the second person, and the reader outside.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from weerbaar.audit.manifests import plain_name
from weerbaar.cases.copy_parts import (
    CLOSED,
    NOT_CHOSEN,
    OF_LEFT_OUT,
    PARTIES,
    SECRET,
    TAKEN_BACK,
    Part,
    Reader,
    told_of_left_out,
    why_left_out,
)
from weerbaar.cases.gathering_reading import DESK, REPORTER, Entry, Person, TermRan, moment
from weerbaar.cases.models import Party
from weerbaar.cases.packages import as_it_came, is_as_it_came
from weerbaar.vault.files import Whose
from weerbaar.vault.uploads import safe_name
from weerbaar.vault.washing import Kind as FileKind
from weerbaar.vault.washing import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from weerbaar.cases.blackening import Blackening
    from weerbaar.cases.copy_parts import Wanted
    from weerbaar.cases.gathering import Gathered, Happened
    from weerbaar.vault.files import FileDetails

INFECTED = "Er zit een virus in"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case is, as it stood when the copy was asked: `as_of`. Codes of fixed lists, and moments in ISO 8601.

    `channel` is empty, and `received_at` a day alone, for whom it is about: more than that could tell who reported.
    """

    code: str
    kind: str
    stage: str
    outcome: str
    channel: str
    procedure: str
    procedure_version: int
    received_at: str
    closed_at: str
    as_of: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many of something are not in the copy, and why. Never what."""

    part: Part
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes along. `path` is where it lies in the archive as readers here get it, and is empty for one that
    could not be cleaned; `original_kept` that the file as it came is kept too; `original_path` is where that lies in the
    archive, and is empty where it stays with us; `original_why` says why it goes along. Sizes in bytes, hashes SHA-256. From
    whom and when, and all of an original, is not told to whom it is about. The hash of an original that stays is told to
    nobody: who has the file would know it by that.
    """

    id: str
    path: str
    name: str = field(repr=False)
    by: str
    at: str
    size: int
    sha256: str
    original_size: int
    original_sha256: str
    original_kept: bool
    is_cleaned: bool
    is_scanned: bool
    original_path: str = ""
    original_why: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """Where something was taken out: in which part, in what and of when; and how often."""

    part: Part
    what: str
    at: str
    names: int
    words: int


@dataclass(frozen=True, slots=True)
class CopyContent:
    """The content of a copy. `taken`, `like`, `colleagues` (whose whole name stands in a text) and `not_sought` (whose
    name cannot be looked for, by pseudonym) are for who asks and who agrees: the reader does not get them.

    `empty` are the parts that were chosen and of which the case has nothing. `for_party`: whoever gets it is in the case
    themself, and hears of nothing that is not theirs.
    """

    facts: Facts
    people: tuple[Person, ...] = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    terms: tuple[TermRan, ...]
    events: tuple[tuple[str, str], ...] = field(repr=False)
    files: tuple[Enclosed, ...] = field(repr=False)
    left_out: tuple[LeftOut, ...]
    empty: tuple[Part, ...] = ()
    for_party: bool = False
    taken: tuple[Taken, ...] = ()
    like: tuple[str, ...] = field(default=(), repr=False)
    colleagues: tuple[str, ...] = field(default=(), repr=False)
    not_sought: tuple[str, ...] = ()

    @property
    def names_taken(self) -> int:
        return sum(one.names for one in self.taken)

    @property
    def words_taken(self) -> int:
        return sum(one.words for one in self.taken)

    def of_part(self, part: Part) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.part == part)

    def packed(self) -> str:
        """All of it, to be sealed: `unpacked` makes the same of it."""
        return json.dumps(asdict(self), default=str)


def unpacked(packed: str) -> CopyContent:
    """What was sealed by `packed`."""
    held = json.loads(packed)
    return CopyContent(
        facts=Facts(**held["facts"]),
        people=tuple(Person(**one | {"id": UUID(one["id"])}) for one in held["people"]),
        entries=tuple(_entry(one) for one in held["entries"]),
        terms=tuple(TermRan(**one) for one in held["terms"]),
        events=tuple((at, text) for at, text in held["events"]),
        files=tuple(Enclosed(**one) for one in held["files"]),
        left_out=tuple(LeftOut(**one | {"part": Part(one["part"])}) for one in held["left_out"]),
        empty=tuple(Part(one) for one in held["empty"]),
        for_party=held["for_party"],
        taken=tuple(Taken(**one | {"part": Part(one["part"])}) for one in held["taken"]),
        like=tuple(held["like"]),
        colleagues=tuple(held["colleagues"]),
        not_sought=tuple(held["not_sought"]),
    )


def _entry(held: Mapping[str, Any]) -> Entry:
    facts = tuple((label, value) for label, value in held["facts"])
    theirs = UUID(held["theirs"]) if held["theirs"] else None
    return Entry(**{**held, "part": Part(held["part"]), "facts": facts, "theirs": theirs})


def content_for(found: Gathered, wanted: Wanted, facts: Facts, black: Blackening) -> CopyContent:
    """What one reader gets of everything: the parts that were chosen, each text without what is taken out."""
    parts = frozenset(Part(one) for one in wanted.parts)
    is_subject = wanted.reader == Reader.SUBJECT
    if is_subject:
        found, facts = _of_the_subject(found), _without_source(facts)
    taking = _Taking(black)
    entries = tuple(taking.from_entry(one) for one in found.entries if one.part in parts)
    people = tuple(taking.from_person(one) for one in found.people) if Part.PEOPLE in parts else ()
    events = tuple(taking.from_event(one) for one in _lines(found, parts, wanted.reader))
    chosen = [(one, details) for one, details in found.files if one in wanted.files]
    files = tuple(
        taking.from_file(
            number,
            file_id,
            one,
            by=found.brought.get(file_id) or _source(one),
            why_original=wanted.originals.get(file_id, ""),
        )
        for number, (file_id, one) in enumerate(chosen, start=1)
    )
    if is_subject:
        files = tuple(_without_origin(one) for one in files)
    return CopyContent(
        facts=facts,
        people=people,
        entries=entries,
        terms=found.terms if Part.TERMS in parts else (),
        events=events,
        files=files,
        left_out=tuple(_left_out(found, parts, wanted)),
        empty=() if wanted.reader in PARTIES else tuple(_empty(found, parts)),
        for_party=wanted.reader in PARTIES,
        taken=tuple(taking.taken),
        like=black.like(" ".join(taking.left)),
    )


def _of_the_subject(found: Gathered) -> Gathered:
    """Only what is the subject's own: nothing of who reported, nor of whoever was recorded as one by mistake."""
    subjects = [one.id for one in found.people if one.role == Party.Role.SUBJECT and not one.is_withdrawn]
    # With two, nothing tells for whom of them this is.
    [own] = subjects if len(subjects) == 1 else [None]
    entries = tuple(one for one in found.entries if own is not None and one.theirs == own)
    # Not in the order in which they came: the first of them came with the report.
    files = tuple(sorted(found.files, key=lambda one: one[0]))
    return replace(found, entries=entries, files=files, people=(), happened=(), terms=())


def _lines(found: Gathered, parts: Collection[Part], reader: str) -> list[Happened]:
    """The lines of the timeline that go: none of a part that stays out, which would tell what was in it.

    Who is in the case themself gets only lines of what they did or were told anyhow.
    """
    if Part.TIMELINE not in parts:
        return []
    is_theirs = reader in PARTIES
    return [one for one in found.happened if is_theirs or one.part is None or one.part in parts]


def _without_source(facts: Facts) -> Facts:
    """A day and no channel: whoever saw a colleague type knows by the minute who reported."""
    return replace(facts, channel="", received_at=facts.received_at[: len("2000-12-31")])


def _without_origin(one: Enclosed) -> Enclosed:
    """Nothing of where a file came from. What the desk adds keeps its original and what a reporter sends mostly does not,
    and who has sent a file to one person alone knows its hash.
    """
    return replace(one, by="", at="", original_size=0, original_sha256="", original_kept=False)


def _how_many(found: Gathered) -> Counter[Part]:
    there = Counter(one.part for one in found.entries)
    there[Part.PEOPLE], there[Part.TERMS] = len(found.people), len(found.terms)
    there[Part.TIMELINE], there[Part.FILES] = len(found.happened), len(found.files)
    return there


def _empty(found: Gathered, parts: Collection[Part]) -> Iterator[Part]:
    """The chosen parts of which there is nothing: a reader must be able to tell that from what was held back."""
    there = _how_many(found)
    hidden = {Part.QUESTIONS} if found.secret else set()
    hidden |= {one for one in Part if found.closed[one] or found.taken_back[one]}
    yield from (one for one in Part if one in parts and not there[one] and one not in hidden)


def _left_out(found: Gathered, parts: Collection[Part], wanted: Wanted) -> Iterator[LeftOut]:
    there = _how_many(found)
    told_of = told_of_left_out(wanted.reader)
    for part in (one for one in Part if one in told_of):
        if part is not Part.FILES and part not in parts and there[part]:
            yield LeftOut(part, there[part], why_left_out(part))
        if found.closed[part]:
            yield LeftOut(part, found.closed[part], CLOSED)
        if found.taken_back[part]:
            yield LeftOut(part, found.taken_back[part], TAKEN_BACK)
    kept_back = len(found.happened) - len(_lines(found, parts, wanted.reader))
    if Part.TIMELINE in parts and kept_back:
        yield LeftOut(Part.TIMELINE, kept_back, OF_LEFT_OUT)
    if found.secret and Part.QUESTIONS in told_of:
        yield LeftOut(Part.QUESTIONS, found.secret, SECRET)
    if Part.FILES in told_of:
        yield from _files_left_out(found, wanted.files)


def _files_left_out(found: Gathered, files: Collection[UUID]) -> Iterator[LeftOut]:
    kept_back = [details for one, details in found.files if one not in files]
    infected = sum(one.scan == Verdict.INFECTED.name for one in kept_back)
    if infected:
        yield LeftOut(Part.FILES, infected, INFECTED)
    if len(kept_back) > infected:
        yield LeftOut(Part.FILES, len(kept_back) - infected, NOT_CHOSEN)


_OF = {Whose.REPORTER: REPORTER, Whose.SOMEBODY: "iemand in de zaak", Whose.ORGANISATION: DESK}


def _source(one: FileDetails) -> str:
    """Whose a file is, where that is known. What nobody said counts as the reporter's, and is not told as theirs."""
    return _OF[one.whose] if one.by == "reporter" or one.said_whose else DESK


class _Taking:
    """Takes names and words out of one text after another, and notes where; `left` is what stays."""

    def __init__(self, black: Blackening) -> None:
        self._black = black
        self.taken: list[Taken] = []
        self.left: list[str] = []

    def from_entry(self, one: Entry) -> Entry:
        of = _One(self._black)
        clean = replace(
            one,
            what=of.text(one.what),
            who=of.text(one.who),
            text=of.text(one.text),
            # Our own questions stay as they are: a hole in one would tell which word of it is in a name.
            facts=tuple((label, of.text(value)) for label, value in one.facts),
            answers={name: of.anything(value) for name, value in one.answers.items()},
        )
        self._note(of, one.part, clean.what, one.at)
        return clean

    def from_person(self, one: Person) -> Person:
        of = _One(self._black)
        clean = replace(one, about=of.text(one.about))
        self._note(of, Part.PEOPLE, one.short, "")
        return clean

    def from_event(self, one: Happened) -> tuple[str, str]:
        of = _One(self._black)
        clean = of.text(one.text)
        self._note(of, Part.TIMELINE, clean, one.at)
        return one.at, clean

    def from_file(
        self, number: int, file_id: UUID, one: FileDetails, *, by: str, why_original: str
    ) -> Enclosed:
        """`why_original` is empty where the file does not go along as it came."""
        of = _One(self._black)
        name, ending = safe_name(of.text(one.name)), f".{FileKind[one.kind].extension}"
        name = name if name.casefold().endswith(ending) else name + ending
        at = moment(datetime.fromisoformat(one.uploaded_at)) if one.uploaded_at else ""
        why = of.text(why_original.strip())
        self._note(of, Part.FILES, name, at)
        came = as_it_came(one)
        plain = PurePosixPath(f"{number:02d}-{of.path(name)}")
        # Not beside the cleaned ones: who passes on the folder `stukken` passes on no file as it came by it.
        original = f"originelen/{plain.stem}-origineel{plain.suffix}" if why_original else ""
        return Enclosed(
            id=str(file_id),
            path="" if is_as_it_came(one) else f"stukken/{plain}",
            name=name,
            by=by,
            at=at,
            size=one.current.size,
            sha256=one.current.sha256,
            original_size=came.size if came else one.original_size,
            original_sha256=came.sha256 if came else one.original_sha256,
            original_kept=one.original is not None,
            is_cleaned=not is_as_it_came(one),
            is_scanned=one.scan != Verdict.UNSCANNED.name,
            original_path=original,
            original_why=why,
        )

    def _note(self, of: _One, part: Part, what: str, at: str) -> None:
        self.left += of.left
        if of.names or of.words:
            self.taken.append(Taken(part, what, at, of.names, of.words))


class _One:
    """The texts of one thing."""

    def __init__(self, black: Blackening) -> None:
        self._black = black
        self.names = self.words = 0
        self.left: list[str] = []

    def text(self, text: str) -> str:
        found = self._black.of(text)
        self.names, self.words = self.names + found.names, self.words + found.words
        self.left.append(found.text)
        return found.text

    def path(self, name: str) -> str:
        """A file name as every system takes it. What falls away for that may have stood between letters of a name."""
        return plain_name(self._black.of(plain_name(name)).text)

    def anything(self, value: Any) -> Any:
        """The same for what was JSON, without the names of its fields."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self.anything(one) for name, one in value.items()}
        return [self.anything(one) for one in value] if isinstance(value, list) else value
