"""What somebody typed against the names of colleagues: the same, to be asked back, or nobody."""

from __future__ import annotations

import sys
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.organisation import names
from weerbaar.organisation.names import (
    MOST_NAMED,
    Likeness,
    Typed,
    full_key,
    likeness,
    named_in,
    telling_words,
)

NONE, ASK, SAME = Likeness


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("Joris van Dam", "Joris van Dam", SAME),
        ("joris VAN dam", "Joris van Dam", SAME),
        ("Dam, Joris van", "Joris van Dam", SAME),
        ("van Dam, Joris", "Joris van Dam", SAME),
        ("Het gaat over Joris van Dam, van de balie.", "Joris van Dam", SAME),
        ("dhr. Joris van Dam", "Joris van Dam", SAME),
        ("mijn chef is drs. Joris van Dam", "Joris van Dam", SAME),
        ("José Núñez", "Jose Nunez", SAME),
        ("Fatima El Amrani", "Fatima el Amrani", SAME),
        ("Jan v.d. Berg", "Jan van den Berg", SAME),
        ("Jan v/d Berg", "Jan van der Berg", SAME),
        ("Jan vd Berg", "Jan van de Berg", SAME),
        ("Jan Vanden Berg", "Jan van den Berg", SAME),
        ("Piet in 't Veld", "Piet in het Veld", SAME),
        ("Anne-Marie Jansen", "Anne Marie Jansen", SAME),
        ("Marit Hoekstra\u2011Postma", "Marit Hoekstra-Postma", SAME),
        ("Marit Hoekstra\u2010Postma", "Marit Hoekstra-Postma", SAME),
        ("Bram Kui\u00adpers", "Bram Kuipers", SAME),
        ("Br\u00adam Kui\u00adpers", "Bram Kuipers", SAME),
        ("\u200eBram\u2060 Kuipers\u200f", "Bram Kuipers", SAME),
        ("Bram\u200bKuipers", "Bram Kuipers", SAME),
        ("Вram Кuipers", "Bram Kuipers", SAME),
        ("Brаm Kuіреrѕ", "Bram Kuipers", SAME),
        ("Bram Kuіреrѕ", "Bram Kuipers", SAME),
        ("mijn chef, КUІРЕRЅ ВRАМ", "Bram Kuipers", SAME),
        ("Вram\u00ad Кuipers", "Bram Kuipers", SAME),
        ("Bram Kuipers", "Вram Кuipers", SAME),
        ("Ρeter Сох", "Peter Cox", SAME),
        ("Вера Cox", "Вера Cox", SAME),
        ("Иван Жуков", "Иван Жуков", SAME),
        ("Вram van de balie", "Bram Kuipers", ASK),
        ("de сoördinator intеgriteit", "Fatima el Amrani", ASK),
        ("Иван Жуков", "Bram Kuipers", NONE),
        ("J. van Dam", "Joris van Dam", ASK),
        ("J.P. van Dam", "Joris van Dam", ASK),
        ("van Dam", "Joris van Dam", ASK),
        ("Joris Dam", "Joris van Dam", ASK),
        ("Joris van het meldpunt", "Joris van Dam", ASK),
        ("Bram van de balie", "Bram Kuipers", ASK),
        ("Bram Kuypers", "Bram Kuipers", ASK),
        ("Bram Kuiper", "Bram Kuipers", ASK),
        ("meneer Kuipesr", "Bram Kuipers", ASK),
        ("Kuipers-de Wit", "Bram Kuipers", ASK),
        ("Marit Hoekstra-Postma", "Marit Hoekstra", SAME),
        ("Marit Hoekstra", "Marit Hoekstra-Postma", ASK),
        ("de coördinator integriteit", "Fatima el Amrani", ASK),
        ("een meneer die ik niet ken", "Joris van Dam", NONE),
        ("van de afdeling", "Joris van Dam", NONE),
        ("iemand van de balie", "Bram Kuipers", NONE),
        ("de integriteit van het bestuur", "Fatima el Amrani", NONE),
        ("", "Joris van Dam", NONE),
        ("...,,,\n\n", "Joris van Dam", NONE),
        ("Dat was Joris. Van Damme zag het.", "Joris van Rijn", ASK),
    ],
)
def test_a_name_is_the_same_is_asked_back_or_is_nobodys(typed: str, name: str, expected: Likeness) -> None:
    assert likeness(typed, name, function="coördinator integriteit") is expected


@pytest.mark.parametrize("name", ["Joris", "J. van Dam", "van", "", "  ", "12", "é"])
def test_too_little_for_one_person_has_no_full_key(name: str) -> None:
    assert full_key(name) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Het gaat over Piet de Boer en over Ans Smit.", ("Piet de Boer", "Ans Smit")),
        ("piet de boer", ("Piet de Boer",)),
        ("mijn chef van de afdeling waar ik toen werkte", ()),
        ("De directeur", ()),
        ("Mevr. A. Smit", ()),
        ("Piet de Boer. Piet de Boer!", ("Piet de Boer",)),
    ],
)
def test_names_in_a_text_are_found_by_their_capitals(text: str, expected: tuple[str, ...]) -> None:
    assert named_in(text) == tuple(full_key(one) for one in expected)


