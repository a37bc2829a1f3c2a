"""Mail on its way to a case (R6): taken out of a mailbox, sealed, and only then cleared there; opened, and dealt with.

The job that takes it in holds no key: it seals to who reads at the desk, in a chest of the message's own. Who keeps the
mail servers saw it before us, and whoever reads for the desk opens it before anybody can be kept out (threat model).
"""

from __future__ import annotations

import imaplib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import structlog
from django.db.models import Sum
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases.acting import local_day
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import LONGEST_REASON, checked_text
from weerbaar.database.rows import select
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.ground.workdays import add_workdays
from weerbaar.intake import imap, mailboxes
from weerbaar.intake.files import files_of, forget_files
from weerbaar.intake.imap import MailboxError
from weerbaar.intake.mail_parts import letter_of
from weerbaar.intake.models import Mail, Mailbox
from weerbaar.intake.readers import candidates, places
from weerbaar.intake.rules import MAIL_WORKDAYS, choose_readers
from weerbaar.notify.actions import knock
from weerbaar.organisation.models import DeskMember
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault import chests
from weerbaar.vault.files import FileDetails, details_in, read, seal_details
from weerbaar.vault.keyring import alias_of, look_up_hash
from weerbaar.vault.models import Chest, Grant, SealedFile
from weerbaar.vault.storage import blob_store
from weerbaar.vault.uploads import MEBIBYTE, NOT_CLEANED, Finished, row_of, seal_bytes
from weerbaar.vault.washing import Kind, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from weerbaar.intake.imap import Folder, MailAccess, Waiting
    from weerbaar.intake.mail_parts import Letter
    from weerbaar.intake.rules import Candidate
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.models import Holder

log = structlog.get_logger()

LARGEST_MAIL = 50 * MEBIBYTE
MOST_WAITING_BYTES = 2 * 1024 * MEBIBYTE
"""Of the messages of one desk that nobody dealt with: whoever sends mail is a stranger, and may send without end."""
ROUND_SECONDS = 60.0
"""How long a round takes mail out of one mailbox."""
ASIDE_DAYS = 14
"""How long a message that was turned away can still be put back."""
_CHEST = "mail"
_NAME = "bericht.eml"
_NOT_THERE = "Dit bericht is er niet."
_TABLE = "intake_mail"
_ENTERED_WITHOUT_IT = (
    "Hiervan is een melding gemaakt. De mail zelf kon daar niet in, en ligt daarom nog hier."
)
"""Kept as the reason of who entered it: for whoever reads it, not in the language of who did."""
_SET_ASIDE = ("set_aside_at", "set_aside_by", "sealed_reason")


# --- taking in: by the clock, without a key ---


def empty(tenant_id: UUID, mailbox_id: UUID) -> int:
    """Take in what waits in a mailbox; return how many messages were kept. What is wrong is kept with the mailbox."""
    with tenant_scope(tenant_id):
        box = Mailbox.objects.get(id=mailbox_id)
        access, has_readers = mailboxes.access_to(box), bool(_readers(box.desk_id))
    taken, trouble = 0, ""
    if not has_readers:
        # Nobody could open it, and a message that is cleared there lies nowhere else.
        trouble = Mailbox.Trouble.NO_READERS
    else:
        try:
            taken, is_whole = _take_all(box, access)
            trouble = "" if is_whole else Mailbox.Trouble.NOT_TAKEN
        except MailboxError as error:
            trouble = error.trouble
    with tenant_scope(tenant_id):
        mailboxes.note(box.desk_id, trouble, is_emptied=True)
    return taken


def _take_all(box: Mailbox, access: MailAccess) -> tuple[int, bool]:
    """How many messages were kept, and whether no message failed.

    What a round has no time for waits for the next one: one mailbox must not keep the mail of all others waiting. Raises
    MailboxError, also where a slow server gave nothing at all in that time.
    """
    taken, failed, until = 0, 0, time.monotonic() + ROUND_SECONDS
    with imap.opened(access, lasts=imap.LASTS) as folder:
        for one in folder.waiting():
            if time.monotonic() > until or taken >= imap.MOST_IN_A_ROUND:
                if not taken and not failed:
                    raise MailboxError(Mailbox.Trouble.UNREACHABLE)
                return taken, not failed
            try:
                taken += _take_one(box, folder, one)
            except MailboxError:
                raise
            except Exception as failure:  # noqa: BLE001 - one message that does harm must not keep the others waiting
                failed += 1
                log.error("mail.not_taken", mailbox=str(box.id), error=type(failure).__name__)
    return taken, not failed


