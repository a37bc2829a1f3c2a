"""Everything that lies sealed in a case as one list: who wrote what and when, in Dutch, the oldest first (C14).

Each sealed column of a case stands in one table here: it is gathered, or it is listed as left out with the reason. One
statement for each table, whatever the size of the case. What the reader of it has no key to is counted and not shown.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

from django.utils import translation

from weerbaar.audit.models import Line
from weerbaar.cases import papers
from weerbaar.cases.accesses import guests_in_talk
from weerbaar.cases.beside import keys_beside
from weerbaar.cases.copy_lines import VERBS_OF, part_of_line
from weerbaar.cases.copy_parts import PARTIES, Part
from weerbaar.cases.detriment import SAID, TYPES, WANTS_HELP
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import (
    Account,
    Admission,
    Channel,
    CheckIn,
    ChestKind,
    ClosingLetter,
    Decision,
    DecisionAsked,
    Duty,
    FileCopy,
    Guest,
    GuestMessage,
    Kind,
    Lesson,
    Measure,
    Message,
    Note,
    OutcomeCode,
    Party,
    PlanLine,
    Referral,
    Rehabilitation,
    Release,
    Report,
    Secrecy,
    Sphere,
    SubjectNotice,
    Task,
    Term,
    Triage,
    Typology,
    Urgency,
)
from weerbaar.cases.on_paper import WITHOUT_WORDS
from weerbaar.cases.queries import details_of
from weerbaar.cases.rules import MEASURES, pseudonym
from weerbaar.cases.subjects import HOW
from weerbaar.cases.timeline import SAYS_WHO_STAYS_OUT, TOLD_TO_REPORTER, every_event, told_of
from weerbaar.cases.wbk import WORDS as WBK_WORDS
from weerbaar.cases.wbk import Question
from weerbaar.database.rows import run, select
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.models import SealedFile
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date

    from weerbaar.cases.models import Case
    from weerbaar.cases.timeline import Event
    from weerbaar.organisation.queries import Colleague
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import FileDetails
    from weerbaar.vault.holders import Opened

REPORTER, DESK, GONE = "de melder", "het meldpunt", "iemand die hier niet meer werkt"
FOR_REPORTER = "iemand die voor de melder meldde"
"""Who wrote something, where that is nobody of the desk by name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column of a case, and in which parts of a copy what lies in it comes."""

    table: LiteralString
    name: LiteralString
    parts: tuple[Part, ...]
    of_case: LiteralString = "case_id = %s"


_OF_ASKED: LiteralString = "asked_id IN (SELECT id FROM cases_decisionasked WHERE case_id = %s)"

COLUMNS = (
    Column("cases_report", "sealed_answers", (Part.REPORT,)),
    Column("cases_message", "sealed_body", (Part.TALK, Part.OBJECTION)),
    Column("cases_account", "sealed_text", (Part.ACCOUNTS, Part.REPORT)),
    Column("cases_account", "sealed_correction", (Part.ACCOUNTS, Part.REPORT)),
    Column("cases_party", "sealed_description", (Part.PEOPLE,)),
    Column("cases_decision", "sealed_reason", (Part.DECISIONS, Part.ACCESS)),
    Column("cases_triage", "sealed_answers", (Part.ASSESSMENT,)),
    Column("cases_duty", "sealed_detail", (Part.DUTIES,)),
    Column("cases_measure", "sealed_text", (Part.MEASURES,)),
    Column("cases_subjectnotice", "sealed_text", (Part.SUBJECTS,)),
    Column("cases_checkin", "sealed_answer", (Part.PROTECTION, Part.GUESTS)),
    Column("cases_closingletter", "sealed_text", (Part.LETTERS,)),
    Column("cases_rehabilitation", "sealed_words", (Part.LETTERS,)),
    Column("cases_rehabilitation", "sealed_copy", (Part.LETTERS,)),
    Column("cases_decisionasked", "sealed_question", (Part.QUESTIONS,)),
    Column("cases_decisionasked", "sealed_answer", (Part.QUESTIONS,)),
    Column("cases_secrecy", "sealed_text", (Part.QUESTIONS,), _OF_ASKED),
    Column("cases_referral", "sealed_package", (Part.HANDED_ON,)),
    Column("cases_release", "sealed_package", (Part.HANDED_ON,)),
    Column("cases_guest", "sealed_who", (Part.GUESTS,)),
    Column("cases_guestmessage", "sealed_body", (Part.GUESTS,)),
    Column("cases_note", "sealed_text", (Part.NOTES,)),
    Column("cases_task", "sealed_text", (Part.TASKS,)),
    Column("cases_task", "sealed_result", (Part.TASKS,)),
    Column("cases_planline", "sealed_text", (Part.PLAN,)),
    Column("cases_lesson", "sealed_text", (Part.LESSONS,)),
    Column("vault_sealedfile", "sealed_details", (Part.FILES,), "owner_id = %s"),
)
"""What is gathered. What becomes of names that lie apart is said in `blackening`."""

NOT_GATHERED = {
    "cases_party.dropped_name": "a name: it goes along by itself, with a reason, or stays out",
    "cases_party.sealed_line": "codes by which it is found who decides",
    "cases_decision.dropped_name": "a name that was taken back, and stays out",
    "cases_measure.sealed_name": "a name that lies with its party too",
    "cases_guest.dropped_name": "a name, which stays out",
    "cases_answerdraft.sealed_body": "what somebody has not sent",
    "cases_contactperson.sealed_reach": "how a colleague is reached; that there was one stands in the timeline",
    "cases_closingletter.sealed_copy": "a copy of the letter, for the guest",
    "cases_rehabilitation.sealed_told": "kept empty: who was told lies with the words",
    "cases_filecopy.sealed_request": "for whom another copy was made",
    "cases_filecopy.sealed_content": "a copy of what is gathered",
    "cases_caselink.sealed_reason": "about another case too",
    "cases_improvement.sealed_text": "of no case: nothing in it leads to one",
    "cases_improvement.sealed_result": "of no case: nothing in it leads to one",
    "cases_released.sealed_text": "what another tenant let go, which is no case of ours",
    "cases_wordlist.sealed_words": "a list of words that stand here too",
}
"""The sealed columns that are not gathered, and why."""

CLEAR: Mapping[str, tuple[LiteralString, ...]] = {
    "cases_report": (),
    "cases_message": ("kind", "from_reporter", "author_alias", "at", "posted_on"),
    "cases_account": ("state", "told_on", "is_recorded", "written_by", "at", "settled_at"),
    "cases_party": ("role", "number", "withdrawn_at"),
    "cases_decision": ("verb", "actor_alias", "object_alias", "at"),
    "cases_triage": ("by_alias", "at"),
    "cases_duty": ("name", "answer", "due_on", "settled_at"),
    "cases_measure": (
        "party_id",
        "code",
        "bearer",
        "state",
        "proposed_by",
        "proposed_at",
        "checked_by",
        "checked_at",
        "decided_by",
        "decided_at",
    ),
    "cases_subjectnotice": ("party_id", "given_at", "heard_at"),
    "cases_checkin": ("holder_alias", "about", "answered_at"),
    "cases_closingletter": ("party_id", "outcome", "written_by", "at"),
    "cases_rehabilitation": ("party_id", "state", "proposed_by", "proposed_at", "settled_at"),
    "cases_decisionasked": (
        "is_check",
        "asked_of",
        "asked_by",
        "asked_at",
        "due_on",
        "answered_at",
        "withdrawn_at",
    ),
    "cases_secrecy": ("asked_id", "imposed_by", "imposed_at", "lifted_at"),
    "cases_referral": ("receiver", "made_by", "made_at", "handed_over_at"),
    "cases_release": ("made_by", "made_at", "sent_at", "recalled_at"),
    "cases_guest": ("party_id", "role", "holder_alias", "let_in_by", "by_reporter", "since"),
    "cases_guestmessage": ("guest_id", "from_guest", "author_alias", "at"),
    "cases_note": ("author_alias", "at", "withdrawn_at"),
    "cases_task": ("made_by", "made_at", "for_alias", "ended_at", "ended_by", "is_dropped"),
    "cases_planline": ("audience", "made_by", "made_at", "told_on", "dropped_at"),
    "cases_lesson": ("made_by", "at"),
    "vault_sealedfile": ("created_at",),
}
"""By table, the columns that anybody can read and that become facts of an entry: when one changes, what goes changes."""

NOT_SHOWN = {
    "cases_message.read_at": "reading changes nothing of what was said",
    "cases_measure.news_at": "since when it waits for somebody",
    "cases_subjectnotice.reporter_told_at": "what the reporter was told stands in the talk",
    "cases_subjectnotice.not_before": "what the reporter was told stands in the talk",
    "cases_subjectnotice.is_waived": "why stands with the decisions",
    "cases_party.by_staff": "who recorded somebody stands in the timeline",
    "cases_checkin.occasion": "why it was asked, not what was said",
    "cases_checkin.due_on": "when it was to be asked",
    "cases_checkin.asked_at": "when it was asked",
    "cases_checkin.stopped_at": "that no more is asked stands in the timeline",
    "cases_checkin.news_at": "since when it waits for somebody",
    "cases_closingletter.is_waived": "why stands with the decisions",
    "cases_rehabilitation.told_at": "in which state it is, is told",
    "cases_decisionasked.reminded_on": "of the clock",
    "cases_decisionasked.escalated_on": "of the clock",
    "cases_decisionasked.news_at": "since when it waits for somebody",
    "cases_secrecy.lifted_by": "who lifted it stands in the timeline",
    "cases_release.town_id": "to whom it went lies with the package",
    "cases_release.not_before": "from when it might go; when it went is told",
    "cases_release.delivered_at": "of the post between two organisations",
    "cases_release.ended_at": "of the post between two organisations",
    "cases_guest.reads": "what somebody may do, not what they said",
    "cases_guest.writes": "what somebody may do, not what they said",
    "cases_guest.until": "when words end",
    "cases_guest.ended_at": "that words ended stands in the timeline",
    "cases_guestmessage.read_at": "reading changes nothing of what was said",
    "cases_task.due_on": "when it was to be done",
    "cases_task.reminded_on": "of the clock",
    "cases_task.escalated_on": "of the clock",
    "cases_planline.planned_on": "when it was to be told",
    "cases_planline.told_by": "who told it lies with the words",
    "vault_sealedfile.stored_bytes": "how much storage it takes",
}
"""The columns of those tables that are in no entry, and why."""

SHOWN_ANSWERS = (
    "when_choice",
    "when_day",
    "when_from",
    "when_until",
    "where",
    "who_knows",
    "capacity",
    "openness",
)
"""The answers of a report that are shown beside the story, in this order. Whom it is about is no part of it."""

_OWN_QUESTIONS = "own"
_BEHALF, _OTHER = "behalf", "other"
"""The answer that says that somebody reported for somebody else, who is the reporter of the case from then on."""

LOOKS = frozenset({"case.open_names"})
"""Decisions that change nothing of what is gathered: whoever agrees to a copy may have to open the names for it."""

ABOUT_COPIES = frozenset({"case.ask_copy", "case.agree_copy", "case.refuse_copy"})


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
    reading = _Reading(holder, case, keys, names_colleagues=reader not in PARTIES)
    entries = [one for source in _SOURCES for one in source(reading)]
    events = _events(reading, reader)
    files = tuple(reading.files())
    return Gathered(
        entries=tuple(sorted(entries, key=lambda one: _in_time(one.at))),
        people=tuple(reading.people.values()),
        files=files,
        terms=tuple(_terms(case)),
        happened=tuple(Happened(moment(one.at), one.text, _part_of_event(reading, one)) for one in events),
        closed=reading.closed,
        taken_back=reading.taken_back,
        secret=reading.secret,
        brought={one: reading.brought_by for one, details in files if reading.came_along(details)},
    )


def _events(of: _Reading, reader: str) -> list[Event]:
    """What happened, for who reads the whole case; the reporter gets what they did, and what was told to them."""
    if reader == FileCopy.Reader.REPORTER:
        return every_event(of.case.id, {}, apart=of.kept_apart, verbs=TOLD_TO_REPORTER)
    return every_event(of.case.id, of.colleagues, apart=of.kept_apart)


def _part_of_event(of: _Reading, one: Event) -> Part | None:
    """The part that a line belongs to: what was done with the account that a case began with, belongs to the report."""
    first = of.report.read_back if of.report else None
    if first is not None and one.object_id == first.id:
        return Part.REPORT
    return part_of_line(one.verb)


def standing_of(case: Case, parts: Collection[str]) -> str:
    """A hash of all that lies in these parts, sealed and as facts, of who is in the case and of its own facts: the same as
    long as nothing of it changed, whoever asks. Needs no key. One statement.
    """
    columns = [one for one in (*COLUMNS, *_NAMES) if {*one.parts} & {*parts, Part.PEOPLE}]
    tables = {one.table: one for one in columns if CLEAR[one.table]}
    hashes: list[tuple[Column, LiteralString]] = []
    hashes.extend((one, _sealed_hash(one)) for one in columns)
    hashes.extend((one, _clear_hash(one)) for one in tables.values())
    statement: LiteralString = " UNION ALL ".join([hashed for _column, hashed in hashes])
    values: list[Any] = []
    for one, _hashed in hashes:
        values += [case.id, *([[*LOOKS, *ABOUT_COPIES]] if one.table == "cases_decision" else [])]
    rows = sorted((name, str(row), bytes(digest)) for name, row, digest in run(statement, values).fetchall())
    facts = (case.kind, case.stage, case.outcome, case.procedure, case.procedure_version)
    facts += (case.channel, case.received_at, case.acknowledged_at, case.closed_at, case.entered_by)
    terms = [str(one) for one in _terms(case)] if Part.TERMS in parts else []
    return hashlib.sha256(repr((rows, facts, terms)).encode()).hexdigest()


_NAMES = (
    Column("cases_party", "dropped_name", (Part.PEOPLE,)),
    Column("cases_guest", "dropped_name", (Part.PEOPLE,)),
)


def _sealed_hash(one: Column) -> LiteralString:
    return _hash_of(one, one.table + "." + one.name, one.name) + " AND " + one.name + " IS NOT NULL"


def _clear_hash(one: Column) -> LiteralString:
    row: LiteralString = "ROW(" + ", ".join(CLEAR[one.table]) + ")"
    return _hash_of(one, one.table, "convert_to(" + row + "::text, 'UTF8')")


def _hash_of(one: Column, name: LiteralString, value: LiteralString) -> LiteralString:
    statement: LiteralString = "SELECT '" + name + "', id, sha256(" + value + ") FROM " + one.table  # noqa: S608
    statement += " WHERE " + one.of_case
    return statement + " AND verb <> ALL(%s)" if one.table == "cases_decision" else statement


def moment(at: datetime | date | None) -> str:
    """A moment with its zone as people here live it, or a day; empty for none."""
    if at is None:
        return ""
    if isinstance(at, datetime):
        return at.astimezone(AMSTERDAM).isoformat(timespec="seconds")
    return at.isoformat()


def _in_time(at: str) -> datetime:
    """For the order: a day counts from its beginning, and what has no day yet stands first."""
    told = datetime.fromisoformat(at or "1970-01-01")
    return told if told.tzinfo else told.replace(tzinfo=AMSTERDAM)


class _Reading:
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
        self.report = self._report()

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

    def _report(self) -> _ReportMade | None:
        """How the report was made; None where it cannot be read."""
        row = next(iter(select(Report, "case_id = %s", [self.case.id])), None)
        told = self.in_talk(Part.REPORT, "cases_report", row, "sealed_answers") if row else None
        if told is None:
            return None
        given = json.loads(told)
        by = self.case.entered_by
        made = _ReportMade(
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


def _facts(*rows: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(value)) for label, value in rows if value not in ("", None))


def _yes(answer: object) -> str:
    return "" if answer is None else "ja" if answer else "nee"


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
class _ReportMade:
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


def _report(of: _Reading) -> Iterator[Entry]:
    made = of.report
    if made is None:
        return
    answers = {name: made.given[name] for name in (*SHOWN_ANSWERS, _OWN_QUESTIONS) if made.given.get(name)}
    text = str(made.given.get("story", ""))
    entered = of.line("intake.enter")
    facts = _facts(
        ("Ingevoerd op", moment(entered.at) if entered else ""), *_answered(made), *_words(of, made)
    )
    yield Entry(Part.REPORT, "report", made.what, made.written_by, came_in(of.case), text, facts, answers)
    if why := made.given.get(WITHOUT_WORDS):
        forgone = of.line("intake.forgo_words")
        at = moment(forgone.at) if forgone else ""
        what = "Waarom de melder geen acht woorden kreeg"
        yield Entry(Part.REPORT, "without_words", what, made.entered_by or DESK, at, str(why))
    if made.read_back is not None:
        yield from _read_back(of, made, made.read_back)


def came_in(case: Case) -> str:
    """When a report came in. Of what a colleague entered the day alone is known."""
    return moment(case.received_at.astimezone(AMSTERDAM).date() if case.entered_by else case.received_at)


_ANSWERED = {
    Account.State.SIGNED: "Akkoord van de melder op",
    Account.State.CORRECTED: "Verbeterd door de melder op",
    Account.State.UNSIGNED: "Zonder akkoord van de melder bewaard op",
}


def _answered(made: _ReportMade) -> tuple[tuple[str, str], ...]:
    """Whether the reporter stood by what was written for them, and when they said so."""
    if made.read_back is None:
        return ()
    how = _ANSWERED.get(Account.State(made.read_back.state))
    return ((how, moment(made.read_back.settled_at)),) if how else (("Akkoord van de melder", "Nog niet"),)


def _words(of: _Reading, made: _ReportMade) -> tuple[tuple[str, str], ...]:
    """That who reported for the reporter knew the words by which the reporter comes back, and until when."""
    if not made.is_for_another:
        return ()
    changed = of.line("reporter.change_words")
    seen = "Wie voor de melder meldde, zag ook de acht woorden van de melder."
    if changed is None:
        told = "De melder nam geen nieuwe. Wat hier van de melder komt, kan dus ook van die persoon komen."
        return (("Wie als de melder kan schrijven", f"{seen} {told}"),)
    day = changed.at.astimezone(AMSTERDAM).date()
    told = "Wat daarvóór van de melder kwam, kan ook van die persoon komen."
    return (
        ("Wie als de melder kon schrijven", f"{seen} {told}"),
        ("Nieuwe woorden van de melder sinds", moment(day)),
    )


def _read_back(of: _Reading, made: _ReportMade, row: Account) -> Iterator[Entry]:
    """What was laid before the reporter of a report that they did not write, and what they said of it."""
    text = of.in_talk(Part.REPORT, "cases_account", row, "sealed_text")
    if text is not None:
        what = "Dezelfde melding, zoals de melder die kon nalezen"
        yield Entry(Part.REPORT, "read_back", what, made.written_by, moment(row.at), text, _answered(made))
    yield from _corrected(of, row, Part.REPORT, "Verbetering van de melding")


_IDENTITY = {"given": "De melder gaf een naam.", "withdrawn": "De melder trok de naam in."}
_SCORES = {"good": "goed", "fair": "matig", "bad": "niet goed"}


def _talk(of: _Reading) -> Iterator[Entry]:
    told = FileCopy.objects.filter(case=of.case, message__isnull=False).values_list("message", "not_before")
    days = dict(told)
    begun = dict(Message.objects.filter(id__in=list(days)).values_list("id", "at"))
    spans = [(begun[one], day) for one, day in days.items() if one in begun]
    for row in select(Message, "case_id = %s ORDER BY at, id", [of.case.id]):
        text = of.in_talk(Part.TALK, "cases_message", row, "sealed_body")
        if text is None:
            continue
        facts = _facts(("Op papier verstuurd op", row.posted_on))
        if row.kind == Message.Kind.IDENTITY:
            text = _IDENTITY.get(text, "")
        elif row.kind == Message.Kind.RATING:
            told = json.loads(text)
            text, facts = told.get("body", ""), _facts(("Het ging", _SCORES.get(told.get("score"), "")))
        what = Message.Kind(row.kind).label
        part = Part.OBJECTION if _is_of_copy(row, days, spans) else Part.TALK
        yield Entry(part, row.kind, what, _speaker(of, row), moment(row.at), text, facts)


def _is_of_copy(row: Message, told: Collection[UUID], spans: Iterable[tuple[datetime, date | None]]) -> bool:
    """Whether the reporter was told of a copy in this message, or could say something to that by it: also without choosing
    to answer, in the days that they had.
    """
    if row.id in told or row.answers in told:
        return True
    if not row.from_reporter or row.kind != Message.Kind.MESSAGE or row.answers is not None:
        return False
    day = row.at.astimezone(AMSTERDAM).date()
    return any(begun <= row.at and end is not None and day < end for begun, end in spans)


def _speaker(of: _Reading, row: Message) -> str:
    if not row.from_reporter:
        return of.colleague(row.author_alias)
    if role := of.helpers.get(row.author_alias):
        return f"{Guest.Role(role).label}, namens de melder"
    return REPORTER


def _accounts(of: _Reading) -> Iterator[Entry]:
    first = of.report.read_back if of.report else None
    for row in select(Account, "case_id = %s ORDER BY at, id", [of.case.id]):
        if first is not None and row.id == first.id:
            continue
        text = of.in_talk(Part.ACCOUNTS, "cases_account", row, "sealed_text")
        state = Account.State(row.state)
        facts = _facts(
            ("Verteld op", row.told_on),
            (_ANSWERED.get(state, state.label), moment(row.settled_at) or "Nog geen antwoord"),
            ("Opgenomen", _yes(row.is_recorded)),
        )
        if text is not None:
            what, who = "Verslag van een gesprek met de melder", of.colleague(row.written_by)
            yield Entry(Part.ACCOUNTS, "account", what, who, moment(row.at), text, facts)
        yield from _corrected(of, row, Part.ACCOUNTS, "Verbetering van het verslag")


def _corrected(of: _Reading, row: Account, part: Part, what: str) -> Iterator[Entry]:
    text = of.in_talk(part, "cases_account", row, "sealed_correction")
    if text is not None:
        yield Entry(part, "correction", what, REPORTER, moment(row.settled_at), text)


def _decisions(of: _Reading) -> Iterator[Entry]:
    for row in select(Decision, "case_id = %s ORDER BY at, id", [of.case.id]):
        part = _part_of(row.verb)
        # What who decides answered, or a lawyer said, stands with the question.
        if row.verb == "decision.answer":
            continue
        text = of.in_file(part, "cases_decision", row, "sealed_reason")
        if text is None:
            continue
        is_apart = row.verb in SAYS_WHO_STAYS_OUT and row.object_alias in of.kept_apart
        whom = "een collega" if is_apart else of.first_name(row.object_alias)
        is_own = row.actor_alias == row.object_alias
        who = of.first_name(row.actor_alias)
        what = told_of(row.verb, who=who, whom=whom, is_own=is_own) or "Besluit"
        yield Entry(part, row.verb, what, of.colleague(row.actor_alias), moment(row.at), text)


def _part_of(verb: str) -> Part:
    if verb in ABOUT_COPIES:
        return Part.COPIES
    return next((one for one in (Part.ACCESS, Part.PROTECTION) if verb in VERBS_OF[one]), Part.DECISIONS)


_ASSESSED = (
    ("kind", "Soort", Kind),
    ("typology", "Waar het over gaat", Typology),
    ("sphere", "Sociaal of zakelijk", Sphere),
    ("urgency", "Hoe snel", Urgency),
    ("admission", "Hoort het hier?", Admission),
)


_SAID = {"yes": "ja", "no": "nee", "unknown": "niet bekend"}


def _assessment(of: _Reading) -> Iterator[Entry]:
    for row in select(Triage, "case_id = %s ORDER BY at, id", [of.case.id]):
        told = of.in_file(Part.ASSESSMENT, "cases_triage", row, "sealed_answers")
        if told is None:
            continue
        given = json.loads(told)
        facts = _facts(
            *((label, codes(given[name]).label) for name, label, codes in _ASSESSED if given.get(name)),
            *((WBK_WORDS[Question(name)][0], _SAID[said]) for name, said in given["wbk"].items()),
            ("Waar het wel hoort", given["route"]),
        )
        who, at = of.colleague(row.by_alias), moment(row.at)
        yield Entry(Part.ASSESSMENT, "assessment", "Beoordeling", who, at, given["reason"], facts)


def _duties(of: _Reading) -> Iterator[Entry]:
    # Whether a duty is there is said with the assessment, each time anew.
    said = next(iter(select(Triage, "case_id = %s ORDER BY at DESC LIMIT 1", [of.case.id])), None)
    who, at = (of.colleague(said.by_alias), moment(said.at)) if said else (DESK, "")
    for row in select(Duty, "case_id = %s ORDER BY name", [of.case.id]):
        told = of.in_file(Part.DUTIES, "cases_duty", row, "sealed_detail")
        if told is None:
            continue
        detail = json.loads(told)
        facts = _facts(
            ("Moet dit?", Duty.Answer(row.answer).label),
            ("Wie besluit", detail.get("who", "")),
            ("Uiterlijk", row.due_on),
        )
        what, why = Duty.Name(row.name).label, detail.get("why", "")
        yield Entry(Part.DUTIES, row.name, what, who, at, why, facts)
        if done := detail.get("what"):
            # Who did it stands with the decisions.
            told = f"{what}: wat is besloten of gedaan"
            yield Entry(Part.DUTIES, row.name, told, DESK, moment(row.settled_at), done)


def _parts(rows: Iterable[tuple[str, object]]) -> str:
    """Pieces of text one below the other, each with what it is."""
    return "\n\n".join(f"{label}: {text}" if label else str(text) for label, text in rows if text)


def _measures(of: _Reading) -> Iterator[Entry]:
    dropped = _reasons(of, "case.drop_measure")
    for row in select(Measure, "case_id = %s ORDER BY proposed_at, id", [of.case.id]):
        told = of.in_file(Part.MEASURES, "cases_measure", row, "sealed_text")
        if told is not None:
            yield from _of_measure(of, row, json.loads(told), dropped)


def _reasons(of: _Reading, verb: str) -> dict[str, Decision]:
    """The decisions of one verb by their reason, which tells of which thing each was."""
    rows = select(Decision, "case_id = %s AND verb = %s ORDER BY at, id", [of.case.id, verb])
    told = ((one, of.in_file(Part.MEASURES, "cases_decision", one, "sealed_reason")) for one in rows)
    return {reason.strip(): one for one, reason in told if reason is not None}


_DECIDED = "Besloten tot een maatregel"


def _of_measure(
    of: _Reading, row: Measure, texts: Mapping[str, Any], dropped: Mapping[str, Decision]
) -> Iterator[Entry]:
    """What was proposed, checked, advised and decided: each by who did it, when that was."""
    facts = _facts(
        ("Maatregel", MEASURES[row.code].label),
        ("Voor", of.party(row.party_id) if row.party_id else "de organisatie"),
        ("Hoe het ervoor staat", Measure.State(row.state).label),
    )
    fit = "Zo kan het." if texts.get("is_fit") else "Zo kan het niet."
    gone = dropped.get(texts.get("dropped", "").strip())
    advised = of.line("case.advise_measure", row.id)
    steps = (
        ("Maatregel voorgesteld", row.proposed_by, moment(row.proposed_at), _proposed(texts)),
        (
            "Maatregel getoetst",
            row.checked_by,
            moment(row.checked_at),
            _parts((("", texts.get("check") and fit), ("", texts.get("check")))),
        ),
        (
            "Werkgever geadviseerd over een maatregel",
            advised.actor_alias if advised else None,
            texts.get("advised", {}).get("on", ""),
            _advised(texts.get("advised")),
        ),
        (_DECIDED, row.decided_by, moment(row.decided_at), texts.get("decision", "")),
        (
            "Maatregel gaat niet door",
            gone.actor_alias if gone else None,
            moment(gone.at) if gone else "",
            texts.get("dropped", ""),
        ),
    )
    for what, by, at, text in steps:
        if text:
            who = of.colleague(by) if by else DESK
            theirs = row.party_id if what == _DECIDED and _is_for_its_party(row) else None
            yield Entry(Part.MEASURES, row.code, what, who, at, text, facts, theirs=theirs)


def _is_for_its_party(row: Measure) -> bool:
    """Whether whom a measure is about gets the decision: it stands, and it is not the reporter's burden."""
    return row.state == Measure.State.DECIDED and row.bearer != Measure.Bearer.REPORTER


