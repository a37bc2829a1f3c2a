"""The menu of the office stands on one line on a desk, also for whoever has every role: what does not fit opens by a word."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.test_handle import check, sign_in
from tests.people import make_tenant

from weerbaar.config.demo import TOWN, Part
from weerbaar.organisation.models import Role

BOSS = "Quirine Achternaam"
EVERYTHING = (Role.COORDINATOR, Role.INVESTIGATOR, Role.LAWYER, Role.SECRETARY, Role.OFFICER)


@pytest.fixture(scope="module")
def town(database):
    """Somebody with every role stands at the desk and leads the coordinator: whatever the menu can hold, it holds."""
    led = tuple(one._replace(manager="Quirine") if one.first_name == "Fatima" else one for one in TOWN)
    return make_tenant(cast=(*led, Part(BOSS, "coördinator weerbaarheid", EVERYTHING, "reader")))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_menu_of_somebody_with_every_role_stands_on_one_line(faces, browse, town, language):
    page = browse("desk", script=False)
    sign_in(page, faces.office, town, "Quirine")
    page.goto(f"{faces.office}/{town.tenant.slug}/taal/{language}/?naar=/{town.tenant.slug}/sleutels/")
    bar = page.locator(".wb-top__row")
    assert bar.bounding_box()["height"] < 2 * page.locator(".wb-brand").bounding_box()["height"]
    more = page.locator(".wb-nav-more")
    expect(more.locator("a")).to_have_count(page.locator(".wb-nav--wide a").count() - 5)
    # Where one is stands behind the word, and the word says so.
    expect(more.locator("summary")).to_have_attribute("aria-current", "true")
    keys = more.get_by_role("link", name={"nl": "Sleutels", "en": "Keys"}[language], exact=True)
    expect(keys).to_be_hidden()
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(keys).to_be_visible()
    box = more.locator("ul").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(f"{faces.office}/{town.tenant.slug}/sleutels/")


def test_it_is_read_aloud_and_seen_open_and_closed(faces, browse, town):
    page = browse("desk")
    sign_in(page, faces.office, town, "Quirine")
    check(page)
    page.locator(".wb-nav-more summary").click()
    check(page)


def test_whoever_has_few_pages_has_no_fold(faces, browse, town):
    page = browse("desk")
    sign_in(page, faces.office, town, "Ilse")
    expect(page.locator(".wb-nav--wide a")).not_to_have_count(0)
    expect(page.locator(".wb-nav-more")).to_have_count(0)
