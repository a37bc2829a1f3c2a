"""Measures on the page of a case: propose, check on the law, decide, let go; and what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from weerbaar.cases import agreeing, deciding, measures
from weerbaar.cases.measure_rules import MEASURES, Towards, may_come_early
from weerbaar.cases.measures import Proposal
from weerbaar.cases.models import Measure, OutcomeCode
from weerbaar.cases.procedures import Guard, Place, Step
from weerbaar.cases.rules import LONGEST_REASON, Move, is_before_assessment
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import Choices
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import advising, asking, bearing, choosing
from weerbaar.web.office.cases.bearing import BurdenForm
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, for_others, not_yet, step_page
from weerbaar.web.office.cases.forms import PICK, WHO_READS_IT, OnceForm, ReasonForm, text_field
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.measures import MeasureView
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff

_STATES = {
    Measure.State.PROPOSED: ("line", "clock"),
    Measure.State.CHECKED: ("accent", "list-check"),
    Measure.State.ADVISED: ("warn", "mail"),
    Measure.State.DECIDED: ("ok", "circle-check"),
    Measure.State.DROPPED: ("line", "x"),
}
_GATES = {
    Guard.BOTH_SIDES_HEARD: gettext_noop("Beide kanten zijn gehoord"),
    Guard.MEASURES_SETTLED: gettext_noop("Over elke voorgestelde maatregel is besloten"),
    Guard.REPORTER_NAMED: gettext_noop("De melder gaf een naam"),
    Guard.ACCOUNT_SETTLED: gettext_noop("Het gespreksverslag is afgerond"),
    Guard.DUTIES_SETTLED: gettext_noop("Over aangifte en ongevalsmelding is besloten"),
    Guard.CONTACT_NAMED: gettext_noop("De melder heeft een contactpersoon, of gaf geen naam"),
}


class OutcomeForm(PlainForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Wat kwam eruit?"),
        choices=OutcomeCode.choices,
        widget=Choices(),
        error_messages=PICK,
    )
    reason = text_field(
        gettext_lazy("Waarom?"),
        gettext_lazy("Schrijf op waarom."),
        help_text=WHO_READS_IT,
        rows=5,
        longest=LONGEST_REASON,
    )
    lesson = text_field(
        gettext_lazy("Wat leren wij hiervan?"),
        help_text=gettext_lazy("Voor de organisatie, zonder namen. Je kunt dit ook later opschrijven."),
        rows=3,
        longest=LONGEST_REASON,
    )

    def __init__(self, *args: Any, possible: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [one for one in OutcomeCode.choices if one[0] in possible]
        if len(field.choices) < len(OutcomeCode.choices):
            field.help_text = _(
                "Nog niet beide kanten zijn gehoord. Dan kan dit alleen als de melder het ermee eens is. Anders begin je "
                "een onderzoek."
            )


class LessonForm(PlainForm):
    lesson = text_field(
        gettext_lazy("Wat leren wij hiervan?"),
        gettext_lazy("Schrijf op wat jullie leerden."),
        help_text=gettext_lazy("Wat moet er anders, zodat dit niet weer gebeurt? Noem geen namen."),
        rows=5,
        longest=LONGEST_REASON,
    )


MEASURE_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Nu nodig, zolang het wordt uitgezocht"),
        (
            "protection",
            "non_active",
            "suspension_order",
            "access_block",
            "workplace_change",
            "criminal_report",
        ),
    ),
    (
        gettext_lazy("Gesprek en herstel"),
        ("conversation", "coaching_or_training", "rehabilitation", "organisational_measure", "no_measure"),
    ),
    (
        gettext_lazy("Straf"),
        ("written_warning", "written_reprimand", "demotion_or_transfer", "suspension_disciplinary"),
    ),
    (
        gettext_lazy("Geld en verlof"),
        ("loss_of_leave_hours", "withheld_increment_or_pay", "fine", "recovery_of_damage"),
    ),
    (
        gettext_lazy("Einde van het werk"),
        (
            "conditional_dismissal",
            "settlement_agreement",
            "court_rescission",
            "summary_dismissal",
            "end_of_hire_or_secondment",
        ),
    ),
)
"""The measures in the order in which somebody looks for one."""
NOBODY = "none"
"""The choice of a measure that is for no person."""


class MeasureForm(OnceForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Welke maatregel?"),
        choices=[],
        error_messages={
            "required": gettext_lazy("Kies een maatregel."),
            "invalid_choice": gettext_lazy("Kies iets uit de lijst."),
        },
    )
    party = forms.ChoiceField(
        label=gettext_lazy("Voor wie?"),
        choices=[],
        widget=Choices(),
        help_text=gettext_lazy("Staat de persoon er niet bij? Voeg die eerst toe als betrokkene."),
        error_messages={
            "required": gettext_lazy("Kies voor wie deze maatregel is."),
            "invalid_choice": gettext_lazy("Kies iets uit de lijst."),
        },
    )
    what = text_field(
        gettext_lazy("Wat houdt de maatregel in?"),
        gettext_lazy("Schrijf op wat de maatregel inhoudt."),
        help_text=gettext_lazy("Ook: vanaf wanneer en tot wanneer. Gebruik de schuilnaam."),
        rows=3,
        longest=LONGEST_REASON,
    )
    why = text_field(
        gettext_lazy("Waarom?"), gettext_lazy("Schrijf op waarom."), rows=3, longest=LONGEST_REASON
    )
    proportion = text_field(
        gettext_lazy("Waarom is iets lichters niet genoeg?"),
        gettext_lazy("Schrijf op waarom iets lichters niet genoeg is."),
        rows=3,
        longest=LONGEST_REASON,
    )

    def __init__(
        self, *args: Any, subjects: Iterable[tuple[UUID, str]], only_early: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (name, [(code, _(MEASURES[code].label)) for code in codes if self._fits(code, only_early)])
            for name, codes in MEASURE_GROUPS
        ]
        self._set("kind", [("", _("Kies een maatregel")), *(one for one in groups if one[1])])
        if only_early:
            self.fields["kind"].help_text = _(
                "De melding is nog niet beoordeeld. Tot dan kan alleen wat nu nodig is, of wat niemand raakt."
            )
        self.subjects = list(subjects)
        people = [(str(party_id), short) for party_id, short in self.subjects]
        self._set("party", [*people, (NOBODY, _("Niet voor een persoon"))])

    @staticmethod
    def _fits(code: str, only_early: bool) -> bool:
        return not only_early or may_come_early(MEASURES[code])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = MEASURES.get(given.get("kind", ""))
        if kind and kind.towards is Towards.SUBJECT and given.get("party") == NOBODY:
            self.add_error("party", _("Deze maatregel is voor een persoon. Kies voor wie."))
        return given

    def party_id(self) -> UUID | None:
        """The subject that was chosen. The list of the form holds ids of this case only."""
        return next((one for one, _short in self.subjects if str(one) == self.cleaned_data["party"]), None)

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # pyright: ignore[reportAttributeAccessIssue]


class CheckMeasureForm(PlainForm):
    fit = forms.ChoiceField(
        label=gettext_lazy("Mag deze maatregel zo?"),
        choices=[("yes", gettext_lazy("Ja, zo kan het")), ("no", gettext_lazy("Nee, zo kan het niet"))],
        widget=Choices(),
        error_messages=PICK,
    )
    reason = text_field(
        gettext_lazy("Waarom?"),
        gettext_lazy("Schrijf op waarom."),
        help_text=gettext_lazy("Waar berust het op, past het bij wat er is vastgesteld, en kan het lichter?"),
        rows=5,
        longest=LONGEST_REASON,
    )


class ProposalForm(MeasureForm, BurdenForm):
    """A measure, and who bears the burden of it."""

    field_order = [
        "kind", "party", "what", "why", "proportion", "bearer", "alternative", "why_not", "asks", "once",
    ]  # fmt: skip


_BEFORE_OUTCOME = (Place.RECEIVED, Place.ACKNOWLEDGED, Place.ASSESSED, Place.INQUIRY)


def only_checks(staff: Staff, page: CaseFile) -> bool:
    """Whether the reader of a case was let in to check measures: what a handler does is not offered to them."""
    return agreeing.only_checks(staff, page.access.granted_by, page.colleagues)


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What the case page shows of measures and of questions to who decides."""
    case, staff = page.case, request.staff
    checks_only = only_checks(staff, page)
    found = measures.measures_of(staff, case, page.keys, page.colleagues)
    sheets = asking.rows(request, case, page.colleagues)
    lawyers = measures.lawyers(case) if any(one.state == Measure.State.PROPOSED for one in found) else []
    is_open = case.stage != Place.CLOSED
    rows = [_row(request, case, one, can_act=is_open) for one in found]
    for row, one in zip(rows, found, strict=True):
        row["who_checks"] = _who_checks(one, lawyers)
        if checks_only:
            row |= {"lay": None, "acts": [act for act in row["acts"] if act.get("is_check")]}
    acts = is_open and not checks_only
    return {
        "checks_only": checks_only,
        "measures": rows,
        "measure_url": address(request, "case_measure", code=case.code)
        if Place(case.stage) in _BEFORE_OUTCOME and acts
        else "",
        "is_too_late": Place(case.stage) not in _BEFORE_OUTCOME,
        "questions": sheets,
        "ask_url": address(request, "case_ask_decision", code=case.code) if acts else "",
        "learn_url": address(request, "case_learn", code=case.code)
        if case.outcome and not checks_only
        else "",
    }


