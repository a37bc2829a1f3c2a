"""Who could read a report at a desk: only people whose key two officers signed. And who stands there without such a key.

Of what the mayor or the registrar heard only those read whom they name (R13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.database.rows import select
from weerbaar.intake.rules import Candidate, choose_beside, choose_readers, left_in
from weerbaar.organisation.models import DeskMember
from weerbaar.vault.keyring import alias_of
from weerbaar.vault.models import Holder
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection

    from weerbaar.intake.drafts import Content


_AT_DESK = (
    "desk_id = %s AND EXISTS (SELECT 1 FROM organisation_person AS person"
    " WHERE person.id = person_id AND person.left_at IS NULL"
)
_IN_ORDER = ") ORDER BY is_reserve, place, id"
_PLACES = _AT_DESK + _IN_ORDER
# Who is suspended stands among the places, so that a reporter can strike them; nothing is sealed to them.
_ABLE = _AT_DESK + " AND person.suspended_at IS NULL" + _IN_ORDER


def places(desk_id: UUID) -> list[DeskMember]:
    """Everybody at a desk who did not leave, with a key or without one: members, then reserves in their order."""
    return select(DeskMember, _PLACES, [desk_id])


def candidates(desk_id: UUID) -> list[Candidate[Holder]]:
    """The desk's members and then its reserves in their order, each with a key that may be sealed to."""
    members = select(DeskMember, _ABLE, [desk_id])
    aliases = {one.person_id: alias_of(one.tenant_id, one.person_id) for one in members}
    holders = trusted_holders(aliases.values())
    return [
        Candidate(one.person_id, one.is_reserve, holders[aliases[one.person_id]])
        for one in members
        if aliases[one.person_id] in holders
    ]


def who_reads(
    there: list[Candidate[Holder]], content: Content | None, out: Collection[UUID]
) -> tuple[Candidate[Holder], ...]:
    """Of those who could read who does: of a talk that is recorded afterwards whom the recorder named, else the desk.

    Of what the desk enters itself nobody reads, when who enters it would be as good as the only one.
    """
    if content is not None and content.is_shielded:
        return left_in(there, {UUID(one) for one in content.named}, out)
    enters = next((one.person_id for one in there if content and one.who.alias == content.author), None)
    return choose_beside(there, out, enters) if enters else choose_readers(there, out)


def is_almost_alone(there: list[Candidate[Holder]], content: Content | None, out: Collection[UUID]) -> bool:
    """Whether somebody is left to read it, and nobody does since that is as good as who enters it alone."""
    if content is None or content.is_shielded:
        return False
    return bool(choose_readers(there, out)) and not who_reads(there, content, out)
