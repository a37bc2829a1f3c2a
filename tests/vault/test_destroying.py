"""Destroying a chest: its row with the transaction, its key once that is kept; and whoever dies in between loses nothing and
leaves nothing.
"""

from __future__ import annotations

import subprocess
import sys
from uuid import UUID, uuid4

import pytest
from tests.people import Town, make_tenant
from tests.stuck_key import stuck

from weerbaar.config.check import Finding, Grade, findings
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault import chests, jobs
from weerbaar.vault.fence import ChestRow, compare
from weerbaar.vault.holders import Opened
from weerbaar.vault.keystore import KeyLostError, KeyState, key_store
from weerbaar.vault.models import Chest, Grant
from weerbaar.vault.secret import PrivateKey

KIND = "talk"
# A program that is killed at the moment that it begins to end a key: what it decided has been kept by then.
_KILLED = """
import os, signal, sys
from uuid import UUID
import django
django.setup()
from weerbaar.database.scope import tenant_scope
from weerbaar.vault import chests
from weerbaar.vault.keystore import FolderKeyStore
from weerbaar.vault.models import Chest
FolderKeyStore.destroy = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
with tenant_scope(UUID(sys.argv[1])):
    chests.destroy([Chest.objects.get(id=UUID(sys.argv[2]))])
"""


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


@pytest.fixture
def tenant(town) -> UUID:
    return town.tenant.id


@pytest.fixture
def holder(tenant) -> Opened:
    return Opened(tenant, uuid4(), PrivateKey.generate())


@pytest.fixture
def chest(tenant, holder) -> Chest:
    """A chest with one grant, kept."""
    with tenant_scope(tenant):
        chest, key = chests.new_chest(tenant, uuid4(), chests.reserve([KIND])[0])
        chest.save(force_insert=True)
        to = [(holder.alias, holder.private_key.public())]
        Grant.objects.bulk_create(chests.new_grants(key, to, by=uuid4()))
    return chest


def state(chest: Chest) -> KeyState:
    return key_store().state(chest.id)


def row(chest: Chest) -> Chest:
    with tenant_scope(chest.tenant_id):
        return Chest.objects.get(id=chest.id)


def opens(holder: Opened, chest: Chest) -> bool:
    with tenant_scope(chest.tenant_id):
        return KIND in chests.open_chests(holder, chest.owner_id)


def is_ending(chest: Chest) -> bool:
    with tenant_scope(chest.tenant_id):
        return chest.owner_id in chests.all_ending([chest.owner_id], [KIND])


def checked(town: Town) -> Finding:
    """What `weerbaar check` says of the keys of this town."""
    return next(one for one in findings() if one.about == f"keys of {town.tenant.slug}")


ENDS = pytest.mark.parametrize("end", [chests.destroy, chests.shut])


@ENDS
def test_the_key_goes_when_the_transaction_is_kept_and_the_row_says_so_then(chest, holder, end):
    with tenant_scope(chest.tenant_id):
        grant = Grant.objects.get(chest=chest)
        end([chest])
        # Nobody is let in any more; the key stays as long as this can still be undone.
        assert chests.open_chests(holder, chest.owner_id) == {}
        assert state(chest) is KeyState.HELD
        assert Chest.objects.get(id=chest.id).key_gone_at is None
    assert state(chest) is KeyState.DESTROYED
    assert None not in (row(chest).destroyed_at, row(chest).key_gone_at)
    assert not is_ending(chest)
    with pytest.raises(KeyLostError):
        chests.open_grant(holder, grant, KIND)


def test_the_keys_of_every_generation_go(chest):
    with tenant_scope(chest.tenant_id):
        reserved = chests.reserve([KIND])[0]
        newer, _ = chests.new_chest(chest.tenant_id, chest.owner_id, reserved, generation=2)
        newer.save(force_insert=True)
    with tenant_scope(chest.tenant_id):
        chests.destroy([newer])
    assert [state(one) for one in (chest, newer)] == [KeyState.DESTROYED] * 2


class LaterError(Exception):
    """What a verb meets after it destroyed something."""


@ENDS
@pytest.mark.parametrize("is_inner", [False, True])
def test_what_is_rolled_back_leaves_the_row_the_grant_and_the_key(chest, holder, end, is_inner):
    """Also where only a part of a verb is undone, and the rest is kept."""

    def undone() -> None:
        with pytest.raises(LaterError), tenant_scope(chest.tenant_id):
            end([chest])
            raise LaterError

    if is_inner:
        with tenant_scope(chest.tenant_id):
            undone()
    else:
        undone()
    jobs.end_keys()
    assert state(chest) is KeyState.HELD
    assert row(chest).destroyed_at is None
    assert opens(holder, chest)


def test_what_a_killed_program_left_is_ended_by_the_round(town, chest, holder):
    command = [sys.executable, "-c", _KILLED, str(chest.tenant_id), str(chest.id)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    assert state(chest) is KeyState.HELD
    assert (row(chest).destroyed_at is None, row(chest).key_gone_at) == (False, None)
    assert not opens(holder, chest)
    assert is_ending(chest)
    assert checked(town) == Finding(
        Grade.NOTE,
        f"keys of {town.tenant.slug}",
        "1 chest is being destroyed: `weerbaar work` ends its key within minutes",
    )
    assert jobs.end_keys() >= 1
    assert state(chest) is KeyState.DESTROYED
    assert row(chest).key_gone_at is not None
    assert not is_ending(chest)
    assert checked(town).grade is Grade.GOOD


def test_a_store_that_cannot_be_written_is_tried_again_and_nothing_is_said_before(chest, holder):
    with stuck(chest.id):
        with tenant_scope(chest.tenant_id):
            chests.destroy([chest])
        assert is_ending(chest)
        jobs.end_keys()
        assert is_ending(chest)
    jobs.end_keys()
    assert state(chest) is KeyState.DESTROYED
    assert not is_ending(chest)


def test_the_round_ends_nothing_that_lives(chest, holder):
    jobs.end_keys()
    assert chests.end_keys(chest.tenant_id, [chest.id]) == 0
    assert state(chest) is KeyState.HELD
    assert opens(holder, chest)


def test_destroying_again_changes_nothing(chest):
    with clock.stopped_at(clock.now()), tenant_scope(chest.tenant_id):
        chests.destroy([chest])
    first = row(chest)
    with tenant_scope(chest.tenant_id):
        chests.destroy([row(chest)])
    assert (row(chest).destroyed_at, row(chest).key_gone_at) == (first.destroyed_at, first.key_gone_at)


@pytest.mark.parametrize(
    ("is_destroyed", "is_key_gone", "found"),
    [
        (False, False, (0, 0, 0)),
        (True, False, (0, 0, 1)),
        (True, True, (0, 1, 0)),
    ],
)
def test_a_key_that_is_to_go_is_not_one_that_came_back(chest, is_destroyed, is_key_gone, found):
    """The fence, for a key that is there: of a chest that lives, that is to go, that was said to be gone."""
    one = compare([ChestRow(chest.id, chest.tenant_id, is_destroyed, is_key_gone)], key_store())
    assert (one.lost, one.returned, one.ending) == found
