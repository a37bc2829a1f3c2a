"""Two colleagues in one case: notes, tasks, cases beside it, who is told what, a lesson, and handing over (C13, C10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.filed import bring, file_report, let_know
from tests.journeys.test_all_of_wrongdoing import fill_day, press
from tests.journeys.test_handle import check, sign_in
from tests.people import make_tenant

from weerbaar.config.demo import TOWN
from weerbaar.ground import clock


def _in(days: int):
    return clock.today() + timedelta(days=days)


@pytest.mark.req("C13")
def test_colleagues_work_in_one_case(browse, faces, picture):  # noqa: PLR0915 - one week, told in one piece
    town = make_tenant(cast=TOWN)
    root = f"{faces.office}/{town.tenant.slug}"
    filed = file_report(town, readers=("Fatima", "Joris"), reserve=("Marit",))
    beside = file_report(town, answers={"where": "Bij de schuurdeur"})
    bring(town["Fatima"].opened, filed, "acknowledged")
    file = f"{root}/zaken/{filed.code}/"
    fatima, joris = browse("desk"), browse("telephone")
    sign_in(fatima, faces.office, town, "Fatima")

    fatima.goto(file)
    fatima.get_by_role("link", name="Schrijf een notitie").click()
    check(fatima)
    fatima.get_by_label("Wat wil je je collega’s laten weten?").fill(
        "B1 weet nog van niets. Bel niet op het werk."
    )
    press(fatima, "Bewaar deze notitie")
    picture(fatima, "notities-1280", "#notities")

    fatima.get_by_role("link", name="Geef een taak").click()
    fatima.get_by_label("Wat moet er gebeuren?").fill("Vraag G1 wanneer het begon.")
    fatima.get_by_label("Voor wie is de taak?").select_option(label="Joris van Dam, behandelaar")
    fill_day(fatima, _in(3))
    check(fatima)
    press(fatima, "Geef deze taak")
    picture(fatima, "taken-1280", "#taken")

    sign_in(joris, faces.office, town, "Joris")
    joris.goto(f"{root}/taken/")
    expect(joris.get_by_text("Vraag G1")).to_have_count(0)
    check(joris)
    picture(joris, "mijn-taken-390", "main h1", "main section")
    joris.get_by_role("link", name="Lees de taak").first.click()
    joris.get_by_label("Wat kwam eruit?").fill("Het begon in maart.")
    press(joris, "De taak is klaar")
    fatima.reload()
    expect(fatima.locator("#taken")).to_contain_text("Er zijn geen open taken")

    fatima.goto(f"{file}hiernaast/")
    fatima.get_by_label("Welke zaak?").fill(beside.code)
    fatima.get_by_label("Waarom horen deze zaken bij elkaar?").fill("Dezelfde afdeling, in dezelfde week.")
    check(fatima)
    press(fatima, "Leg deze zaken naast elkaar")
    expect(fatima.locator("#koppelingen")).to_contain_text(beside.code)
    picture(fatima, "ernaast-1280", "#koppelingen")

    fatima.goto(f"{root}/vaste-teksten/")
    check(fatima)
    fatima.get_by_role("link", name="Schrijf een vaste tekst").click()
    fatima.get_by_label("Hoe heet deze tekst?").fill("Meer tijd nodig")
    fatima.get_by_label("De tekst").fill("Wij hebben meer tijd nodig. Over twee weken hoor je meer.")
    fatima.locator("input[name=use][value=answer]").check()
    press(fatima, "Bewaar deze tekst")
    fatima.goto(file)
    fatima.get_by_label("Vaste tekst").first.select_option(label="Meer tijd nodig")
    press(fatima, "Zet in je tekst")
    expect(fatima.get_by_label("Antwoord aan de melder")).to_have_value(
        "Wij hebben meer tijd nodig. Over twee weken hoor je meer."
    )
    picture(fatima, "vaste-tekst-1280", "form:has(#vaste-tekst)")

    fatima.goto(f"{root}/zoeken/")
    fatima.get_by_label("Waar zoek je naar?").fill("schuurdeur")
    press(fatima, "Zoek")
    expect(fatima.get_by_text("1 zaak gevonden")).to_be_visible()
    expect(fatima.locator("#gevonden")).to_contain_text(beside.code)
    check(fatima)
    picture(fatima, "zoeken-1280", "main h1", "#gevonden")

    fatima.goto(f"{file}overdragen/")
    fatima.get_by_label("Wie neemt de zaak over?").select_option(label="Marit Hoekstra, gemeentesecretaris")
    fatima.get_by_label("Wat moet er nog gebeuren?").fill("Hoor B1. De afspraak staat voor dinsdag.")
    fatima.get_by_label("Waarom?").fill("Ik ga met verlof.")
    fatima.locator("input[name=leaves][value=now]").check()
    fatima.get_by_label("Je wachtzin").fill(town["Fatima"].passphrase)
    check(fatima)
    picture(fatima, "overdragen-1280", "main h1", "main form")
    press(fatima, f"Draag {filed.code} over")
    expect(fatima.get_by_text(f"zaak {filed.code} is overgedragen")).to_be_visible()
    assert fatima.goto(file).status == 404

    fatima.goto(f"{root}/ik/weg/")
    fatima.get_by_role("link", name="Zeg dat je weg bent").click()
    fatima.get_by_label("Wie vervangt je?").select_option(label="Marit Hoekstra, gemeentesecretaris")
    for group, number in (("Wat is je eerste dag weg?", 2), ("Wat is je laatste dag weg?", 12)):
        fill_day(fatima.get_by_role("group", name=group), _in(number))
    fatima.get_by_label("Je wachtzin").fill(town["Fatima"].passphrase)
    check(fatima)
    press(fatima, "Laat mijn vervanger toe")
    expect(fatima.get_by_role("heading", level=1)).to_contain_text("Marit vervangt je")
    check(fatima)
    picture(fatima, "weg-1280", "main h1", "main p >> nth=-1")


@pytest.mark.req("C10")
def test_who_hears_what_and_what_is_learned(browse, faces, picture):
    town = make_tenant(cast=TOWN)
    filed = file_report(town)
    let_know(town, filed)
    bring(town["Fatima"].opened, filed, "decided")
    fatima = browse("desk")
    sign_in(fatima, faces.office, town, "Fatima")
    file = f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/"
    fatima.goto(file)
    fatima.get_by_role("link", name="Plan wie je wat vertelt").click()
    fatima.locator("input[name=audience][value=all_staff]").check()
    press(fatima, "Ga verder")
    fatima.get_by_label("Wat vertel je?").fill(
        "Er is een melding behandeld over hoe wij met elkaar omgaan. Bram Kuipers krijgt een gesprek."
    )
    fatima.get_by_label("Wie vertelt het?").fill("De gemeentesecretaris, op intranet.")
    fill_day(fatima, _in(4))
    check(fatima)
    press(fatima, "Zet dit in het plan")
    # A name is found before the text goes anywhere.
    expect(fatima.get_by_role("alert")).to_contain_text("‘Bram’, ‘Kuipers’")
    check(fatima)
    fatima.get_by_label("Wat vertel je?").fill(
        "Er is een melding behandeld over hoe wij met elkaar omgaan. Over personen zeggen wij niets."
    )
    press(fatima, "Zet dit in het plan")
    expect(fatima.locator("#communicatie")).to_contain_text("Alle medewerkers")
    picture(fatima, "plan-1280", "#communicatie")

    fatima.get_by_role("link", name="Maak van een les een verbeteractie").click()
    fatima.get_by_label("Wat leerden jullie?").fill(
        "Bram Kuipers kreeg nooit te horen wat wij gewoon vinden."
    )
    fatima.get_by_label("Wat moet er gebeuren?").fill("Bespreek in elk team wat wij gewoon vinden.")
    fatima.get_by_label("Wie doet het?").select_option(label="Samira Bouzid, teamleider publiekszaken")
    fill_day(fatima, _in(30))
    press(fatima, "Geef deze verbeteractie")
    # A name of the case goes nowhere without a reason.
    expect(fatima.get_by_role("alert")).to_contain_text("Zo heet iemand in deze zaak.")
    picture(fatima, "naam-gevonden-1280", "[role=alert]")
    fatima.get_by_label("Wat leerden jullie?").fill("Nieuwe collega’s weten niet wat wij gewoon vinden.")
    check(fatima)
    press(fatima, "Geef deze verbeteractie")
    expect(fatima.locator("#lessen")).to_contain_text("Voor Samira")
    picture(fatima, "les-1280", "#lessen")
