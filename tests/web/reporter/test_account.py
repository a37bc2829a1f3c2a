"""What was told aloud and written down: the reporter reads it back on "Mijn melding", corrects it or signs (C19)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from tests.people import token_of
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.cases import accounts
from weerbaar.ground import clock

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

    from weerbaar.cases.models import Case

TEXT = "Er ging op 3 november geld uit de kluis."


@pytest.fixture
def told(town: Town, noor: Reporter) -> tuple[Case, UUID]:
    """A case whose reporter told something aloud; it was written down and lies before them."""
    before = cases_of(town)
    words = noor.reported()
    case, account = new_case(town, before), uuid4()
    accounts.write_account(
        town["Fatima"].opened, code=case.code, account_id=account, told_on=clock.today(), text=TEXT
    )
    noor.send("terug/", {"words": " ".join(words)})
    return case, account


def state(town: Town, told: tuple[Case, UUID]) -> tuple[str, str]:
    found = accounts.read_account(town["Fatima"].opened, code=told[0].code, account_id=told[1])
    return found.state, found.correction


@pytest.mark.req("C19")
def test_the_reporter_reads_it_back_and_signs(town, noor, told):
    assert "Lees het na, en zeg of het klopt." in noor.open("mijn-melding/").text
    page = f"mijn-melding/verslag/{told[1]}/"
    assert TEXT in noor.open(page).text
    assert "Je ging akkoord met het verslag." in noor.send(page, {"akkoord": "1"}).text
    assert state(town, told) == ("signed", "")
    assert "Je ging akkoord met dit verslag." in noor.open(page).text
    assert not noor.find("//button[@name='akkoord']")


@pytest.mark.req("C19")
def test_the_reporter_says_what_is_not_right(town, noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.send(page, {"verbeter": "1", "body": ""})
    assert noor.path == page
    assert state(town, told)[0] == "offered"
    noor.send(page, {"verbeter": "1", "body": "Het was 4 november."})
    assert "Je verbetering is verstuurd." in noor.text
    assert state(town, told) == ("corrected", "Het was 4 november.")
    assert "Het was 4 november." in noor.open(page).text


def test_what_was_typed_is_there_again_after_looking_elsewhere(noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.send(page, {"naar": "taal", "body": "Half getypt."})
    assert "Half getypt." in noor.open(page).page.text


def test_an_account_of_another_is_none(noor, told):
    assert noor.open(f"mijn-melding/verslag/{uuid4()}/").page.status_code == 404


# --- nothing that was typed about it is lost ---


@pytest.mark.req("C19")
def test_what_was_typed_about_it_is_offered_again_before_the_page_closes(town, noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.send(page, {"naar": f"{noor.root}mijn-melding/", "body": "Het was 4 november."})
    noor.send("mijn-melding/", {"body": "", "naar": "sluit"})
    assert noor.path == "mijn-melding/niet-verstuurd/"
    assert "Wat er niet klopt in het verslag, is nog niet verstuurd" in noor.text
    assert "Het was 4 november." in noor.page.text
    noor.send("mijn-melding/niet-verstuurd/", {"naar": f"{noor.root}hulp/", "body": "Het was 5 november."})
    noor.send("mijn-melding/niet-verstuurd/", {"body": " "})
    assert "Schrijf eerst iets, dan kun je het versturen." in noor.text
    assert state(town, told)[0] == "offered"
    noor.send("mijn-melding/niet-verstuurd/", {"body": "Het was 5 november."})
    assert noor.path == "melden/klaar/"
    assert state(town, told) == ("corrected", "Het was 5 november.")


def test_closing_without_sending_it_corrects_nothing(town, noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.send(page, {"naar": f"{noor.root}mijn-melding/", "body": "Toch niet."})
    noor.send("mijn-melding/", {"body": "", "naar": "sluit"})
    noor.send("mijn-melding/niet-verstuurd/", {"body": "Toch niet.", "zonder": "1"})
    assert noor.path == "melden/klaar/"
    assert state(town, told) == ("offered", "")


def test_signing_with_a_correction_typed_below_asks_which_is_meant(town, noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.send(page, {"akkoord": "1", "body": "Het was 4 november."})
    assert "Haal je tekst dan weg en ga akkoord." in noor.text
    assert "Het was 4 november." in noor.page.text
    assert state(town, told)[0] == "offered"
    noor.send(page, {"akkoord": "1", "body": " "})
    assert state(town, told)[0] == "signed"


@pytest.mark.parametrize("goes", ["verbeter", "naar", "akkoord"])
def test_what_was_typed_about_an_account_that_was_settled_meanwhile_becomes_a_message(town, noor, told, goes):
    page = f"mijn-melding/verslag/{told[1]}/"
    token = token_of(noor.open(page).page.text)
    settle(town, told)
    noor.send(page, {goes: f"{noor.root}mijn-melding/", "body": "Het was 4 november."}, token=token)
    assert noor.path == "mijn-melding/"
    assert "Op dit verslag kon je niet meer reageren." in noor.text
    assert noor.find("//textarea[@name='body']/text()")[0].strip() == "Het was 4 november."


def test_what_waited_about_it_becomes_a_message_before_closing_too(town, noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.send(page, {"naar": f"{noor.root}mijn-melding/", "body": "Het was 4 november."})
    settle(town, told)
    noor.send("mijn-melding/", {"body": "", "naar": "sluit"})
    assert "Je bericht is nog niet verstuurd" in noor.text
    assert "Het was 4 november." in noor.page.text


def test_what_is_too_long_to_keep_stays_on_the_page(noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    long = "woord " * 9000
    noor.send(page, {"naar": f"{noor.root}mijn-melding/", "body": long})
    assert noor.path == page
    assert long.strip() in noor.find("//textarea[@name='body']/text()")[0]


def test_a_visit_that_ran_out_keeps_what_was_typed_about_it(noor, told):
    page = f"mijn-melding/verslag/{told[1]}/"
    noor.http.cookies.clear()
    noor.send(page, {"verbeter": "1", "body": "Het was 4 november."})
    assert noor.find("//textarea[@name='body']/text()")[0].strip() == "Het was 4 november."


def settle(town, told):
    """Settle the account behind the page: kept without a signature once the time for it is over."""
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        accounts.keep_unsigned(
            town["Fatima"].opened, code=told[0].code, account_id=told[1], reason="De tijd is om."
        )
