"""Whom a reporter reaches while their contact person is away, and a substitute who goes away too (C8, C13)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from tests.at_once import second_of
from tests.filed import file_report, say_yes, subject_of
from tests.people import make_tenant
from tests.web.office.cases.test_absences import away
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases import absences, actions, contact_persons
from weerbaar.cases.models import Absence, ContactPerson
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import actions as reporter_acts
from weerbaar.intake import contacting
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

REACH = "Bel mij op 06 12345678."
INSTEAD = "Bel op 06 87654321."


@pytest.fixture
def town(database):
    made = make_tenant()
    for name in ("Fatima", "Ruben", "Joris"):
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


def knocked(town) -> set[str]:
    names = {town[name].staff.alias: name for name in ("Fatima", "Ruben", "Joris")}
    with tenant_scope(town.tenant.id):
        found = {names[one.address.holder_alias] for one in Knock.objects.select_related("address")}
        Knock.objects.all().delete()
    return found


def with_fatima(made, town):
    contact_persons.name_contact(
        town["Joris"].opened,
        code=made.code,
        person_id=town["Fatima"].person_id,
        reach=REACH,
        reason="Die kent het werk.",
    )
    say_yes(town["Fatima"], made.case, REACH)
    return made


@pytest.fixture
def filed(town):
    """A case whose reporter has Fatima, and which Joris reads too."""
    return with_fatima(file_report(town), town)


def page_of(town, filed) -> str:
    with tenant_scope(town.tenant.id):
        row = ContactPerson.objects.get(case=filed.case, ended_at=None)
    return f"ik/weg/contactpersoon/{filed.code}/{row.id}/"


def seen(filed):
    with tenant_scope(filed.case.tenant_id):
        return contacting.contact(filed.reporter)


@pytest.mark.req("C8", "C13")
def test_who_goes_away_says_whom_the_reporter_reaches_and_only_in_that_time_they_read_it(town, filed):
    fatima, path = Desk(town, "Fatima"), page_of(town, filed)
    assert fatima.get(path).status_code == 404, "she is not away"
    fatima.post("ik/weg/nieuw/", away(town, first=3, last=9))
    told = fatima.text("ik/weg/")
    assert "Voor wie jij contactpersoon bent" in told
    assert "nog niemand" in told
    answer = fatima.post(path, {"person": "", "reach": INSTEAD})
    assert INSTEAD in words(answer)
    knocked(town)
    form = {"person": str(town["Joris"].person_id), "reach": INSTEAD}
    assert fatima.post(path, form).status_code == 302
    assert "Joris" in knocked(town)
    assert town["Joris"].staff.name in fatima.text("ik/weg/")
    assert seen(filed).away_until is None
    with clock.stopped_at(clock.now() + timedelta(days=4)):
        found = seen(filed)
        assert found.away_until == clock.today() + timedelta(days=5)
        assert (found.meanwhile, found.meanwhile_reach) == (town["Joris"].staff.name, INSTEAD)
    with clock.stopped_at(clock.now() + timedelta(days=11)):
        assert seen(filed).away_until is None
    Desk(town, "Fatima").post("ik/weg/terug/", {"zeker": "1"})
    with clock.stopped_at(clock.now() + timedelta(days=4)):
        assert seen(filed).away_until is None


@pytest.mark.req("C8", "C13")
def test_nobody_else_says_it_and_nobody_who_must_stay_out_is_said(town, filed):
    fatima, path = Desk(town, "Fatima"), page_of(town, filed)
    fatima.post("ik/weg/nieuw/", away(town))
    form = {"person": str(town["Joris"].person_id), "reach": INSTEAD}
    for who in ("Joris", "Marit", "Bram", "Wietske"):
        assert Desk(town, who).get(path).status_code == 404
        assert Desk(town, who).post(path, form).status_code == 404
    for who in ("Bram", "Fatima", "Marit"):
        refused = fatima.post(path, form | {"person": str(town[who].person_id)})
        assert "Kies iets uit de lijst." in words(refused)
    assert seen(filed).meanwhile == ""
    assert seen(filed).away_until is not None


@pytest.mark.req("C8", "C13")
def test_whoever_is_put_out_meanwhile_is_not_shown_any_more(town, filed):
    fatima, path = Desk(town, "Fatima"), page_of(town, filed)
    fatima.post("ik/weg/nieuw/", away(town))
    fatima.post(path, {"person": str(town["Ruben"].person_id), "reach": INSTEAD})
    assert seen(filed).meanwhile == town["Ruben"].staff.name
    Desk(town, "Fatima").post("ik/weg/terug/", {"zeker": "1"})
    Desk(town, "Fatima").post("ik/weg/nieuw/", away(town, "Marit"))
    found = seen(filed)
    assert found.away_until is not None
    assert found.meanwhile == "", "it was said for the absence before"


@pytest.mark.req("C8", "C18")
def test_who_is_there_meanwhile_for_one_side_is_not_asked_for_the_other(town, filed):
    fatima, joris = Desk(town, "Fatima"), str(town["Joris"].person_id)
    path, subject = page_of(town, filed), f"zaken/{filed.code}/betrokkene/{subject_of(filed)}/contactpersoon/"
    fatima.post("ik/weg/nieuw/", away(town))
    fatima.post(path, {"person": joris, "reach": INSTEAD})
    form = {"person": joris, "reach": REACH, "reason": "Die is er."}
    assert "kan dit nu doen." in words(fatima.post(subject, form)), (
        "the two in the case are there for the reporter"
    )
    # Once she is back, nobody is there for both.
    fatima.post("ik/weg/terug/", {"zeker": "1"})
    assert fatima.post(subject, form).status_code == 302


@pytest.mark.req("C13")
def test_a_substitute_who_goes_away_too_chooses_so_and_the_knocks_reach_somebody(town):
    filed = file_report(town, readers=("Fatima", "Marit"), kept_out=("Bram", "Joris"))
    Desk(town, "Fatima").post("ik/weg/nieuw/", away(town))
    ruben = Desk(town, "Ruben")
    assert f"Jij vervangt {town['Fatima'].staff.name} tot en met" in ruben.text("ik/weg/nieuw/")
    assert "in 1 zaak" in ruben.text("ik/weg/")
    form = away(town, "Joris", by="Ruben")
    refused = ruben.post("ik/weg/nieuw/", form)
    assert "Je vervangt in die tijd zelf iemand." in words(refused)
    with tenant_scope(town.tenant.id):
        assert not Absence.objects.filter(absent_alias=town["Ruben"].staff.alias).exists()
    assert "behalve als die zelf weg is" not in Desk(town, "Fatima").text("ik/weg/")
    knocked(town)
    assert ruben.post("ik/weg/nieuw/", form | {"leaves_others": "on"}).status_code == 302
    assert {"Fatima", "Ruben"} <= knocked(town)
    told = Desk(town, "Fatima").text("ik/weg/")
    assert "is zelf weg van" in told
    assert "behalve als die zelf weg is." in told
    reporter_acts.write(filed.reporter, body="Er is iets.")
    assert "Fatima" in knocked(town)


@pytest.mark.req("C13")
def test_of_two_who_name_each_other_at_the_same_moment_one_is_refused(town):
    file_report(town)
    today = clock.today()

    def go(who: str, other: str) -> None:
        absences.begin(town[who].opened, person_id=town[other].person_id, first_day=today, last_day=today)

    refused = second_of(town.tenant.id, lambda: go("Fatima", "Joris"), lambda: go("Joris", "Fatima"))
    assert isinstance(refused, RefusedError)
    with tenant_scope(town.tenant.id):
        assert Absence.objects.count() == 1


@pytest.mark.req("C8", "C13")
def test_where_there_is_nobody_to_name_it_says_so_and_where_to_let_somebody_in(town):
    filed = with_fatima(file_report(town, kept_out=("Bram", "Ruben")), town)
    fatima, path = Desk(town, "Fatima"), page_of(town, filed)
    # Joris is away as well, and Ruben must stay out: nobody else has a key.
    for who in ("Joris", "Fatima"):
        Desk(town, who).post("ik/weg/nieuw/", away(town, by=who))
    let_in = f"zaken/{filed.code}/toegang/?terug="
    page = fatima.get("ik/weg/").content.decode()
    assert f"{let_in}{quote_plus(f'{fatima.root}ik/weg/')}" in page
    assert path not in page
    assert "Niemand kan dit nu doen" in fatima.text("ik/weg/")
    page = fatima.get(path).content.decode()
    assert "Niemand kan dit nu doen" in page
    assert f"{let_in}{quote_plus(f'{fatima.root}{path}')}" in page
    assert 'name="reach"' not in page
    actions.let_in(
        town["Joris"].opened,
        code=filed.code,
        person_id=town["Marit"].person_id,
        reason="Helpt mee.",
        last_day=None,
    )
    assert "Niemand kan dit nu doen" not in fatima.text("ik/weg/")
    assert path in fatima.get("ik/weg/").content.decode()
    form = {"person": str(town["Marit"].person_id), "reach": INSTEAD}
    assert fatima.post(path, form).status_code == 302
    assert seen(filed).meanwhile == town["Marit"].staff.name


@pytest.mark.req("C8", "C13")
def test_who_hands_over_reads_first_that_being_the_contact_person_ends_with_it(town, filed):
    path = f"zaken/{filed.code}/overdragen/"
    assert "Jij bent contactpersoon van de melder." in Desk(town, "Fatima").text(path)
    joris = Desk(town, "Joris")
    assert "Jij bent contactpersoon van" not in joris.text(path)
    form = {"person": str(town["Joris"].person_id), "reach": REACH, "reason": "Die is er."}
    joris.post(f"zaken/{filed.code}/betrokkene/{subject_of(filed)}/contactpersoon/", form)
    assert "Jij bent contactpersoon van B1." in joris.text(path)
