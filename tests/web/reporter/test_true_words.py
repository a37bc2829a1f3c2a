"""What the reporter's pages say of a visit, a complaint and a name: no more and no less than is so."""

from __future__ import annotations

import pytest
from tests.filed import file_report
from tests.reporter import Reporter

from weerbaar.cases import actions as cases
from weerbaar.intake import questions
from weerbaar.intake.questions import COMPLAINT, after, is_asked, page, pages, place_in_step


@pytest.mark.req("R5")
def test_a_first_visit_is_not_told_of_an_earlier_one(faces, town):
    filed = file_report(town)
    noor = Reporter(faces.reporter, town.tenant.slug)
    noor.send("terug/", {"words": filed.words})
    assert "Er is nog geen bericht voor je. Je hoeft niets te doen." in noor.text
    assert "vorige bezoek" not in noor.text
    assert "Afgesloten (straks)" in noor.text
    cases.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    assert "Er is één ding nieuw." in noor.open("mijn-melding/").text
    assert "Er is sinds je vorige bezoek niets nieuws." in noor.open("mijn-melding/").text
    noor.http.close()


@pytest.mark.req("R4")
def test_a_wrong_word_is_not_told_as_a_report_that_was_not_sent(noor):
    noor.ready().send("melden/nakijken/")
    assert noor.find("//title/text()")[0].startswith("Verstuurd")
    noor.send("melden/woorden/", {"first": "fout", "second": "fout"})
    assert "je melding is verstuurd" in noor.find("//title/text()")[0]
    assert "Kijk over een paar dagen al even" in noor.text


@pytest.mark.req("R10")
def test_a_role_that_is_kept_out_is_confirmed_everywhere(noor):
    noor.begin().send("melden/wie-leest/", {"about_roles": "mayor"})
    assert "Niet: de burgemeester." in noor.open("melden/onderwerp/").text
    noor.ready()
    noor.send("melden/wie-leest/", {"about_roles": ["mayor", "alderman"]})
    assert "Niet: de burgemeester en de wethouders." in noor.open("melden/nakijken/").text
    noor.send("melden/nakijken/")
    words = noor.words
    noor.send("terug/", {"words": " ".join(words)})
    assert "Niet: de burgemeester en de wethouders." in noor.text


@pytest.mark.req("R10")
def test_who_is_kept_out_stands_there_in_english_too(town, browser_of):
    noor = browser_of(town, "en")
    noor.begin().send("melden/wie-leest/", {"about_roles": "mayor"})
    assert "Not: the mayor." in noor.open("melden/verhaal/").text


def test_a_complaint_is_not_asked_what_it_is_about_nor_where_it_was():
    answers = {"kind": "handling", COMPLAINT: "yes"}
    asked = [one.slug for one in pages(answers) if is_asked(one, answers)]
    assert asked == ["verhaal", "wanneer", "wie", "wie-weet-het", "jij", "je-naam"]
    about = page("wie", answers)
    assert about is not None
    assert [one.name for one in about.questions] == ["who_subject"]
    assert "onderwerp" in [one.slug for one in pages({"kind": "handling"})]


@pytest.mark.parametrize(
    ("openness", "slug", "expected"),
    [
        ("", "je-naam", (2, 2)),
        ("anonymous", "je-naam", (2, 2)),
        ("open", "je-naam", (2, 3)),
        ("open", "bereikbaar", (3, 3)),
    ],
)
def test_only_the_questions_that_come_are_counted(openness, slug, expected):
    there = page(slug)
    assert there is not None
    assert place_in_step(there, {"openness": openness}) == expected


def test_after_the_last_of_a_complaint_come_the_files():
    answers = {COMPLAINT: "yes", "kind": "handling", "openness": "anonymous"}
    last = page("je-naam")
    assert last is not None
    assert after(last, answers) is None
    assert questions.before(page("verhaal"), answers) is None


def test_help_for_who_was_harassed_names_who_is_there_and_no_number_that_is_not_known(noor):
    text = noor.open("hulp/").text
    for name in ("Landelijke Klachtencommissie Ongewenst Gedrag", "Slachtofferhulp Nederland"):
        assert name in text
