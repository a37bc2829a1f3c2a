"""MP4, MOV and M4A: finds the boxes that tell about the maker; they become `free` boxes of the same size.

Works with the index (`moov`) before or after the media, with 64-bit sizes and in fragments. A track of timed
metadata (place, movement) is taken out whole: its index becomes free space and its samples become zeros.
Source: ISO/IEC 14496-12 §4.2 (boxes) and §8; Apple, QuickTime File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from weerbaar.vault.washing.kinds import Kind
from weerbaar.vault.washing.patches import Patches, Watch
from weerbaar.vault.washing.words import CannotWashError, Kept, Notes, Reason, Removal

_MAX_BOXES = 250_000
_MAX_LEAF = 8 * 1024 * 1024
_MAX_SAMPLES = 500_000
_NEVER = 1 << 62
_HEADER = 8
_FREE = {b"free", b"skip", b"wide"}
_TOP_STAYS = {b"ftyp", b"styp", b"mdat", b"sidx", b"ssix", b"mfra", b"pdin"}
# Per container: which children stay as they are. What is not named here becomes free space.
_STAYS: dict[bytes, set[bytes]] = {
    b"": _TOP_STAYS,
    b"moov": {b"iods", b"ctab", b"pssh", b"ainf", b"clip"},
    b"mvex": {b"mehd", b"trex", b"leva", b"trep"},
    b"trak": {b"edts", b"tref", b"tapt", b"load", b"clip", b"matt", b"txas", b"trgr", b"senc"},
    b"mdia": {b"elng"},
    b"minf": {b"vmhd", b"smhd", b"hmhd", b"sthd", b"nmhd", b"gmhd"},
    b"dinf": set(),
    b"stbl": {
        *(b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stsh", b"padb"),
        *(b"stdp", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"stps", b"senc", b"csgp"),
    },
    b"moof": {b"mfhd", b"pssh"},
    b"traf": {b"tfhd", b"trun", b"tfdt", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"senc", b"sdtp"},
}
_CONTAINERS = {
    (b"", b"moov"), (b"", b"moof"), (b"moov", b"trak"), (b"moov", b"mvex"), (b"trak", b"mdia"),
    (b"mdia", b"minf"), (b"minf", b"dinf"), (b"minf", b"stbl"), (b"moof", b"traf"),
}  # fmt: skip
_REFUSED = {b"cmov", b"rmra"}  # a compressed index and a list of other files: we cannot see into them
_SAMPLE_TABLES = {b"stsz", b"stsc", b"stco", b"co64"}
_PEOPLE_SEE_OR_HEAR = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"auxv", b"pict", b"hint"}
_TELLING: tuple[tuple[bytes, Removal], ...] = (
    (b"\xa9xyz", Removal.PLACE),
    (b"loci", Removal.PLACE),
    (b"location", Removal.PLACE),
    (b"\xa9mak", Removal.DEVICE),
    (b"\xa9mod", Removal.DEVICE),
    (b"quicktime.make", Removal.DEVICE),
    (b"quicktime.model", Removal.DEVICE),
    (b"\xa9day", Removal.TIME),
    (b"creationdate", Removal.TIME),
    (b"\xa9ART", Removal.AUTHOR),
    (b"auth", Removal.AUTHOR),
    (b"\xa9too", Removal.PROGRAM),
    (b"\xa9swr", Removal.PROGRAM),
    (b"quicktime.software", Removal.PROGRAM),
    (b"\xa9nam", Removal.TITLES),
    (b"covr", Removal.THUMBNAIL),
    (b"thmb", Removal.THUMBNAIL),
)


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


@dataclass
class _Track:
    """What is known of the track that is being read."""

    handler: bytes = b""
    tables: dict[bytes, bytes] = field(default_factory=dict)


class MovieScanner:
    """Pass 1 over a film or sound in boxes. Holds one small box at a time, whatever the size of the file."""

    def __init__(self, kind: Kind, patches: Patches, notes: Notes) -> None:
        self._kind, self._patches, self._notes = kind, patches, notes
        self._at = 0
        self._skip_to = 0
        self._buffer = bytearray()
        self._want = _HEADER
        self._next: Callable[[bytes], None] = self._header
        self._open: list[_Box] = []
        self._watch: Watch | None = None
        self._boxes = 0
        self._kinds_at_top: set[bytes] = set()
        self._stores: list[tuple[int, int]] = []
        self._handlers: set[bytes] = set()
        self._track = _Track()
        self._samples_to_blank: list[tuple[int, int]] = []
        self._fragmented = False

    def feed(self, chunk: bytes) -> None:
        view, at = memoryview(chunk), 0
        while at < len(chunk):
            if self._at < self._skip_to:
                step = min(len(chunk) - at, self._skip_to - self._at)
                if self._watch is not None:
                    self._watch.feed(bytes(view[at : at + step]))
            else:
                step = min(len(chunk) - at, self._want - len(self._buffer))
                self._buffer += view[at : at + step]
            at += step
            self._at += step
            self._go_on()

    def finish(self) -> Kind:
        open_ended = self._skip_to >= _NEVER
        if self._open or (self._at < self._skip_to and not open_ended) or self._next != self._header:
            raise CannotWashError(Reason.BROKEN)
        self._end_watch()
        if self._buffer and not open_ended:  # too few bytes for a box: nobody plays them
            self._patches.add(self._at - len(self._buffer), self._at)
            if any(self._buffer):
                self._notes.took(Removal.BEHIND_THE_END)
        if not {b"moov"} <= self._kinds_at_top or not self._kinds_at_top & {b"mdat", b"moof"}:
            raise CannotWashError(Reason.BROKEN)
        self._blank_samples()
        return self._true_kind()

    def _true_kind(self) -> Kind:
        film = b"vide" in self._handlers
        if self._kind is Kind.M4A and film:
            return Kind.MP4
        return Kind.M4A if self._kind is Kind.MP4 and not film else self._kind

    # --- from box to box ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        while self._at >= self._skip_to:
            self._end_watch()
            if self._next == self._header and not self._buffer:
                self._close_finished()
            if len(self._buffer) < self._want:
                return
            body, self._buffer = bytes(self._buffer), bytearray()
            self._next(body)

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._notes.took(*self._watch.named())
            self._watch = None

    def _expect(self, number: int, then: Callable[[bytes], None]) -> None:
        self._want, self._next = number, then

    def _header(self, raw: bytes) -> None:
        self._boxes += 1
        if self._boxes > _MAX_BOXES:
            raise CannotWashError(Reason.UNSAFE)
        size, kind = int.from_bytes(raw[:4], "big"), raw[4:8]
        start = self._at - _HEADER
        if size == 1:
            self._expect(8, lambda large: self._wide_header(kind, start, large))
            return
        if size == 0 and not self._open:
            self._enter(_Box(kind, start, self._at, _NEVER))
            return
        self._enter(_Box(kind, start, self._at, start + size))

    def _wide_header(self, kind: bytes, start: int, large: bytes) -> None:
        self._expect(_HEADER, self._header)
        self._enter(_Box(kind, start, self._at, start + int.from_bytes(large, "big")))

    def _enter(self, box: _Box) -> None:
        parent = self._open[-1] if self._open else None
        if box.end < box.body or box.kind in _REFUSED or (parent is not None and box.end > parent.end):
            raise CannotWashError(Reason.BROKEN)
        inside = parent.kind if parent else b""
        if parent is None:
            self._at_top(box)
        if (inside, box.kind) in _CONTAINERS:
            if box.end == _NEVER:
                raise CannotWashError(Reason.BROKEN)
            self._open.append(box)
            self._fragmented = self._fragmented or box.kind in {b"mvex", b"moof"}
            if box.kind == b"trak":
                self._track = _Track()
            return
        leaf = _LEAVES.get((inside, box.kind))
        if leaf is not None or (box.kind in _SAMPLE_TABLES and inside == b"stbl" and self._is_timed_data()):
            self._collect(box, leaf)
        elif box.kind in _STAYS[inside]:
            self._skip_to = box.end
        else:
            self._make_free(box)

    def _at_top(self, box: _Box) -> None:
        if not self._kinds_at_top and box.kind not in _TOP_STAYS | _FREE | {b"moov", b"pnot"}:
            raise CannotWashError(Reason.BROKEN)
        self._kinds_at_top.add(box.kind)
        if box.kind == b"mdat":
            if len(self._stores) >= _MAX_BOXES:
                raise CannotWashError(Reason.UNSAFE)
            self._stores.append((box.body, box.end))

    def _close_finished(self) -> None:
        while self._open and self._at >= self._open[-1].end:
            box = self._open.pop()
            if box.kind == b"trak":
                self._close_track(box)

    def _collect(self, box: _Box, leaf: Callable[[MovieScanner, _Box, bytes], None] | None) -> None:
        size = box.end - box.body
        if size > _MAX_LEAF:
            raise CannotWashError(Reason.BROKEN)

        def take(body: bytes) -> None:
            self._expect(_HEADER, self._header)
            if leaf is None:
                self._track.tables[box.kind] = body
            else:
                leaf(self, box, body)

        self._expect(size, take)

    def _make_free(self, box: _Box) -> None:
        if box.kind not in _FREE:
            self._patches.add(box.start + 4, box.start + 8, b"free")
        self._patches.add(box.body, min(box.end, _NEVER))
        self._watch = Watch(_TELLING, Removal.BEHIND_THE_END if box.kind in _FREE else Removal.DESCRIPTION)
        self._skip_to = box.end

    # --- what single boxes tell --------------------------------------------------------------------------

    def _moments(self, box: _Box, body: bytes) -> None:
        """Creation and modification, in seconds since 1904, of the film (mvhd), track (tkhd) or media (mdhd)."""
        end = 20 if body[:1] == b"\x01" else 12
        if len(body) < end:
            raise CannotWashError(Reason.BROKEN)
        if any(body[4:end]):
            self._notes.took(Removal.TIME)
            self._patches.add(box.body + 4, box.body + end)

    def _handler(self, box: _Box, body: bytes) -> None:
        """The kind of track; after it the maker of the player and a name, often of the telephone."""
        if len(body) < 12:  # noqa: PLR2004 - version, component type, component subtype
            raise CannotWashError(Reason.BROKEN)
        if self._open[-1].kind == b"mdia":
            self._track.handler = body[8:12]
            self._handlers.add(body[8:12])
        if any(body[12:]):
            self._notes.took(Removal.PROGRAM)
            self._patches.add(box.body + 12, box.end)

    def _descriptions(self, box: _Box, body: bytes) -> None:
        """Sample descriptions: the vendor, and the name of the compressor in those of film."""
        at = 8
        for _ in range(min(int.from_bytes(body[4:8], "big"), 1024)):
            size = int.from_bytes(body[at : at + 4], "big")
            if size < 16 or at + size > len(body):  # noqa: PLR2004 - the shortest sample entry
                raise CannotWashError(Reason.BROKEN)
            stretches = {b"vide": ((20, 24), (50, 82)), b"soun": ((20, 24),)}.get(self._track.handler, ())
            for start, end in stretches:
                if size >= end and any(body[at + start : at + end]):
                    self._patches.add(box.body + at + start, box.body + at + end)
                    self._notes.took(Removal.PROGRAM)
            at += size

    def _data_references(self, box: _Box, body: bytes) -> None:
        """Where the media lies: in this file, though an old alias may still name the maker's disk."""
        at = 8
        for _ in range(min(int.from_bytes(body[4:8], "big"), 1024)):
            size = int.from_bytes(body[at : at + 4], "big")
            if size < 12 or at + size > len(body):  # noqa: PLR2004 - header, version and flags
                raise CannotWashError(Reason.BROKEN)
            if not body[at + 11] & 1:
                self._notes.left(Kept.LINKS)
            elif any(body[at + 12 : at + size]):
                self._patches.add(box.body + at + 12, box.body + at + size)
                self._notes.took(Removal.TEMPLATE)
            at += size

    # --- tracks of timed metadata ------------------------------------------------------------------------

    def _is_timed_data(self) -> bool:
        return bool(self._track.handler) and self._track.handler not in {*_PEOPLE_SEE_OR_HEAR, b"tmcd"}

    def _close_track(self, box: _Box) -> None:
        if self._track.handler == b"tmcd":
            self._notes.left(Kept.TIMED_DATA)  # a clock that the film itself refers to
        if not self._is_timed_data():
            return
        tables = self._track.tables
        if (
            self._fragmented
            or not {b"stsz", b"stsc"} <= tables.keys()
            or not tables.keys() & {b"stco", b"co64"}
        ):
            self._notes.left(Kept.TIMED_DATA)
            return
        self._samples_to_blank.extend(_sample_stretches(tables))
        if len(self._samples_to_blank) > _MAX_SAMPLES:
            raise CannotWashError(Reason.UNSAFE)
        self._patches.forget_within(box.start, box.end)
        self._patches.add(box.start + 4, box.start + 8, b"free")
        self._patches.add(box.body, box.end)
        self._notes.took(Removal.MOVEMENT)

    def _blank_samples(self) -> None:
        at = 0
        for start, end in _joined(sorted(self._samples_to_blank)):
            if start < at or not any(low <= start and end <= high for low, high in self._stores):
                raise CannotWashError(Reason.UNSAFE)
            self._patches.add(start, end)
            at = end


