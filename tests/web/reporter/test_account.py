"""What was told aloud and written down: the reporter reads it back on "Mijn melding", corrects it or signs (C19)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
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
