"""The reporter's name: given, and taken back, by the reporter alone (R4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.cases.models import ChestKind, Party
from weerbaar.ground.clock import now
from weerbaar.vault import chests
from weerbaar.vault.models import Chest, Grant
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from weerbaar.audit.acts import Actor


def _chest(case_id: UUID) -> Chest:
    return Chest.objects.get(owner_id=case_id, kind=ChestKind.IDENTITY, destroyed_at=None)


def packed_name(name: str, contact: str) -> str:
    """How a name and the way to reach somebody lie in a chest."""
    return json.dumps({"name": name, "contact": contact})


def give_name(case_id: UUID, *, name: str, contact: str) -> None:
    """Drop the reporter's name into `identity`. Nobody but its holders can open it; the reporter cannot either."""
    sealed = chests.drop(_chest(case_id), packed_name(name, contact).encode())
    Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).update(
        dropped_name=sealed, withdrawn_at=None
    )


def take_name_back(actor: Actor, case_id: UUID) -> None:
    """Destroy the compartment with the name, and make an empty one for the same holders.

    Removing the row would leave the name readable in every backup; without the compartment's key it is not.
    """
    old = _chest(case_id)
    aliases = list(Grant.objects.filter(chest=old).values_list("holder_alias", flat=True))
    # Only to keys that are trusted now: a column that was changed meanwhile must not receive the fresh one.
    holders = [(alias, bytes(one.public_key)) for alias, one in trusted_holders(aliases).items()]
    until = dict(Grant.objects.filter(chest=old).values_list("holder_alias", "until"))
    chests.destroy([old])
    Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).update(
        dropped_name=None, withdrawn_at=now()
    )
    reservation = chests.reserve([ChestKind.IDENTITY])[0]
    fresh, key = chests.new_chest(actor.tenant_id, case_id, reservation)
    fresh.save(force_insert=True)
    grants = chests.new_grants(key, holders, by=actor.alias)
    for grant in grants:
        grant.until = until[grant.holder_alias]
    Grant.objects.bulk_create(grants)
