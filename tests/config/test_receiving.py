"""Somebody who sends slowly, or sends nonsense, keeps nobody else waiting."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from weerbaar.config.receiving import Bodies, Body, BodyEndedError, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Faces


class _Line:
    """Both ends of a connection, and a body that is awaited at one of them."""

    def __init__(self, bodies: Bodies, length: int) -> None:
        self.theirs, self.ours = socket.socketpair()
        self.body = Body(self.ours.makefile("rb"), self.ours, length, bodies)
        self.came: list[bytes] = []
        self.is_waiting = threading.Event()
        self.thread = threading.Thread(target=self._read)

    def start(self) -> _Line:
        self.thread.start()
        return self

    def _read(self) -> None:
        try:
            self.came.append(self.body.read())
        except BodyEndedError:
            self.came.append(b"ended")

    def close(self) -> None:
        self.theirs.close()
        self.thread.join(10)
        self.ours.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def _until_waiting(line: _Line) -> None:
    while line.body.since is None:
        line.thread.join(0.01)


def test_a_body_that_comes_whole_is_passed_on(stack: ExitStack) -> None:
    line = stack.enter_context(closing(_Line(Bodies(Limits(at_once=1)), 100_000)))
    line.start()
    line.theirs.sendall(bytes(100_000))
    line.thread.join(10)
    assert line.came == [bytes(100_000)]


def test_half_a_body_is_never_taken_for_a_whole_one(stack: ExitStack) -> None:
    line = stack.enter_context(closing(_Line(Bodies(Limits(at_once=1)), 100)))
    line.start()
    line.theirs.sendall(b"melding=ha")
    line.theirs.shutdown(socket.SHUT_WR)
    line.thread.join(10)
    assert line.came == [b"ended"]


def test_a_body_that_stands_still_is_ended(stack: ExitStack) -> None:
    bodies = Bodies(Limits(at_once=5, patience=0.05, least_rate=1_000_000))
    line = stack.enter_context(closing(_Line(bodies, 100))).start()
    line.theirs.sendall(b"x")
    line.thread.join(10)
    assert line.came == [b"ended"]


def test_when_all_places_are_taken_whoever_is_furthest_behind_leaves(stack: ExitStack) -> None:
    bodies = Bodies(Limits(at_once=2))
    idle, busy, fresh = (stack.enter_context(closing(_Line(bodies, 200_000))) for _ in range(3))
    _until_waiting(idle.start())
    busy.start()
    busy.theirs.sendall(bytes(180_000))
    while busy.body.received < 160_000:
        busy.thread.join(0.01)
    fresh.start()
    idle.thread.join(10)
    assert idle.came == [b"ended"]
    for one, left in ((busy, 20_000), (fresh, 200_000)):
        one.theirs.sendall(bytes(left))
        one.thread.join(10)
        assert one.came == [bytes(200_000)]


def test_many_who_send_one_byte_keep_nobody_from_reading_a_page(faces: Faces) -> None:
    where = urlsplit(faces.reporter)
    half = (
        f"POST /nergens/terug/ HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nx"
    ).encode()
    with ExitStack() as open_lines:
        for _ in range(200):
            line = socket.create_connection((where.hostname or "", where.port or 0))
            open_lines.enter_context(line).sendall(half)
        for _ in range(10):
            assert httpx.get(f"{faces.reporter}/", timeout=8).status_code == 200


def test_a_form_of_many_megabytes_is_refused_before_it_is_read(faces: Faces) -> None:
    answer = httpx.post(f"{faces.reporter}/nergens/terug/", data={"words": "a" * 16_000_000}, timeout=20)
    assert answer.status_code in {400, 403, 404, 413}
    assert len(answer.content) < 100_000
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("charset", ["utf-7", "rot13", "punycode", '"utf-16"'])
def test_a_form_in_an_odd_character_set_is_refused_like_any_other(
    faces: Faces, kind: str, charset: str
) -> None:
    for face in faces:
        answer = httpx.post(
            f"{face}/nergens/terug/", content=b"x=1", headers={"Content-Type": f"{kind}; charset={charset}"}
        )
        assert answer.status_code in {400, 403, 404}
        assert answer.headers["cache-control"] == "no-store"


def test_a_refusal_by_the_outermost_layer_is_not_kept_either(faces: Faces) -> None:
    for face in faces:
        answer = httpx.get(f"{face}/", headers={"Host": "evil.example"})
        assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
