"""Asking who decides, from the desk's side: lay a question before somebody, tell more, ask another, withdraw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from weerbaar.cases import asking, measures
from weerbaar.cases.asking import AboutMeasure, Question, ToCheck
from weerbaar.cases.measure_rules import MEASURES
from weerbaar.cases.rules import LONGEST_REASON, Move, missing_for
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import bearing
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import MoreForm, OnceForm, ReasonForm, text_field
from weerbaar.web.office.forms import people_choices
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse

    from weerbaar.cases.asking import Kept, Sheet
    from weerbaar.cases.measures import MeasureView
    from weerbaar.cases.models import Case
    from weerbaar.cases.papers import Laid
    from weerbaar.organisation.queries import Colleague
    from weerbaar.web.office.act_page import Act

_PLACE = "#voorgelegd"


class _AskedForm(OnceForm):
    """Whom to ask, and by when."""

    person = forms.ChoiceField(
        label=gettext_lazy("Wie besluit?"),
        choices=[],
        help_text=gettext_lazy(
            "In de volgorde van de regels. Wie buiten deze zaak moet blijven of haar leest, staat er niet bij."
        ),
        error_messages={
            "required": gettext_lazy("Kies wie besluit."),
            "invalid_choice": gettext_lazy("Kies iemand uit de lijst."),
        },
    )
    due_on = DayField(label=gettext_lazy("Uiterlijk op welke dag?"))

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.choices = people_choices(people, _("Kies wie besluit"))


class AskAnotherForm(_AskedForm):
    """The same paper for somebody else."""


def as_lawyer(form: forms.Form) -> None:
    """Let a form that asks who decides ask for the lawyer who checks."""
    person: Any = form.fields["person"]
    person.label = _("Welke jurist?")
    person.help_text = _(
        "Wie de maatregel voorstelde, deze zaak leest of erbuiten moet blijven, staat er niet bij."
    )
    person.choices = [("", _("Kies een jurist")), *list(person.choices)[1:]]
    person.error_messages["required"] = _("Kies een jurist.")


class AskDecisionForm(_AskedForm):
    question = text_field(
        gettext_lazy("Wat vraag je?"),
        gettext_lazy("Schrijf op wat je vraagt."),
        help_text=gettext_lazy("Eén vraag, waarop je met een van de antwoorden hieronder verder kunt."),
        rows=2,
        longest=LONGEST_REASON,
    )
    facts = text_field(
        gettext_lazy("Wat moet wie besluit daarvoor weten?"),
        gettext_lazy("Schrijf op wat nodig is om te besluiten."),
        help_text=gettext_lazy("Niet meer dan nodig. Schuilnamen, en niets waaraan je de melder herkent."),
        rows=8,
    )
    label_1 = text_field(
        gettext_lazy("Eerste antwoord"),
        gettext_lazy("Schrijf het eerste antwoord op."),
        rows=1,
        longest=LONGEST_REASON,
    )
    does_1 = text_field(
        gettext_lazy("Wat het eerste antwoord doet"),
        gettext_lazy("Schrijf op wat het eerste antwoord doet."),
        rows=2,
        longest=LONGEST_REASON,
    )
    label_2 = text_field(
        gettext_lazy("Tweede antwoord"),
        gettext_lazy("Schrijf het tweede antwoord op."),
        rows=1,
        longest=LONGEST_REASON,
    )
    does_2 = text_field(
        gettext_lazy("Wat het tweede antwoord doet"),
        gettext_lazy("Schrijf op wat het tweede antwoord doet."),
        rows=2,
        longest=LONGEST_REASON,
    )
    label_3 = text_field(gettext_lazy("Derde antwoord"), rows=1, longest=LONGEST_REASON)
    does_3 = text_field(gettext_lazy("Wat het derde antwoord doet"), rows=2, longest=LONGEST_REASON)
    hears = text_field(
        gettext_lazy("Wie hoort wat er is besloten?"),
        gettext_lazy("Schrijf op wie het besluit hoort."),
        rows=2,
        longest=LONGEST_REASON,
    )
    field_order = [
        "person",
        "question",
        "facts",
        "label_1",
        "does_1",
        "label_2",
        "does_2",
        "label_3",
        "does_3",
        "hears",
        "due_on",
    ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        label, does = given.get("label_3", ""), given.get("does_3", "")
        if label and not does:
            self.add_error("does_3", _("Schrijf op wat het derde antwoord doet."))
        if does and not label:
            self.add_error("label_3", _("Schrijf het derde antwoord op."))
        return given

    def answers(self) -> tuple[tuple[str, str], ...]:
        """The answers that were typed, each with what it does."""
        given = self.cleaned_data
        return tuple((given[f"label_{number}"], given[f"does_{number}"]) for number in (1, 2, 3))


class AskMeasureForm(_AskedForm):
    """About a measure the program writes the question, the measure and the two answers."""

    more = text_field(
        gettext_lazy("Wat moet wie besluit nog meer weten?"),
        help_text=gettext_lazy("Niet meer dan nodig. Schuilnamen, en niets waaraan je de melder herkent."),
        rows=5,
    )
    hears = text_field(
        gettext_lazy("Wie hoort wat er is besloten?"),
        gettext_lazy("Schrijf op wie het besluit hoort."),
        rows=2,
        longest=LONGEST_REASON,
    )
    field_order = ["person", "more", "hears", "due_on"]


class AskCheckForm(_AskedForm):
    """About the legal check of a measure the program writes the question, the measure and the two answers."""

    more = text_field(
        gettext_lazy("Wat geef je de jurist nog mee?"),
        help_text=gettext_lazy("Niet meer dan nodig. Schuilnamen, en niets waaraan je de melder herkent."),
        rows=5,
    )
    field_order = ["person", "more", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_lawyer(self)


def rows(request: Any, case: Case, colleagues: Mapping[UUID, Colleague]) -> list[dict[str, Any]]:
    """The questions of a case, newest first, with what was answered."""
    return [
        {
            "title": one.paper.question,
            "url": address(request, "case_question", code=case.code, asked_id=one.id),
            "who": _name(one),
            "state": state(one),
            "answer": one.paper.label(one.choice),
            "reason": one.reason,
            "handed_back": one.handed_back,
            "secrets": len(one.under_secrecy),
        }
        for one in asking.sheets(request.staff, case, colleagues)
    ]


def _name(one: Sheet) -> str:
    return f"{one.asked_of.first_name}, {one.asked_of.function}" if one.asked_of else _("iemand")


def state(one: Sheet, *, is_mine: bool = False) -> tuple[str, str, str]:
    """How a question stands: words, tone and icon of its chip. `is_mine`: for whoever it was asked of."""
    today = clock.today()
    if one.answered_at:
        return _("Getoetst") if one.is_check else _("Besloten"), "ok", "circle-check"
    if one.handed_back:
        return _("Teruggegeven"), "warn", "arrow-back-up"
    if one.withdrawn_at:
        return _("Ingetrokken"), "line", "x"
    day = dates.short_day(one.due_on, today)
    if one.paper.waits_for_asker:
        told = _("Er is iets teruggevraagd. Het antwoord komt uiterlijk %(day)s")
        if is_mine:
            told = _("Wacht op antwoord. Jouw dag: uiterlijk %(day)s")
        if one.due_on < today:
            told = _("Er is iets teruggevraagd. Te laat: het moest %(day)s")
        return told % {"day": day}, "warn", "message-circle"
    if one.due_on < today:
        return _("Te laat: het moest %(day)s") % {"day": day}, "danger", "clock"
    return _("Uiterlijk %(day)s") % {"day": day}, "accent", "calendar-due"


def paper_context(one: Sheet, url_of_lift: Any = None) -> dict[str, Any]:
    """What the page of a paper shows to either side."""
    return {
        "sheet": one,
        "paper": one.paper,
        "laid": _laid(one.paper.laid) if one.paper.laid else [],
        "state": state(one, is_mine=url_of_lift is not None),
        "nudged": _nudged(one) if url_of_lift is None else _nudged_me(one),
        "answer_rows": [{"key": row.label, "value": row.does} for row in one.paper.answers],
        "answered": one.paper.label(one.choice),
        "who_asked": one.asked_by.first_name if one.asked_by else _("iemand"),
        "who_decides": _name(one),
        "added": [_added(row, is_check=one.is_check) for row in one.paper.added],
        "secrets": [_secret(row, url_of_lift) for row in one.secrets],
        "secret_count": len(one.under_secrecy),
    }


def _laid(one: Laid) -> list[dict[str, str]]:
    """The measure that a paper is about, as the program copied it."""
    rows = [
        {"key": _("Maatregel"), "value": _(MEASURES[one.code].label)},
        {"key": _("Voor wie"), "value": one.towards or _("de organisatie")},
        {"key": _("Wat"), "value": one.what},
        {"key": _("Waarom"), "value": one.why},
        {"key": _("Waarom niet lichter"), "value": one.proportion},
    ]
    if one.check:
        rows.append({"key": _("Juridische toets"), "value": one.check})
    return rows + bearing.facts(one.bearer, one.alternative, one.why_not, one.agreed)


def _nudged(one: Sheet) -> str:
    """What the desk reads of the knocks that a question gave, as long as it waits."""
    nudged_on = one.escalated_on or one.reminded_on
    if not one.is_open or nudged_on is None:
        return ""
    today = clock.today()
    if one.escalated_on:
        told = _("Dit is te laat. Op %(day)s kregen %(who)s en jullie daar een seintje van.")
    else:
        told = _("Op %(day)s kreeg %(who)s een seintje dat deze vraag wacht.")
    day = dates.short_day(nudged_on, today)
    return told % {"day": day, "who": one.asked_of.first_name if one.asked_of else _("iemand")}


def _nudged_me(one: Sheet) -> str:
    """The same for who decides."""
    if not one.is_open or one.due_on >= clock.today():
        return ""
    day = dates.short_day(one.due_on, clock.today())
    told = _(
        "Jij bent aan zet: je antwoord had er op %(day)s moeten zijn. De behandelaars krijgen daar een seintje van."
    )
    return told % {"day": day}


def _added(row: Any, *, is_check: bool) -> dict[str, Any]:
    asked = _("De jurist") if is_check else _("Wie besluit")
    who = asked if row.by_decider else _("De behandelaar")
    return {"who": who, "at": datetime.fromisoformat(row.at), "text": row.text, "mine": not row.by_decider}


def _secret(row: Kept, url_of_lift: Any) -> dict[str, Any]:
    return {
        "what": row.what,
        "whom": _whom(row.whom),
        "why": row.why,
        "at": row.imposed_at,
        "by": row.imposed_by.first_name if row.imposed_by else _("iemand"),
        "lifted_by": row.lifted_by.first_name if row.lifted_by else _("iemand"),
        "lifted_at": row.lifted_at,
        "lifted_who": row.lifted_who,
        "lifted_why": row.lifted_why,
        "url": url_of_lift(row.id) if url_of_lift and not row.lifted_at else "",
    }


def _whom(code: str) -> str:
    return {
        "college": _("het college"),
        "council": _("de gemeenteraad"),
        "committee": _("een commissie van de raad"),
    }[code]


@require_safe
@unlocked
def question(request: Any, code: str, asked_id: UUID) -> HttpResponse:
    """A paper, as who handles the case reads it."""
    case, sheet = _sheet(request, code, asked_id)

    def at(name: str) -> str:
        return address(request, name, code=code, asked_id=asked_id)

    acts = []
    if sheet.is_open:
        acts = [
            {"url": at("case_tell_more"), "label": _more_label(sheet)},
            {"url": at("case_withdraw_question"), "label": _("Trek de vraag in")},
        ]
    elif sheet.withdrawn_at and not missing_for(Move.WORK, case.stage):
        acts = [{"url": at("case_ask_another"), "label": _("Leg voor aan iemand anders")}]
    context = paper_context(sheet) | {
        "code": code,
        "acts": acts,
        "is_desk": True,
        "back_url": address(request, "case", code=code) + _PLACE,
    }
    return render(request, "office_cases/paper.html", context)


def _more_label(sheet: Sheet) -> str:
    return _("Beantwoord de vraag") if sheet.paper.waits_for_asker else _("Vul de vraag aan")


@unlocked
@about_a_report
def ask(request: Any, code: str) -> HttpResponse:
    """Lay one question before somebody who decides; with `maatregel` in the address about that measure."""
    case = case_of(request, code)
    measure = _measure_asked(request, case)
    act = act_on(
        request,
        case,
        _("Leg de maatregel voor") if measure else _("Leg een vraag voor aan wie besluit"),
        _("Leg deze maatregel voor") if measure else _("Leg deze vraag voor"),
        [
            {
                "text": _("Wie je kiest leest alleen wat hier staat, en krijgt geen sleutel van de zaak."),
                "sign": "eye",
            },
            {"text": _("Die krijgt een seintje, zonder inhoud."), "sign": "bell"},
            {"text": _("Het antwoord komt bij de besluiten in de zaak."), "sign": "yes"},
            {"text": _("De melder en de betrokkene horen hier niets van."), "sign": "no"},
        ],
        icon="send",
        place=_PLACE,
    )
    if measure and measure.missing_to_ask:
        return not_yet(request, act, _(measure.missing_to_ask[0]))
    if measure and measure.is_outside:
        told = _("Over deze maatregel besluit een werkgever van buiten. Geef die eerst advies.")
        return not_yet(request, act, told)
    with tenant_scope(request.tenant.id):
        people = asking.may_be_asked(request.staff, case, measure.id if measure else None)
    if not people:
        return not_yet(request, act, _nobody())
    if measure:
        return _ask_about(request, case, act, measure, people)
    form = AskDecisionForm(request.POST or None, people=people)

    def perform(given: dict[str, Any]) -> None:
        asking.ask_decision(
            request.staff,
            code=code,
            asked_id=form.drawn,
            person_id=UUID(given["person"]),
            question=Question(given["question"], given["facts"], form.answers(), given["hears"]),
            due_on=given["due_on"],
        )

    return step_page(request, case, act, form, (Move.WORK, perform))


def _ask_about(
    request: Any, case: Case, act: Act, measure: MeasureView, people: list[Colleague]
) -> HttpResponse:
    """The same about a measure: it stands above the form as it will stand on the paper."""
    towards = measure.party or _("de organisatie")
    hears = _("De behandelaars van deze zaak. Daarna %(who)s zelf.") % {"who": towards}
    form = AskMeasureForm(request.POST or None, people=people, initial={"hears": hears})

    def perform(given: dict[str, Any]) -> None:
        asking.ask_decision(
            request.staff,
            code=case.code,
            asked_id=form.drawn,
            person_id=UUID(given["person"]),
            question=AboutMeasure(measure.id, given["more"], given["hears"]),
            due_on=given["due_on"],
        )

    with tenant_scope(request.tenant.id):
        laid = _laid(measures.laid(request.staff, case, measure.id))
    return step_page(request, case, act, form, (Move.WORK, perform), **_below(laid))


def _below(laid: list[dict[str, str]]) -> dict[str, Any]:
    """What `step_page` shows above a form that asks something about a measure: it, as it will stand on the paper."""
    measure = {"title": _("Dit staat op het papier"), "party": "", "facts": laid}
    return {"template": "office_cases/measure_act.html", "context": {"measure": measure}}


@unlocked
@about_a_report
def ask_check(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Ask a lawyer for the legal check of a measure, on a paper with that measure alone."""
    case, staff = case_of(request, code), request.staff
    act = act_on(
        request,
        case,
        _("Vraag een jurist om de toets"),
        _("Vraag deze toets"),
        [
            {
                "text": _("De jurist leest alleen wat hier staat, en krijgt geen sleutel van de zaak."),
                "sign": "eye",
            },
            {"text": _("Die krijgt een seintje, zonder inhoud."), "sign": "bell"},
            {"text": _("De toets komt bij de maatregel en bij de besluiten in de zaak."), "sign": "yes"},
            {"text": _("Wie de maatregel toetst, besluit er niet over."), "sign": "no"},
        ],
        icon="send",
        place="#maatregelen",
    )
    with tenant_scope(request.tenant.id):
        measure = measures.read_measure(staff, code, measure_id)
        people = asking.may_be_asked_to_check(staff, case, measure_id)
        laid = _laid(measures.laid(staff, case, measure_id))
    if measure.missing_to_check:
        return not_yet(request, act, _(measure.missing_to_check[0]))
    if not people:
        return not_yet(request, act, _no_lawyer())
    form = AskCheckForm(request.POST or None, people=people)

    def perform(given: dict[str, Any]) -> None:
        asking.ask_check(
            staff,
            code=code,
            asked_id=form.drawn,
            person_id=UUID(given["person"]),
            given=ToCheck(measure_id, given["more"]),
            due_on=given["due_on"],
        )

    return step_page(request, case, act, form, (Move.WORK, perform), **_below(laid))


