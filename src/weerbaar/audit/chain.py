"""The chain itself: what of a line is hashed, how one link follows from another, and what is wrong with a chain.

Pure: values in, values out. A chain is per tenant; the hash of link *n* is
SHA-256(hash of link *n - 1* || *n* as 8 bytes, big-endian || `line_bytes` of its line), and link 0 is `genesis`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LINE, _CHAIN = b"weerbaar line 1", b"weerbaar chain 1"
_NONE, _SOME = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Everything that one line says. `at` is aware; `reason_hash` is 32 bytes or None; `count` is of a line about many."""

    id: UUID
    tenant_id: UUID
    at: datetime
    verb: str
    actor_alias: UUID
    subject_id: UUID
    object_id: UUID | None = None
    reason_hash: bytes | None = None
    refused: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: its sequence (0 for an empty chain) and its hash of 32 bytes."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A link beside its line, as the store has them now.

    A link whose line is gone has `line` None. A line without a link has `sequence` and `hash` None, and `waiting`
    says whether the chainer will still come for it.
    """

    sequence: int | None
    hash: bytes | None
    line_id: UUID
    line: LineFacts | None
    waiting: bool = False


class Fault(Enum):
    """What can be wrong with a log."""

    CHANGED = (
        "changed"  # the line or its link does not give the hash that was written, or sits in another place
    )
    LINE_GONE = "line_gone"  # the link is there, its line is not
    LINK_GONE = "link_gone"  # a number in the chain is missing
    REPEATED = "repeated"  # a number or a line occurs twice
    CUT_OFF = "cut_off"  # the chain is shorter than a checkpoint says that it was
    REWRITTEN = "rewritten"  # the chain fits in itself, but not with a checkpoint
    LOST = "lost"  # a line has no link and nothing waits to link it
    LATE = "late"  # a line has waited for its link longer than the chainer should need
    BAD_SIGNATURE = "bad_signature"  # a checkpoint was not signed by a key that we know


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault and where it is. For an auditor; `sequence` and `line_id` are None where they mean nothing."""

    fault: Fault
    sequence: int | None = None
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how far the chain is sound, how many lines wait for a link, and what is wrong."""

    head: Head
    unlinked: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.problems

    @property
    def first(self) -> Problem | None:
        """The first bad line in the order of the chain, or what else is wrong."""
        return self.problems[0] if self.problems else None


def genesis(tenant_id: UUID) -> Head:
    """The head of an empty chain. It differs per tenant, so that no piece of one chain fits in another's."""
    return Head(0, hashlib.sha256(_CHAIN + tenant_id.bytes).digest())


def line_bytes(line: LineFacts) -> bytes:
    """The one way to write a line as bytes. Every field has a fixed length or carries its own, so none can shift.

    The time is whole microseconds since 1970 in UTC, which is exactly what PostgreSQL keeps.
    """
    verb = line.verb.encode()
    microseconds = (line.at - _EPOCH) // _MICROSECOND
    return b"".join(
        (
            _LINE,
            line.tenant_id.bytes,
            line.id.bytes,
            microseconds.to_bytes(8, "big", signed=True),
            len(verb).to_bytes(2, "big"),
            verb,
            line.actor_alias.bytes,
            line.subject_id.bytes,
            _NONE if line.object_id is None else _SOME + line.object_id.bytes,
            _NONE if line.reason_hash is None else _SOME + line.reason_hash,
            _SOME if line.refused else _NONE,
            # Last, and nothing where there is none: the lines from before it was kept are the same bytes as then.
            b"" if line.count is None else line.count.to_bytes(8, "big"),
        )
    )


def follow(head: Head, line: LineFacts) -> Head:
    """The head after `line` is linked behind `head`."""
    sequence = head.sequence + 1
    return Head(sequence, hashlib.sha256(head.hash + sequence.to_bytes(8, "big") + line_bytes(line)).digest())


def walk(head: Head, lines: Iterable[LineFacts]) -> Iterator[tuple[LineFacts, Head]]:
    """Link `lines` in the order given, each with the head that it makes."""
    for line in lines:
        head = follow(head, line)
        yield line, head


def _fault(head: Head, row: Row) -> Problem | None:
    """What is wrong with a linked row that should follow `head`."""
    expected, sequence = head.sequence + 1, row.sequence or 0
    if sequence > expected:
        return Problem(Fault.LINK_GONE, expected)
    if sequence < expected:
        return Problem(Fault.REPEATED, sequence, row.line_id)
    if row.line is None:
        return Problem(Fault.LINE_GONE, sequence, row.line_id)
    if follow(head, row.line).hash != row.hash:
        return Problem(Fault.CHANGED, sequence, row.line_id)
    return None


class _Inspection:
    """One walk over the rows of a chain, in constant memory."""

    def __init__(self, tenant_id: UUID, kept: Mapping[int, frozenset[bytes]], late_before: datetime) -> None:
        self.head = genesis(tenant_id)
        self.unlinked = 0
        self._kept = kept
        self._late_before = late_before
        self._chain: Problem | None = None
        self._lost: Problem | None = None
        self._late: Problem | None = None
        self._compare()

    def _compare(self) -> None:
        """Hold the present head against what was kept of it outside."""
        if self._kept.get(self.head.sequence, frozenset()) - {self.head.hash}:
            self._chain = Problem(Fault.REWRITTEN, self.head.sequence)

    def linked(self, row: Row) -> None:
        """Take in the next link. After the first bad one nothing behind it can be judged."""
        if self._chain is not None:
            return
        self._chain = _fault(self.head, row)
        if self._chain is None and row.sequence is not None and row.hash is not None:
            self.head = Head(row.sequence, row.hash)
            self._compare()

    def loose(self, row: Row) -> None:
        """Take in a line that has no link."""
        self.unlinked += 1
        if not row.waiting:
            self._lost = self._lost or Problem(Fault.LOST, None, row.line_id)
        elif row.line is not None and row.line.at < self._late_before:
            self._late = self._late or Problem(Fault.LATE, None, row.line_id)

    def verdict(self) -> Verdict:
        """What was found, the first bad place of the chain before all else."""
        furthest = max(self._kept, default=0)
        if self._chain is None and furthest > self.head.sequence:
            self._chain = Problem(Fault.CUT_OFF, self.head.sequence + 1)
        problems = (self._chain, self._lost, self._late)
        return Verdict(self.head, self.unlinked, tuple(found for found in problems if found is not None))


def inspect(
    tenant_id: UUID,
    rows: Iterable[Row],
    *,
    kept: Mapping[int, frozenset[bytes]],
    late_before: datetime,
) -> Verdict:
    """Judge a chain. `rows` come in the order of their sequence, the lines without a link last.

    `kept` holds, per sequence, the hashes that checkpoints say the chain had there (two that differ cannot both be
    right). A line without a link from before `late_before` is late.
    """
    inspection = _Inspection(tenant_id, kept, late_before)
    for row in rows:
        if row.sequence is None:
            inspection.loose(row)
        else:
            inspection.linked(row)
    return inspection.verdict()
