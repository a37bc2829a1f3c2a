"""Whom a reporter or a subject reaches while their contact person is away (C8, C18): somebody who has a key all that time.

They are named by who goes away and for that absence alone, knocked at, and read it on their own list. A yes is not asked
of them: it is for a time, and whoever is away cannot ask twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import rules, sealed
from weerbaar.cases.accesses import NOT_THERE, access_to, living
from weerbaar.cases.acting import enter, knock_reporter
from weerbaar.cases.contact_persons import checked_reach, may_be_contact, short_of
from weerbaar.cases.guests import put_on_their_page
from weerbaar.cases.models import Absence, Access, ContactPerson
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff

MOST_SHOWN = 20
_THERE_MEANWHILE = _(
    "Van %(first)s tot en met %(last)s is %(who)s er niet. Dan is %(there)s er voor je, en schrijft:"
)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One whom somebody is there for while they go away: `short` is the pseudonym of a subject, empty for the reporter.
    `who` is whom they reach meanwhile, if that was said; `has_choice` whether there is anybody to name.
    """

    id: UUID
    code: str
    short: str
    who: Colleague | None
    has_choice: bool


def meanwhile_of(staff: Staff, absence: Absence) -> tuple[list[Meanwhile], int]:
    """Whom one is there for and whom they reach during this absence: those without anybody first, at most `MOST_SHOWN`, and
    how many there are. Within a tenant scope.
    """
    rows, people = _theirs(staff), colleagues_by_alias(staff.tenant_id)
    told = list(rows.filter(absence=absence).values_list("id", flat=True)[: MOST_SHOWN + 1])
    silent = rows.exclude(id__in=told).order_by("since", "id")[:MOST_SHOWN]
    found = [*silent, *rows.filter(id__in=told).order_by("since", "id")][:MOST_SHOWN]
    shown = [
        Meanwhile(
            id=one.id,
            code=one.case.code,
            short=short_of(one),
            who=people.get(one.meanwhile_alias) if one.id in told and one.meanwhile_alias else None,
            has_choice=bool(_may_be_there(staff, one.case, one, absence)),
        )
        for one in found
    ]
    return shown, rows.count()


def _theirs(staff: Staff) -> QuerySet[ContactPerson]:
    mine = Access.objects.filter(living(), holder_alias=staff.alias)
    rows = ContactPerson.objects.filter(
        holder_alias=staff.alias, agreed_at__isnull=False, ended_at=None, case__in=mine.values("case")
    )
    return rows.select_related("case", "party")


def whom_for(staff: Staff, *, code: str, contact_id: UUID) -> tuple[Case, str, list[Colleague]]:
    """The case, the pseudonym of whom it is for, and who may be there meanwhile, by name. Within a tenant scope.

    Raises NotAllowedError for anybody but the contact person, and where they are not away.
    """
    case = access_to(staff.alias, code).case
    row, absence = _row(staff, case, contact_id)
    return case, short_of(row), _may_be_there(staff, case, row, absence)


def _row(staff: Staff, case: Case, contact_id: UUID) -> tuple[ContactPerson, Absence]:
    absence = running(staff.alias)
    row = _theirs(staff).filter(case=case, id=contact_id).first()
    if row is None or absence is None:
        raise NotAllowedError(NOT_THERE)
    return row, absence


def _may_be_there(staff: Staff, case: Case, row: ContactPerson, absence: Absence) -> list[Colleague]:
    """Who has a key until the last day, may be a contact person of this side and is not away then themself."""
    until = rules.end_of(absence.last_day, clock.today())
    fit = may_be_contact(case, party_id=row.party_id, until=until)
    gone = away_between(absence.first_day, absence.last_day)
    return [one for one in fit if one.alias != staff.alias and one.alias not in gone]


def away_between(first: date, last: date) -> frozenset[UUID]:
    """Who is away on one of these days, by alias. Within a tenant scope."""
    rows = Absence.objects.filter(ended_at=None, first_day__lte=last, last_day__gte=first)
    return frozenset(rows.values_list("absent_alias", flat=True))


def running(alias: UUID) -> Absence | None:
    """Somebody's absence that runs or comes. Within a tenant scope."""
    rows = Absence.objects.filter(absent_alias=alias, ended_at=None, last_day__gte=clock.today())
    return rows.first()


@act("case.name_meanwhile")
def name_meanwhile(staff: Staff, *, code: str, contact_id: UUID, person_id: UUID | None, reach: str) -> None:
    """Say whom the reporter or a subject reaches while one is away oneself, and how. They read it in that time alone.

    Raises NotAllowedError for anybody but the contact person, and RefusedError for who may not be it.
    """
    case, keys = enter(staff, code)
    row, absence = _row(staff, case, contact_id)
    fit = _may_be_there(staff, case, row, absence)
    who = next((one for one in fit if one.person_id == person_id), None)
    if who is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    about(case.id, object_id=who.alias)
    reach = checked_reach(reach)
    row.absence_id, row.meanwhile_alias = absence.id, who.alias
    sealed.seal_meanwhile(keys, row, reach)
    row.save(update_fields=["absence", "meanwhile_alias", "sealed_meanwhile"])
    if row.party_id is None:
        knock_reporter(case)
    else:
        put_on_their_page(staff, row.party_id, f"{_told(staff, absence, who)}\n\n{reach}")
    knock(case.tenant_id, [who.alias])


def _told(staff: Staff, absence: Absence, who: Colleague) -> str:
    # In the language of the notice, as who is there for them was told.
    with translation.override("nl"):
        first, last = (date_format(day, "j F Y") for day in (absence.first_day, absence.last_day))
        told = {"first": first, "last": last, "who": staff.name, "there": who.name}
        return gettext(_THERE_MEANWHILE) % told
