"""Every page in the circumstances in which people really read: zoomed in, spaced out, in their own colours, in the
dark, on paper, by keyboard and by ear. One visit to each page; every circumstance has a test of its own."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import lxml.html
import pytest
from tests.every_page import answered_pages, office_pages, reporter_pages
from tests.people import make_tenant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tests.conftest import Faces

# WCAG 2.2, success criterion 1.4.12
_SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""

_WIDTH = "document.documentElement.scrollWidth"

# What runs over the edge of the window, save in the one row that scrolls by itself and what is only for the ear.
_OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1) && e.checkVisibility()
    && !e.closest('.wb-sections, .wb-hidden, .wb-hero__land, .utrecht-skip-link');
}).map(e => e.outerHTML.slice(0, 120))"""

# Each control in turn takes the focus. It must be in sight, not lie under a bar, and show that it has the focus.
_FOCUS = """() => {
  const wrong = [];
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    if (e.type === 'hidden' || e.tabIndex < 0 || !e.checkVisibility() || !e.getBoundingClientRect().width) continue;
    e.focus();
    const box = e.getBoundingClientRect(), whole = e.closest('label') || e;
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const covered = [0.2, 0.5, 0.8].some(part => {
      const there = document.elementFromPoint(x, top + (bottom - top) * part);
      return !there || !(whole.contains(there) || there.contains(e));
    });
    if (!e.matches('.utrecht-skip-link') && (bottom - top < 1 || covered)) wrong.push('covered ' + e.outerHTML.slice(0, 120));
    const rings = [e, whole].map(one => getComputedStyle(one));
    if (!rings.some(ring => ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2))
      wrong.push('no ring ' + e.outerHTML.slice(0, 120));
  }
  return wrong;
}"""

# With every ground taken away, an edge has to show what it is.
_EDGELESS = """() => [...document.querySelectorAll('.wb-exit, .wb-chip, .wb-reads, .wb-count, .wb-choice, .utrecht-button')]
  .filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).borderBlockStartWidth) < 1)
  .map(e => e.outerHTML.slice(0, 120))"""

_MOVING = """() => [...document.querySelectorAll('summary *, a, button, input')].filter(e => {
  const style = getComputedStyle(e);
  return style.animationName !== 'none' || style.transitionDuration.split(', ').some(one => parseFloat(one) > 0);
}).map(e => e.outerHTML.slice(0, 120))"""

_ON_PAPER = """() => [...document.querySelectorAll(
    '.wb-top, .wb-112, .wb-foot, .wb-sections, .wb-bar-phone, .wb-back, .utrecht-skip-link, .utrecht-button, .wb-exit'
  )].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))"""

_DARK = "axe.run(document, {runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations']})"

# Every colour of the look stands on one of these pages; axe takes its time over each.
_COLOURFUL = frozenset(
    [
        "start",
        "wanneer-wrong",
        "je-naam",
        "files",
        "check",
        "receipt",
        "held-file",
        "take-name-back",
        "progress-noted",
        "progress-answered",
        "worklist",
        "case",
        "case-names-open",
        "let-in-wrong",
        "desks",
    ]
)

# What a passer-by must not read on the tab or in the history.
_TELLING = ("klacht", "fraude", "agressie", "misstand", "integriteit", "klokkenluider", "complaint", "fraud")


class Looked(NamedTuple):
    """The pages by name, and what was wrong: a circumstance, and per page what did not hold there."""

    pages: dict[str, str]
    wrong: dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def looked(faces: Faces, chromium: Browser) -> Looked:
    town = make_tenant()
    face = {
        "reporter": {
            **reporter_pages(faces.reporter, town),
            **answered_pages(faces.reporter, town),
        },
        "office": office_pages(faces.office, town),
    }
    wrong: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for name, base in (("reporter", faces.reporter), ("office", faces.office)):
        # The policy stays out of the way of axe and of the wide spacing; other tests look at the policy itself.
        context = chromium.new_context(bypass_csp=True)
        page = context.new_page()
        page.goto(base)  # so that the style sheets of the pages come from here
        for title, html in face[name].items():
            for circumstance, found in _look(page, title, html).items():
                if found:
                    wrong[circumstance][f"{name}/{title}"] = found
        context.close()
    return Looked({f"{name}/{title}": html for name in face for title, html in face[name].items()}, wrong)


