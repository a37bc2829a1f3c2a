"""Malware: found by a real clamd with a signature of our own; without one a file says that it was not scanned."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest
from tests.ports import free_port

from weerbaar.vault.washing import Verdict, scan

MARK = b"WEERBAAR-TEST-SIGNATURE-31415926535"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("clamd", path=os.defpath + ":/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("clamd is not installed (Debian package: clamav-daemon), so no real scan was tried")
    folder = tmp_path_factory.mktemp("clamd", numbered=False)
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Weerbaar.Test:0:*:{MARK.hex()}\n")
    port = free_port()
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/db\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"StreamMaxLength 1M\nTemporaryDirectory {folder}\nUser {'root' if os.getuid() == 0 else os.getlogin()}\n"
    )
    daemon = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    address = f"tcp://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while scan(io.BytesIO(b"hoi"), address) is not Verdict.CLEAN:
        assert daemon.poll() is None, "clamd stopped before it answered"
        assert time.monotonic() < until, "clamd did not answer within a minute"
    yield address
    daemon.kill()
    daemon.wait()


def test_without_an_address_a_file_is_unscanned() -> None:
    assert scan(io.BytesIO(MARK), None) is Verdict.UNSCANNED
    assert scan(io.BytesIO(MARK), "") is Verdict.UNSCANNED


@pytest.mark.parametrize("address", ["/nonexistent/clamd.sock", "tcp://127.0.0.1:1", "tcp://127.0.0.1:x"])
def test_a_scanner_that_is_away_never_says_clean(address: str) -> None:
    assert scan(io.BytesIO(MARK), address) is Verdict.UNSCANNED


def test_a_real_scanner_finds_it_and_passes_the_rest(clamd: str) -> None:
    assert scan(io.BytesIO(b"voor " + MARK + b" na"), clamd) is Verdict.INFECTED
    assert scan(io.BytesIO(b"gewone tekst"), clamd) is Verdict.CLEAN
    assert scan(io.BytesIO(bytes(3 << 20)), clamd) is Verdict.UNSCANNED
