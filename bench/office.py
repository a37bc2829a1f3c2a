"""How fast the office is: the page of a case, and the worklist of somebody with few and with a great many cases."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from tests.people import Office

from bench import worklist
from bench.place import served, town
from bench.sends import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.place import Server
    from weerbaar.config.demo import Town

FEW, MANY, MANY_WHEN_QUICK = 1_000, 1_000_000, 5_000
TIMES = 40
HANDLER = "Fatima"
EMPTY_PAGE = "/"
"""The office's front page without a municipality: every middleware, a template, one read."""


def measure(*, quick: bool = False) -> dict[str, float]:
    """Milliseconds for the page of a case, and for the worklist as a query and as a page, by number of cases."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sizes = (FEW, MANY_WHEN_QUICK if quick else MANY)
    times = 3 if quick else TIMES
    places: list[Town] = []

    def make() -> Town:
        places.append(town())
        return places[-1]

    results = {
        f"worklist_{size}_{figure}": value
        for size, figures in worklist.measure(make, sizes=sizes).items()
        for figure, value in figures.items()
    }
    place = make()
    code = _a_case(place)
    with served() as server:
        for size, large in zip(sizes, places, strict=False):
            with _signed_in(server, large) as browser:
                results[f"worklist_{size}_page_over_http_ms"] = _p50(_page(browser, ""), times)
        with _signed_in(server, place) as browser:
            results["case_page_ms"] = _p50(_page(browser, f"zaken/{code}/"), times)
            results["empty_page_ms"] = _p50(lambda: browser.http.get(EMPTY_PAGE), times)
    return results


@contextmanager
def _signed_in(server: Server, place: Town) -> Iterator[Office]:
    browser = Office(server.office, place)
    browser.sign_in(HANDLER)
    yield browser
    browser.close()


def _a_case(place: Town) -> str:
    """A case with a whole report in it; its code."""
    from weerbaar.cases.models import Case
    from weerbaar.database.scope import tenant_scope
    from weerbaar.intake import actions

    [ready] = prepare(place, 1)
    actions.send(ready.draft)
    with tenant_scope(place.tenant.id):
        return Case.objects.get().code


def _page(browser: Office, path: str) -> Callable[[], object]:
    def get() -> object:
        answer = browser.get(path)
        if answer.status_code != 200 or "ontgrendelen" in answer.url.path or "aanmelden" in answer.url.path:
            raise RuntimeError(f"The page {path or '/'} was not shown.")
        return answer

    return get


def _p50(work: Callable[[], object], times: int) -> float:
    work()
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return round(1000 * median(taken), 2)