def _no_lawyer() -> str:
    return _(
        "Er is nu geen jurist aan wie je dit kunt vragen. Leest een jurist deze zaak, dan toetst die de maatregel bij de"
        " zaak. Is er geen jurist, dan doet een ander dat die de zaak leest."
    )


def _measure_asked(request: Any, case: Case) -> MeasureView | None:
    wanted = request.GET.get("maatregel")
    if not wanted:
        return None
    try:
        measure_id = UUID(wanted)
    except ValueError:
        raise Http404 from None
    with tenant_scope(request.tenant.id):
        return measures.read_measure(request.staff, case.code, measure_id)


def _nobody() -> str:
    return _(
        "Er is nu niemand aan wie je dit kunt voorleggen. Vraag je beheerder wie burgemeester, secretaris, griffier of"
        " werkgeverscommissie is. Gaat het over hen zelf, dan besluit iemand buiten de organisatie."
    )


@unlocked
@about_a_report
def ask_another(request: Any, code: str, asked_id: UUID) -> HttpResponse:
    """Lay the same paper before somebody else."""
    case, sheet = _sheet(request, code, asked_id)
    act = act_on(
        request,
        case,
        _("Leg de vraag voor aan iemand anders"),
        _("Leg deze vraag voor"),
        [
            {"text": _("Die leest dezelfde vraag, met alles wat je erbij schreef."), "sign": "eye"},
            {
                "text": _("Wie de vraag teruggaf, leest haar niet meer en blijft buiten deze zaak."),
                "sign": "no",
            },
        ],
        icon="send",
        place=_PLACE,
    )
    if sheet.withdrawn_at is None:
        return not_yet(request, act, _("Deze vraag ligt nog bij iemand, of is al beantwoord."))
    with tenant_scope(request.tenant.id):
        people = asking.may_get(request.staff, case, sheet.paper, is_check=sheet.is_check)
    if not people:
        return not_yet(request, act, _no_lawyer() if sheet.is_check else _nobody())
    form = AskAnotherForm(request.POST or None, people=people)
    if sheet.is_check:
        as_lawyer(form)

    def perform(given: dict[str, Any]) -> None:
        asking.ask_another(
            request.staff,
            code=code,
            asked_id=asked_id,
            new_id=form.drawn,
            person_id=UUID(given["person"]),
            due_on=given["due_on"],
        )

    return step_page(request, case, act, form, (Move.WORK, perform))


