"""What was done in somebody's name and gave another keys that last: they are knocked at, and read it on their own page.

The pages ask the passphrase before (`web.office.proving`). Whoever has it too still does not do this unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.ground import clock
from weerbaar.notify.actions import knock

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from weerbaar.organisation.staff import Staff

WENT_AWAY, HANDED_OVER = "absence.begin", "person.hand_over"
LASTS = timedelta(days=31)
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Done:
    """That one thing was done: `WENT_AWAY` or `HANDED_OVER`. Not of which case: they may have no key to it any more."""

    verb: str
    at: datetime


@act("person.hand_over")
def handed_over(staff: Staff, *, case_id: UUID) -> None:
    """Let whoever hands a case over hear of it themself. Within the verb that does so."""
    about(staff.alias, object_id=case_id)
    knock(staff.tenant_id, [staff.alias])


def done_lately(staff: Staff) -> list[Done]:
    """What was done in one's own name in the last month, the last first. Within a tenant scope."""
    rows = Line.objects.filter(
        subject_id=staff.alias,
        actor_alias=staff.alias,
        verb__in=(WENT_AWAY, HANDED_OVER),
        refused=False,
        at__gt=clock.now() - LASTS,
    )
    found = rows.order_by("-at", "-id").values_list("verb", "at")[:MOST_SHOWN]
    return [Done(verb, at) for verb, at in found]
