"""The separate store: written once, synced, destroyed for good."""

from __future__ import annotations

import os
from uuid import UUID, uuid4

import pytest

from weerbaar.vault.keystore import FolderKeyStore, KeyLostError
from weerbaar.vault.secret import SymmetricKey


@pytest.fixture
def store(tmp_path):
    return FolderKeyStore(tmp_path / "keys")


def test_a_key_comes_back(store):
    keys = {uuid4(): SymmetricKey.generate() for _ in range(5)}
    store.put(keys)
    assert {one: store.get(one) for one in keys} == keys
    assert set(store.held()) == set(keys)


def test_a_key_is_never_overwritten(store):
    one = uuid4()
    first = SymmetricKey.generate()
    store.put({one: first})
    with pytest.raises(FileExistsError):
        store.put({one: SymmetricKey.generate()})
    assert store.get(one) == first


def test_a_destroyed_key_is_gone_and_its_bytes_were_overwritten(store, tmp_path):
    one, other = uuid4(), uuid4()
    store.put({one: SymmetricKey(b"k" * 32), other: SymmetricKey.generate()})
    held_open = os.open(next(tmp_path.glob(f"keys/*/{one.hex}")), os.O_RDONLY)
    try:
        store.destroy([one])
        assert os.pread(held_open, 32, 0) == bytes(32)
    finally:
        os.close(held_open)
    with pytest.raises(KeyLostError):
        store.get(one)
    assert set(store.held()) == {other}
    store.destroy([one])  # a second time is no error: a job that was killed begins again


def test_a_key_that_never_was_is_lost(store):
    with pytest.raises(KeyLostError):
        store.get(uuid4())


@pytest.mark.parametrize("size", [0, 31, 33, 10_000])
def test_a_key_that_is_half_there_or_too_long_is_lost(store, tmp_path, size):
    one = uuid4()
    store.put({one: SymmetricKey.generate()})
    next(tmp_path.glob(f"keys/*/{one.hex}")).write_bytes(bytes(size))
    with pytest.raises(KeyLostError):
        store.get(one)


def test_a_key_that_was_read_leaves_no_file_open(store, tmp_path):
    there, half = uuid4(), uuid4()
    store.put({one: SymmetricKey.generate() for one in (there, half)})
    next(tmp_path.glob(f"keys/*/{half.hex}")).write_bytes(b"half")
    before = len(os.listdir("/proc/self/fd"))
    store.get(there)
    with pytest.raises(KeyLostError):
        store.get(half)
    assert len(os.listdir("/proc/self/fd")) == before


def test_nobody_else_may_read_it(store, tmp_path):
    one = uuid4()
    store.put({one: SymmetricKey.generate()})
    path = next(tmp_path.glob(f"keys/*/{one.hex}"))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_key_is_synced_with_every_folder_that_leads_to_it(store, tmp_path, monkeypatch):
    synced: set[str] = set()
    really = os.fsync

    def fsync(descriptor: int) -> None:
        synced.add(os.readlink(f"/proc/self/fd/{descriptor}"))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    one = uuid4()
    store.put({one: SymmetricKey.generate()})
    path = next(tmp_path.glob(f"keys/*/{one.hex}"))
    assert synced == {str(place) for place in (path, path.parent, store.root, tmp_path)}
    synced.clear()
    # In the same folder, which another may have made a moment ago and not synced yet.
    other = UUID(hex=one.hex[:2] + uuid4().hex[2:])
    store.put({other: SymmetricKey.generate()})
    assert synced == {str(place) for place in (path.parent / other.hex, path.parent, store.root)}
