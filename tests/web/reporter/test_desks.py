"""Desks of several kinds, as who wants to report meets them: to come, open, closing, closed, and of another party."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.desks import PARTY, link, schedule
from tests.people import Town, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import actions
from weerbaar.organisation.models import Desk, DeskMember

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reporter import Reporter

QUESTIONS = ["Werkte je in team Vergunningen?", "Wat zou er moeten veranderen?"]


@pytest.fixture(scope="module")
def party(faces) -> Town:
    return make_tenant(name=PARTY)


@pytest.fixture(scope="module")
def town(faces) -> Town:
    return make_tenant()


def days(number: int):
    return clock.today() + timedelta(days=number)


def cases(town: Town) -> int:
    with tenant_scope(town.tenant.id):
        return Case.objects.count()


@pytest.mark.req("R7")
def test_a_desk_that_is_not_open_yet_says_when(party: Town, browser_of: Callable[..., Reporter]) -> None:
    schedule(party, days(3), days(30))
    noor = browser_of(party).open()
    assert "Je kunt hier melden vanaf" in noor.text
    assert "Begin je melding" not in noor.text
    assert "Terug naar mijn melding" in noor.text


@pytest.mark.req("R7")
def test_a_desk_that_is_open_says_until_when(party: Town, browser_of: Callable[..., Reporter]) -> None:
    schedule(party, days(-3), days(30))
    noor = browser_of(party).open()
    assert "Je kunt hier melden tot en met" in noor.text
    assert "Begin je melding" in noor.text
    assert len(noor.reported()) == 8


@pytest.mark.req("R7")
def test_a_desk_that_is_open_does_not_seem_to_have_somebody_sitting_there(
    party: Town, browser_of: Callable[..., Reporter]
) -> None:
    schedule(party, days(-3), days(30))
    noor = browser_of(party).open()
    chips = [one.text_content().strip() for one in noor.find("//*[contains(@class, 'wb-chip')]")]
    assert "Je kunt nu melden" in chips
    assert "Open" not in chips
    assert (
        "Een melding versturen kan dag en nacht. Mensen lezen haar, en dat is niet altijd meteen."
        in noor.text
    )


@pytest.mark.req("R7")
def test_a_desk_that_closes_this_week_says_so(party: Town, browser_of: Callable[..., Reporter]) -> None:
    schedule(party, days(-30), days(2))
    assert "Sluit binnenkort" in browser_of(party).open().text


@pytest.mark.req("R7")
def test_a_closed_desk_says_since_when_where_else_and_lets_back_in(
    party: Town, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    schedule(party, days(-30), days(0))
    words = browser_of(party).reported()
    link(party, town)
    schedule(party, days(-30), days(-1))
    noor = browser_of(party).open()
    assert "De laatste dag was" in noor.text
    assert "Begin je melding" not in noor.text
    assert noor.find(f"//main//a[@href='/{town.tenant.slug}/']")
    assert noor.begin().path.startswith("melden/")
    assert "Er is nu geen meldpunt open" in noor.text
    noor.send("terug/", {"words": " ".join(words)})
    assert noor.path == "mijn-melding/"
    noor.send("mijn-melding/", {"body": "Er is weer iets gebeurd."})
    assert "Je bericht is verstuurd." in noor.text


@pytest.mark.req("R7")
def test_a_report_that_comes_after_the_last_day_is_refused_and_nothing_is_lost(
    party: Town, browser_of: Callable[..., Reporter]
) -> None:
    schedule(party, days(-30), days(0))
    noor, before = browser_of(party).ready(), cases(party)
    schedule(party, days(-30), days(-1))
    noor.send("melden/nakijken/")
    assert "Dit meldpunt neemt nu geen meldingen aan." in noor.text
    assert "Kies een ander meldpunt" in noor.text
    assert "In het overleg maakt Bram steeds dezelfde collega belachelijk." in noor.text
    assert cases(party) == before
    # The same report, to a desk that is open.
    schedule(party, days(-30), days(1))
    noor.send("melden/nakijken/")
    assert len(noor.words) == 8


@pytest.mark.req("R7")
def test_the_desk_of_another_party_is_shown_and_left_for(
    party: Town, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    schedule(party, days(-3), days(30))
    link(party, town, label="Meldpunt team Vergunningen", text="Voor wie er werkt of werkte.")
    noor = browser_of(town).open()
    assert (
        f"Van {PARTY}, niet van {town.tenant.name}. {town.tenant.name} kan daar niet meelezen." in noor.text
    )
    noor.begin()
    assert noor.path == "melden/meldpunt/"
    choice = noor.find("//input[@name='desk' and starts-with(@value, 'buiten:')]/@value")[0]
    noor.send("melden/meldpunt/", {"desk": choice})
    assert noor.path.startswith("melden/buiten/")
    assert f"Je gaat naar Meldpunt team Vergunningen van {PARTY}" in noor.text
    assert f"{town.tenant.name} kan hier niet meelezen." in noor.text
    assert noor.find(f"//main//form[@action='/{party.tenant.slug}/melden/']")


def choose_outside(noor: Reporter, label: str) -> dict[str, str]:
    """From the page of the town to the desk of another, by the button; gives what the button sends."""
    noor.open().open(noor.find(f"//main//a[contains(., 'Naar {label}')]/@href")[0])
    (form,) = noor.find("//main//form")
    sent = {one.name: one.value for one in form.inputs if one.name}
    noor.page = noor.http.post(form.action, files=[(name, (None, value)) for name, value in sent.items()])
    return sent


@pytest.mark.req("R7")
def test_one_choice_on_the_page_of_the_town_begins_at_that_desk_of_the_party(
    browser_of: Callable[..., Reporter],
) -> None:
    party, town = make_tenant(name=PARTY), make_tenant()
    schedule(party, days(-3), days(30))
    second = second_desk(party)
    link(party, town, label="Meldpunt team Vergunningen", desk_id=second.id)
    noor = browser_of(town)
    sent = choose_outside(noor, "Meldpunt team Vergunningen")
    assert sent == {"meldpunt": second.slug, "vanaf": town.tenant.slug}
    # Both desks of the party are open: which one is not asked again, and who reads there stands before anything typed.
    assert noor.page.url.path == f"/{party.tenant.slug}/melden/wie-leest/"
    assert "Dit zijn de mensen van Tweede meldpunt." in noor.text
    assert "Hassan" in noor.text
    assert "Joris" not in noor.text
    assert noor.find(f"//a[@href='/{town.tenant.slug}/' and contains(., 'Terug naar {town.tenant.name}')]")
    assert noor.find("//a[contains(., 'Ander meldpunt')]")
    assert cases(party) == 0
    there = browser_of(party)
    there.http = noor.http  # the same browser
    there.send(noor.page.url.raw_path.decode().removeprefix(f"/{party.tenant.slug}/"))
    assert there.path == "melden/onderwerp/"
    # Who chooses another desk since sees first who reads there; who chooses the same one goes on.
    link(party, town, label="Eerste meldpunt")
    choose_outside(noor, "Eerste meldpunt")
    assert f"Dit zijn de mensen van {party.desk.name}." in noor.text
    choose_outside(noor, "Meldpunt team Vergunningen")
    assert noor.page.url.path == f"/{party.tenant.slug}/melden/onderwerp/"


@pytest.mark.req("R7")
def test_a_desk_or_a_town_that_is_not_there_is_no_choice(browser_of: Callable[..., Reporter]) -> None:
    party, stranger = make_tenant(name=PARTY), make_tenant()
    second_desk(party)
    for sent, path in (
        ({"meldpunt": "nergens", "vanaf": "nergens"}, "melden/meldpunt/"),
        ({"vanaf": stranger.tenant.slug}, "melden/meldpunt/"),
        ({"meldpunt": party.desk.slug, "vanaf": stranger.tenant.slug}, "melden/wie-leest/"),
        ({"meldpunt": "%00\x00", "vanaf": "//elders.example"}, "melden/meldpunt/"),
    ):
        noor = browser_of(party)
        noor.page = noor.http.post(
            f"{noor.root}melden/", files=[(name, (None, value)) for name, value in sent.items()]
        )
        assert (noor.path, noor.page.status_code) == (path, 200), noor.text
        # Only an organisation that shows a desk of this party is a way back.
        assert "Terug naar" not in noor.text
        assert not noor.find(f"//a[contains(@href, '{stranger.tenant.slug}') or contains(@href, 'elders')]")


def test_an_address_can_name_a_desk_of_this_organisation(browser_of: Callable[..., Reporter]) -> None:
    party = make_tenant(name=PARTY)
    second = second_desk(party)
    noor = browser_of(party).open(f"?meldpunt={second.slug}")
    assert noor.find("//input[@name='meldpunt']/@value") == [second.slug]
    assert not noor.http.cookies
    for wrong in ("nergens", "%00", "'"):
        assert noor.open(f"?meldpunt={wrong}").find("//input[@name='meldpunt']") == []


def second_desk(party: Town) -> Desk:
    """A second desk of the party, open, read by Fatima and Hassan."""
    with tenant_scope(party.tenant.id):
        desk = Desk.objects.create(
            id=uuid4(),
            tenant_id=party.tenant.id,
            slug=f"d{uuid4().hex[:8]}",
            name="Tweede meldpunt",
            kinds=[],
        )
        for who in ("Fatima", "Hassan"):
            DeskMember.objects.create(
                id=uuid4(), tenant_id=party.tenant.id, desk=desk, person_id=party[who].person_id
            )
        return desk


@pytest.mark.req("R7")
def test_what_was_begun_here_is_still_here_after_reporting_there(
    party: Town, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    schedule(party, days(-3), days(30))
    link(party, town)
    noor = browser_of(town).begin().send(f"melden/wie-leest/?meldpunt={town.desk.slug}")
    noor.send("melden/onderwerp/", {"kind": "conduct"}).send("melden/verhaal/", {"story": "Hier begonnen."})
    there = browser_of(party)
    there.http = noor.http  # the same browser
    assert len(there.reported()) == 8
    noor.open("melden/verhaal/")
    assert "Hier begonnen." in noor.text
    # A quick exit clears both.
    noor.http.get("/weg/", follow_redirects=False)
    assert "Hier begonnen." not in noor.open("melden/verhaal/").text


def test_a_desk_that_is_only_offered_is_not_shown(party: Town, browser_of: Callable[..., Reporter]) -> None:
    schedule(party, days(-3), days(30))
    other = make_tenant()
    link_id = link(party, other, accept=False)
    noor = browser_of(other).open()
    assert PARTY not in noor.text
    assert noor.open(f"melden/buiten/{link_id}/").page.status_code == 404


@pytest.mark.req("R7")
def test_the_desks_own_questions_are_asked_and_sealed_with_the_report(
    party: Town, browser_of: Callable[..., Reporter]
) -> None:
    schedule(party, days(-3), days(30))
    actions.desk_set_questions(party["Wietske"].opened, desk_id=party.desk.id, questions=QUESTIONS)
    noor = browser_of(party).ready()
    noor.open("melden/eigen-vragen/")
    assert QUESTIONS[0] in noor.text
    names = noor.find("//textarea[starts-with(@name, 'own_')]/@name")
    assert len(names) == 2
    noor.send("melden/eigen-vragen/", {names[0]: "Ja, drie jaar."})
    assert noor.path == "melden/jij/"
    assert "Ja, drie jaar." in noor.open("melden/nakijken/").text
    noor.send("melden/nakijken/")
    words = noor.words
    noor.send("melden/woorden/", {"bewaard": "1"})
    # What was asked stays what it was, also when the desk asks something else from now on.
    actions.desk_set_questions(party["Wietske"].opened, desk_id=party.desk.id, questions=["Iets anders?"])
    noor.send("terug/", {"words": " ".join(words)})
    assert QUESTIONS[0] in noor.text
    assert "Ja, drie jaar." in noor.text
    assert QUESTIONS[1] not in noor.text


def test_answers_to_own_questions_survive_a_draft_that_is_gone(
    party: Town, browser_of: Callable[..., Reporter]
) -> None:
    actions.desk_set_questions(party["Wietske"].opened, desk_id=party.desk.id, questions=QUESTIONS)
    noor = browser_of(party).begin().send("melden/wie-leest/")
    name = noor.open("melden/eigen-vragen/").find("//textarea/@name")[0]
    noor.http.cookies.clear()
    noor.send("melden/eigen-vragen/", {name: "Lang verhaal."}, token="x")
    assert "Lang verhaal." in noor.text
    assert QUESTIONS[0] in noor.text
    actions.desk_set_questions(party["Wietske"].opened, desk_id=party.desk.id, questions=[])


def test_every_change_of_a_desk_leaves_a_line(party: Town) -> None:
    schedule(party, days(-3), days(30))
    actions.desk_set_questions(party["Wietske"].opened, desk_id=party.desk.id, questions=QUESTIONS)
    with tenant_scope(party.tenant.id):
        found = set(Line.objects.filter(subject_id=party.desk.id).values_list("verb", flat=True))
    assert {"desk.schedule", "desk.set_questions"} <= found
