"""Backup and restore of a whole installation, with the fence: a key store that does not fit is refused in words."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.config.conftest import ask, drop_database, run, weerbaar

from weerbaar.vault.fence import Comparison
from weerbaar.vault.keystore import FolderKeyStore, KeyState
from weerbaar.vault.secret import SymmetricKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = "De sleutel van het archief ligt onder de mat."
_AS_REPORTER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.machine"
import django
django.setup()
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions, queries
from weerbaar.organisation.queries import tenant
here = tenant("waterlinie").id
"""
_FILE = (
    _AS_REPORTER
    + """
draft = actions.start(here, "nl")
actions.choose(draft, desk="integriteit", struck=())
actions.answer(draft, {"kind": "integrity", "story": sys.argv[1], "capacity": "employee",
                       "openness": "confidential", "name": "Noor Haverkamp", "contact": "06 12345678"})
print(*actions.send(draft).words)
"""
)
_COME_BACK = (
    _AS_REPORTER
    + """
reporter = actions.come_back(here, Receipt(tuple(sys.argv[1].split())))
with tenant_scope(here):
    print(queries.progress(reporter).report["story"])
"""
)
_TAKE_NAME_BACK = (
    _AS_REPORTER
    + """
actions.withdraw_identity(actions.come_back(here, Receipt(tuple(sys.argv[1].split()))))
"""
)

_GIVE_NAME = (
    _AS_REPORTER
    + """
reporter = actions.come_back(here, Receipt(tuple(sys.argv[1].split())))
actions.reveal_identity(reporter, name="Noor Haverkamp", contact="")
"""
)


@pytest.fixture
def keys(installation: dict[str, str], demo: str, tmp_path: Path):
    """Copy the key store as it is now, as its backup does."""

    def copy(name: str) -> str:
        shutil.copytree(installation["WEERBAAR_KEY_STORE"], tmp_path / name)
        return str(tmp_path / name)

    return copy


@pytest.fixture
def elsewhere(installation: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same machine with a new, empty database."""
    name = f"weerbaar_{uuid4().hex[:12]}"
    yield installation | {"WEERBAAR_DATABASE": name}
    drop_database(name)


def _said(place: dict[str, str], script: str, word: str) -> str:
    done = run(place, "-c", script, word)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_receipt_opens_what_was_restored(
    installation: dict[str, str], demo: str, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    words = _said(installation, _FILE, STORY)
    for place, command in ((installation, "backup"), (elsewhere, "restore")):
        done = weerbaar(place, command, str(tmp_path / "weerbaar.dump"))
        assert done.returncode == 0, done.stderr
    assert _said(elsewhere, _COME_BACK, words) == STORY
    checked = weerbaar(elsewhere, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "good    keys of waterlinie: the key store and the database fit each other" in checked.stdout


def test_a_key_store_of_yesterday_is_refused_and_nothing_is_restored(
    installation: dict[str, str], keys, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    yesterday = keys("yesterday")
    _said(installation, _FILE, STORY)
    assert weerbaar(installation, "backup", str(tmp_path / "weerbaar.dump")).returncode == 0
    elsewhere["WEERBAAR_KEY_STORE"] = yesterday
    refused = weerbaar(elsewhere, "restore", str(tmp_path / "weerbaar.dump"))
    assert refused.returncode == 1
    assert "The key store is older than the database: 4 chests have no key in it" in refused.stderr
    assert "Put back the newest copy of the key store (WEERBAAR_KEY_STORE)" in refused.stderr
    assert ask(elsewhere, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    checked = weerbaar(installation | {"WEERBAAR_KEY_STORE": yesterday}, "check")
    assert checked.returncode == 1
    assert "UNSAFE  keys of waterlinie: The key store is older than the database" in checked.stdout


def test_what_was_destroyed_since_the_backup_stays_destroyed(
    installation: dict[str, str], demo: str, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    words = _said(installation, _FILE, STORY)
    assert weerbaar(installation, "backup", str(tmp_path / "weerbaar.dump")).returncode == 0
    _said(installation, _TAKE_NAME_BACK, words)
    restored = weerbaar(elsewhere, "restore", str(tmp_path / "weerbaar.dump"))
    assert restored.returncode == 0, restored.stderr
    gone = "SELECT id FROM vault_chest WHERE destroyed_at IS NOT NULL ORDER BY 1"
    assert set(ask(elsewhere, gone)) == set(ask(installation, gone))
    grants = "SELECT count(*) FROM vault_grant g JOIN vault_chest c ON c.id = g.chest_id WHERE destroyed_at IS NOT NULL"
    assert ask(elsewhere, grants) == [(0,)]
    assert _said(elsewhere, _COME_BACK, words) == STORY
    # The backup knows no compartment for the name but the one that was destroyed: there is a new one when it is needed.
    _said(elsewhere, _GIVE_NAME, words)
    holders = "SELECT holder_alias FROM vault_grant g JOIN vault_chest c ON c.id = g.chest_id WHERE kind = 'identity'"
    assert sorted(ask(elsewhere, holders)) == sorted(ask(installation, holders)) != []


def test_a_key_store_that_brings_destroyed_keys_back_is_refused(
    installation: dict[str, str], keys, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    words = _said(installation, _FILE, STORY)
    before = keys("before")
    _said(installation, _TAKE_NAME_BACK, words)
    assert weerbaar(installation, "backup", str(tmp_path / "weerbaar.dump")).returncode == 0
    elsewhere["WEERBAAR_KEY_STORE"] = before
    refused = weerbaar(elsewhere, "restore", str(tmp_path / "weerbaar.dump"))
    assert refused.returncode == 1
    assert "1 chest has a key in it though destroyed." in refused.stderr
    assert ask(elsewhere, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


@pytest.mark.parametrize("content", [None, b"", b"PGDMP" + bytes(100)])
def test_what_is_no_backup_is_refused_in_words(
    content: bytes | None, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "weerbaar.dump").write_bytes(content)
    refused = weerbaar(elsewhere, "restore", str(tmp_path / "weerbaar.dump"))
    assert refused.returncode == 1
    assert refused.stderr.startswith("There is no backup at ")


def test_folders_that_others_may_enter_are_unsafe(installation: dict[str, str], keys) -> None:
    from pathlib import Path

    store = Path(keys("open"))
    store.chmod(0o755)
    checked = weerbaar(installation | {"WEERBAAR_KEY_STORE": str(store)}, "check")
    assert checked.returncode == 1
    assert f"UNSAFE  key store: others on this machine may enter {store}" in checked.stdout


def test_a_mark_tells_a_destroyed_key_from_a_lost_one(tmp_path: Path) -> None:
    store, destroyed, given_back, never = FolderKeyStore(tmp_path), uuid4(), uuid4(), uuid4()
    store.put({destroyed: SymmetricKey.generate(), given_back: SymmetricKey.generate()})
    assert store.state(destroyed) is KeyState.HELD
    store.destroy([destroyed], leave_mark=True)
    store.destroy([given_back])
    assert store.state(destroyed) is KeyState.DESTROYED
    assert store.state(given_back) is store.state(never) is KeyState.UNKNOWN
    assert list(store.held()) == []
    with pytest.raises(FileExistsError):
        store.put({destroyed: SymmetricKey.generate()})
    store.destroy([destroyed], leave_mark=True)
    assert store.state(destroyed) is KeyState.DESTROYED


def test_nothing_wrong_has_no_sentence() -> None:
    assert Comparison(destroyed_since=[]).sentence == ""
