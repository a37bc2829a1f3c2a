"""The lines of the log about a case, as sentences. A verb that is not in the table is shown as nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weerbaar.audit.models import Line
from weerbaar.cases.leaves import NEWEST, Long

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from weerbaar.cases.leaves import From, Way
    from weerbaar.organisation.queries import Colleague

_MOST = 200

# verb: (sentence, whether it is a decision). `%(who)s` acted, `%(whom)s` is whom it was about.
_SENTENCES: dict[str, tuple[str, bool]] = {
    "case.file": (gettext_noop("Melding binnen"), True),
    "case.acknowledge": (gettext_noop("%(who)s bevestigde dat de melding binnen is"), False),
    "case.answer": (gettext_noop("%(who)s schreef de melder"), False),
    "case.ask": (gettext_noop("%(who)s stelde de melder een vraag"), False),
    "case.let_in": (gettext_noop("%(who)s gaf %(whom)s toegang"), True),
    "case.ask_consent": (gettext_noop("%(who)s vroeg akkoord om %(whom)s toegang tot namen te geven"), False),
    "case.consent": (gettext_noop("%(who)s ging akkoord: %(whom)s kreeg toegang tot namen"), True),
    "case.refuse_consent": (
        gettext_noop("%(who)s ging niet akkoord met toegang tot namen voor %(whom)s"),
        True,
    ),
    "case.withdraw_access": (gettext_noop("%(who)s nam de toegang van %(whom)s terug"), True),
    "case.expire_access": (gettext_noop("De toegang van %(whom)s liep af"), False),
    "case.keep_out": (gettext_noop("%(who)s legde vast wie erbuiten moet blijven"), True),
    "case.set_line": (gettext_noop("%(who)s legde vast wie de werkgever is"), True),
    "case.undo_keep_out": (
        gettext_noop("%(who)s legde vast dat %(whom)s niet erbuiten hoeft te blijven"),
        True,
    ),
    "case.undo_name": (
        gettext_noop("%(who)s legde vast dat wie zo heet niet erbuiten hoeft te blijven"),
        True,
    ),
    "case.put_out": (gettext_noop("%(whom)s ging uit de zaak, na een verandering in de organisatie"), False),
    "case.recuse": (gettext_noop("%(who)s trok zich terug uit deze zaak"), True),
    "case.undo_recuse": (gettext_noop("%(who)s nam terug dat die zich had teruggetrokken"), True),
    "case.open_names": (gettext_noop("%(who)s opende de namen"), True),
    "case.give_feedback": (gettext_noop("%(who)s gaf antwoord op de melding"), True),
    "case.assess": (gettext_noop("%(who)s beoordeelde de melding"), True),
    "case.send_elsewhere": (gettext_noop("%(who)s vertelde de melder dat de melding hier niet hoort"), True),
    "case.inquire": (gettext_noop("%(who)s begon een onderzoek"), True),
    "case.make_package": (gettext_noop("%(who)s maakte een pakket om door te geven"), True),
    "case.take_package": (gettext_noop("%(who)s haalde een pakket op om door te geven"), True),
    "case.hand_over": (gettext_noop("%(who)s legde vast dat de melding is doorgegeven"), True),
    "case.settle_duty": (gettext_noop("%(who)s legde vast wat er met een plicht is gedaan"), True),
    "case.propose_measure": (gettext_noop("%(who)s stelde een maatregel voor"), True),
    "case.check_measure": (gettext_noop("%(who)s toetste een maatregel aan de wet"), True),
    "case.decide_measure": (gettext_noop("%(who)s legde het besluit over een maatregel vast"), True),
    "case.advise_measure": (gettext_noop("%(who)s adviseerde een werkgever over een maatregel"), True),
    "case.record_employer": (
        gettext_noop("%(who)s legde vast wat een werkgever antwoordde over een maatregel"),
        True,
    ),
    "case.drop_measure": (gettext_noop("%(who)s liet een maatregel vallen"), True),
    "case.learn": (gettext_noop("%(who)s schreef op wat jullie hiervan leerden"), False),
    "case.ask_decision": (gettext_noop("%(who)s legde een vraag voor aan %(whom)s"), True),
    "case.ask_check": (gettext_noop("%(who)s vroeg %(whom)s een maatregel te toetsen"), True),
    "decision.check": (gettext_noop("%(who)s toetste een maatregel aan de wet"), True),
    "case.tell_more": (gettext_noop("%(who)s vulde de vraag aan %(whom)s aan"), False),
    "case.withdraw_question": (gettext_noop("%(who)s trok de vraag aan %(whom)s in"), True),
    "case.ask_another": (gettext_noop("%(who)s legde de vraag voor aan %(whom)s"), True),
    "decision.answer": (gettext_noop("%(who)s nam een besluit over de vraag"), True),
    "decision.ask_more": (gettext_noop("%(who)s vroeg iets terug voor een besluit"), False),
    "decision.hand_back": (gettext_noop("%(who)s gaf de vraag terug en blijft buiten deze zaak"), True),
    "decision.impose_secrecy": (gettext_noop("%(who)s legde geheimhouding vast"), True),
    "decision.lift_imposed": (gettext_noop("%(who)s legde vast dat geheimhouding is opgeheven"), True),
    "decision.lift_secrecy": (gettext_noop("%(who)s legde vast dat geheimhouding is opgeheven"), True),
    "case.decide": (gettext_noop("%(who)s legde vast wat eruit kwam"), True),
    "case.suspend_term": (gettext_noop("%(who)s zette een termijn stil"), True),
    "case.resume_term": (gettext_noop("%(who)s liet een termijn weer lopen"), True),
    "case.extend_term": (gettext_noop("%(who)s verlengde een termijn"), True),
    "case.inform": (gettext_noop("%(who)s vertelde de melder hoe het loopt"), False),
    "case.announce_release": (
        gettext_noop("%(who)s vertelde de melder wat er naar een organisatie buiten dit meldpunt gaat"),
        True,
    ),
    "case.drop_release": (gettext_noop("%(who)s gaf toch niet door wat aan de melder was verteld"), True),
    "case.release": (gettext_noop("%(who)s gaf iets door aan een organisatie buiten dit meldpunt"), True),
    "case.take_back": (gettext_noop("%(who)s nam terug wat was doorgegeven"), True),
    "case.close": (gettext_noop("%(who)s sloot de zaak"), True),
    "case.add_party": (gettext_noop("%(who)s voegde een persoon toe"), False),
    "case.withdraw_person": (gettext_noop("%(who)s haalde een persoon weg die een vergissing was"), True),
    "case.add_file": (gettext_noop("%(who)s voegde een bestand toe"), False),
    "case.read_original": (gettext_noop("%(who)s opende het origineel van een bestand"), True),
    "case.announce_notice": (
        gettext_noop("%(who)s vertelde de melder dat een betrokkene bericht krijgt"),
        False,
    ),
    "case.tell_subject": (gettext_noop("%(who)s gaf een betrokkene bericht"), True),
    "case.record_hearing": (gettext_noop("%(who)s legde vast wat een betrokkene zei"), True),
    "case.waive_hearing": (gettext_noop("%(who)s legde vast waarom een betrokkene niet is gehoord"), True),
    "case.write_account": (gettext_noop("%(who)s legde de melder een verslag voor"), False),
    "case.keep_unsigned": (gettext_noop("%(who)s bewaarde een verslag zonder akkoord"), True),
    "register.end_identity": (gettext_noop("De naam van de melder is gewist: de termijn was om"), True),
    "reporter.sign_account": (gettext_noop("De melder ging akkoord met een verslag"), True),
    "reporter.correct_account": (gettext_noop("De melder verbeterde een verslag"), True),
    "reporter.write": (gettext_noop("Bericht van de melder"), False),
    "reporter.attach": (gettext_noop("De melder voegde een bestand toe"), False),
    "reporter.give_name": (gettext_noop("De melder gaf een naam"), True),
    "reporter.take_name_back": (gettext_noop("De melder trok de naam in"), True),
    "reporter.rate": (gettext_noop("De melder zei hoe het ging"), False),
}
SAYS_WHO_STAYS_OUT = frozenset({"case.keep_out", "case.undo_keep_out", "case.undo_name", "case.put_out"})
"""What says of whom it is about that they stay out: of a recorded subject, whose name lies apart, without a name."""
# Who read what: shown when somebody asks for everything.
_READING: dict[str, tuple[str, bool]] = {
    "case.open": (gettext_noop("%(who)s las de zaak"), False),
    "decision.read": (gettext_noop("%(who)s las de vraag"), False),
    "case.read_subject": (gettext_noop("%(who)s las het bericht aan een betrokkene"), False),
    "case.read_account": (gettext_noop("%(who)s las een verslag"), False),
    "case.read_advice": (gettext_noop("%(who)s las de brief aan een werkgever"), False),
    "case.read_file": (gettext_noop("%(who)s las een bestand"), False),
    "case.save_draft": (gettext_noop("%(who)s bewaarde een concept"), False),
    "reporter.look": (gettext_noop("De melder las de berichten"), False),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log in words. `text` holds names of colleagues and is never logged."""

    at: datetime
    text: str
    big: bool


