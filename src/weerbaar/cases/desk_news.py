"""What decisions ask of the desk: a question that came back or was answered, a measure that was checked or waits for it.

Facts only, as on the worklist, and a fixed number of queries whatever there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Q

from weerbaar.cases.models import DecisionAsked, Measure
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.cases.models import Access, Case
    from weerbaar.organisation.staff import Staff

MOST_NEWS = 50


class What(Enum):
    """What there is to do."""

    ASKED_BACK = "asked_back"
    HANDED_BACK = "handed_back"
    DECIDED = "decided"
    CHECKED = "checked"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to do. `who` did or asked it; `asked_id` is the question it is about, if it is about one."""

    what: What
    code: str
    kind: str
    who: UUID
    at: datetime
    asked_id: UUID | None = None


_WORKING = frozenset({Role.HANDLER, Role.COORDINATOR, Role.INVESTIGATOR, Role.HEAD_OF_INTEGRITY})


def only_checks(staff: Staff, granted_by: UUID, people: Container[UUID]) -> bool:
    """Whether a lawyer was let in by one of the people of the desk, to read and to check, and not by the report itself.

    What a handler does is not offered to them, so that who checks does not do what they check.
    """
    return Role.LAWYER in staff.roles and not staff.roles & _WORKING and granted_by in people


def desk_news(staff: Staff, mine: QuerySet[Access]) -> tuple[News, ...]:
    """What asks for `staff` in the open cases that they have access to (`mine`), the oldest first.

    A lawyer who was let in reads what there is to check, and not what a handler has to do.
    """
    is_lawyer = Role.LAWYER in staff.roles
    works = mine.filter(is_open=True)
    if is_lawyer and not staff.roles & _WORKING:
        works = works.exclude(granted_by__in=list(colleagues_by_alias(staff.tenant_id)))
    asked = DecisionAsked.objects.filter(news_at__isnull=False, case__in=works.values("case"))
    found = [
        News(_what(one), one.case.code, one.case.kind, one.asked_of, one.news_at, one.id)
        for one in asked.select_related("case").order_by("news_at", "id")[:MOST_NEWS]
        if one.news_at
    ]
    checked = Measure.objects.filter(news_at__isnull=False, state=Measure.State.CHECKED)
    checked = checked.filter(case__in=works.values("case")).exclude(checked_by=staff.alias)
    found += [
        News(What.CHECKED, one.case.code, one.case.kind, one.checked_by, one.news_at)
        for one in checked.select_related("case").order_by("news_at", "id")[:MOST_NEWS]
        if one.checked_by and one.news_at
    ]
    if is_lawyer:
        waiting = Measure.objects.filter(
            state=Measure.State.PROPOSED, case__in=mine.filter(is_open=True).values("case")
        ).exclude(proposed_by=staff.alias)
        found += [
            News(What.TO_CHECK, one.case.code, one.case.kind, one.proposed_by, one.proposed_at)
            for one in waiting.select_related("case").order_by("proposed_at", "id")[:MOST_NEWS]
        ]
    return tuple(sorted(found, key=lambda one: one.at))


def _what(asked: DecisionAsked) -> What:
    if asked.answered_at is not None:
        return What.DECIDED
    return What.HANDED_BACK if asked.withdrawn_at is not None else What.ASKED_BACK


def seen(staff: Staff, case: Case) -> None:
    """The desk read what there was to read in a case. What there is to do stays until it is done."""
    DecisionAsked.objects.filter(case=case, news_at__isnull=False, answered_at__isnull=False).update(
        news_at=None
    )
    checked = Measure.objects.filter(case=case, news_at__isnull=False)
    checked.filter(~Q(checked_by=staff.alias)).update(news_at=None)
