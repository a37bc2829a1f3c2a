"""The living page in a real browser: every component, both faces, both widths, light and dark."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import lxml.html
import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from weerbaar.ground import clock
from weerbaar.web.design import views
from weerbaar.web.design.templatetags.design import register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

_ADDRESS = "https://weerbaar.test"
_KINDS = {"css": "text/css", "svg": "image/svg+xml", "woff2": "font/woff2"}
_ERRORS = ("400", "403", "403_csrf", "404", "500")
# Drawn by the bases, by other components, or for the words of a page rather than for the eye.
_NOT_A_COMPONENT = frozenset({"error_prefix", "field"})


def _html(face: str, language: str = "nl") -> str:
    request = RequestFactory().get("/ontwerp/")
    request.META["CSRF_COOKIE"] = "a" * 32
    with clock.stopped_at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)), override(language):
        answer = views.living(request, face)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def _open(page: Page, html: str) -> list[str]:
    """Show a page from its own address under the product's content policy. Returns what the browser complained of."""
    complaints: list[str] = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if not path.startswith("/static/"):
            policy = {"content-security-policy": build_policy()}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)
        elif found := finders.find(path.removeprefix("/static/")):
            route.fulfill(path=str(found), content_type=_KINDS[path.rsplit(".", 1)[-1]])
        else:
            route.fulfill(status=404)

    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto(f"{_ADDRESS}/ontwerp/")
    return complaints


def _violations(page: Page) -> list[str]:
    page.evaluate(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.mark.parametrize("face", ["office", "reporter"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(page: Page, face: str, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints = _open(page, _html(face))
    assert _violations(page) == []
    assert complaints == []


@pytest.mark.parametrize("face", ["office", "reporter"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(page: Page, face: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    _open(page, _html(face, "en"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_letters_come_from_us(page: Page) -> None:
    _open(page, _html("reporter"))
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Noto Sans\"')")


def test_a_fold_out_opens_by_its_choice_without_a_script(page: Page) -> None:
    _open(page, _html("reporter"))
    day = page.locator("#id_goed_which_day_day")
    assert day.is_visible()
    page.locator(".wb-choice", has_text="Vaker").first.click()
    assert not day.is_visible()
    # With an error inside it stays in sight, whatever is chosen.
    wrong = page.locator("#id_fout_which_day_day")
    page.locator("label.wb-choice:has([name=when][value=often])").last.click()
    assert wrong.is_visible()


def test_controls_are_large_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    _open(page, _html("reporter"))
    small = page.eval_on_selector_all(
        ".utrecht-button, .wb-exit, .wb-choice, .utrecht-textbox, .utrecht-select",
        "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML)",
    )
    assert small == []


@pytest.mark.parametrize("face", ["office", "reporter"])
def test_no_inline_style_or_script(face: str) -> None:
    page = lxml.html.fromstring(_html(face))
    assert page.xpath("//script | //style | //*[@style] | //*[@*[starts-with(name(), 'on')]]") == []


def test_every_component_is_shown() -> None:
    source = views.__file__.replace("views.py", "templates/design/living.html")
    with open(source, encoding="utf-8") as file:
        used = set(re.findall(r"{% (\w+)", file.read()))
    missing = {name for name in register.tags if not name.startswith("end")} - used - _NOT_A_COMPONENT
    assert not missing


@pytest.mark.parametrize("face", ["office", "reporter"])
def test_ids_are_single_and_links_inside_the_page_arrive(face: str) -> None:
    page = lxml.html.fromstring(_html(face))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for label in page.xpath("//@aria-labelledby | //@aria-describedby"):
        assert set(label.split()) <= set(ids)


def test_the_page_speaks_the_language_of_the_reader() -> None:
    dutch, english = _html("reporter"), _html("reporter", "en")
    assert '<html lang="nl"' in dutch
    assert '<html lang="en"' in english
    assert "Snel weg" in dutch
    assert "Leave now" in english
    assert "Monday 23 November" in english
    assert "In het Nederlands" in english


def test_leaving_is_a_link_and_signing_out_is_a_post() -> None:
    reporter, office = lxml.html.fromstring(_html("reporter")), lxml.html.fromstring(_html("office"))
    assert reporter.xpath("//header//a[@class='wb-exit']/@href") == ["/weg/"]
    form = office.xpath("//footer//form")[0]
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']")


@pytest.mark.parametrize("name", _ERRORS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_error_page_needs_nothing_and_breaks_nothing(page: Page, name: str, language: str) -> None:
    with override(language):
        html = render_to_string(f"{name}.html")
    assert f'<html lang="{language}"' in html
    assert "<form" not in html
    assert "<script" not in html
    page.set_viewport_size({"width": 320, "height": 700})
    complaints = _open(page, html)
    assert _violations(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
