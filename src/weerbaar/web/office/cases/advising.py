"""Advising an employer outside about a measure: the letter, the page to print it, and what they answered (C7, C15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe

from weerbaar.cases import measures
from weerbaar.cases.models import Measure
from weerbaar.cases.packages import LONGEST_RECEIVER, Advice, ForEmployer, letter_to_employer
from weerbaar.cases.procedures import Authority
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import Choices, DayField, ManyChoices
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import open_names
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, not_yet
from weerbaar.web.office.cases.forms import PICK, TOO_LONG, WHO_READS_IT, text_field
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.measures import MeasureView
    from weerbaar.cases.models import Case

_PLACE = "#maatregelen"
_KINGS_COMMISSIONER = gettext_noop("De commissaris van de Koning")
# The letter leaves the organisation: in Dutch, whatever the language of the page.
_ABOUT_HIRED = "Iemand die bij u in dienst is, werkt voor ons. Wij zochten uit wat er bij ons gebeurde."
_ABOUT_MAYOR = "Deze brief gaat over de burgemeester van onze gemeente. Wij zochten uit wat er gebeurde."


class AdviseForm(PlainForm):
    receiver = forms.CharField(
        label=gettext_lazy("Aan wie schrijf je?"),
        max_length=LONGEST_RECEIVER,
        help_text=gettext_lazy("De werkgever, en wie daar besluit als je dat weet. Geen adres."),
        error_messages={
            "required": gettext_lazy("Schrijf op wie de werkgever is."),
            **TOO_LONG,
        },
    )
    text = text_field(
        gettext_lazy("Wat schrijf je?"),
        gettext_lazy("Schrijf op wat je de werkgever adviseert."),
        help_text=gettext_lazy(
            "Dit is een voorstel, met wat er bij de maatregel staat. Haal weg wat de werkgever niet hoeft te weten, en alles "
            "waaraan iemand de melder of een getuige herkent."
        ),
        rows=14,
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Wat gaat er mee?"),
        required=False,
        choices=[
            (ForEmployer.CHECK.value, gettext_lazy("De juridische toets")),
            (ForEmployer.NAME.value, gettext_lazy("De naam van wie het is")),
        ],
        help_text=gettext_lazy(
            "Meer krijgt een werkgever niet van ons. Zonder naam schrijf je die zelf op de brief."
        ),
        widget=ManyChoices(folds={ForEmployer.NAME.value: ("why_name",)}),
        error_messages=PICK,
    )
    why_name = text_field(
        gettext_lazy("Waarom heeft de werkgever de naam nodig?"),
        help_text=WHO_READS_IT,
        rows=2,
        longest=LONGEST_REASON,
    )


class EmployerAnswerForm(PlainForm):
    follows = forms.ChoiceField(
        label=gettext_lazy("Wat doet de werkgever met het advies?"),
        choices=[
            ("yes", gettext_lazy("De werkgever volgt het advies")),
            ("no", gettext_lazy("De werkgever volgt het advies niet")),
        ],
        widget=Choices(),
        error_messages=PICK,
    )
    day = DayField(label=gettext_lazy("Op welke dag antwoordde de werkgever?"), not_after_today=True)
    said = text_field(
        gettext_lazy("Wat antwoordde de werkgever?"),
        gettext_lazy("Schrijf op wat de werkgever antwoordde."),
        help_text=gettext_lazy("Ook als die iets anders doet dan je adviseerde. Noem geen namen."),
        rows=4,
        longest=LONGEST_REASON,
    )


def letter_words(one: MeasureView) -> str:
    """The words that a handler begins with: what was proposed, to be made shorter."""
    is_mayor = one.employer is not None and one.employer.next is Authority.KINGS_COMMISSIONER
    with translation.override("nl"):
        kind = _(one.kind.label)
    return letter_to_employer(
        about=_ABOUT_MAYOR if is_mayor else _ABOUT_HIRED,
        what=f"{kind}. {one.what}",
        why=one.why,
        proportion=one.proportion,
    )


def facts(one: MeasureView) -> list[dict[str, str]]:
    """What the card of a measure says of the employer outside."""
    told = one.advised
    if told is None:
        return []
    rows = [{"key": _("Ligt bij"), "value": told.receiver}]
    if told.follows is None:
        return rows
    answer = _("Volgt het advies.") if told.follows else _("Volgt het advies niet.")
    return [
        {"key": _("Werkgever"), "value": told.receiver},
        {"key": _("Antwoord van de werkgever"), "value": f"{answer} {told.said}"},
    ]


def acts(request: Any, case: Case, one: MeasureView) -> list[dict[str, str]]:
    """What can be done with a measure about which somebody outside decides."""

    def at(name: str) -> str:
        return address(request, name, code=case.code, measure_id=one.id)

    found = []
    if not one.missing_to_advise:
        found.append({"url": at("case_advise"), "label": _("Adviseer de werkgever")})
    if one.advised is not None:
        found.append({"url": at("case_advice"), "label": _("Lees of druk de brief af")})
    if one.state == Measure.State.ADVISED:
        found.append({"url": at("case_employer"), "label": _("Leg het antwoord van de werkgever vast")})
    return found


@unlocked
@about_a_report
def advise(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Lay a measure before an employer outside."""
    case, one = _measure(request, code, measure_id)
    act = act_on(
        request,
        case,
        _("Adviseer de werkgever"),
        _("Leg dit advies vast"),
        [
            {
                "text": _("Je drukt de brief daarna af en verstuurt hem zelf. Weerbaar verstuurt niets."),
                "sign": "send",
            },
            {"text": _("De werkgever leest alleen deze brief, en besluit zelf."), "sign": "gavel"},
            {
                "text": _("Wat de melder vertelde, wie meldde en andere mensen in de zaak gaan niet mee."),
                "sign": "no",
            },
            {"text": _("De brief verander je daarna niet meer."), "sign": "lock"},
            {"text": _("Wie een sleutel van de zaak heeft, leest dit. De melder niet."), "sign": "eye"},
        ],
        icon="send",
        place=_PLACE,
    )
    for sentence in one.missing_to_advise:
        if request.method != "POST":
            return not_yet(request, act, _(sentence))
    is_open = open_names.until(request.session, case.id) is not None
    is_mayor = one.employer is not None and one.employer.next is Authority.KINGS_COMMISSIONER
    form = AdviseForm(
        request.POST or None,
        initial={
            "receiver": _(_KINGS_COMMISSIONER) if is_mayor else one.lender,
            "text": letter_words(one),
        },
    )

    def perform(given: dict[str, Any]) -> str:
        advice = Advice(given["receiver"], given["text"], frozenset(given["parts"]), given["why_name"])
        measures.advise_measure(
            request.staff, code=code, measure_id=measure_id, advice=advice, names_open=is_open
        )
        return address(request, "case_advice", code=code, measure_id=measure_id)

    context = {
        "measure": _head(one),
        "names_url": "" if is_open else address(request, "case_names", code=code),
    }
    return act_page(request, act, form, perform, template="office_cases/advise.html", context=context)


