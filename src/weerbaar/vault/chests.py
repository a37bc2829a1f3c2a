"""Chests: a case's compartments. A grant is the chest's key sealed to a holder, wrapped with the separate store's key.

When somebody who held a key must not read what follows, a compartment gets a successor with a key of its own
(`renew`): a new generation. The current one seals; older ones open what was sealed before, for whoever goes on.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

from weerbaar.database.rows import run
from weerbaar.database.scope import on_rollback, tenant_scope
from weerbaar.ground.clock import now
from weerbaar.vault.keystore import KeyLostError, key_store
from weerbaar.vault.models import Chest, Grant, Holder
from weerbaar.vault.seal import NONCE, Place, SealBrokenError, open_field, open_sealed, seal_field, seal_to
from weerbaar.vault.secret import KEY_BYTES, PrivateKey, SymmetricKey
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from weerbaar.vault.holders import Opened

log = structlog.get_logger()

_ID = 16
_COUNT = 2
_TABLE = "vault_chest"
_DROP_COLUMN = "sealed_drop_key"
# The version byte of a grant that its holder sealed anew.
_OWN = b"\x02"
_HOLDER_COLUMN = "sealed_holder"
_FEWEST = 2  # colleagues who hold a compartment for good


class NobodyLeftError(Exception):
    """Nobody would be left with a key to what is sealed from now on, or one colleague for good where there were two."""


class NotVouchedError(Exception):
    """Somebody who goes on has a key that is not vouched for now: a successor would lock them out, of the past too."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A chest to be: its wrapping key is in the separate store and synced, so that filing needs no disk of its own."""

    id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class _GoingOn:
    """Who held a compartment and goes on: their grants, the public keys to seal to, and the reporters and guests among them."""

    held: Mapping[UUID, Grant]
    public: Mapping[UUID, bytes]
    reporters: Collection[UUID]


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """What opening needs of a grant, for who reads many at once."""

    id: UUID
    chest_id: UUID
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class ChestKey:
    """An opened chest. It seals and opens fields that lie in rows of its case.

    `older` are its former generations, newest first: they open what was sealed before, and seal nothing any more.
    """

    chest_id: UUID
    tenant_id: UUID
    kind: str
    key: SymmetricKey
    generation: int = 1
    older: tuple[ChestKey, ...] = ()

    @property
    def generations(self) -> tuple[ChestKey, ...]:
        """This one and every older one, each by itself."""
        return (replace(self, older=()), *self.older) if self.older else (self,)

    def seal(self, table: str, row: UUID, column: str, content: bytes) -> bytes:
        return seal_field(self.key, content, Place(self.tenant_id, table, row, column))

    def open(self, table: str, row: UUID, column: str, blob: bytes) -> bytes:
        """What lies sealed there, by whichever generation sealed it. Raises SealBrokenError when none did."""
        place = Place(self.tenant_id, table, row, column)
        for one in self.generations:
            with suppress(SealBrokenError):
                return open_field(one.key, blob, place)
        raise SealBrokenError

    def drop_private_key(self) -> PrivateKey:
        """Opens what somebody without the chest's key dropped into it by `drop`."""
        return PrivateKey(self.key.digest("wb-drop", self.chest_id.bytes))


def reserve(kinds: Iterable[str]) -> list[Reservation]:
    """Reserve one chest per kind: ids and synced wrapping keys. Within a scope, they are given back when that is undone."""
    reservations = [Reservation(uuid4(), kind) for kind in kinds]
    key_store().put({one.id: SymmetricKey.generate() for one in reservations})
    on_rollback(lambda: _give_back(reservations))
    return reservations


def _give_back(reservations: Iterable[Reservation]) -> None:
    try:
        key_store().destroy(one.id for one in reservations)
    except OSError as failure:
        # It opens nothing: no row came of it. What went wrong before this is what must be heard of.
        log.error("vault.unused_key_stays", error=type(failure).__name__)


def new_chest(
    tenant_id: UUID, owner_id: UUID, reservation: Reservation, *, generation: int = 1
) -> tuple[Chest, ChestKey]:
    """An unsaved chest on a reservation, and its key. Nobody can drop into it before `let_drop`."""
    opened = ChestKey(reservation.id, tenant_id, reservation.kind, SymmetricKey.generate(), generation)
    chest = Chest(id=reservation.id, tenant_id=tenant_id, owner_id=owner_id, kind=reservation.kind)
    chest.generation = generation
    return chest, opened


