"""That what somebody with a receipt of their own asked for was done (C8, C18): help, or what they want after a detriment.

To open the case is not to have called them. So it stays before everybody of the case until one of them says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.acting import enter, knock_colleagues
from weerbaar.cases.models import CheckIn, Guest
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.organisation.staff import Staff

_SAID = _("Iemand zei al dat dit is gedaan, of er werd niets gevraagd.")


@act("case.note_help")
def note_help(staff: Staff, *, code: str, check_in_id: UUID) -> None:
    """Say that what somebody asked for in this answer was done. Also of a closed case. Raises RefusedError."""
    case, _keys = enter(staff, code)
    guests = Guest.objects.filter(case=case).values("holder_alias")
    there = CheckIn.objects.select_for_update().filter(case=case, holder_alias__in=guests)
    row = there.filter(id=check_in_id, news_at__isnull=False).first()
    if row is None:
        raise RefusedError(_SAID)
    about(case.id, object_id=row.id)
    row.news_at = None
    row.save(update_fields=["news_at"])
    knock_colleagues(staff, case)
