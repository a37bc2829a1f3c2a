"""Whatever comes in, an answer comes out: washed, or a reason. Never another error, never without end."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vault.washing import samples
from weerbaar.vault.washing import (
    HEAD_BYTES,
    MAX_WHOLE_BYTES,
    Blanker,
    CannotWashError,
    Kind,
    Reason,
    Scanner,
    Way,
    sniff,
    wash_whole,
)

WHOLE = {
    Kind.JPEG: samples.jpeg(),
    Kind.PNG: samples.png(),
    Kind.HEIC: samples.heic(),
    Kind.PDF: samples.pdf(),
    Kind.DOCX: samples.docx(),
    Kind.ODT: samples.odt(),
}
STREAMED = {
    Kind.MP4: samples.movie(index_last=True),
    Kind.MOV: samples.movie(index_last=False, wide=True, brand=b"qt  "),
    Kind.MP3: samples.mp3(),
    Kind.TEXT: b"Gewone tekst. " * 30,
}
hostile = settings(max_examples=60, deadline=4000, suppress_health_check=list(HealthCheck))


def try_to_wash(kind: Kind, data: bytes) -> None:
    """Any other error than the one that is meant for it fails the test."""
    with contextlib.suppress(CannotWashError):
        if kind.way is Way.STREAM or kind is Kind.TEXT:
            scanner = Scanner(kind)
            for at in range(0, len(data), 1000):
                scanner.feed(data[at : at + 1000])
            assert len(Blanker(scanner.finish().patches).clean(0, data)) == len(data)
        else:
            assert wash_whole(kind, data).data


@hostile
@given(data=st.binary(max_size=3000))
@example(b"\x00\x00\x00\x08ftyp")
@example(b"\xff\xd8\xff\xe0\x00\x00")
@example(b"PK\x05\x06" + bytes(18))
def test_random_bytes(data: bytes) -> None:
    assert sniff(data[:HEAD_BYTES]) in Kind
    for kind, sample in {**WHOLE, **STREAMED}.items():
        try_to_wash(kind, data)
        try_to_wash(kind, sample[:40] + data)


@pytest.mark.parametrize("kind", [*WHOLE, *STREAMED])
@hostile
@given(share=st.floats(0, 1))
def test_files_that_were_cut_off(kind: Kind, share: float) -> None:
    sample = {**WHOLE, **STREAMED}[kind]
    try_to_wash(kind, sample[: int(len(sample) * share)])


@pytest.mark.parametrize("kind", [*WHOLE, *STREAMED])
@hostile
@given(data=st.data())
def test_files_with_bytes_changed(kind: Kind, data: st.DataObject) -> None:
    sample = bytearray({**WHOLE, **STREAMED}[kind])
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(sample) - 1))
        sample[at] = data.draw(st.sampled_from((0, 1, 0x7F, 0x80, 0xFF)))
    try_to_wash(kind, bytes(sample))


def reason(kind: Kind, data: bytes) -> Reason:
    with pytest.raises(CannotWashError) as refused:
        wash_whole(kind, data)
    return refused.value.reason


def test_a_zip_bomb() -> None:
    assert reason(Kind.DOCX, samples.docx(**{"word/media/zeros.bin": bytes(64 << 20)})) is Reason.BOMB


def test_a_member_that_lies_about_its_size() -> None:
    data = samples.docx()
    name = b"word/document.xml"
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name)) + 24
    assert reason(Kind.DOCX, data[:at] + b"\x05\x00\x00\x00" + data[at + 4 :]) in {Reason.BROKEN, Reason.BOMB}


def test_too_many_members() -> None:
    many: dict[str, bytes | str] = {f"word/{number}.xml": b"" for number in range(10_001)}
    assert reason(Kind.DOCX, samples.docx(**many)) is Reason.BOMB


def test_documents_in_documents_without_end() -> None:
    inner = samples.docx()
    kind = f"{samples.OFFICE}/relationships/package"
    for _ in range(4):
        inner = samples.docx(
            **{
                "word/_rels/document.xml.rels": samples.relations(("e", kind, "embeddings/a.docx")),
                "word/embeddings/a.docx": inner,
            }
        )
    assert reason(Kind.DOCX, inner) is Reason.BOMB


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\x", "C:/x"])
def test_paths_that_lead_outside(name: str) -> None:
    data = samples.docx(**{name.replace("\\", "@"): b"x"}).replace(b"word@..@x", b"word\\..\\x")
    assert reason(Kind.DOCX, data) is Reason.UNSAFE


def test_one_name_twice() -> None:
    assert reason(Kind.DOCX, samples.docx(**{"WORD/document.xml": b"<x/>"})) is Reason.UNSAFE


def test_xml_that_grows() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a11;</x>'
    found = reason(Kind.DOCX, samples.docx(**{"word/document.xml": laughs}))
    assert found in {Reason.UNSAFE, Reason.BROKEN}


def test_xml_that_reads_a_file() -> None:
    reads = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
    assert reason(Kind.DOCX, samples.docx(**{"word/document.xml": reads})) is Reason.UNSAFE


def test_xml_that_is_deep() -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    assert reason(Kind.DOCX, samples.docx(**{"word/document.xml": deep})) is Reason.BROKEN


def test_a_container_with_a_password() -> None:
    data = bytearray(samples.docx())
    name = data.rindex(b"word/document.xml")
    data[data.rindex(b"PK\x01\x02", 0, name) + 8] |= 1
    assert reason(Kind.DOCX, bytes(data)) is Reason.LOCKED


def test_a_container_inside_a_stretch_of_nothing() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr(
            "[Content_Types].xml", samples.content_types("word/document.xml", samples.WORD_MAIN)
        )
    washed = wash_whole(Kind.DOCX, b"PK\x03\x04" + samples.RAW * 10 + out.getvalue())
    assert not samples.betrays(washed.data)


def test_more_than_a_hundred_megabytes() -> None:
    assert reason(Kind.JPEG, bytes(MAX_WHOLE_BYTES + 1)) is Reason.TOO_BIG
