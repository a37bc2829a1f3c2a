"""Whom a report goes round: by tick, role, desk, name, and by who works under whom."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from tests.people import make_tenant

from weerbaar.config.demo import TOWN
from weerbaar.database.scope import tenant_scope
from weerbaar.intake.drafts import Content
from weerbaar.intake.going_round import (
    Employee,
    Named,
    around,
    employees,
    is_about_its_desk,
    keeps_out_reports,
    whom,
)
from weerbaar.intake.readers import candidates
from weerbaar.intake.rules import choose_readers
from weerbaar.organisation.names import full_key

FATIMA, JORIS, MARIT, KARIM, GEERTJE, LOTTE = (UUID(int=number) for number in range(1, 7))
WHO = {FATIMA: "Fatima", JORIS: "Joris", MARIT: "Marit", KARIM: "Karim", GEERTJE: "Geertje", LOTTE: "Lotte"}
DESK = frozenset({"integriteit"})
PEOPLE = [
    Employee(FATIMA, "Fatima el Amrani", "coördinator", frozenset({"coordinator"}), DESK, KARIM),
    Employee(JORIS, "Joris van Dam", "behandelaar", frozenset({"handler"}), DESK, FATIMA),
    Employee(MARIT, "Marit Hoekstra", "gemeentesecretaris", frozenset({"handler", "secretary"})),
    Employee(KARIM, "Karim Osman", "hoofd bureau", frozenset({"head_of_integrity"}), DESK),
    Employee(GEERTJE, "Geertje Wolters", "burgemeester", frozenset({"mayor"})),
    Employee(LOTTE, "Lotte van Dam", "jurist", frozenset({"lawyer"})),
]


def _names(ids) -> set[str]:
    return {WHO[one] for one in ids}


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    ("named", "with_reports", "out", "doubtful"),
    [
        (Named(), True, set(), set()),
        (Named(struck=frozenset({JORIS})), True, {"Joris"}, set()),
        (Named(struck=frozenset({FATIMA})), False, {"Fatima"}, set()),
        (Named(struck=frozenset({FATIMA})), True, {"Fatima", "Joris"}, set()),
        (Named(roles=frozenset({"mayor"})), True, {"Geertje"}, set()),
        (Named(roles=frozenset({"secretary"})), True, {"Marit"}, set()),
        (Named(roles=frozenset({"alderman"})), True, set(), set()),
        (Named(roles=frozenset({"head_of_integrity"})), False, {"Karim"}, set()),
        # In two steps: Joris works under Fatima, and she under the head.
        (Named(roles=frozenset({"head_of_integrity"})), True, {"Karim", "Fatima", "Joris"}, set()),
        (Named(desks=DESK), False, {"Karim", "Fatima", "Joris"}, set()),
        (Named(desks=frozenset({"anders"})), True, set(), set()),
        (Named(text="Joris van Dam"), True, {"Joris", "Lotte"}, {"Lotte"}),
        (Named(text="J. van Dam"), True, {"Joris", "Lotte"}, {"Joris", "Lotte"}),
        (Named(text="J. van Dam", cleared=frozenset({LOTTE})), True, {"Joris"}, {"Joris"}),
        # A "no" about a like name says nothing about the name itself.
        (Named(text="Joris van Dam", cleared=frozenset({JORIS, LOTTE})), True, {"Joris"}, set()),
        (Named(text="Karim Osman"), True, {"Karim", "Fatima", "Joris"}, set()),
        # Whoever may be meant is out; who works under them is not asked about, and reads.
        (Named(text="Osman"), True, {"Karim"}, {"Karim"}),
        (Named(text="Osman", struck=frozenset({KARIM})), False, {"Karim"}, set()),
        (Named(text="de burgemeester"), True, {"Geertje"}, {"Geertje"}),
        (Named(text="een man met een hond"), True, set(), set()),
    ],
)
def test_whom_it_goes_round(named: Named, with_reports: bool, out: set[str], doubtful: set[str]) -> None:
    found = whom(PEOPLE, named, with_reports=with_reports)
    assert _names(found.out) == out
    assert _names(found.doubtful) == doubtful


def test_a_name_of_nobody_here_is_kept_as_a_key_and_that_of_a_colleague_is_not() -> None:
    found = whom(PEOPLE, Named(text="Piet de Boer en Joris van Dam"), with_reports=True)
    assert found.names == (full_key("Piet de Boer"),)
    assert [one.person_id for one in found.named] == [JORIS]
    assert found.above == {JORIS}
    # Kept under another procedure too: triage may bring one that counts it.
    assert whom(PEOPLE, Named(text="Piet de Boer en Joris van Dam"), with_reports=False).above == {JORIS}
    assert "boer" not in repr(found).casefold()


def test_a_ring_of_managers_ends() -> None:
    ring = [Employee(FATIMA, "A B", "", manager_id=JORIS), Employee(JORIS, "C D", "", manager_id=FATIMA)]
    assert _names(whom(ring, Named(struck=frozenset({JORIS})), with_reports=True).out) == {"Fatima", "Joris"}


def test_without_a_kind_the_strictest_procedure_counts() -> None:
    assert keeps_out_reports(None)
    assert keeps_out_reports("nonsense")
    assert keeps_out_reports("integrity")
    assert not keeps_out_reports("aggression")


@pytest.mark.req("C21")
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (Content(desk="integriteit", answers={"kind": "handling"}), True),
        # With the words of the earlier report it is known who had to do with that.
        (Content(desk="integriteit", earlier=str(FATIMA), answers={"kind": "handling"}), False),
        (Content(desk="integriteit", answers={"kind": "conduct"}), False),
        (Content(desk="integriteit"), False),
    ],
)
def test_a_complaint_without_words_is_read_by_nobody_of_the_desk_that_was_chosen(
    content: Content, expected: bool
) -> None:
    assert is_about_its_desk(content) is expected


# --- the line of the demo ---


@pytest.fixture(scope="module")
def demo_town(database):
    return make_tenant(cast=TOWN)


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    ("role", "out", "reads"),
    [
        ("head_of_integrity", {"Karim", "Joris"}, ["Fatima", "Marit"]),
        ("mayor", {"Geertje", "Karim", "Joris"}, ["Fatima", "Marit"]),
        ("secretary", {"Marit", "Bram", "Samira", "Dilan", "Hassan"}, ["Fatima", "Joris"]),
        ("registrar", {"Nadia"}, ["Fatima", "Joris"]),
    ],
)
def test_in_the_demo_a_report_goes_round_whoever_works_under_them_and_two_read_it(
    demo_town, role, out, reads
):
    with tenant_scope(demo_town.tenant.id):
        named = Named(roles=frozenset({role}))
        kept_out = whom(employees(), named, with_reports=True).out
        assert kept_out == {demo_town[one].person_id for one in out}
        chosen = choose_readers(candidates(demo_town.desk.id), kept_out)
        assert [one.person_id for one in chosen] == [demo_town[one].person_id for one in reads]
        # Where the procedure does not say so, only who has the role is passed over.
        alone = whom(employees(), named, with_reports=False).out
        assert len(alone) == 1


@pytest.mark.req("C21")
def test_who_works_under_somebody_of_that_desk_may_handle_a_complaint_about_it(demo_town):
    """The desk may have had to do with the report. The complaint is not about its people as a report is about somebody."""
    with tenant_scope(demo_town.tenant.id):
        complaint = Content(desk=demo_town.desk.slug, answers={"kind": "handling"})
        found = around(demo_town.tenant.id, complaint)
        members = {one.person_id for one in employees() if demo_town.desk.slug in one.desks}
        assert members
        assert found.out == found.meant == members
        assert found.above == frozenset()
        readers = {one.person_id for one in choose_readers(candidates(demo_town.desk.id), found.out)}
        assert readers
        assert not readers & members
        # That somebody else is meant too is kept as ever.
        also = around(demo_town.tenant.id, replace(complaint, about_roles=("mayor",)))
        assert demo_town["Geertje"].person_id in also.above
