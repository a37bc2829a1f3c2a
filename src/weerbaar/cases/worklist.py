"""The worklist: what asks for somebody, and the cases they have a key to. As fast at a million cases as at ten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Q

from weerbaar.cases.accesses import living
from weerbaar.cases.cursors import PAGE, day_of, moment_of, packed, page_by_day
from weerbaar.cases.desk_news import News, count_news, desk_news
from weerbaar.cases.models import Access, Admission, Case, DecisionAsked, Kind, Stage, Term
from weerbaar.cases.rules import asks_by, share_gone, term_state
from weerbaar.cases.waiting import waits_for
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from weerbaar.cases.procedures import Doer
    from weerbaar.organisation.staff import Staff

ENDING_DAYS = 14
MOST_TO_DO = 8
MOST_COUNTED = 1000
# In front of a cursor among the cases, once all consents were shown. No cursor holds a full stop of itself.
_AFTER_CONSENTS = "."
# In front of a cursor among the news, which stands before all of that.
_IN_NEWS = "!"


@dataclass(frozen=True, slots=True)
class TermView:
    """A term that was not met. `state` is "", "soon" or "late"; `gone` is the share of the time in per cent.

    `target_on` is the day to aim at. With `suspended_on` it stands still since that day and is neither soon nor late.
    """

    name: str
    starts_on: date
    target_on: date
    due_on: date
    state: str
    gone: int
    suspended_on: date | None = None
    is_extended: bool = False


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


def sent_on(rows: Iterable[Row]) -> frozenset[UUID]:
    """Of these cases those that were assessed as not belonging here, and whose reporter was not told yet."""
    waiting = [one.case_id for one in rows if one.stage == Stage.ACKNOWLEDGED]
    if not waiting:
        return frozenset()
    found = Case.objects.filter(id__in=waiting, admission=Admission.NOT_HERE)
    return frozenset(found.values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class ConsentToDo:
    """A request that waits for the asker's decision."""

    id: UUID
    code: str
    kind: str
    asked_by: UUID
    for_alias: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Worklist:
    """`open_count` is of the cases that were chosen, and `advice_count` how many of those are no report but a question for
    advice (R18). `todo_count` and `open_count` stop at `MOST_COUNTED` + 1: more than that is said as "meer dan 1000".

    What asks for the reader is `news`, what decisions ask, by pages of its own; with the last of those comes the first
    page of `consents`, then `todo`: a page of `MOST_TO_DO`, or one more where that is the last. `todo_cursor` leads to
    the next page of it all.
    """

    todo: tuple[Row, ...]
    consents: tuple[ConsentToDo, ...]
    todo_count: int
    rows: tuple[Row, ...]
    open_count: int
    advice_count: int = 0
    first_due: Row | None = None
    after: str = ""
    next_cursor: str = ""
    todo_cursor: str = ""
    news: tuple[News, ...] = ()
    kinds: tuple[str, ...] = field(default=tuple(Kind.values))
    stages: tuple[str, ...] = field(default=tuple(Stage.values))


def worklist(
    staff: Staff,
    *,
    kind: str | None = None,
    stage: str | None = None,
    after: str | None = None,
    todo_after: str | None = None,
) -> Worklist:
    """What `staff` sees after signing in. Needs no open key: it shows facts only. A fixed number of queries.

    An unknown `kind`, `stage` or cursor counts as none. Without `stage` closed cases are left out.
    """
    kind = kind if kind in Kind.values else None
    stage = stage if stage in Stage.values else None
    mine = _mine(staff)
    news, consents, todo, todo_cursor = _all_that_asks(staff, mine, todo_after or "")
    listed = mine.filter(is_open=stage != Stage.CLOSED)
    if kind:
        listed = listed.filter(kind=kind)
    if stage:
        listed = listed.filter(stage=stage)
    found = _page(listed, day_of(after))
    page = found[:PAGE]
    views = _rows([*todo, *page])
    rows = tuple(views[one.id] for one in page)
    return Worklist(
        todo=tuple(views[one.id] for one in todo),
        consents=consents,
        todo_count=min(
            count_news(staff, mine) + _count_todo(mine) + _count_consents(staff), MOST_COUNTED + 1
        ),
        rows=rows,
        open_count=_capped(listed),
        advice_count=_capped(listed.filter(kind=Kind.ADVICE)),
        first_due=next((row for row in rows if row.term), None),
        after=after or "",
        next_cursor=_cursor_after(page[-1]) if len(found) > PAGE else "",
        todo_cursor=todo_cursor,
        news=news,
    )


