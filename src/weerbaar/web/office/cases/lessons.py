"""Improvements: made on the page of a case, done by somebody who knows of no case by it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import lessons, rules
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.lessons import Words
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases import leaves
from weerbaar.web.office.cases.case_act import act_on, case_of, not_yet
from weerbaar.web.office.cases.forms import TaskDayForm, text_field
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django import forms
    from django.http import HttpResponse

    from weerbaar.cases.lessons import ImprovementView, ToDo
    from weerbaar.cases.queries import CaseFile


class GiveOnForm(TaskDayForm):
    """Who does an improvement, by when. Nobody here needs a key to a case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Wie doet het?")
        self.fields["person"].help_text = _(
            "Iedereen met een bevestigde sleutel, om wie de zaak niet heen gaat."
        )


class ImprovementForm(GiveOnForm):
    lesson = text_field(
        gettext_lazy("Wat leerden jullie?"),
        gettext_lazy("Schrijf op wat jullie leerden."),
        help_text=gettext_lazy("Zonder namen, en zo dat de zaak er niet in te herkennen is."),
        rows=4,
        longest=LONGEST_REASON,
    )
    what = text_field(
        gettext_lazy("Wat moet er gebeuren?"),
        gettext_lazy("Schrijf op wat er moet gebeuren."),
        rows=4,
        longest=LONGEST_REASON,
    )
    kept_because = text_field(
        gettext_lazy("Moet er een naam in blijven staan? Waarom?"),
        help_text=gettext_lazy(
            "Alleen als wij een naam vinden die er echt in moet. Je reden staat bij de besluiten."
        ),
        rows=2,
        longest=LONGEST_REASON,
    )
    field_order = ["lesson", "what", "person", "due_on", "kept_because"]


class ResultForm(PlainForm):
    result = text_field(
        gettext_lazy("Wat is er gedaan?"),
        gettext_lazy("Schrijf op wat er is gedaan."),
        rows=4,
        longest=LONGEST_REASON,
    )


class DropImprovementForm(PlainForm):
    result = text_field(
        gettext_lazy("Waarom gaat dit niet door?"),
        gettext_lazy("Schrijf op waarom."),
        rows=3,
        longest=LONGEST_REASON,
    )


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What the page of a case shows of what came of its lessons."""
    names = {alias: one.first_name for alias, one in page.colleagues.items()}
    found, way = lessons.of_case(request.staff, page.case, leaves.start(request, leaves.LESSONS))
    return {
        "rows": [
            {
                "what": one.words.what,
                "lesson": one.words.lesson,
                "who": _("jou")
                if one.for_alias == request.staff.alias
                else names.get(one.for_alias, _("iemand")),
                "chip": _chip(one),
                "result": one.result,
                "acts": _acts(request, one),
            }
            for one in found
        ],
        **leaves.ways_of(request, page.case, leaves.LESSONS, way),
        "url": address(request, "case_improvement", code=page.case.code) if page.case.outcome else "",
    }


def _chip(one: ImprovementView) -> tuple[str, str, str]:
    if not one.is_open:
        return (_("Vervallen"), "", "x") if one.is_dropped else (_("Klaar"), "ok", "circle-check")
    return _day_chip(one.due_on)


def _day_chip(due_on: date) -> tuple[str, str, str]:
    today = clock.today()
    day = {"day": dates.short_day(due_on, today)}
    if due_on < today:
        return _("Te laat: het moest %(day)s") % day, "danger", "alert-triangle"
    return _("Uiterlijk %(day)s") % day, "warn" if due_on <= rules.asks_by(today) else "", "calendar-due"


def _acts(request: Any, one: ImprovementView) -> list[dict[str, str]]:
    if not one.is_open:
        return []
    acts = [("improvement", _("Rond af"))]
    if one.may_steer:
        acts.append(("improvement_give_on", _("Geef aan een ander, of een andere dag")))
        acts.append(("improvement_drop", _("Laat vervallen")))
    return [{"url": address(request, name, improvement_id=one.id), "label": label} for name, label in acts]


def todo(request: Any, rows: list[ToDo]) -> list[dict[str, Any]]:
    """Improvements as lines of a list of what asks: facts, no words."""
    return [
        {
            "title": _("Doe je verbeteractie"),
            "about": _("Een les uit een zaak"),
            "code": "",
            "url": address(request, "improvement", improvement_id=one.id),
            "verb": _("Lees wat er moet gebeuren"),
            "icon": "book",
            "when": _day_chip(one.due_on)[0],
            "tone": _day_chip(one.due_on)[1],
        }
        for one in rows
    ]


@unlocked
def make(request: Any, code: str) -> HttpResponse:
    """Make an improvement of a lesson."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        people = lessons.may_own(request.staff, case)
    form = ImprovementForm(request.POST or None, people=people)
    act = act_on(
        request,
        case,
        _("Maak van een les een verbeteractie"),
        _("Geef deze verbeteractie"),
        [
            {
                "text": _("Wie het doet, leest de les en wat er moet gebeuren. Niet uit welke zaak."),
                "sign": "eye",
            },
            {"text": _("Wij kijken eerst of er een naam uit deze zaak in staat."), "sign": "search"},
            {"text": _("De verbeteractie blijft als de zaak wordt vernietigd."), "sign": "archive"},
            {
                "text": _("Wie het doet, krijgt een seintje: nu, drie dagen ervoor en op de dag zelf."),
                "sign": "bell",
            },
        ],
        icon="book",
        place="#lessen",
        done=_("De verbeteractie is gegeven."),
    )
    if request.method != "POST" and not case.outcome:
        return not_yet(request, act, _("Leg eerst vast wat eruit kwam."))

    def perform(given: dict[str, Any]) -> str:
        with suppress(AlreadyDoneError):
            lessons.make_improvement(
                request.staff,
                code=code,
                words=Words(what=given["what"], lesson=given["lesson"]),
                person_id=UUID(given["person"]),
                due_on=given["due_on"],
                improvement_id=form.drawn,
                kept_because=given["kept_because"],
            )
        return act.back

    return act_page(request, act, form, perform)


