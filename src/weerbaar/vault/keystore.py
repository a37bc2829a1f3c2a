"""The separate store of wrapping keys: opening a chest needs a key from here as well, and destroying it ends every copy.

It shares no cluster, log, volume or snapshot with the database and has a short backup cycle of its own. A key is
written and synced before the row that needs it commits, so that a crash leaves an unused key and never a case that
cannot be opened.
"""

from __future__ import annotations

import os
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.conf import settings

from weerbaar.ground.private_files import sync_folder
from weerbaar.vault.secret import KEY_BYTES, SymmetricKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class KeyLostError(Exception):
    """The store holds no key under this id: it was destroyed, or the store is older than the database."""


class KeyState(Enum):
    """What the store knows of an id. DESTROYED is a mark that stays, so that a store that lost a key can be told apart."""

    HELD = "held"
    DESTROYED = "destroyed"
    UNKNOWN = "unknown"


class KeyStore(Protocol):
    """What the vault asks of a store of wrapping keys."""

    def put(self, keys: Mapping[UUID, SymmetricKey]) -> None: ...
    def get(self, key_id: UUID) -> SymmetricKey: ...
    def destroy(self, key_ids: Iterable[UUID], *, leave_mark: bool = False) -> None: ...
    def state(self, key_id: UUID) -> KeyState: ...
    def held(self) -> Iterator[UUID]: ...


class FolderKeyStore:
    """Keys as files of 32 bytes, one per chest, in 256 folders, on a volume of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key_id: UUID) -> Path:
        return self.root / key_id.hex[:2] / key_id.hex

    def put(self, keys: Mapping[UUID, SymmetricKey]) -> None:
        """Write new keys and sync them to the disk. An id that is already there is refused, never overwritten."""
        folders = self._root_to_sync()
        for key_id, key in keys.items():
            path = self._path(key_id)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                os.write(descriptor, key.reveal())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            folders.add(path.parent)
        for folder in folders:
            sync_folder(folder)

    def _root_to_sync(self) -> set[Path]:
        """The folders that hold the entry of a folder of keys. Always, not only by whoever makes that folder: another
        may find it made and not yet synced, and its key would go with it when the power fails.
        """
        if self.root.is_dir():
            return {self.root}
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {self.root, self.root.parent}

    def get(self, key_id: UUID) -> SymmetricKey:
        # Not by `_path`, nor by a file object: a search asks for ten thousand of these, and either took longer than the disk.
        name = key_id.hex
        try:
            descriptor = os.open(f"{self.root}/{name[:2]}/{name}", os.O_RDONLY)
        except FileNotFoundError:
            raise KeyLostError from None
        try:
            return SymmetricKey(os.read(descriptor, KEY_BYTES + 1))
        except ValueError:
            raise KeyLostError from None
        finally:
            os.close(descriptor)

    def destroy(self, key_ids: Iterable[UUID], *, leave_mark: bool = False) -> None:
        """Overwrite and remove keys; a key that is gone already is no error. The disk's own copies end with its cycle.

        `leave_mark` keeps an empty file: `restore` then knows that the key of a chest was destroyed, and not lost.
        """
        for key_id in key_ids:
            path = self._path(key_id)
            try:
                descriptor = os.open(path, os.O_WRONLY)
            except FileNotFoundError:
                continue
            try:
                if os.fstat(descriptor).st_size:
                    os.write(descriptor, bytes(KEY_BYTES))
                    os.fsync(descriptor)
                if leave_mark:
                    os.ftruncate(descriptor, 0)
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if not leave_mark:
                path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def state(self, key_id: UUID) -> KeyState:
        """Whether there is a key, a mark where one was, or nothing. A file of another size is a key that was half written."""
        try:
            size = self._path(key_id).stat().st_size
        except FileNotFoundError:
            return KeyState.UNKNOWN
        return {KEY_BYTES: KeyState.HELD, 0: KeyState.DESTROYED}.get(size, KeyState.UNKNOWN)

    def held(self) -> Iterator[UUID]:
        """Every id that the store has a key for."""
        for path in self.root.glob("??/*"):
            if path.stat().st_size:
                yield UUID(hex=path.name)


def key_store() -> KeyStore:
    """The store that the settings name."""
    return _in_folder(str(settings.WEERBAAR_KEY_STORE))


@cache
def _in_folder(root: str) -> FolderKeyStore:
    return FolderKeyStore(Path(root))
