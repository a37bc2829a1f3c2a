"""A secret does not show itself, however it is asked."""

from __future__ import annotations

import copy
import json
import logging
import pickle

import pytest

from weerbaar.vault.secret import PrivateKey, Secret, SigningSeed, SymmetricKey

CANARY = b"kanarie-in-een-sleutel-van-32-by"
KINDS = [Secret, SymmetricKey, PrivateKey, SigningSeed]


@pytest.mark.parametrize("kind", KINDS)
def test_it_stays_hidden_in_every_text(kind, caplog):
    secret = kind(CANARY)
    logging.getLogger("test").warning("%s %r", secret, secret)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        repr([secret]),
        repr({"a": secret}),
        caplog.text,
    ]
    assert not any("kanarie" in text or CANARY.hex() in text for text in shown)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash])
def test_it_cannot_leave_by_a_side_door(kind, leave):
    with pytest.raises(TypeError):
        leave(kind(CANARY))


def test_it_has_no_attribute_to_read():
    secret = SymmetricKey(CANARY)
    assert not hasattr(secret, "__dict__")
    with pytest.raises(AttributeError):
        _ = secret.value


def test_equal_means_same_kind_and_same_bytes():
    assert SymmetricKey(CANARY) == SymmetricKey(CANARY)
    assert SymmetricKey(CANARY) != SymmetricKey(bytes(32))
    assert SymmetricKey(CANARY) != PrivateKey(CANARY)
    assert SymmetricKey(CANARY) != CANARY


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_key_of_another_size_is_refused(size):
    with pytest.raises(ValueError, match="32 bytes"):
        SymmetricKey(bytes(size))


def test_keys_for_two_purposes_or_contexts_differ():
    root = SymmetricKey(CANARY)
    derived = [
        root.derive("wb-one"),
        root.derive("wb-two"),
        root.derive("wb-one", b"a", b"bc"),
        root.derive("wb-one", b"ab", b"c"),
        root.derive("wb-one", b"abc"),
    ]
    assert len({one.reveal() for one in derived}) == len(derived)
    assert root.derive("wb-one").reveal() == derived[0].reveal()
