"""Releasing: what a party that runs a desk for another hands over of a case (R7). Nothing else crosses.

The party writes words, picks files and names people of the town; the package lies in the town's rows, in a chest of its
own to which those people have a key. The party keeps none. Three verbs in order, each in one tenant: the party's line
first, so that nothing crosses without one; then the town's; then that it arrived. What breaks off in between is sent
again with the same id, and stands there once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases import sealed
from weerbaar.cases.accesses import NOT_THERE, living
from weerbaar.cases.acting import decide, enter, knock_reporter, say
from weerbaar.cases.actions import AlreadyDoneError
from weerbaar.cases.models import Access, Message, Release, Released, Report
from weerbaar.cases.queries import case_files, opened_holder
from weerbaar.cases.rules import Move, check_lasts, check_move, checked_text
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation import desk_rules, links
from weerbaar.organisation.models import Tenant
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault import chests
from weerbaar.vault.copies import Copied, copied, forget_copies
from weerbaar.vault.files import FileDetails, details_in, seal_details
from weerbaar.vault.models import Grant, SealedFile
from weerbaar.vault.trust import trusted_holders
from weerbaar.vault.uploads import NOT_CLEANED
from weerbaar.vault.washing import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.links import Offered
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

CHEST = "released"
_TABLE, _COLUMN = "cases_released", "sealed_text"


class Package(NamedTuple):
    """What is handed over. `id` was drawn with the form; `receivers` are ids of persons of the town, `files` of files."""

    id: UUID
    offer_id: UUID
    receivers: Sequence[UUID]
    text: str
    files: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What was handed over of a case, as the party that did it sees it."""

    id: UUID
    town: str
    at: datetime
    is_delivered: bool
    text: str = field(repr=False)
    files: tuple[str, ...] = field(repr=False)
    receivers: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One line of the page of what came in: who released it, and when."""

    id: UUID
    partner: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    id: UUID
    details: FileDetails = field(repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """What was received, opened with one's own key. `holders` are the colleagues who can open it too."""

    row: ReceivedRow
    text: str = field(repr=False)
    files: tuple[ReceivedFile, ...] = field(repr=False)
    holders: tuple[Colleague, ...] = field(repr=False)
    newcomers: tuple[Colleague, ...] = field(repr=False)


# --- the party that releases ---


def release(staff: Staff, *, code: str, package: Package, reason: str) -> None:
    """Hand words and files of a case to people of the town that shows the desk. Opens scopes of its own.

    Raises RefusedError with nothing handed over, and AlreadyDoneError for a package that is there already.
    """
    town = _may_receive(staff, package)
    files = _release(staff, code=code, package=package, town=town, reason=reason)
    copies = [copied(one) for one in files]
    reserved = chests.reserve([CHEST])
    is_kept = False
    try:
        is_kept = _receive(
            System(town.offer.town_id),
            package=package,
            partner_id=staff.tenant_id,
            copies=copies,
            reservation=reserved[0],
        )
    except IntegrityError:  # the same form twice at the same moment: the other one is there
        pass
    finally:
        if not is_kept:
            forget_copies(copies)
            chests.release(reserved)
    _deliver(staff, code=code, release_id=package.id, town=town.town.name)


def _may_receive(staff: Staff, package: Package) -> Offered:
    """The offer by which the town may receive, after asking there whether these people can now."""
    with tenant_scope(staff.tenant_id):
        offered = next(
            (one for one in links.offers(accepted_only=True) if one.offer.id == package.offer_id), None
        )
    if offered is None:
        raise RefusedError(_("Deze organisatie laat jullie meldpunt niet zien."), field="receivers")
    desk_rules.check_receivers(len(set(package.receivers)))
    town_id = offered.offer.town_id
    with tenant_scope(town_id):
        able = links.receiving(town_id, staff.tenant_id, package.receivers)
    _check_all_able(able, package)
    return offered


def _check_all_able(able: Sequence[Colleague], package: Package) -> None:
    if {one.person_id for one in able} != set(package.receivers):
        raise RefusedError(
            _("Een van deze mensen kan nu niets ontvangen. Er is niets losgelaten. Kies opnieuw."),
            field="receivers",
        )