def _take_one(box: Mailbox, folder: Folder, one: Waiting) -> bool:
    """Keep a message, and clear it there once that is certain. Whether it was new."""
    named = f"{box.id} {folder.validity} {one.uid} {folder.name_of(one.uid).hex()}"
    arrival = look_up_hash(box.tenant_id, "mail-arrival", named)
    is_too_large = one.size > LARGEST_MAIL
    with tenant_scope(box.tenant_id):
        is_new = not Mail.objects.filter(arrival=arrival).exists()
    if is_new:
        if not is_too_large:
            _check_room(box, one.size)
        raw = None if is_too_large else folder.read(one.uid)
        take(System(box.tenant_id), desk_id=box.desk_id, arrival=arrival, arrived_at=_since(one), raw=raw)
    if not is_too_large:
        folder.clear(one.uid)
    return is_new


def _check_room(box: Mailbox, size: int) -> None:
    """Leave mail where it is when too much of it waits here, or the disk is full: the same disk keeps the reports.

    Raises MailboxError.
    """
    with tenant_scope(box.tenant_id):
        waits = _waiting().filter(desk_id=box.desk_id).values("id")
        held = SealedFile.objects.filter(owner_id__in=waits).aggregate(bytes=Sum("stored_bytes"))
    if (held["bytes"] or 0) + size > MOST_WAITING_BYTES or not blob_store().has_room():
        raise MailboxError(Mailbox.Trouble.FULL)


def _since(one: Waiting) -> datetime:
    """When the server says that it came in, to the minute; now when it says nothing, or something that is still to come."""
    told = imaplib.Internaldate2tuple(one.since)
    at = datetime.fromtimestamp(time.mktime(told), UTC) if told else clock.now()
    return min(at, clock.now()).replace(second=0, microsecond=0)


@act("mail.take")
def take(system: System, *, desk_id: UUID, arrival: bytes, arrived_at: datetime, raw: bytes | None) -> None:
    """Seal a message to who reads at the desk. Without `raw` it was too large and stays where it is: that is kept.

    Raises RefusedError when nobody there could open it.
    """
    mail = Mail(
        id=uuid4(), tenant_id=system.tenant_id, desk_id=desk_id, arrival=arrival, arrived_at=arrived_at
    )
    about(mail.id, object_id=desk_id)
    readers = _readers(desk_id)
    if not readers:
        raise RefusedError(mailboxes.WHAT_TO_DO[Mailbox.Trouble.NO_READERS])
    mail.due_on = add_workdays(local_day(arrived_at), MAIL_WORKDAYS, decreed_days())
    mail.is_too_large = raw is None
    _seal(mail, readers, raw)
    knock(system.tenant_id, [one.who.alias for one in readers])


def _seal(mail: Mail, readers: Sequence[Candidate[Holder]], raw: bytes | None) -> None:
    chest, key = chests.new_chest(mail.tenant_id, mail.id, chests.reserve([_CHEST])[0])
    holders = [(one.who.alias, bytes(one.who.public_key)) for one in readers]
    mail.save(force_insert=True)
    chest.save(force_insert=True)
    Grant.objects.bulk_create(chests.new_grants(key, holders, by=System(mail.tenant_id).alias))
    if raw is None:
        return
    blob, stored = seal_bytes(raw)
    details = FileDetails(
        name=_NAME,
        kind=Kind.UNKNOWN.name,
        state=NOT_CLEANED,
        scan=Verdict.UNSCANNED.name,
        current=blob,
        original=None,
        original_sha256=blob.sha256,
        original_size=blob.size,
    )
    row = row_of(mail.tenant_id, mail.id, Finished(_NAME, details, stored), details)
    row.sealed_details = seal_details(key.key, mail.tenant_id, row.id, details)
    row.save(force_insert=True)