def _proposed(texts: Mapping[str, Any]) -> str:
    return _parts(
        (
            ("Wat", texts.get("what")),
            ("Waarom", texts.get("why")),
            ("Waarom niets lichters", texts.get("proportion")),
            ("Wat is overwogen", texts.get("alternative")),
            ("Waarom dat niet kon", texts.get("why_not")),
            ("Wie ermee instemde", texts.get("agreed")),
        )
    )


_FOLLOWS = {None: "", True: "De werkgever volgt dit.", False: "De werkgever volgt dit niet."}


def _advised(advised: Mapping[str, Any] | None) -> str:
    if not advised:
        return ""
    said = f"{_FOLLOWS[advised.get('follows')]} {advised.get('said', '')}".strip()
    return _parts((("Aan", advised["receiver"]), ("", advised["text"]), ("Antwoord", said)))


def _subjects(of: _Reading) -> Iterator[Entry]:
    for row in select(SubjectNotice, "case_id = %s ORDER BY id", [of.case.id]):
        told = of.in_file(Part.SUBJECTS, "cases_subjectnotice", row, "sealed_text")
        if not told:
            continue
        words, short = json.loads(told), of.party(row.party_id)
        about = _facts(("Over", short))
        if words.get("told"):
            what, at = f"Bericht aan {short}", moment(row.given_at)
            yield Entry(Part.SUBJECTS, "told", what, DESK, at, words["told"], about, theirs=row.party_id)
        if words.get("said"):
            # Not a statement of their own hand: the desk wrote down what it heard.
            what = f"Wat {short} zei, zoals het meldpunt het opschreef"
            at, how = moment(row.heard_at), _facts(("Hoe", HOW.get(words.get("how", ""), "")))
            facts = about + how
            yield Entry(Part.SUBJECTS, "said", what, DESK, at, words["said"], facts, theirs=row.party_id)


