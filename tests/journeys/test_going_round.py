"""Reports that go round whoever they are about, in a real browser: the head of the office, the mayor, one found late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.filed import file_report
from tests.journeys.test_handle import check, sign_in
from tests.looking import PATIENCE, going_on
from tests.people import CAST, make_tenant

from weerbaar.cases.models import Access, Case
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import actions as organisation

if TYPE_CHECKING:
    from uuid import UUID

    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def town(database):
    """The head of the office reads at its desk, and Joris works under him."""
    town = make_tenant(cast=(*CAST, *GOVERNMENT))
    boss = town["Wietske"].opened
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=town["Karim"].person_id)
    organisation.person_place(
        boss, person_id=town["Joris"].person_id, employer="staff", manager_id=town["Karim"].person_id
    )
    return town


@pytest.fixture
def browse(chromium):
    """New browsers: on a telephone without a script for who reports, at a desk for who handles."""
    contexts = []

    def new(*, handles: bool = False) -> Page:
        size = {"width": 1280, "height": 900} if handles else {"width": 390, "height": 844}
        contexts.append(chromium.new_context(viewport=size, java_script_enabled=handles, locale="nl-NL"))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield new
    for one in contexts:
        one.close()


def begin(page: Page, base: str, town) -> None:
    page.goto(f"{base}/{town.tenant.slug}/")
    with going_on(page):
        page.get_by_role("button", name="Begin").first.click()


def tell(page: Page, base: str, town, pages: dict[str, dict[str, str]]) -> None:
    """Answer these pages of questions by their names."""
    for slug, answers in pages.items():
        page.goto(f"{base}/{town.tenant.slug}/melden/{slug}/")
        for name, value in answers.items():
            box = page.locator(f"[name={name}]").first
            if box.get_attribute("type") == "radio":
                page.locator(f"input[name={name}][value={value}]").check()
            else:
                box.fill(value)
        with going_on(page):
            page.locator("main form button[type=submit]").first.click()


def cases_of(town) -> set[UUID]:
    with tenant_scope(town.tenant.id):
        return set(Case.objects.values_list("id", flat=True))


def seated(town, before: set[UUID]) -> set[str]:
    """Who has a line of the one case that came since."""
    (case_id,) = cases_of(town) - before
    names = {one.staff.alias: name for name, one in town.people.items()}
    with tenant_scope(town.tenant.id):
        aliases = Access.objects.filter(case_id=case_id).values_list("holder_alias", flat=True)
        return {names[one] for one in aliases}


TOLD = {
    "onderwerp": {"kind": "integrity"},
    "verhaal": {"story": "Er verdwijnt geld uit de kas."},
    "jij": {"capacity": "employee"},
    "je-naam": {"openness": "anonymous"},
}


@pytest.mark.req("R10")
def test_a_report_about_the_head_of_the_office(browse, faces, town):
    page, before = browse(), cases_of(town)
    begin(page, faces.reporter, town)
    expect(page.get_by_text("Karim Osman").first).to_be_visible()
    page.locator("input[name=about_roles][value=head_of_integrity]").check()
    with going_on(page):
        page.get_by_role("button", name="Verder met deze lezers").click()
    tell(page, faces.reporter, town, TOLD)
    page.goto(f"{faces.reporter}/{town.tenant.slug}/melden/nakijken/")
    # The reserve comes in for who works under him, and was on the page that the reporter agreed to.
    expect(page.locator("main")).to_contain_text("Fatima el Amrani")
    expect(page.locator("main")).not_to_contain_text("Karim Osman")
    expect(page.locator("main")).not_to_contain_text("Joris van Dam")
    with going_on(page):
        page.get_by_role("button", name="Verstuur mijn melding").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert seated(town, before) == {"Fatima", "Marit"}

    karim = browse(handles=True)
    sign_in(karim, faces.office, town, "Karim")
    expect(karim.get_by_role("heading", level=1)).to_have_text("Niets vraagt je vandaag")
    fatima = browse(handles=True)
    sign_in(fatima, faces.office, town, "Fatima")
    fatima.get_by_role("link", name="Lees de melding").first.click()
    expect(fatima.locator("#erbuiten")).to_contain_text("Hierover besluit: de gemeentesecretaris")
    expect(fatima.locator("#erbuiten")).to_contain_text("het hoofd van het bureau integriteit")
    check(fatima)


@pytest.mark.req("R10", "C15")
def test_a_report_about_the_mayor_by_what_was_typed(browse, faces, town):
    page, before = browse(), cases_of(town)
    begin(page, faces.reporter, town)
    page.locator("input[name=about_roles][value=mayor]").check()
    with going_on(page):
        page.get_by_role("button", name="Verder met deze lezers").click()
    tell(page, faces.reporter, town, TOLD | {"wie": {"who_subject": "K. Osman wist ervan"}})
    page.goto(f"{faces.reporter}/{town.tenant.slug}/melden/nakijken/")
    # A like name is asked back; until then he does not read.
    expect(page.locator("main")).to_contain_text("lijkt op de naam of functie")
    page.get_by_role("link", name="Zeg wie je bedoelt").click()
    expect(
        page.get_by_text("Bedoel je Karim Osman (hoofd bureau integriteit), die je melding zou lezen?")
    ).to_be_visible()
    page.get_by_label("Nee, iemand anders").check()
    with going_on(page):
        page.get_by_role("button", name="Verder met deze lezers").click()
    # He was not shown as a reader when that was chosen: the reporter looks once more who reads.
    expect(page.get_by_text("Wie je melding kan lezen, is veranderd.").first).to_be_visible()
    with going_on(page):
        page.get_by_role("button", name="Verder met deze lezers").click()
    with going_on(page):
        page.get_by_role("button", name="Verstuur mijn melding").click()
    expect(page.locator(".wb-words").first).to_be_visible()
    assert seated(town, before) == {"Fatima", "Joris", "Karim"}

    joris = browse(handles=True)
    sign_in(joris, faces.office, town, "Joris")
    joris.get_by_role("link", name="Lees de melding").first.click()
    expect(joris.locator("#erbuiten")).to_contain_text("besluit: de commissaris van de Koning")
    check(joris)


@pytest.mark.req("R10")
def test_a_subject_discovered_late(browse, faces):
    town = make_tenant()
    filed = file_report(town)
    joris = browse(handles=True)
    sign_in(joris, faces.office, town, "Joris")
    joris.get_by_role("link", name="Lees de melding").first.click()
    expect(joris.get_by_role("heading", level=1)).to_contain_text(filed.code)
    fatima = browse(handles=True)
    sign_in(fatima, faces.office, town, "Fatima")
    fatima.goto(f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/")
    fatima.locator("#erbuiten").get_by_role("link", name="Wie moet erbuiten blijven?").click()
    check(fatima)
    fatima.get_by_label("Het gaat over deze persoon").check()
    fatima.get_by_label("Een collega uit de lijst").check()
    fatima.get_by_label("Welke collega?").select_option(label="Joris van Dam, behandelaar")
    fatima.get_by_label("Waarom?", exact=True).fill("Een getuige noemde hem.")
    fatima.get_by_role("button", name="Houd deze persoon erbuiten").click()
    expect(fatima.get_by_text("Opende de pagina van de zaak één keer").first).to_be_visible()
    check(fatima)
    joris.reload()
    expect(joris.get_by_text("Deze pagina is er niet").first).to_be_visible()
    joris.goto(f"{faces.office}/{town.tenant.slug}/")
    expect(joris.get_by_role("heading", level=1)).to_have_text("Niets vraagt je vandaag")
    with tenant_scope(town.tenant.id):
        assert Case.objects.filter(id=filed.case.id).exists()
        assert not Access.objects.filter(case=filed.case, holder_alias=town["Joris"].staff.alias).exists()
