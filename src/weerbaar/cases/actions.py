"""What staff do with a case. Every verb is one line in the log; whoever was not let in learns nothing, not even no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases import accesses, papers, rules, sealed, word_lists
from weerbaar.cases.accesses import NOT_THERE, access_to
from weerbaar.cases.acting import (
    AlreadyDoneError,
    advance,
    decide,
    enter,
    enter_report,
    knock_colleagues,
    knock_reporter,
    say,
    send,
)
from weerbaar.cases.beside import keys_beside
from weerbaar.cases.clocks import end_terms
from weerbaar.cases.gaps import check_no_gap
from weerbaar.cases.going_out import go_out
from weerbaar.cases.kept_out import kept_out_key, mark
from weerbaar.cases.leaves import THE_NEWEST
from weerbaar.cases.models import (
    Access,
    AnswerDraft,
    Case,
    ChestKind,
    ConsentRequest,
    KeptOut,
    Message,
    Party,
)
from weerbaar.cases.moved import settle
from weerbaar.cases.procedures import Letter, Step
from weerbaar.cases.queries import (
    case_file,
    details_of,
    keys_to,
    may_come_in,
    opened_holder,
    procedure_of,
    seated,
)
from weerbaar.cases.renewing import renew_when_due
from weerbaar.cases.rulebook import every_proposal
from weerbaar.cases.rules import Move, check_move, checked_text
from weerbaar.cases.seats import check_lasts, grant, own_seat, sit, tell_who_goes_on, tell_who_reads
from weerbaar.cases.staying_out import new_party, record_subject
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.files import FileDetails, Whose, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.uploads import Finished, row_of
from weerbaar.vault.washing import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from weerbaar.cases.leaves import Places
    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


class AlreadyInError(RefusedError):
    """Somebody has access that lasts at least as long as what is given now. Nothing ends sooner by giving."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Deze collega heeft al toegang, zeker zo lang. Wil je die korter? Neem de toegang eerst terug."
            ),
            field="person",
        )


@act("case.open")
def open_case(
    staff: Staff, *, code: str, with_reading: bool = False, places: Places = THE_NEWEST
) -> CaseFile:
    """Read a case: the line is written before anything is shown, and what was new to the reader is so no longer."""
    page = case_file(staff, code, with_reading=with_reading, places=places)
    about(page.case.id)
    settled = settle(staff, page)
    renewed = renew_when_due(staff, page)
    if papers.take_in_answers(opened_holder(staff), page.case) or settled or renewed:
        page = case_file(staff, code, with_reading=with_reading, places=places)
    word_lists.keep_up(page.case, page.keys)
    Message.objects.filter(case=page.case, from_reporter=True, read_at=None).update(read_at=clock.now())
    if page.access.unread:
        Access.objects.filter(id=page.access.id).update(unread=0)
    return page


@act("case.acknowledge")
def acknowledge(staff: Staff, *, code: str, body: str) -> None:
    """Confirm receipt, in words of one's own. From this day the term of the answer runs, as the procedure has it."""
    case, keys = enter(staff, code)
    advance(staff, case, Step.ACKNOWLEDGE, acknowledged_at=clock.now())
    say(staff, case, keys, Message.Kind.ACKNOWLEDGEMENT, checked_text(body, field="body"))
    knock_reporter(case)


@act("case.answer")
def answer(staff: Staff, *, code: str, body: str, message_id: UUID) -> None:
    """Say something to the reporter. A draft of it goes. The talk stays open after the case is closed.

    `message_id` was drawn with the form, so that a second click raises AlreadyDoneError and sends nothing.
    """
    case, keys = enter(staff, code)
    _write_to_reporter(staff, case, keys, Message(id=message_id, kind=Message.Kind.MESSAGE), body)


@act("case.ask")
def ask(staff: Staff, *, code: str, body: str, message_id: UUID) -> None:
    """Ask the reporter something: it waits, with a place of its own, until they answer."""
    case, keys = enter(staff, code)
    _write_to_reporter(staff, case, keys, Message(id=message_id, kind=Message.Kind.QUESTION), body)


def _write_to_reporter(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], message: Message, body: str
) -> None:
    check_move(Move.TALK, case.stage)
    if Message.objects.filter(id=message.id).exists():
        raise AlreadyDoneError
    send(staff, case, keys, message, checked_text(body, field="body"))
    AnswerDraft.objects.filter(case=case, author_alias=staff.alias).delete()
    accesses.refresh(case)
    knock_reporter(case)


