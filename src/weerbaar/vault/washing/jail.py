"""Washing a whole file in a process of its own that can reach nothing: no network, no files, little memory and time.

The bytes go in and come out through memory (`memfd`), never over a disk. A few run at once on a machine, since each
may take much memory; the others wait their turn. Without resource limits nothing is opened at all; what further
locks the system gives is told by `jail_strength`, for `weerbaar check` to print.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from weerbaar.vault.washing.kinds import Kind
from weerbaar.vault.washing.whole import MAX_WHOLE_BYTES
from weerbaar.vault.washing.words import CannotWashError, Kept, Reason, Removal, Washed

MEMORY_BYTES = 1536 * 1024 * 1024
SECONDS = 60
AT_ONCE = 2
WAIT_SECONDS = 60

_SLICE = 1024 * 1024
_ANSWER_BYTES = 64 * 1024
_TURN = 0.05
_TICKET = "ticket-"
_OPEN_SLOT = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
_SOURCE_ROOT = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from weerbaar.vault.washing.child import main; main(sys.argv[2:])"
)
_ALL_LOCKS = ("no new files", "own network", "no root", "no new rights", "system calls")


@dataclass(frozen=True)
class JailStrength:
    """What the jail holds on this machine. `missing`: locks that the system does not give, in words for `check`."""

    works: bool
    locks: tuple[str, ...]
    escapes: tuple[str, ...]  # doors that were tried and opened; must be empty

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(lock for lock in _ALL_LOCKS if lock not in self.locks)

    @property
    def full(self) -> bool:
        return self.works and not self.missing and not self.escapes


def wash_in_jail(
    kind: Kind,
    source: bytes | BinaryIO,
    *,
    memory: int = MEMORY_BYTES,
    seconds: int = SECONDS,
    at_once: int = AT_ONCE,
    wait: float = WAIT_SECONDS,
    slots: Path | None = None,
) -> Washed:
    """Wash a whole file of at most 100 MB in the jail.

    `source`: the bytes, or something to read them from. `memory`: bytes; `seconds`: for the washing itself;
    `at_once`: how many on this machine; `wait`: seconds for a turn; `slots`: the folder of the lock files, which
    stay empty. Raises CannotWashError, and nothing else that comes out of the file.
    """
    with _turn(at_once, wait, slots or slots_folder()), _memory() as inward, _memory() as outward:
        _fill(inward, source)
        answer = _run(kind.name, inward, outward, memory, seconds)
        return _understood(answer, outward)


def jail_strength() -> JailStrength:
    """Start a jailed process that tries its own doors, and tell what held."""
    with _memory() as inward, _memory() as outward:
        try:
            answer = _run("PROBE", inward, outward, MEMORY_BYTES, SECONDS)
        except CannotWashError:
            return JailStrength(False, (), ())
    return JailStrength(True, tuple(answer.get("locks", ())), tuple(answer.get("escapes", ())))


def slots_folder() -> Path:
    """Where the lock files stand: a folder of this user alone, in memory where the system has one."""
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), "/run/lock", "/dev/shm", tempfile.gettempdir()):  # noqa: S108
        folder = Path(parent) / f"weerbaar-washing-{os.getuid()}"
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            state = folder.lstat()
            if (
                parent
                and state.st_uid == os.getuid()
                and not state.st_mode & 0o022
                and not folder.is_symlink()
            ):
                return folder
    raise CannotWashError(Reason.NO_JAIL)


@contextlib.contextmanager
def _turn(at_once: int, wait: float, folder: Path) -> Iterator[None]:
    """Hold one of the machine's slots, in the order of arrival. The locks go with the process, so a crash frees them.

    Without an order whoever asks most often is served first: one sender of heavy documents would keep all others out.
    """
    until = time.monotonic() + wait
    with contextlib.ExitStack() as waiting:
        ticket = waiting.enter_context(_ticket(folder))
        slot = None
        while slot is None:
            if _is_first(ticket, folder):
                slot = _free_slot(at_once, folder)
            if slot is None and time.monotonic() >= until:
                raise CannotWashError(Reason.BUSY)
            if slot is None:
                time.sleep(_TURN)
        waiting.close()  # the next in the line may look for a slot
        try:
            yield
        finally:
            os.close(slot)


def _free_slot(at_once: int, folder: Path) -> int | None:
    for number in range(at_once):
        descriptor = _taken(folder / f"slot-{number}")
        if descriptor is not None:
            return descriptor
    return None


@contextlib.contextmanager
def _ticket(folder: Path) -> Iterator[Path]:
    """A place in the line: a file named by the moment of arrival, locked for as long as somebody waits with it."""
    ticket = folder / f"{_TICKET}{time.monotonic_ns():020d}-{uuid4().hex}"
    # Made and locked under a name that nobody looks at, so that it is never seen without its lock.
    hidden = folder / f".{ticket.name}"
    descriptor = os.open(hidden, _OPEN_SLOT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        hidden.rename(ticket)
        yield ticket
    finally:
        ticket.unlink(missing_ok=True)
        os.close(descriptor)


def _is_first(ticket: Path, folder: Path) -> bool:
    """Whether everybody who came earlier was served. A ticket without its lock is of a process that died."""
    for name in sorted(one for one in os.listdir(folder) if one.startswith(_TICKET)):
        if name >= ticket.name:
            break
        left_behind = _taken(folder / name, create=False)
        if left_behind is None:
            if (folder / name).exists():
                return False
            continue
        (folder / name).unlink(missing_ok=True)
        os.close(left_behind)
    return True


def _taken(path: Path, *, create: bool = True) -> int | None:
    """The descriptor of a lock file whose lock was free, or None."""
    try:
        descriptor = os.open(path, _OPEN_SLOT if create else _OPEN_SLOT & ~os.O_CREAT, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextlib.contextmanager
def _memory() -> Iterator[int]:
    """A nameless file that exists in memory only."""
    descriptor = os.memfd_create("washing", os.MFD_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _fill(descriptor: int, source: bytes | BinaryIO) -> None:
    left = MAX_WHOLE_BYTES
    pieces = iter((source,)) if isinstance(source, bytes) else iter(lambda: source.read(_SLICE), b"")
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise CannotWashError(Reason.TOO_BIG)
        view = memoryview(piece)
        while view:
            view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)


def _run(what: str, inward: int, outward: int, memory: int, seconds: int) -> dict[str, Any]:
    command = [
        sys.executable,
        "-I",
        "-B",
        "-c",
        _START,
        _SOURCE_ROOT,
        what,
        str(memory),
        str(seconds),
        str(outward),
    ]
    try:
        child = subprocess.Popen(
            command,
            stdin=inward,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(outward,),
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise CannotWashError(Reason.NO_JAIL) from error
    try:
        said, _ = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise CannotWashError(Reason.TIMEOUT) from None
    finally:
        child.kill()
        child.wait()
    if child.returncode == -signal.SIGXCPU:
        raise CannotWashError(Reason.TIMEOUT)
    try:
        answer = json.loads(said[:_ANSWER_BYTES])
    except ValueError:
        answer = None
    if child.returncode != 0 or not isinstance(answer, dict):
        raise CannotWashError(Reason.NO_JAIL if child.returncode in {1, 70} else Reason.CRASHED)
    return answer


def _understood(answer: dict[str, Any], outward: int) -> Washed:
    """Judge the answer: the process that gave it has read what a stranger made."""
    try:
        kind = Kind[answer["kind"]] if answer.get("kind") else None
        if "reason" in answer:
            raise CannotWashError(Reason[answer["reason"]], kind)
        removed = tuple(Removal[name] for name in answer["removed"])
        kept = tuple(Kept[name] for name in answer["kept"])
        length = int(answer["length"])
    except (KeyError, TypeError, ValueError):
        raise CannotWashError(Reason.CRASHED) from None
    if kind is None or length <= 0 or length != os.fstat(outward).st_size:
        raise CannotWashError(Reason.CRASHED)
    os.lseek(outward, 0, os.SEEK_SET)
    with os.fdopen(os.dup(outward), "rb") as result:
        return Washed(kind, result.read(), removed, kept)
