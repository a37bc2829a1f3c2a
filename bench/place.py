"""Where the measurements take place: a throwaway home and database, and the product served from it as anybody serves it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerbaar.config.demo import Town

STARTS_WITHIN = 90.0  # seconds
_COMMAND = [sys.executable, "-m", "weerbaar.config.cli"]
# The passphrases of the made-up people open their keys at the first try: how costly that is, is not measured here.
_LIGHT = {"WEERBAAR_ARGON2_OPERATIONS": 1, "WEERBAAR_ARGON2_MEMORY": 64 * 1024}


@dataclass(frozen=True)
class Server:
    """`weerbaar serve` while it runs: the two ports, its process, and how long it took until both answered."""

    reporter_port: int
    office_port: int
    process_id: int
    started_in: float

    @property
    def reporter(self) -> str:
        return f"http://127.0.0.1:{self.reporter_port}"

    @property
    def office(self) -> str:
        return f"http://127.0.0.1:{self.office_port}"


@contextmanager
def home() -> Iterator[Path]:
    """A migrated database in a home of its own, with Django set up as the reporter's side. Both are gone afterwards."""
    from weerbaar.database.cluster import Cluster

    folder = Path(tempfile.mkdtemp(prefix="weerbaar-bench-"))
    for name in [name for name in os.environ if name.startswith(("WEERBAAR_", "DATABASE_"))]:
        del os.environ[name]
    os.environ["WEERBAAR_HOME"] = str(folder)
    try:
        subprocess.run([*_COMMAND, "migrate"], stdout=subprocess.DEVNULL, check=True)
        os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.reporter"
        django.setup()
        yield folder
    finally:
        Cluster(folder).destroy()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served() -> Iterator[Server]:
    """The product as `weerbaar serve` runs it, on free ports. What it logs is shown: there should be nothing."""
    reporter, office = _free_port(), _free_port()
    began = time.perf_counter()
    program = subprocess.Popen(
        [*_COMMAND, "serve", f"--reporter-port={reporter}", f"--office-port={office}"],
        stdout=subprocess.DEVNULL,
    )
    try:
        while not (_answers(reporter) and _answers(office)):
            if program.poll() is not None or time.perf_counter() - began > STARTS_WITHIN:
                raise RuntimeError("`weerbaar serve` does not start.")
            time.sleep(0.01)
        yield Server(reporter, office, program.pid, time.perf_counter() - began)
    finally:
        program.terminate()
        program.wait(60)


def town() -> Town:
    """A new municipality with a desk, its readers and their signed keys."""
    from django.conf import settings

    from weerbaar.config.demo import make_tenant

    for name, value in _LIGHT.items():
        setattr(settings, name, value)
    return make_tenant(f"b{uuid4().hex[:12]}", "Gemeente Waterlinie", phone="0800 123 45 67")


def _free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _answers(port: int) -> bool:
    with closing(socket.socket()) as attempt:
        attempt.settimeout(1)
        return attempt.connect_ex(("127.0.0.1", port)) == 0
