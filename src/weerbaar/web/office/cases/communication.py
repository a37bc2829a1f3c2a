"""The communication plan: its part of the page of a case, and the acts on its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import communication
from weerbaar.cases.communication import LONGEST_TELLER, Audience, Words
from weerbaar.cases.communication import LONGEST_TEXT as LONGEST_PLANNED
from weerbaar.cases.models import TextBlock
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import giveaways, leaves, text_blocks
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import PICK, TOO_LONG, OnceForm, text_field
from weerbaar.web.office.forms import NothingForm, PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.cases.communication import LineView
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile

_PLACE = "#communicatie"


class AudienceForm(PlainForm):
    audience = forms.ChoiceField(
        label=gettext_lazy("Aan wie?"),
        choices=[(one.value, gettext_lazy(one.label)) for one in Audience],
        widget=Choices(),
        error_messages=PICK,
    )


class PlanLineForm(OnceForm):
    text = text_field(
        gettext_lazy("Wat vertel je?"),
        gettext_lazy("Schrijf op wat je vertelt."),
        help_text=gettext_lazy("Geen namen, en niets waardoor iemand te herkennen is."),
        rows=8,
        longest=LONGEST_PLANNED,
    )
    teller = forms.CharField(
        label=gettext_lazy("Wie vertelt het?"),
        max_length=LONGEST_TELLER,
        help_text=gettext_lazy("Bijvoorbeeld: de gemeentesecretaris, in het teamoverleg."),
        error_messages={
            "required": gettext_lazy("Schrijf op wie het vertelt."),
            **TOO_LONG,
        },
    )
    planned_on = DayField(label=gettext_lazy("Op welke dag?"))
    kept_because = text_field(
        gettext_lazy("Moet er een naam in blijven staan? Waarom?"),
        help_text=gettext_lazy(
            "Alleen als wij een naam vinden die er echt in moet. Je reden staat bij de besluiten."
        ),
        rows=2,
        longest=LONGEST_REASON,
    )


class ToldForm(PlanLineForm):
    planned_on = None
    told_on = DayField(label=gettext_lazy("Op welke dag is het verteld?"), not_after_today=True)
    field_order = ["text", "teller", "told_on", "kept_because"]


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What the page of a case shows of its plan."""
    lines, way = communication.lines_of(page.case, page.keys, leaves.start(request, leaves.PLAN))
    return {
        "rows": [_row(request, page.case, one) for one in lines],
        "url": address(request, "case_plan", code=page.case.code),
        **leaves.ways_of(request, page.case, leaves.PLAN, way),
    }


def _row(request: Any, case: Case, one: LineView) -> dict[str, Any]:
    is_open = one.told_on is None and not one.is_dropped
    return {
        "audience": _(Audience(one.audience).label),
        "chip": _chip(one),
        "teller": one.words.teller,
        "text": one.words.text,
        "missing": _(one.missing) if one.missing else "",
        "giveaways": giveaways.asked(one.words.text, _ready(one.audience)) if is_open else [],
        "acts": _acts(request, case, one) if is_open else [],
    }


def _chip(one: LineView) -> tuple[str, str, str]:
    today = clock.today()
    if one.told_on:
        return _("Verteld %(day)s") % {"day": dates.short_day(one.told_on, today)}, "ok", "circle-check"
    if one.is_dropped:
        return _("Gaat niet door"), "", "x"
    day = {"day": dates.short_day(one.planned_on, today)}
    if one.planned_on < today:
        return _("Te laat: het moest %(day)s") % day, "danger", "alert-triangle"
    return _("Gepland %(day)s") % day, "", "calendar-due"


def _acts(request: Any, case: Case, one: LineView) -> list[dict[str, str]]:
    acts = [
        ("case_plan_change", _("Verander")),
        ("case_plan_drop", _("Gaat niet door")),
    ]
    if not one.missing:
        acts.insert(0, ("case_plan_told", _("Kijk na op namen en leg vast dat het is verteld")))
    return [
        {"url": address(request, name, code=case.code, line_id=one.id), "label": label}
        for name, label in acts
    ]


