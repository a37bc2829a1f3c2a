"""In a real browser: a file taken out for a court, agreed to by a colleague, and checked there with standard tools (C14)."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import expect
from tests.filed import Filed, bring, file_report
from tests.journeys.test_handle import check, sign_in
from tests.people import Town, make_tenant
from tests.vault.washing import samples
from tests.web.office.cases.test_pages import Desk

from weerbaar.cases import notes
from weerbaar.cases.models import FileCopy
from weerbaar.database.scope import tenant_scope

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

STORY = "Bram Kuipers riep in de kantine dat ik moest zwijgen. Bel Noor Visser op 06 12345678."
PHOTO = samples.jpeg(orientation=1)
"""With who made it, and when and where, in its Exif."""
ORIGINAL = "originelen/02-foto-origineel.jpg"
STAYS_OUT = ("Bram", "Kuipers", "Noor", "Visser", "12345678", "kantine", "Een gedachte van ons")


@pytest.fixture
def desk(database: None) -> tuple[Town, Filed]:
    """A town, and a case there that was decided: with a file, and with a note that stays here."""
    town = make_tenant()
    readers = ("Fatima", "Joris", "Marit")
    answers = {"story": STORY, "behalf": "other"}
    found = file_report(town, readers=readers, name="Noor Visser", answers=answers)
    attached = SimpleUploadedFile("verslag Noor.txt", b"Wat getuige 1 zei.")
    photo = SimpleUploadedFile("foto.jpg", PHOTO)
    for one in (attached, photo):
        Desk(town, "Fatima").post(f"zaken/{found.code}/bestand/", {"bestand": one, "whose": "organisation"})
    bring(town["Fatima"].opened, found, "decided")
    notes.write_note(town["Fatima"].opened, code=found.code, note_id=uuid4(), text="Een gedachte van ons.")
    return town, found


def names_opened(page: Page) -> None:
    """From a page that asks it: the names, with the reason, and back to that page."""
    page.locator("main").get_by_text("Namen openen").first.click()
    page.get_by_label("Waarom").fill("Voor het afschrift.")
    page.get_by_role("button", name="Open de namen een kwartier").click()


def asked_by(page: Page) -> None:
    """Fatima looks at it, has one more word taken out, and asks a colleague to agree."""
    page.get_by_role("link", name="Vraag een afschrift van het dossier").click()
    check(page)
    page.get_by_role("link", name="Rechtbank of rechter").click()
    page.get_by_role("button", name="Bekijk het afschrift").click()
    expect(page.get_by_role("link", name="Schrijf op voor wie dit is.")).to_be_visible()
    check(page)
    page.get_by_label("Voor wie precies?").fill("Rechtbank Waterlinie, kamer 3")
    page.get_by_label("Waarom geef je dit?").fill("De oproep van 3 november.")
    names_opened(page)
    page.locator("input[name=parts][value=files]").check()
    for one in page.locator("input[name=chosen]").all():
        one.check()
    page.get_by_role("group", name="zoals ze binnenkwamen").get_by_label("foto.jpg").check()
    page.get_by_label("Waarom gaat dit origineel mee?").fill("Er is twijfel over de dag van de foto.")
    page.get_by_label("Wat moet er nog meer uit?").fill("kantine")
    page.get_by_role("button", name="Bekijk het afschrift").click()
    there = page.locator("#afschrift")
    expect(there.get_by_role("heading", name="Dit staat in het afschrift")).to_be_visible()
    expect(there.get_by_text("[naam weggelaten] riep in de [weggelaten]")).to_be_visible()
    expect(there.get_by_text("Intern werkstuk")).to_be_visible()
    expect(there.get_by_text("Er is twijfel over de dag van de foto.", exact=True)).to_be_visible()
    expect(there.get_by_text("Iemand die voor de melder meldde")).to_be_visible()
    with page.expect_download() as told:
        there.get_by_role("link", name="stukken/02-foto.jpg").click()
    assert not Image.open(told.value.path()).getexif()
    check(page)
    page.get_by_role("button", name="Vraag een collega om akkoord").click()
    expect(page.get_by_text("Gelukt: een collega krijgt de vraag")).to_be_visible()
    expect(page.locator("#afschriften").get_by_text("Wacht op akkoord")).to_be_visible()


@pytest.mark.req("C14")
def test_a_file_is_taken_out_for_a_court_and_checked_there(desk, browse, faces, tmp_path, picture):
    town, filed = desk
    fatima, joris = browse("desk"), browse("telephone")
    root = f"{faces.office}/{town.tenant.slug}/"
    sign_in(fatima, faces.office, town, "Fatima")
    fatima.goto(f"{root}zaken/{filed.code}/")
    asked_by(fatima)
    check(fatima)

    sign_in(joris, faces.office, town, "Joris")
    joris.get_by_role("link", name="Lees en besluit").first.click()
    names_opened(joris)
    expect(joris.get_by_text("De oproep van 3 november.")).to_be_visible()
    expect(joris.get_by_text("[naam weggelaten] riep in de [weggelaten]")).to_be_visible()
    opens_the_original(joris)
    check(joris)
    picture(joris, "afschrift-akkoord-390", "h1", "section[aria-labelledby=vraag-kop]")
    joris.get_by_label("Ik ga akkoord").check()
    joris.get_by_label("Waarom?", exact=True).fill("De rechter vraagt dit.")
    joris.get_by_role("button", name="Leg mijn besluit vast").click()
    expect(joris.locator("#afschriften").get_by_text("Akkoord", exact=True)).to_be_visible()

    fatima.reload()
    with fatima.expect_download() as told:
        fatima.get_by_role("button", name="Haal het afschrift op").click()
    there = tmp_path / "archive"
    with zipfile.ZipFile(told.value.path()) as archive:
        archive.extractall(there)
    is_checked_with_standard_tools(there)
    holds_no_name(there)
    holds_the_original(there)
    is_what_was_recorded(town, filed, there)
    a_byte_that_changed_is_found(there, tmp_path)
    fatima.reload()
    expect(fatima.locator("#afschriften").get_by_text("Opgehaald", exact=True)).to_be_visible()
    picture(fatima, "afschriften-1280", "#afschriften")
    expect(
        fatima.locator("#tijdlijn").get_by_text("Jij haalde een afschrift van het dossier op")
    ).to_be_visible()
    check(fatima)


def opens_the_original(page: Page) -> None:
    """Before they agree: what stands in it, after the warning, and back to the copy."""
    page.get_by_role("link", name=ORIGINAL).first.click()
    expect(page.get_by_text("In het origineel kan staan wie het maakte")).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("button", name="Download het origineel").click()
    assert told.value.path().read_bytes() == PHOTO
    page.get_by_role("link", name="Toch niet").click()
    expect(page.get_by_role("heading", name="Deze originelen gaan mee")).to_be_visible()


def tool(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = shutil.which(command[0])
    assert path is not None
    return subprocess.run([path, *command[1:]], cwd=folder, capture_output=True, text=True, check=False)


def commands_of(folder: Path) -> list[list[str]]:
    """What the file that comes along tells its reader to type."""
    lines = (folder / "leesmij.txt").read_text().splitlines()
    found = [
        line[line.index(tool) :]
        for line in lines
        for tool in ("sha256sum", "openssl pkeyutl")
        if tool in line
    ]
    return [one.split() for one in found]


def is_checked_with_standard_tools(folder: Path) -> None:
    sums, signature = (tool(folder, *command) for command in commands_of(folder))
    assert sums.returncode == 0, sums
    assert sums.stdout.count(": OK") == 6
    assert signature.returncode == 0, signature
    assert "Verified Successfully" in signature.stdout
    with pikepdf.open(folder / "dossier.pdf") as document:
        assert document.Root.MarkInfo.Marked
        assert "pdfuaid:part" in document.open_metadata()


def text_of(folder: Path) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO((folder / "dossier.pdf").read_bytes()))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def holds_no_name(folder: Path) -> None:
    """Neither in the words of the document, nor in any byte or path that we made; a file goes as it is."""
    read = text_of(folder)
    assert "moest zwijgen" in " ".join(read.split())
    told = json.loads((folder / "dossier.json").read_text())
    assert [one for one in told["entries"] if "[naam weggelaten] riep in de [weggelaten]" in str(one)]
    made = [folder / name for name in ("leesmij.txt", "dossier.json", "SHA256SUMS")]
    texts = [
        read,
        *(one.read_text() for one in made),
        *(str(one.relative_to(folder)) for one in folder.rglob("*")),
    ]
    for text in texts:
        for name in STAYS_OUT:
            assert name.casefold() not in text.casefold(), name


def holds_the_original(folder: Path) -> None:
    """The photo as it came, by its hash, with what it says of who made it; the cleaned one beside it says nothing."""
    came = hashlib.sha256(PHOTO).hexdigest()
    assert tool(folder, "sha256sum", ORIGINAL).stdout.split()[0] == came
    assert Image.open(folder / ORIGINAL).getexif()[0x010F] == samples.CANARY
    assert not Image.open(folder / "stukken/02-foto.jpg").getexif()
    assert f"{came}  {ORIGINAL}" in (folder / "SHA256SUMS").read_text().splitlines()
    assert "- originelen:" in (folder / "leesmij.txt").read_text()
    listed = {
        one["path"]: one["sha256"] for one in json.loads((folder / "dossier.json").read_text())["files"]
    }
    assert listed[ORIGINAL] == came
    assert came in "".join(text_of(folder).split())
    assert "Er is twijfel over de dag van de foto." in (folder / "leesmij.txt").read_text()


def is_what_was_recorded(town: Town, filed: Filed, folder: Path) -> None:
    hashed = tool(folder, "sha256sum", "SHA256SUMS").stdout.split()[0]
    with tenant_scope(town.tenant.id):
        row = FileCopy.objects.get(case=filed.case)
    assert bytes(row.sums_hash or b"").hex() == hashed


def a_byte_that_changed_is_found(folder: Path, tmp_path: Path) -> None:
    for name in ("dossier.json", "dossier.pdf", "SHA256SUMS"):
        changed = tmp_path / f"changed-{name}"
        shutil.copytree(folder, changed)
        content = bytearray((changed / name).read_bytes())
        content[10] ^= 1
        (changed / name).write_bytes(content)
        assert [tool(changed, *one).returncode for one in commands_of(changed)] != [0, 0], name
