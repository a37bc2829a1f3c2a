"""The worklist: what asks for somebody, and the cases they have a key to. As fast at a million cases as at ten."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Q

from weerbaar.cases.accesses import living
from weerbaar.cases.models import Access, Kind, Stage, Term
from weerbaar.cases.rules import asks_by, share_gone, term_state
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from weerbaar.organisation.staff import Staff

PAGE = 20
MOST_TO_DO = 8
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class TermView:
    """A term that runs. `state` is "", "soon" or "late"; `gone` is the share of the time in per cent."""

    name: str
    starts_on: date
    due_on: date
    state: str
    gone: int


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list. `handlers` are aliases; `unread` is what is new to the asker."""

    access_id: UUID
    case_id: UUID
    code: str
    kind: str
    stage: str
    capacity: str
    unread: int
    term: TermView | None
    handlers: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ConsentToDo:
    """A request that waits for the asker's decision."""

    id: UUID
    code: str
    kind: str
    asked_by: UUID
    for_alias: UUID


@dataclass(frozen=True, slots=True)
class Worklist:
    """`todo_count` and `open_count` stop at `MOST_COUNTED` + 1: more than that is said as "meer dan 1000"."""

    todo: tuple[Row, ...]
    consents: tuple[ConsentToDo, ...]
    todo_count: int
    rows: tuple[Row, ...]
    open_count: int
    first_due: Row | None = None
    after: str = ""
    next_cursor: str = ""
    kinds: tuple[str, ...] = field(default=tuple(Kind.values))
    stages: tuple[str, ...] = field(default=tuple(Stage.values))


def worklist(
    staff: Staff, *, kind: str | None = None, stage: str | None = None, after: str | None = None
) -> Worklist:
    """What `staff` sees after signing in. Needs no open key: it shows facts only. A fixed number of queries.

    An unknown `kind`, `stage` or cursor counts as none. Without `stage` closed cases are left out.
    """
    kind = kind if kind in Kind.values else None
    stage = stage if stage in Stage.values else None
    mine = _mine(staff)
    consents = _consents(staff)
    todo = _todo(mine)
    listed = mine.filter(is_open=stage != Stage.CLOSED)
    if kind:
        listed = listed.filter(kind=kind)
    if stage:
        listed = listed.filter(stage=stage)
    found = _page(listed, _cursor(after))
    page = found[:PAGE]
    views = _rows([*todo, *page])
    rows = tuple(views[one.id] for one in page)
    return Worklist(
        todo=tuple(views[one.id] for one in todo),
        consents=consents,
        todo_count=_count_todo(mine) + len(consents),
        rows=rows,
        open_count=_capped(listed),
        first_due=next((row for row in rows if row.term), None),
        after=after or "",
        next_cursor=_cursor_after(page[-1]) if len(found) > PAGE else "",
    )


def _mine(staff: Staff) -> QuerySet[Access]:
    return Access.objects.filter(living(), tenant_id=staff.tenant_id, holder_alias=staff.alias)


def _asking(mine: QuerySet[Access]) -> tuple[QuerySet[Access], QuerySet[Access]]:
    """What is new, and what ends soon: two conditions, each of which one index answers."""
    due = mine.filter(is_open=True, next_due__lte=asks_by(clock.today()))
    return mine.filter(unread__gt=0), due


def _todo(mine: QuerySet[Access]) -> list[Access]:
    found: dict[UUID, Access] = {}
    for asking in _asking(mine):
        for one in asking.select_related("case").order_by("next_due", "id")[:MOST_TO_DO]:
            found[one.id] = one
    return sorted(found.values(), key=lambda one: (one.next_due or date.max, one.id))[:MOST_TO_DO]


def _count_todo(mine: QuerySet[Access]) -> int:
    # Two capped halves: each is found in its own index, and what is in both counts once.
    new, due = (set(one.order_by().values_list("id", flat=True)[: MOST_COUNTED + 1]) for one in _asking(mine))
    return min(len(new | due), MOST_COUNTED + 1)


