"""Every way from the page of a case, or of a paper that asks for an answer, keeps what was half-written, without a script."""

from __future__ import annotations

from uuid import UUID

import lxml.html
import pytest
from tests.cases.test_checking import ask_check
from tests.cases.test_deciding import ask, propose
from tests.filed import assessed_report, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, first, verbs, words

from weerbaar.cases import asking
from weerbaar.cases.models import AnswerDraft, DecisionAsked
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope

_TEXT = "Half een antwoord aan de melder"


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


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


_WHY = "Half een reden van wie besluit"


@pytest.fixture(scope="module")
def geertje(town):
    return Desk(town, "Geertje")


@pytest.fixture
def paper(town, fatima):
    """The address of a paper that waits for Geertje."""
    filed = assessed_report(town)
    return f"gevraagd/{ask(town, filed, 'Geertje')}/"


def _reason(page) -> str:
    return (first(page, "//textarea[@name='reason']").text or "").strip()


def _ways_from_paper(page) -> list[str]:
    found = lxml.html.fromstring(page.content.decode()).xpath(
        "//button[@name='naar'][@form='handeling']/@value"
    )
    return list(dict.fromkeys(found))


@pytest.mark.req("C20")
def test_every_way_from_a_paper_keeps_the_answer(geertje, paper):
    page = geertje.get(paper)
    tree = lxml.html.fromstring(page.content.decode())
    assert [a for a in tree.xpath("//a/@href") if not a.startswith("#")] == []
    assert "Dan bewaren wij wat je typte" in words(page)
    assert "Dit typte je eerder" not in words(page)
    ways = _ways_from_paper(page)
    here = geertje.root + paper
    assert set(ways) >= {f"{here}meer/", f"{here}terug/", f"{here}geheim/", f"{geertje.root}gevraagd/"}
    for number, url in enumerate(one for one in ways if not one.endswith("/afmelden/")):
        sent = geertje.post(paper, {"choice": "1", "reason": f"{_WHY} {number}", "naar": url})
        assert sent["Location"] == (f"{geertje.root}taal/en/?naar={here}" if url == "taal" else url)
        page = geertje.get(paper)
        assert "Dit typte je eerder. Het is nog niet verstuurd." in words(page)
        assert _reason(page) == f"{_WHY} {number}"
        assert first(page, "//input[@name='choice'][@checked]").get("value") == "1"


def test_what_was_typed_on_a_paper_is_thrown_away_or_sent_and_no_way_answers(town, geertje, paper):
    asked_id = paper.split("/")[1]

    def is_answered() -> bool:
        with tenant_scope(town.tenant.id):
            return DecisionAsked.objects.get(id=asked_id).answered_at is not None

    geertje.post(paper, {"choice": "1", "reason": _WHY, "naar": f"{geertje.root}{paper}meer/"})
    assert not is_answered()
    geertje.post(paper, {"naar": "opnieuw"})
    page = geertje.get(paper)
    assert (_reason(page), "Dit typte je eerder" in words(page)) == ("", False)
    geertje.post(paper, {"choice": "1", "reason": _WHY, "naar": f"{geertje.root}gevraagd/"})
    assert geertje.post(paper, {"choice": "1", "reason": _WHY}).status_code == 302
    assert is_answered()
    page = geertje.get(paper)
    assert "Dit typte je eerder" not in words(page)
    assert _ways_from_paper(page) == []


def test_a_reason_that_is_too_long_to_keep_does_not_leave_the_paper(geertje, paper):
    page = geertje.post(paper, {"reason": "x" * 20_001, "naar": f"{geertje.root}gevraagd/"})
    assert "Dit is te lang" in words(page)
    assert "x" * 20_001 in page.content.decode()


def test_a_half_check_is_kept_too_and_for_who_checks_alone(town, geertje):
    filed = assessed_report(town)
    paper = f"gevraagd/{ask_check(town, filed, propose(town, filed))}/"
    hassan = Desk(town, "Hassan")
    hassan.post(paper, {"reason": _WHY, "naar": f"{hassan.root}{paper}meer/"})
    assert _reason(hassan.get(paper)) == _WHY
    assert geertje.post(paper, {"reason": _WHY, "naar": geertje.root}).status_code == 404
    assert _reason(Desk(town, "Hassan").get(paper)) == ""


def test_a_paper_that_was_answered_meanwhile_lets_go_of_the_page(town, geertje, paper):
    asking.answer(town["Geertje"].opened, asked_id=UUID(paper.split("/")[1]), choice="1", reason="Zo.")
    sent = geertje.post(paper, {"choice": "2", "reason": _WHY, "naar": f"{geertje.root}gevraagd/"})
    assert sent["Location"] == f"{geertje.root}gevraagd/"
    assert "Besloten: Ja" in geertje.text(paper)
