"""A reporter lets somebody in: the words, the list, taking back; and asks for another language."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.filed import file_report

from weerbaar.cases import actions
from weerbaar.cases.leaves import CARDS
from weerbaar.cases.models import Guest
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.reporters import open_talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.filed import Filed
    from tests.people import Town
    from tests.reporter import Reporter

_GIVEN = {"role": "lawyer", "who": "Mijn advocaat", "may": "both", "until": "month"}
_PAGE = "mijn-melding/hulp/nieuw/"


@pytest.fixture
def filed(town: Town) -> Filed:
    return file_report(town)


@pytest.fixture
def noor(town: Town, filed: Filed, browser_of: Callable[..., Reporter]) -> Reporter:
    return browser_of(town).send("terug/", {"words": filed.words})


@pytest.mark.req("R19")
def test_the_words_are_shown_until_they_are_written_down_and_let_somebody_in(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    noor.open("mijn-melding/hulp/")
    assert "Je liet nog niemand toe." in noor.text
    noor.send(_PAGE, _GIVEN)
    words = noor.words
    assert len(words) == 8
    # Any repeat shows the same ones, and lets in nobody twice.
    assert noor.open("mijn-melding/hulp/woorden/").words == words
    assert noor.open(_PAGE).words == words
    noor.send("mijn-melding/hulp/woorden/")
    assert "Deze persoon is toegelaten." in noor.text
    assert "Jurist of advocaat, door jou toegelaten tot en met" in noor.text
    noor.open("mijn-melding/hulp/woorden/")
    assert noor.path == "mijn-melding/hulp/"
    assert "Mijn advocaat" in noor.text
    assert "Leest mee en schrijft namens jou" in noor.text
    lawyer = browser_of(town).send("terug/", {"words": " ".join(words)})
    assert "De melder liet je toe" in lawyer.text
    assert "belachelijk" in lawyer.open("mijn-pagina/melding/").text
    assert lawyer.find("//textarea")


@pytest.mark.req("R19")
def test_taken_back_it_opens_nothing_and_stays_in_the_list(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words = " ".join(noor.send(_PAGE, _GIVEN).words)
    noor.open("mijn-melding/hulp/")
    assert "Er staan nog acht woorden klaar" in noor.text
    (link,) = noor.find("//a[contains(@href, '/intrekken/')]/@href")
    noor.open(link)
    assert "is niet terug te halen" in noor.text
    noor.send(link.removeprefix(noor.root))
    assert "De woorden van deze persoon werken niet meer." in noor.text
    assert "door jou toegelaten" not in noor.text
    noor.open("mijn-melding/hulp/")
    assert "Kan niet meer meelezen" in noor.text
    assert "Er staan nog acht woorden klaar" not in noor.text
    lawyer = browser_of(town).send("terug/", {"words": words})
    assert "vinden wij hier niets" in lawyer.text
    # A second press finds nobody, and breaks nothing.
    assert noor.open(link).page.status_code == 404


@pytest.mark.req("R19")
def test_who_is_let_in_to_talk_alone_reads_nothing(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words = noor.send(_PAGE, _GIVEN | {"role": "union", "may": "nothing"}).words
    union = browser_of(town).send("terug/", {"words": " ".join(words)})
    assert "Lees de melding" not in union.text
    assert "Iemand van de vakbond, door jou" not in noor.open("mijn-melding/").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"role": ""}, "Kies wie het is."),
        ({"role": "witness"}, "Kies een van de antwoorden."),
        ({"may": ""}, "Kies wat deze persoon mag."),
        ({"until": ""}, "Kies tot wanneer."),
        ({"until": "ever"}, "Kies een van de antwoorden."),
        ({"who": "x" * 600}, "Er passen er"),
        ({"who": "Bram Kuipers"}, "Deze persoon moet hier buiten blijven."),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(
    noor: Reporter, filed: Filed, town: Town, wrong: dict[str, str], sentence: str
) -> None:
    noor.send(_PAGE, _GIVEN | wrong)
    assert sentence in noor.text
    if "who" not in wrong:
        assert noor.find("//input[@name='who']/@value") == ["Mijn advocaat"]
    with tenant_scope(town.tenant.id):
        assert not Guest.objects.filter(case=filed.case).exists()


def test_what_was_typed_waits_while_one_looks_elsewhere(noor: Reporter, town: Town) -> None:
    noor.send(_PAGE, _GIVEN | {"naar": f"/{town.tenant.slug}/hulp/"})
    assert noor.path == "hulp/"
    assert noor.open(_PAGE).find("//input[@name='who']/@value") == ["Mijn advocaat"]


@pytest.mark.req("R19")
def test_another_language_is_a_wish_that_the_desk_reads(noor: Reporter, filed: Filed, town: Town) -> None:
    noor.send("mijn-melding/taal/", {"wish": " "})
    assert "Schrijf op welke taal je wilt gebruiken." in noor.text
    noor.send("mijn-melding/taal/", {"wish": "Nederlandse gebarentaal, met een tolk"})
    assert "Ik wil graag een andere taal gebruiken: Nederlandse gebarentaal, met een tolk" in noor.text
    page = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert "Nederlandse gebarentaal" in page.messages[-1].body


def test_no_other_reporter_sees_or_takes_back_whom_one_let_in(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    noor.send(_PAGE, _GIVEN)
    (link,) = noor.open("mijn-melding/hulp/").find("//a[contains(@href, '/intrekken/')]/@href")
    other = browser_of(town).send("terug/", {"words": file_report(town).words})
    assert "Je liet nog niemand toe." in other.open("mijn-melding/hulp/").text
    assert other.open(link).page.status_code == 404
    assert other.open("mijn-melding/hulp/woorden/").path == "mijn-melding/hulp/"


@pytest.mark.req("R19")
def test_who_is_out_again_comes_by_leaves_and_each_once(noor: Reporter, filed: Filed) -> None:
    many, first = CARDS + 3, clock.now() - timedelta(days=1)
    with tenant_scope(filed.reporter.tenant_id):
        key = open_talk(filed.reporter)
        for place in range(many):
            row = Guest(
                id=uuid4(),
                tenant_id=filed.reporter.tenant_id,
                case=filed.case,
                role="adviser",
                holder_alias=uuid4(),
                by_reporter=True,
                let_in_by=filed.reporter.alias,
                since=first + timedelta(minutes=place // 2),
                until=clock.now() + timedelta(days=30),
                ended_at=clock.now(),
            )
            told = json.dumps({"who": f"Helper {place}.", "why": ""}).encode()
            row.sealed_who = key.seal("cases_guest", row.id, "sealed_who", told)
            row.save(force_insert=True)
    noor.open("mijn-melding/hulp/")
    seen = re.findall(r"Helper \d+\.", noor.text)
    assert len(seen) == CARDS
    (earlier,) = noor.find("//a[contains(., 'Wie eerder kwam')]/@href")
    noor.open(earlier)
    more = re.findall(r"Helper \d+\.", noor.text)
    assert sorted(seen + more) == sorted(f"Helper {place}." for place in range(many))
    (later,) = noor.find("//a[contains(., 'Wie later kwam')]/@href")
    assert re.findall(r"Helper \d+\.", noor.open(later).text) == seen
    assert not noor.find("//a[contains(., 'Wie later kwam')]")
