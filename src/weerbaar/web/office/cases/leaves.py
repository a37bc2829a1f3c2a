"""The long lists on the page of a case by leaves: which one the address asks for, and the addresses of those beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from weerbaar.cases.leaves import From, Places, row_named
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.cases.leaves import Way
    from weerbaar.cases.queries import CaseFile

_BEFORE, _AFTER = "voor", "na"
_TALK, _FILES, _EVENTS = "gesprek", "bestanden", "tijdlijn"


def places(request: Any) -> Places:
    """The leaves that an address asks for; the newest where it says nothing that can be read."""
    return Places(_from(request, _TALK), _from(request, _FILES), _from(request, _EVENTS))


def _from(request: Any, what: str) -> From:
    return From(row_named(request.GET, f"{what}-{_BEFORE}"), row_named(request.GET, f"{what}-{_AFTER}"))


def ways(request: Any, page: CaseFile) -> dict[str, dict[str, str]]:
    """Of each list the address of the `earlier` and the `later` leaf, empty where there is none. Other lists stay put."""
    return {
        "talk": _beside(request, page, _TALK, page.ways.messages),
        "files": _beside(request, page, _FILES, page.ways.files),
        "events": _beside(request, page, _EVENTS, page.ways.events),
    }


def _beside(request: Any, page: CaseFile, what: str, way: Way) -> dict[str, str]:
    here = address(request, "case", code=page.case.code)
    others = {
        name: value
        for name in (f"{one}-{side}" for one in (_TALK, _FILES, _EVENTS) for side in (_BEFORE, _AFTER))
        if not name.startswith(what) and (value := row_named(request.GET, name))
    }
    kept = others | ({"alles": "1"} if "alles" in request.GET else {})

    def at(side: str, row: UUID | None) -> str:
        return f"{here}?{urlencode(kept | {f'{what}-{side}': row})}#{what}" if row else ""

    return {"earlier": at(_BEFORE, way.earlier), "later": at(_AFTER, way.later)}
