"""The lines of the log about a case, as sentences. A verb that is not in the table is shown as nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weerbaar.audit.models import Line
from weerbaar.cases.leaves import NEWEST, Long
from weerbaar.database.rows import select

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
    "intake.enter": (gettext_noop("%(who)s voerde de melding in"), True),
    "intake.forgo_words": (gettext_noop("%(who)s kon de acht woorden niet aan de melder geven"), True),
    "case.print_reply": (gettext_noop("%(who)s drukte een bericht aan de melder af"), False),
    "case.post_reply": (gettext_noop("%(who)s legde vast dat een bericht op papier wegging"), False),
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
    "case.ask_copy": (gettext_noop("%(who)s vroeg een afschrift van het dossier"), True),
    "case.agree_copy": (gettext_noop("%(who)s ging akkoord met een afschrift van het dossier"), True),
    "case.refuse_copy": (gettext_noop("%(who)s ging niet akkoord met een afschrift van het dossier"), True),
    "case.make_copy": (gettext_noop("%(who)s haalde een afschrift van het dossier op"), True),
    "case.settle_duty": (gettext_noop("%(who)s legde vast wat er met een plicht is gedaan"), True),
    "case.propose_measure": (gettext_noop("%(who)s stelde een maatregel voor"), True),
    "case.settle_burden": (gettext_noop("%(who)s legde vast of de melder een maatregel wil"), True),
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
    "case.write_note": (gettext_noop("%(who)s schreef een notitie"), False),
    "case.withdraw_note": (gettext_noop("%(who)s nam een notitie terug"), False),
    "case.give_task": (gettext_noop("%(who)s gaf %(whom)s een taak"), False),
    "case.change_task": (gettext_noop("%(who)s veranderde een taak, die nu van %(whom)s is"), False),
    "case.finish_task": (gettext_noop("%(who)s rondde een taak van %(whom)s af"), False),
    "case.drop_task": (gettext_noop("%(who)s liet een taak van %(whom)s vervallen"), False),
    "case.plan_line": (gettext_noop("%(who)s plande wat iemand over de zaak hoort"), False),
    "case.change_line": (gettext_noop("%(who)s veranderde het communicatieplan"), False),
    "case.drop_line": (gettext_noop("%(who)s haalde iets uit het communicatieplan"), False),
    "case.mark_told": (gettext_noop("%(who)s legde vast dat iemand iets over de zaak hoorde"), True),
    "case.make_improvement": (gettext_noop("%(who)s maakte van een les een verbeteractie"), True),
    "case.stand_in": (gettext_noop("%(whom)s vervangt %(who)s een tijd"), True),
    "case.expire_stand_in": (
        gettext_noop("%(whom)s vervangt een collega niet meer: de afwezigheid liep af"),
        False,
    ),
    "case.end_stand_in": (gettext_noop("De vervanging van %(who)s door %(whom)s stopte"), True),
    "case.transfer": (gettext_noop("%(who)s droeg de zaak over aan %(whom)s"), True),
    "case.read_original": (gettext_noop("%(who)s opende het origineel van een bestand"), True),
    "case.announce_notice": (
        gettext_noop("%(who)s vertelde de melder dat een betrokkene bericht krijgt"),
        False,
    ),
    "case.tell_subject": (gettext_noop("%(who)s gaf een betrokkene bericht"), True),
    "case.give_letter": (gettext_noop("%(who)s gaf een betrokkene de brief over wat is vastgesteld"), True),
    "case.waive_letter": (gettext_noop("%(who)s legde vast waarom een betrokkene geen brief krijgt"), True),
    "case.propose_rehabilitation": (
        gettext_noop("%(who)s stelde woorden voor om een naam te herstellen"),
        True,
    ),
    "case.record_rehabilitation": (
        gettext_noop("%(who)s legde vast wat een betrokkene van de woorden vindt"),
        True,
    ),
    "case.tell_rehabilitation": (
        gettext_noop("%(who)s legde vast wie hoorde dat een naam is hersteld"),
        True,
    ),
    "guest.answer_rehabilitation": (gettext_noop("Een betrokkene zei wat die van de woorden vindt"), True),
    "case.record_hearing": (gettext_noop("%(who)s legde vast wat een betrokkene zei"), True),
    "case.show_hearing": (gettext_noop("%(who)s legde een betrokkene voor wat die zei"), True),
    "case.waive_hearing": (gettext_noop("%(who)s legde vast waarom een betrokkene niet is gehoord"), True),
    "case.write_account": (gettext_noop("%(who)s legde de melder een verslag voor"), False),
    "case.keep_unsigned": (gettext_noop("%(who)s bewaarde een verslag zonder akkoord"), True),
    "register.end_identity": (
        gettext_noop("Niemand kan de naam van de melder nog openen: de termijn was om"),
        True,
    ),
    "case.name_contact": (gettext_noop("%(who)s vroeg %(whom)s als contactpersoon"), True),
    "case.agree_contact": (gettext_noop("%(who)s zei ja als contactpersoon"), True),
    "case.name_meanwhile": (
        gettext_noop("%(who)s gaat weg, en liet %(whom)s zolang contactpersoon zijn"),
        True,
    ),
    "case.decline_contact": (gettext_noop("%(who)s zei nee als contactpersoon"), True),
    "case.check_in": (
        gettext_noop("De vraag hoe het gaat staat klaar voor wie eigen woorden heeft"),
        False,
    ),
    "reporter.check_in": (gettext_noop("De melder zei hoe het gaat"), True),
    "reporter.stop_check_ins": (gettext_noop("De melder wil niet meer horen: hoe gaat het?"), False),
    "reporter.resume_check_ins": (gettext_noop("De melder wil weer horen: hoe gaat het?"), False),
    "case.let_in_guest": (gettext_noop("%(who)s gaf iemand eigen woorden"), True),
    "case.withdraw_guest": (gettext_noop("%(who)s trok eigen woorden in"), True),
    "case.expire_guest": (gettext_noop("Eigen woorden liepen af"), False),
    "case.write_guest": (gettext_noop("%(who)s schreef iemand met eigen woorden"), False),
    "guest.write": (gettext_noop("Bericht van iemand met eigen woorden"), False),
    "guest.write_for": (gettext_noop("Bericht namens de melder"), False),
    "reporter.let_in": (gettext_noop("De melder liet iemand toe"), True),
    "reporter.withdraw_guest": (gettext_noop("De melder trok in dat iemand was toegelaten"), True),
    "reporter.ask_language": (gettext_noop("De melder vroeg om een andere taal"), False),
    "guest.stop_check_ins": (
        gettext_noop("Iemand met eigen woorden wil niet meer horen: hoe gaat het?"),
        False,
    ),
    "guest.resume_check_ins": (gettext_noop("Iemand met eigen woorden wil weer horen: hoe gaat het?"), False),
    "guest.ask_for_help": (gettext_noop("Een betrokkene vroeg zelf om hulp"), True),
    "case.note_help": (gettext_noop("%(who)s legde vast dat gedaan is wat iemand vroeg"), True),
    "guest.check_in": (gettext_noop("Iemand met eigen woorden zei hoe het gaat"), True),
    "reporter.sign_account": (gettext_noop("De melder ging akkoord met een verslag"), True),
    "reporter.correct_account": (gettext_noop("De melder verbeterde een verslag"), True),
    "reporter.write": (gettext_noop("Bericht van de melder"), False),
    "reporter.attach": (gettext_noop("De melder voegde een bestand toe"), False),
    "reporter.give_name": (gettext_noop("De melder gaf een naam"), True),
    "reporter.take_name_back": (gettext_noop("De melder trok de naam in"), True),
    "guest.change_words": (gettext_noop("Iemand met eigen woorden nam nieuwe woorden"), False),
    "reporter.change_words": (gettext_noop("De melder nam nieuwe woorden"), False),
    "reporter.rate": (gettext_noop("De melder zei hoe het ging"), False),
}
# What somebody did of or for themself: nobody says "Joris gaf Joris een taak".
_OF_ONESELF: dict[str, str] = {
    "case.give_task": gettext_noop("%(who)s schreef een eigen taak op"),
    "case.change_task": gettext_noop("%(who)s veranderde een taak en doet die zelf"),
    "case.finish_task": gettext_noop("%(who)s rondde een eigen taak af"),
    "case.drop_task": gettext_noop("%(who)s liet een eigen taak vervallen"),
    "case.name_contact": gettext_noop("%(who)s werd contactpersoon"),
}
# What does not stay a sentence with "jij" in it.
_BY_ME: dict[str, str] = {
    "case.recuse": gettext_noop("Jij trok je terug uit deze zaak"),
    "case.undo_recuse": gettext_noop("Jij nam terug dat je je had teruggetrokken"),
}
SAYS_WHO_STAYS_OUT = frozenset({"case.keep_out", "case.undo_keep_out", "case.undo_name", "case.put_out"})
"""What says of whom it is about that they stay out: of a recorded subject, whose name lies apart, without a name."""
# Who read what: shown when somebody asks for everything.
_READING: dict[str, tuple[str, bool]] = {
    "case.open": (gettext_noop("%(who)s las de zaak"), False),
    "decision.read": (gettext_noop("%(who)s las de vraag"), False),
    "case.preview_copy": (gettext_noop("%(who)s keek wat er in een afschrift komt"), False),
    "case.read_copy": (gettext_noop("%(who)s las een afschrift van het dossier"), False),
    "case.read_subject": (gettext_noop("%(who)s las het bericht aan een betrokkene"), False),
    "case.read_account": (gettext_noop("%(who)s las een verslag"), False),
    "case.read_contact": (gettext_noop("%(who)s las hoe een contactpersoon te bereiken is"), False),
    "case.read_advice": (gettext_noop("%(who)s las de brief aan een werkgever"), False),
    "case.read_file": (gettext_noop("%(who)s las een bestand"), False),
    "case.scan_names": (gettext_noop("%(who)s liet een tekst naast de namen leggen"), False),
    "case.read_task": (gettext_noop("%(who)s las een taak"), False),
    "case.read_plan": (gettext_noop("%(who)s las het communicatieplan"), False),
    "case.read_measure": (gettext_noop("%(who)s las een maatregel"), False),
    "case.read_rehabilitation": (gettext_noop("%(who)s las de woorden voor eerherstel"), False),
    "case.read_package": (gettext_noop("%(who)s las wat in een pakket zou komen"), False),
    "case.read_guest": (gettext_noop("%(who)s las wat iemand met eigen woorden schreef"), False),
    "guest.read": (gettext_noop("Iemand met eigen woorden las de melding"), False),
    "guest.look": (gettext_noop("Iemand met eigen woorden las de berichten"), False),
    "case.save_draft": (gettext_noop("%(who)s bewaarde een concept"), False),
    "reporter.look": (gettext_noop("De melder las de berichten"), False),
}


_ABOUT_COPIES = frozenset({"case.ask_copy", "case.agree_copy", "case.refuse_copy", "case.make_copy"})
TOLD_OUTSIDE = frozenset(_SENTENCES) - _ABOUT_COPIES
"""What a copy of the file may tell of what happened: not that copies were made."""
TOLD_TO_REPORTER = frozenset(one for one in _SENTENCES if one.startswith("reporter.")) | {
    "case.file",
    "case.acknowledge",
    "case.answer",
    "case.ask",
    "case.give_feedback",
    "case.send_elsewhere",
    "case.inform",
    "case.announce_notice",
    "case.announce_release",
    "case.write_account",
    "case.post_reply",
    "case.close",
    "guest.write_for",
    "register.end_identity",
}
"""What a reporter may read of it: what they did themself, and what was told to them."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log in words. `text` holds names of colleagues and is never logged."""

    at: datetime
    text: str
    big: bool
    verb: str = ""
    object_id: UUID | None = None


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
    rows = tuple(
        Event(one.at, in_words(one, colleagues, apart, me=me), told[one.verb][1], one.verb)
        for one in reversed(lines.rows)
    )
    return Events(rows, lines.way)


