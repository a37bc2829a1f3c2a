"""Refuse with a sentence what the database allows once: two who do it at the same moment both find that nobody did."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerbaar.ground.errors import WeerbaarError


@contextmanager
def once(refusal: WeerbaarError) -> Iterator[None]:
    """Raise `refusal` where a row of this block stands there already; nothing that the block wrote is kept then.

    A verb asks first whether it was done before. This is for who asked at the same moment: whoever is second waits here
    until the first has ended.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise refusal from None
        raise
