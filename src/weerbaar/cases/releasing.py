"""Releasing: what a party that runs a desk for another hands over of a case (R7). Nothing else crosses.

The party writes words, picks files and names people of the town. The reporter hears that first: what goes, to whom, and
until when they can object (`announcing`); it goes as it was announced, or not at all. Until then the town knows nothing.

The package lies in the town's rows, in a chest of its own to which those people have a key. The party keeps none. Three
verbs in order, each in one tenant: the party's line first, so that nothing crosses without one; then the town's; then
that it arrived. What breaks off in between is sent again with the same id, and stands there once. Taking back goes the
same way: what was seen was seen, and from then on nobody there has a key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.audit.models import Line
from weerbaar.cases.accesses import NOT_THERE, living
from weerbaar.cases.acting import (
    AlreadyDoneError,
    decide,
    enter,
    enter_report,
    knock_colleagues,
    knock_reporter,
    language_of,
    local_day,
    send,
)
from weerbaar.cases.announcing import (
    Announced,
    Heard,
    Ready,
    asked_and_written,
    check_weighed,
    first_day_to_go,
    heard_of,
    last_day_to_react,
)
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.kept_out import Marks, marks_of
from weerbaar.cases.models import Access, Message, Release, Released
from weerbaar.cases.name_scan import note_scan
from weerbaar.cases.packages import NOT_CLEAN, may_leave
from weerbaar.cases.queries import case_files, case_head, keys_to, opened_holder
from weerbaar.cases.queries import names as names_of
from weerbaar.cases.rules import LONGEST_REASON, check_lasts, check_may_release, checked_text
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation import desk_rules, links
from weerbaar.organisation.models import Tenant
from weerbaar.organisation.names import Likeness, Typed
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault import chests
from weerbaar.vault.copies import Copied, copied, forget_copies
from weerbaar.vault.files import FileDetails, details_in, seal_details
from weerbaar.vault.keyring import application_key
from weerbaar.vault.models import Chest, Grant, SealedFile
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from weerbaar.cases.models import Case
    from weerbaar.organisation.links import Offered
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

CHEST = "released"
MOST_LISTED = 50
_TABLE, _COLUMN = "cases_released", "sealed_text"


class Package(NamedTuple):
    """What is handed over. `receivers` are ids of persons of the town, `files` of files.

    `id` is ours: see `package_id`. It names rows and keys on the other side, so no browser chooses it.
    """

    id: UUID
    offer_id: UUID
    receivers: Sequence[UUID]
    text: str
    files: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What will be or was handed over of a case, as the party that does it sees it.

    `at` is when the reporter was told, `asked` what they were told, `answer` what they said to it, and `seen` the ids of
    that: whoever hands it over says what they read.
    """

    id: UUID
    town: str
    at: datetime
    sent_at: datetime | None
    is_delivered: bool
    ready: Ready
    last_day: date | None
    text: str = field(repr=False)
    files: tuple[str, ...] = field(repr=False)
    receivers: tuple[str, ...] = field(repr=False)
    asked: str = field(repr=False)
    answer: str = field(repr=False)
    seen: frozenset[UUID] = frozenset()
    recalled_at: datetime | None = None
    is_ended: bool = False

    @property
    def may_go(self) -> bool:
        """Whether it can still be handed over: announced, and neither taken back nor there already."""
        return self.ready is not Ready.NOT_ANNOUNCED and not (self.is_delivered or self.recalled_at)


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One line of the page of what came in: who released it, and when; and when they took it back, if they did."""

    id: UUID
    partner: str
    at: datetime
    taken_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What its party took back, for who had a key. `seen_at` is when they opened it last, if they ever did."""

    row: ReceivedRow
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    id: UUID
    details: FileDetails = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a key to what was received. `by` gave it, and nobody did when the party named this person; `since` is
    None for a key from before days and reasons were kept.
    """

    person: Colleague
    since: datetime | None
    by: Colleague | None
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """What was received, opened with one's own key. `holders` are all who can open it; `newcomers` those to whom the reader
    may give a key: none for a reader whom the party did not name.
    """

    row: ReceivedRow
    desk: str
    text: str = field(repr=False)
    files: tuple[ReceivedFile, ...] = field(repr=False)
    holders: tuple[Holder, ...] = field(repr=False)
    newcomers: tuple[Colleague, ...] = field(repr=False)


class _Leaving(NamedTuple):
    """What leaves with a package: copies are made of `files`, and `marks` say who must not be let in to it later."""

    files: list[FileDetails]
    desk: str
    marks: Marks


# --- the party that releases ---


def package_id(staff: Staff, *, code: str, once: UUID) -> UUID:
    """The id of what a form hands over: the same when it is sent again, and nobody can choose it.

    `once` was drawn when the form was shown.
    """
    place = f"{staff.tenant_id.hex} {staff.alias.hex} {code}".encode()
    drawn = application_key("wb-release").digest("wb-release", place, once.bytes)
    return UUID(bytes=drawn[:16], version=4)


def announce(staff: Staff, *, code: str, package: Package, told: str, reason: str) -> None:
    """Tell the reporter what will be handed over, to whom, and until when they can object. Opens scopes of its own.

    `told` are the words for the reporter: what goes. The package is kept as it will go; nothing crosses by this. Raises
    RefusedError, and AlreadyDoneError for what was announced already.
    """
    _town, people = _may_receive(staff, package, otherwise=_CHOOSE_AGAIN)
    _announce(staff, code=code, package=package, people=people, told=told, reason=reason)


def release(
    staff: Staff, *, code: str, release_id: UUID, reason: str = "", seen: Collection[UUID] = ()
) -> None:
    """Hand what was announced to people of the town that shows the desk. Opens scopes of its own.

    With a `reason` before the reporter answered or had the time, and when they wrote something. `seen` are the ids of what the
    reporter wrote and was read: a reason weighs nothing that came in meanwhile. Raises RefusedError with nothing handed
    over, and AlreadyDoneError for a package that is there already.
    """
    package = _announced(staff, code, release_id)
    town, people = _may_receive(staff, package, otherwise=_BEGIN_AGAIN)
    leaving = _release(staff, code=code, package=package, people=people, reason=reason, seen=seen)
    copies = [copied(one) for one in leaving.files]
    is_kept = False
    try:
        is_kept = _receive(
            System(town.offer.town_id),
            package=package,
            partner_id=staff.tenant_id,
            leaving=leaving,
            copies=copies,
        )
    except IntegrityError:  # the same form twice at the same moment: the other one is there
        pass
    finally:
        if not is_kept:
            forget_copies(copies)
    _deliver(staff, code=code, release_id=package.id)


def _announced(staff: Staff, code: str, release_id: UUID) -> Package:
    """What was announced, as it was. Raises NotAllowedError, and RefusedError for what the reporter never heard of."""
    with tenant_scope(staff.tenant_id):
        case = case_head(staff, code).case
        row = Release.objects.filter(id=release_id, case=case).first()
        if row is None:
            raise NotAllowedError(NOT_THERE)
        if row.message_id is None:
            raise RefusedError(
                _("Hiervan weet de melder nog niets. Neem dit terug, en vertel het eerst de melder.")
            )
        kept = _kept(keys_to(staff, case), row)
    return Package(
        row.id,
        UUID(kept["offer"]),
        [UUID(one) for one in kept["people"]],
        kept["text"],
        [UUID(one) for one in kept["papers"]],
    )


def _may_receive(staff: Staff, package: Package, *, otherwise: str) -> tuple[Offered, list[Colleague]]:
    """The offer by which the town may receive, and these people as the town knows them, when all of them can now.

    `otherwise` is what is said when one of them cannot.
    """
    with tenant_scope(staff.tenant_id):
        offered = next(
            (one for one in links.offers(accepted_only=True) if one.offer.id == package.offer_id), None
        )
    if offered is None:
        raise RefusedError(_NOT_SHOWN, field="receivers")
    desk_rules.check_receivers(len(set(package.receivers)))
    town_id = offered.offer.town_id
    with tenant_scope(town_id):
        able = links.receiving(town_id, staff.tenant_id, package.receivers, link_id=offered.offer.id)
    _check_all_able(able, package, otherwise=otherwise)
    return offered, able


_NOT_SHOWN = _("Deze organisatie laat jullie meldpunt niet zien.")


_CHOOSE_AGAIN = _("Een van deze mensen kan nu niets ontvangen. Er is niets doorgegeven. Kies opnieuw.")
# What was announced goes as it was announced: nobody else can be chosen for it.
_BEGIN_AGAIN = _(
    "Een van deze mensen kan nu niets ontvangen. Er is niets doorgegeven. Geef dit niet door, en vertel het de melder "
    "opnieuw."
)


def _check_all_able(able: Sequence[Colleague], package: Package, *, otherwise: str) -> None:
    if {one.person_id for one in able} != set(package.receivers):
        raise RefusedError(otherwise, field="receivers")


def may_receive(case: Case) -> list[Offered]:
    """The towns that show the desk of this case, each with whom they named, without whom this case must go round."""
    marks = marks_of(case.id, ())
    fit = []
    for one in links.offers(desk_id=case.desk_id, accepted_only=True):
        people = tuple(who for who in one.receivers if not marks.has_name(who.name))
        if len(people) >= desk_rules.FEWEST_RECEIVERS:
            fit.append(replace(one, receivers=people))
    return fit


def names_in(staff: Staff, case: Case, text: str) -> list[str]:
    """The names of people in this case that this text holds, or something like them: those whose name the asker may open.

    They are compared here and now, with a line in the log, and told to whoever has the key to them anyway.
    """
    note_scan(staff, case.id)
    typed = Typed(text)
    return sorted(
        name for name in set(names_of(staff, case).values()) if typed.likeness(name) is not Likeness.NONE
    )


@act("case.announce_release")
def _announce(
    staff: Staff, *, code: str, package: Package, people: Sequence[Colleague], told: str, reason: str
) -> None:
    case, keys = enter_report(staff, code)
    about(case.id, object_id=package.id)
    check_may_release(case.stage)
    _check_stays(staff, case)
    if Release.objects.filter(id=package.id).exists():
        raise AlreadyDoneError
    town = _check_town(case, package, people, otherwise=_CHOOSE_AGAIN)
    text = checked_text(package.text, field="text")
    files = _chosen(case, keys, package)
    names = {one.person_id: f"{one.name}, {one.function}" for one in people}
    content = {
        "text": text,
        "files": [one.name for one in files],
        "receivers": [names[one] for one in package.receivers],
        "offer": str(package.offer_id),
        "people": [str(one) for one in package.receivers],
        "papers": [str(one) for one in package.files],
    }
    row = Release(id=package.id, tenant_id=case.tenant_id, case=case, town_id=town.offer.town_id)
    row.made_by, row.made_at = staff.alias, clock.now()
    row.not_before = first_day_to_go(local_day(row.made_at), decreed_days())
    row.sealed_package = keys["file"].seal(
        "cases_release", row.id, "sealed_package", json.dumps(content).encode()
    )
    body = announcement(
        case,
        keys,
        told=checked_text(told, field="told", longest=LONGEST_REASON),
        town=town.town.name,
        receivers=content["receivers"],
        files=len(files),
        told_on=local_day(row.made_at),
    )
    row.message = send(staff, case, keys, Message(id=uuid4(), kind=Message.Kind.QUESTION), body)
    row.save(force_insert=True)
    decide(staff, case, keys, "case.announce_release", reason=reason)
    knock_reporter(case)
    knock_colleagues(staff, case)


def announcement(
    case: Case,
    keys: Mapping[str, ChestKey],
    *,
    told: str,
    town: str,
    receivers: Sequence[str],
    files: int,
    told_on: date,
) -> str:
    """What a reporter who is told on that day reads before anything goes, in the language in which they reported.

    Within a tenant scope.
    """
    last_day = last_day_to_react(first_day_to_go(told_on, decreed_days()))
    with translation.override(language_of(case, keys)):
        along = ngettext("Er gaat %(count)d bestand mee.", "Er gaan %(count)d bestanden mee.", files)
        return gettext(_ANNOUNCED) % {
            "town": town,
            "told": told,
            "files": along % {"count": files} if files else gettext("Er gaan geen bestanden mee."),
            "people": "\n".join(receivers),
            "day": date_format(last_day, "l j F"),
        }


_ANNOUNCED = _(
    "Wij willen iets over je melding geven aan %(town)s. Er is nog niets gegeven.\n\n"
    "Wat gaat er?\n%(told)s\n%(files)s\n\n"
    "Wie lezen het?\n%(people)s\nZij mogen het aan een collega laten lezen. Je melding zelf en dit gesprek kunnen zij niet "
    "lezen.\n\n"
    "Wat kun jij doen?\nHeb je bezwaar? Of kan iemand hieraan merken dat jij het was? Schrijf het ons, uiterlijk %(day)s. "
    "Wij lezen dat voordat er iets gaat. Schrijf je niets, dan mag het daarna gaan. Kan het niet wachten, dan gaat het "
    "eerder. Ook dat hoor je dan."
)


@act("case.release")
def _release(
    staff: Staff,
    *,
    code: str,
    package: Package,
    people: Sequence[Colleague],
    reason: str,
    seen: Collection[UUID],
) -> _Leaving:
    case, keys = enter_report(staff, code)
    row = _release_of(case, package.id)
    about(case.id, object_id=row.id)
    _check_stays(staff, case)
    if row.delivered_at is not None:
        raise AlreadyDoneError
    if row.recalled_at is not None:
        raise RefusedError(_("Dit is teruggenomen. Vertel het de melder opnieuw, en geef het dan door."))
    town = _check_town(case, package, people, otherwise=_BEGIN_AGAIN)
    files = _chosen(case, keys, package)
    if row.sent_at is None:
        _check_heard(row, reason, seen)
    if reason.strip():
        decide(staff, case, keys, "case.release", reason=reason)
    row.sent_at = row.sent_at or clock.now()
    row.save(update_fields=["sent_at"])
    return _Leaving(files, town.desk.name, marks_of(case.id, ()))


def _announced_in(row: Release) -> Announced:
    return Announced(row.message_id, row.not_before, row.sent_at or row.recalled_at)


def _heard(row: Release) -> Heard:
    [heard] = heard_of(row.case_id, [_announced_in(row)])
    return heard


def _check_heard(row: Release, reason: str, seen: Collection[UUID]) -> None:
    """Refuse what the reporter could not say anything to yet, and what they said something to, without a reason."""
    heard = _heard(row)
    if not (heard.ready.may or reason.strip()):
        raise RefusedError(
            _("De melder kan nog reageren, tot en met %(day)s. Kan het niet wachten? Schrijf op waarom."),
            field="reason",
            day=last_day_to_react(row.not_before) if row.not_before else None,
        )
    check_weighed(heard, reason, seen)


def _check_stays(staff: Staff, case: Case) -> None:
    """Refuse whoever reads along for a time only."""
    seats = Access.objects.filter(case=case, holder_alias=staff.alias)
    check_lasts(seats.values_list("until", flat=True).first())


def _check_town(case: Case, package: Package, people: Sequence[Colleague], *, otherwise: str) -> Offered:
    """The town whose case this is: of two desks for two towns, only the one. Without whom the case must go round."""
    town = next((one for one in may_receive(case) if one.offer.id == package.offer_id), None)
    if town is None:
        raise RefusedError(_NOT_SHOWN, field="receivers")
    marks = marks_of(case.id, ())
    _check_all_able([one for one in people if not marks.keep_out(one)], package, otherwise=otherwise)
    return town


def _kept(keys: Mapping[str, ChestKey], row: Release) -> dict[str, Any]:
    return json.loads(keys["file"].open("cases_release", row.id, "sealed_package", row.sealed_package))


def _chosen(case: Case, keys: Mapping[str, ChestKey], package: Package) -> list[FileDetails]:
    there = {one.id: one.details for one in case_files(case, keys)}
    if not set(package.files) <= set(there):
        raise RefusedError(_("Kies alleen bestanden uit de lijst."), field="papers")
    chosen = [there[one] for one in package.files]
    if not all(may_leave(one) for one in chosen):
        raise RefusedError(NOT_CLEAN, field="papers")
    return chosen


@act("case.deliver")
def _deliver(staff: Staff, *, code: str, release_id: UUID) -> None:
    """It stands on the other side now; the reporter hears that something was handed over, and what was not."""
    case, keys = enter(staff, code)
    row = _release_of(case, release_id)
    about(case.id, object_id=row.id)
    if row.delivered_at is not None:
        raise AlreadyDoneError
    row.delivered_at = clock.now()
    row.save(update_fields=["delivered_at"])
    had_the_time = _heard(row).ready.may
    _tell_reporter(staff, case, keys, row, _GIVEN if had_the_time else _GIVEN_SOONER)


_GIVEN = _(
    "Wij gaven een stuk over je melding aan %(town)s. Je melding zelf en dit gesprek kunnen zij niet lezen. "
    "Heb je er vragen over? Stel ze hier."
)
_GIVEN_SOONER = _(
    "Wij gaven een stuk over je melding aan %(town)s. Het kon niet wachten tot jij kon reageren. Je melding zelf en dit "
    "gesprek kunnen zij niet lezen. Wil je er toch nog iets over zeggen? Schrijf het hier."
)
_DROPPED = _("Wij geven toch niets over je melding aan %(town)s. Zij kregen niets te lezen.")
_TAKEN = _(
    "Wij namen terug wat wij over je melding aan %(town)s gaven. Zij kunnen het niet meer openen. Wat zij al lazen, "
    "weten zij. Heb je er vragen over? Stel ze hier."
)


def _tell_reporter(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: Release, sentence: str
) -> None:
    """Tell the reporter how it went with what was announced: that question waits for no answer any more."""
    town = Tenant.objects.filter(id=row.town_id).values_list("name", flat=True).first() or ""
    with translation.override(language_of(case, keys)):
        body = gettext(sentence) % {"town": town}
    message = Message(id=uuid4(), kind=Message.Kind.READERS, answers=row.message_id)
    send(staff, case, keys, message, body)
    knock_reporter(case)


@act("case.drop_release")
def drop_release(staff: Staff, *, code: str, release_id: UUID, reason: str) -> None:
    """Hand over nothing of what was announced, and tell the reporter. Raises RefusedError for what is on its way."""
    case, keys = enter(staff, code)
    row = _release_of(case, release_id)
    about(case.id, object_id=row.id)
    _check_stays(staff, case)
    if row.ended_at is not None:
        raise AlreadyDoneError
    if row.sent_at is not None:
        raise RefusedError(_("Dit is al doorgegeven. Je kunt het wel terugnemen."))
    decide(staff, case, keys, "case.drop_release", reason=reason)
    row.recalled_at = row.ended_at = clock.now()
    row.save(update_fields=["recalled_at", "ended_at"])
    _tell_reporter(staff, case, keys, row, _DROPPED)
    knock_colleagues(staff, case)


def take_back(staff: Staff, *, code: str, release_id: UUID, reason: str) -> None:
    """Take back what was handed over: from then on nobody of the other side opens it. Opens scopes of its own.

    What breaks off in between is done again with the same id. Raises AlreadyDoneError when nobody has a key already.
    """
    town_id = _take_back(staff, code=code, release_id=release_id, reason=reason)
    _end_received(System(town_id), released_id=release_id, partner_id=staff.tenant_id)
    _confirm_end(staff, code=code, release_id=release_id)


@act("case.take_back")
def _take_back(staff: Staff, *, code: str, release_id: UUID, reason: str) -> UUID:
    case, keys = enter(staff, code)
    row = _release_of(case, release_id)
    _check_stays(staff, case)
    if row.ended_at is not None:
        raise AlreadyDoneError
    if row.sent_at is None:
        raise RefusedError(_("Dit is nog niet doorgegeven. Je kunt nog besluiten om het niet te doen."))
    decide(staff, case, keys, "case.take_back", reason=reason)
    about(case.id, object_id=row.id)
    row.recalled_at = row.recalled_at or clock.now()
    row.save(update_fields=["recalled_at"])
    return row.town_id


@act("case.taken_back")
def _confirm_end(staff: Staff, *, code: str, release_id: UUID) -> None:
    """Nobody there has a key now; the reporter hears it, where they heard that it was handed over."""
    case, keys = enter(staff, code)
    row = _release_of(case, release_id)
    about(case.id, object_id=row.id)
    if row.ended_at is not None:
        raise AlreadyDoneError
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    # Also of what broke off on the way: it may have been read there.
    _tell_reporter(staff, case, keys, row, _TAKEN)


def _release_of(case: Case, release_id: UUID) -> Release:
    row = Release.objects.select_for_update().filter(id=release_id, case=case).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    return row


def release_of(staff: Staff, case: Case, release_id: UUID) -> ReleaseView:
    """One of what was handed over. Raises NotAllowedError."""
    found = list(Release.objects.filter(id=release_id, case=case))
    if not found:
        raise NotAllowedError(NOT_THERE)
    return _views(case, keys_to(staff, case), found)[0]


def releases_of(case: Case, keys: Mapping[str, ChestKey]) -> list[ReleaseView]:
    """What will be or was handed over of a case, newest first."""
    return _views(case, keys, list(Release.objects.filter(case=case).order_by("-made_at", "id")))


def _views(case: Case, keys: Mapping[str, ChestKey], rows: Sequence[Release]) -> list[ReleaseView]:
    towns = {one.id: one.name for one in Tenant.objects.filter(id__in={one.town_id for one in rows})}
    stands = heard_of(case.id, [_announced_in(one) for one in rows])
    views = []
    for one, heard in zip(rows, stands, strict=True):
        told = _kept(keys, one)
        asked, answer = asked_and_written(keys, heard)
        views.append(
            ReleaseView(
                id=one.id,
                town=towns.get(one.town_id, ""),
                at=one.made_at,
                sent_at=one.sent_at,
                is_delivered=one.delivered_at is not None,
                ready=heard.ready,
                last_day=last_day_to_react(one.not_before) if one.not_before else None,
                text=told["text"],
                files=tuple(told["files"]),
                receivers=tuple(told["receivers"]),
                asked=asked,
                answer=answer,
                seen=heard.ids,
                recalled_at=one.recalled_at,
                is_ended=one.ended_at is not None,
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
    leaving: _Leaving,
    copies: Sequence[Copied],
) -> bool:
    """Keep the package for its receivers, in a chest of its own. Whether it was not there already."""
    about(package.id)
    if Released.objects.filter(id=package.id).exists():
        return False
    # Asked again, in the transaction that seals: somebody may have left since.
    named = links.receiving(system.tenant_id, partner_id, package.receivers, link_id=package.offer_id)
    able = [one for one in named if not leaving.marks.keep_out(one)]
    _check_all_able(able, package, otherwise=_BEGIN_AGAIN)
    holders = trusted_holders([one.alias for one in able])
    chest, opened = chests.new_chest(system.tenant_id, package.id, chests.reserve([CHEST])[0])
    chest.save(force_insert=True)
    to = [(alias, bytes(one.public_key)) for alias, one in holders.items()]
    Grant.objects.bulk_create(chests.new_grants(opened, to, by=system.alias))
    Released.objects.create(
        id=package.id,
        tenant_id=system.tenant_id,
        partner_id=partner_id,
        at=clock.now(),
        sealed_text=opened.seal(_TABLE, package.id, _COLUMN, _inside(package, leaving)),
    )
    for one in copies:
        row = SealedFile(id=uuid4(), tenant_id=system.tenant_id, owner_id=package.id)
        row.blob, row.stored_bytes, row.created_at = one.details.current.id, one.stored, clock.now()
        row.sealed_details = seal_details(opened.key, system.tenant_id, row.id, one.details)
        row.save(force_insert=True)
    knock(system.tenant_id, list(holders))
    return True


def _inside(package: Package, leaving: _Leaving) -> bytes:
    """What is sealed: the words, from which desk, and by which marks it is known who is never let in to it."""
    content = {
        "text": package.text.strip(),
        "desk": leaving.desk,
        "case": leaving.marks.case_id.hex,
        "kept_out": sorted(one.hex() for one in leaving.marks.keys),
    }
    return json.dumps(content).encode()


@act("released.take_back")
def _end_received(system: System, *, released_id: UUID, partner_id: UUID) -> None:
    """End every key to what a party takes back, and its words and files with them. Nothing when it never came in."""
    about(released_id)
    row = Released.objects.select_for_update().filter(id=released_id, partner_id=partner_id).first()
    if row is None or row.taken_back_at is not None:
        return
    there = list(Chest.objects.filter(owner_id=row.id, kind=CHEST))
    held = Grant.objects.filter(living(), chest__in=there).values_list("holder_alias", flat=True)
    aliases = list(dict.fromkeys(held))
    chests.shut(there)
    # Without a row the bytes of a file are swept within a day; their keys are gone at once.
    SealedFile.objects.filter(owner_id=row.id).delete()
    row.sealed_text, row.taken_back_at = b"", clock.now()
    row.save(update_fields=["sealed_text", "taken_back_at"])
    knock(system.tenant_id, aliases)


def received(staff: Staff, *, after: UUID | None = None) -> list[ReceivedRow]:
    """What was released to this person, newest first, what was taken back too; nothing of what was released to others.

    From the one that follows `after`, at most `MOST_LISTED` and one more, which says that there is another page.
    """
    opened_holder(staff)
    held = Grant.objects.filter(holder_alias=staff.alias, chest__kind=CHEST)
    mine = Q(id__in=held.filter(living()).values("chest__owner_id"))
    gone = Q(id__in=held.values("chest__owner_id"), taken_back_at__isnull=False)
    rows = Released.objects.filter(mine | gone).order_by("-at", "id")
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__gt=last.id))
    return _rows(list(rows[: MOST_LISTED + 1]))


def taken_back(staff: Staff, released_id: UUID) -> TakenBack | None:
    """That something was taken back, for who had a key to it. None for anything else, and for anybody else."""
    opened_holder(staff)
    held = Grant.objects.filter(holder_alias=staff.alias, chest__owner_id=released_id, chest__kind=CHEST)
    row = Released.objects.filter(id=released_id, taken_back_at__isnull=False).first()
    if row is None or not held.exists():
        return None
    seen = Line.objects.filter(
        subject_id=row.id, verb="released.open", actor_alias=staff.alias, refused=False
    ).order_by("-at")
    return TakenBack(_rows([row])[0], seen.values_list("at", flat=True).first())


def receives(staff: Staff) -> bool:
    """Whether anything was ever released to this person: only then is there a page of it in the menu. One query."""
    return Grant.objects.filter(holder_alias=staff.alias, chest__kind=CHEST).exists()


def unopened_count(staff: Staff) -> int:
    """How many of the things that were released to this person they did not open yet. One query."""
    held = Grant.objects.filter(living(), holder_alias=staff.alias, chest__kind=CHEST)
    opened = Line.objects.filter(
        subject_id=OuterRef("id"), verb="released.open", actor_alias=staff.alias, refused=False
    )
    rows = Released.objects.filter(id__in=held.values("chest__owner_id"), taken_back_at=None)
    return rows.filter(~Exists(opened)).count()


def _rows(rows: Sequence[Released]) -> list[ReceivedRow]:
    names = {one.id: one.name for one in Tenant.objects.filter(id__in={one.partner_id for one in rows})}
    return [ReceivedRow(one.id, names.get(one.partner_id, ""), one.at, one.taken_back_at) for one in rows]


@act("released.open")
def open_received(staff: Staff, *, released_id: UUID) -> Received:
    """Read what was released. Raises NotAllowedError alike for what is not there and what is for somebody else."""
    about(released_id)
    row, key = _open(staff, released_id)
    files = SealedFile.objects.filter(owner_id=row.id).order_by("created_at", "id")
    inside = _content(row, key)
    colleagues = colleagues_by_alias(staff.tenant_id)
    grants = Grant.objects.filter(living(), chest_id=key.chest_id)
    given_by = dict(grants.values_list("holder_alias", "granted_by"))
    newcomers = _may_be_let_in(staff, inside) if _was_named(staff, key) else []
    nobody = System(staff.tenant_id).alias
    return Received(
        row=_rows([row])[0],
        desk=inside["desk"],
        text=inside["text"],
        files=tuple(ReceivedFile(one.id, details_in(key, one)) for one in files),
        holders=tuple(
            _holder(row, inside, one, colleagues.get(given_by[alias]), is_named=given_by[alias] == nobody)
            for alias, one in colleagues.items()
            if alias in given_by
        ),
        newcomers=tuple(one for one in newcomers if one.alias not in given_by),
    )


def _was_named(staff: Staff, key: ChestKey) -> bool:
    """Whether the party chose this person: their key came with the package, and from no colleague."""
    # What comes in is sealed by no person.
    nobody = System(staff.tenant_id).alias
    mine = Grant.objects.filter(living(), chest_id=key.chest_id, holder_alias=staff.alias)
    return mine.filter(granted_by=nobody).exists()


def _holder(
    row: Released, inside: Mapping[str, Any], person: Colleague, by: Colleague | None, *, is_named: bool
) -> Holder:
    if is_named:
        return Holder(person, row.at, None, "")
    kept = inside.get("let_in", {}).get(person.alias.hex)
    since = datetime.fromisoformat(kept["at"]) if kept else None
    return Holder(person, since, by, kept["reason"] if kept else "")


def _content(row: Released, key: ChestKey) -> dict[str, Any]:
    return json.loads(key.open(_TABLE, row.id, _COLUMN, row.sealed_text))


def _may_be_let_in(staff: Staff, inside: Mapping[str, Any]) -> list[Colleague]:
    """Colleagues who can get a key, without whom the case of the party must go round, whoever came to work here since."""
    marks = Marks(UUID(inside["case"]), frozenset(bytes.fromhex(one) for one in inside["kept_out"]), {})
    return [one for one in links.can_receive(staff.tenant_id) if not marks.keep_out(one)]


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
def let_in(staff: Staff, *, released_id: UUID, person_id: UUID, reason: str) -> None:
    """Give a colleague a key to what was released, with a reason for whoever has a key. Only whom the party named does it:
    it chose who weighs this. The party is not asked: the page says so before.
    """
    about(released_id)
    row, key = _open(staff, released_id, lock=True)
    if not _was_named(staff, key):
        raise NotAllowedError(NOT_THERE)
    inside = _content(row, key)
    people = _may_be_let_in(staff, inside)
    colleague = next((one for one in people if one.person_id == person_id), None)
    if colleague is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    about(released_id, object_id=colleague.alias)
    if Grant.objects.filter(chest_id=key.chest_id, holder_alias=colleague.alias).exists():
        raise RefusedError(_("Deze collega heeft al een sleutel."), field="person")
    reason = checked_text(reason, field="reason", longest=LONGEST_REASON)
    given = {colleague.alias.hex: {"at": clock.now().isoformat(), "reason": reason}}
    inside["let_in"] = inside.get("let_in", {}) | given
    row.sealed_text = key.seal(_TABLE, row.id, _COLUMN, json.dumps(inside).encode())
    row.save(update_fields=["sealed_text"])
    about(released_id, object_id=colleague.alias, reason=bytes(row.sealed_text))
    holder = trusted_holders([colleague.alias])[colleague.alias]
    to = [(colleague.alias, bytes(holder.public_key))]
    Grant.objects.bulk_create(chests.new_grants(key, to, by=staff.alias))
    knock(row.tenant_id, [colleague.alias])


def _open(staff: Staff, released_id: UUID, *, lock: bool = False) -> tuple[Released, ChestKey]:
    holder = opened_holder(staff)
    rows = Released.objects.filter(id=released_id)
    row = (rows.select_for_update() if lock else rows).first()
    key = chests.open_chests(holder, released_id, [CHEST]).get(CHEST) if row else None
    if row is None or key is None:
        raise NotAllowedError(NOT_THERE)
    return row, key
