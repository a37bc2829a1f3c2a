"""Who could read a report at a desk: only people whose key two officers signed. And who stands there without such a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.intake.rules import Candidate
from weerbaar.organisation.models import DeskMember
from weerbaar.vault.keyring import alias_of
from weerbaar.vault.models import Holder
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from uuid import UUID


def places(desk_id: UUID) -> list[DeskMember]:
    """Everybody at a desk who did not leave, with a key or without one: members, then reserves in their order."""
    there = DeskMember.objects.filter(desk_id=desk_id, person__left_at=None)
    return list(there.order_by("is_reserve", "place", "id"))


def candidates(desk_id: UUID) -> list[Candidate[Holder]]:
    """The desk's members and then its reserves in their order, each with a key that may be sealed to."""
    members = places(desk_id)
    aliases = {one.person_id: alias_of(one.tenant_id, one.person_id) for one in members}
    holders = trusted_holders(aliases.values())
    return [
        Candidate(one.person_id, one.is_reserve, holders[aliases[one.person_id]])
        for one in members
        if aliases[one.person_id] in holders
    ]
