"""Where the bytes of sealed files lie. A store knows random names and sealed bytes, nothing of what they are."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol
from uuid import uuid4

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from uuid import UUID


class BlobStore(Protocol):
    """What the vault asks of a store of blobs."""

    def create(self, blob: UUID) -> AbstractContextManager[IO[bytes]]: ...
    def open(self, blob: UUID) -> IO[bytes]: ...
    def delete(self, blob: UUID) -> None: ...


class FolderStore:
    """Blobs as files in 256 folders. A blob appears under its name only when it is whole and synced."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, blob: UUID) -> Path:
        return self.root / blob.hex[:2] / blob.hex

    @contextmanager
    def create(self, blob: UUID) -> Iterator[IO[bytes]]:
        path = self._path(blob)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f".{uuid4().hex}")
        descriptor = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                yield file
                os.fsync(file.fileno())
            half.rename(path)
        finally:
            half.unlink(missing_ok=True)

    def open(self, blob: UUID) -> IO[bytes]:
        return self._path(blob).open("rb", buffering=0)

    def delete(self, blob: UUID) -> None:
        """Remove a blob; one that is gone already is no error."""
        self._path(blob).unlink(missing_ok=True)


def blob_store() -> BlobStore:
    """The store that the settings name."""
    return FolderStore(Path(settings.WEERBAAR_STORAGE))
