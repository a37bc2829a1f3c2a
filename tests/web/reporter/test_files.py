"""Files with a report, and files added later."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.database.scope import tenant_scope
from weerbaar.vault.models import SealedFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town
    from tests.reporter import Reporter

_EXCEPTION = {
    "nl": "Alleen als een wet het vraagt, krijgt een rechter, de politie of het Huis voor Klokkenluiders het ook. "
    "Dat kan alleen samen met je naam, en je leest het eerst.",
    "en": "Only when a law requires it does a court, the police or the Whistleblowers Authority get it as well. "
    "That can only be together with your name, and you read it first.",
}
_MACROS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _photo() -> bytes:
    exif = Image.Exif()
    exif[271], exif[306] = "Canarymaker", "2026:04:18 10:00:00"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _add(reporter: Reporter, name: str, data: bytes, path: str = "melden/bestanden/") -> Reporter:
    return reporter.send(path, files=[("bestand", (name, data, "application/octet-stream"))])


def _file_id(reporter: Reporter, number: int = 0) -> str:
    return reporter.find("//button[@name='verwijder']/@value")[number]


@pytest.mark.req("R11")
def test_a_photo_is_cleaned_and_what_went_is_said_in_words(noor: Reporter) -> None:
    _add(noor.ready(), "foto.jpg", _photo())
    assert "Opgeschoond en op slot" in noor.text
    assert "het merk van je telefoon of camera" in noor.text
    assert noor.text.count("Niet op virussen gecontroleerd.") == 1


@pytest.mark.req("R11")
def test_what_cannot_be_cleaned_stays_behind_unless_the_reporter_says_so(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    _add(noor.ready(), "oud.doc", _MACROS)
    assert "Kunnen wij niet opschonen" in noor.text
    page = "melden/bestanden/"
    choice = f"zoals-het-is-{_file_id(noor)}"
    noor.send(page, {choice: "ja", "bewaar": "1"})
    assert noor.path == page
    assert noor.find("//input[@value='ja'][@checked]")
    noor.send(page, {choice: "nee", "bewaar": "1"})
    noor.send("melden/nakijken/")
    case = new_case(town, before)
    with tenant_scope(town.tenant.id):
        assert not SealedFile.objects.filter(owner_id=case.id).exists()


@pytest.mark.req("R11")
def test_the_original_goes_along_only_when_the_reporter_wants_it(noor: Reporter, town: Town) -> None:
    for wanted in (True, False):
        before = cases_of(town)
        _add(noor.ready(), "foto.jpg", _photo())
        assert "minder zwaar tellen als bewijs" in noor.text
        if wanted:
            (one,) = noor.find("//button[@name='origineel']/@value")
            noor.send("melden/bestanden/", {"origineel": one})
            assert "Het origineel gaat ook mee" in noor.text
        noor.send("melden/nakijken/").send("melden/woorden/", {"bewaard": "1"})
        case = new_case(town, before)
        with tenant_scope(town.tenant.id):
            kept = SealedFile.objects.get(owner_id=case.id)
        assert (kept.original_blob is not None) is wanted


def _comes_before(reporter: Reporter, said: str, choice: str) -> bool:
    """Whether a sentence stands on the page, before each control that an XPath finds."""
    controls = reporter.find(choice)
    above = [" ".join(" ".join(one.xpath("preceding::text()")).split()) for one in controls]
    return bool(controls) and all(said in text for text in above)


@pytest.mark.req("R11")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_else_may_get_an_original_is_said_before_it_is_chosen(
    town: Town, browser_of: Callable[..., Reporter], language: str
) -> None:
    noor = browser_of(town, language).ready()
    _add(noor, "foto.jpg", _photo())
    assert _comes_before(noor, _EXCEPTION[language], "//button[@name='origineel']")
    noor.send("melden/bestanden/", {"verwijder": _file_id(noor)})
    assert _EXCEPTION[language] not in noor.text
    _add(noor, "oud.doc", _MACROS)
    assert _comes_before(noor, _EXCEPTION[language], "//input[starts-with(@name, 'zoals-het-is')]")


@pytest.mark.req("R11")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_else_may_get_a_file_as_it_came_is_said_also_when_it_is_sent_later(
    town: Town, browser_of: Callable[..., Reporter], language: str
) -> None:
    noor = browser_of(town, language)
    noor.send("terug/", {"words": " ".join(noor.reported())})
    _add(noor, "oud.doc", _MACROS, "mijn-melding/bestanden/")
    assert _comes_before(noor, _EXCEPTION[language], "//input[starts-with(@name, 'zoals-het-is')]")


@pytest.mark.req("R12")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "iets aan een rechter, de politie of het Huis voor Klokkenluiders te laten zien"),
        ("en", "to show something to a court, the police or the Whistleblowers Authority"),
    ],
)
def test_who_may_have_to_be_shown_something_is_named_with_the_readers_and_on_the_page_on_staying_safe(
    town: Town, browser_of: Callable[..., Reporter], language: str, said: str
) -> None:
    noor = browser_of(town, language)
    assert said in noor.open("veilig-melden/").text
    noor.ready()
    assert said in noor.open("melden/wie-leest/").text


def test_a_file_is_removed(noor: Reporter) -> None:
    _add(noor.ready(), "weg.txt", b"tekst")
    noor.send("melden/bestanden/", {"verwijder": _file_id(noor)})
    assert noor.path == "melden/bestanden/"
    assert "weg.txt" not in noor.text


def test_a_file_of_somebody_else_cannot_be_touched(noor: Reporter, town: Town, browser_of: object) -> None:
    _add(noor.ready(), "van-noor.txt", b"tekst")
    other = browser_of(town).ready()  # pyright: ignore[reportCallIssue]
    other.send("melden/bestanden/", {"verwijder": _file_id(noor)})
    assert "van-noor.txt" in noor.open("melden/bestanden/").text


@pytest.mark.req("R5", "R11")
def test_files_are_added_to_a_report_that_was_sent(noor: Reporter) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    _add(noor, "later.jpg", _photo(), "mijn-melding/bestanden/")
    assert noor.path == "mijn-melding/"
    assert "later.jpg" in noor.text
    _add(noor, "leeg.txt", b"", "mijn-melding/bestanden/")
    assert "Dit bestand is leeg." in noor.text
