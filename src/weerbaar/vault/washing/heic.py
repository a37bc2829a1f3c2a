"""HEIC: the bytes of Exif and XMP items are overwritten where they stand; all else keeps its place and value.

Which way up the picture goes is a property of the image item (`irot`, `imir`), not of its Exif, so it stays.
Source: ISO/IEC 14496-12 §8.11 (meta, iloc, iinf, idat), ISO/IEC 23008-12 annex A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from weerbaar.vault.washing import exif
from weerbaar.vault.washing.jpeg import name_xmp
from weerbaar.vault.washing.words import CannotWashError, Notes, Reason, Removal

_MAX_BOXES = 100_000
_MAX_EXTENTS = 200_000
_STAYS_AT_THE_TOP = {b"ftyp", b"styp", b"meta", b"mdat", b"moov", b"free", b"skip", b"wide"}
_EMPTY_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
_SIZE_64 = 1
_IN_FILE, _IN_IDAT = 0, 1
_FIRST_WIDE_ITEM_VERSION = 2
_FIRST_INFE_VERSION = 2


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int  # of the header
    body: int  # of what comes after it
    end: int


@dataclass(frozen=True)
class _Item:
    kind: bytes
    content_type: bytes


class _Reader:
    """Big-endian numbers from one place on, never past `end`."""

    def __init__(self, data: bytes | bytearray, at: int, end: int) -> None:
        self._data, self.at, self._end = data, at, end

    def number(self, size: int) -> int:
        if self.at + size > self._end:
            raise CannotWashError(Reason.BROKEN)
        self.at += size
        return int.from_bytes(self._data[self.at - size : self.at], "big")

    def text(self) -> bytes:
        end = self._data.find(b"\x00", self.at, self._end)
        if end < 0:
            end = self._end
        found = bytes(self._data[self.at : end])
        self.at = end + 1
        return found


def wash(data: bytes, notes: Notes) -> bytes:
    """The washed HEIC, of the same length."""
    out = bytearray(data)
    top = list(_boxes(out, 0, len(out)))
    metas = [box for box in top if box.kind == b"meta"]
    if not top or top[0].kind != b"ftyp" or len(metas) != 1:
        raise CannotWashError(Reason.BROKEN)
    if any(box.kind == b"moov" for box in top):
        # A picture with a film inside: its own metadata boxes are out of this washer's sight.
        raise CannotWashError(Reason.NOT_THIS_KIND)
    for box in top:
        if box.kind not in _STAYS_AT_THE_TOP:
            _free(out, box)
            notes.took(Removal.BEHIND_THE_END)
        elif box.kind in {b"free", b"skip", b"wide"}:
            _zero(out, box.body, box.end, notes)
    _wash_meta(out, metas[0], [box for box in top if box.kind == b"mdat"], notes)
    return bytes(out)


def _boxes(data: bytes | bytearray, at: int, end: int) -> Iterator[_Box]:
    for _ in range(_MAX_BOXES):
        if at == end:
            return
        reader = _Reader(data, at, end)
        size, kind = reader.number(4), reader.number(4).to_bytes(4, "big")
        if size == _SIZE_64:
            size = reader.number(8)
        elif size == 0:
            size = end - at
        if size < reader.at - at or at + size > end:
            raise CannotWashError(Reason.BROKEN)
        yield _Box(kind, at, reader.at, at + size)
        at += size
    raise CannotWashError(Reason.BROKEN)


def _zero(out: bytearray, start: int, end: int, notes: Notes) -> None:
    if any(out[start:end]):
        notes.took(Removal.BEHIND_THE_END)
        out[start:end] = bytes(end - start)


def _free(out: bytearray, box: _Box) -> None:
    out[box.start + 4 : box.start + 8] = b"free"
    out[box.body : box.end] = bytes(box.end - box.body)


def _wash_meta(out: bytearray, meta: _Box, stores: list[_Box], notes: Notes) -> None:
    parts: dict[bytes, _Box] = {}
    for box in _boxes(out, meta.body + 4, meta.end):
        if box.kind in {b"uuid", b"udta", b"xml ", b"bxml"}:
            _free(out, box)
            notes.took(Removal.DESCRIPTION)
        parts.setdefault(box.kind, box)
    if not {b"iinf", b"iloc", b"iprp"} <= parts.keys():
        raise CannotWashError(Reason.BROKEN)
    items = _items(out, parts[b"iinf"])
    idat = parts.get(b"idat")
    extents = list(_extents(out, parts[b"iloc"], idat))
    _wash_properties(out, parts[b"iprp"], notes)
    spoken_for: list[tuple[int, int]] = []
    for item_id, start, end in extents:
        item = items.get(item_id)
        if item is not None and item.kind not in {b"Exif", b"mime", b"uri "}:
            spoken_for.append((start, end))
    for item_id, start, end in extents:
        item = items.get(item_id)
        if item is None or item.kind in {b"Exif", b"mime", b"uri "}:
            if any(start < e and s < end for s, e in spoken_for):
                raise CannotWashError(Reason.UNSAFE)  # metadata that shares its bytes with the picture
            _overwrite(out, item, start, end, notes)
    _wash_gaps(out, stores, extents, notes)


def _items(data: bytearray, box: _Box) -> dict[int, _Item]:
    reader = _Reader(data, box.body, box.end)
    version = reader.number(4) >> 24
    reader.number(2 if version == 0 else 4)
    items: dict[int, _Item] = {}
    for entry in _boxes(data, reader.at, box.end):
        inside = _Reader(data, entry.body, entry.end)
        version = inside.number(4) >> 24
        if entry.kind != b"infe" or version < _FIRST_INFE_VERSION:
            raise CannotWashError(Reason.BROKEN)
        item_id = inside.number(2 if version == _FIRST_WIDE_ITEM_VERSION else 4)
        inside.number(2)
        kind = inside.number(4).to_bytes(4, "big")
        name_at = inside.at
        name = inside.text()
        data[name_at : name_at + len(name)] = b"_" * len(name)
        items[item_id] = _Item(kind, inside.text() if kind == b"mime" else b"")
    return items


def _extents(data: bytearray, box: _Box, idat: _Box | None) -> Iterator[tuple[int, int, int]]:
    """(item, start, end) in the file, for every extent that `iloc` lists."""
    reader = _Reader(data, box.body, box.end)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version >= _FIRST_WIDE_ITEM_VERSION else 2
    seen = 0
    for _ in range(reader.number(wide)):
        item_id = reader.number(wide)
        method = reader.number(2) & 15 if version else _IN_FILE
        elsewhere = reader.number(2)
        base = reader.number(base_size)
        for _ in range(reader.number(2)):
            seen += 1
            if version and index_size:
                reader.number(index_size)
            start, length = base + reader.number(offset_size), reader.number(length_size)
            if elsewhere or method not in {_IN_FILE, _IN_IDAT} or not length or seen > _MAX_EXTENTS:
                raise CannotWashError(Reason.BROKEN)
            low, high = 0, len(data)
            if method == _IN_IDAT:
                if idat is None:
                    raise CannotWashError(Reason.BROKEN)
                low, high = idat.body, idat.end
            if low + start + length > high:
                raise CannotWashError(Reason.BROKEN)
            yield item_id, low + start, low + start + length


def _overwrite(out: bytearray, item: _Item | None, start: int, end: int, notes: Notes) -> None:
    """Leave something that a reader can parse and that says nothing: readers stumble over a block of zeros."""
    body, blank = bytes(out[start:end]), b"\x00" * (end - start)
    if item is not None and item.kind == b"Exif":
        skip = 4 + int.from_bytes(body[:4], "big")
        if body[4:].rstrip(b"\x00") != exif.empty().rstrip(b"\x00"):
            exif.read_exif(body[skip:], notes)
        blank = (bytes(4) + exif.empty()).ljust(len(body), b"\x00")
    elif item is not None and item.content_type.startswith(b"application/rdf+xml"):
        if body.strip() != _EMPTY_XMP:
            notes.took(*name_xmp(body))
        blank = _EMPTY_XMP.ljust(len(body))
    elif any(body):
        notes.took(Removal.DESCRIPTION)
    out[start:end] = blank if len(blank) == len(body) else bytes(len(body))


def _wash_properties(out: bytearray, box: _Box, notes: Notes) -> None:
    for container in _boxes(out, box.body, box.end):
        if container.kind != b"ipco":
            continue
        for prop in _boxes(out, container.body, container.end):
            # The description by the user, and moments of making and changing: the property keeps its index.
            if prop.kind in {b"udes", b"crtt", b"mdft", b"uuid"} and any(out[prop.body : prop.end]):
                out[prop.start + 4 : prop.start + 8] = b"free"
                out[prop.body : prop.end] = bytes(prop.end - prop.body)
                notes.took(Removal.DESCRIPTION)


def _wash_gaps(out: bytearray, stores: list[_Box], extents: list[tuple[int, int, int]], notes: Notes) -> None:
    """Bytes in a store that no item uses are no part of the picture: phones hide whole films there."""
    used = sorted((start, end) for _, start, end in extents)
    for store in stores:
        at = store.body
        for start, end in used:
            if start >= store.end or end <= at:
                continue
            if start > at:
                _zero(out, at, start, notes)
            at = max(at, end)
        if at < store.end:
            _zero(out, at, store.end, notes)
