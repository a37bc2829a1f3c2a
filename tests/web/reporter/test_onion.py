"""The reporter's side under an address on Tor, beside TLS: two programs as they run, and a browser at either door."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest
from tests.people import make_tenant
from tests.ports import answers, free_port
from tests.tor import encoded_onion, new_onion, over_tls, over_tor

from weerbaar.audit.acts import System
from weerbaar.organisation import actions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Faces
    from tests.people import Town
    from tests.reporter import Reporter

HOST = "melden.waterlinie.example"
_STARTS_WITHIN = 60.0


class Place(NamedTuple):
    """A program of the reporter's side, with a town that has an address on Tor and one that has not."""

    program: str
    office: str
    town: Town
    onion: str
    other: Town
    shared: str
    """An address on Tor that the settings name; empty in the installation that has no names at all."""


@pytest.fixture(scope="module")
def towns(database: None) -> tuple[Town, str, Town]:
    town, other, onion = make_tenant(), make_tenant(name="Gemeente Polderdam"), new_onion()
    actions.set_onion(System(town.tenant.id), address=onion)
    return town, onion, other


@pytest.fixture(scope="module")
def bare(faces: Faces, towns: tuple[Town, str, Town]) -> Place:
    """As somebody tries it at home: no host name, no TLS."""
    return Place(faces.reporter, faces.office, *towns, shared="")


@pytest.fixture(scope="module")
def named(faces: Faces, towns: tuple[Town, str, Town]) -> Iterator[Place]:
    """As it runs for the world: a host name behind TLS, and an address on Tor for all beside it."""
    shared, port = new_onion(), free_port()
    place = os.environ | {"WEERBAAR_FACE": "reporter", "WEERBAAR_REPORTER_HOSTS": f"{HOST},{shared}"}
    command = ["gunicorn", "--config", "python:weerbaar.config.gunicorn", f"--bind=127.0.0.1:{port}"]
    program = subprocess.Popen([sys.executable, "-m", *command], env=place)
    try:
        limit = time.monotonic() + _STARTS_WITHIN
        while not answers(port):
            assert program.poll() is None, "it ended by itself"
            assert time.monotonic() < limit, "it does not start"
            time.sleep(0.05)
        yield Place(f"http://127.0.0.1:{port}", faces.office, *towns, shared=shared)
    finally:
        program.terminate()
        program.wait(60)


@pytest.fixture(params=["bare", "named"])
def place(request: pytest.FixtureRequest) -> Place:
    return request.getfixturevalue(request.param)


def tor(place: Place, **more: str) -> Reporter:
    return over_tor(place.program, place.onion, place.town.tenant.slug, **more)


def cookies(browser: Reporter) -> list[tuple[str, bool, bool]]:
    """Name, Secure and HttpOnly of each."""
    jar = browser.http.cookies.jar
    return [(one.name, one.secure, one.has_nonstandard_attr("HttpOnly")) for one in jar]


@pytest.mark.req("R12")
def test_a_report_is_made_and_come_back_to_over_plain_http(place: Place) -> None:
    browser = tor(place).begin()
    assert browser.path == "melden/wie-leest/"
    assert cookies(browser) == [("weerbaar-reporter", False, True)]
    assert "strict-transport-security" not in browser.page.headers
    words = browser.reported()
    assert len(words) == 8
    assert cookies(browser) == []
    later = tor(place)
    later.send("terug/", {"words": " ".join(words)})
    assert later.path == "mijn-melding/"
    assert "Je melding" in later.text
    later.send("mijn-melding/sluiten/", token=_token(later))
    assert cookies(later) == []


def _token(browser: Reporter) -> str:
    return browser.find("//input[@name='csrfmiddlewaretoken']/@value")[0]


def test_the_words_open_the_report_at_both_doors(named: Place) -> None:
    slug = named.town.tenant.slug
    words = tor(named).reported()
    elsewhere = over_tls(named.program, HOST, slug).send("terug/", {"words": " ".join(words)})
    assert elsewhere.path == "mijn-melding/"
    words = over_tls(named.program, HOST, slug).reported()
    assert tor(named).send("terug/", {"words": " ".join(words)}).path == "mijn-melding/"


