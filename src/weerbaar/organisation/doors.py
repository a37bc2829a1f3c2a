"""Who can help (R8): the doors of the chain, as an administrator keeps them and everybody may read them.

As long as nobody here made them their own, the national list stands on the page. It is text (`national_doors.toml`),
so that whoever knows the law can review it; what not every organisation has, is in it and is not shown.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.text import slugify

from weerbaar.audit.acts import about, act
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import hours as opening_hours
from weerbaar.organisation.actions import check_administrator
from weerbaar.organisation.models import Door, Tenant
from weerbaar.organisation.rules import checked_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from weerbaar.audit.acts import Actor

LANGUAGES = ("nl", "en")
MOST_DOORS = 40
CHECKED_FOR = timedelta(days=365)
"""How long a door counts as looked at: numbers, sites and people change."""
LONGEST_TEXT = 600
_LONGEST_NAME = 80
_STEP = 10
_NATIONAL = Path(__file__).parent / "national_doors.toml"
_NO_DOOR = "Deze deur is er niet."
_is_site = URLValidator(schemes=["https"])


class DoorTexts(NamedTuple):
    """What a door says in one language. The four questions: what may they do, what must they pass on, what stays between
    you, how do you reach them.
    """

    name: str = ""
    purpose: str = ""
    may_do: str = ""
    passes_on: str = ""
    stays: str = ""
    how: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it may be shown. How to reach them may also be a number or a site alone."""
        return all((self.name, self.purpose, self.may_do, self.passes_on, self.stays))


class Ways(NamedTuple):
    """How to reach a door now. `hours` as an administrator types them; see `hours`."""

    phone: str = ""
    mail: str = ""
    web: str = ""
    hours: str = ""


# --- rules ---


def texts_of(door: Door, language: str) -> DoorTexts:
    """What a door says in a language; all empty where nobody wrote it."""
    return DoorTexts(**door.texts.get(language, {}))


def checked_texts(texts: DoorTexts) -> DoorTexts:
    """The texts as they are kept. Raises RefusedError."""
    kept = DoorTexts(*(" ".join(one.split()) for one in texts))
    for name, value in kept._asdict().items():
        if len(value) > (_LONGEST_NAME if name == "name" else LONGEST_TEXT):
            raise RefusedError("Dit is te lang. Maak het korter.", field=name)
    return kept


def check_whole(texts: DoorTexts) -> None:
    """Refuse a door that leaves one of the questions open, at the first that is."""
    for name, sentence in _NEEDED.items():
        if not getattr(texts, name):
            raise RefusedError(sentence, field=name)


_NEEDED = {
    "name": "Vul een naam in, bijvoorbeeld ‘Vertrouwenspersoon’.",
    "purpose": "Schrijf op waarvoor iemand hier terechtkan.",
    "may_do": "Schrijf op wat deze persoon of organisatie mag doen.",
    "passes_on": "Schrijf op wat die moet doorgeven. Is dat niets, schrijf dat dan op.",
    "stays": "Schrijf op wat tussen jullie blijft. Is dat niets, schrijf dat dan op.",
}


def checked_ways(ways: Ways) -> Ways:
    """How to reach a door as it is kept, the hours typed in one spelling. Raises RefusedError, for the first that is wrong."""
    return Ways(*(check(getattr(ways, name)) for name, check in _CHECKED.items()))


def wrong_ways(ways: Ways) -> list[RefusedError]:
    """Everything that is wrong with how to reach a door, at most one of each field."""
    found = []
    for name, check in _CHECKED.items():
        try:
            check(getattr(ways, name))
        except RefusedError as error:
            found.append(error)
    return found


def _checked_mail(text: str) -> str:
    mail = text.strip()
    try:
        if mail:
            validate_email(mail)
    except ValidationError:
        raise RefusedError("Vul een mailadres in, bijvoorbeeld naam@gemeente.nl.", field="mail") from None
    return mail


def _checked_site(text: str) -> str:
    web = text.strip()
    try:
        if web:
            _is_site(web)
    except ValidationError:
        raise RefusedError("Vul een heel adres in dat begint met https://", field="web") from None
    return web


def _checked_hours(text: str) -> str:
    return opening_hours.typed(opening_hours.read(text))


