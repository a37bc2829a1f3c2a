"""Every way from the page of a case keeps a half-written answer as a draft, without a script."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, first, verbs, words

from weerbaar.cases.models import AnswerDraft
from weerbaar.database.scope import tenant_scope

_TEXT = "Half een antwoord aan de melder"


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    return file_report(town, name="Noor Visser")


def _box(page) -> str:
    return (first(page, "//textarea[@name='body']").text or "").strip()


def _ways(page) -> list[str]:
    found = lxml.html.fromstring(page.content.decode()).xpath(
        "//button[@name='naar'][@form='antwoord']/@value"
    )
    return list(dict.fromkeys(found))


@pytest.mark.req("C5")
def test_every_way_from_a_case_keeps_the_answer(fatima, filed):
    case = f"zaken/{filed.code}/"
    page = fatima.get(case)
    tree = lxml.html.fromstring(page.content.decode())
    # What is fetched as a file leaves the page where it is.
    assert [a for a in tree.xpath("//a[not(@download)]/@href") if not a.startswith("#")] == []
    ways = _ways(page)
    acts = ("bevestigen/", "namen/", "toegang/", "persoon/", "bestand/", "sluiten/", "terugtrekken/")
    ends = {url.removeprefix(fatima.root) for url in ways}
    assert ends >= {"", f"{case}?alles=1#tijdlijn", *(case + one for one in acts if one != "sluiten/")}
    for number, url in enumerate(one for one in ways if not one.endswith("/afmelden/")):
        sent = fatima.post(f"{case}antwoord/", {"body": f"{_TEXT} {number}", "naar": url, "concept": "1"})
        wanted = f"{fatima.root}taal/en/?naar={fatima.root}{case}" if url == "taal" else url
        assert sent["Location"] == wanted
        assert _box(fatima.get(case)) == f"{_TEXT} {number}"


def test_the_menu_and_the_way_out_are_among_them(fatima, filed):
    page = fatima.get(f"zaken/{filed.code}/")
    menu = lxml.html.fromstring(page.content.decode()).xpath(
        "//nav[contains(@class, 'wb-nav')]//button/@value"
    )
    assert f"{fatima.root}" in menu
    assert f"{fatima.root}afmelden/" in _ways(page)


def test_signing_out_keeps_the_answer_first(town, filed):
    joris, case = Desk(town, "Joris"), f"zaken/{filed.code}/"
    page = joris.post(f"{case}antwoord/", {"body": _TEXT, "naar": f"{joris.root}afmelden/"})
    assert page.status_code == 200
    assert "/aanmelden/" in joris.get(case)["Location"]
    with tenant_scope(town.tenant.id):
        assert AnswerDraft.objects.filter(case=filed.case).exists()


def test_closing_the_names_keeps_the_answer(fatima, filed):
    case = f"zaken/{filed.code}/"
    fatima.post(f"{case}namen/", REASON)
    page = fatima.get(case)
    assert "Noor Visser" in words(page)
    (shut,) = lxml.html.fromstring(page.content.decode()).xpath("//button[@form='antwoord']/@formaction")
    fatima.client.post(shut, {"body": _TEXT})
    page = fatima.get(case)
    assert "Noor Visser" not in words(page)
    assert _box(page) == _TEXT
    fatima.post(f"{case}namen/", REASON)
    page = fatima.client.post(shut, {"body": "x" * 20_001})
    assert "Dit is te lang" in words(page)
    assert "Noor Visser" not in words(page)


def test_looking_around_with_nothing_new_leaves_no_line(fatima, filed):
    case = f"zaken/{filed.code}/"
    fatima.post(f"{case}antwoord/", {"body": " ", "naar": fatima.root})
    assert verbs(filed) == ["case.file"]
    for _ in range(2):
        fatima.post(f"{case}antwoord/", {"body": f"{_TEXT}\r\nen meer", "naar": fatima.root})
    assert verbs(filed) == ["case.file", "case.save_draft"]


def test_an_emptied_box_throws_away_only_a_draft_that_the_page_showed(fatima, filed):
    case = f"zaken/{filed.code}/"
    fatima.post(f"{case}antwoord/", {"body": _TEXT, "bewaar": "1"})
    fatima.post(f"{case}antwoord/", {"body": "", "naar": fatima.root})
    assert _box(fatima.get(case)) == _TEXT
    fatima.post(f"{case}antwoord/", {"body": "", "naar": fatima.root, "concept": "1"})
    assert _box(fatima.get(case)) == ""


def test_what_cannot_be_kept_does_not_leave_the_page(fatima, filed):
    page = fatima.post(f"zaken/{filed.code}/antwoord/", {"body": "x" * 20_001, "naar": fatima.root})
    assert "Dit is te lang" in words(page)
    assert "x" * 20_001 in page.content.decode()


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/elders/", "nergens"])
def test_a_button_never_leads_off_the_pages_of_the_municipality(fatima, filed, url):
    case = f"zaken/{filed.code}/"
    sent = fatima.post(f"{case}antwoord/", {"body": _TEXT, "naar": url})
    assert sent["Location"] == f"{fatima.root}{case}#gesprek"


def test_who_was_not_let_in_keeps_nothing(town, filed):
    ruben = Desk(town, "Ruben")
    sent = ruben.post(f"zaken/{filed.code}/antwoord/", {"body": _TEXT, "naar": ruben.root})
    assert sent.status_code == 404
    with tenant_scope(town.tenant.id):
        assert not AnswerDraft.objects.filter(case=filed.case).exists()
