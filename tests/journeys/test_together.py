"""Three colleagues who report together: each their own report and words, a yes from both sides, and one who stops (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.filed import file_report
from tests.journeys.test_report import Visitor

from weerbaar.cases.models import Case
from weerbaar.cases.together import links_of_case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.conftest import Faces
    from tests.filed import Filed
    from tests.people import Town


@pytest.fixture(scope="module")
def town(faces: Faces) -> Town:
    from tests.people import make_tenant

    return make_tenant()


def _report_with(visitor: Visitor, start: str, code: str, *, story: str) -> list[str]:
    """A report of one's own, with the four words of a colleague; the eight words that one keeps."""
    page = visitor.page
    visitor.go(start)
    visitor.press("Een collega gaf mij vier woorden", "link")
    page.get_by_label("De vier woorden van je collega").fill(code)
    visitor.press("Verder")
    visitor.press("Verder met deze lezers")
    visitor.choose("Iemand gaat niet goed om met")
    visitor.press("Volgende")
    page.get_by_label("Wat is er gebeurd?").fill(story)
    visitor.press("Volgende")
    for _question in ("wanneer", "waar", "wie", "wie-weet-het"):
        visitor.press("Sla over zonder antwoord")
    visitor.choose("Ik loop er stage")
    visitor.press("Volgende")
    visitor.choose("Nee, zonder mijn naam")
    visitor.press("Volgende")
    visitor.press("Volgende")
    expect(page.get_by_text("Je meldt samen met een collega.")).to_be_visible()
    visitor.press("Verstuur mijn melding")
    page.locator(".wb-words li").last.wait_for()
    words = [word.strip() for word in page.locator(".wb-words li").all_inner_texts()]
    visitor.press("Ik heb de woorden")
    return words


def _come_back(visitor: Visitor, start: str, words: list[str]) -> None:
    visitor.go(f"{start}terug/")
    visitor.page.get_by_label("Jouw acht woorden").fill(" ".join(words))
    visitor.press("Open mijn pagina")


def _code_of(town: Town, words: list[str]) -> str:
    found = intake.come_back(town.tenant.id, Receipt(tuple(words)))
    assert found is not None
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=found.place).code


def _shown(town: Town, filed: Filed) -> set[tuple[str, bool]]:
    """What Fatima, who handles all three, sees beside Noor's report."""
    with tenant_scope(town.tenant.id):
        links = links_of_case(town["Fatima"].opened, filed.case)
    return {(one.other, one.standing.holds) for one in links}


@pytest.mark.req("R17")
def test_three_colleagues_report_together(chromium: Browser, faces: Faces, town: Town) -> None:
    start = f"{faces.reporter}/{town.tenant.slug}/"
    filed = file_report(town)
    noor = Visitor(chromium, 1280, script=True)
    sem, lina = Visitor(chromium, 390, script=False), Visitor(chromium, 390, script=True)
    try:
        _come_back(noor, start, filed.words.split())
        noor.press("Samen met collega’s melden", "link")
        noor.press("Geef mij vier woorden")
        noor.page.locator(".wb-words li").last.wait_for()
        code = " ".join(one.strip() for one in noor.page.locator(".wb-words li").all_inner_texts())
        of_sem = _report_with(sem, start, code, story="Ik hoorde het ook in de kantine.")
        of_lina = _report_with(lina, start, code.upper(), story="Bij mij gebeurt hetzelfde.")
        codes = {_code_of(town, of_sem), _code_of(town, of_lina)}
        assert len({filed.code, *codes}) == 3
        assert _shown(town, filed) == {(one, False) for one in codes}
        noor.go(f"{start}mijn-melding/")
        expect(noor.page.get_by_text("Hoort een andere melding bij de jouwe?")).to_be_visible()
        noor.press("Lees en antwoord", "link")
        for _colleague in codes:
            noor.press("Ja, ze horen bij elkaar")
        expect(noor.page.get_by_role("heading", name="Je meldt samen met 2 anderen")).to_be_visible()
        assert _shown(town, filed) == {(one, True) for one in codes}
        # Nobody of the three reads a word or a number of the others.
        for visitor, words in ((sem, of_sem), (lina, of_lina)):
            _come_back(visitor, start, words)
            text = visitor.page.locator("body").inner_text()
            assert not [one for one in ("belachelijk", filed.code, *codes) if one in text]
            visitor.press("Samen met collega’s melden", "link")
            expect(visitor.page.get_by_role("heading", name="Je meldt samen met één ander")).to_be_visible()
        lina.press("Stop met samen melden sinds")
        expect(lina.page.get_by_role("heading", name="Samen melden")).to_be_visible()
        assert _shown(town, filed) == {(_code_of(town, of_sem), True)}
        noor.go(f"{start}mijn-melding/samen/")
        expect(noor.page.get_by_role("heading", name="Je meldt samen met één ander")).to_be_visible()
        expect(lina.page.get_by_role("button", name="Geef mij vier woorden")).to_be_visible()
    finally:
        for visitor in (noor, sem, lina):
            visitor.context.close()
