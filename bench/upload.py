"""How fast a large file comes in through the reporter's pages, beside bare libsodium, and what memory it takes.

Two kinds: a film, which is read once more to be cleaned while it is copied, and bytes of no kind, which are only
sealed. The bytes go over loopback from a process that has them ready.
"""

from __future__ import annotations

import hashlib
import os
import socket
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nacl import bindings

from bench.place import served, town
from bench.sends import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.place import Server
    from bench.sends import Ready
    from weerbaar.config.demo import Town

MEBIBYTE = 1024 * 1024
SIZE, SIZE_WHEN_QUICK = 1024, 8
"""Mebibytes."""
_KINDS = ("sealed", "film")


def measure(*, quick: bool = False) -> dict[str, float]:
    """Mebibytes per second of libsodium and of the upload, and the most memory that a process of the server held."""
    size = SIZE_WHEN_QUICK if quick else SIZE
    results: dict[str, float] = {"size_mib": size}
    place = town()
    ready = prepare(place, len(_KINDS))
    with served() as server:
        for kind, one in zip(_KINDS, ready, strict=True):
            bare = _bare(size)
            before = _peaks(server, start_again=True)
            speed = _uploaded(server, place, one, kind, size)
            after = _peaks(server)
            results |= {
                f"{kind}_libsodium_mib_per_s": round(bare, 1),
                f"{kind}_upload_mib_per_s": round(speed, 1),
                f"{kind}_share_of_libsodium": round(speed / bare, 3),
                f"{kind}_memory_peak_mib": round(max(after.values()), 1),
                f"{kind}_memory_grown_mib": round(max(after[one] - before.get(one, 0) for one in after), 1),
            }
    results["sha256_mib_per_s"] = round(_hashed(size), 1)
    return results


def _bare(size: int) -> float:
    key, data = os.urandom(32), os.urandom(MEBIBYTE)
    began = time.perf_counter()
    for number in range(size):
        nonce = number.to_bytes(bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "big")
        bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(data, None, nonce, key)
    return size / (time.perf_counter() - began)


def _hashed(size: int) -> float:
    data, state = os.urandom(MEBIBYTE), hashlib.sha256()
    began = time.perf_counter()
    for _number in range(size):
        state.update(data)
    return size / (time.perf_counter() - began)


def _uploaded(server: Server, place: Town, ready: Ready, kind: str, size: int) -> float:
    from django.conf import settings

    opening, closing = _frame(ready.token)
    length = len(opening) + size * MEBIBYTE + len(closing)
    head = (
        f"POST /{place.tenant.slug}/melden/bestanden/ HTTP/1.1\r\nHost: 127.0.0.1:{server.reporter_port}\r\n"
        f"Origin: {server.reporter}\r\nCookie: {settings.SESSION_COOKIE_NAME}={ready.cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", server.reporter_port), timeout=600) as connection:
        connection.sendall(head.encode() + opening)
        for part in _content(kind, size):
            connection.sendall(part)
        connection.sendall(closing)
        answer = connection.recv(64)
        while connection.recv(MEBIBYTE):
            pass
    seconds = time.perf_counter() - began
    if b" 302 " not in answer or not _is_kept(ready, kind, size):
        raise RuntimeError(f"The upload was not kept: {answer!r}")
    return size / seconds


def _frame(token: str) -> tuple[bytes, bytes]:
    part = "--x\r\nContent-Disposition: form-data; name="
    opening = (
        f'{part}"csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'{part}"bestand"; filename="opname.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    return opening.encode(), b"\r\n--x--\r\n"


def _content(kind: str, size: int) -> Iterator[bytes]:
    """Exactly `size` mebibytes: a film of one box of media, or bytes of no kind."""
    block = bytes(range(1, 256)) * 4128
    block = bytes(255 - one for one in block)[:MEBIBYTE]
    head, tail = _film(size * MEBIBYTE) if kind == "film" else (b"\xff\x00no kind", b"")
    yield head + block[: MEBIBYTE - len(head)]
    for _number in range(size - 2):
        yield block
    yield block[: MEBIBYTE - len(tail)] + tail


def _film(size: int) -> tuple[bytes, bytes]:
    def box(kind: bytes, *parts: bytes) -> bytes:
        content = b"".join(parts)
        return struct.pack(">I4s", 8 + len(content), kind) + content

    place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", 18, 0x15C7) + b"+52.3702+004.8952/"))
    tail = box(b"moov", box(b"mvhd", bytes(100)), place)
    head = box(b"ftyp", b"isom", bytes(4), b"isommp42")
    return head + struct.pack(">I4s", size - len(head) - len(tail), b"mdat"), tail


def _is_kept(ready: Ready, kind: str, size: int) -> bool:
    from weerbaar.database.scope import tenant_scope
    from weerbaar.intake.queries import draft_files

    with tenant_scope(ready.draft.tenant_id):
        [file] = draft_files(ready.draft)
    expected = "cleaned" if kind == "film" else "not_cleaned"
    return file.size == size * MEBIBYTE and file.state == expected


def _peaks(server: Server, *, start_again: bool = False) -> dict[int, float]:
    """The most mebibytes that each process of the server has held in memory, from now on with `start_again`."""
    peaks = {}
    for process_id in _family(server.process_id):
        proc = Path(f"/proc/{process_id}")
        if start_again:
            (proc / "clear_refs").write_text("5")
        lines = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        peaks[process_id] = int(lines["VmHWM"].split()[0]) / 1024
    return peaks


def _family(process_id: int) -> list[int]:
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [process_id, *(one for child in children for one in _family(int(child)))]
