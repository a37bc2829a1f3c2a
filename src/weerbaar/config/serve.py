"""Both faces as two programs under one parent, which passes on signals and lets neither live without the other."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

from weerbaar.config.static import collect

STARTS_WITHIN = 60.0  # seconds, on a small and busy machine
ENDS_WITHIN = 30.0  # seconds; longer than gunicorn takes for the requests that still run


def _start_face(face: str, port: int) -> subprocess.Popen[bytes]:
    command = ["gunicorn", "--config", "python:weerbaar.config.gunicorn", "--bind", f"127.0.0.1:{port}"]
    return _start(command, os.environ | {"WEERBAAR_FACE": face})


def _start_work() -> subprocess.Popen[bytes]:
    return _start(["weerbaar.config.cli", "work"], dict(os.environ))


def _start(module: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # In a group of its own, so that a Ctrl-C reaches it once, through the parent.
    return subprocess.Popen([sys.executable, "-m", *module], env=environment, start_new_session=True)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as attempt:
        attempt.settimeout(1)
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def _until_answering(children: list[subprocess.Popen[bytes]], ports: list[int]) -> bool:
    limit = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < limit and all(child.poll() is None for child in children):
        if all(_answers(port) for port in ports):
            return True
        time.sleep(0.05)
    return False


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    limit = time.monotonic() + ENDS_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


class _AskedToEndError(Exception):
    """SIGTERM came, or Ctrl-C."""


def _ask(*_: object) -> None:
    raise _AskedToEndError


def serve(reporter_port: int, office_port: int, *, work: bool) -> int:
    """Run until a signal comes or a child ends. 0 after a signal; 1 when a face did not start or ended by itself."""
    children: list[subprocess.Popen[bytes]] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _ask)
    try:
        collect()
        children += [_start_face("reporter", reporter_port), _start_face("office", office_port)]
        if work:
            children.append(_start_work())
        if not _until_answering(children, [reporter_port, office_port]):
            print("Weerbaar did not start; the lines above say why.", file=sys.stderr)
            return 1
        print(
            f"Melden:   http://127.0.0.1:{reporter_port}\nKantoor:  http://127.0.0.1:{office_port}",
            flush=True,
        )
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    except _AskedToEndError:
        return 0
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _end(children)
    print("A part of Weerbaar ended by itself; the lines above say why.", file=sys.stderr)
    return 1
