"""Whatever asks for a case knocks at the substitute of who is away, and never at who is away (C13). Every knock is here."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests.cases.test_guests import come_back, to_be
from tests.filed import file_report, subject_of
from tests.people import make_tenant

import weerbaar.cases
from weerbaar.cases import absences, actions, asking, subjects, tasks
from weerbaar.cases.asking import Question
from weerbaar.cases.detriment import YES, Answer
from weerbaar.cases.jobs import (
    ask_how_it_goes,
    knock_for_announced,
    knock_for_questions,
    knock_for_tasks,
    knock_for_terms,
)
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.models import Absence, KeptOut, Task
from weerbaar.cases.moved import people_moved
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions as reporter_acts
from weerbaar.intake import checking_in, letting_in
from weerbaar.intake import guests as visiting
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

DESK = ("Fatima", "Joris", "Ruben")
PAPER = Question("Mag het?", "Feiten.", (("Ja", "Wel."), ("Nee", "Niet.")), "Wij.")


@pytest.fixture(scope="module")
def town(database):
    made = make_tenant(cast=(*CAST, *GOVERNMENT))
    for name in DESK:
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


@pytest.fixture
def filed(town):
    """A case of Fatima and Joris. Fatima is away from today, and Ruben stands in for her."""
    with tenant_scope(town.tenant.id):
        Absence.objects.update(ended_at=clock.now())
    found, fatima = file_report(town), town["Fatima"].opened
    absences.begin(
        fatima,
        person_id=town["Ruben"].person_id,
        first_day=clock.today(),
        last_day=clock.today() + timedelta(days=200),
    )
    return found


def knocked(town) -> set[str]:
    names = {town[name].staff.alias: name for name in DESK}
    with tenant_scope(town.tenant.id):
        waiting = Knock.objects.select_related("address")
        found = {names[one.address.holder_alias] for one in waiting if one.address.holder_alias in names}
        Knock.objects.all().delete()
    return found


def later(days: int):
    return clock.stopped_at(clock.now() + timedelta(days=days))


def give(town, filed, *, by: str, to: str, days: int = 5):
    task_id = uuid4()
    tasks.give_task(
        town[by].opened,
        code=filed.code,
        person_id=town[to].person_id,
        what="Bel G1.",
        due_on=clock.today() + timedelta(days=days),
        task_id=task_id,
    )
    return task_id


def ask(town, filed):
    asked_id = uuid4()
    asking.ask_decision(
        town["Joris"].opened,
        code=filed.code,
        asked_id=asked_id,
        person_id=town["Geertje"].person_id,
        question=PAPER,
        due_on=clock.today() + timedelta(days=5),
    )
    return asked_id


def the_reporter_writes(town, filed):
    yield
    reporter_acts.write(filed.reporter, body="Er is iets.")


def a_guest_writes(town, filed):
    given = to_be("adviser", reads=True)
    letting_in.let_in(filed.reporter, given=given)
    yield
    visiting.write(come_back(town, given), body="Ik heb een vraag.")


def it_goes_badly(town, filed):
    with later(32):
        ask_how_it_goes(town.tenant.id)
        with tenant_scope(town.tenant.id):
            waiting = checking_in.how_it_goes(filed.reporter).waiting
        yield
        checking_in.check_in(filed.reporter, check_in_id=waiting, given=Answer(YES, ("demotion",), "", ""))


def a_colleague_acts(town, filed):
    yield
    actions.let_in(
        town["Joris"].opened,
        code=filed.code,
        person_id=town["Marit"].person_id,
        reason="Helpt mee.",
        last_day=None,
    )


def she_is_given_a_task(town, filed):
    yield
    give(town, filed, by="Joris", to="Fatima")


def her_task_is_done(town, filed):
    task_id = give(town, filed, by="Fatima", to="Joris")
    yield
    tasks.finish_task(town["Joris"].opened, code=filed.code, task_id=task_id, result="Gedaan.")


def her_task_is_dropped(town, filed):
    task_id = give(town, filed, by="Joris", to="Fatima")
    yield
    tasks.drop_task(town["Joris"].opened, code=filed.code, task_id=task_id, result="Hoeft niet.")


def her_task_is_nearly_due(town, filed):
    with tenant_scope(town.tenant.id):
        Task.objects.update(ended_at=clock.now(), ended_by=town["Joris"].staff.alias)
    give(town, filed, by="Joris", to="Fatima")
    with later(4):
        yield
        knock_for_tasks(town.tenant.id)


def a_term_is_late(town, filed):
    with later(20):
        yield
        knock_for_terms(town.tenant.id)


def a_question_is_late(town, filed):
    ask(town, filed)
    with later(6):
        yield
        knock_for_questions(town.tenant.id)


def a_decider_answers(town, filed):
    asked_id = ask(town, filed)
    yield
    asking.answer(town["Geertje"].opened, asked_id=asked_id, choice="1", reason="Goed.")


def what_was_announced_may_go(town, filed):
    subjects.announce(
        town["Joris"].opened, code=filed.code, party_id=subject_of(filed), body="Wat mag er niet in?"
    )
    with later(20):
        yield
        knock_for_announced(town.tenant.id)


def somebody_is_put_out(town, filed):
    whom = town["Joris"]
    with tenant_scope(town.tenant.id):
        KeptOut.objects.create(
            tenant_id=town.tenant.id,
            case_id=filed.case.id,
            key=kept_out_key(filed.case.id, whom.person_id),
        )
        yield
        people_moved(town.tenant.id, [whom.person_id])


KNOCKS = (
    the_reporter_writes,
    a_guest_writes,
    it_goes_badly,
    a_colleague_acts,
    she_is_given_a_task,
    her_task_is_done,
    her_task_is_dropped,
    her_task_is_nearly_due,
    a_term_is_late,
    a_question_is_late,
    a_decider_answers,
    what_was_announced_may_go,
    somebody_is_put_out,
)


@pytest.mark.req("C13", "F4")
@pytest.mark.parametrize("what", KNOCKS, ids=lambda one: one.__name__)
def test_it_knocks_at_the_substitute_and_not_at_who_is_away(town, filed, what):
    steps = what(town, filed)
    next(steps)
    knocked(town)
    next(steps, None)
    heard = knocked(town)
    assert "Ruben" in heard
    assert "Fatima" not in heard


@pytest.mark.req("C13")
def test_what_she_does_herself_while_away_knocks_at_nobody_for_her(town, filed):
    task_id = give(town, filed, by="Fatima", to="Joris")
    knocked(town)
    tasks.finish_task(town["Fatima"].opened, code=filed.code, task_id=task_id, result="Toch zelf.")
    assert knocked(town) == set()


AT_ONE = {
    ("lessons", "_knock_holders"): "who has a key to an improvement, which belongs to no case any more",
    ("filing", "file_case"): "who reads a new case: nobody stands in there yet",
    ("guests", "write_guest"): "a guest",
    ("closing_letters", "give_letter"): "a guest",
    ("rehabilitating", "_knock"): "a guest",
    ("guests", "put_on_their_page"): "a guest",
    ("releasing", "_receive"): "who receives in another organisation",
    ("releasing", "_end_received"): "who received in another organisation",
    ("releasing", "let_in"): "who receives in another organisation",
    ("asking", "tell_more"): "who decides",
    ("asking", "_lay_before"): "who decides",
    ("check_ins", "ask"): "who is asked how it goes",
    ("reminding", "remind_decider"): "who decides, and `_whom`",
    (
        "absences",
        "_begin",
    ): "who goes away themself, and whom they stood in for: both know of it by that alone",
    ("meanwhile", "name_meanwhile"): "whom somebody is to reach meanwhile, who is there then",
    ("in_ones_name", "handed_over"): "who hands over themself: that it was done in their name",
    ("reminding", "remind_task"): "`in_place_of` who has it, and `_whom`",
}
ASKS_WHO_IS_AWAY = ("to_knock", "in_place_of", "_whom(", "outside")


def knocks_in(path: Path) -> list[tuple[str, str, str]]:
    """Every call of `knock` in a module: the module, the function, and whom it knocks at, as it is written."""
    found = []
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "knock":
                    found.append((path.stem, function.name, ast.unparse(call.args[1])))
    return found


def test_every_knock_asks_who_is_away_or_is_at_somebody_whom_no_colleague_replaces():
    room = Path(weerbaar.cases.__file__).parent
    all_of_them = [one for path in sorted(room.glob("*.py")) for one in knocks_in(path)]
    assert len(all_of_them) > 20
    others = {
        (module, function)
        for module, function, whom in all_of_them
        if not any(name in whom for name in ASKS_WHO_IS_AWAY)
    }
    assert others == set(AT_ONE)
