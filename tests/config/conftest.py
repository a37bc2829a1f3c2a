"""An installation of its own with the demo in it: another database in the same server, and folders apart."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from weerbaar.config import environment

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def installation(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which its commands run."""
    folder = tmp_path_factory.mktemp("installation")
    name = f"weerbaar_{uuid4().hex[:12]}"
    yield os.environ | {
        "WEERBAAR_DATABASE": name,
        "WEERBAAR_SECRETS": str(folder / "secrets"),
        "WEERBAAR_KEY_STORE": str(folder / "key-store"),
        "WEERBAAR_STORAGE": str(folder / "storage"),
    }
    (environment.home() / "demo.txt").unlink(missing_ok=True)
    drop_database(name)


@pytest.fixture(scope="session")
def demo(installation: dict[str, str]) -> str:
    """What the first `weerbaar demo` printed."""
    for command in ("migrate", "demo"):
        done = weerbaar(installation, command)
        assert done.returncode == 0, done.stderr
    return done.stdout


def weerbaar(place: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Give a command in an installation."""
    return run(place, "-m", "weerbaar.config.cli", *arguments)


def run(place: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an installation."""
    return subprocess.run(
        [sys.executable, *arguments], env=place, capture_output=True, text=True, check=False
    )


def ask(place: dict[str, str], question: str) -> list[tuple]:
    """What the database of an installation answers, across all tenants."""
    backup = environment.cluster().address("backup", place["WEERBAAR_DATABASE"])
    with psycopg.connect(**backup.libpq()) as connection:
        return connection.execute(question.encode()).fetchall()


def drop_database(name: str) -> None:
    superuser = environment.cluster().address("superuser", "postgres")
    with psycopg.connect(**superuser.libpq(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
