"""A report for somebody else, who gets the words, reads it back, and may take words that nobody else saw (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.audit.models import Line
from weerbaar.cases.models import Account
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import receipt
from weerbaar.ground.errors import GoneError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions, new_words
from weerbaar.intake.reporters import ReporterRef, mark_of_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town
    from tests.reporter import Reporter

FOR_ANOTHER = {"capacity": "employee", "behalf": "other"}


@pytest.fixture
def words(noor: Reporter) -> list[str]:
    return noor.reported(jij=FOR_ANOTHER)


@pytest.mark.req("R14")
def test_whoever_reports_for_another_is_told_to_hand_over_the_words(noor):
    noor.ready(jij=FOR_ANOTHER).send("melden/nakijken/")
    assert "Geef deze woorden aan de persoon voor wie je meldde" in noor.text


@pytest.mark.req("R14")
def test_the_person_reads_it_back_and_corrects_it(town: Town, noor: Reporter):
    before = cases_of(town)
    words = noor.reported(jij=FOR_ANOTHER)
    case = new_case(town, before)
    noor.send("terug/", {"words": " ".join(words)})
    assert "Er ligt iets voor je klaar om na te lezen." in noor.text
    assert "Iemand meldde dit voor jou." in noor.text
    (account,) = noor.find("//*[contains(@href, '/verslag/') or contains(@value, '/verslag/')]")
    url = account.get("href") or account.get("value")
    page = url.partition("/mijn-melding/")[2]
    noor.open(f"mijn-melding/{page}")
    assert "steeds dezelfde collega belachelijk" in noor.text
    # No name: those lie apart, and not everybody who reads this has the key to them.
    assert "Bram van de balie" not in noor.text.partition("Wat er is opgeschreven")[2]
    noor.send(f"mijn-melding/{page}", {"verbeter": "1", "body": "Het was in maart."})
    with tenant_scope(town.tenant.id):
        assert Account.objects.get(case=case).state == "corrected"


@pytest.mark.req("R14")
def test_new_words_open_it_and_the_old_ones_open_nothing(town: Town, noor: Reporter, words: list[str]):
    noor.send("terug/", {"words": " ".join(words)})
    assert "Iemand anders zag je acht woorden" in noor.text
    noor.send("mijn-melding/woorden/", {"maak": "1"})
    fresh = noor.words
    assert len(fresh) == 8
    assert fresh != words
    # Until they are written down the old ones work, and the same new ones are shown.
    assert actions.come_back(town.tenant.id, Receipt(tuple(words))) is not None
    assert noor.open("mijn-melding/woorden/").words == fresh
    noor.send("mijn-melding/woorden/", {"first": "fout", "second": fresh[5], "kijk": "1"})
    assert "Dit is niet woord 3" in noor.text
    noor.send("mijn-melding/woorden/", {"bewaard": "1"})
    assert "Je nieuwe woorden werken." in noor.text
    assert "Iemand anders zag je acht woorden" not in noor.text
    assert actions.come_back(town.tenant.id, Receipt(tuple(words))) is None
    found = actions.come_back(town.tenant.id, Receipt(tuple(fresh)))
    assert found is not None
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(subject_id=found.case_id, verb="reporter.change_words").count() == 1
    noor.send("terug/", {"words": " ".join(words)})
    assert "Met deze acht woorden vinden wij" in noor.text


@pytest.mark.req("R14")
def test_a_browser_that_came_with_the_old_words_reads_and_writes_no_more(
    town: Town, noor: Reporter, words: list[str], browser_of: Callable[..., Reporter]
):
    helper = browser_of(town).send("terug/", {"words": " ".join(words)})
    assert helper.path == "mijn-melding/"
    noor.send("terug/", {"words": " ".join(words)})
    noor.send("mijn-melding/woorden/", {"maak": "1"})
    noor.send("mijn-melding/woorden/", {"bewaard": "1"})
    assert noor.path == "mijn-melding/"
    helper.send("mijn-melding/", {"body": "Ik ben Noor."})
    assert helper.find("//textarea[@name='words']")
    assert "Ik ben Noor." not in noor.open("mijn-melding/").text
    assert helper.open("mijn-melding/woorden/").find("//textarea[@name='words']")


@pytest.mark.req("R14")
def test_who_came_with_the_words_of_before_takes_no_other_words(town: Town, words: list[str]):
    theirs, fresh = actions.come_back(town.tenant.id, Receipt(tuple(words))), receipt.draw()
    mark = mark_of_words(town.tenant.id, words)
    assert isinstance(theirs, ReporterRef)
    new_words.change_words(theirs, words=fresh, came_with=mark)
    with pytest.raises(GoneError):
        new_words.change_words(theirs, words=receipt.draw(), came_with=mark)
    assert actions.come_back(town.tenant.id, Receipt(fresh)) is not None


@pytest.mark.req("R14")
def test_who_keeps_the_old_words_keeps_them(town: Town, noor: Reporter, words: list[str]):
    noor.send("terug/", {"words": " ".join(words)})
    noor.send("mijn-melding/woorden/", {"maak": "1"})
    fresh = noor.words
    noor.send("mijn-melding/woorden/", {"toch-niet": "1"})
    assert actions.come_back(town.tenant.id, Receipt(tuple(words))) is not None
    assert actions.come_back(town.tenant.id, Receipt(tuple(fresh))) is None
    assert noor.open("mijn-melding/woorden/").words == []


def test_who_reported_for_themselves_is_not_told_that_others_saw_the_words(noor):
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    assert "Iemand anders zag je acht woorden" not in noor.text
    assert "Ik wil nieuwe woorden" in noor.text


def test_nobody_without_words_gets_new_ones(noor):
    assert "Jouw acht woorden" in noor.open("mijn-melding/woorden/").text
    assert noor.words == []
