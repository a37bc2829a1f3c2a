"""A message of the desk on paper, for a reporter who does not come to the website (R6): made to print, and noted as sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import enter, local_day
from weerbaar.cases.models import Channel, Message, Report
from weerbaar.cases.sealed import message_body, report_answers
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff

PRINTED = frozenset(
    {
        Message.Kind.MESSAGE,
        Message.Kind.QUESTION,
        Message.Kind.ACKNOWLEDGEMENT,
        Message.Kind.INTERIM,
        Message.Kind.FEEDBACK,
    }
)
"""The kinds of message that somebody of the desk wrote to the reporter."""
WITHOUT_WORDS = "without_words"
"""Among the answers of a report: why its reporter could not be given the eight words."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message as it goes on paper. `posted_on` is when it went; None while it did not. `has_words`: who reads it can come
    back with eight words.
    """

    id: UUID
    at: datetime
    posted_on: date | None
    has_words: bool
    text: str = field(repr=False)


def goes_on_paper(case: Case) -> bool:
    """Whether the reporter of a case may be somebody without the web: whoever came by another way."""
    return case.channel != Channel.WEB


@act("case.print_reply")
def print_reply(staff: Staff, *, code: str, message_id: UUID) -> Reply:
    """One message of the desk, to print. Raises NotAllowedError for any other."""
    case, keys = enter(staff, code)
    row = _message(case, message_id)
    about(case.id, object_id=row.id)
    has_words = WITHOUT_WORDS not in report_answers(keys, Report.objects.get(case=case))
    return Reply(row.id, row.at, row.posted_on, has_words, message_body(keys, row))


@act("case.post_reply")
def post_reply(staff: Staff, *, code: str, message_id: UUID, posted_on: date | None) -> None:
    """Note on which day a message went to the reporter on paper. Raises RefusedError for a day that cannot be."""
    case, _keys = enter(staff, code)
    row = _message(case, message_id)
    about(case.id, object_id=row.id)
    if posted_on is None or not local_day(row.at) <= posted_on <= clock.today():
        raise RefusedError(
            _("Kies de dag waarop de brief wegging: niet voor het bericht zelf, en niet later dan vandaag."),
            field="posted_on",
        )
    row.posted_on = posted_on
    row.save(update_fields=["posted_on"])


def _message(case: Case, message_id: UUID) -> Message:
    rows = Message.objects.select_for_update().filter(id=message_id, case=case, from_reporter=False)
    row = rows.filter(kind__in=PRINTED).first()
    if row is None or not goes_on_paper(case):
        raise NotAllowedError(NOT_THERE)
    return row


def posted_days(case: Case) -> dict[UUID, date]:
    """Which messages of a case went on paper, and when. Within a tenant scope."""
    rows = Message.objects.filter(case=case, posted_on__isnull=False)
    return {one: day for one, day in rows.values_list("id", "posted_on") if day}
