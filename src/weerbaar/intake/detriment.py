"""What a complaint about detriment is given along from the report that it belongs to, by whoever came back to that (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from weerbaar.cases import check_ins
from weerbaar.cases.detriment import BURDEN_REVERSED, TYPES
from weerbaar.cases.models import Case, Kind
from weerbaar.database.scope import tenant_scope
from weerbaar.intake.actions import case_of
from weerbaar.intake.checking_in import how_it_goes, place
from weerbaar.intake.questions import EARLIER, EARLIER_KIND

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.cases.detriment import Answer
    from weerbaar.intake.checking_in import Visitor


def told(visitor: Visitor) -> dict[str, Any]:
    """To which report it belongs, and what somebody said of it in their last check-in, as the beginning of a story."""
    case_id = case_of(visitor)
    with tenant_scope(visitor.tenant_id):
        case, bad = Case.objects.get(id=case_id), how_it_goes(visitor).bad
    belongs = {EARLIER: case.code, EARLIER_KIND: case.kind}
    return belongs | {"story": in_words(bad)} if bad and in_words(bad) else belongs


def keep_begun(visitor: Visitor, complaint_id: UUID) -> None:
    """Keep with the report that a complaint was begun, sealed: for whoever reads both, and for nobody else."""
    with tenant_scope(visitor.tenant_id):
        case_id, key = place(visitor)
        check_ins.keep_complaint(key, case_id, visitor.alias, complaint_id)


def in_words(answer: Answer) -> str:
    """What somebody said was done to them, as lines of a text in the language of the page."""
    lines = [gettext(TYPES[one]) for one in answer.types]
    return "\n\n".join(part for part in ("\n".join(lines), answer.what, answer.wish) if part)


def reversed_burden(visitor: Visitor) -> str:
    """Who has to prove what, as a message id, where the report is one of wrongdoing; empty where it is of another kind."""
    case_id = case_of(visitor)
    with tenant_scope(visitor.tenant_id):
        is_of_wrongdoing = Case.objects.filter(id=case_id, kind=Kind.WRONGDOING).exists()
    return BURDEN_REVERSED if is_of_wrongdoing else ""
