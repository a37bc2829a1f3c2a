"""What decisions ask of the desk: a question that came back or was answered, a measure that was checked or waits for it, a
copy of the file that waits for a second person, or on which one decided.

Facts only, as on the worklist, and a fixed number of queries whatever there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from weerbaar.audit.models import Line
from weerbaar.cases.agreeing import copies_decided, copies_to_agree
from weerbaar.cases.cursors import moment_of, packed
from weerbaar.cases.models import CheckIn, ContactPerson, DecisionAsked, GuestMessage, Measure
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.cases.models import Access
    from weerbaar.organisation.staff import Staff

MOST_NEWS = 50


class What(Enum):
    """What there is to do."""

    ASKED_BACK = "asked_back"
    HANDED_BACK = "handed_back"
    DECIDED = "decided"
    CHECKED = "checked"
    TO_CHECK = "to_check"
    GUEST_WROTE = "guest_wrote"
    DETRIMENT = "detriment"
    CARE = "care"
    TO_AGREE = "to_agree"
    COPY_AGREED = "copy_agreed"
    COPY_REFUSED = "copy_refused"
    TO_BE_THERE = "to_be_there"
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to do. `who` did or asked it; `asked_id` is the question, the guest or the copy that it is about, if it is
    about one. `id` is the row that asks it. `is_seen`: this person read it, and it still has to be done.
    """

    what: What
    code: str
    kind: str
    who: UUID
    at: datetime
    id: UUID
    asked_id: UUID | None = None
    is_seen: bool = False


def desk_news(staff: Staff, mine: QuerySet[Access], *, after: str = "") -> tuple[tuple[News, ...], str]:
    """What asks for `staff` in the open cases that they have access to (`mine`), the oldest first: a page, and the cursor
    of the next one.

    A lawyer who was let in reads what there is to check, and not what a handler has to do.
    """
    sources = _sources(staff, mine)
    since = moment_of(after)
    found = [
        make(one)
        for rows, at, make in sources
        for one in _beyond(rows, at, since).select_related("case").order_by(at, "id")[: MOST_NEWS + 1]
    ]
    ordered = sorted(found, key=lambda one: (one.at, one.id))
    page = ordered[:MOST_NEWS]
    return tuple(page), packed(page[-1].at.isoformat(), page[-1].id) if len(ordered) > MOST_NEWS else ""


def count_news(staff: Staff, mine: QuerySet[Access]) -> int:
    """How many things all pages of it hold."""
    return sum(rows.count() for rows, _, _ in _sources(staff, mine))


_Source = tuple["QuerySet[Any]", str, "Callable[[Any], News]"]


def _sources(staff: Staff, mine: QuerySet[Access]) -> list[_Source]:
    """The rows that ask, since which moment they do, and what each of them says."""
    is_lawyer = Role.LAWYER in staff.roles
    works = mine.filter(is_open=True)
    if is_lawyer and not staff.handles_cases:
        works = works.exclude(granted_by__in=list(colleagues_by_alias(staff.tenant_id)))
    asked = DecisionAsked.objects.filter(news_at__isnull=False, case__in=works.values("case"))
    asked = asked.filter(Q(answered_at__isnull=True) | ~_read_by(staff))
    checked = Measure.objects.filter(
        news_at__isnull=False,
        state=Measure.State.CHECKED,
        checked_by__isnull=False,
        case__in=works.values("case"),
    )
    # Of a closed case too: whoever reported is guarded for as long as they are asked.
    # To have read it is not to have done something: it stays until somebody says what was done (`help_given`).
    harmed = CheckIn.objects.filter(news_at__isnull=False, case__in=mine.values("case"))
    decided = copies_decided(staff, mine)
    read = _read_by(staff, since="decided_at", verbs=("case.open", "case.read_copy"))
    sources: list[_Source] = [
        (copies_to_agree(staff, mine), "asked_at", _of_copy),
        # A yes asks for something until it is done, a no only to be read.
        (decided.filter(Q(is_agreed=True) | ~read), "decided_at", _of_decided_copy),
        (harmed.annotate(is_seen=_read_by(staff)), "news_at", _of_detriment),
        (asked, "news_at", _of_question),
        (_asked_to_be_there(staff, mine), "since", _of_request),
        (_declined(staff, mine), "declined_at", _of_declined),
        (checked.exclude(checked_by=staff.alias).filter(~_read_by(staff)), "news_at", _of_check),
    ]
    wrote = GuestMessage.objects.filter(from_guest=True, read_at=None, case__in=works.values("case"))
    # One thing for each guest, however much they wrote: the first that nobody read.
    earlier = GuestMessage.objects.filter(
        guest=OuterRef("guest"), from_guest=True, read_at=None, at__lt=OuterRef("at")
    )
    sources.append((wrote.filter(~Exists(earlier)), "at", _of_guest))
    if is_lawyer:
        waiting = Measure.objects.filter(
            state=Measure.State.PROPOSED, case__in=mine.filter(is_open=True).values("case")
        )
        sources.append((waiting.exclude(proposed_by=staff.alias), "proposed_at", _of_proposal))
    return sources