def _who_checks(one: MeasureView, lawyers: list[Colleague]) -> str:
    """Who can do the legal check, for whoever cannot; empty where it is done or the reader can."""
    if one.state != Measure.State.PROPOSED or one.may_check:
        return ""
    if one.is_at_lawyer:
        return _("De toets ligt bij een jurist. Je ziet de vraag bij ‘Voorgelegd’.")
    proposer = one.proposed_by.alias if one.proposed_by else None
    able = [who for who in lawyers if who.alias != proposer]
    if not able:
        return _("De toets doet een ander die een sleutel van deze zaak heeft.")
    names = ", ".join(who.first_name for who in able)
    return _("De toets doet een jurist: %(names)s.") % {"names": names}


def _row(request: Any, case: Case, one: MeasureView, *, can_act: bool) -> dict[str, Any]:
    state, tone, icon = _state(one)
    acts = _acts(request, case, one) if can_act else []
    lay = next((row for row in acts if row.get("is_next")), None)
    return {
        "title": _(one.kind.label),
        "lay": lay,
        "party": one.party or _("de organisatie"),
        "state": state,
        "tone": tone,
        "icon": icon,
        "facts": _facts(one),
        "missing": [_(sentence) for sentence in one.missing] if one.is_open and not lay else [],
        "acts": [row for row in acts if row is not lay],
        "warning": _(bearing.WARNING) if one.burden.is_on_reporter and one.is_open else "",
    }


