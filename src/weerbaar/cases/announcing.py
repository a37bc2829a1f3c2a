"""Announcing to a reporter what is about to go to somebody else, and the time in which they can object.

The reporter can say what would expose them. What was announced may go once they answered, or had five working days;
sooner only with a reason that is kept. That they read it is not enough: who reads has not yet had time to answer. What
they wrote is read and weighed, with a reason that is kept, before anything goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_noop as _

from weerbaar.cases import sealed
from weerbaar.cases.acting import local_day
from weerbaar.cases.models import Message
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.workdays import DECREED, add_workdays

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.vault.chests import ChestKey

WORKDAYS_TO_REACT = 5


class Ready(Enum):
    """Whether what was announced may go, and why."""

    NOT_ANNOUNCED = "not_announced"
    WAITING = "waiting"
    ANSWERED = "answered"
    READ = "read"
    WROTE = "wrote"
    HAD_THE_TIME = "had_the_time"

    @property
    def may(self) -> bool:
        return self in (Ready.ANSWERED, Ready.WROTE, Ready.HAD_THE_TIME)

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


def readiness(
    not_before: date | None,
    today: date,
    *,
    is_read: bool,
    is_answered: bool,
    has_written: bool,
    keeps_days: bool = False,
) -> Ready:
    """Whether something may go today. `not_before` is None while the reporter knows of nothing.

    Whoever `has_written` something else keeps their time: it may have been about something else. But they are not told of
    as somebody who said nothing. `keeps_days`: an answer does not end the time either, for it may be a no.
    """
    if not_before is None:
        return Ready.NOT_ANNOUNCED
    if is_answered and (today >= not_before or not keeps_days):
        return Ready.ANSWERED
    if today >= not_before:
        return Ready.WROTE if has_written else Ready.HAD_THE_TIME
    return Ready.READ if is_read else Ready.WAITING


class Announced(NamedTuple):
    """Something of which the reporter heard in a message, the first day on which it may go, and when it went or was dropped.

    What the reporter writes after it ended is about something else. `first_id` is the message in which they first heard of
    it, where they heard anew since: what they said to that still counts. `keeps_days` as in `readiness`.
    """

    message_id: UUID | None
    not_before: date | None
    ended_at: datetime | None
    first_id: UUID | None = None
    keeps_days: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """How it stands with something that was announced, or stood when it ended: in which message, and what was said since.

    `written` is all that the reporter wrote, oldest first: who objects without choosing the question objects too.
    """

    ready: Ready
    asked: Message | None = None
    written: tuple[Message, ...] = ()

    @property
    def ids(self) -> frozenset[UUID]:
        """Of what the reporter wrote: to know later whether there is more."""
        return frozenset(one.id for one in self.written)


def heard_of(case_id: UUID, announced: Sequence[Announced]) -> list[Heard]:
    """How it stands with each of what was announced in a case. Within a tenant scope; two queries, whatever their number."""
    ids = {heard for one in announced for heard in (one.message_id, one.first_id) if heard}
    if not ids:
        return [Heard(Ready.NOT_ANNOUNCED) for _one in announced]
    asked = {one.id: one for one in Message.objects.filter(case_id=case_id, id__in=ids)}
    said = Message.objects.filter(case_id=case_id, from_reporter=True, kind=Message.Kind.MESSAGE)
    since = min((one.at for one in asked.values()), default=clock.now())
    written = list(said.filter(at__gte=since).order_by("at", "id"))
    return [_heard(one, asked, written) for one in announced]


def _heard(one: Announced, asked: Mapping[UUID, Message], written: Sequence[Message]) -> Heard:
    message = asked.get(one.message_id) if one.message_id else None
    if message is None:
        return Heard(Ready.NOT_ANNOUNCED)
    until = one.ended_at or clock.now()
    first = asked.get(one.first_id, message) if one.first_id else message
    since = tuple(said for said in written if first.at <= said.at <= until)
    ready = readiness(
        one.not_before,
        local_day(until),
        is_read=message.read_at is not None,
        is_answered=any(said.answers == message.id for said in since),
        has_written=bool(since),
        keeps_days=one.keeps_days,
    )
    return Heard(ready, message, since)


def check_weighed(heard: Heard, reason: str, seen: Collection[UUID], *, field: str = "reason") -> None:
    """Refuse what the reporter wrote something to that was not read, and going on after it without a reason.

    `seen` are the ids of what was read. Refuse with the case held: nothing comes in between this and the end then.
    """
    if not heard.ids <= set(seen):
        raise RefusedError(_("De melder schreef intussen iets. Lees dat eerst. Er is niets doorgegeven."))
    if heard.written and not reason.strip():
        raise RefusedError(_("De melder schreef iets. Schrijf op wat je daarmee deed."), field=field)


def asked_and_written(keys: Mapping[str, ChestKey], heard: Heard) -> tuple[str, str]:
    """What the reporter was told, and what they wrote; empty as long as there is none."""
    if heard.asked is None:
        return "", ""
    written = (sealed.message_body(keys, one) for one in heard.written)
    return sealed.message_body(keys, heard.asked), "\n\n".join(written)
