"""Questions about who belongs to a tenant. Everything but the tenant itself is read inside its scope."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import combining, normalize
from uuid import UUID

from django.db.models import Q

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import rules
from weerbaar.organisation.models import (
    Desk,
    DeskMember,
    Employer,
    Person,
    RoleAssignment,
    SignInSuspension,
    Tenant,
)
from weerbaar.organisation.onion import is_onion
from weerbaar.organisation.staff import Staff
from weerbaar.vault.keyring import alias_of, application_key, look_up_hash
from weerbaar.vault.models import Attestation, Holder
from weerbaar.vault.seal import Place, open_field, seal_field
from weerbaar.vault.trust import OFFICERS_NEEDED, fingerprint, is_trusted, pinned_officers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

PAGE = 20
_FRESH = 60.0
_SLUG = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_known: dict[str, tuple[float, Tenant]] = {}


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a person is, in words. Never in a log: its repr is empty."""

    name: str = field(repr=False)
    first_name: str = field(repr=False)
    function: str = field(repr=False)
    mail: str = field(repr=False)
    lender: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of a tenant as colleagues see them. `is_trusted`: something may be sealed to their key."""

    person_id: UUID
    alias: UUID
    name: str = field(repr=False)
    first_name: str = field(repr=False)
    function: str = field(repr=False)
    roles: frozenset[str]
    has_key: bool
    is_trusted: bool
    left: bool
    is_suspended: bool
    employer: str = Employer.STAFF
    lender: str = field(default="", repr=False)
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A part of a list of people, by name; the counts are of the whole list. `after` leads to the next part, if any."""

    rows: tuple[Colleague, ...]
    total: int
    without_key: int
    after: str


@dataclass(frozen=True, slots=True)
class Readers:
    """The people of a desk to whom a report may be sealed, in order."""

    members: tuple[Colleague, ...]
    reserves: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class WaitingKey:
    """A key that officers have yet to vouch for. `fingerprint` is what they read to each other, as bytes."""

    colleague: Colleague
    holder_id: UUID
    fingerprint: bytes
    signatures: int
    needed: int
    signed_by_me: bool


def tenant(slug: str) -> Tenant | None:
    """The tenant with this short name. Remembered for a minute: every page asks."""
    if not _SLUG.fullmatch(slug):
        return None
    kept = _known.get(slug)
    if kept and time.monotonic() - kept[0] < _FRESH:
        return kept[1]
    found = Tenant.objects.filter(slug=slug).first()
    if found is not None:
        _known[slug] = (time.monotonic(), found)
    return found


def tenant_at_onion(address: str) -> Tenant | None:
    """The tenant whose address on Tor this is. Remembered for a minute, as the tenant of a short name is."""
    if not is_onion(address):
        return None
    kept = _known.get(address)
    if kept and time.monotonic() - kept[0] < _FRESH:
        return kept[1]
    found = Tenant.objects.filter(onion=address).first()
    if found is not None:
        _known[address] = (time.monotonic(), found)
    return found


def tenants() -> list[Tenant]:
    """All tenants, by name. Which municipalities take part is public."""
    return list(Tenant.objects.order_by("name"))


def tenant_slugs() -> list[tuple[UUID, str]]:
    """The id and short name of each tenant, for the log's own commands."""
    return list(Tenant.objects.order_by("slug").values_list("id", "slug"))


def profile_place(person: Person) -> Place:
    """Where a person's sealed profile lies."""
    return _profile_place(person.tenant_id, person.id)


def _profile_place(tenant_id: UUID, person_id: UUID) -> Place:
    return Place(tenant_id, "organisation_person", person_id, "sealed_profile")


def profile(person: Person) -> Profile:
    """Open the profile of a person."""
    return opened_profile(person.tenant_id, person.id, person.sealed_profile)


def opened_profile(tenant_id: UUID, person_id: UUID, sealed_profile: bytes) -> Profile:
    """The same, for who reads everybody's and needs no more of their rows."""
    key = application_key("wb-directory", tenant_id)
    return Profile(**json.loads(open_field(key, sealed_profile, _profile_place(tenant_id, person_id))))