def _asked_to_be_there(staff: Staff, mine: QuerySet[Access]) -> QuerySet[ContactPerson]:
    """What one is asked oneself: to be there for somebody. Nobody stands in for that."""
    asked = ContactPerson.objects.filter(holder_alias=staff.alias, agreed_at=None, ended_at=None)
    return asked.filter(case__in=mine.values("case"))


def _declined(staff: Staff, mine: QuerySet[Access]) -> QuerySet[ContactPerson]:
    """Whom one asked to be there for somebody, and who said no, until another is asked."""
    rows = ContactPerson.objects.filter(named_by=staff.alias, case__in=mine.values("case"))
    later = ContactPerson.objects.filter(case=OuterRef("case"), since__gt=OuterRef("since"))
    for_subject = Q(party__isnull=False) & ~Exists(later.filter(party=OuterRef("party")))
    for_reporter = Q(party=None) & ~Exists(later.filter(party=None))
    return rows.filter(for_subject | for_reporter, declined_at__isnull=False)


def _of_request(one: Any) -> News:
    return News(What.TO_BE_THERE, one.case.code, one.case.kind, one.named_by, one.since, one.id, one.party_id)


def _of_declined(one: Any) -> News:
    return News(
        What.NOT_THERE, one.case.code, one.case.kind, one.holder_alias, one.declined_at, one.id, one.party_id
    )


def _beyond(rows: QuerySet[Any], at: str, since: tuple[datetime, UUID] | None) -> QuerySet[Any]:
    if since is None:
        return rows
    moment, last = since
    return rows.filter(Q(**{f"{at}__gt": moment}) | Q(**{at: moment, "id__gt": last}))


def _of_question(one: Any) -> News:
    return News(_what(one), one.case.code, one.case.kind, one.asked_of, one.news_at, one.id, one.id)


def _of_detriment(one: Any) -> News:
    what = What.CARE if one.about == CheckIn.About.CARE else What.DETRIMENT
    return News(
        what, one.case.code, one.case.kind, one.holder_alias, one.news_at, one.id, is_seen=one.is_seen
    )


def _of_check(one: Any) -> News:
    return News(What.CHECKED, one.case.code, one.case.kind, one.checked_by, one.news_at, one.id)


def _of_proposal(one: Any) -> News:
    return News(What.TO_CHECK, one.case.code, one.case.kind, one.proposed_by, one.proposed_at, one.id)


def _of_guest(one: Any) -> News:
    return News(
        What.GUEST_WROTE, one.case.code, one.case.kind, one.author_alias, one.at, one.id, one.guest_id
    )


def _of_copy(one: Any) -> News:
    return News(What.TO_AGREE, one.case.code, one.case.kind, one.asked_by, one.asked_at, one.id, one.id)


def _of_decided_copy(one: Any) -> News:
    what = What.COPY_AGREED if one.is_agreed else What.COPY_REFUSED
    return News(what, one.case.code, one.case.kind, one.decided_by, one.decided_at, one.id, one.id)


def _what(asked: DecisionAsked) -> What:
    if asked.answered_at is not None:
        return What.DECIDED
    return What.HANDED_BACK if asked.withdrawn_at is not None else What.ASKED_BACK


def _read_by(staff: Staff, *, since: str = "news_at", verbs: Sequence[str] = ("case.open",)) -> Exists:
    """Whether this person opened the case since: what a colleague read is still new to somebody else."""
    return Exists(
        Line.objects.filter(
            subject_id=OuterRef("case_id"),
            at__gte=OuterRef(since),
            verb__in=verbs,
            actor_alias=staff.alias,
            refused=False,
        )
    )