def still_theirs(staff: Staff, access_ids: Sequence[UUID]) -> list[UUID]:
    """Of these accesses those that the asker has still, in this order."""
    living_ids = set(_mine(staff).filter(id__in=access_ids).values_list("id", flat=True))
    return [one for one in access_ids if one in living_ids]


def rows_of(staff: Staff, access_ids: Sequence[UUID]) -> list[Row]:
    """The lines of these cases, in this order; without those that the asker has no access to (any more)."""
    views = _rows(list(_mine(staff).filter(id__in=access_ids).select_related("case")))
    return [views[one] for one in access_ids if one in views]


@dataclass(frozen=True, slots=True)
class Ending:
    """A case of which a term is late or ends soon: those terms, the first to end first, and who is waited for."""

    code: str
    kind: str
    stage: str
    terms: tuple[TermView, ...]
    waits_for: Doer
    handlers: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class StandingStill:
    """A term that stands still."""

    code: str
    kind: str
    term: TermView


@dataclass(frozen=True, slots=True)
class Waits:
    """A question that waits for somebody who decides, and by when. What is asked lies on its paper."""

    code: str
    kind: str
    asked_id: UUID
    asked_of: UUID
    due_on: date


@dataclass(frozen=True, slots=True)
class Endings:
    """One page of what is late and what ends within `ENDING_DAYS`, and what stands still longest.

    The counts are of cases and stop at `MOST_COUNTED` + 1.
    """

    rows: tuple[Ending, ...]
    late_count: int
    soon_count: int
    still: tuple[StandingStill, ...]
    next_cursor: str = ""
    questions: tuple[Waits, ...] = ()
    still_cursor: str = ""
    questions_cursor: str = ""


def endings(
    staff: Staff,
    *,
    after: str | None = None,
    questions_after: str | None = None,
    still_after: str | None = None,
) -> Endings:
    """What is late and what ends soon among the cases that `staff` has access to. A fixed number of queries.

    Needs no open key: it shows facts only. Each of its three lists has pages of its own; an unknown cursor is the first.
    """
    today = clock.today()
    horizon = today + timedelta(days=ENDING_DAYS)
    mine = _mine(staff).filter(is_open=True)
    listed = mine.filter(next_due__lte=horizon)
    found = _with_term(listed, day_of(after), PAGE + 1)
    page = found[:PAGE]
    turns = waits_for([one.case for one in page])
    terms = _ending_terms([one.case_id for one in page], horizon)
    views = _rows(page)
    still, still_cursor = _standing_still(mine, still_after)
    questions, questions_cursor = _questions(mine, horizon, questions_after)
    return Endings(
        rows=tuple(
            Ending(
                code=one.case.code,
                kind=one.case.kind,
                stage=one.case.stage,
                terms=tuple(terms[one.case_id]),
                waits_for=turns[one.case_id],
                handlers=views[one.id].handlers,
            )
            for one in page
        ),
        late_count=_capped(mine.filter(next_due__lt=today)),
        soon_count=_capped(mine.filter(next_due__gte=today, next_due__lte=horizon)),
        still=still,
        next_cursor=_cursor_after(page[-1]) if len(found) > PAGE else "",
        questions=questions,
        still_cursor=still_cursor,
        questions_cursor=questions_cursor,
    )