def every_event(
    case_id: UUID,
    colleagues: Mapping[UUID, Colleague],
    *,
    apart: Collection[UUID],
    verbs: Collection[str] = TOLD_OUTSIDE,
) -> list[Event]:
    """All that happened to a case, the oldest first, told to somebody from outside; who is no colleague is "iemand".

    Neither who read it, nor what was asked or looked at for a copy. One query.
    """
    lines = select(
        Line,
        "subject_id = %s AND verb = ANY(%s) AND NOT refused ORDER BY at, id",
        [case_id, sorted({*verbs} & TOLD_OUTSIDE)],
    )
    return [
        Event(one.at, in_words(one, colleagues, apart), _SENTENCES[one.verb][1], one.verb, one.object_id)
        for one in lines
    ]


def told_of(verb: str, *, who: str, whom: str, is_own: bool = False) -> str:
    """What somebody did, in words; empty for what is not told. `is_own`: they did it of or for themself."""
    if verb not in _SENTENCES:
        return ""
    return _capital(_(_sentence(verb, is_own=is_own)) % {"who": who, "whom": whom})


def _sentence(verb: str, *, is_own: bool = False, is_mine: bool = False) -> str:
    """The sentence for a verb: of who did it `is_own` by themself for themself, and `is_mine` by whoever reads it."""
    if is_mine and verb in _BY_ME:
        return _BY_ME[verb]
    if is_own and verb in _OF_ONESELF:
        return _OF_ONESELF[verb]
    return (_SENTENCES | _READING)[verb][0]


def in_words(
    line: Line,
    colleagues: Mapping[UUID, Colleague],
    apart: Collection[UUID],
    *,
    me: UUID | None = None,
) -> str:
    """A line of the log as a sentence for `me`. Of whoever is `apart` no name is told where it says that they stay out."""
    actor, whom = line.actor_alias, line.object_id
    is_mine = me is not None and actor == me
    sentence = _sentence(line.verb, is_own=actor is not None and actor == whom, is_mine=is_mine)
    is_apart = line.verb in SAYS_WHO_STAYS_OUT and whom in apart
    # Who opens the sentence does something in it, whoever that is: "Jij vervangt Fatima", "Ruben vervangt jou".
    words = {
        "who": _name(actor, colleagues, me, first=sentence.startswith("%(who)s")),
        "whom": _("een collega")
        if is_apart
        else _name(whom, colleagues, me, first=sentence.startswith("%(whom)s")),
    }
    return _capital(_(sentence) % words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _name(
    alias: UUID | None, colleagues: Mapping[UUID, Colleague], me: UUID | None, *, first: bool = False
) -> str:
    if alias is not None and alias == me:
        return _("jij") if first else _("jou")
    colleague = colleagues.get(alias) if alias else None
    return colleague.first_name if colleague else _("iemand")