def _letters(of: _Reading) -> Iterator[Entry]:
    for row in select(ClosingLetter, "case_id = %s ORDER BY at, id", [of.case.id]):
        text = of.in_file(Part.LETTERS, "cases_closingletter", row, "sealed_text")
        short = of.party(row.party_id)
        facts = _facts(("Uitkomst", OutcomeCode(row.outcome).label if row.outcome else ""))
        if text:
            what = f"Brief aan {short} over wat is vastgesteld"
            who = of.colleague(row.written_by)
            at = moment(row.at)
            yield Entry(Part.LETTERS, "letter", what, who, at, text, facts, theirs=row.party_id)
    guests = select(Guest, "case_id = %s ORDER BY since DESC", [of.case.id])
    for row in select(Rehabilitation, "case_id = %s ORDER BY proposed_at, id", [of.case.id]):
        keys = [of.beside.get(one.id) for one in guests if one.party_id == row.party_id]
        told = _on_their_page(row, keys)
        told = told or of.in_file(Part.LETTERS, "cases_rehabilitation", row, "sealed_words")
        if told is None:
            continue
        held, short = json.loads(told), of.party(row.party_id)
        facts = _facts(("Hoe het ervoor staat", Rehabilitation.State(row.state).label))
        facts += tuple(("Wie dit hoort", f"{one['who']} {one['on']}".strip()) for one in held["whom"])
        what = f"Woorden om de naam van {short} te herstellen"
        who, at = of.colleague(row.proposed_by), moment(row.proposed_at)
        yield Entry(Part.LETTERS, "rehabilitation", what, who, at, held["words"], facts, theirs=row.party_id)
        if held["said"]:
            replies = [one for one in of.lines if one.verb == "guest.answer_rehabilitation"]
            # To the words that stand there now: they may have answered earlier ones themself.
            is_own = any(one.object_id == row.party_id and one.at >= row.proposed_at for one in replies)
            what = f"Wat {short} van die woorden vindt"
            who = short if is_own else DESK
            what = what if is_own else f"{what}, zoals het meldpunt het opschreef"
            at = moment(row.settled_at)
            yield Entry(Part.LETTERS, "reply", what, who, at, held["said"], theirs=row.party_id)


