"""How fast lines are written, linked and checked.

Writers are threads of a few processes, each with a connection of its own, as behind the real servers; a line is one
verb in one transaction. `measure` is called with Django set up, against a database that may be thrown away.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from threading import Barrier, Event, Thread
from uuid import UUID, uuid4

import django

PROCESSES = 4
MANY = 64


def measure(*, quick: bool = False) -> dict[str, float]:
    """Lines per second with 1 and 64 writers, without and with the chainer; links and checked lines per second."""
    seconds, lines = (0.3, 2_000) if quick else (3.0, 200_000)
    result: dict[str, float] = {}
    for writers in (1, MANY):
        for chained in (False, True):
            name = f"{writers}_writers_{'with' if chained else 'without'}_chainer_lines_per_s"
            result[name] = _written_per_second(writers, seconds, chained=chained)
    return result | _long_log(lines)


def _written_per_second(writers: int, seconds: float, *, chained: bool) -> float:
    from weerbaar.audit.jobs import run_chainer
    from weerbaar.audit.linking import link_all
    from weerbaar.audit.queries import verify

    tenant_id, stop = uuid4(), Event()
    chainer = Thread(target=run_chainer, args=(stop, lambda: [tenant_id]))
    if chained:
        chainer.start()
    processes = min(writers, PROCESSES)
    command = [sys.executable, "-m", "bench.audit", str(tenant_id), str(writers // processes), str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    counts = [json.loads(each.communicate()[0]) for each in running]
    stop.set()
    if chained:
        chainer.join()
    link_all(lambda: [tenant_id])
    verdict = verify(tenant_id)
    if not verdict.ok or verdict.head.sequence != sum(counts):
        raise RuntimeError("The log that was measured is not whole.")
    return round(sum(counts) / seconds, 1)


def _long_log(lines: int) -> dict[str, float]:
    """A log of so many lines of one tenant, laid by one statement, then linked and checked."""
    from django.db import connection

    from weerbaar.audit.linking import link_all
    from weerbaar.audit.queries import verify
    from weerbaar.database.scope import tenant_scope

    tenant_id = uuid4()
    with tenant_scope(tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_line (id, tenant_id, at, verb, actor_alias, subject_id, refused)"
            " SELECT gen_random_uuid(), %s, clock_timestamp(), 'bench.write', gen_random_uuid(), gen_random_uuid(),"
            " false FROM generate_series(1, %s)",
            [tenant_id, lines],
        )
    began = time.perf_counter()
    link_all(lambda: [tenant_id])
    linked = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    verdict = verify(tenant_id)
    checked = time.perf_counter()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if not verdict.ok or verdict.head.sequence != lines:
        raise RuntimeError("The long log is not whole.")
    return {
        "linked_lines_per_s": round(lines / (linked - began), 1),
        "verified_lines_per_s": round(lines / (checked - linked), 1),
        "verify_memory_grown_kib": grown,
        "verified_lines": lines,
    }


def _write(tenant_id: UUID, writers: int, seconds: float) -> int:
    """Write with so many threads for so long; how many lines were committed."""
    from django.db import connection

    from weerbaar.audit.acts import System, declare_views, reading

    declare_views("bench.write")
    actor, together, counts = System(tenant_id), Barrier(writers), [0] * writers

    def work(number: int) -> None:
        reading(actor, "bench.write", uuid4())
        counts[number] += 1
        together.wait()
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            reading(actor, "bench.write", uuid4())
            counts[number] += 1
        connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def main() -> None:
    """One of the processes that write: tenant, threads and seconds as arguments; prints how many lines it wrote."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weerbaar.config.settings.machine")
    django.setup()
    print(_write(UUID(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))


if __name__ == "__main__":
    main()
