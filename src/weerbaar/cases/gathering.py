"""Everything that lies sealed in a case as one list: who wrote what and when, in Dutch, the oldest first (C14).

Which columns are gathered stands in `sealed_columns`, what is read from each in the `gathered_of_` modules. One
statement for each table, whatever the size of the case. What the reader of it has no key to is counted and not shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import translation

from weerbaar.cases import gathered_of_desk as of_desk
from weerbaar.cases import gathered_of_reporter as of_reporter
from weerbaar.cases import gathered_of_subject as of_subject
from weerbaar.cases.copy_lines import part_of_line
from weerbaar.cases.copy_parts import PARTIES, Part
from weerbaar.cases.gathering_reading import Reading, moment, terms_of
from weerbaar.cases.models import FileCopy
from weerbaar.cases.timeline import TOLD_TO_REPORTER, every_event
from weerbaar.ground.clock import AMSTERDAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weerbaar.cases.gathering_reading import Entry, Person, TermRan
    from weerbaar.cases.models import Case
    from weerbaar.cases.timeline import Event
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import FileDetails
    from weerbaar.vault.holders import Opened


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the timeline in words. `part` is that of which it tells; None for the course of the case itself."""

    at: str
    text: str = field(repr=False)
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """A whole case for who has its keys.

    `closed` counts by part what they could not open, `taken_back` what its writer took back, `secret` what is under secrecy.
    `brought` says of the files that came with a report from whom they came, where that was not the reporter alone.
    """

    entries: tuple[Entry, ...] = field(repr=False)
    people: tuple[Person, ...] = field(repr=False)
    files: tuple[tuple[UUID, FileDetails], ...] = field(repr=False)
    terms: tuple[TermRan, ...]
    happened: tuple[Happened, ...] = field(repr=False)
    closed: Counter[Part]
    taken_back: Counter[Part]
    secret: int
    brought: Mapping[UUID, str] = field(default_factory=dict, repr=False)


@translation.override("nl")
def gathered(holder: Opened, case: Case, keys: Mapping[str, ChestKey], reader: str = "") -> Gathered:
    """Everything of a case, with colleagues and moments as this reader may know them (`models.FileCopy.Reader`).

    A number of statements that does not grow with the case. Within a tenant scope.
    """
    reading = Reading(holder, case, keys, names_colleagues=reader not in PARTIES)
    entries = [one for source in _SOURCES for one in source(reading)]
    events = _events(reading, reader)
    files = tuple(reading.files())
    return Gathered(
        entries=tuple(sorted(entries, key=lambda one: _in_time(one.at))),
        people=tuple(reading.people.values()),
        files=files,
        terms=tuple(terms_of(case)),
        happened=tuple(Happened(moment(one.at), one.text, _part_of_event(reading, one)) for one in events),
        closed=reading.closed,
        taken_back=reading.taken_back,
        secret=reading.secret,
        brought={one: reading.brought_by for one, details in files if reading.came_along(details)},
    )


def _events(of: Reading, reader: str) -> list[Event]:
    """What happened, for who reads the whole case; the reporter gets what they did, and what was told to them."""
    if reader == FileCopy.Reader.REPORTER:
        return every_event(of.case.id, {}, apart=of.kept_apart, verbs=TOLD_TO_REPORTER)
    return every_event(of.case.id, of.colleagues, apart=of.kept_apart)


def _part_of_event(of: Reading, one: Event) -> Part | None:
    """The part that a line belongs to: what was done with the account that a case began with, belongs to the report."""
    first = of.report.read_back if of.report else None
    if first is not None and one.object_id == first.id:
        return Part.REPORT
    return part_of_line(one.verb)


def _in_time(at: str) -> datetime:
    """For the order: a day counts from its beginning, and what has no day yet stands first."""
    told = datetime.fromisoformat(at or "1970-01-01")
    return told if told.tzinfo else told.replace(tzinfo=AMSTERDAM)


_SOURCES: tuple[Callable[[Reading], Iterator[Entry]], ...] = (
    of_reporter.report,
    of_reporter.talk,
    of_reporter.accounts,
    of_subject.subjects,
    of_desk.assessment,
    of_desk.duties,
    of_subject.measures,
    of_desk.questions,
    of_desk.decisions,
    of_subject.letters,
    of_reporter.protection,
    of_desk.handed_on,
    of_reporter.guests,
    of_desk.notes,
    of_desk.tasks,
    of_desk.plan,
    of_desk.lessons,
)
"""In this order stands what was written at one moment."""
