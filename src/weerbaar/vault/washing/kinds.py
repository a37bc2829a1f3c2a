"""What a file is, told by its content alone: never by its name, nor by what a browser says that it is.

`sniff` needs the first 64 KiB and never raises. A ZIP container shows its true face only when it is whole:
`look_inside` takes that second look (in the jail: it reads what a stranger made).
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum

from weerbaar.vault.washing.words import gettext_noop

HEAD_BYTES = 64 * 1024


class Way(Enum):
    """How a kind is washed."""

    WHOLE = "whole"  # in one piece, in the jail, up to 100 MB
    STREAM = "stream"  # in two passes, up to 1 GiB
    NOT_NEEDED = "not needed"  # holds nothing but what one sees; the stream scanner checks that it is so
    NONE = "none"  # we cannot: the reader is told


class Kind(Enum):
    """Name, Dutch label (a gettext msgid), a safe extension, a content type and the way of washing."""

    def __init__(self, label: str, extension: str, content_type: str, way: Way, *_: object) -> None:
        self.label = label
        self.extension = extension
        self.content_type = content_type
        self.way = way

    JPEG = gettext_noop("Foto"), "jpg", "image/jpeg", Way.WHOLE
    PNG = gettext_noop("Plaatje"), "png", "image/png", Way.WHOLE
    HEIC = gettext_noop("Foto"), "heic", "image/heic", Way.WHOLE
    PDF = gettext_noop("PDF-document"), "pdf", "application/pdf", Way.WHOLE
    DOCX = (
        gettext_noop("Document"),
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Way.WHOLE,
    )
    XLSX = (
        gettext_noop("Rekenblad"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Way.WHOLE,
    )
    ODT = gettext_noop("Document"), "odt", "application/vnd.oasis.opendocument.text", Way.WHOLE
    MP4 = gettext_noop("Video"), "mp4", "video/mp4", Way.STREAM
    MOV = gettext_noop("Video"), "mov", "video/quicktime", Way.STREAM
    M4A = gettext_noop("Geluid"), "m4a", "audio/mp4", Way.STREAM
    MP3 = gettext_noop("Geluid"), "mp3", "audio/mpeg", Way.STREAM
    TEXT = gettext_noop("Tekst"), "txt", "text/plain; charset=utf-8", Way.NOT_NEEDED
    EMPTY = gettext_noop("Leeg bestand"), "bin", "application/octet-stream", Way.NOT_NEEDED
    # Below: recognised, so that the reader knows what it is, but not washed. What runs or opens by itself
    # leaves as plain bytes.
    DOCM = gettext_noop("Document met macro's"), "docm", "application/octet-stream", Way.NONE
    XLSM = gettext_noop("Rekenblad met macro's"), "xlsm", "application/octet-stream", Way.NONE
    PPTM = gettext_noop("Presentatie met macro's"), "pptm", "application/octet-stream", Way.NONE
    XLSB = gettext_noop("Rekenblad"), "xlsb", "application/octet-stream", Way.NONE, "binary"
    PPTX = (
        gettext_noop("Presentatie"),
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Way.NONE,
    )
    ODS = gettext_noop("Rekenblad"), "ods", "application/vnd.oasis.opendocument.spreadsheet", Way.NONE
    ODP = gettext_noop("Presentatie"), "odp", "application/vnd.oasis.opendocument.presentation", Way.NONE
    OLD_OFFICE = gettext_noop("Oud Office-bestand of bericht"), "bin", "application/octet-stream", Way.NONE
    RTF = gettext_noop("Document"), "rtf", "application/rtf", Way.NONE
    EPUB = gettext_noop("Boek"), "epub", "application/epub+zip", Way.NONE
    HTML = gettext_noop("Webpagina"), "html", "application/octet-stream", Way.NONE
    XML = gettext_noop("Bestand met gegevens"), "xml", "application/octet-stream", Way.NONE
    GIF = gettext_noop("Plaatje"), "gif", "image/gif", Way.NONE
    WEBP = gettext_noop("Plaatje"), "webp", "image/webp", Way.NONE
    TIFF = gettext_noop("Plaatje"), "tif", "image/tiff", Way.NONE
    BMP = gettext_noop("Plaatje"), "bmp", "image/bmp", Way.NONE
    AVIF = gettext_noop("Foto"), "avif", "image/avif", Way.NONE
    WAV = gettext_noop("Geluid"), "wav", "audio/wav", Way.NONE
    OGG = gettext_noop("Geluid"), "ogg", "audio/ogg", Way.NONE
    FLAC = gettext_noop("Geluid"), "flac", "audio/flac", Way.NONE
    AMR = gettext_noop("Geluid"), "amr", "audio/amr", Way.NONE
    AAC = gettext_noop("Geluid"), "aac", "audio/aac", Way.NONE
    AVI = gettext_noop("Video"), "avi", "video/x-msvideo", Way.NONE
    MATROSKA = gettext_noop("Video"), "mkv", "video/x-matroska", Way.NONE
    ZIP = gettext_noop("Ingepakte bestanden"), "zip", "application/zip", Way.NONE
    ARCHIVE = gettext_noop("Ingepakte bestanden"), "bin", "application/octet-stream", Way.NONE
    PROGRAM = gettext_noop("Programma"), "bin", "application/octet-stream", Way.NONE
    UNKNOWN = gettext_noop("Onbekend soort bestand"), "bin", "application/octet-stream", Way.NONE, "unknown"

    @property
    def msgid(self) -> str:
        """The label, as a Dutch gettext msgid."""
        return self.label


_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
    (b"{\\rtf", Kind.RTF),
    (b"OggS", Kind.OGG),
    (b"fLaC", Kind.FLAC),
    (b"#!AMR", Kind.AMR),
    (b"\x1aE\xdf\xa3", Kind.MATROSKA),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"#!", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (b"ID3", Kind.MP3),
)
_RIFF = {b"WAVE": Kind.WAV, b"AVI ": Kind.AVI, b"WEBP": Kind.WEBP}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_M4A_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"pnot"}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
_PDF_SEARCH = 1024  # readers accept the header anywhere in the first kilobyte, so it is a PDF to them
_FTYP_BYTES = 16


def sniff(head: bytes) -> Kind:
    """What the file is, as far as its first bytes tell. `head`: its first 64 KiB (all of it when smaller)."""
    if not head:
        return Kind.EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_by_local_headers(head)
    if b"%PDF-" in head[:_PDF_SEARCH]:
        return Kind.PDF
    return _by_structure(head) or _by_text(head)


def _by_structure(head: bytes) -> Kind | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], Kind.UNKNOWN)
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return Kind.BMP
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in _OLD_QUICKTIME:
        return Kind.MOV
    if head[:1] == b"\xff":
        return _by_audio_header(head)
    return None


def _by_brand(head: bytes) -> Kind:
    size = min(int.from_bytes(head[:4], "big"), 1024)
    if size < _FTYP_BYTES:
        return Kind.UNKNOWN
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(_FTYP_BYTES, size, 4))}
    if major in _HEIC_BRANDS or (major in {b"mif1", b"msf1"} and brands & _HEIC_BRANDS):
        return Kind.HEIC
    if brands & _AVIF_BRANDS:
        return Kind.AVIF
    if major in _M4A_BRANDS:
        return Kind.M4A
    return Kind.MOV if major == b"qt  " else Kind.MP4


def _by_audio_header(head: bytes) -> Kind | None:
    if len(head) < 4:  # noqa: PLR2004 - an audio header is four bytes
        return None
    if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004 - ADTS: twelve bits of sync, layer 0
        return Kind.AAC
    layer3 = head[1] & 0xE6 == 0xE2  # noqa: PLR2004 - eleven bits of sync, layer III
    sane = head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3 and head[1] >> 3 & 3 != 1  # noqa: PLR2004
    return Kind.MP3 if layer3 and sane else None


# --- text -------------------------------------------------------------------------------------------------

# Control characters that no text has; the scanner of plain text uses the same set for the whole file.
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def _by_text(head: bytes) -> Kind:
    text = head
    if head.startswith(_UTF16):
        try:
            text = head[: len(head) // 2 * 2].decode("utf-16").encode("utf-8", "replace")
        except UnicodeDecodeError:
            return Kind.UNKNOWN
    if CONTROL.search(text):
        return Kind.UNKNOWN
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if re.match(rb"<!doctype html|<html|<head|<body|<script", start):
        return Kind.HTML
    if start.startswith((b"<?xml", b"<svg", b"<!doctype")):
        return Kind.HTML if b"<html" in text[:4096].lower() else Kind.XML
    return Kind.TEXT


# --- ZIP containers ---------------------------------------------------------------------------------------

_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Kind.ODP,
    b"application/epub+zip": Kind.EPUB,
}
_OFFICE_MAIN_PARTS: tuple[tuple[bytes, Kind, Kind], ...] = (
    (b"wordprocessingml.document.main+xml", Kind.DOCX, Kind.DOCM),
    (b"spreadsheetml.sheet.main+xml", Kind.XLSX, Kind.XLSM),
    (b"presentationml.presentation.main+xml", Kind.PPTX, Kind.PPTM),
    (b"presentationml.slideshow.main+xml", Kind.PPTX, Kind.PPTM),
    (b"ms-word.document.macroenabled.main+xml", Kind.DOCM, Kind.DOCM),
    (b"ms-excel.sheet.macroenabled.main+xml", Kind.XLSM, Kind.XLSM),
    (b"ms-powerpoint.presentation.macroenabled.main+xml", Kind.PPTM, Kind.PPTM),
    (b"ms-excel.sheet.binary.macroenabled.main", Kind.XLSB, Kind.XLSB),
)
_CONTENT_TYPES_LIMIT = 4 * 1024 * 1024
_MIMETYPE_LIMIT = 256


def _zip_by_local_headers(head: bytes) -> Kind:
    """A first guess for the page that waits; `look_inside` has the last word."""
    match = re.match(rb"PK\x03\x04.{22}\x08\x00(..)mimetype", head, re.DOTALL)
    if match:
        start = 38 + int.from_bytes(match[1], "little")
        for mimetype, kind in _OPEN_DOCUMENT.items():
            if re.match(re.escape(mimetype) + rb"(?!-)", head[start : start + 80]):
                return kind
    names = set(re.findall(rb"PK\x03\x04.{26}(word|xl|ppt|\[Content_Types\])", head, re.DOTALL))
    macros = b"vbaProject.bin" in head
    if b"word" in names:
        return Kind.DOCM if macros else Kind.DOCX
    if b"xl" in names:
        return Kind.XLSM if macros else Kind.XLSX
    if b"ppt" in names:
        return Kind.PPTM if macros else Kind.PPTX
    return Kind.ZIP


def look_inside(data: bytes) -> Kind:
    """The second look at a whole ZIP container: by the members that it lists. Never raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            return _by_members(container)
    except Exception:  # noqa: BLE001 - the ZIP reader fails in many ways on hostile bytes; all mean the same here
        return Kind.UNKNOWN if not data.startswith(b"PK") else Kind.ZIP


def _by_members(container: zipfile.ZipFile) -> Kind:
    names = set(container.namelist())
    if "mimetype" in names:
        with container.open("mimetype") as member:
            return _OPEN_DOCUMENT.get(member.read(_MIMETYPE_LIMIT).strip(), Kind.ZIP)
    if "[Content_Types].xml" not in names:
        return Kind.ZIP
    with container.open("[Content_Types].xml") as member:
        types = member.read(_CONTENT_TYPES_LIMIT).lower()
    macros = b"vbaproject" in types or any(n.lower().endswith("vbaproject.bin") for n in names)
    for main_part, plain, with_macros in _OFFICE_MAIN_PARTS:
        if main_part in types:
            return with_macros if macros else plain
    return Kind.ZIP
