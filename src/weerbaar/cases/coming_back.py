"""Taking back that somebody must stay out: a mark that a handler set by mistake, and one's own stepping out.

No key is given back by either: whoever came in meanwhile stays, and what was sealed anew stays so. A colleague lets them
in afresh, with a reason, or does not. What the reporter struck, or the product by what it is about, nobody takes back;
nor the mark of a recorded subject, which stays as long as the subject is on record: who it is about gets no key. Whom a
handler recorded by mistake goes off the record with `withdraw_person`, and the mark that came with it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import rules
from weerbaar.cases.accesses import NOT_THERE, access_to, chests_of
from weerbaar.cases.acting import decide, enter, knock_colleagues
from weerbaar.cases.identity import drop_name
from weerbaar.cases.kept_out import LONGEST_NAME, kept_out_key, name_key, role_key, under_key
from weerbaar.cases.models import Case, ChestKind, KeptOut, Measure, Party, SubjectNotice
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import Move, check_move, checked_text
from weerbaar.cases.seats import check_lasts
from weerbaar.ground.clock import now
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.names import full_key
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff


@dataclass(frozen=True, slots=True)
class MarkedBy:
    """In which ways somebody came to be out of a case."""

    filed: bool = False
    named: bool = False
    subject: bool = False
    recused: bool = False


def missing_to_undo(marked: MarkedBy, *, is_self: bool) -> str:
    """Why a mark cannot be taken away by a colleague, as a sentence; empty when it can."""
    if is_self:
        return _("Dat je erbuiten blijft, maak je niet zelf ongedaan. Vraag een collega met een sleutel.")
    if marked.filed:
        return _("Deze persoon blijft erbuiten sinds de melding binnenkwam. Dat maakt niemand ongedaan.")
    if marked.subject:
        return _(
            "Deze persoon is vastgelegd als betrokkene. Was dat een vergissing? Haal die dan weg bij Personen."
        )
    if marked.named:
        return ""
    if marked.recused:
        return _("Deze persoon trok zich zelf terug. Alleen deze persoon kan dat terugnemen.")
    return _("Deze persoon hoeft niet erbuiten te blijven.")


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What stands in the way of taking somebody off the record. `is_told`: they were told, or heard."""

    by_staff: bool = True
    is_reporter: bool = False
    is_withdrawn: bool = False
    is_told: bool = False
    has_measure: bool = False


def missing_to_withdraw(one: OnRecord) -> str:
    """Why somebody cannot be taken off the record, as a sentence; empty when they can."""
    if one.is_reporter:
        return _("Dit is de melder. Alleen de melder trekt de eigen naam in.")
    if not one.by_staff:
        return _("Deze persoon kwam met de melding. Je haalt alleen iemand weg die hier later is toegevoegd.")
    if one.is_withdrawn:
        return _("Deze persoon is al weggehaald.")
    if one.is_told:
        return _("Deze persoon kreeg al bericht of is al gehoord. Weghalen kan niet meer.")
    if one.has_measure:
        return _("Over deze persoon staat een maatregel. Laat die eerst vallen.")
    return ""


@act("case.undo_keep_out")
def undo_keep_out(staff: Staff, *, code: str, person_id: UUID, reason: str) -> None:
    """Take away the mark that a handler set on a colleague by mistake. It gives no key: that takes a new letting in.

    Raises RefusedError for one that the reporter struck, for a recorded subject, for one's own, and for who stepped out
    by themself.
    """
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    everybody = colleagues_by_alias(staff.tenant_id).values()
    one = next((each for each in everybody if each.person_id == person_id), None)
    if one is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    about(case.id, object_id=one.alias)
    checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    if sentence := missing_to_undo(marked_by(case, [one])[one.alias], is_self=person_id == staff.person_id):
        raise RefusedError(sentence)
    keys_of_one = _keys(case, one)
    named = KeptOut.objects.select_for_update().filter(case=case, origin=KeptOut.Origin.NAMED)
    named.filter(key__in=keys_of_one).delete()
    decide(staff, case, keys, "case.undo_keep_out", reason=reason, whom=one.alias)
    knock_colleagues(staff, case)


@act("case.undo_name")
def undo_name(staff: Staff, *, code: str, name: str, reason: str) -> None:
    """Take away the mark that a handler set by mistake on a name. Nowhere stands which names are marked: it is typed.

    Which name it was lies with the decision, apart as the names of the persons do: whoever opens those sees it.
    Raises RefusedError for one's own name, and for a name that no handler marked beside the persons of the case: alike
    for one that came in with the report and for that of a recorded subject, which lies apart.
    """
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    key = full_key(checked_text(name, field="name", longest=LONGEST_NAME))
    checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    everybody = colleagues_by_alias(staff.tenant_id)
    own = everybody[staff.alias]
    if key and key == full_key(own.name):
        raise RefusedError(missing_to_undo(MarkedBy(named=True), is_self=True), field="name")
    named = KeptOut.objects.select_for_update().filter(case=case, origin=KeptOut.Origin.NAMED)
    marked = named.filter(key=name_key(case.id, key)) if key else named.none()
    if not marked.exists():
        raise RefusedError(
            _(
                "Deze naam kun je niet terugnemen. Schrijf je hem net zo als toen? De naam van een betrokkene blijft "
                "erbuiten."
            ),
            field="name",
        )
    marked.delete()
    called_so = [one.alias for one in everybody.values() if full_key(one.name) == key]
    whom = called_so[0] if len(called_so) == 1 else None
    decision = decide(staff, case, keys, "case.undo_name", reason=reason, whom=whom)
    apart = chests_of(case, [ChestKind.NAMES])
    decision.dropped_name = drop_name(keys[ChestKind.TALK], apart[ChestKind.NAMES], name.strip())
    decision.save(update_fields=["dropped_name"])
    knock_colleagues(staff, case)