def _on_their_page(row: Rehabilitation, keys: Iterable[ChestKey | None]) -> str | None:
    """What stands on a subject's own page, where they answer: they have no key to the file. None where nothing does."""
    for key in keys:
        if key and row.sealed_copy:
            with suppress(SealBrokenError):
                return key.open(
                    "cases_rehabilitation", row.id, "sealed_copy", bytes(row.sealed_copy)
                ).decode()
    return None


def _protection(of: _Reading) -> Iterator[Entry]:
    guests = {one.holder_alias: one for one in select(Guest, "case_id = %s", [of.case.id])}
    for row in select(CheckIn, "case_id = %s AND answered_at IS NOT NULL ORDER BY answered_at", [of.case.id]):
        guest = guests.get(row.holder_alias)
        part = Part.GUESTS if guest else Part.PROTECTION
        key = of.beside.get(guest.id) if guest else of.keys[ChestKind.TALK]
        told = of.opened(part, key, "cases_checkin", row, "sealed_answer")
        if told is None:
            continue
        given = json.loads(told)
        known = WANTS_HELP if row.about == CheckIn.About.CARE else SAID
        facts = _facts(
            ("Antwoord", known.get(given["said"], given["said"])),
            ("Wat er is gebeurd", ", ".join(TYPES.get(one, one) for one in given["types"])),
        )
        text = _parts((("", given["what"]), ("Wat deze persoon wil", given["wish"])))
        who = _guest(of, guest) if guest else REPORTER
        what = "Hoe gaat het met de melder?" if not guest else "Hoe gaat het?"
        yield Entry(part, row.about, what, who, moment(row.answered_at), text, facts)


