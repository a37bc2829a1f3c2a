"""A measure about which an employer outside decides: advised in a letter, answered, and then it can end (C7, C15)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.filed import Filed, assessed_report, file_report, hear_everybody, subject_of
from tests.people import make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions, asking, measures, staying_out
from weerbaar.cases.asking import AboutMeasure
from weerbaar.cases.measures import MeasureView, Proposal
from weerbaar.cases.models import Case, Measure
from weerbaar.cases.packages import Advice, check_advice, letter_to_employer
from weerbaar.cases.procedures import Doer, Guard
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.standing import standing
from weerbaar.cases.waiting import waits_for
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.vault.seal import SealBrokenError

REASON = "Omdat het nodig is."
ADVICE = Advice("Bureau Helder Water", "Wij adviseren een schriftelijke waarschuwing.", frozenset({"check"}))
NAMED = Advice(
    ADVICE.receiver, ADVICE.text, frozenset({"name"}), "Anders weet het bureau niet over wie het gaat."
)


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture
def filed(town) -> Filed:
    """A case about somebody who is hired."""
    filed = assessed_report(town)
    employ(town, filed, "hired")
    return filed


def employ(town, filed, line: str) -> None:
    staying_out.set_line(
        town["Fatima"].opened,
        code=filed.code,
        party_id=subject_of(filed),
        line=EmployerLine(line),
        reason="Zo staat het in het contract.",
    )


def propose(town, filed, kind="written_warning") -> UUID:
    measure_id = uuid4()
    proposal = Proposal(
        kind, subject_of(filed), "Een brief.", "Het is vastgesteld.", "Een gesprek hielp niet."
    )
    measures.propose_measure(town["Fatima"].opened, code=filed.code, measure_id=measure_id, proposal=proposal)
    return measure_id


def check(town, filed, measure_id) -> None:
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason=REASON,
        last_day=None,
    )
    measures.check_measure(
        town["Hassan"].opened, code=filed.code, measure_id=measure_id, is_fit=True, reason="Het past."
    )


def ready(town, filed, kind="written_warning") -> UUID:
    measure_id = propose(town, filed, kind)
    check(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    return measure_id


def advise(town, filed, measure_id, who="Fatima", *, advice=ADVICE, names_open=False) -> None:
    measures.advise_measure(
        town[who].opened, code=filed.code, measure_id=measure_id, advice=advice, names_open=names_open
    )


def record(town, filed, measure_id, who="Joris", *, follows=True, day=None, said="Wij doen dat.") -> None:
    measures.record_employer(
        town[who].opened,
        code=filed.code,
        measure_id=measure_id,
        follows=follows,
        day=day or clock.today(),
        said=said,
    )


def seen(town, filed, measure_id, who="Fatima") -> MeasureView:
    with tenant_scope(town.tenant.id):
        return measures.measure_of(town[who].opened, Case.objects.get(id=filed.case.id), measure_id)


def settled(filed) -> bool:
    with tenant_scope(filed.case.tenant_id):
        return Guard.MEASURES_SETTLED in standing(filed.case)


def lines(filed) -> list[str]:
    with tenant_scope(filed.case.tenant_id):
        rows = Line.objects.filter(subject_id=filed.case.id, refused=False).order_by("at", "id")
        return [one for one in rows.values_list("verb", flat=True) if "advi" in one or "employer" in one]


@pytest.mark.req("C7")
@pytest.mark.req("C15")
@pytest.mark.parametrize(("follows", "state"), [(True, "decided"), (False, "dropped")])
def test_a_measure_of_an_employer_outside_comes_to_an_end(town, filed, follows, state):
    measure_id = ready(town, filed)
    assert seen(town, filed, measure_id).is_outside
    advise(town, filed, measure_id)
    assert not settled(filed)
    with tenant_scope(town.tenant.id):
        assert waits_for([Case.objects.get(id=filed.case.id)])[filed.case.id] is Doer.DECIDER
    letter = measures.read_advice(
        town["Joris"].opened, code=filed.code, measure_id=measure_id, names_open=False
    )
    assert (letter.check, letter.name) == ("Het past.", "")
    record(town, filed, measure_id, "Joris", follows=follows)
    found = seen(town, filed, measure_id)
    assert found.advised is not None
    assert (found.state, found.advised.receiver, found.advised.follows, found.advised.said) == (
        state,
        ADVICE.receiver,
        follows,
        "Wij doen dat.",
    )
    assert settled(filed)
    assert lines(filed) == ["case.advise_measure", "case.read_advice", "case.record_employer"]
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert ("case.record_employer", "Wij doen dat.") in {(one.verb, one.text) for one in page.decisions}


def test_no_advice_without_the_check_and_both_sides(town, filed):
    measure_id = propose(town, filed)
    with pytest.raises(RefusedError, match="juridisch toetsen"):
        advise(town, filed, measure_id)
    check(town, filed, measure_id)
    with pytest.raises(RefusedError, match="Hoor eerst de betrokkene"):
        advise(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    advise(town, filed, measure_id)
    with pytest.raises(RefusedError, match="ligt bij de werkgever"):
        advise(town, filed, measure_id)


@pytest.mark.req("C7")
def test_who_proposed_it_does_not_write_down_that_the_employer_follows_it(town, filed):
    measure_id = ready(town, filed)
    advise(town, filed, measure_id)
    with pytest.raises(RefusedError, match="Jij stelde deze maatregel voor"):
        record(town, filed, measure_id, "Fatima")
    record(town, filed, measure_id, "Fatima", follows=False)
    assert seen(town, filed, measure_id).state == "dropped"


def test_nobody_of_the_organisation_decides_in_the_employer_s_place(town, filed):
    measure_id = ready(town, filed)
    with pytest.raises(RefusedError, match="werkgever van buiten"):
        measures.decide_measure(
            town["Joris"].opened, code=filed.code, measure_id=measure_id, reason="Ik besluit het zelf."
        )
    question = AboutMeasure(measure_id, "Feiten.", "Wij.")
    with pytest.raises(RefusedError, match="werkgever van buiten"):
        asking.ask_decision(
            town["Fatima"].opened,
            code=filed.code,
            asked_id=uuid4(),
            person_id=town["Geertje"].person_id,
            question=question,
            due_on=clock.today(),
        )


def test_an_employer_of_our_own_is_asked_and_not_written_to(town, filed):
    measure_id = ready(town, filed)
    employ(town, filed, "staff")
    assert not seen(town, filed, measure_id).is_outside
    with pytest.raises(RefusedError, match="Leg hem voor"):
        advise(town, filed, measure_id)


def test_the_mayor_s_employer_is_outside_too(town, filed):
    employ(town, filed, "mayor")
    measure_id = ready(town, filed)
    found = seen(town, filed, measure_id)
    assert found.employer is not None
    assert found.employer.next == "kings_commissioner"
    advise(town, filed, measure_id)


def test_what_the_organisation_does_by_itself_it_decides_by_itself(town, filed):
    """Ending the hire is no act of the lender: whoever hires decides it, as about its own staff."""
    measure_id = ready(town, filed, "end_of_hire_or_secondment")
    assert not seen(town, filed, measure_id).is_outside
    with pytest.raises(RefusedError, match="Leg hem voor"):
        advise(town, filed, measure_id)
    asked_id = uuid4()
    asking.ask_decision(
        town["Fatima"].opened,
        code=filed.code,
        asked_id=asked_id,
        person_id=town["Geertje"].person_id,
        question=AboutMeasure(measure_id, "", "Wij."),
        due_on=clock.today(),
    )
    asking.answer(town["Geertje"].opened, asked_id=asked_id, choice="yes", reason="Het is genoeg.")
    measures.decide_measure(
        town["Joris"].opened, code=filed.code, measure_id=measure_id, reason="Zo is besloten."
    )
    assert settled(filed)


def test_an_employer_who_never_answers_does_not_hold_the_case_up(town, filed):
    measure_id = ready(town, filed)
    advise(town, filed, measure_id)
    measures.drop_measure(
        town["Fatima"].opened, code=filed.code, measure_id=measure_id, reason="Er komt geen antwoord."
    )
    assert settled(filed)
    with pytest.raises(RefusedError, match="ligt niet bij een werkgever"):
        record(town, filed, measure_id)


def test_an_answer_has_a_day_that_can_be_and_words(town, filed):
    measure_id = ready(town, filed)
    with pytest.raises(RefusedError, match="ligt niet bij een werkgever"):
        record(town, filed, measure_id)
    advise(town, filed, measure_id)
    for days in (-1, 1):
        with pytest.raises(RefusedError, match="vanaf de dag van de brief"):
            record(town, filed, measure_id, day=clock.today() + timedelta(days=days))
    with pytest.raises(RefusedError, match="Schrijf eerst"):
        record(town, filed, measure_id, said=" ")
    record(town, filed, measure_id)
    with pytest.raises(RefusedError, match="ligt niet bij een werkgever"):
        record(town, filed, measure_id, follows=False)


def test_the_name_goes_along_with_a_reason_and_opens_only_with_the_names(town, filed):
    measure_id = ready(town, filed)
    with pytest.raises(RefusedError, match="Open eerst de namen"):
        advise(town, filed, measure_id, advice=NAMED)
    without = Advice(NAMED.receiver, NAMED.text, NAMED.parts, " ")
    with pytest.raises(RefusedError, match="naam nodig"):
        advise(town, filed, measure_id, advice=without, names_open=True)
    ruben = town["Ruben"].person_id
    actions.let_in(town["Fatima"].opened, code=filed.code, person_id=ruben, reason=REASON, last_day=None)
    with pytest.raises(RefusedError, match="geen sleutel van deze namen"):
        advise(town, filed, measure_id, "Ruben", advice=NAMED, names_open=True)
    advise(town, filed, measure_id, advice=NAMED, names_open=True)
    read = {"code": filed.code, "measure_id": measure_id}
    assert measures.read_advice(town["Joris"].opened, **read, names_open=True).name == "Bram Kuipers"
    assert measures.read_advice(town["Joris"].opened, **read, names_open=False).name == ""
    assert measures.read_advice(town["Hassan"].opened, **read, names_open=True).name == ""
    with tenant_scope(town.tenant.id):
        row = Measure.objects.get(id=measure_id)
        assert b"Kuipers" not in bytes(row.sealed_name) + bytes(row.sealed_text)
        keys = measures.keys_to(town["Joris"].opened, filed.case)
        with pytest.raises(SealBrokenError):
            keys["file"].open("cases_measure", row.id, "sealed_name", row.sealed_name)


def test_whoever_was_not_let_in_does_nothing_with_it(town, filed):
    measure_id = ready(town, filed)
    advise(town, filed, measure_id)
    for who in ("Ruben", "Geertje", "Wietske", "Bram", "Marit"):
        with pytest.raises(NotAllowedError):
            advise(town, filed, measure_id, who)
        with pytest.raises(NotAllowedError):
            record(town, filed, measure_id, who)
        with pytest.raises(NotAllowedError):
            measures.read_advice(town[who].opened, code=filed.code, measure_id=measure_id, names_open=True)
    other = file_report(town)
    for attempt in (advise, record):
        with pytest.raises(NotAllowedError):
            attempt(town, other, measure_id)


def test_a_letter_that_was_never_written_is_not_there(town, filed):
    measure_id = ready(town, filed)
    with pytest.raises(NotAllowedError):
        measures.read_advice(town["Fatima"].opened, code=filed.code, measure_id=measure_id, names_open=False)


@pytest.mark.parametrize("part", ["story", "reporter_name", "files", "people", "assessment", "x"])
def test_an_employer_gets_nothing_else_of_a_case(part):
    advice = Advice("Bureau", "Tekst", frozenset({part}), "Daarom.")
    with pytest.raises(RefusedError, match="krijgt een werkgever niet"):
        check_advice(advice, held=("names", "identity"), names_open=True, has_name=True)


LETTER = letter_to_employer(
    about="Iemand werkt voor ons.",
    what="Een waarschuwing.",
    why="Het is zo.",
    proportion="Praten hielp niet.",
)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (LETTER, ""),
        ("Een eigen brief, zonder kopjes.", ""),
        (LETTER.replace("Het is zo.", ""), "Waarom deze maatregel?"),
        (LETTER.replace("Een waarschuwing.", " \n"), "Welke maatregel adviseren wij u?"),
        (LETTER.replace("Praten hielp niet.", ""), "Waarom is iets lichters niet genoeg?"),
        (letter_to_employer(), "Welke maatregel adviseren wij u?"),
        (LETTER.replace("Waarom deze maatregel?\nHet is zo.\n", ""), ""),
    ],
)
def test_a_letter_to_an_employer_with_a_gap_does_not_leave(text, heading):
    advice = Advice("Bureau", text)
    if not heading:
        check_advice(advice, held=(), names_open=False, has_name=False)
        return
    with pytest.raises(RefusedError, match="staat nog niets") as refused:
        check_advice(advice, held=(), names_open=False, has_name=False)
    assert (refused.value.field, refused.value.values["heading"]) == ("text", heading)


def test_a_measure_with_a_gap_in_its_letter_is_not_laid_before_the_employer(town, filed):
    measure_id = ready(town, filed)
    with pytest.raises(RefusedError, match="staat nog niets"):
        advise(town, filed, measure_id, advice=Advice("Bureau", letter_to_employer(what="Een waarschuwing.")))
    with tenant_scope(town.tenant.id):
        assert Measure.objects.get(id=measure_id).state == Measure.State.CHECKED


def test_a_name_that_is_not_there_does_not_go_along():
    with pytest.raises(RefusedError, match="ligt geen naam"):
        check_advice(NAMED, held=("names",), names_open=True, has_name=False)


def test_when_the_case_is_closed_no_letter_leaves(town, filed):
    measure_id = ready(town, filed)
    with tenant_scope(town.tenant.id):
        Case.objects.filter(id=filed.case.id).update(stage="closed")
    with pytest.raises(RefusedError, match="gesloten"):
        advise(town, filed, measure_id)
    with pytest.raises(RefusedError, match="gesloten"):
        record(town, filed, measure_id)
