"""What the case page offers after the assessment, what it says of a report that does not belong here, and what was done."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import assessment, bring, file_report, hear_everybody
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, words

from weerbaar.cases import actions, triage

ELSEWHERE = "Het gebeurde niet bij de gemeente. Ga naar de politie."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


def buttons(page) -> list[str]:
    """The ways on in the card of the next step, the big one first."""
    found = lxml.html.fromstring(page.content.decode()).xpath("//div[contains(@class,'wb-actions')]/*")
    return [" ".join(one.text_content().split()) for one in found]


def track(page) -> dict[str, str]:
    """Each place of the drawn procedure, with the words that say how it stands."""
    found = lxml.html.fromstring(page.content.decode()).xpath("//li[contains(@class,'wb-line__step')]")
    told = [
        (one.xpath(".//span[@class='wb-line__name']")[0], one.xpath(".//span[@class='wb-hidden']")[0])
        for one in found
    ]
    return {(name.text or "").strip(): how.text_content().strip() for name, how in told}


@pytest.mark.req("C2")
@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (
            "conduct",
            [
                "Bespreek met de melder hoe verder",
                "Laat het onderzoeken",
                "Hoor de betrokkene",
                "Leg vast wat eruit kwam",
            ],
        ),
        ("wrongdoing", ["Laat het onderzoeken", "Hoor de betrokkene", "Leg vast wat eruit kwam"]),
    ],
)
def test_after_the_assessment_every_choice_is_a_button(town, fatima, kind, offered):
    filed = file_report(town, kind=kind)
    bring(town["Fatima"].opened, filed, "assessed", kind=kind)
    assert buttons(fatima.get(f"zaken/{filed.code}/")) == offered
    hear_everybody(town["Fatima"].opened, filed.case)
    offered.remove("Hoor de betrokkene")
    offered.insert(0, offered.pop())
    assert buttons(fatima.get(f"zaken/{filed.code}/")) == offered


@pytest.mark.req("C2")
def test_what_is_needed_first_links_to_where_it_is_done(town, fatima):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    page = fatima.get(f"zaken/{filed.code}/uitkomst/")
    assert "Nodig:" in words(page)
    links = lxml.html.fromstring(page.content.decode()).xpath(
        "//ul[@class='wb-gates']//a/@href | //ul[@class='wb-gates']//button/@value"
    )
    assert [one.split("#")[1] for one in links] == ["betrokkenen"]


@pytest.mark.req("C3")
def test_a_report_that_does_not_belong_here_asks_for_the_word_to_the_reporter(town, fatima):
    filed, staff = file_report(town), town["Fatima"].opened
    actions.acknowledge(staff, code=filed.code, body="Je melding is binnen.")
    triage.assess(staff, code=filed.code, given=assessment(admission="not_here"))
    page = fatima.get(f"zaken/{filed.code}/")
    assert "Vertel de melder waarom de melding hier niet hoort" in words(page)
    assert buttons(page) == ["Vertel de melder waarheen"]
    assert track(page)["Beoordeeld"] == "(straks)"
    form = fatima.text(f"zaken/{filed.code}/elders/")
    assert "Waarom hoort de melding hier niet, en waar wel?" in form

    sent = fatima.post(f"zaken/{filed.code}/elders/", {"body": ELSEWHERE})
    assert sent.status_code == 302
    page = fatima.get(f"zaken/{filed.code}/")
    assert "Gelukt: je bericht aan de melder is verstuurd." in words(page)
    found = track(page)
    assert found["Beoordeeld"] == found["Besloten"] == "(overgeslagen)"
    assert found["Bevestigd"] == "(klaar)"
    assert "Gelukt" not in fatima.text(f"zaken/{filed.code}/")
    actions.close(staff, code=filed.code, reason="Alles is gezegd.")
    found = track(fatima.get(f"zaken/{filed.code}/"))
    assert found["Besloten"] == "(overgeslagen)"


def test_the_list_of_today_asks_for_that_word_too(town, fatima):
    filed, staff = file_report(town), town["Fatima"].opened
    actions.acknowledge(staff, code=filed.code, body="Je melding is binnen.")
    triage.assess(staff, code=filed.code, given=assessment(admission="not_here"))
    html = lxml.html.fromstring(fatima.get().content.decode())
    assert not html.xpath(f"//a[contains(@href,'zaken/{filed.code}/')][contains(.,'Lees en beoordeel')]")


@pytest.mark.req("C5")
def test_the_way_to_keeping_out_takes_along_what_was_typed_and_leads_back(town, fatima):
    filed = file_report(town)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    form = f"zaken/{filed.code}/beoordelen/"
    [to] = lxml.html.fromstring(fatima.get(form).content.decode()).xpath(
        "//button[@name='naar'][contains(@value,'terug=')]/@value"
    )
    answer = fatima.post(form, {"reason": "Half getypt.", "typology": "OMG", "naar": to})
    assert answer.status_code == 302
    assert answer["Location"] == to
    aside = fatima.client.get(to)
    assert f'value="{fatima.root}{form}"' in aside.content.decode()
    back = fatima.get(form)
    assert "Half getypt." in back.content.decode()
    assert "Dit typte je eerder" in words(back)


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "/elders/", "javascript:alert(1)"]
)
def test_the_way_back_leads_nowhere_else(town, fatima, to):
    filed = file_report(town)
    page = fatima.get(f"zaken/{filed.code}/erbuiten/?terug={to}")
    assert to not in page.content.decode().replace(f"?terug={to}", "")
    assert f'value="{fatima.root}zaken/{filed.code}/' in page.content.decode()


@pytest.mark.req("C9")
def test_a_package_keeps_what_was_typed_while_the_names_are_opened(town, fatima):
    filed = file_report(town)
    assert "Maak een pakket" in fatima.text(f"zaken/{filed.code}/doorgeven/")
    form = f"zaken/{filed.code}/doorgeven/police/"
    [to] = lxml.html.fromstring(fatima.get(form).content.decode()).xpath(
        "//button[@name='naar'][contains(@value,'terug=')]/@value"
    )
    sent = fatima.post(form, {"note": "Zoek dit uit.", "parts": ["story"], "naar": to})
    assert sent["Location"] == to
    opened = fatima.client.post(to, REASON)
    assert opened["Location"] == f"{fatima.root}{form}"
    back = fatima.get(form).content.decode()
    assert "Zoek dit uit." in back
    assert "Open dan eerst de namen" not in back


@pytest.mark.req("F3")
@pytest.mark.parametrize(
    ("page", "label"),
    [
        ("beoordelen", "Waar hoort het wel?"),
        ("beoordelen", "Wie besluit dit?"),
        ("erbuiten", "Welke collega?"),
    ],
)
def test_what_a_choice_requires_is_not_called_optional(town, fatima, page, label):
    filed = file_report(town)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    for found in (fatima.get(f"zaken/{filed.code}/{page}/"), fatima.post(f"zaken/{filed.code}/{page}/")):
        assert label in words(found)
        assert f"{label} (niet verplicht)" not in words(found)
