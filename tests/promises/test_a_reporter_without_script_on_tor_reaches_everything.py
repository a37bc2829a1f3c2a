"""Promise 6: a reporter without JavaScript, on Tor where the municipality runs the address, reaches everything.

There is no script on this side at all, so that what is tried here without one is all there is. Tor itself cannot run
in a test; what it asks of us can: no address of ours in a page, no other host, and an answer under an onion's name.
What an onion is refused, and what TLS keeps, stands in `tests/web/reporter/test_onion.py`.
"""

from __future__ import annotations

import io
import re
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from tests.filed import bring
from tests.people import Town, make_tenant
from tests.reporter import Reporter
from tests.tor import new_onion, over_tor

from weerbaar.audit.acts import System
from weerbaar.cases.actions import acknowledge, ask, give_feedback, open_case
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.organisation.actions import set_onion


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


def pages_of(faces, town) -> list[tuple[str, str]]:
    """Every page that a reporter meets, by walking as one: its path and its HTML."""
    seen: dict[str, str] = {}
    browser = Reporter(faces.reporter, town.tenant.slug)

    def look(*paths: str) -> None:
        for path in paths:
            browser.open(path)
            assert browser.page.status_code == 200, path
            seen[path] = browser.page.text

    look("", "hulp/", "afwegen/", "bewijs-controleren/", "veilig-melden/", "toegankelijkheid/", "terug/")
    browser.ready()
    steps = ("wie-leest", "onderwerp", "verhaal", "wanneer", "waar", "wie", "wie-weet-het", "jij", "je-naam")
    look(*(f"melden/{step}/" for step in steps), "melden/bestanden/", "melden/nakijken/", "melden/weggooien/")
    browser.send("melden/nakijken/")
    words = browser.words
    look("melden/woorden/", "melden/woorden/papier/")
    browser.send("melden/woorden/", {"bewaard": "1"})
    browser.send("terug/", {"words": " ".join(words)})
    look(
        "mijn-melding/",
        "mijn-melding/bewijs/",
        "mijn-melding/bestanden/",
        "mijn-melding/naam/",
        "mijn-melding/mail/",
    )
    return list(seen.items())


@pytest.fixture(scope="module")
def pages(faces, town) -> list[tuple[str, str]]:
    return pages_of(faces, town)


@pytest.mark.req("R12")
def test_no_page_has_a_script_or_anything_that_needs_one(pages):
    assert len(pages) >= 20
    for path, html in pages:
        assert not re.search(r"<script|\son[a-z]+\s*=|javascript:|<noscript", html, re.IGNORECASE), path


def test_nothing_is_loaded_from_another_host(pages):
    """Links to the doors outside may be followed; nothing goes there by itself."""
    for path, html in pages:
        hosts = set(
            re.findall(r"""(?:src|srcset|action|content|data)=["']?(?:https?:)?//([^/"'\s>]+)""", html)
        )
        hosts |= set(re.findall(r"""<(?:link|use|image)[^>]*href=["']?(?:https?:)?//([^/"'\s>]+)""", html))
        assert hosts == set(), path
        for link in re.findall(r"<a [^>]*href=.https?://[^>]*>", html):
            assert "noreferrer" in link, path


@pytest.mark.req("R12")
def test_quick_exit_is_a_plain_link_on_every_page_and_ends_the_session(faces, town, pages):
    assert all("/weg/" in html for _, html in pages)
    browser = Reporter(faces.reporter, town.tenant.slug).ready()
    left = httpx.get(f"{faces.reporter}/weg/", cookies=dict(browser.http.cookies), follow_redirects=False)
    assert left.status_code in {302, 303}
    assert not left.headers["location"].startswith(("/", faces.reporter))
    assert "Max-Age=0" in left.headers["set-cookie"]
    browser.open("melden/nakijken/")
    assert "Verstuur mijn melding" not in browser.text


