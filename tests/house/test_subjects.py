"""Whoever staff record as one whom a case is about is kept out of it too: no row of a subject without the marks (R10)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.house.source import modules
from tests.people import make_tenant

from weerbaar.cases import actions, staying_out
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Party
from weerbaar.cases.staying_out import As, Whom
from weerbaar.database.scope import tenant_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WRITES = {"create", "bulk_create", "get_or_create", "update_or_create"}
_NAME = "Piet de Boer"


def _called(call: ast.Call) -> str:
    """How a call is written: "Party", "Party.objects.create", "staying_out.new_party"."""
    return ast.unparse(call.func)


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for module in modules():
        for function in module.functions():
            yield module.name, function


def _calls(function: ast.FunctionDef, is_meant: Callable[[ast.Call], bool]) -> list[ast.Call]:
    return [one for one in ast.walk(function) if isinstance(one, ast.Call) and is_meant(one)]


def _makes_a_party(call: ast.Call) -> bool:
    written = _called(call)
    return written == "Party" or any(written == f"Party.objects.{one}" for one in _WRITES)


def test_a_party_is_made_at_the_filing_and_by_staff_in_one_place():
    makers = {(name, one.name) for name, one in _functions() if _calls(one, _makes_a_party)}
    assert makers == {("weerbaar.cases.filing", "_parties"), ("weerbaar.cases.staying_out", "new_party")}


def test_that_somebody_was_barred_is_said_in_one_place_which_sets_the_marks():
    """What `new_party` asks for before it writes a subject is made nowhere else, and not without the marks."""
    makers = {
        (name, one.name): one
        for name, one in _functions()
        if _calls(one, lambda call: _called(call).rpartition(".")[2] == "Barred")
    }
    assert set(makers) == {("weerbaar.cases.staying_out", "_bar")}
    (bar,) = makers.values()
    assert _calls(bar, lambda call: _called(call) == "mark")


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


def _add(town, filed):
    actions.add_party(
        town["Fatima"].opened,
        code=filed.code,
        role="subject",
        description="De aannemer",
        name=_NAME,
        party_id=uuid4(),
    )


def _keep_out(town, filed):
    whom = Whom(As.SUBJECT, name=_NAME, is_nobody_here=True)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=whom, reason="Het gaat over hem.")


@pytest.mark.req("R10")
@pytest.mark.parametrize("write", [_add, _keep_out])
def test_the_name_of_a_subject_is_marked_with_its_row(town, write):
    filed = file_report(town)
    write(town, filed)
    with tenant_scope(town.tenant.id):
        subjects = Party.objects.filter(case=filed.case, role=Party.Role.SUBJECT)
        assert subjects.count() == 2, "the one of the report, and this one"
        assert marks_of(filed.case.id, []).has_name(_NAME)


@pytest.mark.req("R10")
def test_no_row_of_a_subject_is_written_for_who_was_not_barred(town):
    """However the role reaches it: written out, or in a variable."""
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        for role in (Party.Role.SUBJECT, "subject"):
            with pytest.raises(ValueError, match="kept out before"):
                staying_out.new_party(filed.case, {}, uuid4(), role, description="De aannemer", name=_NAME)
        subjects = Party.objects.filter(case=filed.case, role=Party.Role.SUBJECT)
        assert subjects.count() == 1, "the one of the report"
