"""Chests: a grant is a key, for one holder, and destroying the key in the other store ends them all."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault import chests
from weerbaar.vault.chests import ChestKey
from weerbaar.vault.holders import Opened
from weerbaar.vault.keystore import KeyLostError, key_store
from weerbaar.vault.models import Chest, Grant, Holder
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


def held_by(holder: Opened) -> chests.HeldGrant:
    """A holder's one grant, as somebody reads it who opens many."""
    grant = Grant.objects.get(holder_alias=holder.alias)
    return chests.HeldGrant(grant.id, grant.chest_id, bytes(grant.sealed_key))


def own(holder: Opened) -> Grant:
    """A holder's one grant, after they sealed it anew."""
    many = chests.ManyGrants(holder)
    many.open(held_by(holder), "talk")
    many.keep()
    return Grant.objects.get(holder_alias=holder.alias)


def test_a_grant_that_its_holder_sealed_anew_opens_for_them_and_for_nobody_else():
    fatima, joris = somebody(), somebody()
    chest, key = filled(fatima)
    before = bytes(Grant.objects.get(holder_alias=fatima.alias).sealed_key)
    after = own(fatima)
    assert bytes(after.sealed_key) != before
    assert bytes(own(fatima).sealed_key) == bytes(after.sealed_key)
    assert chests.ManyGrants(fatima).open(held_by(fatima), "talk") == key
    assert chests.open_chests(fatima, chest.owner_id)["talk"].key == key.key
    with pytest.raises(SealBrokenError):
        chests.open_grant(joris, after, "talk")


def test_a_grant_that_was_sealed_anew_opens_in_its_own_row_alone():
    fatima = somebody()
    filled(fatima)
    grant = own(fatima)
    grant.id = uuid4()
    with pytest.raises(SealBrokenError):
        chests.open_grant(fatima, grant, "talk")


def test_only_what_one_can_open_is_sealed_anew_and_nothing_that_changed_meanwhile():
    fatima, joris = somebody(), somebody()
    filled(fatima)
    held, others, theirs = held_by(fatima), chests.ManyGrants(joris), chests.ManyGrants(fatima)
    with pytest.raises(SealBrokenError):
        others.open(held, "talk")
    others.keep()
    assert held_by(fatima) == held
    theirs.open(held, "talk")
    Grant.objects.filter(id=held.id).update(sealed_key=b"", until=clock.now())
    theirs.keep()
    assert held_by(fatima).sealed_key == b""


def test_a_grant_that_was_sealed_anew_is_no_key_without_the_other_store():
    fatima = somebody()
    chest, _ = filled(fatima)
    grant = own(fatima)
    key_store().destroy([chest.id])
    with pytest.raises(KeyLostError):
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


# --- successors ---


@pytest.fixture
def everybody_is_trusted(monkeypatch):
    """Whose keys are vouched for has tests of its own: here every holder that was made is."""

    def trusted(aliases):
        return {one.alias: one for one in Holder.objects.filter(alias__in=list(aliases), kind="person")}

    monkeypatch.setattr(chests, "trusted_holders", trusted)


def known(kind: str = "person") -> Opened:
    """Somebody whose public key stands in the table of holders."""
    one = somebody()
    Holder.objects.create(
        tenant_id=TENANT,
        kind=kind,
        alias=one.alias,
        public_key=one.private_key.public(),
        sealed_private=b"",
    )
    return one


class Renewed:
    """A case with `talk`, `file` and `names`, held by Fatima, Joris and Bram; the talk by the reporter too."""

    def __init__(self) -> None:
        self.owner = uuid4()
        self.noor = known("reporter")
        self.fatima, self.joris, self.bram = known(), known(), known()
        staff = [(one.alias, one.private_key.public()) for one in (self.fatima, self.joris, self.bram)]
        reporter = (self.noor.alias, self.noor.private_key.public())
        self.old: dict[str, ChestKey] = {}
        for kind in ("talk", "file", "names"):
            chest, key = chests.new_chest(TENANT, self.owner, chests.reserve([kind])[0])
            if kind == "talk":
                chests.vouch(key, chest, *reporter)
            if kind == "names":
                chests.let_drop(self.old["talk"], chest, key)
            chest.save()
            to = [*staff, reporter] if kind == "talk" else staff
            Grant.objects.bulk_create(chests.new_grants(key, to, by=uuid4()))
            self.old[kind] = key

    @property
    def others(self) -> list:
        return [self.noor.alias, self.fatima.alias, self.joris.alias]

    def renew(self, kinds=("talk", "file", "names"), *, by: Opened | None = None) -> dict[str, ChestKey]:
        keys = chests.open_chests(by or self.fatima, self.owner)
        return chests.renew(self.owner, kinds, keys, self.others)


