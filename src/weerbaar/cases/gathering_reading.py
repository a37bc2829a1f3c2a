"""What every source of `gathering` is read with: one case with its keys, its people, and who told what (C14)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from weerbaar.audit.models import Line
from weerbaar.cases.accesses import guests_in_talk
from weerbaar.cases.beside import keys_beside
from weerbaar.cases.copy_parts import Part
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Account, Channel, ChestKind, Kind, Party, Report, Term
from weerbaar.cases.queries import details_of
from weerbaar.cases.rules import pseudonym
from weerbaar.database.rows import select
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.models import SealedFile
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import FileDetails
    from weerbaar.vault.holders import Opened

REPORTER, DESK, GONE = "de melder", "het meldpunt", "iemand die hier niet meer werkt"
FOR_REPORTER = "iemand die voor de melder meldde"
"""Who wrote something, where that is nobody of the desk by name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody wrote. `at` is ISO 8601 with its zone, or a day; `answers` are those of a report, by name.

    `theirs` is the party that may be handed this as their own: what was said to them, by them, or decided about them.
    """

    part: Part
    kind: str
    what: str
    who: str = field(repr=False)
    at: str
    text: str = field(repr=False)
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    theirs: UUID | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the case under a pseudonym."""

    id: UUID
    role: str
    short: str
    about: str = field(repr=False)
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class TermRan:
    """How a term ran; `met_at` is empty as long as it was not met."""

    name: str
    starts_on: str
    due_on: str
    met_at: str
    is_extended: bool


_BEHALF, _OTHER = "behalf", "other"
"""The answer that says that somebody reported for somebody else, who is the reporter of the case from then on."""

_TOLD_ALOUD: Mapping[str, str] = {
    Channel.PHONE: "opgeschreven na een telefoongesprek met",
    Channel.VISIT: "opgeschreven na een bezoek van",
    Channel.CONVERSATION: "opgeschreven na een gesprek met",
}
"""Where a colleague wrote the report, in their own words."""
_WRITTEN: Mapping[str, str] = {Channel.EMAIL: "per e-mail", Channel.POST: "per brief"}
"""Where a colleague typed over what somebody else wrote."""
_WHO_AND_WHEN = (
    "case.file",
    "intake.enter",
    "intake.forgo_words",
    "reporter.change_words",
    "case.advise_measure",
    "guest.answer_rehabilitation",
)
"""The lines that say who did something, or when, where the row of it does not."""


@dataclass(frozen=True, slots=True)
class ReportMade:
    """How a report was made: by whom for whom, by which way, and typed by which colleague, empty on the web.

    `read_back` is the account by which the reporter could read what somebody else wrote for them, or of what they told.
    """

    given: Mapping[str, Any] = field(repr=False)
    is_for_another: bool
    channel: str
    entered_by: str = field(repr=False)
    read_back: Account | None = None

    @property
    def told_by(self) -> str:
        """Who told it."""
        return FOR_REPORTER if self.is_for_another else REPORTER

    @property
    def brought_by(self) -> str:
        """From whom what came along came."""
        return f"{self.told_by}, ingevoerd door {self.entered_by}" if self.entered_by else self.told_by

    @property
    def written_by(self) -> str:
        """Whose words it is in."""
        return self.entered_by if self.channel in _TOLD_ALOUD else self.brought_by

    @property
    def was_read_back(self) -> bool:
        """Whether the reporter did not write it themself, so that it was laid before them."""
        return self.is_for_another or self.channel in _TOLD_ALOUD

    @property
    def what(self) -> str:
        """What it is and how it came in."""
        kind = "Vraag om advies" if self.given.get("kind") == Kind.ADVICE else "Melding"
        whole = f"{kind} namens de melder" if self.is_for_another else kind
        if aloud := _TOLD_ALOUD.get(self.channel):
            return f"{whole}, {aloud} {self.told_by}"
        return f"{whole} {_WRITTEN[self.channel]}" if self.channel in _WRITTEN else whole


