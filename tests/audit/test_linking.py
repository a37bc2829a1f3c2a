"""The chainer: every line gets its place, whoever writes, however many chainers there are and however one ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import OperationalError, connection

from weerbaar.audit import jobs
from weerbaar.audit.acts import reading
from weerbaar.audit.linking import BATCH, link_all, link_batch
from weerbaar.audit.models import Line, Link, Unlinked
from weerbaar.audit.queries import verify
from weerbaar.database.scope import tenant_scope

from .conftest import Figures, Handler, Log, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pytest

WRITERS = 64
SOON = 60.0  # seconds: a limit for what should take far less

# Links one batch and does not come to its end: the transaction around it stays open until the process is killed.
HANGS_IN_THE_MIDDLE = """
import sys, uuid, django
django.setup()
from weerbaar.audit.linking import link_batch
from weerbaar.database.scope import tenant_scope
tenant = uuid.UUID(sys.argv[1])
with tenant_scope(tenant):
    print(link_batch(tenant), flush=True)
    sys.stdin.read()
"""


def test_sixty_four_writers_beside_the_chainer(log: Log) -> None:
    stop, together = Event(), Barrier(WRITERS)

    def write(_: int) -> None:
        together.wait(SOON)
        try:
            log.write(10)
        finally:
            connection.close()

    chainer = Thread(target=jobs.run_chainer, args=(stop, lambda: [log.tenant_id]))
    chainer.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    stop.set()
    chainer.join(SOON)
    assert not chainer.is_alive()
    log.link()
    verdict = verify(log.tenant_id)
    assert verdict.ok
    assert (verdict.head.sequence, verdict.unlinked) == (WRITERS * 10, 0)


def test_the_running_chainer_links_by_itself(log: Log) -> None:
    stop, asked = Event(), []

    def tenants() -> Iterable[UUID]:
        asked.append(1)
        if len(asked) == 2:
            log.write(3)
        if len(asked) == 4:
            stop.set()
        return [log.tenant_id]

    jobs.run_chainer(stop, tenants)
    assert verify(log.tenant_id).head.sequence == 3


def test_the_chainer_survives_a_database_that_goes_away(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PAUSE_AFTER_ERROR", 0.0)
    log.write(3)
    stop, asked = Event(), []

    def tenants() -> Iterable[UUID]:
        asked.append(1)
        if len(asked) == 1:
            raise OperationalError("the server closed the connection")
        if len(asked) == 3:
            stop.set()
        return [log.tenant_id]

    jobs.run_chainer(stop, tenants)
    assert verify(log.tenant_id).head.sequence == 3


def test_a_chainer_that_is_killed_in_the_middle_leaves_a_log_that_is_sound(log: Log) -> None:
    log.write(25)
    with subprocess.Popen(
        [sys.executable, "-c", HANGS_IN_THE_MIDDLE, str(log.tenant_id)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as chainer:
        assert chainer.stdout is not None
        assert chainer.stdout.readline() == "25\n"
        log.write(5)
        assert log.link() == 0, "another chainer stands by while one works, and nobody waits"
        chainer.send_signal(signal.SIGKILL)
    verdict = verify(log.tenant_id)
    assert verdict.ok
    assert (verdict.head.sequence, verdict.unlinked) == (0, 30)
    _until(lambda: log.link() == 30)
    verdict = verify(log.tenant_id)
    assert verdict.ok
    assert (verdict.head.sequence, verdict.unlinked) == (30, 0)


def test_eight_chainers_at_once_make_one_chain(log: Log) -> None:
    log.write(200)
    together = Barrier(8)

    def link(_: int) -> int:
        together.wait(SOON)
        try:
            return log.link()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(link, range(8))) == 200
    assert verify(log.tenant_id).ok
    with tenant_scope(log.tenant_id):
        assert list(Link.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
            range(1, 201)
        )


def test_a_line_that_is_committed_late_is_linked_behind_later_ones(log: Log) -> None:
    written, go_on = Event(), Event()
    late = uuid4()

    def slow() -> None:
        try:
            with tenant_scope(log.tenant_id):
                note(log.actor, subject_id=late)
                written.set()
                go_on.wait(SOON)
        finally:
            connection.close()

    sender = Thread(target=slow)
    sender.start()
    assert written.wait(SOON)
    log.write(2)
    assert log.link() == 2
    go_on.set()
    sender.join(SOON)
    assert log.link() == 1
    with tenant_scope(log.tenant_id):
        last = Link.objects.order_by("-sequence")[0]
        assert Line.objects.get(id=last.line_id).subject_id == late
        assert Line.objects.order_by("at")[0].subject_id == late
    assert verify(log.tenant_id).ok


def test_a_long_queue_is_emptied_in_batches(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weerbaar.audit.linking.BATCH", 4)
    log.write(11)
    other = Log(Handler())
    other.write(5)
    assert link_all(lambda: [log.tenant_id, other.tenant_id]) == 16
    for each, count in ((log, 11), (other, 5)):
        verdict = verify(each.tenant_id)
        assert verdict.ok
        assert (verdict.head.sequence, verdict.unlinked) == (count, 0)


def test_a_batch_reads_each_waiting_line_once_whatever_the_planner_believes(
    log: Log, figures: Figures
) -> None:
    """With figures that do not know the tenant, a join read all of its lines for every one that waited."""
    backlog = 3 * BATCH
    for unknown in (log.tenant_id, uuid4()):
        figures.renew()
        _fill(unknown, backlog)
        with (
            tenant_scope(unknown),
            figures.rows_read("audit_line") as lines,
            figures.rows_read("audit_link") as links,
        ):
            assert link_batch(unknown) == BATCH
        assert BATCH <= lines[0] <= 2 * BATCH
        assert links[0] <= BATCH
        assert link_all(lambda tenant=unknown: [tenant]) == backlog - BATCH
        assert verify(unknown).ok


def test_what_stands_in_the_queue_without_reason_is_taken_out(log: Log) -> None:
    log.write(2)
    log.link()
    with tenant_scope(log.tenant_id):
        Unlinked.objects.create(id=uuid4(), tenant_id=log.tenant_id)
        Unlinked.objects.create(id=Link.objects.all()[0].line_id, tenant_id=log.tenant_id)
    log.write(1)
    assert log.link() == 3
    verdict = verify(log.tenant_id)
    assert verdict.ok
    assert (verdict.head.sequence, verdict.unlinked) == (3, 0)


def test_a_verb_that_is_taken_back_leaves_nothing_to_link(log: Log) -> None:
    try:
        with tenant_scope(log.tenant_id):
            note(log.actor, subject_id=uuid4())
            reading(log.actor, "unknown.verb", uuid4())
    except RuntimeError:
        pass
    assert log.link() == 0
    with tenant_scope(log.tenant_id):
        assert not Unlinked.objects.exists()


def _fill(tenant_id: UUID, count: int) -> None:
    with tenant_scope(tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_line (id, tenant_id, at, verb, actor_alias, subject_id, refused)"
            " SELECT gen_random_uuid(), %s, clock_timestamp(), 'test.note', gen_random_uuid(), gen_random_uuid(), false"
            " FROM generate_series(1, %s)",
            [tenant_id, count],
        )


def _until(done: Callable[[], bool]) -> None:
    """Try again until the server has noticed that the killed process is gone."""
    pause = Event()
    for _ in range(int(SOON / 0.01)):
        if done():
            return
        pause.wait(0.01)
    raise AssertionError("It did not come to that.")
