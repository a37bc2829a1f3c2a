"""Putting somebody at a desk through its pages, and what a page repeats of what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory
from django.urls import reverse
from tests.people import Town, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import queries
from weerbaar.web.office import errors

if TYPE_CHECKING:
    from uuid import UUID


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


def _readers(town: Town) -> dict[UUID, bool]:
    with tenant_scope(town.tenant.id):
        return {one.person_id: reserve for one, reserve in queries.desk_people(town.desk.id)}


@pytest.mark.parametrize(("place", "is_reserve"), [("reader", False), ("reserve", True)])
def test_somebody_is_put_at_a_desk_and_taken_away(town: Town, place: str, is_reserve: bool) -> None:
    administrator, joris = enter(town, "Wietske"), town["Joris"].person_id
    at = f"/{town.tenant.slug}/beheer/meldpunten/{town.desk.slug}/"
    paths = {
        name: reverse(f"office:{name}", kwargs={"tenant": town.tenant.slug, "desk": town.desk.slug} | more)
        for name, more in (("reader_remove", {"person_id": joris}), ("reader_add", {}))
    }
    assert administrator.post(paths["reader_remove"], {"x": "1"}).status_code == 302
    assert joris not in _readers(town)
    answer = administrator.post(paths["reader_add"], {"person": str(joris), "place": place})
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    assert _readers(town)[joris] is is_reserve


def test_a_page_repeats_no_more_than_a_field_may_hold() -> None:
    request = RequestFactory().post("/", {"a": "x" * 20_000, "b": ["y" * 20_000, "z" * 20_000]})
    kept = errors._typed(request)
    assert kept == ["x" * 20_000, "y" * 4_000]


@pytest.mark.req("R18", "C8")
def test_the_settings_say_what_comes_in_though_nobody_ticked_it(town: Town) -> None:
    administrator = enter(town, "Wietske")
    for page in ("desk", "desk_change"):
        path = reverse(f"office:{page}", kwargs={"tenant": town.tenant.slug, "desk": town.desk.slug})
        told = " ".join(administrator.get(path).content.decode().split())
        assert "komen hier ook binnen als ze niet zijn aangekruist" in told, page
