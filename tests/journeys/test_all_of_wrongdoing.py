"""A report of wrongdoing through every stage of its procedure in a browser: once in time, once late. Months go by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.filed import bring, file_report, subject_of
from tests.journeys.test_going_round import begin, tell
from tests.journeys.test_handle import SIZES, check, sign_in, verbs
from tests.looking import going_on
from tests.people import CAST, make_tenant

from weerbaar.cases import actions, closing_letters
from weerbaar.cases.jobs import knock_for_terms
from weerbaar.cases.models import Case
from weerbaar.cases.wbk import Question
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Page

STORY = "Vergunningen gaan naar wie betaalt. Ik zag het drie keer gebeuren."
GIVES_AWAY = "Noem de kantine niet. Daar was ik de enige."
ANSWER = "Wij zochten het uit. Er komt een controle op elke vergunning."
TOLD = {
    "onderwerp": {"kind": "wrongdoing"},
    "verhaal": {"story": STORY},
    "wie": {"who_subject": "Bram Kuipers"},
    "jij": {"capacity": "employee"},
    "je-naam": {"openness": "anonymous"},
}


def day(month: int, number: int, hour: int = 9) -> datetime:
    """A moment in 2026. 2 March is a Monday."""
    return datetime(2026, month, number, hour, tzinfo=UTC)


def fill_day(page: Page, of: date) -> None:
    for label, value in (("Dag", of.day), ("Maand", of.month), ("Jaar", of.year)):
        page.get_by_label(label, exact=True).fill(str(value))


def press(page: Page, name: str) -> None:
    with going_on(page):
        page.get_by_role("button", name=name).first.click()


def come_back(page: Page, base: str, town, words: str) -> None:
    page.goto(f"{base}/{town.tenant.slug}/terug/")
    page.get_by_label("Jouw acht woorden").fill(words)
    press(page, "Open mijn pagina")


def assess(page: Page) -> None:
    """Everything that the page asks, when it looks like wrongdoing."""
    page.get_by_role("link", name="Beoordeel de melding").first.click()
    check(page)
    given = {f"wbk_{one}": "yes" for one in Question} | {"wbk_danger": "unknown", "typology": "POSITION"}
    given |= {"sphere": "business", "urgency": "soon", "admission": "admitted"}
    given |= {"criminal_report": "no", "accident_report": "no"}
    for name, value in given.items():
        wanted = f"input[name={name}][value={value}]"
        # The types of the code table have codes of their own: this one by its words.
        page.get_by_label("Misbruik van positie").check() if name == "typology" else page.locator(
            wanted
        ).check()
    page.get_by_label("Waarom beoordeel je het zo?").fill("De melder zag het zelf, en het gebeurt vaker.")
    press(page, "Leg de beoordeling vast")


def term(page: Page):
    return page.get_by_role("region", name="Termijnen")


def nothing_is_late(page: Page, root: str) -> None:
    page.goto(f"{root}/termijnen/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Te laat", exact=True)).to_have_count(0)


@pytest.mark.req("C1", "C2", "C3", "C7", "C16", "C19")
def test_all_of_wrongdoing_within_its_terms(browse, moved, picture):  # noqa: PLR0915 - three months, told in one piece
    noor, fatima, hassan, geertje = browse("telephone"), browse("desk"), browse("desk"), browse("telephone")
    with moved.at(day(3, 2)):
        town = make_tenant(cast=(*CAST, *GOVERNMENT))
        begin(noor, moved.reporter, town)
        press(noor, "Verder met deze lezers")
        tell(noor, moved.reporter, town, TOLD)
        noor.goto(f"{moved.reporter}/{town.tenant.slug}/melden/nakijken/")
        check(noor)
        press(noor, "Verstuur mijn melding")
        noor.locator("ol.wb-words li").last.wait_for()
        words = " ".join(noor.locator("ol.wb-words li").all_inner_texts())
        assert len(words.split()) == 8
    with tenant_scope(town.tenant.id):
        code = Case.objects.get().code
    root = f"{moved.office}/{town.tenant.slug}"
    file = f"{root}/zaken/{code}/"
    terms = term(fatima)

    # Seven days to confirm: the term stands on the page, and once it was met, so does that.
    with moved.at(day(3, 5)):
        sign_in(fatima, moved.office, town, "Fatima")
        nothing_is_late(fatima, root)
        fatima.goto(file)
        expect(terms).to_contain_text("Ontvangst bevestigen, over 4 dagen")
        expect(terms).to_contain_text("Nu aan zet: de behandelaar")
        check(fatima)
        picture(fatima, "zaak-1280", "aside", "#termijnen >> xpath=..")
        fatima.get_by_role("link", name="Stuur bevestiging").first.click()
        expect(fatima.get_by_text("5 juni 2026").first).to_be_attached()
        press(fatima, "Stuur de bevestiging")
        expect(terms).to_contain_text("Gedaan op 5 maart. De laatste dag was 9 maart.")
        expect(terms).to_contain_text("Antwoord aan de melder, 5 juni")

    with moved.at(day(3, 10)):
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(file)
        assess(fatima)
        assessed = fatima.locator("#beoordeling")
        assessed.get_by_text("Kan het een misstand zijn?").click()
        expect(assessed).to_contain_text("Dit lijkt op een vermoeden van een misstand.")
        expect(assessed).to_contain_text("Weet de melder dit door het werk? Ja")
        expect(terms).to_contain_text("Gedaan op 10 maart. De laatste dag was 16 maart.")
        expect(terms).to_contain_text("Besluiten, 30 april")
        check(fatima)
        fatima.goto(f"{file}onderzoeken/")
        check(fatima)
        fatima.get_by_label("Wat wil je uitzoeken?").fill("Welke vergunningen zijn zo verleend?")
        press(fatima, "Begin het onderzoek")
        expect(terms).to_contain_text("Nu aan zet: de behandelaar")

        # The reporter hears it before the subject does.
        fatima.locator("#betrokkenen").get_by_role("link", name="Vertel het eerst de melder").click()
        check(fatima)
        press(fatima, "Stuur dit aan de melder")
        expect(fatima.locator("#betrokkenen")).to_contain_text("Wacht op de melder")

    with moved.at(day(3, 11)):
        come_back(noor, moved.reporter, town, words)
        check(noor)
        press(noor, "Geef antwoord")
        noor.locator("textarea[name=body]").fill(GIVES_AWAY)
        press(noor, "Verstuur mijn antwoord")
        check(noor)

    with moved.at(day(3, 13)):
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(file)
        expect(fatima.locator("#betrokkenen")).to_contain_text("De melder reageerde. Lees dat eerst.")
        picture(fatima, "betrokkene-1280", "#betrokkenen")
        # Nobody is told alone: somebody is there for them first.
        fatima.locator("#betrokkenen").get_by_role("link", name="Noem een contactpersoon").click()
        fatima.get_by_label("Wie wordt de contactpersoon?").select_option(label="Joris van Dam, behandelaar")
        fatima.get_by_label("hoe is die te bereiken?").fill(
            "Ik leg uit wat er gebeurt. Bel mij: 06 12345678."
        )
        fatima.get_by_label("Waarom").fill("Die heeft er de tijd voor.")
        check(fatima)
        press(fatima, "Vraag deze collega")
        expect(fatima.locator("#betrokkenen")).to_be_visible()
        # Joris says yes himself: until then the notice would go without anybody beside it.
        joris = browse("desk")
        sign_in(joris, moved.office, town, "Joris")
        joris.get_by_role("link", name="Lees en zeg ja of nee").click()
        expect(joris.get_by_role("heading", level=1)).to_contain_text("Wil je contactpersoon zijn van B1?")
        check(joris)
        joris.locator("input[name=decision][value=yes]").check()
        press(joris, "Leg mijn antwoord vast")
        expect(joris.locator("#betrokkenen")).to_be_visible()
        fatima.goto(file)
        fatima.locator("#betrokkenen").get_by_role("link", name="Geef het bericht").click()
        expect(fatima.get_by_text(GIVES_AWAY)).to_be_visible()
        check(fatima)
        fatima.get_by_label("Wat staat er in het bericht?").fill(
            "Er is een melding over uw werk. Wij horen ook u."
        )
        press(fatima, "Leg het bericht vast")
        fatima.locator("#betrokkenen").get_by_role("link", name="Lees alles hierover").click()
        check(fatima)
        fatima.get_by_role("link", name="Toon het bericht om af te drukken").click()
        expect(fatima.get_by_text(GIVES_AWAY)).to_have_count(0)
        check(fatima)

    with moved.at(day(3, 25)):
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(f"{file}uitkomst/")
        expect(fatima.get_by_text("Dit is eerst nodig")).to_be_visible()
        check(fatima)
        fatima.goto(file)
        fatima.locator("#betrokkenen").get_by_role("link", name="Leg vast wat deze persoon zei").click()
        check(fatima)
        fill_day(fatima, day(3, 24).date())
        fatima.get_by_label("In een gesprek").check()
        fatima.get_by_label("Wat zei de betrokkene?").fill("Het klopt. Ik dacht dat het mocht.")
        press(fatima, "Leg dit vast")
        expect(fatima.locator("#betrokkenen")).to_contain_text("Gehoord op 24 maart.")

        # A measure: proposed by the one, checked by the other, decided by whose it is.
        fatima.get_by_role("link", name="Stel een maatregel voor").click()
        fatima.get_by_label("Welke maatregel?").select_option(label="Schriftelijke waarschuwing")
        fatima.get_by_label("B1", exact=True).check()
        fatima.get_by_label("Wat houdt de maatregel in?").fill("Een brief in het personeelsdossier van B1.")
        fatima.get_by_label("Waarom?", exact=True).fill("B1 nam geld aan.")
        fatima.get_by_label("Waarom is iets lichters niet genoeg?").fill("Het gebeurde drie keer.")
        press(fatima, "Stel deze maatregel voor")
        check(fatima)

    # A code holds for half a minute: each who signs in does so at an hour of their own.
    with moved.at(day(3, 25, 11)):
        actions.let_in(
            town["Fatima"].opened,
            code=code,
            person_id=town["Hassan"].person_id,
            reason="Toetst de maatregel.",
            last_day=None,
        )
        sign_in(hassan, moved.office, town, "Hassan")
        hassan.goto(file)
        hassan.get_by_role("link", name="Toets aan de wet").click()
        check(hassan)
        hassan.get_by_label("Ja, zo kan het").check()
        hassan.get_by_label("Waarom?", exact=True).fill("Het past bij wat er gebeurde.")
        press(hassan, "Leg de toets vast")
        expect(hassan.locator("#maatregelen")).to_contain_text("Zo kan het.")
        hassan.context.close()

    with moved.at(day(3, 27)):
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(file)
        picture(fatima, "maatregel-1280", "#maatregelen")
        fatima.get_by_role("link", name="Leg de maatregel voor").click()
        fatima.get_by_label("Wie besluit?").select_option(label="Geertje Wolters, burgemeester")
        fill_day(fatima, day(4, 8).date())
        press(fatima, "Leg deze maatregel voor")
        check(fatima)

    with moved.at(day(4, 1)):
        sign_in(geertje, moved.office, town, "Geertje")
        geertje.get_by_role("link", name="Lees en besluit").click()
        geertje.get_by_label("Ja, deze maatregel gaat door").check()
        geertje.get_by_label("Waarom?", exact=True).fill("Dit mag hier nooit.")
        press(geertje, "Neem dit besluit")
        check(geertje)
        geertje.context.close()

    # 30 April was the last day to decide; Good Friday, Easter and King's Day lie before it.
    with moved.at(day(4, 28)):
        sign_in(fatima, moved.office, town, "Fatima")
        nothing_is_late(fatima, root)
        fatima.goto(file)
        expect(terms).to_contain_text("Besluiten, over 2 dagen")
        fatima.get_by_role("link", name="Leg het besluit vast Schriftelijke waarschuwing").click()
        fatima.get_by_label("Waarom?", exact=True).fill("De burgemeester zei ja.")
        press(fatima, "Leg het besluit vast")
        fatima.goto(f"{file}uitkomst/")
        expect(fatima.get_by_role("heading", name="Alles is er")).to_be_visible()
        check(fatima)
        fatima.get_by_label("Vastgesteld", exact=True).check()
        fatima.get_by_label("Waarom?", exact=True).fill("B1 zei het zelf.")
        fatima.get_by_label("Wat leren wij hiervan?").fill("Twee mensen kijken naar elke vergunning.")
        press(fatima, "Leg de uitkomst vast")
        expect(terms).to_contain_text("Gedaan op 28 april. De laatste dag was 30 april.")
        expect(terms).to_contain_text("Antwoord aan de melder, 5 juni")

    with moved.at(day(5, 28)):
        sign_in(fatima, moved.office, town, "Fatima")
        nothing_is_late(fatima, root)
        expect(fatima.get_by_role("link", name=code)).to_be_visible()
        fatima.goto(file)
        fatima.get_by_role("link", name="Geef antwoord").first.click()
        check(fatima)
        fatima.get_by_label("Wat is er met de melding gedaan").fill(ANSWER)
        press(fatima, "Stuur het antwoord")
        expect(terms).to_contain_text("Er loopt geen termijn meer.")
        expect(terms).to_contain_text("Gedaan op 28 mei. De laatste dag was 5 juni.")
        terms.get_by_text("termijnen die klaar zijn").click()
        check(fatima)
        picture(fatima, "termijnen-klaar-1280", "#termijnen >> xpath=..")

    with moved.at(day(5, 29)):
        come_back(noor, moved.reporter, town, words)
        expect(noor.get_by_role("region", name="Het antwoord op je melding")).to_contain_text(ANSWER)
        check(noor)

    with moved.at(day(6, 1)):
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(file)
        fatima.get_by_role("link", name="Geef de brief over wat is vastgesteld").click()
        check(fatima)
        fatima.get_by_label("De brief").fill(
            "Geachte heer Kuipers, in deze brief leest u wat is vastgesteld."
        )
        press(fatima, "Lees de brief na")
        check(fatima)
        press(fatima, "Leg de brief vast")
        fatima.goto(file)
        fatima.get_by_role("link", name="Sluit de zaak").first.click()
        check(fatima)
        fatima.get_by_label("Waarom?").fill("Alles is gedaan, en de melder las het.")
        press(fatima, "Sluit zaak")
        expect(fatima.get_by_role("region", name="Volgende stap")).to_contain_text("De zaak is gesloten.")
        check(fatima)
        fatima.goto(f"{root}/wbk-register/")
        row = fatima.get_by_role("row").filter(has_text=code)
        expect(row).to_contain_text("5 maart op tijd")
        expect(row).to_contain_text("28 mei op tijd")
        expect(row).to_contain_text("Vastgesteld")
        check(fatima)
        picture(fatima, "register-1280", "main h1", "main table")


@pytest.fixture
def knocked():
    """Who would be knocked in the next round; forgotten after looking."""

    def look(town) -> set[str]:
        names = {one.staff.alias: name for name, one in town.people.items()}
        with tenant_scope(town.tenant.id):
            found = {names[one.address.holder_alias] for one in Knock.objects.select_related("address")}
            Knock.objects.all().delete()
        return found

    return look


@pytest.mark.req("C2")
@pytest.mark.parametrize("size", SIZES)
def test_a_report_of_wrongdoing_that_runs_late_and_ends_properly(browse, moved, knocked, picture, size):  # noqa: PLR0915
    page, noor = browse(size), browse("telephone", script=False)
    with moved.at(day(3, 2)):
        town = make_tenant()
        for name in ("Fatima", "Joris", "Marit", "Wietske"):
            leave_address(town[name].staff, mail=f"{name}@post.example".lower(), language="nl")
        filed = file_report(
            town, kind="wrongdoing", readers=("Fatima",), reserve=("Marit",), answers={"story": STORY}
        )
    knocked(town)
    staff, root = town["Fatima"].opened, f"{moved.office}/{town.tenant.slug}"
    terms, heading = term(page), page.get_by_role("heading", level=1)

    # Two days before the last one whoever handles it gets a knock, and sees it on the page.
    with moved.at(day(3, 7)):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Fatima"}
        sign_in(page, moved.office, town, "Fatima")
        page.goto(f"{root}/termijnen/")
        expect(heading).to_have_text("Eén zaak, over 2 dagen")
        row = page.get_by_role("row").filter(has_text=filed.code)
        expect(row).to_contain_text("De behandelaar")
        expect(row).to_contain_text("Ontvangst bevestigen, over 2 dagen")
        check(page)

    # The day after it the reserve hears it too, and nobody who has no key.
    with moved.at(day(3, 10)):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Fatima", "Marit"}
        sign_in(page, moved.office, town, "Fatima")
        page.goto(f"{root}/termijnen/")
        expect(heading).to_have_text("Eén zaak is te laat")
        expect(row).to_contain_text("Te laat")
        expect(row).to_contain_text("De behandelaar")
        expect(row).to_contain_text("Behandelt de zaak: Jij")
        check(page)
        if size == "telephone":
            picture(page, "termijnen-390", "main h1", "main table")
        row.get_by_role("link", name=filed.code).click()
        expect(terms).to_contain_text("Nu aan zet: de behandelaar")
        page.get_by_role("link", name="Stuur bevestiging").first.click()
        press(page, "Stuur de bevestiging")
        expect(terms).to_contain_text("Te laat gedaan, op 10 maart. De laatste dag was 9 maart.")
        # What the law counts from is the last day to confirm, not the day on which it was done at last.
        expect(terms).to_contain_text("Antwoord aan de melder, 9 juni")
        page.goto(f"{root}/termijnen/")
        expect(heading).not_to_contain_text("te laat")
        assert knock_for_terms(town.tenant.id) == 0

    with moved.at(day(3, 16)):
        bring(staff, filed, "assessed", kind="wrongdoing")
    with moved.at(day(5, 4)):
        bring(staff, filed, "decided", kind="wrongdoing")
    knocked(town)
    with moved.at(day(6, 2)):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Fatima"}

    with moved.at(day(6, 10)):
        knock_for_terms(town.tenant.id)
        assert knocked(town) == {"Fatima", "Marit"}
        come_back(noor, moved.reporter, town, filed.words)
        expect(noor.get_by_text("Je had antwoord moeten krijgen")).to_be_visible()
        sign_in(page, moved.office, town, "Fatima")
        page.goto(f"{root}/termijnen/")
        expect(heading).to_have_text("Eén zaak is te laat")
        expect(row).to_contain_text("Antwoord aan de melder")
        check(page)
        row.get_by_role("link", name=filed.code).click()
        page.get_by_role("link", name="Geef antwoord").first.click()
        page.get_by_label("Wat is er met de melding gedaan").fill(f"Het spijt ons dat dit later is. {ANSWER}")
        press(page, "Stuur het antwoord")
        expect(terms).to_contain_text("Er loopt geen termijn meer.")
        expect(terms).to_contain_text("Te laat gedaan, op 10 juni. De laatste dag was 9 juni.")
        noor.reload()
        expect(noor.get_by_role("region", name="Het antwoord op je melding")).to_contain_text(ANSWER)
        expect(noor.get_by_text("Je had antwoord moeten krijgen")).to_have_count(0)

    with moved.at(day(6, 12)):
        sign_in(page, moved.office, town, "Fatima")
        page.goto(f"{root}/termijnen/")
        expect(heading).to_have_text("Geen termijn is te laat")
        check(page)
        closing_letters.waive_letter(
            town["Fatima"].opened, code=filed.code, party_id=subject_of(filed), reason="Hij is verhuisd."
        )
        page.goto(f"{root}/zaken/{filed.code}/sluiten/")
        page.get_by_label("Waarom?").fill("De melder las het antwoord.")
        press(page, "Sluit zaak")
        expect(page.get_by_role("region", name="Volgende stap")).to_contain_text("De zaak is gesloten.")
        page.goto(f"{root}/wbk-register/")
        row = page.get_by_role("row").filter(has_text=filed.code)
        expect(row).to_contain_text("10 maart te laat")
        expect(row).to_contain_text("10 juni te laat")
        check(page)
        assert knock_for_terms(town.tenant.id) == 0
    assert verbs(filed).count("case.remind") == 4
