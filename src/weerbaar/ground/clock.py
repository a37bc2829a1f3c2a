"""The one place that reads the time, so that a test can stand still and a rule can be asked about any moment."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _stopped.get() or datetime.now(UTC)


def today() -> date:
    """The present day as people in the Netherlands live it: terms in law run by this day."""
    return now().astimezone(AMSTERDAM).date()


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the Netherlands."""
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at an aware `moment` for the duration of a block."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
