"""Desks that one tenant runs and another shows (R7). Each side keeps its own rows; what they must know, they are told.

The party that runs the desk offers it, the town accepts it and names who may receive what is released. Nothing is read
across: a verb of the one side tells the other by a verb of that side, with a line in each log. So a page of a town never
looks into the rows of a party, nor the other way round.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

from weerbaar.audit.acts import System, about, act
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import desk_rules, queries
from weerbaar.organisation.actions import check_administrator
from weerbaar.organisation.models import Desk, DeskLink, DeskOffer, LinkReceiver, Tenant
from weerbaar.vault.keyring import application_key
from weerbaar.vault.seal import Place, open_field, seal_field

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from weerbaar.audit.acts import Actor
    from weerbaar.organisation.desk_rules import DeskState
    from weerbaar.organisation.queries import Colleague

_NO_OFFER = "Dit aanbod is er niet."
_NO_LINK = "Dit meldpunt van een ander is er niet."


class DeskReader(NamedTuple):
    """Somebody who reads at a desk, as every reporter there sees them."""

    name: str
    function: str
    is_reserve: bool


class Before(NamedTuple):
    """What somebody finds at a desk before they begin: what it says, takes and asks, and who can read there."""

    about: str
    intro: str
    kinds: tuple[str, ...]
    questions: tuple[str, ...]
    readers: tuple[DeskReader, ...]


class DeskFacts(NamedTuple):
    """What is public about a desk, as its party tells the towns that show it. None was never told."""

    slug: str
    name: str
    opens_on: date | None
    closes_on: date | None
    is_open: bool
    before: Before | None


class LinkTexts(NamedTuple):
    """What a town says of a desk that another runs."""

    label: str
    text: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody of the town to whom may be released: what the party is told of them, and no more."""

    person_id: UUID
    name: str = field(repr=False)
    function: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Linked:
    """A desk of another as a town shows it: who runs it, and whether it takes reports today."""

    link: DeskLink
    partner: Tenant
    state: DeskState

    @property
    def name(self) -> str:
        return self.link.label or self.link.desk_name

    @property
    def is_waiting(self) -> bool:
        """Whether it was offered, and neither accepted nor declined yet."""
        return self.link.accepted_at is None and self.link.declined_at is None


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as its party sees it. `receivers` are empty until the town accepted."""

    offer: DeskOffer
    desk: Desk
    town: Tenant
    receivers: tuple[Receiver, ...] = field(repr=False)


# --- the party that runs the desk ---


def offer(actor: Actor, *, desk_id: UUID, town_slug: str) -> UUID:
    """Offer a desk to a town, and tell the town. Gives the id that both sides know it by. Opens scopes of its own."""
    town = queries.tenant(town_slug)
    made = _offer(actor, desk_id=desk_id, town=town)
    _hear_offer(System(made.town_id), offer_id=made.id, partner_id=actor.tenant_id, facts=_facts(actor, made))
    return made.id


@act("desk.offer")
def _offer(actor: Actor, *, desk_id: UUID, town: Tenant | None) -> DeskOffer:
    about(desk_id, object_id=town.id if town else None)
    check_administrator(actor)
    desk = Desk.objects.filter(id=desk_id).first()
    if desk is None:
        raise NotAllowedError("Dit meldpunt is er niet.")
    if town is None:
        raise RefusedError("Deze organisatie is er niet. Kijk of je de korte naam goed hebt.", field="town")
    if town.id == actor.tenant_id:
        raise RefusedError("Dit is je eigen organisatie: daar staat het meldpunt al.", field="town")
    made, _ = DeskOffer.objects.get_or_create(
        desk=desk,
        town_id=town.id,
        defaults={"id": uuid4(), "tenant_id": actor.tenant_id, "offered_at": clock.now()},
    )
    return made


def withdraw_offer(actor: Actor, *, offer_id: UUID) -> None:
    """Let a town show the desk no longer, and tell it."""
    town_id = _withdraw(actor, offer_id=offer_id)
    _hear_end(System(town_id), link_id=offer_id)


@act("desk.withdraw_offer")
def _withdraw(actor: Actor, *, offer_id: UUID) -> UUID:
    about(offer_id)
    check_administrator(actor)
    found = DeskOffer.objects.filter(id=offer_id).first()
    if found is None:
        raise NotAllowedError(_NO_OFFER)
    found.delete()
    return found.town_id


def tell_towns(tenant_id: UUID) -> None:
    """Tell every town that shows a desk of this tenant what is public about it now, where that changed."""
    with tenant_scope(tenant_id):
        offers = [(one, _facts_of(one.desk)) for one in DeskOffer.objects.select_related("desk")]
    for one, facts in offers:
        with tenant_scope(one.town_id):
            link = _heard_by(one.id, tenant_id).first()
        if link is not None and _told(link) != facts:
            _hear_facts(System(one.town_id), link_id=one.id, partner_id=tenant_id, facts=facts)


@act("desk.hear_acceptance")
def _hear_acceptance(system: System, *, offer_id: UUID, receivers: Sequence[Receiver] | None) -> None:
    """The party hears that the town accepted, and who receives; None is that the town shows it no longer."""
    about(offer_id)
    found = DeskOffer.objects.select_for_update().filter(id=offer_id).first()
    if found is None:
        raise RefusedError(_NO_OFFER)
    if receivers is None:
        found.accepted_at, found.sealed_receivers = None, None
    else:
        rows = [[str(one.person_id), one.name, one.function] for one in receivers]
        key = application_key("wb-directory", system.tenant_id)
        found.accepted_at = found.accepted_at or clock.now()
        found.sealed_receivers = seal_field(key, json.dumps(rows).encode(), _place(found))
    found.save(update_fields=["accepted_at", "sealed_receivers"])


# --- the town that shows it ---


@act("desk.hear_offer")
def _hear_offer(system: System, *, offer_id: UUID, partner_id: UUID, facts: DeskFacts) -> None:
    about(offer_id)
    link = DeskLink.objects.select_for_update().filter(id=offer_id).first()
    if link is None:
        link = DeskLink(id=offer_id, tenant_id=system.tenant_id, partner_id=partner_id)
    _keep(link, facts)
    # Offered once more after a no: it waits for a decision again.
    link.declined_at = None
    link.save()


@act("desk.hear_facts")
def _hear_facts(system: System, *, link_id: UUID, partner_id: UUID, facts: DeskFacts) -> None:
    about(link_id)
    link = _heard_by(link_id, partner_id).select_for_update().first()
    if link is not None:
        _keep(link, facts)
        link.save()


def _heard_by(link_id: UUID, partner_id: UUID) -> QuerySet[DeskLink]:
    """A link whose town is told of the desk: whoever declined it has nothing to do with who reads there."""
    return DeskLink.objects.filter(id=link_id, partner_id=partner_id, declined_at=None)


@act("desk.hear_end")
def _hear_end(system: System, *, link_id: UUID) -> None:
    about(link_id)
    LinkReceiver.objects.filter(link_id=link_id, tenant_id=system.tenant_id).delete()
    DeskLink.objects.filter(id=link_id).delete()


def accept(actor: Actor, *, link_id: UUID, texts: LinkTexts, receivers: Collection[UUID]) -> None:
    """Show the desk of another, or change how; and tell its party who may receive what it releases.

    `receivers` are ids of persons with a key that two officers signed: none, or at least two.
    """
    told = _accept(actor, link_id=link_id, texts=texts, receivers=receivers)
    _hear_acceptance(System(told.partner_id), offer_id=link_id, receivers=told.receivers)


class _ToTell(NamedTuple):
    partner_id: UUID
    receivers: list[Receiver]


@act("desk.accept_link")
def _accept(actor: Actor, *, link_id: UUID, texts: LinkTexts, receivers: Collection[UUID]) -> _ToTell:
    about(link_id)
    check_administrator(actor)
    link = DeskLink.objects.select_for_update().filter(id=link_id).first()
    if link is None:
        raise NotAllowedError(_NO_LINK)
    people = {one.person_id: one for one in can_receive(actor.tenant_id)}
    chosen = [people[one] for one in receivers if one in people]
    if len(chosen) < len(set(receivers)):
        raise RefusedError("Kies alleen mensen uit de lijst.", field="receivers")
    if chosen:
        desk_rules.check_receivers(len(chosen))
    link.label, link.text, link.is_shown = texts.label.strip(), texts.text.strip(), texts.is_shown
    link.accepted_at, link.declined_at = link.accepted_at or clock.now(), None
    link.save(update_fields=["label", "text", "is_shown", "accepted_at", "declined_at"])
    LinkReceiver.objects.filter(link=link).delete()
    LinkReceiver.objects.bulk_create(
        [
            LinkReceiver(id=uuid4(), tenant_id=actor.tenant_id, link=link, person_id=one.person_id)
            for one in chosen
        ]
    )
    return _ToTell(link.partner_id, [Receiver(one.person_id, one.name, one.function) for one in chosen])


def end_link(actor: Actor, *, link_id: UUID) -> None:
    """Say no to an offer, or show the desk no longer. What was released before stays with who received it."""
    partner_id = _end(actor, link_id=link_id)
    _hear_acceptance(System(partner_id), offer_id=link_id, receivers=None)


@act("desk.end_link")
def _end(actor: Actor, *, link_id: UUID) -> UUID:
    about(link_id)
    check_administrator(actor)
    link = DeskLink.objects.select_for_update().filter(id=link_id).first()
    if link is None:
        raise NotAllowedError(_NO_LINK)
    LinkReceiver.objects.filter(link=link).delete()
    link.accepted_at, link.is_shown, link.declined_at = None, False, clock.now()
    link.sealed_facts = None
    link.save(update_fields=["accepted_at", "is_shown", "declined_at", "sealed_facts"])
    return link.partner_id


# --- questions, each inside the scope of one's own tenant ---


def linked(*, shown_only: bool = False) -> list[Linked]:
    """The desks of others that this tenant shows, or was offered."""
    rows = DeskLink.objects.filter(is_shown=True) if shown_only else DeskLink.objects.all()
    found = list(rows.order_by("desk_name", "id"))
    partners = {one.id: one for one in Tenant.objects.filter(id__in={one.partner_id for one in found})}
    today = clock.today()
    return [
        Linked(one, partners[one.partner_id], desk_rules.desk_state(one, today))
        for one in found
        if one.partner_id in partners
    ]


def waiting_count() -> int:
    """How many offers of others wait for a decision. One query."""
    return DeskLink.objects.filter(accepted_at=None, declined_at=None).count()


def before_of(link: DeskLink) -> Before | None:
    """What somebody finds at the desk of another before they begin, as its party told; None when it never did."""
    if link.sealed_facts is None:
        return None
    key = application_key("wb-directory", link.tenant_id)
    told = json.loads(open_field(key, link.sealed_facts, _at(link)))
    return Before(
        told["about"],
        told["intro"],
        tuple(told["kinds"]),
        tuple(told["questions"]),
        tuple(DeskReader(*one) for one in told["readers"]),
    )


def offers(*, desk_id: UUID | None = None, accepted_only: bool = False) -> list[Offered]:
    """The towns to which this tenant offered its desks."""
    rows = DeskOffer.objects.select_related("desk").order_by("offered_at", "id")
    if desk_id is not None:
        rows = rows.filter(desk_id=desk_id)
    if accepted_only:
        rows = rows.filter(accepted_at__isnull=False)
    found = list(rows)
    towns = {one.id: one for one in Tenant.objects.filter(id__in={one.town_id for one in found})}
    return [
        Offered(one, one.desk, towns[one.town_id], _receivers(one)) for one in found if one.town_id in towns
    ]


def towns_of_desks(desk_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The names of the organisations that show each of these desks of ours. At most two queries."""
    shown = DeskOffer.objects.filter(desk_id__in=list(desk_ids), accepted_at__isnull=False)
    found = list(shown.order_by("offered_at", "id").values_list("desk_id", "town_id"))
    names = {one.id: one.name for one in Tenant.objects.filter(id__in={town_id for _, town_id in found})}
    towns: dict[UUID, tuple[str, ...]] = {}
    for desk_id, town_id in found:
        if town_id in names:
            towns[desk_id] = (*towns.get(desk_id, ()), names[town_id])
    return towns


