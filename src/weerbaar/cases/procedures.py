"""Procedures as text: what the files in `definitions/` may say, and what reading one gives. Pure; a case keeps its version.

A file names stages, steps, roles, guards and terms from the lists below and holds no expressions, so that a lawyer can
review the difference between two versions. What cannot be followed to its end is refused with a sentence (C1).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFINITIONS = Path(__file__).parent / "definitions"


class ProcedureError(ValueError):
    """A procedure that cannot be followed. The sentence says where and what; it is for who writes the file."""


class Place(StrEnum):
    """The stages that a procedure picks from, in its own order (C1). Their names on the page stand in `models.Stage`."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSESSED = "assessed"
    INQUIRY = "inquiry"
    DECIDED = "decided"
    ANSWERED = "answered"
    CLOSED = "closed"


class Step(StrEnum):
    """What brings a case on. `inform` meets the term of the feedback and leaves the case where it is."""

    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    NOT_HERE = "not_here"
    INQUIRE = "inquire"
    DECIDE = "decide"
    INFORM = "inform"
    FEEDBACK = "feedback"
    CLOSE = "close"


class Doer(StrEnum):
    """Who acts, or who is waited for."""

    HANDLER = "handler"
    DECIDER = "decider"
    LAWYER = "lawyer"
    REPORTER = "reporter"
    SUBJECT = "subject"
    NOBODY = "nobody"


class Guard(StrEnum):
    """What must be there before a step."""

    TRIAGED = "triaged"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    DUTIES_ASKED = "duties_asked"
    DUTIES_SETTLED = "duties_settled"
    REPORTER_NAMED = "reporter_named"
    ACCOUNT_SETTLED = "account_settled"
    BOTH_SIDES_HEARD = "both_sides_heard"
    OUTCOME_RECORDED = "outcome_recorded"
    MEASURES_SETTLED = "measures_settled"
    FEEDBACK_GIVEN = "feedback_given"
    NOTICES_SETTLED = "notices_settled"


class TermName(StrEnum):
    """The terms that a procedure may set."""

    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    DECIDE = "decide"
    FEEDBACK = "feedback"


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


class From(StrEnum):
    """From which day a term runs. `acknowledged_or_latest` is the acknowledgement, or the last day for it."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ACKNOWLEDGED_OR_LATEST = "acknowledged_or_latest"


class Basis(StrEnum):
    """On what a term rests. Only what was checked is shown as law; see `docs/glossary.md`, legal basis."""

    WBK_2 = "wbk_2"
    OWN_RULES = "own_rules"
    AWB_9_UNCHECKED = "awb_9_unchecked"


STATUTORY = frozenset({Basis.WBK_2})
"""Terms in law: the Algemene termijnenwet moves their last day, and nobody suspends or lengthens them here."""


class Line(StrEnum):
    """Whose employer decides (C15)."""

    STAFF = "staff"
    REGISTRY = "registry"
    OFFICE_HOLDER = "office_holder"
    MAYOR = "mayor"
    HIRED = "hired"


class Authority(StrEnum):
    """Who may be asked to decide, in the order of a line. The last two are outside the organisation."""

    SECRETARY = "secretary"
    MAYOR = "mayor"
    REGISTRAR = "registrar"
    EMPLOYERS_COMMITTEE = "employers_committee"
    KINGS_COMMISSIONER = "kings_commissioner"
    LENDER = "lender"


class Letter(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    NOT_HERE = "not_here"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage in a procedure. `waits_for` is whose turn it is, `next` what the reader is told to do."""

    place: Place
    waits_for: Doer
    next: str


@dataclass(frozen=True, slots=True)
class Move:
    """A step: from which stages, to which one (None stays), by whom, and what must be there first."""

    step: Step
    sources: tuple[Place, ...]
    to: Place | None
    who: tuple[Doer, ...]
    needs: tuple[Guard, ...]
    meets: tuple[TermName, ...]


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long, from when, on what basis, and what the clock does. Days of `remind` are before the last day."""

    name: TermName
    length: int
    unit: Unit
    starts: From
    basis: Basis
    may_suspend: bool
    extend: int
    remind: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long it is kept: the line of the selection list, and months that the identity stays in the register."""

    selection: str
    years: int | None
    identity_months: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure, checked. `deciders` is the order of authorities by line of employer."""

    name: str
    version: int
    title: str
    about: str
    takes: tuple[str, ...]
    without_name: str
    stops: tuple[Stop, ...]
    moves: tuple[Move, ...]
    terms: tuple[TermRule, ...]
    deciders: Mapping[Line, tuple[Authority, ...]]
    keeps_out_reports: bool
    letters: Mapping[Letter, str]
    retention: Retention

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(one.place for one in self.stops)

    def stop(self, place: str) -> Stop:
        """The stage as this procedure knows it. Raises KeyError for one that it does not have."""
        return {one.place: one for one in self.stops}[Place(place)]

    def moves_from(self, place: str) -> tuple[Move, ...]:
        return tuple(one for one in self.moves if Place(place) in one.sources)

    def move(self, step: Step, place: str) -> Move | None:
        """The step as it may be taken from here, if at all."""
        return next((one for one in self.moves_from(place) if one.step is step), None)

    def term(self, name: str) -> TermRule | None:
        return next((one for one in self.terms if one.name == name), None)


# --- reading ---

_TOP = {
    "name",
    "version",
    "title",
    "about",
    "takes",
    "without_name",
    "stage",
    "step",
    "term",
    "deciders",
    "keeps_out_reports",
    "letters",
    "retention",
}
_OPENNESS = ("anonymous", "confidential", "open")


def read(text: str, *, source: str) -> Procedure:
    """Read one definition. `source` is its name, as in `integrity.2`. Raises ProcedureError."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{source}: this is not TOML ({error}).") from None
    reader = _Reader(source)
    procedure = reader.procedure(held)
    for problem in problems(procedure, source):
        raise ProcedureError(f"{source}: {problem}")
    return procedure


