"""The verbs of the organisation: who belongs to it, with which role, at which desk, and with which key.

The administrator decides who is where and reads nothing: none of these verbs gives a key. Log lines name a person by
their alias.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from weerbaar.audit.acts import System, about, act
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.organisation import desk_rules, queries, rules, totp
from weerbaar.organisation.models import (
    Desk,
    DeskMember,
    Person,
    Role,
    RoleAssignment,
    SignInSuspension,
    Tenant,
)
from weerbaar.organisation.onion import normalised_onion
from weerbaar.organisation.queries import Profile
from weerbaar.organisation.staff import Staff
from weerbaar.vault.chests import lasting_others
from weerbaar.vault.holders import new_person, open_person, reseal
from weerbaar.vault.keyring import alias_of, look_up_hash
from weerbaar.vault.models import Attestation, Holder
from weerbaar.vault.trust import attest, fingerprint, pin_officers, pinned_officers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from weerbaar.audit.acts import Actor
    from weerbaar.ground.receipt import Passphrase
    from weerbaar.vault.holders import Opened

    Moved = Callable[[UUID, Collection[UUID]], None]

# Crockford's alphabet: nothing that looks like something else. Twenty signs are 100 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 4, 5
_OFFICERS_NEEDED = 2
_HOLDERS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Invitation:
    """Shown once to whoever added the person; the database keeps a keyed hash of the code."""

    person_id: UUID
    code: str = field(repr=False)


class DeskTexts(NamedTuple):
    """What is public about a desk. `kinds` are those of `cases.models.Kind`."""

    slug: str
    name: str
    about: str
    kinds: Sequence[str]
    is_open: bool = True
    intro: str = ""


class Founded(NamedTuple):
    """A new tenant with the invitations of its first people, in the order in which they were given."""

    tenant: Tenant
    invitations: list[Invitation]


def tenant_add(
    *,
    slug: str,
    name: str,
    officers: Sequence[Profile],
    administrator: Profile,
    phone: str = "",
    phone_hours: str = "",
    is_party: bool = False,
) -> Founded:
    """Begin a tenant: two or more officers and an administrator, each with an invitation. Of the command line only.

    `is_party`: no municipality, but a party from outside that runs a desk for others.
    """
    tenant = Tenant(id=uuid4(), slug=slug, name=name, phone=phone, phone_hours=phone_hours, is_party=is_party)
    invitations = _found(System(tenant.id), tenant=tenant, officers=officers, administrator=administrator)
    return Founded(tenant, invitations)


@act("tenant.add")
def _found(
    actor: Actor, *, tenant: Tenant, officers: Sequence[Profile], administrator: Profile
) -> list[Invitation]:
    about(tenant.id)
    rules.check_slug(tenant.slug)
    if len(officers) < _OFFICERS_NEEDED:
        raise RefusedError("Een gemeente begint met ten minste twee sleutelbeheerders.")
    try:
        with transaction.atomic():
            tenant.save(force_insert=True)
    except IntegrityError:
        raise RefusedError("Er is al een gemeente met deze korte naam.", field="slug") from None
    first = [(one, Role.OFFICER) for one in officers] + [(administrator, Role.ADMINISTRATOR)]
    invitations = []
    for profile, role in first:
        invitation = _add(actor.tenant_id, profile)
        _give_role(actor.tenant_id, invitation.person_id, role)
        invitations.append(invitation)
    return invitations


def officers_with_key(tenant_id: UUID) -> list[Holder]:
    """The holders of the officers who are here and made their key, inside the tenant's scope: whom `pin` would write."""
    officers = RoleAssignment.objects.filter(role=Role.OFFICER, person__left_at=None)
    aliases = [alias_of(tenant_id, person_id) for person_id in officers.values_list("person_id", flat=True)]
    holders = list(Holder.objects.filter(alias__in=aliases, verify_key__isnull=False).order_by("alias"))
    if len(holders) < _OFFICERS_NEEDED:
        raise RefusedError("Eerst maken ten minste twee sleutelbeheerders hun sleutel.")
    return holders


def no_room_above(_tenant_id: UUID, _person_ids: Collection[UUID]) -> None:
    """What `moved` does where nobody above has to know: for people who are new and can be in no case."""