def _guest(of: _Reading, row: Guest) -> str:
    label = str(Guest.Role(row.role).label)
    return f"{label} {of.party(row.party_id)}" if row.party_id else label


def _guests(of: _Reading) -> Iterator[Entry]:
    there = {}
    for row in select(Guest, "case_id = %s ORDER BY since, id", [of.case.id]):
        there[row.id] = row
        read = of.in_talk if row.by_reporter else of.in_file
        told = read(Part.GUESTS, "cases_guest", row, "sealed_who")
        if told is not None:
            who = REPORTER if row.by_reporter else of.colleague(row.let_in_by)
            words = json.loads(told)
            text = _parts((("Wie", words["who"]), ("Waarom", words["why"])))
            what = f"Eigen woorden gegeven: {_guest(of, row)}"
            yield Entry(Part.GUESTS, "let_in", what, who, moment(row.since), text)
    for row in select(GuestMessage, "case_id = %s ORDER BY at, id", [of.case.id]):
        key = of.beside.get(row.guest_id)
        text = of.opened(Part.GUESTS, key, "cases_guestmessage", row, "sealed_body")
        if text is not None:
            guest = _guest(of, there[row.guest_id])
            who = guest if row.from_guest else of.colleague(row.author_alias)
            what = "Bericht" if row.from_guest else f"Bericht aan: {guest}"
            yield Entry(Part.GUESTS, "message", what, who, moment(row.at), text)


