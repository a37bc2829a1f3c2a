"""What the clock starts: the chainer, all the time, and the checkpoints, once a day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import make_checkpoint
from .acts import System
from .linking import link_all
from .sending import send_checkpoint
from .tenants import named_tenants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event
    from uuid import UUID

log = logging.getLogger(__name__)

# Well under the second within which a line is linked. Not LISTEN and NOTIFY: at commit a NOTIFY takes a lock that
# all of the database shares, which would put every sender behind every other.
PAUSE = 0.3
PAUSE_AFTER_ERROR = 5.0

# A mail server that is away for an hour must not cost a day's checkpoint.
_RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


class UnsentError(RuntimeError):
    """A checkpoint did not reach every place that it should."""


def run(stop: Event) -> None:
    """The chainer over all tenants, for the worker."""
    run_chainer(stop, named_tenants)


@app.periodic(cron="17 4 * * *", periodic_id="checkpoints")
@app.task(name="audit.daily_checkpoints", queueing_lock="audit.daily_checkpoints", retry=_RETRY)
def daily_checkpoints(timestamp: int) -> None:
    """Once a day. `timestamp` is when it was due, in seconds since 1970; the checkpoint has its own time."""
    del timestamp
    failed = send_checkpoints(named_tenants)
    if failed:
        raise UnsentError(f"{len(failed)} destinations of checkpoints could not be reached.")


def run_chainer(stop: Event, tenants: Callable[[], Iterable[UUID]]) -> None:
    """Link lines until `stop` is set. `tenants` is asked anew each round. Survives a database that goes away."""
    while not stop.is_set():
        try:
            link_all(tenants)
            pause = PAUSE
        except DatabaseError as error:
            # Only the kind of error: its text can hold values of a row.
            log.warning("The chainer could not reach the database: %s", type(error).__name__)
            connection.close()
            pause = PAUSE_AFTER_ERROR
        stop.wait(pause)
    connection.close()


def send_checkpoints(tenants: Callable[[], Iterable[UUID]]) -> list[str]:
    """Link what waits, then make and send a checkpoint of every tenant. Returns the destinations that failed."""
    failed: set[str] = set()
    for tenant_id in tenants():
        link_all(lambda tenant_id=tenant_id: [tenant_id])
        signed = make_checkpoint(System(tenant_id))
        failed.update(send_checkpoint(signed, settings.WEERBAAR_CHECKPOINT_TO))
    return sorted(failed)
