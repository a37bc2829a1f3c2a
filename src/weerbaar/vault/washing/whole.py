"""Washing in one piece: the kinds that fit in memory. Runs in the jail; call it outside only in a test."""

from __future__ import annotations

from collections.abc import Callable

from weerbaar.vault.washing import heic, jpeg, png
from weerbaar.vault.washing.kinds import HEAD_BYTES, Kind, Way, look_inside, sniff
from weerbaar.vault.washing.words import CannotWashError, Notes, Reason, Washed

MAX_WHOLE_BYTES = 100 * 1024 * 1024
_CONTAINERS = {Kind.DOCX, Kind.XLSX, Kind.ODT, Kind.ZIP}
_PICTURES: dict[Kind, Callable[[bytes, Notes], bytes]] = {
    Kind.JPEG: jpeg.wash,
    Kind.PNG: png.wash,
    Kind.HEIC: heic.wash,
}


def load(kind: Kind) -> None:
    """Import what this kind needs: before the doors close, and no more, to keep the start short."""
    if kind is Kind.PDF:
        from weerbaar.vault.washing import pdf  # noqa: F401
    elif kind in _CONTAINERS:
        import encodings.cp437  # noqa: F401 - names of members in a ZIP

        from weerbaar.vault.washing import odt, ooxml  # noqa: F401


def wash_whole(kind: Kind, data: bytes) -> Washed:
    """Wash a whole file of at most 100 MB. `kind`: what `sniff` said; a ZIP container gets its second look here.

    Raises CannotWashError with the reason, and with the true kind where a closer look found another.
    """
    if len(data) > MAX_WHOLE_BYTES:
        raise CannotWashError(Reason.TOO_BIG)
    seen = look_inside(data) if kind in _CONTAINERS else sniff(data[:HEAD_BYTES])
    if seen.way is not Way.WHOLE or (kind not in _CONTAINERS and seen is not kind):
        raise CannotWashError(Reason.NOT_THIS_KIND, seen)
    load(seen)
    notes = Notes()
    try:
        washed = _washer(seen)(data, notes)
    except CannotWashError as error:
        raise CannotWashError(error.reason, error.kind or seen) from error
    return Washed(seen, washed, notes.removed, notes.kept)


def _washer(kind: Kind) -> Callable[[bytes, Notes], bytes]:
    if kind in _PICTURES:
        return _PICTURES[kind]
    if kind is Kind.PDF:
        from weerbaar.vault.washing import pdf

        return pdf.wash
    from weerbaar.vault.washing import odt, ooxml

    return odt.wash if kind is Kind.ODT else ooxml.wash