@unlocked
def tell_more(request: Any, code: str, asked_id: UUID) -> HttpResponse:
    """Add to a paper what the one who decides needs."""
    case, sheet = _sheet(request, code, asked_id)
    act = act_on(
        request,
        case,
        _more_label(sheet),
        _("Stuur je antwoord") if sheet.paper.waits_for_asker else _("Zet dit erbij"),
        [
            {"text": _("Wie je het vroeg, leest dit bij de vraag en krijgt een seintje."), "sign": "eye"},
            {"text": _("De dag waarop het antwoord er moet zijn, blijft staan."), "sign": "clock"},
        ],
        icon="plus",
    )
    form = MoreForm(request.POST or None)
    form.fields["text"].label = (
        _("Wat moet de jurist nog weten?") if sheet.is_check else _("Wat moet wie besluit nog weten?")
    )
    form.fields["text"].help_text = _("Schuilnamen, en niets waaraan je de melder herkent.")
    if sheet.paper.waits_for_asker:
        asked = {"who": _name(sheet), "question": sheet.paper.added[-1].text}
        act = replace(act, about=_("De vraag van %(who)s: %(question)s") % asked)
    return _paper_act(
        request,
        act,
        form,
        sheet,
        lambda given: asking.tell_more(request.staff, code=code, asked_id=asked_id, text=given["text"]),
    )


