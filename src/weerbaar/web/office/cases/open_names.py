"""Until when the names of a case are open in this session. All that a session keeps of a case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from weerbaar.ground import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.sessions.backends.base import SessionBase

_KEPT = "names_open"


def keep(session: SessionBase, case_id: UUID, until: datetime) -> None:
    """Remember that the names of a case were opened; what ended is forgotten."""
    now = clock.now()
    living = {one: text for one, text in session.get(_KEPT, {}).items() if datetime.fromisoformat(text) > now}
    session[_KEPT] = living | {str(case_id): until.isoformat()}


def shut(session: SessionBase, case_id: UUID) -> None:
    """Close them again before the time."""
    session[_KEPT] = {one: text for one, text in session.get(_KEPT, {}).items() if one != str(case_id)}


def until(session: SessionBase, case_id: UUID) -> datetime | None:
    """Until when the names of a case are open, or None."""
    text = session.get(_KEPT, {}).get(str(case_id))
    ends = datetime.fromisoformat(text) if text else None
    return ends if ends and ends > clock.now() else None
