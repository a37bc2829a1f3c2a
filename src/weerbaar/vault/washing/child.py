"""The jailed process: one file in on descriptor 0, one answer out on descriptor 1, the washed bytes on a third.

Run by `jail.py` and by nothing else. Whatever goes wrong in here ends in a code, never in a message: a message
could hold a piece of the file.
"""

from __future__ import annotations

import json
import os
import socket
import sys

from weerbaar.vault.washing.kinds import Kind
from weerbaar.vault.washing.lockdown import close_doors, limit
from weerbaar.vault.washing.whole import MAX_WHOLE_BYTES, load, wash_whole
from weerbaar.vault.washing.words import CannotWashError, Reason, Washed

_SLICE = 1024 * 1024
EXIT_NO_LIMITS = 70


def main(arguments: list[str]) -> None:
    """Arguments: a kind by name, or `PROBE`; bytes of memory; seconds; the descriptor for the result."""
    kind_name, memory, seconds, result = arguments[0], *(int(argument) for argument in arguments[1:4])
    kind = Kind.PDF if kind_name == "PROBE" else Kind[kind_name]
    load(kind)
    try:
        limit(memory, seconds, MAX_WHOLE_BYTES * 2)
        locks = close_doors()
    except (OSError, ValueError):
        os._exit(EXIT_NO_LIMITS)
    if kind_name == "PROBE":
        _say({"locks": locks, "escapes": _escapes()})
        os._exit(0)
    try:
        _say(_answer(kind, result))
    except BaseException:  # noqa: BLE001 - see above: only a code may leave
        _say({"reason": Reason.CRASHED.name})
    os._exit(0)


def _answer(kind: Kind, result: int) -> dict[str, object]:
    try:
        washed = wash_whole(kind, _read(0))
        _write(result, washed)
    except CannotWashError as error:
        return {"reason": error.reason.name, "kind": error.kind.name if error.kind else None}
    except MemoryError:
        return {"reason": Reason.BOMB.name}
    return {
        "kind": washed.kind.name,
        "length": len(washed.data),
        "removed": [removal.name for removal in washed.removed],
        "kept": [kept.name for kept in washed.kept],
    }


def _read(descriptor: int) -> bytes:
    pieces = []
    while piece := os.read(descriptor, _SLICE):
        pieces.append(piece)
    return b"".join(pieces)


def _write(descriptor: int, washed: Washed) -> None:
    view = memoryview(washed.data)
    while view:
        view = view[os.write(descriptor, view[:_SLICE]) :]


def _say(answer: dict[str, object]) -> None:
    os.write(1, json.dumps(answer).encode())


def _escapes() -> list[str]:
    """Try the doors. What still opens is named, so that `check` and the tests see the jail as it is."""
    opened = []
    for name, attempt in (
        ("read", lambda: os.open("/etc/passwd", os.O_RDONLY)),
        ("write", lambda: os.open("/tmp/weerbaar-probe", os.O_WRONLY | os.O_CREAT)),  # noqa: S108 - a door that must not open
        ("network", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        ("process", os.fork),
    ):
        try:
            if attempt() == 0:
                os._exit(0)
        except OSError:
            continue
        opened.append(name)
    return opened


if __name__ == "__main__":
    main(sys.argv[1:])
