"""PNG: the chunks that draw the picture stay byte for byte; words, times, Exif and private chunks go.

Source: W3C PNG, third edition, chapters 5 and 11.
"""

from __future__ import annotations

import zlib

from weerbaar.vault.washing import exif
from weerbaar.vault.washing.jpeg import name_xmp
from weerbaar.vault.washing.words import CannotWashError, Notes, Reason, Removal

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PICTURE = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP"),
    *(b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT"),
}
_AROUND = 12  # length, type and checksum


def wash(data: bytes, notes: Notes, *, standing_alone: bool = True) -> bytes:
    """The washed PNG. `standing_alone`: not inside a document, so that its orientation counts."""
    if not data.startswith(_SIGNATURE):
        raise CannotWashError(Reason.BROKEN)
    out = [_SIGNATURE]
    at, pixels, orientation = len(_SIGNATURE), 0, 1
    kind = b""
    while kind != b"IEND":
        first = not kind
        kind, body, end = _chunk(data, at)
        if first != (kind == b"IHDR"):
            raise CannotWashError(Reason.BROKEN)
        if kind in _PICTURE:
            if kind == b"IDAT" and not pixels and orientation != 1:
                out.append(_written(b"eXIf", exif.only_orientation(orientation)))
            pixels += kind == b"IDAT"
            out.append(data[at:end])
        elif kind == b"eXIf" and standing_alone:
            orientation = exif.read_exif(body, Notes() if exif.says_only_orientation(body) else notes)
        elif _is_critical(kind):
            raise CannotWashError(Reason.BROKEN)
        else:
            notes.took(*_named(kind, body))
        at = end
    if not pixels:
        raise CannotWashError(Reason.BROKEN)
    if len(data) > at:
        notes.took(Removal.BEHIND_THE_END)
    return b"".join(out)


def _chunk(data: bytes, at: int) -> tuple[bytes, bytes, int]:
    end = at + _AROUND + int.from_bytes(data[at : at + 4], "big")
    if at + _AROUND > len(data) or end > len(data):
        raise CannotWashError(Reason.BROKEN)
    if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
        raise CannotWashError(Reason.BROKEN)
    return data[at + 4 : at + 8], data[at + 8 : end - 4], end


def _written(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def _is_critical(kind: bytes) -> bool:
    return not kind[0] & 0x20  # an upper-case first letter: no reader may skip it


def _named(kind: bytes, body: bytes) -> set[Removal]:
    if kind == b"tIME":
        return {Removal.TIME}
    if kind == b"eXIf":
        inside = Notes()
        exif.read_exif(body, inside)
        return set(inside.removed)
    keyword = body.split(b"\x00", 1)[0]
    if kind not in {b"tEXt", b"zTXt", b"iTXt"}:
        return {Removal.DESCRIPTION}
    if keyword.startswith(b"XML"):
        return name_xmp(body)
    by_keyword = {b"Author": Removal.AUTHOR, b"Software": Removal.PROGRAM, b"Source": Removal.DEVICE}
    return {Removal.TIME if b"Time" in keyword else by_keyword.get(keyword, Removal.DESCRIPTION)}
