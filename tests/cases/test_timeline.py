"""What happened to a case in words that somebody would say: of oneself, to oneself, and without who looked at what."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from weerbaar.audit.models import Line
from weerbaar.cases import tasks, timeline
from weerbaar.cases.name_scan import note_scan
from weerbaar.cases.timeline import events_of
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias

FATIMA, JORIS = uuid4(), uuid4()
PEOPLE = {FATIMA: SimpleNamespace(first_name="Fatima"), JORIS: SimpleNamespace(first_name="Joris")}


def told(verb: str, who=FATIMA, whom=JORIS, *, me=None) -> str:
    return timeline.in_words(Line(verb=verb, actor_alias=who, object_id=whom), PEOPLE, (), me=me)


@pytest.mark.parametrize(
    ("verb", "whom", "me", "sentence"),
    [
        ("case.finish_task", JORIS, None, "Fatima rondde een taak van Joris af"),
        ("case.finish_task", FATIMA, None, "Fatima rondde een eigen taak af"),
        ("case.finish_task", FATIMA, FATIMA, "Jij rondde een eigen taak af"),
        ("case.give_task", FATIMA, None, "Fatima schreef een eigen taak op"),
        ("case.change_task", FATIMA, FATIMA, "Jij veranderde een taak en doet die zelf"),
        ("case.drop_task", FATIMA, None, "Fatima liet een eigen taak vervallen"),
        ("case.name_contact", FATIMA, FATIMA, "Jij werd contactpersoon"),
        ("case.name_contact", JORIS, FATIMA, "Jij vroeg Joris als contactpersoon"),
        ("case.end_stand_in", JORIS, FATIMA, "De vervanging van jou door Joris stopte"),
        ("case.end_stand_in", JORIS, JORIS, "De vervanging van Fatima door jou stopte"),
        ("case.stand_in", JORIS, FATIMA, "Joris vervangt jou een tijd"),
        ("case.stand_in", JORIS, JORIS, "Jij vervangt Fatima een tijd"),
        ("case.recuse", FATIMA, FATIMA, "Jij trok je terug uit deze zaak"),
        ("case.recuse", FATIMA, JORIS, "Fatima trok zich terug uit deze zaak"),
        ("case.undo_recuse", FATIMA, FATIMA, "Jij nam terug dat je je had teruggetrokken"),
    ],
)
def test_of_oneself_and_to_oneself_it_is_told_as_somebody_says_it(verb, whom, me, sentence):
    assert told(verb, whom=whom, me=me) == sentence


def test_a_task_of_ones_own_is_told_so_in_a_case(town, filed):
    fatima, task_id = town["Fatima"], uuid4()
    tasks.give_task(
        fatima.opened,
        code=filed.code,
        person_id=fatima.person_id,
        what="Bel.",
        due_on=clock.today() + timedelta(days=3),
        task_id=task_id,
    )
    tasks.finish_task(fatima.opened, code=filed.code, task_id=task_id)
    there = events(town, filed)
    assert there[:2] == ["Fatima rondde een eigen taak af", "Fatima schreef een eigen taak op"]


def test_a_look_at_the_names_stands_with_who_read_what(town, filed):
    with tenant_scope(town.tenant.id):
        note_scan(town["Fatima"].opened, filed.case.id)
    assert not [one for one in events(town, filed) if "naast de namen" in one]
    assert [one for one in events(town, filed, with_reading=True) if "naast de namen" in one]


def events(town, filed, **how) -> list[str]:
    with tenant_scope(town.tenant.id):
        people = colleagues_by_alias(town.tenant.id)
        return [one.text for one in events_of(filed.case.id, people, me=uuid4(), **how).rows]
