"""Whom a report goes round (R10): whoever was struck, has a role that it is about, is named in it, or works under them.

`whom` is pure. `around` asks it over the people of this moment: what was typed is compared in memory, at the moment of
choosing and of sending, and nothing of it is kept in clear.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from weerbaar.cases.procedures import newest, published
from weerbaar.database.rows import run
from weerbaar.intake.complaining import involved, out_of
from weerbaar.intake.questions import is_of_handling
from weerbaar.organisation.models import Role
from weerbaar.organisation.names import Likeness, Typed, full_key, named_in
from weerbaar.organisation.queries import opened_profile
from weerbaar.organisation.rules import chain_above
from weerbaar.organisation.staff import DECIDING_ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerbaar.intake.drafts import Content

ABOUT_ROLES = (
    Role.HEAD_OF_INTEGRITY,
    Role.SECRETARY,
    Role.MAYOR,
    Role.ALDERMAN,
    Role.REGISTRAR,
)
"""The roles that a reporter can say a report is about. They need no name for it."""

HAVE_A_SAY = DECIDING_ROLES | {Role.HEAD_OF_INTEGRITY}
"""The roles of people who may be asked to decide or be let in though they stand at no desk."""


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody who works here, as far as it says whether a report goes round them."""

    person_id: UUID
    name: str = field(repr=False)
    function: str = field(repr=False)
    roles: frozenset[str] = frozenset()
    desks: frozenset[str] = frozenset()
    manager_id: UUID | None = None
    employer: str = ""
    lender: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Named:
    """What the reporter said about whom it is. `desks` are those that it is about; `cleared` are not meant by the text."""

    struck: frozenset[UUID] = frozenset()
    roles: frozenset[str] = frozenset()
    desks: frozenset[str] = frozenset()
    text: str = field(default="", repr=False)
    cleared: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """The outcome: `out` get no key, row, count, knock or term. `doubtful` of them may be meant: the reporter is asked.

    Of these the ones who are `deciding` stand at no desk perhaps, and would be asked to decide or be let in all the same.
    `meant` are those whom it is about or whom the reporter struck, and `above` the same: whoever works under them is marked
    too, for as long as the procedure of the moment counts that; `named` are the colleagues whose whole name was typed,
    and `names` the full keys of who is no colleague.
    """

    out: frozenset[UUID] = frozenset()
    doubtful: frozenset[UUID] = frozenset()
    deciding: frozenset[UUID] = frozenset()
    meant: frozenset[UUID] = frozenset()
    above: frozenset[UUID] = frozenset()
    named: tuple[Employee, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)


def whom(people: Sequence[Employee], named: Named, *, with_reports: bool) -> Around:
    """Whom a report goes round. `with_reports`: its procedure keeps out whoever works under the one it is about."""
    typed = Typed(named.text)
    likenesses = (
        {
            one.person_id: max(typed.likeness(one.name, function=duty) for duty in _duties(one))
            for one in people
        }
        if named.text.strip()
        else {}
    )
    same = {one for one, like in likenesses.items() if like is Likeness.SAME}
    doubtful = (
        {one for one, like in likenesses.items() if like is Likeness.ASK} - named.cleared - named.struck
    )
    in_role = {one.person_id for one in people if one.roles & named.roles}
    at_desk = {one.person_id for one in people if one.desks & named.desks}
    meant = named.struck | same | in_role | at_desk
    out = set(meant)
    if with_reports:
        above = {one.person_id: one.manager_id for one in people}
        out |= {one.person_id for one in people if meant.intersection(chain_above(one.person_id, above))}
    colleagues = [one for one in people if one.person_id in same]
    known = {full_key(one.name) for one in colleagues}
    return Around(
        out=frozenset(out | doubtful),
        doubtful=frozenset(doubtful - out),
        deciding=frozenset(one.person_id for one in people if one.roles & HAVE_A_SAY) & (doubtful - out),
        meant=frozenset(meant),
        above=frozenset(meant),
        named=tuple(colleagues),
        names=tuple(one for one in named_in(named.text) if one not in known),
    )


