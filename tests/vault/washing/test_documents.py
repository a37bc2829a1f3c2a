"""Documents keep what they say, comments and changes included, and lose who, when and where."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
import pikepdf
import pytest
from openpyxl.comments import Comment

from vault.washing import samples
from weerbaar.vault.washing import CannotWashError, Kept, Kind, Reason, Removal, wash_whole


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def test_pdf() -> None:
    data = samples.pdf()
    assert samples.betrays(data)
    washed = wash_whole(Kind.PDF, data)
    assert not samples.betrays(washed.data)
    assert b"20261102" not in b"".join(samples.all_bytes_of(washed.data))
    with pikepdf.open(io.BytesIO(washed.data)) as document:
        page = document.pages[0]
        assert samples.KEPT_TEXT.encode() in page.Contents.read_bytes()
        comment, field = page.Annots
        assert str(comment.Contents) == "Klopt dit bedrag?"
        assert (str(field.T), str(field.V)) == ("bedrag", "1200")
        assert document.attachments["nota.txt"].get_file().read_bytes() == b"een bijlage"
        photo = page.Resources.XObject.Foto.read_raw_bytes()
    assert photo.startswith(b"\xff\xd8")
    assert photo.endswith(b"\xff\xd9")
    expected = {Removal.AUTHOR, Removal.TIME, Removal.THUMBNAIL, Removal.PLACE, Removal.COMMENT_AUTHORS}
    assert expected | {Removal.EDIT_TRACES, Removal.INNER_PICTURES} <= set(washed.removed)
    assert Removal.OLD_VERSIONS not in washed.removed
    assert {Kept.COMMENTS, Kept.ATTACHMENTS} <= set(washed.kept)


def test_old_versions_of_a_pdf_go() -> None:
    washed = wash_whole(Kind.PDF, samples.pdf_with_history())
    assert not samples.betrays(washed.data)
    assert b"oude zin" not in b"".join(samples.all_bytes_of(washed.data))
    assert Removal.OLD_VERSIONS in washed.removed


def test_a_pdf_behind_a_password_is_refused() -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_whole(Kind.PDF, samples.pdf(password="geheim"))
    assert refused.value.reason is Reason.LOCKED


def test_docx() -> None:
    data = samples.docx()
    washed = wash_whole(Kind.DOCX, data)
    assert not samples.betrays(washed.data)
    inside = members(washed.data)
    everything = b"".join(inside.values())
    assert b"2026-11-02" not in everything
    assert b"rsid" not in everything
    document = inside["word/document.xml"].decode()
    assert re.sub("<[^>]*>", "", document).strip() == samples.KEPT_TEXT + " Ingevoegd.Geschrapt."
    assert set(re.findall('w:author="([^"]*)"', document)) == {"Auteur", "Auteur 2"}
    assert "Dit is niet wat is afgesproken." in inside["word/comments.xml"].decode()
    assert not [name for name in inside if re.search(r"docProps|people|customXml|trash", name)]
    assert b"docProps" not in inside["[Content_Types].xml"] + inside["_rels/.rels"]
    assert docx.Document(io.BytesIO(washed.data)).paragraphs[0].text.startswith(samples.KEPT_TEXT)
    expected = {Removal.AUTHOR, Removal.TEMPLATE, Removal.THUMBNAIL, Removal.CUSTOM_DATA, Removal.EDIT_TRACES}
    expected |= {Removal.COMMENT_AUTHORS, Removal.CHANGE_AUTHORS, Removal.INNER_PICTURES, Removal.PLACE}
    assert expected <= set(washed.removed)
    assert set(washed.kept) == {Kept.COMMENTS, Kept.CHANGES}


def test_times_and_extras_of_the_container_say_nothing() -> None:
    for kind, data in ((Kind.DOCX, samples.docx()), (Kind.ODT, samples.odt())):
        with zipfile.ZipFile(io.BytesIO(wash_whole(kind, data).data)) as container:
            assert {info.date_time for info in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not any(info.extra or info.comment for info in container.infolist())
            assert container.comment == b""


def test_a_docx_that_word_made_stays_a_docx() -> None:
    document = docx.Document()
    document.core_properties.author = samples.CANARY
    document.core_properties.comments = samples.CANARY
    document.add_heading("Verslag", 1)
    document.add_picture(io.BytesIO(samples.png(1)))
    table = document.add_table(1, 2)
    table.cell(0, 1).text = samples.KEPT_TEXT
    document.add_comment(document.paragraphs[0].runs, text="Klopt", author=samples.CANARY, initials="KW")
    out = io.BytesIO()
    document.save(out)
    washed = wash_whole(Kind.DOCX, out.getvalue())
    assert not samples.betrays(washed.data)
    again = docx.Document(io.BytesIO(washed.data))
    assert again.tables[0].cell(0, 1).text == samples.KEPT_TEXT
    assert [comment.text for comment in again.comments] == ["Klopt"]
    assert [comment.author for comment in again.comments] == ["Auteur"]
    assert len(again.inline_shapes) == 1


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = samples.CANARY
    sheet = book.active
    sheet["A1"], sheet["A2"] = samples.KEPT_TEXT, 1200
    sheet["A3"] = "=A2*2"
    sheet["A1"].comment = Comment(f"{samples.CANARY}:\nKlopt dit?", samples.CANARY)
    hidden = book.create_sheet("Verborgen")
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx() -> None:
    data = workbook()
    inside = members(data)
    # What Excel adds and openpyxl does not: the folder of the book, the printer, a link to another book.
    inside["xl/workbook.xml"] = inside["xl/workbook.xml"].replace(
        b"<workbookPr",
        b'<fileSharing userName="'
        + samples.RAW
        + b'"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org'
        b'/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com'
        b'/office/spreadsheetml/2010/11/ac" url="C:\\Users\\'
        + samples.RAW
        + b'\\"/></mc:Choice></mc:AlternateContent>'
        b"<workbookPr",
        1,
    )
    sheet = "xl/worksheets/sheet1.xml"
    inside[sheet] = inside[sheet].replace(
        b"<legacyDrawing", b'<pageSetup orientation="portrait" r:id="rId9" xmlns:r="r"/><legacyDrawing'
    )
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    more = f'<Relationship Id="rId9" Type="{samples.OFFICE}/relationships/printerSettings" Target="/xl/printer.bin"/>'
    more += f'<Relationship Id="rId8" Type="{samples.OFFICE}/relationships/externalLinkPath" '
    more += 'Target="file:///C:/x.xlsx" TargetMode="External"/>'
    inside[relations] = inside[relations].replace(b"</Relationships>", more.encode() + b"</Relationships>")
    inside["xl/printer.bin"] = samples.CANARY.encode("utf-16-le")
    washed = wash_whole(Kind.XLSX, samples.zipped(dict(inside)))
    assert not samples.betrays(washed.data)
    after = members(washed.data)
    assert b"rId9" not in after[sheet] + after[relations]
    assert b'orientation="portrait"' in after[sheet]
    book = openpyxl.load_workbook(io.BytesIO(washed.data))
    assert [cell.value for cell in book.active["A"]] == [samples.KEPT_TEXT, 1200, "=A2*2"]
    assert book.active["A1"].comment.author == "Auteur"
    assert book.active["A1"].comment.text.endswith("Klopt dit?")
    assert {Removal.AUTHOR, Removal.PRINTER, Removal.TEMPLATE, Removal.COMMENT_AUTHORS} <= set(washed.removed)
    assert set(washed.kept) == {Kept.COMMENTS, Kept.LINKS, Kept.HIDDEN_TEXT}


def test_odt() -> None:
    data = samples.odt()
    washed = wash_whole(Kind.ODT, data)
    assert not samples.betrays(washed.data)
    inside = members(washed.data)
    assert b"2026-11-02" not in b"".join(inside.values())
    assert next(iter(inside)) == "mimetype"
    assert washed.data[30:38] == b"mimetype"
    assert washed.data[38 : 38 + len(samples.ODT_TYPE)] == samples.ODT_TYPE.encode()
    content = inside["content.xml"].decode()
    assert samples.KEPT_TEXT in content
    assert "Wie zei dit?" in content
    assert " Daarna." in content
    assert "Zoom" in inside["settings.xml"].decode()
    assert not {"meta.xml", "Thumbnails/thumbnail.png", "unlisted.bin"} & inside.keys()
    assert b"Thumbnails" not in inside["META-INF/manifest.xml"]
    expected = {Removal.AUTHOR, Removal.THUMBNAIL, Removal.PRINTER, Removal.COMMENT_AUTHORS, Removal.PLACE}
    assert expected | {Removal.CHANGE_AUTHORS, Removal.INNER_PICTURES} <= set(washed.removed)
    assert set(washed.kept) == {Kept.COMMENTS, Kept.CHANGES}


def test_a_book_inside_a_letter_is_washed_too_and_a_strange_file_is_named() -> None:
    inside = members(samples.docx())
    more = (
        f'<Relationship Id="e" Type="{samples.OFFICE}/relationships/package" Target="embeddings/boek.xlsx"/>'
    )
    more += (
        f'<Relationship Id="o" Type="{samples.OFFICE}/relationships/oleObject" Target="embeddings/oud.bin"/>'
    )
    inside["word/_rels/document.xml.rels"] = inside["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", more.encode() + b"</Relationships>"
    )
    inside["word/embeddings/boek.xlsx"] = workbook()
    inside["word/embeddings/oud.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 iets ouds"
    washed = wash_whole(Kind.DOCX, samples.zipped(dict(inside)))
    assert not samples.betrays(washed.data)
    assert Kept.ATTACHMENTS in washed.kept


@pytest.mark.parametrize(("kind", "data"), [(Kind.DOCX, samples.docx()), (Kind.ODT, samples.odt())])
def test_a_washed_document_washes_to_itself(kind: Kind, data: bytes) -> None:
    once = wash_whole(kind, data)
    assert wash_whole(kind, once.data).data == once.data


def test_macros_are_named_and_not_washed() -> None:
    with pytest.raises(CannotWashError) as refused:
        wash_whole(Kind.DOCX, samples.docx(**{"word/vbaProject.bin": b"macro"}))
    assert (refused.value.reason, refused.value.kind) == (Reason.NOT_THIS_KIND, Kind.DOCM)
