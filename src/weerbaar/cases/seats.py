"""Who sits in a case: giving keys, taking them, and telling the reporter of it. What the verbs on access share."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.cases import accesses, rules
from weerbaar.cases.acting import language_of, say
from weerbaar.cases.beside import GUEST, PAPER, outsiders
from weerbaar.cases.models import Access, AnswerDraft, ConsentRequest, Message, StandIn
from weerbaar.cases.rules import Seat
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.vault import chests
from weerbaar.vault.models import Grant
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


def check_lasts(staff: Staff, case: Case, opened: Collection[ChestKey]) -> None:
    """Refuse who holds the case, or one of these chests, for a time: they do not decide who holds it after them."""
    seats = Access.objects.filter(case=case, holder_alias=staff.alias, until__isnull=False)
    grants = Grant.objects.filter(
        chest_id__in=[one.chest_id for one in opened], holder_alias=staff.alias, until__isnull=False
    )
    ends = [*seats.values_list("until", flat=True), *grants.values_list("until", flat=True)]
    rules.check_lasts(min((one for one in ends if one), default=None))


def grant(
    staff: Staff, case: Case, opened: Collection[ChestKey], alias: UUID, until: datetime | None
) -> None:
    """Seal chests to a colleague, with every generation of them. A grant that lasts as long or longer stays: giving
    never takes.
    """
    opened = [generation for one in opened for generation in one.generations]
    holder = trusted_holders([alias]).get(alias)
    if holder is None:
        raise RefusedError(_("De sleutel van deze collega is nog niet bevestigd."), field="person")
    theirs = Grant.objects.filter(chest_id__in=[one.chest_id for one in opened], holder_alias=alias)
    ends = dict(theirs.values_list("chest_id", "until"))
    wanted = [
        one for one in opened if one.chest_id not in ends or rules.ends_later(until, ends[one.chest_id])
    ]
    theirs.filter(chest_id__in=[one.chest_id for one in wanted]).delete()
    to = [(alias, bytes(holder.public_key))]
    Grant.objects.bulk_create(
        [made for one in wanted for made in chests.new_grants(one, to, by=staff.alias, until=until)]
    )


def sit(
    staff: Staff,
    case: Case,
    alias: UUID,
    *,
    capacity: Access.Capacity,
    until: datetime | None = None,
) -> None:
    """Give somebody a place of their own in the case, or another than they had. The case is new to them.

    Whom they stand in for, they go on standing in for.
    """
    given = {"granted_by": staff.alias, "since": clock.now(), "unread": 1}
    _place(case, alias, Seat(capacity, until), **given)


def stand_in(staff: Staff, case: Case, alias: UUID, *, absent: UUID, seat: Seat) -> None:
    """Let somebody stand in for who is away. What they have of their own they keep, and get back when it ends."""
    own = own_seat(case, alias)
    StandIn.objects.update_or_create(
        tenant_id=case.tenant_id,
        case=case,
        holder_alias=alias,
        absent_alias=absent,
        defaults={"capacity": seat.capacity, "until": seat.until},
    )
    given = {} if own else {"granted_by": staff.alias, "since": clock.now()}
    _place(case, alias, own, unread=1, **given)


def end_stand_in(case: Case, alias: UUID, absent: UUID) -> bool:
    """Let somebody stand in for `absent` no more; return whether a place is left to them, their own or for another.

    Their keys then end with that place. Where none is left, nothing is taken yet: `going_out.go_out` does that.
    """
    own = own_seat(case, alias)
    StandIn.objects.filter(case=case, holder_alias=alias, absent_alias=absent).delete()
    left = rules.whole_seat(own, _stands_in(case, alias), clock.now())
    if left is None:
        return False
    _place(case, alias, own)
    if left.until is not None:
        _end_grants(case, alias, left.until)
    return True


def own_seat(case: Case, alias: UUID) -> Seat | None:
    """The place that somebody has by themselves, without whom they stand in for."""
    row = Access.objects.filter(accesses.living(), case=case, holder_alias=alias).first()
    if row is None or not StandIn.objects.filter(case=case, holder_alias=alias).exists():
        return Seat(row.capacity, row.until) if row else None
    return Seat(row.own_capacity, row.own_until) if row.own_capacity else None


def _stands_in(case: Case, alias: UUID) -> list[Seat]:
    rows = StandIn.objects.filter(case=case, holder_alias=alias)
    return [Seat(*one) for one in rows.values_list("capacity", "until")]


def _place(case: Case, alias: UUID, own: Seat | None, **given: object) -> None:
    """Write the line of somebody's worklist as it follows from their own place and whom they stand in for."""
    others = _stands_in(case, alias)
    whole = rules.whole_seat(own, others, clock.now())
    if whole is None:
        raise ValueError("Nobody has a place that is over.")
    kept = own if others else None
    seat = given | {
        "capacity": whole.capacity,
        "until": whole.until,
        "own_capacity": kept.capacity if kept else "",
        "own_until": kept.until if kept else None,
        "kind": case.kind,
    }
    Access.objects.update_or_create(
        tenant_id=case.tenant_id,
        case=case,
        holder_alias=alias,
        defaults=seat,
        create_defaults=seat | {"id": uuid4()},
    )
    accesses.refresh(case)


