"""Who reads a new report, and when a new draft waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases.models import Guest, Kind
from weerbaar.ground.errors import RefusedError, WeerbaarError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

FEWEST_READERS = 2
DRAFTS_A_MINUTE = 120
WAIT_SECONDS = 10

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """Somebody who could read: `person_id` is what a reporter strikes out."""

    person_id: UUID
    is_reserve: bool
    who: T


def choose_readers(candidates: Sequence[Candidate[T]], struck: Collection[UUID]) -> tuple[Candidate[T], ...]:
    """The desk's members who are not struck and, where fewer than two are left, reserves in their order.

    Whoever is struck is not among them, whatever their place (promise 1). Empty when nobody is left: then nothing
    may be sealed to staff, and the page shows the doors outside the organisation.
    """
    left = [one for one in candidates if one.person_id not in struck]
    members = [one for one in left if not one.is_reserve]
    reserves = [one for one in left if one.is_reserve]
    return (*members, *reserves[: max(0, FEWEST_READERS - len(members))])


def choose_beside(
    candidates: Sequence[Candidate[T]], struck: Collection[UUID], enters: UUID
) -> tuple[Candidate[T], ...]:
    """Who reads what `enters`, of the desk itself, enters there: the desk, and never as good as them alone.

    Who takes the call may be whom it is about. So as long as they read it, two others do: whom striking takes away, a
    reserve follows up. Of a desk that has fewer others of itself, as many as it has. Empty when fewer are left.
    """
    desk, left = choose_readers(candidates, ()), choose_readers(candidates, struck)
    if left == desk or enters not in {one.person_id for one in left}:
        return left
    beside = choose_readers(candidates, {*struck, enters})
    others = sum(one.person_id != enters for one in desk)
    if len(beside) < min(FEWEST_READERS, others):
        return ()
    return tuple(one for one in candidates if one in beside or one.person_id == enters)


def left_in(
    candidates: Sequence[Candidate[T]], named: Collection[UUID], struck: Collection[UUID]
) -> tuple[Candidate[T], ...]:
    """Who reads a talk with the mayor or the registrar: only whom the recorder names, and never the desk by itself (R13).

    Empty when fewer than two are left: one reader alone could go on leave, or fall ill.
    """
    left = tuple(one for one in candidates if one.person_id in named and one.person_id not in struck)
    return left if len(left) >= FEWEST_READERS else ()


LONGEST_AGO = timedelta(days=366)
"""How long ago something may have come in that is entered now: a letter that lay, and no slip of the pen in the year."""


def check_received_on(day: date | None, today: date) -> date:
    """The day on which it came in. Raises RefusedError for a day to come, or one that is too long ago to be meant."""
    if day is None or day > today:
        raise RefusedError(_("Kies de dag waarop het binnenkwam: vandaag of eerder."), field="received_on")
    if today - day > LONGEST_AGO:
        raise RefusedError(_("Dat is meer dan een jaar geleden. Klopt het jaar?"), field="received_on")
    return day


MAIL_WORKDAYS = 2
"""How many working days mail may wait: of the seven days to confirm that it came in enough must be left."""


MAILBOX_DAYS, MAILBOX_AGAIN_DAYS = 1, 7
"""After how many days people are knocked for a mailbox that is not emptied, and after how many once more."""


def asks_for_help(since: date, told_on: date | None, today: date) -> bool:
    """Whether people are knocked today for a mailbox that is in trouble `since`: the first time after a day, so that a
    server may be away for a night, and then each week for as long as it lasts.
    """
    if told_on is None:
        return today >= since + timedelta(days=MAILBOX_DAYS)
    return today >= told_on + timedelta(days=MAILBOX_AGAIN_DAYS)


class ReadersChangedError(RefusedError):
    """Somebody would read whom the reporter was not shown: nothing is sealed until they looked again."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Wie je melding kan lezen, is veranderd. Er is nog niets verstuurd. Kijk eerst wie het nu zijn."
            )
        )


class AlmostAloneError(RefusedError):
    """Who enters a report struck so many out that they would read it as good as alone."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Streep je zoveel mensen weg, dan lees jij het bijna alleen. Laat nog iemand meelezen, of streep ook "
                "jezelf weg."
            ),
            field="struck",
        )


class DeskClosedError(RefusedError):
    """The desk takes no reports any more, or not yet. The draft stays: it can go to another."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Dit meldpunt neemt nu geen meldingen aan. Je melding is niet verstuurd. Wat je schreef, staat er nog. "
                "Kies een ander meldpunt."
            ),
            field="desk",
        )


class WaitError(WeerbaarError):
    """Many drafts are being started at this moment: the page waits `WAIT_SECONDS` and then goes on by itself."""

    def __init__(self) -> None:
        super().__init__(_("Het is druk. Over tien seconden gaat deze pagina vanzelf verder."))


def must_wait(started_in_last_minute: int, *, waited: bool) -> bool:
    """Whether a new draft waits first. Who waited is let in: one attacker must not be able to silence a town."""
    return started_in_last_minute >= DRAFTS_A_MINUTE and not waited


def may_complain(role: str, kind: str) -> bool:
    """Whether a guest with this role may begin a complaint of this kind (C8, C18).

    Whoever is accused complains about the inquiry, and about nothing that would tell them what the report is; everybody
    else with a receipt of their own is protected against detriment, as the reporter is.
    """
    return kind == (Kind.HANDLING if role == Guest.Role.SUBJECT else Kind.DETRIMENT)
