"""Who can help, from the intranet of an organisation to the page that says it, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect
from tests.desks import PARTY, link
from tests.journeys.test_handle import check, sign_in
from tests.looking import going_on
from tests.people import make_tenant

from weerbaar.organisation import button

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route
    from tests.conftest import Faces

OURS, LISTED, OTHER = "https://melden.example", "https://intranet.example", "https://elders.example"
_OF_THE_WIRE = {"content-encoding", "content-length", "transfer-encoding"}


def _on_site(page: Page, faces: Faces, site: str, path: str) -> None:
    """Open a page on `site` with `path` of the reporter's side in a frame; ours answers under a name, as in the world."""

    def ours(route: Route) -> None:
        # Not `route.fetch`: what it fetched is gone when the page leaves meanwhile, and the next test hears of it.
        answer = httpx.get(route.request.url.replace(OURS, faces.reporter))
        headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_WIRE}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)

    html = f"<!doctype html><title>Intranet</title><iframe src='{OURS}{path}' title='knop'></iframe>"
    page.route(f"{site}/**", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route(f"{OURS}/**", ours)
    page.goto(f"{site}/")
    page.wait_for_load_state("networkidle")


def _framed(page: Page) -> str:
    """The words that the frame shows; none where the browser refused."""
    return page.frames[1].locator("body").inner_text().strip()


@pytest.mark.req("R8")
def test_a_listed_site_frames_the_button_and_nobody_frames_another_page(
    faces: Faces, browse: Callable[..., Page]
) -> None:
    town = make_tenant()
    root = f"/{town.tenant.slug}/"
    button.allow(town["Wietske"].opened, origin=LISTED)
    page, other, more = browse("desk"), browse("desk"), browse("desk")
    _on_site(page, faces, LISTED, f"{root}knop/")
    assert "Wie kan mij helpen?" in _framed(page)
    _on_site(other, faces, OTHER, f"{root}knop/")
    assert "Wie kan mij helpen?" not in _framed(other)
    _on_site(more, faces, LISTED, f"{root}hulp/")
    assert "Wie kan mij helpen?" not in _framed(more)
    page.frames[1].get_by_role("link", name="Wie kan mij helpen?").click()
    page.wait_for_url(f"{OURS}{root}hulp/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie kan mij helpen?")


@pytest.mark.req("R8")
@pytest.mark.parametrize("size", ["telephone", "desk"])
def test_everybody_in_the_chain_stands_on_one_page(
    faces: Faces, browse: Callable[..., Page], size: str
) -> None:
    town = make_tenant()
    link(make_tenant(name=PARTY), town, label="Steunpunt Kompas", text="Voor team Vergunningen.")
    page = browse(size)
    sign_in(page, faces.office, town, "Wietske")
    page.goto(f"{faces.office}/{town.tenant.slug}/beheer/wie-kan-helpen/")
    check(page)
    page.get_by_role("link", name="Maak jullie eigen lijst").first.click()
    page.get_by_role("button", name="Neem de landelijke lijst over").click()
    check(page)
    page.get_by_role("link", name="Vertrouwenspersoon").click()
    check(page)
    page.get_by_role("link", name="Zeg hoe je deze deur bereikt").click()
    page.get_by_label("Telefoonnummer").fill("088 123 45 67")
    page.get_by_label("Wanneer is er iemand?").fill("altijd")
    page.get_by_role("button", name="Bewaar hoe je deze deur bereikt").click()
    page.get_by_role("link", name="Zeg dat dit klopt").click()
    with going_on(page):
        page.get_by_role("button", name="Ja, dit klopt vandaag").click()
    page.goto(f"{faces.office}/{town.tenant.slug}/beheer/knop/")
    check(page)

    page = browse(size, script=False)
    page.goto(f"{faces.reporter}/{town.tenant.slug}/")
    page.get_by_role("link", name="Kies met wie je praat").click()
    expect(page.locator("#vertrouwenspersoon")).to_contain_text("Nu bereikbaar")
    expect(page.locator("#meldpunt")).to_contain_text("Begin je melding")
    expect(page.get_by_role("row", name="Steunpunt Kompas")).to_contain_text(PARTY)
    page.get_by_role("link", name="Wat daar tussen jullie blijft").click()
    expect(page.locator("#vertrouwenspersoon")).to_be_in_viewport()
    page.get_by_role("link", name="Of denk er eerst zelf over na").click()
    page.get_by_label("1. Wat is er aan de hand?").fill("Er verdwijnt geld uit de kas.")
    with_script = browse(size)
    with_script.goto(page.url)
    check(with_script)
    page.reload()
    expect(page.get_by_label("1. Wat is er aan de hand?")).to_have_value("")
    with_script.goto(page.url.replace("afwegen/", "hulp/"))
    check(with_script)
    with_script.goto(f"{faces.reporter}/en/{town.tenant.slug}/hulp/")
    check(with_script)