def _look(page: Page, name: str, html: str) -> dict[str, list[str]]:
    page.set_viewport_size({"width": 320, "height": 256})
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none", reduced_motion="reduce")
    page.set_content(html)
    found = {"zoom": _sideways(page) + page.evaluate(_FOCUS)}
    found["motion"] = page.evaluate(_MOVING)
    page.emulate_media(forced_colors="active")
    found["forced colours"] = page.evaluate(_FOCUS) + page.evaluate(_EDGELESS)
    page.emulate_media(forced_colors="none", color_scheme="dark")
    found["dark"] = _contrast(page) if name in _COLOURFUL else []
    page.emulate_media(media="print", color_scheme="light")
    found["paper"] = page.evaluate(_ON_PAPER)
    page.emulate_media(media="screen")
    page.add_style_tag(content=_SPACED)
    found["spacing"] = _sideways(page)
    return found


_AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")


def _contrast(page: Page) -> list[str]:
    page.evaluate(_AXE)
    seen = page.evaluate(_DARK)["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in seen for node in one["nodes"]]


def _sideways(page: Page) -> list[str]:
    width = page.evaluate(_WIDTH)
    return ([f"{width} px wide"] if width > 320 else []) + page.evaluate(_OUTSIDE)


@pytest.mark.parametrize("circumstance", ["zoom", "spacing", "forced colours", "dark", "motion", "paper"])
def test_every_page_holds(looked: Looked, circumstance: str) -> None:
    assert looked.wrong[circumstance] == {}


def test_enough_pages_were_looked_at(looked: Looked) -> None:
    heads = {lxml.html.fromstring(html).findtext(".//title") for html in looked.pages.values()}
    assert len(looked.pages) > 90
    assert len(heads) > 60


def test_every_page_is_in_order_for_who_listens(looked: Looked) -> None:
    wrong = {}
    for name, html in looked.pages.items():
        # One link in a frame of another site's page, which has the heading and the landmarks.
        if name == "reporter/button":
            continue
        page = lxml.html.fromstring(html)
        levels = [int(head.tag[1]) for head in page.iter("h1", "h2", "h3", "h4")]
        jumps = [after for before, after in zip([1, *levels], levels, strict=False) if after > before + 1]
        landmarks = [len(page.findall(f".//{one}")) for one in ("main", "header")]
        nameless = page.xpath("//nav[not(@aria-label)] | //table[not(caption)] | //th[not(@scope)]")
        if levels.count(1) != 1 or jumps or landmarks != [1, 1] or nameless:
            wrong[name] = (levels, landmarks, len(nameless))
    assert wrong == {}


def test_an_error_takes_the_focus_and_leads_to_its_field(looked: Looked) -> None:
    summaries = 0
    for name, html in looked.pages.items():
        page = lxml.html.fromstring(html)
        for summary in page.xpath("//*[contains(@class, 'wb-summary')]"):
            summaries += 1
            assert summary.get("role") == "alert", name
            assert "autofocus" in summary.attrib or name == "reporter/check", name
            ids = set(page.xpath("//@id"))
            targets = [link.removeprefix("#") for link in summary.xpath(".//a/@href") if link.startswith("#")]
            assert set(targets) <= ids, name
            assert page.findtext(".//title").startswith("Fout:"), name
    assert summaries > 12


def test_no_title_on_the_side_of_the_reporter_tells_what_it_is_about(looked: Looked) -> None:
    for name, html in looked.pages.items():
        if name.startswith("reporter/"):
            title = lxml.html.fromstring(html).findtext(".//title").lower()
            assert not [word for word in _TELLING if word in title], title


def test_the_words_of_a_receipt_are_large_on_paper(looked: Looked, faces: Faces, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(faces.reporter)
    for name in ("reporter/receipt", "reporter/paper"):
        page.set_content(looked.pages[name])
        size = "[...document.querySelectorAll('.wb-words li')].map(e => parseFloat(getComputedStyle(e).fontSize))"
        sizes = page.evaluate(size)
        assert len(sizes) == 8
        assert min(sizes) > 24  # 18 points
        assert page.get_by_text("Dit papier geeft toegang.").is_visible()
    context.close()
