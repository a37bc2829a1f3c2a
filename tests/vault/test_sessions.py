"""Sessions: a copy of the database opens none, and a cookie of one face opens nothing on the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from weerbaar.ground import clock
from weerbaar.vault.models import Session
from weerbaar.vault.sessions import SessionStore


def kept(**content) -> str:
    store = SessionStore()
    for name, value in content.items():
        store[name] = value
    store.save()
    return store.session_key


def test_a_session_comes_back_by_its_cookie():
    cookie = kept(private="een sleutel")
    assert SessionStore(cookie)["private"] == "een sleutel"


def test_the_database_holds_neither_cookie_nor_content():
    cookie = kept(private="kanarie")
    rows = b"".join(bytes(one.cookie_hash) + bytes(one.sealed_payload) for one in Session.objects.all())
    assert cookie.encode() not in rows
    assert b"kanarie" not in rows


def test_a_cookie_that_nobody_gave_opens_nothing():
    store = SessionStore("x" * 32)
    assert store.get("private") is None
    assert store.session_key is None


def test_the_other_face_does_not_know_it():
    with override_settings(WEERBAAR_FACE="reporter"):
        cookie = kept(draft="iets")
    with override_settings(WEERBAAR_FACE="office"):
        assert SessionStore(cookie).get("draft") is None


def test_a_payload_moved_to_another_row_does_not_open():
    mine, theirs = kept(private="van mij"), kept(private="van jou")
    stolen = Session.objects.get(cookie_hash=_hash_of(theirs)).sealed_payload
    Session.objects.filter(cookie_hash=_hash_of(mine)).update(sealed_payload=stolen)
    assert SessionStore(mine).get("private") is None


def _hash_of(cookie: str) -> bytes:
    from weerbaar.vault.sessions import _hash

    return _hash(cookie)


def test_it_ends_by_the_clock_and_is_cleared():
    cookie = kept(private="even")
    with clock.stopped_at(clock.now() + timedelta(days=60)):
        assert SessionStore(cookie).get("private") is None
        SessionStore.clear_expired()
    assert not Session.objects.filter(cookie_hash=_hash_of(cookie)).exists()


def test_a_new_key_at_sign_in_ends_the_old_one():
    old = kept(private="oud")
    store = SessionStore(old)
    store.load()
    store.cycle_key()
    assert SessionStore(old).get("private") is None
    assert SessionStore(store.session_key)["private"] == "oud"


@pytest.mark.parametrize("cookie", ["", "a", "\x00" * 40, "é" * 40, "a" * 5000, "' OR 1=1 --aaaaaaa"])
def test_hostile_cookies_open_nothing(cookie):
    assert SessionStore(cookie).get("private") is None
