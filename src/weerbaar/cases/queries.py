"""Questions about one case, by somebody who was let in. Everything here needs an open key; without one there is no case.

The worklist, which needs none, stands in `worklist.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases import rules, sealed
from weerbaar.cases.accesses import NOT_THERE, access_to, living
from weerbaar.cases.kept_out import marks_beside, marks_of, marks_of_cases
from weerbaar.cases.leaves import THE_NEWEST, Long
from weerbaar.cases.models import (
    Access,
    AnswerDraft,
    Case,
    ChestKind,
    ConsentRequest,
    Decision,
    DecisionAsked,
    Guest,
    Message,
    Party,
    Report,
    StandIn,
    Term,
)
from weerbaar.cases.procedures import Procedure, version_of
from weerbaar.cases.rules import Candidate, doers, may_be_let_in, missing_for_step, pseudonym
from weerbaar.cases.standing import standing
from weerbaar.cases.timeline import SAYS_WHO_STAYS_OUT, Event, events_of
from weerbaar.cases.worklist import TermView, term_view
from weerbaar.database.rows import run, select
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import Colleague, colleagues_by_alias
from weerbaar.organisation.staff import READING_ROLES
from weerbaar.vault.chests import open_chests
from weerbaar.vault.files import details_in
from weerbaar.vault.models import Chest, Grant, Holder, SealedFile
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from weerbaar.cases.leaves import Places, Way
    from weerbaar.cases.procedures import Doer, Step
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import FileDetails
    from weerbaar.vault.holders import Opened


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `body` of a rating or of a message about the name is a code; see `intake.actions`. `by_guest` is the
    role of who wrote it for the reporter.
    """

    id: UUID
    kind: str
    from_reporter: bool
    author: Colleague | None
    body: str = field(repr=False)
    at: datetime
    is_new: bool
    is_read: bool
    is_answered: bool
    by_guest: str = ""


