"""A handler's day in a real browser, on a telephone and at a desk: from signing in to closing a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.filed import STORY, file_report, hear_everybody, name_contact, settle_letters
from tests.looking import PATIENCE, going_on, looked
from tests.people import fresh_code, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases.staying_out import READING
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import actions as reporter_acts

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"telephone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing that scrolls sideways."""
    seen = looked(page)
    assert seen.wrong == []
    assert seen.width <= seen.window


def sign_in(page: Page, base: str, town, who: str) -> None:
    account = town[who]
    page.goto(f"{base}/{town.tenant.slug}/aanmelden/")
    page.get_by_label("Je mailadres van je werk").fill(account.mail)
    page.get_by_label("De code uit je app").fill(fresh_code(account))
    with going_on(page):
        page.locator("main button[type=submit]").click()
    page.get_by_label("Je wachtzin").fill(account.passphrase)
    with going_on(page):
        page.locator("main button[type=submit]").click()


def verbs(filed) -> list[str]:
    with tenant_scope(filed.case.tenant_id):
        found = Line.objects.filter(subject_id=filed.case.id).order_by("at", "id")
        return list(found.values_list("verb", flat=True))


@pytest.mark.req("C4", "C5", "C6", "F2")
@pytest.mark.parametrize("size", SIZES)
def test_a_case_from_the_list_to_its_end(chromium, faces, size):  # noqa: PLR0915 - one day, told in one piece
    town = make_tenant()
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser")
    context = chromium.new_context(viewport=SIZES[size], java_script_enabled=True, locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        sign_in(page, faces.office, town, "Fatima")
        expect(page.get_by_role("heading", level=1)).to_have_text("Eén ding vraagt je vandaag")
        check(page)
        page.get_by_role("link", name="Lees de melding").click()
        expect(page.get_by_text(STORY)).to_be_visible()
        expect(page.get_by_text("Noor Visser")).to_have_count(0)
        check(page)

        page.get_by_role("link", name="Stuur bevestiging").first.click()
        check(page)
        page.get_by_role("button", name="Stuur de bevestiging").click()
        expect(page.get_by_text("Je melding is binnen.").first).to_be_visible()

        page.get_by_label("Antwoord aan de melder").fill("Wanneer was het?")
        page.get_by_role("button", name="Verstuur als vraag").click()
        expect(page.get_by_text("Wacht op antwoord")).to_be_visible()
        reporter_acts.write(filed.reporter, body="In februari.")
        page.reload()
        expect(page.get_by_text("In februari.")).to_be_visible()

        page.get_by_role("link", name="Namen openen").click()
        check(page)
        page.get_by_role("button", name="Open de namen een kwartier").click()
        expect(page.get_by_text("Schrijf op waarom.").first).to_be_visible()
        check(page)
        page.get_by_label("Waarom?").fill("Ik ga de melder bellen.")
        page.get_by_role("button", name="Open de namen een kwartier").click()
        expect(page.get_by_text("Noor Visser")).to_be_visible()
        check(page)
        page.get_by_role("button", name="Doe ze nu dicht").click()
        expect(page.get_by_text("Noor Visser")).to_have_count(0)

        page.get_by_role("link", name="Geef iemand toegang").last.click()
        check(page)
        page.get_by_label("Wie krijgt een sleutel?").select_option(label="Hassan Yilmaz, jurist")
        page.get_by_label("Waarom?").fill("Kijkt of wij zorgvuldig zijn.")
        page.locator("input[name=until][value=weeks]").check()
        page.get_by_role("button", name="Geef toegang tot").click()
        expect(page.locator("#toegang").get_by_text("Hassan, jurist")).to_be_visible()
        page.locator("#toegang").get_by_role("link", name="Neem terug Hassan").click()
        check(page)
        page.get_by_label("Waarom?").fill("Het advies is er.")
        page.get_by_role("button", name="Neem de sleutel van Hassan terug").click()
        expect(page.locator("#toegang").get_by_text("Hassan, jurist")).to_have_count(0)

        page.get_by_label("Antwoord aan de melder").fill("Dank je. Wij gaan ermee aan de slag.")
        page.get_by_role("button", name="Verstuur antwoord").click()
        page.get_by_role("link", name="Beoordeel de melding").first.click()
        check(page)
        page.get_by_role("button", name="Leg de beoordeling vast").click()
        expect(page.get_by_text("Maak een keuze.").first).to_be_visible()
        check(page)
        for name, value in (
            ("typology", "OMG"),
            ("sphere", "social"),
            ("urgency", "normal"),
            ("criminal_report", "no"),
            ("accident_report", "no"),
            ("admission", "admitted"),
        ):
            page.locator(f"input[name={name}][value={value}]").check()
        page.get_by_label("Waarom beoordeel je het zo?").fill("Het gaat over gedrag op het werk.")
        page.get_by_role("button", name="Leg de beoordeling vast").click()
        expect(page.get_by_text("Het gaat over gedrag op het werk.").first).to_be_visible()
        check(page)

        page.get_by_role("link", name="Leg vast wat eruit kwam").first.click()
        expect(page.get_by_text("Hoor eerst beide kanten").first).to_be_visible()
        check(page)
        hear_everybody(town["Fatima"].opened, filed.case)
        name_contact(town["Fatima"].opened, filed.case)
        page.reload()
        check(page)
        page.locator("input[name=outcome][value=partly]").check()
        page.get_by_label("Waarom?").fill("Beide kanten zijn gehoord.")
        page.get_by_role("button", name="Leg de uitkomst vast").click()
        expect(page.get_by_text("Beide kanten zijn gehoord.").first).to_be_visible()

        page.get_by_role("link", name="Geef antwoord").first.click()
        page.get_by_label("Wat is er met de melding gedaan").fill("Wij spraken met de afdeling.")
        page.get_by_role("button", name="Stuur het antwoord").click()
        expect(page.get_by_text("Wij spraken met de afdeling.")).to_be_visible()
        settle_letters(town["Fatima"].opened, filed.case)
        page.reload()
        page.get_by_role("link", name="Sluit de zaak").first.click()
        page.get_by_label("Waarom?").fill("Alles is gedaan.")
        page.get_by_role("button", name="Sluit zaak").click()
        step = page.get_by_role("region", name="Volgende stap")
        expect(step.get_by_text("De zaak is gesloten. Praten met de melder kan nog.")).to_be_visible()
        check(page)
        page.get_by_role("link", name="Terug naar vandaag").click()
        expect(page.get_by_text(filed.code)).to_have_count(0)
        check(page)
    finally:
        context.close()
    done = [verb for verb in verbs(filed) if verb == "case.open_names" or verb not in READING]
    assert done == [
        "case.file",
        "case.acknowledge",
        "case.ask",
        "reporter.write",
        "case.open_names",
        "case.let_in",
        "case.withdraw_access",
        "case.answer",
        "case.assess",
        "case.name_contact",
        "case.decide",
        "case.give_feedback",
        "case.waive_letter",
        "case.close",
    ]
