"""What a copy of the file may hold for a reader outside (C14). Pure: a table, and the refusal of what is not in it.

The table is ours, and no law: what each reader asks for as a rule, and at most that. What stays out is named in the copy
as left out, with its number and why: a reader must see that something is not there, and never what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.models import FileCopy, Kind
from weerbaar.cases.rules import LONGEST_REASON, checked_text
from weerbaar.ground.errors import RefusedError
from weerbaar.vault.files import Whose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from uuid import UUID

Reader = FileCopy.Reader


class Part(StrEnum):
    """What a copy is put together from, in the order of its chapters."""

    PEOPLE = "people"
    REPORT = "report"
    TALK = "talk"
    ACCOUNTS = "accounts"
    SUBJECTS = "subjects"
    ASSESSMENT = "assessment"
    DUTIES = "duties"
    MEASURES = "measures"
    QUESTIONS = "questions"
    DECISIONS = "decisions"
    LETTERS = "letters"
    PROTECTION = "protection"
    HANDED_ON = "handed_on"
    TERMS = "terms"
    FILES = "files"
    TIMELINE = "timeline"
    OBJECTION = "objection"
    ACCESS = "access"
    GUESTS = "guests"
    NOTES = "notes"
    TASKS = "tasks"
    PLAN = "plan"
    LESSONS = "lessons"
    COPIES = "copies"


LABELS: Mapping[Part, str] = {
    Part.PEOPLE: _("Personen, onder schuilnamen"),
    Part.REPORT: _("De melding"),
    Part.TALK: _("Het gesprek met de melder"),
    Part.ACCOUNTS: _("Gespreksverslagen"),
    Part.SUBJECTS: _("Bericht aan de betrokkene, en het antwoord"),
    Part.ASSESSMENT: _("De beoordeling"),
    Part.DUTIES: _("Plichten die erbij kwamen"),
    Part.MEASURES: _("Maatregelen"),
    Part.QUESTIONS: _("Vragen aan wie besluit of toetst, en de antwoorden"),
    Part.DECISIONS: _("Besluiten, met de reden"),
    Part.LETTERS: _("Brieven aan de betrokkene"),
    Part.PROTECTION: _("Hoe het met de melder gaat"),
    Part.HANDED_ON: _("Wat is doorgegeven aan een ander"),
    Part.TERMS: _("Termijnen, en hoe die liepen"),
    Part.FILES: _("Stukken"),
    Part.TIMELINE: _("De tijdlijn: wie deed wat, en wanneer"),
    Part.OBJECTION: _("Wat de melder over een afschrift las, en in die dagen schreef"),
    Part.ACCESS: _("Wie toegang kreeg of de namen opende, en waarom"),
    Part.GUESTS: _("Wat mensen met eigen woorden schreven"),
    Part.NOTES: _("Notities"),
    Part.TASKS: _("Taken"),
    Part.PLAN: _("Het communicatieplan"),
    Part.LESSONS: _("Lessen"),
    Part.COPIES: _("Besluiten over afschriften"),
}

_ORDINARY = frozenset(one for one in Part if list(Part).index(one) <= list(Part).index(Part.TIMELINE))
_INTERNAL = frozenset({Part.NOTES, Part.TASKS, Part.PLAN, Part.LESSONS, Part.COPIES})

NOT_CHOSEN, INTERNAL, IN_CONFIDENCE, TO_STAY_HIDDEN, TAKEN_BACK, SECRET, CLOSED, OF_LEFT_OUT = (
    _("Niet gekozen voor dit afschrift"),
    _("Intern werkstuk"),
    _("In vertrouwen gezegd"),
    _("Geschreven om de melder te beschermen"),
    _("Teruggenomen door wie het schreef"),
    _("Onder geheimhouding"),
    _("Niet te openen voor wie dit afschrift maakte"),
    _("Gaat over een deel van het dossier dat u niet krijgt"),
)
"""Why something is left out."""


def why_left_out(part: Part) -> str:
    """Why a part that was not chosen is not in a copy."""
    if part in _INTERNAL:
        return INTERNAL
    if part is Part.OBJECTION:
        return TO_STAY_HIDDEN
    return IN_CONFIDENCE if part is Part.GUESTS else NOT_CHOSEN


_OF_WHO_REPORTED = frozenset({Part.REPORT, Part.TALK, Part.ACCOUNTS, Part.PROTECTION, Part.TERMS})
_TOLD_BY_REPORTER = frozenset({Part.REPORT, Part.TALK, Part.ACCOUNTS, Part.PROTECTION})
_NOT_TOLD_OF = frozenset({"police", "reporter"})
"""Of whom the reporter does not hear that they got a copy: an inquiry of the police may ask silence, and who holds it knows."""
_OF_WHOM_IT_IS_ABOUT = frozenset({Part.SUBJECTS, Part.LETTERS, Part.MEASURES})
PARTIES: Mapping[str, frozenset[Part]] = {
    Reader.REPORTER: _OF_WHO_REPORTED,
    Reader.SUBJECT: _OF_WHOM_IT_IS_ABOUT,
}
"""Who is in the case themself, and the parts that are theirs: of anything else they do not hear that it is there."""


def told_of_left_out(reader: str) -> frozenset[Part]:
    """The parts of which a reader hears that something was left out, and how much. Of other copies nobody does."""
    found = PARTIES.get(reader, frozenset(Part) - {Part.COPIES})
    # What was said about a copy was said in the talk: who hears of that hears that it is not in it.
    return found | {Part.OBJECTION} if Part.TALK in found else found


MAY_HAVE: Mapping[str, frozenset[Part]] = {
    Reader.COURT: frozenset(Part) - {Part.COPIES},
    Reader.POLICE: _ORDINARY | {Part.OBJECTION, Part.ACCESS, Part.NOTES},
    Reader.HOUSE: _ORDINARY | {Part.OBJECTION, Part.ACCESS},
    Reader.OMBUDSMAN: _ORDINARY | {Part.OBJECTION, Part.ACCESS},
    Reader.PRIVACY: _ORDINARY | {Part.OBJECTION, Part.ACCESS},
    Reader.AUDITOR: frozenset(
        {Part.ASSESSMENT, Part.DUTIES, Part.DECISIONS, Part.TERMS, Part.TIMELINE, Part.ACCESS, Part.LESSONS}
    ),
    Reader.LAWYER: frozenset(Part) - {Part.COPIES, Part.GUESTS},
    Reader.REPORTER: _OF_WHO_REPORTED | {Part.FILES, Part.TIMELINE, Part.OBJECTION},
    Reader.SUBJECT: _OF_WHOM_IT_IS_ABOUT | {Part.FILES},
    Reader.OTHER: _ORDINARY | {Part.OBJECTION},
}
"""By reader, as in `models.FileCopy.Reader`: the most that they get."""

BY_DEFAULT: Mapping[str, frozenset[Part]] = {
    reader: (may & _ORDINARY) - {Part.FILES} for reader, may in MAY_HAVE.items()
} | {
    Reader.POLICE: frozenset({Part.PEOPLE, Part.REPORT, Part.TALK, Part.ACCOUNTS, Part.TIMELINE}),
    Reader.AUDITOR: frozenset({Part.ASSESSMENT, Part.DECISIONS, Part.TERMS, Part.TIMELINE}),
    Reader.REPORTER: _OF_WHO_REPORTED,
    Reader.SUBJECT: frozenset({Part.SUBJECTS, Part.LETTERS}),
    Reader.OTHER: frozenset({Part.DECISIONS}),
}
"""What is proposed. Files are chosen one by one; what people wrote in confidence or for each other never is, nor what a
reporter wrote about a copy: they wrote it not to be recognised.
"""

_MAY_NAME: Mapping[str, frozenset[str]] = {
    Reader.AUDITOR: frozenset(),
    Reader.REPORTER: frozenset({"reporter"}),
    Reader.SUBJECT: frozenset(),
}
"""Whose names may go along, by role, where that is not everybody's."""

