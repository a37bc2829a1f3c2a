"""A case as one list, and when it is no longer the same: what is shown of it is what is held against it (C14)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.filed import bring, file_report

from weerbaar.cases import accounts, actions, coming_back, copies, notes, tasks
from weerbaar.cases.copy_lines import THE_COURSE, VERBS_OF, part_of_line
from weerbaar.cases.copy_parts import Part, Wanted
from weerbaar.cases.copy_standing import standing_of
from weerbaar.cases.gathering import gathered
from weerbaar.cases.models import Case, Measure, Party
from weerbaar.cases.queries import keys_to
from weerbaar.cases.timeline import TOLD_OUTSIDE, TOLD_TO_REPORTER
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.actions import write
from weerbaar.intake.reading_back import sign_account


@pytest.fixture
def filed(town):
    found = file_report(town, readers=("Fatima", "Joris", "Marit"))
    bring(town["Fatima"].opened, found, "acknowledged")
    return found


def stands(filed, *parts: Part) -> str:
    with tenant_scope(filed.case.tenant_id):
        return standing_of(Case.objects.get(id=filed.case.id), parts)


def found(town, filed, reader: str = ""):
    fatima = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        return gathered(fatima.opened, filed.case, keys_to(fatima, filed.case), reader)


# --- what is held against a case ---


def _note(town, filed):
    note_id = uuid4()
    notes.write_note(town["Fatima"].opened, code=filed.code, note_id=note_id, text="Een gedachte.")
    return lambda: notes.withdraw_note(town["Fatima"].opened, code=filed.code, note_id=note_id)


def _task(town, filed):
    task_id, fatima = uuid4(), town["Fatima"]
    due_on = clock.today() + timedelta(days=3)
    tasks.give_task(
        fatima.opened,
        code=filed.code,
        person_id=fatima.person_id,
        what="Bel.",
        due_on=due_on,
        task_id=task_id,
    )
    return lambda: tasks.finish_task(fatima.opened, code=filed.code, task_id=task_id)


def _account(town, filed):
    account_id = uuid4()
    accounts.write_account(
        town["Fatima"].opened,
        code=filed.code,
        account_id=account_id,
        told_on=clock.today(),
        text="Wij spraken.",
    )
    return lambda: sign_account(filed.reporter, account_id=account_id)


def _person(town, filed):
    party_id = uuid4()
    actions.add_party(
        town["Fatima"].opened,
        code=filed.code,
        role=Party.Role.WITNESS,
        description="Iemand van de balie",
        name="",
        party_id=party_id,
    )
    return lambda: coming_back.withdraw_person(
        town["Fatima"].opened, code=filed.code, party_id=party_id, reason="Een vergissing."
    )


VERBS = {
    "a note taken back": (Part.NOTES, _note),
    "a task finished without a word": (Part.TASKS, _task),
    "an account agreed to": (Part.ACCOUNTS, _account),
    "a person withdrawn": (Part.REPORT, _person),
}


@pytest.mark.parametrize("named", VERBS)
def test_what_changes_a_fact_that_is_shown_changes_what_it_is_held_against(town, filed, named):
    part, begin = VERBS[named]
    change = begin(town, filed)
    before = stands(filed, part)
    assert stands(filed, part) == before
    change()
    assert stands(filed, part) != before


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "checked"), ("bearer", "subject"), ("checked_at", "now")],
)
def test_each_fact_of_a_measure_is_held_against_it(town, filed, column, value):
    fatima, joris = town["Fatima"].staff.alias, town["Joris"].staff.alias
    with tenant_scope(town.tenant.id):
        row = Measure.objects.create(
            tenant_id=town.tenant.id,
            case=filed.case,
            code="warning",
            proposed_by=fatima,
            proposed_at=clock.now(),
            checked_by=joris,
            sealed_text=b"sealed",
        )
    before = stands(filed, Part.MEASURES)
    with tenant_scope(town.tenant.id):
        Measure.objects.filter(id=row.id).update(**{column: clock.now() if value == "now" else value})
    assert stands(filed, Part.MEASURES) != before


# --- what goes along ---


def test_a_note_that_was_taken_back_is_counted_and_not_given(town, filed):
    _note(town, filed)()
    there = found(town, filed)
    assert there.taken_back[Part.NOTES] == 1
    assert [one for one in there.entries if one.part == Part.NOTES] == []


def test_of_the_answers_only_what_two_people_see_goes_along(town):
    filed = file_report(town, answers={"about_roles": ["mayor"], "where": "In de kantine"})
    [report] = [one for one in found(town, filed).entries if one.part == Part.REPORT]
    assert report.answers["where"] == "In de kantine"
    assert set(report.answers) <= {"where", "capacity", "openness"}


# --- what happened, by who reads it ---


def test_nobody_outside_reads_that_copies_were_asked_or_names_looked_for(town, filed):
    wanted = Wanted("police", "Politie", "Een vordering.", frozenset({"talk", "timeline"}))
    with tenant_scope(town.tenant.id):
        copies.preview(town["Fatima"].opened, code=filed.code, wanted=wanted, names_open=True)
    copies.ask_copy(town["Fatima"].opened, code=filed.code, copy_id=uuid4(), wanted=wanted, names_open=True)
    events = [one.text for one in found(town, filed).happened]
    assert any("bevestigde" in one for one in events)
    assert not [one for one in events if "afschrift" in one or "naast de namen" in one]


def test_the_reporter_reads_what_they_did_and_were_told_and_no_name(town, filed):
    actions.open_names(town["Joris"].opened, code=filed.code, reason="Nodig.")
    _note(town, filed)
    write(filed.reporter, body="Het gebeurde weer.")
    there = found(town, filed, "reporter")
    told = [one.text for one in there.happened]
    assert "Bericht van de melder" in told
    assert not [one for one in told if "namen" in one or "notitie" in one]
    assert not [one for one in told if "Fatima" in one or "Joris" in one]
    assert {one.who for one in there.entries if one.part == Part.TALK} == {
        "de melder",
        town["Fatima"].staff.function,
    }


def test_each_line_that_is_told_outside_belongs_to_one_part_or_to_the_course_of_the_case():
    told = [*THE_COURSE, *(verb for verbs in VERBS_OF.values() for verb in verbs)]
    assert sorted(told) == sorted(TOLD_OUTSIDE)
    assert {part_of_line(one) for one in THE_COURSE} == {None}
    assert {part_of_line(one) for one in VERBS_OF[Part.NOTES]} == {Part.NOTES}


def test_a_line_of_which_nobody_said_to_what_it_belongs_is_not_told():
    with pytest.raises(KeyError):
        part_of_line("case.think_up_tomorrow")


@pytest.mark.req("C14")
@pytest.mark.parametrize("reader", ["reporter", "court"])
def test_what_is_asked_for_a_reporter_calls_colleagues_by_what_they_do_and_tells_only_what_was_theirs(
    town, filed, reader
):
    wanted = Wanted(reader, "Iemand", "Gevraagd.", frozenset({"talk", "timeline"}))
    with tenant_scope(town.tenant.id):
        content = copies.preview(
            town["Fatima"].opened, code=filed.code, wanted=wanted, names_open=True
        ).content
    told = repr(content.entries) + repr(content.events)
    assert ("Fatima" in told) is (reader == "court")


def test_what_is_told_to_a_reporter_is_told_outside_too():
    assert TOLD_TO_REPORTER <= TOLD_OUTSIDE
    assert not [one for one in TOLD_TO_REPORTER if one.startswith("guest.") and one != "guest.write_for"]


@pytest.mark.parametrize(
    "verb", ["case.let_in", "case.stand_in", "case.consent", "case.withdraw_access", "case.transfer"]
)
def test_why_somebody_got_or_lost_a_key_stands_with_who_had_access(verb):
    assert verb in VERBS_OF[Part.ACCESS]
