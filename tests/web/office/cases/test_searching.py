"""Searching through the page: by words, by number and by facts, and what stays behind of it (C12)."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk

from weerbaar.cases import searching
from weerbaar.cases.worklist import PAGE

ROWS = "//table//tbody//th/a"


@pytest.fixture
def town(database):
    return make_tenant()


def found(answer) -> list[str]:
    tree = lxml.html.fromstring(answer.content.decode())
    return [one.text_content().strip() for one in tree.xpath(ROWS)]


def search(desk: Desk, **given: str) -> list[str]:
    """Search as a browser does it: send the form, and follow to the page that shows what was found."""
    answer = desk.post("zoeken/", given)
    assert answer.status_code == 302
    assert "?" not in answer["Location"]
    return found(desk.get("zoeken/"))


@pytest.mark.req("C12")
def test_a_handler_finds_a_case_by_words_by_number_and_by_kind(town):
    kept = file_report(town, answers={"story": "De sleutel ligt in het fietsenhok."})
    other = file_report(town, kind="integrity")
    fatima = Desk(town, "Fatima")
    assert search(fatima, words="Fietsen sleutel") == [kept.code]
    assert search(fatima, words=f" {other.code.lower()} ") == [other.code]
    assert search(fatima, kind="integrity") == [other.code]
    assert search(fatima, words="fietsenhok", kind="integrity") == []
    assert "Niets gevonden" in fatima.text("zoeken/")


@pytest.mark.req("C12")
def test_nobody_finds_what_they_have_no_key_to(town):
    kept = file_report(town, answers={"story": "De sleutel ligt in het fietsenhok."})
    assert search(Desk(town, "Ruben"), words="fietsenhok") == []
    assert search(Desk(town, "Ruben"), words=kept.code) == []
    assert Desk(town, "Wietske").get("zoeken/").status_code == 404


def test_what_was_asked_stands_in_no_address_and_is_still_there_on_coming_back(town):
    kept = file_report(town)
    fatima = Desk(town, "Fatima")
    assert search(fatima, words="kantine", since_day="1", since_month="1", since_year="2020") == [kept.code]
    fatima.get(f"zaken/{kept.code}/")
    page = lxml.html.fromstring(fatima.get("zoeken/").content.decode())
    assert page.xpath("//input[@name='words']/@value") == ["kantine"]
    assert page.xpath("//details[@open]//input[@name='since_year']/@value") == ["2020"]
    fatima.post("zoeken/", {"opnieuw": "ja"})
    page = lxml.html.fromstring(fatima.get("zoeken/").content.decode())
    assert page.xpath("//input[@name='words']/@value") == []
    assert page.xpath(ROWS) == page.xpath("//details[@open][.//input[@name='since_year']]") == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Typ een woord of een nummer, of kies hieronder iets."),
        ({"words": "…"}, "Typ een woord om op te zoeken."),
        ({"words": "x" * 201}, "Dit is te lang. Maak het korter."),
        ({"words": "kassa", "kind": "moord"}, "Kies iets uit de lijst."),
        ({"words": "kassa", "desk": "moord"}, "Kies iets uit de lijst."),
        (
            {"words": "kassa", "since_day": "31", "since_month": "2", "since_year": "2026"},
            "Februari heeft 28 dagen.",
        ),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence_and_stays(town, given, sentence):
    answer = Desk(town, "Fatima").post("zoeken/", given)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in told
    assert given.get("words", "") in told


def test_long_lists_are_shown_by_pages(town, monkeypatch):
    monkeypatch.setattr(searching, "MOST_FOUND", PAGE + 2)
    codes = [file_report(town).code for _ in range(PAGE + 3)]
    fatima = Desk(town, "Fatima")
    first = search(fatima, words="kantine")
    assert "Meer dan 22 zaken gevonden" in fatima.text("zoeken/")
    second = found(fatima.get(f"zoeken/?vanaf={PAGE}"))
    assert (len(first), len(second)) == (PAGE, 2)
    assert set(first) | set(second) == set(codes[1:])
    assert found(fatima.get("zoeken/?vanaf=nonsens")) == first
