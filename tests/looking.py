"""What a browser shows when a page is whole: nobody looks at one that is still coming, or that is being left."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import Error as BrowserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine: it is late then, not wrong."""
_GOES_ON = 10
"""How often a page may go on to the next while it is looked at."""
_AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
# In one piece: between two questions the page could have become another. This axe does not know that a closed fold
# shows nothing, and would measure its words against what lies over them.
_LOOK = """;(async () => {
    if (document.readyState !== 'complete')
        await new Promise(whole => addEventListener('load', whole, {once: true}))
    await document.fonts.ready
    const found = await axe.run({exclude: ['details:not([open]) > :not(summary)']}, {resultTypes: ['violations']})
    const said = one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 120)).join(' ')}`
    return [found.violations.map(said), document.documentElement.scrollWidth, window.innerWidth]
})()"""


class Looked(NamedTuple):
    """What axe finds, and in pixels how wide the page is and how wide the window."""

    wrong: list[str]
    width: int
    window: int


def looked(page: Page) -> Looked:
    """Look at a page once it is whole, and anew when it was left meanwhile for the one that comes."""
    for time in range(1, _GOES_ON + 1):
        page.wait_for_load_state()
        try:
            return Looked(*page.evaluate(_AXE + _LOOK))
        except BrowserError:
            if time == _GOES_ON:
                raise
    raise AssertionError


@contextmanager
def going_on(page: Page) -> Iterator[None]:
    """What is pressed within leads to a page, or back to this one: it ends when that page is whole."""
    with page.expect_navigation(timeout=PATIENCE):
        yield
