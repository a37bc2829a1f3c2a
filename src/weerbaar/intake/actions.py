"""What a reporter does: begin, answer, choose who reads, send, come back, write, give or take back a name."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.filing import Filing, PartyToBe, Reader, file_case
from weerbaar.cases.guests import living as living_guest
from weerbaar.cases.identity import give_name, packed_name, take_name_back
from weerbaar.cases.models import Access, Case, Channel, ChestKind, Guest, Kind, Message, Party
from weerbaar.cases.news import something_new
from weerbaar.cases.routing import LINE_OF_ROLE
from weerbaar.cases.rules import LONGEST_TEXT, checked_text
from weerbaar.database.rows import select, together, update
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import receipt as receipts
from weerbaar.ground.clock import AMSTERDAM, now, today
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake.behalf import lay_before, was_told_for_them
from weerbaar.intake.complaining import kept_out_by_reporter
from weerbaar.intake.drafts import Content, DraftRef, gone, living, open_content, seal_content
from weerbaar.intake.files import (
    files_of,
    files_to_send,
    forget_files,
    hold_back,
    keep_in_case,
    no_room,
    release_file,
)
from weerbaar.intake.going_round import ABOUT_ROLES, Around, around, employees
from weerbaar.intake.guests import GuestRef
from weerbaar.intake.guests import found as found_guest
from weerbaar.intake.models import Draft
from weerbaar.intake.queries import desk_for, out_by_the_desk, told_roles
from weerbaar.intake.questions import ASKED, BEHALF, COMPLAINT, is_own, missing, own_answers
from weerbaar.intake.readers import candidates, places, who_reads
from weerbaar.intake.reporters import ReporterRef, open_talk
from weerbaar.intake.rules import (
    Candidate,
    DeskClosedError,
    ReadersChangedError,
    WaitError,
    may_complain,
    must_wait,
)
from weerbaar.intake.talking import say_in_talk
from weerbaar.intake.together import join
from weerbaar.notify.actions import forget_address as forget
from weerbaar.notify.actions import leave_address as leave
from weerbaar.organisation.desk_rules import desk_state
from weerbaar.organisation.models import Desk, Role
from weerbaar.vault import chests
from weerbaar.vault.holders import new_reporter, open_receipt
from weerbaar.vault.models import Grant
from weerbaar.vault.secret import SymmetricKey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.models import Holder
    from weerbaar.vault.uploads import Finished

DRAFT_LIVES = timedelta(hours=24)
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """What the reporter sees after sending, and again on every repeat until they confirm. Words never leave its repr."""

    words: tuple[str, ...]
    received_on: date
    acknowledge_by: date
    confirmed: bool

    def __repr__(self) -> str:
        return "<Sent>"


def start(tenant_id: UUID, language: str, *, waited: bool = False) -> DraftRef:
    """Begin a draft: its keys, its receipt to be and the wrapping keys of its chests. Raises WaitError when it is busy."""
    ref = DraftRef(tenant_id, uuid4(), SymmetricKey.generate())
    with tenant_scope(tenant_id):
        recent = Draft.objects.filter(started_at__gt=now() - timedelta(minutes=1)).count()
        if must_wait(recent, waited=waited):
            raise WaitError
        reserved = chests.reserve(ChestKind.values)
        # The words and the case's id are drawn before anything is sent, so that a repeat can only find the same ones.
        content = Content(language=language, words=receipts.draw(), case_id=str(uuid4()))
        Draft.objects.create(
            id=ref.id,
            tenant_id=tenant_id,
            sealed_content=seal_content(ref, content),
            reserved=[one.id for one in reserved],
            started_at=now(),
            expires_at=now() + DRAFT_LIVES,
        )
    return ref


def answer(ref: DraftRef, answers: Mapping[str, Any]) -> Content:
    """Keep answers. Those that are not named stay as they were. Raises GoneError."""
    return change(ref, lambda content: content.with_answers(answers))


def complain(
    ref: DraftRef,
    visitor: ReporterRef | GuestRef,
    *,
    kind: str = Kind.HANDLING,
    told: Mapping[str, Any] | None = None,
) -> Content:
    """Make a draft a complaint about how a report was dealt with (C21), or about detriment because of it (C8), by whoever
    came back to that report. `told` are answers that are known by then.

    Whom the reporter kept out of that report is kept out of this too, until they undo it. Somebody with a receipt of their
    own complains so too: about an inquiry into them (C18), or about detriment to a witness.
    """
    check_may_complain(visitor, kind)
    past = {} if isinstance(visitor, GuestRef) else carried_from(visitor)
    earlier = case_of(visitor)
    return change(
        ref,
        lambda content: replace(
            content.with_answers({"kind": str(kind), COMPLAINT: "yes"} | dict(told or {})),
            earlier=str(earlier),
            by_guest=isinstance(visitor, GuestRef),
            **past,
        ),
    )


def check_may_complain(visitor: ReporterRef | GuestRef, kind: str) -> None:
    """Raise NotAllowedError where whoever came back may not begin this complaint, as if there were no such page."""
    if isinstance(visitor, ReporterRef):
        return
    with tenant_scope(visitor.tenant_id):
        role = found_guest(visitor).role
    if not may_complain(role, kind):
        raise NotAllowedError("Deze pagina is er niet.")


def case_of(visitor: ReporterRef | GuestRef) -> UUID:
    """The case that somebody came back to. Raises GoneError."""
    if isinstance(visitor, ReporterRef):
        return visitor.case_id
    with tenant_scope(visitor.tenant_id):
        return found_guest(visitor).case_id


def carried_from(reporter: ReporterRef) -> dict[str, tuple[str, ...]]:
    """Whom a reporter kept out of what they came back to, as a new draft begins with it: by field of `Content`."""
    with tenant_scope(reporter.tenant_id):
        struck = kept_out_by_reporter(reporter.tenant_id, reporter.case_id) - out_by_the_desk(reporter)
        roles = frozenset(told_roles(reporter))
        in_role = {one.person_id for one in employees() if one.roles & roles}
    return {
        "struck": tuple(sorted(str(one) for one in struck)),
        "about_roles": tuple(one for one in ABOUT_ROLES if one in roles),
        "carried": tuple(sorted(str(one) for one in struck | in_role)),
    }


def report_together(ref: DraftRef, code_id: UUID | None) -> Content:
    """Keep in a draft to which report it may belong, by words that were found; None lets it stand by itself."""
    return change(ref, lambda content: replace(content, together=str(code_id or "")))


@dataclass(frozen=True, slots=True)
class AboutWhom:
    """Whom it is about without a name, and who of those with a like name is not meant; all of it ids and codes."""

    roles: tuple[str, ...] = ()
    desk: bool = False
    cleared: tuple[str, ...] = ()


def choose(
    ref: DraftRef,
    *,
    desk: str,
    struck: tuple[str, ...],
    about_whom: AboutWhom | None = None,
    shown: Collection[str] | None = None,
) -> Content:
    """Keep the desk and whoever the reporter strikes out. Nothing is sealed to staff before this was done.

    `shown` are the ids of the people whom the reporter saw as possible readers; without it, those of this moment.
    Of these the ones who will read are kept: whoever comes to the desk later gets no key without a new choice.
    """

    def chosen(content: Content) -> Content:
        there = desk_for(desk, content)
        content = replace(content, desk=desk, struck=struck)
        content = _about(content, desk, about_whom) if about_whom else content
        past = around(ref.tenant_id, content)
        will = [str(one.person_id) for one in _chosen(there, content, past)] if there else []
        agreed = tuple(one for one in will if shown is None or one in shown)
        could = [one for one in candidates(there.id) if one.person_id not in past.out] if there else []
        seen = tuple(one for one in (str(one.person_id) for one in could) if shown is None or one in shown)
        asked = dict(content.answers) | {ASKED: list(there.questions) if there else []}
        return replace(content, agreed=agreed, seen=seen, chosen_readers=True, answers=asked)

    return change(ref, chosen)


def _about(content: Content, desk: str, said: AboutWhom) -> Content:
    """What a draft holds of whom it is about. A desk that was looked at before stays as it was said then."""
    desks = [one for one in content.about_desks if one != desk] + ([desk] if said.desk else [])
    text = str(content.answers.get("who_subject") or "")
    before = content.cleared if content.cleared_of == text else ()
    return replace(
        content,
        about_roles=tuple(one for one in said.roles if one in ABOUT_ROLES),
        about_desks=tuple(desks),
        cleared=tuple(dict.fromkeys((*before, *said.cleared))),
        cleared_of=text,
    )


def _chosen(desk: Desk, content: Content, past: Around) -> tuple[Candidate[Holder], ...]:
    return who_reads(candidates(desk.id), content, past.out)


def change(ref: DraftRef, anew: Callable[[Content], Content]) -> Content:
    """Keep a draft as `anew` makes it. One that was sent stays as it is. Raises GoneError."""
    with tenant_scope(ref.tenant_id):
        row = living(ref, lock=True)
        content = open_content(ref, row)
        if row.is_sent:
            return content
        content = anew(content)
        row.sealed_content = seal_content(ref, content)
        row.expires_at = now() + DRAFT_LIVES
        row.save(update_fields=["sealed_content", "expires_at"])
    return content


def send(ref: DraftRef) -> Sent:
    """Send the report. However often it is called, there is one case and one receipt. Raises GoneError, RefusedError."""
    for _attempt in range(_TRIES):
        try:
            return _send(ref)
        except IntegrityError:  # a code that somebody else drew at the same moment
            continue
    raise RefusedError(_("Versturen lukte niet. Er is niets kwijt. Druk nog een keer op de knop."))


def _send(ref: DraftRef) -> Sent:
    with tenant_scope(ref.tenant_id):
        row = living(ref, lock=True)
        content = open_content(ref, row)
        if not row.is_sent:
            content, _reporter = file_draft(ref, row, content)
    return sent_of(content)


def file_draft(ref: DraftRef, row: Draft, content: Content) -> tuple[Content, ReporterRef]:
    """Make the case of a draft: what is left of the draft, and its reporter. Within the verb that sends, the row held."""
    if missing(content.answers):
        raise RefusedError(_("Dit moet je nog invullen"))
    # To the minute: a finer moment, kept in clear, could be matched with what a network saw.
    filed = now().replace(second=0, microsecond=0)
    received = _received(content, filed)
    holder, opened = new_reporter(ref.tenant_id, Receipt(content.words))
    case_id = UUID(content.case_id)
    files, left_out = files_to_send(ref)
    desk = _desk(content)
    # At this moment, and not when the page was shown: who has the role now is who it is about.
    past = around(ref.tenant_id, content)
    reserved: dict[str, chests.Reservation] = {
        kind: chests.Reservation(one, kind) for kind, one in zip(ChestKind.values, row.reserved, strict=True)
    }
    filing = Filing(
        case_id=case_id,
        kind=content.answers["kind"],
        desk_id=desk.id,
        received_at=received,
        filed_at=filed,
        channel=content.channel or Channel.WEB,
        entered_by=content.author,
        answers=_told(content),
        reporter=holder,
        readers=_readers(desk, content, past),
        kept_out=_marked(desk, past),
        kept_out_under=sorted(past.above),
        kept_out_names=past.names,
        kept_out_roles=content.about_roles,
        reservations=reserved,
        parties=_parties(content, past),
        files=files,
        language=content.language,
    )
    reporter = ReporterRef(ref.tenant_id, holder.alias, case_id, opened.private_key)
    with together():
        acknowledge_by = file_case(reporter, filing=filing)
        # What was told lies in the case now; of the draft only the receipt is left, until it is written down, and what it
        # is about: the page of the receipt calls a complaint by its name.
        done = Content(
            language=content.language,
            words=content.words,
            case_id=content.case_id,
            sent_at=received.isoformat(),
            acknowledge_by=acknowledge_by.isoformat(),
            channel=content.channel,
            entered_by=content.entered_by,
            answers={name: content.answers.get(name, "") for name in ("kind", BEHALF.name)},
        )
        row.sealed_content, row.reserved, row.is_sent = seal_content(ref, done), [], True
        row.expires_at = filed + DRAFT_LIVES
        update(row, ("sealed_content", "reserved", "is_sent", "expires_at"))
    forget_files(left_out)
    if content.together:
        join(reporter, code_id=UUID(content.together))
    if was_told_for_them(content):
        lay_before(reporter, content, received.astimezone(AMSTERDAM).date())
    return done, reporter


def _received(content: Content, filed: datetime) -> datetime:
    """When it came in: on the web now, and of what the staff enters on the day that was said. Of that the hour is not kept."""
    day = (
        date.fromisoformat(content.received_on) if content.received_on else filed.astimezone(AMSTERDAM).date()
    )
    return filed if day == filed.astimezone(AMSTERDAM).date() else datetime.combine(day, time(12), AMSTERDAM)


def sent_of(content: Content) -> Sent:
    """What the receipt's page shows of a draft that was sent."""
    received = datetime.fromisoformat(content.sent_at).astimezone(AMSTERDAM).date()
    return Sent(content.words, received, date.fromisoformat(content.acknowledge_by), content.confirmed)


