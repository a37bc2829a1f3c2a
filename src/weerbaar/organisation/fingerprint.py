"""The fingerprint of somebody's keys as words that two people can compare by telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.ground import receipt
from weerbaar.vault.models import Holder
from weerbaar.vault.trust import fingerprint

if TYPE_CHECKING:
    from weerbaar.vault.holders import Opened


WORDS = 6


def in_words(mark: bytes) -> list[str]:
    """The words that stand for a fingerprint: six of the list are 77 bits, past making a key that reads the same."""
    known, number, words = receipt.words(), int.from_bytes(mark, "big"), []
    for _ in range(WORDS):
        number, place = divmod(number, len(known))
        words.append(known[place])
    return words


def of_opened(opened: Opened) -> bytes:
    """The fingerprint of one's own open keys.

    Made from the private keys, not from the row: whoever changed the row would otherwise show both sides the same.
    """
    holder = Holder(
        tenant_id=opened.tenant_id,
        alias=opened.alias,
        public_key=opened.private_key.public(),
        verify_key=opened.signing.verify_key() if opened.signing else None,
    )
    return fingerprint(holder)
