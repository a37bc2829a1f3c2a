"""Who bears the burden of what protects: said for every measure that protects, asked of the reporter when it is them (C8)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.cases.test_deciding import employ, let_in
from tests.filed import file_report, hear_everybody, subject_of

from weerbaar.cases import actions, measure_rules, measures
from weerbaar.cases.measure_rules import MEASURES, Burden, MeasureStanding, Towards
from weerbaar.cases.measures import Proposal
from weerbaar.cases.models import Measure, Message
from weerbaar.cases.procedures import newest
from weerbaar.cases.queries import keys_to
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake.actions import write

ON_REPORTER = Burden(
    "reporter",
    "De ander sluit online aan.",
    "Dan kan die de melder nog aanspreken.",
    "Wil jij voorlopig niet bij het overleg zijn?",
)


@pytest.fixture
def filed(town):
    found = file_report(town)
    let_in(town, found, "Hassan")
    actions.acknowledge(town["Fatima"].opened, code=found.code, body="Je melding is binnen.")
    return found


def propose(town, filed, burden, kind="protection", *, for_subject=False):
    measure_id = uuid4()
    party = subject_of(filed) if for_subject else None
    if party:
        employ(town, filed, party)
    proposal = Proposal(
        kind, party, "Niet meer bij het overleg.", "Voor de veiligheid.", "Praten hielp niet.", burden
    )
    measures.propose_measure(town["Fatima"].opened, code=filed.code, measure_id=measure_id, proposal=proposal)
    return measure_id


def seen(town, filed, measure_id, who="Fatima"):
    staff = town[who].opened
    with tenant_scope(town.tenant.id):
        return measures.measure_of(staff, filed.case, measure_id)


def asked_reporter(filed):
    with tenant_scope(filed.case.tenant_id):
        return Message.objects.get(case=filed.case, kind=Message.Kind.QUESTION)


def check(town, filed, measure_id):
    measures.check_measure(
        town["Hassan"].opened, code=filed.code, measure_id=measure_id, is_fit=True, reason="Dit mag."
    )


def settle(town, filed, measure_id, *, agrees):
    measures.settle_burden(
        town["Joris"].opened, code=filed.code, measure_id=measure_id, agrees=agrees, who="De melder en de OR."
    )


def test_whoever_is_not_in_the_case_says_nothing_of_it(town):
    filed = file_report(town)
    with pytest.raises(NotAllowedError):
        measures.settle_burden(
            town["Ruben"].opened, code=filed.code, measure_id=uuid4(), agrees=True, who="De melder."
        )


def test_whoever_proposed_it_does_not_record_the_yes_of_the_reporter(town):
    filed = file_report(town)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Binnen.")
    measure_id = propose(town, filed, ON_REPORTER)
    write(filed.reporter, body="Dat is goed.", answers=asked_reporter(filed).id)
    with pytest.raises(RefusedError, match="Een ander legt vast"):
        measures.settle_burden(
            town["Fatima"].opened, code=filed.code, measure_id=measure_id, agrees=True, who="De melder."
        )
    settle(town, filed, measure_id, agrees=True)


@pytest.mark.req("C8")
@pytest.mark.parametrize("code", [code for code, one in MEASURES.items() if one.protects])
def test_of_what_protects_it_is_said_who_bears_it(code):
    with pytest.raises(RefusedError) as refused:
        measure_rules.checked_burden(MEASURES[code], Burden())
    assert refused.value.field == "bearer"
    assert measure_rules.checked_burden(MEASURES[code], Burden("nobody", "x", "y", "z")) == Burden("nobody")


@pytest.mark.parametrize("missing", ["alternative", "why_not", "asks"])
def test_when_it_is_the_reporter_the_alternative_and_the_question_are_said_too(missing):
    given = {"alternative": "a", "why_not": "b", "asks": "c"} | {missing: " "}
    with pytest.raises(RefusedError) as refused:
        measure_rules.checked_burden(MEASURES["protection"], Burden("reporter", **given))
    assert refused.value.field == missing


def test_what_burdens_the_subject_is_a_measure_for_the_subject():
    for kind in MEASURES.values():
        if kind.towards is Towards.ORGANISATION:
            with pytest.raises(RefusedError):
                measure_rules.checked_burden(kind, Burden("subject"))


@pytest.mark.parametrize(
    ("bearer", "may"), [("", True), ("nobody", True), ("reporter", False), ("somebody", False)]
)
def test_what_somebody_bears_is_decided_by_who_decides_and_not_by_a_holder(bearer, may):
    assert measure_rules.may_holder_decide(newest("integrity"), MEASURES["protection"], bearer) is may


@pytest.mark.parametrize(
    ("has_agreed", "has_answered", "said"),
    [
        (None, False, "Vraag het de melder"),
        (None, True, "Vraag het de melder"),
        (False, True, "wil dit niet"),
        (True, True, ""),
    ],
)
def test_without_the_reporters_yes_it_is_laid_before_nobody(has_agreed, has_answered, said):
    how = MeasureStanding(
        "checked", True, True, is_on_reporter=True, has_answered=has_answered, has_agreed=has_agreed
    )
    missing = measure_rules.missing_before_asking(MEASURES["protection"], how)
    assert [said in one for one in missing] == ([True] if said else [])


@pytest.mark.req("C8")
def test_the_reporter_is_asked_in_the_talk_and_their_yes_comes_first(town, filed):
    measure_id = propose(town, filed, ON_REPORTER)
    check(town, filed, measure_id)
    view = seen(town, filed, measure_id)
    assert view.burden.is_on_reporter
    assert (view.burden.alternative, view.burden.why_not) == (ON_REPORTER.alternative, ON_REPORTER.why_not)
    assert not view.may_settle
    assert not view.may_lay
    with pytest.raises(RefusedError):
        settle(town, filed, measure_id, agrees=True)
    write(filed.reporter, body="Voor een maand is dat goed.", answers=asked_reporter(filed).id)
    view = seen(town, filed, measure_id)
    assert (view.may_settle, view.reporter_said) == (True, "Voor een maand is dat goed.")
    settle(town, filed, measure_id, agrees=True)
    view = seen(town, filed, measure_id)
    assert (view.has_agreed, view.agreed, view.may_lay) == (True, "De melder en de OR.", True)
    with pytest.raises(RefusedError):
        settle(town, filed, measure_id, agrees=False)


@pytest.mark.req("C8")
def test_on_the_paper_of_who_decides_it_says_so_too(town, filed):
    measure_id = propose(town, filed, ON_REPORTER)
    write(filed.reporter, body="Goed.", answers=asked_reporter(filed).id)
    settle(town, filed, measure_id, agrees=True)
    with tenant_scope(town.tenant.id):
        laid = measures.laid(town["Fatima"].opened, filed.case, measure_id)
    assert (laid.bearer, laid.alternative, laid.agreed) == (
        "reporter",
        ON_REPORTER.alternative,
        "De melder en de OR.",
    )


@pytest.mark.req("C8")
def test_a_no_of_the_reporter_ends_it(town, filed):
    measure_id = propose(town, filed, ON_REPORTER)
    check(town, filed, measure_id)
    write(filed.reporter, body="Nee, dan weet iedereen het.", answers=asked_reporter(filed).id)
    settle(town, filed, measure_id, agrees=False)
    view = seen(town, filed, measure_id)
    assert any("wil dit niet" in one for one in view.missing)
    assert not view.may_lay


def test_what_nobody_bears_a_holder_decides_as_before(town, filed):
    measure_id = propose(town, filed, Burden("nobody"))
    check(town, filed, measure_id)
    measures.decide_measure(town["Joris"].opened, code=filed.code, measure_id=measure_id, reason="Goed.")
    assert seen(town, filed, measure_id).state == Measure.State.DECIDED


def test_an_order_on_the_subject_asks_nothing_of_the_reporter(town, filed):
    measure_id = propose(town, filed, Burden("subject"), "workplace_change", for_subject=True)
    hear_everybody(town["Fatima"].opened, filed.case)
    check(town, filed, measure_id)
    view = seen(town, filed, measure_id)
    assert view.may_lay
    with tenant_scope(town.tenant.id):
        assert not Message.objects.filter(case=filed.case, kind=Message.Kind.QUESTION).exists()
        assert keys_to(town["Fatima"].opened, filed.case)
