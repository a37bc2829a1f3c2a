"""What a procedure may name: the lists that the files in `definitions/` pick from, and what reading one gives. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    """What must be there before a step.

    `complainant_agreed`: the outcome says that it was settled or taken back. `concluded`: what came out is recorded, or
    that it does not belong here. `contact_named`: a reporter whose name is known has a contact person. `letters_given`:
    whoever was told of the report as the one it is about, was told at the end what came out.
    """

    TRIAGED = "triaged"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    DUTIES_ASKED = "duties_asked"
    DUTIES_SETTLED = "duties_settled"
    REPORTER_NAMED = "reporter_named"
    ACCOUNT_SETTLED = "account_settled"
    BOTH_SIDES_HEARD = "both_sides_heard"
    COMPLAINANT_AGREED = "complainant_agreed"
    OUTCOME_RECORDED = "outcome_recorded"
    MEASURES_SETTLED = "measures_settled"
    CONCLUDED = "concluded"
    FEEDBACK_GIVEN = "feedback_given"
    NOTICES_SETTLED = "notices_settled"
    CONTACT_NAMED = "contact_named"
    LETTERS_GIVEN = "letters_given"


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
    outside their report was handed over. `points_to_ombudsman`: every answer says that the ombudsman comes next.
    `is_report`: something is reported. Otherwise nothing comes out of it, and it is counted apart (R18).
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
    points_to_ombudsman: bool
    is_report: bool
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
