"""That what somebody asked for in a check-in was done (C8, C18): help, or what they need after a detriment.

To open the case is not to have called them: when three read it, each may think that another will. So it stays before
everybody of the case until one of them says so, and of a detriment also what was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.acting import decide, enter, knock_colleagues
from weerbaar.cases.models import CheckIn
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff

_SAID = _("Iemand zei al dat dit is gedaan, of er werd niets gevraagd.")


def must_say_what(case: Case, check_in_id: UUID) -> bool:
    """Whether it is to be said what was done: after a detriment, and not of help. Within a tenant scope."""
    return CheckIn.objects.filter(case=case, id=check_in_id, about=CheckIn.About.DETRIMENT).exists()


@act("case.note_help")
def note_help(staff: Staff, *, code: str, check_in_id: UUID, reason: str = "") -> None:
    """Say that what somebody asked for in this answer was done. Also of a closed case. Raises RefusedError.

    After a detriment `reason` says what was done and why that is enough: it is kept as a decision. Of the help that an
    accused asked for nothing is written down: that is between them and who gives it.
    """
    case, keys = enter(staff, code)
    there = CheckIn.objects.select_for_update().filter(case=case)
    row = there.filter(id=check_in_id, news_at__isnull=False).first()
    if row is None:
        raise RefusedError(_SAID)
    about(case.id, object_id=row.id)
    if must_say_what(case, row.id):
        decide(staff, case, keys, "case.note_help", reason=reason, whom=row.id)
    row.news_at = None
    row.save(update_fields=["news_at"])
    knock_colleagues(staff, case)
