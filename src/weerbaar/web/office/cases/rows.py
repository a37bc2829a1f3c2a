"""A line of a list of cases, as the worklist and what was searched for show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weerbaar.web.office.cases import words
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from weerbaar.cases.worklist import Row
    from weerbaar.organisation.queries import Colleague


def case_row(request: Any, one: Row, colleagues: Mapping[UUID, Colleague]) -> dict[str, Any]:
    """What `cases_table.html` shows of one case: facts, and where to open it or to step out of it."""
    return {
        "url": address(request, "case", code=one.code),
        "recuse_url": address(request, "case_recuse", code=one.code),
        "code": one.code,
        "kind": words.kind(one.kind),
        "stage": words.stage(one.stage),
        "who": words.handlers(request.staff.alias, one.handlers, colleagues),
        "term": one.term,
        "term_name": words.term(one.term) if one.term else "",
        "term_when": words.by_when(one.term) if one.term else "",
        "news": words.news(one.unread) if one.unread else "",
    }
