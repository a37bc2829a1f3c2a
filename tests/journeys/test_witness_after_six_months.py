"""A witness with words of their own is asked how it goes, and after six months it turns bad: in a real browser (C8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.filed import file_report
from tests.journeys.test_all_of_wrongdoing import come_back, day, press
from tests.journeys.test_going_round import tell
from tests.journeys.test_handle import check, sign_in
from tests.people import make_tenant

from weerbaar.cases import actions
from weerbaar.cases.jobs import ask_how_it_goes
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope

WHAT = "Sinds mijn gesprek met jullie zit ik alleen op de bovenste verdieping."
TOLD = {
    "wanneer": {"when_choice": "ongoing"},
    "jij": {"capacity": "trainee"},
    "je-naam": {"openness": "anonymous"},
}


@pytest.mark.req("C8")
def test_a_check_in_that_turns_bad_becomes_an_urgent_complaint(browse, moved, picture):  # noqa: PLR0915 - half a year, told in one piece
    town = make_tenant()
    with moved.at(day(3, 2)):
        filed = file_report(town)
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    file = f"{moved.office}/{town.tenant.slug}/zaken/{filed.code}/"
    fatima = browse("desk")
    with moved.at(day(3, 3)):
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(file)
        fatima.get_by_role("link", name="Geef iemand eigen woorden").first.click()
        fatima.get_by_label("Getuige", exact=True).check()
        fatima.get_by_label("Wie is het, zonder naam?").fill("De stagiair")
        fatima.get_by_label("Waarom?").fill("Om te vragen hoe het gaat.")
        picture(fatima, "getuige-1280", "main h1", "[name=name]")
        press(fatima, "Maak acht woorden voor deze persoon")
        fatima.locator("ol.wb-words li").last.wait_for()
        words = " ".join(fatima.locator("ol.wb-words li").all_inner_texts())
        press(fatima, "Ze zijn doorgegeven")

    sem = browse("telephone")
    with moved.at(day(4, 4)):
        ask_how_it_goes(town.tenant.id)
        come_back(sem, moved.reporter, town, words)
        sem.get_by_text("Vertel hoe het gaat").click()
        check(sem)
        picture(sem, "hoe-gaat-het-390", "main h1", "main form")
        sem.get_by_label("Nee, er is niets gebeurd").check()
        press(sem, "Verstuur mijn antwoord")
        expect(sem.get_by_text("Dank je. Je antwoord is bewaard.")).to_be_visible()
        expect(sem.get_by_role("heading", name="Hoe gaat het met je?")).to_have_count(0)

    with moved.at(day(9, 4)):
        ask_how_it_goes(town.tenant.id)
        come_back(sem, moved.reporter, town, words)
        check(sem)
        sem.get_by_text("Vertel hoe het gaat").click()
        press(sem, "Verstuur mijn antwoord")
        expect(sem.get_by_role("alert")).to_contain_text("Kies of er iets met je is gebeurd.")
        check(sem)
        sem.get_by_label("Ja, er is iets gebeurd").check()
        sem.get_by_label("Naar een andere werkplek gestuurd").check()
        sem.get_by_label("Wil je er iets over zeggen?").fill(WHAT)
        sem.get_by_label("Wat wil je dat wij doen?").fill("Laat het stoppen.")
        check(sem)
        press(sem, "Verstuur mijn antwoord")
        expect(sem.get_by_role("heading", level=1)).to_have_text("Dank je dat je dit vertelt")
        check(sem)

        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(f"{moved.office}/{town.tenant.slug}/")
        check(fatima)
        fatima.get_by_text("Iemand meldt nadeel. Kijk vandaag wat er nodig is").first.wait_for()
        fatima.get_by_role("link", name="Lees wat er gebeurde").first.click()
        expect(fatima.locator("#bescherming")).to_contain_text(WHAT)
        check(fatima)

        press(sem, "Maak er een klacht van")
        expect(sem.get_by_text("Wie buiten die melding moest blijven")).to_be_visible()
        check(sem)
        press(sem, "Verder met deze lezers")
        check(sem)
        press(sem, "Dat weet ik niet")
        expect(sem.locator("textarea[name=story]")).to_have_value(
            f"Naar een andere werkplek gestuurd\n\n{WHAT}\n\nLaat het stoppen."
        )
        tell(sem, moved.reporter, town, TOLD)
        sem.goto(f"{moved.reporter}/{town.tenant.slug}/melden/nakijken/")
        press(sem, "Verstuur mijn klacht")
        expect(sem.locator("ol.wb-words li")).to_have_count(8)
        with tenant_scope(town.tenant.id):
            complaint = Case.objects.get(kind="detriment")
        fatima.goto(f"{moved.office}/{town.tenant.slug}/zaken/{complaint.code}/")
        expect(fatima.locator("#bescherming")).to_contain_text(f"Deze klacht hoort bij melding {filed.code}.")
        check(fatima)
