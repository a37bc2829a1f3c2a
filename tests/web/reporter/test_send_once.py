"""Reload, back, double click and a page left open: one report, one receipt, and nothing typed is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.people import token_of
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.database.scope import tenant_scope
from weerbaar.intake.models import Draft

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter


@pytest.mark.req("R5")
def test_a_repeat_of_the_send_shows_the_same_words_until_they_are_kept(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.ready().open("melden/nakijken/")
    token = token_of(noor.page.text)
    words = noor.send("melden/nakijken/", token=token).words
    assert noor.send("melden/nakijken/", token=token).words == words
    assert noor.open("melden/nakijken/").words == words
    assert noor.open("melden/verhaal/").words == words
    assert noor.begin().words == words
    assert new_case(town, before)
    noor.send("melden/woorden/", {"bewaard": "1"})
    assert "Er is hier geen melding" in noor.open("melden/woorden/").text
    noor.send("melden/nakijken/", token=token)
    assert "Er is hier geen melding" in noor.text
    assert new_case(town, before)


def test_two_clicks_at_once_make_one_report(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.ready().open("melden/nakijken/")
    token = token_of(noor.page.text)

    def click(_: int) -> str:
        url = noor.root + "melden/nakijken/"
        return noor.http.post(url, files={"csrfmiddlewaretoken": (None, token)}).text

    with ThreadPoolExecutor(4) as clicks:
        pages = list(clicks.map(click, range(4)))
    assert all("wb-words" in page for page in pages)
    assert len({page[page.index('<ol class="wb-words"') :].partition("</ol>")[0] for page in pages}) == 1
    assert new_case(town, before)


def test_a_page_that_is_sent_again_from_the_history_is_taken_again(noor: Reporter) -> None:
    noor.ready().send("melden/waar/", {"where": "Op het dak"}).send("melden/waar/", {"where": "In de kelder"})
    assert "In de kelder" in noor.open("melden/nakijken/").text
    assert "Op het dak" not in noor.text


def test_after_checking_one_answer_the_reporter_is_back_at_the_check(noor: Reporter) -> None:
    noor.ready().open("melden/nakijken/")
    change = noor.find("//a[contains(@href, 'melden/waar/')]/@href")[0]
    noor.send(change.removeprefix(noor.root), {"where": "Op het dak"})
    assert noor.path == "melden/nakijken/"


def test_what_is_missing_is_said_and_nothing_is_sent(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.begin().send("melden/wie-leest/").send("melden/onderwerp/", {"kind": "integrity"})
    noor.send("melden/nakijken/")
    assert noor.find("//title/text()")[0].startswith("Fout: ")
    assert "Vertel wat er gebeurde." in noor.text
    assert cases_of(town) == before


def test_a_cookie_that_is_lost_gives_back_what_was_typed_and_the_page_can_be_sent(noor: Reporter) -> None:
    noor.ready().open("melden/verhaal/")
    token = token_of(noor.page.text)
    noor.http.cookies.clear()
    noor.send("melden/verhaal/", {"story": "Een lang verhaal ☂ dat niet weg mag."}, token=token)
    assert noor.find("//textarea[@name='story']")[0].text.strip() == "Een lang verhaal ☂ dat niet weg mag."
    assert "Je was te lang weg" in noor.text
    again = token_of(noor.page.text)
    noor.send("melden/verhaal/", {"story": "Een lang verhaal ☂ dat niet weg mag."}, token=again)
    assert noor.path == "melden/wie-leest/"
    noor.send("melden/wie-leest/")
    assert "Een lang verhaal ☂" in noor.open("melden/verhaal/").text


def test_a_day_that_was_typed_comes_back_too(noor: Reporter) -> None:
    token = token_of(noor.ready().open("melden/wanneer/").page.text)
    noor.http.cookies.clear()
    typed = {"when_choice": "day", "when_day_day": "31", "when_day_month": "mrt", "when_day_year": "2026"}
    noor.send("melden/wanneer/", typed, token=token)
    kept = [noor.find(f"//input[@name='when_day_{part}']/@value")[0] for part in ("day", "month", "year")]
    assert kept == ["31", "mrt", "2026"]
    assert noor.find("//input[@value='day'][@checked]")


def test_a_draft_that_ran_out_gives_back_what_was_typed(noor: Reporter, town: Town) -> None:
    token = token_of(noor.ready().open("melden/verhaal/").page.text)
    with tenant_scope(town.tenant.id):
        Draft.objects.filter(is_sent=False).delete()
    noor.send("melden/verhaal/", {"story": "Dit mag niet weg."}, token=token)
    assert "Dit mag niet weg." in noor.text
    assert "Je was te lang weg" in noor.text


def test_a_message_typed_when_the_visit_ran_out_survives_the_words(noor: Reporter) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    token = token_of(noor.page.text)
    noor.http.cookies.clear()
    noor.send("mijn-melding/", {"body": "Mijn lange bericht."}, token=token)
    assert "Je was te lang weg" in noor.text
    assert noor.find("//textarea[@name='body']")[0].text.strip() == "Mijn lange bericht."
    again = token_of(noor.page.text)
    noor.send("terug/", {"words": " ".join(words), "body": "Mijn lange bericht."}, token=again)
    assert noor.path == "mijn-melding/"
    assert noor.find("//textarea[@name='body']")[0].text.strip() == "Mijn lange bericht."
