"""Who a report is about: told in a document of their own, and heard (C16). The reporter hears of it first.

The subject is told once the reporter answered, or had the time for it (`announcing`). What the subject gets is written
from words that know nothing of the reporter.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import sealed
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.accounts import accounts_of
from weerbaar.cases.acting import (
    decide,
    enter,
    enter_report,
    knock_colleagues,
    knock_reporter,
    local_day,
    send,
    tell,
)
from weerbaar.cases.announcing import Announced, Heard, Ready, asked_and_written, first_day_to_go, heard_of
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.gaps import check_no_gap
from weerbaar.cases.guests import guest_of, put_on_their_page
from weerbaar.cases.models import ChestKind, ContactPerson, Message, Party, Report, SubjectNotice
from weerbaar.cases.name_scan import check_nobody_else
from weerbaar.cases.rules import Move, check_move, checked_text, pseudonym, pseudonyms_in
from weerbaar.database.rows import select
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

_WORDS_IN_A_ROW = 7

HOW = {
    "meeting": _("In een gesprek"),
    "phone": _("Aan de telefoon"),
    "video": _("Met beeld"),
    "writing": _("Op papier of per mail"),
}
"""How somebody was heard."""

LETTER = """\
Geachte heer of mevrouw,

Bij ons is een melding binnengekomen over uw handelen. In deze brief leest u waar het over gaat en wat er nu gebeurt.

Waar gaat het over?


Er is nog niets vastgesteld. Wij oordelen pas nadat wij ook u hebben gehoord.

Wat kunt u doen?
U kunt uw kant van het verhaal vertellen, in een gesprek of op papier. U mag iemand meenemen die u helpt. U krijgt het \
verslag te lezen en kunt zeggen wat er niet klopt.

Wanneer?


Wie is er voor u?


Een melding over u kan zwaar zijn, wat er ook uit komt. Daarom bieden wij u hulp aan. Zegt u nu nee, dan vragen wij het \
later nog eens, tot u zegt dat het niet meer hoeft.

Praat hier alleen over met iemand die u helpt, zoals een advocaat of een naaste. Ga niet na wie er heeft gemeld: dat \
kan een melder schaden en is niet toegestaan.

Hebt u vragen? Stel ze aan ons.

Met vriendelijke groet,

"""
"""The notice to a subject: an official letter, so with *u* and in Dutch. It knows nothing of the reporter."""

_WHO_IS_THERE = "Wie is er voor u?"
_THERE = "Uw contactpersoon is {name}. Die schrijft u: ‘{reach}’"

_IT_WENT = _(
    "Degene over wie je meldde, heeft nu bericht gekregen. In dat bericht staat niets over jou. Merk je er iets van? "
    "Schrijf het ons."
)


_WRITTEN_DOWN = _("Dit schreven wij op van wat je ons vertelde op %(day)s:")
_NOT_RIGHT = _("Klopt er iets niet, of mist er iets? Schrijf het ons hieronder.")


def copied(text: str, told: Collection[str]) -> str:
    """The first words in `text` that stand the same way, seven or more in a row, in what the reporter told.

    Words of one's own give somebody away as surely as a name does. Empty when there are none.
    """
    runs = list(_runs(_words(text)))
    # Of the reporter's texts, which may be many and long, only what is held against this one is kept.
    own = set(runs)
    same = {run for one in told for run in _runs(_words(one)) if run in own}
    return next((" ".join(run) for run in runs if run in same), "")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - _WORDS_IN_A_ROW + 1):
        yield tuple(words[start : start + _WORDS_IN_A_ROW])


# --- what is known of a subject ---


@dataclass(frozen=True, slots=True)
class Telling:
    """How it stands with telling and hearing one subject. The words are empty until they are there. `is_shown`: all that was
    written down of what they said lies before them.
    """

    party: Party
    short: str
    ready: Ready
    not_before: date | None
    announced_at: datetime | None
    given_at: datetime | None
    heard_at: datetime | None
    is_waived: bool
    told: str = field(default="", repr=False)
    how: str = ""
    said: str = field(default="", repr=False)
    asked: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    is_shown: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether the reporter still has time to answer what was announced."""
        return self.ready.is_waiting

    @property
    def is_settled(self) -> bool:
        return self.is_waived or self.heard_at is not None


