"""Decisions about a case: terms, stages, who may be let in and who may leave. Pure; `today` is an argument."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.procedures import OMBUDSMAN, Doer, Guard, Place, Step
from weerbaar.ground.clock import AMSTERDAM, midnight
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from weerbaar.cases.procedures import Procedure

SOON_DAYS = 7
SOON_SHARE = 75
FEWEST_HOLDERS = 2
NAMES_MINUTES = 15
LONGEST_ACCESS_DAYS = 366
LONGEST_TEXT = 20_000
LONGEST_REASON = 2_000

# The compartments that need a second person's consent (C4), and those that anyone who is let in gets.
EXCEPTIONAL = ("names", "identity")
ORDINARY = ("talk", "file")


# --- terms: domain.md §1.4 ---


def add_months(day: date, months: int) -> date:
    """The same day some months on; in a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def share_gone(starts: date, due: date, today: date) -> int:
    """How much of a term is gone, 0 to 100."""
    whole = (due - starts).days
    return 100 if whole <= 0 else max(0, min(100, round(100 * (today - starts).days / whole)))


def term_state(starts: date, due: date, today: date) -> str:
    """ "late" after the day itself, "soon" from three quarters or the day before, else ""."""
    if today > due:
        return "late"
    near = due - today <= timedelta(days=1) or share_gone(starts, due, today) >= SOON_SHARE
    return "soon" if near else ""


def asks_by(today: date) -> date:
    """A term that ends on or before this day asks for its handler."""
    return today + timedelta(days=SOON_DAYS)


# --- stages and verbs ---


class Move(Enum):
    """What may be done with a case outside the steps of its procedure, and whether also when it is closed."""

    WORK = False
    TALK = True
    # Of a closed case too: otherwise who holds its keys could never hand them over and leave.
    LET_IN = True  # noqa: PIE796 - the same answer


_CLOSED = _("Deze zaak is gesloten. Je kunt nog wel met de melder praten.")


def missing_for(move: Move, stage: str) -> str:
    """What must be there first, as a sentence for the page; empty when the move is possible now."""
    return "" if move.value or stage != Place.CLOSED else _CLOSED


def check_move(move: Move, stage: str) -> None:
    """Refuse a move that the stage does not allow, saying what is missing."""
    if sentence := missing_for(move, stage):
        raise RefusedError(sentence)


_ONLY_ADVICE = _(
    "Dit is een vraag om advies. Je onderzoekt niets en spreekt er niemand over. Moet dat wel? Dan maakt wie het vroeg "
    "er eerst een melding van."
)


def missing_for_report(procedure: Procedure) -> str:
    """What must be there before anything is inquired into, or anybody is spoken to, as a sentence: a report (R18).

    Empty for a report. Whoever asked for advice was told that neither happens, and alone makes a report of it.
    """
    return "" if procedure.is_report else _ONLY_ADVICE


def check_is_report(procedure: Procedure) -> None:
    """Refuse what belongs to a report in a case in which nothing was reported."""
    if sentence := missing_for_report(procedure):
        raise RefusedError(sentence)


def check_may_answer(stage: str) -> None:
    """Refuse an answer on a paper of a case that was closed since: nothing is done with it any more."""
    if stage == Place.CLOSED:
        raise RefusedError(_("Deze zaak is gesloten. Je antwoord is niet meer nodig."))


def missing_before_release(stage: str) -> str:
    """What must be there before anything of a case is handed to another organisation; empty when it may be now."""
    return _STEP_TOO_EARLY[Place.RECEIVED] if stage == Place.RECEIVED else ""


def check_may_release(stage: str) -> None:
    """Refuse to hand over something of a report whose receipt nobody confirmed. Of a closed case it may be."""
    if sentence := missing_before_release(stage):
        raise RefusedError(sentence)


