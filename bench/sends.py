"""How fast reports are sent: the last send of a ready draft, over HTTP, beside the empty page of the same server.

Every receipt is opened afterwards and its story compared: a report that is not there, or not whole, is lost.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.load import Outcome, Request, run
from bench.place import served, town

if TYPE_CHECKING:
    from weerbaar.config.demo import Town
    from weerbaar.intake.drafts import DraftRef

CLIENTS = (1, 8, 64)
ROUNDS = 3
SENDS = {1: 100, 8: 200, 64: 256}
EMPTY_PAGES = 400
# Passes every middleware and ends the session, which is not there: no template, no database.
EMPTY_PAGE = "/weg/"
_PREPARERS = 4


@dataclass(frozen=True)
class Ready:
    """A draft that waits for its last send, with the session that may send it and what must be found afterwards."""

    draft: DraftRef
    words: tuple[str, ...]
    story: str
    cookie: str
    token: str


def measure(*, quick: bool = False) -> dict[str, float]:
    """Reports per second and milliseconds per report, by number of clients: the median of the rounds."""
    rounds, share = (1, 16) if quick else (ROUNDS, 1)
    results: dict[str, float] = {"lost": 0}
    place = town()
    with served() as server:
        run(server.reporter_port, 8, [Request(EMPTY_PAGE)] * 64)
        for clients in CLIENTS:
            outcomes: list[tuple[Outcome, Outcome]] = []
            for _round in range(rounds):
                ready = prepare(place, max(clients, SENDS[clients] // share))
                empty = run(server.reporter_port, clients, [Request(EMPTY_PAGE)] * (EMPTY_PAGES // share))
                sent = run(
                    server.reporter_port, clients, [_send(place, one, server.reporter) for one in ready]
                )
                results["lost"] += _lost(ready, sent)
                outcomes.append((sent, empty))
            results |= _figures(clients, outcomes)
    return results


def _figures(clients: int, outcomes: list[tuple[Outcome, Outcome]]) -> dict[str, float]:
    name = f"{clients}_client{'s' if clients > 1 else ''}"
    return {
        f"{name}_reports_per_s": round(median(sent.rate for sent, _empty in outcomes), 1),
        f"{name}_empty_pages_per_s": round(median(empty.rate for _sent, empty in outcomes), 1),
        f"{name}_share_of_empty_page": round(median(sent.rate / empty.rate for sent, empty in outcomes), 3),
        f"{name}_p50_ms": round(median(sent.latency(0.50) for sent, _empty in outcomes), 1),
        f"{name}_p99_ms": round(median(sent.latency(0.99) for sent, _empty in outcomes), 1),
        f"{name}_empty_page_p50_ms": round(median(empty.latency(0.50) for _sent, empty in outcomes), 1),
    }


def prepare(place: Town, count: int) -> list[Ready]:
    """So many drafts, filled in and with their readers chosen."""
    with ThreadPoolExecutor(_PREPARERS) as pool:
        return list(pool.map(lambda number: _ready(place, number), range(count)))


def _ready(place: Town, number: int) -> Ready:
    from weerbaar.intake import actions
    from weerbaar.vault.sessions import SessionStore

    draft = actions.start(place.tenant.id, "nl", waited=True)
    actions.choose(draft, desk=place.desk.slug, struck=(str(place["Bram"].person_id),))
    story = f"Verhaal {number}: in het overleg maakt Bram steeds dezelfde collega belachelijk. " * 6
    content = actions.answer(
        draft,
        {
            "kind": "conduct",
            "story": story,
            "when_choice": "period",
            "when_from": "in februari",
            "when_until": "nu",
            "where": "In de kantine",
            "who_subject": "Bram van de balie",
            "who_witness": "Een stagiair",
            "who_knows": "Niemand",
            "capacity": "employee",
            "openness": "confidential",
            "name": "Noor",
            "contact": "06 12345678",
        },
    )
    session, token = SessionStore(), secrets.token_hex(16)
    session["draft"], session["_csrftoken"] = draft.to_session(), token
    session.save()
    return Ready(draft, content.words, story, session.session_key or "", token)


def _send(place: Town, ready: Ready, address: str) -> Request:
    from django.conf import settings

    part = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{ready.token}\r\n--x--\r\n'
    )
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={ready.cookie}",
        "Origin": address,
    }
    return Request(f"/{place.tenant.slug}/melden/nakijken/", "POST", headers, part)


def _lost(ready: list[Ready], sent: Outcome) -> int:
    """How many were not answered with their receipt, or are not there with the story that was told."""
    kept = [
        status == 302 and where.endswith("/melden/woorden/") and _is_there(one)
        for one, (status, where) in zip(ready, sent.answers, strict=True)
    ]
    return kept.count(False)


def _is_there(ready: Ready) -> bool:
    from weerbaar.database.scope import tenant_scope
    from weerbaar.ground.receipt import Receipt
    from weerbaar.intake import actions, queries

    reporter = actions.come_back(ready.draft.tenant_id, Receipt(ready.words))
    if reporter is None:
        return False
    with tenant_scope(reporter.tenant_id):
        return queries.progress(reporter).report["story"] == ready.story
