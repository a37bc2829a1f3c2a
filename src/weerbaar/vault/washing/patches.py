"""Places in a file that must change, without changing its length."""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.vault.washing.words import CannotWashError, Reason, Removal

MAX_PATCHES = 100_000


@dataclass(frozen=True, order=True)
class Patch:
    """From `start` to before `end` come the bytes of `head` and then zeros."""

    start: int
    end: int
    head: bytes = b""

    def content(self, start: int, end: int) -> bytes:
        """What stands from `start` to before `end`, both in the file's own count and inside the patch."""
        return self.head[start - self.start : end - self.start].ljust(end - start, b"\x00")


class Patches:
    """The patches found so far; their number is bounded, so that a hostile file cannot fill the memory."""

    def __init__(self) -> None:
        self._found: list[Patch] = []

    def add(self, start: int, end: int, head: bytes = b"") -> None:
        if end <= start:
            return
        if len(self._found) >= MAX_PATCHES:
            raise CannotWashError(Reason.UNSAFE)
        self._found.append(Patch(start, end, head))

    def in_order(self) -> tuple[Patch, ...]:
        return tuple(sorted(self._found))

    def forget_within(self, start: int, end: int) -> None:
        """Drop what lies in a stretch that will be covered as a whole."""
        self._found = [p for p in self._found if not (start <= p.start and p.end <= end)]


class Watch:
    """Looks for telling words in bytes that pass by in pieces, so that what goes can be named."""

    def __init__(self, words: tuple[tuple[bytes, Removal], ...], otherwise: Removal) -> None:
        self._words, self._otherwise = words, otherwise
        self._longest = max(len(word) for word, _ in words)
        self._tail = b""
        self._says_something = False
        self.found: set[Removal] = set()

    def feed(self, piece: bytes) -> None:
        self._says_something = self._says_something or piece.count(0) != len(piece)
        text = self._tail + piece
        self.found.update(removal for word, removal in self._words if word in text)
        self._tail = text[-self._longest :]

    def named(self) -> set[Removal]:
        """What passed by; nothing when it was all zeros."""
        if not self._says_something:
            return set()
        return self.found or {self._otherwise}
