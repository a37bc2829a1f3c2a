"""Being away: who takes over, in which cases, and being back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from weerbaar.cases import absences, meanwhile
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design import dates
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases.case_act import BACK, let_in_first, not_yet
from weerbaar.web.office.cases.forms import PICK, TOO_LONG
from weerbaar.web.office.forms import NothingForm, PlainForm, people_choices
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import handling
from weerbaar.web.office.proving import passphrase_anew, proved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.http import HttpResponse

    from weerbaar.cases.absences import InStead, Tried
    from weerbaar.cases.meanwhile import Meanwhile
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
    leaves_others = forms.BooleanField(label="", required=False)
    passphrase = passphrase_anew()

    def __init__(
        self, *args: Any, people: Iterable[Colleague], instead: Sequence[InStead] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if instead:
            self.fields["leaves_others"].label = _("Ik ga ook weg als ik dan zelf iemand vervang")
            self.fields["leaves_others"].help_text = " ".join(_of_whom(one) for one in instead)
        else:
            del self.fields["leaves_others"]
        person: Any = self.fields["person"]
        person.choices = people_choices(people, _("Kies een collega"))


def _of_whom(one: InStead) -> str:
    """For whom one stands in, until when and in how many cases."""
    told = ngettext(
        "Jij vervangt %(who)s tot en met %(day)s in %(count)d zaak.",
        "Jij vervangt %(who)s tot en met %(day)s in %(count)d zaken.",
        one.count,
    )
    who = one.who.name if one.who else _("een collega")
    return told % {"who": who, "day": dates.full_day(one.last_day), "count": one.count}


class MeanwhileForm(forms.Form):
    person = forms.ChoiceField(
        label=gettext_lazy("Welke collega?"),
        choices=[],
        help_text=gettext_lazy(
            "Alleen wie tot en met je laatste dag een sleutel van deze zaak heeft en er dan zelf is."
        ),
        error_messages=PICK,
    )
    reach = forms.CharField(
        label=gettext_lazy("Hoe is deze collega te bereiken?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Schrijf op hoe deze persoon te bereiken is."),
            **TOO_LONG,
        },
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.use_required_attribute = False
        person: Any = self.fields["person"]
        person.choices = people_choices(people, _("Kies een collega"))


@handling
def absence(request: Any) -> HttpResponse:
    """One's own absence: who takes over until when, and in which cases nobody does."""
    with tenant_scope(request.tenant.id):
        found = absences.away(request.staff)
        running = meanwhile.running(request.staff.alias)
        there, there_count = meanwhile.meanwhile_of(request.staff, running) if running else ([], 0)
        instead = absences.in_stead_of(request.staff)
    rows = [(one, address(request, "case", code=one.code)) for one in found.left] if found else []
    context = {
        "away": found,
        "alone": [{"code": one.code, "due_on": one.due_on, "url": url} for one, url in rows if one.is_alone],
        "left": [{"code": one.code, "url": url} for one, url in rows if not one.is_alone],
        "has_key": [(code, address(request, "case", code=code)) for code in found.has_key] if found else [],
        "has_key_more": found is not None and found.has_key_count > len(found.has_key),
        "more": found is not None and found.left_count > len(found.left),
        "there": [_there_row(request, one) for one in there],
        "there_more": there_count > len(there),
        "there_count": there_count,
        "instead": instead,
    }
    return render(request, "office_cases/absence.html", context)


def _there_row(request: Any, one: Meanwhile) -> dict[str, Any]:
    url = address(request, "absence_meanwhile", code=one.code, contact_id=one.id)
    if not one.has_choice:
        url = f"{address(request, 'case_let_in', code=one.code)}?{urlencode({BACK: request.path})}"
    return {
        "code": one.code,
        "whom": one.short,
        "who": one.who,
        "url": url,
        "nobody": "" if one.has_choice else _nobody(),
    }


