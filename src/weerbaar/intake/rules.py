"""Who reads a new report, and when a new draft waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.ground.errors import RefusedError, WeerbaarError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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


class ReadersChangedError(RefusedError):
    """Somebody would read whom the reporter was not shown: nothing is sealed until they looked again."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Wie je melding kan lezen, is veranderd. Er is nog niets verstuurd. Kijk eerst wie het nu zijn."
            )
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
