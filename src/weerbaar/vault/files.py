"""Sealed files: a blob in storage, and a row whose sealed details hold its key, name, kind, true size and hashes."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from weerbaar.vault.seal import Place, open_field, seal_field
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.storage import blob_store
from weerbaar.vault.stream import SealedReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.models import SealedFile

_TABLE, _COLUMN = "vault_sealedfile", "sealed_details"
_SENT_IT = "reporter"


class Whose(StrEnum):
    """Whose a file is, also when a colleague was given it and put it in the case."""

    REPORTER = "reporter"
    SOMEBODY = "somebody"
    """Somebody else in the case: a witness, who was harmed, the one it is about."""
    ORGANISATION = "organisation"


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
    `by` is who put it there: "reporter", the alias of a colleague, or "" when another tenant handed it over or a program
    kept it. `said_whose` is what that colleague said of whose it is, "" when they were not asked: see `whose`.
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
    said_whose: str = ""

    @property
    def whose(self) -> Whose:
        """Whose it is. What nobody said counts as the reporter's: they lose most when that is taken wrongly."""
        is_by_colleague = self.by not in {"", _SENT_IT}
        return Whose(self.said_whose) if is_by_colleague and self.said_whose else Whose.REPORTER

    @property
    def is_known_whose(self) -> bool:
        """Whether the reporter sent it, or the colleague who put it there said whose it is."""
        return self.by == _SENT_IT or bool(self.by and self.said_whose)


def seal_details(key: SymmetricKey, tenant_id: UUID, row: UUID, details: FileDetails) -> bytes:
    """Details sealed for their row, under a draft's key or a chest's."""
    return seal_field(key, json.dumps(packed(details)).encode(), Place(tenant_id, _TABLE, row, _COLUMN))


def open_details(key: SymmetricKey, file: SealedFile) -> FileDetails:
    """The details of a file that one key sealed, a draft's. Raises SealBrokenError for another key."""
    return _details(open_field(key, file.sealed_details, Place(file.tenant_id, _TABLE, file.id, _COLUMN)))


def details_in(chest: ChestKey, file: SealedFile) -> FileDetails:
    """The details of a file of a case, by whichever generation sealed them. Raises SealBrokenError for another chest."""
    return _details(chest.open(_TABLE, file.id, _COLUMN, file.sealed_details))


def _details(opened: bytes) -> FileDetails:
    return unpacked(json.loads(opened))


def packed(details: FileDetails) -> dict[str, Any]:
    """Details as JSON takes them, with the keys of the file in them: only for what is sealed as a whole."""
    # Not asdict(): it copies every value, and a secret refuses to be copied.
    plain = {one.name: getattr(details, one.name) for one in fields(details)}
    return plain | {"current": _pack(details.current), "original": _pack(details.original)}


def unpacked(content: Mapping[str, Any]) -> FileDetails:
    """What `packed` gave; of before a field was there, without what it says."""
    blobs = {name: _unpack(content[name]) for name in ("current", "original")}
    codes = {name: tuple(content[name]) for name in ("removed", "kept")}
    return FileDetails(**{**content, **blobs, **codes})


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
