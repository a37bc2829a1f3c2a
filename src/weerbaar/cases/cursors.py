"""A list page by page: the rows of one, and where the next begins, as an address carries it.

That is the place of the last row in the order, and its id: what is added while somebody reads moves nothing.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Model, Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

_Row = TypeVar("_Row", bound=Model)

PAGE = 20


def page_by_day(rows: QuerySet[_Row], day: str, after: str | None) -> tuple[list[_Row], str]:
    """A page of rows that all have this day, the first day first, and the cursor of the next page."""
    known, last = day_of(after) or (None, None)
    if known is not None:
        rows = rows.filter(**{f"{day}__gte": known}).filter(
            Q(**{f"{day}__gt": known}) | Q(**{day: known, "id__gt": last})
        )
    return _page(rows.order_by(day, "id"), day)


def page_by_moment(
    rows: QuerySet[_Row], moment: str, after: str | None, *, newest_first: bool = False
) -> tuple[list[_Row], str]:
    """The same of rows that all have this moment, the first one first or the last one."""
    if since := moment_of(after):
        at, last = since
        beyond = f"{moment}__lt" if newest_first else f"{moment}__gt"
        rows = rows.filter(Q(**{beyond: at}) | Q(**{moment: at, "id__gt": last}))
    return _page(rows.order_by(f"-{moment}" if newest_first else moment, "id"), moment)


def _page(rows: QuerySet[_Row], place: str) -> tuple[list[_Row], str]:
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    return page, packed(getattr(page[-1], place).isoformat(), page[-1].pk) if len(found) > PAGE else ""


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