_LEAVES: dict[tuple[bytes, bytes], Callable[[MovieScanner, _Box, bytes], None]] = {
    (b"moov", b"mvhd"): MovieScanner._moments,
    (b"trak", b"tkhd"): MovieScanner._moments,
    (b"mdia", b"mdhd"): MovieScanner._moments,
    (b"mdia", b"hdlr"): MovieScanner._handler,
    (b"minf", b"hdlr"): MovieScanner._handler,
    (b"stbl", b"stsd"): MovieScanner._descriptions,
    (b"dinf", b"dref"): MovieScanner._data_references,
}


def _numbers(table: bytes, at: int, form: str, count: int) -> tuple[int, ...]:
    size = struct.calcsize(f">{form}") * count
    if count > _MAX_SAMPLES or at + size > len(table):
        raise CannotWashError(Reason.BROKEN)
    return struct.unpack_from(f">{form * count}", table, at)


def _sample_stretches(tables: dict[bytes, bytes]) -> Iterator[tuple[int, int]]:
    """(start, end) in the file of each chunk of samples, from the tables of sizes, runs and places."""
    if any(len(table) < 8 for table in tables.values()) or len(tables[b"stsz"]) < 12:  # noqa: PLR2004
        raise CannotWashError(Reason.BROKEN)
    one_size, count = _numbers(tables[b"stsz"], 4, "I", 2)
    if count > _MAX_SAMPLES:
        raise CannotWashError(Reason.UNSAFE)
    sizes = (one_size,) * count if one_size else _numbers(tables[b"stsz"], 12, "I", count)
    form, places_table = ("Q", tables[b"co64"]) if b"co64" in tables else ("I", tables[b"stco"])
    places = _numbers(places_table, 8, form, int.from_bytes(places_table[4:8], "big"))
    run_count = int.from_bytes(tables[b"stsc"][4:8], "big")
    runs = _numbers(tables[b"stsc"], 8, "I", run_count * 3)
    per_chunk = [0] * len(places)
    for first, number in zip(runs[::3], runs[1::3], strict=True):
        if not 1 <= first <= len(places) or number > count:
            raise CannotWashError(Reason.BROKEN)
        per_chunk[first - 1] = number
    sample = number = 0
    for index, place in enumerate(places):
        number = per_chunk[index] or number
        size = sum(sizes[sample : sample + number])
        sample += number
        if size:
            yield place, place + size
    if sample != count:
        raise CannotWashError(Reason.BROKEN)


def _joined(stretches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours that touch become one."""
    current: tuple[int, int] | None = None
    for start, end in stretches:
        if current is not None and start == current[1]:
            current = (current[0], end)
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current
