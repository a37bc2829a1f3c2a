"""In a real browser: a lawyer checks a measure on its own paper, and what the desk and who decides put on record beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.cases.test_deciding import propose
from tests.cases.test_lifting import ABOVE, impose, withdraw
from tests.filed import assessed_report, subject_of
from tests.journeys.test_decide import fill_day
from tests.journeys.test_handle import check, sign_in
from tests.looking import going_on
from tests.people import Town, make_tenant

from weerbaar.config.demo import CAST, GOVERNMENT


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant(
        cast=[one._replace(manager=ABOVE.get(one.first_name, "")) for one in (*CAST, *GOVERNMENT)]
    )


@pytest.mark.req("C7")
def test_a_lawyer_is_asked_and_answers_without_a_key_to_the_case(town, browse, faces):
    filed = assessed_report(town)
    propose(town, filed)
    fatima, hassan = browse("desk"), browse("telephone")
    root = f"{faces.office}/{town.tenant.slug}/"
    sign_in(fatima, faces.office, town, "Fatima")
    fatima.goto(f"{root}zaken/{filed.code}/")
    fatima.get_by_role("link", name="Vraag een jurist om de toets").click()
    check(fatima)
    fatima.get_by_label("Welke jurist?").select_option(label="Hassan Yilmaz, jurist")
    fatima.get_by_label("Wat geef je de jurist nog mee?").fill("Let op artikel 16 van de cao.")
    fill_day(fatima, 7)
    fatima.get_by_role("button", name="Vraag deze toets").click()
    expect(fatima.locator("#voorgelegd").get_by_text("Hassan, jurist")).to_be_visible()
    check(fatima)

    sign_in(hassan, faces.office, town, "Hassan")
    hassan.goto(f"{root}gevraagd/")
    expect(hassan.get_by_role("heading", level=1)).to_have_text("Eén vraag wacht op jouw toets")
    check(hassan)
    hassan.get_by_role("link", name="Lees en toets").click()
    expect(hassan.get_by_text("Een gesprek hielp niet.")).to_be_visible()
    check(hassan)
    hassan.get_by_label("Ja, zo kan het").check()
    hassan.get_by_label("Waarom?", exact=True).fill("Het past bij de cao.")
    hassan.get_by_role("button", name="Leg de toets vast").click()
    expect(hassan.get_by_role("heading", name="Getoetst: Ja, zo kan het")).to_be_visible()
    check(hassan)
    fatima.reload()
    expect(fatima.locator("#maatregelen").get_by_text("Het past bij de cao.")).to_be_visible()


@pytest.mark.req("C15")
def test_an_employer_is_changed_with_what_it_was_beside_it(town, browse, faces):
    filed = assessed_report(town)
    fatima = browse("telephone")
    page = f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/werkgever/{subject_of(filed)}/"
    sign_in(fatima, faces.office, town, "Fatima")
    for choice, lender, why in (
        ("Ingehuurd: een andere werkgever", "Bureau Zuidwijk", "Dat zei de melder."),
        ("De raad: griffie, rekenkamer of ombudsman", "", "In dienst sinds mei."),
    ):
        fatima.goto(page)
        fatima.get_by_label(choice).check()
        if lender:
            fatima.get_by_label("Bij wie is deze persoon in dienst?").fill(lender)
        fatima.get_by_label("Waarom?", exact=True).fill(why)
        check(fatima)
        with going_on(fatima):
            fatima.get_by_role("button", name="Leg vast wie de werkgever is").click()
    fatima.goto(page)
    expect(fatima.get_by_label("De raad: griffie, rekenkamer of ombudsman")).to_be_checked()
    expect(fatima.get_by_role("heading", name="Wat er eerder stond")).to_be_visible()
    expect(fatima.get_by_text("Ingehuurd: een andere werkgever: Bureau Zuidwijk")).to_be_visible()
    check(fatima)


@pytest.mark.req("C20")
def test_who_imposed_secrecy_lifts_it_and_an_administrator_says_why_somebody_is_suspended(
    town, browse, faces
):
    filed = assessed_report(town)
    asked_id, _secrecy = impose(town, filed)
    withdraw(town, filed, asked_id)
    nadia, wietske = browse("telephone"), browse("desk")
    sign_in(nadia, faces.office, town, "Nadia")
    expect(nadia.get_by_role("heading", name="Geheimhouding die jij kunt opheffen")).to_be_visible()
    check(nadia)
    nadia.get_by_role("link", name="Leg vast dat dit is opgeheven").click()
    check(nadia)
    nadia.get_by_role("button", name="Leg dit vast").click()
    expect(nadia.get_by_text("De geheimhouding is opgeheven.")).to_be_visible()

    joris: str = f"{faces.office}/{town.tenant.slug}/beheer/mensen/{town['Joris'].person_id}/"
    sign_in(wietske, faces.office, town, "Wietske")
    wietske.goto(f"{joris}stilzetten/")
    check(wietske)
    wietske.get_by_label("Waarom?", exact=True).fill("De laptop is gestolen.")
    wietske.get_by_role("button", name="Zet het aanmelden stil").click()
    expect(wietske.get_by_text("De laptop is gestolen.")).to_be_visible()
    check(wietske)
