"""A measure in a real browser: the desk proposes and asks, the mayor decides on a telephone, the reporter is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.filed import bring, file_report, hear_everybody
from tests.journeys.test_handle import SIZES, check, sign_in
from tests.looking import PATIENCE
from tests.people import make_tenant

from weerbaar.cases import actions, measures, staying_out
from weerbaar.cases.models import Measure, Party
from weerbaar.cases.routing import EmployerLine
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock


def fill_day(page: Page, days: int) -> None:
    on = clock.today() + timedelta(days=days)
    for label, value in (("Dag", on.day), ("Maand", on.month), ("Jaar", on.year)):
        page.get_by_label(label, exact=True).fill(str(value))


@pytest.mark.req("C7", "C20")
def test_a_measure_from_proposal_to_answer(chromium, faces, picture):  # noqa: PLR0915 - one day, told in one piece
    town = make_tenant(cast=(*CAST, *GOVERNMENT))
    filed = file_report(town)
    fatima_staff, hassan = town["Fatima"].opened, town["Hassan"]
    bring(fatima_staff, filed, "assessed")
    actions.let_in(fatima_staff, code=filed.code, person_id=hassan.person_id, reason="Toetst.", last_day=None)
    hear_everybody(fatima_staff, filed.case)
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT).id
    staying_out.set_line(
        fatima_staff,
        code=filed.code,
        party_id=party,
        line=EmployerLine("staff"),
        reason="Vaste aanstelling.",
    )
    at_desk = chromium.new_context(viewport=SIZES["desk"], locale="nl-NL")
    on_telephone = chromium.new_context(viewport=SIZES["telephone"], locale="nl-NL", has_touch=True)
    fatima, geertje = at_desk.new_page(), on_telephone.new_page()
    case = f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/"
    try:
        for page in (fatima, geertje):
            page.set_default_timeout(PATIENCE)
        sign_in(fatima, faces.office, town, "Fatima")
        fatima.goto(case)
        fatima.get_by_role("link", name="Stel een maatregel voor").click()
        check(fatima)
        fatima.get_by_label("Welke maatregel?").select_option(label="Schriftelijke waarschuwing")
        fatima.get_by_label("B1", exact=True).check()
        fatima.get_by_label("Wat houdt de maatregel in?").fill("Een brief in het personeelsdossier van B1.")
        fatima.get_by_label("Waarom?", exact=True).fill("B1 maakte een collega drie keer belachelijk.")
        fatima.get_by_label("Waarom is iets lichters niet genoeg?").fill("Een gesprek hielp niet.")
        fatima.get_by_role("button", name="Stel deze maatregel voor").click()
        expect(fatima.get_by_role("heading", name="Schriftelijke waarschuwing, voor B1")).to_be_visible()
        check(fatima)
        with tenant_scope(town.tenant.id):
            measure_id = Measure.objects.get(case=filed.case).id
        measures.check_measure(
            hassan.opened, code=filed.code, measure_id=measure_id, is_fit=True, reason="Het past erbij."
        )
        fatima.reload()
        fatima.get_by_role("link", name="Leg de maatregel voor").click()
        check(fatima)
        fatima.get_by_label("Wie besluit?").select_option(label="Geertje Wolters, burgemeester")
        fill_day(fatima, 7)
        fatima.get_by_role("button", name="Leg deze maatregel voor").click()
        expect(fatima.locator("#voorgelegd").get_by_text("Geertje, burgemeester")).to_be_visible()

        sign_in(geertje, faces.office, town, "Geertje")
        expect(geertje.get_by_role("heading", level=1)).to_have_text("Eén vraag wacht op jouw besluit")
        check(geertje)
        picture(geertje, "gevraagd-390", "main h1", "main li")
        geertje.get_by_role("link", name="Lees en besluit").click()
        expect(geertje.get_by_text("Een gesprek hielp niet.")).to_be_visible()
        expect(geertje.get_by_text("In het overleg maakt hij")).to_have_count(0)
        check(geertje)
        picture(geertje, "besluit-390", "main form fieldset", "main form button[type=submit]")
        geertje.get_by_role("button", name="Neem dit besluit").click()
        expect(geertje.get_by_text("Maak een keuze.").first).to_be_visible()
        check(geertje)
        geertje.get_by_label("Ja, deze maatregel gaat door").check()
        geertje.get_by_label("Waarom?", exact=True).fill("Dit gedrag past hier niet.")
        geertje.get_by_role("button", name="Neem dit besluit").click()
        expect(geertje.get_by_role("heading", name="Besloten: Ja, deze maatregel gaat door")).to_be_visible()
        check(geertje)

        fatima.goto(case)
        expect(fatima.locator("#besluiten").get_by_text("Dit gedrag past hier niet.")).to_be_visible()
        fatima.get_by_role("link", name="Leg het besluit vast Schriftelijke waarschuwing").click()
        check(fatima)
        fatima.get_by_label("Waarom?", exact=True).fill("De burgemeester zei ja.")
        fatima.get_by_role("button", name="Leg het besluit vast").click()
        expect(fatima.locator("#maatregelen").get_by_text("Besloten", exact=True)).to_be_visible()

        fatima.goto(f"{case}uitkomst/")
        check(fatima)
        fatima.get_by_label("Vastgesteld", exact=True).check()
        fatima.get_by_label("Waarom?", exact=True).fill("Twee getuigen zagen het.")
        fatima.get_by_label("Wat leren wij hiervan?").fill("Eerder ingrijpen in het overleg.")
        fatima.get_by_role("button", name="Leg de uitkomst vast").click()
        expect(fatima.get_by_text("Eerder ingrijpen in het overleg.")).to_be_visible()
        fatima.goto(f"{case}terugkoppelen/")
        fatima.get_by_label("Wat is er met de melding gedaan").fill("Wij hebben een maatregel genomen.")
        fatima.get_by_role("button", name="Stuur het antwoord").click()
        expect(fatima.get_by_text("Wij hebben een maatregel genomen.")).to_be_visible()
        check(fatima)
    finally:
        at_desk.close()
        on_telephone.close()
