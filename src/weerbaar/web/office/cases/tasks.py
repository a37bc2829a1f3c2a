"""Tasks: their part of the page of a case and of Vandaag, the acts on them, and the list of somebody's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from weerbaar.cases import lessons as improvements
from weerbaar.cases import rules, tasks
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.office.cases import leaves, lessons, words
from weerbaar.web.office.cases.case_act import act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import TaskDayForm, text_field
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from django import forms
    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile
    from weerbaar.cases.tasks import TaskToDo, TaskView
    from weerbaar.organisation.queries import Colleague

_PLACE = "#taken"
_MOST_TODAY = 5


class TaskForm(TaskDayForm):
    what = text_field(
        gettext_lazy("Wat moet er gebeuren?"),
        gettext_lazy("Schrijf op wat er moet gebeuren."),
        help_text=gettext_lazy("Gebruik de schuilnamen, zoals B1 en G2."),
        rows=3,
        longest=LONGEST_REASON,
    )
    field_order = ["what", "person", "due_on"]


class FinishTaskForm(PlainForm):
    result = text_field(gettext_lazy("Wat kwam eruit?"), rows=3, longest=LONGEST_REASON)


class DropTaskForm(PlainForm):
    result = text_field(
        gettext_lazy("Waarom hoeft dit niet meer?"),
        gettext_lazy("Schrijf op waarom de taak niet meer hoeft."),
        rows=3,
        longest=LONGEST_REASON,
    )


# --- in the page of a case ---


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What the page of a case shows of its tasks."""
    found = tasks.tasks_of(
        page.case,
        page.keys,
        start=leaves.start(request, leaves.TASKS),
        ended_start=leaves.start(request, leaves.ENDED),
    )
    return {
        "open": [_row(request, page, one) for one in found.open],
        "count": found.open_count,
        "ways": leaves.ways_of(request, page.case, leaves.TASKS, found.open_way),
        "ended": [_row(request, page, one) for one in found.ended],
        "ended_count": found.ended_count,
        "ended_ways": leaves.ways_of(request, page.case, leaves.ENDED, found.ended_way),
        "url": address(request, "case_task", code=page.case.code),
    }


def _row(request: Any, page: CaseFile, one: TaskView) -> dict[str, Any]:
    return {
        "what": one.what,
        "who": _who(request, one.for_alias, page.colleagues),
        "chip": _chip(one.due_on) if one.ended_at is None else _ended_chip(one),
        "nobodys": one.ended_at is None and not one.has_owner,
        "ended_at": one.ended_at,
        "ended_by": _who(request, one.ended_by, page.colleagues) if one.ended_by else "",
        "result": one.result,
        "acts": _acts(request, page.case, one.id) if one.ended_at is None else [],
    }


def _acts(request: Any, case: Case, task_id: UUID) -> list[dict[str, str]]:
    acts = (
        ("case_task_done", _("Rond af")),
        ("case_task_change", _("Geef aan een ander, of een andere dag")),
        ("case_task_drop", _("Laat vervallen")),
    )
    return [
        {"url": address(request, name, code=case.code, task_id=task_id), "label": label}
        for name, label in acts
    ]


def _who(request: Any, alias: UUID, colleagues: Mapping[UUID, Colleague]) -> str:
    known = colleagues.get(alias)
    return _("jou") if alias == request.staff.alias else known.first_name if known else _("iemand")


def _chip(due_on: date) -> tuple[str, str, str]:
    """By when in words, with the tone and the icon of a chip."""
    today = clock.today()
    day = dates.short_day(due_on, today)
    if due_on < today:
        return _("Te laat: het moest %(day)s") % {"day": day}, "danger", "alert-triangle"
    soon = due_on <= rules.asks_by(today)
    return _("Uiterlijk %(day)s") % {"day": day}, "warn" if soon else "", "clock" if soon else "calendar-due"


def _ended_chip(one: TaskView) -> tuple[str, str, str]:
    return (_("Vervallen"), "", "x") if one.is_dropped else (_("Klaar"), "ok", "circle-check")


# --- the acts ---


