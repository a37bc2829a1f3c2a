"""Lists of the administrator grow with the years: a page of each, and no more questions for thirty than for three."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import Town, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.database.scope import tenant_scope
from weerbaar.notify.actions import remove_address
from weerbaar.organisation import actions, queries
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import Profile

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


def add_people(town: Town, number: int) -> None:
    for _ in range(number):
        mark = uuid4().hex[:8]
        profile = Profile(f"Persoon {mark}", mark, "medewerker balie", f"{mark}@balie.example")
        invitation = actions.person_add(town["Wietske"].opened, profile=profile, roles=[Role.HANDLER])
        actions.desk_member_add(
            town["Wietske"].opened, desk_id=town.desk.id, person_id=invitation.person_id, is_reserve=True
        )


def add_desks(town: Town, number: int) -> None:
    for _ in range(number):
        slug = f"d{uuid4().hex[:8]}"
        made = actions.desk_add(
            town["Wietske"].opened, texts=actions.DeskTexts(slug, f"Meldpunt {slug}", "", ["conduct"])
        )
        for who in ("Fatima", "Joris"):
            actions.desk_member_add(town["Wietske"].opened, desk_id=made.id, person_id=town[who].person_id)


def questions(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def links(answer: HttpResponse, path: str) -> list[str]:
    return lxml.html.fromstring(answer.content.decode()).xpath(path)


def walk(client: Client, path: str, row: str, following: str) -> list[str]:
    """What stands on all pages of a list, in its order."""
    found: list[str] = []
    step = path
    while step:
        answer = client.get(step)
        found += links(answer, row)
        onward = links(answer, f"//a[contains(@href, '{following}')]/@href")
        step = path + onward[0] if onward else ""
    return found


@pytest.mark.parametrize("path", ["mensen/", "meldpunten/", "meldpunten/{desk}/", "meldpunten/{desk}/lezer/"])
def test_thirty_rows_ask_as_much_as_three(town: Town, path: str) -> None:
    client = enter(town, "Wietske")
    url = f"/{town.tenant.slug}/beheer/{path.format(desk=town.desk.slug)}"
    add_people(town, 3)
    add_desks(town, 3)
    before = questions(client, url)
    add_people(town, 27)
    add_desks(town, 27)
    assert questions(client, url) == before


def test_one_person_at_thirty_desks_asks_as_much_as_at_three(town: Town) -> None:
    client, url = enter(town, "Wietske"), f"/{town.tenant.slug}/beheer/mensen/{town['Fatima'].person_id}/"
    add_desks(town, 3)
    before = questions(client, url)
    add_desks(town, 27)
    assert questions(client, url) == before
    assert len(links(client.get(url), "//a[contains(@href, '/meldpunten/d')]")) == 30


def test_everybody_stands_on_one_page_and_on_no_other(town: Town) -> None:
    client, url = enter(town, "Wietske"), f"/{town.tenant.slug}/beheer/mensen/"
    add_people(town, 30)
    row = "//tbody//th//a/text()"
    assert len(links(client.get(url), row)) == queries.PAGE
    assert f"{30 + len(town.people)} mensen werken hier" in client.get(url).content.decode()
    names = walk(client, url, row, "?na=")
    assert len(names) == len(set(names)) == 30 + len(town.people)
    assert names == sorted(names, key=str.casefold)


def test_every_desk_stands_on_one_page_and_on_no_other(town: Town) -> None:
    client, url = enter(town, "Wietske"), f"/{town.tenant.slug}/beheer/meldpunten/"
    add_desks(town, 30)
    names = walk(client, url, "//tbody//th//a/text()", "?na=")
    assert len(names) == len(set(names)) == 31
    assert links(client.get(f"{url}?na=niets"), "//tbody//th//a/text()") == names[: queries.PAGE]


def test_who_left_stands_apart_page_by_page(town: Town) -> None:
    client, url = enter(town, "Wietske"), f"/{town.tenant.slug}/beheer/mensen/"
    add_people(town, 23)
    for who in added(town):
        actions.person_leaves(town["Wietske"].opened, person_id=who, forget=remove_address)
    gone = walk(client, url, "//section[@id='weg']//li/text()", "?weg-na=")
    assert len(gone) == len(set(gone)) == 23


def added(town: Town) -> list[object]:
    with tenant_scope(town.tenant.id):
        return [one.person_id for one in queries.people(town.tenant.id) if one.name.startswith("Persoon")]


@pytest.mark.parametrize("after", ["onzin", "%00", "7f0c2c58-6b0f-4c4e-9a3e-2f6c1f5f0a11", "a" * 3000])
def test_nonsense_for_a_place_is_the_first_page(town: Town, after: str) -> None:
    client = enter(town, "Wietske")
    for path in ("mensen", "meldpunten"):
        url = f"/{town.tenant.slug}/beheer/{path}/"
        rows = "//tbody//th//a/text()"
        assert links(client.get(f"{url}?na={after}&weg-na={after}"), rows) == links(client.get(url), rows)
