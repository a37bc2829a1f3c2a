"""A case that runs late, a term that stands still, and a municipality that wants to be quicker: in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.filed import file_report
from tests.journeys.test_handle import SIZES, check, sign_in, verbs
from tests.looking import PATIENCE, going_on
from tests.people import make_tenant

from weerbaar.cases import actions
from weerbaar.ground import clock


@pytest.mark.req("C1", "C2")
@pytest.mark.parametrize("size", SIZES)
def test_what_is_late_what_stands_still_and_what_is_set(chromium, faces, size):  # noqa: PLR0915 - told in one piece
    town = make_tenant()
    with clock.stopped_at(clock.now() - timedelta(days=12)):  # past the term, whatever weekend puts it off
        late = file_report(town, kind="wrongdoing")
        still = file_report(town, kind="integrity")
        actions.acknowledge(town["Fatima"].opened, code=still.code, body="Je melding is binnen.")
    context = chromium.new_context(viewport=SIZES[size], locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    root = f"{faces.office}/{town.tenant.slug}"
    try:
        sign_in(page, faces.office, town, "Fatima")
        page.goto(f"{root}/termijnen/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Eén zaak is te laat")
        expect(page.get_by_text("De behandelaar").first).to_be_visible()
        check(page)
        page.get_by_role("link", name=late.code).click()
        expect(page.get_by_text("Nu aan zet:")).to_be_visible()
        expect(page.get_by_role("link", name="Zet stil Ontvangst bevestigen")).to_have_count(0)
        check(page)

        page.goto(f"{root}/zaken/{still.code}/")
        page.get_by_role("link", name="Verleng Besluiten").click()
        check(page)
        page.get_by_label("Waarom?").fill("Er zijn veel getuigen.")
        page.get_by_role("button", name="Verleng met 4 weken").click()
        expect(page.get_by_text("Deze termijn is verlengd.")).to_be_visible()
        page.get_by_role("link", name="Zet stil Besluiten").click()
        check(page)
        page.get_by_role("button", name="Zet de termijn stil").click()
        expect(page.get_by_text("Schrijf op waarom.").first).to_be_visible()
        page.get_by_label("Waarom?").fill("Wij wachten op het verslag van de accountant.")
        page.get_by_role("button", name="Zet de termijn stil").click()
        expect(page.get_by_text("staat stil sinds")).to_be_visible()
        check(page)
        page.goto(f"{root}/termijnen/")
        expect(page.get_by_role("heading", name="Staat stil")).to_be_visible()
        check(page)
        page.get_by_role("link", name=still.code).last.click()
        page.get_by_role("link", name="Laat weer lopen Besluiten").click()
        check(page)
        page.get_by_label("Waarom?").fill("Het verslag is er.")
        with going_on(page):
            page.get_by_role("button", name="Laat de termijn weer lopen").click()
        expect(page.get_by_text("staat stil sinds")).to_have_count(0)
        assert [one for one in verbs(still) if one.endswith("_term")] == [
            "case.extend_term",
            "case.suspend_term",
            "case.resume_term",
        ]
    finally:
        context.close()

    context = chromium.new_context(viewport=SIZES[size], locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        sign_in(page, faces.office, town, "Wietske")
        page.goto(f"{root}/beheer/procedures/")
        check(page)
        page.get_by_role("link", name="Vermoeden van een misstand").click()
        check(page)
        page.get_by_role("link", name="Maak korter Ontvangst bevestigen").click()
        check(page)
        page.get_by_label("Hoeveel dagen?").fill("8")
        page.get_by_role("button", name="Stel deze termijn in").click()
        expect(page.get_by_text("Korter mag, langer niet").first).to_be_visible()
        check(page)
        page.get_by_label("Hoeveel dagen?").fill("4")
        page.get_by_role("button", name="Stel deze termijn in").click()
        expect(page.get_by_text("Eigen getal")).to_be_visible()
        page.get_by_role("link", name="Schrijf een eigen tekst Antwoord op de melding").click()
        check(page)
        page.get_by_label("Welke woorden stellen jullie voor?").fill("Zo liep het af:")
        page.get_by_role("button", name="Bewaar deze woorden").click()
        expect(page.get_by_text("Zo liep het af:")).to_be_visible()
        check(page)
        page.goto(f"{root}/beheer/vrije-dagen/")
        check(page)
        page.get_by_role("link", name="Voeg een vrije dag toe").click()
        check(page)
    finally:
        context.close()
