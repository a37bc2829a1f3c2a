"""Vandaag says a number only where the list under it shows as many: with none, one and five of each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import lxml.html
import pytest
from tests.cases.test_guests import come_back, to_be
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases import guests, releasing, tasks
from weerbaar.cases.models import Access, Improvement, Released
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import guests as visiting
from weerbaar.vault import chests
from weerbaar.vault.models import Grant
from weerbaar.vault.trust import trusted_holders
from weerbaar.web.design.dates import number_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


def cases(town: Town, number: int) -> None:
    for _one in range(number):
        file_report(town)


def own_tasks(town: Town, number: int) -> None:
    _tasks(town, number, "Fatima")


def left_tasks(town: Town, number: int) -> None:
    """Of Joris, who has no key any more: nobody's."""
    filed = _tasks(town, number, "Joris")
    with tenant_scope(town.tenant.id):
        Access.objects.filter(case=filed.case, holder_alias=town["Joris"].staff.alias).delete()


def _tasks(town: Town, number: int, who: str):
    filed, staff = file_report(town), town["Fatima"].opened
    bring(staff, filed, "acknowledged")
    for _one in range(number):
        tasks.give_task(
            staff,
            code=filed.code,
            person_id=town[who].person_id,
            what="Bel terug.",
            due_on=clock.today() + timedelta(days=2),
            task_id=uuid4(),
        )
    return filed


def improvements(town: Town, number: int) -> None:
    with tenant_scope(town.tenant.id):
        Improvement.objects.bulk_create(
            Improvement(
                tenant_id=town.tenant.id,
                for_alias=town["Fatima"].staff.alias,
                made_by=town["Joris"].staff.alias,
                made_at=clock.now(),
                due_on=clock.today(),
                sealed_text=b"sealed",
            )
            for _one in range(number)
        )


def received(town: Town, number: int) -> None:
    alias = town["Fatima"].staff.alias
    with tenant_scope(town.tenant.id):
        holder = trusted_holders([alias])[alias]
        for reservation in chests.reserve([releasing.CHEST] * number):
            row = Released(
                tenant_id=town.tenant.id, partner_id=uuid4(), at=clock.now(), sealed_text=b"sealed"
            )
            row.save(force_insert=True)
            chest, key = chests.new_chest(town.tenant.id, row.id, reservation)
            chest.save(force_insert=True)
            to = [(holder.alias, bytes(holder.public_key))]
            Grant.objects.bulk_create(chests.new_grants(key, to, by=alias))


def guests_who_wrote(town: Town, number: int) -> None:
    filed, staff = file_report(town), town["Fatima"].opened
    bring(staff, filed, "acknowledged")
    for _one in range(number):
        given = to_be("witness", last_day=None)
        guests.let_in_guest(staff, code=filed.code, given=given)
        visiting.write(come_back(town, given), body="Ik zag het ook.")


EVERY = [cases, own_tasks, left_tasks, improvements, received, guests_who_wrote]
_HOLDS = re.compile(r"^(?:Nog |Er zijn )?(\d+) ")


def listed(desk: Desk) -> tuple[str, int]:
    """The heading of Vandaag, and how many things its lines say that there are, on all its pages."""
    heading, things, step = "", 0, ""
    while True:
        page = lxml.html.fromstring(desk.get(step).content.decode())
        heading = heading or " ".join(page.xpath("//h1")[0].text_content().split())
        for title in page.xpath("//ul[contains(@class, 'wb-todo')]/li//b"):
            found = _HOLDS.match(title.text_content().strip())
            things += int(found[1]) if found else 1
        onward = page.xpath("//section[@aria-labelledby='nu']//a[contains(@href, 'meer=')]/@href")
        onward = [one for one in onward if one != step and "Toon de volgende" in _text(page, one)]
        if not onward:
            return heading, things
        step = onward[0]


def _text(page, href: str) -> str:
    return " ".join(one.text_content() for one in page.xpath("//a[@href=$href]", href=href))


def said(count: int) -> str:
    if not count:
        return "Niets vraagt je vandaag"
    word = number_word(count)
    word = "Eén" if word == "één" else word[:1].upper() + word[1:]
    return f"{word} ding vraagt je vandaag" if count == 1 else f"{word} dingen vragen je vandaag"


@pytest.mark.req("F2")
@pytest.mark.parametrize("number", [0, 1, 5, 7])
@pytest.mark.parametrize("fill", EVERY, ids=lambda one: one.__name__)
def test_the_heading_says_as_many_as_the_lines(
    town: Town, fill: Callable[[Town, int], None], number: int
) -> None:
    fill(town, number)
    heading, things = listed(Desk(town, "Fatima"))
    assert heading == said(things)
    assert things >= number


@pytest.mark.req("F2")
def test_where_it_goes_on_by_pages_it_is_said_of_how_many_things_this_page_is(town: Town) -> None:
    """A line that stands for five things counts as five: on this page, and in the heading."""
    improvements(town, 5)
    cases(town, 12)
    page = words(Desk(town, "Fatima").get())
    assert said(17) in page
    assert f"Dit zijn de eerste {number_word(13)}." in page


@pytest.mark.req("F2", "R18")
@pytest.mark.parametrize("number", [0, 1, 5])
def test_of_how_many_cases_are_a_question_follows_what_was_chosen(town: Town, number: int) -> None:
    for _one in range(number):
        file_report(town, kind="advice")
    file_report(town)
    desk = Desk(town, "Fatima")
    whole, chosen = desk.text(), desk.text("?soort=conduct")
    assert f"van {number + 1} getoond" in whole
    told = f"Daarvan {'is' if number == 1 else 'zijn'} {number} een vraag om advies en geen melding."
    assert (told in whole) is bool(number)
    assert "1 van 1 getoond" in chosen
    assert "een vraag om advies en geen melding" not in chosen