def tellings(case: Case) -> list[Telling]:
    """How it stands with every subject of a case, without a word of it. Within a tenant scope."""
    notices = {one.party_id: one for one in select(SubjectNotice, "case_id = %s", [case.id])}
    subjects = select(
        Party,
        "case_id = %s AND role = %s AND withdrawn_at IS NULL ORDER BY number",
        [case.id, Party.Role.SUBJECT.value],
    )
    rows = [notices.get(one.id) for one in subjects]
    stands = zip(subjects, rows, heard_of(case.id, [_announced_in(one) for one in rows]), strict=True)
    return [_telling(party, notice, heard) for party, notice, heard in stands]


@act("case.read_subject")
def read_subject(staff: Staff, *, code: str, party_id: UUID) -> Telling:
    """All of it, with what the reporter answered, what the subject was told and what they said."""
    case, keys = enter(staff, code)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    notice = SubjectNotice.objects.filter(party=party).first()
    if notice is None:
        return _telling(party, None, Heard(Ready.NOT_ANNOUNCED))
    words, heard = sealed.notice_words(keys, notice), _heard(notice)
    asked, answer = asked_and_written(keys, heard)
    found = _telling(party, notice, heard)
    return Telling(
        **{name: getattr(found, name) for name in _CLEAR},
        told=words.get("told", ""),
        how=words.get("how", ""),
        said=words.get("said", ""),
        asked=asked,
        answer=answer,
        is_shown="said" in words and words.get("shown_of") == words["said"],
    )


_CLEAR = (
    "party",
    "short",
    "ready",
    "not_before",
    "announced_at",
    "given_at",
    "heard_at",
    "is_waived",
)


def _telling(party: Party, notice: SubjectNotice | None, heard: Heard) -> Telling:
    return Telling(
        party=party,
        short=pseudonym(party.role, party.number),
        ready=heard.ready,
        not_before=notice.not_before if notice else None,
        announced_at=notice.reporter_told_at if notice else None,
        given_at=notice.given_at if notice else None,
        heard_at=notice.heard_at if notice else None,
        is_waived=bool(notice and notice.is_waived),
    )


def _announced_in(notice: SubjectNotice | None) -> Announced:
    if notice is None:
        return Announced(None, None, None)
    return Announced(notice.message_id, notice.not_before, notice.given_at)


def _heard(notice: SubjectNotice) -> Heard:
    [heard] = heard_of(notice.case_id, [_announced_in(notice)])
    return heard


# --- the verbs ---


@act("case.announce_notice")
def announce(staff: Staff, *, code: str, party_id: UUID, body: str) -> None:
    """Tell the reporter that somebody they named will be told, and ask what would give them away."""
    case, keys = enter_report(staff, code)
    check_move(Move.WORK, case.stage)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    notice = SubjectNotice.objects.select_for_update().filter(party=party).first()
    if notice is not None and notice.message_id is not None:
        raise RefusedError(_("De melder hoorde dit al."))
    message = Message(id=uuid4(), kind=Message.Kind.QUESTION)
    send(staff, case, keys, message, checked_text(body, field="body"))
    now = clock.now()
    row = notice or SubjectNotice(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party)
    row.message, row.reporter_told_at = message, now
    row.not_before = first_day_to_go(local_day(now), decreed_days())
    if notice is None:
        _seal(keys, row, {})
    row.save()
    knock_reporter(case)
    knock_colleagues(staff, case)


@act("case.tell_subject")
def tell_subject(staff: Staff, *, code: str, party_id: UUID, text: str, reason: str = "") -> None:
    """Keep the notice that the subject gets, in a document of its own, and tell the reporter that it went.

    Before the reporter answered or had the time only with a `reason`, and so where nobody is there for the subject yet.
    Raises RefusedError, for a text too with the reporter's own words or somebody else's name in it.
    """
    case, keys = enter_report(staff, code)
    check_move(Move.WORK, case.stage)
    party, notice = _announced(case, party_id)
    if notice.given_at is not None:
        raise RefusedError(_("Deze persoon kreeg al bericht."))
    text = checked_text(text, field="text")
    check_no_pseudonym(case, text, field="text")
    check_no_gap(text, [LETTER], field="text")
    check_not_of_reporter(case, keys, text)
    check_nobody_else(staff, case, text, party_id=party_id, field="text")
    is_early, is_alone = not _heard(notice).ready.may, not has_contact(party_id)
    if is_early and not reason.strip():
        raise RefusedError(
            _("De melder heeft tot %(day)s om te antwoorden. Moet het eerder? Schrijf op waarom."),
            field="reason",
            day=notice.not_before,
        )
    if is_alone and not reason.strip():
        raise RefusedError(
            _(
                "Er is nog niemand die er voor deze persoon is. Noem eerst een contactpersoon, of schrijf op waarom dat niet "
                "kan."
            ),
            field="reason",
        )
    if is_early or is_alone:
        decide(staff, case, keys, "case.tell_subject", reason=reason)
    about(case.id, object_id=party.id)
    _seal(keys, notice, sealed.notice_words(keys, notice) | {"told": text})
    notice.given_at = clock.now()
    notice.save(update_fields=["sealed_text", "given_at"])
    put_on_their_page(staff, party_id, text)
    tell(staff, case, keys, _IT_WENT)
    knock_colleagues(staff, case)


