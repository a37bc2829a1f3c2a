"""Files inside a document: pictures are washed too; what cannot be washed stays and is named."""

from __future__ import annotations

from weerbaar.vault.washing import heic, jpeg, png
from weerbaar.vault.washing.kinds import HEAD_BYTES, Kind, sniff
from weerbaar.vault.washing.words import CannotWashError, Kept, Notes, Removal

_PICTURE_WASHERS = {Kind.JPEG: jpeg.wash, Kind.PNG: png.wash, Kind.HEIC: heic.wash}
_OTHER_PICTURES = {Kind.GIF, Kind.WEBP, Kind.TIFF, Kind.BMP, Kind.AVIF, Kind.XML, Kind.UNKNOWN}


def wash_inner_file(data: bytes, notes: Notes) -> bytes:
    """A file inside a document, washed when it is a picture that we know."""
    kind = sniff(data[:HEAD_BYTES])
    washer = _PICTURE_WASHERS.get(kind)
    if washer is None:
        notes.left(Kept.PICTURES if kind in _OTHER_PICTURES else Kept.ATTACHMENTS)
        return data
    inside = Notes()
    try:
        washed = washer(data, inside)
    except CannotWashError:
        # A picture that we cannot read must not cost the whole document; the reader hears that it is there.
        notes.left(Kept.PICTURES)
        return data
    if inside.removed:
        notes.took(Removal.INNER_PICTURES, *inside.removed)
    return washed
