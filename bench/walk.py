"""How fast the whole of a report is told, page by page as a browser does it: every page fetched, every form sent."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.reporter import Reporter

from bench.place import served, town

if TYPE_CHECKING:
    from bench.place import Server
    from weerbaar.config.demo import Town

# Together below the number of drafts a minute from which a new one waits.
WALKS = {1: 10, 8: 40}


def measure(*, quick: bool = False) -> dict[str, float]:
    """Reports and requests per second with 1 and 8 people at it, and how many came to no receipt."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    results: dict[str, float] = {"lost": 0}
    place = town()
    with served() as server:
        _walk(server, place)
        for people, walks in WALKS.items():
            count = people if quick else walks
            began = time.perf_counter()
            with ThreadPoolExecutor(people) as pool:
                done = list(pool.map(lambda _number: _walk(server, place), range(count)))
            seconds = time.perf_counter() - began
            name = f"{people}_client{'s' if people > 1 else ''}"
            results[f"{name}_walks_per_s"] = round(count / seconds, 2)
            results[f"{name}_requests_per_s"] = round(sum(requests for requests, _words in done) / seconds, 1)
            results["lost"] += sum(not _opens(place, words) for _requests, words in done)
    return results


def _walk(server: Server, place: Town) -> tuple[int, list[str]]:
    """One report from the first button to the receipt: how many requests it took, and the words."""
    reporter = Reporter(server.reporter, place.tenant.slug)
    counted = 0

    def count(_response: object) -> None:
        nonlocal counted
        counted += 1

    reporter.http.event_hooks["response"].append(count)
    words = reporter.reported()
    reporter.http.close()
    return counted, words


def _opens(place: Town, words: list[str]) -> bool:
    from weerbaar.ground.receipt import Receipt
    from weerbaar.intake.actions import come_back

    return bool(words) and come_back(place.tenant.id, Receipt(tuple(words))) is not None
