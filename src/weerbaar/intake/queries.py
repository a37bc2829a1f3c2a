"""What the reporter's pages show."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q

from weerbaar.cases.accesses import guests_in_talk, living
from weerbaar.cases.copy_announcing import last_day_to_object
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.leaves import NEWEST, From, Long, row_named
from weerbaar.cases.models import (
    COMPLAINTS,
    Access,
    Case,
    ChestKind,
    KeptOut,
    Kind,
    Message,
    Party,
    Report,
    StandIn,
    Term,
)
from weerbaar.cases.outline import length_in_words
from weerbaar.cases.procedures import TermName, newest, published
from weerbaar.cases.register import is_name_over
from weerbaar.cases.rulebook import terms_here
from weerbaar.cases.rules import last_day_of
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import today
from weerbaar.intake.complaining import out_of
from weerbaar.intake.drafts import Content, DraftRef, open_content
from weerbaar.intake.drafts import living as living_row
from weerbaar.intake.files import FileView, file_view, files_of, in_talk
from weerbaar.intake.going_round import HAVE_A_SAY, Around, around
from weerbaar.intake.questions import EARLIER, own_name
from weerbaar.intake.readers import candidates, is_almost_alone, places, who_reads
from weerbaar.intake.reporters import ReporterRef, open_talk
from weerbaar.notify.models import Address
from weerbaar.organisation.desk_rules import DeskState, desk_state
from weerbaar.organisation.links import Linked, linked, offers
from weerbaar.organisation.models import Desk, DeskMember, Role, Tenant
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.chests import all_ending
from weerbaar.vault.files import open_details

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.leaves import Way
    from weerbaar.organisation.queries import Colleague
    from weerbaar.vault.chests import ChestKey


@dataclass(frozen=True, slots=True)
class ReaderView:
    """Somebody who would read, or does: what the reporter may see of them."""

    person_id: UUID | None
    name: str
    function: str
    is_reserve: bool
    since: datetime | None = None
    last_day: date | None = None
    """Until when they read, where they came later and it ends by itself."""
    stands_in: bool = False
    """Whether they only read for who is away in that time."""


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """All who could read at a desk, and who will after what was struck. `chosen` is empty when nobody is left.

    `waiting` stand at the desk and cannot read yet, since their keys are not signed; `elsewhere` were struck and do
    not stand at this desk. Both can be struck: a report outlives a list of people.

    `gone_round` stand at the desk and do not read, by what the reporter said about whom it is. Of those who are `asked`
    the name is like what was typed: they do not read until the reporter said that somebody else is meant. The same of
    those `asked_of_office`, who do not read but could decide; their `function` is the word for the office.

    `is_almost_alone`: nobody is chosen, since who enters it would read it as good as alone.
    """

    desk: Desk
    all: tuple[ReaderView, ...]
    chosen: tuple[ReaderView, ...]
    waiting: tuple[ReaderView, ...] = ()
    elsewhere: tuple[ReaderView, ...] = ()
    gone_round: tuple[ReaderView, ...] = ()
    asked: tuple[ReaderView, ...] = ()
    asked_of_office: tuple[ReaderView, ...] = ()
    is_almost_alone: bool = False

    @property
    def can_be_struck(self) -> tuple[ReaderView, ...]:
        return (*self.all, *self.waiting, *self.elsewhere)

    @property
    def members(self) -> tuple[ReaderView, ...]:
        """Everybody of the desk who is no reserve, with a signed key or without."""
        return tuple(one for one in (*self.all, *self.waiting, *self.gone_round) if not one.is_reserve)


@dataclass(frozen=True, slots=True)
class DeskView:
    """A desk as the public pages show it, with what one can do there today. `url` is of the desk of another party."""

    name: str
    about: str
    kind: str
    state: DeskState
    opens_on: date | None
    closes_on: date | None
    run_by: str = ""
    link_id: UUID | None = None

    @property
    def takes_reports(self) -> bool:
        return self.state.takes_reports

    @property
    def is_not_yet(self) -> bool:
        return self.state is DeskState.NOT_YET

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed: closed for good, and not only shut for now."""
        return self.closes_on is not None and self.closes_on < today()

    @property
    def is_soon(self) -> bool:
        return self.state is DeskState.CLOSING_SOON


