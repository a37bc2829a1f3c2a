"""Being somebody's contact person: saying yes or no, and for whom one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from weerbaar.cases import contact_persons
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.cases.there_for import there_for
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import Choices
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.case_act import act_on
from weerbaar.web.office.cases.forms import PICK, TOO_LONG
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.cases.there_for import ThereFor


_NOT_INDEPENDENT = gettext_noop(
    "Jij werkt zelf aan deze zaak. Dan sta je er niet los van, en dat is voor deze persoon niet eerlijk. Liever een ander."
)


class BeContactForm(PlainForm):
    """Yes, with how one is reached; or no, with why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Wil je dit zijn?"),
        choices=[("yes", gettext_lazy("Ja")), ("no", gettext_lazy("Nee"))],
        widget=Choices(folds={"yes": "reach", "no": "reason"}),
        error_messages=PICK,
    )
    reach = forms.CharField(
        label=gettext_lazy("Wat doe jij, en hoe ben je te bereiken?"),
        help_text=gettext_lazy("Je collega schreef dit voor je op. Verander wat niet klopt."),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom niet?"),
        help_text=gettext_lazy("Alleen wie een sleutel van deze zaak heeft, leest dit."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        needed = {
            "yes": ("reach", _("Schrijf op hoe je te bereiken bent.")),
            "no": ("reason", _("Schrijf op waarom.")),
        }
        name, sentence = needed.get(given.get("decision", ""), ("", ""))
        if name and name not in self.errors and not (given.get(name) or "").strip():
            self.add_error(name, sentence)
        return given


@unlocked
def answer(request: Any, code: str, contact_id: UUID) -> HttpResponse:
    """Say whether one will be there for the reporter, or for a subject."""
    staff = request.staff
    asked = contact_persons.read_request(staff, code=code, contact_id=contact_id)
    who = asked.by.first_name if asked.by else _("Een collega")
    of_subject = asked.party_id is not None
    means = [
        {
            "text": _("%(who)s vraagt dit. Zeg je nee, dan merkt degene voor wie het is daar niets van.")
            % {"who": who},
            "sign": "user",
        },
        {
            "text": _("Zeg je ja, dan leest %(short)s jouw naam en wat je hieronder schrijft.")
            % {"short": asked.short}
            if of_subject
            else _("Zeg je ja, dan leest de melder jouw naam en wat je hieronder schrijft."),
            "sign": "eye",
        },
        {
            "text": _("Je legt uit wat er gebeurt en biedt hulp aan, en onderzoekt niet mee.")
            if of_subject
            else _("Je let erop dat de melder geen nadeel krijgt, ook na de zaak."),
            "sign": "yes",
        },
        {"text": _("Je hebt al een sleutel van deze zaak. Die blijft zoals die is."), "sign": "key"},
    ]
    if of_subject and asked.handles:
        means.append({"text": _(_NOT_INDEPENDENT), "sign": "alert-triangle"})
    act = act_on(
        request,
        asked.case,
        _("Wil je contactpersoon zijn van %(short)s?") % {"short": asked.short}
        if of_subject
        else _("Wil je contactpersoon zijn van de melder?"),
        _("Leg mijn antwoord vast"),
        means,
        icon="heart-handshake",
        place="#betrokkenen" if of_subject else "#bescherming",
        done=_("Gelukt: je antwoord ligt vast."),
    )
    form = BeContactForm(request.POST or None, initial={"reach": asked.reach})

    def perform(given: dict[str, Any]) -> str:
        about = {"code": code, "contact_id": contact_id}
        if given["decision"] == "yes":
            contact_persons.agree(staff, **about, reach=given["reach"])
        else:
            contact_persons.decline(staff, **about, reason=given["reason"])
        return act.back

    return act_page(request, act, form, perform)


@unlocked
def mine(request: Any) -> HttpResponse:
    """For whom one is there: in which case, how one is reached, and what is asked next."""
    with tenant_scope(request.tenant.id):
        found = there_for(request.staff, after=request.GET.get("na", ""))
    context = {
        "rows": [_row(request, one) for one in found.rows],
        "count": found.count,
        "next_url": f"?na={found.next_cursor}" if found.next_cursor else "",
        "first_url": request.path if request.GET.get("na") else "",
    }
    return render(request, "office_cases/there_for.html", context)


def _row(request: Any, one: ThereFor) -> dict[str, Any]:
    place = "#betrokkenen" if one.short else "#bescherming"
    return {
        "code": one.code,
        "kind": words.kind(one.kind),
        "whom": one.short,
        "url": address(request, "case", code=one.code) + place,
        "answer_url": ""
        if one.is_agreed
        else address(request, "case_be_contact", code=one.code, contact_id=one.id),
        "reach": one.reach,
        "next_on": one.next_on,
        "asks_us": one.asks_us,
    }
