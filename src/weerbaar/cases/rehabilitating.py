"""Rehabilitation (C18): setting right the good name of a subject, in words that they agree to, told to whom they agree to.

The desk proposes the words and who is told; the subject says yes, asks for other words, or does not want it. Nobody is told
before their yes. Whoever has a receipt of their own answers there; of anybody else the desk records what they said.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views
from weerbaar.cases import rules
from weerbaar.cases.acting import enter, enter_report, knock_colleagues, local_day, look
from weerbaar.cases.guests import guest_of, key_of
from weerbaar.cases.models import ChestKind, Guest, Rehabilitation
from weerbaar.cases.name_scan import check_nobody_else
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import checked_text
from weerbaar.cases.subjects import check_no_pseudonym, check_not_of_reporter, subject_in
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.notify.actions import knock
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

declare_views("case.read_rehabilitation")

State = Rehabilitation.State
MOST_TOLD = 20
_NOTHING_WAITS = _("Er ligt geen voorstel dat op antwoord wacht.")
_TABLE = "cases_rehabilitation"
_LONGEST_WHO = 200

ANSWERS = (State.AGREED, State.CHANGED, State.DECLINED)
"""What a subject can say of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody on the list of who is told. `on` is the day, as ISO, or empty as long as they were not."""

    who: str = field(repr=False)
    on: str = ""

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.on) if self.on else None


@dataclass(frozen=True, slots=True)
class Wording:
    """What lies sealed: the words, who is told of them and when, and what the subject said."""

    words: str = field(repr=False)
    whom: tuple[Told, ...] = ()
    said: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RehabilitationView:
    """How it stands with somebody's rehabilitation."""

    state: str
    wording: Wording

    @property
    def waits_for_them(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def is_done(self) -> bool:
        return self.state == State.AGREED and all(one.on for one in self.wording.whom)


# --- the rules ---


def checked_wording(words: str, whom: Sequence[str]) -> Wording:
    """What can be proposed: words, and at least one who is told of them. Raises RefusedError."""
    words = checked_text(words, field="words", longest=rules.LONGEST_REASON)
    people = [one.strip() for one in whom if one.strip()]
    if not people:
        raise RefusedError(_("Schrijf op wie dit te horen krijgt, elk op een eigen regel."), field="whom")
    if len(people) > MOST_TOLD:
        raise RefusedError(_("Dat zijn er te veel. Schrijf groepen op, zoals ‘het team’."), field="whom")
    return Wording(
        words, tuple(Told(checked_text(one, field="whom", longest=_LONGEST_WHO)) for one in people)
    )


def checked_reply(state: str, said: str) -> str:
    """What a subject says: whoever wants other words writes which. Raises RefusedError."""
    if state not in ANSWERS:
        raise RefusedError(_("Maak een keuze."), field="state")
    if state == State.CHANGED:
        return checked_text(said, field="said", longest=rules.LONGEST_REASON)
    return rules.text_if_any(said, field="said", longest=rules.LONGEST_REASON)


def missing_before_proposing(state: str) -> str:
    """Why no words can be proposed now, as a sentence; empty when they can."""
    if state == State.AGREED:
        return _("Over de woorden zijn jullie het eens. Leg vast wie het hoorde.")
    if state == State.PROPOSED:
        return _("Er ligt al een voorstel bij de betrokkene. Wacht op het antwoord.")
    return ""


# --- the desk ---


@act("case.propose_rehabilitation")
def propose(staff: Staff, *, code: str, party_id: UUID, words: str, whom: Sequence[str]) -> None:
    """Propose in which words, and to whom, somebody's good name is set right. Also of a closed case.

    Once more after they asked for other words, or did not want it. Raises RefusedError.
    """
    case, keys = enter_report(staff, code)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    row = Rehabilitation.objects.select_for_update().filter(party=party).first()
    if sentence := missing_before_proposing(row.state if row else ""):
        raise RefusedError(sentence)
    wording = checked_wording(words, whom)
    check_no_pseudonym(case, wording.words, field="words")
    for one in wording.whom:
        check_no_pseudonym(case, one.who, field="whom")
    check_not_of_reporter(case, keys, wording.words)
    check_nobody_else(staff, case, wording.words, party_id=party_id, field="words")
    is_new = row is None
    row = row or Rehabilitation(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party)
    row.state, row.settled_at = State.PROPOSED, None
    row.proposed_by, row.proposed_at = staff.alias, clock.now()
    _seal(staff, keys, row, wording)
    row.save(force_insert=is_new)
    _knock(staff, case, party_id)


@act("case.record_rehabilitation")
def record_reply(staff: Staff, *, code: str, party_id: UUID, state: str, said: str) -> None:
    """Record what somebody without a receipt of their own said of it."""
    case, keys = enter(staff, code)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    if guest_of(party_id) is not None:
        raise RefusedError(_("Deze persoon antwoordt zelf, op de eigen pagina."))
    row = _waiting(party_id)
    said = checked_reply(state, said)
    row.state, row.settled_at = state, clock.now()
    _seal(staff, keys, row, _with_reply(_open(keys[ChestKind.FILE], row, "sealed_words"), said))
    row.save()
    _knock(staff, case, party_id)


@act("case.tell_rehabilitation")
def record_told(staff: Staff, *, code: str, party_id: UUID, number: int, day: date | None) -> None:
    """Record that the `number`th of the list was told, and when. Not before the subject agreed."""
    case, keys = enter(staff, code)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    row = Rehabilitation.objects.select_for_update().filter(party=party).first()
    if row is None or row.state != State.AGREED:
        raise RefusedError(_("Eerst moet de betrokkene het eens zijn met de woorden."))
    wording = _read(staff, keys, row)
    if not 0 <= number < len(wording.whom):
        raise RefusedError(_("Deze persoon staat niet op de lijst."))
    agreed_on = local_day(row.settled_at or row.proposed_at)
    if day is None or not agreed_on <= day <= clock.today():
        raise RefusedError(_("Kies een dag vanaf het akkoord, en niet na vandaag."), field="day")
    whom = [
        *wording.whom[:number],
        Told(wording.whom[number].who, day.isoformat()),
        *wording.whom[number + 1 :],
    ]
    wording = Wording(wording.words, tuple(whom), wording.said)
    _seal(staff, keys, row, wording)
    row.told_at = clock.now() if all(one.on for one in whom) else None
    row.save()
    _knock(staff, case, party_id)


def read_rehabilitation(staff: Staff, code: str, party_id: UUID) -> RehabilitationView | None:
    """How it stands, after the line that says who read it; None where nothing was proposed. Raises NotAllowedError."""
    case, keys = look(staff, code, "case.read_rehabilitation", object_id=party_id)
    row = Rehabilitation.objects.filter(case=case, party_id=party_id).first()
    return RehabilitationView(row.state, _read(staff, keys, row)) if row else None


def states_of(party_ids: Collection[UUID]) -> dict[UUID, str]:
    """How it stands with each of these to whom something was proposed, without a word of it. Within a tenant scope."""
    return dict(Rehabilitation.objects.filter(party_id__in=party_ids).values_list("party_id", "state"))


# --- the subject, with the key of their own chest; called by their own verbs ---


def rehabilitation_for(key: ChestKey, party_id: UUID) -> RehabilitationView | None:
    """How it stands, for the subject themself. Within a tenant scope."""
    row = Rehabilitation.objects.filter(party_id=party_id, sealed_copy__isnull=False).first()
    wording = _open_copy(key, row) if row else None
    return RehabilitationView(row.state, wording) if row and wording else None


def reply(key: ChestKey, guest: Guest, state: str, said: str) -> None:
    """What the subject says of the words that were proposed. Raises RefusedError where none wait for them."""
    row = _waiting(guest.party_id)
    said = checked_reply(state, said)
    proposed = _open_copy(key, row)
    if proposed is None:
        raise RefusedError(_NOTHING_WAITS)
    wording = _with_reply(proposed, said)
    row.state, row.settled_at = state, clock.now()
    row.sealed_copy = key.seal(_TABLE, row.id, "sealed_copy", _packed(wording))
    row.save(update_fields=["state", "settled_at", "sealed_copy"])


def _waiting(party_id: UUID | None) -> Rehabilitation:
    rows = Rehabilitation.objects.select_for_update().filter(party_id=party_id, state=State.PROPOSED)
    row = rows.first()
    if row is None:
        raise RefusedError(_NOTHING_WAITS)
    return row


# --- sealing ---


def _with_reply(wording: Wording, said: str) -> Wording:
    return Wording(wording.words, wording.whom, said)


def _seal(staff: Staff, keys: Mapping[str, ChestKey], row: Rehabilitation, wording: Wording) -> None:
    """Put it into the file, and into the chest of the subject where they have one."""
    row.sealed_words = keys[ChestKind.FILE].seal(_TABLE, row.id, "sealed_words", _packed(wording))
    guest = guest_of(row.party_id)
    key = key_of(opened_holder(staff), guest.id) if guest else None
    if guest and key:
        row.sealed_copy = key.seal(_TABLE, row.id, "sealed_copy", _packed(wording))


def _knock(staff: Staff, case: Case, party_id: UUID) -> None:
    """Knock at the subject, where they have a receipt of their own, and at the colleagues."""
    guest = guest_of(party_id)
    if guest:
        knock(guest.tenant_id, [guest.holder_alias])
    knock_colleagues(staff, case)


def _read(staff: Staff, keys: Mapping[str, ChestKey], row: Rehabilitation) -> Wording:
    """What stands there now. A subject with a receipt of their own writes in their own chest, and has no key to the file."""
    if row.sealed_copy:
        # By the words that they had when it was sealed: these may have been taken back since, and others given.
        for guest in Guest.objects.filter(party_id=row.party_id).order_by("-since"):
            key = key_of(opened_holder(staff), guest.id)
            if key and (wording := _open_copy(key, row)):
                return wording
    return _open(keys[ChestKind.FILE], row, "sealed_words")


def _open_copy(key: ChestKey, row: Rehabilitation) -> Wording | None:
    """The copy for the subject; None for who has another key than it was sealed with."""
    with suppress(SealBrokenError):
        return _open(key, row, "sealed_copy")
    return None


def _packed(wording: Wording) -> bytes:
    return json.dumps(asdict(wording)).encode()


def _open(key: ChestKey, row: Rehabilitation, column: str) -> Wording:
    held = json.loads(key.open(_TABLE, row.id, column, getattr(row, column)))
    return Wording(held["words"], tuple(Told(**one) for one in held["whom"]), held["said"])
