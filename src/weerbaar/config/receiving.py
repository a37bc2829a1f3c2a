"""What comes in, before Django sees it: bodies that come too slowly, odd character sets, answers without `no-store`.

A thread that waits for a body is a thread that answers nobody. Somebody who opens many requests and sends one byte of
each would hold them all, so only half of the threads may wait, and a body that falls behind is ended.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

THREADS = {"reporter": 64, "office": 24}
"""Threads of one process of each face."""
_STEP = 16 * 1024
_MOST_DRAINED = 64 * 1024 * 1024
_LOOKS_EVERY = 1.0  # seconds
# What a slow line manages. Slower than this and somebody else's turn comes first, when all places are taken.
_ORDINARY_RATE = 16 * 1024
_CHARSET = re.compile(r';\s*charset\s*=\s*("[^"]*"|[^;]*)', re.IGNORECASE)


class BodyEndedError(BadRequest):
    """A body did not come whole: whoever sent it went away, or was too slow. Answered without session or draft."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a body may be waited for. Only waiting counts, not what is done with the bytes in between."""

    at_once: int
    patience: float = 20.0
    """Seconds before anything must have come."""
    least_rate: int = 1024
    """Bytes a second, from then on: a bad telephone line."""
    longest: float = 2 * 60 * 60.0
    """Seconds in all."""


class Bodies:
    """The bodies that threads of this process wait for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._awaited: set[Body] = set()
        self._changed = threading.Condition()
        self._watch: threading.Thread | None = None

    @contextmanager
    def waiting_for(self, body: Body) -> Iterator[None]:
        """One wait for more of a body. When all places are taken, whoever is furthest behind leaves first."""
        with self._changed:
            if len(self._awaited) >= self._limits.at_once:
                max(self._awaited, key=Body.behind).end()
            self._awaited.add(body)
            body.since = time.monotonic()
            self._watch_from_now()
        try:
            yield
        finally:
            with self._changed:
                body.waited = body.waited_until_now()
                body.since = None
                self._awaited.discard(body)

    def _watch_from_now(self) -> None:
        # Not at the start of the program: that is shared, and threads do not come along to its processes.
        if self._watch is None:
            self._watch = threading.Thread(target=self._end_the_slow, daemon=True, name="bodies")
            self._watch.start()
        self._changed.notify()

    def _end_the_slow(self) -> None:
        while True:
            with self._changed:
                while not self._awaited:
                    self._changed.wait()
                for body in self._awaited:
                    if body.is_too_slow(self._limits):
                        body.end()
            time.sleep(min(_LOOKS_EVERY, self._limits.patience))


class Body:
    """`wsgi.input` of one request. Raises BodyEndedError instead of passing half a form for a whole one."""

    def __init__(self, stream: IO[bytes], connection: socket.socket, length: int, bodies: Bodies) -> None:
        self._stream, self._connection, self._bodies = stream, connection, bodies
        self._left = length
        self.received = 0
        self.waited = 0.0
        self.since: float | None = None
        self._is_ended = False

    def read(self, size: int = -1) -> bytes:
        """As of a file, until the end of the body."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts: list[bytes] = []
        while wanted > 0:
            part = self._next(self._stream.read, min(wanted, _STEP))
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """As of a file; a line is cut after 16 KiB."""
        wanted = min(self._left, _STEP) if size < 0 else min(size, self._left, _STEP)
        return self._next(self._stream.readline, wanted) if wanted > 0 else b""

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def readlines(self, _hint: int = -1) -> list[bytes]:
        """All that is left, in lines."""
        return list(self)

    def _next(self, read: Callable[[int], bytes], size: int) -> bytes:
        with self._bodies.waiting_for(self):
            part = read(size)
        if not part or self._is_ended:
            raise BodyEndedError
        self.received += len(part)
        self._left -= len(part)
        return part

    def drain(self) -> None:
        """Read what nobody wanted, so that the answer arrives, or end it. The server would wait for it outside our count."""
        try:
            if self._left > _MOST_DRAINED:
                raise BodyEndedError
            while self._left:
                self._next(self._stream.read, min(self._left, _STEP))
        except BodyEndedError:
            self.end()

    def waited_until_now(self) -> float:
        """Seconds that this body was waited for."""
        return self.waited + (time.monotonic() - self.since if self.since is not None else 0.0)

    def behind(self) -> float:
        """Seconds that it is behind an ordinary slow line; below zero when it is ahead."""
        return self.waited_until_now() - self.received / _ORDINARY_RATE

    def is_too_slow(self, limits: Limits) -> bool:
        """Whether it is no longer worth a thread."""
        waited = self.waited_until_now()
        return waited > limits.longest or waited > limits.patience + self.received / limits.least_rate

    def end(self) -> None:
        """Let the thread that waits go on without the rest. The answer can still be sent."""
        self._is_ended = True
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RD)


class Receiving:
    """A WSGI application before the application."""

    def __init__(self, application: Callable[..., Iterable[bytes]], limits: Limits) -> None:
        self._application = application
        self._bodies = Bodies(limits)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Our pages are UTF-8 and so is every form that a browser sends from them. What says otherwise was made by hand,
        # and reading it would fail in the middle of telling that it failed.
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
        body = self._body(environ)

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            # A refusal from the outermost layers passes nothing that says it.
            if not any(name.lower() == "cache-control" for name, _ in headers):
                headers = [*headers, ("Cache-Control", "no-store")]
            return start_response(status, headers, *error)

        answer = self._application(environ, begin)
        if body is not None:
            body.drain()
        return answer

    def _body(self, environ: dict[str, Any]) -> Body | None:
        length, connection = environ.get("CONTENT_LENGTH") or "0", environ.get("gunicorn.socket")
        if connection is None or not (length.isascii() and length.isdigit()):
            return None
        body = environ["wsgi.input"] = Body(environ["wsgi.input"], connection, int(length), self._bodies)
        return body


def receiving(face: str, application: Callable[..., Iterable[bytes]]) -> Receiving:
    """The application of a face, with half of its threads kept free of bodies that are still on their way."""
    return Receiving(application, Limits(at_once=THREADS[face] // 2))