def test_tls_stays_as_strict_as_it_was(named: Place) -> None:
    browser = over_tls(named.program, HOST, named.town.tenant.slug).begin()
    assert cookies(browser) == [("__Host-weerbaar-reporter", True, True)]
    assert browser.page.headers["strict-transport-security"] == "max-age=31536000"
    for path in ("", "melden/"):
        asked = httpx.get(f"{named.program}{browser.root}{path}", headers={"Host": HOST})
        assert (asked.status_code, asked.headers["location"]) == (301, f"https://{HOST}{browser.root}{path}")


def test_a_cookie_of_one_door_opens_nothing_at_the_other(named: Place) -> None:
    slug = named.town.tenant.slug
    begun, secure = tor(named).ready(), over_tls(named.program, HOST, slug).ready()
    for browser in (begun, secure):
        assert "In het overleg" in browser.open("melden/nakijken/").text
    key, other_key = (next(iter(one.http.cookies.jar)).value for one in (begun, secure))
    planted = over_tls(named.program, HOST, slug)
    planted.http.cookies.set("weerbaar-reporter", str(key), domain=HOST)
    assert "Er is hier geen melding" in planted.open("melden/nakijken/").text
    planted = tor(named)
    planted.http.cookies.set("__Host-weerbaar-reporter", str(other_key), domain=named.onion)
    assert "Er is hier geen melding" in planted.open("melden/nakijken/").text


def test_who_says_over_tor_that_it_is_tls_gets_nothing_by_it(named: Place) -> None:
    browser = over_tor(named.program, named.onion, named.town.tenant.slug, **{"X-Forwarded-Proto": "https"})
    assert "strict-transport-security" not in browser.open().page.headers
    browser.http.headers["Origin"] = f"https://{named.onion}"
    assert cookies(browser.begin()) == [("weerbaar-reporter", False, True)]


@pytest.mark.parametrize(
    "origin",
    ["https://{onion}", "http://{other}", f"https://{HOST}", f"http://{HOST}", "null", "http://www.{onion}"],
)
def test_a_form_from_elsewhere_is_refused_over_tor(place: Place, origin: str) -> None:
    said = origin.format(onion=place.onion, other=new_onion())
    browser = tor(place).ready()
    token = _token(browser.open("melden/nakijken/"))
    browser.http.headers["Origin"] = said
    browser.send("melden/nakijken/", token=token)
    assert browser.page.status_code == 403
    assert not browser.words
    new = tor(place)
    new.http.headers["Origin"] = said
    assert new.begin().path == ""
    assert cookies(new) == []
    # The same with the right one, or the refusals above would say nothing.
    browser.http.headers["Origin"] = f"http://{place.onion}"
    assert browser.send("melden/nakijken/", token=token).words


@pytest.mark.parametrize("origin", ["http://{onion}", f"http://{HOST}", "https://{onion}"])
def test_a_form_from_the_address_on_tor_is_refused_over_tls(named: Place, origin: str) -> None:
    browser = over_tls(named.program, HOST, named.town.tenant.slug).ready()
    token = _token(browser.open("melden/nakijken/"))
    browser.http.headers["Origin"] = origin.format(onion=named.onion)
    browser.send("melden/nakijken/", token=token)
    assert browser.page.status_code == 403
    assert not browser.words


