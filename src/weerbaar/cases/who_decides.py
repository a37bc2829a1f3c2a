"""Who decides about each subject of a case: the route of `routing` over the people and the marks of this moment (C15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.cases import sealed
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Party
from weerbaar.cases.procedures import Line
from weerbaar.cases.queries import keys_to, procedure_of
from weerbaar.cases.routing import AUTHORITY_OF_ROLE, Route, authorities_out, of_roles, route
from weerbaar.cases.rules import pseudonym
from weerbaar.database.rows import select
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile
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
