"""Reports that belong together by wish of their reporters: what the page of a case shows to who has a key to both (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from weerbaar.cases import together
from weerbaar.cases.rules import Move
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, step_page
from weerbaar.web.office.cases.forms import TogetherForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.cases.queries import CaseFile

_PLACE = "#samen-gemeld"


def on_case(request: Any, page: CaseFile) -> list[dict[str, Any]]:
    """The reports that belong to this one, or may, of those that the reader has a key to as well."""
    return [
        {
            "code": one.other,
            "url": address(request, "case", code=one.other),
            "chip": (_("Samen gemeld"), "ok", "users")
            if one.standing.holds
            else (_("Wacht op een ja"), "warn", "clock"),
            "at": one.made_at,
        }
        for one in together.links_of_case(request.staff, page.case)
    ]


@unlocked
@about_a_report
def ask(request: Any, code: str) -> HttpResponse:
    """Ask two reporters whether their reports may belong together."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Vraag twee melders of hun meldingen bij elkaar horen"),
        _("Vraag het de twee melders"),
        [
            {"text": _("Beide melders zien de vraag. Geen van beiden hoort wie of wat de ander is."), "sign": "eye-off"},
            {"text": _("Pas als allebei ja zeggen, horen de meldingen bij elkaar."), "sign": "yes"},
            {"text": _("Alleen wie een sleutel van allebei heeft, ziet dit."), "sign": "lock"},
            {"text": _("Een melder kan het later stoppen."), "sign": "history"},
        ],
        icon="users",
        place=_PLACE,
        done=_("De vraag staat klaar voor de twee melders."),
    )  # fmt: skip

    def perform(given: dict[str, Any]) -> None:
        together.ask_together(request.staff, code=code, other=given["other"])

    return step_page(request, case, act, TogetherForm(request.POST or None), (Move.TALK, perform))
