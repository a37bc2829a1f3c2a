"""Who decides, by line of employer: every line with every set of authorities that must stay out."""

from __future__ import annotations

from itertools import chain, combinations
from uuid import uuid4

import pytest

from weerbaar.cases.asking import _order
from weerbaar.cases.models import Case
from weerbaar.cases.procedures import Authority, Line, published
from weerbaar.cases.routing import (
    AUTHORITY_OF_ROLE,
    LINE_OF_ROLE,
    OUTSIDE,
    EmployerLine,
    authorities_out,
    checked_line,
    of_roles,
    route,
)
from weerbaar.cases.who_decides import Decides
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Employer, Role
from weerbaar.organisation.staff import DECIDING_ROLES

S, M, R, E, K, L = Authority
EVERY_OUT = [
    frozenset(one) for one in chain.from_iterable(combinations((S, M, R, E), size) for size in range(5))
]
# For each line: who decides, by who of secretary and mayor, or of the committee, must stay out.
EXPECTED = {
    Line.STAFF: lambda out: S if S not in out else M if M not in out else None,
    Line.REGISTRY: lambda out: E if E not in out else None,
    Line.OFFICE_HOLDER: lambda out: M if M not in out else None,
    Line.MAYOR: lambda _out: K,
    Line.HIRED: lambda _out: L,
}


@pytest.mark.req("C15")
@pytest.mark.parametrize("name", sorted(published()))
@pytest.mark.parametrize("line", list(Line))
@pytest.mark.parametrize("out", EVERY_OUT, ids=lambda one: "+".join(sorted(one)) or "nobody")
def test_every_line_with_everybody_out(name: str, line: Line, out: frozenset[Authority]) -> None:
    for procedure in published()[name]:
        found = route(line, procedure.deciders, out)
        assert found.next == EXPECTED[line](out)
        assert found.next not in out
        assert set(found.passed) <= out
        assert not set(found.then) & out
        assert found.is_outside is (found.next in OUTSIDE)
        order = procedure.deciders[line]
        # Nobody of the order is lost, and nobody comes from elsewhere.
        assert sorted((*found.passed, *([found.next] if found.next else []), *found.then)) == sorted(order)


def test_a_line_without_an_order_has_nobody() -> None:
    assert route(Line.STAFF, {}).next is None


@pytest.mark.parametrize(
    ("holders", "kept_out", "expected"),
    [
        ({}, {"marit"}, set()),
        ({"secretary": {"marit"}}, set(), set()),
        ({"secretary": {"marit"}}, {"marit"}, {S}),
        ({"secretary": {"marit", "loco"}}, {"marit"}, set()),
        ({"secretary": {"marit", "loco"}}, {"marit", "loco"}, {S}),
        ({"mayor": {"geertje"}, "handler": {"joris"}}, {"geertje", "joris"}, {M}),
        ({"employers_committee": {"annelies"}}, {"annelies"}, {E}),
    ],
)
def test_an_authority_is_out_when_everybody_with_the_role_is(holders, kept_out, expected) -> None:
    assert authorities_out(holders, kept_out) == expected


def test_every_code_is_one_of_the_organisation() -> None:
    assert {one.value for one in Line} == set(Employer.values)
    assert set(AUTHORITY_OF_ROLE) <= set(Role.values)
    assert set(LINE_OF_ROLE) <= set(Role.values)
    assert of_roles([Role.SECRETARY, Role.HANDLER]) == {S}


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("line", "offices", "asked"),
    [
        ("staff", (), [Role.SECRETARY, Role.MAYOR]),
        ("staff", (Role.SECRETARY,), [Role.MAYOR]),
        ("registry", (), [Role.EMPLOYERS_COMMITTEE]),
        ("office_holder", (), [Role.MAYOR]),
        # Outside: nobody of the organisation is asked about it.
        ("mayor", (), []),
        ("hired", (), []),
    ],
)
def test_a_measure_is_laid_before_the_route_of_its_subject_alone(line, offices, asked) -> None:
    subject, other = uuid4(), uuid4()
    procedure = published()["integrity"][-1]
    decided = [
        Decides(subject, "B1", route(Line(line), procedure.deciders, of_roles(offices))),
        Decides(other, "B2", route(Line.REGISTRY, procedure.deciders)),
    ]
    case = Case(procedure="integrity", procedure_version=procedure.version)
    order = _order(case, decided, subject)
    assert sorted(order, key=order.__getitem__) == asked
    # About the case as a whole the routes of all come first, and whoever else decides may be asked after them.
    assert set(_order(case, decided, None)) == {str(one) for one in DECIDING_ROLES}


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (EmployerLine("staff"), EmployerLine("staff")),
        (EmployerLine("hired", lender="  Bureau Zuidwijk "), EmployerLine("hired", lender="Bureau Zuidwijk")),
        (EmployerLine("hired"), EmployerLine("hired")),
        (EmployerLine("staff", lender="Bureau"), EmployerLine("staff")),
        (EmployerLine("mayor", ("mayor", "secretary")), EmployerLine("mayor", ("secretary", "mayor"))),
    ],
)
def test_what_a_handler_may_say_of_an_employer(given: EmployerLine, expected: EmployerLine) -> None:
    assert checked_line(given, before=EmployerLine()) == expected
    with pytest.raises(RefusedError) as caught:
        checked_line(given, before=expected)
    assert caught.value.field == "line"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (EmployerLine(), "line"),
        (EmployerLine("nonsense"), "line"),
        (EmployerLine("staff", ("nonsense",)), "roles"),
        (EmployerLine("staff", ("handler",)), "roles"),
        (EmployerLine("hired", lender="x" * 201), "lender"),
    ],
)
def test_what_a_handler_may_not_say_of_an_employer(given: EmployerLine, field: str) -> None:
    with pytest.raises(RefusedError) as caught:
        checked_line(given, before=EmployerLine("registry"))
    assert caught.value.field == field