def let_drop(dropper: ChestKey, chest: Chest, opened: ChestKey) -> None:
    """Let whoever has the key of `dropper` drop into an unsaved chest of the same case.

    The public half lies sealed: in clear, whoever can write one column would put their own there and read what follows.
    """
    _seal_drop_key(dropper, chest, opened.drop_private_key().public())


def _seal_drop_key(dropper: ChestKey, chest: Chest, public: bytes) -> None:
    chest.sealed_drop_key = dropper.seal(_TABLE, chest.id, _DROP_COLUMN, public + _drop_mark(chest))


def _drop_mark(chest: Chest) -> bytes:
    return chest.generation.to_bytes(_COUNT, "big") + chest.kind.encode()


def _open_drop_key(dropper: ChestKey, chest: Chest) -> bytes:
    if chest.sealed_drop_key is None:
        raise SealBrokenError
    # By the current generation alone: whoever held an older one could have put another key there.
    current = replace(dropper, older=())
    known = current.open(_TABLE, chest.id, _DROP_COLUMN, chest.sealed_drop_key)
    if known[KEY_BYTES:] != _drop_mark(chest):
        raise SealBrokenError
    return known[:KEY_BYTES]


def vouch(opened: ChestKey, chest: Chest, alias: UUID, public_key: bytes) -> None:
    """Keep in a chest (unsaved), beside others', whose public key this is of a reporter or guest: no officer signs it,
    and a successor is sealed to it.

    Sealed: in clear, whoever can write one column would put their own there and get the successor.
    """
    known = _vouched(opened, chest) | {alias: public_key}
    content = b"".join(one.bytes + key for one, key in known.items())
    chest.sealed_holder = opened.seal(_TABLE, chest.id, _HOLDER_COLUMN, content)


def _vouched(opened: ChestKey, chest: Chest) -> dict[UUID, bytes]:
    if chest.sealed_holder is None:
        return {}
    known = replace(opened, older=()).open(_TABLE, chest.id, _HOLDER_COLUMN, chest.sealed_holder)
    each = [known[start : start + _ID + KEY_BYTES] for start in range(0, len(known), _ID + KEY_BYTES)]
    return {UUID(bytes=one[:_ID]): one[_ID:] for one in each}


def _wrap_data(tenant_id: UUID, chest_id: UUID, generation: bytes) -> bytes:
    return b"weerbaar chest 1" + tenant_id.bytes + chest_id.bytes + generation


def new_grants(
    opened: ChestKey, holders: Iterable[tuple[UUID, bytes]], *, by: UUID, until: datetime | None = None
) -> list[Grant]:
    """Unsaved grants of one chest to `holders` (alias, public key). The caller has checked that the keys are trusted.

    With a grant of every older generation that `opened` has: without these the newcomer could not read the past.
    """
    holders = list(holders)
    return [
        Grant(
            tenant_id=one.tenant_id,
            chest_id=one.chest_id,
            holder_alias=alias,
            granted_by=by,
            sealed_key=seal_to(public_key, content),
            until=until,
        )
        for one in opened.generations
        for content in [_content_of_grant(one)]
        for alias, public_key in holders
    ]


def _content_of_grant(opened: ChestKey) -> bytes:
    nonce, generation = random(NONCE), opened.generation.to_bytes(_COUNT, "big")
    wrapped = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        opened.key.reveal(),
        _wrap_data(opened.tenant_id, opened.chest_id, generation),
        nonce,
        key_store().get(opened.chest_id).reveal(),
    )
    return opened.chest_id.bytes + generation + nonce + wrapped


def open_grant(holder: Opened, grant: Grant | HeldGrant, kind: str) -> ChestKey:
    """Open one generation of a chest with one's grant and the separate store's key.

    Raises SealBrokenError or KeyLostError.
    """
    return _key_in(_content_of(holder, grant, _own_key(holder)), holder, grant, kind)


def _content_of(holder: Opened, grant: Grant | HeldGrant, own: SymmetricKey) -> bytes:
    blob = bytes(grant.sealed_key)
    if blob[:1] == _OWN:
        return open_field(own, blob[1:], _own_place(holder, grant))
    return open_sealed(holder.private_key, blob)


def _key_in(content: bytes, holder: Opened, grant: Grant | HeldGrant, kind: str) -> ChestKey:
    chest_id = grant.chest_id
    if content[:_ID] != chest_id.bytes:
        raise SealBrokenError
    generation, wrapped = content[_ID : _ID + _COUNT], content[_ID + _COUNT :]
    try:
        key = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            wrapped[NONCE:],
            _wrap_data(holder.tenant_id, chest_id, generation),
            wrapped[:NONCE],
            key_store().get(chest_id).reveal(),
        )
    except CryptoError:
        raise SealBrokenError from None
    return ChestKey(chest_id, holder.tenant_id, kind, SymmetricKey(key), int.from_bytes(generation, "big"))