def _desk(content: Content) -> Desk:
    desks = select(Desk, "slug = %s", [content.desk])
    if not desks or not content.chosen_readers:
        raise RefusedError(_("Kies eerst wie dit leest."), field="desk")
    # Here, in the transaction that seals: the last day may have passed since the page was shown.
    if not (content.is_entered or desk_state(desks[0], today()).takes_reports):
        raise DeskClosedError
    return desks[0]


def _marked(desk: Desk, past: Around) -> list[UUID]:
    """Who is marked by person: whom it is about and who was struck; and of this desk also who works under them, or whose
    name is like what was typed and about whom the reporter did not answer. The latter also of who could decide on it.
    """
    there = {one.person_id for one in places(desk.id)} if past.out else set()
    return sorted(past.meant | past.out & there | past.deciding)


def _readers(desk: Desk, content: Content, past: Around) -> list[Reader]:
    chosen = _chosen(desk, content, past)
    if not chosen:
        raise RefusedError(
            _("Er blijft niemand over die dit mag lezen. Er is niets verstuurd."), field="desk"
        )
    # Here, in the transaction that seals: the desk may have got somebody since the page was shown.
    if not {str(one.person_id) for one in chosen} <= set(content.agreed):
        raise ReadersChangedError
    return [
        Reader(
            person_id=one.person_id,
            alias=one.who.alias,
            public_key=bytes(one.who.public_key),
            capacity=Access.Capacity.RESERVE if one.is_reserve else Access.Capacity.HANDLER,
        )
        for one in chosen
    ]


