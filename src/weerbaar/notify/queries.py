"""Questions about the addresses that were left. None shows one: only the postman opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.database.scope import tenant_scope
from weerbaar.notify.models import Address

if TYPE_CHECKING:
    from weerbaar.audit.acts import Actor


def left_an_address(actor: Actor) -> bool:
    """Whether the asker left an address for a knock."""
    with tenant_scope(actor.tenant_id):
        return Address.objects.filter(holder_alias=actor.alias).exists()