@dataclass(frozen=True, slots=True)
class PartyView:
    """Somebody in the case under a pseudonym. `has_name`: a name lies apart.

    `by_staff`: a handler recorded them, so that a handler can take it back.
    """

    id: UUID
    role: str
    number: int
    short: str
    description: str = field(repr=False)
    has_name: bool
    by_staff: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as the file page shows it."""

    id: UUID
    details: FileDetails = field(repr=False)

    @property
    def from_staff(self) -> bool:
        return bool(self.details.by) and self.details.by != "reporter"


@dataclass(frozen=True, slots=True)
class Reason:
    """A decision in words."""

    id: UUID
    at: datetime
    verb: str
    by: Colleague | None
    about: Colleague | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Somebody who has a key. `colleague` is None for the reporter, for whom they let in (`guest` is that one's role), or
    for who is no longer known. `stands_for` are those whose substitute they are.
    """

    alias: UUID
    colleague: Colleague | None
    is_me: bool
    is_reporter: bool
    capacity: str
    chests: frozenset[str]
    until: datetime | None
    guest: str = ""
    stands_for: tuple[Colleague, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for consent that is not decided yet. `for_me`: the asker of this page may decide."""

    id: UUID
    by: Colleague | None
    whom: Colleague | None
    chests: tuple[str, ...]
    until: datetime | None
    reason: str = field(repr=False)
    for_me: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The whole talk in numbers: how many messages, how many of them new to the asker, and who spoke last."""

    total: int
    new: int
    waits_for_answer: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """From each leaf of the file page to those beside it."""

    messages: Way
    files: Way
    events: Way
    decisions: Way


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions of a case in numbers: how many, in how many of them a name lies apart, and whether there was an inquiry."""

    total: int
    named: int
    has_inquiry: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything of the file page. Of messages, files, events and decisions one leaf each; `ways` lead to the others.

    `keys` are the asker's, so that each section opens what is its own and the compartments are opened once. `seen` is when
    they last looked: what came later is new to them.
    """

    case: Case
    access: Access
    answers: Mapping[str, Any] = field(repr=False)
    messages: tuple[Said, ...] = field(repr=False)
    parties: tuple[PartyView, ...] = field(repr=False)
    files: tuple[FileView, ...] = field(repr=False)
    decisions: tuple[Reason, ...] = field(repr=False)
    terms: tuple[TermView, ...]
    events: tuple[Event, ...] = field(repr=False)
    holders: tuple[KeyHolder, ...] = field(repr=False)
    asked: tuple[Asked, ...] = field(repr=False)
    draft: str = field(repr=False)
    existing: frozenset[str]
    held: frozenset[str]
    colleagues: Mapping[UUID, Colleague] = field(repr=False)
    keys: Mapping[str, ChestKey] = field(repr=False)
    talk: Talk
    decided: Decided
    file_count: int
    ways: Ways
    seen: datetime

    @property
    def new_count(self) -> int:
        """How many messages of the reporter are new to the asker, on whichever leaf."""
        return self.talk.new

    @property
    def waits_for_answer(self) -> bool:
        """Whether the reporter spoke last."""
        return self.talk.waits_for_answer


def opened_holder(staff: Staff) -> Opened:
    """The open key of somebody who acts. Raises RefusedError while their vault is closed."""
    if staff.opened is None:
        raise RefusedError(_("Open eerst je kluis."))
    return staff.opened


def keys_to(staff: Staff, case: Case, kinds: Sequence[str] = ()) -> dict[str, ChestKey]:
    """The compartments of a case that somebody can open. Without `talk` and `file` the case does not exist for them."""
    keys = open_chests(opened_holder(staff), case.id, kinds)
    if not {ChestKind.TALK, ChestKind.FILE} <= set(keys) and not kinds:
        raise NotAllowedError(NOT_THERE)
    return keys


def case_file(
    staff: Staff, code: str, *, with_reading: bool = False, places: Places = THE_NEWEST
) -> CaseFile:
    """The whole file page, in a number of queries that does not grow with the case.

    Raises NotAllowedError, alike for a case one was not let in to and for a code that does not exist. The caller logs
    the reading (`actions.open_case`) before anything of it is shown.
    """
    opened_holder(staff)
    access = access_to(staff.alias, code)
    case = access.case
    keys = keys_to(staff, case)
    colleagues = colleagues_by_alias(staff.tenant_id)
    # Their line is gone as soon as a mark means them (`moved.py`); what forgot to say so opens nothing either.
    marks = marks_of(case.id, colleagues.values())
    if marks.keep_out(colleagues[staff.alias]):
        raise NotAllowedError(NOT_THERE)
    report = next(iter(select(Report, "case_id = %s", [case.id])), None)
    draft = next(
        iter(select(AnswerDraft, "case_id = %s AND author_alias = %s", [case.id, staff.alias])), None
    )
    seen = _looked_at(access)
    helpers = _let_in_by_reporter(case)
    said = _long_talk(case).leaf(places.messages)
    filed = _long_files(case).leaf(places.files)
    decided = _long_decisions(case).leaf(places.decisions)
    apart = {alias for alias, one in colleagues.items() if marks.is_subject(one)}
    events = events_of(
        case.id, colleagues, me=staff.alias, apart=apart, with_reading=with_reading, start=places.events
    )
    return CaseFile(
        case=case,
        access=access,
        answers=sealed.report_answers(keys, report) if report else {},
        messages=_messages(said.rows, keys, seen, colleagues, helpers),
        parties=_parties(case, keys),
        files=_file_views(filed.rows, keys),
        decisions=_reasons(decided.rows[::-1], keys, colleagues, apart),
        terms=tuple(
            term_view(one)
            for one in select(Term, "case_id = %s AND met_at IS NULL ORDER BY due_on, name", [case.id])
        ),
        events=events.rows,
        holders=_holders(case, staff, colleagues, helpers),
        asked=_asked(access, staff, colleagues, keys),
        draft=sealed.draft_body(keys, draft) if draft else "",
        existing=frozenset(_existing(case)),
        held=frozenset(keys),
        colleagues=colleagues,
        keys=keys,
        talk=_talk(case, seen),
        decided=_decided(case),
        file_count=_count_files(case),
        ways=Ways(said.way, filed.way, events.way, decided.way),
        seen=seen,
    )


def procedure_of(case: Case) -> Procedure:
    """The procedure that a case follows, in the version that it began under."""
    return version_of(case.procedure, case.procedure_version)


def missing_for(case: Case, step: Step) -> tuple[str, ...]:
    """What must be there before a step of this case, as sentences; empty when it may be taken now."""
    procedure = procedure_of(case)
    return missing_for_step(procedure, step, case.stage, standing(case))


def acts_as(staff: Staff, access: Access | None) -> frozenset[Doer]:
    """As whom somebody acts in a case by their access: who reads along for a time is none of those who take steps."""
    handling = (Access.Capacity.HANDLER, Access.Capacity.RESERVE)
    return doers(
        handles=access is not None and access.capacity in handling,
        decides=staff.decides,
        is_lawyer=Role.LAWYER in staff.roles,
    )


def not_theirs(staff: Staff, case: Case, step: Step) -> str:
    """Why somebody may not take a step of this case, as a sentence; empty when they may."""
    access = Access.objects.filter(living(), case=case, holder_alias=staff.alias).first()
    return rules.not_theirs(procedure_of(case), step, case.stage, acts_as(staff, access))


def answer_draft(staff: Staff, code: str) -> str:
    """What the asker kept of an answer that is not ready; empty when there is none. Raises NotAllowedError."""
    opened_holder(staff)
    case = access_to(staff.alias, code).case
    draft = AnswerDraft.objects.filter(case=case, author_alias=staff.alias).first()
    return sealed.draft_body(keys_to(staff, case), draft) if draft else ""


def case_head(staff: Staff, code: str) -> Access:
    """The access with its case, for the head of an act page. Raises NotAllowedError."""
    opened_holder(staff)
    return access_to(staff.alias, code)


def names(staff: Staff, case: Case) -> dict[UUID, str]:
    """The names that lie apart, by party: those whose compartment the asker has a key to.

    The page asks this only within the quarter of an hour after `actions.open_names`.
    """
    keys = open_chests(opened_holder(staff), case.id, [ChestKind.NAMES, ChestKind.IDENTITY])
    found: dict[UUID, str] = {}
    for party in Party.objects.filter(case=case, dropped_name__isnull=False):
        kind = ChestKind.IDENTITY if party.role == Party.Role.REPORTER else ChestKind.NAMES
        if kind in keys:
            found[party.id] = _name_in_words(sealed.dropped_name(keys[kind], party))
    return found


def names_taken_back(staff: Staff, case: Case) -> dict[UUID, str]:
    """The names that were marked by mistake, by the decision that took them back. Asked as `names` is."""
    keys = open_chests(opened_holder(staff), case.id, [ChestKind.NAMES])
    if not keys:
        return {}
    decisions = Decision.objects.filter(case=case, dropped_name__isnull=False)
    return {one.id: sealed.dropped_name(keys[ChestKind.NAMES], one) for one in decisions}


def _name_in_words(dropped: str) -> str:
    """A reporter's name lies with the way to reach them; any other name is only itself."""
    try:
        packed = json.loads(dropped)
        return ", ".join(part for part in (packed["name"], packed["contact"]) if part)
    except (ValueError, TypeError, KeyError):
        return dropped


def may_come_in(staff: Staff, case: Case) -> list[Colleague]:
    """Colleagues to whom a key of this case may be sealed, by name; the asker is not among them.

    Nobody who was asked to decide in it: whoever decides has no other part in it. And nobody who must stay out of a case
    beside it.
    """
    everyone = colleagues_by_alias(staff.tenant_id)
    marks, asked = marks_beside(case.id, everyone.values()), asked_of(case)
    fit = [
        one
        for one in everyone.values()
        if one.alias != staff.alias
        and one.alias not in asked
        and may_be_let_in(
            Candidate(
                has_trusted_key=one.is_trusted,
                has_left=one.left,
                is_kept_out=any(marked.keep_out(one) for marked in marks),
                works_on_cases=bool(one.roles & READING_ROLES) and Role.ADMINISTRATOR not in one.roles,
            )
        )
    ]
    return sorted(fit, key=lambda one: one.name.casefold())


def reads_also(staff: Staff, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Those of these cases that somebody reads as well, by id: with a living access, and not one that they must stay out of.

    What stands in one case about another asks this: it is told to who reads both, and to nobody else (promise 1).
    """
    mine = Access.objects.filter(living(), holder_alias=staff.alias, case__in=list(case_ids))
    there = {one.case_id: one.case for one in mine.select_related("case")}
    people = colleagues_by_alias(staff.tenant_id) if there else {}
    marks = marks_of_cases(list(there), people.values()) if there else {}
    return {
        case_id: case for case_id, case in there.items() if not marks[case_id].keep_out(people[staff.alias])
    }


def asked_of(case: Case) -> set[UUID]:
    """Before whom a question to decide lies in this case, and who answered one. By alias.

    Not a lawyer who checks a measure on its own paper: that is no decision.
    """
    rows = DecisionAsked.objects.filter(case=case, is_check=False, withdrawn_at=None)
    return set(rows.values_list("asked_of", flat=True))


def may_get_more(staff: Staff, case: Case, kinds: Collection[str]) -> list[Colleague]:
    """Colleagues who can be given something that they do not have: the case, longer, or names of these `kinds`."""
    lasting = Access.objects.filter(case=case, until=None).values_list("holder_alias", flat=True)
    held = defaultdict(set)
    grants = Grant.objects.filter(chest__owner_id=case.id, chest__destroyed_at=None, until=None)
    for alias, kind in grants.values_list("holder_alias", "chest__kind"):
        held[alias].add(kind)
    has_all = {alias for alias in lasting if set(kinds) <= held[alias]}
    return [one for one in may_come_in(staff, case) if one.alias not in has_all]


def kinds_with_a_name(case: Case) -> set[str]:
    """The compartments that a key can be asked of. Where the reporter gave no name there is nothing to open."""
    kinds = {one.kind for one in chests_with_names(case)}
    named = Party.objects.filter(case=case, role=Party.Role.REPORTER, dropped_name__isnull=False)
    return kinds if named.exists() else kinds - {str(ChestKind.IDENTITY)}


def seated(case: Case) -> dict[UUID, Access]:
    """The living accesses of a case, by alias."""
    return {one.holder_alias: one for one in Access.objects.filter(living(), case=case)}


def case_files(case: Case, keys: Mapping[str, ChestKey]) -> list[FileView]:
    """The files of a case whose details open with the keys at hand, in the order in which they came."""
    return list(_file_views(SealedFile.objects.filter(owner_id=case.id).order_by("created_at", "id"), keys))


def _file_views(rows: Iterable[SealedFile], keys: Mapping[str, ChestKey]) -> tuple[FileView, ...]:
    views = [(row, details_of(row, keys)) for row in rows]
    return tuple(FileView(row.id, details) for row, details in views if details)


def _long_files(case: Case) -> Long[SealedFile]:
    return Long(SealedFile, "vault_sealedfile", "created_at", "owner_id = %s", [case.id])


def _count_files(case: Case) -> int:
    return run("SELECT count(*) FROM vault_sealedfile WHERE owner_id = %s", [case.id]).fetchall()[0][0]


def details_of(row: SealedFile, keys: Mapping[str, ChestKey]) -> FileDetails | None:
    """What is known of a file: the reporter's open with `talk`, the desk's own with `file`."""
    for kind in (ChestKind.TALK, ChestKind.FILE):
        if kind in keys:
            try:
                return details_in(keys[kind], row)
            except SealBrokenError:
                continue
    return None


# What the system said about who reads, and what the reporter said about a name or the end, asks for nothing.
_SILENT = (Message.Kind.READERS, Message.Kind.RATING, Message.Kind.IDENTITY)


def _talk(case: Case, seen: datetime) -> Talk:
    """Of every leaf, in one statement. What is new is said where `_messages` says it of each."""
    told = run(
        "SELECT count(*), count(*) FILTER (WHERE from_reporter AND (read_at IS NULL OR at > %s)),"
        " (SELECT last.from_reporter FROM cases_message last WHERE last.case_id = %s AND last.kind <> ALL(%s)"
        " ORDER BY last.at DESC, last.id DESC LIMIT 1) FROM cases_message WHERE case_id = %s",
        [seen, case.id, [one.value for one in _SILENT], case.id],
    ).fetchall()
    total, new, reporter_last = told[0]
    return Talk(total, new, bool(reporter_last))


def _long_talk(case: Case) -> Long[Message]:
    return Long(Message, "cases_message", "at", "case_id = %s", [case.id])


def _messages(
    rows: Sequence[Message],
    keys: Mapping[str, ChestKey],
    seen: datetime,
    colleagues: Mapping[UUID, Colleague],
    helpers: Mapping[UUID, Guest],
) -> tuple[Said, ...]:
    # The answer to a question may stand on a later leaf.
    asked = [one.id for one in rows if one.kind == Message.Kind.QUESTION]
    told = (
        run(
            "SELECT answers FROM cases_message WHERE case_id = %s AND answers = ANY(%s)",
            [rows[0].case_id, asked],
        )
        if asked
        else ()
    )
    answered = {one for (one,) in told}
    return tuple(
        Said(
            id=one.id,
            kind=one.kind,
            from_reporter=one.from_reporter,
            author=None if one.from_reporter else colleagues.get(one.author_alias),
            body=sealed.message_body(keys, one),
            at=one.at,
            # What came after the asker last looked is new to them, whoever of the others read it already; and what
            # came while they looked was read by nobody.
            is_new=one.from_reporter and (one.read_at is None or one.at > seen),
            is_read=one.read_at is not None,
            is_answered=one.id in answered,
            by_guest=helpers[one.author_alias].role if one.author_alias in helpers else "",
        )
        for one in rows
    )


def _looked_at(access: Access) -> datetime:
    """When the asker last opened the case, as the log has it; for who never did, when they were let in.

    `access.unread` does not say it: it also counts a file, and the case itself for whoever was just let in.
    """
    looks = run(
        "SELECT max(at) FROM audit_line WHERE subject_id = %s AND verb = 'case.open' AND actor_alias = %s"
        " AND NOT refused",
        [access.case_id, access.holder_alias],
    ).fetchall()
    return looks[0][0] or access.since


def _parties(case: Case, keys: Mapping[str, ChestKey]) -> tuple[PartyView, ...]:
    order: dict[str, int] = {role: place for place, role in enumerate(Party.Role.values)}
    rows = sorted(select(Party, "case_id = %s", [case.id]), key=lambda one: (order[one.role], one.number))
    return tuple(
        PartyView(
            id=one.id,
            role=one.role,
            number=one.number,
            short=pseudonym(one.role, one.number),
            description=sealed.description_of(keys, one),
            has_name=one.dropped_name is not None,
            by_staff=one.by_staff,
            is_withdrawn=one.withdrawn_at is not None,
        )
        for one in rows
    )


def _long_decisions(case: Case) -> Long[Decision]:
    return Long(Decision, "cases_decision", "at", "case_id = %s", [case.id])


def _decided(case: Case) -> Decided:
    found = run(
        "SELECT count(*), count(dropped_name), coalesce(bool_or(verb = 'case.inquire'), false)"
        " FROM cases_decision WHERE case_id = %s",
        [case.id],
    )
    return Decided(*found.fetchall()[0])


def _reasons(
    decisions: Sequence[Decision],
    keys: Mapping[str, ChestKey],
    colleagues: Mapping[UUID, Colleague],
    apart: Collection[UUID],
) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            id=one.id,
            at=one.at,
            verb=one.verb,
            by=colleagues.get(one.actor_alias),
            about=_about(one, colleagues, apart),
            text=sealed.reason_of(keys, one),
        )
        for one in decisions
    )


def _about(one: Decision, colleagues: Mapping[UUID, Colleague], apart: Collection[UUID]) -> Colleague | None:
    """Whom a decision was about; nobody by name where that would say who a recorded subject is."""
    if one.object_alias is None or (one.verb in SAYS_WHO_STAYS_OUT and one.object_alias in apart):
        return None
    return colleagues.get(one.object_alias)


def _existing(case: Case) -> list[str]:
    found = run("SELECT kind FROM vault_chest WHERE owner_id = %s AND destroyed_at IS NULL", [case.id])
    return [kind for (kind,) in found]


def _let_in_by_reporter(case: Case) -> dict[UUID, Guest]:
    """Whom the reporter lets, or let, read the talk, by alias."""
    return {one.holder_alias: one for one in select(Guest, "case_id = %s AND reads", [case.id])}


def _holders(
    case: Case, staff: Staff, colleagues: Mapping[UUID, Colleague], helpers: Mapping[UUID, Guest]
) -> tuple[KeyHolder, ...]:
    held: dict[UUID, set[str]] = defaultdict(set)
    grants = run(
        "SELECT holder_alias, kind FROM vault_grant JOIN vault_chest ON chest_id = vault_chest.id"
        " WHERE owner_id = %s AND destroyed_at IS NULL AND (until IS NULL OR until > %s)",
        [case.id, clock.now()],
    )
    for alias, kind in grants:
        held[alias].add(kind)
    seats, absent = seated(case), _absent(case, colleagues)
    unseated = run(
        "SELECT alias FROM vault_holder WHERE alias = ANY(%s) AND kind = %s",
        [list(set(held) - set(seats)), Holder.Kind.REPORTER.value],
    )
    reporters = {alias for (alias,) in unseated}
    until = dict.fromkeys(held) | {
        one.holder_alias: one.until for one in (*seats.values(), *helpers.values())
    }
    views = [
        KeyHolder(
            alias=alias,
            colleague=colleagues.get(alias),
            is_me=alias == staff.alias,
            is_reporter=alias in reporters,
            capacity=seats[alias].capacity if alias in seats else "",
            chests=frozenset(kinds),
            until=until[alias],
            guest=helpers[alias].role if alias in helpers else "",
            stands_for=tuple(absent[alias]),
        )
        for alias, kinds in held.items()
    ]
    return tuple(sorted(views, key=_order_of_holder))


def _absent(case: Case, colleagues: Mapping[UUID, Colleague]) -> dict[UUID, list[Colleague]]:
    """For whom somebody stands in now, by the alias of who stands in."""
    rows = StandIn.objects.filter(living(), case=case).order_by("until", "id")
    found: dict[UUID, list[Colleague]] = defaultdict(list)
    for holder, absent in rows.values_list("holder_alias", "absent_alias"):
        if absent in colleagues:
            found[holder].append(colleagues[absent])
    return found


def _order_of_holder(one: KeyHolder) -> tuple[bool, bool, str]:
    return (
        one.is_reporter or bool(one.guest),
        not one.is_me,
        one.colleague.name.casefold() if one.colleague else "",
    )


def _asked(
    access: Access,
    staff: Staff,
    colleagues: Mapping[UUID, Colleague],
    keys: Mapping[str, ChestKey],
) -> tuple[Asked, ...]:
    waiting = list(ConsentRequest.objects.filter(case=access.case, decided_at=None).order_by("at", "id"))
    if not waiting:
        return ()
    reasons = Decision.objects.in_bulk([one.decision_id for one in waiting])
    lasting = Grant.objects.filter(chest__owner_id=access.case.id, holder_alias=staff.alias, until=None)
    kinds = set(lasting.values_list("chest__kind", flat=True)) & set(keys) if access.until is None else set()
    return tuple(
        Asked(
            id=one.id,
            by=colleagues.get(one.asked_by),
            whom=colleagues.get(one.for_alias),
            chests=tuple(one.chests),
            until=one.until,
            reason=sealed.reason_of(keys, reasons[one.decision_id]),
            for_me=staff.alias not in (one.asked_by, one.for_alias) and set(one.chests) <= kinds,
        )
        for one in waiting
    )


def chests_with_names(case: Case) -> list[Chest]:
    """The compartments of a case that hold names and were not destroyed."""
    return list(Chest.objects.filter(owner_id=case.id, kind__in=rules.EXCEPTIONAL, destroyed_at=None))
