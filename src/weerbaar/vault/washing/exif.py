"""Exif (a TIFF directory): what it tells about a person, and which way up the picture goes.

Source: Exif 2.32 (CIPA DC-008), tables 4 to 8 for the tags. Read only as far as needed, and never trusted: an
offset that points outside reads as nothing.
"""

from __future__ import annotations

import struct

from weerbaar.vault.washing.words import Notes, Removal

_ORIENTATION = 0x0112
_UPRIGHT = 1
_HIGHEST_ORIENTATION = 8
_SHORT = 3
_EXIF_IFD = 0x8769
_GPS_IFD = 0x8825
_ENTRY = 12
_MAX_ENTRIES = 512
_HEADER = 8
_THING_BY_TAG = {
    _GPS_IFD: Removal.PLACE,
    **dict.fromkeys((0x0132, 0x9003, 0x9004), Removal.TIME),
    **dict.fromkeys((0x010F, 0x0110, 0x927C, 0xA430, 0xA431, 0xA433, 0xA434, 0xA435), Removal.DEVICE),
    **dict.fromkeys((0x013B, 0x8298, 0x9C9D), Removal.AUTHOR),
    0x0131: Removal.PROGRAM,
    **dict.fromkeys((0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F), Removal.DESCRIPTION),
}


class _Directories:
    """The tags of the first directory and of its Exif directory; whether a second one (a thumbnail) follows."""

    def __init__(self, tiff: bytes) -> None:
        self._tiff = tiff
        self._order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
        self.tags: dict[int, bytes] = {}
        self.has_thumbnail = False
        if self._order and len(tiff) >= _HEADER:
            self.has_thumbnail = self._read(self.number("I", tiff[4:8])) != 0
            if _EXIF_IFD in self.tags:
                self._read(self.number("I", self.tags[_EXIF_IFD][8:12]))

    def number(self, form: str, raw: bytes) -> int:
        return struct.unpack(self._order + form, raw)[0] if len(raw) == struct.calcsize(form) else 0

    def _read(self, at: int) -> int:
        """Read one directory; returns the offset of the next one, 0 when there is none."""
        count = self.number("H", self._tiff[at : at + 2])
        if not 0 < count <= _MAX_ENTRIES:
            return 0
        end = at + 2 + count * _ENTRY
        for entry in range(at + 2, end, _ENTRY):
            tag = self.number("H", self._tiff[entry : entry + 2])
            self.tags.setdefault(tag, self._tiff[entry : entry + _ENTRY])
        return self.number("I", self._tiff[end : end + 4])


def read_exif(tiff: bytes, notes: Notes) -> int:
    """Note what this Exif block tells. Returns the orientation, 1 to 8; 1 when it is absent or nonsense."""
    directories = _Directories(tiff)
    found = {thing for tag, thing in _THING_BY_TAG.items() if tag in directories.tags}
    if directories.has_thumbnail:
        found.add(Removal.THUMBNAIL)
    notes.took(*(found or {Removal.DESCRIPTION}))
    entry = directories.tags.get(_ORIENTATION, b"")
    orientation = directories.number("H", entry[8:10]) if directories.number("H", entry[2:4]) == _SHORT else 0
    return orientation if _UPRIGHT <= orientation <= _HIGHEST_ORIENTATION else _UPRIGHT


def says_only_orientation(tiff: bytes) -> bool:
    """Whether this block is no more than what `only_orientation` writes: a washed file washes to itself."""
    return any(tiff == only_orientation(value) for value in range(_UPRIGHT, _HIGHEST_ORIENTATION + 1))


def only_orientation(orientation: int) -> bytes:
    """The smallest TIFF directory that turns the picture the right way up and says nothing else."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)


def empty() -> bytes:
    """The smallest TIFF directory that says nothing at all (14 bytes)."""
    return struct.pack("<2sHIHI", b"II", 42, 8, 0, 0)