@act("case.withdraw_person")
def withdraw_person(staff: Staff, *, code: str, party_id: UUID, reason: str) -> None:
    """Take somebody off the record whom a handler recorded by mistake: the name is erased, the mark that came with it goes.

    The row stays, so that no pseudonym comes to mean somebody else. It gives no key. Raises RefusedError for the reporter,
    for who came with the report, and for who was told or heard or has a measure. Of oneself nobody does so: whoever a case
    is about does not come in to it.
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    party = Party.objects.select_for_update().filter(case=case, id=party_id).first()
    if party is None:
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=party.id)
    if sentence := missing_to_withdraw(_on_record(party)):
        raise RefusedError(sentence)
    party.dropped_name, party.withdrawn_at = None, now()
    party.save(update_fields=["dropped_name", "withdrawn_at"])
    KeptOut.objects.filter(case=case, party=party).delete()
    decide(staff, case, keys, "case.withdraw_person", reason=reason)
    knock_colleagues(staff, case)


def withdrawing(staff: Staff, code: str, party_id: UUID) -> tuple[str, str]:
    """The pseudonym of somebody on record, and why they cannot be taken off it now; empty when they can.

    For whoever is in the case. Raises NotAllowedError, alike for a person who is not in it.
    """
    opened_holder(staff)
    party = Party.objects.filter(case=access_to(staff.alias, code).case, id=party_id).first()
    if party is None:
        raise NotAllowedError(NOT_THERE)
    return rules.pseudonym(party.role, party.number), missing_to_withdraw(_on_record(party))


def _on_record(party: Party) -> OnRecord:
    told = SubjectNotice.objects.filter(party=party).exclude(given_at=None, heard_at=None)
    measures = Measure.objects.filter(party=party).exclude(state=Measure.State.DROPPED)
    return OnRecord(
        by_staff=party.by_staff,
        is_reporter=party.role == Party.Role.REPORTER,
        is_withdrawn=party.withdrawn_at is not None,
        is_told=told.exists(),
        has_measure=measures.exists(),
    )


@act("case.undo_recuse")
def undo_recuse(staff: Staff, *, code: str) -> None:
    """Take back that one stepped out. It gives no key and says nothing of the case, nor whether somebody else named them.

    Whoever is out has no key to seal a reason with: the colleague who lets them in writes it. Raises NotAllowedError,
    alike for a case that one did not step out of and for a code that does not exist.
    """
    opened_holder(staff)
    case = Case.objects.select_for_update().filter(code=code).first()
    own = KeptOut.objects.filter(
        case=case,
        key=kept_out_key(case.id if case else staff.person_id, staff.person_id),
        origin=KeptOut.Origin.RECUSED,
    )
    if case is None or not own.exists():
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=staff.alias)
    own.delete()
    knock_colleagues(staff, case)


def stepped_out(staff: Staff, code: str) -> bool:
    """Whether the asker stepped out of the case with this code: nothing else of it is told to them."""
    opened_holder(staff)
    case_id = Case.objects.filter(code=code).values_list("id", flat=True).first() or staff.person_id
    own = kept_out_key(case_id, staff.person_id)
    return KeptOut.objects.filter(case_id=case_id, key=own, origin=KeptOut.Origin.RECUSED).exists()


def marked_by(case: Case, people: Iterable[Colleague]) -> dict[UUID, MarkedBy]:
    """In which ways each of these came to be out, by alias: by themselves, their office or name; not by who leads them."""
    ways: dict[bytes, set[str]] = {}
    for key, origin in KeptOut.objects.filter(case=case).values_list("key", "origin"):
        ways.setdefault(bytes(key), set()).add(origin)
    found = {}
    for one in people:
        of_one = set().union(*(ways.get(key, set()) for key in _keys(case, one)))
        found[one.alias] = MarkedBy(**{origin.value: origin in of_one for origin in KeptOut.Origin})
    return found


def _keys(case: Case, one: Colleague) -> list[bytes]:
    """The marks that mean this very person or their office, and whoever works under them."""
    name = full_key(one.name)
    keys = [kept_out_key(case.id, one.person_id), under_key(case.id, one.person_id)]
    keys += [role_key(case.id, role) for role in one.roles]
    return [*keys, name_key(case.id, name)] if name else keys
