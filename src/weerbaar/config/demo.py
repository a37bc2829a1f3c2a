"""`weerbaar demo`: two municipalities and a party from outside, with people and cases. Everybody here is made up.

Who can sign in, and how, is printed and kept in `demo.txt` in the home folder, for its owner alone. The keys of these
people are made with a light Argon2id: their passphrases stand in that file anyway.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from weerbaar.audit.acts import System
from weerbaar.config import demo_beside, demo_cases, demo_party
from weerbaar.config.demo_stories import OFFICE_PAGE, REPORTER_PAGE
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import draw_passphrase
from weerbaar.organisation import actions, queries, totp
from weerbaar.organisation.actions import DeskTexts
from weerbaar.organisation.models import Desk, Employer, Role, Tenant
from weerbaar.organisation.queries import Profile
from weerbaar.organisation.staff import Staff
from weerbaar.vault.trust import fingerprint

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from uuid import UUID

_LIGHT = {"WEERBAAR_ARGON2_OPERATIONS": 1, "WEERBAAR_ARGON2_MEMORY": 16 * 1024 * 1024}
_FILE = "demo.txt"
_RECEIPT, _SHOWN = 2, 3
REPORTER, OFFICE = "http://127.0.0.1:8000", "http://127.0.0.1:8001"
_FACES = {OFFICE_PAGE: OFFICE, REPORTER_PAGE: REPORTER}
_HINT = (
    "Begin bij Fatima: zij behandelt meldingen. Een code geldt een halve minuut en werkt één keer;",
    "`make codes` geeft nieuwe codes. In demo.txt staan de geheimen, voor een app die codes maakt.",
)


class Part(NamedTuple):
    """A part in the cast: one role each. `place` is None, "reader" or "reserve" at the first desk; `manager` a first name."""

    name: str
    function: str
    roles: tuple[str, ...] = ()
    place: str | None = None
    employer: str = Employer.STAFF
    manager: str = ""
    lender: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


CAST = (
    Part("Ilse Brandsma", "sleutelbeheerder, gemeentearchief", (Role.OFFICER,)),
    Part("Omar Haddad", "sleutelbeheerder, informatiebeveiliging", (Role.OFFICER,)),
    Part("Wietske Postma", "beheerder", (Role.ADMINISTRATOR,)),
    Part("Fatima el Amrani", "coördinator integriteit", (Role.HANDLER, Role.COORDINATOR), "reader"),
    Part("Joris van Dam", "behandelaar", (Role.HANDLER,), "reader"),
    Part("Marit Hoekstra", "gemeentesecretaris", (Role.HANDLER, Role.SECRETARY), "reserve"),
    Part("Samira Bouzid", "teamleider publiekszaken", ()),
    Part(
        "Ruben de Wit",
        "onderzoeker",
        (Role.INVESTIGATOR,),
        employer=Employer.HIRED,
        lender="Onderzoeksbureau Helder Water",
    ),
    Part("Hassan Yilmaz", "jurist", (Role.LAWYER,)),
    Part("Bram Kuipers", "hoofd vergunningen", ()),
)
"""Who has an account. Noor, who reports, has none: a reporter is nobody's colleague here."""

GOVERNMENT = (
    Part("Karim Osman", "hoofd bureau integriteit", (Role.HEAD_OF_INTEGRITY,)),
    Part("Geertje Wolters", "burgemeester", (Role.MAYOR,), employer=Employer.MAYOR),
    Part("Nadia Chahid", "griffier", (Role.REGISTRAR,), employer=Employer.REGISTRY),
    Part("Teun Verbeek", "wethouder", (Role.ALDERMAN,), employer=Employer.OFFICE_HOLDER),
    Part(
        "Annelies Prins",
        "raadslid, voorzitter van de werkgeverscommissie",
        (Role.EMPLOYERS_COMMITTEE,),
        employer=Employer.OFFICE_HOLDER,
    ),
)
"""Who decides, and the head of the office. The demo has them; a test that needs them adds them to its cast."""

COUNTER = (Part("Dilan Aydin", "medewerker publieksbalie"),)
"""Who works under Samira: without anybody there, she would be no manager who hears something."""

LINE = {
    "Joris": "Karim",
    "Karim": "Geertje",
    "Dilan": "Samira",
    "Samira": "Bram",
    "Bram": "Marit",
    "Hassan": "Marit",
}
"""Who works under whom in the demo, by first name: a report about the head of the office goes round Joris too.

Whoever it is about, two people of the desk are left, the reserve among them. Fatima works under nobody.
"""

TOWN = tuple(one._replace(manager=LINE.get(one.first_name, "")) for one in (*CAST, *GOVERNMENT, *COUNTER))
"""Everybody of a municipality of the demo, in their line."""