def _nobody() -> str:
    return _(
        "Niemand kan dit nu doen: geen collega met een sleutel tot en met je laatste dag is er dan en mag dit voor deze "
        "persoon zijn. Geef eerst een collega toegang."
    )


@handling
def meanwhile_there(request: Any, code: str, contact_id: UUID) -> HttpResponse:
    """Say whom somebody reaches while one is away, whose contact person one is."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        case, short, people = meanwhile.whom_for(staff, code=code, contact_id=contact_id)
    whom = short or _("de melder")
    act = Act(
        heading=_("Wie is er voor %(whom)s zolang je weg bent?") % {"whom": whom},
        button=_("Leg dit vast"),
        back=address(request, "absence"),
        about=case.code,
        icon="users",
        done=_("Gelukt: dit ligt vast."),
        means=[
            {
                "text": _("Je collega krijgt hiervan een seintje."),
                "sign": "bell",
            },
            {
                "text": _(
                    "Vanaf je eerste dag weg leest %(whom)s tot welke dag jij er niet bent, wie er dan is, en wat je hieronder "
                    "schrijft. Waarom je weg bent, staat er niet."
                )
                % {"whom": whom},
                "sign": "eye",
            },
            {"text": _("Ben je terug, dan ben jij het weer. Dat gaat vanzelf."), "sign": "clock"},
        ],
    )

    if not people:
        return not_yet(request, act, _nobody(), mend=let_in_first(request, code))

    def perform(given: dict[str, Any]) -> str:
        meanwhile.name_meanwhile(
            staff, code=code, contact_id=contact_id, person_id=UUID(given["person"]), reach=given["reach"]
        )
        return act.back

    return act_page(request, act, MeanwhileForm(request.POST or None, people=people), perform)


@handling
def begin(request: Any) -> HttpResponse:
    """Say that one is away, and who takes over."""
    with tenant_scope(request.tenant.id):
        if absences.away(request.staff):
            return redirect(address(request, "absence"))
        people = absences.may_stand_in(request.staff)
        instead = absences.in_stead_of(request.staff)
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
            *(
                [
                    {
                        "text": _(
                            "Ga je weg terwijl je iemand vervangt? Dan krijgt die een seintje, en gaan de seintjes uit diens "
                            "zaken weer naar diegene en de collega’s."
                        ),
                        "sign": "alert-triangle",
                    }
                ]
                if instead
                else []
            ),
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
            leaves_others=given.get("leaves_others", False),
        )
        return act.back

    return act_page(request, act, AbsenceForm(request.POST or None, people=people, instead=instead), perform)


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
            {
                "text": _(
                    "Alleen de vervanger die je met je wachtzin koos, kan erin. Je typt die nu niet weer."
                ),
                "sign": "key",
            },
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        tell(request, _what_came_of_it(absences.let_in_to_rest(request.staff)))
        return act.back

    return _while_away(request, act, perform)


def _what_came_of_it(tried: Tried) -> str:
    """In how many cases the substitute can be now, in how many not, and by which rule that may be: of no case, which."""
    if not tried.let_in and not tried.not_in:
        return _("Je vervanger kon al in elke open zaak die jij behandelt.")
    told = []
    if tried.let_in:
        let_in = ngettext(
            "In %(count)d zaak lukte het: je vervanger kan daar nu in.",
            "In %(count)d zaken lukte het: je vervanger kan daar nu in.",
            tried.let_in,
        )
        told.append(let_in % {"count": tried.let_in})
    if tried.not_in:
        not_in = ngettext(
            "In %(count)d zaak lukte het niet. Je ziet hieronder welke.",
            "In %(count)d zaken lukte het niet. Je ziet hieronder welke.",
            tried.not_in,
        )
        told.append(not_in % {"count": tried.not_in})
        told.append(
            _("Wie buiten een zaak moet blijven, erover besluit of erin toetst, vervangt je daar niet.")
            if tried.may_handle
            else _("Je vervanger behandelt geen zaken meer, of heeft geen bevestigde sleutel.")
        )
    return " ".join(told)


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
