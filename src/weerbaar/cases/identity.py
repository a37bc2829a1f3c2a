"""The reporter's name: given, and taken back, by the reporter alone (R4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases.accesses import living
from weerbaar.cases.models import Case, ChestKind, Party
from weerbaar.ground.clock import now
from weerbaar.ground.errors import RefusedError
from weerbaar.vault import chests
from weerbaar.vault.models import Chest, Grant
from weerbaar.vault.seal import SealBrokenError
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from weerbaar.audit.acts import Actor
    from weerbaar.vault.chests import ChestKey


def _locked_chest(case_id: UUID) -> Chest:
    """The compartment with the name, its case held against a second verb: none lets in or takes back meanwhile."""
    Case.objects.select_for_update().get(id=case_id)
    return Chest.objects.get(owner_id=case_id, kind=ChestKind.IDENTITY, destroyed_at=None)


def packed_name(name: str, contact: str) -> str:
    """How a name and the way to reach somebody lie in a chest."""
    return json.dumps({"name": name, "contact": contact})


def drop_name(talk: ChestKey, chest: Chest, name: str) -> bytes:
    """Seal a name into a compartment that one has no key to.

    Raises RefusedError when the compartment was changed by somebody without a key to the talk: whose name it is then
    would be read by them.
    """
    try:
        return chests.drop(talk, chest, name.encode())
    except SealBrokenError:
        raise RefusedError(
            _(
                "Wij kunnen deze naam nu niet veilig bewaren. Er is niets bewaard. Probeer het later nog eens."
            ),
            field="name",
        ) from None


def give_name(talk: ChestKey, case_id: UUID, *, name: str, contact: str) -> None:
    """Drop the reporter's name into `identity`. Nobody but its holders can open it; the reporter cannot either."""
    sealed = drop_name(talk, _locked_chest(case_id), packed_name(name, contact))
    Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).update(
        dropped_name=sealed, withdrawn_at=None
    )


def take_name_back(actor: Actor, talk: ChestKey, case_id: UUID) -> None:
    """Destroy the compartment with the name, and make an empty one for the same holders.

    Removing the row would leave the name readable in every backup; without the compartment's key it is not.
    """
    old = _locked_chest(case_id)
    until = dict(Grant.objects.filter(living(), chest=old).values_list("holder_alias", "until"))
    # Only to keys that are trusted now: a column that was changed meanwhile must not receive the fresh one.
    trusted = trusted_holders(list(until))
    chests.destroy([old])
    Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).update(
        dropped_name=None, withdrawn_at=now()
    )
    reservation = chests.reserve([ChestKind.IDENTITY])[0]
    fresh, key = chests.new_chest(actor.tenant_id, case_id, reservation)
    chests.let_drop(talk, fresh, key)
    fresh.save(force_insert=True)
    for alias, holder in trusted.items():
        to = [(alias, bytes(holder.public_key))]
        Grant.objects.bulk_create(chests.new_grants(key, to, by=actor.alias, until=until[alias]))
