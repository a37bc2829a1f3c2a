"""Being away: who takes over meanwhile, with keys of their own that end by themselves (C13).

A substitute is a person and never a shared key. Whoever goes away lets them in, case by case and in one act. Where the
substitute must stay out they get nothing and learn nothing: the case stays with the others who have a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases import accesses, rules
from weerbaar.cases.accesses import living
from weerbaar.cases.acting import decide, enter, knock_colleagues, knock_reporter
from weerbaar.cases.beside import keys_beside
from weerbaar.cases.going_out import go_out
from weerbaar.cases.handing_over import may_take_over
from weerbaar.cases.models import Absence, Access, Case, StandIn
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import Seat
from weerbaar.cases.seats import check_lasts, end_stand_in, grant, own_seat, stand_in, tell_who_reads
from weerbaar.database.once import once
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.models import Person, Role
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.staff import HANDLING_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff

MOST_AHEAD = 14
"""Within how many days an absence begins: the substitute reads from the moment that it is set, so it is set late."""
MOST_SHOWN = 20
_AWAY = _("Je staat al als afwezig. Zeg eerst dat je er weer bent.")
_STANDS_IN = _(
    "Je vervangt in die tijd zelf iemand. Kies andere dagen, of zeg hieronder dat je toch weggaat."
)
_HANDLING = (Access.Capacity.HANDLER, Access.Capacity.RESERVE)


@dataclass(frozen=True, slots=True)
class Left:
    """A case in which nobody stands in. `is_alone`: nobody else has a key that lasts until one is back, so nothing happens
    there. `due_on` is the first term that ends.
    """

    code: str
    is_alone: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class InStead:
    """Whom one stands in for oneself, until when, and in how many cases."""

    who: Colleague | None
    first_day: date
    last_day: date
    count: int


@dataclass(frozen=True, slots=True)
class Away:
    """An absence that runs or comes. `left` has the cases in which nobody stands in, first those that stand still; at most
    `MOST_SHOWN`. Those in which the substitute has a key all that time in any case are apart, in `has_key`.
    """

    id: UUID
    substitute: Colleague | None
    substitute_away: tuple[date, date] | None
    """From when until when the substitute is away themself in that time."""
    first_day: date
    last_day: date
    stands_in: int
    left_count: int
    left: tuple[Left, ...]
    has_key_count: int
    has_key: tuple[str, ...]

    @property
    def is_coming(self) -> bool:
        """Whether it did not begin yet."""
        return self.first_day > clock.today()


@dataclass(frozen=True, slots=True)
class Tried:
    """In how many cases the substitute was let in, and in how many not. `may_handle`: whether they may stand in for anybody.

    Of no case it says why not: who must stay out of it is nobody else's to know.
    """

    let_in: int
    not_in: int
    may_handle: bool


# --- the rule ---


def check_days(first: date, last: date, today: date) -> None:
    """Refuse an absence that is over, begins too far ahead, ends before it begins, or lasts for more than a year."""
    if not today <= first <= today + timedelta(days=MOST_AHEAD):
        raise RefusedError(
            _("Kies een dag vanaf vandaag, binnen twee weken. Je vervanger leest vanaf nu mee."),
            field="first_day",
        )
    if last < first:
        raise RefusedError(_("De laatste dag ligt voor de eerste."), field="last_day")
    rules.end_of(last, today, field="last_day")


# --- verbs ---


def begin(
    staff: Staff, *, person_id: UUID, first_day: date, last_day: date, leaves_others: bool = False
) -> None:
    """Say that one is away and who takes over, and let them in to every case that one handles.

    Whoever stands in for somebody in that time says with `leaves_others` that they go all the same: that one hears of it,
    and is knocked at for their own cases again.

    Each case is a verb and a transaction of its own: one in which it cannot be does not stop the others. What is not
    done when a request breaks off, `let_in_to_rest` does.
    """
    _begin(staff, person_id=person_id, first_day=first_day, last_day=last_day, leaves_others=leaves_others)
    let_in_to_rest(staff)


@act("absence.begin")
def _begin(staff: Staff, *, person_id: UUID, first_day: date, last_day: date, leaves_others: bool) -> None:
    about(staff.alias)
    opened_holder(staff)
    one = next((one for one in may_stand_in(staff) if one.person_id == person_id), None)
    if one is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    check_days(first_day, last_day, clock.today())
    # Of two who name each other at the same moment the second one waits here, and finds the first one away.
    both = Person.objects.select_for_update().filter(id__in=[staff.person_id, person_id])
    list(both.order_by("id").values_list("id", flat=True))
    then = Absence.objects.filter(ended_at=None, first_day__lte=last_day, last_day__gte=first_day)
    if then.filter(absent_alias=one.alias).exists():
        raise RefusedError(_("Deze collega is dan zelf afwezig. Kies een ander."), field="person")
    left_alone = list(then.filter(substitute_alias=staff.alias).values_list("absent_alias", flat=True))
    if left_alone and not leaves_others:
        raise RefusedError(_STANDS_IN, field="leaves_others")
    mine = Absence.objects.select_for_update().filter(absent_alias=staff.alias, ended_at=None)
    if mine.filter(last_day__gte=clock.today()).exists():
        raise RefusedError(_AWAY)
    mine.update(ended_at=clock.now())
    row = Absence(id=uuid4(), tenant_id=staff.tenant_id, absent_alias=staff.alias, made_at=clock.now())
    row.substitute_alias, row.first_day, row.last_day = one.alias, first_day, last_day
    with once(RefusedError(_AWAY)):
        row.save(force_insert=True)
    about(staff.alias, object_id=row.id)
    # Themself too: whoever did it may be somebody else at their screen.
    knock(staff.tenant_id, [staff.alias, *left_alone])


def let_in_to_rest(staff: Staff) -> Tried:
    """Let the substitute in to each case that one handles and in which they do not stand in yet."""
    with tenant_scope(staff.tenant_id):
        row = _running(staff)
        codes = [] if row is None else _left(staff, row).values_list("case__code", flat=True)
        codes = list(codes)
        may_handle = row is not None and row.substitute_alias in {one.alias for one in may_stand_in(staff)}
    let_in = 0
    for code in codes:
        try:
            _stand_in(staff, code=code)
        except (RefusedError, NotAllowedError):
            # Whoever must stay out of it is not told so, and neither is who goes away told why.
            continue
        let_in += 1
    return Tried(let_in, len(codes) - let_in, may_handle)


@act("case.stand_in")
def _stand_in(staff: Staff, *, code: str) -> None:
    """Give the substitute the keys of one case, until the last day. Raises RefusedError for who may not handle it."""
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    row = _running(staff)
    one = next((one for one in may_take_over(staff, case) if row and one.alias == row.substitute_alias), None)
    if row is None or one is None:
        raise RefusedError(_("Kies een collega uit de lijst."))
    about(case.id, object_id=one.alias)
    until = rules.end_of(row.last_day, clock.today())
    is_new = not Access.objects.filter(living(), case=case, holder_alias=one.alias).exists()
    # Said for them, so that whoever reads on finds why this key was given, as of any other (design, the vault).
    decide(staff, case, keys, "case.stand_in", reason=_why(row), whom=one.alias)
    beside = keys_beside(opened_holder(staff), case).values()
    grant(staff, case, [*(keys[kind] for kind in rules.ORDINARY), *beside], one.alias, until)
    mine = own_seat(case, staff.alias)
    assert mine is not None  # noqa: S101 - `check_lasts` refused whoever is only there for another
    stand_in(staff, case, one.alias, absent=staff.alias, seat=Seat(mine.capacity, until))
    if is_new:
        tell_who_reads(staff, case, keys, one, came_in=True, stands_in_until=row.last_day)
        knock_reporter(case)
    knock_colleagues(staff, case)


def end(staff: Staff) -> None:
    """Be back before the last day: the substitute goes out of every case in which they stood in."""
    _end(staff)
    with tenant_scope(staff.tenant_id):
        rows = StandIn.objects.filter(absent_alias=staff.alias).order_by("id")
        there = list(rows.values_list("case__code", "holder_alias"))
    for code, alias in there:
        try:
            _end_stand_in(staff, code=code, alias=alias)
        except (RefusedError, NotAllowedError):
            # Who was put out of a case meanwhile takes no keys there: those of the substitute end by themselves.
            continue


@act("absence.end")
def _end(staff: Staff) -> None:
    about(staff.alias)
    opened_holder(staff)
    row = _running(staff, lock=True)
    if row is None:
        raise RefusedError(_("Je staat niet als afwezig."))
    about(staff.alias, object_id=row.id)
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])


@act("case.end_stand_in")
def _end_stand_in(staff: Staff, *, code: str, alias: UUID) -> None:
    """Let somebody stand in no more. Whoever has no other place in the case goes out: what is sealed from now on they
    cannot open. A place of their own, or for another who is away, stays with its own day.
    """
    case, keys = enter(staff, code)
    about(case.id, object_id=alias)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    if not StandIn.objects.filter(case=case, holder_alias=alias, absent_alias=staff.alias).exists():
        raise RefusedError(_("Deze collega heeft geen toegang meer."))
    if not end_stand_in(case, alias, staff.alias):
        everybody = colleagues_by_alias(staff.tenant_id)
        go_out(staff, case, keys, [everybody[alias]], everybody.values())
        knock_reporter(case)
    knock_colleagues(staff, case)


@act("case.expire_stand_in")
def expire_stand_in(system: System, *, stand_in_id: UUID) -> None:
    """Let a colleague with a place of their own have that alone again, once the absence that they stood in for is over.

    Raises GoneError where they were put out, or the absent one was back, while the clock was on its way to it.
    """
    case_id = StandIn.objects.values_list("case_id", flat=True).filter(id=stand_in_id).first()
    if case_id is None:
        raise GoneError(_("Deze collega heeft geen toegang meer."))
    about(case_id)
    case = Case.objects.select_for_update().get(id=case_id)
    row = StandIn.objects.filter(id=stand_in_id, until__lte=clock.now()).first()
    if row is None:
        raise GoneError(_("Deze collega heeft geen toegang meer."))
    about(case.id, object_id=row.holder_alias)
    if not end_stand_in(case, row.holder_alias, row.absent_alias):
        accesses.remove(case, row.holder_alias)


def over(limit: int) -> list[UUID]:
    """The places in the stead of others that are over, at most so many. Within a tenant scope."""
    rows = StandIn.objects.filter(until__lte=clock.now()).order_by("until", "id")
    return list(rows.values_list("id", flat=True)[:limit])


# --- questions ---


def may_stand_in(staff: Staff) -> list[Colleague]:
    """Who can take over from somebody, by name: whoever handles cases and has a key that is vouched for."""
    fit = [
        one
        for one in colleagues_by_alias(staff.tenant_id).values()
        if one.is_trusted
        and one.alias != staff.alias
        and one.roles & HANDLING_ROLES
        and Role.ADMINISTRATOR not in one.roles
    ]
    return sorted(fit, key=lambda one: one.name.casefold())


def away(staff: Staff) -> Away | None:
    """One's own absence that runs or comes, and where nobody stands in; None where there is none."""
    row = _running(staff)
    if row is None:
        return None
    without = _left(staff, row)
    theirs = Access.objects.filter(living(), case=OuterRef("case"), holder_alias=row.substitute_alias)
    has_key = Exists(theirs.filter(_lasts(row)))
    left, there = without.exclude(has_key), without.filter(has_key)
    # Of the cases that one still has: of one that goes round the absent person nothing is told, no number either.
    mine = Access.objects.filter(living(), holder_alias=staff.alias).values("case")
    seats = StandIn.objects.filter(
        living(), absent_alias=staff.alias, holder_alias=row.substitute_alias, case__in=mine
    )
    then = Absence.objects.filter(absent_alias=row.substitute_alias, ended_at=None)
    gone = then.filter(first_day__lte=row.last_day, last_day__gte=max(row.first_day, clock.today())).first()
    return Away(
        id=row.id,
        substitute=colleagues_by_alias(staff.tenant_id).get(row.substitute_alias),
        substitute_away=(gone.first_day, gone.last_day) if gone else None,
        first_day=row.first_day,
        last_day=row.last_day,
        stands_in=seats.count(),
        left_count=left.count(),
        left=tuple(_left_rows(staff, row, left)),
        has_key_count=there.count(),
        has_key=tuple(there.values_list("case__code", flat=True)[:MOST_SHOWN]),
    )