def test_a_successor_seals_what_follows_and_opens_the_past(everybody_is_trusted):
    case, row = Renewed(), uuid4()
    past = case.old["talk"].seal("cases_message", row, "sealed_body", b"toen")
    made = case.renew()
    later = made["talk"].seal("cases_message", row, "sealed_body", b"later")
    for holder in (case.fatima, case.joris, case.noor):
        talk = chests.open_chests(holder, case.owner)["talk"]
        assert talk.open("cases_message", row, "sealed_body", past) == b"toen"
        assert talk.open("cases_message", row, "sealed_body", later) == b"later"
        assert talk.key == made["talk"].key
    with pytest.raises(SealBrokenError):
        case.old["talk"].open("cases_message", row, "sealed_body", later)


def test_who_was_left_out_opens_nothing_even_while_their_old_grant_lies_there(everybody_is_trusted):
    case = Renewed()
    case.renew()
    assert Grant.objects.filter(holder_alias=case.bram.alias).count() == 3
    assert chests.open_chests(case.bram, case.owner) == {}


def test_a_generation_that_was_changed_in_the_database_is_noticed(everybody_is_trusted):
    case = Renewed()
    case.renew(["talk"])
    Chest.objects.filter(id=case.old["talk"].chest_id).update(generation=3)
    for holder in (case.fatima, case.bram):
        with pytest.raises(SealBrokenError):
            chests.open_chests(holder, case.owner)


def test_a_successor_is_never_sealed_to_a_reporter_s_key_that_was_changed_in_the_database(
    everybody_is_trusted,
):
    case, thief = Renewed(), PrivateKey.generate()
    Holder.objects.filter(alias=case.noor.alias).update(public_key=thief.public())
    case.renew()
    for grant in Grant.objects.filter(holder_alias=case.noor.alias):
        with pytest.raises(SealBrokenError):
            chests.open_grant(Opened(TENANT, case.noor.alias, thief), grant, "talk")
    assert chests.open_chests(case.noor, case.owner)["talk"].generation == 2


@pytest.mark.parametrize("blob", [None, b"", b"\x01" + bytes(120)])
def test_a_reporter_is_never_left_out_of_the_talk_unseen(everybody_is_trusted, blob):
    case = Renewed()
    Chest.objects.filter(owner_id=case.owner, kind="talk").update(sealed_holder=blob)
    with pytest.raises(SealBrokenError):
        case.renew()


def test_who_has_no_trusted_key_is_not_left_out_unseen(everybody_is_trusted, monkeypatch):
    """Who has older generations alone opens nothing of a case, the past neither: so it is not renewed now."""
    case = Renewed()
    everybody = chests.trusted_holders
    for nobody in ({case.joris.alias}, {case.joris.alias, case.fatima.alias}):
        monkeypatch.setattr(
            chests, "trusted_holders", lambda aliases, out=nobody: everybody(set(aliases) - out)
        )
        with pytest.raises(chests.NotVouchedError):
            case.renew()
    assert Chest.objects.filter(owner_id=case.owner).count() == 3
    assert set(chests.open_chests(case.joris, case.owner)) == {"talk", "file", "names"}


def test_no_successor_is_left_to_one_colleague_where_two_had_it(everybody_is_trusted):
    case = Renewed()
    before = set(Grant.objects.values_list("id", flat=True))
    for holders in ([], [case.noor.alias], [case.noor.alias, case.fatima.alias]):
        keys = chests.open_chests(case.fatima, case.owner)
        with pytest.raises(chests.NobodyLeftError):
            chests.renew(case.owner, ["talk"], keys, holders)
    assert set(Grant.objects.values_list("id", flat=True)) == before


def test_a_newcomer_gets_the_current_and_the_older_ones(everybody_is_trusted):
    case, row, lotte = Renewed(), uuid4(), known()
    past = case.old["file"].seal("cases_decision", row, "sealed_reason", b"toen")
    file = case.renew()["file"]
    Grant.objects.bulk_create(
        chests.new_grants(file, [(lotte.alias, lotte.private_key.public())], by=uuid4())
    )
    theirs = chests.open_chests(lotte, case.owner)["file"]
    assert theirs.open("cases_decision", row, "sealed_reason", past) == b"toen"
    assert theirs.key == file.key


