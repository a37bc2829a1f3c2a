"""A second sealed copy of a file, under a key of its own: what one tenant hands to another ends apart from the first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from weerbaar.vault.files import Blob
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.storage import blob_store
from weerbaar.vault.stream import SealingWriter

if TYPE_CHECKING:
    from weerbaar.vault.files import FileDetails


class Copied(NamedTuple):
    """The details of a copy, with its key, and its size in storage in bytes."""

    details: FileDetails
    stored: int


def copied(details: FileDetails) -> Copied:
    """Copy what readers get, and of what is known of it only name and kind: no original, no moment, nobody's name.

    The bytes are in storage when this returns; one that no row comes to name is swept after a day.
    """
    blob, key = uuid4(), SymmetricKey.generate()
    with blob_store().create(blob) as sink:
        writer = SealingWriter(sink, key, blob)
        for chunk in details.current.reader().chunks():
            writer.write(chunk)
        writer.finish()
    current = Blob(blob, key, writer.size, writer.sha256.hex())
    kept = replace(
        details,
        current=current,
        original=None,
        original_sha256="",
        original_size=0,
        removed=(),
        kept=(),
        reason="",
        by="",
        send_original=False,
        uploaded_at="",
        send_as_is=False,
        said_whose="",
    )
    return Copied(kept, writer.stored)


def forget_copies(copies: list[Copied]) -> None:
    """Remove copies that were handed to nobody."""
    for one in copies:
        blob_store().delete(one.details.current.id)
