"""How a case knows who must stay out without saying so to whoever reads the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.vault.keyring import application_key

if TYPE_CHECKING:
    from uuid import UUID


def kept_out_key(case_id: UUID, person_id: UUID) -> bytes:
    """The mark of one person in one case. Salted with the case, so that equal people do not show across cases."""
    return application_key("wb-kept-out").digest("wb-kept-out", case_id.bytes, person_id.bytes)
