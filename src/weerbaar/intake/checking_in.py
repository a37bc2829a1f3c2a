"""Being asked how it goes: whoever has a receipt answers, says stop, or wants to be asked again (C8, C18)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.audit.acts import about, act
from weerbaar.cases import check_ins
from weerbaar.cases.check_ins import CheckInView
from weerbaar.cases.detriment import NO, RATHER_NOT, SAID, TYPES, WANTS_HELP, YES
from weerbaar.cases.detriment import Answer as CheckInAnswer
from weerbaar.cases.models import CheckIn
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.actions import talk_held
from weerbaar.intake.guests import GuestRef, Role, found, held, open_own
from weerbaar.intake.reporters import ReporterRef, open_talk

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.vault.chests import ChestKey

__all__ = [
    "NO",
    "RATHER_NOT",
    "SAID",
    "TYPES",
    "WANTS_HELP",
    "YES",
    "CheckInAnswer",
    "CheckInView",
    "HowItGoes",
    "Visitor",
    "ask_for_help",
    "check_in",
    "check_in_now",
    "how_it_goes",
    "place",
    "resume_check_ins",
    "stop_check_ins",
]

Visitor = ReporterRef | GuestRef
"""Whoever came back with eight words: each is asked on their own page, and answers in a chest that they have a key to."""


@dataclass(frozen=True, slots=True)
class HowItGoes:
    """How it stands with the check-ins of somebody. `waiting` is the question that lies with them, `bad` the last answer by
    which they said that something was done to them. `is_care`: they are asked whether they want help.
    """

    waiting: UUID | None
    is_asked: bool
    has_stopped: bool
    next_on: date | None
    is_care: bool = False
    bad: CheckInAnswer | None = field(default=None, repr=False)


def how_it_goes(visitor: Visitor) -> HowItGoes:
    """How it stands with somebody's check-ins. Within a tenant scope. Raises GoneError."""
    case_id, key = place(visitor)
    rows = check_ins.check_ins_of(key, case_id, visitor.alias)
    return HowItGoes(
        waiting=next((one.id for one in rows if one.waits), None),
        is_asked=bool(rows),
        has_stopped=check_ins.has_stopped(case_id, visitor.alias),
        next_on=check_ins.next_day(case_id, visitor.alias),
        is_care=any(one.about == CheckIn.About.CARE for one in rows),
        bad=_last_bad(rows),
    )


def place(visitor: Visitor) -> tuple[UUID, ChestKey]:
    """The case that somebody came back to, and the key that their answers are sealed with. Within a tenant scope."""
    if isinstance(visitor, GuestRef):
        return found(visitor).case_id, open_own(visitor)
    return visitor.case_id, open_talk(visitor)


def _last_bad(rows: list[CheckInView]) -> CheckInAnswer | None:
    answered = [one.answer for one in rows if one.answer and one.about == CheckIn.About.DETRIMENT]
    return next((one for one in reversed(answered) if one.is_bad), None)


def check_in(visitor: Visitor, *, check_in_id: UUID, given: CheckInAnswer) -> CheckInAnswer:
    """Say how it goes. Of an answer that asks for somebody everybody of the case hears. Raises RefusedError."""
    if isinstance(visitor, GuestRef):
        return _guest_check_in(visitor, check_in_id=check_in_id, given=given)
    return _reporter_check_in(visitor, check_in_id=check_in_id, given=given)


def check_in_now(visitor: Visitor, *, given: CheckInAnswer) -> None:
    """The same for the question that waits now. Raises RefusedError where none does."""
    with tenant_scope(visitor.tenant_id):
        waits = how_it_goes(visitor).waiting
    if waits is None:
        raise RefusedError(check_ins.NOTHING_ASKED)
    check_in(visitor, check_in_id=waits, given=given)


def stop_check_ins(visitor: Visitor) -> None:
    """Say that one does not want to be asked any more. The way back stays open."""
    if isinstance(visitor, GuestRef):
        _guest_stop(visitor)
    else:
        _reporter_stop(visitor)


def resume_check_ins(visitor: Visitor) -> None:
    """Say that one wants to be asked again."""
    if isinstance(visitor, GuestRef):
        _guest_resume(visitor)
    else:
        _reporter_resume(visitor)


# --- the verbs: one of each for whoever reported, and for whoever is in a case otherwise ---


@act("reporter.check_in")
def _reporter_check_in(reporter: ReporterRef, *, check_in_id: UUID, given: CheckInAnswer) -> CheckInAnswer:
    about(reporter.case_id, object_id=check_in_id)
    return check_ins.answer(talk_held(reporter), reporter.case_id, reporter.alias, check_in_id, given)


@act("guest.check_in")
def _guest_check_in(guest: GuestRef, *, check_in_id: UUID, given: CheckInAnswer) -> CheckInAnswer:
    case_id = held(guest).case_id
    about(case_id, object_id=check_in_id)
    return check_ins.answer(open_own(guest), case_id, guest.alias, check_in_id, given)


@act("reporter.stop_check_ins")
def _reporter_stop(reporter: ReporterRef) -> None:
    about(reporter.case_id)
    check_ins.stop(reporter.case_id, reporter.alias)


@act("guest.ask_for_help")
def ask_for_help(guest: GuestRef) -> None:
    """Put the question whether they want help before who is accused, since they come for it themself.

    Raises RefusedError for whoever is asked something else.
    """
    row = held(guest)
    about(row.case_id, object_id=row.id)
    if row.role != Role.SUBJECT:
        raise RefusedError(check_ins.NOTHING_ASKED)
    check_ins.ask_now(row.case_id, guest.alias, row.tenant_id)


@act("guest.stop_check_ins")
def _guest_stop(guest: GuestRef) -> None:
    row = found(guest)
    about(row.case_id, object_id=row.id)
    check_ins.stop(row.case_id, guest.alias)


@act("reporter.resume_check_ins")
def _reporter_resume(reporter: ReporterRef) -> None:
    about(reporter.case_id)
    check_ins.resume(reporter.case_id, reporter.alias)


@act("guest.resume_check_ins")
def _guest_resume(guest: GuestRef) -> None:
    row = found(guest)
    about(row.case_id, object_id=row.id)
    check_ins.resume(row.case_id, guest.alias)
