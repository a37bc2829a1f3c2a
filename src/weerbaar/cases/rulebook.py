"""What a municipality sets of its own in the procedures: shorter terms, its own words, days freed by decree (C1).

Of the administrator alone, and of no case. A number holds for terms that start after it; a term that runs keeps its days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.clocks import own_lengths
from weerbaar.cases.models import FreeDay, OwnLetter, OwnTerm
from weerbaar.cases.procedures import BLANKS, Letter, newest
from weerbaar.cases.rules import checked_text
from weerbaar.cases.terms import check_own_length, tightened
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.workdays import DECREED, is_workday

if TYPE_CHECKING:
    from weerbaar.cases.procedures import Procedure, TermRule
    from weerbaar.organisation.staff import Staff

LONGEST_LETTER = 4_000
MOST_FREE_DAYS = 4
_FARTHEST = timedelta(days=5 * 366)
_BLANK = re.compile(r"\{([^{}]*)\}")
BLANK_NAMES = {"feedback_due": _("laatste dag")}
"""How somebody reads and types a blank. What is kept has the name that the procedures have."""


@dataclass(frozen=True, slots=True)
class TermSet:
    """A term with the number that holds here. `is_own`: it is shorter than the procedure's."""

    rule: TermRule
    length: int

    @property
    def is_own(self) -> bool:
        return self.length < self.rule.length


@dataclass(frozen=True, slots=True)
class LetterSet:
    """A letter with the words that are proposed here."""

    letter: Letter
    words: str
    is_own: bool


# --- questions ---


def terms_here(procedure: Procedure) -> tuple[TermSet, ...]:
    """The terms of a procedure with the numbers that hold here."""
    own = own_lengths(procedure.name)
    return tuple(TermSet(rule, tightened(rule, own.get(rule.name))) for rule in procedure.terms)


def letters_here(procedure: Procedure) -> tuple[LetterSet, ...]:
    """The letters of a procedure with the words that are proposed here, in the language of the page unless own."""
    own = dict(OwnLetter.objects.filter(procedure=procedure.name).values_list("letter", "words"))
    return tuple(
        LetterSet(letter, own.get(letter) or gettext(words), letter in own)
        for letter, words in procedure.letters.items()
    )


def proposal(procedure: Procedure, letter: Letter, **blanks: str) -> str:
    """What an act page proposes to write: the municipality's own words or the procedure's, with the blanks filled."""
    words = next((one.words for one in letters_here(procedure) if one.letter is letter), "")
    for name, value in blanks.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def every_proposal(procedure: Procedure, letter: Letter) -> tuple[str, ...]:
    """What could be proposed for a letter, in each language: whoever writes may have changed it on the way."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(proposal(procedure, letter))
    return tuple(dict.fromkeys(found))


def free_days() -> list[FreeDay]:
    """The days that this municipality added, the first first."""
    return list(FreeDay.objects.order_by("day"))


def with_names(words: str) -> str:
    """The words of a letter as somebody reads and types them, with the blanks in the language of the page."""
    for blank, name in BLANK_NAMES.items():
        words = words.replace(f"{{{blank}}}", f"{{{gettext(name)}}}")
    return words


def _as_kept(words: str) -> str:
    """The same as it is kept. A blank may be typed in Dutch, in the language of the page, or as it is kept."""
    typed = {name.casefold(): blank for blank, name in BLANK_NAMES.items()}
    typed |= {gettext(name).casefold(): blank for blank, name in BLANK_NAMES.items()}

    def kept(found: re.Match[str]) -> str:
        name = " ".join(found[1].split())
        return f"{{{typed.get(name.casefold(), name)}}}"

    return _BLANK.sub(kept, words)


# --- verbs ---


@act("procedure.set_term", log_refusal=True)
def set_own_term(staff: Staff, *, procedure: str, term: str, length: int) -> None:
    """Set a number of one's own for a term, or take it back with the procedure's. Raises RefusedError for a longer one."""
    about(staff.tenant_id)
    _check_administrator(staff)
    rule = _procedure(procedure).term(term)
    if rule is None:
        raise NotAllowedError(_("Deze termijn is er niet."))
    check_own_length(rule, length)
    if length == rule.length:
        OwnTerm.objects.filter(procedure=procedure, term=term).delete()
        return
    row, _made = OwnTerm.objects.update_or_create(
        tenant_id=staff.tenant_id, procedure=procedure, term=term, defaults={"length": length}
    )
    about(staff.tenant_id, object_id=row.id)


@act("procedure.set_letter", log_refusal=True)
def set_own_letter(staff: Staff, *, procedure: str, letter: str, words: str) -> None:
    """Write a letter of a procedure in words of one's own. They are a proposal: who sends it can still change it."""
    about(staff.tenant_id)
    _check_administrator(staff)
    _check_letter(procedure, letter)
    words = _as_kept(checked_text(words, field="words", longest=LONGEST_LETTER))
    for blank in _BLANK.findall(words):
        if blank not in BLANKS:
            raise RefusedError(
                _("Wij kennen {%(blank)s} niet. Wij vullen alleen {laatste dag} in."),
                field="words",
                blank=blank,
            )
    row, _made = OwnLetter.objects.update_or_create(
        tenant_id=staff.tenant_id, procedure=procedure, letter=letter, defaults={"words": words}
    )
    about(staff.tenant_id, object_id=row.id)


