"""The administrator's pages about the button: the lines of HTML to copy, and the sites that may show it in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import button as rooms
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.door_forms import OriginForm
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from django.http import HttpResponse

_LINK = '<a href="{url}" rel="noopener noreferrer">{text}</a>'
_FRAME = '<iframe src="{url}" title="{text}" width="340" height="96" referrerpolicy="no-referrer"></iframe>'


@administration
def button(request: Any) -> HttpResponse:
    """What to copy for an intranet, and on which sites the frame may stand."""
    with tenant_scope(request.tenant.id):
        origins = rooms.origins()
    root = f"{settings.WEERBAAR_REPORTER_AT}/{request.tenant.slug}/"
    text = _("Wie kan mij helpen?")
    context = {
        "origins": origins,
        "link": _LINK.format(url=f"{root}hulp/", text=text),
        "frame": _FRAME.format(url=f"{root}knop/", text=text),
    }
    return render(request, "office/button.html", context)


@administration
def button_allow(request: Any) -> HttpResponse:
    """A site that may show the button in a frame."""
    act = Act(
        heading=_("Laat een site de knop zien"),
        button=_("Sta deze site toe"),
        back=address(request, "button"),
        icon="plus",
        means=[
            {
                "text": _("Alleen de pagina met de knop mag in een kader staan. Alle andere pagina’s nooit."),
                "sign": "shield-lock",
            },
            {
                "text": _("Wie die site beheert, kan zien wie een pagina met de knop opent."),
                "sign": "eye",
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
        done=_("De site mag de knop laten zien."),
    )

    def perform(answers: dict[str, Any]) -> str:
        rooms.allow(request.staff, **answers)
        return act.back

    return act_page(request, act, OriginForm(request.POST or None), perform)


@administration
def button_refuse(request: Any, origin_id: UUID) -> HttpResponse:
    """A site that may show the button no longer."""
    with tenant_scope(request.tenant.id):
        found = next((one for one in rooms.origins() if one.id == origin_id), None)
    if found is None:
        raise Http404
    act = Act(
        heading=_("Haal een site weg"),
        about=found.origin,
        button=_("Haal deze site weg"),
        back=address(request, "button"),
        danger=True,
        means=[
            {
                "text": _("Het kader op die site blijft vanaf nu leeg. Een gewone link blijft werken."),
                "sign": "no",
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
        done=_("De site is weg."),
    )

    def perform(_answers: dict[str, Any]) -> str:
        rooms.refuse(request.staff, origin_id=origin_id)
        return act.back

    return act_page(request, act, NothingForm(request.POST or None), perform)
