"""Chests: a grant is a key, for one holder, and destroying the key in the other store ends them all."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault import chests
from weerbaar.vault.chests import ChestKey
from weerbaar.vault.holders import Opened
from weerbaar.vault.keystore import KeyLostError, key_store
from weerbaar.vault.models import Chest, Grant
from weerbaar.vault.seal import SealBrokenError
from weerbaar.vault.secret import PrivateKey, SymmetricKey

TENANT = uuid4()


def somebody(tenant=TENANT) -> Opened:
    return Opened(tenant, uuid4(), PrivateKey.generate())


def filled(*holders: Opened, kind: str = "talk", until=None, owner=None) -> tuple[Chest, ChestKey]:
    owner = owner or uuid4()
    chest, key = chests.new_chest(TENANT, owner, chests.reserve([kind])[0])
    chest.save()
    grants = chests.new_grants(
        key, [(one.alias, one.private_key.public()) for one in holders], by=uuid4(), until=until
    )
    Grant.objects.bulk_create(grants)
    return chest, key


@pytest.fixture(autouse=True)
def scope():
    with tenant_scope(TENANT):
        yield


def test_who_was_let_in_opens_it_and_nobody_else():
    noor, fatima, joris = somebody(), somebody(), somebody()
    chest, key = filled(noor, fatima)
    for holder in (noor, fatima):
        assert chests.open_chests(holder, chest.owner_id)["talk"].key == key.key
    assert chests.open_chests(joris, chest.owner_id) == {}


def test_a_grant_of_somebody_else_opens_nothing():
    fatima, joris = somebody(), somebody()
    filled(fatima)
    grant = Grant.objects.get(holder_alias=fatima.alias)
    with pytest.raises(SealBrokenError):
        chests.open_grant(joris, grant, "talk")


def test_a_grant_moved_to_another_chest_opens_nothing():
    fatima = somebody()
    filled(fatima)
    other, _ = filled(somebody())
    grant = Grant.objects.get(holder_alias=fatima.alias)
    grant.chest_id = other.id
    with pytest.raises((SealBrokenError, KeyLostError)):
        chests.open_grant(fatima, grant, "talk")


def test_after_its_end_a_grant_is_no_key():
    fatima = somebody()
    chest, _ = filled(fatima, until=clock.now() + timedelta(days=1))
    assert chests.open_chests(fatima, chest.owner_id)
    with clock.stopped_at(clock.now() + timedelta(days=1, seconds=1)):
        assert chests.open_chests(fatima, chest.owner_id) == {}


def test_a_stolen_grant_and_private_key_open_nothing_without_the_other_store():
    fatima = somebody()
    chest, _ = filled(fatima)
    grant = Grant.objects.get(holder_alias=fatima.alias)
    key_store().destroy([chest.id])
    with pytest.raises(KeyLostError):
        chests.open_grant(fatima, grant, "talk")
    assert chests.open_chests(fatima, chest.owner_id) == {}


def test_a_store_with_another_key_under_the_id_opens_nothing():
    fatima = somebody()
    chest, _ = filled(fatima)
    key_store().destroy([chest.id])
    key_store().put({chest.id: SymmetricKey.generate()})
    with pytest.raises(SealBrokenError):
        chests.open_grant(fatima, Grant.objects.get(holder_alias=fatima.alias), "talk")


def test_destroying_ends_every_grant_and_leaves_the_row_that_says_so():
    fatima, joris = somebody(), somebody()
    chest, _ = filled(fatima, joris)
    chests.destroy([chest])
    assert not Grant.objects.filter(chest=chest).exists()
    assert Chest.objects.get(id=chest.id).destroyed_at is not None
    with pytest.raises(KeyLostError):
        key_store().get(chest.id)


def droppable(*, kind: str = "identity", owner=None) -> tuple[Chest, ChestKey, ChestKey]:
    """A chest, its key, and the key of who may drop into it."""
    owner = owner or uuid4()
    _, talk = filled(somebody(), owner=owner)
    chest, key = chests.new_chest(TENANT, owner, chests.reserve([kind])[0])
    chests.let_drop(talk, chest, key)
    chest.save()
    return chest, key, talk


def test_somebody_without_the_key_can_put_something_in():
    chest, key, talk = droppable()
    blob = chests.drop(talk, Chest.objects.get(id=chest.id), b"Noor de Vries")
    assert b"Noor" not in blob
    assert chests.pick_up(key, blob) == b"Noor de Vries"
    _, other, _ = droppable()
    with pytest.raises(SealBrokenError):
        chests.pick_up(other, blob)


def test_nobody_drops_by_a_key_that_was_changed_in_the_database():
    chest, _, talk = droppable()
    names, _, names_talk = droppable(kind="names")
    theirs = PrivateKey.generate().public() + b"identity"
    for forged in (
        theirs,
        bytes(names.sealed_drop_key),
        names_talk.seal("x", chest.id, "y", theirs),
        b"",
        None,
    ):
        Chest.objects.filter(id=chest.id).update(sealed_drop_key=forged)
        with pytest.raises(SealBrokenError):
            chests.drop(talk, Chest.objects.get(id=chest.id), b"Noor de Vries")


def test_nobody_drops_into_a_chest_that_is_passed_off_as_another():
    """The names open for more people than the identity does: swapping two words must not move a name."""
    names, _, talk = droppable(kind="names")
    Chest.objects.filter(id=names.id).update(kind="identity")
    with pytest.raises(SealBrokenError):
        chests.drop(talk, Chest.objects.get(id=names.id), b"Noor de Vries")


def test_only_who_was_let_drop_can_and_the_public_half_lies_nowhere_in_clear():
    chest, key, _ = droppable()
    _, stranger = filled(somebody())
    with pytest.raises(SealBrokenError):
        chests.drop(stranger, chest, b"Noor de Vries")
    assert key.drop_private_key().public() not in bytes(chest.sealed_drop_key)


def test_a_seal_of_one_chest_does_not_open_with_another():
    _, talk = filled(somebody())
    _, file = filled(somebody(), kind="file")
    row = uuid4()
    blob = talk.seal("cases_message", row, "sealed_body", b"woorden")
    assert talk.open("cases_message", row, "sealed_body", blob) == b"woorden"
    with pytest.raises(SealBrokenError):
        file.open("cases_message", row, "sealed_body", blob)


def test_only_the_kinds_that_are_asked_for_are_opened():
    fatima, owner = somebody(), uuid4()
    for kind in ("talk", "file", "names"):
        filled(fatima, kind=kind, owner=owner)
    assert set(chests.open_chests(fatima, owner)) == {"talk", "file", "names"}
    assert set(chests.open_chests(fatima, owner, ["names"])) == {"names"}


def test_a_released_reservation_leaves_no_key():
    reserved = chests.reserve(["talk", "file"])
    chests.release(reserved)
    for one in reserved:
        with pytest.raises(KeyLostError):
            key_store().get(one.id)