def can_receive(tenant_id: UUID) -> list[Colleague]:
    """Whom a town may name to receive what is released: a trusted key, and not an administrator, who reads nothing."""
    return [one for one in queries.people(tenant_id) if one.is_trusted and "administrator" not in one.roles]


def receivers_of(link_id: UUID) -> set[UUID]:
    """The ids of the persons whom this tenant named for a link."""
    return set(LinkReceiver.objects.filter(link_id=link_id).values_list("person_id", flat=True))


def receiving(
    tenant_id: UUID, partner_id: UUID, person_ids: Collection[UUID], *, link_id: UUID
) -> list[Colleague]:
    """Of these persons those to whom a party may release now what came in at the desk of this link.

    Named for that link while it lives, here, and with a trusted key.
    """
    named = LinkReceiver.objects.filter(
        link_id=link_id,
        link__partner_id=partner_id,
        link__accepted_at__isnull=False,
        person_id__in=list(person_ids),
    )
    there = set(named.values_list("person_id", flat=True))
    return [one for one in can_receive(tenant_id) if one.person_id in there] if there else []


def _receivers(one: DeskOffer) -> tuple[Receiver, ...]:
    if one.sealed_receivers is None:
        return ()
    key = application_key("wb-directory", one.tenant_id)
    rows = json.loads(open_field(key, one.sealed_receivers, _place(one)))
    return tuple(Receiver(UUID(person_id), name, function) for person_id, name, function in rows)


