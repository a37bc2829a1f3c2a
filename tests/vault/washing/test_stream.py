"""Film and sound keep their length and every sample; what tells about the maker becomes empty space."""

from __future__ import annotations

import tracemalloc

import pytest

from vault.washing import samples
from weerbaar.vault.washing import (
    Blanker,
    CannotWashError,
    Findings,
    Kept,
    Kind,
    Patch,
    Reason,
    Removal,
    Scanner,
)
from weerbaar.vault.washing.patches import Patches


def washed(kind: Kind, data: bytes, step: int = 997) -> tuple[bytes, Findings]:
    scanner = Scanner(kind)
    for at in range(0, len(data), step):
        scanner.feed(data[at : at + step])
    findings = scanner.finish()
    blanker = Blanker(findings.patches)
    return b"".join(blanker.clean(at, data[at : at + step]) for at in range(0, len(data), step)), findings


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("index_last", [False, True])
def test_film(step: int, *, wide: bool, index_last: bool) -> None:
    data = samples.movie(index_last=index_last, wide=wide)
    clean, findings = washed(Kind.MP4, data, step)
    assert not samples.betrays(clean)
    assert b"52.0845" not in clean
    assert b"+004.3010" not in clean
    assert samples.MOMENT not in clean
    assert len(clean) == len(data) == findings.length
    assert clean.index(samples.SAMPLES) == data.index(samples.SAMPLES)
    for part in (b"mvhd", b"stco", b"stsz", b"avc1", b"mdat"):
        assert clean.index(part) == data.index(part)
    assert clean.count(b"trak") == 1
    assert {Removal.PLACE, Removal.TIME, Removal.DEVICE, Removal.MOVEMENT} <= set(findings.removed)
    assert findings.kind is Kind.MP4
    assert washed(Kind.MP4, clean)[0] == clean
    assert washed(Kind.MP4, clean)[1].removed == ()


def test_sound_in_boxes_is_called_sound() -> None:
    assert washed(Kind.MP4, samples.movie(index_last=True, film=False))[1].kind is Kind.M4A
    clean, findings = washed(Kind.M4A, samples.movie(index_last=False, film=False, brand=b"M4A "))
    assert findings.kind is Kind.M4A
    assert not samples.betrays(clean)


