"""Notes: what those who work on a case tell each other (C13). They lie in `file`, to which the reporter has no key.

Nobody is knocked for a note: it waits for whoever opens the case. Who must do something gets a task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import AlreadyDoneError, enter
from weerbaar.cases.leaves import NEWEST, Long
from weerbaar.cases.models import Case, ChestKind, Note
from weerbaar.cases.rules import checked_text
from weerbaar.database.rows import run
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from weerbaar.cases.leaves import From, Way
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

LONGEST_NOTE = 5_000
LONGEST_WHO = 200
LONGEST_SAID = LONGEST_NOTE - 2 * LONGEST_WHO
"""Of a talk that is kept as a note: with whom and when stand above it."""

_TALK = _("Gesprek met %(who)s, op %(day)s")


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as its readers see it. `author` is an alias."""

    id: UUID
    author: UUID
    at: datetime
    withdrawn_at: datetime | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notes:
    """One leaf of the notes of a case, the newest first; `total` counts them on every leaf."""

    rows: tuple[NoteView, ...]
    way: Way
    total: int


@act("case.write_note")
def write_note(staff: Staff, *, code: str, text: str, note_id: UUID) -> None:
    """Write a note. Of a closed case too: people still talk about it.

    `note_id` was drawn with the form: a second click raises AlreadyDoneError.
    """
    case, keys = enter(staff, code)
    text = checked_text(text, field="text", longest=LONGEST_NOTE)
    about(case.id, object_id=note_id)
    if Note.objects.filter(id=note_id).exists():
        raise AlreadyDoneError
    add_note(staff, case, keys, text, note_id)


@act("case.withdraw_note")
def withdraw_note(staff: Staff, *, code: str, note_id: UUID) -> None:
    """Say of a note of one's own that it does not hold any more. It stays, marked, for whoever checks the record.

    Raises NotAllowedError for one that is not in this case, and RefusedError for a colleague's.
    """
    case, _keys = enter(staff, code)
    note = Note.objects.select_for_update().filter(case=case, id=note_id).first()
    if note is None:
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=note.id)
    if sentence := missing_to_withdraw(note.author_alias, note.withdrawn_at, asker=staff.alias):
        raise RefusedError(sentence)
    note.withdrawn_at = clock.now()
    note.save(update_fields=["withdrawn_at"])


def talk_in_words(*, who: str, held_on: date | None, said: str, today: date) -> str:
    """A talk with anybody as the text of a note, in the language of the file: with whom, when, and what was said.

    Raises RefusedError, for a day to come too.
    """
    who = checked_text(who, field="who", longest=LONGEST_WHO)
    said = checked_text(said, field="said", longest=LONGEST_SAID)
    if held_on is None or held_on > today:
        raise RefusedError(_("Kies de dag van het gesprek: vandaag of eerder."), field="held_on")
    with translation.override("nl"):
        head = gettext(_TALK) % {"who": " ".join(who.split()), "day": date_format(held_on, "j F Y")}
    return f"{head}\n\n{said}"


def missing_to_withdraw(author: UUID, withdrawn_at: datetime | None, *, asker: UUID) -> str:
    """Why somebody cannot withdraw a note, as a sentence; empty when they can."""
    if author != asker:
        return _("Alleen wie een notitie schreef, neemt die terug.")
    return _("Deze notitie is al teruggenomen.") if withdrawn_at else ""


def add_note(staff: Staff, case: Case, keys: Mapping[str, ChestKey], text: str, note_id: UUID) -> None:
    """Keep a note, sealed, within the verb by which it is written."""
    note = Note(id=note_id, tenant_id=case.tenant_id, case=case, author_alias=staff.alias, at=clock.now())
    note.sealed_text = keys[ChestKind.FILE].seal("cases_note", note.id, "sealed_text", text.encode())
    note.save(force_insert=True)


def notes_of(case: Case, keys: Mapping[str, ChestKey], start: From = NEWEST) -> Notes:
    """A leaf of the notes of a case. Two statements, whatever their number."""
    leaf = Long(Note, "cases_note", "at", "case_id = %s", [case.id]).leaf(start)
    counted = run("SELECT count(*) FROM cases_note WHERE case_id = %s", [case.id]).fetchall()
    return Notes(tuple(_view(one, keys) for one in reversed(leaf.rows)), leaf.way, counted[0][0])


def why_not_withdrawn(staff: Staff, case: Case, note_id: UUID) -> str:
    """Why the asker cannot withdraw one note of a case; empty when they can. Opens no word of it. Raises NotAllowedError."""
    note = Note.objects.filter(case=case, id=note_id).first()
    if note is None:
        raise NotAllowedError(NOT_THERE)
    return missing_to_withdraw(note.author_alias, note.withdrawn_at, asker=staff.alias)


def _view(note: Note, keys: Mapping[str, ChestKey]) -> NoteView:
    text = keys[ChestKind.FILE].open("cases_note", note.id, "sealed_text", note.sealed_text).decode()
    return NoteView(note.id, note.author_alias, note.at, note.withdrawn_at, text)
