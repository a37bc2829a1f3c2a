"""An official document as PDF: read back with other tools than the one that made it."""

from __future__ import annotations

import dataclasses
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
import typst

from weerbaar.audit.manifests import CHECK_SIGNATURE, CHECK_SUMS_ON_WINDOWS
from weerbaar.web.design.paper import Card, Chapter, Command, Entry, Facts, Paper, Table, Text, pdf, shown
from weerbaar.web.design.typesetter import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MADE = datetime(2026, 11, 22, 14, 41, tzinfo=UTC)
_HASH = "0123456789abcdef" * 4
_MARKUP = r"""#read("/etc/passwd") *vet* _schuin_ @bron <label> $x^2$ \ \u{41} // weg /* weg */ = kop #{1+1} ~ -- `c` "a" 'b'"""
_A4 = (595, 842)


def paper(*chapters: Chapter, language: str = "nl") -> Paper:
    about = "Gemaakt voor de rechtbank Midden-Nederland."
    return Paper("Afschrift W-kade-47", language, "Gemeente Waterlinie", about, chapters, _MADE)


def of(*blocks: Facts | Text | Entry | Table | Card | Command) -> bytes:
    return pdf(paper(Chapter("Het gesprek", blocks)))


def entry(text: str) -> Entry:
    return Entry("De melder", "5 november 2026, 09.14 uur", "Bericht", text)


def pages(made: bytes) -> list[str]:
    """The words of each page as another program reads them; it tells a line that ends in a hyphen by U+FFFE."""
    with pypdfium2.PdfDocument(made) as document:
        told = [page.get_textpage().get_text_range() for page in document]
    return [" ".join(one.replace("\ufffe", "-").split()) for one in told]


def read(made: bytes) -> str:
    return " ".join(pages(made))


def unspaced(text: str) -> str:
    return "".join(text.split())


def structure(made: bytes) -> list[str]:
    """The tags in the order in which they are read aloud."""

    def within(node: object) -> Iterator[str]:
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from within(one)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node.S)
            yield from within(node.get("/K"))

    with pikepdf.open(io.BytesIO(made)) as document:
        return list(within(document.Root.StructTreeRoot.K))


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(
        paper(
            Chapter("De zaak", (Facts((("Code", "W-kade-47"), ("Fase", "Onderzoek"))),)),
            Chapter(
                "Het gesprek",
                (Text("Eerste alinea.\nOp een nieuwe regel.\n\nTweede alinea."), entry(_MARKUP)),
                (Chapter("Verklaringen", (entry("Ik zag het."),)),),
            ),
            Chapter("De stukken", (Table("Bij dit dossier", ("Naam", "SHA-256"), (("foto.jpg", _HASH),)),)),
        )
    )


def test_it_says_that_it_is_accessible_and_has_a_title_and_a_language(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.docinfo["/CreationDate"] == "D:20261122144100Z"
        assert document.docinfo["/Title"] == "Afschrift W-kade-47"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang) == "nl"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Afschrift W-kade-47"


def test_its_parts_are_tagged_for_whoever_hears_it(made: bytes) -> None:
    tags = structure(made)
    # The contents and three chapters; what was said and a chapter within; what was said there.
    assert [tags.count(one) for one in ("/H1", "/H2", "/H3")] == [4, 2, 1]
    assert [tags.count(one) for one in ("/Table", "/Caption", "/TH", "/TD")] == [1, 1, 2, 2]
    assert [tags.count(one) for one in ("/L", "/LI", "/Lbl", "/LBody")] == [1, 2, 2, 2]
    assert tags.count("/TOCI") == 4