@require_safe
@unlocked
def letter(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """The letter by itself, to print and to send. There is nothing else on it."""
    case = case_of(request, code)
    is_open = open_names.until(request.session, case.id) is not None
    found = measures.read_advice(request.staff, code=code, measure_id=measure_id, names_open=is_open)
    advised = found.measure.advised
    context = {
        "code": case.code,
        "advised": advised,
        "name": found.name,
        "name_is_shut": advised is not None and ForEmployer.NAME in advised.parts and not found.name,
        "check": found.check,
        "names_url": address(request, "case_names", code=code),
        "back": address(request, "case", code=code) + _PLACE,
    }
    return render(request, "office_cases/advice.html", context)


@unlocked
@about_a_report
def answer(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Write down what an employer outside answered."""
    case, one = _measure(request, code, measure_id)
    act = act_on(
        request,
        case,
        _("Leg het antwoord van de werkgever vast"),
        _("Leg dit antwoord vast"),
        [
            {"text": _("Volgt de werkgever het advies, dan staat de maatregel vast."), "sign": "yes"},
            {"text": _("Volgt de werkgever het niet, dan gaat de maatregel niet door."), "sign": "no"},
            {"text": _("Het antwoord verander je daarna niet meer."), "sign": "lock"},
            {"text": _("Je naam staat erbij als wie het vastlegde."), "sign": "user"},
        ],
        icon="gavel",
        place=_PLACE,
    )
    if one.state != Measure.State.ADVISED and request.method != "POST":
        return not_yet(request, act, _("Deze maatregel ligt niet bij een werkgever."))

    def perform(given: dict[str, Any]) -> str:
        measures.record_employer(
            request.staff,
            code=code,
            measure_id=measure_id,
            follows=given["follows"] == "yes",
            day=given["day"],
            said=given["said"],
        )
        return act.back

    return act_page(
        request,
        act,
        EmployerAnswerForm(request.POST or None),
        perform,
        template="office_cases/measure_act.html",
        context={"measure": _head(one) | {"facts": facts(one)}},
    )


def _head(one: MeasureView) -> dict[str, Any]:
    rows = [{"key": _("Wat"), "value": one.what}, {"key": _("Juridische toets"), "value": one.check}]
    return {"title": _(one.kind.label), "party": one.party, "facts": rows}


def _measure(request: Any, code: str, measure_id: UUID) -> tuple[Case, MeasureView]:
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        return case, measures.read_measure(request.staff, code, measure_id)
