"""The page of the assessment: what a report is, whether it belongs here, which duties it brings, and what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from weerbaar.cases import queries, triage, wbk
from weerbaar.cases.clocks import own_lengths
from weerbaar.cases.models import Admission, Duty, Kind, Sphere, Stage, Typology, Urgency
from weerbaar.cases.outline import term_in_words
from weerbaar.cases.procedures import Step, TermName, newest
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.cases.terms import tightened
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField, needed
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.case_act import BACK, act_on, case_of, for_others, not_yet, step_page
from weerbaar.web.office.cases.forms import PICK, TOO_LONG
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.procedures import TermRule
    from weerbaar.cases.queries import CaseFile

_ANSWERS = [
    ("yes", gettext_lazy("Ja")),
    ("no", gettext_lazy("Nee")),
    ("unknown", gettext_lazy("Weet ik niet")),
]
# What may fall under a type (domain §3.1): examples to find it by, not what the model says.
_EXAMPLES = {
    Typology.FINANCIAL: gettext_lazy("Diefstal, fraude, declaraties, een aanbesteding omzeild"),
    Typology.POSITION: gettext_lazy("Omkoping, geschenken, nevenwerk, een vriend of familielid voortrekken"),
    Typology.INFORMATION: gettext_lazy("Doorvertellen wat geheim is, opzoeken zonder reden, gegevens wissen"),
    Typology.POWERS: gettext_lazy(
        "Een vergunning of uitkering die niet mag, wegkijken, een valse verklaring"
    ),
    Typology.FORCE: gettext_lazy("Een handhaver die te ver gaat"),
    Typology.CONDUCT: gettext_lazy("Pesten, discriminatie, seksuele intimidatie, agressie, uitschelden"),
    Typology.PRIVATE: gettext_lazy("Een strafbaar feit, drank of drugs, foute contacten, sociale media"),
    Typology.RESOURCES: gettext_lazy("Auto, tankpas, telefoon, werktijd, de gedragscode"),
    Typology.WRONGDOING: gettext_lazy("Als het meer mensen raakt dan de melder alleen"),
    Typology.OUTSIDE: gettext_lazy("Een inwoner, een bedrijf of iemand anders die hier niet werkt"),
}
_DUTIES = {
    Duty.Name.CRIMINAL_REPORT: (
        gettext_lazy("Moet er aangifte worden gedaan?"),
        gettext_lazy(
            "Artikel 162 van het Wetboek van Strafvordering: ambtenaren en een misdrijf in hun werk."
        ),
    ),
    Duty.Name.ACCIDENT_REPORT: (
        gettext_lazy("Moet er een ongeval worden gemeld bij de Arbeidsinspectie?"),
        gettext_lazy("Artikel 9 van de Arbowet: een ernstig ongeval op het werk."),
    ),
}
_FACTS = ("kind", "typology", "sphere", "urgency", "admission", "reason", "route")
_AGAINST_KIND = {
    (wbk.Answer.YES, Kind.INTEGRITY): gettext_noop(
        "Je antwoorden wijzen op een misstand. Kies die soort, of leg hieronder uit waarom niet en leg het dan vast."
    ),
    (wbk.Answer.NO, Kind.WRONGDOING): gettext_noop(
        "Je antwoorden wijzen niet op een misstand. Kies een andere soort, of leg hieronder uit waarom en leg het dan vast."
    ),
}


def _choice(label: Any, choices: Any, help_text: Any = "", **widget: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=Choices(**widget), help_text=help_text, error_messages=PICK
    )


def _area(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )


class AssessForm(PlainForm):
    """All that triage asks. A question that does not concern the kind that was chosen may stay empty."""

    typology = _choice(
        gettext_lazy("Waar gaat het over?"),
        Typology.choices,
        gettext_lazy("Gaat het over meer? Kies wat het zwaarst weegt."),
        hints=_EXAMPLES,
    )
    sphere = _choice(
        gettext_lazy("Sociaal of zakelijk?"),
        Sphere.choices,
        hints={
            "social": gettext_lazy("Hoe mensen met elkaar omgaan"),
            "business": gettext_lazy("Hoe het werk wordt gedaan, en met wiens geld"),
        },
    )
    urgency = _choice(
        gettext_lazy("Hoe snel moet er iets gebeuren?"),
        Urgency.choices,
        gettext_lazy("Is iemand nu in gevaar? Bel eerst 112."),
        hints={
            "soon": gettext_lazy("Bijvoorbeeld: er kan bewijs verdwijnen"),
            "now": gettext_lazy("Bijvoorbeeld: iemand loopt gevaar, of het gebeurt vandaag"),
        },
    )
    admission = _choice(
        gettext_lazy("Hoort deze melding hier?"), Admission.choices, folds={"not_here": ("route",)}
    )
    route = needed(
        _area(
            gettext_lazy("Waar hoort het wel?"),
            gettext_lazy("Dit staat straks klaar in je bericht aan de melder. Zet erbij hoe je daar komt."),
        )
    )
    reason = _area(
        gettext_lazy("Waarom beoordeel je het zo?"),
        gettext_lazy("Alleen wie een sleutel van deze zaak heeft, leest je reden."),
        rows=4,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case_kind: str, own: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Schrijf op waarom.")
        # A complaint about the handling is made by the reporter: whoever assesses this has to do with it.
        barred = {Kind.HANDLING, Kind.ADVICE} - {Kind(case_kind)}
        kinds = [one for one in Kind if one not in barred]
        self.fields["kind"] = _choice(
            _("Wat voor melding is dit?"),
            [(one.value, one.label) for one in kinds],
            hints={one.value: _other(one.value, case_kind, own.get(one.value)) for one in kinds},
        )
        for question, (label, hint) in wbk.WORDS.items():
            self.fields[f"wbk_{question}"] = _choice(_(label), _ANSWERS, _(hint))
        for name, (label, hint) in _DUTIES.items():
            self.fields[name.value] = _choice(label, Duty.Answer.choices, hint)
            self.fields[f"{name}_why"] = _area(_("Waarom?"), rows=2)
            self.fields[f"{name}_who"] = forms.CharField(
                label=_("Wie besluit dit?"),
                max_length=200,
                error_messages=TOO_LONG,
                help_text=_("Een functie, bijvoorbeeld: de gemeentesecretaris."),
            )
            self.fields[f"{name}_day"] = DayField(label=_("Uiterlijk op welke dag?"))
            for part in ("who", "day"):
                needed(self.fields[f"{name}_{part}"])
            self.fields[f"{name}_who"].error_messages["required"] = _("Schrijf op wie dit besluit.")
        self._ask_what_follows()
        # The summary of errors names them in the order of the page.
        duties = [f"{name}{part}" for name in Duty.Name.values for part in ("", "_who", "_day", "_why")]
        asked = [f"wbk_{one}" for one in wbk.Question]
        self.order_fields(["kind", *asked, "typology", "sphere", "urgency", *duties])

    def _ask_what_follows(self) -> None:
        """What follows from an answer is asked only with that answer. Not sent yet, it is drawn as asked."""
        if not self.is_bound:
            return
        for one in wbk.Question:
            self.fields[f"wbk_{one}"].required = self.asks_wbk
        for name in Duty.Name.values:
            follows = self[name].value() in (Duty.Answer.YES, Duty.Answer.UNSURE)
            for part in ("who", "day"):
                self.fields[f"{name}_{part}"].required = follows

    @property
    def asks_wbk(self) -> bool:
        return str(self["kind"].value()) in triage.ASKS_WBK

    @property
    def wbk_bound(self) -> list[forms.BoundField]:
        return [self[f"wbk_{one}"] for one in wbk.Question]

    @property
    def duties(self) -> list[dict[str, Any]]:
        """Each duty with what follows from an answer that is not no, drawn once."""
        return [
            {
                "field": self[name.value],
                "then": [self[f"{name}_who"], self[f"{name}_day"]],
                "why": self[f"{name}_why"],
                "wrong": bool(self[f"{name}_who"].errors or self[f"{name}_day"].errors),
            }
            for name in Duty.Name
        ]

    @property
    def outcome(self) -> dict[str, Any] | None:
        """What the answers come to, once they were sent."""
        if not self.is_bound or not self.asks_wbk or any(one.errors for one in self.wbk_bound):
            return None
        return explained({one.value: str(self[f"wbk_{one}"].value() or "") for one in wbk.Question})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("admission") == Admission.NOT_HERE and not given.get("route", "").strip():
            self.add_error("route", _("Schrijf op waar de melder wel terechtkan."))
        if given.get("kind") in triage.ASKS_WBK and not self.errors:
            self._check_wbk(given)
        return given

    def _check_wbk(self, given: Mapping[str, Any]) -> None:
        """Ask back once when the answers point to another kind than was chosen."""
        outcome = wbk.outcome_of({one.value: given[f"wbk_{one}"] for one in wbk.Question})
        against = _AGAINST_KIND.get((outcome.answer, Kind(given["kind"])))
        seen = f"{given['kind']}-{outcome.answer}"
        if against and given.get("seen") != seen:
            # The second time it is a choice: the page then knows that the handler read it.
            self.data = self.data.copy()
            self.data["seen"] = seen
            self.add_error("kind", _(against))

    def assessment(self) -> triage.Assessment:
        """What was sent, as the verb takes it."""
        given = self.cleaned_data
        asks = given["kind"] in triage.ASKS_WBK
        return triage.Assessment(
            **{name: given[name] for name in _FACTS},
            duties={
                name: triage.DutyGiven(
                    given[name], given[f"{name}_why"], given[f"{name}_who"], given[f"{name}_day"]
                )
                for name in Duty.Name.values
            },
            wbk={one.value: given[f"wbk_{one}"] for one in wbk.Question} if asks else {},
        )


def _other(kind: str, now: str, own: int | None) -> str:
    """What it means to choose a kind: the procedure that follows, and by when the reporter has an answer.

    `own` is the municipality's own number for that term.
    """
    if kind == now:
        return _("Zo staat de zaak nu.")
    procedure = newest(kind)
    feedback = procedure.term(TermName.FEEDBACK)
    told = {"title": _(procedure.title), "term": _within(feedback, own) if feedback else ""}
    return _("Andere regels: ‘%(title)s’. Antwoord aan de melder: %(term)s.") % told


def _within(rule: TermRule, own: int | None) -> str:
    return term_in_words(replace(rule, length=tightened(rule, own)))


def explained(answers: Mapping[str, str]) -> dict[str, Any]:
    """The outcome of the questions in words, with the answers that led to it."""
    outcome = wbk.outcome_of({name: answer for name, answer in answers.items() if answer})
    said = {"yes": _("Ja"), "no": _("Nee"), "unknown": _("Weet ik niet")}
    return {
        "answer": outcome.answer.value,
        "sentence": _(wbk.sentence_of(outcome)),
        "because": [
            {"question": _(wbk.WORDS[one][0]), "answer": said[outcome.answer]} for one in outcome.because
        ],
        "is_open": outcome.answer is wbk.Answer.UNKNOWN,
    }


def _before(found: triage.Assessed | None, kind: str) -> dict[str, Any]:
    """What the form shows when it is opened: what was assessed before, when it is done again."""
    if found is None:
        return {"kind": kind}
    started = {name: found.given.get(name, "") for name in _FACTS}
    started |= {f"wbk_{name}": answer for name, answer in found.given.get("wbk", {}).items()}
    for duty in found.duties:
        started |= {
            duty.name: duty.answer,
            f"{duty.name}_why": duty.why,
            f"{duty.name}_who": duty.who,
            f"{duty.name}_day": duty.due_on,
        }
    return started


@unlocked
def assess(request: Any, code: str) -> HttpResponse:
    """Assess the report: what it is, how urgent, which duties it brings, and whether it is dealt with here."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Beoordeel de melding"),
        _("Leg de beoordeling vast"),
        [
            {"text": _("Hoort de melding hier, dan gaat de zaak verder volgens de regels van die soort.")},
            {
                "text": _(
                    "Kies je een andere soort? Dan gelden vanaf nu de regels en termijnen van die soort."
                ),
                "sign": "history",
            },
            {
                "text": _("Hoort zij hier niet, dan vertel je de melder daarna waarom, en waar wel."),
                "sign": "clock",
            },
            {
                "text": _("Wie een sleutel van de zaak heeft, leest je beoordeling. De melder niet."),
                "sign": "eye",
            },
        ],
        icon="list-check",
    )
    if request.method != "POST" and (page := for_others(request, act, case, Step.ASSESS)):
        return page
    if request.method != "POST" and (missing := _not_now(request, case)):
        return not_yet(request, act, _(missing))
    with tenant_scope(request.tenant.id):
        found = triage.assessed(request.staff, case)
        kept_out = triage.kept_out_of(request.staff, case)
        every = {one.value: own_lengths(one.value).get(TermName.FEEDBACK) for one in Kind}
    own: dict[str, int] = {kind: length for kind, length in every.items() if length}
    form = AssessForm(request.POST or None, initial=_before(found, case.kind), case_kind=case.kind, own=own)

    def perform(_given: dict[str, Any]) -> str:
        triage.assess(request.staff, code=code, given=form.assessment())
        return act.back + "#beoordeling"

    context = {
        "kept_out": [f"{one.name}, {one.function}" for one in kept_out],
        "keep_out_url": keep_out_url(request, case),
    }
    return act_page(request, act, form, perform, template="office_cases/assess.html", context=context)