def desks() -> list[Desk]:
    """The desks that take reports today and where somebody can read. Within a tenant scope."""
    open_ones = [one for one in Desk.objects.filter(is_open=True).order_by("name") if _is_open(one)]
    return [one for one in open_ones if candidates(one.id)]


def open_desk(slug: str) -> Desk | None:
    """The desk with this short name, if it takes reports today. Within a tenant scope."""
    # Compared here, since it may come from an address: not every string can be asked of the database.
    found = next((one for one in Desk.objects.filter(is_open=True) if one.slug == slug), None)
    return found if found and _is_open(found) else None


def desk_for(slug: str, content: Content | None) -> Desk | None:
    """The desk with this short name for a report. What the staff enters may go to one that takes no reports today.

    Within a tenant scope.
    """
    if content is not None and content.is_entered:
        return next((one for one in Desk.objects.all() if one.slug == slug), None)
    return open_desk(slug)


def _is_open(one: Desk) -> bool:
    return desk_state(one, today()).takes_reports


def desk_views() -> list[DeskView]:
    """Every desk that a reporter may want to know of: one's own and those of others, open, to come or over.

    A standing desk that an administrator shut is not among them: there is nothing to say of it. Within a tenant scope.
    """
    there = [
        DeskView(one.name, one.about, one.kind, desk_state(one, today()), one.opens_on, one.closes_on)
        for one in Desk.objects.order_by("name", "id")
        if _is_told(one) and (not _is_open(one) or candidates(one.id))
    ]
    there += [_view_of(one) for one in linked(shown_only=True)]
    return sorted(there, key=lambda one: (not one.takes_reports, not one.is_not_yet, one.name.casefold()))


def _is_told(one: Desk) -> bool:
    return one.is_open or one.closes_on is not None


def _view_of(one: Linked) -> DeskView:
    link = one.link
    return DeskView(
        one.name,
        link.text,
        Desk.Kind.EXTERNAL if link.closes_on is None else Desk.Kind.TEMPORARY,
        one.state,
        link.opens_on,
        link.closes_on,
        run_by=one.partner.name,
        link_id=link.id,
    )


@dataclass(frozen=True, slots=True)
class Outside:
    """The desk of another party, for the page before one goes there. `slug` is its short name there."""

    view: DeskView
    partner: Tenant
    slug: str


def outside(link_id: UUID) -> Outside | None:
    """The desk of another that this tenant shows. Within a tenant scope."""
    found = next((one for one in linked(shown_only=True) if one.link.id == link_id), None)
    return Outside(_view_of(found), found.partner, found.link.desk_slug) if found else None


def shown_by() -> list[Tenant]:
    """Who shows a desk of this tenant on their own page: where else somebody can go. Within a tenant scope."""
    return list({one.town.id: one.town for one in offers(accepted_only=True)}.values())


def own_questions(names: Collection[str]) -> list[dict[str, str]]:
    """Of the questions that desks ask themselves those with these names, for a page whose draft is gone."""
    asked = [one for questions in Desk.objects.values_list("questions", flat=True) for one in questions]
    return [one for one in asked if own_name(one["id"]) in names]


