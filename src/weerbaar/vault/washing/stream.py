"""Washing in two passes at flat memory: film and sound up to 1 GiB, and the check that plain text is plain.

Pass 1 feeds the whole file to a `Scanner`, in pieces of any size; it answers which bytes must change. Pass 2 puts
the pieces through a `Blanker` with those answers. The length never changes, so that every offset in the file stays
right. Nothing here reads or writes: the caller holds the bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.vault.washing.kinds import CONTROL, Kind
from weerbaar.vault.washing.movie import MovieScanner
from weerbaar.vault.washing.mp3 import Mp3Scanner
from weerbaar.vault.washing.patches import Patch, Patches
from weerbaar.vault.washing.words import CannotWashError, Kept, Notes, Reason, Removal


@dataclass(frozen=True)
class Findings:
    """What pass 1 found: the kind it turned out to be, the bytes to change, what goes and what stays."""

    kind: Kind
    length: int
    patches: tuple[Patch, ...]
    removed: tuple[Removal, ...]
    kept: tuple[Kept, ...]


class Scanner:
    """Pass 1. `feed` every piece in order, then `finish`. Raises CannotWashError when the structure is not sound."""

    def __init__(self, kind: Kind) -> None:
        self._notes = Notes()
        self._patches = Patches()
        if kind in {Kind.MP4, Kind.MOV, Kind.M4A}:
            self._inner = MovieScanner(kind, self._patches, self._notes)
        elif kind is Kind.MP3:
            self._inner = Mp3Scanner(self._patches, self._notes)
        elif kind in {Kind.TEXT, Kind.EMPTY}:
            self._inner = _TextScanner(kind)
        else:
            raise CannotWashError(Reason.NOT_THIS_KIND, kind)
        self._length = 0

    def feed(self, chunk: bytes) -> None:
        self._length += len(chunk)
        self._inner.feed(chunk)

    def finish(self) -> Findings:
        kind = self._inner.finish()
        return Findings(kind, self._length, self._patches.in_order(), self._notes.removed, self._notes.kept)


class Blanker:
    """Pass 2: gives each piece back with the found bytes changed. Pieces may come in any order and size."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        self._patches = sorted(patches)
        self._ends = [patch.end for patch in self._patches]
        if any(a.end > b.start for a, b in zip(self._patches, self._patches[1:], strict=False)):
            raise ValueError("patches overlap")

    def clean(self, offset: int, chunk: bytes) -> bytes:
        """The bytes of `chunk`, which begins at `offset` in the file, as they are after washing."""
        out = None
        for patch in self._patches[bisect_right(self._ends, offset) :]:
            if patch.start >= offset + len(chunk):
                break
            out = bytearray(chunk) if out is None else out
            start, end = max(patch.start, offset), min(patch.end, offset + len(chunk))
            out[start - offset : end - offset] = patch.content(start, end)
        return chunk if out is None else bytes(out)


class _TextScanner:
    """Plain text holds nothing but what one sees, as long as it is text to the last byte."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._wide: bool | None = None
        self._start = b""

    def feed(self, chunk: bytes) -> None:
        if self._wide is None:
            self._start += chunk[:2]
            self._wide = self._start.startswith((b"\xff\xfe", b"\xfe\xff")) if len(self._start) > 1 else None
        if self._kind is Kind.EMPTY and chunk:
            raise CannotWashError(Reason.NOT_THIS_KIND, Kind.UNKNOWN)
        if self._wide is False and CONTROL.search(chunk):
            raise CannotWashError(Reason.NOT_THIS_KIND, Kind.UNKNOWN)
        if self._wide and b"PK\x05\x06" in chunk:
            raise CannotWashError(Reason.NOT_THIS_KIND, Kind.UNKNOWN)

    def finish(self) -> Kind:
        return self._kind
