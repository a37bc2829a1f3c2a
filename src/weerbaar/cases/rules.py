"""Decisions about a case: terms, stages, who may be let in and who may leave. Pure; `today` is an argument."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.procedures import OMBUDSMAN, Doer, Guard, Place, Step
from weerbaar.ground.clock import AMSTERDAM, midnight
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection

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


def is_before_assessment(stage: str) -> bool:
    """Whether a case was not assessed yet."""
    return Place(stage) in (Place.RECEIVED, Place.ACKNOWLEDGED)


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


def pseudonyms_in(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Which of the pseudonyms of a case stand in a text, as a word of their own and as the file writes them.

    The reporter's is one letter, and so also an initial: that one says nothing.
    """
    return tuple(one for one in sorted(known) if len(one) > 1 and re.search(rf"(?<!\w){one}(?!\w)", text))


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
