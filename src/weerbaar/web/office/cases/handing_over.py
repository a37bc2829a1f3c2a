"""The act of handing a case over to a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from weerbaar.cases import handing_over, queries
from weerbaar.database.scope import tenant_scope
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases.acts import NEXT_COMES_IN
from weerbaar.web.office.cases.case_act import act_on, ends_by_itself, let_in_first, not_yet
from weerbaar.web.office.cases.forms import TransferForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse


@unlocked
def transfer(request: Any, code: str) -> HttpResponse:
    """Give a case to a colleague, with what still must be done."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        seat = queries.case_head(staff, code)
        people = handing_over.may_take_over(staff, seat.case)
    act = act_on(
        request,
        seat.case,
        _("Draag de zaak over"),
        _("Draag %(code)s over") % {"code": seat.case.code},
        [
            {"text": _("Je collega behandelt de zaak vanaf nu, en leest alles wat er staat."), "sign": "key"},
            {"text": _("Je open taken en je vragen aan wie besluit gaan mee."), "sign": "list-check"},
            {
                "text": _("Namen gaan niet mee. Daarover besluit een tweede collega, zoals altijd."),
                "sign": "lock",
            },
            {"text": _(NEXT_COMES_IN), "sign": "users"},
            {
                "text": _("De melder ziet de functie van wie erbij komt en van wie weggaat, zonder naam."),
                "sign": "eye",
            },
        ],
        icon="users",
        place="#toegang",
        mend=let_in_first(request, code),
    )
    if request.method != "POST" and (ends := ends_by_itself(request, act, seat.until)):
        return ends
    if not people:
        nobody = _("Er is nu niemand die deze zaak kan overnemen. Vraag een beheerder wie er bij kan komen.")
        return not_yet(request, act, nobody)
    form = TransferForm(request.POST or None, people=people, initial={"leaves": "now"})

    def perform(given: dict[str, Any]) -> str:
        last_day = given["day"] if given["leaves"] == "day" else None
        handing_over.transfer(
            staff,
            code=code,
            person_id=UUID(given["person"]),
            reason=given["reason"],
            remains=given["remains"],
            last_day=last_day,
        )
        tell(request, _("Gelukt: zaak %(code)s is overgedragen.") % {"code": code})
        # Whoever goes now has no page of the case to come back to.
        return act.back if last_day else address(request, "home")

    return act_page(request, act, form, perform)