def _readers(desk_id: UUID) -> tuple[Candidate[Holder], ...]:
    return choose_readers(candidates(desk_id), ())


# --- what waits: facts, without a word ---

SIZE = 50
"""Messages on one page of the list."""


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """What a list shows of a message that waits."""

    id: UUID
    arrived_at: datetime
    due_on: date
    is_too_large: bool
    is_late: bool


# Whoever left the desk opens nothing of it, and sees no line and no number of it either.
_KEYED = (
    "settled_at IS NULL AND desk_id IN (SELECT desk_id FROM organisation_deskmember WHERE person_id = %s)"
    " AND id IN (SELECT chest.owner_id FROM vault_grant AS held JOIN vault_chest AS chest"
    " ON chest.id = held.chest_id WHERE held.holder_alias = %s AND chest.kind = 'mail' AND chest.destroyed_at IS NULL)"
)
_MINE = _KEYED + " AND set_aside_at IS NULL"
_ASIDE = _KEYED + " AND set_aside_at IS NOT NULL"
_ASIDE_FROM_HERE = " AND (set_aside_at, id) > (SELECT set_aside_at, id FROM intake_mail WHERE id = %s)"
_ASIDE_IN_ORDER = " ORDER BY set_aside_at, id LIMIT %s"
_FROM_HERE = " AND (arrived_at, id) > (SELECT arrived_at, id FROM intake_mail WHERE id = %s)"
_IN_ORDER = " ORDER BY arrived_at, id LIMIT %s"


def waiting(staff: Staff, *, after: UUID | None = None) -> tuple[list[WaitingMail], UUID | None]:
    """A page of the messages to which somebody has a key, at desks where they stand, the oldest first; and after which
    the next one begins.
    """
    if after:
        rows = select(Mail, _MINE + _FROM_HERE + _IN_ORDER, [staff.person_id, staff.alias, after, SIZE + 1])
    else:
        rows = select(Mail, _MINE + _IN_ORDER, [staff.person_id, staff.alias, SIZE + 1])
    today = clock.today()
    page = [
        WaitingMail(one.id, one.arrived_at, one.due_on, one.is_too_large, one.due_on < today)
        for one in rows[:SIZE]
    ]
    return page, (page[-1].id if len(rows) > SIZE else None)


def late_for_others(staff: Staff) -> int:
    """How many messages wait too long at the desks where somebody stands, to which they have no key themselves."""
    desks = DeskMember.objects.filter(person_id=staff.person_id).values("desk_id")
    late = _waiting().filter(due_on__lt=clock.today(), desk_id__in=desks)
    mine = Grant.objects.filter(holder_alias=staff.alias, chest__kind=_CHEST).values("chest__owner_id")
    return late.exclude(id__in=mine).count()


def has_mailbox(staff: Staff) -> bool:
    """Whether a desk where somebody stands has a mailbox."""
    desks = DeskMember.objects.filter(person_id=staff.person_id).values("desk_id")
    return Mailbox.objects.filter(desk_id__in=desks).exists()


def waiting_count(staff: Staff) -> int:
    """How many messages wait to which somebody has a key, at desks where they stand."""
    desks = DeskMember.objects.filter(person_id=staff.person_id).values("desk_id")
    held = Grant.objects.filter(holder_alias=staff.alias, chest__kind=_CHEST).values("chest__owner_id")
    return _waiting().filter(id__in=held, desk_id__in=desks).count()


def _waiting() -> QuerySet[Mail]:
    return Mail.objects.filter(settled_at=None, set_aside_at=None)


@dataclass(frozen=True, slots=True)
class MailAside:
    """What a list shows of a message that was turned away: who did it is a name, and why stands with the message."""

    id: UUID
    arrived_at: datetime
    set_aside_at: datetime
    by: str
    gone_on: date