def _state(one: MeasureView) -> tuple[str, str, str]:
    """How a measure stands: words, tone and icon of its chip. One that did not pass must not look as if it had."""
    if one.state == Measure.State.CHECKED and not one.is_fit:
        return _("Kan zo niet, volgens de juridische toets"), "danger", "x"
    return _(Measure.State(one.state).label), *_STATES[Measure.State(one.state)]


def _facts(one: MeasureView) -> list[dict[str, str]]:
    def by(who: Any) -> str:
        return who.first_name if who else _("iemand")

    rows = [
        {"key": _("Wat"), "value": one.what},
        {"key": _("Waarom"), "value": one.why},
        {"key": _("Waarom niet lichter"), "value": one.proportion},
        {"key": _("Voorgesteld door"), "value": by(one.proposed_by)},
        *bearing.facts(one.burden.bearer, one.burden.alternative, one.burden.why_not, one.agreed),
    ]
    if one.reporter_said:
        rows.append({"key": _("Wat de melder antwoordde"), "value": one.reporter_said})
    if one.is_fit is not None:
        verdict = _("Zo kan het.") if one.is_fit else _("Zo kan het niet.")
        rows.append(
            {
                "key": _("Juridische toets"),
                "value": _("%(verdict)s %(why)s Door %(who)s.")
                % {"verdict": verdict, "why": one.check, "who": by(one.checked_by)},
            }
        )
    rows += advising.facts(one)
    if one.decision:
        rows.append({"key": _("Besloten door"), "value": f"{by(one.decided_by)}. {one.decision}"})
    if one.dropped:
        rows.append({"key": _("Gaat niet door"), "value": one.dropped})
    return rows


