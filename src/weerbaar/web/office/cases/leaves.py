"""The long lists on the page of a case by leaves: which one the address asks for, and the addresses of those beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from weerbaar.cases.leaves import From, Places, row_named
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.cases.leaves import Way
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile

_BEFORE, _AFTER = "voor", "na"
_TALK, _FILES, _EVENTS, _DECISIONS = "gesprek", "bestanden", "tijdlijn", "besluiten"
NOTES, TASKS, ENDED, PLAN, LESSONS, GONE = "notities", "taken", "klaar", "plan", "lessen", "ingetrokken"
"""The lists that a section of the page reads by itself, as an address names them."""
_LISTS = _TALK, _FILES, _EVENTS, _DECISIONS, NOTES, TASKS, ENDED, PLAN, LESSONS, GONE
_SECTION = {PLAN: "communicatie"}
"""Where a list stands on the page, when that is not called as it is."""


def places(request: Any) -> Places:
    """The leaves that an address asks for; the newest where it says nothing that can be read."""
    return Places(*(start(request, what) for what in (_TALK, _FILES, _EVENTS, _DECISIONS)))


def start(request: Any, what: str) -> From:
    """The same of one list."""
    return From(row_named(request.GET, f"{what}-{_BEFORE}"), row_named(request.GET, f"{what}-{_AFTER}"))


def ways(request: Any, page: CaseFile) -> dict[str, dict[str, str]]:
    """Of each list the address of the `earlier` and the `later` leaf, empty where there is none. Other lists stay put."""
    return {
        "talk": ways_of(request, page.case, _TALK, page.ways.messages),
        "files": ways_of(request, page.case, _FILES, page.ways.files),
        "events": ways_of(request, page.case, _EVENTS, page.ways.events),
        "decisions": ways_of(request, page.case, _DECISIONS, page.ways.decisions),
    }


def ways_of(request: Any, case: Case, what: str, way: Way) -> dict[str, str]:
    """The same of one list."""
    here = address(request, "case", code=case.code)
    others = {
        name: value
        for one in _LISTS
        for name in (f"{one}-{_BEFORE}", f"{one}-{_AFTER}")
        if one != what and (value := row_named(request.GET, name))
    }
    kept = others | ({"alles": "1"} if "alles" in request.GET else {})

    def at(side: str, row: UUID | None) -> str:
        return f"{here}?{urlencode(kept | {f'{what}-{side}': row})}#{_SECTION.get(what, what)}" if row else ""

    return {"earlier": at(_BEFORE, way.earlier), "later": at(_AFTER, way.later)}
