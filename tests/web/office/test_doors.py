"""Who can help, and the button, through the pages of the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest
from tests.people import Town, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import doors

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from weerbaar.organisation.models import Door


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def wietske(town: Town) -> Client:
    return enter(town, "Wietske")


def text(answer: HttpResponse) -> str:
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def named(town: Town, anchor: str) -> Door:
    with tenant_scope(town.tenant.id):
        return next(one for one in doors.kept() if one.anchor == anchor)


@pytest.mark.req("R8")
def test_an_administrator_makes_the_list_their_own(town: Town, wietske: Client) -> None:
    root = f"/{town.tenant.slug}/beheer/wie-kan-helpen/"
    assert "De landelijke lijst staat op jullie pagina" in text(wietske.get(root))
    assert wietske.post(f"{root}nieuw/", {"kind": "other", "name": "Vakbond"}).status_code == 200
    assert wietske.post(f"{root}begin/", {"x": "1"}).headers["Location"] == root
    page = text(wietske.get(root))
    assert "deuren na" in page
    assert "Te zien Nog niet nagekeken" in page
    assert "Wie kan helpen (8)" in page

    adviser = named(town, "vertrouwenspersoon")
    at = f"{root}{adviser.id}/"
    assert "Om te praten" in text(wietske.get(at))
    wrong = wietske.post(f"{at}tekst/nl/", {"name": "Vertrouwenspersoon", "purpose": "Om te praten"})
    assert "Schrijf op wat deze persoon of organisatie mag doen." in text(wrong)
    assert "Om te praten" in wrong.content.decode()
    texts = {
        "name": "Vertrouwenspersoon",
        "purpose": "Praten",
        "may_do": "Luistert.",
        "passes_on": "Soms.",
        "stays": "Veel.",
    }
    assert wietske.post(f"{at}tekst/nl/", texts).headers["Location"] == at
    assert "Regel 1 begrijpen wij niet." in text(wietske.post(f"{at}bereiken/", {"hours": "soms"}))
    assert (
        wietske.post(f"{at}bereiken/", {"phone": "088 123 45 67", "hours": "ma-vr 9-17"}).status_code == 302
    )
    assert "Maandag tot en met vrijdag van 9.00 tot 17.00 uur" in text(wietske.get(at))
    assert wietske.post(f"{at}nagekeken/", {"x": "1"}).headers["Location"] == at
    assert "Wie kan helpen (7)" in text(wietske.get(root))
    last = named(town, "slachtofferhulp")
    stand = {"after": str(last.id), "reach": "between", "is_shown": "on"}
    assert wietske.post(f"{at}plaats/", stand).headers["Location"] == at
    with tenant_scope(town.tenant.id):
        assert doors.kept()[-1].id == adviser.id
    assert wietske.post(f"{at}weg/", {"x": "1"}).headers["Location"] == root
    assert "Vertrouwenspersoon" not in lxml.html.fromstring(wietske.get(root).content).xpath(
        "//tbody//a/text()"
    )


@pytest.mark.req("R8")
def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_right_without_words(
    town: Town, wietske: Client
) -> None:
    opened = town["Wietske"].opened
    doors.begin(opened)
    empty = doors.add(opened, kind="other", name="Vakbond", is_external=True)
    at = f"/{town.tenant.slug}/beheer/wie-kan-helpen/{empty}/"
    page = text(wietske.post(f"{at}bereiken/", {"phone": "nul zes", "web": "bmw.nl", "hours": "za 10-25"}))
    for sentence in (
        "Drie dingen kloppen nog niet",
        "Vul een telefoonnummer in",
        "Vul een heel adres in dat begint met https://",
        "Kijk de tijden na in regel 1.",
    ):
        assert sentence in page, sentence
    assert "Vul een mailadres in" not in page
    assert "Schrijf eerst de tekst. Daarna kun je zeggen dat die klopt." in text(
        wietske.post(f"{at}nagekeken/", {"x": "1"})
    )
    assert "Vandaag nagekeken." not in text(wietske.get(at))


def test_the_door_of_the_desks_has_no_page_to_take_it_away(town: Town, wietske: Client) -> None:
    doors.begin(town["Wietske"].opened)
    root = f"/{town.tenant.slug}/beheer/wie-kan-helpen/{named(town, 'meldpunt').id}/"
    assert "Haal deze deur weg" not in text(wietske.get(root))
    assert wietske.get(f"{root}weg/").status_code == 404
    refused = wietske.post(f"{root}plaats/", {"after": "", "reach": "circle"})
    assert "Jullie eigen meldpunten staan altijd op de pagina." in text(refused)
    assert wietske.get(f"{root}tekst/fr/").status_code == 404


@pytest.mark.req("R8")
def test_the_lines_to_copy_lead_to_the_page_and_the_sites_are_listed(town: Town, wietske: Client) -> None:
    root = f"/{town.tenant.slug}/beheer/knop/"
    page = wietske.get(root)
    plain, frame = lxml.html.fromstring(page.content.decode()).xpath("//pre/code/text()")
    assert lxml.html.fromstring(plain).get("href") == f"http://127.0.0.1:8000/{town.tenant.slug}/hulp/"
    assert lxml.html.fromstring(frame).get("src") == f"http://127.0.0.1:8000/{town.tenant.slug}/knop/"
    assert "Nog geen enkele site." in text(page)
    wrong = wietske.post(f"{root}nieuw/", {"origin": "https://*.gemeente.nl"})
    assert "Vul het adres van een site in" in text(wrong)
    assert "https://*.gemeente.nl" in wrong.content.decode()
    assert "dat met https:// begint" in text(
        wietske.post(f"{root}nieuw/", {"origin": "http://intranet.example"})
    )
    assert "(niet verplicht)" not in text(wietske.get(f"{root}nieuw/"))
    assert wietske.post(f"{root}nieuw/", {"origin": "intranet.example/x"}).status_code == 302
    (away,) = lxml.html.fromstring(wietske.get(root).content).xpath(
        "//main//a[contains(@href, '/weg/')]/@href"
    )
    assert "https://intranet.example" in text(wietske.get(away))
    assert wietske.post(away, {"x": "1"}).headers["Location"] == root
    assert wietske.get(away).status_code == 404
