"""The letter to a subject at the end (C18): what was and what was not established, in a document of their own.

Whoever was told that there is a report about them hears how it ended, whatever came out. Nobody else is named in it, and
nothing stands there in the reporter's own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.acting import decide, enter, enter_report, knock_colleagues
from weerbaar.cases.communication import REPORTER_FIRST, told_so_far
from weerbaar.cases.gaps import check_no_gap
from weerbaar.cases.guests import guest_of, key_of
from weerbaar.cases.models import Admission, ChestKind, ClosingLetter, OutcomeCode, SubjectNotice
from weerbaar.cases.name_scan import check_nobody_else
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import checked_text
from weerbaar.cases.subjects import check_no_pseudonym, check_not_of_reporter, subject_in
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.notify.actions import knock
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

_TABLE = "cases_closingletter"

IN_SHORT: Mapping[str, str] = {
    OutcomeCode.ESTABLISHED: "Wat in de melding stond, is vastgesteld.",
    OutcomeCode.PARTLY: "Een deel van wat in de melding stond, is vastgesteld. Een ander deel niet.",
    OutcomeCode.NOT_ESTABLISHED: "Wat in de melding stond, is niet vastgesteld.",
    OutcomeCode.UNDETERMINED: "Het was niet vast te stellen of klopt wat in de melding stond. Er is dus niets vastgesteld.",
    OutcomeCode.SETTLED: "Het is samen opgelost. Er is niets vastgesteld.",
    OutcomeCode.WITHDRAWN: "De melding is ingetrokken. Er is niets vastgesteld.",
}
"""What came out, in one sentence of an official letter."""

LETTER = """\
Geachte heer of mevrouw,

U kreeg bericht dat er een melding was over uw handelen. De uitkomst staat nu vast. In deze brief leest u wat wel en wat niet \
is vastgesteld.

{in_short}

Wat is vastgesteld?


Wat is niet vastgesteld?


Wat gebeurt er nu?


Vindt u dat het onderzoek niet goed ging? Dan kunt u daarover klagen.
{who_tells}

Met vriendelijke groet,

{sender}
"""
"""A proposal: an official letter, so with *u* and in Dutch. It knows nothing of the reporter."""

_CONTACT_TELLS = "Uw contactpersoon, {name}, vertelt u hoe, en blijft er voor u."
_GIVER_TELLS = "Degene van wie u deze brief krijgt, vertelt u hoe."
"""Where nobody is their contact person: a letter promises nobody who is not there."""


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter that was given, or why there is none."""

    outcome: str
    at: datetime
    is_waived: bool
    text: str = field(repr=False)


def proposal(outcome: str, *, contact: str = "", sender: str = "") -> str:
    """The letter as it is proposed for what came out. `contact` is the name of the subject's contact person, if any;
    `sender` who it is from, a line for each of their name and the organisation.
    """
    return LETTER.format(
        in_short=IN_SHORT.get(outcome, IN_SHORT[OutcomeCode.UNDETERMINED]),
        who_tells=_CONTACT_TELLS.format(name=contact) if contact else _GIVER_TELLS,
        sender=sender,
    )


def missing_before_letter(*, is_told: bool, has_letter: bool, is_concluded: bool) -> str:
    """Why no letter can be given now, as a sentence; empty when it can. `has_letter`: or it was said why there is none."""
    if not is_told:
        return _("Deze persoon weet niet van de melding. Een brief aan het eind is dan niet nodig.")
    if has_letter:
        return _("De brief aan het eind is al gegeven, of er ligt vast waarom niet.")
    return "" if is_concluded else _("Leg eerst vast wat eruit kwam.")


def check_says(outcome: str, text: str) -> None:
    """Refuse a letter that still says in short what came out otherwise than was chosen. Raises RefusedError."""
    for other, sentence in IN_SHORT.items():
        if other != outcome and sentence in text:
            raise RefusedError(
                _("In de brief staat: ‘%(words)s’ Dat past niet bij wat je koos. Verander een van de twee."),
                field="text",
                words=sentence,
            )