@act("case.save_draft")
def save_draft(staff: Staff, *, code: str, body: str) -> None:
    """Keep an answer that is not ready, sealed so that only the desk can open it. Nothing typed throws it away."""
    case, keys = enter(staff, code)
    AnswerDraft.objects.filter(case=case, author_alias=staff.alias).delete()
    if not body.strip():
        return
    draft = AnswerDraft(id=uuid4(), tenant_id=case.tenant_id, case=case, author_alias=staff.alias)
    sealed.seal_draft(keys, draft, checked_text(body, field="body"))
    draft.save(force_insert=True)


@act("case.give_feedback")
def give_feedback(staff: Staff, *, code: str, body: str) -> None:
    """Tell the reporter what was done with the report and why: the answer that the law asks."""
    case, keys = enter(staff, code)
    rules.check_outcome_route(procedure_of(case), body)
    check_no_gap(body, every_proposal(procedure_of(case), Letter.FEEDBACK), field="body")
    advance(staff, case, Step.FEEDBACK, answered_at=clock.now())
    say(staff, case, keys, Message.Kind.FEEDBACK, checked_text(body, field="body"))
    knock_reporter(case)


@act("case.inform")
def inform(staff: Staff, *, code: str, body: str) -> None:
    """Tell the reporter how it was assessed and what is being done, while that goes on: it meets the term in law."""
    case, keys = enter(staff, code)
    advance(staff, case, Step.INFORM)
    say(staff, case, keys, Message.Kind.INTERIM, checked_text(body, field="body"))
    knock_reporter(case)


@act("case.close")
def close(staff: Staff, *, code: str, reason: str) -> None:
    """Close a case that was answered. It leaves every worklist; the talk stays."""
    case, keys = enter(staff, code)
    now = clock.now()
    advance(staff, case, Step.CLOSE, closed_at=now)
    decide(staff, case, keys, "case.close", reason=reason)
    # Of a duty only who settles it says that it was met.
    end_terms(case, [one.name for one in procedure_of(case).terms], now)
    knock_colleagues(staff, case)


@act("case.open_names")
def open_names(staff: Staff, *, code: str, reason: str) -> datetime:
    """Open the names, for a quarter of an hour and with a reason; return until when.

    Whoever has no key to them is refused: the page says so before and shows no button.
    """
    case, keys = enter(staff, code)
    if not {ChestKind.NAMES, ChestKind.IDENTITY} & set(keys):
        raise RefusedError(_("Je hebt geen sleutel van de namen."))
    decide(staff, case, keys, "case.open_names", reason=reason)
    return clock.now() + timedelta(minutes=rules.NAMES_MINUTES)


@act("case.let_in")
def let_in(staff: Staff, *, code: str, person_id: UUID, reason: str, last_day: date | None) -> None:
    """Give a colleague the keys of the talk and the file, up to and including `last_day`; None is as long as it lasts.

    Who is let in without an end handles the case; who is let in for a time reads along. The names are asked for with
    `ask_consent`. The reporter hears that somebody came in, by duty and not by name. Whoever has access can get it for
    longer, never for shorter: raises AlreadyInError. Of whoever reads along for a time it is refused.
    """
    case, keys = enter(staff, code)
    check_move(Move.LET_IN, case.stage)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    colleague = _newcomer(staff, case, person_id)
    about(case.id, object_id=colleague.alias)
    until = rules.end_of(last_day, clock.today(), field="day")
    seat = own_seat(case, colleague.alias)
    if seat is not None and not rules.ends_later(until, seat.until):
        raise AlreadyInError
    decide(staff, case, keys, "case.let_in", reason=reason, whom=colleague.alias)
    beside = keys_beside(opened_holder(staff), case).values()
    grant(staff, case, [*(keys[kind] for kind in rules.ORDINARY), *beside], colleague.alias, until)
    capacity = Access.Capacity.COLLEAGUE if until else Access.Capacity.HANDLER
    before = seated(case).get(colleague.alias)
    sit(staff, case, colleague.alias, capacity=capacity, until=until)
    if before is None:
        tell_who_reads(staff, case, keys, colleague, came_in=True)
    elif rules.ends_later(until, before.until):
        tell_who_goes_on(staff, case, keys, colleague, capacity=capacity, until=until)
    knock_colleagues(staff, case)
    knock_reporter(case)


