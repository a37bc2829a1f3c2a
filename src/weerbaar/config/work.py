"""The worker: the job queue, and beside it what must run all the time.

A room that has something for all the time gives a function `run(stop)` that returns soon after `stop` is set, and a
line in `LOOPS`.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

# "module:function" of each loop.
LOOPS: tuple[str, ...] = ("weerbaar.audit.jobs:run",)
PAUSE_AFTER_FAILURE = 5.0  # seconds


def _loop(name: str) -> Callable[[threading.Event], None]:
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)


def _keep_running(name: str, stop: threading.Event) -> None:
    """Run a loop until `stop`, and again after an error: a database that restarts must not end the log's chain."""
    from django.db import connection

    run = _loop(name)
    while not stop.is_set():
        try:
            run(stop)
        except Exception:
            log.exception("A loop of the worker failed and starts again.")
            connection.close()
            stop.wait(PAUSE_AFTER_FAILURE)
    connection.close()


async def _run_jobs(stop: threading.Event) -> None:
    """Serve the queue until `stop`; after an error (the database restarted) connect again."""
    from procrastinate.contrib.django import app

    while not stop.is_set():
        try:
            with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # pyright: ignore[reportAttributeAccessIssue]
                async with worker_app.open_async():
                    await worker_app.run_worker_async(install_signal_handlers=False)
        except asyncio.CancelledError:
            return
        except Exception:
            log.exception("The job queue failed and starts again.")
            await asyncio.sleep(PAUSE_AFTER_FAILURE)


async def _until_asked(stop: threading.Event) -> None:
    jobs = asyncio.create_task(_run_jobs(stop))

    def end() -> None:
        stop.set()
        jobs.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    await asyncio.wait([jobs])


def work() -> int:
    """Run the queue and the loops until a signal comes."""
    stop = threading.Event()
    threads = [threading.Thread(target=_keep_running, args=(name, stop), name=name) for name in LOOPS]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_until_asked(stop))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return 0
