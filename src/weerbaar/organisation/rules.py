"""The decisions of the organisation: how long a wrong try waits, and which roles and places go together."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Employer, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID

INVITATION_LASTS = timedelta(days=14)
FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)
DESK_ROLES = frozenset({Role.HANDLER, Role.COORDINATOR, Role.HEAD_OF_INTEGRITY})
"""Who may read at a desk: the others are let into a case one by one."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_MAIL = 254
# A short number such as 14 010 too; room for what a number with a country code holds.
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()-]{1,28}")
_FEWEST_DIGITS, _MOST_DIGITS = 3, 15
_LONGEST_HOURS = 120
LONGEST_REASON = 2_000
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
# The first part of an address of a page says whose it is; these parts are taken.
_TAKEN_SLUGS = frozenset({"static", "taal", "gezond", "ontwerp", "weg"})


def checked_phone(text: str) -> str:
    """A number to call as it stands on public pages; empty for none. Raises RefusedError."""
    phone = " ".join(text.split())
    digits = sum(one.isdigit() for one in phone)
    if phone and (not _PHONE.fullmatch(phone) or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS):
        raise RefusedError("Vul een telefoonnummer in, bijvoorbeeld 088 123 45 67.", field="phone")
    return phone


def checked_hours(text: str, phone: str) -> str:
    """When somebody answers that number, in words. There is none without a number. Raises RefusedError."""
    hours = " ".join(text.split())
    if phone and not hours:
        raise RefusedError("Schrijf op wanneer iemand opneemt.", field="hours")
    if len(hours) > _LONGEST_HOURS:
        raise RefusedError("Dit is te lang. Maak het korter.", field="hours")
    return hours if phone else ""


def checked_reason(text: str) -> str:
    """Why something was done to somebody, in words. Raises RefusedError."""
    reason = text.replace("\0", "").strip()
    if not reason:
        raise RefusedError("Schrijf op waarom.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise RefusedError("Dit is te lang. Maak het korter.", field="reason")
    return reason


def wait_after(failures: int) -> timedelta:
    """How long the next try waits after `failures` wrong ones: nothing at first, then twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta(0)
    # Past this many doublings the cap holds anyway, and a larger exponent would not fit a timedelta.
    doublings = min(failures - FREE_TRIES, 16)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def is_forgotten(next_try_at: datetime, now: datetime) -> bool:
    """Whether the wrong tries of an account count no longer."""
    return now - next_try_at >= FORGOTTEN_AFTER


def normalised_mail(typed: str) -> str:
    """One spelling of an address of mail. Raises RefusedError when it is none."""
    mail = unicodedata.normalize("NFKC", typed).strip().casefold()
    if len(mail) > _LONGEST_MAIL or not _MAIL.fullmatch(mail) or not mail.isprintable():
        raise RefusedError("Vul een mailadres in, bijvoorbeeld naam@gemeente.nl.", field="mail")
    return mail


def check_slug(slug: str) -> str:
    """A short name for the address of a page. Raises RefusedError when it cannot be one."""
    if not _SLUG.fullmatch(slug) or slug in _TAKEN_SLUGS:
        raise RefusedError(
            "Kies een korte naam van 3 tot 40 kleine letters, cijfers of streepjes, die met een letter begint.",
            field="slug",
        )
    return slug


def invitation_is_open(invited_until: datetime | None, now: datetime) -> bool:
    """Whether an invitation may still be used."""
    return invited_until is not None and now < invited_until


def check_may_get_role(role: str, *, has: Collection[str], has_key: bool, is_self: bool) -> None:
    """Refuse a role that does not go with the others. An administrator decides who is where and so reads nothing."""
    if is_self:
        raise RefusedError("Je eigen rollen verander je niet zelf. Vraag een andere beheerder.", field="role")
    if role not in Role.values:
        raise RefusedError("Deze rol kennen wij niet. Kies er een uit de lijst.", field="role")
    others = set(has) - {role}
    if Role.ADMINISTRATOR in others or (role == Role.ADMINISTRATOR and others):
        raise RefusedError("Een beheerder heeft geen andere rol. Haal eerst de andere rol weg.", field="role")
    if role == Role.OFFICER and has_key:
        raise RefusedError(
            "Een sleutelbeheerder krijgt die rol vóór de eerste keer aanmelden. Nodig deze persoon opnieuw uit.",
            field="role",
        )


def check_may_lose_role(role: str, *, holders_left: int, is_self: bool) -> None:
    """Refuse to take a role away from oneself, or from the last administrator."""
    if is_self:
        raise RefusedError("Je eigen rollen verander je niet zelf. Vraag een andere beheerder.", field="role")
    if role == Role.ADMINISTRATOR and holders_left < 1:
        raise RefusedError("Dit is de laatste beheerder. Maak eerst iemand anders beheerder.", field="role")


def check_may_be_suspended(*, is_administrator: bool, administrators_left: int, is_self: bool) -> None:
    """Refuse to suspend oneself, or the last administrator who can sign in."""
    if is_self:
        raise RefusedError("Je eigen aanmelding zet je niet zelf stil. Vraag een andere beheerder.")
    if is_administrator and administrators_left < 1:
        raise RefusedError("Dit is de laatste beheerder. Maak eerst iemand anders beheerder.")


def checked_lender(employer: str, lender: str) -> str:
    """Who lends somebody; empty for whoever is not hired. Refuses an employer that is not in the list."""
    if employer not in Employer.values:
        raise RefusedError("Kies een werkgever uit de lijst.", field="employer")
    if employer != Employer.HIRED:
        return ""
    if not lender.strip():
        raise RefusedError("Schrijf op bij wie deze persoon in dienst is.", field="lender")
    return lender.strip()


def chain_above(person_id: UUID, above: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    """To whom somebody reports, and to whom those report, from near to far. A ring ends where it began."""
    seen = {person_id}
    now = above.get(person_id)
    while now is not None and now not in seen:
        yield now
        seen.add(now)
        now = above.get(now)


def check_may_report_to(person_id: UUID, manager_id: UUID, above: Mapping[UUID, UUID | None]) -> None:
    """Refuse a manager who is not here, who is the person, or who reports to the person. `above`: who reports to whom."""
    if manager_id not in above:
        raise RefusedError("Kies iemand uit de lijst.", field="manager")
    if person_id == manager_id or person_id in chain_above(manager_id, above):
        raise RefusedError(
            "Deze persoon valt zelf onder degene die je koos. Kies iemand anders.", field="manager"
        )


def check_may_join_desk(roles: Collection[str]) -> None:
    """Refuse a reader of a desk who is not there to handle reports."""
    if Role.ADMINISTRATOR in roles:
        raise RefusedError("Een beheerder leest geen meldingen. Kies iemand anders.", field="person")
    if not DESK_ROLES & set(roles):
        raise RefusedError("Geef deze persoon eerst de rol behandelaar of coördinator.", field="person")


def check_may_sign(*, is_officer: bool, is_pinned: bool, is_open: bool) -> None:
    """Refuse a signature under a key that would vouch for nothing."""
    if not is_officer:
        raise RefusedError("Alleen een sleutelbeheerder bevestigt sleutels.")
    if not is_open:
        raise RefusedError("Open eerst je kluis.")
    if not is_pinned:
        raise RefusedError("Jouw sleutel staat nog niet vast op de server. Vraag de beheerder van de server.")
