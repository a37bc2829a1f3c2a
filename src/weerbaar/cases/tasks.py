"""Tasks: what somebody does in a case by a day (C13). What lies in `file`; whose it is and by when are facts.

A task is for somebody with a key to the case. Whoever loses theirs keeps none: their task is nobody's until a colleague
gives it on, and stands on the list of whoever handles the case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views
from weerbaar.cases import rules
from weerbaar.cases.accesses import NOT_THERE, in_place_of, living
from weerbaar.cases.acting import AlreadyDoneError, enter, look
from weerbaar.cases.cursors import page_by_day
from weerbaar.cases.leaves import CARDS, NEWEST, Long
from weerbaar.cases.models import Access, Case, ChestKind, StandIn, Task
from weerbaar.cases.queries import seated
from weerbaar.cases.rules import checked_text
from weerbaar.database.rows import run
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from weerbaar.cases.leaves import From, Way
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

declare_views("case.read_task")


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task in its case. `has_owner`: whoever it is for still has a key. Aliases, for the page to name."""

    id: UUID
    for_alias: UUID
    made_by: UUID
    due_on: date
    has_owner: bool
    ended_at: datetime | None
    ended_by: UUID | None
    is_dropped: bool
    what: str = field(repr=False)
    result: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tasks:
    """A leaf of the open tasks of a case, the first day first, and one of those that ended, the last one first.

    `open_count` and `ended_count` are of all leaves.
    """

    open: tuple[TaskView, ...]
    open_way: Way
    open_count: int
    ended: tuple[TaskView, ...]
    ended_way: Way
    ended_count: int


@dataclass(frozen=True, slots=True)
class TaskToDo:
    """A task in a list: facts only."""

    id: UUID
    code: str
    kind: str
    for_alias: UUID
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks by day, how many there are of all pages, and the cursor of the next one."""

    rows: tuple[TaskToDo, ...]
    count: int
    next_cursor: str


# --- verbs ---


@act("case.give_task")
def give_task(staff: Staff, *, code: str, person_id: UUID, what: str, due_on: date, task_id: UUID) -> None:
    """Give somebody with a key to the case a task, or oneself. `task_id` was drawn with the form."""
    case, keys = enter(staff, code)
    who = _owner(staff, case, person_id)
    about(case.id, object_id=who.alias)
    what = checked_text(what, field="what", longest=rules.LONGEST_REASON)
    rules.check_decide_by(due_on, clock.today())
    if Task.objects.filter(id=task_id).exists():
        raise AlreadyDoneError
    task = Task(id=task_id, tenant_id=case.tenant_id, case=case, for_alias=who.alias, due_on=due_on)
    task.made_by, task.made_at = staff.alias, clock.now()
    task.sealed_text = _seal(keys, task, "sealed_text", what)
    task.save(force_insert=True)
    _knock_owner(staff, case, who.alias)


@act("case.change_task")
def change_task(staff: Staff, *, code: str, task_id: UUID, person_id: UUID, due_on: date) -> None:
    """Give a task to another, or another day. A day that moves is reminded of anew."""
    case, _keys, task = _open_task(staff, code, task_id)
    who = _owner(staff, case, person_id)
    about(case.id, object_id=who.alias)
    if due_on != task.due_on:
        rules.check_decide_by(due_on, clock.today())
    task.for_alias, task.due_on = who.alias, due_on
    task.reminded_on = task.escalated_on = None
    task.save(update_fields=["for_alias", "due_on", "reminded_on", "escalated_on"])
    _knock_owner(staff, case, who.alias)


@act("case.finish_task")
def finish_task(staff: Staff, *, code: str, task_id: UUID, result: str = "") -> None:
    """Say that a task was done, and what came of it where that matters. Whoever is in the case can: it is work of all."""
    case, keys, task = _open_task(staff, code, task_id)
    if result.strip():
        result = checked_text(result, field="result", longest=rules.LONGEST_REASON)
        task.sealed_result = _seal(keys, task, "sealed_result", result)
    _end(staff, task, is_dropped=False)
    _knock_owner(staff, case, task.made_by)


@act("case.drop_task")
def drop_task(staff: Staff, *, code: str, task_id: UUID, result: str) -> None:
    """Say why a task need not be done any more."""
    case, keys, task = _open_task(staff, code, task_id)
    result = checked_text(result, field="result", longest=rules.LONGEST_REASON)
    task.sealed_result = _seal(keys, task, "sealed_result", result)
    about(case.id, reason=task.sealed_result)
    _end(staff, task, is_dropped=True)
    _knock_owner(staff, case, task.for_alias)


def hand_on(case: Case, leaver: UUID, to: UUID) -> None:
    """Let whoever takes a case over have the open tasks of who hands it over."""
    Task.objects.filter(case=case, for_alias=leaver, ended_at=None).update(for_alias=to)


# --- questions ---


def tasks_of(
    case: Case, keys: Mapping[str, ChestKey], *, start: From = NEWEST, ended_start: From = NEWEST
) -> Tasks:
    """What the page of a case shows of its tasks. Four statements, whatever their number."""
    owners = set(seated(case))
    running = Long(
        Task, "cases_task", "due_on", "case_id = %s AND ended_at IS NULL", [case.id], from_first=True
    ).leaf(start, CARDS)
    ended = Long(Task, "cases_task", "ended_at", "case_id = %s AND ended_at IS NOT NULL", [case.id]).leaf(
        ended_start, CARDS
    )
    counted = run("SELECT count(*), count(ended_at) FROM cases_task WHERE case_id = %s", [case.id])
    [(total, over)] = counted.fetchall()
    return Tasks(
        tuple(_view(one, keys, owners) for one in running.rows),
        running.way,
        total - over,
        tuple(_view(one, keys, owners) for one in reversed(ended.rows)),
        ended.way,
        over,
    )


def read_task(staff: Staff, code: str, task_id: UUID) -> TaskView:
    """One task, after the line that says who read it. Raises NotAllowedError where it is not in this case."""
    case, keys = look(staff, code, "case.read_task", object_id=task_id)
    task = Task.objects.filter(case=case, id=task_id).first()
    if task is None:
        raise NotAllowedError(NOT_THERE)
    return _view(task, keys, set(seated(case)))


def may_have_tasks(staff: Staff, case: Case) -> list[Colleague]:
    """Who has a key to a case now, the asker first, then by name."""
    people = colleagues_by_alias(staff.tenant_id)
    found = [people[alias] for alias in seated(case) if alias in people]
    return sorted(found, key=lambda one: (one.alias != staff.alias, one.name.casefold()))


def my_tasks(staff: Staff, *, after: str = "") -> TaskPage:
    """The open tasks of somebody, in cases that they have a key to; and of whom they stand in for, there. By day."""
    return _page(_mine(staff), after)


def tasks_that_ask(staff: Staff, *, after: str = "") -> TaskPage:
    """Of those, what asks now: what is late, or ends within a week."""
    return _page(_mine(staff).filter(due_on__lte=rules.asks_by(clock.today())), after)


def tasks_left(staff: Staff, *, after: str = "") -> TaskPage:
    """In the cases that somebody handles: the tasks of others that are late, and those that are nobody's."""
    handling = (Access.Capacity.HANDLER, Access.Capacity.RESERVE)
    seat = Access.objects.filter(living(), case=OuterRef("case"), holder_alias=staff.alias)
    owner = Access.objects.filter(living(), case=OuterRef("case"), holder_alias=OuterRef("for_alias"))
    rows = Task.objects.filter(Exists(seat.filter(capacity__in=handling)), ended_at=None)
    rows = rows.exclude(id__in=_mine(staff).values("id"))
    return _page(rows.filter(Q(due_on__lt=clock.today()) | ~Exists(owner)), after)


