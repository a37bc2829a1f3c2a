"""A key store that cannot be written for a while: what is to be destroyed is not destroyed yet."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


@contextmanager
def stuck(chest_id: UUID) -> Iterator[None]:
    """The key of this chest can neither be read nor ended inside, by any program; afterwards it is as it was."""
    key = Path(settings.WEERBAAR_KEY_STORE) / chest_id.hex[:2] / chest_id.hex
    # Out of the folder: whoever goes past all keys takes a file there for one.
    aside = Path(settings.WEERBAAR_SECRETS) / f"stuck-{chest_id.hex}"
    key.rename(aside)
    key.mkdir()
    try:
        yield
    finally:
        key.rmdir()
        aside.rename(key)
