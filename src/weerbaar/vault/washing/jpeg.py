"""JPEG: every segment that is not needed to draw the picture goes; the picture itself is copied, not re-encoded.

Source: ITU-T T.81 annex B (markers), JFIF 1.02, ICC.1 annex B.4, Adobe technical note 5116 (APP14).
"""

from __future__ import annotations

import re

from weerbaar.vault.washing import exif
from weerbaar.vault.washing.words import CannotWashError, Notes, Reason, Removal

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP13, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF, 0xFE
# SOFn with DHT (C4) and DAC (CC) among them; DQT, DNL, DRI, DHP, EXP.
_PICTURE = {*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF} | {0xC4, 0xCC, _SOS}
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_JFIF_BYTES = 14
_DEVICE_WORDS = (b"tiff:Make", b"tiff:Model", b"aux:")
_ADOBE_BYTES = 12


def wash(data: bytes, notes: Notes, *, standing_alone: bool = True) -> bytes:
    """The washed JPEG. `standing_alone`: not inside a document, so that its orientation counts."""
    if data[:2] != b"\xff\xd8":
        raise CannotWashError(Reason.BROKEN)
    orientation, kept_exif = 1, False
    head: list[bytes] = []
    body: list[bytes] = []
    at, scans = 2, 0
    while True:
        marker, at = _marker(data, at)
        if marker == _EOI:
            break
        segment, at = _segment(data, at)
        if marker == _APP1 and segment.startswith(b"Exif\x00\x00"):
            tiff = segment[6:]
            kept_exif = exif.says_only_orientation(tiff)
            orientation = exif.read_exif(tiff, Notes() if kept_exif else notes)
            continue
        cleaned = _clean(marker, segment, notes)
        if cleaned is None:
            continue
        (head if marker == _APP0 else body).append(_written(marker, cleaned))
        if marker == _SOS:
            scans += 1
            end = _end_of_scan(data, at)
            body.append(data[at:end])
            at = end
    if not scans:
        raise CannotWashError(Reason.BROKEN)
    if len(data) > at:
        notes.took(Removal.BEHIND_THE_END)
    if orientation != 1 and standing_alone:
        head.append(_written(_APP1, b"Exif\x00\x00" + exif.only_orientation(orientation)))
    return b"".join((b"\xff\xd8", *head, *body, b"\xff\xd9"))


def _marker(data: bytes, at: int) -> tuple[int, int]:
    if data[at : at + 1] != b"\xff":
        raise CannotWashError(Reason.BROKEN)
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise CannotWashError(Reason.BROKEN)
    return data[at], at + 1


def _segment(data: bytes, at: int) -> tuple[bytes, int]:
    length = int.from_bytes(data[at : at + 2], "big")
    if length < 2 or at + length > len(data):  # noqa: PLR2004 - the length counts its own two bytes
        raise CannotWashError(Reason.BROKEN)
    return data[at + 2 : at + length], at + length


def _written(marker: int, segment: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(segment) + 2).to_bytes(2, "big") + segment


def _end_of_scan(data: bytes, at: int) -> int:
    match = _NEXT_MARKER.search(data, at)
    if match is None:
        raise CannotWashError(Reason.BROKEN)
    return match.start()


def _clean(marker: int, segment: bytes, notes: Notes) -> bytes | None:
    """What stays of a segment: all, a part, or None for nothing."""
    if marker in _PICTURE:
        return segment
    if marker == _APP14 and segment.startswith(b"Adobe"):
        return segment[:_ADOBE_BYTES]  # without it the colours come out wrong
    if marker == _APP2 and segment.startswith(b"ICC_PROFILE\x00"):
        return segment
    if marker == _APP0 and segment.startswith(b"JFIF\x00"):
        return _clean_jfif(segment, notes)
    if not _APP0 <= marker <= _APP15 and marker != _COM:
        raise CannotWashError(Reason.BROKEN)
    notes.took(*_named(marker, segment))
    return None


def _clean_jfif(segment: bytes, notes: Notes) -> bytes:
    if len(segment) > _JFIF_BYTES:
        notes.took(Removal.THUMBNAIL)
    return segment[: _JFIF_BYTES - 2].ljust(_JFIF_BYTES - 2, b"\x00") + b"\x00\x00"


def _named(marker: int, segment: bytes) -> set[Removal]:
    if marker == _APP0:
        return {Removal.THUMBNAIL}
    if marker == _APP2 and segment.startswith(b"MPF\x00"):
        return {Removal.BEHIND_THE_END}
    if marker == _APP1:
        return name_xmp(segment)
    if marker == _APP13:
        return {Removal.AUTHOR, Removal.DESCRIPTION}
    return {Removal.DESCRIPTION}


def name_xmp(packet: bytes) -> set[Removal]:
    """What an XMP packet tells, by the properties that it names."""
    found = {Removal.DESCRIPTION}
    if b"GPSL" in packet or b"photoshop:City" in packet:
        found.add(Removal.PLACE)
    if b"CreateDate" in packet or b"ModifyDate" in packet:
        found.add(Removal.TIME)
    if any(word in packet for word in _DEVICE_WORDS):
        found.add(Removal.DEVICE)
    if b"dc:creator" in packet:
        found.add(Removal.AUTHOR)
    if b"CreatorTool" in packet or b"Producer" in packet:
        found.add(Removal.PROGRAM)
    return found
