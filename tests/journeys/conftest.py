"""What journeys share: programs with a clock of their own, browsers that are closed, and the pictures of the manual."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.looking import PATIENCE
from tests.moved_clock import moved_faces
from tests.ports import answers, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from tests.conftest import Faces
    from tests.moved_clock import MovedFaces

# What is expected is waited for as long as a page that is opened: a busy machine is late, not wrong.
expect.set_options(timeout=PATIENCE)
_PICTURES = Path(__file__).parents[2] / "docs/manual/img"
_COLOURS = 48
_WIDEST = {"desk": {"width": 1280, "height": 900}, "telephone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def moved(faces: Faces, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedFaces]:
    """Both programs over the test database, on a day that the test says."""
    with moved_faces(tmp_path_factory.mktemp("moved"), free_port, answers) as running:
        yield running


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """New browsers, closed at the end: `browse("desk")`, `browse("telephone", script=False)`."""
    contexts = []

    def new(size: str, *, script: bool = True) -> Page:
        contexts.append(
            chromium.new_context(viewport=_WIDEST[size], java_script_enabled=script, locale="nl-NL")
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield new
    for one in contexts:
        one.close()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keep a part of the page for the manual, when the run was told `--pictures`; the journey goes on as it would."""

    def keep(page: Page, name: str, first: str, last: str = "") -> None:
        """From the element at `first` to the one at `last`, over the whole width of the page."""
        if not request.config.getoption("--pictures"):
            return
        # What sticks to the top of the window lies over nothing here.
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        top = page.locator(first).first.bounding_box()
        end = page.locator(last or first).last.bounding_box()
        assert top is not None
        assert end is not None
        width = page.evaluate("document.documentElement.clientWidth")
        left = 0 if width < top["width"] + 64 else top["x"] - 16
        height = end["y"] + end["height"] - top["y"] + 24
        clip = {
            "x": left,
            "y": top["y"] - 8,
            "width": width if left == 0 else top["width"] + 32,
            "height": height,
        }
        shot = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))  # pyright: ignore[reportArgumentType]
        _PICTURES.mkdir(exist_ok=True)
        shot.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
            _PICTURES / f"{name}.png", optimize=True
        )

    return keep