_GETS_ORIGINALS = frozenset({Reader.COURT.value, Reader.POLICE.value, Reader.HOUSE.value})
"""Who may get a file as it came beside the cleaned one: who weighs it as evidence, or inquires themselves, and has to see
that nothing was done to it. To any other reader a cleaned file says as much, and an original may say who made it, where
and when. So never to a subject; and a reporter has their own.
"""

_OF_ADVICE = frozenset({Reader.COURT.value, Reader.POLICE.value, Reader.REPORTER.value})
"""Who may get a copy of a question for advice: whoever asked it, and who can oblige us."""


LONGEST_READER = 300
MOST_WORDS = 200
_SHORTEST_WORD = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to go into a copy. `who` says for whom exactly, `ground` why; `files` are ids, `originals` those
    of which the file as it came goes along too, each with the reason.

    `named` are the people whose names go along, by party, each with the reason; `is_obliged` says that a law asks the name
    of the reporter. `words` are what is blackened besides. `was_read` says that each text was read for a name that was
    erased, and cannot be searched any more.
    """

    reader: str
    who: str = field(repr=False)
    ground: str = field(repr=False)
    parts: frozenset[str]
    files: frozenset[UUID] = frozenset()
    named: Mapping[UUID, str] = field(default_factory=dict, repr=False)
    is_obliged: bool = False
    words: tuple[str, ...] = field(default=(), repr=False)
    was_read: bool = False
    originals: Mapping[UUID, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class AsItCame:
    """A file that is kept as it came. `whose` it is; `is_cleaned`: there is a cleaned one too, that can go without it."""

    whose: Whose
    is_cleaned: bool = True


@dataclass(frozen=True, slots=True)
class Nameable:
    """Somebody in the case whose name lies apart: the compartment, and their role."""

    role: str
    chest: str


def check_reader(reader: str, *, kind: str, subjects: int) -> None:
    """Refuse a reader who gets no copy of this kind of case, or none from which others can be kept apart."""
    if reader not in Reader.values:
        raise RefusedError(_("Kies voor wie dit afschrift is."), field="reader")
    if kind == Kind.ADVICE and reader not in _OF_ADVICE:
        raise RefusedError(
            _(
                "Iemand vroeg hier om advies. Daarvan krijgt alleen de rechter, de politie of wie het vroeg een afschrift."
            ),
            field="reader",
        )
    if reader == Reader.SUBJECT and subjects > 1:
        raise RefusedError(
            _(
                "In deze zaak zijn meer betrokkenen. Een afschrift voor een van hen vertelt over de anderen. Geef brieven."
            ),
            field="reader",
        )


def check_sees(apart: Collection[str], *, held: Collection[str], names_open: bool) -> None:
    """Refuse to show what names were taken out of, to whom it would tell what they are.

    `apart` are the compartments that these names lie in, `held` those that somebody has a key to. Whoever types names
    would learn which of them are in the case: so it asks what opening the names asks, with its reason.
    """
    if not set(apart) <= set(held):
        raise RefusedError(NO_KEY)
    if apart and not names_open:
        raise RefusedError(NAMES_SHUT)


def wrong_with(
    wanted: Wanted,
    *,
    files: Collection[UUID],
    originals: Mapping[UUID, AsItCame],
    people: Mapping[UUID, Nameable],
    is_erased: bool,
) -> Iterator[RefusedError]:
    """Everything for which this is refused: what the reader may not have, and a name or an original without a reason or a
    ground. Nothing when it may be asked.

    `files` are those of the case that may leave it to this reader; `originals` those of the case that are kept as they
    came; `people` those whose names lie apart; `is_erased` that the name of the reporter was, so that it is not found in a
    text. Of a reason that is missing `values["of"]` says of whom or of which file.
    """
    yield from _refused(lambda: checked_text(wanted.who, field="who", longest=LONGEST_READER))
    yield from _refused(lambda: checked_text(wanted.ground, field="ground", longest=LONGEST_REASON))
    if not wanted.parts:
        yield RefusedError(_("Kies wat er in het afschrift komt."), field="parts")
    elif not wanted.parts <= {one.value for one in MAY_HAVE[wanted.reader]}:
        yield RefusedError(_("Dit krijgt deze lezer niet van ons."), field="parts")
    if (Part.FILES in wanted.parts) is not bool(wanted.files):
        yield RefusedError(_("Kies welke stukken meegaan, of geef geen stukken mee."), field="chosen")
    if not wanted.files <= set(files):
        yield RefusedError(_("Kies stukken uit de lijst."), field="chosen")
    yield from _refused(lambda: _check_words(wanted.words))
    yield from _wrong_names(wanted, people)
    yield from _wrong_originals(wanted, originals, people)
    yield from _refused(lambda: check_read(is_erased=is_erased, was_read=wanted.was_read))


def _refused(check: Callable[[], object]) -> Iterator[RefusedError]:
    try:
        check()
    except RefusedError as error:
        yield error


def check_read(*, is_erased: bool, was_read: bool) -> None:
    """Refuse who did not read each text, where the name of the reporter cannot be searched any more."""
    if is_erased and not was_read:
        raise RefusedError(
            _("Niemand kan de naam van de melder nog openen. Lees elke tekst na, en zeg dat je dat deed."),
            field="was_read",
        )


def told_when_gone(reader: str, parts: Collection[str]) -> bool:
    """Whether the reporter hears that a copy of these parts went to this reader: it holds what they told."""
    return reader not in _NOT_TOLD_OF and not _TOLD_BY_REPORTER.isdisjoint(parts)


def may_name(reader: str, role: str) -> bool:
    """Whether the name of somebody in this role may go along to a reader."""
    return reader not in _MAY_NAME or role in _MAY_NAME[reader]


def _check_words(words: Collection[str]) -> None:
    if len(words) > MOST_WORDS:
        raise RefusedError(_("Dat zijn te veel regels om weg te laten."), field="words")
    if any(len(one.strip()) < _SHORTEST_WORD for one in words):
        raise RefusedError(_("Een woord om weg te laten heeft ten minste twee tekens."), field="words")


def _wrong_names(wanted: Wanted, people: Mapping[UUID, Nameable]) -> Iterator[RefusedError]:
    if not set(wanted.named) <= set(people):
        yield RefusedError(_("Kies mensen uit de lijst."), field="named")
        return
    if not all(may_name(wanted.reader, people[one].role) for one in wanted.named):
        yield RefusedError(_("Deze lezer krijgt die naam niet van ons."), field="named")
    for one, why in wanted.named.items():
        if not why.strip():
            yield RefusedError(_("Schrijf op waarom deze naam meegaat."), field="named", of=one)
    if tells_reporter(wanted, people) and not wanted.is_obliged:
        yield RefusedError(
            _(
                "De naam van de melder gaat alleen mee als een wet dat van ons vraagt. De melder hoort het eerst."
            ),
            field="is_obliged",
        )


def gets_original(reader: str, one: AsItCame, *, has_name: bool) -> bool:
    """Whether a file may go to a reader as it came: one that is not our own only where the reporter's name goes too."""
    return not _why_it_stays(reader, one, has_name=has_name)


