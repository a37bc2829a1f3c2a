"""What is made for whoever is accused, on a page of their own (C18): nothing of the report, and no key to the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.cases.closing_letters import letter_for
from weerbaar.cases.guests import knock_case
from weerbaar.cases.models import ContactPerson, Rehabilitation
from weerbaar.cases.rehabilitating import rehabilitation_for, reply
from weerbaar.intake.guests import found, held, open_own
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from weerbaar.cases.rehabilitating import RehabilitationView
    from weerbaar.intake.guests import GuestRef


@dataclass(frozen=True, slots=True)
class ForTheAccused:
    """Who is there for them, the letter at the end, and the words by which their good name is set right.

    `is_letter_new` and `are_words_new`: it came since they last looked, and the words wait for their answer.
    """

    contact: str = field(default="", repr=False)
    function: str = field(default="", repr=False)
    letter: str = field(default="", repr=False)
    letter_at: datetime | None = None
    rehabilitation: RehabilitationView | None = None
    is_letter_new: bool = False
    are_words_new: bool = False


def for_the_accused(ref: GuestRef) -> ForTheAccused:
    """Everything that was made for the one who came back. Within a tenant scope. Raises GoneError."""
    guest = found(ref)
    if guest.party_id is None:
        return ForTheAccused()
    key = open_own(ref)
    letter = letter_for(key, guest.party_id)
    contact, function = _contact(ref, guest.party_id)
    words, looked_at = rehabilitation_for(key, guest.party_id), _looked_at(ref, guest.case_id)
    return ForTheAccused(
        contact=contact,
        function=function,
        letter=letter.text if letter else "",
        letter_at=letter.at if letter else None,
        rehabilitation=words,
        is_letter_new=letter is not None and (looked_at is None or looked_at < letter.at),
        are_words_new=words is not None
        and words.waits_for_them
        and _proposed_since(guest.party_id, looked_at),
    )


def _looked_at(ref: GuestRef, case_id: UUID) -> datetime | None:
    """When they last were shown something new on their page; None when they never were."""
    looks = Line.objects.filter(subject_id=case_id, actor_alias=ref.alias, verb="guest.look", refused=False)
    return looks.order_by("-at").values_list("at", flat=True).first()


def _proposed_since(party_id: UUID, moment: datetime | None) -> bool:
    rows = Rehabilitation.objects.filter(party_id=party_id)
    return rows.filter(proposed_at__gt=moment).exists() if moment else rows.exists()


def _contact(ref: GuestRef, party_id: UUID) -> tuple[str, str]:
    """The name and the duty of who is there for them; how to reach them stands among the messages."""
    row = ContactPerson.objects.filter(party_id=party_id, ended_at=None).first()
    who = colleagues_by_alias(ref.tenant_id).get(row.holder_alias) if row else None
    return (who.name, who.function) if who and not who.left else ("", "")


@act("guest.answer_rehabilitation")
def answer_rehabilitation(guest: GuestRef, *, state: str, said: str) -> None:
    """Say yes to the words that were proposed, ask for others, or say that one does not want it. Raises RefusedError."""
    row = held(guest)
    about(row.case_id, object_id=row.party_id)
    reply(open_own(guest), row, state, said)
    knock_case(row)
