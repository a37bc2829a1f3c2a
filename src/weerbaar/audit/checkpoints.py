"""Signed heads of a chain: one line of text that a person outside the building can keep.

    weerbaar checkpoint <tenant id> <sequence> <hash, hex> <time, UTC> <Ed25519 signature, base64url>

The signature is over the text before it, so the line proves itself. It does not protect a checkpoint that stays on
the server: whoever runs the server has the signing key. What protects is that the line was sent away; the signature
then shows that it came from here and was not made up to accuse the administrator.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from nacl.exceptions import BadSignatureError

from weerbaar.ground.errors import RefusedError

from . import signing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nacl.signing import SigningKey, VerifyKey

    from .chain import Head

_PREFIX = "weerbaar checkpoint"
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_TEXT = re.compile(
    _PREFIX
    + r" (?P<tenant>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (?P<sequence>\d{1,18}) (?P<hash>[0-9a-f]{64})"
    r" (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (?P<signature>[A-Za-z0-9_-]{86})(?![A-Za-z0-9_-])"
)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """What a chain's head was at a time. `hash` is 32 bytes, `signature` 64."""

    tenant_id: UUID
    sequence: int
    hash: bytes
    at: datetime
    signature: bytes

    @property
    def text(self) -> str:
        """The line that leaves the building."""
        return f"{_signed_text(self)} {base64.urlsafe_b64encode(self.signature).rstrip(b'=').decode()}"

    def signed_by(self, keys: Iterable[VerifyKey]) -> bool:
        """Whether one of `keys` made the signature."""
        return any(_made(key, self) for key in keys)


def _signed_text(head: SignedHead) -> str:
    moment = head.at.astimezone(UTC).strftime(_TIME)
    return f"{_PREFIX} {head.tenant_id} {head.sequence} {head.hash.hex()} {moment}"


def _made(key: VerifyKey, head: SignedHead) -> bool:
    try:
        key.verify(_signed_text(head).encode(), head.signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def sign(key: SigningKey, tenant_id: UUID, head: Head, at: datetime) -> SignedHead:
    """Sign `head` as it is at the aware moment `at`."""
    unsigned = SignedHead(tenant_id, head.sequence, head.hash, at, b"")
    signature = key.sign(_signed_text(unsigned).encode()).signature
    return SignedHead(tenant_id, head.sequence, head.hash, at, signature)


def find(text: str) -> list[SignedHead]:
    """Every checkpoint in `text`, which may be a whole mail: what stands around the lines is passed over.

    Raises `RefusedError` where a line begins as a checkpoint and is not whole, and where there is none at all: a
    checkpoint that is passed over in silence would be a check that was not done.
    """
    found = [_read(match) for match in _TEXT.finditer(text)]
    if not found:
        raise RefusedError("In dit bestand staat geen controlepunt. Kijk of je de hele regel hebt bewaard.")
    if len(found) != text.count(_PREFIX + " "):
        raise RefusedError(
            "In dit bestand staat een controlepunt dat niet heel is. Neem de regel over zoals hij kwam."
        )
    return found


def _read(match: re.Match[str]) -> SignedHead:
    try:
        return SignedHead(
            UUID(match["tenant"]),
            int(match["sequence"]),
            bytes.fromhex(match["hash"]),
            datetime.strptime(match["at"], _TIME).replace(tzinfo=UTC),
            base64.urlsafe_b64decode(match["signature"] + "=="),
        )
    except (ValueError, binascii.Error) as error:
        raise RefusedError(
            "In dit bestand staat een controlepunt dat niet klopt. Neem de regel over zoals hij kwam."
        ) from error


def signing_key(secrets: Path) -> SigningKey:
    """The key that signs checkpoints, made at first use."""
    return signing.own_key(secrets, signing.CHECKPOINT)


def public_keys(secrets: Path) -> list[VerifyKey]:
    """The public halves of the present key and of every earlier one that is still in `secrets`."""
    return signing.public_keys(secrets, signing.CHECKPOINT)