_STEP_TAKEN = {
    Step.ACKNOWLEDGE: _("Je bevestigde al dat de melding binnen is."),
    Step.ASSESS: _("De melding is al beoordeeld."),
    Step.NOT_HERE: _("De melding is al beoordeeld."),
    Step.INQUIRE: _("Het onderzoek loopt al, of is al klaar."),
    Step.DECIDE: _("Er is al besloten."),
    Step.INFORM: _("De melder kreeg al antwoord. Wil je nog iets zeggen? Stuur een bericht."),
    Step.FEEDBACK: _("De melder kreeg al antwoord. Wil je nog iets zeggen? Stuur een bericht."),
    Step.CLOSE: _CLOSED,
}
_STEP_TOO_EARLY = {
    Place.RECEIVED: _("Bevestig eerst dat de melding binnen is."),
    Place.ACKNOWLEDGED: _("Beoordeel eerst de melding."),
    Place.ASSESSED: _("Leg eerst vast wat er is uitgezocht of besloten."),
    Place.INQUIRY: _("Rond eerst het onderzoek af met een besluit."),
    Place.DECIDED: _("Geef eerst antwoord aan de melder."),
    Place.ANSWERED: _("Sluit eerst de zaak."),
}
_GUARD_MISSING = {
    Guard.TRIAGED: _("Beoordeel eerst de melding."),
    Guard.ADMITTED: _("Bij de beoordeling staat dat de melding hier niet hoort."),
    Guard.NOT_ADMITTED: _("Bij de beoordeling staat dat de melding hier hoort."),
    Guard.DUTIES_ASKED: _(
        "Beantwoord eerst bij de beoordeling of er aangifte of een ongevalsmelding moet komen."
    ),
    Guard.DUTIES_SETTLED: _(
        "Leg eerst vast wat er is besloten over de aangifte of de melding van het ongeval."
    ),
    Guard.REPORTER_NAMED: _(
        "Dit kan alleen als de melder een naam gaf. Zonder naam telt het niet als klacht."
    ),
    Guard.ACCOUNT_SETTLED: _(
        "Het gespreksverslag is nog niet afgerond. Wacht op het akkoord van de melder, of leg een verbeterd verslag voor."
    ),
    Guard.BOTH_SIDES_HEARD: _("Hoor eerst beide kanten, of leg vast waarom dat niet kon."),
    Guard.OUTCOME_RECORDED: _("Leg eerst vast wat eruit kwam."),
    Guard.COMPLAINANT_AGREED: _(
        "Zonder horen kan dit alleen als de melder het eens is met de oplossing, of de klacht introk. Begin anders een "
        "onderzoek en hoor beide kanten."
    ),
    Guard.CONCLUDED: _("Er staat nog niet wat eruit kwam, en ook niet dat de melding hier niet hoort."),
    Guard.MEASURES_SETTLED: _("Er ligt nog een maatregel waarover niet is besloten."),
    Guard.FEEDBACK_GIVEN: _("Geef eerst antwoord aan de melder. Daarna kun je de zaak sluiten."),
    Guard.NOTICES_SETTLED: _(
        "De melder hoorde dat een betrokkene bericht krijgt. Geef dat bericht, of leg vast waarom niet."
    ),
    Guard.CONTACT_NAMED: _("De naam van de melder is bekend. Noem eerst een contactpersoon voor de melder."),
    Guard.LETTERS_GIVEN: _(
        "Een betrokkene kreeg bericht van de melding. Geef eerst de brief over wat wel en niet is vastgesteld."
    ),
}


_NOT_YOURS = _("Dit doet een behandelaar van de zaak. Jij leest mee.")


def doers(*, handles: bool, decides: bool, is_lawyer: bool) -> frozenset[Doer]:
    """As whom somebody in a case acts. Who reads along for a time `handles` nothing."""
    known = {Doer.HANDLER: handles, Doer.DECIDER: decides, Doer.LAWYER: is_lawyer}
    return frozenset(one for one, is_so in known.items() if is_so)


def not_theirs(procedure: Procedure, step: Step, place: str, acts_as: Collection[Doer]) -> str:
    """Why somebody may not take a step that is possible from here, as a sentence; empty when they may."""
    move = procedure.move(step, place)
    return _NOT_YOURS if move is not None and not set(move.who) & set(acts_as) else ""


def missing_for_guard(guard: Guard) -> str:
    """What to do first when a guard is not met."""
    return _GUARD_MISSING[guard]


def missing_for_step(procedure: Procedure, step: Step, place: str, met: Collection[Guard]) -> tuple[str, ...]:
    """What must be there before a step, as sentences; empty when it may be taken now."""
    move = procedure.move(step, place)
    if move is not None:
        return tuple(_GUARD_MISSING[guard] for guard in move.needs if guard not in met)
    order = procedure.places
    here = order.index(Place(place))
    sources = [order.index(source) for one in procedure.moves if one.step is step for source in one.sources]
    if not sources:
        return (_("Deze procedure kent die stap niet."),)
    return (_STEP_TOO_EARLY[Place(place)] if here < min(sources) else _STEP_TAKEN[step],)