@act("tenant.pin")
def pin(actor: System, *, seen: Collection[bytes]) -> None:
    """Write the keys of the officers who are here into the file outside the database.

    For the command line on the machine that keeps that file. `seen` are the fingerprints that somebody compared; any
    other key among them refuses, so that nobody pins what the database holds instead.
    """
    about(actor.tenant_id)
    holders = officers_with_key(actor.tenant_id)
    if {fingerprint(one) for one in holders} != set(seen):
        raise RefusedError(
            "De sleutels zijn veranderd terwijl je keek. Begin opnieuw en vergelijk de woorden."
        )
    pin_officers(actor.tenant_id, [bytes(one.verify_key or b"") for one in holders])


@act("tenant.set_onion")
def set_onion(actor: System, *, address: str) -> str:
    """Let the reporter's side answer under an address on Tor, for this tenant alone. Gives its one spelling.

    For the command line: whoever holds that address decides what a reporter sees there, so it is for the machine that
    has its key.
    """
    about(actor.tenant_id)
    onion = normalised_onion(address)
    try:
        with transaction.atomic():
            Tenant.objects.filter(id=actor.tenant_id).update(onion=onion)
    except IntegrityError:
        raise RefusedError("Dit adres op Tor is al van een andere gemeente.", field="onion") from None
    return onion


@act("tenant.remove_onion")
def remove_onion(actor: System) -> None:
    """Answer under the tenant's address on Tor no longer."""
    about(actor.tenant_id)
    if not Tenant.objects.filter(id=actor.tenant_id).exclude(onion="").update(onion=""):
        raise RefusedError("Deze gemeente heeft geen adres op Tor.")


@act("tenant.set_contact", log_refusal=True)
def set_contact(actor: Actor, *, phone: str, hours: str) -> None:
    """Set the number of the desk and when it is answered, as every reporter sees it. Both empty takes it away."""
    about(actor.tenant_id)
    check_administrator(actor)
    number = rules.checked_phone(phone)
    Tenant.objects.filter(id=actor.tenant_id).update(
        phone=number, phone_hours=rules.checked_hours(hours, number)
    )


@act("person.add")
def person_add(actor: Actor, *, profile: Profile, roles: Collection[str] = ()) -> Invitation:
    """Add somebody, with an invitation. There is no key yet, and the role gives none."""
    person_id = uuid4()
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    given: set[str] = set()
    for role in roles:
        rules.check_may_get_role(role, has=given, has_key=False, is_self=False)
        given.add(role)
    invitation = _add(actor.tenant_id, profile, person_id)
    for role in given:
        _give_role(actor.tenant_id, person_id, role)
    return invitation


@act("person.invite")
def invite(actor: Actor, *, person_id: UUID) -> Invitation:
    """Give a new invitation: the first was lost, or the telephone with the codes is gone. A key that is there stays."""
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    person = _present(person_id, lock=True)
    if person.suspended_at is not None:
        raise RefusedError("Het aanmelden van deze persoon staat stil. Sta dat eerst weer toe.")
    code = _draw_code()
    _invite(person, code)
    person.save(update_fields=["invitation", "invited_until"])
    return Invitation(person.id, code)


@act("person.change")
def person_change(actor: Actor, *, person_id: UUID, profile: Profile, moved: Moved = no_room_above) -> None:
    """Change name, function or address of mail. `moved`: a case may go round whoever has the new name."""
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    person = _present(person_id, lock=True)
    _write_profile(person, replace(profile, lender=queries.profile(person).lender))
    _save_unique(person, update_fields=["mail_look_up", "sealed_profile"])
    moved(actor.tenant_id, {person.id})


@act("person.place", log_refusal=True)
def person_place(
    actor: Actor,
    *,
    person_id: UUID,
    employer: str,
    manager_id: UUID | None = None,
    lender: str = "",
    moved: Moved = no_room_above,
) -> None:
    """Say whose employer decides on somebody, to whom they report, and who lends them when they are hired (C15).

    The route of a case follows it, and whoever reports to a subject is kept out where the procedure says so (R10):
    `moved` puts out, in this transaction, whoever comes to be under one.
    """
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    person = _present(person_id, lock=True)
    lender = rules.checked_lender(employer, lender)
    if manager_id is not None:
        above = dict(Person.objects.filter(left_at=None).values_list("id", "manager_id"))
        rules.check_may_report_to(person_id, manager_id, above)
    person.employer, person.manager_id = employer, manager_id
    person.sealed_profile = queries.sealed_profile(person, replace(queries.profile(person), lender=lender))
    person.save(update_fields=["employer", "manager", "sealed_profile"])
    moved(actor.tenant_id, _with_all_below(person_id))


