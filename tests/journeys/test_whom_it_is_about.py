"""Whoever a report is about, on a telephone: told and not alone, helped, and at the end a letter (C18)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.cases.test_guests import to_be
from tests.filed import STORY, bring, file_report, let_know, say_yes, subject_of
from tests.journeys.test_all_of_wrongdoing import come_back, press
from tests.journeys.test_handle import check, sign_in
from tests.people import make_tenant

from weerbaar.cases import closing_letters, contact_persons, guests, rehabilitating
from weerbaar.database.scope import tenant_scope

LETTER = "Geachte heer of mevrouw,\n\nWat in de melding stond, is niet vastgesteld. U krijgt geen maatregel."
WORDS = "Er was een melding over onze teamleider. Er is niets vastgesteld."


@pytest.mark.req("C18")
def test_who_it_is_about_is_told_helped_and_heard_of_to_the_end(browse, faces, picture):
    town = make_tenant()
    filed = file_report(town, name="Noor Visser")
    fatima, party = town["Fatima"].opened, subject_of(filed)
    about = {"code": filed.code, "party_id": party}
    let_know(town, filed)
    contact_persons.name_contact(
        fatima,
        person_id=town["Joris"].person_id,
        reach="Bel mij op werkdagen: 06 12345678.",
        reason="Die heeft er de tijd voor.",
        **about,
    )
    say_yes(town["Joris"], filed.case, "Bel mij op werkdagen: 06 12345678.")
    given = to_be("subject", who="De teamleider", last_day=None, party_id=party)
    guests.let_in_guest(fatima, code=filed.code, given=given)

    # The first notice: what it is about, who is there, and help; nothing of the report.
    bram = browse("telephone")
    come_back(bram, faces.reporter, town, " ".join(given.words))
    expect(bram.locator("#contact")).to_be_visible()
    expect(bram.get_by_text("Joris van Dam").first).to_be_visible()
    expect(bram.get_by_text("06 12345678").first).to_be_visible()
    for secret in (STORY, "Noor", "Visser"):
        expect(bram.get_by_text(secret)).to_have_count(0)
    check(bram)
    picture(bram, "betrokkene-pagina-390", "main h1", "#contact")
    bram.get_by_text("Zeg of je hulp wilt").first.click()
    check(bram)
    bram.get_by_label("Ja, neem contact met mij op").check()
    bram.get_by_label("Hoe bereiken wij je het liefst?").fill("Na zes uur.")
    picture(bram, "hulp-390", "main h1", "main form")
    press(bram, "Verstuur mijn antwoord")
    expect(bram.get_by_text("Je antwoord is bewaard.")).to_be_visible()

    desk = browse("desk")
    sign_in(desk, faces.office, town, "Fatima")
    desk.goto(f"{faces.office}/{town.tenant.slug}/zaken/{filed.code}/betrokkene/{party}/")
    expect(desk.get_by_text("Na zes uur.")).to_be_visible()
    check(desk)

    # The end: what was and was not established, and words for others that wait for a yes.
    bring(fatima, filed, "answered")
    closing_letters.give_letter(fatima, outcome="not_established", text=LETTER, **about)
    rehabilitating.propose(fatima, words=WORDS, whom=("Het team",), **about)
    bram.reload()
    expect(bram.get_by_text("U krijgt geen maatregel.")).to_be_visible()
    check(bram)
    bram.locator("#eerherstel >> xpath=..").get_by_text("Lees de woorden").click()
    expect(bram.get_by_text(WORDS)).to_be_visible()
    check(bram)
    picture(bram, "goede-naam-390", "main h1", "main form")
    bram.get_by_label("Ja, vertel het zo").check()
    press(bram, "Verstuur mijn antwoord")
    with tenant_scope(town.tenant.id):
        assert rehabilitating.states_of([party]) == {party: "agreed"}

    # And a complaint about how it was done, read by nobody who did it.
    bram.get_by_role("link", name="Klacht over het onderzoek").click()
    readers = bram.locator("section[aria-labelledby=naar-wie]")
    expect(readers).to_be_visible()
    for who in ("Fatima", "Joris"):
        expect(readers).not_to_contain_text(who)
    check(bram)
    picture(bram, "klacht-onderzoek-390", "main h1", "section[aria-labelledby=naar-wie]")