@cache
def published() -> Mapping[str, tuple[Procedure, ...]]:
    """Every procedure by name, its versions from old to new. Raises ProcedureError."""
    found: dict[str, list[Procedure]] = {}
    for path in sorted(DEFINITIONS.glob("*.toml")):
        procedure = read(path.read_text(encoding="utf-8"), source=path.stem)
        found.setdefault(procedure.name, []).append(procedure)
    return {name: tuple(sorted(every, key=lambda one: one.version)) for name, every in found.items()}


def newest(name: str) -> Procedure:
    """The version that a case begins under today. Raises KeyError."""
    return published()[name][-1]


def version_of(name: str, version: int) -> Procedure:
    """The version that a case began under. Raises KeyError."""
    return next(one for one in published()[name] if one.version == version)


class _Reader:
    """Turns what TOML gives into values from the lists, and says of anything else where it stands."""

    def __init__(self, source: str) -> None:
        self.source = source

    def procedure(self, held: Mapping[str, Any]) -> Procedure:
        self._known(held, _TOP, "the file")
        name, version = self._text(held, "name", "the file"), self._number(held, "version", "the file", 1)
        if self.source != f"{name}.{version}":
            raise self._wrong(f"the file is called {self.source}, and says that it is {name}.{version}")
        takes = self._list(held, "takes", "the file")
        for one in takes:
            if one not in _OPENNESS:
                raise self._wrong(f"takes: {one!r} is not one of {', '.join(_OPENNESS)}")
        return Procedure(
            name=name,
            version=version,
            title=self._text(held, "title", "the file"),
            about=self._text(held, "about", "the file"),
            takes=tuple(takes),
            without_name=str(held.get("without_name", "")),
            stops=tuple(self._stop(one) for one in self._tables(held, "stage")),
            moves=tuple(self._move(one) for one in self._tables(held, "step")),
            terms=tuple(self._term(one) for one in self._tables(held, "term")),
            deciders={
                self._one(Line, line, "deciders"): tuple(
                    self._one(Authority, who, f"deciders.{line}") for who in order
                )
                for line, order in dict(held.get("deciders", {})).items()
            },
            keeps_out_reports=bool(held.get("keeps_out_reports", False)),
            letters={
                self._one(Letter, letter, "letters"): str(words)
                for letter, words in dict(held.get("letters", {})).items()
            },
            retention=self._retention(held),
        )

    def _stop(self, held: Mapping[str, Any]) -> Stop:
        where = f"stage {held.get('name', '?')}"
        self._known(held, {"name", "waits_for", "next"}, where)
        return Stop(
            place=self._one(Place, held.get("name"), where),
            waits_for=self._one(Doer, held.get("waits_for"), where),
            next=self._text(held, "next", where),
        )

    def _move(self, held: Mapping[str, Any]) -> Move:
        where = f"step {held.get('name', '?')}"
        self._known(held, {"name", "from", "to", "who", "needs", "meets"}, where)
        return Move(
            step=self._one(Step, held.get("name"), where),
            sources=tuple(self._one(Place, one, where) for one in self._list(held, "from", where)),
            to=self._one(Place, held["to"], where) if "to" in held else None,
            who=tuple(self._one(Doer, one, where) for one in self._list(held, "who", where)),
            needs=tuple(self._one(Guard, one, where) for one in held.get("needs", [])),
            meets=tuple(self._one(TermName, one, where) for one in held.get("meets", [])),
        )

    def _term(self, held: Mapping[str, Any]) -> TermRule:
        where = f"term {held.get('name', '?')}"
        self._known(
            held, {"name", "length", "unit", "starts", "basis", "may_suspend", "extend", "remind"}, where
        )
        return TermRule(
            name=self._one(TermName, held.get("name"), where),
            length=self._number(held, "length", where, 1),
            unit=self._one(Unit, held.get("unit"), where),
            starts=self._one(From, held.get("starts"), where),
            basis=self._one(Basis, held.get("basis"), where),
            may_suspend=bool(held.get("may_suspend", False)),
            extend=self._number(held, "extend", where, 0) if "extend" in held else 0,
            remind=tuple(held.get("remind", ())),
        )

    def _retention(self, held: Mapping[str, Any]) -> Retention:
        kept = held.get("retention")
        if not isinstance(kept, dict):
            raise self._wrong("retention: say how long a case is kept")
        self._known(kept, {"selection", "years", "identity_months"}, "retention")
        years = self._number(kept, "years", "retention", 1) if "years" in kept else None
        return Retention(
            selection=self._text(kept, "selection", "retention"),
            years=years,
            identity_months=self._number(kept, "identity_months", "retention", 1),
        )

    def _wrong(self, what: str) -> ProcedureError:
        return ProcedureError(f"{self.source}: {what}.")

    def _known(self, held: Mapping[str, Any], names: set[str], where: str) -> None:
        for name in held:
            if name not in names:
                raise self._wrong(f"{where}: {name!r} is not something that a procedure can say")

    def _text(self, held: Mapping[str, Any], name: str, where: str) -> str:
        value = held.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"{where}: {name} is missing")
        return value.strip()

    def _number(self, held: Mapping[str, Any], name: str, where: str, least: int) -> int:
        value = held.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._wrong(f"{where}: {name} must be a whole number of at least {least}")
        return value

    def _list(self, held: Mapping[str, Any], name: str, where: str) -> list[str]:
        value = held.get(name)
        if not isinstance(value, list) or not value:
            raise self._wrong(f"{where}: {name} names nothing")
        return value

    def _tables(self, held: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        value = held.get(name)
        if not isinstance(value, list) or not value:
            raise self._wrong(f"there is no {name}")
        return value

    def _one(self, kind: type[Any], value: Any, where: str) -> Any:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(one.value for one in kind)
            raise self._wrong(f"{where}: {value!r} is not one of {known}") from None


# --- refusing what cannot be followed ---


def problems(procedure: Procedure, source: str = "") -> Iterable[str]:
    """What is wrong with a procedure that was read, sentence by sentence."""
    del source
    yield from _doubles(procedure)
    yield from _strangers(procedure)
    yield from _ways(procedure)
    yield from _clocks(procedure)
    yield from _words(procedure)


def _doubles(procedure: Procedure) -> Iterable[str]:
    for kind, names in (
        ("stage", list(procedure.places)),
        ("term", [one.name for one in procedure.terms]),
        ("step from a stage", [(one.step, place) for one in procedure.moves for place in one.sources]),
    ):
        for name in {one for one in names if names.count(one) > 1}:
            yield f"the {kind} {name} is there twice."


def _strangers(procedure: Procedure) -> Iterable[str]:
    for move in procedure.moves:
        for place in (*move.sources, *((move.to,) if move.to else ())):
            if place not in procedure.places:
                yield f"step {move.step}: the stage {place} is not in this procedure."
        for name in move.meets:
            if procedure.term(name) is None:
                yield f"step {move.step}: the term {name} is not in this procedure."


def _ways(procedure: Procedure) -> Iterable[str]:
    """Every stage can be reached from the first, and the last from every stage."""
    if not procedure.places or procedure.places[0] is not Place.RECEIVED:
        yield "the first stage must be received."
        return
    if procedure.places[-1] is not Place.CLOSED:
        yield "the last stage must be closed."
        return
    onward = {
        place: {move.to for move in procedure.moves_from(place) if move.to} for place in procedure.places
    }
    reached = _follow({Place.RECEIVED}, onward)
    for place in procedure.places:
        if place not in reached:
            yield f"the stage {place} cannot be reached."
        elif place is not Place.CLOSED and Place.CLOSED not in _follow({place}, onward):
            yield f"from the stage {place} there is no way to the end."
    if procedure.moves_from(Place.CLOSED):
        yield "no step leads out of the stage closed."


def _follow(start: set[Place], onward: Mapping[Place, set[Place]]) -> set[Place]:
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {to for place in fresh for to in onward.get(place, set())} - reached
        reached |= fresh
    return reached


def _clocks(procedure: Procedure) -> Iterable[str]:
    met = {name for move in procedure.moves for name in move.meets}
    for term in procedure.terms:
        if term.name not in met:
            yield f"term {term.name}: no step meets it."
        if term.basis in STATUTORY and (term.may_suspend or term.extend):
            yield f"term {term.name}: the law that it rests on knows no suspension and no extension."
        if term.starts is not From.RECEIVED and procedure.term(TermName.ACKNOWLEDGE) is None:
            yield f"term {term.name}: it runs from the acknowledgement, which has no term here."
        if any(not isinstance(days, int) or days < 1 for days in term.remind):
            yield f"term {term.name}: remind holds whole days before the last day."
    if not any(Step.CLOSE is move.step for move in procedure.moves):
        yield "there is no step close."


def _words(procedure: Procedure) -> Iterable[str]:
    if "anonymous" not in procedure.takes and not procedure.without_name:
        yield "without_name: say what a report without a name is here."
    if (
        Step.ACKNOWLEDGE in {one.step for one in procedure.moves}
        and Letter.ACKNOWLEDGEMENT not in procedure.letters
    ):
        yield "letters: the acknowledgement has no words."