@act("person.assign_role", log_refusal=True)
def assign_role(actor: Actor, *, person_id: UUID, role: str, moved: Moved = no_room_above) -> None:
    """Give somebody a role. It opens nothing by itself. `moved`: a case may be about whoever has it."""
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    person = _present(person_id, lock=True)
    rules.check_may_get_role(
        role,
        has=queries.roles_of(person.id),
        has_key=queries.holder_of(alias_of(actor.tenant_id, person.id)) is not None,
        is_self=_is_self(actor, person),
    )
    if role == Role.ADMINISTRATOR and DeskMember.objects.filter(person=person).exists():
        raise RefusedError(
            "Een beheerder leest geen meldingen. Haal deze persoon eerst weg bij het meldpunt."
        )
    _give_role(actor.tenant_id, person.id, role)
    moved(actor.tenant_id, {person.id})


@act("person.withdraw_role", log_refusal=True)
def withdraw_role(actor: Actor, *, person_id: UUID, role: str) -> None:
    """Take a role away. Keys to cases that were handed over stay until a case withdraws them."""
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    person = _present(person_id, lock=True)
    left = _others_with(role, person)
    rules.check_may_lose_role(role, holders_left=left, is_self=_is_self(actor, person))
    RoleAssignment.objects.filter(person=person, role=role).delete()
    if not rules.DESK_ROLES & queries.roles_of(person.id):
        DeskMember.objects.filter(person=person).delete()


@act("person.leave", log_refusal=True)
def person_leaves(actor: Actor, *, person_id: UUID, forget: Callable[[UUID], None]) -> None:
    """Somebody no longer works here: no sign-in, no role, no desk, and nothing is sealed to their key any more.

    `forget` removes, by the alias and in this transaction, what rooms above keep for this person alone. Refused,
    naming no case, while something would keep fewer than two people with a key: it could be lost for good.
    """
    alias = alias_of(actor.tenant_id, person_id)
    about(alias)
    check_administrator(actor)
    person = _present(person_id, lock=True)
    if _is_self(actor, person):
        raise RefusedError("Jezelf haal je niet weg. Vraag een andere beheerder.")
    if Role.ADMINISTRATOR in queries.roles_of(person.id):
        rules.check_may_lose_role(
            Role.ADMINISTRATOR, holders_left=_others_with(Role.ADMINISTRATOR, person), is_self=False
        )
    if any(
        others < _HOLDERS_NEEDED
        for others in lasting_others(alias, but=queries.suspended_aliases(actor.tenant_id))
    ):
        raise RefusedError(
            "Deze persoon heeft nog sleutels die te weinig anderen hebben. Vraag de collega's om eerst iemand anders "
            "toegang te geven, ook tot de namen. Daarna kan dit."
        )
    person.left_at, person.invitation, person.sealed_totp = clock.now(), None, None
    person.save(update_fields=["left_at", "invitation", "sealed_totp"])
    # Under whoever they themselves reported to: a chain with a hole in it would let in who works under a subject.
    Person.objects.filter(manager=person).update(manager=person.manager_id)
    RoleAssignment.objects.filter(person=person).delete()
    DeskMember.objects.filter(person=person).delete()
    Attestation.objects.filter(holder__alias=alias).delete()
    forget(alias)


