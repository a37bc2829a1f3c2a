"""Letters of another alphabet in a word of ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground.lookalikes import in_latin


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Вram Кuipers", "Bram Kuipers"),
        ("ВRАМ КUІРЕRЅ", "BRAM KUIPERS"),
        ("Brаm Kuіреrs", "Bram Kuipers"),
        ("Ρeter Сох", "Peter Cox"),
        ("Kuıpers", "Kuipers"),
        ("Bjærn Đok", "Bjaern Dok"),
        ("José Núñez-Öztürk", "José Núñez-Öztürk"),
        ("Кuipёrs", "Kuipers"),
        ("Нoekstra", "Hoekstra"),
        ("νan", "van"),
        ("Иван Жуков", "Иван Жуков"),
        ("Straße", "Straße"),
        ("Bram 王", "Bram 王"),
        ("Вram_12 🙂", "Bram_12 🙂"),
        ("", ""),
    ],
    ids=lambda one: one.encode("ascii", "backslashreplace").decode(),
)
def test_a_word_reads_as_it_looks(typed: str, read: str) -> None:
    assert in_latin(typed) == read


@given(st.text(max_size=200))
def test_a_text_that_was_read_reads_the_same(text: str) -> None:
    once = in_latin(text)
    assert in_latin(once) == once
