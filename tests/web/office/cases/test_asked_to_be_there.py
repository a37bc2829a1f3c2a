"""A contact person is asked, and says yes or no themself; until the yes nobody outside has them (C8, C18)."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.filed import assessment, file_report, name_contact, say_yes, subject_of
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, verbs, words

from weerbaar.cases import actions, contact_persons, staying_out, subjects, triage
from weerbaar.cases.detriment import YES, Answer
from weerbaar.cases.jobs import ask_how_it_goes
from weerbaar.cases.models import ContactPerson
from weerbaar.cases.staying_out import As, Whom
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import checking_in, contacting
from weerbaar.web.design import dates

REACH = "Bel mij op 06 12345678."
REASON = "Die kent het werk."
ASKED = "vraagt of jij contactpersoon wilt zijn"


@pytest.fixture
def town(database):
    return make_tenant()


@pytest.fixture
def filed(town):
    return file_report(town, readers=("Fatima", "Joris", "Ruben"), name="Noor Visser")


def ask(town, filed, who: str = "Joris", *, party_id=None, by: str = "Fatima"):
    """Fatima asks somebody by the page; the address at which they answer."""
    of = f"betrokkene/{party_id}/" if party_id else ""
    form = {"person": str(town[who].person_id), "reach": REACH, "reason": REASON}
    assert Desk(town, by).post(f"zaken/{filed.code}/{of}contactpersoon/", form).status_code == 302
    with tenant_scope(town.tenant.id):
        row = ContactPerson.objects.get(case=filed.case, party_id=party_id, agreed_at=None, ended_at=None)
    return f"zaken/{filed.code}/contactpersoon/{row.id}/"


def seen(filed):
    with tenant_scope(filed.case.tenant_id):
        return contacting.contact(filed.reporter)


@pytest.mark.req("C8")
def test_who_is_asked_reads_it_on_vandaag_and_says_yes_with_a_number_of_their_own(town, filed):
    path = ask(town, filed)
    joris = Desk(town, "Joris")
    assert f"Fatima {ASKED}" in joris.text()
    assert ASKED not in Desk(town, "Ruben").text()
    page = joris.text(path)
    assert "Wil je contactpersoon zijn van de melder?" in page
    assert REACH in page
    assert "Je hebt al een sleutel van deze zaak." in page
    assert joris.post(path, {"decision": "yes", "reach": "Bel mij op 06 87654321."}).status_code == 302
    contact = seen(filed)
    assert (contact.name, contact.reach) == (town["Joris"].staff.name, "Bel mij op 06 87654321.")
    assert ASKED not in joris.text()
    assert verbs(filed).count("case.agree_contact") == 1


@pytest.mark.req("C8")
def test_who_is_asked_finds_where_to_answer_in_the_case_too(town, filed):
    path = ask(town, filed)
    joris, fatima = Desk(town, "Joris"), Desk(town, "Fatima")
    asked_of_you = "gevraagd. Zeg ja of nee"
    assert asked_of_you in joris.text(f"zaken/{filed.code}/")
    assert path in joris.get(f"zaken/{filed.code}/").content.decode()
    assert "gevraagd, en zei nog geen ja of nee." in fatima.text(f"zaken/{filed.code}/")
    assert asked_of_you not in fatima.text(f"zaken/{filed.code}/")
    assert joris.post(path, {"decision": "yes", "reach": REACH}).status_code == 302
    assert asked_of_you not in joris.text(f"zaken/{filed.code}/")


@pytest.mark.req("C8")
def test_a_number_that_is_missing_is_told_with_what_else_is(town, filed):
    form = {"person": str(town["Joris"].person_id), "reach": "Je bereikt mij op:", "reason": " "}
    said = words(Desk(town, "Fatima").post(f"zaken/{filed.code}/contactpersoon/", form))
    assert "Vul een telefoonnummer of een mailadres in." in said
    assert "Schrijf op waarom." in said


@pytest.mark.req("C8")
def test_a_no_is_told_to_who_asked_with_why_and_not_to_the_reporter(town, filed):
    path, joris = ask(town, filed), Desk(town, "Joris")
    assert "Schrijf op waarom." in words(joris.post(path, {"decision": "no", "reason": " "}))
    assert joris.post(path, {"decision": "no", "reason": "Ik ken de familie."}).status_code == 302
    fatima = Desk(town, "Fatima")
    assert "Joris wil geen contactpersoon zijn" in fatima.text()
    case = fatima.text(f"zaken/{filed.code}/")
    assert "nee. Waarom staat bij de besluiten." in case
    assert "Ik ken de familie." in case
    found = seen(filed)
    assert found.is_looked_for
    assert found.name == ""
    # It asks for Fatima until somebody else is asked.
    ask(town, filed, "Ruben")
    assert "wil geen contactpersoon zijn" not in Desk(town, "Fatima").text()


@pytest.mark.req("C8")
def test_an_answer_says_yes_or_no_and_nothing_typed_is_lost(town, filed):
    path, joris = ask(town, filed), Desk(town, "Joris")
    assert "Maak een keuze." in words(joris.post(path, {"reach": "Bel 06 1.", "reason": "Druk."}))
    refused = joris.post(path, {"decision": "yes", "reach": " "})
    assert "Schrijf op hoe je te bereiken bent." in words(refused)
    assert seen(filed).is_looked_for


@pytest.mark.req("C8")
def test_nobody_but_who_was_asked_answers_for_them(town, filed):
    path = ask(town, filed)
    for who in ("Fatima", "Ruben", "Marit", "Wietske", "Bram"):
        desk = Desk(town, who)
        assert desk.get(path).status_code == 404
        assert desk.post(path, {"decision": "yes", "reach": REACH}).status_code == 404
    assert seen(filed).is_looked_for
    joris = Desk(town, "Joris")
    assert joris.post(path, {"decision": "yes", "reach": REACH}).status_code == 302
    # Once said it is said.
    assert joris.post(path, {"decision": "no", "reason": "Toch niet."}).status_code == 404
    assert seen(filed).name == town["Joris"].staff.name


@pytest.mark.req("C8")
def test_whoever_must_stay_out_is_never_asked_and_who_must_since_then_says_no_yes(town, filed):
    fatima = Desk(town, "Fatima")
    form = {"person": str(town["Bram"].person_id), "reach": REACH, "reason": REASON}
    answer = fatima.post(f"zaken/{filed.code}/contactpersoon/", form)
    assert "Kies een collega uit de lijst." in words(answer)
    path = ask(town, filed, "Ruben")
    ruben = Desk(town, "Ruben")
    assert ruben.get(path).status_code == 200
    whom = Whom(As.INTERESTED, town["Ruben"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=whom, reason="Een vriend.")
    assert ruben.get(path).status_code == 404
    assert ruben.post(path, {"decision": "yes", "reach": REACH}).status_code == 404
    assert ASKED not in ruben.text()
    assert filed.code not in ruben.text("ik/contactpersoon/")
    assert seen(filed).is_looked_for


@pytest.mark.req("C8")
def test_who_came_to_read_along_for_a_time_cannot_say_yes_any_more(town, filed):
    path = ask(town, filed, "Ruben")
    with tenant_scope(town.tenant.id):
        ContactPerson.objects.filter(case=filed.case).update(holder_alias=town["Marit"].staff.alias)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Marit"].person_id,
        reason="Leest mee.",
        last_day=clock.today() + timedelta(days=3),
    )
    answer = Desk(town, "Marit").post(path, {"decision": "yes", "reach": REACH})
    assert "Je kunt dit nu niet meer doen." in words(answer)
    assert seen(filed).is_looked_for


@pytest.mark.req("C8")
def test_whoever_is_there_stays_until_the_next_one_says_yes(town, filed):
    ask(town, filed)
    say_yes(town["Joris"], filed.case, REACH)
    ask(town, filed, "Ruben")
    assert seen(filed).name == town["Joris"].staff.name
    say_yes(town["Ruben"], filed.case, REACH)
    assert seen(filed).name == town["Ruben"].staff.name


@pytest.mark.req("C18")
def test_an_asked_one_does_not_let_the_notice_go(town, filed):
    party, fatima = subject_of(filed), Desk(town, "Fatima")
    path = ask(town, filed, party_id=party)
    with tenant_scope(town.tenant.id):
        assert not subjects.has_contact(party)
    joris = Desk(town, "Joris")
    assert "Wil je contactpersoon zijn van B1?" in joris.text(path)
    assert joris.post(path, {"decision": "yes", "reach": REACH}).status_code == 302
    with tenant_scope(town.tenant.id):
        assert subjects.has_contact(party)
    assert town["Joris"].staff.name in fatima.text(f"zaken/{filed.code}/betrokkene/{party}/")


@pytest.mark.req("C18")
def test_who_is_asked_for_one_side_is_not_asked_for_the_other(town, filed):
    ask(town, filed)
    form = {"person": str(town["Joris"].person_id), "reach": REACH, "reason": REASON}
    answer = Desk(town, "Fatima").post(
        f"zaken/{filed.code}/betrokkene/{subject_of(filed)}/contactpersoon/", form
    )
    assert "Kies een collega uit de lijst." in words(answer)


@pytest.mark.req("C18")
def test_who_works_on_the_case_and_is_there_for_whom_it_is_about_is_said_not_to_be_independent(town, filed):
    party, fatima = subject_of(filed), town["Fatima"].opened
    page = f"zaken/{filed.code}/betrokkene/{party}/"
    actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
    triage.assess(fatima, code=filed.code, given=assessment())
    desk = Desk(town, "Fatima")
    form = desk.text(f"{page}contactpersoon/")
    assert f"{town['Fatima'].staff.function} (werkt aan deze zaak)" in form
    assert f"{town['Joris'].staff.function} (werkt aan deze zaak)" not in form
    assert "Wie aan deze zaak werkt, staat niet los van de zaak." in form
    ask(town, filed, "Ruben", party_id=party)
    say_yes(town["Ruben"], filed.case, REACH)
    warning = "werkt ook aan deze zaak. Zo staat er voor deze persoon niemand los van de zaak."
    assert warning not in desk.text(page)
    contact_persons.name_contact(
        fatima, code=filed.code, person_id=fatima.person_id, reach=REACH, reason=REASON, party_id=party
    )
    assert f"Fatima {warning}" in desk.text(page)


def card_of(desk, filed) -> str:
    """What stands on somebody's list about one case."""
    found = lxml.html.fromstring(desk.get("ik/contactpersoon/").content.decode())
    [card] = [one for one in found.xpath("//main//section") if filed.code in one.text_content()]
    return " ".join(card.text_content().split())


