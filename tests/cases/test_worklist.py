"""The worklist: what is in it, in which order, for whom; and that it asks no more of the database as it grows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.filed import bring, file_report
from tests.people import make_tenant

from weerbaar.cases import actions
from weerbaar.cases.models import Access, Term
from weerbaar.cases.worklist import PAGE, worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions as reporter_acts


@pytest.fixture(scope="module")
def busy(database):
    """A town with more cases than a page holds, the older ones filed earlier."""
    town = make_tenant()
    cases = []
    # At noon: a day more or less is then a day, whenever the clocks change.
    noon = clock.now().replace(hour=12)
    for number in range(PAGE + 4):
        with clock.stopped_at(noon - timedelta(days=40 - number)):
            cases.append(file_report(town, kind=("conduct", "integrity")[number % 2]))
    return town, cases


def ask(town, who="Fatima", **choice):
    with tenant_scope(town.tenant.id):
        return worklist(town[who].locked, **choice)


def queries(town, **choice) -> int:
    with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as asked:
        worklist(town["Fatima"].locked, **choice)
    return len(asked)


def test_what_ends_first_stands_on_top_and_every_case_comes_once(busy):
    town, cases = busy
    first = ask(town)
    second = ask(town, after=first.next_cursor)
    rows = [*first.rows, *second.rows]
    assert [row.code for row in rows] == [one.code for one in cases]
    assert (len(first.rows), second.next_cursor, first.open_count) == (PAGE, "", len(cases))
    assert [row.term.due_on for row in rows] == sorted(row.term.due_on for row in rows)
    assert first.rows[0].term.state == "late"
    assert [row.code for row in first.todo] == [one.code for one in cases[:8]]
    assert first.todo_count == len(cases)


def every_page_of_what_asks(town, who="Fatima"):
    """The pages, as somebody walks through them."""
    pages = [ask(town, who)]
    while pages[-1].todo_cursor:
        pages.append(ask(town, who, todo_after=pages[-1].todo_cursor))
    return pages


def test_all_that_asks_is_reached_page_by_page_and_comes_once(busy):
    town, cases = busy
    pages = every_page_of_what_asks(town)
    assert [len(page.todo) for page in pages] == [8, 8, 8]
    assert [row.code for page in pages for row in page.todo] == [one.code for one in cases]
    assert {page.todo_count for page in pages} == {len(cases)}


@pytest.mark.parametrize(
    ("number", "pages"), [(8, [8]), (9, [9]), (10, [8, 2]), (17, [8, 9]), (18, [8, 8, 2])]
)
def test_no_page_is_made_for_a_single_row(database, number, pages):
    town = make_tenant()
    cases = {file_report(town).code for _ in range(number)}
    walked = every_page_of_what_asks(town)
    assert [len(page.todo) for page in walked] == pages
    assert {row.code for page in walked for row in page.todo} == cases


@pytest.mark.parametrize("cursor", ["onzin", ".", ".onzin", "\0", "Li8="])
def test_nonsense_for_a_cursor_is_the_first_page(busy, cursor):
    town, cases = busy
    assert [row.code for row in ask(town, todo_after=cursor).todo] == [one.code for one in cases[:8]]


def test_news_in_closed_cases_and_requests_are_among_what_asks(database):
    town = make_tenant()
    cases = [file_report(town, name="Noor Visser") for _ in range(11)]
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    for number, one in enumerate(cases[:10]):
        whom = town["Marit"].person_id
        actions.let_in(fatima, code=one.code, person_id=whom, reason="Vervangt", last_day=None)
        actions.ask_consent(
            fatima, code=one.code, person_id=whom, kinds=["names"], reason=f"Reden {number}", last_day=None
        )
    closed = cases[10]
    bring(joris, closed, "closed")
    actions.open_case(joris, code=closed.code)
    before = ask(town, "Joris").todo_count
    reporter_acts.write(closed.reporter, body="Ik word slechter behandeld.")
    pages = every_page_of_what_asks(town, "Joris")
    assert [row.asked_by for page in pages for row in page.consents] == [fatima.alias] * 10
    assert len({row.id for page in pages for row in page.consents}) == 10
    rows = [row for page in pages for row in page.todo]
    assert {row.code for row in rows[:-1]} == {one.code for one in cases[:10]}
    assert (rows[-1].code, rows[-1].unread) == (closed.code, 1)
    assert {page.todo_count for page in pages} == {before + 1} == {21}
    assert all(len(page.consents) + len(page.todo) <= 8 for page in pages[:-1])


def test_choices_narrow_the_list(busy):
    town, cases = busy
    assert {row.kind for row in ask(town, kind="integrity").rows} == {"integrity"}
    assert ask(town, kind="integrity").open_count == len(cases) // 2
    assert ask(town, stage="answered").rows == ()
    assert ask(town, kind="onzin", stage="onzin", after="onzin").open_count == len(cases)


def test_who_was_not_let_in_has_no_row_count_or_thing_to_do(busy):
    town, _cases = busy
    for who in ("Bram", "Ruben", "Wietske", "Marit"):
        found = ask(town, who)
        assert (found.rows, found.todo, found.todo_count, found.open_count) == ((), (), 0, 0)


def test_a_larger_list_asks_no_more_questions(busy):
    town, _cases = busy
    small = make_tenant()
    file_report(small)
    file_report(small)
    # Two more at most: where a page or what asks is not full, the cases without a term are asked for.
    assert queries(town) <= queries(small) <= queries(town) + 2


def test_cases_without_a_term_come_last_and_are_not_lost(database):
    town = make_tenant()
    cases = [file_report(town) for _ in range(PAGE + 3)]
    without = {one.case.id for one in cases[: PAGE + 1]}
    with tenant_scope(town.tenant.id):
        Term.objects.filter(case__in=without).delete()
        Access.objects.filter(case__in=without).update(next_due=None, unread=0)
    first = ask(town)
    second = ask(town, after=first.next_cursor)
    assert {row.case_id for row in (*first.rows, *second.rows)} == {one.case.id for one in cases}
    assert [row.term is None for row in first.rows] == [False, False] + [True] * (PAGE - 2)
    assert len(second.rows) == 3


def test_what_ended_is_gone_before_the_job_removes_it(database):
    town = make_tenant()
    filed = file_report(town)
    day = clock.today() + timedelta(days=3)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Advies",
        last_day=day,
    )
    assert [row.code for row in ask(town, "Hassan").rows] == [filed.code]
    with clock.stopped_at(clock.now() + timedelta(days=5)):
        assert ask(town, "Hassan").rows == ()


def test_a_file_asks_no_more_questions_as_the_case_grows(database):
    town = make_tenant()
    filed = file_report(town)
    fatima = town["Fatima"].opened

    def count() -> int:
        with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as asked:
            actions.open_case(fatima, code=filed.code)
        return len(asked)

    count()
    before = count()
    for number in range(5):
        actions.save_draft(fatima, code=filed.code, body="x")
        actions.open_names(fatima, code=filed.code, reason=f"Reden {number}")
    assert count() == before