@dataclass(frozen=True, slots=True)
class Events:
    """One leaf of what happened, the newest first, with the ways to the leaves beside it."""

    rows: tuple[Event, ...]
    way: Way


def events_of(
    case_id: UUID,
    colleagues: Mapping[UUID, Colleague],
    *,
    me: UUID,
    apart: Collection[UUID] = (),
    with_reading: bool = False,
    start: From = NEWEST,
) -> Events:
    """What happened to a case, at most 200 from `start` on. `apart`: the recorded subjects, by alias. One query."""
    told = _SENTENCES | _READING if with_reading else _SENTENCES
    lines = Long(
        Line,
        "audit_line",
        "at",
        "subject_id = %s AND verb = ANY(%s) AND NOT refused",
        [case_id, list(told)],
    ).leaf(start, _MOST)
    events = []
    for line in reversed(lines.rows):
        sentence, big = told[line.verb]
        is_apart = line.verb in SAYS_WHO_STAYS_OUT and line.object_id in apart
        words = {
            "who": _name(line.actor_alias, colleagues, me, first=True),
            "whom": _("een collega") if is_apart else _name(line.object_id, colleagues, me),
        }
        text = _(sentence) % words
        events.append(Event(line.at, text[:1].upper() + text[1:], big))
    return Events(tuple(events), lines.way)


def _name(alias: UUID | None, colleagues: Mapping[UUID, Colleague], me: UUID, *, first: bool = False) -> str:
    if alias == me:
        return _("jij") if first else _("jou")
    colleague = colleagues.get(alias) if alias else None
    return colleague.first_name if colleague else _("iemand")