def _own_key(holder: Opened) -> SymmetricKey:
    return SymmetricKey(holder.private_key.reveal()).derive("wb-own-grants")


def _own_place(holder: Opened, grant: Grant | HeldGrant) -> Place:
    return Place(holder.tenant_id, "vault_grant", grant.id, "sealed_key")


class ManyGrants:
    """Opens many grants of one holder, and makes them their own: sealed anew with a symmetric key that follows from their
    private key. Opening what was sealed to a public key takes as long as all else in a search.

    The row stays the grant: whoever takes it away takes this away.
    """

    def __init__(self, holder: Opened) -> None:
        self._holder = holder
        self._own = _own_key(holder)
        self._anew: list[tuple[HeldGrant, bytes]] = []

    def open(self, grant: HeldGrant, kind: str) -> ChestKey:
        """What `open_grant` does, and raises."""
        content = _content_of(self._holder, grant, self._own)
        key = _key_in(content, self._holder, grant, kind)
        if grant.sealed_key[:1] != _OWN:
            sealed = seal_field(self._own, content, _own_place(self._holder, grant))
            self._anew.append((grant, _OWN + sealed))
        return key

    def keep(self) -> None:
        """Write those that were sealed anew since the last time, in one statement. A grant that was changed meanwhile is
        left alone.
        """
        if not self._anew:
            return
        grants = [grant for grant, _ in self._anew]
        run(
            "UPDATE vault_grant g SET sealed_key = new.sealed"
            " FROM unnest(%b::uuid[], %b::bytea[], %b::bytea[]) AS new (id, was, sealed)"
            " WHERE g.id = new.id AND g.sealed_key = new.was",
            [
                [one.id for one in grants],
                [one.sealed_key for one in grants],
                [sealed for _, sealed in self._anew],
            ],
        )
        self._anew.clear()


def open_chests(holder: Opened, owner_id: UUID, kinds: Collection[str] = ()) -> dict[str, ChestKey]:
    """The chests of a case that this holder has a living key to, by kind. One query. Destroyed ones are left out.

    So is one of which somebody has older generations alone: they would seal under a key that others have.
    """
    return open_chests_of(holder, [owner_id], kinds).get(owner_id, {})


def open_chests_of(
    holder: Opened, owner_ids: Collection[UUID], kinds: Collection[str] = ()
) -> dict[UUID, dict[str, ChestKey]]:
    """The same for several owners, by owner. One query, whatever their number."""
    newer = Chest.objects.filter(
        owner_id=OuterRef("chest__owner_id"),
        kind=OuterRef("chest__kind"),
        generation__gt=OuterRef("chest__generation"),
        destroyed_at=None,
    )
    grants = Grant.objects.filter(holder_alias=holder.alias, chest__owner_id__in=list(owner_ids))
    grants = grants.select_related("chest").exclude(until__lte=now())
    grants = grants.annotate(is_older=Exists(newer)).order_by("chest__generation")
    if kinds:
        grants = grants.filter(chest__kind__in=kinds)
    opened: dict[tuple[UUID, str], list[ChestKey]] = {}
    current = set()
    # Of Grant, with the annotation that its type does not know.
    for grant in cast("Iterable[Any]", grants):
        place = (grant.chest.owner_id, grant.chest.kind)
        try:
            one = open_grant(holder, grant, grant.chest.kind)
        except KeyLostError:
            continue
        if one.generation != grant.chest.generation:
            raise SealBrokenError
        opened.setdefault(place, []).insert(0, one)
        if not grant.is_older:
            current.add(place)
    found: dict[UUID, dict[str, ChestKey]] = {}
    for (owner_id, kind), ones in opened.items():
        if (owner_id, kind) in current:
            found.setdefault(owner_id, {})[kind] = replace(ones[0], older=tuple(ones[1:]))
    return found


