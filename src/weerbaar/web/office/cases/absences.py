"""Being away: who takes over, in which cases, and being back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import absences
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases.forms import PICK
from weerbaar.web.office.forms import NothingForm, PlainForm, people_choices
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import handling
from weerbaar.web.office.proving import passphrase_anew, proved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

    from weerbaar.organisation.queries import Colleague


class AbsenceForm(PlainForm):
    person = forms.ChoiceField(
        label=gettext_lazy("Wie vervangt je?"),
        choices=[],
        help_text=gettext_lazy("Alleen wie zaken behandelt en een bevestigde sleutel heeft."),
        error_messages=PICK,
    )
    first_day = DayField(label=gettext_lazy("Wat is je eerste dag weg?"))
    last_day = DayField(label=gettext_lazy("Wat is je laatste dag weg?"))
    passphrase = passphrase_anew()

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.choices = people_choices(people, _("Kies een collega"))


@handling
def absence(request: Any) -> HttpResponse:
    """One's own absence: who takes over until when, and in which cases nobody does."""
    with tenant_scope(request.tenant.id):
        found = absences.away(request.staff)
    rows = [(one, address(request, "case", code=one.code)) for one in found.left] if found else []
    context = {
        "away": found,
        "alone": [{"code": one.code, "due_on": one.due_on, "url": url} for one, url in rows if one.is_alone],
        "left": [{"code": one.code, "url": url} for one, url in rows if not one.is_alone],
        "more": found is not None and found.left_count > len(found.left),
    }
    return render(request, "office_cases/absence.html", context)


@handling
def begin(request: Any) -> HttpResponse:
    """Say that one is away, and who takes over."""
    with tenant_scope(request.tenant.id):
        if absences.away(request.staff):
            return redirect(address(request, "absence"))
        people = absences.may_stand_in(request.staff)
    act = Act(
        heading=_("Zeg dat je weg bent"),
        button=_("Laat mijn vervanger toe"),
        back=address(request, "absence"),
        icon="users",
        done=_("Je vervanger kan nu in je zaken."),
        means=[
            {
                "text": _(
                    "Je vervanger leest en behandelt vanaf nu elke open zaak die jij behandelt, ook als je pas later weggaat."
                ),
                "sign": "key",
            },
            {
                "text": _("Na de laatste dag werken die sleutels niet meer. Dat gaat vanzelf."),
                "sign": "clock",
            },
            {"text": _("Namen gaan niet mee."), "sign": "lock"},
            {
                "text": _(
                    "Wie een sleutel kreeg, leest later geen klacht over hoe die zaak is behandeld. Zorg dat er bij een"
                    " meldpunt iemand overblijft."
                ),
                "sign": "alert-triangle",
            },
            {
                "text": _(
                    "Mag je vervanger niet in een zaak? Dan gebeurt daar niets, en hoort je vervanger daar niets van. Jij ziet"
                    " welke zaken dat zijn."
                ),
                "sign": "user-off",
            },
            {
                "text": _("Seintjes uit die zaken gaan dan naar je vervanger en niet naar jou."),
                "sign": "bell",
            },
            {
                "text": _(
                    "Elke melder ziet dat er iemand meeleest tot en met je laatste dag: de functie van je vervanger, zonder"
                    " naam. Collega’s zien wie jou vervangt."
                ),
                "sign": "eye",
            },
        ],
    )

    def perform(given: dict[str, Any]) -> str:
        absences.begin(
            proved(request, given),
            person_id=UUID(given["person"]),
            first_day=given["first_day"],
            last_day=given["last_day"],
        )
        return act.back

    return act_page(request, act, AbsenceForm(request.POST or None, people=people), perform)


@handling
def let_in(request: Any) -> HttpResponse:
    """Let the substitute in to what came since."""
    act = Act(
        heading=_("Laat je vervanger ook in de andere zaken"),
        button=_("Laat mijn vervanger toe"),
        back=address(request, "absence"),
        icon="key",
        means=[
            {"text": _("Dit zijn zaken die er later bij kwamen, of waar het niet lukte."), "sign": "history"},
            {"text": _("Waar je vervanger buiten moet blijven, gebeurt niets."), "sign": "user-off"},
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        absences.let_in_to_rest(request.staff)
        return act.back

    return _while_away(request, act, perform)


@handling
def end(request: Any) -> HttpResponse:
    """Be back before the last day."""
    with tenant_scope(request.tenant.id):
        found = absences.away(request.staff)
    is_coming = found is not None and found.is_coming
    act = Act(
        heading=_("Zeg dat je toch niet weggaat") if is_coming else _("Zeg dat je er weer bent"),
        button=_("Ik ga toch niet weg") if is_coming else _("Ik ben er weer"),
        back=address(request, "absence"),
        icon="door-exit",
        done=_("Je staat niet meer als afwezig. Je vervanger kan niet meer in je zaken."),
        means=[
            {"text": _("Je vervanger gaat uit de zaken waarin die jou verving."), "sign": "key"},
            {"text": _("Wat je vervanger las, weet je vervanger."), "sign": "history"},
            {"text": _("Taken die je vervanger voor je deed, staan in de zaak."), "sign": "list-check"},
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        absences.end(request.staff)
        return act.back

    return _while_away(request, act, perform)


def _while_away(request: Any, act: Act, perform: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """An act without a question, for whoever is away; others go to the page that says they are not."""
    with tenant_scope(request.tenant.id):
        if not absences.away(request.staff):
            return redirect(address(request, "absence"))
    return act_page(request, act, NothingForm(request.POST or None), perform)
