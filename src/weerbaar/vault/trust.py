"""Which staff keys may be sealed to: only those that two officers signed, whose own keys are pinned outside the database.

Otherwise whoever may add a person, or write one column, would hold a skeleton key to every report that follows.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from nacl import bindings
from nacl.exceptions import BadSignatureError

from weerbaar.database.rows import select
from weerbaar.ground.private_files import replace
from weerbaar.vault.models import Attestation, Holder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from weerbaar.vault.secret import SigningSeed

OFFICERS_NEEDED = 2
_PERSONS = "alias = ANY(%s) AND kind = %s"


def _file() -> Path:
    return Path(settings.WEERBAAR_SECRETS) / "officers.json"


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> dict[str, list[str]]:
    return json.loads(path.read_text())


def pinned_officers(tenant_id: UUID) -> frozenset[bytes]:
    """The officers' Ed25519 keys of a tenant, as the file outside the database has them."""
    try:
        pins = _read(_file(), _file().stat().st_mtime_ns)
    except FileNotFoundError:
        return frozenset()
    return frozenset(bytes.fromhex(key) for key in pins.get(str(tenant_id), ()))


def pin_officers(tenant_id: UUID, verify_keys: Iterable[bytes]) -> None:
    """Write the officers' keys of a tenant into the file. For the command line, on the machine that keeps the file."""
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(path.with_suffix(".lock")):
        pins = json.loads(path.read_text()) if path.exists() else {}
        pins[str(tenant_id)] = sorted(key.hex() for key in verify_keys)
        replace(path, json.dumps(pins, indent=1).encode())


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One at a time: of two commands that read the same file and write it back, the last would undo the first.

    The lock file stays; removing it would let a third in beside one that still holds it.
    """
    descriptor = os.open(lock, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _statement(holder: Holder) -> bytes:
    fields = (
        holder.tenant_id.bytes,
        holder.alias.bytes,
        bytes(holder.public_key),
        bytes(holder.verify_key or b""),
    )
    return b"weerbaar staff key 1" + b"".join(len(field).to_bytes(2, "big") + field for field in fields)


def fingerprint(holder: Holder) -> bytes:
    """32 bytes that stand for exactly these keys of this person in this tenant, to be compared by telephone."""
    return hashlib.blake2b(_statement(holder), digest_size=32, person=b"wb-fingerprint").digest()


def attest(holder: Holder, officer: SigningSeed) -> Attestation:
    """An unsaved signature of an officer under a holder's public keys."""
    return Attestation(
        tenant_id=holder.tenant_id,
        holder=holder,
        officer_key=officer.verify_key(),
        signature=officer.sign(_statement(holder)),
    )


@lru_cache(maxsize=4096)
def _signed(verify_key: bytes, statement: bytes, signature: bytes) -> bool:
    try:
        bindings.crypto_sign_open(signature + statement, verify_key)
    except BadSignatureError:
        return False
    return True


def is_trusted(holder: Holder, attestations: Iterable[Attestation]) -> bool:
    """Whether two officers that are pinned now signed exactly these keys of this person in this tenant."""
    pins = pinned_officers(holder.tenant_id)
    statement = _statement(holder)
    signers = {
        bytes(one.officer_key)
        for one in attestations
        if bytes(one.officer_key) in pins and _signed(bytes(one.officer_key), statement, bytes(one.signature))
    }
    return len(signers) >= OFFICERS_NEEDED


def trusted_holders(aliases: Collection[UUID]) -> dict[UUID, Holder]:
    """The holders among `aliases` that may be sealed to, by alias. Two queries."""
    holders = {one.id: one for one in select(Holder, _PERSONS, [list(aliases), Holder.Kind.PERSON.value])}
    signed: dict[UUID, list[Attestation]] = {}
    for one in select(Attestation, "holder_id = ANY(%s)", [list(holders)]):
        signed.setdefault(one.holder_id, []).append(one)
    return {
        holder.alias: holder for holder in holders.values() if is_trusted(holder, signed.get(holder.id, ()))
    }
