"""The administrator's pages about who can help (R8): the doors of the chain, as the public page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import doors as rooms
from weerbaar.organisation import hours
from weerbaar.organisation.doors import DoorTexts, Stand, Ways
from weerbaar.organisation.models import Door
from weerbaar.web.design.hours import in_english
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.door_forms import DoorTextsForm, NewDoorForm, StandForm, WaysForm
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from django.http import HttpResponse

_LANGUAGES = {"nl": "Nederlands", "en": "English"}


@administration
def doors(request: Any) -> HttpResponse:
    """Every door in order, with what asks for attention; before there is a list, how to begin one."""
    with tenant_scope(request.tenant.id):
        kept = rooms.kept()
        there = kept or rooms.national(request.tenant.id)
    today = clock.today()
    rows = [
        {
            "door": one,
            "name": rooms.texts_of(one, "nl").name,
            "kind": _(Door.Kind(one.kind).label),
            "reach": _(Door.Reach(one.reach).label),
            "is_due": one.is_shown and rooms.is_due(one.checked_on, today),
        }
        for one in there
    ]
    context = {"rows": rows, "is_national": not kept, "due": sum(one["is_due"] for one in rows)}
    return render(request, "office/doors.html", context)


@administration
def door(request: Any, door_id: UUID) -> HttpResponse:
    """One door: what it says in both languages, how to reach it, where it stands."""
    found = _door(request, door_id)
    context = {
        "door": found,
        "name": rooms.texts_of(found, "nl").name,
        "kind": _(Door.Kind(found.kind).label),
        "reach": _(Door.Reach(found.reach).label),
        "is_due": rooms.is_due(found.checked_on, clock.today()),
        "is_desk": found.kind == Door.Kind.DESK,
        "openings": hours.from_kept(found.hours),
        "languages": [
            {"code": code, "label": label, "texts": rooms.texts_of(found, code)}
            for code, label in _LANGUAGES.items()
        ],
    }
    return render(request, "office/door.html", context)


@administration
def begin(request: Any) -> HttpResponse:
    """Take the national list as one's own."""
    act = Act(
        heading=_("Maak jullie eigen lijst"),
        button=_("Neem de landelijke lijst over"),
        back=address(request, "doors"),
        means=[
            {"text": _("De landelijke lijst staat nu al op de openbare pagina."), "sign": "eye"},
            {
                "text": _("Daarna verander je hem per deur: tekst, telefoonnummer, uren en plaats."),
                "sign": "yes",
            },
            _in_the_log(),
        ],
        done=_("De lijst is van jullie. Kijk nu elke deur na."),
    )

    def perform(_answers: dict[str, Any]) -> str:
        rooms.begin(request.staff)
        return act.back

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def door_add(request: Any) -> HttpResponse:
    """A new door. It is not shown yet."""
    act = Act(
        heading=_("Zet een deur erbij"),
        button=_("Zet deze deur erbij"),
        back=address(request, "doors"),
        icon="plus",
        means=[
            {"text": _("Niemand ziet deze deur tot de tekst er staat en jij hem laat zien."), "sign": "no"},
            _in_the_log(),
        ],
        done=_("De deur staat erbij. Schrijf nu de tekst."),
    )

    def perform(answers: dict[str, Any]) -> str:
        door_id = rooms.add(request.staff, **answers)
        return address(request, "door", door_id=door_id)

    return act_page(request, act, NewDoorForm(request.POST or None), perform)


@administration
def door_text(request: Any, door_id: UUID, language: str) -> HttpResponse:
    """What a door says, in one language."""
    found = _door(request, door_id)
    if language not in _LANGUAGES:
        raise Http404
    own = rooms.texts_of(found, language)
    act = _act(
        request,
        found,
        heading=_("Schrijf de tekst in het Nederlands")
        if language == "nl"
        else _("Schrijf de tekst in het Engels"),
        button=_("Bewaar de tekst"),
        done=_("De tekst is bewaard."),
        means=[
            {"text": _("Iedereen kan dit lezen. Zet er geen namen in."), "sign": "eye"},
            {"text": _("Beloof niet meer dan waar is. Een rechter kan altijd iets vragen."), "sign": "gavel"},
            *(
                []
                if language == "nl"
                else [
                    {
                        "text": _("Laat alles leeg, en op de Engelse pagina staat de Nederlandse tekst."),
                        "sign": "language",
                    }
                ]
            ),
            _in_the_log(),
        ],
    )

    def perform(answers: dict[str, Any]) -> str:
        rooms.word(request.staff, door_id=door_id, language=language, texts=DoorTexts(**answers))
        return act.back

    return act_page(request, act, DoorTextsForm(request.POST or None, initial=own._asdict()), perform)