# In the order of the fields of `Ways`.
_CHECKED: dict[str, Callable[[str], str]] = {
    "phone": checked_phone,
    "mail": _checked_mail,
    "web": _checked_site,
    "hours": _checked_hours,
}


def is_due(checked_on: date | None, today: date) -> bool:
    """Whether somebody here should look at a door again."""
    return checked_on is None or today - checked_on >= CHECKED_FOR


def free_anchor(name: str, kind: str, taken: Sequence[str]) -> str:
    """A place on the page for a new door, in words of its name, that no other has."""
    wanted = slugify(name)[:50].strip("-") or slugify(kind)
    anchors = [wanted, *(f"{wanted}-{number}" for number in range(2, MOST_DOORS + 2))]
    return next(one for one in anchors if one not in taken)


def site_in_words(web: str) -> str:
    """A site as people say it: without scheme and "www."."""
    parts = urlsplit(web)
    return f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")


# --- questions, within a tenant scope ---


@cache
def _national() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_NATIONAL.read_text("utf-8"))["door"])


def national(tenant_id: UUID) -> list[Door]:
    """The national list as doors of this tenant that nobody kept."""
    return [
        Door(
            id=uuid4(),
            tenant_id=tenant_id,
            place=_STEP * number,
            anchor=one["anchor"],
            kind=one["kind"],
            reach=one["reach"],
            is_external=one["external"],
            is_shown=one["shown"],
            texts={language: dict(one[language]) for language in LANGUAGES},
            phone=one.get("phone", ""),
            web=one.get("web", ""),
            hours=opening_hours.as_kept(opening_hours.read(one.get("hours", ""))),
        )
        for number, one in enumerate(_national(), start=1)
    ]


def kept() -> list[Door]:
    """The doors of this tenant in order, shown or not; none as long as nobody made them."""
    return list(Door.objects.order_by("place", "id"))


def shown(tenant_id: UUID) -> list[Door]:
    """The doors that everybody sees, in order: those that were made here, or else the national list."""
    return [one for one in kept() or national(tenant_id) if one.is_shown]


def due_count(today: date) -> int:
    """How many doors on the page nobody looked at for a year, or ever. None as long as there is no list of one's own."""
    return sum(is_due(one.checked_on, today) for one in Door.objects.filter(is_shown=True))


def one_door(door_id: UUID) -> Door | None:
    return Door.objects.filter(id=door_id).first()


# --- verbs ---


@act("door.begin")
def begin(actor: Actor) -> None:
    """Take the national list as one's own, to change it."""
    about(actor.tenant_id)
    check_administrator(actor)
    # An empty list has no row to hold against a second one who begins at the same moment.
    Tenant.objects.select_for_update().get(id=actor.tenant_id)
    if Door.objects.exists():
        raise RefusedError("Deze lijst is er al. Verander hem per deur.")
    Door.objects.bulk_create(national(actor.tenant_id))


@act("door.add")
def add(actor: Actor, *, kind: str, name: str, is_external: bool) -> UUID:
    """Add a door at the end. It is not shown until it says what everybody asks."""
    door_id = uuid4()
    about(door_id)
    check_administrator(actor)
    there = _locked()
    if not there:
        raise RefusedError("Begin eerst met de landelijke lijst. Daarna kun je er iets bij zetten.")
    if len(there) >= MOST_DOORS:
        raise RefusedError("Er staan al veel deuren. Haal er eerst een weg.")
    if kind not in Door.Kind.values or kind == Door.Kind.DESK:
        raise RefusedError("Kies wat voor deur dit is.", field="kind")
    texts = checked_texts(DoorTexts(name=name))
    if not texts.name:
        raise RefusedError(_NEEDED["name"], field="name")
    Door.objects.create(
        id=door_id,
        tenant_id=actor.tenant_id,
        kind=kind,
        place=there[-1].place + _STEP,
        anchor=free_anchor(texts.name, kind, [one.anchor for one in there]),
        is_external=is_external,
        is_shown=False,
        # In doubt the fuller ring: nobody may find out afterwards that it went further than they thought.
        reach=Door.Reach.FURTHER,
        texts={"nl": texts._asdict()},
    )
    return door_id


