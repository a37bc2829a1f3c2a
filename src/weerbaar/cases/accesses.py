"""Who has been let in to a case, and the copies in their lines of the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Q

from weerbaar.cases.models import Access, Case, DecisionAsked, Stage, Term
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError
from weerbaar.vault.models import Chest, Grant, Holder

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

# The same for a code that does not exist: nobody learns from it that there is a case (promise 1).
NOT_THERE = "Deze pagina is er niet."


def living() -> Q:
    """Accesses and grants that have not ended."""
    return Q(until__isnull=True) | Q(until__gt=clock.now())


def access_to(alias: UUID, code: str, *, lock: bool = False) -> Access:
    """Somebody's living access to a case, with the case. One query, the same for a code that does not exist.

    `lock` holds the case against a second verb at the same moment. Raises NotAllowedError.
    """
    rows = Access.objects.select_related("case", "case__desk")
    if lock:
        rows = rows.select_for_update(of=("self", "case"))
    access = rows.filter(living(), holder_alias=alias, case__code=code).first()
    if access is None:
        raise NotAllowedError(NOT_THERE)
    return access


def refresh(case: Case) -> None:
    """Make the copies in everybody's line say what the case and its terms say. Every verb that changes them calls this."""
    due = Term.objects.filter(case=case, met_at=None, suspended_on=None).aggregate(first=Min("due_on"))[
        "first"
    ]
    is_open = case.stage != Stage.CLOSED
    Access.objects.filter(case=case).update(
        kind=case.kind, stage=case.stage, is_open=is_open, next_due=due if is_open else None
    )


def remove(case: Case, alias: UUID) -> None:
    """Take somebody's keys and their line away, and the keys of the papers on which a decision was asked."""
    papers = DecisionAsked.objects.filter(case=case).values("id")
    Grant.objects.filter(
        Q(chest__owner_id=case.id) | Q(chest__owner_id__in=papers), holder_alias=alias
    ).delete()
    Access.objects.filter(case=case, holder_alias=alias).delete()


def reporter_aliases(case: Case) -> list[UUID]:
    """The holders of the talk who are reporters."""
    talk = Grant.objects.filter(chest__owner_id=case.id, chest__kind="talk").values("holder_alias")
    return list(
        Holder.objects.filter(kind=Holder.Kind.REPORTER, alias__in=talk).values_list("alias", flat=True)
    )


def chests_of(case: Case, kinds: Collection[str]) -> dict[str, Chest]:
    """The chests of a case that seal now, by kind."""
    rows = Chest.objects.filter(owner_id=case.id, kind__in=kinds, destroyed_at=None).order_by("generation")
    return {one.kind: one for one in rows}
