"""Contact persons: who of the organisation is there for the reporter (C8), or for somebody whom the report is about (C18).

Chosen from those who have access to the case: they have to know it, and whoever must stay out of it cannot be meant. Nobody
is there for both sides. When their access ends, so does this.

Somebody is asked, and is there once they said yes: until then the one whom it is for has nobody, or whom they had before.
Whoever names themself says yes by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views
from weerbaar.audit.models import Line
from weerbaar.cases import rules, sealed
from weerbaar.cases.accesses import NOT_THERE, seats
from weerbaar.cases.acting import decide, enter, knock_colleagues, look, tell
from weerbaar.cases.guests import tell_contact
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Absence, ContactPerson, DecisionAsked
from weerbaar.cases.queries import procedure_of, seated
from weerbaar.cases.rules import Move, check_move, checked_text
from weerbaar.cases.seats import check_lasts
from weerbaar.cases.subjects import subject_in
from weerbaar.database.rows import select
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

declare_views("case.read_contact")

_HANDLES = (
    "case.assess",
    "case.inquire",
    "case.announce_notice",
    "case.tell_subject",
    "case.record_hearing",
    "case.waive_hearing",
    "case.propose_measure",
    "case.decide",
    "case.give_letter",
)
_YOU_HAVE_ONE = _(
    "Je hebt nu een vaste contactpersoon. Op deze pagina staat wie dat is, wat die voor je doet en hoe je die bereikt."
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is there for somebody, as that somebody may know them. `who` is None for whoever works here no longer."""

    who: Colleague | None
    since: datetime
    reach: str = field(repr=False)
    away_until: date | None = None
    """The last day that they are away, from the first day on. Why, nobody reads."""
    meanwhile: Colleague | None = None
    meanwhile_reach: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked and gave no answer yet, or, with `declined_at`, said no and nobody was asked after them."""

    id: UUID
    who: Colleague | None
    at: datetime
    declined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """What one is asked oneself: for the reporter, or for the subject with this `short` name; and what would be said of how
    one is reached.
    """

    case: Case
    party_id: UUID | None
    short: str
    by: Colleague | None
    at: datetime
    reach: str = field(repr=False)
    handles: bool = False
    """Whether one works on the case oneself: that is not independent, for whoever the case is about."""


def may_be_contact(
    case: Case, *, party_id: UUID | None = None, until: datetime | None = None
) -> list[Colleague]:
    """Who may be there for the reporter, or for a subject: by name, of those who have access for as long as it lasts, or
    until then.

    Nobody who works under somebody whom it is about, whatever the procedure says of that; nor who is there for the other
    side. Within a tenant scope.
    """
    people = colleagues_by_alias(case.tenant_id)
    marks = replace(marks_of(case.id, people.values()), counts_reports=True)
    rows = ContactPerson.objects.filter(case=case, ended_at=None)
    there = set(rows.values_list("party_id", "holder_alias"))
    # And whoever is there while that one is away.
    meanwhile = rows.filter(absence__ended_at=None, absence__last_day__gte=clock.today())
    there |= set(meanwhile.values_list("party_id", "meanwhile_alias"))
    # Whoever was only asked for the other side, too: both could say yes.
    taken = {alias for party, alias in there if (party is None) != (party_id is None)}
    fit = [
        people[alias]
        for alias, seat in seated(case).items()
        if (seat.until is None or (until is not None and seat.until >= until))
        and alias in people
        and alias not in taken
        and not (people[alias].left or people[alias].is_suspended)
        and not marks.keep_out(people[alias])
    ]
    return sorted(fit, key=lambda one: one.name.casefold())


@act("case.name_contact")
def name_contact(
    staff: Staff,
    *,
    code: str,
    person_id: UUID | None,
    reach: str,
    reason: str,
    party_id: UUID | None = None,
) -> None:
    """Ask a colleague to be there for the reporter, or for the subject `party_id`, and say how they would be reached. Also
    of a closed case.

    Neither by nor of who reads along for a time. `reason` is why this one, for the colleagues: whoever is named may hear
    what no case holds, a number or a name that the reporter gave nobody else. Whoever was asked before is so no longer;
    whoever is there, stays until this one says yes. Whoever names themself says yes by it.
    """
    case, keys = enter(staff, code)
    check_move(Move.TALK, case.stage)
    if party_id is not None:
        rules.check_is_report(procedure_of(case))
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    who = next((one for one in may_be_contact(case, party_id=party_id) if one.person_id == person_id), None)
    if who is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    party = subject_in(case, party_id) if party_id else None
    about(case.id, object_id=who.alias)
    reach = checked_reach(reach)
    decide(staff, case, keys, "case.name_contact", reason=reason, whom=who.alias)
    now = clock.now()
    ContactPerson.objects.filter(case=case, party=party, agreed_at=None, ended_at=None).update(ended_at=now)
    row = ContactPerson(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party)
    row.holder_alias, row.named_by, row.since = who.alias, staff.alias, now
    sealed.seal_reach(keys, row, reach)
    row.save(force_insert=True)
    if who.alias == staff.alias:
        _is_there(staff, case, keys, row, reach)
    knock_colleagues(staff, case)


@act("case.agree_contact")
def agree(staff: Staff, *, code: str, contact_id: UUID, reach: str) -> None:
    """Say yes to being there for somebody, with how one is reached: the reporter or the subject reads it from now on.

    Whoever it was before is so no longer. Raises NotAllowedError for anybody but who was asked, and RefusedError where they
    may not be it any more.
    """
    case, keys = enter(staff, code)
    row = _mine(staff, case, contact_id)
    about(case.id, object_id=row.id)
    fit = may_be_contact(case, party_id=row.party_id)
    if staff.alias not in {one.alias for one in fit}:
        raise RefusedError(_("Je kunt dit nu niet meer doen. Zeg nee, dan vraagt je collega een ander."))
    _is_there(staff, case, keys, row, checked_reach(reach))
    knock_colleagues(staff, case)


@act("case.decline_contact")
def decline(staff: Staff, *, code: str, contact_id: UUID, reason: str) -> None:
    """Say no to being there for somebody, and why: colleagues read it, and whom it was for does not."""
    case, keys = enter(staff, code)
    row = _mine(staff, case, contact_id)
    decide(staff, case, keys, "case.decline_contact", reason=reason)
    about(case.id, object_id=row.id)
    row.declined_at = row.ended_at = clock.now()
    row.save(update_fields=["declined_at", "ended_at"])
    knock_colleagues(staff, case)


def _mine(staff: Staff, case: Case, contact_id: UUID) -> ContactPerson:
    """What one was asked oneself and did not answer yet."""
    rows = ContactPerson.objects.filter(case=case, holder_alias=staff.alias, agreed_at=None, ended_at=None)
    row = rows.filter(id=contact_id).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    return row


def _is_there(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: ContactPerson, reach: str) -> None:
    """Let who says yes be there, in place of whoever was, and tell whom it is for."""
    now = clock.now()
    before = ContactPerson.objects.filter(case=case, party=row.party_id, ended_at=None)
    before.exclude(agreed_at=None).update(ended_at=now)
    row.agreed_at = now
    sealed.seal_reach(keys, row, reach)
    row.save(update_fields=["agreed_at", "sealed_reach"])
    if row.party_id is None:
        tell(staff, case, keys, _YOU_HAVE_ONE)
    else:
        tell_contact(staff, row.party_id, staff.name, reach)


def checked_reach(reach: str) -> str:
    """How somebody is reached. Raises RefusedError, also for a proposal in which nothing was filled in."""
    reach = checked_text(reach, field="reach", longest=rules.LONGEST_REASON)
    if reach.endswith(":"):
        raise RefusedError(_("Vul een telefoonnummer of een mailadres in."), field="reach")
    return reach


def contact_for(
    keys: Mapping[str, ChestKey],
    case_id: UUID,
    people: Mapping[UUID, Colleague],
    *,
    party_id: UUID | None = None,
) -> Contact | None:
    """Who is there for the reporter, or for a subject; None when nobody is. Within a tenant scope."""
    rows = select(
        ContactPerson,
        "case_id = %s AND party_id IS NOT DISTINCT FROM %s AND agreed_at IS NOT NULL AND ended_at IS NULL",
        [case_id, party_id],
    )
    if not rows:
        return None
    [row] = rows
    reach = sealed.reach_of(keys, row)
    who = people.get(row.holder_alias)
    there = Contact(who if who and not who.left else None, row.agreed_at or row.since, reach)
    today = clock.today()
    absence = Absence.objects.filter(
        absent_alias=row.holder_alias, ended_at=None, first_day__lte=today, last_day__gte=today
    ).first()
    if absence is None:
        return there
    there = replace(there, away_until=absence.last_day)
    # Whoever has no key any more is not there either, whatever was said when they had one.
    alias = row.meanwhile_alias
    if row.absence_id != absence.id or alias is None or alias not in seats(case_id):
        return there
    instead = people.get(alias)
    return replace(there, meanwhile=instead, meanwhile_reach=sealed.meanwhile_of(keys, row))


def asked_for(
    case_id: UUID, people: Mapping[UUID, Colleague], *, party_id: UUID | None = None
) -> Asked | None:
    """Who was last asked to be there for the reporter or for a subject, as long as they gave no answer or said no; None
    once somebody said yes. Within a tenant scope.
    """
    rows = ContactPerson.objects.filter(case_id=case_id, party_id=party_id)
    last = rows.order_by("-since", "-id").first()
    if last is None or last.agreed_at or (last.ended_at and not last.declined_at):
        return None
    return Asked(last.id, people.get(last.holder_alias), last.since, last.declined_at)


def read_request(staff: Staff, *, code: str, contact_id: UUID) -> Request:
    """What one is asked oneself, with the line that says that one read it. Raises NotAllowedError for anybody else."""
    with tenant_scope(staff.tenant_id):
        case, keys = look(staff, code, "case.read_contact", object_id=contact_id)
        row = _mine(staff, case, contact_id)
        return Request(
            case=case,
            party_id=row.party_id,
            short=short_of(row),
            by=colleagues_by_alias(staff.tenant_id).get(row.named_by),
            at=row.since,
            reach=sealed.reach_of(keys, row),
            handles=staff.alias in handling(case),
        )


def short_of(row: ContactPerson) -> str:
    """The pseudonym of the subject whom somebody is there for; empty for the reporter."""
    return rules.pseudonym(row.party.role, row.party.number) if row.party else ""


def contacts_of(case: Case, people: Mapping[UUID, Colleague]) -> dict[UUID, Colleague]:
    """Who is there for each subject now, by party: a name, and not how to reach them. One query. Within a tenant scope."""
    rows = ContactPerson.objects.filter(case=case, ended_at=None).exclude(agreed_at=None).exclude(party=None)
    there = {row.party_id: people.get(row.holder_alias) for row in rows}
    return {party: who for party, who in there.items() if party and who and not who.left}


def contact_of(case: Case, party_id: UUID) -> Colleague | None:
    """The same of one subject."""
    return contacts_of(case, colleagues_by_alias(case.tenant_id)).get(party_id)


def there_for(case: Case, alias: UUID) -> list[str]:
    """For whom somebody is the contact person in a case: the pseudonym of a subject, empty for the reporter. Within a tenant
    scope.
    """
    rows = ContactPerson.objects.filter(case=case, holder_alias=alias, ended_at=None, agreed_at__isnull=False)
    return [short_of(one) for one in rows.select_related("party").order_by("since", "id")]


def deciding_in(case: Case) -> frozenset[UUID]:
    """The aliases of who began the inquiry, recorded what came out or was asked to decide: they are not beside the case, as
    whoever is there for a subject is. Within a tenant scope.
    """
    lines = Line.objects.filter(subject_id=case.id, verb__in=("case.inquire", "case.decide"), refused=False)
    asked = DecisionAsked.objects.filter(case=case)
    return frozenset(lines.values_list("actor_alias", flat=True)) | frozenset(
        asked.values_list("asked_of", flat=True)
    )


def handling(case: Case) -> frozenset[UUID]:
    """The aliases of who works on a case: what they did in it is about the very subject that they would be there for.
    Within a tenant scope.
    """
    lines = Line.objects.filter(subject_id=case.id, verb__in=_HANDLES, refused=False)
    return frozenset(lines.values_list("actor_alias", flat=True).distinct())


def is_not_beside(case: Case, contact: Contact | None) -> bool:
    """Whether who is there for a subject works on the case or decides in it. Within a tenant scope."""
    who = contact.who if contact else None
    return who is not None and who.alias in handling(case) | deciding_in(case)


def had_a_contact(case_id: UUID) -> bool:
    """Whether the reporter had a contact person who is so no longer, and none came in their place."""
    rows = ContactPerson.objects.filter(case_id=case_id, party=None).exclude(agreed_at=None)
    return rows.exists() and not rows.filter(ended_at=None).exists()


def is_looked_for(case_id: UUID) -> bool:
    """Whether somebody was asked to be there for the reporter and nobody said yes yet. Within a tenant scope."""
    rows = ContactPerson.objects.filter(case_id=case_id, party=None)
    return rows.exists() and not rows.exclude(agreed_at=None).exists()
