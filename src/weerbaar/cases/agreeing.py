"""Who agrees, as a second person, to a copy of the file: for a case, and for everything that waits for one person (C14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from weerbaar.cases import rules
from weerbaar.cases.accesses import living
from weerbaar.cases.models import Access, FileCopy
from weerbaar.cases.rules import EXCEPTIONAL, SecondPerson
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.staff import HANDLING_ROLES
from weerbaar.vault.models import Chest, Grant

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff


def only_checks(who: Staff | Colleague, granted_by: UUID, people: Container[UUID]) -> bool:
    """Whether a lawyer was let in by one of the people of the desk, to read and to check, and not by the report itself.

    What a handler does is not offered to them, so that who checks does not do what they check.
    """
    return Role.LAWYER in who.roles and not who.roles & HANDLING_ROLES and granted_by in people


def second_persons(case: Case) -> dict[UUID, SecondPerson]:
    """Everybody with a seat in a case, by alias. Four queries, whatever their number."""
    people = colleagues_by_alias(case.tenant_id)
    seats = list(Access.objects.filter(living(), case=case))
    held = _Held(Grant.objects.filter(chest__owner_id=case.id), [case.id])
    return {one.holder_alias: _second(one, people, held.by(case.id, one.holder_alias)) for one in seats}


def copies_to_agree(staff: Staff, mine: QuerySet[Access]) -> QuerySet[FileCopy]:
    """The copies to which somebody may agree in the cases that they have access to (`mine`), without what is in them."""
    rows = FileCopy.objects.filter(decided_at=None, case__in=mine.values("case")).exclude(
        asked_by=staff.alias
    )
    waiting = list(rows.values_list("id", "case_id", "chests"))
    if not waiting:
        return FileCopy.objects.none()
    people, cases = colleagues_by_alias(staff.tenant_id), {case_id for _id, case_id, _chests in waiting}
    held = _Held(Grant.objects.filter(chest__owner_id__in=cases, holder_alias=staff.alias), cases)
    seats = {one.case_id: one for one in mine.filter(case__in=cases)}
    fit = [
        copy_id
        for copy_id, case_id, chests in waiting
        if rules.may_agree(_second(seats[case_id], people, held.by(case_id, staff.alias)), chests)
    ]
    return FileCopy.objects.filter(id__in=fit).defer("sealed_request", "sealed_content")


def copies_decided(staff: Staff, mine: QuerySet[Access]) -> QuerySet[FileCopy]:
    """The copies that somebody asked for and on which was decided, in the cases that they have access to (`mine`): agreed
    to and not taken yet, but for one of which they saw that it can go no more; or refused. Without what is in them.

    What was asked by who has no seat there any more is everybody's who handles the case: a court waits for it all the same.
    """
    seat = Access.objects.filter(living(), case=OuterRef("case"), holder_alias=OuterRef("asked_by"))
    handles = mine.filter(until=None) if staff.roles & HANDLING_ROLES else mine.none()
    rows = FileCopy.objects.filter(
        Q(asked_by=staff.alias)
        | (~Exists(seat) & Q(case__in=handles.values("case")) & ~Q(is_agreed=False, decided_by=staff.alias)),
        is_agreed__isnull=False,
        made_at=None,
        lapse_seen_at=None,
        case__in=mine.values("case"),
    )
    return rows.defer("sealed_request", "sealed_content")


def _second(seat: Access, people: Mapping[UUID, Colleague], held: frozenset[str]) -> SecondPerson:
    one = people.get(seat.holder_alias)
    return SecondPerson(
        may_work=one is not None and one.is_trusted and not one.left and not one.is_suspended,
        lasts=seat.until is None,
        only_checks=one is not None and only_checks(one, seat.granted_by, people),
        held=held,
    )


class _Held:
    """By case and holder: the compartments of names that they hold for good."""

    def __init__(self, grants: QuerySet[Grant], cases: Collection[UUID]) -> None:
        chests = Chest.objects.filter(owner_id__in=cases, kind__in=EXCEPTIONAL, destroyed_at=None)
        self._there = set(chests.values_list("owner_id", "kind"))
        lasting = grants.filter(chest__destroyed_at=None, chest__kind__in=EXCEPTIONAL, until=None)
        self._rows = set(lasting.values_list("chest__owner_id", "chest__kind", "holder_alias"))

    def by(self, case_id: UUID, alias: UUID) -> frozenset[str]:
        """Of one holder, with those that are there no more: nobody can be asked to hold these."""
        return frozenset(
            kind
            for kind in EXCEPTIONAL
            if (case_id, kind, alias) in self._rows or (case_id, kind) not in self._there
        )
