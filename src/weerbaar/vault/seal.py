"""Sealing of fields and of keys. Every blob starts with a version byte; a seal opens only in the place it was made for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

from weerbaar.vault.secret import PrivateKey, SymmetricKey

if TYPE_CHECKING:
    from uuid import UUID

VERSION = 1
NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
_VERSION = bytes([VERSION])
_ID = b"\x00\x10"  # the length of an id, as that of a name is written
_LENGTH = 4
_SMALLEST = 256


class SealBrokenError(Exception):
    """The blob was changed, moved to another place, or belongs to another key. Holds no content."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed field lies: a blob that is copied to another row, column or tenant does not open there."""

    tenant: UUID
    table: str
    row: UUID
    column: str

    def data(self) -> bytes:
        """The version, and each part behind its length, so that no two places are written alike."""
        row, tenant = self.row.bytes, self.tenant.bytes
        return b"".join(
            (_VERSION, _ID, tenant, _framed(self.table), _ID, row, _framed(self.column)),
        )


@cache
def _framed(name: str) -> bytes:
    """The name of a table or column behind its length. There are few, and a search asks for them forty thousand times."""
    encoded = name.encode()
    return len(encoded).to_bytes(2, "big") + encoded


def padded_size(size: int) -> int:
    """The Padmé bucket of `size` bytes: at most 12 % more, and it shows an order of magnitude and little more.

    Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, §4.
    """
    if size <= _SMALLEST:
        return _SMALLEST
    exponent = size.bit_length() - 1
    keep = exponent.bit_length()
    mask = (1 << (exponent - keep)) - 1
    return (size + mask) & ~mask


def seal_field(key: SymmetricKey, content: bytes, place: Place) -> bytes:
    """Seal `content` (up to 4 GiB, meant for fields) for one place, padded so that its length says little."""
    framed = len(content).to_bytes(_LENGTH, "big") + content
    framed += bytes(padded_size(len(framed)) - len(framed))
    nonce = random(NONCE)
    return (
        _VERSION
        + nonce
        + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(framed, place.data(), nonce, key.reveal())
    )


def open_field(key: SymmetricKey, blob: bytes, place: Place) -> bytes:
    """Open what `seal_field` made for this place. Raises SealBrokenError for anything else."""
    blob = bytes(blob)
    _check_version(blob)
    try:
        framed = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            blob[1 + NONCE :], place.data(), blob[1 : 1 + NONCE], key.reveal()
        )
    except (CryptoError, ValueError):
        raise SealBrokenError from None
    size = int.from_bytes(framed[:_LENGTH], "big")
    return framed[_LENGTH : _LENGTH + size]


def seal_to(public_key: bytes, content: bytes) -> bytes:
    """Seal `content` so that only the holder of the private half opens it; the sender keeps no way back."""
    return _VERSION + bindings.crypto_box_seal(content, public_key)


def open_sealed(private_key: PrivateKey, blob: bytes) -> bytes:
    """Open what `seal_to` sealed to this key's public half."""
    blob = bytes(blob)
    _check_version(blob)
    try:
        return bindings.crypto_box_seal_open(blob[1:], private_key.public(), private_key.reveal())
    except (CryptoError, ValueError):
        raise SealBrokenError from None


def _check_version(blob: bytes) -> None:
    if blob[:1] != _VERSION:
        raise SealBrokenError