def _capped(listed: QuerySet[Access]) -> int:
    return listed.order_by().values("id")[: MOST_COUNTED + 1].count()


def _page(listed: QuerySet[Access], cursor: tuple[date | None, UUID] | None) -> list[Access]:
    """One row more than a page. Cases without a term come last: a second, equally indexed, question."""
    listed = listed.select_related("case").order_by("next_due", "id")
    due, last = cursor or (date.min, UUID(int=0))
    found: list[Access] = []
    if due is not None:
        beyond = Q(next_due__gt=due) | Q(next_due=due, id__gt=last)
        # The first condition alone bounds the walk through the index; the second leaves out what was shown.
        found = list(listed.filter(next_due__gte=due).filter(beyond)[: PAGE + 1])
        last = UUID(int=0)
    if len(found) <= PAGE:
        found += listed.filter(next_due=None, id__gt=last)[: PAGE + 1 - len(found)]
    return found


def _rows(accesses: Sequence[Access]) -> dict[UUID, Row]:
    cases = {one.case_id for one in accesses}
    terms = _first_terms(cases)
    handlers: dict[UUID, list[UUID]] = {case_id: [] for case_id in cases}
    seats = Access.objects.filter(living(), case__in=cases, capacity=Access.Capacity.HANDLER)
    for case_id, alias in seats.order_by("since", "id").values_list("case_id", "holder_alias"):
        handlers[case_id].append(alias)
    return {
        one.id: Row(
            access_id=one.id,
            case_id=one.case_id,
            code=one.case.code,
            kind=one.case.kind,
            stage=one.case.stage,
            capacity=one.capacity,
            unread=one.unread,
            term=terms.get(one.case_id) if one.is_open else None,
            handlers=tuple(handlers[one.case_id]),
        )
        for one in accesses
    }


def _first_terms(cases: Iterable[UUID]) -> dict[UUID, TermView]:
    first: dict[UUID, TermView] = {}
    for term in Term.objects.filter(case__in=list(cases), met_at=None).order_by("due_on", "name"):
        first.setdefault(term.case_id, term_view(term))
    return first


def term_view(term: Term) -> TermView:
    """A term as a page draws it."""
    today = clock.today()
    return TermView(
        name=term.name,
        starts_on=term.starts_on,
        due_on=term.due_on,
        state=term_state(term.starts_on, term.due_on, today),
        gone=share_gone(term.starts_on, term.due_on, today),
    )


def _consents(staff: Staff) -> tuple[ConsentToDo, ...]:
    """Requests that somebody else made, in cases where the asker holds every compartment that is asked for."""
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTS, [staff.alias, clock.now(), staff.alias, staff.alias, MOST_TO_DO])
        return tuple(ConsentToDo(*row) for row in cursor.fetchall())


_CONSENTS = (
    "SELECT r.id, c.code, c.kind, r.asked_by, r.for_alias FROM cases_consentrequest r"
    " JOIN cases_case c ON c.id = r.case_id"
    " WHERE r.decided_at IS NULL AND r.chests <@ (SELECT coalesce(array_agg(h.kind), '{}') FROM vault_grant g"
    " JOIN vault_chest h ON h.id = g.chest_id WHERE h.owner_id = r.case_id AND h.destroyed_at IS NULL"
    " AND g.holder_alias = %s AND (g.until IS NULL OR g.until > %s))"
    " AND r.asked_by <> %s AND r.for_alias <> %s ORDER BY r.at, r.id LIMIT %s"
)


def _cursor_after(access: Access) -> str:
    due = access.next_due.isoformat() if access.next_due else ""
    return base64.urlsafe_b64encode(f"{due}/{access.id.hex}".encode()).decode()


def _cursor(text: str | None) -> tuple[date | None, UUID] | None:
    """Where the page before ended. What a browser made of it is not trusted: nonsense is the first page."""
    if not text:
        return None
    try:
        due, last = base64.urlsafe_b64decode(text.encode()).decode().split("/")
        return (date.fromisoformat(due) if due else None), UUID(hex=last)
    except (ValueError, binascii.Error):
        return None
