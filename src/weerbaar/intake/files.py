"""A reporter's files: in a draft under the draft's key, in a case under the key of the talk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake.drafts import DraftRef, living
from weerbaar.vault.files import FileDetails, forget_blobs, open_details, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.storage import blob_store
from weerbaar.vault.uploads import NOT_CLEANED, Finished, forget, row_of
from weerbaar.vault.washing import Kept, Kind, Reason, Removal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weerbaar.vault.chests import ChestKey

MOST_IN_DRAFT = 100
MOST_BYTES_IN_DRAFT = 5 * 1024**3


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
    return list(SealedFile.objects.filter(owner_id=owner_id).order_by("created_at", "id"))


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


def _that_fit(uploads: Sequence[Finished], room: int, space: int) -> list[Finished]:
    fitting = []
    for one in uploads:
        if one.details is not None and room > 0 and one.stored <= space:
            fitting.append(one)
            room, space = room - 1, space - one.stored
    return fitting


def keep_in_case(talk: ChestKey, case_id: UUID, uploads: Sequence[Finished]) -> None:
    """Add what came in to a case, as the reporter's. Files that could not be cleaned are marked for the reader."""
    SealedFile.objects.bulk_create(
        [
            _sealed(talk.key, talk.tenant_id, case_id, _cleaned_only(one))
            for one in uploads
            if one.details is not None
        ]
    )


def _cleaned_only(one: Finished) -> Finished:
    details = one.details
    if details is None or details.original is None:
        return one
    original = details.original.id
    transaction.on_commit(lambda: blob_store().delete(original))
    return replace(one, details=replace(details, original=None))


def _sealed(key: object, tenant_id: UUID, owner_id: UUID, one: Finished) -> SealedFile:
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
        row = _row(ref, file_id)
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
        forget_files([_row(ref, file_id)])


def _row(ref: DraftRef, file_id: UUID) -> SealedFile:
    row = SealedFile.objects.select_for_update().filter(id=file_id, owner_id=ref.id).first()
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
