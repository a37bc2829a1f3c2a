"""The fence between the database and the key store: they fit each other, or nothing is restored.

A key is written before the row that needs it, and destroyed for good before the row says that it is gone. So a store that
is as new as the database or newer opens all that it should, and knows by its marks what was destroyed since. An older one
lacks the keys of the newest chests for ever, and brings back keys that were destroyed. Between the two a row says that its
key is to go: then it may be there still, and the product ends it.

Needs no Django: a backup is compared before there is a database to ask.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import psycopg

from weerbaar.database.backup import rows_in
from weerbaar.vault.keystore import KeyState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from weerbaar.database.address import Address
    from weerbaar.vault.keystore import KeyStore

_TABLE = "vault_chest"


class FenceError(RuntimeError):
    """The key store does not fit the database. The sentence says what to do."""


class ChestRow(NamedTuple):
    """What a database or a backup says of a chest."""

    id: UUID
    tenant_id: UUID
    is_destroyed: bool
    is_key_gone: bool


@dataclass
class Comparison:
    """How chests and keys fit. `lost` and `returned` may not be; `destroyed_since` is put right after a restore, and of
    those that are `ending` the product is about to end the key.
    """

    lost: int = 0
    returned: int = 0
    ending: int = 0
    destroyed_since: list[ChestRow] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, or ""."""
        if not self.lost and not self.returned:
            return ""
        said = []
        if self.lost:
            said.append(f"{_chests(self.lost)} no key in it and could not be opened again.")
        if self.returned:
            said.append(f"{_chests(self.returned)} a key in it though destroyed.")
        return (
            f"The key store is older than the database: {' '.join(said)} Put back the newest copy of the key store "
            "(WEERBAAR_KEY_STORE), and then try again."
        )


def _chests(count: int) -> str:
    return "1 chest has" if count == 1 else f"{count} chests have"


def compare(rows: Iterable[ChestRow], store: KeyStore) -> Comparison:
    """Look up the key of every chest. One question to the store per chest; nothing is opened."""
    found = Comparison()
    for row in rows:
        state = store.state(row.id)
        if row.is_key_gone:
            found.returned += state is KeyState.HELD
        elif row.is_destroyed:
            found.ending += state is KeyState.HELD
        elif state is KeyState.UNKNOWN:
            found.lost += 1
        elif state is KeyState.DESTROYED:
            found.destroyed_since.append(row)
    return found


def check_backup(backup: Path, store: KeyStore) -> list[ChestRow]:
    """The chests of a backup that were destroyed after it was made. Raises FenceError when the store is older."""
    rows = (
        ChestRow(
            UUID(one["id"]),
            UUID(one["tenant_id"]),
            is_destroyed=one["destroyed_at"] is not None,
            # An older version wrote no other moment, and ended the key before it wrote that one.
            is_key_gone=one.get("key_gone_at", one["destroyed_at"]) is not None,
        )
        for one in rows_in(backup, _TABLE)
    )
    found = compare(rows, store)
    if found.sentence:
        raise FenceError(found.sentence)
    return found.destroyed_since


def destroy_again(owner: Address, chests: Iterable[ChestRow]) -> None:
    """Let a restored database say of chests that they were destroyed, and remove the grants that it brought back."""
    of_tenant: dict[UUID, list[UUID]] = {}
    for chest in chests:
        of_tenant.setdefault(chest.tenant_id, []).append(chest.id)
    with psycopg.connect(**owner.libpq()) as connection:
        for tenant_id, ids in of_tenant.items():
            # The owner sees no tenant's rows by itself either.
            connection.execute("SELECT set_config('weerbaar.tenant', %s, true)", [str(tenant_id)])
            connection.execute("DELETE FROM vault_grant WHERE chest_id = ANY(%s)", [ids])
            connection.execute("UPDATE vault_chest SET destroyed_at = now() WHERE id = ANY(%s)", [ids])
