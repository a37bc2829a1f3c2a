"""The words of a text that are a part of somebody's name: for what must name nobody."""

from __future__ import annotations

import pytest

from weerbaar.organisation.names import telling_words, words_of_names

NAMES = ("Bram Kuipers", "José van den Berg-Öztürk", "J. de Vries")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bram belde.", ("Bram",)),
        ("bram en KUIPERS", ("bram", "KUIPERS")),
        ("Brams agenda en Kuipers.", ("Brams", "Kuipers")),
        ("Meneer Jose Ozturk", ("Jose", "Ozturk")),
        ("Mevrouw Van den Berg-Öztürk", ("Berg", "Öztürk")),
        ("De Vries kwam", ("Vries",)),
        ("van den de J. in een team", ()),
        ("Wij spraken met de afdeling.", ()),
        ("", ()),
        ("Brammetje", ()),
        ("Bram, Bram en Bram", ("Bram",)),
        ("Bra\u00adm en Kui\u2060pers", ("Bram", "Kuipers")),
        ("Вram en Кuіреrѕ, Öztürks Вerg", ("Вram", "Кuіреrѕ", "Öztürks", "Вerg")),
        ("Иван Жуков", ()),
    ],
)
def test_parts_of_names_are_found_as_they_were_typed(text, found):
    assert words_of_names(text, NAMES) == found


def test_a_name_that_was_typed_in_two_alphabets_is_found_as_it_looks():
    assert words_of_names("Bram belde met Kuipers.", ["Вram Кuіреrѕ"]) == ("Bram", "Kuipers")


def test_without_names_nothing_is_found():
    assert words_of_names("Bram belde.", ()) == ()


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("Jan van der Haar", ("jan", "haar")),
        ("Haar, Jan van der", ("haar", "jan")),
        ("Piet Elf", ("piet", "elf")),
        ("mijn chef van Wonen", ("wonen",)),
        ("Mijn collega Bram Kuipers", ("bram", "kuipers")),
        ("een man die kuipers heet", ("kuipers",)),
        ("twee van mijn team", ()),
        ("een collega van de balie", ()),
        ("Acht", ("acht",)),
        ("Haar", ("haar",)),
        ("van der haar", ("haar",)),
        ("Wie Li", ("wie", "li")),
    ],
)
def test_a_description_tells_by_what_has_a_capital_and_a_name_by_each_word(name, telling):
    assert telling_words(name) == telling


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Van der Haar kwam, en Elf ook.", ("Haar", "Elf")),
        ("Ik zag haar om elf uur.", ()),
        ("Haars woord, en Elfs stem.", ("Haars", "Elfs")),
    ],
)
def test_a_surname_that_is_an_ordinary_word_counts_with_a_capital(text, found):
    assert words_of_names(text, ["Jan van der Haar", "Piet Elf"]) == found


@pytest.mark.parametrize("name", ["Acht", "Haar", "van der haar"])
def test_a_surname_alone_is_a_name_though_it_is_an_ordinary_word(name):
    surname = name.split()[-1].capitalize()
    assert words_of_names(f"Dat zei {surname}.", [name]) == (surname,)


def test_who_is_described_and_not_named_is_found_by_no_ordinary_word():
    assert words_of_names("Getekend door twee mensen van mijn team", ["een van de twee van mijn team"]) == ()
    assert words_of_names("Een collega aan de balie", ["een collega van de balie"]) == ()
    assert words_of_names("De man in de kantine", ["de", "", "J."]) == ()
