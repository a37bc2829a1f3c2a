"""The number of the desk: set by an administrator, shown to every reporter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest
from tests.people import Town, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import actions, queries
from weerbaar.organisation.models import Tenant
from weerbaar.organisation.rules import checked_hours, checked_phone

if TYPE_CHECKING:
    from django.http import HttpResponse

NUMBER, HOURS = "088 123 45 67", "Elke werkdag van 9 tot 17 uur"


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


def text(answer: HttpResponse) -> str:
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def kept(town: Town) -> tuple[str, str]:
    row = Tenant.objects.get(id=town.tenant.id)
    return row.phone, row.phone_hours


def test_an_administrator_sets_the_number_and_takes_it_away(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_FRESH", 0)  # otherwise a tenant is remembered for a minute
    wietske, root = enter(town, "Wietske"), f"/{town.tenant.slug}/beheer/"
    before = kept(town)
    page = f"{root}bellen/"
    assert "Vul een telefoonnummer in" in text(wietske.post(page, {"phone": "bel mij", "hours": HOURS}))
    assert "Schrijf op wanneer iemand opneemt." in text(wietske.post(page, {"phone": NUMBER, "hours": " "}))
    assert kept(town) == before
    assert wietske.post(page, {"phone": f" {NUMBER} ", "hours": HOURS}).status_code == 302
    assert kept(town) == (NUMBER, HOURS)
    assert f"{NUMBER}, {HOURS}" in text(wietske.get(f"{root}meldpunten/"))
    assert NUMBER in wietske.get(page).content.decode()
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(verb="tenant.set_contact", refused=False).count() == 1
    assert wietske.post(page, {"phone": "", "hours": ""}).status_code == 302
    assert kept(town) == ("", "")
    assert "Er staat nog geen nummer" in text(wietske.get(f"{root}meldpunten/"))


def test_nobody_else_sets_it(town: Town) -> None:
    before = kept(town)
    for who in ("Fatima", "Hassan", "Bram"):
        assert enter(town, who).get(f"/{town.tenant.slug}/beheer/bellen/").status_code == 404
        with pytest.raises(NotAllowedError):
            actions.set_contact(town[who].opened, phone=NUMBER, hours=HOURS)
    with pytest.raises(RefusedError, match="Open eerst je kluis"):
        actions.set_contact(town["Wietske"].locked, phone=NUMBER, hours=HOURS)
    assert kept(town) == before


@pytest.mark.parametrize("good", ["", "14 010", "0800-1234", "+31 88 123 45 67", "(010) 123 45 67"])
def test_a_number_is_taken_as_it_is_typed(good: str) -> None:
    assert checked_phone(f"  {good} ") == good


@pytest.mark.parametrize(
    "bad",
    ["12", "bel mij", "088 123 45 67 of 06", "+", "0" * 16, "<b>088 123 45 67</b>", "088 123 45 67 " * 4],
)
def test_what_is_no_number_is_refused(bad: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked_phone(bad)
    assert refused.value.field == "phone"


def test_hours_go_with_a_number() -> None:
    assert checked_hours(" Altijd  ", NUMBER) == "Altijd"
    assert checked_hours("Altijd", "") == ""
    for bad in ("", "x" * 121):
        with pytest.raises(RefusedError) as refused:
            checked_hours(bad, NUMBER)
        assert refused.value.field == "hours"