def readers(
    tenant_id: UUID, desk_slug: str, struck: Collection[UUID], *, content: Content | None = None
) -> ReaderChoice | None:
    """Who reads at a desk. Within a tenant scope. None when there is no such desk.

    With `content` also past whoever the report is about by what it says, as at the sending.
    """
    desk = desk_for(desk_slug, content)
    if desk is None:
        return None
    past = (
        around(tenant_id, replace(content, desk=desk.slug, struck=tuple(str(one) for one in struck)))
        if content
        else Around()
    )
    quiet = past.out - set(struck)
    people = {one.person_id: one for one in colleagues_by_alias(tenant_id).values()}
    there = candidates(desk.id)
    at_desk = {one.person_id: one.is_reserve for one in places(desk.id)}
    views = {
        person_id: ReaderView(person_id, one.name, one.function, at_desk.get(person_id, False))
        for person_id, one in people.items()
        if person_id in at_desk or person_id in struck
    }
    # Who stands at no desk is asked about by office alone: a name that was typed tells nobody who works here.
    offices = past.deciding - set(at_desk)
    quiet_ones = {one for one in struck if one in people and one not in at_desk and office_of(people[one])}
    if quiet_ones:
        quiet_ones -= set(DeskMember.objects.values_list("person_id", flat=True))
    views |= {one: ReaderView(one, office_of(people[one]), "", is_reserve=False) for one in quiet_ones}
    views |= {one: ReaderView(one, "", office_of(people[one]), is_reserve=False) for one in offices}
    could = {one.person_id for one in there}
    return ReaderChoice(
        desk,
        all=tuple(views[one.person_id] for one in there if one.person_id not in quiet),
        chosen=tuple(views[one.person_id] for one in who_reads(there, content, past.out | set(struck))),
        waiting=tuple(views[one] for one in at_desk if one not in could and one not in quiet),
        elsewhere=tuple(view for person_id, view in views.items() if person_id not in at_desk),
        gone_round=tuple(views[one] for one in at_desk if one in quiet),
        asked=tuple(views[one] for one in at_desk if one in past.doubtful),
        asked_of_office=tuple(views[one] for one in sorted(offices)),
        is_almost_alone=is_almost_alone(there, content, past.out | set(struck)),
    )


def office_of(one: Colleague) -> str:
    """The word for the office of somebody who could decide, as a message id; empty for anybody else."""
    return next((Role(role).label for role in Role.values if role in one.roles & HAVE_A_SAY), "")


def draft(ref: DraftRef) -> Content:
    """A draft's content. Within a tenant scope. Raises GoneError."""
    return open_content(ref, living_row(ref))


def is_sent(ref: DraftRef) -> bool:
    return living_row(ref).is_sent


def draft_files(ref: DraftRef) -> list[FileView]:
    return [file_view(row.id, open_details(ref.key, row)) for row in files_of(ref.id)]


def first_message_within(kind: str) -> str:
    """How long a report of this kind waits for a first message here, in words; empty as long as no kind was chosen."""
    return _within(kind, TermName.ACKNOWLEDGE)


def answer_within(kind: str) -> str:
    """The same for the answer itself."""
    return _within(kind, TermName.FEEDBACK)


def _within(kind: str, name: TermName) -> str:
    if kind not in published():
        return ""
    terms = (one for one in terms_here(newest(kind)) if one.rule.name is name)
    return next((length_in_words(one.length, one.rule.unit) for one in terms), "")


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `body` is what was said; for a rating or a word about the name see `kind`. `by_guest` is the role of who
    wrote it for the reporter, and `author` their alias; of the reporter's own it is empty.
    """

    id: UUID
    kind: str
    from_reporter: bool
    at: datetime
    body: str
    is_new: bool
    author: UUID
    by_guest: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation, with one leaf of its messages. The questions that wait and the answers stand apart as well:
    they are on the page whatever leaf it shows. `new` and `from_desk` count those of the desk on every leaf.
    """

    leaf: tuple[Said, ...]
    way: Way
    questions: tuple[Said, ...]
    feedback: tuple[Said, ...]
    total: int
    from_desk: int
    new: int
    is_rated: bool

    @property
    def shown_new(self) -> frozenset[UUID]:
        """What is new and on the page, wherever it stands there."""
        return frozenset(one.id for one in (*self.leaf, *self.questions, *self.feedback) if one.is_new)


