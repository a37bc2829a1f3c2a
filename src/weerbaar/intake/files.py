"""A reporter's files: in a draft under the draft's key, in a case under the key of the talk.

One that is added later and cannot be cleaned waits under a key that only the receipt opens, until the reporter says
that it may go as it is.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from weerbaar.database.rows import select
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake.drafts import DraftRef, living
from weerbaar.vault.files import FileDetails, details_in, forget_blobs, open_details, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.seal import SealBrokenError
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.storage import blob_store
from weerbaar.vault.uploads import NOT_CLEANED, Finished, copied, forget, row_of
from weerbaar.vault.washing import Kept, Kind, Reason, Removal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weerbaar.intake.reporters import ReporterRef
    from weerbaar.vault.chests import ChestKey

MOST_IN_DRAFT = 100
MOST_BYTES_IN_DRAFT = 5 * 1024**3
MOST_BYTES_TAKEN_OVER = 256 * 1024**2
"""What goes along from a question to a report, in all: it is copied while somebody waits for the page."""
HELD_FOR = timedelta(hours=24)
"""How long a file that could not be cleaned waits for the reporter to choose."""


@dataclass(frozen=True, slots=True)
class FileView:
    """What a page shows of a file. `removed`, `kept` and `reason` are message ids in the words of people."""

    id: UUID
    name: str
    kind: str
    size: int
    state: str
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    reason: str
    scan: str
    has_original: bool
    send_original: bool
    send_as_is: bool

    @property
    def goes_along(self) -> bool:
        """Whether it is sent: what could not be cleaned goes only when the reporter says so."""
        return self.state != NOT_CLEANED or self.send_as_is


def file_view(row_id: UUID, details: FileDetails) -> FileView:
    return FileView(
        id=row_id,
        name=details.name,
        kind=Kind[details.kind].label,
        size=details.current.size,
        state=details.state,
        removed=tuple(Removal[one].msgid for one in details.removed),
        kept=tuple(Kept[one].msgid for one in details.kept),
        reason=Reason[details.reason].msgid if details.reason else "",
        scan=details.scan,
        has_original=details.original is not None,
        send_original=details.send_original,
        send_as_is=details.send_as_is,
    )


def files_of(owner_id: UUID) -> list[SealedFile]:
    return select(SealedFile, "owner_id = %s ORDER BY created_at, id", [owner_id])


def to_try_again(uploads: Sequence[Finished]) -> list[Finished]:
    """The same, with a sentence in place of each file that the machine was too busy to clean.

    It could have been cleaned, so it is not offered to be sent as it is: heavy files of somebody else would decide that.
    """
    return [
        Finished(one.name, None, sentence=Reason.BUSY.msgid)
        if one.details is not None and one.details.reason == Reason.BUSY.name
        else one
        for one in uploads
    ]


def keep_in_draft(ref: DraftRef, uploads: Sequence[Finished]) -> None:
    """Add what came in to a draft. What no longer fits is removed and refused with a sentence; the rest stays."""
    with tenant_scope(ref.tenant_id):
        try:
            row = living(ref, lock=True)
        except GoneError:
            _forget_all(uploads)
            raise
        there = files_of(ref.id)
        room, space = MOST_IN_DRAFT - len(there), MOST_BYTES_IN_DRAFT - sum(one.stored_bytes for one in there)
        taken = [] if row.is_sent else _that_fit(uploads, room, space)
        SealedFile.objects.bulk_create([_sealed(ref.key, ref.tenant_id, ref.id, one) for one in taken])
    left_out = [one for one in uploads if one.details is not None and one not in taken]
    _forget_all(left_out)
    if left_out:
        raise RefusedError(
            _("Er passen niet meer bestanden bij deze melding. Je kunt ze sturen nadat je hebt gemeld."),
            field="bestand",
        )


@dataclass(frozen=True, slots=True)
class FilesAsked:
    """The files that were sent with a question: those that fit in a report that is made of it, and those that stay."""

    goes: tuple[FileDetails, ...] = ()
    stays: tuple[str, ...] = field(default=(), repr=False)


def to_take_over(sent: Sequence[FileDetails]) -> FilesAsked:
    """Which of them go along, in their order, as long as they fit; of the others the names."""
    goes, stays, space = [], [], MOST_BYTES_TAKEN_OVER
    for one in sent:
        size = one.current.size + (one.original.size if one.original else 0)
        if size <= space and len(goes) < MOST_IN_DRAFT:
            goes.append(one)
            space -= size
        else:
            stays.append(one.name)
    return FilesAsked(tuple(goes), tuple(stays))


def take_over(ref: DraftRef, sent: Sequence[FileDetails]) -> tuple[str, ...]:
    """Copy files of a case into a draft, each under a key of its own; return the names of those that stay. Raises GoneError.

    Not within a transaction: copying takes as long as a file is large.
    """
    found = to_take_over(sent) if blob_store().has_room() else FilesAsked((), tuple(one.name for one in sent))
    keep_in_draft(ref, [copied(one) for one in found.goes])
    return found.stays


def keep_whole(upload: Finished) -> Finished:
    """The same file, to go along as it came too: what the desk receives is kept as it was received (R6)."""
    if upload.details is None:
        return upload
    return replace(upload, details=replace(upload.details, send_original=True, send_as_is=True))


def _that_fit(uploads: Sequence[Finished], room: int, space: int) -> list[Finished]:
    fitting = []
    for one in uploads:
        if one.details is not None and room > 0 and one.stored <= space:
            fitting.append(one)
            room, space = room - 1, space - one.stored
    return fitting


def in_talk(talk: ChestKey, case_id: UUID) -> list[tuple[SealedFile, FileDetails]]:
    """The reporter's files in a case. Those of the desk do not open with the key of the talk: they are not here."""
    found = []
    for row in files_of(case_id):
        with suppress(SealBrokenError):
            found.append((row, details_in(talk, row)))
    return found