def sealed_profile(person: Person, profile: Profile) -> bytes:
    """Seal a profile for the row of this person."""
    content = {name: getattr(profile, name) for name in Profile.__slots__}
    key = application_key("wb-directory", person.tenant_id)
    return seal_field(key, json.dumps(content).encode(), profile_place(person))


def sealed_suspension(suspension: SignInSuspension, reason: str) -> bytes:
    """Seal why somebody's signing in is suspended, for this row."""
    key = application_key("wb-directory", suspension.tenant_id)
    return seal_field(key, reason.encode(), _suspension_place(suspension))


def why_suspended(person_id: UUID) -> str:
    """Why nobody signs in as somebody now; empty for whoever can sign in."""
    row = SignInSuspension.objects.filter(person=person_id, until=None).first()
    if row is None:
        return ""
    key = application_key("wb-directory", row.tenant_id)
    return open_field(key, row.sealed_reason, _suspension_place(row)).decode()


def _suspension_place(row: SignInSuspension) -> Place:
    return Place(row.tenant_id, "organisation_signinsuspension", row.id, "sealed_reason")


def mail_look_up(tenant_id: UUID, mail: str) -> bytes:
    """By which an address of mail, as `rules.normalised_mail` gives it, finds its person."""
    return look_up_hash(tenant_id, "mail", mail)


def person_by_mail(tenant_id: UUID, mail: str) -> Person | None:
    """The person with this normalised address who has not left."""
    return Person.objects.filter(mail_look_up=mail_look_up(tenant_id, mail), left_at=None).first()


def invited(tenant_id: UUID, code: str) -> Person | None:
    """Whom this invitation code invites, while it may be used."""
    hashed = look_up_hash(tenant_id, "invitation", normalised_code(code))
    person = Person.objects.filter(invitation=hashed, left_at=None, suspended_at=None).first()
    if person is None or not rules.invitation_is_open(person.invited_until, clock.now()):
        return None
    return person


def normalised_code(typed: str) -> str:
    """An invitation code without what people add or mistake when they copy it."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).replace("O", "0").replace("I", "1").replace("L", "1")


def staff(tenant_id: UUID, person_id: UUID, *, signed_in_at: datetime | None = None) -> Staff | None:
    """The person as an actor, without their key; None for whoever left, is suspended or never was.

    With `signed_in_at` also None for a session of before all sessions of this person were ended.
    """
    with tenant_scope(tenant_id):
        person = Person.objects.filter(id=person_id, left_at=None, suspended_at=None).first()
        if person is None or (
            signed_in_at and person.sessions_since and signed_in_at < person.sessions_since
        ):
            return None
        return staff_of(person)


def suspended(tenant_id: UUID, person_id: UUID) -> Staff | None:
    """Somebody whose sign-in is suspended, to be told so once they proved who they are; None for anybody else."""
    with tenant_scope(tenant_id):
        person = Person.objects.filter(id=person_id, left_at=None, suspended_at__isnull=False).first()
        return staff_of(person) if person else None


def suspended_aliases(tenant_id: UUID) -> list[UUID]:
    """Under which names the log and the grants know whoever is suspended now."""
    rows = Person.objects.filter(left_at=None, suspended_at__isnull=False).values_list("id", flat=True)
    return [alias_of(tenant_id, person_id) for person_id in rows]


def staff_of(person: Person) -> Staff:
    """The same, of a row that was read already."""
    words = profile(person)
    return Staff(
        tenant_id=person.tenant_id,
        person_id=person.id,
        alias=alias_of(person.tenant_id, person.id),
        name=words.name,
        first_name=words.first_name,
        function=words.function,
        roles=roles_of(person.id),
        is_suspended=person.suspended_at is not None,
    )


def roles_of(person_id: UUID) -> frozenset[str]:
    """The roles of one person."""
    return frozenset(RoleAssignment.objects.filter(person_id=person_id).values_list("role", flat=True))


def person(person_id: UUID) -> Person | None:
    """The row of somebody who works here."""
    return Person.objects.filter(id=person_id, left_at=None).first()


def holder_of(alias: UUID) -> Holder | None:
    """A person's pair of keys, or None before they activated."""
    return Holder.objects.filter(alias=alias, kind=Holder.Kind.PERSON).first()


