"""The decisions about desks: on which days one takes reports, what it may ask, and who may receive of it. Pure."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Desk, DeskLink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

CLOSING_SOON_DAYS = 7
MOST_QUESTIONS = 8
LONGEST_QUESTION = 200
FEWEST_RECEIVERS = 2


class DeskState(Enum):
    """What somebody may do at a desk today."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"

    @property
    def takes_reports(self) -> bool:
        return self in {DeskState.OPEN, DeskState.CLOSING_SOON}


class DeskDays(Protocol):
    """What decides whether a desk takes reports: a desk of one's own, or what another said of theirs."""

    @property
    def is_open(self) -> bool: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def closes_on(self) -> date | None: ...


def desk_state(desk: DeskDays | Desk | DeskLink, today: date) -> DeskState:
    """The state of a desk on a day. Its first and its last day are both days on which it takes reports.

    A desk that an administrator shut is closed, whatever its days say: shutting at once must always be possible.
    """
    if not desk.is_open or (desk.closes_on is not None and today > desk.closes_on):
        return DeskState.CLOSED
    if desk.opens_on is not None and today < desk.opens_on:
        return DeskState.NOT_YET
    if desk.closes_on is not None and (desk.closes_on - today).days < CLOSING_SOON_DAYS:
        return DeskState.CLOSING_SOON
    return DeskState.OPEN


def check_desk_days(kind: str, opens_on: date | None, closes_on: date | None) -> None:
    """Refuse days that do not go with the kind of desk."""
    if kind not in Desk.Kind.values:
        raise RefusedError("Kies wat voor meldpunt dit is.", field="kind")
    if kind == Desk.Kind.TEMPORARY and opens_on is None:
        raise RefusedError("Een tijdelijk meldpunt heeft een eerste dag. Vul die in.", field="opens_on")
    if kind == Desk.Kind.TEMPORARY and closes_on is None:
        raise RefusedError("Een tijdelijk meldpunt heeft een laatste dag. Vul die in.", field="closes_on")
    if kind == Desk.Kind.STANDING and (opens_on or closes_on):
        raise RefusedError(
            "Een vast meldpunt heeft geen eerste en geen laatste dag. Kies ‘tijdelijk’ of laat de dagen leeg.",
            field="kind",
        )
    if opens_on and closes_on and closes_on < opens_on:
        raise RefusedError("De laatste dag ligt vóór de eerste.", field="closes_on")


def checked_questions(typed: Sequence[str]) -> list[str]:
    """A desk's own questions as they are kept, at most eight, each on a line. Raises RefusedError."""
    questions = [" ".join(one.split()) for one in typed]
    questions = [one for one in questions if one]
    if len(questions) > MOST_QUESTIONS:
        raise RefusedError(
            "Dit zijn %(count)d vragen. Er passen er %(most)d: meer vragen is minder melders.",
            field="questions",
            count=len(questions),
            most=MOST_QUESTIONS,
        )
    if any(len(one) > LONGEST_QUESTION for one in questions):
        raise RefusedError("Een van de vragen is te lang. Maak hem korter.", field="questions")
    if len({one.casefold() for one in questions}) < len(questions):
        raise RefusedError("Een van de vragen staat er twee keer.", field="questions")
    return questions


def check_receivers(count: int) -> None:
    """Refuse fewer than two people to receive what is released: what one person holds is lost when they go."""
    if count < FEWEST_RECEIVERS:
        raise RefusedError("Kies ten minste twee mensen die ontvangen.", field="receivers")
