"""The jail: a file is opened by a process that can reach nothing, and whatever happens in it ends in a sentence."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vault.washing import samples
from weerbaar.vault.washing import (
    MAX_WHOLE_BYTES,
    CannotWashError,
    Kind,
    Reason,
    jail_strength,
    wash_in_jail,
    wash_whole,
)
from weerbaar.vault.washing import jail as jail_module

KINDS = {
    Kind.JPEG: samples.jpeg(),
    Kind.PNG: samples.png(),
    Kind.HEIC: samples.heic(),
    Kind.PDF: samples.pdf(),
    Kind.DOCX: samples.docx(),
    Kind.ODT: samples.odt(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_jail_gives_what_washing_gives(kind: Kind, tmp_path: Path) -> None:
    washed = wash_in_jail(kind, io.BytesIO(KINDS[kind]), slots=tmp_path)
    assert washed == wash_whole(kind, KINDS[kind])
    assert not samples.betrays(washed.data)
    assert samples.CANARY not in repr(washed)


def test_no_door_of_the_jail_opens() -> None:
    strength = jail_strength()
    assert strength.works
    assert strength.escapes == ()
    assert "no new files" in strength.locks


def test_the_reason_comes_out_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.PNG, KINDS[Kind.PNG][:80] + samples.RAW, slots=tmp_path)
    assert refused.value.reason is Reason.BROKEN
    assert refused.value.kind is Kind.PNG
    assert samples.CANARY not in repr(refused.value)


def test_a_closer_look_in_the_jail_names_the_kind(tmp_path: Path) -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.ZIP, samples.zipped({"a.txt": "hoi"}), slots=tmp_path)
    assert (refused.value.reason, refused.value.kind) == (Reason.NOT_THIS_KIND, Kind.ZIP)
    assert wash_in_jail(Kind.ZIP, KINDS[Kind.DOCX], slots=tmp_path).kind is Kind.DOCX


def test_too_little_memory_is_a_sentence(tmp_path: Path) -> None:
    big = samples.jpeg() + bytes(90 << 20)
    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.JPEG, big, memory=100 << 20, slots=tmp_path)
    assert refused.value.reason in {Reason.BOMB, Reason.CRASHED}


def test_too_much_time_is_a_sentence(tmp_path: Path) -> None:
    scans = b"\xff\xda\x00\x02" * 3_000_000
    data = b"\xff\xd8" + scans
    started = time.monotonic()
    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.JPEG, data, seconds=1, slots=tmp_path)
    assert refused.value.reason is Reason.TIMEOUT
    assert time.monotonic() - started < 30


def test_a_process_out_of_time_says_so() -> None:
    """Whoever waited looks at how it ended, and an end without a reason would be called broken."""
    spin = (
        "import sys; sys.path.insert(0, sys.argv[1]); from weerbaar.vault.washing.lockdown import limit; "
        "limit(1 << 30, 1, 1 << 20)\nwhile True: pass"
    )
    done = subprocess.run([sys.executable, "-I", "-c", spin, "src"], timeout=60, check=False)
    assert done.returncode == -signal.SIGXCPU


def test_without_limits_nothing_is_opened(tmp_path: Path) -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.JPEG, KINDS[Kind.JPEG], memory=-2, slots=tmp_path)
    assert refused.value.reason is Reason.NO_JAIL


def test_a_file_beyond_the_limit_is_not_even_handed_over(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return bytes(size)

    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.PDF, Endless(), slots=tmp_path)  # type: ignore[arg-type]
    assert refused.value.reason is Reason.TOO_BIG
    assert MAX_WHOLE_BYTES == 100 << 20


def test_a_few_at_once_and_the_next_one_waits(tmp_path: Path) -> None:
    held = [os.open(tmp_path / f"slot-{n}", os.O_RDWR | os.O_CREAT) for n in range(2)]
    for descriptor in held:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(CannotWashError) as refused:
        wash_in_jail(Kind.JPEG, KINDS[Kind.JPEG], at_once=2, wait=0.1, slots=tmp_path)
    assert refused.value.reason is Reason.BUSY
    os.close(held[0])
    assert wash_in_jail(Kind.JPEG, KINDS[Kind.JPEG], at_once=2, slots=tmp_path).removed
    os.close(held[1])
    assert all(path.stat().st_size == 0 for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "answer",
    [{}, {"kind": "JPEG"}, {"kind": "NO SUCH"}, {"kind": "PDF", "length": 9, "removed": [], "kept": []},
     {"kind": "PDF", "length": "x", "removed": ["X"], "kept": []}, {"reason": "NO SUCH"}],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_a_crash(answer: dict[str, object]) -> None:
    descriptor = os.memfd_create("empty")
    with pytest.raises(CannotWashError) as refused:
        jail_module._understood(answer, descriptor)
    os.close(descriptor)
    assert refused.value.reason is Reason.CRASHED


def test_the_one_who_came_first_goes_first(tmp_path: Path) -> None:
    with jail_module._ticket(tmp_path) as earlier:
        # A slot is free, and it is for whoever came before.
        with pytest.raises(CannotWashError) as refused:
            wash_in_jail(Kind.JPEG, KINDS[Kind.JPEG], at_once=2, wait=0.1, slots=tmp_path)
        assert refused.value.reason is Reason.BUSY
        assert jail_module._is_first(earlier, tmp_path)
    assert wash_in_jail(Kind.JPEG, KINDS[Kind.JPEG], wait=0.1, slots=tmp_path).removed


def test_a_place_in_the_line_ends_with_the_process_that_had_it(tmp_path: Path) -> None:
    (tmp_path / "ticket-00000000000000000001-gone").touch()
    assert wash_in_jail(Kind.JPEG, KINDS[Kind.JPEG], wait=0.1, slots=tmp_path).removed
    assert not list(tmp_path.glob("ticket-*"))