@act("case.ask_consent")
def ask_consent(
    staff: Staff, *, code: str, person_id: UUID, kinds: Collection[str], reason: str, last_day: date | None
) -> None:
    """Ask a second holder of the names to let a colleague in to them (C4). Nobody gets a key by this."""
    case, keys = enter(staff, code)
    check_move(Move.LET_IN, case.stage)
    colleague = _newcomer(staff, case, person_id)
    about(case.id, object_id=colleague.alias)
    asked = [kind for kind in rules.EXCEPTIONAL if kind in kinds]
    if not asked:
        raise RefusedError(_("Kies welke namen deze collega mag openen."), field="chests")
    if ConsentRequest.objects.filter(case=case, for_alias=colleague.alias, decided_at=None).exists():
        raise RefusedError(_("Deze vraag staat al open. Wacht tot een collega besluit."), field="person")
    until = rules.end_of(last_day, clock.today(), field="day")
    decision = decide(staff, case, keys, "case.ask_consent", reason=reason, whom=colleague.alias)
    ConsentRequest.objects.create(
        id=uuid4(),
        tenant_id=case.tenant_id,
        case=case,
        decision=decision,
        asked_by=staff.alias,
        for_alias=colleague.alias,
        chests=asked,
        until=until,
        at=clock.now(),
    )
    knock_colleagues(staff, case)


@act("case.consent")
def consent(staff: Staff, *, code: str, request_id: UUID, reason: str) -> None:
    """Agree, as a second holder: the keys are sealed to the colleague by the one who agrees."""
    case, keys, request, colleague = _asked_of(staff, code, request_id)
    if colleague is None:
        raise RefusedError(_("Deze collega kan geen sleutel meer krijgen."))
    seat = Access.objects.filter(accesses.living(), case=case, holder_alias=colleague.alias).first()
    if seat is None:
        raise RefusedError(_("Deze collega heeft geen toegang tot de zaak. Geef die eerst."))
    decide(staff, case, keys, "case.consent", reason=reason, whom=colleague.alias)
    # The names never outlast the case that they belong to.
    until = min((one for one in (request.until, seat.until) if one), default=None)
    grant(staff, case, [keys[kind] for kind in request.chests], colleague.alias, until)
    _settle(staff, request, is_agreed=True)
    knock_colleagues(staff, case)


@act("case.refuse_consent")
def refuse_consent(staff: Staff, *, code: str, request_id: UUID, reason: str) -> None:
    """Say no. Whoever asked sees it, with the reason."""
    case, keys, request, _colleague = _asked_of(staff, code, request_id)
    decide(staff, case, keys, "case.refuse_consent", reason=reason, whom=request.for_alias)
    _settle(staff, request, is_agreed=False)
    knock_colleagues(staff, case)


@act("case.withdraw_access")
def withdraw_access(staff: Staff, *, code: str, alias: UUID, reason: str) -> None:
    """Take somebody's keys back. What they read, they know; the page says so before.

    Of whoever reads along for a time it is refused.
    """
    case, keys = enter(staff, code)
    about(case.id, object_id=alias)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    if alias == staff.alias:
        raise RefusedError(_("Je eigen toegang geef je op met ‘Ik trek mij terug’."))
    if not Access.objects.filter(case=case, holder_alias=alias).exists():
        raise RefusedError(_("Deze collega heeft geen toegang meer."))
    checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    everybody = colleagues_by_alias(staff.tenant_id)
    keys = go_out(staff, case, keys, [everybody[alias]], everybody.values())
    # After the new keys: whoever's key was taken back must not read why.
    decide(staff, case, keys, "case.withdraw_access", reason=reason, whom=alias)
    knock_colleagues(staff, case)
    knock_reporter(case)


@act("case.recuse")
def recuse(staff: Staff, *, code: str, reason: str) -> None:
    """Step out of a case, for good: whoever says that they should not read it is not let in again."""
    case, keys = enter(staff, code)
    about(case.id, object_id=staff.alias)
    decide(staff, case, keys, "case.recuse", reason=reason, whom=staff.alias)
    mark(case, [kept_out_key(case.id, staff.person_id)], KeptOut.Origin.RECUSED)
    everybody = colleagues_by_alias(staff.tenant_id)
    go_out(staff, case, keys, [everybody[staff.alias]], everybody.values())
    knock_colleagues(staff, case)
    knock_reporter(case)


@act("case.add_party")
def add_party(
    staff: Staff,
    *,
    code: str,
    role: str,
    description: str,
    name: str,
    party_id: UUID,
    is_nobody_here: bool = False,
) -> str:
    """Record somebody under the next pseudonym and drop their name apart (C6); return the pseudonym.

    Whoever adds a name needs no key to the names, and cannot open it afterwards without one. Somebody whom it is about
    must stay out from then on: see `staying_out.record_subject`, which may ask back whether it `is_nobody_here`.
    """
    case, keys = enter_report(staff, code)
    check_move(Move.WORK, case.stage)
    if role not in Party.Role.values or role == Party.Role.REPORTER:
        raise RefusedError(_("Kies wat deze persoon in de zaak is."), field="role")
    description = checked_text(description, field="description", longest=rules.LONGEST_REASON)
    if name.strip():
        name = checked_text(name, field="name", longest=rules.LONGEST_REASON)
    if Party.objects.filter(id=party_id).exists():
        raise AlreadyDoneError
    about(case.id, object_id=party_id)
    name = name.strip()
    if role == Party.Role.SUBJECT:
        party = record_subject(
            staff, case, keys, party_id, description=description, name=name, is_nobody_here=is_nobody_here
        )
    else:
        party = new_party(case, keys, party_id, role, description=description, name=name)
    return rules.pseudonym(role, party.number)