def _questions(of: _Reading) -> Iterator[Entry]:
    """The papers, without those on which something is under secrecy now: of these only the number is told."""
    secrets = select(Secrecy, _OF_ASKED + " ORDER BY imposed_at, id", [of.case.id])
    hidden = {one.asked_id for one in secrets if one.lifted_at is None}
    of.secret = len(hidden)
    for row in select(DecisionAsked, "case_id = %s ORDER BY asked_at, id", [of.case.id]):
        if row.id in hidden:
            continue
        key = of.beside.get(row.id)
        if key is None:
            of.closed[Part.QUESTIONS] += 1
            continue
        yield from _of_question(of, row, key)
        yield from (_lifted(of, row, key, one) for one in secrets if one.asked_id == row.id)


def _of_question(of: _Reading, row: DecisionAsked, key: ChestKey) -> Iterator[Entry]:
    paper, answer = papers.paper_of(key, row), papers.answer_of(key, row)
    whom, who = of.colleague(row.asked_of), of.colleague(row.asked_by)
    facts = _facts(
        ("Voorgelegd aan", whom),
        ("Uiterlijk", row.due_on),
        ("Ingetrokken op", moment(row.withdrawn_at)),
    )
    laid = paper.laid
    more = ((("Wat", laid.what), ("Waarom", laid.why), ("Toets", laid.check)) if laid else ())  # fmt: skip
    choices = [("Mogelijk antwoord", f"{one.label}. {one.does}") for one in paper.answers]
    text = _parts((("", paper.question), ("", paper.facts), *more, *choices))
    what = "Vraag om een toets" if row.is_check else "Vraag om een besluit"
    yield Entry(Part.QUESTIONS, "question", what, who, moment(row.asked_at), text, facts)
    for one in paper.added:
        # Any colleague in the case may add to a question, and the paper does not say which.
        what, by = ("Vraag terug", whom) if one.by_decider else ("Aanvulling op de vraag", DESK)
        yield Entry(Part.QUESTIONS, "added", what, by, moment(datetime.fromisoformat(one.at)), one.text)
    if answer:
        given = _parts(
            (
                ("", paper.label(answer.get("choice", ""))),
                ("Reden", answer.get("reason")),
                ("Teruggegeven", answer.get("handed_back")),
            )
        )
        at = moment(row.answered_at or row.withdrawn_at)
        yield Entry(Part.QUESTIONS, "answer", "Antwoord", whom, at, given)