def _end_grants(case: Case, alias: UUID, until: datetime) -> None:
    """Let the keys that come with a place end with it. Those of names were asked for apart, and have a day of their own."""
    held = Grant.objects.filter(holder_alias=alias, until__gt=until)
    ordinary = held.filter(chest__owner_id=case.id, chest__kind__in=rules.ORDINARY)
    beside = held.filter(chest__owner_id__in=list(outsiders(case)), chest__kind__in=[PAPER, GUEST])
    (ordinary | beside).update(until=until)


def leave(case: Case, alias: UUID) -> None:
    """Take somebody's keys, their line in the worklist and their draft; what was asked for them is refused."""
    accesses.remove(case, alias)
    ConsentRequest.objects.filter(case=case, for_alias=alias, decided_at=None).update(
        decided_at=clock.now(), is_agreed=False
    )
    AnswerDraft.objects.filter(case=case, author_alias=alias).delete()


def tell_who_reads(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    colleague: Colleague | None,
    *,
    came_in: bool,
    stands_in_until: date | None = None,
) -> None:
    """Tell the reporter in their own language that somebody came in or left: never by name, and by the function that the
    list of who reads shows them. `stands_in_until` is the last day of who takes over for somebody who is away: without that
    reason a reporter wonders why somebody else reads.
    """
    with translation.override(language_of(case, keys)):
        who = (colleague.function if colleague else "") or gettext("een medewerker")
        said = (
            gettext("Er leest iemand mee: %(who)s.")
            if came_in
            else gettext("Er leest iemand niet meer mee: %(who)s.")
        )
        body = said % {"who": who}
        if stands_in_until:
            day = date_format(stands_in_until, "j F Y")
            body += " " + gettext("Dat is tot en met %(day)s, want een behandelaar is dan weg.") % {
                "day": day
            }
    say(staff, case, keys, Message.Kind.READERS, body)


def tell_who_goes_on(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    colleague: Colleague,
    *,
    capacity: Access.Capacity,
    until: datetime | None = None,
) -> None:
    """Tell the reporter that somebody of whom they heard that they read for a time goes on: without an end, and then also
    whether they handle it, or until a later day. Told as one who came in, it would seem somebody else.
    """
    with translation.override(language_of(case, keys)):
        last_day = rules.last_day_of(until)
        if last_day:
            said = gettext("Wie hier een tijd meelas, leest langer mee: %(who)s. Dat is tot en met %(day)s.")
        elif capacity == Access.Capacity.HANDLER:
            said = gettext("Wie hier een tijd meelas, behandelt dit vanaf nu: %(who)s.")
        else:
            said = gettext("Wie hier een tijd meelas, blijft meelezen: %(who)s.")
        day = date_format(last_day, "j F Y") if last_day else ""
        body = said % {"who": colleague.function or gettext("een medewerker"), "day": day}
    say(staff, case, keys, Message.Kind.READERS, body)