def _acts(request: Any, case: Case, one: MeasureView) -> list[dict[str, Any]]:
    if not one.is_open:
        return advising.acts(request, case, one)

    def at(name: str) -> str:
        return address(request, name, code=case.code, measure_id=one.id)

    acts = []
    if one.may_settle:
        acts.append({"url": at("case_burden"), "label": _("Leg vast of de melder dit wil")})
    if one.may_check:
        acts.append({"url": at("case_measure_check"), "label": _("Toets aan de wet"), "is_check": True})
    if one.may_ask_check:
        acts.append({"url": at("case_ask_check"), "label": _("Vraag een jurist om de toets")})
    if one.may_lay:
        url = f"{address(request, 'case_ask_decision', code=case.code)}?maatregel={one.id}"
        acts.append({"url": url, "label": _("Leg de maatregel voor"), "is_next": True})
    if not one.missing:
        acts.append({"url": at("case_measure_decide"), "label": _("Leg het besluit vast")})
    acts += advising.acts(request, case, one)
    return [*acts, {"url": at("case_measure_drop"), "label": _("Laat vallen")}]


@unlocked
@about_a_report
def propose(request: Any, code: str) -> HttpResponse:
    """Propose a measure."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Stel een maatregel voor"),
        _("Stel deze maatregel voor"),
        [
            {"text": _("Er gebeurt nog niets: een ander toetst de maatregel eerst aan de wet.")},
            {
                "text": _("Een maatregel tegen een persoon komt er alleen als beide kanten zijn gehoord."),
                "sign": "users",
            },
            {
                "text": _(
                    "Daarna besluit wie de werkgever is. Jij niet. Een werkgever van buiten krijgt advies, in een brief."
                ),
                "sign": "gavel",
            },
            {"text": _("Wie een sleutel van de zaak heeft, leest dit. De melder niet."), "sign": "eye"},
        ],
        icon="gavel",
        place="#maatregelen",
    )
    if Place(case.stage) not in _BEFORE_OUTCOME:
        return not_yet(request, act, _("De uitkomst ligt al vast. Een maatregel stel je daarvoor voor."))
    with tenant_scope(request.tenant.id):
        form = ProposalForm(
            request.POST or None,
            subjects=measures.subjects(case),
            only_early=is_before_assessment(case.stage),
        )

    def perform(given: dict[str, Any]) -> None:
        proposal = Proposal(
            given["kind"],
            form.party_id(),
            given["what"],
            given["why"],
            given["proportion"],
            form.burden(),
        )
        measures.propose_measure(request.staff, code=code, measure_id=form.drawn, proposal=proposal)

    return step_page(request, case, act, form, (Move.WORK, perform))


@unlocked
@about_a_report
def check(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Check a measure on the law."""
    case, measure = _measure(request, code, measure_id)
    act = act_on(
        request,
        case,
        _("Toets de maatregel aan de wet"),
        _("Leg de toets vast"),
        [
            {"text": _("Zeg je ‘zo kan het niet’, dan gaat de maatregel zo niet door."), "sign": "no"},
            {"text": _("Zeg je ‘zo kan het’, dan kan hij naar wie besluit."), "sign": "yes"},
            {"text": _("Je naam en je reden staan bij de maatregel."), "sign": "eye"},
        ],
        icon="list-check",
        place="#maatregelen",
    )
    if measure.missing_to_check:
        return not_yet(request, act, _(measure.missing_to_check[0]))
    return _measure_page(
        request,
        act,
        CheckMeasureForm(request.POST or None),
        measure,
        lambda given: measures.check_measure(
            request.staff,
            code=code,
            measure_id=measure_id,
            is_fit=given["fit"] == "yes",
            reason=given["reason"],
        ),
    )


