"""What a visit leaves behind: headers, cookies, titles, and the ways out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.web.reporter.test_walk import cases_of

from weerbaar.database.scope import tenant_scope
from weerbaar.intake.models import Draft
from weerbaar.organisation.models import Tenant

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

_PUBLIC = ("", "hulp/", "afwegen/", "bewijs-controleren/", "veilig-melden/", "toegankelijkheid/", "terug/")
_DRAFT = tuple(
    f"melden/{name}/"
    for name in (
        "wie-leest", "onderwerp", "verhaal", "wanneer", "waar", "wie", "wie-weet-het", "jij", "je-naam",
        "bestanden", "nakijken", "weggooien",
    )
)  # fmt: skip
_MINE = tuple(
    f"mijn-melding/{name}" for name in ("", "bewijs/", "naam/", "mail/", "hoe-het-ging/", "bestanden/")
)


def _check(reporter: Reporter, path: str) -> None:
    headers = reporter.open(path).page.headers
    assert reporter.page.status_code == 200, path
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "geolocation=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    _check_page(reporter)


def _check_page(reporter: Reporter) -> None:
    assert not reporter.find("//script | //*[@style] | //*[@onclick] | //iframe")
    for address in reporter.find("//link/@href | //img/@src"):
        assert address.startswith("/static/")
    for link in reporter.find("//a[starts-with(@href, 'http')]"):
        assert link.get("rel") == "noreferrer"
    (title,) = reporter.find("//title/text()")
    assert not re.search("meld(?!en of praten)|klacht|report(?! or talk)|woorden", title.casefold()), title
    assert reporter.find("//a[@href='/weg/']")
    assert len(reporter.find("//h1")) == 1


@pytest.mark.req("R1", "R12")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_keeps_its_promises(town: Town, browser_of: object, language: str) -> None:
    reporter = browser_of(town, language)  # pyright: ignore[reportCallIssue]
    for path in _PUBLIC:
        _check(reporter, path)
    reporter.ready()
    for path in _DRAFT:
        _check(reporter, path)
    reporter.send("melden/nakijken/")
    for path in ("melden/woorden/", "melden/woorden/papier/"):
        reporter.open(path)
        assert reporter.page.headers["cache-control"] == "no-store"
    words = reporter.words
    reporter.send("melden/woorden/", {"bewaard": "1"}).send("terug/", {"words": " ".join(words)})
    for path in _MINE:
        _check(reporter, path)
    for path in _PUBLIC + _DRAFT + _MINE:
        other = reporter.open(path).find("//a[@hreflang]/@href")
        assert all(reporter.http.get(address).status_code in {200, 410} for address in other)


@pytest.mark.req("R12")
def test_looking_around_leaves_no_cookie(noor: Reporter) -> None:
    for path in ("", "hulp/", "afwegen/", "veilig-melden/", "toegankelijkheid/"):
        noor.open(path)
        assert "set-cookie" not in noor.page.headers
    assert "Fatima" not in noor.open().text
    noor.begin()
    cookies = list(noor.http.cookies.jar)
    assert len(cookies) == 1
    assert cookies[0].has_nonstandard_attr("HttpOnly")
    assert cookies[0].expires is None


def test_another_site_cannot_begin_a_report_in_this_browser(noor: Reporter) -> None:
    noor.page = noor.http.post(
        noor.root + "melden/", files=[("x", (None, ""))], headers={"Origin": "https://elders.example"}
    )
    assert noor.path == ""
    assert not noor.http.cookies


@pytest.mark.req("R12")
def test_leaving_throws_the_draft_away_and_shows_the_weather(noor: Reporter, town: Town) -> None:
    noor.ready()
    before = cases_of(town)
    with tenant_scope(town.tenant.id):
        drafts = Draft.objects.count()
    answer = noor.http.get("/weg/", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://www.knmi.nl/")
    assert 'weerbaar-reporter=""' in answer.headers["set-cookie"]
    with tenant_scope(town.tenant.id):
        assert Draft.objects.count() == drafts - 1
    assert cases_of(town) == before
    assert "Er is hier geen melding" in noor.open("melden/verhaal/").text


@pytest.mark.req("R12")
def test_leaving_works_without_any_session_and_not_before_it_is_pressed(noor: Reporter) -> None:
    assert noor.http.get("/weg/", follow_redirects=False).status_code == 302
    noor.ready()
    fetched = noor.http.get("/weg/", headers={"Sec-Purpose": "prefetch"}, follow_redirects=False)
    assert fetched.status_code == 204
    assert "In het overleg" in noor.open("melden/nakijken/").text


def test_throwing_away_asks_once_and_then_keeps_nothing(noor: Reporter) -> None:
    noor.ready().open("melden/weggooien/")
    assert "Wil je alles weggooien?" in noor.text
    noor.send("melden/weggooien/")
    assert "Alles is weg" in noor.text
    assert "Er is hier geen melding" in noor.open("melden/verhaal/").text


@pytest.mark.req("R12")
def test_how_to_stay_safe_and_the_address_on_tor(town: Town, browser_of: object) -> None:
    from tests.people import make_tenant

    other = make_tenant(name="Gemeente Polderdam")
    with tenant_scope(other.tenant.id):
        Tenant.objects.filter(id=other.tenant.id).update(onion="voorbeeldvoorbeeldvoorbeeld.onion")
    reporter = browser_of(other)  # pyright: ignore[reportCallIssue]
    reporter.open("veilig-melden/")
    assert "voorbeeldvoorbeeldvoorbeeld.onion" in reporter.text
    assert reporter.page.headers["onion-location"].endswith(f".onion/{other.tenant.slug}/veilig-melden/")
    plain = browser_of(town).open("veilig-melden/")  # pyright: ignore[reportCallIssue]
    assert "geen eigen adres op Tor" in plain.text


def test_a_municipality_is_chosen_on_the_first_page(noor: Reporter, town: Town) -> None:
    from tests.people import make_tenant

    make_tenant(name="Gemeente Zeewolde aan Zee")
    noor.open("/")
    assert noor.find(f"//a[@href='/{town.tenant.slug}/']")
    noor.open("/en/")
    assert noor.find(f"//a[@href='/en/{town.tenant.slug}/']")
