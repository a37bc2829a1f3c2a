"""Announcing to a reporter what is about to go to somebody else, and the time in which they can object.

The reporter can say what would expose them. What was announced may go once they answered, or had five working days;
sooner only with a reason that is kept. That they read it is not enough: who reads has not yet had time to answer.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from weerbaar.cases import sealed
from weerbaar.cases.models import Message
from weerbaar.ground import clock
from weerbaar.ground.workdays import DECREED, add_workdays

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from uuid import UUID

    from weerbaar.vault.chests import ChestKey

WORKDAYS_TO_REACT = 5


class Ready(Enum):
    """Whether what was announced may go, and why."""

    NOT_ANNOUNCED = "not_announced"
    WAITING = "waiting"
    ANSWERED = "answered"
    READ = "read"
    HAD_THE_TIME = "had_the_time"

    @property
    def may(self) -> bool:
        return self in (Ready.ANSWERED, Ready.HAD_THE_TIME)

    @property
    def is_waiting(self) -> bool:
        """Whether the reporter still has time to answer what was announced."""
        return self in (Ready.WAITING, Ready.READ)


def first_day_to_go(told_on: date, decreed: Collection[date] = DECREED) -> date:
    """The first day on which something may go of which the reporter heard on `told_on`, whatever the reporter does.

    The reporter has five whole working days; the day on which they were told is none of them.
    """
    return add_workdays(told_on, WORKDAYS_TO_REACT, decreed) + timedelta(days=1)


def last_day_to_react(not_before: date) -> date:
    """The last day of the reporter, for something that may go from `not_before`."""
    return not_before - timedelta(days=1)


def readiness(not_before: date | None, today: date, *, is_read: bool, is_answered: bool) -> Ready:
    """Whether something may go today. `not_before` is None while the reporter knows of nothing."""
    if not_before is None:
        return Ready.NOT_ANNOUNCED
    if is_answered:
        return Ready.ANSWERED
    if today >= not_before:
        return Ready.HAD_THE_TIME
    return Ready.READ if is_read else Ready.WAITING


def ready_of(case_id: UUID, message_id: UUID | None, not_before: date | None) -> Ready:
    """How it stands with what was announced in this message. Within a tenant scope."""
    if message_id is None:
        return Ready.NOT_ANNOUNCED
    return readiness(
        not_before,
        clock.today(),
        is_read=Message.objects.filter(id=message_id, read_at__isnull=False).exists(),
        is_answered=Message.objects.filter(case_id=case_id, from_reporter=True, answers=message_id).exists(),
    )


def asked_and_answered(
    keys: Mapping[str, ChestKey], case_id: UUID, message_id: UUID | None
) -> tuple[str, str]:
    """What the reporter was told, and what they answered; empty as long as there is none."""
    asked = Message.objects.filter(id=message_id, case_id=case_id).first() if message_id else None
    if asked is None:
        return "", ""
    answers = Message.objects.filter(case_id=case_id, from_reporter=True, answers=asked.id).order_by("at")
    return sealed.message_body(keys, asked), "\n\n".join(sealed.message_body(keys, one) for one in answers)