@act("person.suspend", log_refusal=True)
def person_suspend(actor: Actor, *, person_id: UUID, reason: str) -> None:
    """Let nobody sign in as this person any more, at once; every session of theirs ends and no new one begins.

    Their keys, roles and places stay, so that colleagues can first be let in; nothing new is sealed to them. `reason` is
    kept sealed, for administrators; the log keeps the hash of that, and they who are suspended are not shown it.
    """
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    reason = rules.checked_reason(reason)
    # Before the person is held: of two administrators who suspend each other one waits, and is then refused.
    administrators_left = _others_with(Role.ADMINISTRATOR, _present(person_id))
    person = _present(person_id, lock=True)
    rules.check_may_be_suspended(
        is_administrator=Role.ADMINISTRATOR in queries.roles_of(person.id),
        administrators_left=administrators_left,
        is_self=_is_self(actor, person),
    )
    if person.suspended_at is not None:
        raise RefusedError("Het aanmelden van deze persoon staat al stil.")
    # An invitation gives new codes: whoever has it would be in as soon as this is undone.
    person.suspended_at, person.invitation, person.invited_until = clock.now(), None, None
    person.save(update_fields=["suspended_at", "invitation", "invited_until"])
    row = SignInSuspension(id=uuid4(), tenant_id=actor.tenant_id, person=person, since=person.suspended_at)
    row.sealed_reason = queries.sealed_suspension(row, reason)
    row.save(force_insert=True)
    about(alias_of(actor.tenant_id, person_id), reason=row.sealed_reason)


