"""Pairs of keys and how their holders open them: a person by a passphrase, a reporter or a guest by a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from nacl.pwhash import argon2id
from nacl.utils import random

from weerbaar.vault.keyring import application_key
from weerbaar.vault.models import Holder
from weerbaar.vault.seal import Place, SealBrokenError, open_field, seal_field
from weerbaar.vault.secret import KEY_BYTES, PrivateKey, Secret, SigningSeed, SymmetricKey
from weerbaar.vault.slots import slot

if TYPE_CHECKING:
    from weerbaar.ground.receipt import Passphrase, Receipt

_SALT = argon2id.SALTBYTES
_COST = 8
_TABLE = "vault_holder"
_COLUMN = "sealed_private"


class WrongPassphraseError(Exception):
    """The passphrase does not open the key. Nothing else says whether it was right."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A holder whose private key is open in memory, for as long as a request or a session lasts."""

    tenant_id: UUID
    alias: UUID
    private_key: PrivateKey
    signing: SigningSeed | None = None


def new_person(tenant_id: UUID, alias: UUID, passphrase: Passphrase, *, officer: bool = False) -> Holder:
    """An unsaved holder for a person: the private key lies under Argon2id of the passphrase, mixed with the pepper.

    An officer also gets a signing seed, sealed in the same blob. No hash of the passphrase is kept: the right one
    is the one that opens the key.
    """
    holder = Holder(id=uuid4(), tenant_id=tenant_id, kind=Holder.Kind.PERSON, alias=alias)
    private, seed = PrivateKey.generate(), SigningSeed.generate() if officer else None
    holder.public_key = private.public()
    holder.verify_key = seed.verify_key() if seed else None
    holder.sealed_private = _seal_under_passphrase(holder, private, seed, passphrase)
    return holder


def reseal(holder: Holder, opened: Opened, passphrase: Passphrase) -> None:
    """Put the same keys under another passphrase (unsaved)."""
    holder.sealed_private = _seal_under_passphrase(holder, opened.private_key, opened.signing, passphrase)


def open_person(holder: Holder, passphrase: Passphrase) -> Opened:
    """Open a person's key. Takes one of the machine's slots. Raises WrongPassphraseError."""
    blob = bytes(holder.sealed_private)
    salt, cost, sealed = blob[:_SALT], blob[_SALT : _SALT + _COST], blob[_SALT + _COST :]
    key = _stretch(passphrase, salt, int.from_bytes(cost[:4], "big"), int.from_bytes(cost[4:], "big") * 1024)
    try:
        content = open_field(key, sealed, _place(holder))
    except SealBrokenError:
        raise WrongPassphraseError from None
    private, seed = content[:KEY_BYTES], content[KEY_BYTES:]
    return Opened(holder.tenant_id, holder.alias, PrivateKey(private), SigningSeed(seed) if seed else None)


def _seal_under_passphrase(
    holder: Holder, private: PrivateKey, seed: SigningSeed | None, passphrase: Passphrase
) -> bytes:
    salt = random(_SALT)
    operations, memory = settings.WEERBAAR_ARGON2_OPERATIONS, settings.WEERBAAR_ARGON2_MEMORY
    content = private.reveal() + (seed.reveal() if seed else b"")
    cost = operations.to_bytes(4, "big") + (memory // 1024).to_bytes(4, "big")
    return salt + cost + seal_field(_stretch(passphrase, salt, operations, memory), content, _place(holder))


def _stretch(passphrase: Passphrase, salt: bytes, operations: int, memory: int) -> SymmetricKey:
    with slot():
        stretched = Secret(argon2id.kdf(KEY_BYTES, passphrase.secret_bytes(), salt, operations, memory))
    return SymmetricKey(application_key("wb-pepper").digest("wb-pepper", stretched.reveal()))


def _place(holder: Holder) -> Place:
    return Place(holder.tenant_id, _TABLE, holder.id, _COLUMN)


def receipt_look_up(tenant_id: UUID, receipt: Receipt) -> bytes:
    """By which a receipt finds its holder. A derivation apart from the key, so that the database holds neither."""
    return application_key("wb-receipt-id", tenant_id).digest("wb-receipt-id", receipt.secret_bytes())


def _receipt_key(tenant_id: UUID, receipt: Receipt) -> SymmetricKey:
    # Eight words are more than 100 bits, so that a fast keyed hash is enough and filing costs milliseconds.
    return SymmetricKey(
        application_key("wb-receipt-key", tenant_id).digest("wb-receipt-key", receipt.secret_bytes())
    )


def new_reporter(tenant_id: UUID, receipt: Receipt) -> tuple[Holder, Opened]:
    """An unsaved holder for a reporter, and the same holder opened."""
    return _under_receipt(tenant_id, receipt, Holder.Kind.REPORTER)


def new_guest(tenant_id: UUID, receipt: Receipt) -> tuple[Holder, Opened]:
    """The same for somebody who is let in to a case with a receipt of their own."""
    return _under_receipt(tenant_id, receipt, Holder.Kind.GUEST)


def _under_receipt(tenant_id: UUID, receipt: Receipt, kind: Holder.Kind) -> tuple[Holder, Opened]:
    private = PrivateKey.generate()
    holder = Holder(id=uuid4(), tenant_id=tenant_id, kind=kind, alias=uuid4())
    holder.public_key = private.public()
    holder.look_up = receipt_look_up(tenant_id, receipt)
    holder.sealed_private = seal_field(_receipt_key(tenant_id, receipt), private.reveal(), _place(holder))
    return holder, Opened(tenant_id, holder.alias, private)


def change_receipt(holder: Holder, opened: Opened, receipt: Receipt) -> None:
    """Put the same key under another receipt (unsaved): the old words find and open nothing any more."""
    holder.look_up = receipt_look_up(holder.tenant_id, receipt)
    holder.sealed_private = seal_field(
        _receipt_key(holder.tenant_id, receipt), opened.private_key.reveal(), _place(holder)
    )


def open_receipt(tenant_id: UUID, receipt: Receipt) -> Opened | None:
    """The holder that this receipt opens, a reporter's or a guest's; None when there is none.

    A wrong receipt and no report look the same, and whose words are wrong is not asked.
    """
    holder = Holder.objects.filter(look_up=receipt_look_up(tenant_id, receipt)).first()
    if holder is None:
        return None
    private = PrivateKey(open_field(_receipt_key(tenant_id, receipt), holder.sealed_private, _place(holder)))
    return Opened(tenant_id, holder.alias, private)