_APART = ("name", "contact", "who_subject", "who_witness")
_OF_THE_DRAFT = (*_APART, COMPLAINT)


def _told(content: Content) -> dict[str, Any]:
    """The answers less the names, which lie in compartments of their own; that there were names stays.

    With the roles that the report is about: the reporter reads on their page that whoever has them does not read along.
    """
    answers = content.answers
    told = {name: value for name, value in answers.items() if name not in _OF_THE_DRAFT and not is_own(name)}
    told |= {"own": own} if (own := own_answers(answers)) else {}
    told |= {"about_roles": list(content.about_roles)} if content.about_roles else {}
    return told | {"apart": [name for name in _APART if answers.get(name)]}


def _parties(content: Content, past: Around) -> list[PartyToBe]:
    answers = content.answers
    named = answers.get("openness") != "anonymous" and answers.get("name")
    name = packed_name(answers["name"], answers.get("contact", "")) if named else ""
    parties = [PartyToBe(Party.Role.REPORTER, answers.get("capacity", ""), name)]
    parties += _subjects(answers.get("who_subject", ""), content.about_roles, past)
    if answers.get("who_witness"):
        parties.append(PartyToBe(Party.Role.WITNESS, "", answers["who_witness"]))
    return parties


def _subjects(name: str, roles: Sequence[str], past: Around) -> list[PartyToBe]:
    """Whom it is about, with the line of employer as far as it is known. One name and one office are one person."""
    if not name:
        return [_in_office(role) for role in roles]
    if len(past.named) == 1:
        one = past.named[0]
        offices = tuple(sorted(one.roles & set(LINE_OF_ROLE)))
        known = replace(_SUBJECT, name=name, line=one.employer, roles=offices, lender=one.lender)
        return [known, *(_in_office(role) for role in roles if role not in one.roles)]
    if len(roles) == 1:
        return [replace(_in_office(roles[0]), name=name)]
    return [replace(_SUBJECT, name=name), *(_in_office(role) for role in roles)]