def _ending_terms(cases: list[UUID], horizon: date) -> dict[UUID, list[TermView]]:
    terms: dict[UUID, list[TermView]] = {case_id: [] for case_id in cases}
    ending = Term.objects.filter(case__in=cases, met_at=None, suspended_on=None, due_on__lte=horizon)
    for term in ending.order_by("due_on", "name"):
        terms[term.case_id].append(term_view(term))
    return terms


def _standing_still(mine: QuerySet[Access], after: str | None) -> tuple[tuple[StandingStill, ...], str]:
    rows = Term.objects.filter(suspended_on__isnull=False, met_at=None, case__in=mine.values("case"))
    page, cursor = page_by_day(rows.select_related("case"), "suspended_on", after)
    return tuple(StandingStill(one.case.code, one.case.kind, term_view(one)) for one in page), cursor


def _questions(mine: QuerySet[Access], horizon: date, after: str | None) -> tuple[tuple[Waits, ...], str]:
    rows = DecisionAsked.objects.filter(
        answered_at=None, withdrawn_at=None, due_on__lte=horizon, case__in=mine.values("case")
    )
    page, cursor = page_by_day(rows.select_related("case"), "due_on", after)
    return (
        tuple(Waits(one.case.code, one.case.kind, one.id, one.asked_of, one.due_on) for one in page),
        cursor,
    )


def _mine(staff: Staff) -> QuerySet[Access]:
    return Access.objects.filter(living(), tenant_id=staff.tenant_id, holder_alias=staff.alias)


def _asking(mine: QuerySet[Access]) -> tuple[QuerySet[Access], QuerySet[Access]]:
    """What is new, and what ends soon: two conditions, each of which one index answers."""
    due = mine.filter(is_open=True, next_due__lte=asks_by(clock.today()))
    return mine.filter(unread__gt=0), due


def _all_that_asks(
    staff: Staff, mine: QuerySet[Access], after: str
) -> tuple[tuple[News, ...], tuple[ConsentToDo, ...], list[Access], str]:
    """One page of all that asks: while there is more news than a page, that alone; then the news that is left with the
    first page of the rest.
    """
    if after and not after.startswith(_IN_NEWS):
        return (), *_todo(staff, mine, after)
    news, cursor = desk_news(staff, mine, after=after[1:])
    if cursor:
        return news, (), [], _IN_NEWS + cursor
    return news, *_todo(staff, mine, "")


def _todo(
    staff: Staff, mine: QuerySet[Access], after: str
) -> tuple[tuple[ConsentToDo, ...], list[Access], str]:
    """One page of what asks, and the cursor of the next: who waits for a decision first, then what ends first.

    New messages in a closed case have no term, so they stand on the last page; none falls off.
    """
    decided = after.startswith(_AFTER_CONSENTS)
    consents = tuple[ConsentToDo, ...]() if decided else _consents(staff, after)
    if len(consents) > MOST_TO_DO:
        page = consents[:MOST_TO_DO]
        return page, [], packed(page[-1].at.isoformat(), page[-1].id)
    room = MOST_TO_DO - len(consents)
    found = _asking_page(mine, day_of(after[1:]) if decided else None, room + 2)
    # One that is left stands here too: no page is made for a single row.
    if len(found) <= room + 1:
        return consents, found, ""
    shown = found[:room]
    # After a page that consents fill, the first case is still to come.
    return consents, shown, _AFTER_CONSENTS + (_cursor_after(shown[-1]) if shown else "")


def _asking_page(mine: QuerySet[Access], cursor: tuple[date | None, UUID] | None, most: int) -> list[Access]:
    new, due = _asking(mine)
    found = {one.id: one for one in _beyond(new, cursor, most)}
    # What ends soon has a term, always: nothing of it stands behind the last day.
    found |= {one.id: one for one in _with_term(due, cursor, most)}
    return sorted(found.values(), key=lambda one: (one.next_due or date.max, one.id))[:most]


