"""At which desk the complaint of whoever is accused is read (C18): found for them, since all of one desk may be involved.

They reported nothing and chose no desk. The desk of the case comes first, with whoever there had nothing to do with it, a
reserve among them; then the desks that are there for good, and those for a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.cases.models import Case
from weerbaar.intake.drafts import Content
from weerbaar.intake.guests import found
from weerbaar.intake.queries import desks, readers
from weerbaar.intake.questions import COMPLAINT

if TYPE_CHECKING:
    from weerbaar.intake.guests import GuestRef
    from weerbaar.intake.queries import ReaderChoice


def who_would_read(guest: GuestRef) -> ReaderChoice | None:
    """Who would read a complaint of this guest about the inquiry, if they began it now. None: nobody is left at any desk.

    Within a tenant scope. Raises GoneError.
    """
    answers = {"kind": "handling", COMPLAINT: "yes"}
    begun = Content(answers=answers, earlier=str(found(guest).case_id), by_guest=True)
    return readers_at_some_desk(guest.tenant_id, begun)


def readers_at_some_desk(tenant_id: UUID, content: Content) -> ReaderChoice | None:
    """The first desk at which somebody is left to read such a complaint. None: at no desk. Within a tenant scope.

    The desk at which it was agreed who reads comes before all others: nobody is moved without a need.
    """
    own = Case.objects.filter(id=content.earlier).values_list("desk_id", flat=True).first()
    there = sorted(
        desks(),
        key=lambda one: (one.slug != content.desk, one.id != own, one.closes_on is not None, one.name),
    )
    struck = {UUID(one) for one in content.struck}
    choices = (readers(tenant_id, one.slug, struck, content=content) for one in there)
    return next((one for one in choices if one and one.chosen), None)