def _place(one: DeskOffer) -> Place:
    return Place(one.tenant_id, "organisation_deskoffer", one.id, "sealed_receivers")


def _facts(actor: Actor, made: DeskOffer) -> DeskFacts:
    with tenant_scope(actor.tenant_id):
        return _facts_of(Desk.objects.get(id=made.desk_id))


def _facts_of(desk: Desk) -> DeskFacts:
    there = queries.desk_people(desk.id)
    before = Before(
        desk.about,
        desk.intro,
        tuple(desk.kinds),
        tuple(one["text"] for one in desk.questions),
        tuple(DeskReader(one.name, one.function, reserve) for one, reserve in there if one.is_trusted),
    )
    return DeskFacts(desk.slug, desk.name, desk.opens_on, desk.closes_on, desk.is_open, before)


def _told(link: DeskLink) -> DeskFacts:
    return DeskFacts(
        link.desk_slug, link.desk_name, link.opens_on, link.closes_on, link.is_open, before_of(link)
    )


def _keep(link: DeskLink, facts: DeskFacts) -> None:
    """Set on a link what its party told of the desk."""
    link.desk_slug, link.desk_name, link.is_open = facts.slug, facts.name, facts.is_open
    link.opens_on, link.closes_on = facts.opens_on, facts.closes_on
    if facts.before is not None:
        key = application_key("wb-directory", link.tenant_id)
        link.sealed_facts = seal_field(key, json.dumps(facts.before._asdict()).encode(), _at(link))


def _at(link: DeskLink) -> Place:
    return Place(link.tenant_id, "organisation_desklink", link.id, "sealed_facts")
