"""How gunicorn runs a face: `--config python:weerbaar.config.gunicorn`, with the face in WEERBAAR_FACE.

Both faces run threads. A phone that sends a large file slowly holds one thread for minutes; in a process that does
one thing at a time it would keep everybody else waiting. How many may wait like that stands in `receiving`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from weerbaar.cases.procedures import published
from weerbaar.config import environment
from weerbaar.config.logs import LOGGING
from weerbaar.config.receiving import THREADS
from weerbaar.ground.clock import today
from weerbaar.ground.workdays import is_workday

_face = os.environ["WEERBAAR_FACE"]

wsgi_app = f"weerbaar.config.wsgi_{_face}"
proc_name = f"weerbaar-{_face}"
# Each thread keeps a connection: processes times threads, both faces together, stays under max_connections.
workers = 2
worker_class = "gthread"
# Read the program once and share it: a start takes half the time and the memory.
preload_app = True
threads = THREADS[_face]
keepalive = 5
graceful_timeout = 20
# The heartbeat of a worker is a file that it touches; on a disk that hangs a healthy worker would be killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes its own file there
accesslog = None
logconfig_dict = LOGGING
control_socket_disable = True
# Only a proxy on this machine is believed when it says that a request came over TLS.
forwarded_allow_ips = "127.0.0.1,::1" if environment.is_behind_tls(_face) else ""


def when_ready(_server: Any) -> None:
    """Before the processes are made: read once what the first sender would wait a second for."""
    published()
    for day in (today(), today().replace(month=1, day=1, year=today().year + 1)):
        is_workday(day)