def test_all_that_a_reporter_can_do_is_done_without_a_script(faces, town):
    """From the first page to the feedback, by links and forms alone."""
    browser = Reporter(faces.reporter, town.tenant.slug)
    words = browser.reported()
    back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=back.case_id)
    fatima, code = town["Fatima"].opened, case.code
    open_case(fatima, code=code)
    acknowledge(fatima, code=code, body="Dank je. Wij lezen je melding.")
    ask(fatima, code=code, body="Wil je praten?", message_id=uuid4())
    bring(fatima, case, "decided")
    give_feedback(fatima, code=code, body="Dit deden wij ermee.")
    browser.send("terug/", {"words": " ".join(words)})
    browser.open("mijn-melding/")
    for text in ("Dank je. Wij lezen je melding.", "Wil je praten?", "Dit deden wij ermee."):
        assert text in browser.text


@pytest.mark.parametrize("headers", [{"DNT": "1"}, {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:128.0)"}])
def test_the_headers_of_tor_browser_change_nothing(faces, town, headers):
    there = httpx.get(f"{faces.reporter}/{town.tenant.slug}/", headers=headers)
    assert there.status_code == 200
    assert "set-cookie" not in there.headers


def test_no_address_of_a_sender_is_kept_anywhere(faces, town):
    """A proxy's word for where somebody comes from is not even read."""
    from pathlib import Path

    from django.conf import settings

    browser = Reporter(faces.reporter, town.tenant.slug)
    browser.http.headers["X-Forwarded-For"] = "203.0.113.77"
    browser.reported()
    log = Path(settings.WEERBAAR_HOME) / "serve.log"
    assert "203.0.113.77" not in log.read_text()


@pytest.fixture(scope="module")
def onion(database) -> tuple[Town, str]:
    """A town with an address on Tor."""
    town, address = make_tenant(), new_onion()
    set_onion(System(town.tenant.id), address=address)
    return town, address


@pytest.mark.req("R12")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_under_an_onion_everything_is_there_from_the_first_page_to_the_answer(faces, onion, language):
    """Plain HTTP, the onion as host, no script: to the receipt with a file, and back with it to what the desk wrote."""
    town, address = onion
    slug = town.tenant.slug
    browser = over_tor(faces.reporter, address, slug, language=language)
    browser.open("/en/" if language == "en" else "/")
    assert browser.path == ""
    browser.ready()
    photo = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(photo, "JPEG")
    browser.send("melden/bestanden/", files=[("bestand", ("foto.jpg", photo.getvalue(), "image/jpeg"))])
    assert "foto.jpg" in browser.open("melden/bestanden/").text
    browser.send("melden/nakijken/")
    words = browser.words
    assert len(words) == 8
    browser.send("melden/woorden/", {"bewaard": "1"})
    back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        code = Case.objects.get(id=back.case_id).code
    open_case(town["Fatima"].opened, code=code)
    acknowledge(town["Fatima"].opened, code=code, body="Dank je. Wij lezen je melding.")
    later = over_tor(faces.reporter, address, slug, language=language)
    later.send("terug/", {"words": " ".join(words)})
    assert later.path == "mijn-melding/"
    assert "Dank je. Wij lezen je melding." in later.text
    later.send("mijn-melding/", {"body": "Bram deed het vandaag weer."})
    assert "Bram deed het vandaag weer." in later.open("mijn-melding/").text
    left = later.http.get("/weg/", follow_redirects=False)
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert not list(later.http.cookies.jar)


@pytest.mark.req("R12")
def test_no_page_under_an_onion_leads_anywhere_else_by_itself(faces, onion):
    """The way to the onion lets nothing out to another host; and no page names the ordinary one."""
    town, address = onion
    browser = over_tor(faces.reporter, address, town.tenant.slug)
    ordinary = faces.reporter.removeprefix("http://")
    for path in (
        "",
        "hulp/",
        "afwegen/",
        "bewijs-controleren/",
        "veilig-melden/",
        "toegankelijkheid/",
        "terug/",
    ):
        page = browser.open(path).page
        assert page.status_code == 200
        assert ordinary not in page.text
        for asset in browser.find("//link[@rel='stylesheet']/@href"):
            assert browser.http.get(asset).status_code == 200