@unlocked
def improvement(request: Any, improvement_id: UUID) -> HttpResponse:
    """Read what is to be done, and say that it was done."""

    def perform(given: dict[str, Any]) -> None:
        lessons.finish(request.staff, improvement_id=improvement_id, result=given["result"])

    said = _("Je verbeteractie"), _("Dit is klaar"), _("De verbeteractie is afgerond.")
    means = [{"text": _("Wie je dit gaf, leest wat je deed."), "sign": "eye"}]
    return _act(
        request, improvement_id, said, means, (lambda _held: ResultForm(request.POST or None), perform)
    )


@unlocked
def give_on(request: Any, improvement_id: UUID) -> HttpResponse:
    """Let somebody else do it, or by another day."""

    def form(held: ImprovementView) -> forms.Form:
        with tenant_scope(request.tenant.id):
            people = lessons.may_take_on(request.staff, improvement_id)
        owner = next((one.person_id for one in people if one.alias == held.for_alias), None)
        return GiveOnForm(
            request.POST or None, people=people, initial={"person": owner, "due_on": held.due_on}
        )

    def perform(given: dict[str, Any]) -> None:
        lessons.give_on(
            request.staff,
            improvement_id=improvement_id,
            person_id=UUID(given["person"]),
            due_on=given["due_on"],
        )

    said = (
        _("Geef deze verbeteractie door"),
        _("Geef de verbeteractie door"),
        _("De verbeteractie is doorgegeven."),
    )
    means = [
        {
            "text": _("Wie het doet, krijgt een seintje. Wie het niet meer doet, kan het niet meer lezen."),
            "sign": "key",
        }
    ]
    return _act(request, improvement_id, said, means, (form, perform), to_steer=True)


@unlocked
def drop(request: Any, improvement_id: UUID) -> HttpResponse:
    """Say why it is not done."""

    def perform(given: dict[str, Any]) -> None:
        lessons.drop(request.staff, improvement_id=improvement_id, result=given["result"])

    said = _("Laat deze verbeteractie vervallen"), _("Laat vervallen"), _("De verbeteractie is vervallen.")
    means = [{"text": _("Zij blijft staan, met je reden."), "sign": "history"}]
    return _act(
        request,
        improvement_id,
        said,
        means,
        (lambda _held: DropImprovementForm(request.POST or None), perform),
        to_steer=True,
    )


_Do = tuple["Callable[[ImprovementView], forms.Form]", "Callable[[dict[str, Any]], None]"]


def _act(
    request: Any,
    improvement_id: UUID,
    said: tuple[str, str, str],
    means: list[dict[str, str]],
    do: _Do,
    *,
    to_steer: bool = False,
) -> HttpResponse:
    """An act on one improvement, which stands above the questions."""
    (heading, button, done), (make_form, perform) = said, do
    with tenant_scope(request.tenant.id):
        held = lessons.read(request.staff, improvement_id)
    act = Act(heading, button, address(request, "tasks"), means=means, icon="book", done=done)
    if request.method != "POST" and not held.is_open:
        return not_yet(request, act, _("Deze verbeteractie is al klaar of vervallen."))
    if request.method != "POST" and to_steer and not held.may_steer:
        told = _("Kun je dit niet doen? Vraag wie je dit gaf om een ander te kiezen.")
        return not_yet(request, act, told, title=_("Dit kun jij niet doen"))

    def finish(given: dict[str, Any]) -> str:
        perform(given)
        return act.back

    known = colleagues_by_alias(request.tenant.id).get(held.for_alias)
    shown = {
        "what": held.words.what,
        "lesson": held.words.lesson,
        "who": _("jou")
        if held.for_alias == request.staff.alias
        else known.first_name
        if known
        else _("iemand"),
        "chip": _chip(held),
    }
    return act_page(
        request,
        act,
        make_form(held),
        finish,
        template="office_cases/improvement.html",
        context={"improvement": shown},
    )
