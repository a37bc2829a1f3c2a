"""Sealing of files of any size at flat memory: 1 MiB chunks that open alone, bound to their file, place and end."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

from weerbaar.vault.seal import NONCE, TAG, VERSION, SealBrokenError, padded_size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from weerbaar.vault.secret import SymmetricKey

CHUNK = 1024 * 1024
_HEAD = 1
_SEALED_CHUNK = NONCE + CHUNK + TAG


def _data(file_id: UUID, index: int, last: bool) -> bytes:
    return bytes([VERSION]) + file_id.bytes + index.to_bytes(8, "big") + bytes([last])


class SealingWriter:
    """Seals what is written to it into `sink`. `size` and `sha256` are of the plain bytes, once it is finished.

    The chunk that is filling is the only plain text in memory; nothing plain reaches a disk.
    """

    def __init__(self, sink: IO[bytes], key: SymmetricKey, file_id: UUID) -> None:
        self._sink, self._key, self._file_id = sink, key, file_id
        self._pending = bytearray()
        self._index = 0
        self._hash = hashlib.sha256()
        self.size = 0
        self.stored = _HEAD
        sink.write(bytes([VERSION]))

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Add plain bytes, in pieces of any size."""
        self._hash.update(data)
        self.size += len(data)
        self._pending += data
        # The last chunk carries a flag, so a full one waits until it is known not to be the last.
        while len(self._pending) > CHUNK:
            self._put(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]

    def finish(self) -> None:
        """Pad to the Padmé size and write the last chunk."""
        missing = padded_size(self.size) - self.size
        while len(self._pending) + missing > CHUNK:
            part = CHUNK - len(self._pending)
            self._put(bytes(self._pending) + bytes(part), last=False)
            self._pending.clear()
            missing -= part
        self._put(bytes(self._pending) + bytes(missing), last=True)
        self._pending.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        nonce = random(NONCE)
        sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain, _data(self._file_id, self._index, last), nonce, self._key.reveal()
        )
        self._sink.write(nonce)
        self._sink.write(sealed)
        self.stored += NONCE + len(sealed)
        self._index += 1

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()


class SealedReader:
    """Opens a sealed file of `size` plain bytes, whole or by range, one chunk in memory at a time."""

    def __init__(self, source: IO[bytes], key: SymmetricKey, file_id: UUID, size: int) -> None:
        self._source, self._key, self._file_id, self.size = source, key, file_id, size
        self._last = max(0, (padded_size(size) - 1) // CHUNK)

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The plain bytes from `start` up to but not including `end`. Raises SealBrokenError when a byte was touched."""
        end = self.size if end is None else min(end, self.size)
        for index in range(start // CHUNK, self._last + 1):
            offset = index * CHUNK
            if offset >= end and not (index == 0 and self.size == 0):
                return
            plain = self._chunk(index)
            yield plain[max(0, start - offset) : end - offset]

    def _chunk(self, index: int) -> bytes:
        self._source.seek(_HEAD + index * _SEALED_CHUNK)
        sealed = _read(self._source, _SEALED_CHUNK)
        try:
            return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[NONCE:],
                _data(self._file_id, index, index == self._last),
                sealed[:NONCE],
                self._key.reveal(),
            )
        except (CryptoError, ValueError):
            raise SealBrokenError from None


def _read(source: IO[bytes], size: int) -> bytes:
    """Up to `size` bytes: an unbuffered file and a network may give less at a time."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
