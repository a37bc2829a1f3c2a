"""In a real browser: what is phoned in, written, mailed or told in a talk becomes a case, and its reporter checks it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from playwright.sync_api import expect
from tests.dovecot import dovecot
from tests.journeys.test_handle import check, sign_in
from tests.looking import going_on
from tests.people import CAST, Town, make_tenant
from tests.web.office.intake.test_mail import message

from weerbaar.config.demo import GOVERNMENT
from weerbaar.intake import jobs, mailboxes

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORY = "Elke maandag maakt hij in het overleg dezelfde collega belachelijk."


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant(cast=[*CAST, *GOVERNMENT])


def told(page: Page, story: str = STORY) -> None:
    """Fill in what a reporter is asked, and go on."""
    page.get_by_label("Iemand gaat niet goed om met collega’s").check()
    if story:
        page.get_by_label("Wat is er gebeurd?").fill(story)
    page.get_by_label("Ik werk er", exact=True).check()
    page.get_by_label("Nee, zonder mijn naam").check()
    check(page)
    page.get_by_role("button", name="Verder naar bestanden").click()


def agreed_on(page: Page) -> None:
    """Who reads it, before anything is told."""
    check(page)
    page.get_by_role("button", name="Verder met deze lezers").click()


def handed_over(page: Page) -> list[str]:
    """From the files to the words, and hand those over."""
    check(page)
    page.get_by_role("button", name="Verder naar nakijken").click()
    check(page)
    page.get_by_role("button", name="Sla de melding op").click()
    check(page)
    page.locator("ol.wb-words li").last.wait_for()
    return page.locator("ol.wb-words li").all_text_contents()


def come_back(page: Page, base: str, town: Town, words: list[str]) -> None:
    page.goto(f"{base}/{town.tenant.slug}/terug/")
    page.get_by_label("Jouw acht woorden").fill(" ".join(words))
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Je melding is binnen"))


@pytest.mark.req("R6", "C19")
def test_a_call_is_entered_and_followed_up_on_the_web(town, browse, faces, picture):
    fatima, noor = browse("desk"), browse("telephone")
    sign_in(fatima, faces.office, town, "Fatima")
    fatima.get_by_role("link", name="Binnenkomst").first.click()
    check(fatima)
    picture(fatima, "binnenkomst", "main h1", "main .utrecht-button-group")
    fatima.get_by_role("link", name="Voer een melding in").click()
    check(fatima)
    fatima.get_by_label("Telefoon", exact=True).check()
    fatima.get_by_role("button", name="Verder", exact=True).click()
    agreed_on(fatima)
    told(fatima)
    handed = handed_over(fatima)
    picture(fatima, "acht-woorden", "main h1", "#zeg")
    fatima.get_by_role("button", name="De melder heeft de woorden").click()
    expect(fatima.get_by_text("Telefoon, ingevoerd door Fatima el Amrani")).to_be_visible()
    expect(fatima.get_by_text(STORY).first).to_be_visible()
    check(fatima)

    come_back(noor, faces.reporter, town, handed)
    expect(noor.get_by_text("Er ligt iets voor je klaar om na te lezen.")).to_be_visible()
    check(noor)
    noor.get_by_role("link", name="Lees het verslag").click()
    expect(noor.get_by_text(STORY)).to_be_visible()
    check(noor)
    noor.get_by_role("button", name="Het klopt, ik ga akkoord").click()
    noor.get_by_role("link", name="Neem nieuwe woorden").click()
    check(noor)
    with going_on(noor):
        noor.get_by_role("button", name="Laat mij nieuwe woorden zien").click()
    noor.locator("ol.wb-words li").last.wait_for()
    fresh = noor.locator("ol.wb-words li").all_text_contents()
    check(noor)
    noor.get_by_role("button", name="Ik heb de nieuwe woorden").click()
    expect(noor.get_by_text("Je nieuwe woorden werken.")).to_be_visible()
    come_back(browse("telephone", script=False), faces.reporter, town, fresh)
    fatima.reload()
    expect(fatima.locator("#verslagen").get_by_text("Akkoord van de melder")).to_be_visible()


@pytest.mark.req("R6")
def test_a_letter_and_a_mail_become_cases(town, browse, faces, picture):
    joris = browse("desk", script=False)
    with dovecot() as server, override_settings(WEERBAAR_MAILBOX_CA=str(server.certificate)):
        mailboxes.set_mailbox(
            town["Wietske"].opened,
            desk_id=town.desk.id,
            host=server.host,
            port=server.port,
            security="tls",
            user=server.user,
            folder="INBOX",
            password=server.password,
        )
        server.deliver(message("De wethouder kreeg een keuken.", subject="Een keuken", photo=True))
        assert jobs.empty_mailboxes(town.tenant.id) == 1
        assert server.count() == 0
    sign_in(joris, faces.office, town, "Joris")
    joris.get_by_role("link", name="Binnenkomst (1)").first.click()
    expect(joris.get_by_text("keuken")).to_have_count(0)
    picture(joris, "post", "#post", "main table")
    joris.get_by_role("link", name=re.compile("Mail van")).click()
    expect(joris.get_by_text("De wethouder kreeg een keuken.")).to_be_visible()
    joris.get_by_role("button", name="Maak er een melding van").click()
    joris.get_by_role("button", name="Verder met deze lezers").click()
    expect(joris.get_by_label("Wat is er gebeurd?")).to_have_value(
        re.compile("De wethouder kreeg een keuken.")
    )
    joris.get_by_label("Iemand is niet eerlijk in het werk").check()
    joris.get_by_label("Dat zeg ik liever niet").check()
    joris.get_by_label("Nee, zonder mijn naam").check()
    joris.get_by_role("button", name="Verder naar bestanden").click()
    expect(joris.get_by_text("keuken.jpg").first).to_be_visible()
    expect(joris.get_by_text("Opgeschoond, met het origineel erbij")).to_be_visible()
    joris.get_by_role("button", name="Verder naar nakijken").click()
    joris.get_by_role("button", name="Sla de melding op").click()
    joris.get_by_role("button", name="Het papier is bij de melder of op de post").click()
    expect(joris.get_by_text("E-mail, ingevoerd door Joris van Dam")).to_be_visible()

    joris.get_by_role("link", name="Binnenkomst", exact=True).first.click()
    joris.get_by_role("link", name="Voer een melding in").click()
    joris.get_by_label("Brief").check()
    joris.get_by_role("button", name="Verder", exact=True).click()
    joris.get_by_role("button", name="Verder met deze lezers").click()
    joris.get_by_label("Iemand gaat niet goed om met collega’s").check()
    joris.get_by_label("Wat is er gebeurd?").fill("In de brief staat dat een chef schreeuwt.")
    joris.get_by_label("Ik ben inwoner of klant").check()
    joris.get_by_label("Nee, zonder mijn naam").check()
    joris.get_by_role("button", name="Verder naar bestanden").click()
    scan = {"name": "brief.txt", "mimeType": "text/plain", "buffer": b"Een chef schreeuwt."}
    joris.get_by_label("Kies de scan, de opname of een ander bestand").set_input_files([scan])
    joris.get_by_role("button", name="Voeg toe").click()
    expect(joris.get_by_text("brief.txt").first).to_be_visible()
    joris.get_by_role("button", name="Verder naar nakijken").click()
    joris.get_by_role("button", name="Sla de melding op").click()
    joris.get_by_role("button", name="Het papier is bij de melder of op de post").click()
    expect(joris.get_by_text("Brief, ingevoerd door Joris van Dam")).to_be_visible()
    expect(joris.locator("#bestanden").get_by_text("brief.txt").first).to_be_visible()


@pytest.mark.req("R13")
def test_a_talk_with_the_mayor_is_recorded_afterwards_and_checked(town, browse, faces, picture):
    geertje, teun = browse("telephone"), browse("telephone", script=False)
    sign_in(geertje, faces.office, town, "Geertje")
    geertje.goto(f"{faces.office}/{town.tenant.slug}/binnen/")
    check(geertje)
    geertje.get_by_role("link", name="Leg een gesprek vast").click()
    check(geertje)
    geertje.get_by_role("button", name="Verder", exact=True).click()
    check(geertje)
    geertje.get_by_role("button", name="Verder met deze lezers").click()
    expect(geertje.get_by_text("Kies ten minste twee mensen: één lezer").first).to_be_visible()
    check(geertje)
    geertje.get_by_label("Fatima el Amrani").check()
    geertje.get_by_label("Marit Hoekstra").check()
    picture(geertje, "gesprek", "main h1", "main form")
    geertje.get_by_role("button", name="Verder met deze lezers").click()
    geertje.get_by_label("Criminelen proberen invloed te krijgen").check()
    geertje.get_by_label("Wat is er gebeurd?").fill("Een ondernemer bood hem geld voor een vergunning.")
    geertje.get_by_label("Ik ben bestuurder of politicus").check()
    geertje.get_by_label("Nee, zonder mijn naam").check()
    geertje.get_by_role("button", name="Verder naar bestanden").click()
    words = handed_over(geertje)
    expect(geertje.get_by_text("Jij leest deze melding niet.")).to_be_visible()
    geertje.get_by_role("button", name="De melder heeft de woorden").click()
    expect(geertje.get_by_role("heading", level=1)).to_have_text("Wat buiten de website binnenkomt")

    come_back(teun, faces.reporter, town, words)
    teun.get_by_role("link", name="Lees het verslag").click()
    teun.get_by_label("Wat klopt er niet, of mist er?").fill("Het was geen geld, maar een reis.")
    teun.get_by_role("button", name="Verstuur wat er niet klopt").click()
    joris, marit = browse("desk"), browse("desk")
    sign_in(joris, faces.office, town, "Joris")
    expect(joris.get_by_text("Er is geen")).to_have_count(0)
    expect(joris.get_by_role("link", name="Lees de melding")).to_have_count(0)
    sign_in(marit, faces.office, town, "Marit")
    marit.goto(f"{faces.office}/{town.tenant.slug}/")
    marit.get_by_role("link", name="Lees de melding").first.click()
    expect(marit.get_by_text("Gesprek met burgemeester of griffier, ingevoerd door")).to_be_visible()
    expect(marit.locator("#verslagen").get_by_text("Verbeterd door de melder")).to_be_visible()
