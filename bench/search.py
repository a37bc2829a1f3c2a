"""How long somebody waits for a search over the words in all that they may open: ten thousand cases (C12).

Every case has a list of a few hundred words, sealed in a chest of its own to which the searcher has a grant, as the
product makes them, and some lines in the log. One word stands in a hundred of them. The first search finds the grants as
whoever let the searcher in sealed them, as if not one of these cases was ever opened; the later ones as it left them.
"""

from __future__ import annotations

import random
import time
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg

from bench.place import town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerbaar.config.demo import Town
    from weerbaar.organisation.staff import Staff

CASES, CASES_WHEN_QUICK = 10_000, 200
WORDS = 300
LINES = 5
_TIMES = 7
_STEP = 500
_WANTED, _IN_ONE_OF = "fietsenhok", 100


def measure(*, quick: bool = False) -> dict[str, float]:
    """Seconds for a search, how many cases it looked in and found, and the size of what one list takes in the database."""
    from weerbaar.cases.searching import Facts, by_words

    cases = CASES_WHEN_QUICK if quick else CASES
    place = town()
    staff = place["Fatima"].opened
    size = _seed(place, staff, cases)
    _count_rows()
    taken, found = [], None
    for _ in range(2 if quick else _TIMES):
        began = time.perf_counter()
        found = by_words(staff, text=_WANTED, facts=Facts())
        taken.append(time.perf_counter() - began)
    assert found is not None
    first, *later = taken
    return {
        "cases_searched": found.searched,
        "cases_found": len(found.access_ids),
        "list_bytes": size,
        "first_search_s": round(first, 3),
        "search_s": round(median(later), 3),
        "slowest_search_s": round(max(later), 3),
    }


def _count_rows() -> None:
    """Let the planner know how large the tables are: a database that lives does this by itself, within a minute."""
    from weerbaar.config import environment

    with psycopg.connect(**environment.address("owner").libpq(), autocommit=True) as owner:
        owner.execute("ANALYZE")


def _seed(place: Town, staff: Staff, cases: int) -> int:
    """Give `staff` so many cases with a list of words each; the size in bytes of one sealed list."""
    from weerbaar.database.scope import tenant_scope

    size = 0
    with tenant_scope(place.tenant.id):
        for first in range(0, cases, _STEP):
            numbers = range(first, min(first + _STEP, cases))
            size = _seed_step(place, staff, numbers)
    return size


def _seed_step(place: Town, staff: Staff, numbers: range) -> int:
    from weerbaar.audit.models import Line
    from weerbaar.cases.models import Access, Case, WordList
    from weerbaar.cases.word_lists import as_list
    from weerbaar.ground import clock
    from weerbaar.vault import chests
    from weerbaar.vault.models import Chest, Grant
    from weerbaar.vault.trust import trusted_holders

    holder = trusted_holders([staff.alias])[staff.alias]
    before = clock.now() - timedelta(days=1)
    rows: dict[Any, list[Any]] = {Case: [], Chest: [], Grant: [], Access: [], WordList: [], Line: []}
    reserved = chests.reserve("file" for _ in numbers)
    for number, reservation in zip(numbers, reserved, strict=True):
        shared = {"tenant_id": place.tenant.id}
        case = Case(
            **shared,
            code=f"S-{uuid4().hex[:12]}",
            kind="conduct",
            procedure="conduct",
            procedure_version=1,
            desk_id=place.desk.id,
            received_at=before,
        )
        chest, key = chests.new_chest(place.tenant.id, case.id, reservation)
        row = WordList(**shared, id=case.id, case_id=case.id, chest_id=chest.id, made_at=clock.now())
        row.sealed_words = key.seal("cases_wordlist", row.id, "sealed_words", as_list(_words(number)))
        rows[Case].append(case)
        rows[Chest].append(chest)
        rows[Grant] += chests.new_grants(key, [(staff.alias, bytes(holder.public_key))], by=staff.alias)
        rows[Access].append(
            Access(
                **shared,
                case_id=case.id,
                holder_alias=staff.alias,
                capacity="handler",
                granted_by=staff.alias,
                since=before,
                kind="conduct",
            )
        )
        rows[WordList].append(row)
        rows[Line] += [
            Line(**shared, at=before, verb="case.answer", actor_alias=staff.alias, subject_id=case.id)
            for _ in range(LINES)
        ]
    for model, made in rows.items():
        model.objects.bulk_create(made)
    return len(rows[WordList][-1].sealed_words)


def _words(number: int) -> Iterator[str]:
    """So many words of a case, the same for the same number."""
    drawn = random.Random(number)
    for _ in range(WORDS):
        yield "".join(drawn.choices("abcdefghijklmnopqrstuvwz", k=drawn.randint(3, 12)))
    if number % _IN_ONE_OF == 0:
        yield _WANTED