def _duties(one: Employee) -> list[str]:
    """In which words a text may say whose office it is: their function, and what their offices are called."""
    return [one.function, *(Role(role).label for role in sorted(one.roles & HAVE_A_SAY))]


def keeps_out_reports(kind: str | None) -> bool:
    """Whether the procedure of this kind says so. Before a kind was chosen the one that keeps most people out counts."""
    return newest(kind).keeps_out_reports if kind and kind in published() else True


def is_about_its_desk(content: Content) -> bool:
    """Whether nobody of the desk that was chosen reads it: a complaint about the handling, begun without eight words.

    Who had to do with the earlier report is not known then, and that desk may have: somebody who was not involved
    handles a complaint (Awb 9:7).
    """
    return is_of_handling(content.answers) and not content.earlier


def is_of_inquiry(content: Content) -> bool:
    """Whether whoever is accused complains about the inquiry into them (C18): at which desk is found for them."""
    return content.by_guest and is_of_handling(content.answers)


def named_by(content: Content) -> Named:
    """What a draft says about whom it is."""
    text = str(content.answers.get("who_subject") or "")
    return Named(
        struck=frozenset(UUID(one) for one in content.struck),
        roles=frozenset(content.about_roles),
        desks=frozenset(content.about_desks),
        text=text,
        # A "no" was said about these words: about others it says nothing.
        cleared=frozenset(UUID(one) for one in content.cleared)
        if content.cleared_of == text
        else frozenset(),
    )


def around(tenant_id: UUID, content: Content) -> Around:
    """Whom this report goes round at this moment. Within a tenant scope."""
    past = _by_what_was_said(content)
    had = _had_to_do_with_it(tenant_id, content)
    return replace(past, out=past.out | had, meant=past.meant | had)


def _had_to_do_with_it(tenant_id: UUID, content: Content) -> frozenset[UUID]:
    """Who may have had to do with what a complaint is about. It is not about them: who works under them may handle it.

    Of detriment nobody of the desk did: whoever handles the report guards its reporter. Who had to stay out of the report
    stays out of this too.
    """
    if content.earlier:
        find = involved if is_of_handling(content.answers) else out_of
        return find(tenant_id, UUID(content.earlier), but={UUID(one) for one in content.carried})
    if content.desk and is_about_its_desk(content):
        return frozenset(one.person_id for one in employees() if content.desk in one.desks)
    return frozenset()


def _by_what_was_said(content: Content) -> Around:
    named = named_by(content)
    if not (named.struck or named.roles or named.desks or named.text.strip()):
        return Around()
    return whom(employees(), named, with_reports=keeps_out_reports(content.answers.get("kind")))


def employees() -> list[Employee]:
    """Everybody who works here, suspended or not. One statement, whatever their number. Within a tenant scope."""
    return [_employee(row) for row in run(_EMPLOYEES, []).fetchall()]


_EMPLOYEES = (
    "SELECT p.id, p.tenant_id, p.sealed_profile, p.manager_id, p.employer,"
    " ARRAY(SELECT r.role FROM organisation_roleassignment r WHERE r.person_id = p.id),"
    " ARRAY(SELECT d.slug FROM organisation_deskmember m JOIN organisation_desk d ON d.id = m.desk_id"
    " WHERE m.person_id = p.id AND NOT m.is_reserve)"
    " FROM organisation_person p WHERE p.left_at IS NULL"
)


def _employee(row: tuple[Any, ...]) -> Employee:
    person_id, tenant_id, sealed_profile, manager_id, employer, roles, desks = row
    words = opened_profile(tenant_id, person_id, sealed_profile)
    return Employee(
        person_id=person_id,
        name=words.name,
        function=words.function,
        roles=frozenset(roles),
        desks=frozenset(desks),
        manager_id=manager_id,
        employer=employer,
        lender=words.lender,
    )
