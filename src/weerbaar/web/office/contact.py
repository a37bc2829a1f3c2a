"""How a reporter reaches the desk by telephone: what stands on the pages of the reporter, set by the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from weerbaar.organisation import actions
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.forms import ContactForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from django.http import HttpResponse


@administration
def contact(request: Any) -> HttpResponse:
    """The number of the desk, and when it is answered."""
    act = Act(
        heading=_("Zeg hoe je het meldpunt belt"),
        button=_("Zet dit op de pagina’s"),
        about=request.tenant.name,
        icon="phone",
        back=address(request, "desks"),
        means=[
            {
                "text": _("Iedereen ziet dit: bij ‘Wie kan mij helpen?’ en als er iets misgaat."),
                "sign": "eye",
            },
            {"text": _("Het staat er binnen een minuut. Bel het nummer eerst zelf."), "sign": "yes"},
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )
    now = {"phone": request.tenant.phone, "hours": request.tenant.phone_hours}

    def perform(answers: dict[str, Any]) -> str:
        actions.set_contact(request.staff, **answers)
        tell(request, _("Binnen een minuut staat dit op de pagina’s van de melder."))
        return act.back

    return act_page(request, act, ContactForm(request.POST or None, initial=now), perform)
