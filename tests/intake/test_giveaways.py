"""What might give a reporter away: tables of what is found and what is not, and that no text is too much."""

from __future__ import annotations

import re
from dataclasses import replace
from re import _constants as signs  # pyright: ignore[reportAttributeAccessIssue]
from re import _parser as parser  # pyright: ignore[reportAttributeAccessIssue]
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground import giveaways
from weerbaar.ground.giveaways import Found, Giveaway, in_text
from weerbaar.intake.files import FileView
from weerbaar.intake.giveaways import in_answer, in_file, is_looked_at
from weerbaar.intake.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = FileView(uuid4(), "foto.jpg", "Foto", 100, "cleaned", (), (), "", "CLEAN", False, False, False)


def found(text: str, what: Giveaway, **more: Any) -> tuple[str, ...]:
    return next((one.quotes for one in in_text(text, **more) if one.what is what), ())


@pytest.mark.parametrize(
    ("what", "text", "quote"),
    [
        (Giveaway.ONLY_ME, "Ik was de enige die het zag.", "Ik was de enige die"),
        (Giveaway.ONLY_ME, "Dat weet alleen ik.", "alleen ik"),
        (Giveaway.ONLY_ME, "Hij zei het alleen tegen mij.", "alleen tegen mij"),
        (Giveaway.ONLY_ME, "Wij spraken onder vier ogen.", "onder vier ogen"),
        (Giveaway.ONLY_ME, "Ik deed dat samen met mijn buurman.", "samen met mijn buurman"),
        (Giveaway.ONLY_ME, "I was the only one who saw it.", "I was the only one"),
        (Giveaway.ONLY_ME, "Nobody else was there.", "Nobody else"),
        (Giveaway.NAME, "Daarna kwam Bram Kuipers binnen.", "Bram Kuipers"),
        (Giveaway.NAME, "Volgens mij wist Fatima ervan.", "Fatima"),
        (Giveaway.NAME, "Gisteren zei mevrouw Van den Berg iets.", "mevrouw Van den Berg"),
        (Giveaway.NAME, "Dhr. de Wit lachte.", "Dhr. de Wit"),
        (Giveaway.NAME, "Bram Kuipers lachte.", "Bram Kuipers"),
        (Giveaway.NAME, "Toen zei Joris van Dam niets.", "Joris van Dam"),
        (Giveaway.NAME, "In de kamer van J. van der Meer lag het.", "J. van der Meer"),
        (Giveaway.NAME, "Then Mrs Jansen left.", "Mrs Jansen"),
        (Giveaway.FUNCTION, "De teamleider deed niets.", "teamleider"),
        (Giveaway.FUNCTION, "Ik ben baliemedewerker.", "baliemedewerker"),
        (Giveaway.FUNCTION, "Het hoofd van de afdeling wist het.", "hoofd van de afdeling"),
        (Giveaway.FUNCTION, "Bij team Handhaving werkt dat zo.", "team Handhaving"),
        (Giveaway.FUNCTION, "De wethouder belde.", "wethouder"),
        (Giveaway.ADDRESS, "Het was aan de Dorpsstraat 12a.", "Dorpsstraat 12a"),
        (Giveaway.ADDRESS, "Ik woon op 1234 AB.", "1234 AB"),
        (Giveaway.ADDRESS, "At 12 Church Road it was.", "12 Church Road"),
        (Giveaway.CONTACT, "Mail naar noor.visser@post.example.", "noor.visser@post.example"),
        (Giveaway.CONTACT, "Bel 06 12345678 maar.", "06 12345678"),
        (Giveaway.CONTACT, "Bel +31 6 12 34 56 78.", "+31 6 12 34 56 78"),
        (Giveaway.NUMBER, "Mijn personeelsnummer is 48213.", "personeelsnummer is 48213"),
        (Giveaway.NUMBER, "Zijn bsn is 111222333.", "111222333"),
        (Giveaway.NUMBER, "De auto 12-ABC-3 stond er.", "12-ABC-3"),
        (Giveaway.NUMBER, "Op NL91 ABNA 0417 1643 00.", "NL91 ABNA 0417 1643 00"),
        (Giveaway.MOMENT, "Om 14:32 was het zover.", "14:32"),
        (Giveaway.MOMENT, "Het was 9.30 uur.", "9.30 uur"),
        (Giveaway.MOMENT, "Om half tien kwam hij.", "half tien"),
        (Giveaway.MOMENT, "Op 12 maart 2026 was dat.", "12 maart 2026"),
        (Giveaway.MOMENT, "Op 12-03-2026 was dat.", "12-03-2026"),
        (Giveaway.MOMENT, "Afgelopen dinsdag nog.", "Afgelopen dinsdag"),
        (Giveaway.MOMENT, "On March 12 it was.", "March 12"),
    ],
)  # fmt: skip
def test_what_points_at_somebody_is_found_and_quoted(what: Giveaway, text: str, quote: str) -> None:
    assert quote in found(text, what)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "In het overleg wordt steeds dezelfde collega belachelijk gemaakt.",
        "Er verdween geld. Niemand doet er iets aan.",
        "Het team is bang. De afdeling weet het. Het hoofd doet pijn.",
        "Dat kostte 12.50 en later 1.250 euro.",
        "De Gemeente en de Raad gebruiken Excel en Outlook in Nederland.",
        "Het is al sinds februari zo, in de zomer werd het erger.",
        "Het nummer 123456789 klopt niet.",
        "Wij zijn met 120 mensen.",
        "The council says nothing. It has been like this for months.",
    ],
)
def test_what_points_at_nobody_is_left_alone(text: str) -> None:
    assert in_text(text) == ()


