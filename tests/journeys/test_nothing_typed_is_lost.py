"""In a real browser, with and without a script: what was typed is there again, whichever way the page was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.filed import file_report
from tests.journeys.test_handle import check, sign_in
from tests.journeys.test_report import Visitor
from tests.looking import PATIENCE, going_on
from tests.people import make_tenant
from tests.reporter import Reporter
from tests.web.reporter.test_files import _MACROS, _photo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator
    from tests.conftest import Faces
    from tests.people import Town

_TEXT = "Half geschreven, en nog niet verstuurd"
_WIDTHS = {"phone": 390, "desk": 1280}
_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
_SIZE = pytest.mark.parametrize("width", _WIDTHS)


@pytest.fixture(scope="module")
def town(faces: Faces) -> Town:
    return make_tenant()


@pytest.fixture
def visitor(chromium: Browser, width: str, script: bool) -> Iterator[Visitor]:
    one = Visitor(chromium, _WIDTHS[width], script=script)
    yield one
    one.context.close()


def _box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_label("Schrijf terug of vertel meer")


def _words(faces: Faces, town: Town) -> str:
    noor = Reporter(faces.reporter, town.tenant.slug)
    words = noor.reported()
    noor.http.close()
    return " ".join(words)


@pytest.mark.req("R5")
@_SCRIPT
@_SIZE
def test_a_message_outlives_every_way_out(visitor: Visitor, faces: Faces, town: Town) -> None:
    page, mine = visitor.page, f"{faces.reporter}/{town.tenant.slug}/mijn-melding/"
    visitor.go(f"{faces.reporter}/{town.tenant.slug}/terug/")
    page.get_by_label("Jouw acht woorden").fill(_words(faces, town))
    visitor.press("Open mijn pagina")
    names = ("Ik wil mijn naam toch geven", "Ik wil een mail als er iets nieuws is", "Wie kan mij helpen?")
    for number, name in enumerate((*names, "Veilig online", "Weerbaar")):
        _box(visitor).fill(f"{_TEXT} {number}")
        visitor.press(name, "link")
        expect(page).not_to_have_url(mine)
        visitor.go(mine)
        expect(_box(visitor)).to_have_value(f"{_TEXT} {number}")
    # By keyboard, as a link is used.
    way = page.get_by_role("contentinfo").get_by_role("link", name="Toegankelijkheid")
    way.focus()
    way.press("Enter")
    page.wait_for_url("**/toegankelijkheid/")
    visitor.go(mine)
    visitor.press("Sluit deze pagina")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bericht is nog niet verstuurd")
    expect(_box(visitor)).to_have_value(f"{_TEXT} 4")
    visitor.press("Verstuur en sluit")
    expect(page.get_by_text("Wat je schreef, is verstuurd.")).to_be_visible()


@pytest.mark.req("R5")
@pytest.mark.parametrize("width", ["desk"])
@_SCRIPT
def test_enter_in_a_field_does_what_its_own_button_says(visitor: Visitor, faces: Faces, town: Town) -> None:
    page = visitor.page
    visitor.go(f"{faces.reporter}/{town.tenant.slug}/terug/")
    page.get_by_label("Jouw acht woorden").fill(_words(faces, town))
    visitor.press("Open mijn pagina")
    visitor.press("Ik wil een mail als er iets nieuws is", "link")
    page.get_by_label("Je eigen mailadres").fill("noor@voorbeeld.nl")
    page.get_by_label("Je eigen mailadres").press("Enter")
    expect(page.get_by_text("Je mailadres is bewaard.")).to_be_visible()


def _file(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


@pytest.mark.req("R1", "R11")
@_SCRIPT
@_SIZE
def test_files_and_choices_outlive_every_button_and_the_report_goes_on_where_it_was(
    visitor: Visitor, faces: Faces, town: Town
) -> None:
    page, start = visitor.page, f"{faces.reporter}/{town.tenant.slug}/"
    visitor.go(start)
    visitor.press("Begin je melding")
    visitor.press("Verder met deze lezers")
    visitor.choose("Iemand gaat niet goed om met")
    visitor.press("Volgende")
    page.get_by_label("Wat is er gebeurd?").fill(_TEXT)
    visitor.press("Weerbaar", "link")
    visitor.press("Verder met je melding")
    expect(page.get_by_label("Wat is er gebeurd?")).to_have_value(_TEXT)

    visitor.go(f"{start}melden/bestanden/")
    picker = page.get_by_label("Kies bestanden op je apparaat")
    picker.set_input_files([_file("een.doc", _MACROS), _file("weg.txt", b"tekst")])
    visitor.press("Voeg toe")
    visitor.choose("Stuur het toch mee")
    page.get_by_label("Kies bestanden op je apparaat").set_input_files(_file("foto.jpg", _photo()))
    visitor.press("Verwijder weg.txt")
    expect(page.get_by_text("weg.txt")).to_have_count(0)
    expect(page.get_by_text("foto.jpg").first).to_be_visible()
    expect(page.get_by_role("radio", name="Stuur het toch mee")).to_be_checked()
    visitor.choose("Stuur het niet mee")
    visitor.press("Volgende")
    visitor.press("Weerbaar", "link")
    visitor.press("Verder met je melding")
    expect(page).to_have_url(f"{start}melden/nakijken/")
    visitor.go(f"{start}melden/bestanden/")
    expect(page.get_by_role("radio", name="Stuur het niet mee")).to_be_checked()


@pytest.mark.req("C5")
@_SCRIPT
@_SIZE
def test_an_answer_outlives_the_menu_the_acts_and_a_file(
    chromium: Browser, faces: Faces, width: str, script: bool
) -> None:
    size: Any = {"width": _WIDTHS[width], "height": 900}
    context = chromium.new_context(viewport=size, java_script_enabled=script, locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    who = make_tenant()
    filed = file_report(who)
    case = f"{faces.office}/{who.tenant.slug}/zaken/{filed.code}/"
    try:
        sign_in(page, faces.office, who, "Fatima")
        page.get_by_role("link", name="Lees de melding").click()
        box = page.get_by_label("Antwoord aan de melder")
        ways = [
            "Stuur bevestiging",
            "Voeg een bestand toe",
            "Geef iemand toegang",
            "Toon alles, ook wie wat las",
        ]
        for number, name in enumerate((*ways, "Terug naar vandaag")):
            box.fill(f"{_TEXT} {number}")
            with going_on(page):
                page.get_by_role("link", name=name).locator("visible=true").first.click()
            page.goto(case)
            expect(box).to_have_value(f"{_TEXT} {number}")
        if script:
            check(page)
        box.fill(_TEXT)
        if width == "phone":
            page.locator(".wb-menu > summary").click()
        page.get_by_role("link", name="Vandaag", exact=True).locator("visible=true").click()
        expect(page.get_by_role("heading", level=1, name="vraagt je vandaag")).to_be_visible()
        page.goto(case)
        expect(box).to_have_value(_TEXT)
        box.fill(f"{_TEXT}.")
        with going_on(page):
            page.get_by_role("button", name="Sluit je kluis en meld je af").click()
        sign_in(page, faces.office, who, "Fatima")
        page.goto(case)
        expect(box).to_have_value(f"{_TEXT}.")
    finally:
        context.close()
