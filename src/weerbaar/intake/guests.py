"""The guest who came back: an actor with a key to a chest of their own in a case, and perhaps to the talk (R19).

Nothing is told here of a case but what is the guest's own. Whose keys were taken finds no page at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views, reading
from weerbaar.cases import guests as of_case
from weerbaar.cases.accesses import reporter_aliases
from weerbaar.cases.guests import GuestTalk, key_of, knock_case, living, say, talk_of
from weerbaar.cases.leaves import NEWEST
from weerbaar.cases.models import Case, ChestKind, Guest, GuestMessage
from weerbaar.cases.rules import checked_text, last_day_of
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake.files import FileView, file_view, in_talk
from weerbaar.intake.queries import ReaderView, Talk, readers_of, report_told, talk_in
from weerbaar.intake.talking import say_in_talk
from weerbaar.intake.visitors import Visitor
from weerbaar.notify.actions import forget_address as forget
from weerbaar.notify.actions import leave_address as leave
from weerbaar.notify.models import Address
from weerbaar.vault.chests import open_chests

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from weerbaar.cases.leaves import From
    from weerbaar.vault.chests import ChestKey

declare_views("guest.read")

# For the pages: those know no room behind the intake.
Role = of_case.Role
GuestSaid = of_case.GuestSaid


@dataclass(frozen=True, slots=True)
class GuestRef(Visitor):
    """A guest whom their receipt let in."""

    PLACE = "guest"

    @property
    def guest_id(self) -> UUID:
        return self.place


@dataclass(frozen=True, slots=True)
class ReadAlong:
    """What a guest reads of a report, when its reporter lets them."""

    talk: Talk
    report: Mapping[str, Any] = field(repr=False)
    files: tuple[FileView, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class GuestPage:
    """What a guest finds on coming back. `case_id` and `party_id` are for sections of a role; no page shows them.

    `readers` are those who read what the guest writes, as the reporter is told of them.
    """

    guest_id: UUID
    case_id: UUID
    party_id: UUID | None
    role: str
    since: datetime
    last_day: date | None
    writes: bool
    by_reporter: bool
    is_closed: bool
    readers: tuple[ReaderView, ...]
    talk: GuestTalk
    along: ReadAlong | None
    address_left: bool


def found(ref: GuestRef) -> Guest:
    """The row of a guest who is in. Within a tenant scope. Raises GoneError, alike for who was withdrawn and for nobody."""
    guest = Guest.objects.filter(living(), id=ref.guest_id, holder_alias=ref.alias).first()
    if guest is None:
        raise gone()
    return guest


def open_own(ref: GuestRef) -> ChestKey:
    """The key to a guest's own chest. Within a tenant scope. Raises GoneError."""
    key = key_of(ref.opened, ref.guest_id)
    if key is None:
        raise gone()
    return key


def gone() -> GoneError:
    """What who has no words that open something is told, whether there was ever something or not."""
    return GoneError(_("Met deze woorden is hier niets te vinden."))


def page(ref: GuestRef, start: From = NEWEST, along: From = NEWEST) -> GuestPage:
    """Everything that is a guest's to see. Within a tenant scope. `start` and `along` say which leaf of the two talks.

    Then call `look` with what was shown of their own talk. What they read along stays new to the reporter.
    """
    guest = found(ref)
    return GuestPage(
        guest_id=guest.id,
        case_id=guest.case_id,
        party_id=guest.party_id,
        role=guest.role,
        since=guest.since,
        last_day=last_day_of(guest.until),
        writes=guest.writes,
        by_reporter=guest.by_reporter,
        is_closed=Case.objects.filter(id=guest.case_id).exclude(closed_at=None).exists(),
        readers=readers_of(guest.tenant_id, guest.case_id, reporter_aliases(guest.case)),
        talk=talk_of(open_own(ref), guest.id, start, new_to_desk=False),
        along=_along(ref, guest, along) if guest.reads else None,
        address_left=Address.objects.filter(holder_alias=ref.alias).exists(),
    )


def _along(ref: GuestRef, guest: Guest, start: From) -> ReadAlong:
    talk = _open_talk(ref, guest)
    return ReadAlong(
        talk=talk_in(talk, guest.case_id, start),
        report=report_told(talk, guest.case_id),
        files=tuple(file_view(row.id, details) for row, details in in_talk(talk, guest.case_id)),
    )


def _open_talk(ref: GuestRef, guest: Guest) -> ChestKey:
    found = open_chests(ref.opened, guest.case_id, [ChestKind.TALK]).get(ChestKind.TALK)
    if found is None:
        raise gone()
    return found


def note_reading(ref: GuestRef) -> None:
    """Log that the guest is about to read the report and its talk. Call it before these are shown. Raises GoneError."""
    with tenant_scope(ref.tenant_id):
        guest = found(ref)
        reading(ref, "guest.read", guest.case_id, object_id=guest.id)


@act("guest.look")
def look(guest: GuestRef, *, shown: Collection[UUID]) -> None:
    """The guest was shown these messages of the desk, and whatever else was made for them: it is new no longer."""
    row = found(guest)
    about(row.case_id, object_id=row.id)
    unread = GuestMessage.objects.filter(guest=row, id__in=shown, from_guest=False, read_at=None)
    unread.update(read_at=now())


@act("guest.write")
def write(guest: GuestRef, *, body: str) -> None:
    """Say something to the desk, that the reporter does not read. Raises RefusedError, GoneError."""
    row = held(guest)
    about(row.case_id, object_id=row.id)
    say(guest, row, open_own(guest), body=body, from_guest=True)
    knock_case(row)


@act("guest.write_for")
def write_for(guest: GuestRef, *, body: str) -> None:
    """Say something in the talk for the reporter, who reads it and sees who wrote it. Raises RefusedError, GoneError."""
    row = held(guest)
    about(row.case_id, object_id=row.id)
    if not row.writes:
        raise RefusedError(_("Je mag meelezen, en niet voor de melder schrijven."), field="body")
    say_in_talk(guest, _open_talk(guest, row), row.case_id, checked_text(body, field="body"))


def held(ref: GuestRef) -> Guest:
    """The guest's row, the case held: nobody is put out between this and the sealing."""
    case_id = found(ref).case_id
    Case.objects.select_for_update().filter(id=case_id).first()
    return found(ref)


def leave_address(ref: GuestRef, *, mail: str, language: str) -> None:
    """Leave a private address for a knock."""
    leave(ref, mail=mail, language=language)


def forget_address(ref: GuestRef) -> None:
    """Remove it again."""
    forget(ref)
