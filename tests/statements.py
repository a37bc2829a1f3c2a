"""How many statements a piece of work sends to the database, those that are not built by Django among them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent inside, in their order. All the same is done with them."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: psycopg.Cursor[Any], query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(str(query))
        return execute(cursor, query, *args, **kwargs)

    psycopg.Cursor.execute = noted  # pyright: ignore[reportAttributeAccessIssue]
    try:
        yield sent
    finally:
        psycopg.Cursor.execute = execute