def set_aside(staff: Staff, *, after: UUID | None = None) -> tuple[list[MailAside], UUID | None]:
    """A page of the messages to which somebody has a key and that somebody turned away, the first to go first; and after
    which the next one begins: what nobody can see nobody puts back, and whoever sends mail may send without end.
    """
    if after:
        rows = select(
            Mail, _ASIDE + _ASIDE_FROM_HERE + _ASIDE_IN_ORDER, [staff.person_id, staff.alias, after, SIZE + 1]
        )
    else:
        rows = select(Mail, _ASIDE + _ASIDE_IN_ORDER, [staff.person_id, staff.alias, SIZE + 1])
    people = colleagues_by_alias(staff.tenant_id) if rows else {}
    page = [_aside(one, people) for one in rows[:SIZE]]
    return page, (page[-1].id if len(rows) > SIZE else None)


def _aside(row: Mail, people: Mapping[UUID, Colleague]) -> MailAside:
    assert row.set_aside_at is not None  # noqa: S101 - a constraint holds them together
    assert row.set_aside_by is not None  # noqa: S101
    by = people[row.set_aside_by].name if row.set_aside_by in people else ""
    return MailAside(row.id, row.arrived_at, row.set_aside_at, by, _gone_on(row.set_aside_at))


def _gone_on(since: datetime) -> date:
    return local_day(since) + timedelta(days=ASIDE_DAYS)


def troubled(staff: Staff) -> list[Mailbox]:
    """The mailboxes of the desks where somebody stands that are not emptied, with why. One query."""
    desks = DeskMember.objects.filter(person_id=staff.person_id).values("desk_id")
    rows = Mailbox.objects.select_related("desk").filter(desk_id__in=desks).exclude(trouble="")
    return list(rows.order_by("trouble_since", "id"))


