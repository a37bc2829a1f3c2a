"""One throwaway PostgreSQL for the whole run, made and migrated by the owner, used as the application.

Nothing is truncated between tests: each makes its own tenants, and what another left behind must not matter.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import django
import pytest
from playwright.sync_api import sync_playwright
from tests.ports import answers, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_HOME = Path(tempfile.mkdtemp(prefix="weerbaar-tests-"))
_STARTS_WITHIN = 90.0  # seconds


class Faces(NamedTuple):
    """The addresses of the two running programs, without a slash at the end."""

    reporter: str
    office: str


def _configure() -> None:
    for name in [name for name in os.environ if name.startswith(("WEERBAAR_", "DATABASE_"))]:
        del os.environ[name]
    os.environ["WEERBAAR_HOME"] = str(_HOME)
    os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.config.settings.test"
    # Playwright keeps an event loop in this thread; Django would refuse the database to every test after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    # A line per request of a test's own browser would bury what a failing test has to say.
    for name in ("httpx", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)


# At import: the conftest of a folder and the tests import models, and those need the settings, though no database yet.
_configure()


# What is fast and says most comes first; what starts programs of its own comes last, and of that the longest files
# first: one that begins when all others are done keeps a processor idle for as long as it runs.
_ORDER = (
    "ground",
    "house",
    "vault",
    "audit",
    "database",
    "notify",
    "organisation",
    "cases",
    "intake",
    "web",
    "promises",
    "bench",
    "journeys",
    "config",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", action="store_true", help="let the journeys make the pictures of the manual anew"
    )
    parser.addoption(
        "--walk-upgraded", action="store_true", help="open every case of an installation that was upgraded"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        return _ORDER.index(folder)

    items.sort(key=place)


# Seconds before the end of a day in which no test begins: those that walk through a browser or start programs are long.
_LONG = frozenset({"promises", "bench", "journeys", "config"})
_ENDS_WITHIN, _ENDS_WITHIN_LONG = 30.0, 240.0


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a test says of today holds until it has ended: where midnight would come first, it begins after it."""
    from weerbaar.ground import clock

    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    left = (clock.midnight(clock.today() + timedelta(days=1)) - clock.now()).total_seconds()
    if left < (_ENDS_WITHIN_LONG if folder in _LONG else _ENDS_WITHIN):
        time.sleep(left + 1)


def pytest_unconfigure() -> None:
    from weerbaar.database.cluster import Cluster

    Cluster(_HOME).destroy()
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def database() -> Iterator[None]:
    """The migrated database, by the command that an administrator gives."""
    done = subprocess.run(
        [sys.executable, "-m", "weerbaar.config.cli", "migrate"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.exit(f"The test database cannot be migrated:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}", 1)
    yield
    from django.db import connections

    connections.close_all()


@pytest.fixture(scope="session")
def faces(database: None) -> Iterator[Faces]:
    """Both programs as `weerbaar serve` runs them, on free ports, over the test database."""
    reporter, office = free_port(), free_port()
    log = _HOME / "serve.log"
    command = [sys.executable, "-m", "weerbaar.config.cli", "serve"]
    ports = [f"--reporter-port={reporter}", f"--office-port={office}"]
    with log.open("wb") as output:
        program = subprocess.Popen([*command, *ports], stdout=output, stderr=output)
    try:
        limit = time.monotonic() + _STARTS_WITHIN
        while not (answers(reporter) and answers(office)):
            if program.poll() is not None or time.monotonic() > limit:
                pytest.fail(f"`weerbaar serve` does not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.05)
        yield Faces(f"http://127.0.0.1:{reporter}", f"http://127.0.0.1:{office}")
    finally:
        program.terminate()
        program.wait(60)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that Playwright brought: one for the run, since two cannot share a thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