def _room_in_case(talk: ChestKey, case_id: UUID) -> tuple[int, int]:
    """How many files and bytes of the reporter still fit in a case: as many as in a draft, whenever they come."""
    there = [row for row, _details in in_talk(talk, case_id)]
    return MOST_IN_DRAFT - len(there), MOST_BYTES_IN_DRAFT - sum(one.stored_bytes for one in there)


def no_room() -> RefusedError:
    """What the reporter hears of files that no longer fit in the case."""
    return RefusedError(
        _(
            "Niet alles past bij je melding: samen mogen het %(files)d bestanden en %(gigabytes)d GB zijn. Wat niet "
            "past, is niet verstuurd. Moet het erbij? Schrijf het meldpunt een bericht."
        ),
        field="bestand",
        files=MOST_IN_DRAFT,
        gigabytes=MOST_BYTES_IN_DRAFT // 1024**3,
    )


def keep_in_case(talk: ChestKey, case_id: UUID, uploads: Sequence[Finished]) -> list[Finished]:
    """Add what came in to a case, as the reporter's; return what no longer fits.

    What could not be cleaned is not for here: see `hold_back`.
    """
    clean = [one for one in uploads if one.details is not None and one.details.state != NOT_CLEANED]
    taken = _that_fit(clean, *_room_in_case(talk, case_id)) if clean else []
    SealedFile.objects.bulk_create(
        [_sealed(talk.key, talk.tenant_id, case_id, _cleaned_only(one)) for one in taken]
    )
    return [one for one in clean if one not in taken]


def hold_back(reporter: ReporterRef, uploads: Sequence[Finished]) -> list[Finished]:
    """Keep what could not be cleaned where nobody of the desk can open it; return what does not fit."""
    dirty = [one for one in uploads if one.details is not None and one.details.state == NOT_CLEANED]
    there = files_of(reporter.alias)
    room, space = MOST_IN_DRAFT - len(there), MOST_BYTES_IN_DRAFT - sum(one.stored_bytes for one in there)
    taken = _that_fit(dirty, room, space)
    SealedFile.objects.bulk_create(
        [_sealed(_held_key(reporter), reporter.tenant_id, reporter.alias, one) for one in taken]
    )
    return [one for one in dirty if one not in taken]


def held_files(reporter: ReporterRef) -> list[FileView]:
    """The files that wait for the reporter's choice. Within a tenant scope."""
    key = _held_key(reporter)
    return [file_view(row.id, open_details(key, row)) for row in files_of(reporter.alias)]


