"""Addresses on Tor: what is one, and what only looks like it.

Source: rend-spec-v3 of the Tor project, "Encoding onion addresses". The address is the base32 of the service's public
key (32 bytes), a checksum (2) and the version (1); so an address that was written over wrongly can be told.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from weerbaar.ground.errors import RefusedError

SUFFIX = ".onion"
_SIGNS = 56
_KEY = 32
_VERSION = b"\x03"


def is_onion(address: str) -> bool:
    """Whether this is the address of an onion service of version 3, in small letters and without anything around it."""
    name = address.removesuffix(SUFFIX)
    if not address.endswith(SUFFIX) or len(name) != _SIGNS or name != name.lower():
        return False
    try:
        read = base64.b32decode(name.upper())
    except (binascii.Error, ValueError):  # ValueError: signs outside ASCII
        return False
    key, checksum, version = read[:_KEY], read[_KEY:-1], read[-1:]
    return version == _VERSION and checksum == _checksum(key)


def _checksum(key: bytes) -> bytes:
    return hashlib.sha3_256(b".onion checksum" + key + _VERSION).digest()[:2]


def normalised_onion(typed: str) -> str:
    """One spelling of an address, as in the file `hostname` that Tor makes. Raises RefusedError when it is none."""
    address = typed.strip().lower()
    if not is_onion(address):
        raise RefusedError(
            "Dit is geen adres op Tor. Neem het over uit het bestand ‘hostname’: 56 letters en cijfers, en dan .onion.",
            field="onion",
        )
    return address
