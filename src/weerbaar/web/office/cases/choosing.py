"""After the assessment there is a choice: what the case page offers for it, and where what is needed first is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from weerbaar.cases import deciding, subjects
from weerbaar.cases.procedures import Guard, Step
from weerbaar.database.scope import tenant_scope
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from collections.abc import Collection

    from weerbaar.cases.procedures import Procedure
    from weerbaar.cases.queries import CaseFile

_SOLVED_TOGETHER = frozenset({"conduct", "handling"})
"""The procedures that first look for a way out with the reporter."""

_WHERE = {
    Guard.BOTH_SIDES_HEARD: "#betrokkenen",
    Guard.MEASURES_SETTLED: "#maatregelen",
    Guard.ACCOUNT_SETTLED: "#verslagen",
    Guard.DUTIES_SETTLED: "#beoordeling",
    Guard.REPORTER_NAMED: "#gesprek",
    Guard.NOTICES_SETTLED: "#betrokkenen",
    Guard.CONTACT_NAMED: "#bescherming",
    Guard.LETTERS_GIVEN: "#betrokkenen",
}


def where(request: Any, code: str, guard: Guard) -> str:
    """Where on the page of a case is done what this guard asks; empty where there is no such place."""
    place = _WHERE.get(guard, "")
    return address(request, "case", code=code) + place if place else ""


def ways_on(request: Any, page: CaseFile, procedure: Procedure, offered: Collection[Step]) -> dict[str, Any]:
    """The ways on from an assessed case, as buttons: the first is the big one. What can be done now goes first."""
    code = page.case.code
    with tenant_scope(page.case.tenant_id):
        is_ready = all(is_there for _guard, is_there, _todo in deciding.missing_for_outcome(page.case))
        unheard = [one for one in subjects.tellings(page.case) if not one.is_settled]
    ways = []
    if procedure.name in _SOLVED_TOGETHER:
        ways.append({"url": "#gesprek", "verb": _("Bespreek met de melder hoe verder")})
    if Step.INQUIRE in offered:
        ways.append({"url": address(request, "case_inquire", code=code), "verb": _("Laat het onderzoeken")})
    if unheard:
        ways.append({"url": "#betrokkenen", "verb": _("Hoor de betrokkene")})
    if Step.DECIDE in offered:
        decide = {"url": address(request, "case_decide", code=code), "verb": _("Leg vast wat eruit kwam")}
        ways.insert(0 if is_ready else len(ways), decide)
    first, *others = ways
    return {**first, "others": others}
