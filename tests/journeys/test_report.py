"""A report in a real browser: with and without a script, on a phone and at a desk, with axe on every page reached."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.looking import PATIENCE, going_on, looked

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response
    from tests.conftest import Faces
    from tests.people import Town

_WIDTHS = {"phone": 390, "desk": 1280}
_LIMIT = 100_000  # octets of the first page, everything counted


@pytest.fixture(scope="module")
def town(faces: Faces) -> Town:
    from tests.people import make_tenant

    return make_tenant()


class Visitor:
    """Somebody who looks at each page before going on. Axe reads a copy when the page itself may run nothing."""

    def __init__(self, browser: Browser, width: int, *, script: bool) -> None:
        size: Any = {"width": width, "height": 844}
        # `bypass_csp` lets axe in; the policy itself is checked over plain HTTP.
        self.context: BrowserContext = browser.new_context(
            viewport=size, java_script_enabled=script, bypass_csp=True, has_touch=width < 500
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.width, self.script = width, script
        self.seen: list[str] = []

    def look(self) -> None:
        self.page.wait_for_load_state()
        self.seen.append(self.page.url)
        if not self.script:
            return
        seen = looked(self.page)
        assert seen.wrong == [], self.page.url
        assert seen.width <= self.width, self.page.url

    def go(self, url: str) -> None:
        self.page.goto(url)
        self.look()

    def press(self, name: str, role: Any = "button") -> None:
        with going_on(self.page):
            self.page.get_by_role(role, name=name).first.click()
        self.look()

    def choose(self, name: str) -> None:
        self.page.get_by_role("radio", name=name).check()


def _photo() -> bytes:
    exif = Image.Exif()
    exif[271] = "Maker"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _report(visitor: Visitor, start: str) -> list[str]:
    """From the first page to the words, with a mistake and a change of mind on the way."""
    page = visitor.page
    visitor.go(start)
    visitor.press("Begin je melding")
    visitor.press("Verder met deze lezers")
    visitor.press("Volgende")
    expect(page).to_have_title(re.compile("^Fout: "))
    visitor.choose("Iemand gaat niet goed om met")
    visitor.press("Volgende")
    page.get_by_label("Wat is er gebeurd?").fill(
        "In het overleg maakt hij steeds dezelfde collega belachelijk."
    )
    visitor.press("Volgende")
    visitor.choose("Op één dag")
    for label, typed in (("Dag", "31"), ("Maand", "april"), ("Jaar", "2026")):
        page.get_by_label(label, exact=True).fill(typed)
    visitor.press("Volgende")
    expect(page.get_by_role("link", name="April heeft 30 dagen.")).to_have_count(1)
    page.get_by_label("Dag", exact=True).fill("30")
    visitor.press("Volgende")
    visitor.press("Sla over zonder antwoord")
    page.get_by_label("Over wie gaat het?").fill("De teamleider")
    visitor.press("Volgende")
    visitor.press("Sla over zonder antwoord")
    visitor.choose("Ik loop er stage")
    visitor.press("Volgende")
    visitor.choose("Nee, zonder mijn naam")
    visitor.press("Volgende")
    page.get_by_label("Kies bestanden op je apparaat").set_input_files(
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    visitor.press("Voeg toe")
    expect(page.get_by_text("Opgeschoond en op slot")).to_be_visible()
    visitor.press("Volgende")
    with going_on(page):
        page.get_by_role("link", name="Wijzig waar", exact=True).click()
    page.get_by_label("Waar gebeurde het?").fill("Op de derde verdieping")
    with going_on(page):
        page.get_by_label("Waar gebeurde het?").press("Enter")
    visitor.look()
    expect(page.get_by_text("Op de derde verdieping")).to_be_visible()
    visitor.press("Verstuur mijn melding")
    page.locator(".wb-words li").last.wait_for()
    words = [word.strip() for word in page.locator(".wb-words li").all_inner_texts()]
    page.get_by_label("Woord 3").fill(words[2])
    page.get_by_label("Woord 6").fill(words[5].upper())
    visitor.press("Kijk na")
    expect(page.get_by_text("Ja, deze twee woorden kloppen.")).to_be_visible()
    visitor.press("Ik heb de woorden")
    return words


def _come_back(visitor: Visitor, start: str, words: list[str]) -> None:
    page = visitor.page
    visitor.go(start)
    visitor.press("Terug naar mijn melding", "link")
    page.get_by_label("Jouw acht woorden").fill(" ".join(words))
    visitor.press("Open mijn pagina")
    page.get_by_label("Schrijf terug of vertel meer").fill("Weet hij dat er gemeld is?")
    visitor.press("Verstuur bericht")
    expect(page.get_by_text("Weet hij dat er gemeld is?")).to_be_visible()
    for name, role in (
        ("Ik wil mijn naam toch geven", "link"),
        ("Ik wil een mail als er iets nieuws is", "link"),
        ("Bestand toevoegen", "button"),
    ):
        visitor.press(name, role)
        visitor.press("Terug naar je melding", "link")
    visitor.press("Sluit deze pagina")


@pytest.mark.req("R1", "R5", "R11")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", _WIDTHS)
def test_a_report_is_made_and_found_again(
    chromium: Browser, faces: Faces, town: Town, width: str, script: bool
) -> None:
    visitor = Visitor(chromium, _WIDTHS[width], script=script)
    start = f"{faces.reporter}/{town.tenant.slug}/"
    words = _report(visitor, start)
    assert len(words) == 8
    _come_back(visitor, start, words)
    assert len(visitor.seen) > 25
    visitor.context.close()


@pytest.mark.req("R1", "R12")
@pytest.mark.parametrize("width", _WIDTHS)
@pytest.mark.parametrize("language", ["", "en/"])
def test_the_pages_that_anybody_sees(
    chromium: Browser, faces: Faces, town: Town, width: str, language: str
) -> None:
    visitor = Visitor(chromium, _WIDTHS[width], script=True)
    visitor.go(f"{faces.reporter}/{language}")
    for path in (
        "",
        "hulp/",
        "afwegen/",
        "bewijs-controleren/",
        "veilig-melden/",
        "toegankelijkheid/",
        "terug/",
    ):
        visitor.go(f"{faces.reporter}/{language}{town.tenant.slug}/{path}")
    visitor.context.close()


@pytest.mark.req("R1")
def test_the_first_page_is_light_and_asks_nothing_of_anybody_else(
    chromium: Browser, faces: Faces, town: Town
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    answers: list[Response] = []

    def came(answer: Response) -> None:
        answers.append(answer)

    page.on("response", came)
    page.goto(f"{faces.reporter}/{town.tenant.slug}/", wait_until="networkidle")
    weight = sum(sum(answer.request.sizes()[size] for size in _SIZES) for answer in answers)
    assert all(answer.url.startswith(faces.reporter) for answer in answers)
    assert len(answers) >= 3
    assert weight < _LIMIT
    context.close()


_SIZES = ("responseBodySize", "responseHeadersSize")


@pytest.mark.req("R12")
def test_quick_exit_is_on_every_page_in_the_same_place(chromium: Browser, faces: Faces, town: Town) -> None:
    visitor = Visitor(chromium, _WIDTHS["phone"], script=False)
    weather: list[str] = []

    def far(route: Any) -> None:
        weather.append(route.request.headers.get("referer", ""))
        route.fulfill(body="Zonnig", content_type="text/plain")

    visitor.context.route(re.compile(r"https://www\.knmi\.nl/.*"), far)
    places = set()
    start = f"{faces.reporter}/{town.tenant.slug}/"
    visitor.go(start)
    places.add(str(visitor.page.get_by_role("link", name="Snel weg").bounding_box()))
    visitor.press("Begin je melding")
    places.add(str(visitor.page.get_by_role("link", name="Snel weg").bounding_box()))
    assert len(places) == 1
    visitor.page.get_by_role("link", name="Snel weg").click()
    visitor.page.wait_for_url("https://www.knmi.nl/**")
    assert weather == [""]
    assert not visitor.context.cookies(faces.reporter)
    visitor.context.close()
