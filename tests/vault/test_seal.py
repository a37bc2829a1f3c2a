"""A seal opens in its own place with its own key, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.vault.seal import (
    Place,
    SealBrokenError,
    open_field,
    open_sealed,
    padded_size,
    seal_field,
    seal_to,
)
from weerbaar.vault.secret import PrivateKey, SymmetricKey

KEY = SymmetricKey(bytes(range(32)))
HERE = Place(uuid4(), "cases_message", uuid4(), "sealed_body")


@given(st.binary(max_size=5000))
def test_what_was_sealed_comes_back(content):
    assert open_field(KEY, seal_field(KEY, content, HERE), HERE) == content


def test_the_same_words_never_look_the_same():
    assert seal_field(KEY, b"hoi", HERE) != seal_field(KEY, b"hoi", HERE)


def test_nothing_of_it_is_readable():
    assert b"bedreigd" not in seal_field(KEY, b"Ik word bedreigd aan de balie", HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, tenant=uuid4()),
        replace(HERE, table="cases_decision"),
        replace(HERE, row=uuid4()),
        replace(HERE, column="sealed_reason"),
        # The parts are counted, so that a letter cannot move from one to the next.
        replace(HERE, table="cases_messages", column="ealed_body"),
    ],
    ids=["tenant", "table", "row", "column", "shifted"],
)
def test_it_opens_in_no_other_place(elsewhere):
    with pytest.raises(SealBrokenError):
        open_field(KEY, seal_field(KEY, b"woorden", HERE), elsewhere)


def test_how_a_place_is_written_never_changes():
    written = Place(UUID(int=1), "cases_message", UUID(int=2), "één").data()
    assert written.hex() == (
        "01" + "0010" + "00" * 15 + "01" + "000d" + b"cases_message".hex() + "0010" + "00" * 15 + "02"
        "0005" + "één".encode().hex()
    )


def test_it_opens_with_no_other_key():
    with pytest.raises(SealBrokenError):
        open_field(SymmetricKey(bytes(32)), seal_field(KEY, b"woorden", HERE), HERE)


@given(st.data())
def test_a_touched_byte_breaks_it(data):
    blob = bytearray(seal_field(KEY, b"woorden", HERE))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBrokenError):
        open_field(KEY, bytes(blob), HERE)


@given(st.binary(max_size=200))
def test_rubbish_is_refused_and_never_crashes(blob):
    with pytest.raises(SealBrokenError):
        open_field(KEY, blob, HERE)
    with pytest.raises(SealBrokenError):
        open_sealed(PrivateKey.generate(), blob)


def test_the_exception_says_nothing_of_the_content():
    with pytest.raises(SealBrokenError) as broken:
        open_field(SymmetricKey(bytes(32)), seal_field(KEY, b"woorden", HERE), HERE)
    assert str(broken.value) == ""
    assert broken.value.__cause__ is None


@given(st.integers(0, 1 << 40))
def test_padding_grows_by_an_eighth_at_most(size):
    padded = padded_size(size)
    assert size <= padded
    assert padded <= max(256, size * 1.12 + 1)


def test_short_answers_have_one_length():
    lengths = {len(seal_field(KEY, bytes(size), HERE)) for size in range(253)}
    assert len(lengths) == 1


def test_lengths_fall_into_few_buckets():
    assert len({padded_size(size) for size in range(1, 20_001)}) < 120


def test_only_the_private_half_opens():
    mine, theirs = PrivateKey.generate(), PrivateKey.generate()
    blob = seal_to(mine.public(), b"sleutel")
    assert open_sealed(mine, blob) == b"sleutel"
    with pytest.raises(SealBrokenError):
        open_sealed(theirs, blob)