def _why_it_stays(reader: str, one: AsItCame, *, has_name: bool) -> str:
    """Why a file does not go as it came; empty where it may."""
    if reader not in _GETS_ORIGINALS:
        return _("Deze lezer krijgt geen originelen van ons.")
    # Nor does what somebody else gave say that the reporter is not in it.
    if one.whose is not Whose.ORGANISATION and not has_name:
        return _(
            "Dit origineel kan van de melder komen en laten zien wie dat is. Het gaat alleen mee als ook de naam van de "
            "melder meegaat."
        )
    return ""


def check_originals(
    wanted: Wanted, originals: Mapping[UUID, AsItCame], people: Mapping[UUID, Nameable]
) -> None:
    """Refuse a file as it came without a reason of its own, one that can show who the reporter is without their name, and
    one of somebody else in the case unless every name goes along.
    """
    for error in _wrong_originals(wanted, originals, people):
        raise error


def _wrong_originals(
    wanted: Wanted, originals: Mapping[UUID, AsItCame], people: Mapping[UUID, Nameable]
) -> Iterator[RefusedError]:
    """One that could not be cleaned goes by the same rule: it *is* as it came, whatever list it was chosen from."""
    uncleaned = {one for one in wanted.files if one in originals and not originals[one].is_cleaned}
    if not uncleaned <= set(wanted.originals):
        yield RefusedError(
            _("Een stuk dat wij niet konden opschonen, gaat alleen mee als origineel, met een reden."),
            field="originals",
        )
    if not set(wanted.originals) <= set(originals):
        yield RefusedError(_("Kies originelen uit de lijst."), field="originals")
        return
    if not set(wanted.originals) <= wanted.files:
        yield RefusedError(_("Kies een origineel alleen bij een stuk dat meegaat."), field="originals")
    for one, why in wanted.originals.items():
        if not why.strip():
            yield RefusedError(_("Schrijf op waarom dit origineel meegaat."), field="originals", of=one)
    going = [originals[one] for one in wanted.originals]
    has_everybody = set(people) <= set(wanted.named)
    for sentence in why_they_stay(
        wanted.reader, going, has_name=tells_reporter(wanted, people), has_everybody=has_everybody
    ):
        yield RefusedError(sentence, field="originals")