@act("case.release")
def _release(staff: Staff, *, code: str, package: Package, town: Offered, reason: str) -> list[FileDetails]:
    case, keys = enter(staff, code)
    about(case.id, object_id=package.id)
    check_move(Move.TALK, case.stage)
    seats = Access.objects.filter(case=case, holder_alias=staff.alias)
    check_lasts(seats.values_list("until", flat=True).first())
    text = checked_text(package.text, field="text")
    files = _chosen(case, keys, package)
    row = Release.objects.select_for_update().filter(id=package.id).first()
    if row is not None and (row.case_id != case.id or row.delivered_at is not None):
        raise AlreadyDoneError
    row = row or Release(id=package.id, tenant_id=case.tenant_id, case=case)
    row.town_id, row.made_by, row.made_at = town.offer.town_id, staff.alias, clock.now()
    names = {one.person_id: f"{one.name}, {one.function}" for one in town.receivers}
    content = {
        "text": text,
        "files": [one.name for one in files],
        "receivers": [names.get(one, "") for one in package.receivers],
    }
    row.sealed_package = keys["file"].seal(
        "cases_release", row.id, "sealed_package", json.dumps(content).encode()
    )
    row.save()
    decide(staff, case, keys, "case.release", reason=reason)
    return files


def _chosen(case: Case, keys: Mapping[str, ChestKey], package: Package) -> list[FileDetails]:
    there = {one.id: one.details for one in case_files(case, keys)}
    if not set(package.files) <= set(there):
        raise RefusedError(_("Kies alleen bestanden uit de lijst."), field="papers")
    chosen = [there[one] for one in package.files]
    if not all(may_be_released(one) for one in chosen):
        raise RefusedError(
            _("Een bestand dat wij niet konden schoonmaken, kan verraden wie het maakte. Dat gaat niet mee."),
            field="papers",
        )
    return chosen


def may_be_released(details: FileDetails) -> bool:
    """Only what was cleaned, and what no virus was found in."""
    return details.state != NOT_CLEANED and details.scan != Verdict.INFECTED.name


@act("case.deliver")
def _deliver(staff: Staff, *, code: str, release_id: UUID, town: str) -> None:
    """It stands on the other side now; the reporter hears that something was handed over, and what was not."""
    case, keys = enter(staff, code)
    about(case.id, object_id=release_id)
    if not Release.objects.filter(id=release_id, case=case, delivered_at=None).update(
        delivered_at=clock.now()
    ):
        raise AlreadyDoneError
    report = Report.objects.filter(case=case).first()
    language = sealed.report_answers(keys, report).get("language", "nl") if report else "nl"
    with translation.override(language):
        body = gettext(
            "Wij gaven een stuk over je melding aan %(town)s. Je melding zelf en dit gesprek kunnen zij niet lezen. "
            "Heb je er vragen over? Stel ze hier."
        ) % {"town": town}
    say(staff, case, keys, Message.Kind.READERS, body)
    knock_reporter(case)


def releases_of(case: Case, keys: Mapping[str, ChestKey]) -> list[ReleaseView]:
    """What was handed over of a case, newest first."""
    rows = list(Release.objects.filter(case=case).order_by("-made_at", "id"))
    towns = {one.id: one.name for one in Tenant.objects.filter(id__in={one.town_id for one in rows})}
    views = []
    for one in rows:
        told = json.loads(keys["file"].open("cases_release", one.id, "sealed_package", one.sealed_package))
        views.append(
            ReleaseView(
                id=one.id,
                town=towns.get(one.town_id, ""),
                at=one.made_at,
                is_delivered=one.delivered_at is not None,
                text=told["text"],
                files=tuple(told["files"]),
                receivers=tuple(told["receivers"]),
            )
        )
    return views


# --- the town that receives ---


