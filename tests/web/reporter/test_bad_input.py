"""What people and programs send that is not as it should be: a sentence at the field, and nothing lost."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reporter import Reporter


@pytest.fixture
def writing(noor: Reporter) -> Reporter:
    """Somebody halfway."""
    return noor.begin().send("melden/wie-leest/")


def _story(reporter: Reporter) -> str:
    return (reporter.find("//textarea[@name='story']")[0].text or "").lstrip("\n")


@pytest.mark.parametrize("nothing", ["", "   \n\t ", "\u200b"])
def test_an_empty_story_is_asked_for_at_its_field(writing: Reporter, nothing: str) -> None:
    writing.send("melden/verhaal/", {"story": nothing})
    assert writing.page.status_code == 200
    assert writing.find("//title/text()")[0].startswith("Fout: ")
    assert writing.find("//*[@role='alert']//a[@href='#id_story']")
    assert writing.find("//textarea[@name='story'][@aria-invalid='true']")


@pytest.mark.parametrize("letter", ["a", "😱"], ids=["letters", "emoji"])
def test_a_megabyte_is_refused_with_a_sentence_and_stays_in_its_field(writing: Reporter, letter: str) -> None:
    typed = letter * 1_000_000
    writing.send("melden/verhaal/", {"story": typed})
    assert writing.page.status_code == 200
    assert "Haal iets weg" in writing.text
    assert _story(writing) == typed


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"Bram \x00lachte", "Bram lachte"),
        (b"\xed\xa0\x80 half teken", "half teken"),
        ("\u202bמילים\u202c en 👩‍👧".encode(), "\u202bמילים\u202c en 👩‍👧"),
        (b"<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
    ids=["nul", "lone surrogate", "right to left and emoji", "markup"],
)
def test_odd_characters_are_kept_or_taken_out_and_never_an_error(
    writing: Reporter, sent: bytes, kept: str
) -> None:
    writing.send("melden/verhaal/", {"story": sent})
    assert writing.path == "melden/wanneer/"
    writing.open("melden/verhaal/")
    assert kept in _story(writing)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("31", "april", "2026"), "April heeft 30 dagen. Kies een dag van 1 tot en met 30."),
        (("1", "januari", "2999"), "Schrijf het jaar met vier cijfers"),
        (("1", "janvier", "2026"), "Schrijf de naam van de maand"),
        (("32", "1", "2026"), "Schrijf de dag in cijfers"),
        (("1", "1", "2099"), "Deze dag moet nog komen."),
    ],
)
def test_a_day_that_does_not_exist_is_said_and_stays(
    writing: Reporter, day: tuple[str, str, str], sentence: str
) -> None:
    parts = dict(zip(("when_day_day", "when_day_month", "when_day_year"), day, strict=True))
    writing.send("melden/wanneer/", {"when_choice": "day", **parts})
    assert sentence in writing.text
    assert [writing.find(f"//input[@name='{name}']/@value")[0] for name in parts] == list(day)


@pytest.mark.parametrize(
    ("month", "language"), [("march", "nl"), ("mrt", "nl"), ("3", "nl"), ("MAART", "nl")]
)
def test_a_month_is_read_as_name_or_number_in_both_languages(
    writing: Reporter, month: str, language: str
) -> None:
    typed = {"when_choice": "day", "when_day_day": "7", "when_day_month": month, "when_day_year": "2026"}
    writing.send("melden/wanneer/", typed)
    assert writing.path == "melden/waar/"
    assert "7 maart 2026" in writing.open("melden/nakijken/").text


def test_a_day_under_another_choice_is_not_an_error(writing: Reporter) -> None:
    writing.send("melden/wanneer/", {"when_choice": "ongoing", "when_day_day": "99"})
    assert writing.path == "melden/waar/"


def test_an_answer_that_was_not_offered_is_refused(writing: Reporter) -> None:
    writing.send("melden/onderwerp/", {"kind": "'; DROP TABLE"})
    assert "Kies een van de antwoorden." in writing.text


def test_a_field_that_only_a_program_fills_in_is_shown_and_asked_to_be_emptied(writing: Reporter) -> None:
    writing.send("melden/onderwerp/", {"kind": "conduct", "website": "https://koop.example"})
    assert "Maak dit veld leeg." in writing.text
    assert writing.find("//input[@name='website'][not(ancestor::*[@hidden])]")
    assert writing.find("//input[@value='conduct'][@checked]")
    writing.send("melden/onderwerp/", {"kind": "conduct", "website": ""})
    assert writing.path == "melden/verhaal/"


def test_a_question_that_is_skipped_sends_nothing_that_was_typed_there(writing: Reporter) -> None:
    writing.send("melden/waar/", {"where": "Op het dak", "sla-over": "1"})
    assert writing.path == "melden/wie/"
    assert "Op het dak" not in writing.open("melden/nakijken/").text


def test_a_page_that_is_not_there_is_said_kindly(writing: Reporter) -> None:
    for path in ("melden/onzin/", "mijn-melding/onzin/", "/geen-gemeente/", "/en/geen-gemeente/"):
        writing.open(path)
        assert writing.page.status_code == 404
        assert writing.find("//a[@href='tel:112']")


# --- files ----------------------------------------------------------------------------------------------------------


def _file(
    name: str, data: bytes, kind: str = "application/octet-stream"
) -> tuple[str, tuple[str, bytes, str]]:
    return ("bestand", (name, data, kind))


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/d.xml" ContentType="{main}"/></Types>'
        )
        archive.writestr("word/document.xml", b"0" * 400_000_000)
    return packed.getvalue()


def test_an_empty_file_is_refused_and_the_others_stay(writing: Reporter) -> None:
    writing.send("melden/bestanden/", files=[_file("leeg.txt", b""), _file("wel.txt", b"tekst")])
    assert "leeg.txt: Dit bestand is leeg." in writing.text
    assert "wel.txt" in writing.text
    assert writing.find("//p[contains(@class, 'wb-file__name')]/text()") == ["wel.txt"]


def test_no_file_at_all_is_said(writing: Reporter) -> None:
    assert "Kies eerst een bestand" in writing.send("melden/bestanden/").text


@pytest.mark.req("R11")
def test_a_file_that_lies_about_its_kind_is_told_by_its_content(writing: Reporter) -> None:
    writing.send("melden/bestanden/", files=[_file("foto.jpg", b"MZ\x90\x00" + bytes(64), "image/jpeg")])
    assert "Programma" in writing.text
    assert "Kunnen wij niet opschonen" in writing.text


def test_a_bomb_is_not_opened_and_not_sent(writing: Reporter) -> None:
    writing.send("melden/bestanden/", files=[_file("bom.docx", _bomb())])
    assert "Kunnen wij niet opschonen" in writing.text
    assert "bom.docx" in writing.open("melden/nakijken/").text
    assert "Gaan niet mee" in writing.text


def test_five_hundred_files_are_taken_up_to_fifty_with_a_sentence(writing: Reporter) -> None:
    many = [_file(f"{number}.txt", b"tekst") for number in range(500)]
    writing.send("melden/bestanden/", files=many)
    assert writing.page.status_code == 200
    assert "Je kunt 50 bestanden tegelijk toevoegen." in writing.text
    assert len(writing.find("//p[contains(@class, 'wb-file__name')]")) == 50


def test_files_without_a_session_are_not_taken_and_it_is_said(noor: Reporter) -> None:
    noor.send("melden/bestanden/", files=[_file("a.txt", b"tekst")], token="geen")
    assert "Er is hier geen melding" in noor.text
