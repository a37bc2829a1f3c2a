"""The pages of who decides and of what is late: from one page of a list to the next, and the count in the menu."""

from __future__ import annotations

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cases.test_long_lists import questions, secrets
from tests.filed import file_report
from tests.people import CAST, make_tenant
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases.models import Term
from weerbaar.cases.worklist import PAGE
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock


@pytest.fixture
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


def pages(desk: Desk, path: str, rows: str, following: str) -> list[list[str]]:
    """What stands on each page of a list, and that its first page is one link away from every other."""
    found, step = [], path
    while step:
        tree = lxml.html.fromstring(desk.get(step).content.decode())
        found.append(tree.xpath(rows))
        back = tree.xpath("//a[contains(normalize-space(.), 'Terug naar de eerste')]/@href")
        assert bool(back) is (len(found) > 1)
        onward = tree.xpath(f"//a[contains(@href, '{following}')]/@href")
        step = path + onward[0] if onward else ""
    return found


@pytest.mark.parametrize(
    ("is_answered", "place", "following"), [(False, "nu", "?na="), (True, "besloten", "?besloten-na=")]
)
def test_who_decides_walks_through_all_of_it(town, is_answered, place, following):
    filed = file_report(town)
    number = PAGE + 3
    questions(town, filed.case, number, answered_at=is_answered)
    geertje = Desk(town, "Geertje")
    rows = f"//section[@aria-labelledby='{place}']//li//a/@href"
    found = pages(geertje, "gevraagd/", rows, following)
    assert [len(one) for one in found] == [PAGE, 3]
    assert len({one for page in found for one in page}) == number
    told = geertje.text("gevraagd/")
    assert (f"Aan mij gevraagd ({number})" in told) is not is_answered
    assert ("Er ligt niets bij jou" in told) is is_answered


def test_what_stands_still_and_what_waits_walk_apart_on_the_page_of_terms(town):
    cases = [file_report(town).case for _ in range(PAGE + 2)]
    questions(town, cases[0], PAGE + 3)
    with tenant_scope(town.tenant.id):
        Term.objects.filter(case__in=cases, name="acknowledge").update(suspended_on=clock.today())
    fatima = Desk(town, "Fatima")
    for place, rest in (("gevraagd", 3), ("stil", 2)):
        rows = f"//section[@aria-labelledby='{place}']//dt/a/@href"
        found = pages(fatima, "termijnen/", rows, f"?{place}-na=")
        assert [len(one) for one in found] == [PAGE, rest]
    assert "Toon de volgende" in words(fatima.get("termijnen/"))


@pytest.mark.parametrize("place", ["geheim", "opheffen"])
def test_who_decides_walks_through_all_that_is_under_secrecy(town, place):
    filed = file_report(town)
    questions(town, filed.case, PAGE + 3)
    secrets(town, filed.case, is_withdrawn=place == "opheffen")
    geertje = Desk(town, "Geertje")
    rows = f"//section[@aria-labelledby='{place}']//li//a/@href"
    found = pages(geertje, "gevraagd/", rows, f"?{place}-na=")
    assert [len(one) for one in found] == [PAGE, 3]
    assert len({one for page in found for one in page}) == PAGE + 3


def test_a_page_asks_once_what_waits_for_who_decides(town):
    questions(town, file_report(town).case, 3)
    geertje = Desk(town, "Geertje")
    with CaptureQueriesContext(connection) as caught:
        assert "Aan mij gevraagd (3)" in geertje.text("gevraagd/")
    start = 'SELECT "cases_decisionasked"."case_id"'
    found = [one["sql"] for one in caught.captured_queries if one["sql"].startswith(start)]
    assert len([one for one in found if '"answered_at" IS NULL' in one]) == 1
