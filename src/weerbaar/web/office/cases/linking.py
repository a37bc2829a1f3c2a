"""Cases beside each other: what the page of a case shows of them to who has a key to both, and the acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from weerbaar.cases import linking
from weerbaar.cases.rules import Move
from weerbaar.database.scope import tenant_scope
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.case_act import act_on, case_of, step_page
from weerbaar.web.office.cases.forms import ReasonForm, TogetherForm
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.queries import CaseFile

_PLACE = "#koppelingen"


class LinkForm(TogetherForm, ReasonForm):
    field_order = ["other", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Waarom horen deze zaken bij elkaar?")
        self.fields["reason"].help_text = _("Alleen wie een sleutel van allebei heeft, leest je reden.")


def on_case(request: Any, page: CaseFile) -> list[dict[str, Any]]:
    """The cases beside this one that the reader has a key to as well."""
    code = page.case.code
    return [
        {
            "code": one.code,
            "kind": words.kind(one.kind),
            "url": address(request, "case", code=one.code),
            "by": page.colleagues[one.by].first_name if one.by in page.colleagues else _("iemand"),
            "at": one.at,
            "reason": one.reason,
            "end_url": address(request, "case_unlink", code=code, link_id=one.id),
        }
        for one in linking.links_of(request.staff, page.case)
    ]


@unlocked
def link(request: Any, code: str) -> HttpResponse:
    """Put another case beside this one."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Leg een andere zaak hiernaast"),
        _("Leg deze zaken naast elkaar"),
        [
            {
                "text": _("Alleen wie een sleutel van allebei heeft, ziet dit en leest je reden."),
                "sign": "lock",
            },
            {"text": _("Niemand krijgt er een sleutel bij. De zaken blijven twee zaken."), "sign": "key"},
            {"text": _("De melders zien hier niets van."), "sign": "no"},
        ],
        icon="plus",
        place=_PLACE,
        done=_("De zaken liggen nu naast elkaar."),
    )

    def perform(given: dict[str, Any]) -> None:
        linking.link(request.staff, code=code, other=given["other"], reason=given["reason"])

    return step_page(request, case, act, LinkForm(request.POST or None), (Move.TALK, perform))


@unlocked
def unlink(request: Any, code: str, link_id: UUID) -> HttpResponse:
    """End it."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        found = next((one for one in linking.links_of(request.staff, case) if one.id == link_id), None)
    if found is None:
        raise Http404
    act = act_on(
        request,
        case,
        _("Haal deze zaken uit elkaar"),
        _("Haal %(code)s hier weg") % {"code": found.code},
        [{"text": _("De zaken zelf veranderen niet."), "sign": "yes"}],
        place=_PLACE,
        done=_("De zaken liggen niet meer naast elkaar."),
    )

    def perform(_given: dict[str, Any]) -> None:
        linking.unlink(request.staff, code=code, link_id=link_id)

    return step_page(request, case, act, NothingForm(request.POST or None), (Move.TALK, perform))
