"""Procedures as text: what the files in `definitions/` may say, and what reading one gives. Pure; a case keeps its version.

A file names stages, steps, roles, guards and terms from the lists below and holds no expressions, so that a lawyer can
review the difference between two versions. What cannot be followed to its end is refused with a sentence (C1).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise, product
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
    """One version of a procedure, checked. `deciders` is the order of authorities by line of employer.

    `keeps_out_reports`: also whoever works under a subject stays out. `tells_of_referral`: the reporter hears to whom
    outside their report was handed over.
    """

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
    tells_of_referral: bool
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
    "tells_of_referral",
    "letters",
    "retention",
}
_OPENNESS = ("anonymous", "confidential", "open")
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")


def read(text: str, *, source: str) -> Procedure:
    """Read one definition. `source` is its name, as in `integrity.2`. Raises ProcedureError."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{source}: this is not TOML ({error}).") from None
    reader = _Reader(source)
    procedure = reader.procedure(held)
    for problem in problems(procedure):
        raise ProcedureError(f"{source}: {problem}")
    return procedure


@cache
def published() -> Mapping[str, tuple[Procedure, ...]]:
    """Every procedure by name, its versions from old to new. Raises ProcedureError."""
    return read_all(DEFINITIONS)


def read_file(path: Path) -> Procedure:
    """Read one definition from its file. Raises ProcedureError."""
    try:
        return read(path.read_text(encoding="utf-8"), source=path.stem)
    except UnicodeDecodeError:
        raise ProcedureError(f"{path.stem}: this is not text in UTF-8.") from None
    except OSError as error:
        raise ProcedureError(f"{path.stem}: the file cannot be read ({error.strerror}).") from None