def renew(
    owner_id: UUID, kinds: Collection[str], keys: Mapping[str, ChestKey], holders: Collection[UUID]
) -> dict[str, ChestKey]:
    """Give compartments of a case a successor, so that nobody outside `holders` (aliases) reads what is sealed later.

    Call it as somebody who goes on, inside the verb that takes the key away: whoever makes a key has had it. `keys`
    are the asker's, the one of the talk among them where the case has one. Who of `holders` has a living grant now gets the
    successor, until the same day and by the same person; a reporter or guest among them too. A kind to which the asker has no
    key is renewed all the same, and is then not among what is returned: the successors by kind, which seal from now
    on and open the past. Drop keys are made anew.

    Raises SealBrokenError when a public key of a reporter or guest is not the one that was kept at the start,
    NotVouchedError and NobodyLeftError; nothing is written then.
    """
    chests = _current(owner_id)
    who = {kind: _who_goes_on(one, keys.get(kind), holders) for kind, one in chests.items() if kind in kinds}
    made: dict[str, tuple[Chest, ChestKey]] = {}
    for reservation in reserve(who):
        old, opened = chests[reservation.kind], keys.get(reservation.kind)
        chest, key = new_chest(old.tenant_id, owner_id, reservation, generation=old.generation + 1)
        made[chest.kind] = chest, replace(key, older=opened.generations if opened else ())
    grants = _handed_on(made, who)
    _let_drop_anew(chests, keys, made)
    Chest.objects.bulk_create([chest for chest, _ in made.values()])
    Grant.objects.bulk_create(grants)
    return {kind: key for kind, (_, key) in made.items() if kind in keys}


def _current(owner_id: UUID) -> dict[str, Chest]:
    """The current generation of every compartment, held against a second renewal at the same moment."""
    rows = Chest.objects.select_for_update().filter(owner_id=owner_id, destroyed_at=None)
    return {one.kind: one for one in rows.order_by("generation")}


def _who_goes_on(chest: Chest, opened: ChestKey | None, holders: Collection[UUID]) -> _GoingOn:
    """Who of `holders` has the chest and gets its successor. Nobody is left out for want of a key to seal to."""
    living = {
        one.holder_alias: one for one in Grant.objects.filter(Q(until=None) | Q(until__gt=now()), chest=chest)
    }
    held = {alias: one for alias, one in living.items() if alias in holders}
    vouched = {alias: bytes(one.public_key) for alias, one in trusted_holders(list(held)).items()}
    known = _vouched(opened, chest) if opened else {}
    reporters = {alias: theirs for alias, theirs in known.items() if alias in held}
    _check_nobody_is_left_out(set(held) - set(vouched) - set(reporters))
    lasting = [alias for alias, one in living.items() if one.until is None and alias not in known]
    stays = [alias for alias in lasting if alias in held]
    if not held or len(stays) < min(_FEWEST, len(lasting)):
        raise NobodyLeftError
    return _GoingOn(held, vouched | reporters, reporters)


def _handed_on(made: Mapping[str, tuple[Chest, ChestKey]], who: Mapping[str, _GoingOn]) -> list[Grant]:
    """Unsaved grants of the successors to who held the chest before them and goes on; the past they have already."""
    grants: list[Grant] = []
    for kind, (chest, key) in made.items():
        bare = replace(key, older=())
        for alias, theirs in who[kind].public.items():
            before = who[kind].held[alias]
            grants += new_grants(bare, [(alias, theirs)], by=before.granted_by, until=before.until)
            if alias in who[kind].reporters:
                vouch(bare, chest, alias, theirs)
    return grants


def _let_drop_anew(
    chests: Mapping[str, Chest], keys: Mapping[str, ChestKey], made: Mapping[str, tuple[Chest, ChestKey]]
) -> None:
    """Give the successors drop keys; and seal those that stay under the new talk, whose old key others may have."""
    for kind, old in chests.items():
        if old.sealed_drop_key is None:
            continue
        dropper = made["talk"][1] if "talk" in made else keys["talk"]
        if kind in made:
            let_drop(dropper, *made[kind])
        elif "talk" in made:
            _seal_drop_key(dropper, old, _open_drop_key(keys["talk"], old))
            old.save(update_fields=["sealed_drop_key"])


def _check_nobody_is_left_out(left_out: Collection[UUID]) -> None:
    """Refuse where somebody has no key to seal to: changed, of a reporter or guest; not vouched for now, of the staff."""
    if Holder.objects.filter(alias__in=left_out).exclude(kind=Holder.Kind.PERSON).exists():
        raise SealBrokenError
    if left_out:
        raise NotVouchedError