PARTY = (
    Part("Sanne Koster", "sleutelbeheerder", (Role.OFFICER,)),
    Part("Pieter Blom", "sleutelbeheerder", (Role.OFFICER,)),
    Part("Wout Meijer", "beheerder", (Role.ADMINISTRATOR,)),
    Part("Yara Demir", "onderzoeker", (Role.HANDLER,), "reader"),
    Part("Daan Vermeer", "onderzoeker", (Role.HANDLER,), "reader"),
    Part("Lotte Bos", "directeur", (Role.HANDLER,), "reserve"),
)
"""Who works for the party from outside that runs a desk for Waterlinie."""

DESK = DeskTexts(
    slug="integriteit",
    name="Meldpunt integriteit",
    about="Voor alles wat niet klopt: integriteit, omgangsvormen, agressie en ondermijning.",
    kinds=("wrongdoing", "integrity", "conduct", "aggression", "undermining", "handling"),
)
TENANTS = (
    ("waterlinie", "Gemeente Waterlinie", "0800 123 45 67"),
    ("duinzoom", "Gemeente Duinzoom", "0800 765 43 21"),
)


@dataclass(frozen=True)
class Account:
    """Somebody of a made-up tenant with all they need to sign in."""

    tenant_id: UUID
    person_id: UUID
    part: Part
    mail: str
    passphrase: str = field(repr=False)
    totp_secret: str = field(repr=False)
    staff: Staff = field(repr=False)

    @property
    def opened(self) -> Staff:
        """The actor with their key open, as after signing in and unlocking."""
        return self.staff

    @property
    def locked(self) -> Staff:
        """The actor as after signing in, with the key still closed."""
        return self.staff.with_key(None)


@dataclass(frozen=True)
class Town:
    """A tenant with its cast, by first name, and its first desk."""

    tenant: Tenant
    desk: Desk
    people: dict[str, Account]

    def __getitem__(self, first_name: str) -> Account:
        return self.people[first_name]


def make_tenant(
    slug: str,
    name: str,
    *,
    phone: str = "",
    cast: Sequence[Part] = CAST,
    texts: DeskTexts = DESK,
    is_party: bool = False,
) -> Town:
    """A whole tenant through the verbs that people use: founded, activated, pinned, signed, with a desk and readers.

    `cast` begins with two officers and an administrator, in that order. The officers' keys are pinned in the file in
    the folder of secrets.
    """
    first, second, administrator, *others = cast
    founded = actions.tenant_add(
        slug=slug,
        name=name,
        phone=phone,
        phone_hours="maandag tot en met vrijdag van 9 tot 17 uur" if phone else "",
        officers=[_profile(first, slug), _profile(second, slug)],
        administrator=_profile(administrator, slug),
        is_party=is_party,
    )
    tenant = founded.tenant
    accounts = {
        part.first_name: _activate(tenant, part, invitation)
        for part, invitation in zip((first, second, administrator), founded.invitations, strict=True)
    }
    with tenant_scope(tenant.id):
        made_here = [fingerprint(one) for one in actions.officers_with_key(tenant.id)]
    actions.pin(System(tenant.id), seen=made_here)
    boss = accounts[administrator.first_name].opened
    for part in others:
        invitation = actions.person_add(boss, profile=_profile(part, slug), roles=part.roles)
        accounts[part.first_name] = _activate(tenant, part, invitation)
    for part in others:
        if part.manager or part.employer != Employer.STAFF:
            manager = accounts[part.manager].person_id if part.manager else None
            actions.person_place(
                boss,
                person_id=accounts[part.first_name].person_id,
                employer=part.employer,
                manager_id=manager,
                lender=part.lender,
            )
    for officer in (first, second):
        _sign_all(accounts[officer.first_name].opened)
    desk = actions.desk_add(boss, texts=texts)
    for part in others:
        if part.place:
            actions.desk_member_add(
                boss,
                desk_id=desk.id,
                person_id=accounts[part.first_name].person_id,
                is_reserve=part.place == "reserve",
            )
    return Town(tenant, desk, accounts)


def _profile(part: Part, slug: str) -> Profile:
    mail = f"{part.first_name.lower()}@{slug}.example"
    return Profile(name=part.name, first_name=part.first_name, function=part.function, mail=mail)


