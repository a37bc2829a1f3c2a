"""`weerbaar demo`: everybody can sign in, the cases are in different stages, and a second run keeps all."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from weerbaar.config import environment
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own: another database in the same server, folders of its own."""
    folder = tmp_path_factory.mktemp("demo")
    name = f"demo_{uuid4().hex[:12]}"
    yield os.environ | {
        "WEERBAAR_DATABASE": name,
        "WEERBAAR_SECRETS": str(folder / "secrets"),
        "WEERBAAR_KEY_STORE": str(folder / "key-store"),
        "WEERBAAR_STORAGE": str(folder / "storage"),
    }
    (environment.home() / "demo.txt").unlink(missing_ok=True)
    with psycopg.connect(
        **environment.cluster().address("superuser", "postgres").libpq(), autocommit=True
    ) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def _weerbaar(place: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "weerbaar.config.cli", *arguments],
        env=place,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def first(place: dict[str, str]) -> str:
    for command in ("migrate", "demo"):
        done = _weerbaar(place, command)
        assert done.returncode == 0, done.stderr
    return done.stdout


def _ask(place: dict[str, str], question: str) -> list[tuple]:
    backup = environment.cluster().address("backup", place["WEERBAAR_DATABASE"])
    with psycopg.connect(**backup.libpq()) as connection:
        return connection.execute(question.encode()).fetchall()


def test_it_says_who_can_sign_in_and_with_which_receipts_to_come_back(first: str) -> None:
    for slug in ("waterlinie", "duinzoom"):
        assert f"http://127.0.0.1:8001/{slug}/aanmelden/" in first
        assert f"fatima@{slug}.example   code nu: " in first
    receipts = [line.split("acht woorden: ")[1] for line in first.splitlines() if "acht woorden: " in line]
    assert [len(words.split()) for words in receipts] == [8, 8]


def test_the_cases_are_in_different_stages(place: dict[str, str], first: str) -> None:
    counts = _ask(place, "SELECT count(*) FROM cases_case GROUP BY tenant_id ORDER BY 1 DESC")
    assert counts[0][0] >= 12
    assert counts[1][0] >= 3
    stages = {stage for (stage,) in _ask(place, "SELECT DISTINCT stage FROM cases_case")}
    assert stages == {"received", "acknowledged", "answered", "closed"}
    assert len(_ask(place, "SELECT DISTINCT kind FROM cases_case")) == 6


def test_one_term_is_late_one_ends_today_and_a_question_waits(place: dict[str, str], first: str) -> None:
    open_terms = [due for (due,) in _ask(place, "SELECT due_on FROM cases_term WHERE met_at IS NULL")]
    assert sum(due < clock.today() for due in open_terms) == 1
    assert clock.today() in open_terms
    waiting = _ask(
        place,
        "SELECT 1 FROM cases_message q WHERE kind = 'question' AND NOT EXISTS"
        " (SELECT 1 FROM cases_message a WHERE a.answers = q.id)",
    )
    assert waiting


def test_a_second_run_keeps_all_and_says_it_again(place: dict[str, str], first: str) -> None:
    before = _ask(place, "SELECT id FROM cases_case ORDER BY 1")
    again = _weerbaar(place, "demo")
    assert again.returncode == 0, again.stderr
    words = [line.partition("wachtzin: ")[2] for line in first.splitlines()]
    assert [line.partition("wachtzin: ")[2] for line in again.stdout.splitlines()] == words
    assert _ask(place, "SELECT id FROM cases_case ORDER BY 1") == before


def test_it_stays_away_from_an_installation_with_tenants_of_its_own(
    place: dict[str, str], first: str, tmp_path: Path
) -> None:
    kept = environment.home() / "demo.txt"
    moved = kept.rename(tmp_path / "demo.txt")
    try:
        refused = _weerbaar(place, "demo")
    finally:
        moved.rename(kept)
    assert refused.returncode == 1
    assert "tenants of its own" in refused.stderr
