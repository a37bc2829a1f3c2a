"""What somebody of the staff enters (R6, R13, R14): a call, a visit, a letter, a mail, or a talk that they record afterwards.

It goes by the reporter's own verbs: sealed from the first word, read by whom the one who enters leaves in, sent once with
one case and one receipt. Who enters it may keep themselves out; then they see nothing of it again.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.accesses import access_to
from weerbaar.cases.models import Access, Case, Channel, Kind, Report
from weerbaar.cases.on_paper import WITHOUT_WORDS
from weerbaar.cases.rules import LONGEST_REASON, checked_text
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, codes
from weerbaar.ground import receipt as receipts
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import mail
from weerbaar.intake.actions import Sent, change, file_draft, sent_of, start, talk_held
from weerbaar.intake.drafts import DraftRef, gone, living, open_content
from weerbaar.intake.files import files_of, keep_in_draft, keep_whole, remove_file
from weerbaar.intake.mail import open_mail
from weerbaar.intake.models import Mail
from weerbaar.intake.queries import report_told
from weerbaar.intake.questions import CONTACT, EARLIER, EARLIER_KIND, STORY, is_of_detriment
from weerbaar.intake.readers import candidates
from weerbaar.intake.reporters import ReporterRef
from weerbaar.intake.rules import FEWEST_READERS, check_received_on
from weerbaar.notify.actions import leave_address, remove_address
from weerbaar.notify.rules import check_address
from weerbaar.organisation.models import Desk, DeskMember, Role
from weerbaar.vault.files import open_details
from weerbaar.vault.holders import change_receipt, open_receipt
from weerbaar.vault.models import Holder
from weerbaar.vault.uploads import MEBIBYTE, Finished, Incoming, safe_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from weerbaar.intake.drafts import Content
    from weerbaar.organisation.staff import Staff

HEAR_TALKS = frozenset({Role.MAYOR, Role.REGISTRAR})
"""The roles of people to whom an office-holder may tell it in person (R13)."""
AT_THE_DESK = (Channel.PHONE, Channel.VISIT, Channel.POST, Channel.EMAIL)
"""The ways that the desk enters itself."""
BESIDE_A_REPORT = (Kind.ADVICE.value, Kind.DETRIMENT.value)
"""What the desk can be called for that is no report: it is said before anything else, since it is asked and read otherwise.

Every desk takes them, as it does on the web, whatever kinds of report it says that it takes.
"""
_TRIES = 5
_NOT_YOURS = "Dit kun jij niet invoeren."


class DealtWithError(RefusedError):
    """The mail that it was made of is dealt with by somebody else. What was entered stays, and can go on by itself."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Een collega verwerkte dit bericht al. Kijk eerst of er al een melding van is. Voer je het toch in, dan "
                "komt er een tweede."
            ),
            field="mail",
        )


def may_record(staff: Staff) -> bool:
    """Whether somebody records talks that an office-holder had with them."""
    return bool(staff.roles & HEAR_TALKS)


def enters(staff: Staff) -> bool:
    """Whether somebody enters what comes in: who stands at a desk, and who records talks. Within a tenant scope."""
    return may_record(staff) or DeskMember.objects.filter(person_id=staff.person_id).exists()


def desks_for(staff: Staff, channel: str) -> list[Desk]:
    """The desks to which somebody may enter what came by this way, by name. Within a tenant scope.

    The desk enters for itself, one that reporters do not see too. Of a talk with the mayor or the registrar any desk
    may have the readers, as long as there are two to choose.
    """
    if channel == Channel.CONVERSATION:
        there = Desk.objects.order_by("name", "id") if may_record(staff) else Desk.objects.none()
        return [one for one in there if len(candidates(one.id)) >= FEWEST_READERS]
    if channel not in AT_THE_DESK:
        return []
    stands = DeskMember.objects.filter(person_id=staff.person_id).values("desk_id")
    there = Desk.objects.filter(id__in=stands).order_by("name", "id")
    return [one for one in there if candidates(one.id)]


