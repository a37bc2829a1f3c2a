"""The only upload handler: what comes in is sealed as it comes, before any view runs and before anything touches a disk.

Django's own handlers write an upload to the disk in clear, and they do so while the CSRF check reads the form. This one
takes a file only for a live session that may add one, on a page that asks for files and in its field; holds no
transaction while it reads, washes what it can, and forgets at the end of the request what no row was made for.
"""

from __future__ import annotations

import io
import re
import unicodedata
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Self, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.utils.translation import gettext_noop as _

from weerbaar.ground.clock import now
from weerbaar.vault.files import Blob, FileDetails, packed, unpacked
from weerbaar.vault.models import SealedFile
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.storage import blob_store
from weerbaar.vault.stream import SealedReader, SealingWriter
from weerbaar.vault.washing import (
    HEAD_BYTES,
    Blanker,
    CannotWashError,
    Kind,
    Scanner,
    Verdict,
    Way,
    scan,
    sniff,
    wash_in_jail,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

    from weerbaar.vault.washing import Findings, Kept, Removal

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 1024 * MEBIBYTE
MOST_FILES = 50
TOO_MANY = _("Je kunt 50 bestanden tegelijk toevoegen. Voeg de rest daarna toe.")
# One file of the largest size and the small ones beside it: what the proxy lets through (docs/operations/proxy.md).
MOST_AT_ONCE = LARGEST_FILE + 102 * MEBIBYTE
_READ_OUT = 20 * MEBIBYTE
_LONGEST_NAME = 180
_LONGEST_ENDING = 10
# What a session of either face holds when its owner may add files: a draft, an opened receipt, an unlocked vault.
MAY_ADD = ("draft", "reporter", "private")
FIELD = "bestand"
"""The name of the one field that files come in by."""

CLEANED, NOT_CLEANED, NOTHING_TO_CLEAN = "cleaned", "not_cleaned", "nothing_to_clean"


@dataclass(slots=True)
class Claim:
    """Whether a row was made for a file, or its page keeps it until it is. Copies of a `Finished` share it."""

    made: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """A file that came in. Either `details` of what is sealed, or a `sentence` that says why it was not taken."""

    name: str
    details: FileDetails | None
    stored: int = 0
    sentence: str = ""
    claim: Claim = field(default_factory=Claim, compare=False)

    def __repr__(self) -> str:
        return "<Finished>"

    def to_session(self) -> dict[str, Any]:
        """A file that was taken, to be kept until the form it came with is answered: no longer forgotten by itself."""
        self.claim.made = True
        return {
            "name": self.name,
            "stored": self.stored,
            "details": packed(cast("FileDetails", self.details)),
        }

    @classmethod
    def from_session(cls, held: Mapping[str, Any]) -> Self:
        return cls(held["name"], unpacked(held["details"]), held["stored"])

    def close(self) -> None:
        """Forget the file if no row was made for it. Django closes what came in by a form at the end of the request.

        A row whose transaction failed leaves its blobs to the sweep: of a commit that was not heard of one cannot
        know that it failed, and a file that is gone is worse than one that stays a day.
        """
        if self.details is not None and not self.claim.made:
            forget(self.details)


class SealingUploadHandler(FileUploadHandler):
    """Seals every file part of a form. The view finds `Finished` values in `request.FILES`."""

    chunk_size = MEBIBYTE

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._count = 0
        self._room = MOST_AT_ONCE
        self._incoming: Incoming | None = None

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, str],  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        self._length = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._incoming = None
        if self.field_name != FIELD or not _may_add(self.request):
            # A short body is read out, so that the sentence reaches a person; a long one is cut off.
            if self._length > _READ_OUT:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        self._count += 1
        refuse = self._count > MOST_FILES
        self._incoming = Incoming(safe_name(self.file_name or ""), refuse=refuse, room=self._room)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._incoming is not None:
            self._incoming.take(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """The `Finished` value, which stands in the place of Django's own file; None when nothing was taken."""
        incoming, self._incoming = self._incoming, None
        if incoming is None:
            return None
        self._room -= incoming.size
        return incoming.finish()

    def upload_interrupted(self) -> None:
        if self._incoming is not None:
            self._incoming.abandon()
            self._incoming = None


def _may_add(request: HttpRequest | None) -> bool:
    """Whether the page asks for files and the session may add one. The CSRF check reads a form after the address."""
    page = getattr(request, "resolver_match", None)
    if page is None or page.url_name not in settings.WEERBAAR_UPLOAD_PAGES:
        return False
    session = getattr(request, "session", None)
    return session is not None and any(session.get(name) for name in MAY_ADD)


class Incoming:
    """One file on its way in: sealed to a blob as it comes, its kind recognised from its first bytes."""

    def __init__(self, name: str, *, refuse: bool = False, room: int = MOST_AT_ONCE) -> None:
        self.name = name
        self._room = room
        self._sentence = TOO_MANY if refuse else ""
        self._kind: Kind | None = None
        self._scanner: Scanner | None = None
        self._stack = ExitStack()
        self._blob, self._key = uuid4(), SymmetricKey.generate()
        self._writer: SealingWriter | None = None

    @property
    def size(self) -> int:
        """How many bytes of it are in storage."""
        return self._writer.size if self._writer is not None and not self._sentence else 0

    def take(self, data: bytes) -> None:
        """Seal the next bytes. What is too large is let go of, and the rest of it is read to nowhere."""
        if self._sentence:
            return
        self._sentence = self._sentence_for(self.size + len(data))
        if self._sentence:
            self.abandon()
            return
        if self._writer is None:
            self._writer = SealingWriter(
                self._stack.enter_context(blob_store().create(self._blob)), self._key, self._blob
            )
        self._recognise(data)
        self._writer.write(data)
        self._scan(data)

    def _sentence_for(self, size: int) -> str:
        if size > LARGEST_FILE:
            return _("Dit bestand is groter dan 1 GB. Maak het kleiner of verstuur het in delen.")
        if size > self._room:
            return _(
                "Samen zijn deze bestanden te groot om in één keer te versturen. Stuur dit bestand apart."
            )
        if not blob_store().has_room():
            return _("Wij hebben nu geen ruimte voor bestanden. Meld zonder dit bestand, en stuur het later.")
        return ""

    def _recognise(self, data: bytes) -> None:
        if self._kind is not None:
            return
        # The parts of a form come in pieces of a mebibyte, so the first is the head, whole.
        self._kind = sniff(data[:HEAD_BYTES])
        if self._kind.way in {Way.STREAM, Way.NOT_NEEDED}:
            self._scanner = Scanner(self._kind)

    def _scan(self, data: bytes) -> None:
        if self._scanner is None:
            return
        try:
            self._scanner.feed(data)
        except CannotWashError:
            # It is not what it seemed; the jail says so once more, with the reason, when the file is whole.
            self._scanner = None

    def abandon(self) -> None:
        """Let go of what was sealed so far; the half-written blob goes with it."""
        try:
            with self._stack:
                raise StopUpload
        except StopUpload:
            pass

    def finish(self) -> Finished:
        if self._sentence:
            return Finished(self.name, None, sentence=self._sentence)
        if self._writer is None or self._writer.size == 0:
            self.abandon()
            return Finished(self.name, None, sentence=_("Dit bestand is leeg. Kies een ander bestand."))
        self._writer.finish()
        self._stack.close()
        original = Blob(self._blob, self._key, self._writer.size, self._writer.sha256.hex())
        return self._washed(original, self._writer.stored)

    def _washed(self, original: Blob, stored: int) -> Finished:
        verdict = scan(cast("BinaryIO", _Readable(original)), settings.WEERBAAR_CLAMD)
        if verdict is Verdict.INFECTED:
            blob_store().delete(original.id)
            return Finished(
                self.name, None, sentence=_("In dit bestand zit een virus. Wij hebben het niet bewaard.")
            )
        result = self._wash(original)
        current = result.copy or original
        details = FileDetails(
            name=self.name,
            kind=result.kind.name,
            state=result.state,
            scan=verdict.name,
            current=current,
            original=original if result.copy else None,
            original_sha256=original.sha256,
            original_size=original.size,
            removed=tuple(one.name for one in result.removed),
            kept=tuple(one.name for one in result.kept),
            reason=result.reason,
            uploaded_at=now().isoformat(),
        )
        return Finished(self.name, details, stored + result.stored)

    def _wash(self, original: Blob) -> _Result:
        kind = self._kind or Kind.UNKNOWN
        try:
            if self._scanner is not None:
                return _from_stream(original, self._scanner.finish())
            washed = wash_in_jail(kind, cast("BinaryIO", _Readable(original)))
        except CannotWashError as refusal:
            return _Result(refusal.kind or kind, NOT_CLEANED, reason=refusal.reason.name)
        copy, stored = seal_bytes(washed.data)
        return _Result(washed.kind, CLEANED, copy, stored, washed.removed, washed.kept)


@dataclass(frozen=True, slots=True)
class _Result:
    """What washing came to: a cleaned copy, nothing to clean, or the code of the reason why not."""

    kind: Kind
    state: str
    copy: Blob | None = None
    stored: int = 0
    removed: tuple[Removal, ...] = ()
    kept: tuple[Kept, ...] = ()
    reason: str = ""


def _from_stream(original: Blob, found: Findings) -> _Result:
    if found.kind.way is Way.NOT_NEEDED:
        return _Result(found.kind, NOTHING_TO_CLEAN, kept=found.kept)
    copy, stored = _copy(original, Blanker(found.patches))
    return _Result(found.kind, CLEANED, copy, stored, found.removed, found.kept)


class _Readable(io.RawIOBase):
    """A sealed blob as a stream to read from, one chunk in memory at a time."""

    def __init__(self, blob: Blob) -> None:
        self._chunks: Iterator[bytes] = _chunks(blob)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            part = next(self._chunks, None)
            if part is None:
                return 0
            self._left = part
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _chunks(blob: Blob) -> Iterator[bytes]:
    with blob_store().open(blob.id) as source:
        yield from SealedReader(source, blob.key, blob.id, blob.size).chunks()


def copied(details: FileDetails) -> Finished:
    """The same file a second time, under keys of its own: when one of the two is forgotten, the other stays whole."""
    current, stored = _copy(details.current, Blanker(()))
    original = None
    if details.original is not None:
        original, more = _copy(details.original, Blanker(()))
        stored += more
    again = replace(details, current=current, original=original, uploaded_at=now().isoformat())
    return Finished(details.name, again, stored)


def _copy(original: Blob, blanker: Blanker) -> tuple[Blob, int]:
    """A second sealed copy in which the ranges of the blanker are blank: what could betray somebody."""
    blob, key = uuid4(), SymmetricKey.generate()
    with blob_store().create(blob) as sink:
        writer = SealingWriter(sink, key, blob)
        offset = 0
        for chunk in _chunks(original):
            writer.write(blanker.clean(offset, chunk))
            offset += len(chunk)
        writer.finish()
    return Blob(blob, key, writer.size, writer.sha256.hex()), writer.stored


def seal_bytes(data: bytes) -> tuple[Blob, int]:
    """Seal bytes that are in memory as a blob; with it how much room it takes in storage. Nothing is looked at."""
    blob, key = uuid4(), SymmetricKey.generate()
    with blob_store().create(blob) as sink:
        writer = SealingWriter(sink, key, blob)
        writer.write(data)
        writer.finish()
    return Blob(blob, key, writer.size, writer.sha256.hex()), writer.stored


def forget(details: FileDetails) -> None:
    """Remove the blobs of a file that was never kept."""
    for blob in (details.current, details.original):
        if blob is not None:
            blob_store().delete(blob.id)


_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def safe_name(name: str) -> str:
    """A file name that can be shown and saved: no path, no control and no direction marks, at most 180 letters."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].encode("utf-8", "ignore").decode()
    name = "".join(
        one
        for one in unicodedata.normalize("NFC", name)
        if unicodedata.category(one) not in {"Cf", "Cc", "Cs"}
    )
    name = _UNSAFE.sub("_", name).strip(" .")
    if len(name) > _LONGEST_NAME:
        stem, _dot, ending = name.rpartition(".")
        name = (
            f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"
            if stem and len(ending) < _LONGEST_ENDING
            else name[:_LONGEST_NAME]
        )
    return name or "bestand"


def row_of(tenant_id: UUID, owner_id: UUID, finished: Finished, details: FileDetails) -> SealedFile:
    """An unsaved row for a finished file; the caller seals its details for whoever owns it."""
    finished.claim.made = True
    return SealedFile(
        id=uuid4(),
        tenant_id=tenant_id,
        owner_id=owner_id,
        blob=details.current.id,
        original_blob=details.original.id if details.original else None,
        stored_bytes=finished.stored,
        created_at=now(),
    )