@act("procedure.drop_letter", log_refusal=True)
def drop_own_letter(staff: Staff, *, procedure: str, letter: str) -> None:
    """Go back to the words of the procedure."""
    about(staff.tenant_id)
    _check_administrator(staff)
    _check_letter(procedure, letter)
    gone, _by_model = OwnLetter.objects.filter(procedure=procedure, letter=letter).delete()
    if not gone:
        raise RefusedError(_("Hier staan al de woorden van de procedure."))


@act("procedure.add_free_day", log_refusal=True)
def add_free_day(staff: Staff, *, day: date) -> None:
    """Add a day that a royal decree puts on a par with a holiday.

    A few a year and no more: every free day moves the last day of terms in law.
    """
    about(staff.tenant_id)
    _check_administrator(staff)
    today = clock.today()
    if not today < day <= today + _FARTHEST:
        raise RefusedError(_("Kies een dag die nog komt, binnen vijf jaar."), field="day")
    if not is_workday(day, DECREED | {one.day for one in free_days()}):
        raise RefusedError(_("Deze dag is al vrij. Je hoeft hem niet toe te voegen."), field="day")
    _one_at_a_time(staff.tenant_id)
    if FreeDay.objects.filter(day__year=day.year).count() >= MOST_FREE_DAYS:
        raise RefusedError(
            _("Voor dat jaar staan er al %(most)d dagen. Klopt dat niet? Haal dan eerst een dag weg."),
            field="day",
            most=MOST_FREE_DAYS,
        )
    row = FreeDay.objects.create(id=uuid4(), tenant_id=staff.tenant_id, day=day)
    about(staff.tenant_id, object_id=row.id)


def _one_at_a_time(tenant_id: UUID) -> None:
    """Let a second day of the same tenant wait, so that both are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"free_day {tenant_id}"])


@act("procedure.remove_free_day", log_refusal=True)
def remove_free_day(staff: Staff, *, day_id: UUID) -> None:
    """Take a day off the list again."""
    about(staff.tenant_id, object_id=day_id)
    _check_administrator(staff)
    gone, _by_model = FreeDay.objects.filter(id=day_id).delete()
    if not gone:
        raise NotAllowedError(_("Deze dag is er niet."))


def _check_administrator(staff: Staff) -> None:
    if not staff.is_administrator:
        raise NotAllowedError(_("Dit kan alleen een beheerder."))
    if staff.opened is None:
        raise RefusedError(_("Open eerst je kluis."))


def _procedure(name: str) -> Procedure:
    try:
        return newest(name)
    except KeyError:
        raise NotAllowedError(_("Deze procedure is er niet.")) from None


def _check_letter(procedure: str, letter: str) -> None:
    if letter not in _procedure(procedure).letters:
        raise NotAllowedError(_("Deze brief is er niet."))