@unlocked
def give(request: Any, code: str) -> HttpResponse:
    """Give somebody in the case a task."""
    case = case_of(request, code)
    form = TaskForm(
        request.POST or None, people=_people(request, case), initial={"person": request.staff.person_id}
    )
    act = act_on(
        request,
        case,
        _("Geef een taak"),
        _("Geef deze taak"),
        [
            {"text": _("Wie een sleutel van deze zaak heeft, leest de taak. De melder niet."), "sign": "eye"},
            _knocks(),
            {
                "text": _("Raakt iemand de sleutel kwijt? Dan zie je hier dat de taak van niemand meer is."),
                "sign": "key",
            },
        ],
        icon="list-check",
        place=_PLACE,
        done=_("De taak is gegeven."),
    )

    def perform(given: dict[str, Any]) -> None:
        tasks.give_task(
            request.staff,
            code=code,
            person_id=UUID(given["person"]),
            what=given["what"],
            due_on=given["due_on"],
            task_id=form.drawn,
        )

    return step_page(request, case, act, form, (Move.TALK, perform))


@unlocked
def change(request: Any, code: str, task_id: UUID) -> HttpResponse:
    """Give a task to another, or another day."""

    def perform(given: dict[str, Any]) -> None:
        tasks.change_task(
            request.staff,
            code=code,
            task_id=task_id,
            person_id=UUID(given["person"]),
            due_on=given["due_on"],
        )

    def form(case: Case, task: TaskView) -> forms.Form:
        people = _people(request, case)
        owner = next((one.person_id for one in people if one.alias == task.for_alias), None)
        return TaskDayForm(
            request.POST or None, people=people, initial={"person": owner, "due_on": task.due_on}
        )

    said = _("Verander deze taak"), _("Verander de taak"), _("De taak is veranderd.")
    return _act(request, (code, task_id), said, [_knocks()], (form, perform))


@unlocked
def finish(request: Any, code: str, task_id: UUID) -> HttpResponse:
    """Say that a task was done."""

    def perform(given: dict[str, Any]) -> None:
        tasks.finish_task(request.staff, code=code, task_id=task_id, result=given["result"])

    means = [{"text": _("De taak blijft in de zaak staan, met wat eruit kwam."), "sign": "history"}]
    said = _("Rond deze taak af"), _("De taak is klaar"), _("De taak is afgerond.")
    return _act(request, (code, task_id), said, means, (_posted(request, FinishTaskForm), perform))


@unlocked
def drop(request: Any, code: str, task_id: UUID) -> HttpResponse:
    """Say why a task need not be done."""

    def perform(given: dict[str, Any]) -> None:
        tasks.drop_task(request.staff, code=code, task_id=task_id, result=given["result"])

    means = [
        {"text": _("De taak blijft in de zaak staan als vervallen, met je reden."), "sign": "history"},
        {"text": _("Van wie de taak was, krijgt een seintje."), "sign": "bell"},
    ]
    said = _("Laat deze taak vervallen"), _("Laat de taak vervallen"), _("De taak is vervallen.")
    return _act(request, (code, task_id), said, means, (_posted(request, DropTaskForm), perform))


def _posted(request: Any, form: type[forms.Form]) -> Callable[[Case, TaskView], forms.Form]:
    return lambda _case, _task: form(request.POST or None)


def _act(
    request: Any,
    where: tuple[str, UUID],
    said: tuple[str, str, str],
    means: list[dict[str, str]],
    do: tuple[Callable[[Case, TaskView], forms.Form], Callable[[dict[str, Any]], None]],
) -> HttpResponse:
    """An act on one task, which stands above the questions."""
    (code, task_id), (heading, button, done), (make_form, perform) = where, said, do
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        task = tasks.read_task(request.staff, code, task_id)
    act = act_on(request, case, heading, button, means, icon="list-check", place=_PLACE, done=done)
    if request.method != "POST" and task.ended_at is not None:
        return not_yet(request, replace(act, done=""), _("Deze taak is al klaar of vervallen."))
    who = _who(request, task.for_alias, colleagues_by_alias(request.tenant.id))
    return step_page(
        request,
        case,
        act,
        make_form(case, task),
        (Move.TALK, perform),
        template="office_cases/task_act.html",
        context={"task": {"what": task.what, "who": who, "chip": _chip(task.due_on)}},
    )


def _people(request: Any, case: Case) -> list[Colleague]:
    with tenant_scope(request.tenant.id):
        return tasks.may_have_tasks(request.staff, case)


def _knocks() -> dict[str, str]:
    return {
        "text": _(
            "Voor wie de taak is, krijgt nu een seintje, een dag ervoor en op de dag zelf. Is de taak te laat, dan krijgt wie"
            " de zaak behandelt er ook een."
        ),
        "sign": "bell",
    }


# --- the lists ---