# --- opening, turning away, dealt with ---


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that somebody opened. `raw` is None of one that was too large to take; `aside` unless it was turned away,
    and then `reason` says why.
    """

    row: Mail
    letter: Letter
    raw: bytes | None
    aside: MailAside | None = None
    reason: str = ""

    def __repr__(self) -> str:
        return "<Opened>"


@act("mail.open")
def open_mail(staff: Staff, *, mail_id: UUID) -> Opened:
    """Read a message. Raises NotAllowedError for who has no key, and GoneError once it was dealt with."""
    row, key = _enter(staff, mail_id)
    about(row.id)
    raw = _bytes(key, row)
    if row.set_aside_at is None or row.sealed_reason is None:
        return Opened(row, letter_of(raw or b""), raw)
    reason = key.open(_TABLE, row.id, "sealed_reason", row.sealed_reason).decode()
    return Opened(row, letter_of(raw or b""), raw, _aside(row, colleagues_by_alias(row.tenant_id)), reason)


def facts_of(staff: Staff, *, mail_id: UUID) -> Mail:
    """What is known of a message without a word of it. Raises what `open_mail` raises: what was made to break our reading
    must go all the same.
    """
    with tenant_scope(staff.tenant_id):
        row, _key = _enter(staff, mail_id)
        return row


@act("mail.turn_away")
def turn_away(staff: Staff, *, mail_id: UUID, reason: str) -> None:
    """Set a message aside that does not belong here. One alone destroys nothing: whoever else reads it is knocked at, and
    can put it back.

    The reason is sealed with it, and its hash stays in the log.
    """
    row, key = _enter(staff, mail_id, lock=True)
    if row.set_aside_at is not None:
        raise RefusedError(_("Dit bericht ligt al opzij."))
    about(
        row.id,
        reason=_lay_aside(staff, row, key, checked_text(reason, field="reason", longest=LONGEST_REASON)),
    )


def keep_aside(staff: Staff, row: Mail) -> None:
    """It was entered, and the case does not have it as it came: it lies aside as what is turned away does, and is not
    destroyed at once. Within a verb, the row held. Raises what `open_mail` raises.
    """
    _row, key = _enter(staff, row.id)
    if row.set_aside_at is None:
        _lay_aside(staff, row, key, _ENTERED_WITHOUT_IT)


def _lay_aside(staff: Staff, row: Mail, key: ChestKey, reason: str) -> bytes:
    """The reason as it was sealed."""
    sealed = key.seal(_TABLE, row.id, "sealed_reason", reason.encode())
    row.sealed_reason, row.set_aside_at, row.set_aside_by = sealed, clock.now(), staff.alias
    row.save(update_fields=_SET_ASIDE)
    others = {alias_of(row.tenant_id, one.person_id) for one in places(row.desk_id)} - {staff.alias}
    rows = Grant.objects.filter(chest__owner_id=row.id, holder_alias__in=others)
    knock(row.tenant_id, list(rows.values_list("holder_alias", flat=True)))
    return sealed


@act("mail.put_back")
def put_back(staff: Staff, *, mail_id: UUID) -> None:
    """Let a message wait again that was set aside. Twice is once."""
    row, _key = _enter(staff, mail_id, lock=True)
    about(row.id)
    row.sealed_reason = row.set_aside_at = row.set_aside_by = None
    row.save(update_fields=_SET_ASIDE)


def ran_out(at: datetime) -> list[UUID]:
    """The messages that lay aside so long that nobody wants them back. Within a tenant scope."""
    return list(_ran_out(at).order_by("set_aside_at", "id").values_list("id", flat=True))


def _ran_out(at: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(settled_at=None, set_aside_at__lte=at - timedelta(days=ASIDE_DAYS))


@act("mail.destroy")
def destroy(system: System, *, mail_id: UUID) -> None:
    """Destroy a message that nobody put back in time, with why it was turned away."""
    del system
    about(mail_id)
    row = held(mail_id)
    if not _ran_out(clock.now()).filter(id=row.id).exists():
        raise RefusedError(_("Dit bericht ligt niet lang genoeg opzij."))
    settle(row)


def settle(row: Mail) -> None:
    """It was dealt with: its words and its key are destroyed, and that it came stays. Within a verb, the row held."""
    row.settled_at, row.sealed_reason = clock.now(), None
    row.save(update_fields=["settled_at", "sealed_reason"])
    forget_files(files_of(row.id))
    chests.destroy(list(Chest.objects.filter(owner_id=row.id, destroyed_at=None)))


def held(mail_id: UUID) -> Mail:
    """The row of a message that waits, held against a second one who deals with it. Raises GoneError."""
    row = Mail.objects.select_for_update().filter(id=mail_id, settled_at=None).first()
    if row is None:
        raise GoneError(_("Dit bericht is al verwerkt."))
    return row


def _enter(staff: Staff, mail_id: UUID, *, lock: bool = False) -> tuple[Mail, ChestKey]:
    """May I: who has a key of the message and stands at its desk still."""
    keys = chests.open_chests(opened_holder(staff), mail_id, [_CHEST])
    row = Mail.objects.filter(id=mail_id).first()
    if row is None:
        raise NotAllowedError(_NOT_THERE)
    if row.settled_at is not None:
        if staff.person_id in {one.person_id for one in places(row.desk_id)}:
            raise GoneError(_("Dit bericht is al verwerkt."))
        raise NotAllowedError(_NOT_THERE)
    if not keys or staff.person_id not in {one.person_id for one in places(row.desk_id)}:
        raise NotAllowedError(_NOT_THERE)
    return (held(mail_id) if lock else row), keys[_CHEST]


def _bytes(key: ChestKey, row: Mail) -> bytes | None:
    file: SealedFile | None = next(iter(files_of(row.id)), None)
    return b"".join(read(details_in(key, file))) if file else None


# --- waiting too long ---


def late(today: date) -> list[UUID]:
    """The messages that wait too long and of which nobody was told that. Within a tenant scope."""
    rows = _waiting().filter(due_on__lt=today, escalated_on=None)
    return list(rows.order_by("due_on", "id").values_list("id", flat=True))


@act("mail.escalate")
def escalate(system: System, *, mail_id: UUID) -> None:
    """Knock for a message that waits too long: at everybody of the desk and its reserves, who may have no key to it."""
    about(mail_id)
    row = held(mail_id)
    if row.escalated_on is not None:
        raise RefusedError(_("Voor dit bericht kreeg iedereen al een seintje."))
    row.escalated_on = clock.today()
    row.save(update_fields=["escalated_on"])
    there = [alias_of(row.tenant_id, one.person_id) for one in places(row.desk_id)]
    knock(system.tenant_id, there, at_once=True)
