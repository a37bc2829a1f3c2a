"""MP3: what is not sound becomes zeros, wherever it stands: ID3v2, ID3v1, APE, Lyrics3 and what has no name.

The sound is followed frame by frame; all between and behind the frames goes. A first ID3v2 tag keeps its header,
empty, so that the file is still seen as MP3. Source: ISO/IEC 11172-3 §2.4.1.3, ID3v2.4 §3, APEv2.
"""

from __future__ import annotations

import re

from weerbaar.vault.washing.kinds import Kind
from weerbaar.vault.washing.patches import Patches, Watch
from weerbaar.vault.washing.words import CannotWashError, Notes, Reason, Removal

_LOOK = 16 * 1024  # enough for four of the longest frames
_MAX_FRAMES = 12_000_000
_MAX_TRIES = 500_000
_JUNK_ALLOWED = 1024 * 1024
_FRAMES_TO_BELIEVE = 3
_ID3_HEADER, _APE_HEADER = 10, 32
_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MPEG_1 = 3
_WORTH_A_TRY = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]|ID3|APETAGEX")
_TELLING: tuple[tuple[bytes, Removal], ...] = (
    (b"APIC", Removal.THUMBNAIL),
    (b"PIC\x00", Removal.THUMBNAIL),
    (b"TDRC", Removal.TIME),
    (b"TYER", Removal.TIME),
    (b"TPE1", Removal.AUTHOR),
    (b"Artist", Removal.AUTHOR),
    (b"TSSE", Removal.PROGRAM),
    (b"TENC", Removal.PROGRAM),
    (b"GEOB", Removal.DESCRIPTION),
    (b"COMM", Removal.DESCRIPTION),
    (b"TIT2", Removal.TITLES),
    (b"Title", Removal.TITLES),
    (b"TAG", Removal.TITLES),
    (b"LYRICSBEGIN", Removal.DESCRIPTION),
)