@unlocked
def withdraw(request: Any, code: str, asked_id: UUID) -> HttpResponse:
    """Withdraw a question."""
    case, sheet = _sheet(request, code, asked_id)
    act = act_on(
        request,
        case,
        _("Trek de vraag in"),
        _("Trek deze vraag in"),
        [
            {
                "text": _("Wie je het vroeg, kan de vraag niet meer openen. Wat die al las, weet die."),
                "sign": "no",
            },
            {"text": _("Je kunt dezelfde vraag daarna aan iemand anders voorleggen."), "sign": "yes"},
        ],
        icon="x",
    )
    return _paper_act(
        request,
        act,
        ReasonForm(request.POST or None),
        sheet,
        lambda given: asking.withdraw_question(
            request.staff, code=code, asked_id=asked_id, reason=given["reason"]
        ),
    )


def _paper_act(request: Any, act: Act, form: Any, sheet: Sheet, do: Any) -> HttpResponse:
    if not sheet.is_open:
        told = _("Hierover is al besloten.") if sheet.answered_at else _("Deze vraag ligt niet meer voor.")
        return not_yet(request, act, told)
    paper = address(request, "case_question", code=sheet.code, asked_id=sheet.id)

    def perform(given: dict[str, Any]) -> str:
        do(given)
        return paper

    return act_page(request, act, form, perform)


def _sheet(request: Any, code: str, asked_id: UUID) -> tuple[Case, Sheet]:
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        return case, asking.sheet_of_case(request.staff, case, asked_id)
