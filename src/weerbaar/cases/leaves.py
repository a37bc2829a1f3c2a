"""A long list by leaves: the newest one first, and from each the way to the earlier and the later. Places, not numbers.
What somebody has to do begins with its first leaf.

What is added while somebody reads moves nothing: a leaf begins at a row. Each leaf takes one statement, whatever the
length of the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, LiteralString, TypeVar
from uuid import UUID

from weerbaar.database.rows import select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

M = TypeVar("M", bound="Model")

SIZE = 50
"""Messages, files or decisions on one leaf."""
CARDS = 20
"""What stands on a card of its own, each with what can be done: a telephone shows two or three of them."""


@dataclass(frozen=True, slots=True)
class From:
    """Where a leaf begins: the row that it goes before, or the one that it comes after. Neither is the newest leaf."""

    before: UUID | None = None
    after: UUID | None = None


NEWEST = From()


def row_named(asked: Mapping[str, str], name: str) -> UUID | None:
    """The row that an address names; None where it says nothing that can be read."""
    try:
        return UUID(asked.get(name, ""))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Places:
    """Which leaf of each list of a case is asked for."""

    messages: From = NEWEST
    files: From = NEWEST
    events: From = NEWEST
    decisions: From = NEWEST


THE_NEWEST = Places()


@dataclass(frozen=True, slots=True)
class Way:
    """The rows from which the leaves beside this one go on; None where there is none."""

    earlier: UUID | None = None
    later: UUID | None = None


@dataclass(frozen=True, slots=True)
class Leaf(Generic[M]):
    """The rows of one leaf, the oldest first."""

    rows: tuple[M, ...]
    way: Way


@dataclass(frozen=True, slots=True)
class Long(Generic[M]):
    """A list: the rows of `table` of which `holds` is true, in the order of the column `at` and of their ids.

    `from_first`: whoever asks for no leaf gets the first one, and else the newest.
    """

    model: type[M]
    table: LiteralString
    at: LiteralString
    holds: LiteralString
    values: Sequence[Any]
    from_first: bool = False

    def leaf(self, start: From, size: int = SIZE) -> Leaf[M]:
        """The leaf that begins at `start`; the newest one, or the first, where no such row is in the list."""
        if start.after and (rows := self._beside(">", "ASC", start.after, size)):
            more = len(rows) > size
            shown = rows[:size]
            return Leaf(tuple(shown), Way(shown[0].pk, shown[-1].pk if more else None))
        if start.before and (rows := self._beside("<", "DESC", start.before, size)):
            shown = rows[:size][::-1]
            return Leaf(tuple(shown), Way(shown[0].pk if len(rows) > size else None, shown[-1].pk))
        order = "" if self.from_first else " DESC"
        rows = select(
            self.model,
            self.holds + " ORDER BY " + self.at + order + ", id" + order + " LIMIT %s",
            [*self.values, size + 1],
        )
        if self.from_first:
            return Leaf(tuple(rows[:size]), Way(None, rows[size - 1].pk if len(rows) > size else None))
        shown = rows[:size][::-1]
        return Leaf(tuple(shown), Way(shown[0].pk if len(rows) > size else None, None))

    def _beside(self, sign: LiteralString, order: LiteralString, row: UUID, size: int) -> list[M]:
        """Rows on one side of a row that is in the list itself: one of another case says nothing of its time."""
        here = "(SELECT " + self.at + ", id FROM " + self.table + " WHERE " + self.holds + " AND id = %s)"  # noqa: S608 - parts of our own
        return select(
            self.model,
            self.holds
            + " AND ("
            + self.at
            + ", id) "
            + sign
            + " "
            + here
            + " ORDER BY "
            + self.at
            + " "
            + order
            + ", id "
            + order
            + " LIMIT %s",
            [*self.values, *self.values, row, size + 1],
        )