_SUBJECT = PartyToBe(Party.Role.SUBJECT, "")


def _in_office(role: str) -> PartyToBe:
    return replace(_SUBJECT, description=Role(role).label, line=LINE_OF_ROLE[role], roles=(role,))


def confirm_receipt(ref: DraftRef) -> None:
    """The reporter wrote the words down: the draft goes, and with it the last place where they lie together."""
    with tenant_scope(ref.tenant_id):
        row = living(ref, lock=True)
        if row.is_sent:
            row.delete()


def discard(ref: DraftRef) -> None:
    """Throw away a draft that was not sent, its files and its keys. Of one that was sent only the copy of the receipt."""
    with tenant_scope(ref.tenant_id):
        row = Draft.objects.select_for_update().filter(id=ref.id).first()
        if row is not None:
            clear(row)


def clear(row: Draft) -> None:
    """Remove a draft's row, files and reserved keys. Reads nothing of it: jobs call this too."""
    forget_files(files_of(row.id))
    reserved = list(row.reserved)
    row.delete()
    transaction.on_commit(lambda: chests.key_store().destroy(reserved))


def come_back(tenant_id: UUID, receipt: Receipt) -> ReporterRef | GuestRef | None:
    """The reporter or the guest that this receipt opens, or None: then nothing says whose words were looked for.

    A guest who was withdrawn, or whose last day is over, is not found either.
    """
    with tenant_scope(tenant_id):
        opened = open_receipt(tenant_id, receipt)
        if opened is None:
            return None
        guest = Guest.objects.filter(holder_alias=opened.alias).first()
        if guest is not None:
            is_in = Guest.objects.filter(living_guest(), id=guest.id).exists()
            return GuestRef(tenant_id, opened.alias, guest.id, opened.private_key) if is_in else None
        grant = Grant.objects.filter(holder_alias=opened.alias).select_related("chest").first()
    return ReporterRef(tenant_id, opened.alias, grant.chest.owner_id, opened.private_key) if grant else None