def _count_todo(mine: QuerySet[Access]) -> int:
    # Two capped halves: each is found in its own index, and what is in both counts once.
    new, due = (set(one.order_by().values_list("id", flat=True)[: MOST_COUNTED + 1]) for one in _asking(mine))
    return min(len(new | due), MOST_COUNTED + 1)


def _capped(listed: QuerySet[Access]) -> int:
    return listed.order_by().values("id")[: MOST_COUNTED + 1].count()


def _page(listed: QuerySet[Access], cursor: tuple[date | None, UUID] | None) -> list[Access]:
    """One row more than a page."""
    return _beyond(listed, cursor, PAGE + 1)


def _beyond(listed: QuerySet[Access], cursor: tuple[date | None, UUID] | None, most: int) -> list[Access]:
    """What follows the cursor. Cases without a term come last: a second, equally indexed, question."""
    found = _with_term(listed, cursor, most)
    if len(found) < most:
        last = cursor[1] if cursor and cursor[0] is None else UUID(int=0)
        rest = listed.filter(next_due=None, id__gt=last).select_related("case").order_by("next_due", "id")
        found += rest[: most - len(found)]
    return found


def _with_term(listed: QuerySet[Access], cursor: tuple[date | None, UUID] | None, most: int) -> list[Access]:
    due, last = cursor or (date.min, UUID(int=0))
    if due is None:
        return []
    beyond = Q(next_due__gt=due) | Q(next_due=due, id__gt=last)
    # The first condition alone bounds the walk through the index; the second leaves out what was shown.
    rows = listed.filter(next_due__gte=due).filter(beyond)
    return list(rows.select_related("case").order_by("next_due", "id")[:most])


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
    running = Term.objects.filter(case__in=list(cases), met_at=None, suspended_on=None)
    for term in running.order_by("due_on", "name"):
        first.setdefault(term.case_id, term_view(term))
    return first


def term_view(term: Term) -> TermView:
    """A term as a page draws it."""
    today = term.suspended_on or clock.today()
    return TermView(
        name=term.name,
        starts_on=term.starts_on,
        target_on=term.target_on,
        due_on=term.due_on,
        state="" if term.suspended_on else term_state(term.starts_on, term.due_on, today),
        gone=share_gone(term.starts_on, term.due_on, today),
        suspended_on=term.suspended_on,
        is_extended=term.is_extended,
    )


def _consents(staff: Staff, after: str) -> tuple[ConsentToDo, ...]:
    """Requests that somebody else made, in cases where the asker holds all that is asked for, without an end.

    Oldest first, one more than a page.
    """
    since, last = moment_of(after) or (datetime.min.replace(tzinfo=UTC), UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.id, c.code, c.kind, r.asked_by, r.for_alias, r.at {_CONSENTS}"
            " AND (r.at, r.id) > (%s, %s) ORDER BY r.at, r.id LIMIT %s",
            [staff.alias, staff.alias, staff.alias, since, last, MOST_TO_DO + 1],
        )
        return tuple(ConsentToDo(*row) for row in cursor.fetchall())


def _count_consents(staff: Staff) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT r.id {_CONSENTS} LIMIT %s) counted",  # noqa: S608 - our own words
            [staff.alias, staff.alias, staff.alias, MOST_COUNTED + 1],
        )
        row = cursor.fetchone()
        return row[0] if row else 0


_CONSENTS = (
    "FROM cases_consentrequest r JOIN cases_case c ON c.id = r.case_id"
    " WHERE r.decided_at IS NULL AND r.chests <@ (SELECT coalesce(array_agg(h.kind), '{}') FROM vault_grant g"
    " JOIN vault_chest h ON h.id = g.chest_id WHERE h.owner_id = r.case_id AND h.destroyed_at IS NULL"
    " AND g.holder_alias = %s AND g.until IS NULL)"
    " AND r.asked_by <> %s AND r.for_alias <> %s"
)


def _cursor_after(access: Access) -> str:
    return packed(access.next_due.isoformat() if access.next_due else "", access.id)
