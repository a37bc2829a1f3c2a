"""Sealed files: a blob in storage, and a row whose sealed details hold its key, name, kind, true size and hashes."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.vault.seal import Place, open_field, seal_field
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.storage import blob_store
from weerbaar.vault.stream import SealedReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.models import SealedFile

_TABLE, _COLUMN = "vault_sealedfile", "sealed_details"


@dataclass(frozen=True, slots=True)
class Blob:
    """One sealed copy: its id in storage, its key, and size in bytes and SHA-256 of what it opens to."""

    id: UUID
    key: SymmetricKey
    size: int
    sha256: str

    def reader(self) -> SealedReader:
        return SealedReader(blob_store().open(self.id), self.key, self.id, self.size)


@dataclass(frozen=True, slots=True)
class FileDetails:
    """All that is known of a file. `current` is what readers get; `original` is there as long as somebody may want it.

    `kind`, `removed`, `kept` and `reason` are names in the enums of `vault.washing`; `original_sha256` outlives the original.
    """

    name: str
    kind: str
    state: str
    scan: str
    current: Blob
    original: Blob | None
    original_sha256: str
    original_size: int
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
    send_original: bool = False
    uploaded_at: str = ""
    send_as_is: bool = False


def seal_details(key: SymmetricKey, tenant_id: UUID, row: UUID, details: FileDetails) -> bytes:
    """Details sealed for their row, under a draft's key or a chest's."""
    # Not asdict(): it copies every value, and a secret refuses to be copied.
    plain = {one.name: getattr(details, one.name) for one in fields(details)}
    content = plain | {"current": _pack(details.current), "original": _pack(details.original)}
    return seal_field(key, json.dumps(content).encode(), Place(tenant_id, _TABLE, row, _COLUMN))


def open_details(key: SymmetricKey, file: SealedFile) -> FileDetails:
    """The details of a file that one key sealed, a draft's. Raises SealBrokenError for another key."""
    return _details(open_field(key, file.sealed_details, Place(file.tenant_id, _TABLE, file.id, _COLUMN)))


def details_in(chest: ChestKey, file: SealedFile) -> FileDetails:
    """The details of a file of a case, by whichever generation sealed them. Raises SealBrokenError for another chest."""
    return _details(chest.open(_TABLE, file.id, _COLUMN, file.sealed_details))


def _details(opened: bytes) -> FileDetails:
    content = json.loads(opened)
    content["current"], content["original"] = _unpack(content["current"]), _unpack(content["original"])
    content["removed"], content["kept"] = tuple(content["removed"]), tuple(content["kept"])
    return FileDetails(**content)


def _pack(blob: Blob | None) -> dict[str, str | int] | None:
    if blob is None:
        return None
    key = base64.b64encode(blob.key.reveal()).decode()
    return {"id": str(blob.id), "key": key, "size": blob.size, "sha256": blob.sha256}


def _unpack(packed: dict | None) -> Blob | None:
    if packed is None:
        return None
    key = SymmetricKey(base64.b64decode(packed["key"]))
    return Blob(UUID(packed["id"]), key, packed["size"], packed["sha256"])


def read(details: FileDetails, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The plain bytes that readers get, one chunk at a time."""
    return details.current.reader().chunks(start, end)


def forget_blobs(file: SealedFile) -> None:
    """Remove a file's blobs from storage."""
    for blob in (file.blob, file.original_blob):
        if blob is not None:
            blob_store().delete(blob)
