"""A reservation: a key in the separate store before the row that needs it, and none left when that row does not come."""

from __future__ import annotations

from uuid import uuid4

import pytest

from weerbaar.database.scope import on_rollback, tenant_scope
from weerbaar.vault import chests
from weerbaar.vault.keystore import KeyState, key_store
from weerbaar.vault.models import Chest

TENANT = uuid4()


class RefusedLaterError(Exception):
    """What a verb meets after it made a chest."""


def make(one: Chest) -> None:
    """Make a chest as a verb does, kept with its transaction; `one` is where its id is remembered."""
    chest, _ = chests.new_chest(TENANT, uuid4(), chests.reserve(["talk"])[0])
    chest.save(force_insert=True)
    one.id = chest.id


def state(one: Chest) -> KeyState:
    return key_store().state(one.id)


def is_there(one: Chest) -> bool:
    with tenant_scope(TENANT):
        return Chest.objects.filter(id=one.id).exists()


def test_what_is_kept_keeps_its_key():
    one = Chest()
    with tenant_scope(TENANT):
        make(one)
    assert (state(one), is_there(one)) == (KeyState.HELD, True)


def test_what_goes_wrong_later_in_the_transaction_gives_the_key_back():
    one = Chest()
    with pytest.raises(RefusedLaterError), tenant_scope(TENANT):
        make(one)
        raise RefusedLaterError
    assert (state(one), is_there(one)) == (KeyState.UNKNOWN, False)


def test_also_when_it_goes_wrong_in_the_verb_around_it():
    one = Chest()
    with pytest.raises(RefusedLaterError), tenant_scope(TENANT):
        with tenant_scope(TENANT):
            make(one)
        assert state(one) is KeyState.HELD
        raise RefusedLaterError
    assert (state(one), is_there(one)) == (KeyState.UNKNOWN, False)


def test_a_part_that_is_undone_takes_its_own_keys_alone():
    before, one, after = Chest(), Chest(), Chest()
    with tenant_scope(TENANT):
        make(before)
        with pytest.raises(RefusedLaterError), tenant_scope(TENANT):
            make(one)
            raise RefusedLaterError
        make(after)
        assert [state(each) for each in (before, one, after)] == [
            KeyState.HELD,
            KeyState.UNKNOWN,
            KeyState.HELD,
        ]
    assert [is_there(each) for each in (before, one, after)] == [True, False, True]
    assert [state(each) for each in (before, after)] == [KeyState.HELD] * 2


def test_one_scope_undoes_nothing_of_the_one_before_it():
    kept = Chest()
    with tenant_scope(TENANT):
        make(kept)
    with pytest.raises(RefusedLaterError), tenant_scope(TENANT):
        raise RefusedLaterError
    assert (state(kept), is_there(kept)) == (KeyState.HELD, True)


def test_what_is_undone_is_undone_once_and_last_first():
    done: list[str] = []
    with pytest.raises(RefusedLaterError), tenant_scope(TENANT):
        on_rollback(lambda: done.append("first"))
        with pytest.raises(RefusedLaterError), tenant_scope(TENANT):
            on_rollback(lambda: done.append("inner"))
            raise RefusedLaterError
        on_rollback(lambda: done.append("last"))
        raise RefusedLaterError
    assert done == ["inner", "last", "first"]