@act("case.record_hearing")
def record_hearing(
    staff: Staff, *, code: str, party_id: UUID, heard_on: date | None, how: str, said: str
) -> None:
    """Record when and how a subject was heard, and what they said. Once more adds to it: what stands there stays."""
    case, keys = enter_report(staff, code)
    check_move(Move.WORK, case.stage)
    party, notice = _announced(case, party_id)
    about(case.id, object_id=party.id)
    if notice.given_at is None:
        raise RefusedError(_("Geef eerst het bericht aan deze persoon. Daarna kun je hen horen."))
    if heard_on is None or not local_day(notice.given_at) <= heard_on <= clock.today():
        raise RefusedError(
            _("Kies een dag vanaf de dag van het bericht, en niet na vandaag."), field="heard_on"
        )
    if how not in HOW:
        raise RefusedError(_("Maak een keuze."), field="how")
    said, before = checked_text(said, field="said"), sealed.notice_words(keys, notice)
    if before.get("said"):
        day = f"{date_format(heard_on, 'j F Y')}, {gettext(HOW[how]).lower()}"
        added = gettext("Aangevuld, %(day)s:") % {"day": day}
        how, said = before["how"], f"{before['said']}\n\n{added}\n{said}"
    _seal(keys, notice, before | {"how": how, "said": said})
    notice.heard_at = notice.heard_at or datetime.combine(heard_on, time(12), tzinfo=AMSTERDAM)
    notice.is_waived = False
    notice.save(update_fields=["sealed_text", "heard_at", "is_waived"])
    knock_colleagues(staff, case)


@act("case.show_hearing")
def show_hearing(staff: Staff, *, code: str, party_id: UUID, text: str) -> None:
    """Lay before a subject, on the page of their own, what was written down of what they said. Also of a closed case.

    Raises RefusedError for who has no such page, and for a text with the reporter's own words or somebody else's name.
    """
    case, keys = enter_report(staff, code)
    party = subject_in(case, party_id)
    about(case.id, object_id=party.id)
    notice = SubjectNotice.objects.select_for_update().filter(party=party, heard_at__isnull=False).first()
    if notice is None or notice.heard_at is None:
        raise RefusedError(NOT_HEARD)
    words = sealed.notice_words(keys, notice)
    if words.get("shown_of") == words["said"]:
        raise RefusedError(SHOWN)
    text = checked_text(text, field="text")
    check_no_pseudonym(case, text, field="text")
    check_not_of_reporter(case, keys, text)
    check_nobody_else(staff, case, text, party_id=party_id, field="text")
    with translation.override("nl"):
        head = gettext(_WRITTEN_DOWN) % {"day": date_format(local_day(notice.heard_at), "j F Y")}
        shown = f"{head}\n\n{text}\n\n{gettext(_NOT_RIGHT)}"
    if not put_on_their_page(staff, party_id, shown):
        raise RefusedError(NO_PAGE)
    _seal(keys, notice, words | {"shown": shown, "shown_of": words["said"]})
    notice.save(update_fields=["sealed_text"])
    knock_colleagues(staff, case)


NOT_HEARD = _("Leg eerst vast wat deze persoon zei.")
SHOWN = _("Dit ligt al op de eigen pagina van deze persoon.")
NO_PAGE = _("Deze persoon heeft geen eigen pagina. Geef het verslag op papier.")


def missing_before_showing(one: Telling) -> str:
    """Why what somebody said cannot be laid before them now, as a sentence; empty when it can. Within a tenant scope."""
    if not one.said:
        return NOT_HEARD
    if one.is_shown:
        return SHOWN
    return "" if guest_of(one.party.id) else NO_PAGE


