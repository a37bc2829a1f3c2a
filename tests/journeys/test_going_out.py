"""Going out of a case in a real browser: named by mistake and let back, a key taken back, and one's own stepping out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.filed import file_report
from tests.journeys.test_handle import SIZES, check, sign_in
from tests.looking import PATIENCE
from tests.people import make_tenant

from weerbaar.cases import actions
from weerbaar.ground import clock


@pytest.mark.req("R10", "C2")
@pytest.mark.parametrize("size", SIZES)
def test_out_by_mistake_and_back_and_out_by_oneself(chromium, faces, size):  # noqa: PLR0915 - one story
    town = make_tenant()
    with clock.stopped_at(clock.now() - timedelta(days=3)):
        filed = file_report(town, kind="wrongdoing")
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
        actions.open_case(town["Joris"].opened, code=filed.code)
    root = f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/"
    desks = []
    try:
        for who in ("Fatima", "Joris"):
            context = chromium.new_context(viewport=SIZES[size], locale="nl-NL")
            desks.append(context)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            sign_in(page, faces.office, town, who)
        fatima, joris = (one.pages[0] for one in desks)

        fatima.goto(f"{root}erbuiten/")
        fatima.locator("input[name=how][value=interested]").check()
        fatima.locator("input[name=by][value=person]").check()
        fatima.get_by_label("Welke collega?").select_option(str(town["Joris"].person_id))
        fatima.get_by_label("Waarom?").last.fill("Hij zou haar kennen.")
        fatima.get_by_role("button", name="Houd deze persoon erbuiten").click()
        expect(fatima.get_by_text("Opende de pagina van de zaak één keer")).to_be_visible()
        check(fatima)
        fatima.get_by_role("link", name="Was dit een vergissing?").click()
        expect(fatima.get_by_role("heading", level=1)).to_have_text("Hoeft Joris niet erbuiten te blijven?")
        check(fatima)
        fatima.get_by_label("Waarom?").fill("Het was een andere Joris.")
        fatima.get_by_role("button", name="Leg vast dat het een vergissing was").click()
        expect(fatima.get_by_text("Had eerder een sleutel")).to_be_visible()
        check(fatima)
        joris.goto(root)
        expect(joris.get_by_text("Deze pagina is er niet")).to_be_visible()

        actions.let_in(
            town["Fatima"].opened,
            code=filed.code,
            person_id=town["Joris"].person_id,
            reason="Hij behandelt mee.",
            last_day=None,
        )
        joris.goto(f"{root}terugtrekken/")
        check(joris)
        joris.get_by_label("Waarom?").fill("Ik ken haar toch.")
        joris.get_by_role("button", name="Geef mijn sleutel terug").click()
        expect(joris.get_by_text("Was dat een vergissing?")).to_be_visible()
        check(joris)
        joris.go_back()
        expect(joris.get_by_role("heading", level=1)).to_have_text("Neem terug dat je je terugtrok")
        check(joris)
        joris.get_by_role("button", name="Neem het terug").click()
        expect(joris.get_by_text("Een collega besluit of je weer toegang krijgt.")).to_be_visible()

        fatima.goto(f"{root}termijn/decide/stilzetten/")
        check(fatima)
        day = clock.today() - timedelta(days=2)
        for name, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            fatima.locator(f"input[name=since_{name}]").fill(str(value))
        fatima.get_by_label("Waarom?").fill("Wij wachten op de accountant.")
        fatima.get_by_role("button", name="Zet de termijn stil").click()
        expect(fatima.get_by_text("staat stil sinds")).to_be_visible()
        expect(fatima.get_by_text("Vastgelegd op")).to_be_visible()
        fatima.get_by_text("1 termijn die klaar is").click()
        expect(fatima.get_by_text("Gedaan op")).to_be_visible()
        check(fatima)
        fatima.goto(f"{root}toegang/{town['Marit'].staff.alias}/intrekken/")
        check(fatima)
    finally:
        for context in desks:
            context.close()
