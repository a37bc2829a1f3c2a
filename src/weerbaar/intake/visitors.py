"""Whoever came back with words: an actor with one key, and the one place that the words lead to."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import UUID

from weerbaar.vault.holders import Opened
from weerbaar.vault.secret import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a session holds after a receipt opened it. The session is sealed under the cookie.

    `place` is what the words lead to: whatever waits to be sent belongs there. `PLACE` is under which name a session holds
    that, so that the session of one is never read as that of another.
    """

    PLACE: ClassVar[str]

    tenant_id: UUID
    alias: UUID
    place: UUID
    private_key: PrivateKey

    @property
    def opened(self) -> Opened:
        return Opened(self.tenant_id, self.alias, self.private_key)

    def to_session(self) -> dict[str, str]:
        key = base64.b64encode(self.private_key.reveal()).decode()
        return {
            "tenant": str(self.tenant_id),
            "alias": str(self.alias),
            self.PLACE: str(self.place),
            "key": key,
        }

    @classmethod
    def from_session(cls, held: Mapping[str, str]) -> Self:
        key = PrivateKey(base64.b64decode(held["key"]))
        return cls(UUID(held["tenant"]), UUID(held["alias"]), UUID(held[cls.PLACE]), key)
