"""What a case owns in the vault: its own compartments, and those of each paper on which a decision was asked, and guest.

The destruction of a whole case, which is not built yet, is to go by this: a chest that no owner leads to would outlive its
case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases.models import DecisionAsked, Guest
from weerbaar.vault.models import Chest, SealedFile

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

OWNERS = {"cases_decisionasked": DecisionAsked, "cases_guest": Guest}
"""The rows of a case that own chests themselves, by table. The ones of `Released` are another tenant's own."""


def owners(case_id: UUID) -> list[UUID]:
    """The ids under which the chests and the files of a case lie, its own first."""
    found = [case_id]
    for model in OWNERS.values():
        rows = model.objects.filter(case_id=case_id).order_by("id")
        found += rows.values_list("id", flat=True)
    return found


def chests_owned(case_id: UUID) -> QuerySet[Chest]:
    """Every chest of a case in every generation, those that were destroyed too."""
    return Chest.objects.filter(owner_id__in=owners(case_id)).order_by("owner_id", "kind", "generation")


def files_owned(case_id: UUID) -> QuerySet[SealedFile]:
    """Every sealed file of a case."""
    return SealedFile.objects.filter(owner_id__in=owners(case_id)).order_by("created_at", "id")
