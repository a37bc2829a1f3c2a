"""What a handler does between report and outcome, in a browser on both sizes: assess, hear, write down, keep the register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.filed import bring, file_report
from tests.journeys.test_all_of_wrongdoing import come_back, fill_day, press
from tests.journeys.test_handle import SIZES, check, sign_in
from tests.people import make_tenant

from weerbaar.cases import actions
from weerbaar.cases.wbk import Question
from weerbaar.ground import clock

if TYPE_CHECKING:
    from playwright.sync_api import Page

DUTY = "criminal_report"


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture
def office(browse, faces, town):
    """A browser in which Fatima opens a case."""

    def opened(size: str, code: str) -> Page:
        page = browse(size)
        sign_in(page, faces.office, town, "Fatima")
        page.goto(f"{faces.office}/{town.tenant.slug}/zaken/{code}/")
        return page

    return opened


def pick(page: Page, **given: str) -> None:
    for name, value in given.items():
        page.locator(f"input[name={name}][value='{value}']").check()


def acknowledged(town, kind: str):
    filed = file_report(town, kind=kind)
    bring(town["Fatima"].opened, filed, "acknowledged")
    return filed


@pytest.mark.req("C3", "C17")
@pytest.mark.parametrize("size", SIZES)
def test_an_assessment_with_its_explanation(office, town, picture, size):  # noqa: PLR0915 - one form, told in one piece
    filed = acknowledged(town, "integrity")
    page = office(size, filed.code)
    page.get_by_role("link", name="Beoordeel de melding").first.click()
    check(page)
    press(page, "Leg de beoordeling vast")
    expect(page.get_by_text("Maak een keuze.").first).to_be_visible()
    expect(page.locator("#uitkomst")).to_have_count(0)
    check(page)

    # All answers point to wrongdoing: the page says so, says why, and asks back once.
    pick(page, kind="integrity", **{f"wbk_{one}": "yes" for one in Question})
    pick(page, sphere="business", urgency="soon", admission="admitted", accident_report="no")
    page.locator("input[name=typology]").first.check()
    pick(page, **{DUTY: "yes"})
    page.get_by_label("Waarom beoordeel je het zo?").fill("De melder zag het zelf.")
    press(page, "Leg de beoordeling vast")
    expect(page.get_by_text("Schrijf op wie dit besluit.").first).to_be_visible()
    check(page)
    page.locator(f"input[name={DUTY}_who]").fill("De gemeentesecretaris")
    for part, value in (
        ("day", clock.today().day),
        ("month", clock.today().month),
        ("year", clock.today().year),
    ):
        page.locator(f"[name={DUTY}_day_{part}]").fill(str(value))
    press(page, "Leg de beoordeling vast")
    outcome = page.locator("#uitkomst")
    expect(page.get_by_text("Je antwoorden wijzen op een misstand.").first).to_be_visible()
    expect(outcome).to_contain_text("Dit lijkt op een vermoeden van een misstand.")
    expect(outcome.get_by_role("listitem").first).to_contain_text("Ja")
    check(page)
    if size == "telephone":
        picture(page, "beoordelen-390", "#wbk-kop", "#uitkomst")

    # What is not known leaves it open, and the page says on what it hangs.
    pick(page, wbk_union_law="no", wbk_pattern="unknown", wbk_serious="unknown")
    page.get_by_label("Waarom beoordeel je het zo?").fill("")
    press(page, "Leg de beoordeling vast")
    expect(outcome).to_contain_text("kun je nog niet zeggen")
    expect(outcome).to_contain_text("Het hangt nog aan:")
    expect(outcome.get_by_role("listitem")).to_have_count(2)
    check(page)

    pick(page, kind="wrongdoing", wbk_serious="yes")
    page.get_by_label("Waarom beoordeel je het zo?").fill("De melder zag het zelf.")
    press(page, "Leg de beoordeling vast")
    part = page.locator("#beoordeling")
    expect(page.get_by_role("heading", level=1)).to_contain_text("misstand")
    part.get_by_text("Kan het een misstand zijn?").click()
    expect(part).to_contain_text("Dit lijkt op een vermoeden van een misstand.")
    expect(part).to_contain_text("Wie besluit: De gemeentesecretaris")
    check(page)
    page.get_by_text("Zo loopt deze procedure").click()
    expect(page.get_by_text("De procedure ‘Vermoeden van een misstand’, versie 2")).to_be_visible()
    check(page)
    expect(page.locator("#register")).to_contain_text("Ingeschreven op")

    part.get_by_role("link", name="Leg vast wat er is besloten").click()
    check(page)
    page.get_by_label("Wat is er besloten of gedaan?").fill("De secretaris deed vandaag aangifte.")
    press(page, "Leg dit vast")
    expect(part).to_contain_text("Afgehandeld")
    check(page)


@pytest.mark.req("C3", "C9")
@pytest.mark.parametrize("size", SIZES)
def test_a_report_that_belongs_elsewhere(office, browse, faces, town, size):
    filed = acknowledged(town, "conduct")
    page = office(size, filed.code)
    page.get_by_role("link", name="Beoordeel de melding").first.click()
    expect(page.locator("input[name=wbk_grounds]").first).to_be_hidden()
    pick(page, kind="conduct", sphere="social", urgency="normal", admission="not_here")
    pick(page, criminal_report="no", accident_report="no")
    page.locator("input[name=typology]").first.check()
    page.get_by_label("Waarom beoordeel je het zo?").fill("Het gaat over een buurman.")
    press(page, "Leg de beoordeling vast")
    expect(page.get_by_text("Schrijf op waar de melder wel terechtkan.").first).to_be_visible()
    check(page)
    page.get_by_label("Waar hoort het wel?").fill("Bij buurtbemiddeling, op het stadhuis.")
    press(page, "Leg de beoordeling vast")
    page.get_by_role("link", name="Vertel de melder waarheen").first.click()
    expect(page.locator("textarea[name=body]")).to_have_value(re.compile("buurtbemiddeling"))
    check(page)
    page.locator("textarea[name=body]").fill(
        "Dit is een ruzie in de buurt. Ga naar buurtbemiddeling, op het stadhuis."
    )
    press(page, "Stuur dit aan de melder")
    expect(page.get_by_role("region", name="Volgende stap")).to_contain_text("Sluit dan de zaak")
    noor = browse(size, script=False)
    come_back(noor, faces.reporter, town, filed.words)
    expect(noor.get_by_role("region", name="Het antwoord op je melding")).to_contain_text("buurtbemiddeling")


@pytest.mark.req("C16")
@pytest.mark.parametrize("size", SIZES)
def test_a_subject_is_told_with_a_reason_and_heard_after_all(office, town, size):
    filed = acknowledged(town, "conduct")
    page = office(size, filed.code)
    card = page.locator("#betrokkenen")
    expect(card).to_contain_text("Weet nog van niets")
    card.get_by_role("link", name="Vertel het eerst de melder").click()
    check(page)
    page.get_by_label("Wat zeg je tegen de melder?").fill("")
    press(page, "Stuur dit aan de melder")
    expect(page.get_by_text("Schrijf op wat je de melder zegt.").first).to_be_visible()
    check(page)
    page.get_by_label("Wat zeg je tegen de melder?").fill("Wij gaan het vertellen. Wat mag er niet in staan?")
    press(page, "Stuur dit aan de melder")
    expect(card).to_contain_text("De melder heeft tot en met")
    check(page)

    # Before the reporter read it or had the time, only with a reason.
    card.get_by_role("link", name="Geef het bericht eerder, met reden").click()
    press(page, "Leg het bericht vast")
    expect(page.get_by_label("Waarom krijgt de betrokkene eerder bericht?")).to_be_visible()
    expect(card).to_have_count(0)
    check(page)
    page.get_by_label("Waarom krijgt de betrokkene eerder bericht?").fill("Er verdwijnt bewijs.")
    page.get_by_label("Wat staat er in het bericht?").fill(
        "Er is een melding over hoe u werkt. Wij horen ook u."
    )
    press(page, "Leg het bericht vast")
    expect(card).to_contain_text("Kreeg bericht, nog niet gehoord")
    expect(page.locator("#besluiten")).to_contain_text("Er verdwijnt bewijs.")

    card.get_by_role("link", name="Leg vast waarom horen niet kan").click()
    check(page)
    page.get_by_label("Waarom?").fill("Deze persoon is ziek.")
    press(page, "Leg de reden vast")
    expect(card).to_contain_text("Niet gehoord, met reden")
    check(page)
    card.get_by_role("link", name="Leg vast wat deze persoon zei").click()
    fill_day(page, clock.today())
    page.get_by_label("Aan de telefoon").check()
    page.get_by_label("Wat zei de betrokkene?").fill("Ik maakte grapjes. Dat spijt mij.")
    press(page, "Leg dit vast")
    expect(card).to_contain_text("Gehoord")
    card.get_by_role("link", name="Lees alles hierover").click()
    expect(page.get_by_text("Ik maakte grapjes.")).to_be_visible()
    check(page)


@pytest.mark.req("C19")
@pytest.mark.parametrize("size", SIZES)
def test_an_oral_report_is_read_back_corrected_and_signed(  # noqa: PLR0917 - what the journey needs
    office, browse, faces, town, picture, size
):
    filed = acknowledged(town, "wrongdoing")
    page = office(size, filed.code)
    part = page.locator("#verslagen")

    def write(text: str) -> None:
        part.get_by_role("link", name="Schrijf op wat de melder vertelde").click()
        fill_day(page, clock.today())
        page.get_by_label("Wat vertelde de melder?").fill(text)
        page.get_by_label("Ja", exact=True).check()
        press(page, "Leg het voor aan de melder")

    write("Het was op dinsdag.")
    # Recorded, and nothing says that the reporter agreed to it.
    expect(page.locator(".wb-summary")).to_be_visible()
    check(page)
    page.get_by_label("Ja, de melder zei dat van tevoren").check()
    press(page, "Leg het voor aan de melder")
    expect(part).to_contain_text("Ligt bij de melder")
    expect(part).to_contain_text("Opgenomen, met toestemming")
    expect(part.get_by_role("link", name="Schrijf op wat de melder vertelde")).to_have_count(0)
    check(page)

    noor = browse(size)
    come_back(noor, faces.reporter, town, filed.words)
    check(noor)
    noor.get_by_role("link", name="Lees het verslag").click()
    expect(noor.get_by_text("Het was op dinsdag.")).to_be_visible()
    if size == "telephone":
        picture(noor, "verslag-390", "main h1", "main form")
    press(noor, "Verstuur wat er niet klopt")
    expect(noor.locator(".wb-summary")).to_be_visible()
    check(noor)
    noor.get_by_label("Wat klopt er niet, of mist er?").fill("Het was op woensdag.")
    press(noor, "Verstuur wat er niet klopt")
    check(noor)

    page.reload()
    expect(part).to_contain_text("Verbeterd door de melder")
    part.get_by_role("link", name="Gesprek van").click()
    expect(page.get_by_text("Het was op woensdag.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Terug naar de zaak").first.click()
    write("Het was op woensdag.")
    page.get_by_label("Ja, de melder zei dat van tevoren").check()
    press(page, "Leg het voor aan de melder")
    noor.reload()
    noor.get_by_role("link", name="Lees het verslag").first.click()
    press(noor, "Het klopt, ik ga akkoord")
    check(noor)
    page.reload()
    expect(part).to_contain_text("Akkoord van de melder")
    check(page)


@pytest.mark.req("C19")
@pytest.mark.parametrize("size", SIZES)
def test_the_register_of_wrongdoing(office, browse, faces, size):
    town = make_tenant()
    kept, hidden = (file_report(town, kind="wrongdoing", readers=(one,)) for one in ("Fatima", "Joris"))
    actions.acknowledge(town["Fatima"].opened, code=kept.code, body="Je melding is binnen.")
    page = browse(size)
    sign_in(page, faces.office, town, "Fatima")
    page.goto(f"{faces.office}/{town.tenant.slug}/zaken/{kept.code}/")
    page.locator("#register").get_by_role("link", name="Bekijk het register").click()
    row = page.get_by_role("row").filter(has_text=kept.code)
    expect(row).to_contain_text("op tijd")
    expect(row).to_contain_text("nog niet")
    expect(page.locator("main")).not_to_contain_text(hidden.code)
    check(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Neem mee als bestand").click()
    file = taken.value.path().read_text("utf-8-sig")
    assert kept.code in file
    assert hidden.code not in file
    # Who does not work on cases has no such page.
    other = browse(size)
    sign_in(other, faces.office, town, "Wietske")
    answer = other.goto(f"{faces.office}/{town.tenant.slug}/wbk-register/")
    assert answer is not None
    assert answer.status == 404
    assert kept.code not in other.content()