@dataclass(frozen=True, slots=True)
class TermView:
    name: str
    starts_on: date
    due_on: date
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a reporter finds on coming back. `identity` is anonymous, given or withdrawn.

    `is_name_over`: the time in which a name is kept is over. `object_until`: until when they can say what it does to them
    that their name goes along with a copy of the file; None where that does not wait.
    """

    stage: str
    received_at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    terms: tuple[TermView, ...]
    talk: Talk
    readers: tuple[ReaderView, ...]
    files: tuple[FileView, ...]
    report: Mapping[str, Any]
    identity: str
    address_left: bool
    kept_out: tuple[ReaderView, ...] = ()
    is_name_over: bool = False
    object_until: date | None = None


# The other terms are between the desk and its own rules.
_PROMISED = (Term.Name.ACKNOWLEDGE, Term.Name.FEEDBACK)


def leaf(asked: Mapping[str, str], *, before: str, after: str) -> From:
    """Which leaf of the messages an address asks for, by the names that the page gave its places."""
    return From(row_named(asked, before), row_named(asked, after))


def progress(reporter: ReporterRef, start: From = NEWEST) -> Progress:
    """Everything of a reporter's own case that is theirs to see. Within a tenant scope. Raises GoneError.

    `start` says which leaf of the messages. Then call `actions.look` with what was shown of it: that marks as read
    what this shows as new.
    """
    talk = open_talk(reporter)
    case = Case.objects.get(id=reporter.case_id)
    return Progress(
        stage=case.stage,
        received_at=case.received_at,
        acknowledged_at=case.acknowledged_at,
        answered_at=case.answered_at,
        closed_at=case.closed_at,
        terms=tuple(
            TermView(one.name, one.starts_on, one.due_on, one.met_at)
            for one in Term.objects.filter(case=case, name__in=_PROMISED).order_by("due_on", "name")
        ),
        talk=talk_in(talk, reporter.case_id, start),
        readers=readers_of(reporter.tenant_id, reporter.case_id, [reporter.alias]),
        files=tuple(file_view(row.id, details) for row, details in in_talk(talk, case.id)),
        report=report_told(talk, reporter.case_id),
        identity=_identity(reporter.case_id),
        address_left=Address.objects.filter(holder_alias=reporter.alias).exists(),
        kept_out=_kept_out(reporter),
        is_name_over=is_name_over(case.id),
        object_until=last_day_to_object(case.id),
    )


def is_name_ending(reporter: ReporterRef) -> bool:
    """Whether a name that was taken back is being destroyed still. Opens a scope of its own."""
    with tenant_scope(reporter.tenant_id):
        return bool(all_ending([reporter.case_id], [ChestKind.IDENTITY]))


def question(reporter: ReporterRef, message_id: UUID) -> Said | None:
    """A question of the desk, answered or not. Within a tenant scope. Raises GoneError."""
    talk = open_talk(reporter)
    asked = Message.objects.filter(id=message_id, case_id=reporter.case_id, kind=Message.Kind.QUESTION)
    return next(iter(_said(talk, asked, {})), None)


def talk_in(talk: ChestKey, case_id: UUID, start: From) -> Talk:
    """The conversation about a report, with the leaf that begins at `start`."""
    leaf = Long(Message, "cases_message", "at", "case_id = %s", [case_id]).leaf(start)
    messages = Message.objects.filter(case_id=case_id).order_by("at", "id")
    answers = messages.filter(answers=OuterRef("id"))
    waiting = messages.filter(~Exists(answers), kind=Message.Kind.QUESTION)
    counted = messages.order_by().aggregate(
        total=Count("id"),
        from_desk=Count("id", filter=Q(from_reporter=False)),
        new=Count("id", filter=Q(from_reporter=False, read_at=None)),
        ratings=Count("id", filter=Q(kind=Message.Kind.RATING)),
    )
    helpers = guests_in_talk(case_id)
    return Talk(
        leaf=_said(talk, leaf.rows, helpers),
        way=leaf.way,
        questions=_said(talk, waiting, helpers),
        feedback=_said(talk, messages.filter(kind=Message.Kind.FEEDBACK), helpers),
        total=counted["total"],
        from_desk=counted["from_desk"],
        new=counted["new"],
        is_rated=counted["ratings"] > 0,
    )


def _said(talk: ChestKey, messages: Iterable[Message], helpers: Mapping[UUID, str]) -> tuple[Said, ...]:
    return tuple(
        Said(
            id=one.id,
            kind=one.kind,
            from_reporter=one.from_reporter,
            at=one.at,
            body=talk.open("cases_message", one.id, "sealed_body", one.sealed_body).decode(),
            is_new=not one.from_reporter and one.read_at is None,
            author=one.author_alias,
            by_guest=helpers.get(one.author_alias, ""),
        )
        for one in messages
    )


def readers_of(tenant_id: UUID, case_id: UUID, reporters: Collection[UUID]) -> tuple[ReaderView, ...]:
    """Who of the staff reads a case: those to whom one of its `reporters` sent it by name, and who came later by function.

    Within a tenant scope.
    """
    people = colleagues_by_alias(tenant_id)
    # One that has ended lets nobody read any more, also before the job has removed it.
    seats = Access.objects.filter(living(), case_id=case_id).order_by("since", "id")
    stand_in = set(StandIn.objects.filter(case_id=case_id).values_list("holder_alias", flat=True))

    def is_first(one: Access) -> bool:
        return one.granted_by in reporters

    there = [
        ReaderView(
            person_id=None,
            # Who reads from the sending was named before it; who was let in later is told by function, as was promised.
            name=people[one.holder_alias].name if one.holder_alias in people and is_first(one) else "",
            function=people[one.holder_alias].function if one.holder_alias in people else "",
            is_reserve=one.capacity == Access.Capacity.RESERVE,
            since=None if is_first(one) else one.since,
            last_day=None if is_first(one) else last_day_of(one.until),
            stands_in=one.holder_alias in stand_in and not one.own_capacity,
        )
        for one in seats
    ]
    # Members, then reserves, then who came later: the rows themselves lie in no order.
    return tuple(sorted(there, key=lambda one: (one.since is not None, one.is_reserve, one.name.casefold())))


def _kept_out(reporter: ReporterRef) -> tuple[ReaderView, ...]:
    """Who never gets a key to this case. The case only holds marks: which of the colleagues they mean is worked out here.

    Only of who stands at a desk, and so on a page that everybody can see: a name that was typed tells of nobody else.
    """
    case_id = reporter.case_id
    marks = {bytes(mark) for mark in KeptOut.objects.filter(case_id=case_id).values_list("key", flat=True)}
    if not marks:
        return ()
    at_desks = set(DeskMember.objects.values_list("person_id", flat=True)) - out_by_the_desk(reporter)
    return tuple(
        ReaderView(one.person_id, one.name, one.function, is_reserve=False)
        for one in colleagues_by_alias(reporter.tenant_id).values()
        if one.person_id in at_desks and kept_out_key(case_id, one.person_id) in marks
    )


def out_by_the_desk(reporter: ReporterRef) -> frozenset[UUID]:
    """The people who stay out of the case to which the desk said that a complaint belongs. Ids of persons. Within a tenant
    scope.

    Whoever called did not show that they reported that one, so their page tells them nothing of who must stay out there.
    """
    case = Case.objects.get(id=reporter.case_id)
    code = told(reporter).get(EARLIER) if case.entered_by else ""
    earlier = Case.objects.filter(code=code).first() if code else None
    return out_of(reporter.tenant_id, earlier.id) if earlier else frozenset()


def is_complaint(reporter: ReporterRef) -> bool:
    """Whether what a reporter came back to is called a complaint. Within a tenant scope."""
    return Case.objects.filter(id=reporter.case_id, kind__in=COMPLAINTS).exists()


def told(reporter: ReporterRef) -> dict[str, Any]:
    """What a reporter told, as they sent it. Within a tenant scope. Raises GoneError."""
    return report_told(open_talk(reporter), reporter.case_id)


def is_advice(reporter: ReporterRef) -> bool:
    """Whether what somebody came back to is a question for advice, and no report. Within a tenant scope."""
    return Case.objects.filter(id=reporter.case_id, kind=Kind.ADVICE).exists()


def desk_of(reporter: ReporterRef) -> str:
    """The name of the desk where a reporter's case lies. Within a tenant scope."""
    return Desk.objects.get(id=Case.objects.values_list("desk_id", flat=True).get(id=reporter.case_id)).name


def told_roles(reporter: ReporterRef) -> tuple[str, ...]:
    """The roles that a report is about, as its reporter said. Within a tenant scope. Raises GoneError."""
    return tuple(report_told(open_talk(reporter), reporter.case_id).get("about_roles", ()))


def report_told(talk: ChestKey, case_id: UUID) -> dict[str, Any]:
    """What was answered when a report was sent."""
    row = Report.objects.get(case_id=case_id)
    return json.loads(talk.open("cases_report", row.id, "sealed_answers", row.sealed_answers))


def _identity(case_id: UUID) -> str:
    party = Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).first()
    if party is None or (party.dropped_name is None and party.withdrawn_at is None):
        return "anonymous"
    return "given" if party.dropped_name is not None else "withdrawn"
