"""Where the page after this one begins, as an address carries it: the place of the last row in the order, and its id."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime
from uuid import UUID


def packed(place: str, last: UUID) -> str:
    """What goes into the address. It holds no full stop and no exclamation mark."""
    return base64.urlsafe_b64encode(f"{place}/{last.hex}".encode()).decode()


def _unpacked(text: str) -> tuple[str, UUID] | None:
    """Where the page before ended. What a browser made of it is not trusted: nonsense is the first page."""
    try:
        place, last = base64.urlsafe_b64decode(text.encode()).decode().split("/")
        return place, UUID(hex=last)
    except (ValueError, binascii.Error):
        return None


def day_of(text: str | None) -> tuple[date | None, UUID] | None:
    """The last row of the page before in a list by day; its day is None where it had none."""
    place, last = _unpacked(text or "") or ("", None)
    try:
        return None if last is None else ((date.fromisoformat(place) if place else None), last)
    except ValueError:
        return None


def moment_of(text: str | None) -> tuple[datetime, UUID] | None:
    """The same in a list by moment."""
    place, last = _unpacked(text or "") or ("", None)
    try:
        return None if last is None else (datetime.fromisoformat(place).astimezone(UTC), last)
    except (ValueError, OverflowError):
        return None