def _mine(staff: Staff) -> QuerySet[Task]:
    seats = Access.objects.filter(living(), holder_alias=staff.alias)
    here = seats.filter(case=OuterRef("case"))
    stands_in = StandIn.objects.filter(living(), holder_alias=staff.alias)
    absent = stands_in.values_list("absent_alias", flat=True).distinct()
    for_them = stands_in.filter(case=OuterRef("case"), absent_alias=OuterRef("for_alias"))
    theirs = Q(Exists(here)) & (Q(for_alias=staff.alias) | Q(Exists(for_them)))
    return Task.objects.filter(theirs, for_alias__in=[staff.alias, *absent], ended_at=None)


def _page(rows: QuerySet[Task], after: str) -> TaskPage:
    found, cursor = page_by_day(rows.select_related("case"), "due_on", after)
    shown = tuple(TaskToDo(one.id, one.case.code, one.case.kind, one.for_alias, one.due_on) for one in found)
    whole = not after and not cursor
    return TaskPage(shown, len(shown) if whole else rows.count(), cursor)


# --- shared by these ---


def _open_task(staff: Staff, code: str, task_id: UUID) -> tuple[Case, dict[str, ChestKey], Task]:
    case, keys = enter(staff, code)
    task = Task.objects.select_for_update().filter(case=case, id=task_id).first()
    if task is None:
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=task.for_alias)
    if task.ended_at is not None:
        raise RefusedError(_("Deze taak is al klaar of vervallen."))
    return case, keys, task


def _owner(staff: Staff, case: Case, person_id: UUID) -> Colleague:
    """Who gets a task: somebody with a key. Anybody else is answered like somebody who does not exist."""
    found = next((one for one in may_have_tasks(staff, case) if one.person_id == person_id), None)
    if found is None:
        raise RefusedError(_("Kies een collega die een sleutel van deze zaak heeft."), field="person")
    return found


def _end(staff: Staff, task: Task, *, is_dropped: bool) -> None:
    task.ended_at, task.ended_by, task.is_dropped = clock.now(), staff.alias, is_dropped
    task.save(update_fields=["ended_at", "ended_by", "is_dropped", "sealed_result"])


def _knock_owner(staff: Staff, case: Case, alias: UUID) -> None:
    """Knock at somebody of the case, or at who stands in for them; at nobody for what they did themself."""
    if alias != staff.alias:
        knock(case.tenant_id, [one for one in in_place_of(case.id, [alias]) if one != staff.alias])


def _seal(keys: Mapping[str, ChestKey], task: Task, column: str, text: str) -> bytes:
    return keys[ChestKind.FILE].seal("cases_task", task.id, column, text.encode())


def _view(task: Task, keys: Mapping[str, ChestKey], owners: set[UUID]) -> TaskView:
    file_key = keys[ChestKind.FILE]
    result = task.sealed_result
    return TaskView(
        id=task.id,
        for_alias=task.for_alias,
        made_by=task.made_by,
        due_on=task.due_on,
        has_owner=task.for_alias in owners,
        ended_at=task.ended_at,
        ended_by=task.ended_by,
        is_dropped=task.is_dropped,
        what=file_key.open("cases_task", task.id, "sealed_text", task.sealed_text).decode(),
        result=file_key.open("cases_task", task.id, "sealed_result", result).decode() if result else "",
    )
