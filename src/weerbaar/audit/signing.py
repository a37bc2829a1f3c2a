"""Keys of this installation that sign what leaves it: Ed25519, in the folder of secrets, readable to us alone.

Each kind of thing has a key of its own, so that a signature under one can never be passed off as one under another. What
is signed can be checked with standard tools: `public_pem` is what `openssl pkeyutl -verify` reads.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from nacl.signing import SigningKey, VerifyKey

from weerbaar.ground.errors import RefusedError
from weerbaar.ground.private_files import make_once

if TYPE_CHECKING:
    from pathlib import Path

CHECKPOINT, PROOF, COPY = "checkpoint", "proof", "copy"
_OTHERS = 0o007
_KEY_BYTES = 32
# What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 §4).
_PUBLIC_INFO = bytes.fromhex("302a300506032b6570032100")


def own_key(secrets: Path, name: str) -> SigningKey:
    """The key of this name, made at first use. Its public half is laid beside it under its own name, so that what an
    earlier key signed can still be checked. Raises RefusedError when it is damaged or open to others.
    """
    path = secrets / f"{name}.key"
    if not path.exists():
        secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_once(path, bytes(SigningKey.generate()))
    if path.stat().st_mode & _OTHERS:
        raise RefusedError(
            "Een sleutel om mee te tekenen is voor iedereen te lezen. Maak het bestand %(path)s dicht.",
            path=path.name,
        )
    seed = path.read_bytes()
    if len(seed) != _KEY_BYTES:
        raise RefusedError(
            "Een sleutel om mee te tekenen is beschadigd. Zet %(path)s terug uit de back-up.", path=path.name
        )
    key = SigningKey(seed)
    public = secrets / f"{name}.{key_id(key.verify_key)}.pub"
    if not public.exists():
        make_once(public, bytes(key.verify_key).hex().encode() + b"\n")
    return key


def public_keys(secrets: Path, name: str) -> list[VerifyKey]:
    """The public halves of the present key and of every earlier one that is still in `secrets`."""
    return [
        VerifyKey(bytes.fromhex(path.read_text().strip())) for path in sorted(secrets.glob(f"{name}.*.pub"))
    ]


def key_id(key: VerifyKey) -> str:
    """A short name for a public key: 16 hexadecimal digits."""
    return hashlib.sha256(bytes(key)).hexdigest()[:16]


def public_pem(key: VerifyKey) -> str:
    """A public key as standard tools read it."""
    body = base64.b64encode(_PUBLIC_INFO + bytes(key)).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