def check_step(procedure: Procedure, step: Step, place: str, met: Collection[Guard]) -> None:
    """Refuse a step that is not possible, saying the first thing that is missing."""
    for sentence in missing_for_step(procedure, step, place, met):
        raise RefusedError(sentence)


# --- letting in and leaving ---


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be let in."""

    has_trusted_key: bool
    has_left: bool
    is_kept_out: bool
    works_on_cases: bool


def may_be_let_in(one: Candidate) -> bool:
    """Whether a key may be sealed to somebody: not to who must stay out, who left, or whose key nobody vouched for."""
    return one.has_trusted_key and one.works_on_cases and not one.has_left and not one.is_kept_out


class TooFewError(RefusedError):
    """Too few would be left with a key. Whoever is refused can mend it: a page leads to where somebody is let in."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Er moeten altijd twee mensen een sleutel hebben, en er is nu geen reserve die erbij kan. Geef eerst nog "
                "een collega toegang: ‘Zolang de zaak loopt’, ook tot de namen. Daarna kan dit."
            )
        )


def are_too_few(lasting_others: Collection[int]) -> bool:
    """Whether a compartment would keep fewer than two holders.

    `lasting_others` counts, per compartment that the leaver holds, the others who hold it without an end date. Who is
    let in for a time does not count: when the time ends, nobody would be asked.
    """
    return any(count < FEWEST_HOLDERS for count in lasting_others)


def check_may_leave(lasting_others: Collection[int]) -> None:
    """Refuse when a compartment would keep fewer than two holders: see `are_too_few`."""
    if are_too_few(lasting_others):
        raise TooFewError


_STRONGEST_FIRST = ("handler", "reserve", "colleague")


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a case: as what, and until when. None is as long as the case lasts."""

    capacity: str
    until: datetime | None


def whole_seat(own: Seat | None, standing_in: Collection[Seat], now: datetime) -> Seat | None:
    """The place that somebody has by what is their own and by whom they stand in for; None where nothing of it runs.

    As the strongest of these, for as long as the last of them: neither takes from the other.
    """
    running = [
        one for one in (own, *standing_in) if one is not None and (one.until is None or one.until > now)
    ]
    if not running:
        return None
    days = [one.until for one in running if one.until is not None]
    return Seat(
        min((one.capacity for one in running), key=_STRONGEST_FIRST.index),
        max(days) if len(days) == len(running) else None,
    )


def ends_later(until: datetime | None, than: datetime | None) -> bool:
    """Whether access until `until` lasts longer than access until `than`; None is as long as the case lasts."""
    return than is not None and (until is None or until > than)


def check_lasts(until: datetime | None) -> None:
    """Refuse a decision on who holds keys to whoever holds theirs for a time. `day` is a date, for the page to say."""
    if until is not None:
        raise RefusedError(
            _("Jouw toegang eindigt vanzelf, na %(day)s. Vraag dit aan een collega zonder einddag."),
            day=last_day_of(until),
        )


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Somebody in a case, as far as it decides whether they agree to what leaves it. `held` are the compartments that they
    hold for good; one that is there no more is held by everybody.
    """

    may_work: bool
    lasts: bool
    only_checks: bool
    held: frozenset[str]


def may_agree(one: SecondPerson, compartments: Collection[str]) -> bool:
    """Whether somebody agrees, as a second person, to what leaves a case and hangs on the names in these compartments."""
    return one.may_work and one.lasts and not one.only_checks and set(compartments) <= one.held


def check_consent(decider: object, *, asker: object, newcomer: object) -> None:
    """Consent comes from somebody else than who asked and whom it is for."""
    if decider in (asker, newcomer):
        raise RefusedError(_("Een ander moet hierover besluiten: jij vroeg het zelf, of het gaat over jou."))