@act("door.word")
def word(actor: Actor, *, door_id: UUID, language: str, texts: DoorTexts) -> None:
    """Say what a door is for, in Dutch or in English. In English all of it may be left out: the page shows the Dutch."""
    about(door_id)
    check_administrator(actor)
    door = _held(door_id)
    if language not in LANGUAGES:
        raise RefusedError("Kies een taal.")
    texts = checked_texts(texts)
    if language == "nl" or any(texts):
        check_whole(texts)
    door.texts = _with(door.texts, language, texts)
    door.save(update_fields=["texts"])


def _with(texts: Mapping[str, Any], language: str, new: DoorTexts) -> dict[str, Any]:
    others = {name: value for name, value in texts.items() if name != language}
    return others | ({language: new._asdict()} if any(new) else {})


@act("door.set_ways")
def set_ways(actor: Actor, *, door_id: UUID, ways: Ways) -> None:
    """Say how to reach a door, and when somebody is there."""
    about(door_id)
    check_administrator(actor)
    door = _held(door_id)
    ways = checked_ways(ways)
    door.phone, door.mail, door.web = ways.phone, ways.mail, ways.web
    door.hours = opening_hours.as_kept(opening_hours.read(ways.hours))
    door.save(update_fields=["phone", "mail", "web", "hours"])


class Stand(NamedTuple):
    """How a door stands on the page. `after` is the door that it comes after; None puts it first."""

    after: UUID | None
    reach: str
    is_external: bool
    is_shown: bool


@act("door.place")
def place(actor: Actor, *, door_id: UUID, stand: Stand) -> None:
    """Say where a door stands on the page, and whether it does. The desks always do."""
    about(door_id)
    check_administrator(actor)
    there = {one.id: one for one in _locked()}
    door = there.pop(door_id, None)
    if door is None:
        raise NotAllowedError(_NO_DOOR)
    if stand.after is not None and stand.after not in there:
        raise RefusedError("Kies een deur uit de lijst.", field="after")
    if stand.reach not in Door.Reach.values:
        raise RefusedError("Kies hoe ver het kan gaan.", field="reach")
    is_desk = door.kind == Door.Kind.DESK
    if is_desk and (stand.is_external or not stand.is_shown):
        raise RefusedError("Jullie eigen meldpunten staan altijd op de pagina.", field="is_shown")
    if stand.is_shown and not texts_of(door, "nl").is_whole:
        raise RefusedError("Schrijf eerst de tekst. Daarna kan deze deur op de pagina.", field="is_shown")
    door.reach, door.is_external, door.is_shown = stand.reach, stand.is_external, stand.is_shown
    order = list(there.values())
    order.insert(0 if stand.after is None else order.index(there[stand.after]) + 1, door)
    for number, one in enumerate(order, start=1):
        one.place = _STEP * number
    Door.objects.bulk_update(order, ["place", "reach", "is_external", "is_shown"])


@act("door.check")
def check(actor: Actor, *, door_id: UUID) -> None:
    """Say that somebody looked at a door today, and that what it says is right. Of one that says nothing nobody can."""
    about(door_id)
    check_administrator(actor)
    door = _held(door_id)
    if not texts_of(door, "nl").is_whole:
        raise RefusedError("Schrijf eerst de tekst. Daarna kun je zeggen dat die klopt.")
    door.checked_on = clock.today()
    door.save(update_fields=["checked_on"])


@act("door.remove")
def remove(actor: Actor, *, door_id: UUID) -> None:
    """Take a door away. That of the desks stays: it says what the product itself does."""
    about(door_id)
    check_administrator(actor)
    door = _held(door_id)
    if door.kind == Door.Kind.DESK:
        raise RefusedError("Jullie eigen meldpunten staan altijd op de pagina.")
    door.delete()


def _held(door_id: UUID) -> Door:
    door = Door.objects.select_for_update().filter(id=door_id).first()
    if door is None:
        raise NotAllowedError(_NO_DOOR)
    return door


def _locked() -> list[Door]:
    """Every door in order, held: two who change the order at once would leave it half."""
    return list(Door.objects.select_for_update().order_by("place", "id"))