def desks_of(staff: Staff, content: Content) -> list[Desk]:
    """The desks for which somebody may enter this. What is made of a mail goes to the desk that the mail came to, past
    nobody who had a key to it. Within a tenant scope.
    """
    there = desks_for(staff, content.channel)
    if not content.mail:
        return there
    came_to = Mail.objects.filter(id=content.mail).values_list("desk_id", flat=True).first()
    return [one for one in there if one.id == came_to]


def begin(staff: Staff, *, channel: str, received_on: date | None, kind: str = "") -> DraftRef:
    """Begin to enter what came in by `channel` on a day. `kind` is one of `BESIDE_A_REPORT`, or empty for a report: what
    that is about is asked with the rest.

    Raises NotAllowedError, and RefusedError for the day and for another kind.
    """
    if kind and kind not in BESIDE_A_REPORT:
        raise RefusedError(_("Kies iets uit de lijst."), field="kind")
    with tenant_scope(staff.tenant_id):
        _check_may(desks_for(staff, channel))
    day = check_received_on(received_on, clock.today())
    # Whoever enters it is known, so the pace at which strangers may begin is not theirs.
    ref = start(staff.tenant_id, "nl", waited=True)
    change(
        ref,
        lambda content: replace(
            content.with_answers({"kind": kind} if kind else {}),
            channel=channel,
            received_on=day.isoformat(),
            entered_by=str(staff.alias),
        ),
    )
    return ref


def begin_of_mail(staff: Staff, *, mail_id: UUID, kind: str = "") -> tuple[DraftRef, list[Finished]]:
    """Begin to enter a message of mail: its text, who sent it, what hangs on it, and the message itself as it came. `kind` is
    as for `begin`.

    With it come the files that could not be taken, each with its sentence.
    """
    opened = open_mail(staff, mail_id=mail_id)
    letter, day = opened.letter, opened.row.arrived_at
    received_on = min(mail.local_day(day), clock.today())
    ref = begin(staff, channel=Channel.EMAIL, received_on=received_on, kind=kind)
    with tenant_scope(staff.tenant_id):
        desk = Desk.objects.get(id=opened.row.desk_id).slug
    said = f"{letter.subject}\n\n{letter.text}".strip()[: STORY.limit]
    change(
        ref,
        lambda content: replace(
            content.with_answers({STORY.name: said, CONTACT.name: letter.address[: CONTACT.limit]}),
            mail=str(mail_id),
            desk=desk,
        ),
    )
    came = [_as_file(one.name, one.content) for one in letter.attachments]
    if opened.raw is not None:
        came.append(_as_file(_("bericht zoals het kwam.eml"), opened.raw))
    keep_files(staff, ref, came)
    if opened.raw is not None:
        _hold_as_it_came(ref, came[-1])
    return ref, [one for one in came if one.sentence]


def _hold_as_it_came(ref: DraftRef, whole: Finished) -> None:
    """Note which file is the mail as it came: entering destroys the mail, so what it said must be in the case."""
    if whole.details is None:
        return
    blob = whole.details.current.id
    with tenant_scope(ref.tenant_id):
        there = [row.id for row in files_of(ref.id) if open_details(ref.key, row).current.id == blob]
    change(ref, lambda content: replace(content, mail_file="".join(str(one) for one in there)))


def take_out(staff: Staff, ref: DraftRef, file_id: UUID) -> None:
    """Take a file out of what is entered. Raises RefusedError for the mail that it is made of, and GoneError.

    Who enters it may be whom it is about: what they make of it stands beside what was sent, for whoever else reads.
    """
    content = opened(staff, ref)
    if content.mail and content.mail_file == str(file_id):
        raise RefusedError(
            _("Dit is de mail zelf. Die hoort bij wat je invoert en gaat mee."), field="bestand"
        )
    remove_file(ref, file_id)


