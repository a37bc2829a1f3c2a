"""What the pages say: who reads, what waits, what was done, and nothing that is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.web.reporter.test_files import _MACROS, _add, _photo
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.cases import actions as cases
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation.models import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town
    from tests.reporter import Reporter


def _back(noor: Reporter, words: list[str]) -> Reporter:
    return noor.send("terug/", {"words": " ".join(words)})


def test_the_words_are_said_to_be_gone_only_once_the_button_is_pressed(noor: Reporter) -> None:
    noor.ready().send("melden/nakijken/")
    assert "Druk op ‘Ik heb de woorden’. Pas dan zijn ze weg uit deze browser." in noor.text
    assert "Print niet op je werk" in noor.text
    assert len(noor.find("//*[contains(@class, 'utrecht-button--primary-action')]")) == 1


def test_a_desk_that_nobody_reads_is_not_offered(browser_of: Callable[..., Reporter]) -> None:
    from tests.people import make_tenant

    town = make_tenant(name="Gemeente Waterkant")
    with tenant_scope(town.tenant.id):
        Desk.objects.create(
            id=uuid4(),
            tenant_id=town.tenant.id,
            name="Meldpunt zonder lezers",
            slug="leeg",
            kinds=["conduct"],
        )
    reporter = browser_of(town).begin()
    assert reporter.path == "melden/wie-leest/"
    assert "Meldpunt zonder lezers" not in reporter.open("melden/meldpunt/").text

    with tenant_scope(town.tenant.id):
        Desk.objects.exclude(slug="leeg").update(is_open=False)
    reporter.open("melden/wie-leest/")
    assert "Er is nu geen meldpunt open" in reporter.text
    assert reporter.find("//a[@href='https://www.huisvoorklokkenluiders.nl/']")


def test_with_nobody_left_no_readers_are_promised(noor: Reporter, town: Town) -> None:
    noor.begin()
    for name in ("Dit zijn de mensen van", "Zij kunnen openen", "Verder met deze lezers"):
        assert name in noor.text
    everybody = [str(town[name].person_id) for name in ("Fatima", "Joris", "Marit")]
    noor.send("melden/wie-leest/", {"struck": everybody})
    assert noor.find("//h1/text()") == ["Niemand leest je melding"]
    for name in ("Dit zijn de mensen van", "Zij kunnen openen", "Verder met deze lezers"):
        assert name not in noor.text
    assert "Het meldpunt" not in noor.find("//section[@aria-labelledby='deuren']//h3/text()")


@pytest.mark.req("R5")
def test_the_report_names_who_reads_and_who_stays_out(noor: Reporter, town: Town) -> None:
    noor.ready().send("melden/wie-leest/", {"struck": [str(town["Joris"].person_id)]})
    noor.send("melden/nakijken/")
    _back(noor, noor.words)
    (readers,) = noor.find("//ul[preceding-sibling::h2[@id='wie']]")
    assert "Fatima el Amrani" in readers.text_content()
    assert "Joris van Dam" not in readers.text_content()
    assert "Niet: Joris van Dam." in noor.text


def test_without_anybody_struck_nobody_is_said_to_stay_out(noor: Reporter) -> None:
    _back(noor, noor.reported())
    assert "Niet:" not in noor.text


@pytest.mark.req("R5")
def test_a_station_that_waits_does_not_look_done(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    _back(noor, noor.reported())
    assert "Wacht op bevestiging" in noor.text
    assert "Gelezen en bevestigd" not in noor.text
    case = new_case(town, before)
    cases.acknowledge(town["Fatima"].opened, code=case.code, body="Wij lazen het.")
    noor.open("mijn-melding/")
    assert "Gelezen en bevestigd" in noor.text
    assert "Wacht op bevestiging" not in noor.text


@pytest.mark.req("R5")
def test_an_open_question_waits_until_it_is_answered(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    words = noor.reported()
    case, asked = new_case(town, before), uuid4()
    fatima = town["Fatima"].opened
    cases.acknowledge(fatima, code=case.code, body="Wij lazen het.")
    cases.ask(fatima, code=case.code, body="Was er nog iemand bij?", message_id=asked)
    _back(noor, words).open("mijn-melding/")
    assert "niets nieuws. Er wacht één vraag op jouw antwoord." in noor.text
    assert "Je hoeft niets te doen" not in noor.text

    noor.send("mijn-melding/", {"body": "Ik dacht nog aan iets."})
    assert "Kies of dit een antwoord is op een vraag." in noor.text
    assert noor.find("//textarea[@name='body']")[0].text.strip() == "Ik dacht nog aan iets."
    noor.send("mijn-melding/", {"body": "Ik dacht nog aan iets.", "answers": "nee"})
    assert "Je bericht is verstuurd. De vraag hieronder staat nog open." in noor.text
    assert noor.find("//button[@value=$asked]".replace("$asked", f"'{asked}'"))

    noor.send("mijn-melding/", {"body": "Een stag", "naar": str(asked)})
    assert noor.path == f"mijn-melding/antwoord/{asked}/"
    assert noor.find("//textarea[@name='body']")[0].text.strip() == "Een stag"
    noor.send("mijn-melding/", {"body": "Ja, een stagiair.", "answers": str(asked)})
    assert "Je antwoord is verstuurd." in noor.text
    assert not noor.find(f"//button[@value='{asked}']")


@pytest.mark.req("R5")
def test_what_was_done_is_said_once_on_the_next_page(noor: Reporter) -> None:
    _back(noor, noor.reported())
    done = (
        ("mijn-melding/", {"body": "Nog iets."}, "Je bericht is verstuurd."),
        ("mijn-melding/naam/", {"name": "Noor Visser", "contact": ""}, "Je naam is bewaard, apart op slot."),
        ("mijn-melding/naam/", {"trek-in": "1"}, "Je naam is gewist."),
        ("mijn-melding/mail/", {"mail": "noor@voorbeeld.nl"}, "Je mailadres is bewaard."),
        ("mijn-melding/mail/", {"wis": "1"}, "Je mailadres is gewist."),
        (
            "mijn-melding/hoe-het-ging/",
            {"score": "good", "body": ""},
            "Je antwoord is verstuurd. Dank je wel.",
        ),
    )
    for path, answers, said in done:
        noor.send(path, answers)
        assert said in " ".join(noor.find("//*[@role='status']//text()")), path
        assert not noor.open("mijn-melding/").find("//*[@role='status']")
    _add(noor, "later.jpg", _photo(), "mijn-melding/bestanden/")
    assert "Je bestanden zijn verstuurd." in noor.text


@pytest.mark.req("R5")
def test_an_address_that_was_kept_is_said_to_be_out_of_sight(noor: Reporter) -> None:
    _back(noor, noor.reported())
    noor.send("mijn-melding/mail/", {"mail": "noor@voorbeeld.nl"}).open("mijn-melding/")
    assert "Wij kunnen het adres niet meer laten zien" in noor.text
    assert "noor@voorbeeld.nl" not in noor.page.text


@pytest.mark.req("R4")
def test_who_may_open_a_name_and_who_reads_a_rating_is_said_by_name(noor: Reporter) -> None:
    noor.ready().open("melden/je-naam/")
    assert "alleen wie je melding leest je naam openen: Fatima el Amrani en Joris van Dam." in noor.text
    noor.send("melden/nakijken/")
    _back(noor, noor.words)
    noor.open("mijn-melding/naam/")
    assert "Nu zijn dat Fatima el Amrani en Joris van Dam." in noor.text
    assert "Dat komt in een logboek." in noor.text
    noor.open("mijn-melding/hoe-het-ging/")
    assert "dezelfde mensen als je melding: Fatima el Amrani en Joris van Dam." in noor.text


def test_a_message_that_is_not_sent_yet_waits_while_a_file_is_added(noor: Reporter) -> None:
    _back(noor, noor.reported())
    noor.send("mijn-melding/", {"body": "Half een bericht", "naar": "bestanden"})
    assert noor.path == "mijn-melding/bestanden/"
    noor.open("mijn-melding/")
    assert noor.find("//textarea[@name='body']")[0].text.strip() == "Half een bericht"
    assert "Je bericht is verstuurd." not in noor.text


@pytest.mark.req("R11")
def test_the_button_that_goes_on_takes_the_chosen_files_along(noor: Reporter) -> None:
    page = "melden/bestanden/"

    def goes(where: str, name: str, data: bytes) -> Reporter:
        return noor.send(page, {"naar": where}, files=[("bestand", (name, data, "application/octet-stream"))])

    noor.ready().send(page, {"naar": "verder"})
    assert noor.path == "melden/nakijken/"
    goes("verder", "foto.jpg", _photo())
    assert noor.path == "melden/nakijken/"
    assert "foto.jpg" in noor.text
    goes("terug", "nog-een.jpg", _photo())
    assert noor.path == "melden/je-naam/"
    assert "nog-een.jpg" in noor.open(page).text
    goes("verder", "leeg.txt", b"")
    assert noor.path == page
    assert "Dit bestand is leeg." in noor.text
    goes("verder", "oud.doc", _MACROS)
    assert noor.path == page
    assert "Kies hieronder of dit bestand meegaat." in noor.text
    noor.send(page, {"naar": "verder"})
    assert noor.path == "melden/nakijken/"


def test_the_first_page_knows_a_report_that_is_under_way_and_keeps_nothing_itself(noor: Reporter) -> None:
    assert "Begin je melding" in noor.open().text
    assert "set-cookie" not in noor.page.headers
    noor.ready().open()
    assert "Verder met je melding" in noor.text
    assert "Begin je melding" not in noor.text
    assert "set-cookie" not in noor.page.headers
    noor.send("melden/nakijken/").open()
    assert "Verder naar je acht woorden" in noor.text


def test_each_question_says_which_of_its_step_it_is(noor: Reporter) -> None:
    noor.begin().send("melden/wie-leest/")
    assert "wie jij bent, vraag 2 van 2" in noor.open("melden/je-naam/").text
    noor.ready()
    assert "Stap 2 van 6: waar het over gaat" in noor.open("melden/onderwerp/").text
    assert "vraag 1 van" not in noor.text
    assert "Stap 3 van 6: wat er gebeurde, vraag 2 van 5" in noor.open("melden/wanneer/").text
    assert "Stap 4 van 6: wie jij bent, vraag 2 van 2" in noor.open("melden/je-naam/").text
    noor.send("melden/je-naam/", {"openness": "open"})
    assert "vraag 3 van 3" in noor.text


def test_no_dutch_is_left_on_the_english_pages(town: Town, browser_of: Callable[..., Reporter]) -> None:
    reporter = browser_of(town, "en").ready().open("melden/nakijken/")
    assert "Who it is about" in reporter.text
    assert "Over wie het gaat" not in reporter.text


_TYPED = {"when_choice": "period", "when_from": "in maart", "when_until": ""}


@pytest.mark.parametrize(
    ("naar", "goes_to"), [("terug", "melden/verhaal/"), ("lezers", "melden/wie-leest/"), ("taal", "/en/")]
)
def test_a_button_that_leaves_a_question_takes_along_what_was_typed(
    noor: Reporter, naar: str, goes_to: str
) -> None:
    noor.ready().open("melden/wanneer/")
    assert noor.find(f"//button[@name='naar'][@value='{naar}'][@form='vraag']")
    noor.send("melden/wanneer/", {**_TYPED, "naar": naar})
    assert noor.path.startswith(goes_to)
    assert "in maart" in noor.open("melden/wanneer/").page.text


def test_a_question_that_is_not_answered_yet_can_be_left(noor: Reporter) -> None:
    noor.begin().send("melden/wie-leest/")
    for naar, goes_to in (("terug", "melden/wie-leest/"), ("taal", "/en/"), ("lezers", "melden/wie-leest/")):
        noor.send("melden/onderwerp/", {"naar": naar})
        assert noor.path.startswith(goes_to)
    noor.send("melden/onderwerp/", {})
    assert "Kies waar het over gaat." in noor.text


def test_what_is_wrong_is_said_before_the_page_is_left(noor: Reporter) -> None:
    noor.ready()
    day = {"when_choice": "day", "when_day_day": "31", "when_day_month": "april", "when_day_year": "2026"}
    noor.send("melden/wanneer/", {**day, "naar": "terug"})
    assert noor.path == "melden/wanneer/"
    assert "April heeft 30 dagen." in noor.text
    assert noor.find("//input[@name='when_day_day']/@value") == ["31"]


def test_an_answer_that_was_emptied_on_the_way_out_is_not_lost(noor: Reporter) -> None:
    noor.ready().send("melden/verhaal/", {"story": " ", "naar": "terug"})
    assert noor.path == "melden/onderwerp/"
    assert "In het overleg maakt Bram" in noor.open("melden/nakijken/").text


def test_a_question_that_is_skipped_keeps_no_answer(noor: Reporter) -> None:
    noor.ready().open("melden/waar/")
    assert "Sla over zonder antwoord" in noor.text
    noor.send("melden/waar/", {"where": "In de kelder", "sla-over": "1"})
    assert noor.path == "melden/wie/"
    check = noor.open("melden/nakijken/").text
    assert "In de kelder" not in check
    assert "In de kantine" not in check


def test_a_message_is_still_there_in_the_other_language(noor: Reporter) -> None:
    _back(noor, noor.reported())
    noor.send("mijn-melding/", {"body": "Half een bericht", "naar": "taal"})
    assert noor.find("/html/@lang") == ["en"]
    assert noor.find("//textarea[@name='body']")[0].text.strip() == "Half een bericht"
