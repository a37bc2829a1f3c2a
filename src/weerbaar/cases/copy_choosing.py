"""What of a case can go into a copy of the file: whose names, which files, behind which compartments (C14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases import copy_parts
from weerbaar.cases.copy_parts import AsItCame, Nameable
from weerbaar.cases.models import ChestKind, Decision, Guest, Party
from weerbaar.cases.packages import as_it_came, has_virus, is_as_it_came
from weerbaar.vault.files import Whose
from weerbaar.vault.models import Chest

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import FileView


def count_subjects(case: Case) -> int:
    """How many people a case is about, without those who were taken off it."""
    return Party.objects.filter(case=case, role=Party.Role.SUBJECT, withdrawn_at=None).count()


def nameable(case: Case) -> dict[UUID, Nameable]:
    """Whose name can go along, by the id of the party, with the compartment in which it lies."""
    rows = Party.objects.filter(case=case, dropped_name__isnull=False, withdrawn_at=None)
    return {one.id: Nameable(one.role, _chest_of_role(one.role)) for one in rows}


def chests_of_names(case: Case) -> list[str]:
    """The compartments with a name in them: whoever lacks one would learn from a copy what was taken out."""
    parties = Party.objects.filter(case=case, dropped_name__isnull=False)
    found = {_chest_of_role(role) for role in parties.values_list("role", flat=True)}
    for model in (Guest, Decision):
        if model.objects.filter(case=case, dropped_name__isnull=False).exists():
            found.add(ChestKind.NAMES.value)
    return sorted(found)


def _chest_of_role(role: str) -> str:
    return ChestKind.IDENTITY.value if role == Party.Role.REPORTER else ChestKind.NAMES.value


def is_name_erased(case: Case) -> bool:
    """Whether the reporter ever had a name that nobody can open any more: it is found in no text, also where they gave
    another since. Its compartment was destroyed, by whatever way: taken back, erased at the end, or after a restore.
    """
    gone = Chest.objects.filter(owner_id=case.id, kind=ChestKind.IDENTITY, destroyed_at__isnull=False)
    return gone.exists()


def fit_originals(files: Collection[FileView], reader: str, *, has_name: bool) -> frozenset[UUID]:
    """Those of the files that may go to a reader as they came."""
    return frozenset(
        file_id
        for file_id, one in originals_of(files).items()
        if copy_parts.gets_original(reader, one, has_name=has_name)
    )


def originals_of(files: Collection[FileView]) -> dict[UUID, AsItCame]:
    """Those of the files that are kept as they came, without a virus, by id."""
    whose = whose_files(files)
    return {
        one.id: AsItCame(whose[one.id], is_cleaned=not is_as_it_came(one.details))
        for one in files
        if as_it_came(one.details) and not has_virus(one.details)
    }


def whose_files(files: Collection[FileView]) -> dict[UUID, Whose]:
    """Whose each file is: what the reporter sent stays theirs where a colleague took it out and put it in once more."""
    sent = {one.details.original_sha256 for one in files if not one.from_staff} - {""}
    return {
        one.id: Whose.REPORTER if one.details.original_sha256 in sent else one.details.whose for one in files
    }
