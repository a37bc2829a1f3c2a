"""What colleagues did in a long case, by leaves: tasks, the plan, improvements and who had words of their own.

Each row stands on one leaf and on no other, and a long case asks no more of the database than a short one.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import lxml.html
import pytest
from tests.filed import Filed, bring, file_report
from tests.people import Town, make_tenant
from tests.statements import counted
from tests.web.office.cases.test_pages import Desk

from weerbaar.cases import communication, lessons, tasks
from weerbaar.cases.communication import Words
from weerbaar.cases.leaves import CARDS
from weerbaar.cases.models import Guest, Improvement, Party, PlanLine, Task
from weerbaar.cases.queries import keys_to
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault.models import Grant

if TYPE_CHECKING:
    from collections.abc import Callable

    from weerbaar.vault.chests import ChestKey

_MANY = 2 * CARDS + 4
_ROW = re.compile(r"Rij (\d+)\.")


def give_tasks(town: Town, filed: Filed, keys: dict[str, ChestKey], number: int, *, is_ended: bool) -> None:
    now, me = clock.now(), town["Fatima"].staff.alias
    for place in range(number):
        row = Task(id=uuid4(), tenant_id=town.tenant.id, case=filed.case, made_by=me, made_at=now)
        row.for_alias, row.due_on = me, clock.today() + timedelta(days=place // 2)
        if is_ended:
            row.ended_at, row.ended_by = now + timedelta(minutes=place // 2), me
        row.sealed_text = tasks._seal(keys, row, "sealed_text", f"Rij {place}.")
        row.save(force_insert=True)


def plan_lines(town: Town, filed: Filed, keys: dict[str, ChestKey], number: int) -> None:
    for place in range(number):
        row = PlanLine(id=uuid4(), tenant_id=town.tenant.id, case=filed.case, audience="team")
        row.made_by, row.made_at = town["Fatima"].staff.alias, clock.now()
        row.planned_on = clock.today() + timedelta(days=place // 2)
        communication._seal(keys, row, Words(f"Rij {place}.", "Fatima"))
        row.save(force_insert=True)


def make_improvements(town: Town, filed: Filed, keys: dict[str, ChestKey], number: int) -> None:
    staff = town["Fatima"].opened
    for place in range(number):
        row = Improvement(id=uuid4(), tenant_id=town.tenant.id, for_alias=staff.alias, due_on=clock.today())
        row.made_by, row.made_at = staff.alias, clock.now()
        key = lessons._make_chest(filed.case, row)
        told = json.dumps({"what": f"Rij {place}.", "lesson": "Een les."}).encode()
        row.sealed_text = key.seal("cases_improvement", row.id, "sealed_text", told)
        row.save(force_insert=True)
        lessons._keep_lesson(staff, filed.case, keys, row, "Een les.")


def let_go(town: Town, filed: Filed, keys: dict[str, ChestKey], number: int) -> None:
    """Guests whose words were taken back. Every second one is tied to somebody in the case."""
    first = clock.now() - timedelta(days=1)
    party = Party.objects.get(case=filed.case, role=Party.Role.WITNESS).id
    for place in range(number):
        row = Guest(
            id=uuid4(), tenant_id=town.tenant.id, case=filed.case, role="helper", holder_alias=uuid4()
        )
        row.let_in_by, row.since = town["Fatima"].staff.alias, first + timedelta(minutes=place // 2)
        row.ended_at, row.party_id = clock.now(), party if place % 2 else None
        told = json.dumps({"who": f"Rij {place}.", "why": ""}).encode()
        row.sealed_who = keys["file"].seal("cases_guest", row.id, "sealed_who", told)
        row.save(force_insert=True)


class List(NamedTuple):
    """A list on the page of a case: what fills it, where it stands, the way on from its first leaf, how many stand on
    one, whether its rows go up there and from leaf to leaf, and whether it lies folded until somebody looks further.
    """

    fill: Callable[[Town, Filed, dict[str, ChestKey], int], None]
    section: str
    onward: str
    size: int
    rises: bool
    newest_leaf_first: bool = True
    is_folded: bool = False


LISTS = {
    "open tasks": List(partial(give_tasks, is_ended=False), "taken", "Latere taken", CARDS, True, False),
    "ended tasks": List(
        partial(give_tasks, is_ended=True),
        "taken",
        "Taken die eerder klaar waren",
        CARDS,
        False,
        is_folded=True,
    ),
    "plan": List(plan_lines, "communicatie", "Eerdere regels", CARDS, True),
    "improvements": List(make_improvements, "lessen", "Eerdere verbeteracties", CARDS, False),
    "guests": List(let_go, "eigen-woorden", "Wie eerder kwam", CARDS, False, is_folded=True),
}


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town: Town) -> Desk:
    return Desk(town, "Fatima")


def filled(town: Town, one: List, number: int) -> Filed:
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "decided")
    with tenant_scope(town.tenant.id):
        one.fill(town, filed, keys_to(town["Fatima"].opened, filed.case), number)
    return filed


def walk(desk: Desk, filed: Filed, one: List) -> list[list[int]]:
    """The numbers of the rows on each leaf, from the one that is shown first."""
    leaves, at = [], f"{desk.root}zaken/{filed.code}/"
    while at:
        answer = desk.client.get(at)
        assert answer.status_code == 200
        [section] = lxml.html.fromstring(answer.content.decode()).xpath(f"//section[@id='{one.section}']")
        found = _ROW.findall(" ".join(section.text_content().split()))
        leaves.append([int(number) for number in dict.fromkeys(found)])
        assert bool(section.xpath(".//details[@open]")) is (one.is_folded and len(leaves) > 1)
        ways = section.xpath(f".//button[normalize-space()='{one.onward}']/@value")
        at = ways[0] if ways else ""
        assert not at or section.xpath(f"(. | .//*)[@id='{at.partition('#')[2]}']")
    return leaves


@pytest.mark.req("C13", "C10", "C11", "R19")
@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_a_long_case_stands_on_one_leaf(town: Town, fatima: Desk, name: str) -> None:
    one = LISTS[name]
    filed = filled(town, one, _MANY)
    leaves = walk(fatima, filed, one)
    assert [len(leaf) for leaf in leaves] == [one.size] * (_MANY // one.size) + [_MANY % one.size]
    rows = [
        row for leaf in (reversed(leaves) if one.rises and one.newest_leaf_first else leaves) for row in leaf
    ]
    assert sorted(rows) == list(range(_MANY))
    # Two by two on the same day or at the same moment: a leaf may end between them.
    places = [row // 2 for row in rows]
    assert places == sorted(places, reverse=not one.rises)


@pytest.mark.parametrize("name", LISTS)
def test_a_long_case_asks_no_more_than_a_short_one(town: Town, fatima: Desk, name: str) -> None:
    one = LISTS[name]

    def asked(number: int) -> int:
        path = f"zaken/{filled(town, one, number).code}/"
        fatima.get(path)
        with counted() as found:
            assert fatima.get(path).status_code == 200
        return len(found)

    assert asked(9) <= asked(2)


def test_the_count_of_the_open_tasks_is_of_all_leaves(town: Town, fatima: Desk) -> None:
    filed = filled(town, LISTS["open tasks"], _MANY)
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content.decode())
    assert page.xpath("//nav//a[@href='#taken']/span/text()") == [str(_MANY)]


def test_one_list_stays_where_it_is_when_another_goes_on(town: Town, fatima: Desk) -> None:
    filed = filled(town, LISTS["open tasks"], _MANY)
    with tenant_scope(town.tenant.id):
        plan_lines(town, filed, keys_to(town["Fatima"].opened, filed.case), _MANY)
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content.decode())
    later = page.xpath("//button[normalize-space()='Latere taken']/@value")[0]
    page = lxml.html.fromstring(fatima.client.get(later).content.decode())
    onward = page.xpath("//button[normalize-space()='Eerdere regels']/@value")[0]
    assert later.partition("?")[2].partition("#")[0] in onward


def test_whoever_has_no_key_to_an_improvement_sees_no_leaf_of_it(town: Town, fatima: Desk) -> None:
    filed = filled(town, LISTS["improvements"], 3)
    with tenant_scope(town.tenant.id):
        Grant.objects.filter(
            chest__kind=lessons.IMPROVEMENT, holder_alias=town["Fatima"].staff.alias
        ).delete()
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content.decode())
    assert not page.xpath("//section[@id='lessen']")
