"""The reporter who came back: an actor with one key, to the talk of one case."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases.models import ChestKind
from weerbaar.ground.errors import GoneError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake.visitors import Visitor
from weerbaar.vault.chests import open_chests
from weerbaar.vault.holders import receipt_look_up
from weerbaar.vault.models import Holder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerbaar.vault.chests import ChestKey


@dataclass(frozen=True, slots=True)
class ReporterRef(Visitor):
    """A reporter whom their receipt let in."""

    PLACE = "case"

    @property
    def case_id(self) -> UUID:
        return self.place


def mark_of_words(tenant_id: UUID, words: Sequence[str]) -> str:
    """A mark of eight words, which says nothing of them. A browser keeps that of the words it came back with."""
    return _mark(receipt_look_up(tenant_id, Receipt(tuple(words))))


def mark_of_now(tenant_id: UUID, alias: UUID) -> str:
    """The mark of the words that open a report or a guest's page now; empty when there are none. Within a tenant scope.

    A browser that came back with earlier words holds another mark: it is let in no more, and changes no words.
    """
    held = Holder.objects.filter(alias=alias).values_list("look_up", flat=True).first()
    return _mark(held) if held else ""


def _mark(look_up: bytes) -> str:
    return hashlib.sha256(look_up).hexdigest()


def open_talk(reporter: ReporterRef) -> ChestKey:
    """The one chest that a reporter has a key to. Raises GoneError once it was destroyed."""
    try:
        return open_chests(reporter.opened, reporter.case_id, [ChestKind.TALK])[ChestKind.TALK]
    except KeyError:
        raise GoneError(_("Je melding is gewist. Wij hebben er niets meer van.")) from None