@act("case.waive_hearing")
def waive_hearing(staff: Staff, *, code: str, party_id: UUID, reason: str) -> None:
    """Record why a subject is not heard: they would not, or could not. The reason stays in the case."""
    case, keys = enter_report(staff, code)
    check_move(Move.WORK, case.stage)
    party = subject_in(case, party_id)
    notice = SubjectNotice.objects.select_for_update().filter(party=party).first()
    if notice is not None and (notice.heard_at or notice.is_waived):
        raise RefusedError(_("Dit is al vastgelegd."))
    decide(staff, case, keys, "case.waive_hearing", reason=reason)
    about(case.id, object_id=party.id)
    row = notice or SubjectNotice(id=uuid4(), tenant_id=case.tenant_id, case=case, party=party)
    if notice is None:
        _seal(keys, row, {})
    row.is_waived = True
    row.save()
    knock_colleagues(staff, case)


def has_contact(party_id: UUID) -> bool:
    """Whether somebody of the organisation is there for a subject (C18): who was only asked is not. Within a tenant scope."""
    there = ContactPerson.objects.filter(party_id=party_id, agreed_at__isnull=False, ended_at=None)
    return there.exists()


def notice_proposed(contact: str = "", reach: str = "") -> str:
    """The notice as it is proposed, with the name of the subject's contact person and how to reach them, if there is one."""
    if not contact:
        return LETTER
    there = _THERE.format(name=contact, reach=reach)
    return LETTER.replace(f"{_WHO_IS_THERE}\n\n", f"{_WHO_IS_THERE}\n{there}\n")


def subject_in(case: Case, party_id: UUID) -> Party:
    """A subject of a case who is on record. Raises NotAllowedError."""
    there = Party.objects.filter(id=party_id, case=case, role=Party.Role.SUBJECT, withdrawn_at=None)
    party = there.first()
    if party is None:
        raise NotAllowedError(NOT_THERE)
    return party


def _announced(case: Case, party_id: UUID) -> tuple[Party, SubjectNotice]:
    party = subject_in(case, party_id)
    notice = SubjectNotice.objects.select_for_update().filter(party=party, message__isnull=False).first()
    if notice is None:
        raise RefusedError(_("Vertel eerst de melder dat deze persoon bericht krijgt."))
    return party, notice


def check_no_pseudonym(case: Case, text: str, *, field: str) -> None:
    """Refuse a text that leaves the file with a name that only the file knows: nobody outside it is called B1."""
    parties = Party.objects.filter(case=case).values_list("role", "number")
    known = {pseudonym(role, number) for role, number in parties}
    if found := pseudonyms_in(text, known):
        raise RefusedError(
            _(
                "In je tekst staat: %(words)s. Zo heet iemand alleen in deze zaak. De betrokkene kent die schuilnaam niet. "
                "Schrijf het zonder."
            ),
            field=field,
            words=", ".join(f"‘{one}’" for one in found),
        )


def check_not_of_reporter(case: Case, keys: Mapping[str, ChestKey], text: str) -> None:
    """Refuse a text to a subject in which the reporter's own words stand."""
    if words := copied(text, _told_by_reporter(case, keys)):
        raise RefusedError(
            _(
                "Dit schreef de melder zelf zo: ‘%(words)s’. Zeg het met andere woorden, anders kan het de melder verraden."
            ),
            field="text",
            words=words,
        )


def _told_by_reporter(case: Case, keys: Mapping[str, ChestKey]) -> list[str]:
    """Every text of the reporter's own: the report, all that they wrote since, and what they told aloud."""
    told = [
        sealed.message_body(keys, one)
        for one in Message.objects.filter(case=case, from_reporter=True, kind=Message.Kind.MESSAGE)
    ]
    report = Report.objects.filter(case=case).first()
    if report is not None:
        answers = sealed.report_answers(keys, report)
        told += [one for one in answers.values() if isinstance(one, str)]
        told += [one["answer"] for one in answers.get("own", ())]
    for one in accounts_of(keys[ChestKind.TALK], case.id):
        told += [one.text, one.correction]
    return told


def _seal(keys: Mapping[str, ChestKey], notice: SubjectNotice, words: Mapping[str, str]) -> None:
    notice.sealed_text = keys[ChestKind.FILE].seal(
        "cases_subjectnotice", notice.id, "sealed_text", json.dumps(dict(words)).encode()
    )
