"""Tasks: who is reminded of one, by a knock alone, and who hears that it is late or nobody's (C13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.people import make_tenant

from weerbaar.audit.acts import System
from weerbaar.cases import actions, tasks
from weerbaar.cases.jobs import knock_for_tasks
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.models import KeptOut, Task
from weerbaar.cases.reminding import remind_task
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVERYBODY = ("Fatima", "Joris", "Marit", "Ruben")


@pytest.fixture(scope="module")
def town(database):
    made = make_tenant()
    for name in EVERYBODY:
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


@pytest.fixture(autouse=True)
def nothing_to_do(town):
    """What other tests left behind must not knock in this one."""
    with tenant_scope(town.tenant.id):
        left = Task.objects.filter(ended_at=None)
        left.update(ended_at=MONDAY, ended_by=town["Fatima"].staff.alias)
        Knock.objects.all().delete()


@pytest.fixture
def filed(town):
    with on(0):
        return file_report(town, readers=("Fatima", "Joris"), reserve=("Marit",))


def on(days: int):
    return clock.stopped_at(MONDAY + timedelta(days=days))


def knocked(town) -> set[str]:
    """Who would be knocked in the next round; forgotten after looking."""
    names = {town[name].staff.alias: name for name in EVERYBODY}
    with tenant_scope(town.tenant.id):
        found = {names[one.address.holder_alias] for one in Knock.objects.select_related("address")}
        Knock.objects.all().delete()
    return found


def give(town, filed, *, to: str = "Joris", days: int = 10):
    """A task that Fatima gives on the first day, by which nobody is to be knocked any more; its id."""
    task_id = uuid4()
    with on(0):
        tasks.give_task(
            town["Fatima"].opened,
            code=filed.code,
            person_id=town[to].person_id,
            what="Bel de melder.",
            due_on=clock.today() + timedelta(days=days),
            task_id=task_id,
        )
    return task_id


def test_who_gets_a_task_is_knocked_and_nobody_else(town, filed):
    knocked(town)
    give(town, filed)
    assert knocked(town) == {"Joris"}
    give(town, filed, to="Fatima")
    assert knocked(town) == set()


def test_who_has_it_is_reminded_the_day_before_and_on_the_day_once_each(town, filed):
    give(town, filed)
    knocked(town)
    for day, expected in ((8, set()), (9, {"Joris"}), (10, {"Joris"})):
        with on(day):
            knock_for_tasks(town.tenant.id)
            assert knocked(town) == expected, day
            assert knock_for_tasks(town.tenant.id) == 0


def test_once_it_is_late_whoever_handles_the_case_hears_it_too_and_then_nobody_any_more(town, filed):
    task_id = give(town, filed)
    with on(12):
        knock_for_tasks(town.tenant.id)
        assert knocked(town) == {"Fatima", "Joris", "Marit"}
    with on(13):
        assert knock_for_tasks(town.tenant.id) == 0
        with pytest.raises(RefusedError):
            remind_task(System(town.tenant.id), task_id=task_id)


def test_a_task_that_is_nobodys_is_told_to_who_handles_the_case(town, filed):
    give(town, filed)
    with on(1):
        actions.withdraw_access(
            town["Fatima"].opened, code=filed.code, alias=town["Joris"].staff.alias, reason="Ander werk."
        )
    knocked(town)
    with on(10):
        knock_for_tasks(town.tenant.id)
        assert knocked(town) == {"Fatima"}


def test_who_must_stay_out_since_is_not_knocked(town, filed):
    """Also where the line was forgotten: the mark alone is enough (promise 1)."""
    give(town, filed)
    with tenant_scope(town.tenant.id):
        KeptOut.objects.create(
            tenant_id=town.tenant.id,
            case=filed.case,
            key=kept_out_key(filed.case.id, town["Joris"].person_id),
            origin=KeptOut.Origin.NAMED,
        )
    knocked(town)
    with on(12):
        knock_for_tasks(town.tenant.id)
        assert knocked(town) == {"Fatima", "Marit"}


def test_what_is_done_asks_for_nobody(town, filed):
    task_id = give(town, filed)
    with on(1):
        tasks.finish_task(town["Joris"].opened, code=filed.code, task_id=task_id)
    knocked(town)
    with on(12):
        assert knock_for_tasks(town.tenant.id) == 0
        with pytest.raises(GoneError):
            remind_task(System(town.tenant.id), task_id=uuid4())
    with tenant_scope(town.tenant.id):
        assert Task.objects.get(id=task_id).ended_by == town["Joris"].staff.alias


def test_another_day_is_reminded_of_anew(town, filed):
    task_id = give(town, filed, days=2)
    with on(3):
        knock_for_tasks(town.tenant.id)
        tasks.change_task(
            town["Fatima"].opened,
            code=filed.code,
            task_id=task_id,
            person_id=town["Joris"].person_id,
            due_on=clock.today() + timedelta(days=5),
        )
        knocked(town)
    with on(8):
        knock_for_tasks(town.tenant.id)
        assert knocked(town) == {"Joris"}