def _as_file(name: str, content: bytes) -> Finished:
    """What hangs on a message, through the same cleaning as what a reporter uploads."""
    incoming = Incoming(safe_name(name))
    for first in range(0, len(content), MEBIBYTE):
        incoming.take(content[first : first + MEBIBYTE])
    return incoming.finish()


def keep_files(staff: Staff, ref: DraftRef, uploads: Sequence[Finished]) -> None:
    """Add files to what is entered. Each goes along as it came too: the original is sealed to the case (R6)."""
    opened(staff, ref)
    keep_in_draft(ref, [keep_whole(one) for one in uploads])


def opened(staff: Staff, ref: DraftRef) -> Content:
    """What somebody is entering. Raises GoneError when it ran out, and NotAllowedError for anybody else's."""
    with tenant_scope(staff.tenant_id):
        content = open_content(ref, living(ref))
    if content.entered_by != str(staff.alias):
        raise NotAllowedError(_NOT_YOURS)
    return content


def say_where_it_belongs(staff: Staff, ref: DraftRef, *, code: str) -> Content:
    """Keep to which case a complaint about detriment belongs, by its code; empty where that is not known, or not yet.

    Only a case that who enters it can open: of any other the answer is the one of a code that nothing has. Nobody is asked
    for their words to prove it, since those give access; and who had to stay out of that case stays out of this too.
    Raises RefusedError, and NotAllowedError for what is no such complaint.
    """
    if not is_of_detriment(opened(staff, ref).answers):
        raise NotAllowedError(_NOT_YOURS)
    if not code.strip():
        told = {EARLIER: "", EARLIER_KIND: ""}
        return change(ref, lambda content: replace(content.with_answers(told), earlier=""))
    with tenant_scope(staff.tenant_id):
        try:
            case = access_to(staff.alias, codes.parse(code) or "").case
        except NotAllowedError:
            raise RefusedError(
                _("Met deze code kun jij geen zaak openen. Klopt hij niet? Laat dit dan leeg."), field=EARLIER
            ) from None
    told = {EARLIER: case.code, EARLIER_KIND: case.kind}
    return change(ref, lambda content: replace(content.with_answers(told), earlier=str(case.id)))


def name_readers(staff: Staff, ref: DraftRef, *, desk: str, named: Collection[UUID]) -> None:
    """Say who reads a talk that is recorded, and nobody else. Raises RefusedError when that leaves fewer than two."""
    opened(staff, ref)
    if len(set(named)) < FEWEST_READERS:
        raise RefusedError(
            _("Kies ten minste twee mensen: één lezer kan ziek worden of met verlof gaan."), field="named"
        )
    change(ref, lambda content: replace(content, desk=desk, named=tuple(sorted(str(one) for one in named))))


def leave_mail(staff: Staff, ref: DraftRef, *, mail_address: str) -> None:
    """Keep where the reporter wants a knock, sealed until it is entered; empty for nowhere. They agreed to it."""
    opened(staff, ref)
    at = check_address(mail_address) if mail_address.strip() else ""
    change(ref, lambda content: replace(content, knock_at=at))


def go_on_without_mail(staff: Staff, ref: DraftRef) -> None:
    """Keep what was entered of a mail, as something of itself: what it says and what hung on it is in it already."""
    opened(staff, ref)
    change(ref, lambda content: replace(content, mail=""))


def enter(staff: Staff, ref: DraftRef) -> Sent:
    """Make the case, as often as it is asked: one case and one receipt. Raises as `intake.actions.send` does."""
    content = opened(staff, ref)
    if content.sent_at:
        return sent_of(content)
    for _attempt in range(_TRIES):
        try:
            return _enter(staff, ref=ref, case_id=UUID(content.case_id))
        except IntegrityError:  # a code that somebody else drew at the same moment
            continue
    raise RefusedError(_("Versturen lukte niet. Er is niets kwijt. Druk nog een keer op de knop."))


