"""Whoever has a receipt of their own, on their page: how it goes with a witness, what is made for the accused (C8, C18)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.cases.test_guests import come_back, to_be
from tests.filed import bring, file_report, let_know, say_yes, subject_of
from tests.web.reporter.test_walk import cases_of, new_case, who_may_read

from weerbaar.audit.acts import System
from weerbaar.cases import absences, actions, closing_letters, contact_persons, guests, rehabilitating
from weerbaar.cases.check_ins import ask
from weerbaar.cases.models import CheckIn, Guest
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design.dates import full_day

if TYPE_CHECKING:
    from tests.filed import Filed
    from tests.people import Town
    from tests.reporter import Reporter

PAGE = "mijn-pagina/hoe-gaat-het/"


def let_in(town: Town, filed: Filed, noor: Reporter, role: str, **other: object) -> Reporter:
    """Give somebody words of their own, and come back with them in this browser."""
    if role == "subject":
        let_know(town, filed)
    given = to_be(role, last_day=None, **other)
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    assert come_back(town, given)
    return noor.send("terug/", {"words": " ".join(given.words)})


def ask_now(town: Town, filed: Filed) -> None:
    """Let the day have come of the first check-in that was planned for a guest."""
    with tenant_scope(town.tenant.id):
        alias = Guest.objects.get(case=filed.case).holder_alias
        first = CheckIn.objects.filter(holder_alias=alias, asked_at=None).order_by("due_on")[0]
    ask(System(town.tenant.id), check_in_id=first.id)


@pytest.mark.req("C8")
def test_a_witness_says_what_was_done_to_them_and_makes_a_complaint_of_it(town, noor):
    filed = file_report(town, kept_out=("Ruben",))
    sem = let_in(town, filed, noor, "witness")
    assert "Hoe gaat het met je?" not in sem.text
    ask_now(town, filed)
    assert "Hoe gaat het met je?" in sem.open("mijn-pagina/").text
    sem.send(PAGE, {"said": "yes", "types": ["transfer_location"], "what": "Ik zit nu alleen."})
    assert sem.path == PAGE + "klaar/"
    before = cases_of(town)
    sem.send("mijn-pagina/klacht-over-nadeel/")
    assert sem.path == "melden/wie-leest/"
    sem.send("melden/wie-leest/")
    assert "Ik zit nu alleen." in sem.open("melden/verhaal/").page.text
    sem.send("melden/jij/", {"capacity": "trainee"}).send("melden/je-naam/", {"openness": "anonymous"})
    sem.send("melden/nakijken/")
    assert who_may_read(town, new_case(town, before)) == {"Fatima", "Joris"}


@pytest.mark.req("C8")
def test_a_witness_says_stop_and_can_undo_it(town, noor):
    filed = file_report(town)
    sem = let_in(town, filed, noor, "witness")
    ask_now(town, filed)
    assert "Wij vragen je dit niet meer." in sem.send(PAGE, {"stop": "1"}).text
    assert "Vraag mij weer hoe het gaat" in sem.text
    assert "Wij vragen je weer hoe het gaat." in sem.send(PAGE, {"weer": "1"}).text


@pytest.mark.req("C13", "C18")
def test_the_accused_reads_of_who_stands_in_until_when_and_why(town, noor):
    filed = file_report(town)
    bram = let_in(town, filed, noor, "subject", party_id=subject_of(filed))
    until = clock.today() + timedelta(days=9)
    of_ruben = town["Ruben"].person_id
    first = clock.today() + timedelta(days=1)
    absences.begin(town["Fatima"].opened, person_id=of_ruben, first_day=first, last_day=until)
    reads = f" tot en met {full_day(until)}, want een behandelaar is dan weg"
    assert reads in bram.open("mijn-pagina/").text
    # For good, and so without an end and without a reason.
    actions.let_in(
        town["Fatima"].opened, code=filed.code, person_id=of_ruben, reason="Hij helpt mee.", last_day=None
    )
    text = bram.open("mijn-pagina/").text
    assert "Onderzoeker, sinds " in text
    assert "want een behandelaar is dan weg" not in text


@pytest.mark.req("C13", "C18")
def test_the_accused_reads_of_whoever_reads_for_a_time_until_when(town, noor):
    filed = file_report(town)
    bram = let_in(town, filed, noor, "subject", party_id=subject_of(filed))
    until = clock.today() + timedelta(days=9)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Hij helpt mee.",
        last_day=until,
    )
    text = bram.open("mijn-pagina/").text
    assert f" tot en met {full_day(until)}" in text
    assert "want een behandelaar is dan weg" not in text


@pytest.mark.req("C18")
def test_the_accused_finds_help_a_contact_person_the_letter_and_the_way_to_complain(town, noor):
    filed = file_report(town)
    fatima, party = town["Fatima"].opened, subject_of(filed)
    bram = let_in(town, filed, noor, "subject", party_id=party)
    assert "Wil je hulp?" in bram.text
    assert "belachelijk" not in bram.text
    contact_persons.name_contact(
        fatima,
        code=filed.code,
        person_id=town["Joris"].person_id,
        reach="Bel 06 12345678.",
        reason="Die kent het werk.",
        party_id=party,
    )
    assert "Hoe je die bereikt, staat bij de berichten hieronder." not in bram.open("mijn-pagina/").text
    say_yes(town["Joris"], filed.case, "Bel 06 12345678.")
    bram.send(PAGE, {"said": "yes", "wish": "Na zes uur."})
    assert "Dank je. Je antwoord is bewaard." in bram.text
    text = bram.open("mijn-pagina/").text
    assert town["Joris"].staff.name in text
    assert "Bel 06 12345678." in text
    bring(fatima, filed, "answered")
    closing_letters.give_letter(
        fatima, code=filed.code, party_id=party, outcome="not_established", text="Er is niets vastgesteld."
    )
    rehabilitating.propose(
        fatima, code=filed.code, party_id=party, words="Er is niets vastgesteld.", whom=["Het team"]
    )
    text = bram.open("mijn-pagina/").text
    assert "De brief: wat wel en niet is vastgesteld" in text
    page = "mijn-pagina/eerherstel/"
    assert "Het team" in bram.open(page).text
    assert "Kies of je het ermee eens bent." in bram.send(page, {"said": "Liever niet."}).text
    assert "Liever niet." in bram.page.text
    bram.send(page, {"said_of_it": "changed", "said": "Ook de directeur."})
    assert "Je vroeg om andere woorden." in bram.open(page).text
    bram.send("mijn-pagina/klacht/")
    assert bram.path == "melden/wie-leest/"
    shown = " ".join(bram.find("//section[@aria-labelledby='lezers']")[0].text_content().split())
    assert "Fatima" not in shown
    assert "Joris" not in shown


@pytest.mark.req("C18")
def test_whoever_is_accused_reads_of_help_and_never_how_it_goes_with_a_reporter(town, noor):
    filed = file_report(town)
    bram = let_in(town, filed, noor, "subject", party_id=subject_of(filed))
    assert "Zeg of je hulp wilt" in bram.text
    assert "Vertel hoe het gaat" not in bram.text
    assert "Hoe gaat het met je?" not in bram.open(PAGE).page.text
    bram.send(PAGE, {"stop": "1"})
    assert "Wij bieden je nu geen hulp meer aan" in bram.text
    assert "hoe het gaat" not in bram.text
    bram.open(PAGE).send(PAGE, {"weer": "1"})
    assert "Wij bieden je weer hulp aan." in bram.text
    assert "Zeg of je hulp wilt" in bram.text


def test_whoever_is_no_subject_finds_no_letter(town, noor):
    sem = let_in(town, file_report(town), noor, "witness")
    assert "Klacht over het onderzoek" not in sem.text
    sem.open("mijn-pagina/eerherstel/")
    assert sem.path == "mijn-pagina/"
    sem.open(PAGE + "klaar/")
    assert sem.path == "mijn-pagina/"
