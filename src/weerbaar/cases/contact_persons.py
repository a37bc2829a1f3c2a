"""Contact persons: who of the organisation is there for the reporter (C8), or for somebody whom the report is about (C18).

Chosen from those who have access to the case: they have to know it, and whoever must stay out of it cannot be meant. Nobody
is there for both sides. When their access ends, so does this.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.cases import rules, sealed
from weerbaar.cases.acting import decide, enter, knock_colleagues, tell
from weerbaar.cases.guests import tell_contact
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import ContactPerson, DecisionAsked
from weerbaar.cases.queries import procedure_of, seated
from weerbaar.cases.rules import Move, check_move, checked_text
from weerbaar.cases.seats import check_lasts
from weerbaar.cases.subjects import subject_in
from weerbaar.database.rows import select
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

_YOU_HAVE_ONE = _(
    "Je hebt nu een vaste contactpersoon. Op deze pagina staat wie dat is, wat die voor je doet en hoe je die bereikt."
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is there for somebody, as that somebody may know them. `who` is None for whoever works here no longer."""

    who: Colleague | None
    since: datetime
    reach: str = field(repr=False)


def may_be_contact(case: Case, *, party_id: UUID | None = None) -> list[Colleague]:
    """Who may be there for the reporter, or for a subject: by name, of those who have access for as long as it lasts.

    Nobody who works under somebody whom it is about, whatever the procedure says of that; nor who is there for the other
    side. Within a tenant scope.
    """
    people = colleagues_by_alias(case.tenant_id)
    marks = replace(marks_of(case.id, people.values()), counts_reports=True)
    there = _current(case)
    if party_id is None:
        taken = {one.holder_alias for party, one in there.items() if party is not None}
    else:
        taken = {one.holder_alias for party, one in there.items() if party is None}
    fit = [
        people[alias]
        for alias, seat in seated(case).items()
        if seat.until is None
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
    """Say who is there for the reporter, or for the subject `party_id`, and how they are reached. Also of a closed case.

    Neither by nor of who reads along for a time. `reason` is why this one, for the colleagues: whoever is named may hear
    what no case holds, a number or a name that the reporter gave nobody else. Whoever it was before is so no longer. The
    reporter hears that there is somebody; a subject reads it with their notice.
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
    reach = checked_text(reach, field="reach", longest=rules.LONGEST_REASON)
    if reach.endswith(":"):
        raise RefusedError(_("Vul een telefoonnummer of een mailadres in."), field="reach")
    decide(staff, case, keys, "case.name_contact", reason=reason, whom=who.alias)
    ContactPerson.objects.filter(case=case, party=party, ended_at=None).update(ended_at=clock.now())
    row = ContactPerson(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party)
    row.holder_alias, row.named_by, row.since = who.alias, staff.alias, clock.now()
    sealed.seal_reach(keys, row, reach)
    row.save(force_insert=True)
    if party is None:
        tell(staff, case, keys, _YOU_HAVE_ONE)
    else:
        tell_contact(staff, party.id, who.name, reach)
    knock_colleagues(staff, case)


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
        "case_id = %s AND party_id IS NOT DISTINCT FROM %s AND ended_at IS NULL",
        [case_id, party_id],
    )
    if not rows:
        return None
    [row] = rows
    reach = sealed.reach_of(keys, row)
    who = people.get(row.holder_alias)
    return Contact(who if who and not who.left else None, row.since, reach)


def contacts_of(case: Case, people: Mapping[UUID, Colleague]) -> dict[UUID, Colleague]:
    """Who is there for each subject now, by party: a name, and not how to reach them. One query. Within a tenant scope."""
    there = {party: people.get(row.holder_alias) for party, row in _current(case).items() if party}
    return {party: who for party, who in there.items() if who and not who.left}


def contact_of(case: Case, party_id: UUID) -> Colleague | None:
    """The same of one subject."""
    return contacts_of(case, colleagues_by_alias(case.tenant_id)).get(party_id)


def deciding_in(case: Case) -> frozenset[UUID]:
    """The aliases of who began the inquiry, recorded what came out or was asked to decide: they are not beside the case, as
    whoever is there for a subject is. Within a tenant scope.
    """
    lines = Line.objects.filter(subject_id=case.id, verb__in=("case.inquire", "case.decide"), refused=False)
    asked = DecisionAsked.objects.filter(case=case)
    return frozenset(lines.values_list("actor_alias", flat=True)) | frozenset(
        asked.values_list("asked_of", flat=True)
    )


def had_a_contact(case_id: UUID) -> bool:
    """Whether the reporter had a contact person who is so no longer, and none came in their place."""
    rows = ContactPerson.objects.filter(case_id=case_id, party=None)
    return rows.exists() and not rows.filter(ended_at=None).exists()


def _current(case: Case) -> dict[UUID | None, ContactPerson]:
    return {one.party_id: one for one in ContactPerson.objects.filter(case=case, ended_at=None)}
