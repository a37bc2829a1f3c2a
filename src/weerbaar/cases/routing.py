"""Who may decide (C15): by the line of employer of the one it is about, in the order of the procedure, past whoever is out.

Pure. The last two authorities of the list are outside the organisation, and are reached by letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.procedures import Authority, Line
from weerbaar.cases.rules import checked_text
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

LONGEST_LENDER = 200
OUTSIDE = frozenset({Authority.KINGS_COMMISSIONER, Authority.LENDER})
"""Not asked in the product: the page says how they are reached."""

AUTHORITY_OF_ROLE: Mapping[str, Authority] = {
    "secretary": Authority.SECRETARY,
    "mayor": Authority.MAYOR,
    "registrar": Authority.REGISTRAR,
    "employers_committee": Authority.EMPLOYERS_COMMITTEE,
}
"""Which role of the organisation is which authority. The codes are those of `organisation.models.Role`."""

LINE_OF_ROLE: Mapping[str, Line] = {
    "head_of_integrity": Line.STAFF,
    "secretary": Line.STAFF,
    "mayor": Line.MAYOR,
    "alderman": Line.OFFICE_HOLDER,
    "registrar": Line.REGISTRY,
    "employers_committee": Line.OFFICE_HOLDER,
}
"""In which line of employer somebody with a role stands, where the reporter named the role and nobody."""


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """In which line of employer somebody stands, in which offices of `LINE_OF_ROLE`, and who lends them when they are hired.

    Empty is not known.
    """

    line: str = ""
    roles: tuple[str, ...] = ()
    lender: str = field(default="", repr=False)


def checked_line(given: EmployerLine, *, before: EmployerLine) -> EmployerLine:
    """What a handler says, with the offices in their own order. Of whoever is not hired nobody is the lender, and the
    lender may not be known yet. Raises RefusedError, also where all of it stood there already.
    """
    if given.line not in list(Line):
        raise RefusedError(_("Maak een keuze."), field="line")
    if not set(given.roles) <= set(LINE_OF_ROLE):
        raise RefusedError(_("Maak een keuze."), field="roles")
    lender = given.lender.strip() if given.line == Line.HIRED else ""
    if lender:
        lender = checked_text(lender, field="lender", longest=LONGEST_LENDER)
    found = EmployerLine(given.line, tuple(one for one in LINE_OF_ROLE if one in given.roles), lender)
    if found == before:
        raise RefusedError(_("Zo staat het er al. Verander eerst iets."), field="line")
    return found


@dataclass(frozen=True, slots=True)
class Route:
    """Who decides about one subject. `passed` were in the order and are out; `then` come after the next one."""

    line: Line
    next: Authority | None
    passed: tuple[Authority, ...] = ()
    then: tuple[Authority, ...] = ()

    @property
    def is_outside(self) -> bool:
        return self.next in OUTSIDE


def route(
    line: Line, deciders: Mapping[Line, tuple[Authority, ...]], out: Collection[Authority] = ()
) -> Route:
    """The first authority in the order of this line who is not out. `next` is None when none is left."""
    order = deciders.get(line, ())
    left = tuple(one for one in order if one not in out)
    passed = tuple(one for one in order if one in out)
    return Route(line, left[0] if left else None, passed, left[1:])


def authorities_out(
    holders: Mapping[str, Collection[object]], kept_out: Collection[object]
) -> frozenset[Authority]:
    """The authorities that cannot decide: everybody who has the role must stay out. `holders`: the people per role.

    An authority that nobody holds in the product stands in the world all the same, and is not out.
    """
    return frozenset(
        authority
        for role, authority in AUTHORITY_OF_ROLE.items()
        if holders.get(role) and all(one in kept_out for one in holders[role])
    )


def of_roles(roles: Iterable[str]) -> frozenset[Authority]:
    """The authorities that somebody with these roles is: who is it about, does not decide."""
    return frozenset(AUTHORITY_OF_ROLE[one] for one in roles if one in AUTHORITY_OF_ROLE)