def _activate(tenant: Tenant, part: Part, invitation: actions.Invitation) -> Account:
    secret, passphrase = totp.new_secret(), draw_passphrase()
    staff = queries.staff(tenant.id, invitation.person_id)
    if staff is None:
        raise RuntimeError("The person who was just added is not there.")
    # The code of the step before this one is used, so that the first sign-in can follow in the same half minute.
    with clock.stopped_at(clock.now()):  # or the half minute may turn between the code and its check
        code = totp.code_at(secret, clock.now(), shift=-1)
        actions.set_up_codes(staff, invitation=invitation.code, totp_secret=secret, code=code)
    opened = actions.activate(staff, invitation=invitation.code, passphrase=passphrase)
    return Account(
        tenant_id=tenant.id,
        person_id=invitation.person_id,
        part=part,
        mail=_profile(part, tenant.slug).mail,
        passphrase=passphrase.text,
        totp_secret=secret,
        staff=staff.with_key(opened),
    )


def _sign_all(officer: Staff) -> None:
    with tenant_scope(officer.tenant_id):
        waiting = queries.waiting_keys(officer)
    for key in waiting:
        if not key.signed_by_me:
            actions.sign_key(officer, holder_id=key.holder_id, seen=key.fingerprint)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `demo` to the command line."""
    demo = commands.add_parser(
        "demo", help="load two made-up municipalities and a party from outside, and say who can sign in"
    )
    demo.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Fill an empty database, and print who can sign in. An installation with tenants of its own is left alone."""
    path = Path(settings.WEERBAAR_HOME) / _FILE
    if not queries.tenants():
        fill(path)
    if not path.exists():
        sys.stderr.write(
            "This installation has tenants of its own, or a demo that was broken off. The demo needs an empty one: "
            "set WEERBAAR_HOME to a new folder, or remove this one.\n"
        )
        return 1
    sys.stdout.write(table(path.read_text()))
    return 0


def fill(path: Path) -> list[Town]:
    """Make the towns and their cases, and write how to sign in and the receipts to try to `path`."""
    with _light_keys(), clock.stopped_at(clock.now() - timedelta(days=demo_cases.FOUNDED_DAYS_AGO)):
        towns = [make_tenant(slug, name, phone=phone, cast=TOWN) for slug, name, phone in TENANTS]
        shows = next((one for one in towns if one.tenant.slug == demo_party.SHOWN_BY), None)
        if shows is not None:
            party = make_tenant(
                demo_party.SLUG,
                demo_party.NAME,
                phone=demo_party.PHONE,
                cast=PARTY,
                texts=demo_party.DESK,
                is_party=True,
            )
            towns.append(party)
    if shows is not None:
        demo_party.open_desk(towns[-1], shows)
    rows = []
    for town in towns:
        slug = town.tenant.slug
        rows += [
            (slug, one.part.name, one.part.function, one.mail, one.passphrase, one.totp_secret)
            for one in town.people.values()
        ]
        loaded = demo_cases.load(town)
        rows += [(slug, kept.about, kept.words) for kept in loaded.kept]
        beside = [] if town.tenant.is_party else demo_beside.load(town)
        rows += [(slug, one.face, one.path, one.what) for one in (*loaded.shown, *beside)]
    if shows is not None:
        demo_party.hand_over(towns[-1], shows)
    # Made last and whole: a demo that was broken off has no such file, and says so.
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
    return towns


def table(kept: str) -> str:
    """Who can sign in and how, with the codes of this moment, what there is to look at, and the receipts to try."""
    people: list[str] = []
    receipts: list[str] = []
    shown: list[str] = []
    town = ""
    for row in kept.splitlines():
        slug, *rest = row.split("\t")
        if len(rest) == _RECEIPT:
            about, words = rest
            receipts += [f"  {about}", f"    {REPORTER}/{slug}/terug/   acht woorden: {words}"]
            continue
        if len(rest) == _SHOWN:
            face, path, what = rest
            shown += [f"  {what}", f"    {_FACES[face]}/{slug}/{path}"]
            continue
        name, function, mail, passphrase, secret = rest
        if slug != town:
            town = slug
            people += ["", f"Aanmelden: {OFFICE}/{slug}/aanmelden/"]
        code = totp.code_at(secret, clock.now())
        people += [f"  {name}, {function}", f"    {mail}   code nu: {code}   wachtzin: {passphrase}"]
    first = ["", f"Melden: {REPORTER}/", *people]
    look = ["", "Wat je waar ziet, en als wie:", *shown]
    back = ["", "Terugkomen met acht woorden, om te proberen:", *receipts]
    return "\n".join([*first, *look, *back, "", *_HINT, "", ""])


@contextmanager
def _light_keys() -> Iterator[None]:
    """Make keys at a cost that suits passphrases which stand in a file."""
    before = {name: getattr(settings, name) for name in _LIGHT}
    for name, value in _LIGHT.items():
        setattr(settings, name, min(value, before[name]))
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
