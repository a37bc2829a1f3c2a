"""Names that go along with something that leaves a case, sealed once more in the compartment that each comes from (C9, C14).

So a package opens them only for whoever could open them already, and nobody after the reporter took theirs back.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from weerbaar.ground.errors import RefusedError
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from weerbaar.vault.chests import ChestKey


def seal_named(
    keys: Mapping[str, ChestKey], table: str, row: UUID, named: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Names by compartment and pseudonym, as they lie in a row: by compartment, in base64."""
    return {
        kind: base64.b64encode(
            keys[kind].seal(table, row, f"named_{kind}", json.dumps(dict(told)).encode())
        ).decode()
        for kind, told in named.items()
    }


def open_named(
    keys: Mapping[str, ChestKey], table: str, row: UUID, sealed: Mapping[str, str], *, gone: str
) -> dict[str, str]:
    """The names by pseudonym. The keys of all these compartments are at hand.

    Raises RefusedError, with the sentence `gone`, for names that were taken back.
    """
    named: dict[str, str] = {}
    for kind, blob in sealed.items():
        try:
            named |= json.loads(keys[kind].open(table, row, f"named_{kind}", base64.b64decode(blob)))
        except SealBrokenError:
            # The compartment was renewed since: nothing that was sealed for it before opens any more.
            raise RefusedError(gone) from None
    return named
