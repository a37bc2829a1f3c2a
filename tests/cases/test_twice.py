"""A form that is sent twice does its work once: the second is told so, and leaves nothing, in the log neither."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.filed import bring, file_report

from weerbaar.audit.models import Line
from weerbaar.cases import accounts, communication, lessons, notes, tasks
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from weerbaar.organisation.staff import Staff


def note(staff: Staff, code: str, drawn: UUID) -> None:
    notes.write_note(staff, code=code, text="Bel terug.", note_id=drawn)


def task(staff: Staff, code: str, drawn: UUID) -> None:
    tasks.give_task(
        staff, code=code, person_id=staff.person_id, what="Bel terug.", due_on=clock.today(), task_id=drawn
    )


def line(staff: Staff, code: str, drawn: UUID) -> None:
    words = communication.Words("Wij zijn klaar.", "Fatima")
    communication.plan(
        staff, code=code, audience="team", planned_on=clock.today(), words=words, line_id=drawn
    )


def account(staff: Staff, code: str, drawn: UUID) -> None:
    accounts.write_account(
        staff, code=code, account_id=drawn, told_on=clock.today(), text="De melder vertelde wat er was."
    )


def improvement(staff: Staff, code: str, drawn: UUID) -> None:
    lessons.make_improvement(
        staff,
        code=code,
        words=lessons.Words(what="Maak een rooster.", lesson="Er was geen rooster."),
        person_id=staff.person_id,
        due_on=clock.today() + timedelta(days=30),
        improvement_id=drawn,
        kept_because="",
    )


@pytest.mark.parametrize("do", [note, task, line, account, improvement])
def test_the_second_of_two_clicks_leaves_nothing(town, do: Callable[[Staff, str, UUID], None]):
    filed, fatima, drawn = file_report(town), town["Fatima"].opened, uuid4()
    bring(fatima, filed, "decided" if do is improvement else "assessed")
    do(fatima, filed.code, drawn)
    with tenant_scope(town.tenant.id):
        before = Line.objects.filter(subject_id=filed.case.id).exclude(verb="case.scan_names").count()
    with pytest.raises(AlreadyDoneError):
        do(fatima, filed.code, drawn)
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(subject_id=filed.case.id).exclude(verb="case.scan_names").count() == before