@act("intake.enter")
def _enter(staff: Staff, *, ref: DraftRef, case_id: UUID) -> Sent:
    about(case_id)
    row = living(ref, lock=True)
    content = open_content(ref, row)
    if row.is_sent:
        return sent_of(content)
    if content.entered_by != str(staff.alias):
        raise gone()
    _check_may(desks_of(staff, content), content.desk)
    waits = _mail_of(content)
    done, reporter = file_draft(ref, row, content)
    if content.knock_at:
        leave_address(reporter, mail=content.knock_at, language=content.language)
    if waits and is_left_out(content):
        mail.keep_aside(staff, waits)
    elif waits:
        mail.settle(waits)
    return sent_of(done)


def is_left_out(content: Content) -> bool:
    """Whether the mail that this is made of could not go along as it came, since a virus was found in it. Of a mail that
    was too large there is nothing here. Within a tenant scope.
    """
    rows = Mail.objects.filter(id=content.mail or None, is_too_large=False)
    return bool(content.mail) and not content.mail_file and rows.exists()


def _mail_of(content: Content) -> Mail | None:
    """The mail that it is made of, held; None where there is none. Raises DealtWithError."""
    try:
        return mail.held(UUID(content.mail)) if content.mail else None
    except GoneError:
        raise DealtWithError from None


@act("intake.forgo_words")
def forgo_words(staff: Staff, *, ref: DraftRef, reason: str) -> None:
    """Say that the reporter cannot be given the words, and why: of a letter without an address, of a call that broke off.

    The words open nothing from then on, also not for who saw them, and nobody has others. The reason is sealed into the
    report, for its readers: who entered it may have no key. Raises RefusedError, and GoneError when it ran out.
    """
    row = living(ref, lock=True)
    content = open_content(ref, row)
    if not row.is_sent:
        raise gone()
    if content.entered_by != str(staff.alias):
        raise NotAllowedError(_NOT_YOURS)
    about(UUID(content.case_id))
    reason = checked_text(reason, field="reason", longest=LONGEST_REASON)
    reporter, holder = _not_come_back_yet(staff, content)
    talk = talk_held(reporter)
    report = Report.objects.get(case_id=reporter.case_id)
    told = json.dumps(report_told(talk, reporter.case_id) | {WITHOUT_WORDS: reason}).encode()
    report.sealed_answers = talk.seal("cases_report", report.id, "sealed_answers", told)
    report.save(update_fields=["sealed_answers"])
    change_receipt(holder, reporter.opened, Receipt(receipts.draw()))
    holder.save(update_fields=["look_up", "sealed_private"])
    remove_address(reporter.alias)
    row.delete()


def _not_come_back_yet(staff: Staff, content: Content) -> tuple[ReporterRef, Holder]:
    """Whom the words that were just drawn open, held. Raises RefusedError where the reporter has others by now."""
    opened = open_receipt(staff.tenant_id, Receipt(content.words))
    if opened is None:
        raise RefusedError(_("De melder nam al nieuwe woorden, en heeft ze dus. Ga terug en zeg dat ook."))
    holder = Holder.objects.select_for_update().get(alias=opened.alias)
    return ReporterRef(staff.tenant_id, opened.alias, UUID(content.case_id), opened.private_key), holder


def _check_may(desks: list[Desk], desk: str = "") -> None:
    if not desks or (desk and desk not in {one.slug for one in desks}):
        raise NotAllowedError(_NOT_YOURS)


def code_of(staff: Staff, ref: DraftRef) -> str:
    """By which code the one who entered it finds the case; empty when they do not read it. Within a tenant scope."""
    content = open_content(ref, living(ref))
    reads = Access.objects.filter(case_id=content.case_id, holder_alias=staff.alias).exists()
    return Case.objects.get(id=content.case_id).code if reads and content.sent_at else ""
