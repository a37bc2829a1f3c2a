"""What leaves the house as one archive, with a list of hashes under our signature, for anybody to check.

The list is what `sha256sum -c` reads, and the signature what `openssl pkeyutl -verify` reads: whoever receives it needs
nothing of ours. The archive is made while it is sent, so that no file is ever whole in memory or on a disk.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from weerbaar.audit import signing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.sig", "sleutel.pem"
# As it is typed by whoever checks, in the folder of the archive.
CHECK_SUMS = f"sha256sum -c {SUMS}"
# The same with what every Windows has (PowerShell 5.1): the path of each file, and True where it is as the list says. It has
# nothing that checks this signature; then the code of the list is compared with the one that is kept here.
CHECK_SUMS_ON_WINDOWS = f'gc {SUMS} | % {{ $c,$f = -split $_; "$f $((Get-FileHash $f).Hash -eq $c)" }}'
CODE_OF_SUMS_ON_WINDOWS = f"certutil -hashfile {SUMS} SHA256"
CHECK_SIGNATURE = f"openssl pkeyutl -verify -pubin -inkey {KEY} -rawin -in {SUMS} -sigfile {SIGNATURE}"

# The time within an archive would say when somebody sat at a screen.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _FILE_RIGHTS = 3, 0o100644 << 16
_PATH_LENGTH, _NAME_LENGTH = 200, 80
# Signs that every system takes in a name and every tool prints as they are. Not at the front: a dot (hidden), a
# hyphen (an option). Not at the end: a dot, which Windows drops.
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")
_ODD_SIGNS = re.compile(r"[^A-Za-z0-9._-]+")
# Names of devices, on Windows, whatever comes behind their first dot.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{one}{n}" for one in ("com", "lpt") for n in range(10)}
)
# Letters that are not a plain one with a mark, and so do not come apart.
_ONE_STROKE = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)
_HASH = re.compile(r"[0-9a-f]{64}")


class BrokenPieceError(Exception):
    """The bytes of a piece are not those that the list promises: the archive ends here, and does not open."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the archive: its path, the SHA-256 and the size in bytes of its content, and where that comes from.

    `chunks` is called when the archive comes to this piece, and only then: a large file is never whole in memory.
    """

    path: str
    sha256: str
    size: int
    chunks: Callable[[], Iterator[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedSums:
    """The list of hashes as `sha256sum -c` reads it, with the installation's signature under exactly its bytes."""

    sums: bytes = field(repr=False)
    signature: bytes
    public_pem: str
    key_id: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the list: it stands for everything in the archive."""
        return hashlib.sha256(self.sums).hexdigest()


def piece(path: str, content: bytes) -> Piece:
    """A piece that is made here and is small enough to be held whole."""
    return Piece(path, hashlib.sha256(content).hexdigest(), len(content), lambda: iter((content,)))


def plain_name(name: str, otherwise: str = "bestand") -> str:
    """A file name of somebody's choice as one that every system takes: "Één foto's!.JPG" becomes "Een-foto-s.JPG".

    `otherwise` stands in for a name of which nothing is left. Two names may become the same: number them.
    """
    letters = unicodedata.normalize("NFKD", name).translate(_ONE_STROKE).encode("ascii", "ignore").decode()
    stem, dot, kind = letters.rpartition(".")
    if not dot or len(kind) > 8:  # noqa: PLR2004 - longer is no kind of file
        stem, kind = letters, ""
    stem = _ODD_SIGNS.sub("-", stem)[:_NAME_LENGTH].strip("-.") or otherwise
    kind = _ODD_SIGNS.sub("", kind).strip("-.")
    plain = f"{stem}.{kind}" if kind else stem
    return f"{otherwise}-{plain}" if _is_device(plain) else plain


def sums_of(pieces: Sequence[Piece]) -> bytes:
    """The list of hashes of these pieces, in their order.

    Raises ValueError for a path that could land outside the folder, that some system does not take, that is one of
    our own three, or that stands there twice; for a hash or a size that is none; and when there is nothing.
    """
    if not pieces:
        raise ValueError("An archive holds something.")
    taken = {name.casefold() for name in (SUMS, SIGNATURE, KEY)}
    for one in pieces:
        _check_path(one.path)
        if one.path.casefold() in taken:
            raise ValueError("A path stands in an archive once, whatever its capitals.")
        taken.add(one.path.casefold())
        if not _HASH.fullmatch(one.sha256) or one.size < 0:
            raise ValueError("A piece has the SHA-256 and the size of its content.")
    if any(str(parent).casefold() in taken for one in pieces for parent in Path(one.path).parents):
        raise ValueError("A file is not a folder too.")
    return "".join(f"{one.sha256}  {one.path}\n" for one in pieces).encode("ascii")


def signed_sums(pieces: Sequence[Piece], name: str = signing.COPY) -> SignedSums:
    """The list of hashes under the signature of this installation's key of that name (`audit/signing.py`).

    Raises ValueError as `sums_of` does, and RefusedError when the key is damaged or open to others.
    """
    sums = sums_of(pieces)
    key = signing.own_key(Path(settings.WEERBAAR_SECRETS), name)
    return SignedSums(
        sums=sums,
        signature=key.sign(sums).signature,
        public_pem=signing.public_pem(key.verify_key),
        key_id=signing.key_id(key.verify_key),
    )


def packed(pieces: Sequence[Piece], signed: SignedSums) -> Iterator[bytes]:
    """A ZIP of these pieces in their order, then the list, its signature and the key; made as it is taken.

    Raises ValueError at once when the list is not of these pieces. The stream ends in BrokenPieceError when a piece
    turns out to be other than the list says: what was sent until then has no end and does not open.
    """
    if sums_of(pieces) != signed.sums:
        raise ValueError("The list is not of these pieces.")
    ours = (
        piece(SUMS, signed.sums),
        piece(SIGNATURE, signed.signature),
        piece(KEY, signed.public_pem.encode()),
    )
    return _stream((*pieces, *ours))


def _stream(pieces: Sequence[Piece]) -> Iterator[bytes]:
    sink = _Sink()
    # When a piece is broken, what the archive writes to end itself stays in the sink: it is not taken any more.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in pieces:
            with archive.open(_entry(one), "w") as into:
                for chunk in _checked(one):
                    into.write(chunk)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def _entry(one: Piece) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(one.path, _NO_TIME)
    entry.create_system, entry.external_attr = _UNIX, _FILE_RIGHTS
    entry.file_size = one.size
    return entry


def _checked(one: Piece) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    for chunk in filter(None, one.chunks()):
        digest.update(chunk)
        size += len(chunk)
        if size > one.size:
            raise BrokenPieceError
        yield chunk
    if size != one.size or digest.hexdigest() != one.sha256:
        raise BrokenPieceError


class _Sink(io.RawIOBase):
    """Where the archive is written to: it cannot go back, and holds only what was not taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._waiting += content
        return len(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = bytes(self._waiting)
        self._waiting.clear()
        return content


def _check_path(path: str) -> None:
    parts = path.split("/")
    if len(path) > _PATH_LENGTH or not all(_NAME.fullmatch(one) and not _is_device(one) for one in parts):
        raise ValueError("A path holds names of plain letters, figures, dots, hyphens and underscores.")


def _is_device(name: str) -> bool:
    return name.partition(".")[0].casefold() in _DEVICES
