"""Secrecy is lifted too by who imposed it, without the paper that it lies on; and by nobody else, above them either."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from tests.cases.test_deciding import ask, lines
from tests.filed import Filed, assessed_report
from tests.people import make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import asking
from weerbaar.cases.kept_out import kept_out_key, mark
from weerbaar.cases.models import KeptOut, Secrecy
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.vault.models import Grant

WHY = "Het onderzoek is klaar."
ABOVE = {"Nadia": "Geertje", "Geertje": "Marit", "Karim": "Nadia"}
"""Who works under whom: of Nadia, who imposes, Geertje and Marit stand above, and Karim under."""


@pytest.fixture(scope="module")
def town(database):
    cast = [one._replace(manager=ABOVE.get(one.first_name, "")) for one in (*CAST, *GOVERNMENT)]
    return make_tenant(cast=cast)


@pytest.fixture(scope="module")
def other_town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture
def filed(town) -> Filed:
    return assessed_report(town)


def impose(town, filed) -> tuple[UUID, UUID]:
    """A question that Nadia put something of under secrecy, and that."""
    asked_id = ask(town, filed, "Nadia")
    asking.impose_secrecy(
        town["Nadia"].opened, asked_id=asked_id, what="De bijlage over B1", whom="council", why="Het loopt."
    )
    with tenant_scope(town.tenant.id):
        return asked_id, Secrecy.objects.get(asked_id=asked_id).id


def withdraw(town, filed, asked_id) -> None:
    asking.withdraw_question(town["Fatima"].opened, code=filed.code, asked_id=asked_id, reason=WHY)


def lift(staff, secrecy_id) -> None:
    asking.lift_imposed(staff, secrecy_id=secrecy_id)


def listed(town, who) -> list[UUID]:
    with tenant_scope(town.tenant.id):
        return [one.id for one in asking.may_be_lifted(town[who].opened).rows]


@pytest.mark.req("C20")
def test_who_imposed_it_lifts_it_on_record_without_a_word(town, filed):
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    assert secrecy_id in listed(town, "Nadia")
    lift(town["Nadia"].opened, secrecy_id)
    assert secrecy_id not in listed(town, "Nadia")
    with tenant_scope(town.tenant.id):
        sheet = asking.sheet_of_case(town["Joris"].opened, filed.case, asked_id)
        row = Secrecy.objects.get(id=secrecy_id)
        line = Line.objects.get(subject_id=filed.case.id, verb="decision.lift_imposed")
        # On what it lies stays sealed to who had it: no key comes with lifting.
        held = Grant.objects.filter(chest__owner_id=asked_id, holder_alias=town["Nadia"].staff.alias)
        assert not held.exists()
    (kept,) = sheet.secrets
    assert (kept.what, kept.lifted_who, kept.lifted_why) == ("De bijlage over B1", "", "")
    assert kept.lifted_by is not None
    assert kept.lifted_by.alias == town["Nadia"].staff.alias
    assert row.lifted_by == line.actor_alias == town["Nadia"].staff.alias
    assert line.reason_hash is None
    with pytest.raises(RefusedError, match="al opgeheven"):
        lift(town["Nadia"].opened, secrecy_id)
    assert lines(filed).count("decision.lift_imposed") == 1


def test_while_it_lies_before_somebody_else_it_is_lifted_for_them_too(town, filed):
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    new_id = ask(town, filed, "Annelies")
    annelies = town["Annelies"].opened
    assert [one.id for one in asking.read_paper(annelies, asked_id=new_id).under_secrecy] == [secrecy_id]
    lift(town["Nadia"].opened, secrecy_id)
    sheet = asking.read_paper(annelies, asked_id=new_id)
    assert sheet.under_secrecy == ()
    assert [one.lifted_at is None for one in sheet.secrets] == [False]


def test_before_whom_the_question_lies_lifts_it_on_the_paper_and_not_in_this_list(town, filed):
    asked_id, secrecy_id = impose(town, filed)
    assert secrecy_id not in listed(town, "Nadia")
    asking.lift_secrecy(
        town["Nadia"].opened, asked_id=asked_id, secrecy_id=secrecy_id, who="De raad", why=WHY
    )
    paper = asking.read_paper(town["Nadia"].opened, asked_id=asked_id)
    assert [one.lifted_why for one in paper.secrets] == [WHY]


@pytest.mark.req("C20")
@pytest.mark.parametrize("boss", ["Geertje", "Marit"])
def test_who_stands_above_them_learns_of_it_once_a_handler_lays_it_before_them(town, filed, boss):
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    assert listed(town, boss) == []
    with pytest.raises(NotAllowedError):
        lift(town[boss].opened, secrecy_id)
    new_id = ask(town, filed, boss)
    asking.lift_secrecy(town[boss].opened, asked_id=new_id, secrecy_id=secrecy_id, who="De raad", why=WHY)
    assert secrecy_id not in listed(town, "Nadia")


@pytest.mark.parametrize(
    "who",
    ["above them", "beside them", "under them", "handler", "imposed it and kept out", "another town"],
)
def test_nobody_else_lifts_it_or_learns_of_it(town, other_town, filed, who):
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    name = {
        "above them": "Geertje",
        "beside them": "Annelies",
        "under them": "Karim",
        "handler": "Fatima",
        "imposed it and kept out": "Nadia",
    }.get(who)
    staff = town[name].opened if name else other_town["Geertje"].opened
    if who.endswith("kept out"):
        with tenant_scope(town.tenant.id):
            mark(filed.case, [kept_out_key(filed.case.id, staff.person_id)], KeptOut.Origin.NAMED)
    before, told = lines(filed), []
    for one in (secrecy_id, uuid4()):
        with pytest.raises(NotAllowedError) as caught:
            lift(staff, one)
        told.append((caught.value.sentence, caught.value.field))
    assert told[0] == told[1]
    assert lines(filed) == before
    if name:
        assert secrecy_id not in listed(town, name)
    with tenant_scope(town.tenant.id):
        assert Secrecy.objects.get(id=secrecy_id).lifted_at is None


def test_a_closed_vault_lifts_nothing(town, filed):
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    with pytest.raises(RefusedError, match="kluis"):
        lift(town["Nadia"].locked, secrecy_id)
