"""What is made for whoever is accused, on a page of their own (C18): nothing of the report, and no key to the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.cases.check_ins import check_ins_of, next_day
from weerbaar.cases.closing_letters import letter_for
from weerbaar.cases.guests import knock_case
from weerbaar.cases.models import Case, ClosingLetter, ContactPerson, Rehabilitation, SubjectNotice
from weerbaar.cases.rehabilitating import rehabilitation_for, reply
from weerbaar.intake.guests import found, held, open_own
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.check_ins import CheckInView
    from weerbaar.cases.rehabilitating import RehabilitationView
    from weerbaar.intake.guests import GuestRef


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far the matter is, as far as it is theirs to know: what concerns themself, and whether it goes on.

    `is_shown`: what was written down of what they said lies on their page. `has_letter`: they were given the letter, be it
    on paper. Nothing here follows what the reporter does.
    """

    told_at: datetime | None
    heard_at: datetime | None
    is_waived: bool
    is_shown: bool
    has_letter: bool
    gets_letter: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class ForTheAccused:
    """Who is there for them, how far it is, what help was offered, the letter at the end, and the words by which their good
    name is set right.

    `is_letter_new` and `are_words_new`: it came since they last looked, and the words wait for their answer.
    """

    contact: str = field(default="", repr=False)
    function: str = field(default="", repr=False)
    letter: str = field(default="", repr=False)
    letter_at: datetime | None = None
    rehabilitation: RehabilitationView | None = None
    how_far: HowFar | None = None
    help: tuple[CheckInView, ...] = ()
    help_on: date | None = None
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
        how_far=_how_far(guest.case_id, guest.party_id),
        help=tuple(one for one in check_ins_of(key, guest.case_id, ref.alias) if one.asked_at),
        help_on=next_day(guest.case_id, ref.alias),
        is_letter_new=letter is not None and (looked_at is None or looked_at < letter.at),
        are_words_new=words is not None
        and words.waits_for_them
        and _proposed_since(guest.party_id, looked_at),
    )


def _how_far(case_id: UUID, party_id: UUID) -> HowFar:
    notice = SubjectNotice.objects.filter(party_id=party_id).first()
    letter = ClosingLetter.objects.filter(party_id=party_id).first()
    lines = Line.objects.filter(
        subject_id=case_id, object_id=party_id, verb="case.show_hearing", refused=False
    )
    return HowFar(
        told_at=notice.given_at if notice else None,
        heard_at=notice.heard_at if notice else None,
        is_waived=notice is not None and notice.is_waived,
        is_shown=lines.exists(),
        has_letter=letter is not None and not letter.is_waived,
        gets_letter=letter is None,
        is_closed=Case.objects.filter(id=case_id).exclude(closed_at=None).exists(),
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
    there = ContactPerson.objects.filter(party_id=party_id, agreed_at__isnull=False, ended_at=None)
    row = there.first()
    who = colleagues_by_alias(ref.tenant_id).get(row.holder_alias) if row else None
    return (who.name, who.function) if who and not who.left else ("", "")


@act("guest.answer_rehabilitation")
def answer_rehabilitation(guest: GuestRef, *, state: str, said: str) -> None:
    """Say yes to the words that were proposed, ask for others, or say that one does not want it. Raises RefusedError."""
    row = held(guest)
    about(row.case_id, object_id=row.party_id)
    reply(open_own(guest), row, state, said)
    knock_case(row)