def in_stead_of(staff: Staff) -> list[InStead]:
    """For whom one stands in oneself, now or later, the first to begin first. Within a tenant scope."""
    rows = Absence.objects.filter(substitute_alias=staff.alias, ended_at=None, last_day__gte=clock.today())
    seats = StandIn.objects.filter(living(), holder_alias=staff.alias).values("absent_alias")
    counts = dict(seats.annotate(number=Count("id")).values_list("absent_alias", "number"))
    people = colleagues_by_alias(staff.tenant_id)
    return [
        InStead(people.get(one.absent_alias), one.first_day, one.last_day, counts.get(one.absent_alias, 0))
        for one in rows.order_by("first_day", "id")
    ]


def _left_rows(staff: Staff, row: Absence, left: QuerySet[Access]) -> list[Left]:
    others = Access.objects.filter(living(), case=OuterRef("case")).exclude(holder_alias=staff.alias)
    lasting = Exists(others.filter(_lasts(row)))
    rows = left.annotate(has_others=lasting).order_by("has_others", "next_due", "id")
    found = rows.values_list("case__code", "has_others", "next_due")[:MOST_SHOWN]
    return [Left(code, not has_others, due_on) for code, has_others, due_on in found]


def _lasts(row: Absence) -> Q:
    """Accesses that last until the absent one is back."""
    return Q(until=None) | Q(until__gte=rules.end_of(row.last_day, clock.today()))


def _why(row: Absence) -> str:
    """The reason that is kept with the key: for whoever reads the case, not in the language of who set the absence."""
    with translation.override("nl"):
        days = {"first": date_format(row.first_day, "j F Y"), "last": date_format(row.last_day, "j F Y")}
        return gettext("Vervangt mij van %(first)s tot en met %(last)s.") % days


def _running(staff: Staff, *, lock: bool = False) -> Absence | None:
    rows = Absence.objects.select_for_update() if lock else Absence.objects.all()
    return rows.filter(absent_alias=staff.alias, ended_at=None, last_day__gte=clock.today()).first()


def _left(staff: Staff, row: Absence) -> QuerySet[Access]:
    """One's own places in open cases that one handles for good, in which the substitute does not stand in that long."""
    until = rules.end_of(row.last_day, clock.today())
    theirs = StandIn.objects.filter(case=OuterRef("case"), holder_alias=row.substitute_alias)
    there = theirs.filter(absent_alias=staff.alias, until__gte=until)
    mine = Access.objects.filter(holder_alias=staff.alias, until=None, is_open=True, capacity__in=_HANDLING)
    return mine.exclude(Exists(there)).order_by("next_due", "id")