@act("case.add_file")
def add_file(staff: Staff, *, code: str, upload: Finished, whose: str) -> None:
    """Keep a file that came in, with the file as it came beside the cleaned one, sealed in `file`: the reporter sees none.

    `whose` is one of `Whose`: a paper that the reporter gave to a colleague is still the reporter's.
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    if whose not in set(Whose):
        raise RefusedError(_("Kies van wie dit is."), field="whose")
    if upload.details is None:
        raise RefusedError(upload.sentence or _("Kies eerst een bestand."), field="bestand")
    if upload.details.reason == Reason.BUSY.name:
        # It could have been cleaned: heavy files of somebody else must not decide that it is kept as it is.
        raise RefusedError(Reason.BUSY.msgid, field="bestand")
    details = replace(upload.details, by=str(staff.alias), said_whose=str(whose))
    row = row_of(case.tenant_id, case.id, upload, details)
    about(case.id, object_id=row.id)
    row.sealed_details = seal_details(keys[ChestKind.FILE].key, case.tenant_id, row.id, details)
    row.save(force_insert=True)


@act("case.read_file")
def read_file(staff: Staff, *, code: str, file_id: UUID) -> FileDetails:
    """The details of a file, with the key to its bytes, after the line that says who read it."""
    return _file(staff, code, file_id)


@act("case.read_original")
def read_original(staff: Staff, *, code: str, file_id: UUID) -> FileDetails:
    """The same for the file as it came: it may say who made it, and where."""
    details = _file(staff, code, file_id)
    if details.original is None:
        raise RefusedError(_("Van dit bestand is geen origineel bewaard."))
    return details


@act("case.expire_access")
def expire_access(system: System, *, access: Access) -> None:
    """Remove the keys of an access that ended: by itself it opens nothing since that moment.

    Raises RefusedError for one that was made longer while the clock was on its way to it, and GoneError for one that
    somebody withdrew meanwhile: there is nothing to do then, and no line of it.
    """
    about(access.case_id, object_id=access.holder_alias)
    case = Case.objects.select_for_update().get(id=access.case_id)
    seats = Access.objects.filter(case=case, holder_alias=access.holder_alias)
    if seats.filter(accesses.living()).exists():
        raise RefusedError(_("Deze toegang loopt nog."))
    if not seats.exists():
        raise GoneError(_("Deze collega heeft geen toegang meer."))
    accesses.remove(case, access.holder_alias)


# --- shared by the verbs ---


def _file(staff: Staff, code: str, file_id: UUID) -> FileDetails:
    opened_holder(staff)
    case = access_to(staff.alias, code).case
    about(case.id, object_id=file_id)
    row = SealedFile.objects.filter(id=file_id, owner_id=case.id).first()
    details = details_of(row, keys_to(staff, case)) if row else None
    if details is None:
        raise NotAllowedError(NOT_THERE)
    return details


def _newcomer(staff: Staff, case: Case, person_id: UUID) -> Colleague:
    """A colleague to whom a key may be sealed. Who must stay out is answered like somebody who does not exist."""
    found = next((one for one in may_come_in(staff, case) if one.person_id == person_id), None)
    if found is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    return found


def _asked_of(
    staff: Staff, code: str, request_id: UUID
) -> tuple[Case, dict[str, ChestKey], ConsentRequest, Colleague | None]:
    case, keys = enter(staff, code)
    request = ConsentRequest.objects.select_for_update().filter(id=request_id, case=case).first()
    if request is None or not set(request.chests) <= set(keys):
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=request.for_alias)
    check_lasts(staff, case, [keys[kind] for kind in (*rules.ORDINARY, *request.chests)])
    rules.check_consent(staff.alias, asker=request.asked_by, newcomer=request.for_alias)
    if request.decided_at is not None:
        raise RefusedError(_("Hierover is al besloten."))
    colleague = next((one for one in may_come_in(staff, case) if one.alias == request.for_alias), None)
    return case, keys, request, colleague


def _settle(staff: Staff, request: ConsentRequest, *, is_agreed: bool) -> None:
    request.decided_by, request.decided_at, request.is_agreed = staff.alias, clock.now(), is_agreed
    request.save(update_fields=["decided_by", "decided_at", "is_agreed"])
