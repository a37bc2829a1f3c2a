"""For whom one is there oneself, as their contact person: each case, how one is reached in it, and what is asked next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from weerbaar.audit.acts import reading
from weerbaar.cases import sealed
from weerbaar.cases.accesses import living
from weerbaar.cases.contact_persons import short_of
from weerbaar.cases.cursors import page_by_moment
from weerbaar.cases.models import Access, CheckIn, ChestKind, ContactPerson, Guest
from weerbaar.cases.queries import opened_holder
from weerbaar.vault.chests import open_chests_of
from weerbaar.vault.models import Grant, Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.organisation.staff import Staff


@dataclass(frozen=True, slots=True)
class ThereFor:
    """One person whom one is there for, or, as long as one gave no answer, is asked to be: `short` is the pseudonym of a
    subject, empty for the reporter.

    `next_on` is when they are asked again how it goes; `asks_us`: an answer asks for somebody now, and nobody said yet what
    was done.
    """

    id: UUID
    code: str
    kind: str
    short: str
    is_agreed: bool
    reach: str = field(repr=False)
    next_on: date | None
    asks_us: bool


@dataclass(frozen=True, slots=True)
class ThereForPage:
    """One page of them, and the cursor of the next one. `count` is of all pages."""

    rows: tuple[ThereFor, ...]
    next_cursor: str
    count: int


def is_there_for_somebody(staff: Staff) -> bool:
    """Whether one is there for anybody, or is asked to be. Within a tenant scope."""
    return _theirs(staff).exists()


def there_for(staff: Staff, *, after: str = "") -> ThereForPage:
    """Whom one is there for, the longest first. How one is reached lies in the case, so of each a line says that one read it.

    Within a tenant scope.
    """
    rows, following = page_by_moment(_theirs(staff).select_related("case", "party"), "since", after)
    aliases = _aliases(rows)
    asked = _asked([alias for found in aliases.values() for alias in found])
    keys = open_chests_of(
        opened_holder(staff), [one.case_id for one in rows], (ChestKind.TALK, ChestKind.FILE)
    )
    found = []
    for row in rows:
        reading(staff, "case.read_contact", row.case_id, object_id=row.id)
        theirs = [asked[alias] for alias in aliases[row.id] if alias in asked]
        found.append(
            ThereFor(
                id=row.id,
                code=row.case.code,
                kind=row.case.kind,
                short=short_of(row),
                is_agreed=row.agreed_at is not None,
                reach=sealed.reach_of(keys[row.case_id], row),
                next_on=min((day for day, _asks in theirs if day), default=None),
                asks_us=any(asks for _day, asks in theirs),
            )
        )
    return ThereForPage(tuple(found), following, _theirs(staff).count())


def _theirs(staff: Staff) -> QuerySet[ContactPerson]:
    mine = Access.objects.filter(living(), holder_alias=staff.alias)
    return ContactPerson.objects.filter(holder_alias=staff.alias, ended_at=None, case__in=mine.values("case"))


def _aliases(rows: Sequence[ContactPerson]) -> dict[UUID, list[UUID]]:
    """The holders whom each of these is for: of the reporter by the talk, of a subject by the words that they have now."""
    talks = Grant.objects.filter(
        chest__owner_id__in=[one.case_id for one in rows if one.party_id is None],
        chest__kind=ChestKind.TALK,
        holder_alias__in=Holder.objects.filter(kind=Holder.Kind.REPORTER).values("alias"),
    )
    by_case: dict[UUID, list[UUID]] = {}
    for case_id, alias in talks.values_list("chest__owner_id", "holder_alias").distinct():
        by_case.setdefault(case_id, []).append(alias)
    guests = Guest.objects.filter(living(), party_id__in=[one.party_id for one in rows if one.party_id])
    by_party: dict[UUID, list[UUID]] = {}
    for party_id, alias in guests.values_list("party_id", "holder_alias"):
        by_party.setdefault(party_id, []).append(alias)
    return {
        one.id: by_party.get(one.party_id, []) if one.party_id else by_case.get(one.case_id, [])
        for one in rows
    }


def _asked(aliases: Iterable[UUID]) -> dict[UUID, tuple[date | None, bool]]:
    """Of each holder when they are asked again, and whether an answer of theirs asks for somebody now."""
    # Of whoever said stop what they answered before still asks for somebody.
    waits = Q(stopped_at=None) | Q(news_at__isnull=False)
    rows = CheckIn.objects.filter(waits, holder_alias__in=list(aliases)).order_by("due_on", "id")
    found: dict[UUID, tuple[date | None, bool]] = {}
    for alias, due_on, asked_at, news_at in rows.values_list("holder_alias", "due_on", "asked_at", "news_at"):
        day, asks = found.get(alias, (None, False))
        found[alias] = (day or (None if asked_at else due_on), asks or news_at is not None)
    return found