class Reading:
    """One case that is being gathered: its keys, its people, and what could not be opened."""

    def __init__(
        self, holder: Opened, case: Case, keys: Mapping[str, ChestKey], *, names_colleagues: bool
    ) -> None:
        self.holder, self.case, self.keys = holder, case, keys
        self.names_colleagues = names_colleagues
        self.beside = keys_beside(holder, case)
        self.colleagues: Mapping[UUID, Colleague] = colleagues_by_alias(case.tenant_id)
        self.helpers = guests_in_talk(case.id)
        self.closed: Counter[Part] = Counter()
        self.taken_back: Counter[Part] = Counter()
        self.secret = 0
        self.people = {one.id: one for one in self._people()}
        self.kept_apart = self._kept_apart()
        rows = Line.objects.filter(subject_id=case.id, verb__in=_WHO_AND_WHEN, refused=False)
        self.lines = list(rows.order_by("at", "id"))
        self.report = self._how_reported()

    def opened(self, part: Part, key: ChestKey | None, table: str, row: Any, column: str) -> str | None:
        """What lies in a column; None where there is nothing, and where it cannot be opened, which is counted."""
        blob = getattr(row, column)
        if blob is None:
            return None
        if key is not None:
            try:
                return key.open(table, row.id, column, blob).decode()
            except SealBrokenError:
                pass
        self.closed[part] += 1
        return None

    def in_file(self, part: Part, table: str, row: Any, column: str) -> str | None:
        return self.opened(part, self.keys[ChestKind.FILE], table, row, column)

    def in_talk(self, part: Part, table: str, row: Any, column: str) -> str | None:
        return self.opened(part, self.keys[ChestKind.TALK], table, row, column)

    def colleague(self, alias: UUID | None) -> str:
        """A colleague as the case shows them, with what they do; for who is in the case themself the function alone."""
        one = self.colleagues.get(alias) if alias else None
        if not self.names_colleagues:
            return (one.function if one else "") or DESK
        return f"{one.first_name}, {one.function}" if one else GONE

    def first_name(self, alias: UUID | None) -> str:
        one = self.colleagues.get(alias) if alias else None
        return one.first_name if one else "iemand"

    def party(self, party_id: UUID | None) -> str:
        one = self.people.get(party_id) if party_id else None
        return one.short if one else DESK

    def line(self, verb: str, object_id: UUID | None = None) -> Line | None:
        """The first line of a verb, about one thing where that is given."""
        return next(
            (one for one in self.lines if one.verb == verb and object_id in (None, one.object_id)), None
        )

    @property
    def brought_by(self) -> str:
        """From whom what came with the report came."""
        return self.report.brought_by if self.report else REPORTER

    def came_along(self, one: FileDetails) -> bool:
        """Whether a file came with a report that the reporter did not make by themself."""
        filed = self.line("case.file")
        if filed is None or one.by != "reporter" or not one.uploaded_at or self.brought_by == REPORTER:
            return False
        return datetime.fromisoformat(one.uploaded_at) <= filed.at

    def _how_reported(self) -> ReportMade | None:
        """How the report was made; None where it cannot be read."""
        row = next(iter(select(Report, "case_id = %s", [self.case.id])), None)
        told = self.in_talk(Part.REPORT, "cases_report", row, "sealed_answers") if row else None
        if told is None:
            return None
        given = json.loads(told)
        by = self.case.entered_by
        made = ReportMade(
            given, given.get(_BEHALF) == _OTHER, self.case.channel, self.colleague(by) if by else ""
        )
        if not made.was_read_back:
            return made
        # It was written by the verb that filed the report, so before any other.
        first = next(iter(select(Account, "case_id = %s ORDER BY at, id LIMIT 1", [self.case.id])), None)
        return replace(made, read_back=first)

    def files(self) -> Iterator[tuple[UUID, FileDetails]]:
        for row in select(SealedFile, "owner_id = %s ORDER BY created_at, id", [self.case.id]):
            details = details_of(row, self.keys)
            if details is None:
                self.closed[Part.FILES] += 1
            else:
                yield row.id, details

    def _people(self) -> Iterator[Person]:
        order: dict[str, int] = {role: place for place, role in enumerate(Party.Role.values)}
        rows = select(Party, "case_id = %s", [self.case.id])
        for one in sorted(rows, key=lambda one: (order[one.role], one.number)):
            about = self.in_file(Part.PEOPLE, "cases_party", one, "sealed_description") or ""
            is_reporter = one.role == Party.Role.REPORTER
            short = REPORTER if is_reporter else pseudonym(one.role, one.number)
            yield Person(one.id, one.role, short, about, one.withdrawn_at is not None)

    def _kept_apart(self) -> set[UUID]:
        """The recorded subjects among the colleagues: lines of the log name them by nobody's name."""
        marks = marks_of(self.case.id, self.colleagues.values())
        return {alias for alias, one in self.colleagues.items() if marks.is_subject(one)}


def facts_of(*rows: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """The facts of an entry, by what each is, without those that are not there."""
    return tuple((label, str(value)) for label, value in rows if value not in ("", None))


def text_of(rows: Iterable[tuple[str, object]]) -> str:
    """Pieces of text one below the other, each with what it is."""
    return "\n\n".join(f"{label}: {text}" if label else str(text) for label, text in rows if text)


def terms_of(case: Case) -> Iterator[TermRan]:
    """How each term of a case ran, in the order in which they began."""
    for one in select(Term, "case_id = %s ORDER BY starts_on, name", [case.id]):
        yield TermRan(
            str(Term.Name(one.name).label),
            one.starts_on.isoformat(),
            one.due_on.isoformat(),
            moment(one.met_at),
            one.is_extended,
        )


def moment(at: datetime | date | None) -> str:
    """A moment with its zone as people here live it, or a day; empty for none."""
    if at is None:
        return ""
    if isinstance(at, datetime):
        return at.astimezone(AMSTERDAM).isoformat(timespec="seconds")
    return at.isoformat()


def came_in(case: Case) -> str:
    """When a report came in. Of what a colleague entered the day alone is known."""
    return moment(case.received_at.astimezone(AMSTERDAM).date() if case.entered_by else case.received_at)