def test_its_chapters_are_bookmarks(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document, document.open_outline() as outline:
        titles = [one.title for one in outline.root]
        within = [one.title for one in outline.root[1].children]
    assert titles == ["De zaak", "Het gesprek", "De stukken"]
    assert within == ["Verklaringen"]


def test_each_page_says_what_it_is_of_and_how_many_there_are(made: bytes) -> None:
    told = pages(made)
    assert len(told) == 2
    assert told[0].startswith("Gemeente Waterlinie Afschrift W-kade-47 Gemaakt voor de rechtbank")
    assert told[0].endswith("Gemaakt op zondag 22 november 2026, 15.41 uur Pagina 1 van 2")
    assert told[1].startswith("Afschrift W-kade-47 Gemeente Waterlinie De zaak")
    assert told[1].endswith("Pagina 2 van 2")


def test_the_words_are_those_that_went_in(made: bytes) -> None:
    told = pages(made)[1]
    assert "Eerste alinea. Op een nieuwe regel. Tweede alinea." in told
    assert "De melder · Bericht · 5 november 2026, 09.14 uur" in told
    assert "Code W-kade-47 Fase Onderzoek" in told
    assert _HASH in unspaced(told)


def test_what_was_typed_is_never_markup(made: bytes) -> None:
    assert _MARKUP in read(made)
    assert "root:" not in read(made)


def test_a_card_has_a_heading_and_shows_a_hash_in_groups() -> None:
    told = of(Card("stukken/01-foto.jpg", (("Grootte", "12 bytes"), ("SHA-256", _HASH))))
    assert structure(told).count("/H2") == 1
    assert _HASH in unspaced(read(told))
    assert _HASH[:8] in read(told).split()


def test_a_card_stays_whole_on_a_page_unless_it_is_longer_than_one() -> None:
    card = Card("stukken/01-foto.jpg", tuple((f"Rij {one}", "Iets.") for one in range(6)))
    for said in pages(of(*[card] * 12)):
        assert said.count("Rij 0") == said.count("Rij 5")
    long = of(Card("stukken/01-foto.jpg", (("Waarom", "Een regel.\n" * 200),)))
    assert read(long).count("Een regel.") == 200


@pytest.mark.parametrize(
    "place", ["title", "owner", "about", "chapter", "term", "who", "head", "cell", "card", "value"]
)
def test_nor_in_any_other_place(place: str) -> None:
    def words(name: str) -> str:
        return _MARKUP if name == place else name

    told = pdf(
        Paper(
            words("title"),
            "nl",
            words("owner"),
            words("about"),
            (
                Chapter(
                    words("chapter"),
                    (
                        Facts(((words("term"), "Waarde"),)),
                        Entry(words("who"), "Nu", "Bericht", "Ja."),
                        Table("Tabel", (words("head"), "B"), ((words("cell"), "2"),)),
                        Card(words("card"), (("Waarom", words("value")),)),
                    ),
                ),
            ),
            _MADE,
        )
    )
    assert unspaced(_MARKUP) in unspaced(read(told))


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("Łódź, Şükrü, Đặng, naïef, €5, ‘ja’, “nee”, 10 °C, ½, Жанна, Ελένη", None),
        ("日本 en x", "⟨U+65E5 U+672C⟩ en x"),
        ("😀👩\u200d👧", "⟨U+1F600 U+1F469 U+200D U+1F467⟩"),
        ("\u0645\u0631", "⟨U+0645 U+0631⟩"),
        ("\u05d0 1 \u05d1 2", "⟨U+05D0⟩ 1 ⟨U+05D1⟩ 2"),
        ("niet \u202eragnav\u202c", "niet ⟨U+202E⟩ragnav⟨U+202C⟩"),
        ("Jan\u200bsen af\u00adbreken \ufeff", "Jan⟨U+200B⟩sen af⟨U+00AD⟩breken ⟨U+FEFF⟩"),
        ("nul\x00 bel\x07 \x1b[31m", "nul⟨U+0000⟩ bel⟨U+0007⟩ ⟨U+001B⟩[31m"),
        ("\ud800 \ue000 \uffff \U0010ffff", "⟨U+D800⟩ ⟨U+E000⟩ ⟨U+FFFF⟩ ⟨U+10FFFF⟩"),
        # A sign for nothing to see, and what would pass for a stand-in of ours.
        ("a\u3164b ⟨U+65E5⟩", "a⟨U+3164⟩b ⟨U+27E8⟩U+65E5⟨U+27E9⟩"),
        # Marks that pile up would lie over the line above: one that makes a letter is that letter, the others are told.
        ("e\u0301n a\u0301\u0302\u0303\u0304", "én á⟨U+0302 U+0303 U+0304⟩"),
        ("\ufb01ets", "fiets"),
    ],
)
def test_what_cannot_be_shown_stands_there_as_its_number(typed: str, stands: str | None) -> None:
    assert shown(typed) == (stands or typed)
    assert unspaced(stands or typed) in unspaced(read(of(entry(typed))))


def test_only_then_it_says_where_the_exact_text_is() -> None:
    assert "dossier.json" not in read(of(entry("Gewoon.")))
    assert "De precieze tekst staat in dossier.json." in pages(of(entry("日")))[0]
    other = dataclasses.replace(paper(Chapter("日", ())), exact_in="brief.json")
    assert "De precieze tekst staat in brief.json." in pages(pdf(other))[0]


def test_every_sign_that_it_shows_is_in_its_font_in_each_weight() -> None:
    signs = [chr(code) for code in range(0x110000) if shown(chr(code)) == chr(code)]
    assert len(signs) > 1000
    rows = [" ".join(signs[at : at + 200]) for at in range(0, len(signs), 200)]
    told = read(of(*(Text(row) for row in rows), *(Entry(row, "Nu", "Bericht", "") for row in rows)))
    # A reader of PDF has its own names for spaces, and for a figure in a circle.
    assert [one for one in signs if one.isalpha() and told.count(one) < 2] == []