def test_what_is_dropped_later_opens_for_who_goes_on_and_not_with_the_old_key(everybody_is_trusted):
    case = Renewed()
    names = Chest.objects.get(owner_id=case.owner, kind="names")
    before = chests.drop(case.old["talk"], names, b"Sem")
    made = case.renew()
    current = Chest.objects.get(owner_id=case.owner, kind="names", generation=2)
    after = chests.drop(made["talk"], current, b"Noor")
    theirs = chests.open_chests(case.joris, case.owner)["names"]
    assert [chests.pick_up(theirs, blob) for blob in (before, after)] == [b"Sem", b"Noor"]
    with pytest.raises(SealBrokenError):
        chests.pick_up(case.old["names"], after)


def test_a_drop_key_that_an_old_key_of_the_talk_sealed_is_refused_afterwards(everybody_is_trusted):
    """Whoever was left out still has the old key of the talk: with a hand in the database they must not catch a name."""
    case = Renewed()
    made = case.renew(["talk"])
    names = Chest.objects.get(owner_id=case.owner, kind="names")
    assert chests.pick_up(case.old["names"], chests.drop(made["talk"], names, b"Sem")) == b"Sem"
    theirs = PrivateKey.generate()
    forged = theirs.public() + (1).to_bytes(2, "big") + b"names"
    names.sealed_drop_key = case.old["talk"].seal("vault_chest", names.id, "sealed_drop_key", forged)
    with pytest.raises(SealBrokenError):
        chests.drop(made["talk"], names, b"Noor")


def test_a_kind_that_the_asker_cannot_open_is_renewed_for_who_holds_it(everybody_is_trusted):
    case = Renewed()
    leavers = [case.fatima.alias, case.bram.alias]
    Grant.objects.filter(chest__kind="names", holder_alias__in=leavers).delete()
    made = case.renew()
    assert set(made) == {"talk", "file"}
    assert chests.open_chests(case.joris, case.owner)["names"].generation == 2
    assert "names" not in chests.open_chests(case.fatima, case.owner)


def test_a_successor_lasts_as_long_as_the_grant_before_it(everybody_is_trusted):
    case, until = Renewed(), clock.now() + timedelta(days=2)
    Grant.objects.filter(holder_alias=case.bram.alias).delete()
    Grant.objects.filter(holder_alias=case.joris.alias).update(until=until)
    Grant.objects.filter(holder_alias=case.joris.alias, chest__kind="file").update(until=clock.now())
    before = set(Grant.objects.filter(holder_alias=case.fatima.alias).values_list("granted_by", flat=True))
    case.renew()
    assert set(chests.open_chests(case.joris, case.owner)) == {"talk", "names"}
    with clock.stopped_at(until):
        assert chests.open_chests(case.joris, case.owner) == {}
    assert (
        set(Grant.objects.filter(holder_alias=case.fatima.alias).values_list("granted_by", flat=True))
        == before
    )


def test_it_can_be_renewed_again_and_destroyed_with_all_its_generations(everybody_is_trusted):
    case, row = Renewed(), uuid4()
    sealed = [case.old["talk"].seal("cases_message", row, "sealed_body", b"1")]
    for number in (b"2", b"3"):
        sealed.append(case.renew()["talk"].seal("cases_message", row, "sealed_body", number))
    talk = chests.open_chests(case.noor, case.owner)["talk"]
    assert [talk.open("cases_message", row, "sealed_body", one) for one in sealed] == [b"1", b"2", b"3"]
    newest = Chest.objects.filter(owner_id=case.owner, kind="talk").latest("generation")
    chests.destroy([newest])
    rows = Chest.objects.filter(owner_id=case.owner, kind="talk")
    assert [one.destroyed_at is None for one in rows] == [False] * 3
    assert not Grant.objects.filter(chest__in=rows).exists()
    assert set(chests.open_chests(case.fatima, case.owner)) == {"file", "names"}


def test_who_lasts_is_counted_in_the_current_and_in_every_older_one(everybody_is_trusted):
    case = Renewed()
    assert chests.lasting_others(case.fatima.alias, case.owner) == [2, 2, 2]
    Grant.objects.filter(holder_alias=case.bram.alias).delete()
    case.renew()
    assert chests.lasting_others(case.fatima.alias, case.owner) == [1] * 6


def test_two_generations_cannot_both_be_the_current_one():
    chest, _ = filled(somebody())
    twin, _ = chests.new_chest(TENANT, chest.owner_id, chests.reserve([chest.kind])[0])
    with pytest.raises(IntegrityError):
        twin.save()
