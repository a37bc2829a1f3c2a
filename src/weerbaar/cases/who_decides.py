"""Who decides about each subject of a case: the route of `routing` over the people and the marks of this moment (C15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.cases import rules, sealed
from weerbaar.cases.accesses import living
from weerbaar.cases.kept_out import marks_beside, marks_of
from weerbaar.cases.models import Access, Party
from weerbaar.cases.procedures import Line
from weerbaar.cases.queries import keys_to, procedure_of
from weerbaar.cases.routing import AUTHORITY_OF_ROLE, Route, authorities_out, of_roles, route
from weerbaar.cases.rules import Candidate, pseudonym
from weerbaar.database.rows import select
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff


@dataclass(frozen=True, slots=True)
class Decides:
    """Who decides about one subject. `route` is None as long as nobody said whose employer it is."""

    party_id: UUID
    short: str
    route: Route | None
    roles: tuple[str, ...] = ()
    lender: str = field(default="", repr=False)


def who_decides(staff: Staff, case: Case, page: CaseFile | None = None) -> list[Decides]:
    """One row per subject, in the order of their pseudonyms. For whoever is in the case; `page` is it when it is open."""
    keys = page.keys if page else keys_to(staff, case)
    people = (page.colleagues if page else colleagues_by_alias(staff.tenant_id)).values()
    marks = marks_of(case.id, people)
    holders: dict[str, set[UUID]] = defaultdict(set)
    for one in people:
        for role in one.roles if not one.left else ():
            holders[role].add(one.person_id)
    kept_out = {one.person_id for one in people if marks.keep_out(one)}
    rows = select(
        Party,
        "case_id = %s AND role = %s AND withdrawn_at IS NULL ORDER BY number",
        [case.id, Party.Role.SUBJECT.value],
    )
    known = [(one, sealed.line_of(keys, one)) for one in rows]
    # Whoever of them is an authority decides about nobody in this case.
    about = {role for _, line in known for role in line.roles}
    about |= {role for role in AUTHORITY_OF_ROLE if marks.has_role(role)}
    out = authorities_out(holders, kept_out) | of_roles(about)
    deciders = procedure_of(case).deciders
    return [
        Decides(
            party_id=one.id,
            short=pseudonym(one.role, one.number),
            route=route(Line(line.line), deciders, out) if line.line else None,
            roles=line.roles,
            lender=line.lender,
        )
        for one, line in known
    ]


def whose_turn(decided: Iterable[Decides]) -> frozenset[str]:
    """The roles that decide first about any of these subjects: who has one does nothing else in the case."""
    first = {one.route.next for one in decided if one.route}
    return frozenset(role for role, authority in AUTHORITY_OF_ROLE.items() if authority in first)


def fit_to_be_asked(
    staff: Staff,
    case: Case,
    colleagues: Mapping[UUID, Colleague],
    *,
    roles: Collection[str],
    decided: Iterable[Decides],
    had_a_hand: Collection[UUID] = (),
) -> list[Colleague]:
    """Who of these roles may be asked something about this case on a paper of its own, in no order.

    Nobody who must stay out, who reads the case or had a hand in what is asked (aliases), whose office it is about, or
    whose key nobody vouched for.
    """
    marks = marks_beside(case.id, colleagues.values())
    readers = set(Access.objects.filter(living(), case=case).values_list("holder_alias", flat=True))
    readers |= {staff.alias, *had_a_hand}
    offices = {role for one in decided for role in one.roles}
    return [
        one
        for one in colleagues.values()
        if rules.may_be_asked(
            Candidate(
                has_trusted_key=one.is_trusted,
                has_left=one.left,
                is_kept_out=any(marked.keep_out(one) for marked in marks) or bool(one.roles & offices),
                works_on_cases=True,
            ),
            decides=bool(one.roles & set(roles)),
            is_administrator=Role.ADMINISTRATOR in one.roles,
            reads_case=one.alias in readers,
        )
    ]
