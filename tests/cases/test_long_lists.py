"""Lists that grow with the years: page by page each row comes once, and a count counts what the pages hold."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.filed import file_report
from tests.people import CAST, make_tenant

from weerbaar.cases import asking
from weerbaar.cases.desk_news import MOST_NEWS
from weerbaar.cases.kept_out import kept_out_key, mark
from weerbaar.cases.models import DecisionAsked, KeptOut, Secrecy, Term
from weerbaar.cases.worklist import PAGE, endings, worklist
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock


@pytest.fixture
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


def questions(town, case, number, **columns) -> None:
    """Questions before Geertje, with different days; a list does not open what is asked."""
    now, fatima = clock.now(), town["Fatima"].staff.alias
    with tenant_scope(town.tenant.id):
        DecisionAsked.objects.bulk_create(
            DecisionAsked(
                id=uuid4(),
                tenant_id=case.tenant_id,
                case=case,
                asked_of=town["Geertje"].staff.alias,
                asked_by=fatima,
                asked_at=now,
                due_on=clock.today() + timedelta(days=place // 3),
                sealed_question=b"sealed",
                **{name: now + timedelta(minutes=place // 3) for name in columns if columns[name]},
            )
            for place in range(number)
        )


def secrets(town, case, *, is_withdrawn) -> None:
    """Something that Geertje put under secrecy on each of these questions, at different moments."""
    now = clock.now()
    with tenant_scope(town.tenant.id):
        asked = DecisionAsked.objects.filter(case=case)
        if is_withdrawn:
            asked.update(withdrawn_at=now)
        Secrecy.objects.bulk_create(
            Secrecy(
                id=uuid4(),
                tenant_id=case.tenant_id,
                asked=one,
                imposed_by=town["Geertje"].staff.alias,
                imposed_at=now + timedelta(minutes=place // 3),
                sealed_text=b"sealed",
            )
            for place, one in enumerate(asked)
        )


def walk(read) -> list:
    """Every page, from the first on: `read` gives a page and the cursor of the next."""
    pages, cursor = [], ""
    while True:
        rows, cursor = read(cursor)
        pages.append(list(rows))
        if not cursor:
            return pages


def asked_page(town, which, cursor):
    with tenant_scope(town.tenant.id):
        page = which(town["Geertje"].opened, after=cursor)
    return page.rows, page.next_cursor


@pytest.mark.parametrize(
    ("which", "answered"), [(asking.waiting, False), (asking.answered, True)], ids=["waiting", "answered"]
)
def test_what_was_asked_of_somebody_comes_page_by_page_and_each_once(town, which, answered):
    filed = file_report(town)
    questions(town, filed.case, 2 * PAGE + 5, answered_at=answered)
    pages = walk(lambda cursor: asked_page(town, which, cursor))
    assert [len(one) for one in pages] == [PAGE, PAGE, 5]
    rows = [row for page in pages for row in page]
    assert len({row.id for row in rows}) == len(rows)
    days = [row.answered_at if answered else row.due_on for row in rows]
    assert days == sorted(days, reverse=answered)
    assert asked_page(town, which, "onzin") == asked_page(town, which, "")


@pytest.mark.parametrize(
    ("which", "is_withdrawn"),
    [(asking.under_secrecy, False), (asking.may_be_lifted, True)],
    ids=["under secrecy", "may be lifted"],
)
def test_what_is_under_secrecy_comes_page_by_page_and_each_once(town, which, is_withdrawn):
    filed = file_report(town)
    questions(town, filed.case, 2 * PAGE + 5)
    secrets(town, filed.case, is_withdrawn=is_withdrawn)
    pages = walk(lambda cursor: asked_page(town, which, cursor))
    assert [len(one) for one in pages] == [PAGE, PAGE, 5]
    rows = [row for page in pages for row in page]
    if is_withdrawn:
        assert [row.at for row in rows] == sorted(row.at for row in rows)
    else:
        assert {count for _row, count in rows} == {1}
        rows = [row for row, _count in rows]
        assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert len({row.id for row in rows}) == len(rows)
    assert asked_page(town, which, "onzin") == asked_page(town, which, "")


def test_the_count_of_what_waits_is_of_what_the_pages_hold(town):
    first, second = file_report(town), file_report(town)
    questions(town, first.case, 2 * PAGE + 5)
    questions(town, second.case, 4)
    geertje = town["Geertje"]

    def counted() -> tuple[int, int]:
        held = sum(len(page) for page in walk(lambda cursor: asked_page(town, asking.waiting, cursor)))
        with tenant_scope(town.tenant.id):
            return held, asking.waiting_count(geertje.opened)

    assert counted() == (2 * PAGE + 9,) * 2
    with tenant_scope(town.tenant.id):
        assert asking.waiting(geertje.opened).count == 2 * PAGE + 9
    with tenant_scope(town.tenant.id):
        mark(first.case, [kept_out_key(first.case.id, geertje.person_id)], KeptOut.Origin.NAMED)
    assert counted() == (4, 4)
    # Whoever decides nothing has neither.
    with tenant_scope(town.tenant.id):
        assert asking.waiting(town["Fatima"].opened).rows == ()
        assert asking.waiting_count(town["Fatima"].opened) == 0


def test_a_longer_list_of_who_decides_asks_no_more_questions(town):
    filed = file_report(town)

    def asked() -> int:
        with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as caught:
            asking.waiting(town["Geertje"].opened)
            asking.waiting_count(town["Geertje"].opened)
        return len(caught)

    questions(town, filed.case, 3)
    before = asked()
    questions(town, filed.case, 60)
    assert asked() == before


def test_what_decisions_ask_of_the_desk_comes_page_by_page_before_the_rest(town):
    filed = file_report(town)
    questions(town, filed.case, 2 * MOST_NEWS + 3, news_at=True)
    pages, cursor = [], ""
    with tenant_scope(town.tenant.id):
        while True:
            page = worklist(town["Fatima"].locked, todo_after=cursor)
            pages.append(page)
            if not (cursor := page.todo_cursor):
                break
        other = worklist(town["Ruben"].locked)
    assert [len(one.news) for one in pages] == [MOST_NEWS, MOST_NEWS, 3]
    rows = [row for page in pages for row in page.news]
    assert len({row.id for row in rows}) == len(rows)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert [[row.code for row in page.todo] for page in pages] == [[], [], [filed.code]]
    assert {page.todo_count for page in pages} == {len(rows) + 1}
    assert (other.news, other.todo_count) == ((), 0)


def test_what_stands_still_and_what_waits_for_a_decision_come_page_by_page(town):
    cases = [file_report(town).case for _ in range(PAGE + 2)]
    questions(town, cases[0], PAGE + 3)
    with tenant_scope(town.tenant.id):
        Term.objects.filter(case__in=cases, name="acknowledge").update(suspended_on=clock.today())
        first = endings(town["Fatima"].locked)
        second = endings(
            town["Fatima"].locked, questions_after=first.questions_cursor, still_after=first.still_cursor
        )
        nothing = endings(town["Ruben"].locked)
    assert [len(first.still), len(second.still), second.still_cursor] == [PAGE, 2, ""]
    assert {one.code for one in (*first.still, *second.still)} == {one.code for one in cases}
    assert [len(first.questions), len(second.questions), second.questions_cursor] == [PAGE, 3, ""]
    assert len({one.asked_id for one in (*first.questions, *second.questions)}) == PAGE + 3
    assert (nothing.still, nothing.questions) == ((), ())