@pytest.mark.parametrize(
    "host",
    [
        "nobody",
        "www.{onion}",
        "{onion}.example",
        "x{onion}",
        "{onion},{onion}",
        "onion",
        ".onion",
        "waterlinie.onion",
        encoded_onion(bytes(32), version=b"\x02"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/{slug}/", "/weg/"])
def test_a_host_that_is_nobodys_is_refused_as_any_other(place: Place, host: str, path: str) -> None:
    named = new_onion() if host == "nobody" else host.format(onion=place.onion)
    address = place.program + path.format(slug=place.town.tenant.slug)
    for more in ({}, {"X-Forwarded-Proto": "https"}):
        answer = httpx.get(address, headers={"Host": named, **more})
        other = httpx.get(f"{place.program}/", headers={"Host": "evil.example", **more})
        assert (answer.status_code, answer.text) == (other.status_code, other.text) == (400, other.text)
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_an_address_shows_its_own_municipality_alone(place: Place) -> None:
    own, other = place.town.tenant.slug, place.other.tenant.slug
    browser = tor(place)
    assert browser.open("/").page.url.path == f"/{own}/"
    assert browser.open("/en/").page.url.path == f"/en/{own}/"
    for path in ("", "veilig-melden/", "terug/", "melden/wie-leest/"):
        for language in ("", "/en"):
            assert browser.open(f"{language}/{other}/{path}").page.status_code == 404
    begun = over_tor(place.program, place.onion, other).begin()
    assert begun.page.status_code == 404
    assert cookies(begun) == []


def test_an_address_that_the_settings_name_shows_all(named: Place) -> None:
    for town in (named.town, named.other):
        browser = over_tor(named.program, named.shared, town.tenant.slug)
        assert town.tenant.name in browser.open("/").text
        assert cookies(browser.begin()) == [("weerbaar-reporter", False, True)]
        assert len(browser.reported()) == 8


@pytest.mark.req("R12")
def test_the_header_that_leads_to_tor_stands_where_nothing_can_be_lost(place: Place) -> None:
    """A browser that follows it leaves its cookie behind, and with it what was typed."""
    slug = place.town.tenant.slug

    def at_the_ordinary_door(slug: str, language: str = "nl") -> Reporter:
        if place.shared:
            return over_tls(place.program, HOST, slug, language=language)
        from tests.reporter import Reporter

        return Reporter(place.program, slug, language=language)

    for language, root in (("nl", f"/{slug}/"), ("en", f"/en/{slug}/")):
        for path in ("", "hulp/", "veilig-melden/", "toegankelijkheid/", "terug/"):
            browser = at_the_ordinary_door(slug, language).open(path)
            assert browser.page.headers["onion-location"] == f"http://{place.onion}{root}{path}"
    browser = at_the_ordinary_door(slug).ready()
    for path in ("", "hulp/", "melden/verhaal/", "melden/nakijken/"):
        assert "onion-location" not in browser.open(path).page.headers
    for path in ("nergens/", "melden/verhaal/"):
        assert "onion-location" not in at_the_ordinary_door(slug).open(path).page.headers
    assert "onion-location" not in tor(place).open().page.headers
    without = at_the_ordinary_door(place.other.tenant.slug).open().page.headers.get("onion-location")
    root = f"/{place.other.tenant.slug}/"
    assert without == (f"http://{place.shared}{root}" if place.shared else None)


@pytest.mark.req("R12")
def test_the_page_on_staying_safe_says_the_address(place: Place) -> None:
    browser = over_tls(place.program, HOST, place.town.tenant.slug) if place.shared else None
    if browser is not None:
        said = browser.open("veilig-melden/").text
        assert place.onion in said
        assert "alleen in Tor Browser" in said
        # No link: a click in an ordinary browser would ask its network for the name.
        assert not browser.find("//a[contains(@href, '.onion')]")
    said = tor(place).open("veilig-melden/").text
    assert f"adresbalk staat: {place.onion}" in said
    if place.shared:
        said = over_tor(place.program, place.shared, place.town.tenant.slug).open("veilig-melden/").text
        assert f"adresbalk staat: {place.shared}" in said
    said = tor(place, language="en").open("veilig-melden/").text
    assert f"exactly this: {place.onion}" in said


def test_no_page_over_tor_names_the_ordinary_door(named: Place) -> None:
    browser = tor(named)
    for path in ("", "hulp/", "veilig-melden/", "toegankelijkheid/", "terug/"):
        page = browser.open(path).page
        assert HOST not in page.text
        assert HOST not in str(page.headers)
        assert not re.search(r"""https?://[^"' ]*\.onion""", page.text)


def test_quick_exit_forgets_what_was_typed(place: Place) -> None:
    browser = tor(place).ready()
    answer = browser.http.get("/weg/", follow_redirects=False)
    assert answer.headers["location"].startswith("https://www.knmi.nl/")
    assert cookies(browser) == []
    assert "Er is hier geen melding" in browser.open("melden/nakijken/").text


@pytest.mark.parametrize("path", ["aanmelden/", "ontgrendelen/", "zaken/", "activeren/"])
def test_the_office_is_on_no_address_on_tor(place: Place, path: str) -> None:
    slug = place.town.tenant.slug
    assert tor(place).open(path).page.status_code == 404
    for onion in filter(None, (place.onion, place.shared)):
        answer = httpx.get(f"{place.office}/{slug}/{path}", headers={"Host": onion})
        assert answer.status_code == 400