@act("case.give_letter")
def give_letter(staff: Staff, *, code: str, party_id: UUID, outcome: str, text: str) -> None:
    """Give a subject the letter on what was and what was not established. Also of a closed case.

    Raises RefusedError, for a letter too before the reporter heard, with an open gap, with the name of somebody else in it,
    or in which the reporter's own words stand.
    """
    case, keys = enter_report(staff, code)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    if sentence := standing_to_give(case, party_id):
        raise RefusedError(sentence)
    if outcome not in OutcomeCode.values:
        raise RefusedError(_("Maak een keuze."), field="outcome")
    text = checked_text(text, field="text")
    check_says(outcome, text)
    check_no_gap(text, [proposal(one) for one in OutcomeCode.values], field="text")
    check_no_pseudonym(case, text, field="text")
    check_not_of_reporter(case, keys, text)
    check_nobody_else(staff, case, text, party_id=party_id, field="text")
    row = ClosingLetter(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party, outcome=outcome)
    row.written_by, row.at = staff.alias, clock.now()
    row.sealed_text = keys[ChestKind.FILE].seal(_TABLE, row.id, "sealed_text", text.encode())
    guest = guest_of(party_id)
    if guest is not None and (key := key_of(opened_holder(staff), guest.id)):
        row.sealed_copy = key.seal(_TABLE, row.id, "sealed_copy", text.encode())
    row.save(force_insert=True)
    if guest is not None and row.sealed_copy:
        knock(case.tenant_id, [guest.holder_alias])
    knock_colleagues(staff, case)


@act("case.waive_letter")
def waive_letter(staff: Staff, *, code: str, party_id: UUID, reason: str) -> None:
    """Record why a subject gets no letter at the end. The reason stays in the case."""
    case, keys = enter(staff, code)
    party = subject_in(case, party_id)
    if sentence := standing_of(case, party_id):
        raise RefusedError(sentence)
    decide(staff, case, keys, "case.waive_letter", reason=reason)
    about(case.id, object_id=party.id)
    row = ClosingLetter(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party, is_waived=True)
    row.written_by, row.at = staff.alias, clock.now()
    row.sealed_text = keys[ChestKind.FILE].seal(_TABLE, row.id, "sealed_text", b"")
    row.save(force_insert=True)
    knock_colleagues(staff, case)


def letter_of(keys: Mapping[str, ChestKey], party_id: UUID) -> LetterView | None:
    """The letter to a subject, for who has the key of the file. Within a tenant scope."""
    row = ClosingLetter.objects.filter(party_id=party_id).first()
    if row is None:
        return None
    text = keys[ChestKind.FILE].open(_TABLE, row.id, "sealed_text", row.sealed_text).decode()
    return LetterView(row.outcome, row.at, row.is_waived, text)


def letter_for(key: ChestKey, party_id: UUID) -> LetterView | None:
    """The same for the subject themself, with the key of their own chest. Within a tenant scope."""
    row = ClosingLetter.objects.filter(party_id=party_id).first()
    if row is None or row.sealed_copy is None:
        return None
    try:
        text = key.open(_TABLE, row.id, "sealed_copy", row.sealed_copy).decode()
    except SealBrokenError:
        # It lies in the chest of words that they had before: the desk gives the letter on paper.
        return None
    return LetterView(row.outcome, row.at, row.is_waived, text)


def given_in(case: Case) -> dict[UUID, ClosingLetter]:
    """The letters of a case by subject, without a word of them: given, or why there is none. Within a tenant scope."""
    return {one.party_id: one for one in ClosingLetter.objects.filter(case=case)}


def standings(case: Case, parties: Collection[UUID]) -> dict[UUID, str]:
    """Of each of these subjects why no letter can be given to them now, as a sentence; empty when it can. Two queries,
    whatever their number. Within a tenant scope.
    """
    told = SubjectNotice.objects.filter(case=case, given_at__isnull=False).values_list("party_id", flat=True)
    given = ClosingLetter.objects.filter(case=case).values_list("party_id", flat=True)
    told, given = set(told), set(given)
    is_concluded = bool(case.outcome) or case.admission == Admission.NOT_HERE
    return {
        one: missing_before_letter(is_told=one in told, has_letter=one in given, is_concluded=is_concluded)
        for one in parties
    }


def standing_of(case: Case, party_id: UUID) -> str:
    """The same of one. Within a tenant scope."""
    return standings(case, [party_id])[party_id]


def standing_to_give(case: Case, party_id: UUID) -> str:
    """Why the letter cannot be given now: the reporter hears what came out before anybody else does (C16), and so is ready
    for what follows. Of who gets none this is not asked.
    """
    return standing_of(case, party_id) or ("" if told_so_far(case).reporter else REPORTER_FIRST)