def why_they_stay(
    reader: str, going: Collection[AsItCame], *, has_name: bool, has_everybody: bool
) -> list[str]:
    """Why files do not go to a reader as they came; empty when they may. `has_name`: the name of the reporter goes along;
    `has_everybody`: that of everybody in the case does.
    """
    why = [_why_it_stays(reader, one, has_name=has_name) for one in going]
    # Whose it is was never written down: it may show whoever is in the case.
    if not has_everybody and any(one.whose is Whose.SOMEBODY for one in going):
        why.append(
            _(
                "Een van deze originelen is van iemand anders uit de zaak, en kan laten zien wie dat is. Het gaat alleen mee "
                "als de namen van iedereen uit de zaak meegaan."
            )
        )
    return list(dict.fromkeys(filter(None, why)))


def tells_reporter(wanted: Wanted, people: Mapping[UUID, Nameable]) -> bool:
    """Whether the name of the reporter goes to somebody else than the reporter."""
    going = [people[one].role for one in wanted.named if one in people]
    return wanted.reader != Reader.REPORTER and "reporter" in going


def check_agrees(decider: object, *, asker: object) -> None:
    """Refuse who would agree to what they asked themself."""
    if decider == asker:
        raise RefusedError(_("Een ander moet hierover besluiten: jij vroeg dit afschrift zelf."))


NAMES_SHUT = _(
    "Uit een afschrift halen wij namen weg. Open daarom eerst de namen in de zaak, en kom daarna hier terug."
)
NO_KEY = _(
    "Uit dit afschrift halen wij namen waarvan jij geen sleutel hebt. Vraag dit aan een collega die deze wel heeft."
)
CHANGED = _(
    "De zaak is veranderd nadat dit afschrift is gevraagd. Vraag het opnieuw, zodat jullie zien wat er nu meegaat."
)
