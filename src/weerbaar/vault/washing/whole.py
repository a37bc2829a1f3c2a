"""Washing in one piece: the kinds that fit in memory. Runs in the jail; call it outside only in a test."""

from __future__ import annotations

from weerbaar.vault.washing.kinds import HEAD_BYTES, Kind, Way, look_inside, sniff
from weerbaar.vault.washing.words import CannotWashError, Notes, Reason, Washed

MAX_WHOLE_BYTES = 100 * 1024 * 1024
_CONTAINERS = {Kind.DOCX, Kind.XLSX, Kind.ODT, Kind.ZIP}


def load(kind: Kind) -> None:
    """Import what this kind needs, before the doors close and to keep the start short."""
    match kind:
        case Kind.PDF:
            from weerbaar.vault.washing import pdf  # noqa: F401
        case Kind.DOCX | Kind.XLSX | Kind.ODT | Kind.ZIP:
            import encodings.cp437  # noqa: F401 - names of members in a ZIP

            from weerbaar.vault.washing import odt, ooxml  # noqa: F401
        case _:
            from weerbaar.vault.washing import heic, jpeg, png  # noqa: F401


def wash_whole(kind: Kind, data: bytes) -> Washed:
    """Wash a whole file of at most 100 MB. `kind`: what `sniff` said; a ZIP container gets its second look here.

    Raises CannotWashError with the reason, and with the true kind where a closer look found another.
    """
    if len(data) > MAX_WHOLE_BYTES:
        raise CannotWashError(Reason.TOO_BIG)
    seen = look_inside(data) if kind in _CONTAINERS else sniff(data[:HEAD_BYTES])
    if seen.way is not Way.WHOLE:
        raise CannotWashError(Reason.NOT_THIS_KIND, seen)
    load(seen)
    notes = Notes()
    try:
        washed = _wash(seen, data, notes)
    except CannotWashError as error:
        raise CannotWashError(error.reason, error.kind or seen) from error
    return Washed(seen, washed, notes.removed, notes.kept)


def _wash(kind: Kind, data: bytes, notes: Notes) -> bytes:
    from weerbaar.vault.washing import heic, jpeg, png

    match kind:
        case Kind.JPEG:
            return jpeg.wash(data, notes)
        case Kind.PNG:
            return png.wash(data, notes)
        case Kind.HEIC:
            return heic.wash(data, notes)
        case Kind.PDF:
            from weerbaar.vault.washing import pdf

            return pdf.wash(data, notes)
        case Kind.ODT:
            from weerbaar.vault.washing import odt

            return odt.wash(data, notes)
        case _:
            from weerbaar.vault.washing import ooxml

            return ooxml.wash(data, notes)