@act("reporter.look")
def look(reporter: ReporterRef, *, shown: Collection[UUID]) -> int:
    """The reporter was shown these messages: marks those of the desk as read and returns how many were new.

    Call it once their page was made. What came in meanwhile was not on it, and stays new.
    """
    about(reporter.case_id)
    unread = Message.objects.filter(case_id=reporter.case_id, id__in=shown, from_reporter=False, read_at=None)
    return unread.update(read_at=now())


@act("reporter.write")
def write(reporter: ReporterRef, *, body: str, answers: UUID | None = None) -> None:
    """Say something to the desk, or answer the question `answers`. Raises RefusedError for nothing or too much."""
    about(reporter.case_id)
    body = checked_text(body, field="body")
    _say(reporter, talk_held(reporter), Message.Kind.MESSAGE, body, answers=answers)


def attach(
    reporter: ReporterRef, *, uploads: Sequence[Finished] = (), as_they_are: Sequence[UUID] = ()
) -> None:
    """Add files to the talk of the case: what came in clean, and of those that wait the ones that may go as they are.

    What could not be cleaned is not taken from `uploads`: `hold_files` keeps it. Raises GoneError; and RefusedError for
    what no longer fits, when the rest has been kept.
    """
    left_out = _attach(reporter, uploads=uploads, as_they_are=as_they_are)
    if left_out:
        raise no_room()


