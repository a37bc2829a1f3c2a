"""Telling the people who have a key that there is something new, without saying what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from weerbaar.cases.accesses import to_knock
from weerbaar.cases.models import Access
from weerbaar.notify.actions import knock

if TYPE_CHECKING:
    from uuid import UUID


def something_new(tenant_id: UUID, case_id: UUID, *, except_for: UUID | None = None) -> None:
    """Count one thing unread for everyone who was let in, and knock: not at who is away and has a substitute there.

    Runs inside the verb that brings the news.
    """
    seats = Access.objects.filter(case_id=case_id).exclude(holder_alias=except_for)
    seats.update(unread=F("unread") + 1)
    knock(tenant_id, to_knock(case_id, but=except_for))
