"""Ports for programs that a test starts."""

from __future__ import annotations

import secrets
import socket
from contextlib import closing

# Below those that connections going out are given: until the program listens nobody but another test would take it.
_FIRST, _LAST = 20_000, 32_000
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, another each time, drawn by chance, since others draw at the same moment."""
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if port in _given:
            continue
        with closing(socket.socket()) as taken:
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port


def answers(port: int) -> bool:
    """Whether a program listens there by now."""
    with closing(socket.socket()) as attempt:
        attempt.settimeout(1)
        return attempt.connect_ex(("127.0.0.1", port)) == 0
