"""The reporter's name: given, and taken back, by the reporter alone (R4)."""

from __future__ import annotations

import json
from contextlib import suppress
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
    from collections.abc import Mapping
    from datetime import datetime

    from weerbaar.audit.acts import Actor
    from weerbaar.vault.chests import ChestKey


_NOT_SAFE = _("Wij kunnen deze naam nu niet veilig bewaren. Er is niets bewaard. Probeer het later nog eens.")
_ALREADY = _("Wij hebben al een naam van je. Wil je een andere geven? Trek dan eerst je naam in.")


def _locked_chest(case_id: UUID) -> Chest | None:
    """The compartment with the name, its case held against a second verb: none lets in or takes back meanwhile.

    There is none after a name was taken back while a holder's key was not vouched for; nor after a restore of a backup
    from before a name was taken back, which knows only the compartment that was destroyed then.
    """
    Case.objects.select_for_update().get(id=case_id)
    there = Chest.objects.filter(owner_id=case_id, kind=ChestKind.IDENTITY, destroyed_at=None)
    return there.order_by("-generation").first()


def _who_held(case_id: UUID, reporter: UUID) -> dict[UUID, datetime | None]:
    """Who must have held a compartment whose grants are gone, each until when: those of the names beside it.

    Of these the ones whom the reporter let in themself. Where none of them is left, those who hold it without an end.
    """
    beside = Grant.objects.filter(
        living(), chest__owner_id=case_id, chest__kind=ChestKind.NAMES, chest__destroyed_at=None
    ).order_by("chest__generation")
    chosen = dict(beside.filter(granted_by=reporter).values_list("holder_alias", "until"))
    return chosen or dict(beside.filter(until=None).values_list("holder_alias", "until"))


def _fresh_chest(actor: Actor, talk: ChestKey, case_id: UUID, until: Mapping[UUID, datetime | None]) -> Chest:
    """An empty compartment for the same holders.

    Only for keys that are trusted now: a column that was changed meanwhile must not receive the fresh one. Raises
    NotVouchedError where one is not: that holder would be left out for good.
    """
    trusted = trusted_holders(list(until))
    if set(trusted) != set(until):
        raise chests.NotVouchedError
    reservation = chests.reserve([ChestKind.IDENTITY])[0]
    fresh, key = chests.new_chest(actor.tenant_id, case_id, reservation)
    chests.let_drop(talk, fresh, key)
    fresh.save(force_insert=True)
    for alias, holder in trusted.items():
        to = [(alias, bytes(holder.public_key))]
        Grant.objects.bulk_create(chests.new_grants(key, to, by=actor.alias, until=until[alias]))
    return fresh


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
        raise RefusedError(_NOT_SAFE, field="name") from None


def give_name(actor: Actor, talk: ChestKey, case_id: UUID, *, name: str, contact: str) -> None:
    """Drop the reporter's name into `identity`. Nobody but its holders can open it; the reporter cannot either.

    Raises RefusedError for a second one: the first would be sought in no text any more, and would not be destroyed.
    """
    try:
        there = _locked_chest(case_id)
        if there is not None and _has_name(case_id):
            raise RefusedError(_ALREADY, field="name")
        chest = there or _fresh_chest(actor, talk, case_id, _who_held(case_id, actor.alias))
    except chests.NotVouchedError:
        raise RefusedError(_NOT_SAFE, field="name") from None
    if not Grant.objects.filter(living(), chest=chest).exists():
        raise RefusedError(_NOT_SAFE, field="name")
    sealed = drop_name(talk, chest, packed_name(name, contact))
    Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).update(
        dropped_name=sealed, withdrawn_at=None
    )


def _has_name(case_id: UUID) -> bool:
    return Party.objects.filter(
        case_id=case_id, role=Party.Role.REPORTER, dropped_name__isnull=False, withdrawn_at=None
    ).exists()


def take_name_back(actor: Actor, talk: ChestKey, case_id: UUID) -> None:
    """Destroy the compartment with the name, and make an empty one for the same holders.

    Removing the row would leave the name readable in every backup; without the compartment's key it is not. A name goes
    whatever the keys of the holders: where one is not vouched for now, the empty one is made when a name is given again.
    """
    old = _locked_chest(case_id)
    Party.objects.filter(case_id=case_id, role=Party.Role.REPORTER).update(
        dropped_name=None, withdrawn_at=now()
    )
    if old is None:
        return
    until = dict(Grant.objects.filter(living(), chest=old).values_list("holder_alias", "until"))
    chests.destroy([old])
    with suppress(chests.NotVouchedError):
        _fresh_chest(actor, talk, case_id, until)
