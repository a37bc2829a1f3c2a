"""Photos lose what they tell and keep every pixel, the right way up."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from vault.washing import samples
from weerbaar.vault.washing import CannotWashError, Kind, Reason, Removal, wash_whole


def shown(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return ImageOps.exif_transpose(image).convert("RGB").tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg(orientation: int, *, progressive: bool) -> None:
    data = samples.jpeg(orientation, progressive=progressive)
    assert samples.betrays(data)
    washed = wash_whole(Kind.JPEG, data)
    assert not samples.betrays(washed.data)
    assert shown(washed.data) == shown(data)
    scan = data[data.index(b"\xff\xda") : data.rindex(b"\xff\xd9")]
    assert scan in washed.data
    with Image.open(io.BytesIO(washed.data)) as image:
        assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
        assert image.info["icc_profile"] == b"an ICC profile as it came"
        assert "comment" not in image.info
    expected = {Removal.PLACE, Removal.TIME, Removal.DEVICE, Removal.AUTHOR, Removal.PROGRAM}
    assert expected | {Removal.DESCRIPTION, Removal.BEHIND_THE_END} <= set(washed.removed)


def test_thumbnails_of_a_jpeg_go() -> None:
    plain = io.BytesIO()
    samples.picture().save(plain, "JPEG")
    small = (
        b"\xff\xe0"
        + (12 + len(samples.RAW)).to_bytes(2, "big")
        + b"JFXX\x00\x13\x01\x01\x00\x00"
        + samples.RAW
    )
    data = plain.getvalue()
    washed = wash_whole(Kind.JPEG, data[:20] + small + data[20:])
    assert not samples.betrays(washed.data)
    assert washed.removed == (Removal.THUMBNAIL,)
    assert shown(washed.data) == shown(data)


@pytest.mark.parametrize("orientation", [1, 6])
def test_png(orientation: int) -> None:
    data = samples.png(orientation)
    washed = wash_whole(Kind.PNG, data)
    assert not samples.betrays(washed.data)
    assert shown(washed.data) == shown(data)
    with Image.open(io.BytesIO(washed.data)) as image:
        assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
        assert "dpi" in image.info
    assert {Removal.PLACE, Removal.AUTHOR, Removal.BEHIND_THE_END} <= set(washed.removed)


def test_heic_keeps_every_place_and_every_pixel() -> None:
    data = samples.heic()
    washed = wash_whole(Kind.HEIC, data)
    assert not samples.betrays(washed.data)
    assert len(washed.data) == len(data)
    at = data.index(samples.PIXELS)
    assert washed.data[at : at + len(samples.PIXELS)] == samples.PIXELS
    assert washed.data[data.index(b"irot") :][:5] == b"irot\x03"
    assert {Removal.PLACE, Removal.DEVICE, Removal.AUTHOR, Removal.BEHIND_THE_END} <= set(washed.removed)


@pytest.mark.parametrize(
    ("kind", "data"),
    [(Kind.JPEG, samples.jpeg()), (Kind.PNG, samples.png()), (Kind.HEIC, samples.heic())],
)
def test_a_washed_picture_has_nothing_left_to_wash(kind: Kind, data: bytes) -> None:
    once = wash_whole(kind, data)
    twice = wash_whole(kind, once.data)
    assert twice.data == once.data
    assert twice.removed == ()


def test_a_real_heic_still_opens() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="pillow-heif makes the HEIC of this test")
    out = io.BytesIO()
    made = pillow_heif.from_pillow(samples.picture())
    made.save(out, exif=samples.exif(1), xmp=samples.XMP, quality=90)
    washed = wash_whole(Kind.HEIC, out.getvalue())
    assert samples.betrays(out.getvalue())
    assert not samples.betrays(washed.data)
    assert Removal.PLACE in washed.removed
    before, after = (pillow_heif.open_heif(io.BytesIO(data)) for data in (out.getvalue(), washed.data))
    assert before.to_pillow().tobytes() == after.to_pillow().tobytes()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PNG, samples.png()[:40] + b"\x7f\xff\xff\xff" + samples.png()[44:]),
        (Kind.PNG, samples.png()[:60]),
        (Kind.JPEG, samples.jpeg()[:300]),
        (Kind.JPEG, b"\xff\xd8\xff\xd9"),
        (Kind.HEIC, samples.heic()[:100]),
        (Kind.HEIC, samples.heic().replace(b"iloc", b"iloX")),
    ],
)
def test_a_broken_picture_is_refused(kind: Kind, data: bytes) -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_whole(kind, data)
    assert refused.value.reason is Reason.BROKEN
    assert refused.value.sentence == Reason.BROKEN.msgid


def test_a_file_that_lies_is_named_by_what_it_is() -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_whole(Kind.JPEG, b"MZ this is a program")
    assert refused.value.kind is Kind.PROGRAM