def read_all(folder: Path) -> Mapping[str, tuple[Procedure, ...]]:
    """Every procedure in a folder by name, its versions from old to new. Raises ProcedureError."""
    found: dict[str, list[Procedure]] = {}
    for path in sorted(folder.glob("*.toml")):
        procedure = read_file(path)
        found.setdefault(procedure.name, []).append(procedure)
    for name, every in found.items():
        every.sort(key=lambda one: one.version)
        for number, procedure in enumerate(every, start=1):
            if procedure.version != number:
                raise ProcedureError(
                    f"{name}.{number} is missing: cases that began under it still follow it."
                )
    return {name: tuple(every) for name, every in found.items()}


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
        if not _NAME.fullmatch(name):
            raise self._wrong(f"name: {name!r} is not a word of small letters")
        if self.source != f"{name}.{version}":
            raise self._wrong(f"the file is called {self.source}, and says that it is {name}.{version}")
        takes = self._list(held, "takes", "the file")
        for one in takes:
            if one not in _OPENNESS:
                raise self._wrong(f"takes: {one!r} is not one of {', '.join(_OPENNESS)}")
            if takes.count(one) > 1:
                raise self._wrong(f"takes: {one} is there twice")
        return Procedure(
            name=name,
            version=version,
            title=self._text(held, "title", "the file"),
            about=self._text(held, "about", "the file"),
            takes=tuple(takes),
            without_name=self._text(held, "without_name", "the file") if "without_name" in held else "",
            stops=tuple(self._stop(one) for one in self._tables(held, "stage")),
            moves=tuple(self._move(one) for one in self._tables(held, "step")),
            terms=tuple(self._term(one) for one in self._tables(held, "term")),
            deciders=self._deciders(held),
            keeps_out_reports=self._flag(held, "keeps_out_reports", "the file"),
            tells_of_referral=self._flag(held, "tells_of_referral", "the file"),
            letters=self._letters(held),
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
            needs=tuple(self._one(Guard, one, where) for one in self._list(held, "needs", where, least=0)),
            meets=tuple(self._one(TermName, one, where) for one in self._list(held, "meets", where, least=0)),
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
            may_suspend=self._flag(held, "may_suspend", where),
            extend=self._number(held, "extend", where, 0) if "extend" in held else 0,
            remind=self._remind(held, where),
        )

    def _remind(self, held: Mapping[str, Any], where: str) -> tuple[int, ...]:
        days: list[Any] = self._list(held, "remind", where, least=0)
        if any(not isinstance(one, int) or isinstance(one, bool) or one < 1 for one in days):
            raise self._wrong(f"{where}: remind holds whole days before the last day")
        return tuple(days)

    def _deciders(self, held: Mapping[str, Any]) -> dict[Line, tuple[Authority, ...]]:
        told = self._table(held, "deciders")
        return {
            self._one(Line, line, "deciders"): tuple(
                self._one(Authority, who, f"deciders.{line}") for who in self._list(told, line, "deciders")
            )
            for line in told
        }

    def _letters(self, held: Mapping[str, Any]) -> dict[Letter, str]:
        told = self._table(held, "letters")
        return {self._one(Letter, letter, "letters"): self._text(told, letter, "letters") for letter in told}

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

    def _flag(self, held: Mapping[str, Any], name: str, where: str) -> bool:
        value = held.get(name, False)
        if not isinstance(value, bool):
            raise self._wrong(f"{where}: {name} is true or false, without quotes")
        return value

    def _list(self, held: Mapping[str, Any], name: str, where: str, *, least: int = 1) -> list[str]:
        value = held.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(f"{where}: {name} must be a list, between square brackets")
        if len(value) < least:
            raise self._wrong(f"{where}: {name} names nothing")
        return value

    def _table(self, held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = held.get(name, {})
        if not isinstance(value, dict):
            raise self._wrong(f"{name} must be a table, under [{name}]")
        return value

    def _tables(self, held: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        value = held.get(name)
        if not value:
            raise self._wrong(f"there is no {name}")
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(f"each {name} must be a table of its own, under [[{name}]]")
        return value

    def _one(self, kind: type[StrEnum], value: Any, where: str) -> Any:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(one.value for one in kind)
            raise self._wrong(f"{where}: {value!r} is not one of {known}") from None


# --- refusing what cannot be followed ---


@dataclass(frozen=True, slots=True)
class Limit:
    """What the law says of a term at most. Wbk art. 2, domain §1.4."""

    length: int
    unit: Unit
    starts: From


LAW: Mapping[tuple[Basis, TermName], Limit] = {
    (Basis.WBK_2, TermName.ACKNOWLEDGE): Limit(7, Unit.CALENDAR_DAYS, From.RECEIVED),
    (Basis.WBK_2, TermName.FEEDBACK): Limit(3, Unit.MONTHS, From.ACKNOWLEDGED_OR_LATEST),
}
"""The terms that a law sets. A procedure may be quicker, never slower."""

BOUND: Mapping[str, Basis] = {"wrongdoing": Basis.WBK_2}
"""Procedures that a law obliges to have its terms, all of them."""

_SHORTEST = {Unit.CALENDAR_DAYS: 1, Unit.WORKING_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28}
"""How many days a unit lasts at the least."""

_AGAINST = ((Guard.ADMITTED, Guard.NOT_ADMITTED),)
"""Guards that are never met together."""

_GIVES: Mapping[Guard, frozenset[Step]] = {
    Guard.FEEDBACK_GIVEN: frozenset({Step.FEEDBACK, Step.NOT_HERE}),
    Guard.OUTCOME_RECORDED: frozenset({Step.DECIDE}),
}
"""Guards that only a step brings about, and which. `decide` records the outcome before it moves the case."""

_ALWAYS_NEEDS = {
    Step.ASSESS: (Guard.TRIAGED, Guard.ADMITTED),
    Step.NOT_HERE: (Guard.TRIAGED, Guard.NOT_ADMITTED),
}
"""What a step means by its name, whatever the file says."""

_WITH_WORDS = {
    Step.ACKNOWLEDGE: Letter.ACKNOWLEDGEMENT,
    Step.NOT_HERE: Letter.NOT_HERE,
    Step.FEEDBACK: Letter.FEEDBACK,
}
_BLANK = re.compile(r"\{([^{}]*)\}")
BLANKS = frozenset({"feedback_due"})
"""What a letter may leave open for the page to fill in."""


def problems(procedure: Procedure) -> Iterable[str]:
    """What is wrong with a procedure that was read, sentence by sentence."""
    yield from _doubles(procedure)
    strange = list(_strangers(procedure))
    yield from strange
    if not strange:
        yield from _ways(procedure)
        yield from _needs(procedure)
        yield from _clocks(procedure)
        yield from _laws(procedure)
    yield from _deciding(procedure)
    yield from _words(procedure)


def _doubles(procedure: Procedure) -> Iterable[str]:
    named: dict[str, list[str]] = {
        "stage": [one.value for one in procedure.places],
        "term": [one.name.value for one in procedure.terms],
    }
    for kind, names in named.items():
        for name in sorted({one for one in names if names.count(one) > 1}):
            yield f"the {kind} {name} is there twice."
    steps = [(one.step, place) for one in procedure.moves for place in one.sources]
    for step, place in sorted({one for one in steps if steps.count(one) > 1}):
        yield f"the step {step} from the stage {place} is there twice."
    for move in procedure.moves:
        for what, listed in (("needs", move.needs), ("meets", move.meets), ("who", move.who)):
            if len(set(listed)) < len(listed):
                yield f"step {move.step}: {what} names something twice."


def _strangers(procedure: Procedure) -> Iterable[str]:
    for move in procedure.moves:
        for place in (*move.sources, *((move.to,) if move.to else ())):
            if place not in procedure.places:
                yield f"step {move.step}: the stage {place} is not in this procedure."
        for name in move.meets:
            if procedure.term(name) is None:
                yield f"step {move.step}: the term {name} is not in this procedure."
        if Doer.NOBODY in move.who:
            yield f"step {move.step}: nobody cannot take a step."


def _ways(procedure: Procedure) -> Iterable[str]:
    """Every step leads onward, every stage can be reached from the first, and the last from every stage."""
    order = procedure.places
    if order[0] is not Place.RECEIVED:
        yield "the first stage must be received."
        return
    if order[-1] is not Place.CLOSED:
        yield "the last stage must be closed."
        return
    yield from _back(procedure)
    for stop in procedure.stops:
        if (stop.waits_for is Doer.NOBODY) is not (stop.place is Place.CLOSED):
            yield f"stage {stop.place}: nobody is waited for when a case is closed, and somebody before."
    onward = {place: {move.to for move in procedure.moves_from(place) if move.to} for place in order}
    reached = _follow({Place.RECEIVED}, onward)
    for place in order:
        if place not in reached:
            yield f"the stage {place} cannot be reached."
        elif place is not Place.CLOSED and Place.CLOSED not in _follow({place}, onward):
            yield f"from the stage {place} there is no way to the end."
    if procedure.moves_from(Place.CLOSED):
        yield "no step leads out of the stage closed."
    if {one.to for one in procedure.moves if one.step is Step.CLOSE} != {Place.CLOSED}:
        yield "the step close must lead to the stage closed."


def _back(procedure: Procedure) -> Iterable[str]:
    """Steps that lead back, or nowhere: with those a case could go round for ever."""
    order = procedure.places
    for move in procedure.moves:
        if move.to is None and move.step is not Step.INFORM:
            yield f"step {move.step}: to is missing; only inform leaves a case where it is."
        for place in move.sources:
            if move.to and order.index(move.to) <= order.index(place):
                yield f"step {move.step}: from {place} to {move.to} is not onward."


def _follow(start: set[Place], onward: Mapping[Place, set[Place]]) -> set[Place]:
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {to for place in fresh for to in onward.get(place, set())} - reached
        reached |= fresh
    return reached


def _needs(procedure: Procedure) -> Iterable[str]:
    """No step asks for what cannot be, and no report is stuck for what it is."""
    for move in procedure.moves:
        for one, other in _AGAINST:
            if one in move.needs and other in move.needs:
                yield f"step {move.step}: it needs both {one} and {other}, which are never there together."
        for guard in _ALWAYS_NEEDS.get(move.step, ()):
            if guard not in move.needs:
                yield f"step {move.step}: it must need {guard}."
    if not list(_ways(procedure)):
        for admitted, named in product((True, False), (True, False)):
            stuck = _stuck(procedure, admitted=admitted, named=named)
            if stuck:
                report = " ".join(
                    (
                        "a report that is dealt with here"
                        if admitted
                        else "a report that does not belong here",
                    )
                    + (() if named else ("and has no name",))
                )
                yield f"{report} does not come further than {stuck}."
                return


def _stuck(procedure: Procedure, *, admitted: bool, named: bool) -> Place | None:
    """Where such a report can end up with no way to the end. Every other guard can be met by work."""
    for way in _all_ways(procedure, admitted=admitted, named=named):
        last = way[-1].to if way else Place.RECEIVED
        if last is not Place.CLOSED:
            return last
    return None


def _all_ways(procedure: Procedure, *, admitted: bool, named: bool) -> Iterable[tuple[Move, ...]]:
    """Every row of steps that such a report can go through, up to where no step is possible. Onward only, so it ends."""
    waiting: list[tuple[Move, ...]] = [()]
    while waiting:
        way = waiting.pop()
        here = way[-1].to if way else Place.RECEIVED
        assert here is not None  # noqa: S101 - only steps that lead to a stage are in a way
        onward = [
            move
            for move in procedure.moves_from(here)
            if move.to and _possible(move, way, admitted=admitted, named=named)
        ]
        if not onward:
            yield way
        waiting += [(*way, move) for move in onward]


def _possible(move: Move, way: tuple[Move, ...], *, admitted: bool, named: bool) -> bool:
    taken = {one.step for one in (*way, move)}
    barred = {
        Guard.ADMITTED: not admitted,
        Guard.NOT_ADMITTED: admitted,
        Guard.REPORTER_NAMED: not named,
    }
    return not any(barred.get(guard) or (_GIVES.get(guard, taken).isdisjoint(taken)) for guard in move.needs)


def _clocks(procedure: Procedure) -> Iterable[str]:
    met = {name for move in procedure.moves for name in move.meets}
    steps = {one.step for one in procedure.moves}
    for term in procedure.terms:
        if term.name not in met:
            yield f"term {term.name}: no step meets it."
        if term.starts is not From.RECEIVED and not (
            procedure.term(TermName.ACKNOWLEDGE) and Step.ACKNOWLEDGE in steps
        ):
            yield f"term {term.name}: it runs from the acknowledgement, which has no term or no step here."
        if term.name is TermName.ACKNOWLEDGE and term.starts is not From.RECEIVED:
            yield f"term {term.name}: it runs from the day on which the report came in."
        days = term.length * _SHORTEST[term.unit]
        if any(one >= days for one in term.remind):
            yield f"term {term.name}: a reminder stands before the term begins; it lasts {days} days."
        if any(one <= other for one, other in pairwise(term.remind)):
            yield f"term {term.name}: the reminders go from early to late, each once."
        if term.extend > term.length:
            yield f"term {term.name}: it is lengthened by more than it lasts."
    yield from _lost(procedure)


def _lost(procedure: Procedure) -> Iterable[str]:
    """Terms that a case can leave running behind it on its way to the end."""
    if list(_ways(procedure)):
        return
    for admitted, named in product((True, False), (True, False)):
        for way in _all_ways(procedure, admitted=admitted, named=named):
            met = {name for move in way for name in move.meets}
            for term in procedure.terms:
                if term.name not in met:
                    road = ", ".join(move.step.value for move in way)
                    yield f"term {term.name}: nothing meets it on the way {road}."
                    return


def _laws(procedure: Procedure) -> Iterable[str]:
    for term in procedure.terms:
        if term.basis not in STATUTORY:
            continue
        limit = LAW.get((term.basis, term.name))
        if limit is None:
            yield f"term {term.name}: {term.basis} sets no such term."
            continue
        if term.may_suspend or term.extend:
            yield f"term {term.name}: the law that it rests on knows no suspension and no extension."
        if (term.unit, term.starts) != (limit.unit, limit.starts) or term.length > limit.length:
            yield (
                f"term {term.name}: the law says at most {limit.length} {limit.unit} from {limit.starts},"
                f" and not {term.length} {term.unit} from {term.starts}."
            )
    basis = BOUND.get(procedure.name)
    for bound, name in LAW:
        term = procedure.term(name)
        if bound is basis and (term is None or term.basis is not basis):
            yield f"term {name}: {procedure.name} must have it, on the basis {basis}."


def _deciding(procedure: Procedure) -> Iterable[str]:
    for line in Line:
        order = procedure.deciders.get(line, ())
        if not order:
            yield f"deciders: nobody decides about {line}."
        if len(set(order)) < len(order):
            yield f"deciders: {line} names somebody twice."


def _words(procedure: Procedure) -> Iterable[str]:
    if "anonymous" not in procedure.takes and not procedure.without_name:
        yield "without_name: say what a report without a name is here."
    steps = {one.step for one in procedure.moves}
    for step, letter in _WITH_WORDS.items():
        if step in steps and letter not in procedure.letters:
            yield f"letters: the {letter} has no words."
    for letter, text in procedure.letters.items():
        for blank in _BLANK.findall(text):
            if blank not in BLANKS:
                yield f"letters: the {letter} leaves open {blank!r}, which no page fills in."
