"""What a reporter is told of a copy of the file, and what they say to it (C14)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.cases import copy_parts
from weerbaar.cases.acting import knock_reporter, language_of, local_day, say, send
from weerbaar.cases.announcing import (
    Announced,
    asked_and_written,
    check_weighed,
    first_day_to_go,
    heard_of,
    last_day_to_react,
)
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.copy_choosing import nameable, whose_files
from weerbaar.cases.copy_parts import CHANGED, Reader
from weerbaar.cases.copy_sealing import opened_wanted, weighed_of
from weerbaar.cases.models import ChestKind, FileCopy, Message, Party
from weerbaar.cases.queries import case_files
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import RefusedError
from weerbaar.vault.files import Whose

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from weerbaar.cases.announcing import Heard
    from weerbaar.cases.copy_parts import Wanted
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import FileView
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


@dataclass(frozen=True, slots=True)
class Objection:
    """What the reporter read of a copy with their name, and wrote since, in the words of both. `seen` are the ids of that.

    `last_day` is the last of the days in which they can write: nothing goes before it is over. `weighed` is why it goes all
    the same, and empty as long as nobody said that.
    """

    asked: str = field(repr=False)
    written: str = field(repr=False)
    seen: frozenset[UUID]
    last_day: date | None
    weighed: str = field(default="", repr=False)


def let_hear(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: FileCopy, wanted: Wanted) -> None:
    """Tell the reporter that their name must go along, and which files of theirs as they came, to whom and why each; once
    as long as none of that is different.
    """
    why, there = _why_reporter(case, wanted), case_files(case, keys)
    along = _of_reporter(there, wanted)
    told = FileCopy.objects.filter(case=case, reader=row.reader, message__isnull=False)
    for before in told.exclude(is_agreed=False).defer("sealed_content").order_by("-asked_at"):
        asked, _names = opened_wanted(keys, before)
        told_then = (asked.who, _why_reporter(case, asked), _of_reporter(there, asked))
        if told_then == (wanted.who, why, along):
            row.message_id, row.not_before = before.message_id, before.not_before
            return
    row.not_before = first_day = first_day_to_go(local_day(row.asked_at), decreed_days())
    language = language_of(case, keys)
    body = announcement(language, row.reader, wanted.who, why, along=along, not_before=first_day)
    row.message = send(staff, case, keys, Message(id=uuid4(), kind=Message.Kind.QUESTION), body)
    knock_reporter(case)


def _why_reporter(case: Case, wanted: Wanted) -> str:
    """Why the name of the reporter goes along; empty where it does not, or nobody can open that any more."""
    apart = nameable(case)
    reporters = [one for one in wanted.named if one in apart and apart[one].role == Party.Role.REPORTER]
    return wanted.named[reporters[0]].strip() if reporters else ""


@dataclass(frozen=True, slots=True)
class Along:
    """A file of the reporter that goes as it came, and why. `number` counts those that they sent, from 1.

    It is 0 for what somebody here put in the case: its name is not theirs to read, so `at` alone tells which it is.
    """

    id: UUID
    number: int
    name: str = field(repr=False)
    at: datetime | None
    why: str = field(repr=False)

    def told(self) -> str:
        """What the reporter reads of it, in the language of now. Two files can have one name."""
        day = date_format(self.at, "j F Y") if self.at else gettext("een dag die wij niet weten")
        if self.number:
            which = gettext("%(name)s (bestand %(number)d van jou, van %(day)s)") % {
                "name": self.name,
                "number": self.number,
                "day": day,
            }
        else:
            which = gettext("een bestand dat wij voor je bewaren, van %(day)s") % {
                "day": f"{day}, {self.at:%H.%M}" if self.at else day
            }
        return gettext("%(which)s. De reden is: %(why)s") % {"which": which, "why": self.why}


def _of_reporter(files: Sequence[FileView], wanted: Wanted) -> list[Along]:
    """The files of the reporter that go as they came, in an order that hangs on nothing but which they are.

    Not what somebody else gave: the reporter would learn of them by it.
    """
    sent = {one.id: at for at, one in enumerate((one for one in files if not one.from_staff), start=1)}
    whose = whose_files(files)
    going = [one for one in files if one.id in wanted.originals and whose[one.id] is Whose.REPORTER]
    return [
        Along(
            id=one.id,
            number=sent.get(one.id, 0),
            name=one.details.name if one.id in sent else "",
            at=_local(one.details.uploaded_at),
            why=wanted.originals[one.id].strip(),
        )
        for one in sorted(going, key=lambda one: one.id)
    ]


def _local(at: str) -> datetime | None:
    return datetime.fromisoformat(at).astimezone(AMSTERDAM) if at else None


def announcement(
    language: str, reader: str, who: str, why: str, *, along: Sequence[Along], not_before: date
) -> str:
    """What a reporter reads before their name goes along because the law asks it, in their own language."""
    with translation.override(language):
        told = gettext(
            "Wij moeten een afschrift van deze zaak geven aan: %(who)s (%(kind)s). Jouw naam gaat mee, want een wet vraagt "
            "dat van ons. De reden is: %(why)s"
        ) % {"who": who.strip(), "kind": gettext(str(Reader(reader).label)), "why": why}
        files = gettext(
            "Deze bestanden gaan mee zoals wij ze kregen. Daarin kan staan wie ze maakte, waar, wanneer en met welk "
            "apparaat:"
        )
        lines = [f"- {one.told()}" for one in along]
        others = gettext("Wat een rechter krijgt, kunnen ook anderen in de rechtszaak lezen.")
        ask = gettext(
            "Kan dat jou schaden, of klopt het niet? Schrijf het ons. Je hebt tot en met %(day)s."
        ) % {"day": date_format(last_day_to_react(not_before), "j F Y")}
    parts = [told, *(["\n".join((files, *lines))] if along else [])]
    parts += [others] if reader == Reader.COURT else []
    return "\n\n".join((*parts, ask))


def tell_it_went(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: FileCopy) -> None:
    """Tell the reporter that what they told went to somebody, once it is taken, where they did not read so before."""
    wanted, _names = opened_wanted(keys, row)
    if row.message_id or not copy_parts.told_when_gone(row.reader, wanted.parts):
        return
    with translation.override(language_of(case, keys)):
        told = gettext(
            "Er ging een afschrift met wat jij vertelde naar: %(who)s (%(kind)s). Je naam gaven wij niet mee. Heb je een "
            "vraag, schrijf ons."
        ) % {"who": wanted.who.strip(), "kind": gettext(str(Reader(row.reader).label))}
        say(staff, case, keys, Message.Kind.MESSAGE, told)
    knock_reporter(case)


def last_day_to_object(case_id: UUID) -> date | None:
    """The last day on which the reporter can say what it does to them that their name goes along with a copy that still may
    go; None where none waits for that. Within a tenant scope.
    """
    waits = FileCopy.objects.filter(Q(decided_at=None) | Q(is_agreed=True), case_id=case_id, made_at=None)
    told = waits.filter(message__isnull=False, not_before__gt=clock.today())
    first = told.order_by("not_before").values_list("not_before", flat=True).first()
    return last_day_to_react(first) if first else None


def objection_of(case: Case, keys: Mapping[str, ChestKey], row: FileCopy) -> Objection:
    """What the reporter read of a copy and wrote to it since, in the words of both."""
    heard = heard_of_copy(row)
    asked, written = asked_and_written(keys, heard)
    last_day = last_day_to_react(row.not_before) if row.not_before else None
    return Objection(asked, written, heard.ids, last_day, weighed_of(keys, row)[0])


def check_heard(keys: Mapping[str, ChestKey], row: FileCopy, names: Collection[str]) -> None:
    """Refuse to give the name of a reporter who was not told of it, or still has time to say what that does to them; and
    what they said, where who agreed did not weigh it.
    """
    if ChestKind.IDENTITY not in names or row.reader == Reader.REPORTER:
        return
    if row.message_id is None or row.not_before is None:
        raise RefusedError(CHANGED)
    heard = heard_of_copy(row)
    if not heard.ready.may:
        raise RefusedError(
            _("De melder heeft nog tijd om te reageren. Dit kan vanaf %(day)s."), day=row.not_before
        )
    weighed, seen = weighed_of(keys, row)
    try:
        check_weighed(heard, weighed, seen)
    except RefusedError as error:
        raise RefusedError(CHANGED) from error


def heard_of_copy(row: FileCopy) -> Heard:
    """How it stands with what the reporter was told of a copy. The days run to their end: their answer may be a no.

    What they wrote since they first heard of a copy for this reader counts, also when they were told anew since.
    """
    told = told_of(row.case, row.reader)
    first_id = told[0].message_id if told else None
    announced = Announced(row.message_id, row.not_before, row.made_at, first_id, keeps_days=True)
    [heard] = heard_of(row.case_id, [announced])
    return heard


def told_of(case: Case, reader: str) -> list[FileCopy]:
    """The copies for a reader of which the reporter was told, in the order in which they were asked."""
    told = FileCopy.objects.filter(case=case, reader=reader, message__isnull=False)
    return list(told.defer("sealed_content").order_by("asked_at", "id"))
