"""The act of handing a case over to a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import contact_persons, handing_over, queries
from weerbaar.cases.notes import LONGEST_NOTE
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import Choices, DayField
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases.acts import NEXT_COMES_IN
from weerbaar.web.office.cases.case_act import act_on, ends_by_itself, let_in_first, not_yet
from weerbaar.web.office.cases.forms import PICK, ReasonForm, text_field
from weerbaar.web.office.forms import people_choices
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.proving import passphrase_anew, proved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from weerbaar.organisation.queries import Colleague


class TransferForm(ReasonForm):
    person = forms.ChoiceField(
        label=gettext_lazy("Wie neemt de zaak over?"),
        choices=[],
        help_text=gettext_lazy(
            "Wie buiten deze zaak moet blijven, erover besluit of erin toetst, staat er niet bij."
        ),
        error_messages=PICK,
    )
    remains = text_field(
        gettext_lazy("Wat moet er nog gebeuren?"),
        gettext_lazy("Schrijf op wat er nog moet gebeuren."),
        help_text=gettext_lazy("Dit blijft staan als notitie. De melder leest het niet."),
        rows=6,
        longest=LONGEST_NOTE,
    )
    leaves = forms.ChoiceField(
        label=gettext_lazy("Wanneer ga jij eruit?"),
        choices=[("now", gettext_lazy("Nu")), ("day", gettext_lazy("Ik lees nog even mee"))],
        widget=Choices(folds={"day": "day"}),
        error_messages=PICK,
    )
    day = DayField(label=gettext_lazy("Tot en met welke dag?"), required=False)
    passphrase = passphrase_anew()
    field_order = ["person", "remains", "reason", "leaves", "day", "passphrase"]

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.choices = people_choices(people, _("Kies een collega"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("leaves") == "day" and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Vul een dag in, bijvoorbeeld 7 maart 2027."))
        return given


@unlocked
def transfer(request: Any, code: str) -> HttpResponse:
    """Give a case to a colleague, with what still must be done."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        seat = queries.case_head(staff, code)
        people = handing_over.may_take_over(staff, seat.case)
        there_for = contact_persons.there_for(seat.case, staff.alias)
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
            *(
                {
                    "text": _(
                        "Jij bent contactpersoon van %(whom)s. Ga je uit de zaak, dan is dat voorbij. Noem daarom eerst een "
                        "andere contactpersoon in de zaak, en wacht op het ja."
                    )
                    % {"whom": short or _("de melder")},
                    "sign": "heart-handshake",
                }
                for short in there_for
            ),
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
            proved(request, given),
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