def _not_now(request: Any, case: Case) -> str:
    """Why there is no form: receipt was not confirmed yet, or the report was assessed already."""
    if case.stage == Stage.ACKNOWLEDGED:
        return ""
    with tenant_scope(request.tenant.id):
        return next(iter(queries.missing_for(case, Step.ASSESS)), "")


def keep_out_url(request: Any, case: Case) -> str:
    """Where somebody is added who must stay out, when there is such a page."""
    try:
        to = address(request, "case_keep_out", code=case.code)
        return f"{to}?{urlencode({BACK: address(request, 'case_assess', code=case.code)})}"
    except NoReverseMatch:
        return ""


# --- a duty, later ---


class DutyForm(PlainForm):
    what = forms.CharField(
        label=gettext_lazy("Wat is er besloten of gedaan?"),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Wie besloot het, wanneer, en waarom? Is er aangifte gedaan of gemeld: op welke dag? Noem geen namen van anderen."
        ),
        error_messages={"required": gettext_lazy("Schrijf op wat er is besloten of gedaan."), **TOO_LONG},
    )


@unlocked
def settle_duty(request: Any, code: str, duty: str) -> HttpResponse:
    """Record what was decided on a duty, or done."""
    case = case_of(request, code)
    if duty not in Duty.Name.values:
        raise NotAllowedError(_("Deze pagina is er niet"))
    with tenant_scope(request.tenant.id):
        found = triage.assessed(request.staff, case)
    asked = next((one for one in found.duties if one.name == duty), None) if found else None
    label = _(Duty.Name(duty).label)
    act = act_on(
        request,
        case,
        _("Leg vast wat er is besloten: %(duty)s") % {"duty": label[:1].lower() + label[1:]},
        _("Leg dit vast"),
        [
            {
                "text": _("Daarna is deze vraag afgehandeld. Dat moet voor je de zaak kunt sluiten."),
                "sign": "yes",
            },
            {
                "text": _("Dit doet zelf geen aangifte en meldt niets: dat doet wie het besluit."),
                "sign": "no",
            },
            {"text": _("Wie een sleutel van de zaak heeft, leest dit. De melder niet."), "sign": "eye"},
        ],
        icon="check",
        place="#beoordeling",
    )
    if asked is None or (request.method != "POST" and not asked.is_open):
        return not_yet(request, act, _("Hierover hoeft niets meer te worden besloten."))
    form = DutyForm(request.POST or None)
    return step_page(
        request,
        case,
        act,
        form,
        (
            Move.TALK,
            lambda given: triage.settle_duty(request.staff, code=code, name=duty, what=given["what"]),
        ),
    )