def lasting_others(leaver: UUID, owner_id: UUID | None = None, *, but: Collection[UUID] = ()) -> list[int]:
    """Per chest that `leaver` holds without an end: how many other trusted people hold it so too.

    Of one case, or of all. Who holds it for a time is not counted: when the time ends, nobody would be asked; nor is
    who stands in `but`, who may never come back. The chests stay locked until the transaction ends, so that two who
    leave at once are counted one after the other.
    """
    held = Chest.objects.filter(
        destroyed_at=None, id__in=Grant.objects.filter(holder_alias=leaver, until=None).values("chest_id")
    )
    if owner_id is not None:
        held = held.filter(owner_id=owner_id)
    others: dict[UUID, set[UUID]] = {
        one: set() for one in held.select_for_update().order_by("id").values_list("id", flat=True)
    }
    lasting = Grant.objects.filter(chest__in=list(others), until=None).exclude(
        holder_alias__in=[leaver, *but]
    )
    for chest_id, alias in lasting.values_list("chest_id", "holder_alias"):
        others[chest_id].add(alias)
    trusted = set(trusted_holders(set().union(*others.values())))
    return [len(aliases & trusted) for aliases in others.values()]


def drop(dropper: ChestKey, chest: Chest, content: bytes) -> bytes:
    """Seal `content` into a chest without having its key: for a reporter's name, or a mail that nobody read yet.

    Raises SealBrokenError when the drop key is not the one that was made with this chest.
    """
    return seal_to(_open_drop_key(dropper, chest), chest.id.bytes + content)


def pick_up(opened: ChestKey, blob: bytes) -> bytes:
    """Open what was dropped into this chest, or into an older generation of it."""
    for one in opened.generations:
        try:
            content = open_sealed(one.drop_private_key(), blob)
        except SealBrokenError:
            continue
        if content[:_ID] == one.chest_id.bytes:
            return content[_ID:]
    raise SealBrokenError


def destroy(chests: Collection[Chest]) -> None:
    """End every copy: the rows say so and the grants go with this transaction, the keys in the separate store once it is
    kept. What is undone undoes this: a key that went before could not come back, and what it opens would be lost.

    Every generation of a compartment goes. Nobody is given a key to it from now on; that it was destroyed may be said once
    `all_ending` names it no more, in the ordinary case right after the transaction. The last readable copy ends with the
    store's backup cycle (`WEERBAAR_KEY_STORE_CYCLE_DAYS`), which the page shows.
    """
    ids = _end(chests)
    Grant.objects.filter(chest_id__in=ids).delete()


def shut(chests: Collection[Chest]) -> None:
    """The same, but the rows of the grants stay: empty, ended, and saying only who once had a key."""
    ids = _end(chests)
    Grant.objects.filter(chest_id__in=ids).update(sealed_key=b"", until=now())


def _end(chests: Collection[Chest]) -> set[UUID]:
    theirs = {(one.owner_id, one.kind) for one in chests}
    rows = Chest.objects.filter(owner_id__in=[owner for owner, _ in theirs], destroyed_at=None)
    ids = {one.id for one in chests} | {one.id for one in rows if (one.owner_id, one.kind) in theirs}
    Chest.objects.filter(id__in=ids, destroyed_at=None).update(destroyed_at=now())
    for tenant_id in {one.tenant_id for one in chests}:
        transaction.on_commit(lambda tenant_id=tenant_id: _end_at_once(tenant_id, ids))
    return ids


def _end_at_once(tenant_id: UUID, ids: Collection[UUID]) -> None:
    try:
        end_keys(tenant_id, ids)
    except Exception as failure:  # noqa: BLE001 - what was decided is kept: the round of `jobs` ends these keys
        log.error("vault.key_still_there", tenant=str(tenant_id), error=type(failure).__name__)


def ending(tenant_id: UUID) -> list[UUID]:
    """The chests that were destroyed, and whose key is still in the separate store for all that is known here."""
    with tenant_scope(tenant_id):
        return list(_ending().values_list("id", flat=True))


def all_ending(owner_ids: Collection[UUID], kinds: Collection[str]) -> set[UUID]:
    """Of which of these owners a compartment is being destroyed still: until it was, nothing may say so. One query."""
    rows = _ending().filter(owner_id__in=list(owner_ids), kind__in=list(kinds))
    return set(rows.values_list("owner_id", flat=True))


def _ending() -> QuerySet[Chest]:
    return Chest.objects.filter(destroyed_at__isnull=False, key_gone_at=None)


def end_keys(tenant_id: UUID, ids: Collection[UUID]) -> int:
    """End the keys of chests of which the rows say, and were kept saying, that they were destroyed; then say that they are
    gone. Return how many. Those of others stay. Opens a scope of its own.
    """
    with tenant_scope(tenant_id):
        # Read anew, after the transaction that marked them: of a row that came back the key must stay.
        waiting = list(_ending().filter(id__in=list(ids)).values_list("id", flat=True))
    key_store().destroy(waiting, leave_mark=True)
    with tenant_scope(tenant_id):
        return _ending().filter(id__in=waiting).update(key_gone_at=now())
