"""The reporter who came back: an actor with one key, to the talk of one case."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases.models import ChestKind
from weerbaar.ground.errors import GoneError
from weerbaar.vault.chests import open_chests
from weerbaar.vault.holders import Opened
from weerbaar.vault.secret import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerbaar.vault.chests import ChestKey


@dataclass(frozen=True, slots=True)
class ReporterRef:
    """What the reporter's session holds after the receipt opened it. The session is sealed under the cookie."""

    tenant_id: UUID
    alias: UUID
    case_id: UUID
    private_key: PrivateKey

    @property
    def opened(self) -> Opened:
        return Opened(self.tenant_id, self.alias, self.private_key)

    def to_session(self) -> dict[str, str]:
        key = base64.b64encode(self.private_key.reveal()).decode()
        return {
            "tenant": str(self.tenant_id),
            "alias": str(self.alias),
            "case": str(self.case_id),
            "key": key,
        }

    @classmethod
    def from_session(cls, held: Mapping[str, str]) -> Self:
        key = PrivateKey(base64.b64decode(held["key"]))
        return cls(UUID(held["tenant"]), UUID(held["alias"]), UUID(held["case"]), key)


def open_talk(reporter: ReporterRef) -> ChestKey:
    """The one chest that a reporter has a key to. Raises GoneError once it was destroyed."""
    try:
        return open_chests(reporter.opened, reporter.case_id, [ChestKind.TALK])[ChestKind.TALK]
    except KeyError:
        raise GoneError(_("Je melding is gewist. Wij hebben er niets meer van.")) from None