def _frame_length(data: bytes | bytearray, at: int) -> int:
    """Bytes of the frame of layer III that begins here; 0 when none does."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:  # noqa: PLR2004 - sync and layer III
        return 0
    version = data[at + 1] >> 3 & 3
    bitrate, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version not in _RATES or rate == 3 or bitrate in (0, 15):  # noqa: PLR2004 - reserved values
        return 0
    kbit = (_BITRATES_1 if version == _MPEG_1 else _BITRATES_2)[bitrate]
    samples = 144_000 if version == _MPEG_1 else 72_000
    return samples * kbit // _RATES[version][rate] + (data[at + 2] >> 1 & 1)


class Mp3Scanner:
    """Pass 1 over an MP3."""

    def __init__(self, patches: Patches, notes: Notes) -> None:
        self._patches, self._notes = patches, notes
        self._buffer = bytearray()
        self._base = 0  # where the buffer begins in the file
        self._skip_to = 0
        self._watch: Watch | None = None
        self._junk_from: int | None = None
        self._junk = self._frames = self._tries = 0
        self._stream: tuple[int, int] | None = None  # version and rate, the same in every frame

    def feed(self, chunk: bytes) -> None:
        self._buffer += chunk
        self._walk(final=False)

    def finish(self) -> Kind:
        self._walk(final=True)
        self._end_junk(self._base + len(self._buffer))
        length = self._base + len(self._buffer)
        if self._skip_to > length or self._frames < _FRAMES_TO_BELIEVE:
            raise CannotWashError(Reason.BROKEN)
        if self._junk > max(_JUNK_ALLOWED, length // 2):
            raise CannotWashError(Reason.BROKEN)
        return Kind.MP3

    def _walk(self, *, final: bool) -> None:
        at = 0
        while at < len(self._buffer):
            here = self._base + at
            if here < self._skip_to:
                step = min(len(self._buffer) - at, self._skip_to - here)
                if self._watch is not None:
                    self._watch.feed(bytes(self._buffer[at : at + step]))
                at += step
                continue
            self._end_watch()
            if not final and len(self._buffer) - at < _LOOK:
                break
            at = self._step(at)
        if at >= len(self._buffer) and self._base + at >= self._skip_to:
            self._end_watch()
        del self._buffer[:at]
        self._base += at

    def _step(self, at: int) -> int:
        tag = self._tag(at)
        if tag:
            self._end_junk(self._base + at)
            self._skip_to = self._base + at + tag
            self._watch = Watch(_TELLING, Removal.TITLES)
            return at + min(tag, _ID3_HEADER)  # the header itself is not news: an emptied tag keeps it
        length = self._frame(at)
        if length:
            self._end_junk(self._base + at)
            self._frames += 1
            if self._frames > _MAX_FRAMES:
                raise CannotWashError(Reason.TOO_BIG)
            return at + length
        return self._junk_until(at)

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._notes.took(*self._watch.named())
            self._watch = None

    # --- tags that say how long they are ------------------------------------------------------------------

    def _tag(self, at: int) -> int:
        if self._buffer.startswith(b"ID3", at):
            return self._id3(at)
        if self._buffer.startswith(b"APETAGEX", at):
            return self._ape(at)
        return 0

    def _id3(self, at: int) -> int:
        header = bytes(self._buffer[at : at + _ID3_HEADER])
        if len(header) < _ID3_HEADER or header[3] == 0xFF or any(byte & 0x80 for byte in header[6:]):  # noqa: PLR2004
            return 0
        size = header[6] << 21 | header[7] << 14 | header[8] << 7 | header[9]
        size += _ID3_HEADER if header[5] & 0x10 else 0  # the footer
        start = self._base + at
        keeps_header = start == 0 and size < 1 << 28
        head = (
            b"ID3\x04\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
            if keeps_header
            else b""
        )
        self._patches.add(start, start + _ID3_HEADER + size, head)
        return _ID3_HEADER + size

    def _ape(self, at: int) -> int:
        header = bytes(self._buffer[at : at + _APE_HEADER])
        is_header = len(header) == _APE_HEADER and int.from_bytes(header[20:24], "little") & 1 << 29
        size = _APE_HEADER + int.from_bytes(header[12:16], "little") if is_header else len(header)
        self._patches.add(self._base + at, self._base + at + size)
        return size

    # --- frames, and what is none -------------------------------------------------------------------------

    def _frame(self, at: int) -> int:
        length = _frame_length(self._buffer, at)
        if not length or at + length > len(self._buffer):
            return 0
        stream = (self._buffer[at + 1] >> 3 & 3, self._buffer[at + 2] >> 2 & 3)
        if self._stream is not None and stream != self._stream:
            return 0
        in_step = self._junk_from is None and self._stream is not None
        if not in_step and not self._is_followed(at + length, stream):
            return 0
        self._stream = stream
        return length

    def _is_followed(self, at: int, stream: tuple[int, int]) -> bool:
        """Out of step, one header is chance: a cover picture holds such bytes too. More in a row are sound."""
        for _ in range(_FRAMES_TO_BELIEVE - 1):
            length = _frame_length(self._buffer, at)
            if not length or (self._buffer[at + 1] >> 3 & 3, self._buffer[at + 2] >> 2 & 3) != stream:
                return False
            at += length
        return True

    def _junk_until(self, at: int) -> int:
        self._tries += 1
        if self._tries > _MAX_TRIES:
            raise CannotWashError(Reason.BROKEN)
        if self._junk_from is None:
            self._junk_from = self._base + at
        match = _WORTH_A_TRY.search(self._buffer, at + 1)
        # Without one, the last bytes wait for what follows them: a tag may begin there.
        following = match.start() if match else max(len(self._buffer) - 8, at + 1)
        piece = bytes(self._buffer[at:following])
        if any(piece):
            self._notes.took(Removal.BEHIND_THE_END if not piece.startswith(b"TAG") else Removal.TITLES)
        return following

    def _end_junk(self, end: int) -> None:
        if self._junk_from is not None:
            self._patches.add(self._junk_from, end)
            self._junk += end - self._junk_from
            self._junk_from = None