@unlocked
@about_a_report
def choose(request: Any, code: str) -> HttpResponse:
    """Choose whom to tell something: what is proposed to say follows from that."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Wie vertel je iets over deze zaak?"),
        _("Ga verder"),
        [
            {
                "text": _("De melder hoort het als eerste. Daarna over wie het gaat. Dan pas anderen."),
                "sign": "list",
            },
            {"text": _("Je schrijft hierna wat je zegt, wie het zegt en wanneer."), "sign": "writing"},
        ],
        place=_PLACE,
    )

    def onward(given: dict[str, Any]) -> str:
        return address(request, "case_plan_line", code=code, audience=given["audience"])

    return act_page(request, act, AudienceForm(request.POST or None), onward)


@unlocked
@about_a_report
def plan(request: Any, code: str, audience: str) -> HttpResponse:
    """Plan what one audience is told."""
    if audience not in Audience.values:
        raise Http404
    case = case_of(request, code)
    form = PlanLineForm(request.POST or None, initial={"text": _ready(audience)})
    who = _(Audience(audience).label)
    act = act_on(
        request,
        case,
        _("Plan wat je vertelt: %(who)s") % {"who": who[:1].lower() + who[1:]},
        _("Zet dit in het plan"),
        _means(),
        icon="calendar-due",
        place=_PLACE,
        done=_("Het staat in het plan."),
        ready=text_blocks.ready(request, case, TextBlock.Use.LETTER, field="text"),
    )

    def perform(given: dict[str, Any]) -> None:
        communication.plan(
            request.staff,
            code=code,
            audience=audience,
            planned_on=given["planned_on"],
            words=Words(given["text"], given["teller"]),
            line_id=form.drawn,
            kept_because=given["kept_because"],
        )

    return step_page(request, case, act, form, (Move.TALK, perform))


@unlocked
@about_a_report
def change(request: Any, code: str, line_id: UUID) -> HttpResponse:
    """Plan it otherwise."""
    case, line = _line(request, code, line_id)
    form = PlanLineForm(
        request.POST or None,
        initial={"text": line.words.text, "teller": line.words.teller, "planned_on": line.planned_on},
    )
    act = act_on(
        request,
        case,
        _("Verander deze regel van het plan"),
        _("Verander deze regel"),
        _means(),
        icon="calendar-due",
        place=_PLACE,
        done=_("Het plan is veranderd."),
        ready=text_blocks.ready(request, case, TextBlock.Use.LETTER, field="text"),
    )
    if request.method != "POST" and (over := _over(line)):
        return not_yet(request, act, over)

    def perform(given: dict[str, Any]) -> None:
        communication.change(
            request.staff,
            code=code,
            line_id=line_id,
            planned_on=given["planned_on"],
            words=Words(given["text"], given["teller"]),
            kept_because=given["kept_because"],
        )

    return step_page(request, case, act, form, (Move.TALK, perform))


@unlocked
@about_a_report
def told(request: Any, code: str, line_id: UUID) -> HttpResponse:
    """Say that it was told, after the words were held against the names in the case."""
    case, line = _line(request, code, line_id)
    form = ToldForm(
        request.POST or None,
        initial={"text": line.words.text, "teller": line.words.teller, "told_on": clock.today()},
    )
    act = act_on(
        request,
        case,
        _("Kijk de tekst na en leg vast dat het is verteld"),
        _("Kijk na op namen en leg vast"),
        [
            {
                "text": _("Wij leggen je tekst naast de namen in deze zaak. Je ziet die namen niet."),
                "sign": "eye",
            },
            {"text": _("Dat er is gekeken, komt in het logboek."), "sign": "history"},
            {
                "text": _(
                    "Niets gevonden is niet: niemand te herkennen. Een functie, een plek of een dag zegt soms ook wie het is."
                ),
                "sign": "user-question",
            },
        ],
        icon="search",
        place=_PLACE,
        done=_("Er staat nu dat het is verteld."),
    )
    if request.method != "POST" and (missing := _over(line) or line.missing):
        return not_yet(request, act, _(missing))

    shown = {"giveaways": giveaways.asked(line.words.text, _ready(line.audience))}

    def perform(given: dict[str, Any]) -> None:
        communication.mark_told(
            request.staff,
            code=code,
            line_id=line_id,
            words=Words(given["text"], given["teller"]),
            told_on=given["told_on"],
            kept_because=given["kept_because"],
        )

    move = (Move.TALK, perform)
    return step_page(request, case, act, form, move, template="office_cases/told.html", context=shown)


@unlocked
@about_a_report
def drop(request: Any, code: str, line_id: UUID) -> HttpResponse:
    """Say that somebody is not told after all."""
    case, line = _line(request, code, line_id)
    act = act_on(
        request,
        case,
        _("Laat dit niet doorgaan"),
        _("Dit gaat niet door"),
        [
            {
                "text": _("De regel blijft in het plan staan, zodat te zien is wat jullie van plan waren."),
                "sign": "history",
            }
        ],
        place=_PLACE,
        done=_("Dit gaat niet door."),
    )
    if request.method != "POST" and (over := _over(line)):
        return not_yet(request, act, over)

    def perform(_given: dict[str, Any]) -> None:
        communication.drop(request.staff, code=code, line_id=line_id)

    return step_page(request, case, act, NothingForm(request.POST or None), (Move.TALK, perform))


def _ready(audience: str) -> str:
    """What is proposed to say, in the language of who hears it, not in that of whoever writes it down."""
    ready = communication.READY.get(audience, "")
    with translation.override("nl"):
        return _(ready) if ready else ""


def _means() -> list[dict[str, str]]:
    return [
        {"text": _("Wie een sleutel van deze zaak heeft, leest het plan. De melder niet."), "sign": "eye"},
        {"text": _("Er gaat nog niets uit. Dat doe je zelf, als het zover is."), "sign": "no"},
        {
            "text": _(
                "Wij leggen je tekst nu naast de namen in deze zaak, en nog een keer voor het als verteld telt. Je ziet die "
                "namen niet."
            ),
            "sign": "search",
        },
        {
            "text": _(
                "Niets gevonden is niet: niemand te herkennen. Een functie, een plek of een dag zegt soms ook wie het is."
            ),
            "sign": "user-question",
        },
    ]


def _over(line: LineView) -> str:
    """Why nothing can be done with a line any more; empty while it can."""
    if line.told_on is None and not line.is_dropped:
        return ""
    return _("Dit is al verteld, of het gaat niet meer door.")


def _line(request: Any, code: str, line_id: UUID) -> tuple[Case, LineView]:
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        return case, communication.read_line(request.staff, code, line_id)