@unlocked
@about_a_report
def decide(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Let a measure stand as decided."""
    case, measure = _measure(request, code, measure_id)
    means = [
        {"text": _("De maatregel staat vast. Dat verander je daarna niet meer."), "sign": "no"},
        {"text": _("Het uitvoeren doe je buiten Weerbaar."), "sign": "clock"},
    ]
    if measure.burden.is_on_reporter:
        means.append({"text": _(bearing.WARNING), "sign": "no"})
    if measure.answer:
        means.insert(0, {"text": _("Wie besluit zei ja. Dat staat erbij als het besluit."), "sign": "yes"})
    act = act_on(
        request,
        case,
        _("Leg het besluit over de maatregel vast"),
        _("Leg het besluit vast"),
        means,
        icon="gavel",
        place="#maatregelen",
    )
    for sentence in measure.missing:
        return not_yet(request, act, _(sentence))
    return _measure_page(
        request,
        act,
        ReasonForm(request.POST or None),
        measure,
        lambda given: measures.decide_measure(
            request.staff, code=code, measure_id=measure_id, reason=given["reason"]
        ),
    )


@unlocked
@about_a_report
def drop(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Let a measure go."""
    case, measure = _measure(request, code, measure_id)
    act = act_on(
        request,
        case,
        _("Laat de maatregel vallen"),
        _("Laat deze maatregel vallen"),
        [
            {"text": _("De maatregel gaat niet door. Hij blijft wel in de zaak staan, met je reden.")},
            {"text": _("Wil je iets anders? Stel een nieuwe maatregel voor."), "sign": "plus"},
        ],
        icon="x",
        place="#maatregelen",
    )
    if not measure.is_open:
        return not_yet(request, act, _(measure.missing[0]))
    return _measure_page(
        request,
        act,
        ReasonForm(request.POST or None),
        measure,
        lambda given: measures.drop_measure(
            request.staff, code=code, measure_id=measure_id, reason=given["reason"]
        ),
    )


@unlocked
def outcome(request: Any, code: str) -> HttpResponse:
    """Record what came out, with what must be there before and the measures beside it."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Leg vast wat eruit kwam"),
        _("Leg de uitkomst vast"),
        [
            {"text": _("De zaak gaat naar de stap ‘Besloten’."), "sign": "yes"},
            {"text": _("De melder ziet dit nog niet: daarna geef je antwoord."), "sign": "eye"},
            {"text": _("Een uitkomst verander je daarna niet meer."), "sign": "no"},
        ],
        icon="gavel",
    )
    with tenant_scope(request.tenant.id):
        gates = deciding.missing_for_outcome(case)
        found = measures.read_measures(request.staff, code)
    missing = [_(todo) for _guard, is_there, todo in gates if not is_there]
    context = {
        "gates": [
            {
                "text": _(_GATES[guard]) if is_there else _(todo),
                "is_there": is_there,
                "url": "" if is_there else choosing.where(request, code, guard),
            }
            for guard, is_there, todo in gates
        ],
        "missing": missing,
        "measures": [_row(request, case, one, can_act=False) for one in found],
        "measures_url": address(request, "case", code=code) + "#maatregelen",
    }
    if Place(case.stage) not in (Place.ASSESSED, Place.INQUIRY):
        early = Place(case.stage) in (Place.RECEIVED, Place.ACKNOWLEDGED)
        return not_yet(request, act, _("Beoordeel eerst de melding.") if early else _("Er is al besloten."))
    if request.method != "POST" and (page := for_others(request, act, case, Step.DECIDE)):
        return page

    def perform(given: dict[str, Any]) -> str:
        deciding.record_outcome(
            request.staff,
            code=code,
            outcome=given["outcome"],
            reason=given["reason"],
            lesson=given["lesson"],
        )
        return act.back

    return act_page(
        request,
        act,
        OutcomeForm(request.POST or None, possible=deciding.possible_outcomes(case)),
        perform,
        template="office_cases/outcome.html",
        context=context,
    )


@unlocked
def learn(request: Any, code: str) -> HttpResponse:
    """Write down what was learned."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Schrijf op wat jullie leerden"),
        _("Bewaar wat jullie leerden"),
        [
            {"text": _("Het staat bij de besluiten in deze zaak."), "sign": "yes"},
            {"text": _("Wie een sleutel van de zaak heeft, leest dit. De melder niet."), "sign": "eye"},
        ],
        icon="book",
        place="#besluiten",
    )
    if not case.outcome:
        return not_yet(request, act, _("Leg eerst vast wat eruit kwam."))

    def perform(given: dict[str, Any]) -> str:
        deciding.learn(request.staff, code=code, lesson=given["lesson"])
        return act.back

    return act_page(request, act, LessonForm(request.POST or None), perform)


def _measure(request: Any, code: str, measure_id: UUID) -> tuple[Case, MeasureView]:
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        return case, measures.read_measure(request.staff, code, measure_id)


def _measure_page(request: Any, act: Any, form: Any, measure: MeasureView, do: Any) -> HttpResponse:
    """An act page with the measure above its questions."""

    def perform(given: dict[str, Any]) -> str:
        do(given)
        return act.back

    context = {"measure": {"title": _(measure.kind.label), "party": measure.party, "facts": _facts(measure)}}
    return act_page(request, act, form, perform, template="office_cases/measure_act.html", context=context)