# --- the section on the case page ---


def part(request: Any, page: CaseFile) -> dict[str, Any]:
    """What `assessed.html` shows on the case page; nothing before there is an assessment."""
    found = triage.assessed(request.staff, page.case, page.keys)
    if found is None:
        return {"assessed": None}
    given = found.given
    by = page.colleagues.get(found.by_alias)
    rows = [
        (_("Soort"), words.kind(str(given["kind"]))),
        (_("Waar het over gaat"), _(Typology(given["typology"]).label)),
        (_("Sociaal of zakelijk"), _(Sphere(given["sphere"]).label)),
        (_("Hoe snel"), _(Urgency(given["urgency"]).label)),
        (_("Hoort het hier?"), _(Admission(given["admission"]).label)),
        (_("Waar het wel hoort"), given["route"] if given["admission"] == Admission.NOT_HERE else ""),
        (_("Waarom"), given["reason"]),
    ]
    return {
        "assessed": {
            "who": by.first_name if by else _("iemand"),
            "at": found.at,
            "rows": [{"key": key, "value": value} for key, value in rows if value],
            "wbk": explained(given["wbk"]) if given.get("wbk") else None,
            "duties": [_duty_row(request, page, one) for one in found.duties],
            "again_url": address(request, "case_assess", code=page.case.code)
            if page.case.stage in ("received", "acknowledged")
            else "",
        }
    }


def _duty_row(request: Any, page: CaseFile, one: triage.DutyView) -> dict[str, Any]:
    today = clock.today()
    state, tone = _("Hoeft niet"), ""
    if one.settled_at:
        state, tone = _("Afgehandeld"), "ok"
    elif one.is_open and one.due_on:
        late = one.due_on < today
        state = (_("Te laat: %(day)s") if late else _("Uiterlijk %(day)s")) % {
            "day": dates.short_day(one.due_on, today)
        }
        tone = "danger" if late else "warn"
    return {
        "label": _(Duty.Name(one.name).label),
        "answer": _(Duty.Answer(one.answer).label),
        "who": one.who if one.answer != Duty.Answer.NO else "",
        "why": one.why,
        "settled": one.settled,
        "state": state,
        "tone": tone,
        "url": address(request, "case_duty", code=page.case.code, duty=one.name) if one.is_open else "",
    }
