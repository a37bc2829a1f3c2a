"""Sealed files: any size, any range, flat memory, and no byte that can be moved, cut or changed unseen."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.vault.seal import SealBrokenError, padded_size
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.stream import CHUNK, SealedReader, SealingWriter

KEY, FILE = SymmetricKey(bytes(range(32))), uuid4()
SEALED_CHUNK = 24 + CHUNK + 16


def seal(data: bytes, pieces: int = 700_001) -> bytes:
    sink = io.BytesIO()
    writer = SealingWriter(sink, KEY, FILE)
    for start in range(0, len(data), pieces):
        writer.write(data[start : start + pieces])
    writer.finish()
    assert writer.size == len(data)
    assert writer.sha256 == hashlib.sha256(data).digest()
    assert writer.stored == len(sink.getvalue())
    return sink.getvalue()


def opened(blob: bytes, size: int, start: int = 0, end: int | None = None, **other) -> bytes:
    reader = SealedReader(io.BytesIO(blob), other.get("key", KEY), other.get("file", FILE), size)
    return b"".join(reader.chunks(start, end))


def sample(size: int) -> bytes:
    return hashlib.shake_256(str(size).encode()).digest(size)


SIZES = [0, 1, 63, 64, 65, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1, 3 * CHUNK + 12345]


@pytest.mark.parametrize("size", SIZES)
def test_it_comes_back_whole(size):
    data = sample(size)
    assert opened(seal(data), size) == data


@pytest.mark.parametrize("size", SIZES)
def test_its_size_in_storage_is_that_of_its_bucket(size):
    padded = padded_size(size)
    chunks = max(1, -(-padded // CHUNK))
    assert len(seal(sample(size))) == 1 + padded + chunks * (24 + 16)


@settings(max_examples=30)
@given(st.integers(0, 3 * CHUNK), st.integers(0, 3 * CHUNK))
def test_a_range_opens_alone(start, end):
    data = sample(2 * CHUNK + 777)
    assert opened(BLOB, len(data), start, end) == data[start:end]


BLOB = seal(sample(2 * CHUNK + 777))


def test_a_range_reads_only_its_own_chunks():
    """A reader of the end need not open the beginning: the first chunk is rubbish here."""
    broken = bytearray(BLOB)
    broken[100:200] = bytes(100)
    size = 2 * CHUNK + 777
    assert opened(bytes(broken), size, CHUNK, CHUNK + 10) == sample(size)[CHUNK : CHUNK + 10]
    with pytest.raises(SealBrokenError):
        opened(bytes(broken), size)


def swapped() -> bytes:
    first, second = 1, 1 + SEALED_CHUNK
    return (
        BLOB[:1] + BLOB[second : second + SEALED_CHUNK] + BLOB[first:second] + BLOB[second + SEALED_CHUNK :]
    )


@pytest.mark.parametrize(
    ("blob", "size"),
    [
        (swapped(), 2 * CHUNK + 777),
        (BLOB[: 1 + SEALED_CHUNK], CHUNK),  # the tail cut off, and a size that fits what is left
        (BLOB[:-1], 2 * CHUNK + 777),
        (
            BLOB[: 1 + SEALED_CHUNK] + BLOB[1 : 1 + SEALED_CHUNK] + BLOB[1 + 2 * SEALED_CHUNK :],
            2 * CHUNK + 777,
        ),
        (b"", 10),
    ],
    ids=["chunks swapped", "cut at a chunk", "cut by a byte", "chunk repeated", "empty"],
)
def test_what_was_rearranged_does_not_open(blob, size):
    with pytest.raises(SealBrokenError):
        opened(blob, size)


def test_it_opens_with_no_other_key_and_under_no_other_name():
    with pytest.raises(SealBrokenError):
        opened(BLOB, 2 * CHUNK + 777, key=SymmetricKey(bytes(32)))
    with pytest.raises(SealBrokenError):
        opened(BLOB, 2 * CHUNK + 777, file=uuid4())


class Nowhere(io.RawIOBase):
    def write(self, data) -> int:
        return len(data)


def test_memory_stays_flat():
    """Sixty times the size may not cost more memory than a few chunks."""
    part = bytes(CHUNK)
    tracemalloc.start()
    try:
        writer = SealingWriter(Nowhere(), KEY, FILE)
        for _ in range(60):
            writer.write(part)
        writer.finish()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * CHUNK
