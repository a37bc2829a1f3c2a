"""What a handler takes along on paper: a case and its act pages as documents, with what was typed and without the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.filed import STORY, bring, file_report, settle_letters
from tests.journeys.test_handle import sign_in
from tests.looking import PATIENCE
from tests.paper import bare, printed
from tests.people import make_tenant

from weerbaar.ground import clock
from weerbaar.web.design import dates

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.people import Town

_SCREEN = (
    "Naar de inhoud",
    "Menu",
    "Sluit je kluis",
    "Terug naar vandaag",
    "Andere handelingen",
    "Toch niet",
)


def _enter(page: Page, base: str, town: Town) -> None:
    sign_in(page, base, town, "Fatima")
    expect(page).to_have_url(f"{base}/{town.tenant.slug}/")


def _is_a_document(paper: str, *, code: str, of: str) -> None:
    assert bare(code) in paper
    assert bare(of) in paper
    assert bare("Afgedrukt op " + dates.short_day(clock.now(), clock.today())) in paper
    assert bare("door Fatima,") in paper
    assert [one for one in _SCREEN if bare(one) in paper] == []


@pytest.mark.req("C4", "C5")
def test_a_case_and_its_act_pages_are_documents_on_paper(chromium, faces):
    town = make_tenant()
    filed = file_report(town, name="Noor Visser")
    context = chromium.new_context(locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    root = f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/"
    try:
        _enter(page, faces.office, town)
        page.goto(root)
        empty = printed(page)
        _is_a_document(empty, code=filed.code, of=STORY)
        assert bare("Namen zijn niet afgedrukt.") in empty
        assert bare("Noor Visser") not in empty
        assert bare("Verstuur antwoord") not in empty
        assert bare("Nog niet verstuurd") not in empty
        page.get_by_label("Antwoord aan de melder").fill("Dit typte ik\n\nen het staat op papier.")
        typed = printed(page)
        assert bare("Nog niet verstuurd") in typed
        assert bare("en het staat op papier.") in typed
        assert bare("Verstuur antwoord") not in typed

        page.goto(f"{root}bevestigen/")
        page.get_by_role("textbox").first.fill("Wij lazen je melding.\n" * 40 + "Hartelijke groet.")
        letter = printed(page)
        _is_a_document(letter, code=filed.code, of="Bevestig dat de melding binnen is")
        assert bare("Hartelijke groet.") in letter
        assert bare("Versturen kun je niet terugnemen.") in letter
        assert bare("Stuur de bevestiging") not in letter

        bring(town["Fatima"].opened, filed, "answered")
        settle_letters(town["Fatima"].opened, filed.case)
        page.goto(f"{root}sluiten/")
        page.get_by_role("textbox").first.fill("Alles is gedaan.")
        _is_a_document(printed(page), code=filed.code, of="Alles is gedaan.")
    finally:
        context.close()


@pytest.mark.req("C10")
def test_of_a_choice_only_what_was_chosen_is_on_paper(chromium, faces):
    town = make_tenant()
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "acknowledged")
    context = chromium.new_context(locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        _enter(page, faces.office, town)
        page.goto(f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/beoordelen/")
        page.locator("input[name=urgency][value=normal]").check()
        page.locator("textarea[name=reason]").fill("Het gaat over gedrag op het werk.")
        chosen = page.locator("label:has(input[name=urgency][value=normal]) span").first.inner_text()
        others = [
            one.split("\n")[0]
            for one in page.locator("label:has(input[name=urgency]:not(:checked)) span").all_inner_texts()
        ]
        paper = printed(page)
        _is_a_document(paper, code=filed.code, of="Het gaat over gedrag op het werk.")
        assert bare(chosen) in paper
        assert [one for one in others if bare(one) in paper] == []
    finally:
        context.close()
