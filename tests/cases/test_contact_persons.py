"""Who is there for the reporter: named by a handler, seen by the reporter, gone with their access (C8)."""

from __future__ import annotations

import pytest
from tests.filed import bring, file_report, say_yes, subject_of

from weerbaar.cases import actions, contact_persons, staying_out
from weerbaar.cases.models import ContactPerson, Message
from weerbaar.cases.procedures import Guard
from weerbaar.cases.standing import standing
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import contacting

REACH = "Bel mij op 06 12345678, ook 's avonds."


def name(town, filed, who, *, by="Fatima", party_id=None):
    """Ask somebody, who says yes."""
    ask(town, filed, who, by=by, party_id=party_id)
    if who != by:
        say_yes(town[who], filed.case, REACH)


def ask(town, filed, who, *, by="Fatima", party_id=None):
    contact_persons.name_contact(
        town[by].opened,
        code=filed.code,
        person_id=town[who].person_id,
        reach=REACH,
        reason="Die kent het werk.",
        party_id=party_id,
    )


def seen(filed):
    with tenant_scope(filed.case.tenant_id):
        return contacting.contact(filed.reporter)


def may_be(town, filed, party_id=None):
    with tenant_scope(town.tenant.id):
        found = contact_persons.may_be_contact(filed.case, party_id=party_id)
    return {one.first_name for one in found}


def met(filed):
    with tenant_scope(filed.case.tenant_id):
        return standing(filed.case)


@pytest.mark.req("C8")
def test_the_reporter_sees_who_it_is_and_how_to_reach_them_and_hears_of_it(town, filed):
    assert seen(filed) is None
    name(town, filed, "Joris")
    contact = seen(filed)
    assert (contact.name, contact.reach) == (town["Joris"].staff.name, REACH)
    with tenant_scope(town.tenant.id):
        assert Message.objects.filter(case=filed.case, from_reporter=False).count() == 1
        assert REACH.encode() not in bytes(ContactPerson.objects.get(case=filed.case).sealed_reach)


@pytest.mark.req("C8")
def test_without_a_way_to_reach_them_nobody_is_named(town, filed):
    with pytest.raises(RefusedError) as refused:
        contact_persons.name_contact(
            town["Fatima"].opened,
            code=filed.code,
            person_id=town["Joris"].person_id,
            reach="Maak je je zorgen? Je bereikt mij op: ",
            reason="Die kent het werk.",
        )
    assert refused.value.field == "reach"
    with tenant_scope(town.tenant.id):
        assert not ContactPerson.objects.filter(case=filed.case).exists()


@pytest.mark.req("C8")
def test_who_is_named_why_stands_among_the_decisions_and_nobody_is_named_without_it(town, filed):
    with pytest.raises(RefusedError) as refused:
        contact_persons.name_contact(
            town["Fatima"].opened,
            code=filed.code,
            person_id=town["Joris"].person_id,
            reach=REACH,
            reason=" ",
        )
    assert refused.value.field == "reason"
    name(town, filed, "Joris")
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    [one] = [one for one in page.decisions if one.verb == "case.name_contact"]
    assert (one.by.first_name, one.about.first_name, one.text) == ("Fatima", "Joris", "Die kent het werk.")


@pytest.mark.req("C8")
def test_who_reads_along_for_a_time_neither_names_nor_is_named(town, filed):
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Leest mee.",
        last_day=clock.today(),
    )
    with pytest.raises(RefusedError, match="eindigt vanzelf"):
        name(town, filed, "Ruben", by="Ruben")
    with pytest.raises(RefusedError, match="Kies een collega"):
        name(town, filed, "Ruben")
    assert seen(filed) is None


def test_somebody_else_takes_their_place_and_who_was_it_stays_on_record(town, filed):
    name(town, filed, "Joris")
    name(town, filed, "Fatima")
    assert seen(filed).name == town["Fatima"].staff.name
    with tenant_scope(town.tenant.id):
        rows = ContactPerson.objects.filter(case=filed.case)
        assert rows.count() == 2
        assert rows.filter(ended_at=None).count() == 1


@pytest.mark.req("C8")
def test_only_who_has_access_can_be_it_and_never_who_must_stay_out(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Ruben"), kept_out=())
    assert may_be(town, filed) == {"Fatima", "Joris", "Ruben"}
    for who in ("Bram", "Samira", "Wietske"):
        with pytest.raises(RefusedError):
            name(town, filed, who)
    ruben = staying_out.Whom("interested", person_id=town["Ruben"].person_id)
    name(town, filed, "Ruben")
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=ruben, reason="Een vriend.")
    assert may_be(town, filed) == {"Fatima", "Joris"}
    assert seen(filed).is_gone


@pytest.mark.req("C18")
def test_nobody_is_there_for_both_sides(town, filed):
    subject = subject_of(filed)
    name(town, filed, "Joris")
    assert "Joris" not in may_be(town, filed, subject)
    with pytest.raises(RefusedError):
        name(town, filed, "Joris", party_id=subject)
    name(town, filed, "Fatima", party_id=subject)
    assert "Fatima" not in may_be(town, filed)
    assert seen(filed).name == town["Joris"].staff.name


def test_a_contact_person_of_somebody_who_is_no_subject_of_this_case_is_none(town, filed):
    other = file_report(town)
    with pytest.raises(NotAllowedError):
        name(town, filed, "Joris", party_id=subject_of(other))


@pytest.mark.req("C8")
def test_whoever_leaves_the_case_is_so_no_longer_and_the_reporter_reads_that(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Ruben"))
    name(town, filed, "Ruben")
    actions.recuse(town["Ruben"].opened, code=filed.code, reason="Ik ken de melder.")
    assert seen(filed).is_gone
    assert seen(filed).name == ""


def test_whoever_has_no_access_names_nobody(town, filed):
    with pytest.raises(NotAllowedError):
        name(town, filed, "Joris", by="Ruben")
    assert seen(filed) is None


@pytest.mark.parametrize(
    ("reporter", "named", "is_met"), [("", False, True), ("Noor", False, False), ("Noor", True, True)]
)
def test_a_reporter_whose_name_is_known_needs_one_before_the_case_goes_on(town, reporter, named, is_met):
    filed = file_report(town, name=reporter)
    if named:
        name(town, filed, "Joris")
    assert (Guard.CONTACT_NAMED in met(filed)) is is_met


def test_of_a_closed_case_somebody_can_still_be_named(town):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "closed")
    name(town, filed, "Joris")
    assert seen(filed).name == town["Joris"].staff.name