def release_file(reporter: ReporterRef, talk: ChestKey, file_id: UUID) -> None:
    """Hand one over as it is to whoever reads the talk. Raises GoneError, and RefusedError when it does not fit."""
    row = _row(reporter.alias, file_id)
    room, space = _room_in_case(talk, reporter.case_id)
    if room < 1 or row.stored_bytes > space:
        raise no_room()
    details = replace(open_details(_held_key(reporter), row), send_as_is=True)
    row.owner_id = reporter.case_id
    row.sealed_details = seal_details(talk.key, reporter.tenant_id, row.id, details)
    row.save(update_fields=["owner_id", "sealed_details"])


def drop_held_file(reporter: ReporterRef, file_id: UUID) -> None:
    """Throw one away. Raises GoneError."""
    with tenant_scope(reporter.tenant_id):
        forget_files([_row(reporter.alias, file_id)])


def _held_key(reporter: ReporterRef) -> SymmetricKey:
    """A key that the receipt gives and nothing else: the desk has the key of the talk, not this one."""
    return SymmetricKey(reporter.private_key.reveal()).derive("wb-held-file", reporter.alias.bytes)


def _cleaned_only(one: Finished) -> Finished:
    details = one.details
    if details is None or details.original is None:
        return one
    original = details.original.id
    transaction.on_commit(lambda: blob_store().delete(original))
    return replace(one, details=replace(details, original=None))


def _sealed(key: SymmetricKey, tenant_id: UUID, owner_id: UUID, one: Finished) -> SealedFile:
    if one.details is None:
        raise ValueError("A file that was not taken has nothing to seal.")
    details = replace(one.details, by="reporter")
    row = row_of(tenant_id, owner_id, one, details)
    row.sealed_details = seal_details(key, tenant_id, row.id, details)
    return row


def _forget_all(uploads: Iterable[Finished]) -> None:
    for one in uploads:
        if one.details is not None:
            forget(one.details)


def choose_file(
    ref: DraftRef, file_id: UUID, *, send_original: bool | None = None, send_as_is: bool | None = None
) -> None:
    """Keep what the reporter wants with one file. None leaves a choice as it was."""
    with tenant_scope(ref.tenant_id):
        living(ref)
        row = _row(ref.id, file_id)
        details = open_details(ref.key, row)
        row.sealed_details = seal_details(
            ref.key,
            ref.tenant_id,
            row.id,
            replace(
                details,
                send_original=details.send_original if send_original is None else send_original,
                send_as_is=details.send_as_is if send_as_is is None else send_as_is,
            ),
        )
        row.save(update_fields=["sealed_details"])


def remove_file(ref: DraftRef, file_id: UUID) -> None:
    """Take a file out of a draft; its bytes go with it."""
    with tenant_scope(ref.tenant_id):
        living(ref)
        forget_files([_row(ref.id, file_id)])


def _row(owner_id: UUID, file_id: UUID) -> SealedFile:
    row = SealedFile.objects.select_for_update().filter(id=file_id, owner_id=owner_id).first()
    if row is None:
        raise GoneError(_("Dit bestand is er al niet meer."))
    return row


def forget_files(rows: Sequence[SealedFile]) -> None:
    """Remove rows now and their blobs once the transaction is kept."""
    if not rows:
        return
    SealedFile.objects.filter(id__in=[one.id for one in rows]).delete()
    transaction.on_commit(lambda: [forget_blobs(one) for one in rows])


def files_to_send(ref: DraftRef) -> tuple[list[tuple[SealedFile, FileDetails]], list[SealedFile]]:
    """The files that go along with their details, less the originals that were not wanted; and the rows that stay behind."""
    sent, left_out = [], []
    for row in files_of(ref.id):
        details = open_details(ref.key, row)
        if not file_view(row.id, details).goes_along:
            left_out.append(row)
            continue
        if details.original is not None and not details.send_original:
            original = details.original.id
            transaction.on_commit(lambda original=original: blob_store().delete(original))
            details = replace(details, original=None)
        sent.append((row, details))
    return sent, left_out
