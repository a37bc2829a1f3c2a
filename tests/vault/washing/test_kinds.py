"""A file is named by what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from vault.washing import samples
from weerbaar.vault.washing import HEAD_BYTES, Kind, Way, sniff
from weerbaar.vault.washing.kinds import look_inside

OFFICE = "application/vnd.ms-"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.jpeg(), Kind.JPEG),
        (samples.png(), Kind.PNG),
        (samples.heic(), Kind.HEIC),
        (samples.pdf(), Kind.PDF),
        (b"\n\n" + samples.pdf(), Kind.PDF),
        (samples.docx(), Kind.DOCX),
        (samples.odt(), Kind.ODT),
        (samples.movie(index_last=True), Kind.MP4),
        (samples.movie(index_last=True, brand=b"qt  "), Kind.MOV),
        (samples.movie(index_last=True, brand=b"M4A "), Kind.M4A),
        (samples.mp3(), Kind.MP3),
        (samples.frames(), Kind.MP3),
        (b"GIF89a...", Kind.GIF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.WAV),
        (b"PK\x03\x04" + bytes(60), Kind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
        (b"MZ\x90\x00", Kind.PROGRAM),
        (b"{\\rtf1 hallo}", Kind.RTF),
        (b"<!DOCTYPE html><p>", Kind.HTML),
        (b"<svg onload='x()'>", Kind.XML),
        ("Hoi, dit is één regel.\r\n".encode(), Kind.TEXT),
        ("Hoi".encode("utf-16"), Kind.TEXT),
        ("Eén café".encode("cp1252"), Kind.TEXT),
        (b"tekst met een \x00 erin", Kind.UNKNOWN),
        (b"", Kind.EMPTY),
    ],
)
def test_kind_is_told_by_the_first_bytes(data: bytes, kind: Kind) -> None:
    assert sniff(data[:HEAD_BYTES]) is kind


def container(main_type: str, **more: str) -> bytes:
    return samples.zipped({"[Content_Types].xml": samples.content_types("x", main_type), **more})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.docx(), Kind.DOCX),
        (samples.odt(), Kind.ODT),
        (container(samples.WORD_MAIN, **{"word/vbaProject.bin": "macro"}), Kind.DOCM),
        (container(f"{OFFICE}excel.sheet.macroEnabled.main+xml"), Kind.XLSM),
        (container(f"{OFFICE}powerpoint.presentation.macroEnabled.main+xml"), Kind.PPTM),
        (samples.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), Kind.ODS),
        (samples.zipped({"foto.jpg": samples.jpeg()}), Kind.ZIP),
        (b"PK\x03\x04 and then nothing", Kind.ZIP),
    ],
)
def test_a_container_shows_its_true_face_when_whole(data: bytes, kind: Kind) -> None:
    assert look_inside(data) is kind


def test_plain_text_needs_no_washing_and_its_scanner_agrees() -> None:
    assert Kind.TEXT.way is Way.NOT_NEEDED


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_word_and_leaves_as_something_that_does_not_run(kind: Kind) -> None:
    assert kind.msgid
    assert Path(f"x.{kind.extension}").suffix == f".{kind.extension}"
    assert not {"html", "svg", "script"} & set(kind.content_type.replace("/", " ").split())
    if kind.way is Way.NONE and kind in {Kind.HTML, Kind.XML, Kind.PROGRAM, Kind.XLSM}:
        assert kind.content_type == "application/octet-stream"