@pytest.mark.req("C8")
def test_the_list_says_for_whom_one_is_there_how_one_is_reached_and_what_is_asked_next(town, filed):
    joris = Desk(town, "Joris")
    assert "Je bent van niemand contactpersoon" in joris.text("ik/contactpersoon/")
    assert "Kijk voor wie" not in joris.text("ik/")
    ask(town, filed)
    assert "Jij zei nog geen ja of nee" in card_of(joris, filed)
    say_yes(town["Joris"], filed.case, REACH)
    assert "Kijk voor wie" in joris.text("ik/")
    told = card_of(joris, filed)
    with tenant_scope(town.tenant.id):
        planned = checking_in.how_it_goes(filed.reporter).next_on
    assert REACH in told
    assert f"Wij vragen op {dates.full_day(planned)} weer hoe het gaat." in told
    assert "Een antwoord vraagt om jou" not in told
    assert verbs(filed).count("case.read_contact") == 2, "each time that it was shown"
    for who in ("Fatima", "Ruben", "Marit", "Samira"):
        assert filed.code not in Desk(town, who).text("ik/contactpersoon/")


@pytest.mark.req("C8")
def test_the_keys_of_the_list_are_opened_at_once_however_long_it_is(town, filed):
    joris, found = Desk(town, "Joris"), []
    for one in (filed, *(file_report(town, readers=("Fatima", "Joris", "Ruben")) for _ in range(2))):
        ask(town, one)
        with CaptureQueriesContext(connection) as asked:
            assert one.code in joris.text("ik/contactpersoon/")
        found.append(sum('FROM "vault_grant"' in query["sql"] for query in asked.captured_queries))
    assert found[0] > 0
    assert found[2] == found[0]