def end_of(last_day: date | None, today: date, *, field: str = "until") -> datetime | None:
    """The moment at which access up to and including `last_day` ends. None stays None: as long as the case lasts.

    `field` is where the day was asked. Raises RefusedError.
    """
    if last_day is None:
        return None
    if last_day < today:
        raise RefusedError(_("Kies vandaag of een latere dag."), field=field)
    if last_day > today + timedelta(days=LONGEST_ACCESS_DAYS):
        raise RefusedError(_("Kies een dag binnen een jaar."), field=field)
    return midnight(last_day + timedelta(days=1)).astimezone(UTC)


def last_day_of(until: datetime | None) -> date | None:
    """The last whole day of an access that ends at `until`."""
    return (until - timedelta(microseconds=1)).astimezone(AMSTERDAM).date() if until else None


def checked_text(text: str, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """What somebody typed, trimmed. Refuses nothing at all, too much, and what no page can show."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RefusedError(
            _("In je tekst staat een teken dat wij niet kunnen bewaren."), field=field
        ) from None
    told = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not told:
        raise RefusedError(_("Schrijf eerst iets op."), field=field)
    if len(told) > longest:
        raise RefusedError(
            _("Je tekst is te lang. Houd het bij %(longest)d tekens."), field=field, longest=longest
        )
    return told


def text_if_any(text: str, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """The same of what need not be told: empty for nothing at all."""
    return checked_text(text, field=field, longest=longest) if text.strip() else ""


def check_outcome_route(procedure: Procedure, body: str) -> None:
    """Refuse an answer without the ombudsman in it, where the procedure says that the ombudsman comes next (C21)."""
    if procedure.points_to_ombudsman and OMBUDSMAN not in body.casefold():
        raise RefusedError(
            _("Zeg ook dat de melder naar de ombudsman kan. Dat hoort bij het antwoord op een klacht."),
            field="body",
        )


# --- names in a case ---

_LETTERS = {"reporter": "M", "subject": "B", "witness": "G", "injured": "S"}


def pseudonym(role: str, number: int) -> str:
    """Under which name the file knows somebody: M, B1, G1, S1."""
    letter = _LETTERS[role]
    return letter if role == "reporter" else f"{letter}{number}"


# --- measures: domain.md §3.3; numbers of articles that nobody checked are never shown ---


class Towards(Enum):
    """Whom a measure is for."""

    SUBJECT = "subject"
    ORGANISATION = "organisation"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A measure that can be proposed. `is_order` holds for as long as it is being looked into and is no punishment.

    `burdens` says whether somebody is worse off by it: then both sides are heard before, and the employer decides.
    `hears_first` is off only where hearing somebody first would warn them: the police hear them. `is_ours` holds for
    what an organisation does to whoever is not in its service too: it ends a contract, shuts its door, or claims.
    `protects` may be there for the safety of whoever reported: then it is said who bears its burden (C8).
    """

    label: str
    towards: Towards
    is_order: bool = False
    burdens: bool = True
    hears_first: bool = True
    is_ours: bool = False
    protects: bool = False


MEASURES: Mapping[str, MeasureKind] = {
    "no_measure": MeasureKind(_("Geen maatregel"), Towards.EITHER, burdens=False, hears_first=False),
    "organisational_measure": MeasureKind(
        _("Iets veranderen in de organisatie"),
        Towards.ORGANISATION,
        burdens=False,
        hears_first=False,
        protects=True,
    ),
    "protection": MeasureKind(
        _("De melder of een getuige beschermen"),
        Towards.ORGANISATION,
        burdens=False,
        hears_first=False,
        protects=True,
    ),
    "rehabilitation": MeasureKind(
        _("Eerherstel voor de betrokkene"), Towards.SUBJECT, burdens=False, hears_first=False
    ),
    "conversation": MeasureKind(_("Gesprek over het gedrag"), Towards.SUBJECT),
    "coaching_or_training": MeasureKind(_("Coaching of training"), Towards.SUBJECT),
    "written_warning": MeasureKind(_("Schriftelijke waarschuwing"), Towards.SUBJECT),
    "written_reprimand": MeasureKind(_("Berisping"), Towards.SUBJECT),
    "loss_of_leave_hours": MeasureKind(_("Verlofuren inleveren"), Towards.SUBJECT),
    "withheld_increment_or_pay": MeasureKind(_("Loon of loonsverhoging inhouden"), Towards.SUBJECT),
    "fine": MeasureKind(_("Boete"), Towards.SUBJECT),
    "demotion_or_transfer": MeasureKind(_("Lagere functie of andere werkplek"), Towards.SUBJECT),
    "suspension_disciplinary": MeasureKind(_("Schorsing als straf"), Towards.SUBJECT),
    "conditional_dismissal": MeasureKind(_("Voorwaardelijk ontslag"), Towards.SUBJECT),
    "settlement_agreement": MeasureKind(_("Vaststellingsovereenkomst"), Towards.SUBJECT),
    "court_rescission": MeasureKind(_("De rechter vragen om het contract te ontbinden"), Towards.SUBJECT),
    "summary_dismissal": MeasureKind(_("Ontslag op staande voet"), Towards.SUBJECT),
    "end_of_hire_or_secondment": MeasureKind(
        _("Einde van inhuur of detachering"), Towards.SUBJECT, is_ours=True
    ),
    "recovery_of_damage": MeasureKind(_("Schade verhalen"), Towards.SUBJECT, is_ours=True),
    "criminal_report": MeasureKind(_("Aangifte doen"), Towards.EITHER, hears_first=False, is_ours=True),
    "non_active": MeasureKind(_("Op non-actief zetten"), Towards.SUBJECT, is_order=True, protects=True),
    "suspension_order": MeasureKind(
        _("Schorsing voor de duur van het onderzoek"), Towards.SUBJECT, is_order=True, protects=True
    ),
    "access_block": MeasureKind(
        _("Toegang tot gebouw of systemen dicht"),
        Towards.SUBJECT,
        is_order=True,
        is_ours=True,
        protects=True,
    ),
    "workplace_change": MeasureKind(
        _("Tijdelijk een andere werkplek"), Towards.SUBJECT, is_order=True, protects=True
    ),
}
"""What may be proposed, `disposal` and `order_measure` in one table, by the code that is kept."""


def check_measure_for(code: str, *, has_subject: bool) -> MeasureKind:
    """The measure that a code stands for. Refuses one that nobody knows, and one for the wrong side."""
    kind = MEASURES.get(code)
    if kind is None:
        raise RefusedError(_("Kies een maatregel uit de lijst."), field="kind")
    if kind.towards is Towards.SUBJECT and not has_subject:
        raise RefusedError(_("Kies voor welke betrokkene deze maatregel is."), field="party")
    if kind.towards is Towards.ORGANISATION and has_subject:
        raise RefusedError(_("Deze maatregel is voor de organisatie, niet voor een persoon."), field="party")
    return kind


def may_come_early(kind: MeasureKind) -> bool:
    """Whether a measure may be proposed before the report was assessed: an order, a report to the police, no burden."""
    return kind.is_order or not kind.burdens or not kind.hears_first


def is_before_assessment(stage: str) -> bool:
    """Whether a case was not assessed yet."""
    return Place(stage) in (Place.RECEIVED, Place.ACKNOWLEDGED)


def check_may_propose(kind: MeasureKind, stage: str) -> None:
    """Refuse a measure once it stands what came out, and one that burdens somebody before the report was assessed."""
    if Place(stage) not in (Place.RECEIVED, Place.ACKNOWLEDGED, Place.ASSESSED, Place.INQUIRY):
        raise RefusedError(_("De uitkomst ligt al vast. Een maatregel stel je daarvoor voor."))
    if is_before_assessment(stage) and not may_come_early(kind):
        raise RefusedError(
            _("Beoordeel eerst de melding. Tot dan kan alleen een maatregel die nu nodig is."), field="kind"
        )


def check_decider(decider: object, *, proposer: object) -> None:
    """Nobody decides on a measure of their own."""
    if decider == proposer:
        raise RefusedError(_("Wie een maatregel voorstelt, besluit er niet over."))


def missing_before_check(how: MeasureStanding) -> tuple[str, ...]:
    """Why a measure is not to be checked on the law now, here or on a paper for a lawyer; empty when it is."""
    if how.state == "dropped":
        return (_("Deze maatregel gaat niet door."),)
    if how.state != "proposed":
        return (_("Deze maatregel is al getoetst."),)
    if how.is_at_lawyer:
        return (_("Deze maatregel ligt al bij een jurist. Wacht op de toets, of trek eerst die vraag in."),)
    return ()


def check_checker(checker: object, *, proposer: object, is_lawyer: bool, has_lawyer: bool) -> None:
    """The legal check is by somebody else than who proposed it, and by a lawyer where there is one who may."""
    if checker == proposer:
        raise RefusedError(_("Jij stelde deze maatregel voor. Een ander doet de juridische toets."))
    if has_lawyer and not is_lawyer:
        raise RefusedError(_("In jullie organisatie doet een jurist deze toets. Vraag het een jurist."))


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """How a measure stands. `answer` is what the one who decides said of it: None as long as nothing was said.

    `is_outside`: an employer outside the organisation decides about it, and is advised. `is_employer_known`: somebody said
    whose employer decides, where that matters. `is_laid`: a question about it waits for an answer. `is_at_lawyer`: the
    legal check was asked of a lawyer, who did not answer yet. `is_on_reporter`: the reporter bears the burden, and
    `has_answered` what they were asked; `has_agreed` is what was recorded of it, None as long as nothing was.
    """

    state: str
    is_fit: bool
    is_heard: bool
    answer: bool | None = None
    may_holder_decide: bool = False
    is_proposer: bool = False
    is_outside: bool = False
    is_employer_known: bool = True
    is_laid: bool = False
    is_at_lawyer: bool = False
    is_on_reporter: bool = False
    has_answered: bool = False
    has_agreed: bool | None = None


def may_holder_decide(procedure: Procedure, kind: MeasureKind, bearer: str = "") -> bool:
    """Whether a holder of the case may decide by themself: only what burdens nobody, where handlers decide at all."""
    deciding = {who for one in procedure.moves if one.step is Step.DECIDE for who in one.who}
    return not kind.burdens and bearer in ("", NOBODY) and Doer.HANDLER in deciding


# --- who bears the burden of what protects (C8): the codes of `models.Measure.Bearer` ---

REPORTER, SUBJECT, NOBODY = "reporter", "subject", "nobody"


@dataclass(frozen=True, slots=True)
class Burden:
    """Who bears the burden of a measure. When it is the reporter: which alternative was considered, why that will not do,
    and what they are asked.
    """

    bearer: str = ""
    alternative: str = field(default="", repr=False)
    why_not: str = field(default="", repr=False)
    asks: str = field(default="", repr=False)

    @property
    def is_on_reporter(self) -> bool:
        return self.bearer == REPORTER


def checked_burden(kind: MeasureKind, burden: Burden) -> Burden:
    """What is said of the burden. Of what protects it is always said; what burdens the subject is another measure, for
    which both sides are heard. Raises RefusedError.
    """
    if kind.protects and not burden.bearer:
        raise RefusedError(
            _("Deze maatregel kan iemand beschermen. Zeg wie er last van heeft."), field="bearer"
        )
    if burden.bearer == SUBJECT and kind.towards is Towards.ORGANISATION:
        raise RefusedError(
            _("Heeft de betrokkene er last van? Kies dan een maatregel voor die persoon."), field="bearer"
        )
    if not burden.is_on_reporter:
        return Burden(burden.bearer)
    return Burden(
        burden.bearer,
        alternative=checked_text(burden.alternative, field="alternative", longest=LONGEST_REASON),
        why_not=checked_text(burden.why_not, field="why_not", longest=LONGEST_REASON),
        asks=checked_text(burden.asks, field="asks", longest=LONGEST_REASON),
    )


def missing_before_settling(how: MeasureStanding) -> str:
    """What must be there before somebody records whether the reporter agreed; empty when it can be done now."""
    if not how.is_on_reporter or how.state in ("decided", "dropped"):
        return _("Hier hoeft de melder niets over te zeggen.")
    if how.has_agreed is not None:
        return _("Dit ligt al vast.")
    return (
        ""
        if how.has_answered
        else _("De melder antwoordde nog niet. Wacht daarop, of stel iets anders voor.")
    )


def _missing_of_reporter(how: MeasureStanding) -> str:
    """What is missing of the reporter's own yes, where they bear the burden; empty when nothing is."""
    if not how.is_on_reporter or how.has_agreed:
        return ""
    if how.has_agreed is False:
        return _("De melder wil dit niet. Laat deze maatregel vallen, of stel iets anders voor.")
    return _("De melder heeft er last van. Vraag het de melder, en leg vast wie akkoord ging.")


def missing_before_asking(kind: MeasureKind, how: MeasureStanding) -> tuple[str, ...]:
    """What must be there before a measure is laid before who decides: the legal check, and both sides (promise 7)."""
    if how.state == "decided":
        return (_("Over deze maatregel is al besloten."),)
    if how.state == "dropped":
        return (_("Deze maatregel gaat niet door."),)
    if how.state == "advised":
        return (_("Deze maatregel ligt bij de werkgever. Leg vast wat die antwoordt."),)
    missing = []
    if how.state == "proposed":
        missing.append(_("Laat eerst iemand anders dan wie hem voorstelde de maatregel juridisch toetsen."))
    elif not how.is_fit:
        missing.append(
            _(
                "De juridische toets zegt dat deze maatregel zo niet kan. Laat hem vallen of stel een andere voor."
            )
        )
    if kind.hears_first and not how.is_heard:
        missing.append(
            _(
                "Hoor eerst de betrokkene, of leg vast waarom dat niet kon. Zonder beide kanten komt er geen maatregel."
            )
        )
    if sentence := _missing_of_reporter(how):
        missing.append(sentence)
    if not how.is_employer_known:
        missing.append(
            _("Zeg eerst wie de werkgever van deze persoon is. Dan staat vast wie erover besluit.")
        )
    return tuple(missing)


def asks_for_employer(kind: MeasureKind, *, has_subject: bool) -> bool:
    """Whether it matters whose employer decides: for what burdens somebody and is theirs to decide (C15)."""
    return has_subject and kind.burdens and not kind.is_ours


def decides_outside(kind: MeasureKind, *, is_employer_outside: bool) -> bool:
    """Whether an employer outside decides about a measure: not about what burdens nobody or the organisation does itself."""
    return is_employer_outside and kind.burdens and not kind.is_ours


def missing_before_advising(kind: MeasureKind, how: MeasureStanding) -> tuple[str, ...]:
    """What must be there before an employer outside is advised: what must be there before anybody is asked."""
    missing = missing_before_asking(kind, how)
    if how.is_outside or how.state in ("decided", "dropped", "advised"):
        return missing
    return (*missing, _("Over deze maatregel besluit iemand van de organisatie. Leg hem voor."))


def check_employer_answer(day: date | None, *, advised_on: date, today: date) -> date:
    """The day on which an employer answered. Refuses one before they were advised, and one that is to come."""
    if day is None or not advised_on <= day <= today:
        raise RefusedError(_("Kies een dag vanaf de dag van de brief, tot en met vandaag."), field="day")
    return day


def missing_for_measure(kind: MeasureKind, how: MeasureStanding) -> tuple[str, ...]:
    """What must be there before a measure stands as decided, as sentences; empty when it can be decided now."""
    missing = missing_before_asking(kind, how)
    if how.state in ("decided", "dropped", "advised") or how.answer is True:
        return missing
    stops = (
        (how.answer is False, _("Wie besluit zei nee tegen deze maatregel. Laat hem vallen.")),
        (how.is_outside, _("Over deze maatregel besluit een werkgever van buiten. Geef die eerst advies.")),
        (how.is_laid, _("Deze maatregel ligt nog voor bij wie besluit. Trek eerst die vraag in.")),
        (not how.may_holder_decide, _("Leg de maatregel eerst voor aan wie besluit.")),
        (how.is_proposer, _("Jij stelde deze maatregel voor. Een ander besluit.")),
    )
    return (*missing, *[sentence for stopped, sentence in stops if stopped][:1])


# --- questions to who decides ---

FEWEST_ANSWERS = 2
LONGEST_WAIT_DAYS = 366


def check_decide_by(day: date, today: date, *, field: str = "due_on") -> None:
    """Refuse a day by which nobody can do it, or of which nobody thinks any more. `field` is where it was asked."""
    if day < today:
        raise RefusedError(_("Kies vandaag of een latere dag."), field=field)
    if day > today + timedelta(days=LONGEST_WAIT_DAYS):
        raise RefusedError(_("Kies een dag binnen een jaar."), field=field)


def may_be_asked(one: Candidate, *, decides: bool, is_administrator: bool, reads_case: bool) -> bool:
    """Whether a question may be put to somebody: who decides has no other part in the case, and is not in it."""
    has_key = one.has_trusted_key and not one.has_left and not one.is_kept_out
    return has_key and decides and not is_administrator and not reads_case
