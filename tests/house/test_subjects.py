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


def _of_a_subject(call: ast.Call) -> bool:
    """A party that staff write of which it is said here that it is a subject."""
    told = [ast.unparse(one) for one in (*call.args, *(one.value for one in call.keywords))]
    return _called(call).endswith("new_party") and "Party.Role.SUBJECT" in told


def test_a_party_is_made_at_the_filing_and_by_staff_in_one_place():
    makers = {(name, one.name) for name, one in _functions() if _calls(one, _makes_a_party)}
    assert makers == {("weerbaar.cases.filing", "_parties"), ("weerbaar.cases.staying_out", "new_party")}


def test_every_way_to_a_subject_passes_the_marks():
    """Of each function that writes a subject: it sets the marks itself, or whoever calls it does."""
    there = [(name, one) for name, one in _functions() if name == "weerbaar.cases.staying_out"]
    writers = {one.name for name, one in _functions() if _calls(one, _of_a_subject)}
    assert writers == {"record_subject", "_new_subject"} <= {one.name for _, one in there}

    def sets_marks(function: ast.FunctionDef) -> bool:
        if _calls(function, lambda call: _called(call) == "_bar"):
            return True
        callers = [
            one
            for _, one in there
            if _calls(one, lambda call: _called(call) == function.name) and one is not function
        ]
        return bool(callers) and all(sets_marks(one) for one in callers)

    assert [one.name for _, one in there if one.name in writers and not sets_marks(one)] == []


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