def _lifted(of: _Reading, row: DecisionAsked, key: ChestKey, secrecy: Secrecy) -> Entry:
    """Secrecy that was imposed and lifted since: that it was is told, and why."""
    told = of.opened(Part.QUESTIONS, key, "cases_secrecy", secrecy, "sealed_text")
    words = json.loads(told) if told else {}
    text = _parts(("", str(one)) for one in words.values())
    facts = _facts(("Opgeheven op", moment(secrecy.lifted_at)))
    who, at = of.colleague(secrecy.imposed_by), moment(secrecy.imposed_at)
    return Entry(Part.QUESTIONS, "secrecy", "Geheimhouding, opgeheven", who, at, text, facts)


def _handed_on(of: _Reading) -> Iterator[Entry]:
    for row in select(Referral, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        told = of.in_file(Part.HANDED_ON, "cases_referral", row, "sealed_package")
        if told is None:
            continue
        facts = _facts(
            ("Aan", Referral.Receiver(row.receiver).label), ("Overgedragen op", moment(row.handed_over_at))
        )
        who, note = of.colleague(row.made_by), json.loads(told)["content"].get("note", "")
        yield Entry(Part.HANDED_ON, "package", "Pakket gemaakt", who, moment(row.made_at), note, facts)
    for row in select(Release, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        told = of.in_file(Part.HANDED_ON, "cases_release", row, "sealed_package")
        if told is None:
            continue
        kept = json.loads(told)
        facts = _facts(
            ("Aan", "; ".join(kept["receivers"])),
            ("Stukken", ", ".join(kept["files"])),
            ("Verstuurd op", moment(row.sent_at)),
            ("Teruggenomen op", moment(row.recalled_at)),
        )
        who, at = of.colleague(row.made_by), moment(row.made_at)
        yield Entry(Part.HANDED_ON, "release", "Doorgegeven aan een ander", who, at, kept["text"], facts)


def _notes(of: _Reading) -> Iterator[Entry]:
    for row in select(Note, "case_id = %s ORDER BY at, id", [of.case.id]):
        if row.withdrawn_at:
            of.taken_back[Part.NOTES] += 1
            continue
        text = of.in_file(Part.NOTES, "cases_note", row, "sealed_text")
        if text is not None:
            who = of.colleague(row.author_alias)
            yield Entry(Part.NOTES, "note", "Notitie", who, moment(row.at), text)


def _tasks(of: _Reading) -> Iterator[Entry]:
    for row in select(Task, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        text = of.in_file(Part.TASKS, "cases_task", row, "sealed_text")
        result = of.in_file(Part.TASKS, "cases_task", row, "sealed_result")
        if text is not None:
            ended = "Vervallen op" if row.is_dropped else "Klaar op"
            facts = _facts(("Voor", of.colleague(row.for_alias)), (ended, moment(row.ended_at)))
            who = of.colleague(row.made_by)
            yield Entry(Part.TASKS, "task", "Taak", who, moment(row.made_at), text, facts)
        if result:
            what = "Waarom een taak verviel" if row.is_dropped else "Wat uit een taak kwam"
            who, at = of.colleague(row.ended_by), moment(row.ended_at)
            yield Entry(Part.TASKS, "result", what, who, at, result)


def _plan(of: _Reading) -> Iterator[Entry]:
    for row in select(PlanLine, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        if row.dropped_at:
            of.taken_back[Part.PLAN] += 1
            continue
        told = of.in_file(Part.PLAN, "cases_planline", row, "sealed_text")
        if told is not None:
            words = json.loads(told)
            facts = _facts(
                ("Voor", PlanLine.Audience(row.audience).label),
                ("Verteld door", words["teller"]),
                ("Verteld op", row.told_on),
            )
            who, at = of.colleague(row.made_by), moment(row.made_at)
            yield Entry(Part.PLAN, row.audience, "Communicatieplan", who, at, words["text"], facts)


def _lessons(of: _Reading) -> Iterator[Entry]:
    for row in select(Lesson, "case_id = %s ORDER BY at, id", [of.case.id]):
        text = of.in_file(Part.LESSONS, "cases_lesson", row, "sealed_text")
        if text is not None:
            who = of.colleague(row.made_by)
            yield Entry(Part.LESSONS, "lesson", "Les", who, moment(row.at), text)


_SOURCES: tuple[Callable[[_Reading], Iterator[Entry]], ...] = (
    _report,
    _talk,
    _accounts,
    _subjects,
    _assessment,
    _duties,
    _measures,
    _questions,
    _decisions,
    _letters,
    _protection,
    _handed_on,
    _guests,
    _notes,
    _tasks,
    _plan,
    _lessons,
)


def _terms(case: Case) -> Iterator[TermRan]:
    for one in select(Term, "case_id = %s ORDER BY starts_on, name", [case.id]):
        yield TermRan(
            str(Term.Name(one.name).label),
            one.starts_on.isoformat(),
            one.due_on.isoformat(),
            moment(one.met_at),
            one.is_extended,
        )
