"""The register of reports of wrongdoing (C19): entered at receipt, read only through a key to the case (promise 1).

Who told it lies apart, in `identity`, and ends sooner than the rest: once the case is closed and its term is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases.accesses import chests_of, living
from weerbaar.cases.acting import local_day
from weerbaar.cases.models import Access, Case, ChestKind, Kind, Party, RegisterEntry, Term
from weerbaar.cases.procedures import newest
from weerbaar.cases.rules import add_months
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.vault import chests
from weerbaar.vault.models import Chest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.staff import Staff

_SHOWN_TERMS = (Term.Name.ACKNOWLEDGE, Term.Name.FEEDBACK)


def kept(due_on: date, met_on: date | None, today: date) -> bool | None:
    """Whether a term was kept; None while it runs."""
    if met_on is not None:
        return met_on <= due_on
    return False if today > due_on else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register. Facts only: no word and no name. Days are local; None is not yet.

    `in_time` says of the acknowledgement and of the answer whether its term was kept. Of what turned out to be no
    report of wrongdoing `struck_on` is set.
    """

    code: str
    stage: str
    outcome: str
    received_on: date
    entered_on: date
    acknowledged_on: date | None
    answered_on: date | None
    closed_on: date | None
    acknowledged_in_time: bool | None
    answered_in_time: bool | None
    struck_on: date | None
    identity_until: date
    identity_ended_on: date | None


def follow(case: Case) -> None:
    """Make the register say what the case is now: enter what turned out to be wrongdoing, strike what is not any more.

    Called by the verb that changes the kind of a case.
    """
    entry = RegisterEntry.objects.filter(case=case).first()
    if case.kind != Kind.WRONGDOING:
        if entry is not None and entry.struck_at is None:
            entry.struck_at = clock.now()
            entry.save(update_fields=["struck_at"])
    elif entry is None:
        months = newest(case.kind).retention.identity_months
        RegisterEntry.objects.create(
            id=uuid4(),
            tenant_id=case.tenant_id,
            case=case,
            entered_at=clock.now(),
            identity_until=add_months(local_day(case.received_at), months),
        )
    elif entry.struck_at is not None:
        entry.struck_at = None
        entry.save(update_fields=["struck_at"])


def entries(staff: Staff, year: int) -> list[Entry]:
    """The reports that were received in a year and that somebody has a key to, oldest first. Within a tenant scope.

    Three queries, whatever is in it. Of a case that goes round its reader there is no line, number or gap.
    """
    seats = Access.objects.filter(living(), holder_alias=staff.alias).values("case_id")
    rows = RegisterEntry.objects.filter(
        case__in=seats,
        case__received_at__gte=datetime(year, 1, 1, tzinfo=AMSTERDAM),
        case__received_at__lt=datetime(year + 1, 1, 1, tzinfo=AMSTERDAM),
    )
    return _shown(list(rows.select_related("case").order_by("case__received_at", "case_id")))


def years(staff: Staff) -> list[int]:
    """The years of which somebody has a line in the register, newest first. Within a tenant scope."""
    seats = Access.objects.filter(living(), holder_alias=staff.alias).values("case_id")
    received = RegisterEntry.objects.filter(case__in=seats).values_list("case__received_at", flat=True)
    return sorted({local_day(one).year for one in received}, reverse=True)


def entry_of(page: CaseFile) -> Entry | None:
    """The line of a case that its reader has open, or None. Within a tenant scope."""
    found = RegisterEntry.objects.filter(case=page.case).select_related("case")
    return next(iter(_shown(list(found))), None)


@act("register.export")
def export(staff: Staff, *, year: int) -> list[Entry]:
    """The same lines, to leave with: that somebody took them is logged."""
    about(staff.tenant_id)
    return entries(staff, year)


@act("register.end_identity")
def end_identity(system: System, *, case_id: UUID) -> None:
    """Destroy who the reporter was, once the case is closed and the term is over; again when they gave a name after that.

    Raises RefusedError while it is not so, and GoneError when there is nothing left of it.
    """
    about(case_id)
    case = Case.objects.select_for_update().get(id=case_id)
    entry = RegisterEntry.objects.get(case=case)
    if not _with_identity(RegisterEntry.objects.filter(id=entry.id)).exists():
        raise GoneError(_("De naam is al gewist."))
    if not _is_over(entry, case.closed_at, clock.today()):
        raise RefusedError(_("De naam mag nog niet worden gewist."))
    chests.destroy(list(chests_of(case, [ChestKind.IDENTITY]).values()))
    Party.objects.filter(case=case, role=Party.Role.REPORTER).update(dropped_name=None)
    entry.identity_ended_at = clock.now()
    entry.save(update_fields=["identity_ended_at"])


def ended_identities(most: int) -> list[UUID]:
    """The cases of which the identity is to be destroyed now, at most so many. Within a tenant scope."""
    rows = RegisterEntry.objects.filter(
        identity_until__lte=clock.today(),
        case__closed_at__isnull=False,
    )
    return list(
        _with_identity(rows).order_by("identity_until", "id").values_list("case_id", flat=True)[:most]
    )


def is_name_over(case_id: UUID) -> bool:
    """Whether the time is over in which the name of a reporter is kept: one that is given now goes with the next round."""
    return RegisterEntry.objects.filter(case_id=case_id, identity_until__lte=clock.today()).exists()


def _with_identity(rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Those of which a compartment of the identity lives, or a name lies in it: a reporter may give one after it ended.

    Also what was struck: that a report turned out to be another does not keep a name for longer than was said.
    """
    alive = Chest.objects.filter(
        owner_id=OuterRef("case_id"), kind=ChestKind.IDENTITY, destroyed_at__isnull=True
    )
    named = Party.objects.filter(
        case=OuterRef("case_id"), role=Party.Role.REPORTER, dropped_name__isnull=False
    )
    return rows.filter(Exists(alive) | Exists(named))


def _is_over(entry: RegisterEntry, closed_at: datetime | None, today: date) -> bool:
    return closed_at is not None and entry.identity_until <= today


def _shown(rows: list[RegisterEntry]) -> list[Entry]:
    terms = {
        (one.case_id, one.name): one
        for one in Term.objects.filter(
            case__in=[row.case_id for row in rows], name__in=[one.value for one in _SHOWN_TERMS]
        )
    }
    ending = chests.all_ending([row.case_id for row in rows], [ChestKind.IDENTITY])
    return [
        _entry(
            row,
            [terms.get((row.case_id, name)) for name in _SHOWN_TERMS],
            is_ending=row.case_id in ending,
        )
        for row in rows
    ]


def _entry(row: RegisterEntry, terms: Iterable[Term | None], *, is_ending: bool) -> Entry:
    """One line. That the name ended is said once its key is gone, which is a moment after it was decided."""
    case = row.case
    acknowledged, answered = (_kept(one) for one in terms)
    return Entry(
        code=case.code,
        stage=case.stage,
        outcome=case.outcome,
        received_on=local_day(case.received_at),
        entered_on=local_day(row.entered_at),
        acknowledged_on=_day(case.acknowledged_at),
        answered_on=_day(case.answered_at),
        closed_on=_day(case.closed_at),
        acknowledged_in_time=acknowledged,
        answered_in_time=answered,
        struck_on=_day(row.struck_at),
        identity_until=row.identity_until,
        identity_ended_on=None if is_ending else _day(row.identity_ended_at),
    )


def _kept(term: Term | None) -> bool | None:
    return kept(term.due_on, _day(term.met_at), clock.today()) if term else None


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment else None
