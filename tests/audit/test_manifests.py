"""An archive with a list of hashes under a signature: checked with the tools that whoever receives it has."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from weerbaar.audit import signing
from weerbaar.audit.manifests import (
    CHECK_SIGNATURE,
    CHECK_SUMS,
    BrokenPieceError,
    Piece,
    packed,
    piece,
    plain_name,
    signed_sums,
    sums_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MB = 1024 * 1024
_LETTER, _PHOTO = b"Wat er is gezegd.\n", bytes(range(256)) * 300


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path) -> Iterator[Path]:
    with override_settings(WEERBAAR_SECRETS=str(tmp_path / "secrets")):
        yield tmp_path / "secrets"


def pieces() -> tuple[Piece, ...]:
    return (
        piece("leesmij.txt", _LETTER),
        piece("stukken/01-foto.jpg", _PHOTO),
        piece("stukken/02-leeg.txt", b""),
    )


def archive(*parts: Piece) -> bytes:
    return b"".join(packed(parts, signed_sums(parts)))


def unpacked(content: bytes, folder: Path) -> Path:
    """As whoever receives it does, with a tool that is not ours."""
    folder.mkdir()
    (folder / "afschrift.zip").write_bytes(content)
    done = subprocess.run(
        ["unzip", "-q", "afschrift.zip"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def holds(command: str, folder: Path) -> bool:
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode == 0


def of_the_wrong(*chunks: bytes, sha256: str = "", size: int = 0) -> Piece:
    content = b"".join(chunks)
    return Piece(
        "stuk", sha256 or hashlib.sha256(content).hexdigest(), size or len(content), lambda: iter(chunks)
    )


def test_whoever_receives_it_checks_it_with_their_own_tools(tmp_path: Path) -> None:
    folder = unpacked(archive(*pieces()), tmp_path / "uit")
    assert holds(CHECK_SUMS, folder)
    assert holds(f"{CHECK_SUMS} --strict", folder)
    assert holds(CHECK_SIGNATURE, folder)
    assert (folder / "stukken/01-foto.jpg").read_bytes() == _PHOTO
    assert (folder / "stukken/02-leeg.txt").read_bytes() == b""


@pytest.mark.parametrize("which", ["leesmij.txt", "stukken/01-foto.jpg", "stukken/02-leeg.txt"])
def test_one_changed_byte_is_found(which: str, tmp_path: Path) -> None:
    folder = unpacked(archive(*pieces()), tmp_path / "uit")
    changed = folder / which
    changed.write_bytes(changed.read_bytes()[:-1] + b"!")
    assert not holds(CHECK_SUMS, folder)
    sums = folder / "SHA256SUMS"
    lines = [
        f"{hashlib.sha256(changed.read_bytes()).hexdigest()}  {which}" if line.endswith(which) else line
        for line in sums.read_text().splitlines()
    ]
    sums.write_text("\n".join(lines) + "\n")
    assert holds(CHECK_SUMS, folder)
    assert not holds(CHECK_SIGNATURE, folder)


def test_a_key_for_another_thing_does_not_check_it(tmp_path: Path, secrets: Path) -> None:
    folder = unpacked(archive(*pieces()), tmp_path / "uit")
    proof = signing.own_key(secrets, signing.PROOF)
    (folder / "sleutel.pem").write_text(signing.public_pem(proof.verify_key))
    assert not holds(CHECK_SIGNATURE, folder)


def test_the_list_tells_who_signed_and_stands_for_everything(secrets: Path) -> None:
    signed = signed_sums(pieces())
    key = signing.own_key(secrets, signing.COPY).verify_key
    assert key.verify(signed.sums, signed.signature) == signed.sums
    assert (signed.public_pem, signed.key_id) == (signing.public_pem(key), signing.key_id(key))
    assert signed.sha256 == hashlib.sha256(signed.sums).hexdigest()
    assert (
        signed.sums.decode().splitlines()[1] == f"{hashlib.sha256(_PHOTO).hexdigest()}  stukken/01-foto.jpg"
    )
    assert signed == signed_sums(pieces())


def test_the_archive_is_in_order_stored_and_without_a_moment() -> None:
    content = archive(*pieces())
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        assert read.testzip() is None
        entries = read.infolist()
    names = ["leesmij.txt", "stukken/01-foto.jpg", "stukken/02-leeg.txt"]
    assert [one.filename for one in entries] == [*names, "SHA256SUMS", "SHA256SUMS.sig", "sleutel.pem"]
    assert {one.compress_type for one in entries} == {zipfile.ZIP_STORED}
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert content == archive(*pieces())


def test_a_large_file_goes_through_by_chunks() -> None:
    made = 0

    def chunks() -> Iterator[bytes]:
        nonlocal made
        for _ in range(100):
            made += 1
            yield bytes(_MB)

    large = Piece("film.mp4", hashlib.sha256(bytes(100 * _MB)).hexdigest(), 100 * _MB, chunks)
    parts = (piece("leesmij.txt", _LETTER), large)
    stream = packed(parts, signed_sums(parts))
    assert made == 0
    sent = 0
    for out in stream:
        assert len(out) < _MB + 1024
        sent += len(out)
        # Never more is made than what was taken: nothing gathers here.
        assert made * _MB < sent + 1024
    assert made == 100
    assert sent > 100 * _MB


@pytest.mark.parametrize(
    "broken",
    [
        of_the_wrong(b"anders", sha256=hashlib.sha256(b"eender").hexdigest()),
        of_the_wrong(b"te ", b"lang", size=3),
        of_the_wrong(b"te kort", size=99),
        of_the_wrong(b"", sha256=hashlib.sha256(b"").hexdigest(), size=1),
    ],
)
def test_an_archive_breaks_rather_than_that_it_lies(broken: Piece) -> None:
    parts = (piece("leesmij.txt", _LETTER), broken, piece("laatste.txt", b"Ja."))
    sent = bytearray()
    with pytest.raises(BrokenPieceError):
        for out in packed(parts, signed_sums(parts)):
            sent += out
    assert _LETTER in sent
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(sent))


def test_what_is_too_long_is_not_read_to_its_end() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(_MB)

    parts = (Piece("stuk", "0" * 64, 3 * _MB, endless),)
    with pytest.raises(BrokenPieceError):
        list(packed(parts, signed_sums(parts)))


def test_an_error_of_a_piece_ends_the_archive() -> None:
    def fails() -> Iterator[bytes]:
        yield b"een"
        raise OSError

    parts = (Piece("stuk", "0" * 64, 10, fails),)
    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        list(packed(parts, signed_sums(parts)))


def test_a_list_of_other_pieces_does_not_go_along() -> None:
    signed = signed_sums(pieces())
    with pytest.raises(ValueError, match="not of these pieces"):
        packed(pieces()[:2], signed)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/etc/passwd",
            "../uit",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            ".verborgen",
            "a/.b",
            "C:/x",
            "a\\b",
            "-rf",
        ),
        *(
            "con",
            "CON.txt",
            "stukken/nul",
            "com1.jpg",
            "Lpt9",
            "a.",
            "a ",
            "a b",
            "a\nb",
            "a\x00b",
            "é",
            "a:b",
        ),
        *("a?", "a*", "~", "$HOME", "a;b", "日", "x" * 201),
    ],
)
def test_a_path_that_some_system_takes_otherwise_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="A path holds"):
        sums_of((piece(path, b""),))


@pytest.mark.parametrize(
    "paths",
    [
        *(("a", "a"), ("foto.jpg", "FOTO.JPG"), ("SHA256SUMS",), ("sha256sums.SIG",), ("Sleutel.pem",)),
        *(("stukken", "stukken/a"), ("Stukken/a", "stukken")),
    ],
)
def test_two_files_never_land_on_one_place(paths: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"stands in an archive once|not a folder too"):
        sums_of([piece(path, b"") for path in paths])


def test_what_is_no_hash_or_no_size_is_refused() -> None:
    for wrong in (Piece("a", "A" * 64, 0, lambda: iter(())), Piece("a", "0" * 64, -1, lambda: iter(()))):
        with pytest.raises(ValueError, match="SHA-256"):
            sums_of((wrong,))
    with pytest.raises(ValueError, match="holds something"):
        sums_of(())


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("notitie.docx", "notitie.docx"),
        ("Één foto's (2).JPG", "Een-foto-s-2.JPG"),
        ("Łukasz Đặng ß.pdf", "Lukasz-Dang-ss.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\map\\brief.txt", "C-map-brief.txt"),
        ("日本.png", "bestand.png"),
        ("日本", "bestand"),
        ("", "bestand"),
        ("...", "bestand"),
        (".htaccess", "bestand.htaccess"),
        ("con.txt", "bestand-con.txt"),
        ("rapport.versie 2 van mei", "rapport.versie-2-van-mei"),
        ("factuur\u202egpj.exe", "factuurgpj.exe"),
        ("-rf", "rf"),
        ("a" * 300 + ".pdf", "a" * 80 + ".pdf"),
        ("archief.tar.gz", "archief.tar.gz"),
    ],
)
def test_a_name_of_somebodys_choice_becomes_one_that_every_system_takes(given: str, plain: str) -> None:
    assert plain_name(given) == plain
    assert sums_of((piece(f"stukken/01-{plain}", b""), piece(f"stukken/{plain}", b"")))
