"""What the clock starts: the chainer, all the time, and the checkpoints, once a day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection

from .actions import make_checkpoint
from .acts import System
from .linking import link_all
from .sending import send_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event
    from uuid import UUID

log = logging.getLogger(__name__)

# Well under the second within which a line is linked. Not LISTEN and NOTIFY: at commit a NOTIFY takes a lock that
# all of the database shares, which would put every sender behind every other.
PAUSE = 0.3
PAUSE_AFTER_ERROR = 5.0


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
