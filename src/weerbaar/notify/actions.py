"""Knocking, and the addresses that are left for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.audit.acts import Actor, about, act
from weerbaar.database.rows import run
from weerbaar.notify.models import Address, Knock
from weerbaar.notify.rules import check_address
from weerbaar.vault.keyring import postman_public_key
from weerbaar.vault.seal import seal_to

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

_PADDED = 320  # Longer than any address of mail may be, so that its length says nothing.


@act("notify.leave_address")
def leave_address(actor: Actor, *, mail: str, language: str) -> None:
    """Leave an address for a knock, instead of the one that was there. Raises RefusedError for what is no address."""
    about(actor.alias)
    sealed = seal_to(postman_public_key(), check_address(mail).encode().ljust(_PADDED))
    Address.objects.update_or_create(
        tenant_id=actor.tenant_id,
        holder_alias=actor.alias,
        defaults={"sealed_address": sealed, "language": language},
    )


@act("notify.forget_address")
def forget_address(actor: Actor) -> None:
    """Remove the address at once, and a knock that waited for it."""
    about(actor.alias)
    remove_address(actor.alias)


def remove_address(alias: UUID) -> None:
    """The same for somebody else, within the verb by which they leave."""
    Knock.objects.filter(address__holder_alias=alias).delete()
    Address.objects.filter(holder_alias=alias).delete()


def knock(tenant_id: UUID, holders: Collection[UUID], *, at_once: bool = False) -> None:
    """Let the next round knock at these holders who left an address. One statement; not a verb: it says nothing.

    Runs in the transaction of the verb that has something new, so that no knock comes of what did not happen.
    """
    if not holders:
        return
    run(
        "INSERT INTO notify_knock (id, tenant_id, address_id, at_once)"
        " SELECT gen_random_uuid(), tenant_id, id, %s FROM notify_address"
        " WHERE tenant_id = %s AND holder_alias = ANY(%s)"
        " ON CONFLICT (address_id) DO UPDATE SET at_once = notify_knock.at_once OR excluded.at_once",
        [at_once, tenant_id, list(holders)],
    )