@act("released.receive")
def _receive(
    system: System,
    *,
    package: Package,
    partner_id: UUID,
    copies: Sequence[Copied],
    reservation: chests.Reservation,
) -> bool:
    """Keep the package for its receivers, in a chest of its own. Whether it was not there already."""
    about(package.id)
    if Released.objects.filter(id=package.id).exists():
        return False
    # Asked again, in the transaction that seals: somebody may have left since.
    able = links.receiving(system.tenant_id, partner_id, package.receivers)
    _check_all_able(able, package)
    holders = trusted_holders([one.alias for one in able])
    chest, opened = chests.new_chest(system.tenant_id, package.id, reservation)
    chest.save(force_insert=True)
    to = [(alias, bytes(one.public_key)) for alias, one in holders.items()]
    Grant.objects.bulk_create(chests.new_grants(opened, to, by=system.alias))
    Released.objects.create(
        id=package.id,
        tenant_id=system.tenant_id,
        partner_id=partner_id,
        at=clock.now(),
        sealed_text=opened.seal(_TABLE, package.id, _COLUMN, package.text.strip().encode()),
    )
    for one in copies:
        row = SealedFile(id=uuid4(), tenant_id=system.tenant_id, owner_id=package.id)
        row.blob, row.stored_bytes, row.created_at = one.details.current.id, one.stored, clock.now()
        row.sealed_details = seal_details(opened.key, system.tenant_id, row.id, one.details)
        row.save(force_insert=True)
    knock(system.tenant_id, list(holders))
    return True


def received(staff: Staff) -> list[ReceivedRow]:
    """What was released to this person, newest first; nothing of what was released to others."""
    opened_holder(staff)
    held = Grant.objects.filter(living(), holder_alias=staff.alias, chest__kind=CHEST)
    rows = Released.objects.filter(id__in=held.values("chest__owner_id")).order_by("-at", "id")
    return _rows(list(rows))


def receives(staff: Staff) -> bool:
    """Whether anything was ever released to this person: only then is there a page of it in the menu. One query."""
    return Grant.objects.filter(holder_alias=staff.alias, chest__kind=CHEST).exists()


def _rows(rows: Sequence[Released]) -> list[ReceivedRow]:
    names = {one.id: one.name for one in Tenant.objects.filter(id__in={one.partner_id for one in rows})}
    return [ReceivedRow(one.id, names.get(one.partner_id, ""), one.at) for one in rows]


@act("released.open")
def open_received(staff: Staff, *, released_id: UUID) -> Received:
    """Read what was released. Raises NotAllowedError alike for what is not there and what is for somebody else."""
    about(released_id)
    row, key = _open(staff, released_id)
    files = SealedFile.objects.filter(owner_id=row.id).order_by("created_at", "id")
    colleagues = colleagues_by_alias(staff.tenant_id)
    holding = set(
        Grant.objects.filter(living(), chest_id=key.chest_id).values_list("holder_alias", flat=True)
    )
    return Received(
        row=_rows([row])[0],
        text=key.open(_TABLE, row.id, _COLUMN, row.sealed_text).decode(),
        files=tuple(ReceivedFile(one.id, details_in(key, one)) for one in files),
        holders=tuple(one for alias, one in colleagues.items() if alias in holding),
        newcomers=tuple(one for one in links.can_receive(staff.tenant_id) if one.alias not in holding),
    )


@act("released.read_file")
def read_file(staff: Staff, *, released_id: UUID, file_id: UUID) -> FileDetails:
    """The details of a file that was released, with the key to its bytes."""
    about(released_id, object_id=file_id)
    row, key = _open(staff, released_id)
    file = SealedFile.objects.filter(id=file_id, owner_id=row.id).first()
    if file is None:
        raise NotAllowedError(NOT_THERE)
    return details_in(key, file)


@act("released.let_in")
def let_in(staff: Staff, *, released_id: UUID, person_id: UUID) -> None:
    """Give a colleague a key to what was released. The party that released it is not asked: its page says so before."""
    about(released_id)
    row, key = _open(staff, released_id)
    colleague = next((one for one in links.can_receive(staff.tenant_id) if one.person_id == person_id), None)
    if colleague is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    about(released_id, object_id=colleague.alias)
    if Grant.objects.filter(chest_id=key.chest_id, holder_alias=colleague.alias).exists():
        raise RefusedError(_("Deze collega heeft al een sleutel."), field="person")
    holder = trusted_holders([colleague.alias])[colleague.alias]
    to = [(colleague.alias, bytes(holder.public_key))]
    Grant.objects.bulk_create(chests.new_grants(key, to, by=staff.alias))
    knock(row.tenant_id, [colleague.alias])


def _open(staff: Staff, released_id: UUID) -> tuple[Released, ChestKey]:
    holder = opened_holder(staff)
    row = Released.objects.filter(id=released_id).first()
    key = chests.open_chests(holder, released_id, [CHEST]).get(CHEST) if row else None
    if row is None or key is None:
        raise NotAllowedError(NOT_THERE)
    return row, key