@administration
def door_ways(request: Any, door_id: UUID) -> HttpResponse:
    """How to reach a door, and when."""
    found = _door(request, door_id)
    typed = hours.typed(hours.from_kept(found.hours), in_english=in_english())
    now = Ways(found.phone, found.mail, found.web, typed)
    act = _act(
        request,
        found,
        heading=_("Zeg hoe je deze deur bereikt"),
        button=_("Bewaar hoe je deze deur bereikt"),
        done=_("Dit is bewaard."),
        icon="phone",
        means=[
            {"text": _("Iedereen ziet dit. Bel het nummer eerst zelf."), "sign": "eye"},
            {
                "text": _("Op een feestdag staat er geen ‘Nu bereikbaar’, behalve bij ‘altijd’."),
                "sign": "clock",
            },
            _in_the_log(),
        ],
    )

    def perform(answers: dict[str, Any]) -> str:
        rooms.set_ways(request.staff, door_id=door_id, ways=Ways(**answers))
        return act.back

    return act_page(request, act, WaysForm(request.POST or None, initial=now._asdict()), perform)


@administration
def door_place(request: Any, door_id: UUID) -> HttpResponse:
    """Where a door stands on the page, and whether everybody sees it."""
    found = _door(request, door_id)
    with tenant_scope(request.tenant.id):
        there = rooms.kept()
    at = [one.id for one in there].index(found.id)
    others = [
        (str(one.id), _("Na %(name)s") % {"name": rooms.texts_of(one, "nl").name})
        for one in there
        if one.id != found.id
    ]
    act = _act(
        request,
        found,
        heading=_("Verander de plaats van deze deur"),
        button=_("Bewaar de plaats"),
        done=_("De plaats is bewaard."),
        means=[
            {"text": _("Binnen en buiten jullie organisatie staan in een eigen lijst."), "sign": "list"},
            {
                "text": _("Kies bij twijfel dat het verder kan gaan: niemand mag daar later van schrikken."),
                "sign": "eye",
            },
            _in_the_log(),
        ],
    )
    initial = {
        "after": str(there[at - 1].id) if at else "",
        "reach": found.reach,
        "is_external": found.is_external,
        "is_shown": found.is_shown,
    }

    def perform(answers: dict[str, Any]) -> str:
        after = UUID(answers["after"]) if answers["after"] else None
        stand = Stand(after, answers["reach"], answers["is_external"], answers["is_shown"])
        rooms.place(request.staff, door_id=door_id, stand=stand)
        return act.back

    return act_page(request, act, StandForm(request.POST or None, others=others, initial=initial), perform)


@administration
def door_check(request: Any, door_id: UUID) -> HttpResponse:
    """That somebody looked at it, and that it is right."""
    found = _door(request, door_id)
    act = _act(
        request,
        found,
        heading=_("Zeg dat dit klopt"),
        button=_("Ja, dit klopt vandaag"),
        done=_("Vandaag nagekeken."),
        icon="check",
        means=[
            {"text": _("Bel het nummer, open de site en lees de tekst."), "sign": "yes"},
            {
                "text": _("De dag staat op de openbare pagina. Na een jaar vragen wij het opnieuw."),
                "sign": "calendar-due",
            },
            _in_the_log(),
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        rooms.check(request.staff, door_id=door_id)
        return act.back

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def door_remove(request: Any, door_id: UUID) -> HttpResponse:
    """Take a door away."""
    found = _door(request, door_id)
    if found.kind == Door.Kind.DESK:
        raise Http404
    act = _act(
        request,
        found,
        heading=_("Haal deze deur weg"),
        button=_("Haal deze deur weg"),
        done=_("De deur is weg."),
        danger=True,
        means=[
            {
                "text": _(
                    "De tekst is daarna weg. Wil je hem alleen niet laten zien? Verander dan de plaats."
                ),
                "sign": "no",
            },
            {"text": _("Wie naar deze deur linkt, komt bovenaan de pagina uit."), "sign": "eye"},
            _in_the_log(),
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        rooms.remove(request.staff, door_id=door_id)
        return address(request, "doors")

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _act(request: Any, found: Door, **words: Any) -> Act:
    """An act on one door, which leads back to it."""
    return Act(
        about=rooms.texts_of(found, "nl").name, back=address(request, "door", door_id=found.id), **words
    )


def _in_the_log() -> dict[str, str]:
    return {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"}


def _door(request: Any, door_id: UUID) -> Door:
    with tenant_scope(request.tenant.id):
        found = rooms.one_door(door_id)
    if found is None:
        raise Http404
    return found