@unlocked
@require_safe
def overview(request: Any) -> HttpResponse:
    """What somebody has to do in the cases that they have a key to, and what is left there by others. Facts only."""
    after, left_after = request.GET.get("na", ""), request.GET.get("blijft-na", "")
    better_after = request.GET.get("actie-na", "")
    with tenant_scope(request.tenant.id):
        mine = tasks.my_tasks(request.staff, after=after)
        left = tasks.tasks_left(request.staff, after=left_after)
        better, better_cursor = improvements.mine(request.staff, after=better_after)
        people = colleagues_by_alias(request.tenant.id) if left.rows else {}
    context = {
        "today": clock.today(),
        "heading": _heading(mine.count),
        "todo": todo(request, mine.rows),
        "left": [_left(request, one, people) for one in left.rows],
        "ways": _ways(request, mine.next_cursor, after, "na", ""),
        "left_ways": _ways(request, left.next_cursor, left_after, "blijft-na", "#blijft"),
        "improvements": lessons.todo(request, better),
        "improvement_ways": _ways(request, better_cursor, better_after, "actie-na", "#verbeteracties"),
    }
    return render(request, "office_cases/tasks.html", context)


def _ways(request: Any, cursor: str, after: str, name: str, place: str) -> list[dict[str, str]]:
    ways = []
    if cursor:
        ways.append({"url": f"?{urlencode({name: cursor})}{place}", "label": _("Toon de volgende")})
    if after:
        ways.append({"url": address(request, "tasks") + place, "label": _("Terug naar de eerste")})
    return ways


def _heading(count: int) -> str:
    if not count:
        return _("Je hebt geen taken")
    word = dates.number_word(count)
    told = ngettext("%(word)s taak is van jou", "%(word)s taken zijn van jou", count)
    return told % {"word": "Eén" if word == "één" else word[:1].upper() + word[1:]}


def today_rows(request: Any) -> tuple[list[dict[str, Any]], int]:
    """What Vandaag shows of tasks: the first of one's own that are late or end soon, and that others left some; with how
    many things that are.
    """
    with tenant_scope(request.tenant.id):
        mine, left = tasks.tasks_that_ask(request.staff), tasks.tasks_left(request.staff)
        better = improvements.count_that_ask(request.staff)
    shown = mine.rows[:_MOST_TODAY]
    rows = todo(request, shown)
    if more := mine.count - len(shown):
        told = ngettext("Nog %(count)d taak wacht op je", "Nog %(count)d taken wachten op je", more)
        rows.append(_to_list(request, told % {"count": more}, more, ""))
    if left.count:
        told = ngettext(
            "Een taak van een ander blijft liggen", "%(count)d taken van anderen blijven liggen", left.count
        )
        rows.append(
            _to_list(
                request,
                told % {"count": left.count},
                left.count,
                "#blijft",
                _("te laat, of van niemand meer"),
            )
        )
    if better:
        told = ngettext("Een verbeteractie wacht op je", "%(count)d verbeteracties wachten op je", better)
        rows.append(_to_list(request, told % {"count": better}, better, "#verbeteracties"))
    return rows, mine.count + left.count + better


def todo(request: Any, rows: Iterable[TaskToDo]) -> list[dict[str, Any]]:
    """Tasks as lines of a list of what asks: facts, no words."""
    return [
        {
            "title": _("Doe je taak in deze zaak")
            if one.for_alias == request.staff.alias
            else _("Doe de taak van wie jij vervangt"),
            "about": words.kind_inside(one.kind),
            "code": one.code,
            "url": address(request, "case_task_done", code=one.code, task_id=one.id),
            "verb": _("Lees de taak"),
            "icon": "list-check",
            "when": _chip(one.due_on)[0],
            "tone": _chip(one.due_on)[1],
        }
        for one in rows
    ]


def _to_list(request: Any, title: str, counts: int, place: str, about: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "about": about,
        "code": "",
        "url": address(request, "tasks") + place,
        "verb": _("Bekijk de taken"),
        "icon": "list-check",
        "when": "",
        "tone": "",
        "counts": counts,
    }


def _left(request: Any, one: TaskToDo, people: Mapping[UUID, Colleague]) -> dict[str, Any]:
    return {
        "url": address(request, "case", code=one.code) + _PLACE,
        "code": one.code,
        "kind": words.kind_inside(one.kind),
        "who": _who(request, one.for_alias, people),
        "chip": _chip(one.due_on),
    }
