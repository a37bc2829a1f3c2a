"""The worklist of one handler at a thousand and at a million cases: the query, page by page and by kind."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

from weerbaar.cases.worklist import PAGE, worklist
from weerbaar.config import environment
from weerbaar.database.scope import tenant_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from weerbaar.config.demo import Town
    from weerbaar.organisation.staff import Staff

SIZES = (1_000, 1_000_000)
_ROUNDS = 30

# Every twentieth case is closed, every hundredth holds something new, one in three hundred ends this week.
_CASES = """
INSERT INTO cases_case (id, tenant_id, code, kind, procedure, procedure_version, admission, urgency, sphere, typology,
                        outcome, stage, channel, desk_id, received_at)
SELECT gen_random_uuid(), %(tenant)s, 'B-' || %(mark)s || '-' || n,
       (ARRAY['wrongdoing','integrity','conduct','aggression','undermining','handling'])[1 + n %% 6],
       (ARRAY['wrongdoing','integrity','conduct','aggression','undermining','handling'])[1 + n %% 6],
       1, '', '', '', '', '',
       CASE WHEN n %% 20 = 0 THEN 'closed' WHEN n %% 3 = 0 THEN 'received' ELSE 'acknowledged' END, 'web',
       %(desk)s, now() - interval '30 days'
FROM generate_series(1, %(size)s) n
"""
_TERMS = """
INSERT INTO cases_term (id, tenant_id, case_id, name, starts_on, target_on, due_on, is_extended)
SELECT gen_random_uuid(), tenant_id, id, 'feedback', current_date - 60, ends.day, ends.day, false
FROM cases_case CROSS JOIN LATERAL (
    SELECT current_date + CASE WHEN random() < 0.0033 AND cases_case.id IS NOT NULL THEN (random() * 7)::int
                               ELSE 8 + (random() * 80)::int END AS day
) ends WHERE tenant_id = %(tenant)s AND stage <> 'closed'
"""
_ACCESSES = """
INSERT INTO cases_access (id, tenant_id, case_id, holder_alias, capacity, own_capacity, granted_by, since, kind, stage,
                          is_open, next_due, unread)
SELECT gen_random_uuid(), c.tenant_id, c.id, %(alias)s, 'handler', '', c.id, now(), c.kind, c.stage,
       c.stage <> 'closed', t.due_on, CASE WHEN random() < 0.01 THEN 1 ELSE 0 END
FROM cases_case c LEFT JOIN cases_term t ON t.case_id = c.id WHERE c.tenant_id = %(tenant)s
"""


def seed(town: Town, staff: Staff, size: int) -> None:
    """Give one handler `size` cases, as the owner of the database and in three statements."""
    values = {
        "tenant": town.tenant.id,
        "desk": town.desk.id,
        "alias": staff.alias,
        "size": size,
        "mark": uuid4().hex[:6],
    }
    with psycopg.connect(**environment.address("owner").libpq(), autocommit=True) as owner:
        owner.execute("SELECT set_config('weerbaar.tenant', %s, false)", [str(town.tenant.id)])
        # Row-level security names the tenant once more, so that the planner expects one row and would walk a
        # million times through a million.
        owner.execute("SET enable_nestloop = off")
        for table, statement in (("case", _CASES), ("term", _TERMS), ("access", _ACCESSES)):
            owner.execute(statement, values)
            # Without fresh figures the next statement is planned for an empty table and does not end.
            owner.execute(f"VACUUM ANALYZE cases_{table}")


def measure(
    make_tenant: Callable[[], Town], *, sizes: tuple[int, ...] = SIZES
) -> dict[str, dict[str, float]]:
    """Milliseconds of the worklist at each size: first page, a page by its cursor, and with a choice of kind."""
    results = {}
    for size in sizes:
        town = make_tenant()
        staff = town["Fatima"].opened
        seed(town, staff, size)
        with tenant_scope(staff.tenant_id):
            first = worklist(staff)
            assert len(first.rows) == PAGE
            deep = first
            for _ in range(20):
                deep = worklist(staff, after=deep.next_cursor)
        results[str(size)] = {
            "first_page_ms": _median(staff, lambda staff=staff: worklist(staff)),
            "page_22_ms": _median(
                staff, lambda staff=staff, deep=deep: worklist(staff, after=deep.next_cursor)
            ),
            "one_kind_ms": _median(staff, lambda staff=staff: worklist(staff, kind="undermining")),
            "closed_ms": _median(staff, lambda staff=staff: worklist(staff, stage="closed")),
        }
    return results


def _median(staff: Staff, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_ROUNDS):
        with tenant_scope(staff.tenant_id):
            start = time.perf_counter()
            work()
            taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 2)
