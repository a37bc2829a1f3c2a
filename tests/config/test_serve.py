"""The two programs, as `weerbaar serve` runs them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.config.conftest import weerbaar

if TYPE_CHECKING:
    from conftest import Faces


@pytest.mark.parametrize("face", ["reporter", "office"])
def test_every_answer_carries_the_strict_headers(faces: Faces, face: str) -> None:
    answer = httpx.get(f"{getattr(faces, face)}/", follow_redirects=True)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_a_name_that_is_not_ours_is_refused(faces: Faces) -> None:
    assert httpx.get(f"{faces.office}/", headers={"Host": "evil.example"}).status_code == 400


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "weerbaar.config.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_check_says_that_all_is_well(demo: str, installation: dict[str, str]) -> None:
    """In an installation of its own: towns that other tests tampered with are rightly called unsafe."""
    done = weerbaar(installation, "check")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Weerbaar is ready."), done.stderr


def test_a_command_that_does_not_exist_is_an_error() -> None:
    assert _command("nonsense").returncode == 2


def test_the_embedded_database_is_told_apart_from_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _command("database", "status").stdout == "running\n"
    monkeypatch.setenv("DATABASE_URL", "postgres://weerbaar_app@db.example/weerbaar")
    done = _command("database", "stop")
    assert done.returncode == 1
    assert "DATABASE_URL names a database of your own" in done.stderr