@act("person.readmit", log_refusal=True)
def person_readmit(actor: Actor, *, person_id: UUID) -> None:
    """Let somebody sign in again. A session of before does not come back: it may be on a laptop that was stolen."""
    about(alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    person = _present(person_id, lock=True)
    if person.suspended_at is None:
        raise RefusedError("Deze persoon kan zich al aanmelden.")
    person.suspended_at, person.sessions_since = None, clock.now()
    person.save(update_fields=["suspended_at", "sessions_since"])
    SignInSuspension.objects.filter(person=person, until=None).update(until=clock.now())


@act("person.set_up_codes")
def set_up_codes(actor: Staff, *, invitation: str, totp_secret: str, code: str) -> bool:
    """Somebody who was invited proves that their telephone gives the right codes. Says whether a key is still to come.

    Whoever has a key already lost only the telephone: the invitation ends here and the key stays as it is.
    """
    about(actor.alias)
    person = _invited(actor, invitation)
    step = totp.matching_step(totp_secret, code, clock.now())
    if step is None:
        raise RefusedError(totp.WRONG_CODE, field="code")
    person.sealed_totp, person.totp_step = totp.sealed(person, totp_secret), step
    needs_key = queries.holder_of(actor.alias) is None
    if not needs_key:
        person.invitation, person.invited_until = None, None
    person.save(update_fields=["sealed_totp", "totp_step", "invitation", "invited_until"])
    return needs_key


@act("person.activate")
def activate(actor: Staff, *, invitation: str, passphrase: Passphrase) -> Opened:
    """Somebody who was invited makes their key. Nothing is sealed to it before two officers vouch for it."""
    about(actor.alias)
    person = _invited(actor, invitation)
    if person.sealed_totp is None:
        raise RefusedError("Stel eerst de codes op je telefoon in.")
    person.invitation, person.invited_until = None, None
    person.save(update_fields=["invitation", "invited_until"])
    return _make_key(actor, passphrase)


def _invited(actor: Staff, invitation: str) -> Person:
    """The row of the actor, locked, if this invitation is theirs and may be used."""
    Person.objects.select_for_update().filter(id=actor.person_id).first()
    person = queries.invited(actor.tenant_id, invitation)
    if person is None or person.id != actor.person_id:
        raise GoneError("Deze uitnodiging is gebruikt of te oud. Vraag je beheerder om een nieuwe.")
    return person


def _make_key(actor: Staff, passphrase: Passphrase) -> Opened:
    holder = new_person(actor.tenant_id, actor.alias, passphrase, officer=actor.is_officer)
    holder.save(force_insert=True)
    opened = open_person(holder, passphrase)
    if opened.signing is not None:
        attest(holder, opened.signing).save()
    return opened


@act("person.change_passphrase")
def change_passphrase(actor: Staff, *, passphrase: Passphrase) -> None:
    """Put one's own key under another passphrase. The key stays the same, and so do all signatures under it."""
    about(actor.alias)
    holder = queries.holder_of(actor.alias)
    if actor.opened is None or holder is None:
        raise RefusedError("Open eerst je kluis.")
    reseal(holder, actor.opened, passphrase)
    holder.save(update_fields=["sealed_private"])


@act("person.sign_key", log_refusal=True)
def sign_key(actor: Staff, *, holder_id: UUID, seen: bytes) -> None:
    """An officer vouches for a colleague's key. `seen` is the fingerprint that was compared by telephone."""
    holder = Holder.objects.filter(id=holder_id, kind=Holder.Kind.PERSON).first()
    about(holder.alias if holder else holder_id)
    signing = actor.opened.signing if actor.opened else None
    rules.check_may_sign(
        is_officer=actor.is_officer,
        is_open=signing is not None,
        is_pinned=signing is not None and signing.verify_key() in pinned_officers(actor.tenant_id),
    )
    if holder is None or signing is None or not _is_here(actor.tenant_id, holder.alias):
        raise NotAllowedError("Deze sleutel is er niet.")
    if fingerprint(holder) != seen:
        raise RefusedError("Deze sleutel is veranderd terwijl je keek. Vergelijk de woorden opnieuw.")
    if not Attestation.objects.filter(holder=holder, officer_key=signing.verify_key()).exists():
        attest(holder, signing).save()


@act("desk.add")
def desk_add(actor: Actor, *, texts: DeskTexts) -> Desk:
    """Open a desk where people report. It has no readers yet."""
    desk = Desk(id=uuid4(), tenant_id=actor.tenant_id)
    about(desk.id)
    check_administrator(actor)
    _write_desk(desk, texts)
    return desk


@act("desk.change")
def desk_change(actor: Actor, *, desk_id: UUID, texts: DeskTexts) -> None:
    """Change what is public about a desk, or close it for new reports."""
    about(desk_id)
    check_administrator(actor)
    _write_desk(_desk(desk_id), texts)


@act("desk.schedule")
def desk_schedule(
    actor: Actor, *, desk_id: UUID, kind: str, opens_on: date | None, closes_on: date | None
) -> None:
    """Say what kind of desk it is, and on which days it takes reports. A dialogue that runs goes on after the last."""
    about(desk_id)
    check_administrator(actor)
    desk = _desk(desk_id)
    desk_rules.check_desk_days(kind, opens_on, closes_on)
    desk.kind, desk.opens_on, desk.closes_on = kind, opens_on, closes_on
    desk.save(update_fields=["kind", "opens_on", "closes_on"])


@act("desk.set_questions")
def desk_set_questions(actor: Actor, *, desk_id: UUID, questions: Sequence[str]) -> None:
    """Set the desk's own questions. One that stays word for word keeps its id; any other gets a new one."""
    about(desk_id)
    check_administrator(actor)
    desk = _desk(desk_id)
    known = {one["text"]: one["id"] for one in desk.questions}
    texts = desk_rules.checked_questions(questions)
    desk.questions = [{"id": known.get(text) or uuid4().hex, "text": text} for text in texts]
    desk.save(update_fields=["questions"])


@act("desk.member_add", log_refusal=True)
def desk_member_add(actor: Actor, *, desk_id: UUID, person_id: UUID, is_reserve: bool = False) -> None:
    """Put somebody at a desk, or make a reader a reserve and the other way round. For reports that come from now on."""
    about(desk_id, object_id=alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    desk, person = _desk(desk_id), _present(person_id, lock=True)
    rules.check_may_join_desk(queries.roles_of(person.id))
    DeskMember.objects.filter(desk=desk, person=person).delete()
    place = DeskMember.objects.filter(desk=desk, is_reserve=is_reserve).order_by("-place").first()
    DeskMember.objects.create(
        tenant_id=actor.tenant_id,
        desk=desk,
        person=person,
        is_reserve=is_reserve,
        place=place.place + 1 if place else 0,
    )


@act("desk.member_remove")
def desk_member_remove(actor: Actor, *, desk_id: UUID, person_id: UUID) -> None:
    """Take somebody away from a desk. Keys to cases that they have stay until a case withdraws them."""
    about(desk_id, object_id=alias_of(actor.tenant_id, person_id))
    check_administrator(actor)
    DeskMember.objects.filter(desk=_desk(desk_id), person_id=person_id).delete()


def check_administrator(actor: Actor) -> None:
    """The command line, on the server itself, or an administrator who also proved their passphrase."""
    if isinstance(actor, System):
        return
    if not isinstance(actor, Staff) or not actor.is_administrator:
        raise NotAllowedError("Dit kan alleen een beheerder.")
    if actor.opened is None:
        raise RefusedError("Open eerst je kluis.")


def _is_self(actor: Actor, person: Person) -> bool:
    return isinstance(actor, Staff) and actor.person_id == person.id


def _is_here(tenant_id: UUID, alias: UUID) -> bool:
    present = Person.objects.filter(left_at=None).values_list("id", flat=True)
    return any(alias_of(tenant_id, person_id) == alias for person_id in present)


def _present(person_id: UUID, *, lock: bool = False) -> Person:
    """The row of somebody who works here; `lock` keeps two acts on the same person after each other."""
    rows = Person.objects.select_for_update() if lock else Person.objects
    person = rows.filter(id=person_id, left_at=None).first()
    if person is None:
        raise NotAllowedError("Deze persoon is er niet.")
    return person


def _desk(desk_id: UUID) -> Desk:
    desk = Desk.objects.select_for_update().filter(id=desk_id).first()
    if desk is None:
        raise NotAllowedError("Dit meldpunt is er niet.")
    return desk


def _with_all_below(person_id: UUID) -> frozenset[UUID]:
    above = dict(Person.objects.values_list("id", "manager_id"))
    return frozenset({person_id, *(one for one in above if person_id in rules.chain_above(one, above))})


def _others_with(role: str, person: Person) -> int:
    # Locked, so that two administrators cannot take each other's role at the same moment.
    rows = RoleAssignment.objects.select_for_update().filter(
        role=role, person__left_at=None, person__suspended_at=None
    )
    return len([one for one in rows.values_list("person_id", flat=True) if one != person.id])


def _add(tenant_id: UUID, profile: Profile, person_id: UUID | None = None) -> Invitation:
    person = Person(id=person_id or uuid4(), tenant_id=tenant_id)
    code = _draw_code()
    _write_profile(person, profile)
    _invite(person, code)
    _save_unique(person, force_insert=True)
    return Invitation(person.id, code)


def _write_profile(person: Person, profile: Profile) -> None:
    mail = rules.normalised_mail(profile.mail)
    if not profile.name.strip():
        raise RefusedError("Vul een naam in.", field="name")
    words = Profile(
        name=profile.name.strip(),
        first_name=profile.first_name.strip() or profile.name.split()[0],
        function=profile.function.strip(),
        mail=mail,
        lender=profile.lender,
    )
    person.mail_look_up = queries.mail_look_up(person.tenant_id, mail)
    person.sealed_profile = queries.sealed_profile(person, words)


def _save_unique(
    person: Person, *, force_insert: bool = False, update_fields: list[str] | None = None
) -> None:
    try:
        with transaction.atomic():
            person.save(force_insert=force_insert, update_fields=update_fields)
    except IntegrityError:
        raise RefusedError("Er is al iemand met dit mailadres.", field="mail") from None


def _invite(person: Person, code: str) -> None:
    person.invitation = look_up_hash(person.tenant_id, "invitation", queries.normalised_code(code))
    person.invited_until = clock.now() + rules.INVITATION_LASTS


def _draw_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _give_role(tenant_id: UUID, person_id: UUID, role: str) -> None:
    RoleAssignment.objects.get_or_create(
        person_id=person_id, role=role, defaults={"id": uuid4(), "tenant_id": tenant_id}
    )


def _write_desk(desk: Desk, texts: DeskTexts) -> None:
    rules.check_slug(texts.slug)
    if not texts.name.strip():
        raise RefusedError("Vul een naam in.", field="name")
    if not texts.kinds:
        raise RefusedError("Kies ten minste één soort melding.", field="kinds")
    desk.slug, desk.name, desk.about = texts.slug, texts.name.strip(), texts.about.strip()
    desk.kinds, desk.is_open, desk.intro = list(texts.kinds), texts.is_open, texts.intro.strip()
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError:
        raise RefusedError("Er is al een meldpunt met deze korte naam.", field="slug") from None
