"""Protecting whoever reported, on the pages of the desk: the contact person, what they say of how it goes (C8)."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from tests.filed import bring, file_report, say_yes
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases import actions
from weerbaar.cases.detriment import BURDEN_REVERSED, YES, Answer
from weerbaar.cases.jobs import ask_how_it_goes
from weerbaar.cases.models import CheckIn, Decision, Measure, Message
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import checking_in, contacting
from weerbaar.intake.actions import write
from weerbaar.intake.questions import EARLIER, EARLIER_KIND

REASON = "Die heeft er de tijd voor."
REACH = "Bel mij op 06 12345678."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    return file_report(town, name="Noor Visser")


def harmed(town, filed):
    with tenant_scope(town.tenant.id):
        waiting = checking_in.how_it_goes(filed.reporter).waiting
    given = Answer(YES, ("demotion",), "Ik doe nu de post.", "Bel mij vandaag.")
    checking_in.check_in(filed.reporter, check_in_id=waiting, given=given)


@pytest.mark.req("C8")
def test_a_handler_names_a_contact_person_and_the_page_says_who_it_is(town, fatima, filed):
    page = f"zaken/{filed.code}/"
    assert "Er is nog geen contactpersoon." in fatima.text(page)
    form = fatima.text(f"{page}contactpersoon/")
    assert "Je collega zegt zelf ja of nee" in form
    assert "Bram" not in form
    answer = fatima.post(f"{page}contactpersoon/", {"person": "", "reach": REACH, "reason": REASON})
    assert "Kies een collega uit de lijst." in words(answer)
    assert REACH in words(answer)
    given = {"person": str(town["Joris"].person_id), "reach": REACH, "reason": REASON}
    fatima.post(f"{page}contactpersoon/", given)
    text = fatima.text(page)
    assert f"{town['Joris'].staff.name} is op" in text
    assert "en zei nog geen ja of nee" in text
    assert f"Contactpersoon {town['Joris'].staff.name}" not in text
    with tenant_scope(town.tenant.id):
        assert contacting.contact(filed.reporter).name == ""
    say_yes(town["Joris"], filed.case, REACH)
    text = fatima.text(page)
    assert f"Contactpersoon {town['Joris'].staff.name}" in text
    assert "en zei nog geen ja of nee" not in text
    assert REACH in text
    with tenant_scope(town.tenant.id):
        assert contacting.contact(filed.reporter).name == town["Joris"].staff.name


@pytest.mark.req("C8")
def test_somebody_who_must_stay_out_is_not_made_one_by_hand(town, fatima, filed):
    path = f"zaken/{filed.code}/contactpersoon/"
    answer = fatima.post(path, {"person": str(town["Bram"].person_id), "reach": REACH, "reason": REASON})
    assert "Kies een collega uit de lijst." in words(answer)
    with tenant_scope(town.tenant.id):
        assert contacting.contact(filed.reporter) is None


def test_whoever_was_not_let_in_finds_no_such_page(town, filed):
    ruben = Desk(town, "Ruben")
    assert ruben.get(f"zaken/{filed.code}/contactpersoon/").status_code == 404


@pytest.mark.req("C8")
def test_a_case_of_a_known_reporter_does_not_go_on_without_one(town, fatima):
    filed = file_report(town, kind="detriment", name="Noor Visser")
    bring(town["Fatima"].opened, filed, "assessed", kind="detriment")
    page = f"zaken/{filed.code}/"
    assert "Noem eerst een contactpersoon" in fatima.text(f"{page}onderzoeken/")
    fatima.post(
        f"{page}contactpersoon/", {"person": str(town["Joris"].person_id), "reach": REACH, "reason": REASON}
    )
    # To have asked somebody is not enough.
    assert "Noem eerst een contactpersoon" in fatima.text(f"{page}onderzoeken/")
    say_yes(town["Joris"], filed.case, REACH)
    assert "Noem eerst een contactpersoon" not in fatima.text(f"{page}onderzoeken/")


@pytest.mark.req("C8")
def test_a_bad_answer_stands_first_on_vandaag_and_its_words_in_the_case(town, fatima, filed):
    with clock.stopped_at(clock.now() + timedelta(days=31 * 6)):
        ask_how_it_goes(town.tenant.id)
        harmed(town, filed)
    text = fatima.text()
    assert "Iemand meldt nadeel. Kijk vandaag wat er nodig is" in text
    assert "Ik doe nu de post." not in text
    text = fatima.text(f"zaken/{filed.code}/")
    for said in ("Er is iets gebeurd", "Een lagere functie", "Ik doe nu de post.", "Bel mij vandaag."):
        assert said in text
    assert "Neem vandaag contact op met de melder." in text
    assert "of deed dat al" in text


@pytest.mark.req("C8")
def test_that_nobody_answered_is_said_too(town, fatima, filed):
    assert "Het is nog niet gevraagd." in fatima.text(f"zaken/{filed.code}/")
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    assert "Nog geen antwoord" in fatima.text(f"zaken/{filed.code}/")
    checking_in.stop_check_ins(filed.reporter)
    assert "Wil dit niet meer horen" in fatima.text(f"zaken/{filed.code}/")


@pytest.mark.req("C8")
@pytest.mark.parametrize(("kind", "is_told"), [("wrongdoing", True), ("conduct", False)])
def test_a_complaint_says_to_which_report_it_belongs_and_who_proves_what(town, fatima, kind, is_told):
    earlier = file_report(town, kind=kind)
    complaint = file_report(town, kind="detriment", answers={EARLIER: earlier.code, EARLIER_KIND: kind})
    page = fatima.get(f"zaken/{complaint.code}/")
    assert f"/zaken/{earlier.code}/" in page.content.decode()
    assert (BURDEN_REVERSED in words(page)) is is_told
    other = file_report(town, kind="detriment", answers={EARLIER: "W-niets-00", EARLIER_KIND: kind})
    text = fatima.text(f"zaken/{other.code}/")
    assert "Je hebt daar geen sleutel van." in text


# --- who bears the burden of what protects ---

PROPOSED = {
    "kind": "protection",
    "party": "none",
    "what": "De melder is voorlopig niet bij het overleg.",
    "why": "Daar wordt de melder aangesproken.",
    "proportion": "Een gesprek hielp niet.",
}
ON_REPORTER = {
    "bearer": "reporter",
    "alternative": "De ander sluit online aan.",
    "why_not": "Dan kan die de melder nog aanspreken.",
    "asks": "Wil jij voorlopig niet bij het overleg zijn?",
}


@pytest.mark.req("C8")
def test_a_measure_that_the_reporter_bears_says_so_and_asks_for_what_else_was_considered(town, fatima, filed):
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    page = f"zaken/{filed.code}/"
    answer = fatima.post(f"{page}maatregel/", PROPOSED)
    assert "Zeg wie er last van heeft." in words(answer)
    answer = fatima.post(f"{page}maatregel/", PROPOSED | ON_REPORTER | {"alternative": " "})
    assert "Schrijf eerst iets op." in words(answer)
    assert ON_REPORTER["why_not"] in words(answer)
    fatima.post(f"{page}maatregel/", PROPOSED | ON_REPORTER)
    text = fatima.text(page)
    assert "De melder draagt de last van deze maatregel." in text
    assert ON_REPORTER["alternative"] in text
    with tenant_scope(town.tenant.id):
        asked = Message.objects.get(case=filed.case, kind=Message.Kind.QUESTION)
        measure_id = Measure.objects.get(case=filed.case).id
    path = f"{page}maatregel/{measure_id}/melder/"
    assert "De melder antwoordde nog niet" in fatima.text(path)
    write(filed.reporter, body="Voor een maand is dat goed.", answers=asked.id)
    assert "Voor een maand is dat goed." in fatima.text(path)
    assert "Maak een keuze." in words(fatima.post(path, {"who": "De OR."}))
    refused = fatima.post(path, {"agrees": "yes", "who": "De melder en de OR."})
    assert "Een ander legt vast dat de melder het wil." in words(refused)
    Desk(town, "Joris").post(path, {"agrees": "yes", "who": "De melder en de OR."})
    assert "De melder en de OR." in fatima.text(page)


def test_whoever_was_not_let_in_cannot_say_that_the_reporter_agreed(town, filed):
    ruben = Desk(town, "Ruben")
    assert ruben.get(f"zaken/{filed.code}/maatregel/{filed.case.id}/melder/").status_code == 404


# --- a bad answer stays until somebody says what was done ---

ASKS = "Iemand meldt nadeel. Kijk vandaag wat er nodig is"


def todos(desk, filed):
    """The lines of Vandaag about how it goes with the reporter of this case: where each leads."""
    links = lxml.html.fromstring(desk.get().content.decode()).xpath("//main//a/@href")
    here = f"/zaken/{filed.code}/"
    return [one for one in links if here in one and ("#bescherming" in one or "/gedaan/" in one)]


@pytest.mark.req("C8")
def test_a_bad_answer_stays_before_everybody_of_the_case_until_one_says_what_was_done(town, fatima, filed):
    joris, page = Desk(town, "Joris"), f"zaken/{filed.code}/"
    given = {"person": str(town["Joris"].person_id), "reach": REACH, "reason": REASON}
    fatima.post(f"{page}contactpersoon/", given)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    harmed(town, filed)
    for who in (fatima, joris):
        [todo] = todos(who, filed)
        assert todo.endswith("#bescherming")
        assert "Leg daarna vast wat er gedaan is." in who.text(page)
        # Who opened it did not call: it is theirs still, with what has to be written down.
        [todo] = todos(who, filed)
        assert todo.endswith("/gedaan/")
        assert ASKS in who.text()
        assert "Je las dit. Leg vast wat er gedaan is" in who.text()
    done = todo.removeprefix(f"/{town.tenant.slug}/")
    assert Desk(town, "Ruben").get(done).status_code == 404
    assert Desk(town, "Ruben").post(done, {"reason": "Ik belde."}).status_code == 404
    assert "Schrijf op wat er gedaan is." in words(joris.post(done, {"reason": " "}))
    assert todos(fatima, filed)
    assert joris.post(done, {"reason": "Ik belde Noor. Zij gaat terug naar haar plek."}).status_code == 302
    for who in (fatima, joris):
        assert not todos(who, filed)
        told = who.text(page)
        assert "Ik belde Noor. Zij gaat terug naar haar plek." in told
        assert "Vastgelegd wat er na een melding van nadeel is gedaan" in told
        assert "Leg daarna vast" not in told
    assert "Iemand zei al dat dit is gedaan" in words(fatima.post(done, {"reason": "Ik belde ook."}))


def test_what_was_done_lies_sealed(town, fatima, filed):
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    harmed(town, filed)
    [todo] = todos(fatima, filed)
    fatima.get(f"zaken/{filed.code}/")
    [todo] = todos(fatima, filed)
    fatima.post(todo.removeprefix(f"/{town.tenant.slug}/"), {"reason": "Ik belde de melder om tien uur."})
    with tenant_scope(town.tenant.id):
        [kept] = Decision.objects.filter(case=filed.case, verb="case.note_help")
        asked = CheckIn.objects.get(id=kept.object_alias)
    assert kept.actor_alias == town["Fatima"].staff.alias
    assert b"tien uur" not in bytes(kept.sealed_reason)
    assert asked.news_at is None
    assert asked.answered_at is not None
