"""New words for a report or for a guest's page, when somebody else saw the old ones: who entered it, reported for somebody,
or handed the words over (R14, R19).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.cases.models import Case, Channel
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import guests
from weerbaar.intake.actions import talk_held
from weerbaar.intake.guests import GuestRef
from weerbaar.intake.questions import is_for_another
from weerbaar.intake.reporters import mark_of_now
from weerbaar.vault.holders import change_receipt
from weerbaar.vault.models import Holder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from weerbaar.intake.reporters import ReporterRef


def change_words(visitor: ReporterRef | GuestRef, *, words: Sequence[str], came_with: str) -> None:
    """Let these words open the page from now on, and the old ones nothing. Call it once they are written down.

    `came_with` is the mark of the words that this browser came back with (`reporters.mark_of_words`). Raises GoneError
    when those were changed meanwhile, and when the report, or the guest's page, is not there any more.
    """
    if isinstance(visitor, GuestRef):
        _change_words_of_guest(visitor, words=words, came_with=came_with)
    else:
        _change_words(visitor, words=words, came_with=came_with)


@act("reporter.change_words")
def _change_words(reporter: ReporterRef, *, words: Sequence[str], came_with: str) -> None:
    about(reporter.case_id)
    talk_held(reporter)
    _put_under(reporter, words, came_with)


@act("guest.change_words")
def _change_words_of_guest(guest: GuestRef, *, words: Sequence[str], came_with: str) -> None:
    row = guests.held(guest)
    about(row.case_id, object_id=row.id)
    _put_under(guest, words, came_with)


def _put_under(visitor: ReporterRef | GuestRef, words: Sequence[str], came_with: str) -> None:
    holder = Holder.objects.select_for_update().filter(alias=visitor.alias).first()
    # Looked at with the row held: who came with the old words in the same moment would take the page over for good.
    if holder is None or mark_of_now(visitor.tenant_id, visitor.alias) != came_with:
        raise guests.gone()
    change_receipt(holder, visitor.opened, Receipt(tuple(words)))
    holder.save(update_fields=["look_up", "sealed_private"])


def others_saw_them(reporter: ReporterRef, report: Mapping[str, Any]) -> bool:
    """Whether somebody else had the words in hand and they were not changed since. Within a tenant scope."""
    entered = Case.objects.filter(id=reporter.case_id).exclude(channel=Channel.WEB).exists()
    changed = Line.objects.filter(subject_id=reporter.case_id, verb="reporter.change_words").exists()
    return (is_for_another(report) or entered) and not changed


def handed_over(case_id: UUID, guest_id: UUID) -> bool:
    """Whether a guest still has the words that somebody handed to them, who saw them. Within a tenant scope."""
    # The case too: that is by which the log is found without reading all of it.
    changed = Line.objects.filter(subject_id=case_id, object_id=guest_id, verb="guest.change_words")
    return not changed.exists()
