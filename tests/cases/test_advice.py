"""A question for advice: nothing of what is done about a report is done about it, whoever asks (R18)."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tests.filed import file_report, subject_of

from weerbaar.cases import (
    actions,
    asking,
    closing_letters,
    communication,
    contact_persons,
    guests,
    measures,
    referring,
    rehabilitating,
    releasing,
    rules,
    subjects,
    together,
)
from weerbaar.cases.guests import GuestToBe
from weerbaar.cases.models import Guest, Party
from weerbaar.cases.procedures import newest
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

ONLY_ADVICE = "Dit is een vraag om advies."
OF_A_REPORT: dict[str, Callable[..., Any]] = {
    "record somebody": actions.add_party,
    "announce a notice": subjects.announce,
    "give a notice": subjects.tell_subject,
    "record a hearing": subjects.record_hearing,
    "waive a hearing": subjects.waive_hearing,
    "give the closing letter": closing_letters.give_letter,
    "propose to restore a name": rehabilitating.propose,
    "propose a measure": measures.propose_measure,
    "settle a burden": measures.settle_burden,
    "check a measure": measures.check_measure,
    "decide on a measure": measures.decide_measure,
    "drop a measure": measures.drop_measure,
    "advise an employer": measures.advise_measure,
    "record what an employer said": measures.record_employer,
    "ask who decides": asking.ask_decision,
    "ask a lawyer": asking.ask_check,
    "ask another": asking.ask_another,
    "plan what is told": communication.plan,
    "plan it otherwise": communication.change,
    "tell it": communication.mark_told,
    "make a package": referring.make_package,
    "hand a package over": referring.hand_over,
    "announce that it is handed on": releasing._announce,
    "hand it on": releasing._release,
    "ask whether two belong together": together.ask_together,
}


def try_it(town, code: str, verb: Callable[..., Any]) -> str:
    """What somebody hears who does this with nothing filled in; empty where it is done, or breaks later on."""
    asked = [one for one in signature(verb).parameters.values() if one.kind is Parameter.KEYWORD_ONLY]
    given = {one.name: "" for one in asked if one.default is Parameter.empty}
    try:
        verb(town["Fatima"].opened, **given | {"code": code})
    except RefusedError as refused:
        return str(refused)
    except Exception:  # noqa: BLE001 - it got past the first question, which is all that is asked here
        return ""
    return ""


@pytest.mark.req("R18")
@pytest.mark.parametrize("name", OF_A_REPORT)
def test_what_belongs_to_a_report_is_not_done_about_a_question(town, filed, name):
    question = file_report(town, kind="advice")
    assert try_it(town, question.code, OF_A_REPORT[name]).startswith(ONLY_ADVICE)
    assert not try_it(town, filed.code, OF_A_REPORT[name]).startswith(ONLY_ADVICE)


def test_only_where_something_was_reported_is_it_looked_into():
    assert rules.missing_for_report(newest("advice")).startswith(ONLY_ADVICE)
    for name in ("integrity", "conduct", "wrongdoing", "detriment", "handling", "aggression", "undermining"):
        assert rules.missing_for_report(newest(name)) == ""


def to_be(role: str, **other: Any) -> GuestToBe:
    return GuestToBe(id=uuid4(), words=receipt.draw(), role=role, who="Iemand", why="Dat helpt.", **other)


@pytest.mark.req("R18")
@pytest.mark.parametrize("role", ["witness", "subject"])
def test_no_witness_and_no_subject_talks_about_a_question(town, role):
    question = file_report(town, kind="advice")
    with pytest.raises(RefusedError, match=ONLY_ADVICE):
        guests.let_in_guest(town["Fatima"].opened, code=question.code, given=to_be(role))
    with tenant_scope(town.tenant.id):
        assert not Guest.objects.filter(case=question.case).exists()
        assert role not in guests.may_give(town["Fatima"].opened, question.case)


@pytest.mark.req("R18")
def test_nobody_on_record_talks_about_a_question_under_another_name(town):
    question = file_report(town, kind="advice")
    with tenant_scope(town.tenant.id):
        seen = Party.objects.get(case=question.case, role=Party.Role.WITNESS).id
        assert guests.may_get_receipt(question.case) == []
    with pytest.raises(RefusedError, match=ONLY_ADVICE):
        guests.let_in_guest(town["Fatima"].opened, code=question.code, given=to_be("helper", party_id=seen))


@pytest.mark.req("R18")
def test_whoever_helps_the_asker_is_let_in(town):
    question = file_report(town, kind="advice")
    given = to_be("interpreter", last_day=clock.today())
    guests.let_in_guest(town["Fatima"].opened, code=question.code, given=given)
    with tenant_scope(town.tenant.id):
        assert Guest.objects.filter(case=question.case).count() == 1


@pytest.mark.req("R18")
def test_a_contact_person_is_named_for_the_asker_and_not_for_whom_it_is_about(town):
    question = file_report(town, kind="advice")
    named = {
        "person_id": town["Joris"].person_id,
        "reach": "Bel 0342 123456.",
        "reason": "Die kent het werk.",
    }
    with pytest.raises(RefusedError, match=ONLY_ADVICE):
        contact_persons.name_contact(
            town["Fatima"].opened, code=question.code, party_id=subject_of(question), **named
        )
    contact_persons.name_contact(town["Fatima"].opened, code=question.code, **named)


@pytest.mark.req("R18")
def test_no_report_is_put_together_with_a_question(town, filed):
    question = file_report(town, kind="advice")
    with pytest.raises(RefusedError, match=ONLY_ADVICE):
        together.ask_together(town["Fatima"].opened, code=filed.code, other=question.code)
