"""Chests: a case's compartments. A grant is the chest's key sealed to a holder, wrapped with the separate store's key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

from weerbaar.ground.clock import now
from weerbaar.vault.keystore import KeyLostError, key_store
from weerbaar.vault.models import Chest, Grant
from weerbaar.vault.seal import NONCE, Place, SealBrokenError, open_field, open_sealed, seal_field, seal_to
from weerbaar.vault.secret import KEY_BYTES, PrivateKey, SymmetricKey
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from weerbaar.vault.holders import Opened

_ID = 16
_TABLE = "vault_chest"
_DROP_COLUMN = "sealed_drop_key"


@dataclass(frozen=True, slots=True)
class Reservation:
    """A chest to be: its wrapping key is in the separate store and synced, so that filing needs no disk of its own."""

    id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class ChestKey:
    """An opened chest. It seals and opens fields that lie in rows of its case."""

    chest_id: UUID
    tenant_id: UUID
    kind: str
    key: SymmetricKey

    def seal(self, table: str, row: UUID, column: str, content: bytes) -> bytes:
        return seal_field(self.key, content, Place(self.tenant_id, table, row, column))

    def open(self, table: str, row: UUID, column: str, blob: bytes) -> bytes:
        return open_field(self.key, blob, Place(self.tenant_id, table, row, column))

    def drop_private_key(self) -> PrivateKey:
        """Opens what somebody without the chest's key dropped into it by `drop`."""
        return PrivateKey(self.key.digest("wb-drop", self.chest_id.bytes))


def reserve(kinds: Iterable[str]) -> list[Reservation]:
    """Reserve one chest per kind: ids and synced wrapping keys."""
    reservations = [Reservation(uuid4(), kind) for kind in kinds]
    key_store().put({one.id: SymmetricKey.generate() for one in reservations})
    return reservations


def release(reservations: Iterable[Reservation]) -> None:
    """Give reservations back that no chest came of."""
    key_store().destroy(one.id for one in reservations)


def new_chest(tenant_id: UUID, owner_id: UUID, reservation: Reservation) -> tuple[Chest, ChestKey]:
    """An unsaved chest on a reservation, and its key. Nobody can drop into it before `let_drop`."""
    opened = ChestKey(reservation.id, tenant_id, reservation.kind, SymmetricKey.generate())
    chest = Chest(id=reservation.id, tenant_id=tenant_id, owner_id=owner_id, kind=reservation.kind)
    return chest, opened


def let_drop(dropper: ChestKey, chest: Chest, opened: ChestKey) -> None:
    """Let whoever has the key of `dropper` drop into an unsaved chest of the same case.

    The public half lies sealed: in clear, whoever can write one column would put their own there and read what follows.
    """
    known = opened.drop_private_key().public() + chest.kind.encode()
    chest.sealed_drop_key = dropper.seal(_TABLE, chest.id, _DROP_COLUMN, known)


def _wrap_data(tenant_id: UUID, chest_id: UUID) -> bytes:
    return b"weerbaar chest 1" + tenant_id.bytes + chest_id.bytes


def new_grants(
    opened: ChestKey, holders: Iterable[tuple[UUID, bytes]], *, by: UUID, until: datetime | None = None
) -> list[Grant]:
    """Unsaved grants of one chest to `holders` (alias, public key). The caller has checked that the keys are trusted."""
    wrap = key_store().get(opened.chest_id)
    nonce = random(NONCE)
    wrapped = nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        opened.key.reveal(), _wrap_data(opened.tenant_id, opened.chest_id), nonce, wrap.reveal()
    )
    return [
        Grant(
            tenant_id=opened.tenant_id,
            chest_id=opened.chest_id,
            holder_alias=alias,
            granted_by=by,
            sealed_key=seal_to(public_key, opened.chest_id.bytes + wrapped),
            until=until,
        )
        for alias, public_key in holders
    ]


def open_grant(holder: Opened, grant: Grant, kind: str) -> ChestKey:
    """Open a chest with one's grant and the separate store's key. Raises SealBrokenError or KeyLostError."""
    content = open_sealed(holder.private_key, grant.sealed_key)
    chest_id = UUID(bytes=content[:_ID])
    if chest_id != grant.chest_id:
        raise SealBrokenError
    wrapped = content[_ID:]
    try:
        key = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            wrapped[NONCE:],
            _wrap_data(holder.tenant_id, chest_id),
            wrapped[:NONCE],
            key_store().get(chest_id).reveal(),
        )
    except CryptoError:
        raise SealBrokenError from None
    return ChestKey(chest_id, holder.tenant_id, kind, SymmetricKey(key))


def open_chests(holder: Opened, owner_id: UUID, kinds: Collection[str] = ()) -> dict[str, ChestKey]:
    """The chests of a case that this holder has a living key to, by kind. One query. Destroyed ones are left out."""
    grants = Grant.objects.filter(holder_alias=holder.alias, chest__owner_id=owner_id).select_related("chest")
    grants = grants.exclude(until__lte=now())
    if kinds:
        grants = grants.filter(chest__kind__in=kinds)
    opened = {}
    for grant in grants:
        try:
            opened[grant.chest.kind] = open_grant(holder, grant, grant.chest.kind)
        except KeyLostError:
            continue
    return opened


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
    if chest.sealed_drop_key is None:
        raise SealBrokenError
    known = dropper.open(_TABLE, chest.id, _DROP_COLUMN, chest.sealed_drop_key)
    if known[KEY_BYTES:] != chest.kind.encode():
        raise SealBrokenError
    return seal_to(known[:KEY_BYTES], chest.id.bytes + content)


def pick_up(opened: ChestKey, blob: bytes) -> bytes:
    """Open what was dropped into this chest."""
    content = open_sealed(opened.drop_private_key(), blob)
    if content[:_ID] != opened.chest_id.bytes:
        raise SealBrokenError
    return content[_ID:]


def destroy(chests: Collection[Chest]) -> None:
    """End every copy: the keys in the separate store first, then the grants; the rows say that it happened.

    The last readable copy ends with the store's backup cycle (`WEERBAAR_KEY_STORE_CYCLE_DAYS`), which the page shows.
    """
    ids = [one.id for one in chests]
    key_store().destroy(ids, leave_mark=True)
    Grant.objects.filter(chest_id__in=ids).delete()
    Chest.objects.filter(id__in=ids).update(destroyed_at=now())
