"""What somebody typed against the names of colleagues: the same, to be asked back, or nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.organisation.names import MOST_NAMED, Likeness, Typed, full_key, likeness, named_in

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