@act("reporter.attach")
def _attach(
    reporter: ReporterRef, *, uploads: Sequence[Finished], as_they_are: Sequence[UUID]
) -> list[Finished]:
    about(reporter.case_id)
    # Held against a second form too, so that two do not fill the same room.
    talk = talk_held(reporter)
    left_out = keep_in_case(talk, reporter.case_id, uploads)
    if left_out and len(left_out) == len(uploads) and not as_they_are:
        raise no_room()
    for file_id in as_they_are:
        release_file(reporter, talk, file_id)
    something_new(reporter.tenant_id, reporter.case_id)
    return left_out


def hold_files(reporter: ReporterRef, uploads: Sequence[Finished]) -> None:
    """Keep files that could not be cleaned until the reporter says what to do with each.

    Raises RefusedError for what does not fit, when the rest has been kept.
    """
    with tenant_scope(reporter.tenant_id):
        # As in `_attach`: two forms at the same moment do not fill the same room.
        Case.objects.select_for_update().filter(id=reporter.case_id).first()
        left_out = hold_back(reporter, uploads)
    if left_out:
        raise RefusedError(
            _("Er wachten te veel bestanden op jouw keuze. Kies eerst wat je daarmee wilt."), field="bestand"
        )


@act("reporter.give_name")
def reveal_identity(reporter: ReporterRef, *, name: str, contact: str) -> None:
    """Tell the holders of `identity` who it is. The talk only says that it was done."""
    about(reporter.case_id)
    if not name.strip():
        raise RefusedError(_("Vul je naam in."), field="name")
    talk = talk_held(reporter)
    give_name(reporter, talk, reporter.case_id, name=name.strip(), contact=contact.strip())
    _say(reporter, talk, Message.Kind.IDENTITY, "given")


@act("reporter.take_name_back")
def withdraw_identity(reporter: ReporterRef) -> None:
    """Take the name back: its compartment is destroyed. Who read it before still knows it, and the page says so."""
    about(reporter.case_id)
    talk = talk_held(reporter)
    take_name_back(reporter, talk, reporter.case_id)
    _say(reporter, talk, Message.Kind.IDENTITY, "withdrawn")


@act("reporter.rate")
def rate(reporter: ReporterRef, *, score: str, body: str) -> None:
    """Say how it went: `score` is good, fair or bad."""
    about(reporter.case_id)
    if score not in {"good", "fair", "bad"}:
        raise RefusedError(_("Kies hoe het ging."), field="score")
    told = json.dumps({"score": score, "body": body.strip()[:LONGEST_TEXT]})
    _say(reporter, talk_held(reporter), Message.Kind.RATING, told)


def leave_address(reporter: ReporterRef, *, mail: str, language: str) -> None:
    """Leave a private address for a knock."""
    leave(reporter, mail=mail, language=language)


def forget_address(reporter: ReporterRef) -> None:
    """Remove it again."""
    forget(reporter)


def talk_held(reporter: ReporterRef) -> ChestKey:
    """The key that seals what is said now, the case held: nobody is put out between this and the sealing."""
    if Case.objects.select_for_update().filter(id=reporter.case_id).first() is None:
        raise gone()
    return open_talk(reporter)


def _say(
    reporter: ReporterRef, talk: ChestKey, kind: Message.Kind, body: str, *, answers: UUID | None = None
) -> None:
    say_in_talk(reporter, talk, reporter.case_id, body, kind=kind, answers=answers)