@pytest.mark.parametrize("sign", ["a", "\u00a0x", "/", "-", "0123456789abcdef"])
def test_a_word_without_an_end_stays_on_the_page(sign: str) -> None:
    word = (sign * 600)[:600]
    made = of(Text(word), Facts((("Term", word),)), Table("Tabel", ("A", "B"), ((word, word),)))
    assert unspaced(read(made)).count(unspaced(word)) == 4
    with pypdfium2.PdfDocument(made) as document:
        for page in document:
            text = page.get_textpage()
            right = max(text.get_rect(at)[2] for at in range(text.count_rects()))
            assert right < _A4[0] - 60
            assert tuple(round(side) for side in page.get_size()) == _A4


@pytest.mark.req("C14")
@pytest.mark.parametrize("above", [0, 30, 33])
@pytest.mark.parametrize("typed", [CHECK_SIGNATURE, CHECK_SUMS_ON_WINDOWS], ids=["openssl", "powershell"])
def test_a_command_is_one_line_wherever_it_stands(above: int, typed: str) -> None:
    filled = [Text("regel")] * above
    with pypdfium2.PdfDocument(of(*filled, Command(typed))) as document:
        lines = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    assert typed in [line.strip() for line in lines]


def test_nothing_at_all_is_a_paper_too() -> None:
    made = of(Facts(()), Text(""), entry(""), Table("Leeg", ("A",), ()))
    assert "Het gesprek" in read(made)


def test_a_whole_file_of_messages_is_on_its_pages() -> None:
    made = of(
        *(entry(f"Bericht nummer {number}. " + "Ik zag het bij de balie. " * 40) for number in range(500))
    )
    told = read(made)
    assert all(f"Bericht nummer {number}." in told for number in range(500))
    assert told.endswith(f"Pagina {len(pages(made))} van {len(pages(made))}")


def test_in_english_its_own_words_are_english() -> None:
    told = pages(pdf(paper(Chapter("The case", (Text("日"),)), language="en")))
    assert "Contents The case" in told[0]
    assert told[0].endswith("Made on Sunday 22 November 2026, 15:41 Page 1 of 2")
    assert "The exact text is in dossier.json." in told[0]


def test_the_same_paper_is_the_same_bytes(made: bytes) -> None:
    one = paper(Chapter("De zaak", (entry("Ja."),)))
    elsewhere = dataclasses.replace(one, made_at=_MADE.astimezone(timezone(timedelta(hours=-8))))
    assert pdf(one) == pdf(one) == pdf(elsewhere)
    assert pdf(one) != pdf(dataclasses.replace(one, made_at=_MADE + timedelta(seconds=1)))


def test_a_moment_without_a_zone_and_an_uneven_table_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pdf(dataclasses.replace(paper(), made_at=_MADE.replace(tzinfo=None)))
    with pytest.raises(ValueError, match="as long as its head"):
        Table("Tabel", ("A", "B"), (("1",),))
    with pytest.raises(ValueError, match="as long as its head"):
        Table("Tabel", (), ())


@pytest.mark.parametrize("what", ['#read("beside.txt")', '#import "other.typ"', '#image("beside.svg")'])
def test_the_typesetter_opens_no_file(what: str, tmp_path: Path) -> None:
    (tmp_path / "beside.txt").write_text("geheim")
    (tmp_path / "other.typ").write_text("")
    (tmp_path / "beside.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    template = tmp_path / "main.typ"
    template.write_text(f'#set document(title: "T")\n{what}')
    assert typst.compile(template, root=tmp_path)
    with pytest.raises(ValueError, match="cannot be set"):
        typeset("{}", at=0, template=template)


def test_what_went_wrong_is_not_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    template = tmp_path / "main.typ"
    template.write_text("#panic(sys.inputs.data)")
    with pytest.raises(ValueError, match="cannot be set") as caught:
        typeset(json.dumps("GEHEIM"), at=0, template=template)
    assert "GEHEIM" not in repr(caught.value)
    assert caught.value.__context__ is None
    assert "GEHEIM" not in "".join(capfd.readouterr())


def test_the_program_that_asks_does_not_hold_the_typesetter() -> None:
    asks = "import sys, weerbaar.web.design.paper; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0


def test_no_part_of_a_paper_is_told_by_its_repr() -> None:
    one = paper(Chapter("De zaak", (entry("GEHEIM"), Facts((("GEHEIM", "x"),)), Text("GEHEIM"))))
    assert "GEHEIM" not in repr(one)
