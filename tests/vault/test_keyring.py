"""The files of keys beside the database: made once, whole, whoever starts at the same moment."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import override_settings

from weerbaar.vault import keyring
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.trust import pin_officers, pinned_officers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANY = 16


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "secrets"
    with override_settings(WEERBAAR_SECRETS=str(folder)):
        yield folder


def all_at_once(work) -> list:
    """What each of many threads answers that begin together."""
    ready = Barrier(MANY)

    def begin(number: int):
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(begin, range(MANY)))


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_threads_that_start_together_agree_on_one_key(secrets):
    made = all_at_once(lambda _: keyring._read_or_make(secrets / "x.key", lambda: os.urandom(32)))
    assert len(set(made)) == 1
    assert names(secrets) == ["x.key"]


def test_what_a_killed_process_left_is_in_nobodys_way(secrets):
    secrets.mkdir()
    (secrets / f".x.key.{os.getpid()}").write_bytes(b"half")
    whole = SymmetricKey.generate().reveal()
    assert keyring._read_or_make(secrets / "x.key", lambda: whole) == whole
    assert (secrets / "x.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_can_read_is_refused_by_the_name_of_its_file(secrets):
    secrets.mkdir()
    (secrets / "x.key").write_bytes(b"geheim")
    (secrets / "x.key").chmod(0o644)
    with pytest.raises(keyring.KeyringError, match=r"x\.key") as refused:
        keyring._read_or_make(secrets / "x.key", bytes)
    assert "geheim" not in str(refused.value)


def test_officers_that_are_pinned_together_all_stay(secrets):
    towns = [uuid4() for _ in range(MANY)]
    all_at_once(lambda number: pin_officers(towns[number], [bytes([number]) * 32]))
    assert [pinned_officers(town) for town in towns] == [
        frozenset({bytes([number]) * 32}) for number in range(MANY)
    ]
    assert names(secrets) == ["officers.json", "officers.lock"]
    assert (secrets / "officers.json").stat().st_mode & 0o777 == 0o600


def test_the_pins_are_on_the_disk_before_they_replace_the_old(secrets, monkeypatch):
    synced: list[str] = []
    really = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    pin_officers(uuid4(), [bytes(32)])
    assert synced[0].startswith(str(secrets / ".officers.json."))
    assert synced[1:] == [str(secrets)]