def people(tenant_id: UUID) -> list[Colleague]:
    """Everybody of a tenant, who left included, by name."""
    return sorted(
        _colleagues(tenant_id, Person.objects.all()), key=lambda one: (one.name.casefold(), one.person_id)
    )


def people_page(tenant_id: UUID, *, left: bool = False, after: str = "", wanted: str = "") -> PeoplePage:
    """One page of who works here, or of who left. A fixed number of queries.

    `after` is the id of the last person of the page before; nonsense is the first page. `wanted` is a part of a name or
    a function; the totals stay those of everybody. Names are sealed, so the order
    is made here: for that every name is opened, and nothing else of who is not on the page.
    """
    persons = Person.objects.filter(left_at__isnull=not left)
    rows = sorted(persons, key=lambda one: (profile(one).name.casefold(), one.id))
    looked = _folded(wanted)
    found = [one for one in rows if looked in _folded(f"{profile(one).name} {profile(one).function}")]
    start = next((place for place, one in enumerate(found, 1) if str(one.id) == after), 0)
    page = found[start : start + PAGE]
    aliases = [alias_of(tenant_id, one.id) for one in rows]
    with_key = Holder.objects.filter(alias__in=aliases, kind=Holder.Kind.PERSON).count()
    return PeoplePage(
        rows=tuple(_colleagues(tenant_id, page)),
        total=len(rows),
        without_key=len(rows) - with_key,
        after=str(page[-1].id) if start + PAGE < len(found) else "",
    )


def _folded(text: str) -> str:
    """A text to look in: without capitals, accents and double spaces."""
    bare = "".join(one for one in normalize("NFKD", text) if not combining(one))
    return " ".join(bare.casefold().split())


def colleagues_by_alias(tenant_id: UUID) -> dict[UUID, Colleague]:
    """Everybody of a tenant by the alias that grants and log lines carry."""
    return {one.alias: one for one in _colleagues(tenant_id, Person.objects.all())}


def colleague(tenant_id: UUID, person_id: UUID) -> Colleague | None:
    """One person of a tenant, or None."""
    return next(iter(_colleagues(tenant_id, Person.objects.filter(id=person_id))), None)


def desks(tenant_id: UUID) -> list[Desk]:
    """The desks of a tenant, by name."""
    return list(Desk.objects.filter(tenant_id=tenant_id).order_by("name", "id"))


def desks_page(tenant_id: UUID, *, after: str = "") -> tuple[list[Desk], str]:
    """One page of the desks, by name, and the short name that leads to the next one, if any. Nonsense is the first page."""
    rows = Desk.objects.filter(tenant_id=tenant_id).order_by("name", "id")
    last = desk(tenant_id, after) if _SLUG.fullmatch(after) else None
    if last is not None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].slug if len(found) > PAGE else ""


def desks_of(person_id: UUID) -> list[tuple[Desk, bool]]:
    """The desks where somebody was put, by name, each with whether they are a reserve there."""
    places = DeskMember.objects.filter(person_id=person_id).select_related("desk")
    return [(one.desk, one.is_reserve) for one in places.order_by("desk__name", "desk_id")]


def desk(tenant_id: UUID, slug: str) -> Desk | None:
    """The desk with this short name."""
    return Desk.objects.filter(tenant_id=tenant_id, slug=slug).first()


def desk_people(desk_id: UUID) -> list[tuple[Colleague, bool]]:
    """Everybody who was put at a desk, in order, each with whether they are a reserve; whoever left is not there."""
    return people_at([desk_id])[desk_id]


def people_at(desk_ids: Collection[UUID]) -> dict[UUID, list[tuple[Colleague, bool]]]:
    """The same of several desks at once. A fixed number of queries."""
    there: dict[UUID, list[tuple[Colleague, bool]]] = {desk_id: [] for desk_id in desk_ids}
    places = list(DeskMember.objects.filter(desk__in=list(desk_ids)).order_by("is_reserve", "place", "id"))
    if not places:
        return there
    persons = Person.objects.filter(id__in={one.person_id for one in places}, left_at=None)
    found = {one.person_id: one for one in _colleagues(places[0].tenant_id, persons)}
    for one in places:
        if one.person_id in found:
            there[one.desk_id].append((found[one.person_id], one.is_reserve))
    return there