def test_what_lies_apart_is_told_when_it_stands_in_the_story_too() -> None:
    text = "Toen bram dat zei, lachte Noor. Bel 06 12345678."
    hits = in_text(text, apart=["Bram van de balie"], own=["Noor Visser", "06 12345678"])
    assert {one.what: one.quotes for one in hits} == {
        Giveaway.OWN_NAME: ("Noor", "06 12345678"),
        Giveaway.APART: ("bram",),
        Giveaway.CONTACT: ("06 12345678",),
    }
    # A word without a capital in a description is no name: "van de balie" stands in every story.
    assert found("Het was aan de balie.", Giveaway.APART, apart=["iemand van de balie"]) == ()
    assert found("Mijn chef lachte erom.", Giveaway.APART, apart=["Mijn chef"]) == ()


def test_a_few_are_quoted_and_the_others_are_counted() -> None:
    text = " ".join(
        f"Daarna kwam {name} erbij." for name in ("Bram", "Fatima", "Joris", "Marit", "Bram", "Hassan")
    )
    assert in_text(text) == (Found(Giveaway.NAME, ("Bram", "Fatima", "Joris"), 2),)
    (long,) = in_text("Daarna kwam " + "Anna-Maria-Louise " * 4)
    assert max(map(len, long.quotes)) <= giveaways.LONGEST_QUOTE


def test_the_answers_that_lie_apart_are_not_looked_at() -> None:
    answers = {
        "who_subject": "Bram Kuipers",
        "story": "Bram deed het.",
        "name": "Noor Visser",
        "kind": "conduct",
    }
    for name in ("who_subject", "who_witness", "name", "contact", "kind", "when_choice"):
        assert in_answer(QUESTIONS[name], answers | {"who_witness": "Fatima el Amrani"}) == ()
    assert in_answer(QUESTIONS["story"], answers) == (Found(Giveaway.APART, ("Bram",)),)
    assert in_answer(QUESTIONS["when_day"], {"when_day": "2026-03-12"}) == (Found(Giveaway.MOMENT),)
    assert in_answer(QUESTIONS["where"], {}) == ()


@pytest.mark.parametrize(
    ("openness", "asked"), [("anonymous", True), ("confidential", True), ("", True), ("open", False)]
)
def test_who_reports_openly_is_asked_nothing(openness: str, asked: bool) -> None:
    assert is_looked_at({"openness": openness}) is asked


@pytest.mark.parametrize(
    ("name", "quotes"),
    [
        ("verslag_Bram_Kuipers.pdf", ("Bram Kuipers",)),
        ("IMG_20260312_143205.jpg", ("20260312_143205",)),
        ("notulen 12-03-2026.docx", ("12-03-2026",)),
        ("foto.jpg", None),
        ("", None),
        (".", None),
    ],
)
def test_the_name_of_a_file_is_looked_at(name: str, quotes: tuple[str, ...] | None) -> None:
    expected = (Found(Giveaway.FILE_NAME, quotes),) if quotes else ()
    assert in_file(replace(FILE, name=name), {}) == expected


def test_a_file_that_goes_as_it_is_is_told() -> None:
    assert in_file(replace(FILE, send_original=True), {}) == (Found(Giveaway.FILE_DATA),)
    assert in_file(replace(FILE, state="not_cleaned", send_as_is=True), {}) == (Found(Giveaway.FILE_DATA),)


@given(st.text(max_size=2_000), st.lists(st.text(max_size=60), max_size=3))
def test_no_text_is_too_strange(text: str, apart: list[str]) -> None:
    for one in in_text(text, apart=apart, own=apart):
        assert 0 < len(one.quotes) <= giveaways.MOST_QUOTES
        assert all(len(quote) <= giveaways.LONGEST_QUOTE for quote in one.quotes)


@pytest.mark.parametrize(
    "piece",
    ["a", "A", "Aa ", "1", "1-", "ik was ", "Van de ", "@a.", "0 ", "é", "'", "samen met ", "A.", "\u202e"],
)
def test_the_longest_text_of_one_thing_is_looked_through(piece: str) -> None:
    in_text((piece * 20_000)[:20_000], apart=[piece * 60], own=[piece * 60])


def _repetitions(tree: Any) -> Iterator[Any]:
    for operation, value in tree:
        if operation in (signs.MAX_REPEAT, signs.MIN_REPEAT):
            yield value[1]
        for part in value if isinstance(value, (tuple, list)) else ():
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, parser.SubPattern):
                    yield from _repetitions(inner)


@pytest.mark.parametrize("rule", giveaways.ALL, ids=lambda one: one.pattern[:30])
def test_every_repetition_has_an_end(rule: re.Pattern[str]) -> None:
    """So that the time grows with the length of a text alone, whoever wrote it."""
    most = list(_repetitions(parser.parse(rule.pattern, rule.flags & ~re.UNICODE)))
    assert all(one <= 64 for one in most)


def test_a_repetition_without_an_end_would_be_seen() -> None:
    assert signs.MAXREPEAT in list(_repetitions(parser.parse(r"\b(?:a|(b+))")))