@pytest.mark.req("C8")
def test_an_answer_that_turned_bad_stands_on_the_list(town, filed):
    joris = Desk(town, "Joris")
    name_contact_of(town, filed)
    with clock.stopped_at(clock.now() + timedelta(days=31 * 6)):
        ask_how_it_goes(town.tenant.id)
        with tenant_scope(town.tenant.id):
            waiting = checking_in.how_it_goes(filed.reporter).waiting
        given = Answer(YES, ("demotion",), "Ik doe nu de post.", "Bel mij.")
        checking_in.check_in(filed.reporter, check_in_id=waiting, given=given)
    told = card_of(joris, filed)
    assert "Een antwoord vraagt om jou" in told
    assert "Ik doe nu de post." not in told


def name_contact_of(town, filed) -> None:
    ask(town, filed)
    say_yes(town["Joris"], filed.case, REACH)


@pytest.mark.req("C8")
def test_whoever_names_themself_says_yes_by_it(town):
    filed = file_report(town, kind="detriment", name="Noor Visser")
    name_contact(town["Fatima"].opened, filed.case)
    ask_form = {"person": str(town["Fatima"].person_id), "reach": REACH, "reason": REASON}
    Desk(town, "Fatima").post(f"zaken/{filed.code}/contactpersoon/", ask_form)
    assert seen(filed).name == town["Fatima"].staff.name
    assert ASKED not in Desk(town, "Fatima").text()