def test_a_name_in_letters_of_two_alphabets_leaves_a_mark_as_it_looks_too() -> None:
    assert full_key("Bram Kuipers") in named_in("Het gaat over Вram Кuipers.")
    assert full_key("Bram Kuipers") in named_in("brаm kuіреrѕ")
    assert named_in("Het gaat over Иван Жуков.") == (full_key("Иван Жуков"),)


def test_a_long_list_of_names_leaves_no_more_marks_than_a_case_can_hold() -> None:
    letters = "abcdefghijklmnopqrst"
    assert len(named_in(". ".join(f"Piet Boer{one}" for one in letters))) == MOST_NAMED


_WORDS = st.text(alphabet="abcdefghijklmnop", min_size=5, max_size=9)


@given(first=_WORDS, last=_WORDS, between=st.sampled_from(["", "van", "van der", "de"]))
def test_the_order_and_the_case_of_the_parts_never_matter(first: str, last: str, between: str) -> None:
    name = " ".join(filter(None, [first, between, last]))
    assert likeness(name.upper(), name) is SAME
    assert likeness(f"{last}, {first} {between}".strip(), name) is SAME
    assert full_key(name.title()) == full_key(name)


@given(text=st.text(max_size=300), name=st.text(max_size=60))
def test_no_text_breaks_it_and_only_a_full_name_answers_same(text: str, name: str) -> None:
    found = likeness(text, name, function=name)
    assert found in Likeness
    if not full_key(name):
        assert found is not SAME


@given(
    text=st.text(alphabet="abcdejorisvandam. ,", max_size=80), names=st.lists(_WORDS, min_size=2, max_size=6)
)
def test_a_text_that_was_read_once_answers_for_everybody_as_it_does_for_one(
    text: str, names: list[str]
) -> None:
    everybody = [f"{first} van {last}" for first in names for last in names]
    typed = Typed(f"{text} {everybody[0]}")
    assert [typed.likeness(one, function=names[0]) for one in everybody] == [
        likeness(f"{text} {everybody[0]}", one, function=names[0]) for one in everybody
    ]


def _steps(text: str) -> int:
    """How many lines run to find the names in a text. Neither the clock nor what the machine does is counted."""
    count = 0

    def on_line(_frame: object, event: str, _arg: object) -> object:
        nonlocal count
        count += event == "line"
        return on_line

    before = sys.gettrace()
    sys.settrace(lambda frame, _event, _arg: on_line if frame.f_code.co_filename == names.__file__ else None)
    try:
        named_in(text)
    finally:
        sys.settrace(before)
    return count


def test_a_text_full_of_names_is_read_no_further_than_names_are_kept() -> None:
    """Who lists names could make each send, and each look at who reads, take the square of what they typed."""

    def listed(number: int) -> str:
        letters = [chr(ord("a") + place) for place in range(20)]
        some = islice(product(letters, letters, letters), number)
        return " ".join(f"Jan{''.join(one)} Visser{''.join(one)}." for one in some)

    assert len(named_in(listed(4_000))) == MOST_NAMED
    assert _steps(listed(4_000)) == _steps(listed(400))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Jan de Boer", "jan boer"),
        ("jan de boer", "jan boer"),
        ("wim kan", "wim kan"),
        ("Haar, Jan van der", "haar jan"),
        ("Van der Haar", "haar"),
        ("De Wit", "wit"),
        ("Acht", "acht"),
        ("Piet Zuid", "piet zuid"),
        ("JAN VAN DER HAAR", "jan haar"),
        # A description: what has a capital inside a sentence says who it is.
        ("Ik weet niet hoe hij heet. De man met de witte bus, Een van de buitendienst in Zuid.", "zuid"),
        ("Sjoerd Haan, die werkt er zonder vergunning", "sjoerd haan"),
        ("Jan van der haar die bij Wonen zit", "jan haar wonen"),
        ("mijn chef Jan Jansen-Bakker", "jan jansen bakker"),
        ("(Jan) die bij Wonen werkt", "jan wonen"),
        ("‘Sem’ van Wonen is het", "sem wonen"),
        ("De man heet Haar.", "haar"),
        ("Marie-José de Wit-Visser is het", "marie jose wit visser"),
        ("Volgens mij was het O'Neill of Van 't Hof", "oneill hof"),
        ("Weet niet zeker. Bakker?", "bakker"),
        # One without any: each word may, but for what stands in any text.
        ("hij heet mohammed el haddad", "mohammed haddad"),
        ("jan van der haar, hij werkt bij wonen", "jan haar wonen"),
        ("ik denk dat het bakker is", "bakker"),
        ("de man van de balie", ""),
        ("IK WEET NIET WIE", ""),
    ],
)
def test_of_a_description_only_what_may_be_a_name_says_who_it_is(name: str, told: str) -> None:
    assert telling_words(name) == tuple(told.split())
