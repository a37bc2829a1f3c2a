"""Small files that only their owner may read: written whole or not at all, and still there after a power cut."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def make_once(path: Path, content: bytes) -> None:
    """Put a file there, mode 0600, unless there is one. Of two programs that start together, one wins."""
    with _beside(path, content) as new:
        # A link comes into being whole and only once.
        with suppress(FileExistsError):
            os.link(new, path)
        os.unlink(new)


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file, mode 0600: there is the old one or the new one, never a part."""
    with _beside(path, content) as new:
        os.replace(new, path)


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[str]:
    """A new file in the same folder, written and synced; its folder is synced when the block has placed it."""
    # A name of its own, and not the process's: two threads may come here, and a process that was killed leaves its file.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield name
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