def test_a_film_in_fragments_says_that_its_places_stay() -> None:
    data = samples.movie(index_last=False)
    at = data.index(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    extends = samples.box(b"mvex", samples.box(b"trex", bytes(24)))
    moov = samples.box(b"moov", extends + data[at + 8 : at + size])
    fragment = samples.box(
        b"moof", samples.box(b"mfhd", bytes(8)), samples.box(b"traf", samples.box(b"uuid", samples.RAW))
    )
    moment = samples.box(b"prft", samples.RAW)
    _, findings = washed(Kind.MP4, data[:at] + moov + data[at + size :])
    assert findings.kept == (Kept.TIMED_DATA,)
    head = samples.box(b"ftyp", b"mp42", bytes(4))
    plain = samples.box(b"moov", extends) + moment + fragment + samples.box(b"mdat", samples.SAMPLES)
    clean, _ = washed(Kind.MP4, head + plain)
    assert not samples.betrays(clean)


@pytest.mark.parametrize(
    "data",
    [
        samples.movie(index_last=True)[:-400],
        samples.movie(index_last=True)[:40],
        samples.movie(index_last=True).replace(b"moov", b"moox"),
        samples.movie(index_last=True).replace(b"mdia", b"cmov"),
        samples.box(b"ftyp", b"mp42", bytes(4)) + b"\x00\x00\x00\x04moov",
        samples.box(b"ftyp", b"mp42", bytes(4)) + samples.box(b"free") * 260_000,
    ],
)
def test_a_film_that_does_not_parse_is_refused(data: bytes) -> None:
    with pytest.raises(CannotWashError):
        washed(Kind.MP4, data, 65536)


def test_a_track_of_places_that_points_at_the_index_is_refused() -> None:
    data = samples.movie(index_last=True)
    at = data.rindex(b"stco") + 12
    with pytest.raises(CannotWashError) as refused:
        washed(Kind.MP4, data[:at] + b"\x00\x00\x00\x01" + data[at + 4 :])
    assert refused.value.reason is Reason.UNSAFE


@pytest.mark.parametrize("step", [1, 61, 100_000])
def test_mp3(step: int) -> None:
    data = samples.mp3()
    clean, findings = washed(Kind.MP3, data, step)
    assert not samples.betrays(clean)
    assert len(clean) == len(data)
    assert clean.index(samples.frames()) == data.index(samples.frames())
    assert clean.startswith(b"ID3\x04\x00\x00")
    assert {Removal.AUTHOR, Removal.THUMBNAIL} <= set(findings.removed)
    again, nothing = washed(Kind.MP3, clean)
    assert again == clean
    assert nothing.removed == ()


def test_mp3_without_tags_stays_as_it_is() -> None:
    clean, findings = washed(Kind.MP3, samples.frames())
    assert clean == samples.frames()
    assert findings.patches == ()


@pytest.mark.parametrize(
    "data",
    [samples.id3((b"TIT2", b"x" * 50)), b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(50), b"\xff" * 300_000],
)
def test_no_sound_is_no_mp3(data: bytes) -> None:
    with pytest.raises(CannotWashError):
        washed(Kind.MP3, data, 65536)


def test_text_holds_nothing_hidden_as_long_as_it_is_text_to_the_end() -> None:
    text = "Dit zei hij: «ga weg».\n".encode() * 5000
    clean, findings = washed(Kind.TEXT, text)
    assert (clean, findings.removed, findings.kept) == (text, (), ())
    with pytest.raises(CannotWashError):
        washed(Kind.TEXT, text + b"PK\x03\x04\x00\x00" + text)


def test_kinds_that_do_not_stream_are_refused() -> None:
    with pytest.raises(CannotWashError) as refused:
        Scanner(Kind.PDF)
    assert refused.value.reason is Reason.NOT_THIS_KIND


def test_memory_stays_flat_over_a_long_film() -> None:
    head = samples.box(b"ftyp", b"mp42", bytes(4), b"mp42")
    megabyte = bytes(1 << 20)
    long = 512
    store = (b"\x00\x00\x00\x01mdat") + (16 + (long << 20)).to_bytes(8, "big")
    index = samples.movie(index_last=True)
    index = index[index.index(b"moov") - 4 :].replace(
        b"meta\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + samples.RAW,
        b"soun" + bytes(12) + samples.RAW,
    )
    tracemalloc.start()
    scanner = Scanner(Kind.MP4)
    scanner.feed(head + store)
    for _ in range(long):
        scanner.feed(megabyte)
    scanner.feed(index)
    findings = scanner.finish()
    blanker = Blanker(findings.patches)
    for at in range(long):
        assert blanker.clean(len(head) + 16 + (at << 20), megabyte) is megabyte
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert findings.length > long << 20
    assert peak < 4 << 20


def test_a_patch_gives_the_same_bytes_however_the_file_is_cut() -> None:
    data = bytes(range(1, 101))
    blanker = Blanker([Patch(10, 30, b"free"), Patch(30, 31)])
    whole = blanker.clean(0, data)
    assert whole[10:31] == b"free" + bytes(17)
    for cut in range(1, 100):
        assert blanker.clean(0, data[:cut]) + blanker.clean(cut, data[cut:]) == whole
    with pytest.raises(ValueError, match="overlap"):
        Blanker([Patch(0, 5), Patch(4, 6)])


def test_the_number_of_patches_is_bounded() -> None:
    patches = Patches()
    with pytest.raises(CannotWashError):
        for at in range(200_000):
            patches.add(at, at + 1)