def readers(desk_id: UUID) -> Readers:
    """Who of a desk may be sealed to now. The caller leaves out whom the reporter struck."""
    return readers_at([desk_id])[desk_id]


def readers_at(desk_ids: Collection[UUID]) -> dict[UUID, Readers]:
    """The same of several desks at once."""
    return {
        desk_id: Readers(
            members=tuple(one for one, reserve in people if one.is_trusted and not reserve),
            reserves=tuple(one for one, reserve in people if one.is_trusted and reserve),
        )
        for desk_id, people in people_at(desk_ids).items()
    }


def waiting_keys(officer: Staff) -> list[WaitingKey]:
    """The keys of people who are here that do not have enough signatures yet, those of the asker not left out."""
    pins = pinned_officers(officer.tenant_id)
    mine = holder_of(officer.alias)
    my_key = bytes(mine.verify_key) if mine and mine.verify_key else b""
    colleagues = {
        alias: one
        for alias, one in colleagues_by_alias(officer.tenant_id).items()
        if one.has_key and not one.left
    }
    holders = Holder.objects.filter(alias__in=colleagues, kind=Holder.Kind.PERSON)
    waiting = []
    for holder, signatures in _with_signatures(holders):
        if is_trusted(holder, signatures):
            continue
        signers = {bytes(one.officer_key) for one in signatures} & pins
        waiting.append(
            WaitingKey(
                colleague=colleagues[holder.alias],
                holder_id=holder.id,
                fingerprint=fingerprint(holder),
                signatures=len(signers),
                needed=OFFICERS_NEEDED,
                signed_by_me=my_key in signers,
            )
        )
    return sorted(waiting, key=lambda one: one.colleague.name.casefold())


def is_pinned(officer: Staff) -> bool:
    """Whether this officer's open signing key is among those pinned outside the database."""
    signing = officer.opened.signing if officer.opened else None
    return signing is not None and signing.verify_key() in pinned_officers(officer.tenant_id)


def _colleagues(tenant_id: UUID, persons: Iterable[Person]) -> list[Colleague]:
    """Four queries, whatever their number."""
    rows = list(persons)
    roles: dict[UUID, set[str]] = defaultdict(set)
    for person_id, role in RoleAssignment.objects.filter(person__in=[one.id for one in rows]).values_list(
        "person_id", "role"
    ):
        roles[person_id].add(role)
    aliases = {one.id: alias_of(tenant_id, one.id) for one in rows}
    keys = _keys(aliases.values())
    found = []
    for person in rows:
        words, alias = profile(person), aliases[person.id]
        found.append(
            Colleague(
                person_id=person.id,
                alias=alias,
                name=words.name,
                first_name=words.first_name,
                function=words.function,
                roles=frozenset(roles[person.id]),
                has_key=alias in keys,
                is_trusted=keys.get(alias, False) and person.left_at is None and person.suspended_at is None,
                left=person.left_at is not None,
                is_suspended=person.suspended_at is not None,
                employer=person.employer,
                lender=words.lender,
                manager_id=person.manager_id,
            )
        )
    return found


def _keys(aliases: Collection[UUID]) -> dict[UUID, bool]:
    """Who has a key, and whether it is trusted."""
    holders = Holder.objects.filter(alias__in=list(aliases), kind=Holder.Kind.PERSON)
    return {holder.alias: is_trusted(holder, signatures) for holder, signatures in _with_signatures(holders)}


def _with_signatures(holders: Iterable[Holder]) -> list[tuple[Holder, list[Attestation]]]:
    rows = {one.id: one for one in holders}
    signatures: dict[UUID, list[Attestation]] = {holder_id: [] for holder_id in rows}
    for one in Attestation.objects.filter(holder_id__in=rows):
        signatures[one.holder_id].append(one)  # pyright: ignore[reportAttributeAccessIssue]
    return [(rows[holder_id], given) for holder_id, given in signatures.items()]
