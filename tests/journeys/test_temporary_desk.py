"""A desk for one inquiry, run by a party from outside, from opening to after its last day, in a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from tests.desks import PARTY, schedule
from tests.journeys.test_handle import SIZES, check, sign_in
from tests.looking import PATIENCE, going_on
from tests.people import Town, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import links

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Browser, BrowserContext, Page
    from tests.conftest import Faces

STORY = "In ons team durft niemand te zeggen dat een vergunning niet klopt."
REPORT = "Uit de gesprekken blijkt dat het team bang is om fouten te melden."
TOLD = "Een verslag over het team als geheel, zonder namen en zonder data."
OBJECTION = "Noem niet dat het op een dinsdag was."
QUESTION = "Werkte je in team Vergunningen?"
LABEL = "Meldpunt team Vergunningen"


def fill_day(page: Page, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def new_page(chromium: Browser, size: str, kept: list[BrowserContext]) -> Page:
    context = chromium.new_context(
        viewport={"width": SIZES[size]["width"], "height": SIZES[size]["height"]}, locale="nl-NL"
    )
    kept.append(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def press(page: Page, name: str) -> None:
    with going_on(page):
        page.get_by_role("button", name=name).first.click()


def walk(page: Page, story: str) -> None:
    """From who reads to the last page before sending."""
    press(page, "Verder met deze lezers")
    page.locator("input[name=kind][value=conduct]").check()
    press(page, "Volgende")
    page.get_by_label("Wat is er gebeurd?").fill(story)
    press(page, "Volgende")
    page.locator("input[name=when_choice][value=ongoing]").check()
    press(page, "Volgende")
    for _ in range(3):
        press(page, "Sla over zonder antwoord")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vragen van dit meldpunt")
    check(page)
    page.get_by_label(QUESTION).fill("Ja, drie jaar.")
    press(page, "Volgende")
    page.locator("input[name=capacity][value=employee]").check()
    press(page, "Volgende")
    page.locator("input[name=openness][value=anonymous]").check()
    press(page, "Volgende")
    page.locator("button[name=naar][value=verder]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt alles?")


def verbs(town: Town) -> set[str]:
    with tenant_scope(town.tenant.id):
        return set(Line.objects.values_list("verb", flat=True))


def code_of_last(town: Town) -> str:
    with tenant_scope(town.tenant.id):
        return Case.objects.latest("received_at").code


@pytest.mark.req("R7")
@pytest.mark.parametrize("size", SIZES)
def test_a_temporary_desk_from_opening_to_after_its_last_day(  # noqa: PLR0915 - one inquiry, told in one piece
    chromium: Browser, faces: Faces, size: str
) -> None:
    town, party = make_tenant(), make_tenant(name=PARTY)
    today, kept = clock.today(), []
    try:
        # The party opens its desk, with days and a question of its own, and offers it.
        page = new_page(chromium, size, kept)
        sign_in(page, faces.office, party, "Wietske")
        page.goto(f"{faces.office}/{party.tenant.slug}/beheer/meldpunten/{party.desk.slug}/")
        check(page)
        page.get_by_role("link", name="Zet de soort en de dagen").click()
        check(page)
        page.locator("input[name=kind][value=temporary]").check()
        fill_day(page, "opens_on", today - timedelta(days=2))
        press(page, "Bewaar de soort en de dagen")
        expect(page.get_by_text("heeft een laatste dag").first).to_be_visible()
        check(page)
        fill_day(page, "closes_on", today + timedelta(days=20))
        press(page, "Bewaar de soort en de dagen")
        expect(page.get_by_text("De soort en de dagen zijn bewaard.")).to_be_visible()
        page.get_by_role("link", name="Zet de eigen vragen").click()
        page.get_by_label("Eigen vragen").fill(QUESTION)
        press(page, "Bewaar de eigen vragen")
        expect(page.get_by_text(QUESTION)).to_be_visible()
        page.get_by_role("link", name="Bied dit meldpunt aan").click()
        check(page)
        page.get_by_label("Aan welke organisatie?").select_option(town.tenant.slug)
        press(page, "Bied dit meldpunt aan")
        expect(page.get_by_text("Heeft nog niet besloten.")).to_be_visible()
        check(page)

        # The town says yes, and names who may receive.
        page = new_page(chromium, size, kept)
        sign_in(page, faces.office, town, "Wietske")
        page.goto(f"{faces.office}/{town.tenant.slug}/beheer/meldpunten/")
        check(page)
        page.get_by_role("link", name="Bekijk het aanbod").click()
        expect(page.get_by_text("Joris van Dam").first).to_be_visible()
        expect(page.get_by_text(QUESTION)).to_be_visible()
        check(page)
        page.get_by_label("Hoe noemen jullie dit meldpunt?").fill(LABEL)
        page.get_by_label("Waar is het voor, en voor wie?").fill(
            "Voor wie in team Vergunningen werkt of werkte."
        )
        page.get_by_label("Fatima el Amrani").check()
        page.get_by_label("Marit Hoekstra").check()
        press(page, "Laat dit meldpunt zien")
        expect(page.get_by_text("Dit is bewaard.")).to_be_visible()

        # Noor finds it on the page of the town, and reports at the party.
        noor = new_page(chromium, size, kept)
        noor.goto(f"{faces.reporter}/{town.tenant.slug}/")
        check(noor)
        noor.get_by_role("link", name=f"Naar {LABEL}").click()
        expect(noor.get_by_text("kan hier niet meelezen")).to_be_visible()
        check(noor)
        # One choice is enough: there she sees at once who reads, and a way back to where she came from.
        press(noor, f"Kijk wie er leest bij {PARTY}")
        expect(noor.get_by_role("link", name=f"Terug naar {town.tenant.name}")).to_be_visible()
        expect(noor.get_by_text("Joris van Dam").first).to_be_visible()
        expect(noor.get_by_text("Je kunt hier melden tot en met")).to_be_visible()
        check(noor)
        walk(noor, STORY)
        press(noor, "Verstuur mijn melding")
        noor.locator("ol.wb-words li").last.wait_for()
        words = " ".join(noor.locator("ol.wb-words li").all_inner_texts())
        assert len(words.split()) == 8

        # Joris of the party asks something and hands over what he found.
        code = code_of_last(party)
        page = new_page(chromium, size, kept)
        sign_in(page, faces.office, party, "Joris")
        page.goto(f"{faces.office}/{party.tenant.slug}/zaken/{code}/")
        expect(page.get_by_text("Ja, drie jaar.").first).to_be_attached()
        check(page)
        page.get_by_label("Antwoord aan de melder").fill("Wanneer begon het?")
        press(page, "Verstuur als vraag")
        actions.acknowledge(party["Joris"].opened, code=code, body="Je melding is binnen.")
        page.goto(f"{faces.office}/{party.tenant.slug}/zaken/{code}/doorgeven-aan-organisatie/")
        check(page)
        page.get_by_label("Fatima el Amrani").check()
        page.get_by_label("Marit Hoekstra").check()
        page.get_by_label("Wat geef je door?").fill(REPORT)
        page.get_by_label("Wat vertel je de melder?").fill(TOLD)
        page.get_by_label("Waarom geef je dit door?").fill("Het verslag is af.")
        press(page, "Kijk na wat je doorgeeft")
        expect(page.get_by_text("Lees alles na op namen").first).to_be_visible()
        check(page)
        page.get_by_label("Ik las alles na").check()
        press(page, "Kijk na wat je doorgeeft")
        expect(page.get_by_role("heading", name="Klopt dit?")).to_be_visible()
        expect(page.get_by_text(REPORT)).to_be_visible()
        check(page)
        expect(page.get_by_text(TOLD).first).to_be_visible()
        press(page, "Vertel dit de melder")
        expect(page.get_by_text("Wacht op de melder").first).to_be_visible()
        check(page)

        # Noor hears it first, and says what would give her away; Joris reads that before anything goes.
        press(noor, "Ik heb de woorden")
        noor.goto(f"{faces.reporter}/{party.tenant.slug}/terug/")
        noor.get_by_label("Jouw acht woorden").fill(words)
        press(noor, "Open mijn pagina")
        expect(noor.get_by_text(TOLD).first).to_be_visible()
        expect(noor.get_by_text("Marit Hoekstra, gemeentesecretaris").first).to_be_visible()
        check(noor)
        announced = noor.get_by_role("listitem").filter(has_text=TOLD)
        announced.get_by_role("link", name="Geef antwoord").or_(
            announced.get_by_role("button", name="Geef antwoord")
        ).first.click()
        check(noor)
        noor.get_by_role("textbox").fill(OBJECTION)
        press(noor, "Verstuur mijn antwoord")
        expect(noor.get_by_text("Je antwoord is verstuurd.")).to_be_visible()
        page.reload()
        expect(page.get_by_text("De melder reageerde").first).to_be_visible()
        expect(page.get_by_text(OBJECTION).first).to_be_visible()
        check(page)
        page.get_by_role("button", name="Lees het na en geef het door").or_(
            page.get_by_role("link", name="Lees het na en geef het door")
        ).first.click()
        expect(page.get_by_text(OBJECTION).first).to_be_visible()
        expect(page.get_by_text(REPORT).first).to_be_visible()
        check(page)
        page.get_by_label("Wat deed je met wat de melder zei?").fill("De datum staat er niet in.")
        press(page, "Geef dit door")
        expect(page.get_by_text("Het is doorgegeven.").first).to_be_visible()
        check(page)

        # Fatima of the town reads it; her colleague Joris has no such page, and neither finds the case.
        page = new_page(chromium, size, kept)
        sign_in(page, faces.office, town, "Fatima")
        # On a telephone the menu is folded away.
        expect(page.locator("a", has_text="Van buiten ontvangen").first).to_be_attached()
        page.goto(f"{faces.office}/{town.tenant.slug}/ontvangen/")
        check(page)
        page.get_by_role("link", name=PARTY).click()
        expect(page.get_by_text(REPORT)).to_be_visible()
        check(page)
        address = page.url
        answer = page.goto(f"{faces.office}/{town.tenant.slug}/zaken/{code}/")
        assert answer is not None
        assert answer.status == 404
        page = new_page(chromium, size, kept)
        sign_in(page, faces.office, town, "Joris")
        expect(page.locator("a", has_text="Van buiten ontvangen")).to_have_count(0)
        for url in (address, f"{address.rsplit('/', 2)[0]}/{uuid4()}/"):
            answer = page.goto(url)
            assert answer is not None
            assert answer.status == 404

        # The last day passes while somebody is still writing.
        late = new_page(chromium, size, kept)
        late.goto(f"{faces.reporter}/{party.tenant.slug}/")
        press(late, "Begin je melding")
        walk(late, "Ik was net te laat.")
        schedule(party, today - timedelta(days=30), today - timedelta(days=1))
        press(late, "Verstuur mijn melding")
        expect(late.get_by_text("Dit meldpunt neemt nu geen meldingen aan").first).to_be_visible()
        expect(late.get_by_text("Ik was net te laat.")).to_be_visible()
        check(late)
        late.goto(f"{faces.reporter}/{party.tenant.slug}/")
        expect(late.get_by_text("De laatste dag was").first).to_be_visible()
        check(late)
        late.goto(f"{faces.reporter}/{town.tenant.slug}/")
        late.get_by_role("link", name=f"Lees meer over {LABEL}").click()
        expect(late.get_by_text("Hier kun je niet meer melden.")).to_be_visible()
        check(late)

        # And the dialogue goes on.
        noor.reload()
        expect(noor.get_by_text("Wanneer begon het?").first).to_be_visible()
        expect(noor.get_by_text("Wij gaven een stuk over je melding aan").first).to_be_visible()
        check(noor)
        noor.get_by_label("Schrijf terug of vertel meer").fill("Vorig jaar in mei.")
        noor.get_by_label("Nee, dit is iets anders").check()
        press(noor, "Verstuur bericht")
        expect(noor.get_by_text("Je bericht is verstuurd.")).to_be_visible()
    finally:
        for context in kept:
            context.close()
    assert {"desk.schedule", "desk.set_questions", "desk.offer", "case.release", "case.deliver"} <= verbs(
        party
    )
    assert {"desk.accept_link", "released.receive", "released.open"} <= verbs(town)
    with tenant_scope(town.tenant.id):
        assert not Case.objects.exists()
        assert [one.name for one in links.linked()] == [LABEL]
