"""A copy of the file for a court or another authority (C14): asked by one, agreed to by another, then taken as an archive.

What both saw is sealed as it was and is what goes, byte for byte. When the case changed in between, nothing goes: it is
asked again. Names never lie in `file`: they are sealed once more in the compartment that they come from.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit import manifests
from weerbaar.audit.acts import about, act, declare_views
from weerbaar.audit.models import Line
from weerbaar.cases import copy_parts, rules
from weerbaar.cases.accesses import NOT_THERE, access_to, living
from weerbaar.cases.acting import (
    AlreadyDoneError,
    decide,
    enter,
    knock_colleagues,
    knock_reporter,
    language_of,
    local_day,
    look,
    say,
    send,
)
from weerbaar.cases.agreeing import only_checks, second_persons
from weerbaar.cases.announcing import (
    Announced,
    Heard,
    asked_and_written,
    check_weighed,
    first_day_to_go,
    heard_of,
    last_day_to_react,
)
from weerbaar.cases.blackening import Blackening
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.copy_contents import CopyContent, Enclosed, Facts, content_for, unpacked
from weerbaar.cases.copy_parts import (
    CHANGED,
    PARTIES,
    AsItCame,
    Nameable,
    Part,
    Reader,
    Wanted,
    check_agrees,
    check_originals,
    check_read,
    check_reader,
    check_sees,
    check_wanted,
    tells_reporter,
)
from weerbaar.cases.gathering import DESK, GONE, came_in, gathered, moment, standing_of
from weerbaar.cases.guests import guest_names
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Access, ChestKind, Decision, FileCopy, Guest, Message, Party
from weerbaar.cases.name_scan import names_apart
from weerbaar.cases.named_apart import open_named, seal_named
from weerbaar.cases.packages import NOT_CLEAN, as_it_came, has_virus, is_as_it_came, may_leave
from weerbaar.cases.queries import case_files, keys_to, names_taken_back, opened_holder
from weerbaar.cases.rules import pseudonym
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.names import Likeness, Typed
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.files import Whose
from weerbaar.vault.models import Chest
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from weerbaar.audit.manifests import Piece, SignedSums
    from weerbaar.cases.models import Case
    from weerbaar.cases.name_scan import NameApart
    from weerbaar.cases.queries import FileView
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import Blob, FileDetails

declare_views("case.preview_copy", "case.read_copy")

_TABLE = "cases_filecopy"
_REASONS = ("named", "originals")
"""What of `Wanted` says why each goes along. A copy that was asked before there were originals holds none."""
_BESIDE = ("standing", "has_originals", "hands", "weighed")
"""What lies with a request and is no part of what was asked."""
_ONLY_CHECKS = _("Jij kreeg toegang om te toetsen. Wat een behandelaar doet, doe jij in deze zaak niet.")
_NAME_GONE = _(
    "De melder trok de naam in. Daarom gaat dit afschrift niet meer open. Vraag een nieuw afschrift."
)
_AT_ONCE = _("Er veranderde iets terwijl wij het afschrift maakten. Haal het nog eens op.")
_NOBODY_ELSE = _(
    "Een collega moet akkoord gaan, en nu kan niemand dat. Geef eerst iemand toegang zonder einddag, ook tot de namen die "
    "meegaan."
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a reader: the files that may leave, and whose name may go, by id, role and pseudonym.

    `originals`: those of the files that may go as they came too, or only so; `original_stays`: that one may not, since there
    is no name of its reporter. `has_names`: something is taken out, so the names must be open. `is_erased`: the name of the
    reporter is not found. `may_agree`: the first names of the colleagues who can agree to it.
    """

    files: tuple[FileView, ...] = field(repr=False)
    originals: frozenset[UUID]
    original_stays: bool
    people: tuple[tuple[UUID, str, str], ...]
    has_names: bool
    is_erased: bool
    may_agree: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who asked for a copy, agreed to it and made it, as its reader may know them; and when was agreed. Empty for what nobody
    did.
    """

    asked_by: str
    agreed_by: str = ""
    made_by: str = ""
    agreed_at: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class Preview:
    """A copy as it would be, for its maker: nothing of it is kept. `named` are the names that go along, by pseudonym.

    `objection` is there where the reporter heard already that their name goes to this reader.
    """

    content: CopyContent = field(repr=False)
    named: Mapping[str, str] = field(repr=False)
    hands: Hands
    objection: Objection | None = None


@dataclass(frozen=True, slots=True)
class CopyView:
    """A copy as the page of the case shows it: facts, and for whom. `for_me`: the reader may agree to it or refuse it.

    `is_lapsed`: the case changed since, so that it goes no more as it was asked.
    """

    id: UUID
    reader: str
    who: str = field(repr=False)
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    is_agreed: bool | None
    made_by: UUID | None
    made_at: datetime | None
    sums_hash: str
    has_names: bool
    has_originals: bool
    for_me: bool
    is_lapsed: bool = False

    @property
    def waits(self) -> bool:
        return self.decided_at is None

    @property
    def is_replaced(self) -> bool:
        """Whether nobody decided on it, since it was asked anew for the same reader."""
        return self.decided_at is not None and self.is_agreed is None


@dataclass(frozen=True, slots=True)
class CopyRead:
    """A copy with all that is in it. `reasons` say why each name goes along, by pseudonym.

    `content` is None for whom it would tell what was taken out: `shut` says why, a message id. `is_gone`: a name that went
    along was taken back since; `is_erased`: the name of the reporter could not be searched in the texts.
    """

    view: CopyView
    wanted: Wanted = field(repr=False)
    content: CopyContent | None = field(repr=False)
    named: Mapping[str, str] = field(repr=False)
    hands: Hands
    reasons: Mapping[str, str] = field(repr=False)
    has_changed: bool
    shut: str
    is_gone: bool
    is_erased: bool
    objection: Objection | None = None
    opened: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """What is laid out as an archive: the content with its names, and who asked, agreed and made it, when.

    `files` are the bytes that two people agreed to, by where they lie in the archive, in the order of the content.
    """

    reader: str
    who: str = field(repr=False)
    content: CopyContent = field(repr=False)
    named: Mapping[str, str] = field(repr=False)
    files: Mapping[str, Blob] = field(repr=False)
    hands: Hands
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Archive:
    """What leaves: the pieces in their order, and the list of their hashes under our signature."""

    pieces: tuple[Piece, ...] = field(repr=False)
    signed: SignedSums = field(repr=False)


# --- asking ---


def choices(staff: Staff, *, code: str, reader: str) -> Choices:
    """What can be chosen, after the line that says who looked: a file is shown by its name. Raises NotAllowedError."""
    case, keys = look(staff, code, "case.preview_copy")
    if reader not in readers_for(case):
        raise NotAllowedError(NOT_THERE)
    files = case_files(case, keys)
    people = tuple(_people_for(case, reader))
    has_name = any(role == Party.Role.REPORTER for _id, role, _short in people)
    fit = _fit_originals(files, reader, has_name=has_name)
    return Choices(
        files=tuple(one for one in files if may_leave(one.details) or one.id in fit),
        originals=fit,
        original_stays=fit != _fit_originals(files, reader, has_name=True),
        people=people,
        has_names=bool(_apart(case)),
        is_erased=_is_erased(case),
        may_agree=colleagues_who_agree(staff, case),
    )


def colleagues_who_agree(staff: Staff, case: Case) -> tuple[str, ...]:
    """The first names of who can agree to what somebody asks of a case, in their order. Within a tenant scope."""
    people = colleagues_by_alias(case.tenant_id)
    found = who_may_agree(case, _apart(case), but=staff.alias)
    return tuple(sorted(people[one].first_name for one in found if one in people))


def preview(staff: Staff, *, code: str, wanted: Wanted, names_open: bool) -> Preview:
    """The copy as it would be, after the line that says who looked. Raises RefusedError as `ask_copy` does."""
    case, keys = look(staff, code, "case.preview_copy")
    _check_asks(staff, case)
    _check(case, keys, wanted, names_open=names_open)
    apart = names_apart(staff, case)
    told = _named_by_chest(case, wanted, apart)
    named = {short: name for one in told.values() for short, name in one.items()}
    people = colleagues_by_alias(case.tenant_id)
    return Preview(
        _what_goes(staff, case, keys, wanted, apart),
        named,
        Hands(_known_as(people, staff.alias, wanted.reader)),
        objection_to(staff, case, keys, wanted),
    )


def objection_to(staff: Staff, case: Case, keys: Mapping[str, ChestKey], wanted: Wanted) -> Objection | None:
    """What the reporter wrote to an earlier request to give their name to this reader; None where there is none."""
    told = _told_of(case, wanted.reader)
    if not tells_reporter(wanted, _nameable(case)) or not told:
        return None
    return _objection(case, keys, told[-1])


@act("case.ask_copy")
def ask_copy(staff: Staff, *, code: str, copy_id: UUID, wanted: Wanted, names_open: bool) -> None:
    """Ask for a copy: it is sealed as it would go, and waits for somebody else. Nothing leaves by this.

    `copy_id` was drawn with the form. Where the law obliges to give the name of the reporter, they hear it by this. Raises
    RefusedError, and AlreadyDoneError for what was asked already.
    """
    case, keys = enter(staff, code)
    about(case.id, object_id=copy_id)
    _check_asks(staff, case)
    if FileCopy.objects.filter(id=copy_id).exists():
        raise AlreadyDoneError
    _check(case, keys, wanted, names_open=names_open)
    row = FileCopy(id=copy_id, tenant_id=case.tenant_id, case=case, reader=wanted.reader)
    row.asked_by, row.asked_at = staff.alias, clock.now()
    row.chests = _apart(case)
    if not who_may_agree(case, row.chests, but=staff.alias):
        raise RefusedError(_NOBODY_ELSE)
    if tells_reporter(wanted, _nameable(case)):
        _let_hear(staff, case, keys, row, wanted)
    apart = names_apart(staff, case)
    content = _what_goes(staff, case, keys, wanted, apart)
    standing = _standing(case, row, wanted)
    _seal(keys, row, wanted, _named_by_chest(case, wanted, apart), standing)
    _seal_content(keys, row, content, standing)
    row.save(force_insert=True)
    _replace(case, keys, row, wanted)
    decide(staff, case, keys, "case.ask_copy", reason=wanted.ground)
    about(case.id, object_id=row.id)
    knock_colleagues(staff, case)


def _replace(case: Case, keys: Mapping[str, ChestKey], row: FileCopy, wanted: Wanted) -> None:
    """Put this request in the place of those for the same reader that still wait: nobody agrees to what goes no more."""
    waiting = FileCopy.objects.filter(case=case, reader=row.reader, decided_at=None).exclude(id=row.id)
    who = wanted.who.strip().casefold()
    same = [
        one.id
        for one in waiting.defer("sealed_content")
        if _wanted(keys, one)[0].who.strip().casefold() == who
    ]
    FileCopy.objects.filter(id__in=same).update(decided_at=row.asked_at)


def readers_for(case: Case) -> list[str]:
    """For whom a copy of this case can be asked."""
    found = []
    for one in Reader.values:
        try:
            check_reader(one, kind=case.kind, subjects=_subjects(case))
        except RefusedError:
            continue
        found.append(one)
    return found


def _people_for(case: Case, reader: str) -> list[tuple[UUID, str, str]]:
    """Whose name may go along to a reader: id, role and pseudonym."""
    there = _nameable(case)
    rows = Party.objects.filter(id__in=list(there)).order_by("role", "number")
    return [
        (one.id, one.role, pseudonym(one.role, one.number))
        for one in rows
        if copy_parts.may_name(reader, one.role)
    ]


def missing_to_ask(staff: Staff, case: Case) -> RefusedError | None:
    """Why somebody asks for no copy of this case; None when they may. Within a tenant scope."""
    apart = _apart(case)
    try:
        _check_asks(staff, case)
        check_sees(apart, held=keys_to(staff, case), names_open=True)
    except RefusedError as error:
        return error
    return None if who_may_agree(case, apart, but=staff.alias) else RefusedError(_NOBODY_ELSE)


# --- the second person ---


def read_copy(staff: Staff, *, code: str, copy_id: UUID, names_open: bool) -> CopyRead:
    """What is in a copy, after the line that says who read it: whole for who has its names open. Raises NotAllowedError."""
    case, keys = look(staff, code, "case.read_copy", object_id=copy_id)
    row = _row(case, copy_id)
    wanted, held = _wanted(keys, row)
    content, standing = _kept(keys, row)
    shut, named, is_gone = _why_shut(keys, row, names_open=names_open), {}, False
    if not shut:
        try:
            named = _named_along(keys, row, held)
        except RefusedError:
            is_gone = True
    has_changed = row.made_at is None and standing != _standing(case, row, wanted)
    if staff.alias == row.asked_by and row.is_agreed and (has_changed or is_gone):
        # It asks for nothing any more (`agreeing.copies_decided`).
        FileCopy.objects.filter(id=row.id, lapse_seen_at=None).update(lapse_seen_at=clock.now())
    shorts = _shorts(case, wanted.named)
    return CopyRead(
        view=_view(keys, row, wanted.who, held, for_me=_may_decide(staff, case, row)),
        wanted=replace(wanted, words=(), originals={}) if shut else wanted,
        content=None if shut else content,
        named=named,
        hands=_hands(case, keys, row, by=row.made_by),
        reasons={} if shut else {shorts[one]: why for one, why in wanted.named.items() if one in shorts},
        has_changed=has_changed,
        shut=shut,
        is_gone=is_gone,
        is_erased=wanted.was_read,
        objection=_objection(case, keys, row) if row.message_id else None,
        opened={} if shut else _opened(case, row, content),
    )


def _opened(case: Case, row: FileCopy, content: CopyContent) -> dict[str, tuple[str, ...]]:
    """Who opened each file that goes as it came since the copy was asked, by id and first name: the log knows."""
    going = {
        UUID(one.id): "case.read_original" if one.path else "case.read_file"
        for one in content.files
        if one.original_path
    }
    lines = Line.objects.filter(
        subject_id=case.id, at__gte=row.asked_at, object_id__in=list(going), refused=False
    )
    people = colleagues_by_alias(case.tenant_id) if going else {}
    found = {
        (file_id, people[alias].first_name)
        for file_id, verb, alias in lines.values_list("object_id", "verb", "actor_alias")
        if file_id in going and verb == going[file_id] and alias in people
    }
    return {str(one): tuple(sorted(name for file_id, name in found if file_id == one)) for one in going}


def _why_shut(keys: Collection[str], row: FileCopy, *, names_open: bool) -> str:
    """Why somebody does not see what is in a copy; empty when they do."""
    try:
        check_sees(row.chests, held=keys, names_open=names_open)
    except RefusedError as error:
        return error.sentence
    return ""


@act("case.agree_copy")
def agree_copy(
    staff: Staff,
    *,
    code: str,
    copy_id: UUID,
    reason: str,
    names_open: bool,
    was_read: bool = False,
    weighed: str = "",
    seen: Collection[UUID] = (),
) -> None:
    """Agree, as a second person, that this goes to this reader. Raises RefusedError when the case changed since.

    `was_read` says that they read each text for the name of a reporter that was erased. `weighed` says why it goes after what
    the reporter wrote to it, of which `seen` are the ids that were read: it is sealed with the copy and among the decisions.
    """
    case, keys, row = _to_decide(staff, code, copy_id)
    _check_unchanged(case, keys, row)
    check_sees(row.chests, held=keys, names_open=names_open)
    check_read(is_erased=_is_erased(case), was_read=was_read)
    heard = _heard(row)
    check_weighed(heard, weighed, seen, field="weighed")
    told = rules.checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    if heard.written:
        weighed = rules.checked_text(weighed, field="weighed", longest=rules.LONGEST_REASON)
        _keep_weighed(keys, row, weighed, heard.ids)
        told = f"{told}\n\n{weighed}"
    _decided(staff, row, is_agreed=True)
    decide(staff, case, keys, "case.agree_copy", reason=told, longest=len(told))
    about(case.id, object_id=row.id)
    knock_colleagues(staff, case)


@act("case.refuse_copy")
def refuse_copy(staff: Staff, *, code: str, copy_id: UUID, reason: str) -> None:
    """Refuse it, with the reason. Also of one that is out of date."""
    case, keys, row = _to_decide(staff, code, copy_id)
    _decided(staff, row, is_agreed=False)
    decide(staff, case, keys, "case.refuse_copy", reason=reason)
    about(case.id, object_id=row.id)
    knock_colleagues(staff, case)


def who_may_agree(case: Case, chests: Collection[str], *, but: UUID | None = None) -> set[UUID]:
    """Who is in the case for good, but for one, with every compartment of which names stand in a copy or were taken out of
    it. By alias.
    """
    there = second_persons(case)
    return {alias for alias, one in there.items() if alias != but and rules.may_agree(one, chests)}


# --- taking it ---


def take_copy(
    staff: Staff,
    *,
    code: str,
    copy_id: UUID,
    names_open: bool,
    lay_out: Callable[[Handed], Sequence[Piece]],
) -> Archive:
    """The archive, after the line that says who took it and under which hash. Each download is a line of its own.

    `lay_out` makes the papers of it: with the case free, for it takes long. Before the first download nothing may have
    changed since it was agreed to; what was handed once is the same later. Raises RefusedError.
    """
    with tenant_scope(staff.tenant_id):
        case = access_to(staff.alias, code).case
        keys = keys_to(staff, case)
        row = _row(case, copy_id)
        handed = _to_hand(staff, case, keys, row, names_open=names_open, at=clock.now())
    pieces = tuple(lay_out(handed))
    signed = manifests.signed_sums(pieces)
    make_copy(staff, code=code, copy_id=copy_id, names_open=names_open, handed=handed, signed=signed)
    return Archive(pieces, signed)


@act("case.make_copy")
def make_copy(
    staff: Staff, *, code: str, copy_id: UUID, names_open: bool, handed: Handed, signed: SignedSums
) -> None:
    """Record that a copy was taken. What was laid out must be what may go now: it is looked at again, with the case held.

    The row keeps the hash of the first time, and who they were then; the log keeps that of each time.
    """
    case, keys = enter(staff, code)
    row = _row(case, copy_id, lock=True)
    about(case.id, object_id=row.id)
    if _to_hand(staff, case, keys, row, names_open=names_open, at=handed.made_at) != handed:
        raise RefusedError(_AT_ONCE)
    if row.made_at is None:
        row.made_by, row.made_at = staff.alias, handed.made_at
        row.sums_hash = bytes.fromhex(signed.sha256)
        hands = handed.hands
        names = {"asked_by": hands.asked_by, "agreed_by": hands.agreed_by, "made_by": hands.made_by}
        _seal_request(keys, row, _request(keys, row) | {"hands": names})
        row.save(update_fields=["made_by", "made_at", "sums_hash", "sealed_request"])
        _tell_it_went(staff, case, keys, row)
    about(case.id, object_id=row.id, reason=signed.sums)
    knock_colleagues(staff, case)


def _tell_it_went(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: FileCopy) -> None:
    """Tell the reporter that what they told went to somebody, once it is taken, where they did not read so before."""
    wanted, _names = _wanted(keys, row)
    if row.message_id or not copy_parts.told_when_gone(row.reader, wanted.parts):
        return
    with translation.override(language_of(case, keys)):
        told = gettext(
            "Er ging een afschrift met wat jij vertelde naar: %(who)s (%(kind)s). Je naam gaven wij niet mee. Heb je een "
            "vraag, schrijf ons."
        ) % {"who": wanted.who.strip(), "kind": gettext(str(Reader(row.reader).label))}
        say(staff, case, keys, Message.Kind.MESSAGE, told)
    knock_reporter(case)


def _to_hand(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: FileCopy, *, names_open: bool, at: datetime
) -> Handed:
    """What goes when it is taken now, at `at` if nobody took it before. Raises RefusedError for what may not go."""
    _check_asks(staff, case)
    if not row.is_agreed:
        raise RefusedError(_("Een collega is nog niet akkoord met dit afschrift."))
    wanted, held = _wanted(keys, row)
    check_sees(row.chests, held=keys, names_open=names_open)
    if row.made_at is None:
        _check_unchanged(case, keys, row)
        _check_heard(keys, row, held)
    content, _standing_then = _kept(keys, row)
    return Handed(
        reader=row.reader,
        who=wanted.who,
        content=content,
        named=_named_along(keys, row, held),
        files=_files(case, keys, content),
        hands=_hands(case, keys, row, by=row.made_by or staff.alias),
        made_at=row.made_at or at,
    )


def copies_of(staff: Staff, case: Case, keys: Mapping[str, ChestKey]) -> list[CopyView]:
    """The copies of a case, newest first, for whoever has its keys, without what is in them. Within a tenant scope."""
    rows = list(FileCopy.objects.filter(case=case).defer("sealed_content").order_by("-asked_at", "-id"))
    waits = [one for one in rows if one.decided_at is None and one.asked_by != staff.alias]
    me = second_persons(case).get(staff.alias) if waits else None
    found = []
    for one in rows:
        wanted, held = _wanted(keys, one)
        for_me = one in waits and me is not None and rules.may_agree(me, one.chests)
        view = _view(keys, one, wanted.who, held, for_me=for_me)
        found.append(replace(view, is_lapsed=_is_lapsed(case, keys, one, wanted)))
    return found


def _is_lapsed(case: Case, keys: Mapping[str, ChestKey], row: FileCopy, wanted: Wanted) -> bool:
    """Whether the case changed since a copy was asked that could still go."""
    if row.made_at is not None or (row.decided_at is not None and not row.is_agreed):
        return False
    standing = _request(keys, row).get("standing")
    return standing is not None and standing != _standing(case, row, wanted)


# --- the rules, with what they ask of the database ---


def _check_asks(staff: Staff, case: Case) -> None:
    """Refuse who is in the case for a time, or to check: they take nothing out of it."""
    seat = Access.objects.filter(living(), case=case, holder_alias=staff.alias).first()
    if seat is None:
        raise NotAllowedError(NOT_THERE)
    rules.check_lasts(seat.until)
    if only_checks(staff, seat.granted_by, colleagues_by_alias(staff.tenant_id)):
        raise RefusedError(_ONLY_CHECKS)


def _may_decide(staff: Staff, case: Case, row: FileCopy) -> bool:
    if row.decided_at is not None or row.asked_by == staff.alias:
        return False
    return staff.alias in who_may_agree(case, row.chests)


def _apart(case: Case) -> list[str]:
    """The compartments with a name in them: whoever lacks one would learn from a copy what was taken out."""
    parties = Party.objects.filter(case=case, dropped_name__isnull=False)
    found = {_compartment(role) for role in parties.values_list("role", flat=True)}
    for model in (Guest, Decision):
        if model.objects.filter(case=case, dropped_name__isnull=False).exists():
            found.add(ChestKind.NAMES.value)
    return sorted(found)


def _compartment(role: str) -> str:
    return ChestKind.IDENTITY.value if role == Party.Role.REPORTER else ChestKind.NAMES.value


def _is_erased(case: Case) -> bool:
    """Whether the reporter ever had a name that nobody can open any more: it is found in no text, also where they gave
    another since. Its compartment was destroyed, by whatever way: taken back, erased at the end, or after a restore.
    """
    gone = Chest.objects.filter(owner_id=case.id, kind=ChestKind.IDENTITY, destroyed_at__isnull=False)
    return gone.exists()


def _check(case: Case, keys: Mapping[str, ChestKey], wanted: Wanted, *, names_open: bool) -> None:
    check_reader(wanted.reader, kind=case.kind, subjects=_subjects(case))
    check_sees(_apart(case), held=keys, names_open=names_open)
    there = case_files(case, keys)
    fit = {one.id for one in there if may_leave(one.details)}
    fit |= _fit_originals(there, wanted.reader, has_name=True)
    if any(one.id in wanted.files and one.id not in fit for one in there):
        raise RefusedError(NOT_CLEAN, field="chosen")
    check_wanted(
        wanted,
        files=fit,
        originals=_originals(there),
        people=_nameable(case),
        is_erased=_is_erased(case),
    )


def _fit_originals(files: Collection[FileView], reader: str, *, has_name: bool) -> frozenset[UUID]:
    """Those of the files that may go to a reader as they came."""
    return frozenset(
        file_id
        for file_id, one in _originals(files).items()
        if copy_parts.gets_original(reader, one, has_name=has_name)
    )


def _originals(files: Collection[FileView]) -> dict[UUID, AsItCame]:
    """Those of the files that are kept as they came, without a virus, by id."""
    whose = _whose(files)
    return {
        one.id: AsItCame(whose[one.id], is_cleaned=not is_as_it_came(one.details))
        for one in files
        if as_it_came(one.details) and not has_virus(one.details)
    }


def _whose(files: Collection[FileView]) -> dict[UUID, Whose]:
    """Whose each file is: what the reporter sent stays theirs where a colleague took it out and put it in once more."""
    sent = {one.details.original_sha256 for one in files if not one.from_staff} - {""}
    return {
        one.id: Whose.REPORTER if one.details.original_sha256 in sent else one.details.whose for one in files
    }


def _subjects(case: Case) -> int:
    return Party.objects.filter(case=case, role=Party.Role.SUBJECT, withdrawn_at=None).count()


def _nameable(case: Case) -> dict[UUID, Nameable]:
    rows = Party.objects.filter(case=case, dropped_name__isnull=False, withdrawn_at=None)
    return {one.id: Nameable(one.role, _compartment(one.role)) for one in rows}


def _to_decide(staff: Staff, code: str, copy_id: UUID) -> tuple[Case, dict[str, ChestKey], FileCopy]:
    case, keys = enter(staff, code)
    row = _row(case, copy_id, lock=True)
    about(case.id, object_id=row.id)
    check_agrees(staff.alias, asker=row.asked_by)
    if row.decided_at is not None:
        raise RefusedError(_("Over dit afschrift is al besloten."))
    if not _may_decide(staff, case, row):
        raise NotAllowedError(NOT_THERE)
    return case, keys, row


def _decided(staff: Staff, row: FileCopy, *, is_agreed: bool) -> None:
    row.decided_by, row.decided_at, row.is_agreed = staff.alias, clock.now(), is_agreed
    row.save(update_fields=["decided_by", "decided_at", "is_agreed"])


def _check_unchanged(case: Case, keys: Mapping[str, ChestKey], row: FileCopy) -> None:
    wanted, _held = _wanted(keys, row)
    _kept_then, standing = _kept(keys, row)
    if standing != _standing(case, row, wanted):
        raise RefusedError(CHANGED)
    try:
        # What was asked before this rule was there, or before the name of the reporter went, goes by the rule of today.
        check_originals(wanted, _originals(case_files(case, keys)), _nameable(case))
    except RefusedError as error:
        raise RefusedError(CHANGED) from error


def _standing(case: Case, row: FileCopy, wanted: Wanted) -> str:
    """What it hangs on that nothing changed; where the reporter was told, also on what they answered."""
    return standing_of(case, {*wanted.parts, *([Part.TALK] if row.message_id else [])})


def _check_heard(keys: Mapping[str, ChestKey], row: FileCopy, names: Collection[str]) -> None:
    """Refuse to give the name of a reporter who was not told of it, or still has time to say what that does to them; and
    what they said, where who agreed did not weigh it.
    """
    if ChestKind.IDENTITY not in names or row.reader == Reader.REPORTER:
        return
    if row.message_id is None or row.not_before is None:
        raise RefusedError(CHANGED)
    heard = _heard(row)
    if not heard.ready.may:
        raise RefusedError(
            _("De melder heeft nog tijd om te reageren. Dit kan vanaf %(day)s."), day=row.not_before
        )
    weighed, seen = _weighed(keys, row)
    try:
        check_weighed(heard, weighed, seen)
    except RefusedError as error:
        raise RefusedError(CHANGED) from error


def _heard(row: FileCopy) -> Heard:
    """How it stands with what the reporter was told of a copy. The days run to their end: their answer may be a no.

    What they wrote since they first heard of a copy for this reader counts, also when they were told anew since.
    """
    told = _told_of(row.case, row.reader)
    first_id = told[0].message_id if told else None
    announced = Announced(row.message_id, row.not_before, row.made_at, first_id, keeps_days=True)
    [heard] = heard_of(row.case_id, [announced])
    return heard


def _told_of(case: Case, reader: str) -> list[FileCopy]:
    """The copies for a reader of which the reporter was told, in the order in which they were asked."""
    told = FileCopy.objects.filter(case=case, reader=reader, message__isnull=False)
    return list(told.defer("sealed_content").order_by("asked_at", "id"))


def _objection(case: Case, keys: Mapping[str, ChestKey], row: FileCopy) -> Objection:
    heard = _heard(row)
    asked, written = asked_and_written(keys, heard)
    last_day = last_day_to_react(row.not_before) if row.not_before else None
    return Objection(asked, written, heard.ids, last_day, _weighed(keys, row)[0])


def _weighed(keys: Mapping[str, ChestKey], row: FileCopy) -> tuple[str, frozenset[UUID]]:
    """Why a copy goes after what the reporter wrote to it, and the ids of what was read then."""
    held = _request(keys, row).get("weighed") or {"reason": "", "seen": ()}
    return held["reason"], frozenset(UUID(one) for one in held["seen"])


def _keep_weighed(keys: Mapping[str, ChestKey], row: FileCopy, reason: str, seen: Collection[UUID]) -> None:
    weighed = {"reason": reason, "seen": sorted(map(str, seen))}
    _seal_request(keys, row, _request(keys, row) | {"weighed": weighed})
    row.save(update_fields=["sealed_request"])


# --- what goes ---


def _what_goes(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], wanted: Wanted, apart: Mapping[UUID, NameApart]
) -> CopyContent:
    if Blackening([one.name for one in apart.values()]).of(wanted.who).names:
        # It stands on the copy and lies in `file`, which opens for more people than the names do.
        raise RefusedError(
            _("Hier staat een naam uit deze zaak. Schrijf bijvoorbeeld ‘de melder’ of ‘de betrokkene’."),
            field="who",
        )
    staying = {one: told for one, told in apart.items() if one not in wanted.named}
    names = [one.name for one in staying.values()]
    names += [*guest_names(staff, case).values(), *names_taken_back(staff, case).values()]
    names += _kept_out(case, [apart[one].name for one in wanted.named])
    black = Blackening(names, wanted.words, [one.reach for one in staying.values()])
    there = gathered(opened_holder(staff), case, keys, wanted.reader)
    content = content_for(there, wanted, _facts(case), black)
    hidden = [one for one, told in staying.items() if told.name in black.not_sought]
    shorts = tuple(sorted(_shorts(case, hidden).values()))
    return replace(content, colleagues=_colleagues_in(case, content), not_sought=shorts)


def _kept_out(case: Case, going: Collection[str]) -> list[str]:
    """The names of colleagues who stay out of the case, but for whoever goes along by name."""
    people = colleagues_by_alias(case.tenant_id).values()
    marks, told = marks_of(case.id, people), [Typed(one) for one in going]
    out = [one.name for one in people if marks.keep_out(one)]
    return [name for name in out if all(one.likeness(name) is not Likeness.SAME for one in told)]


def _colleagues_in(case: Case, content: CopyContent) -> tuple[str, ...]:
    """The colleagues whose whole name stands in a text and stays there: for a person to decide on."""
    texts = [part for one in content.entries for part in (one.text, *(value for _label, value in one.facts))]
    typed = Typed("\n\n".join(texts))
    people = colleagues_by_alias(case.tenant_id).values()
    return tuple(sorted({one.name for one in people if typed.likeness(one.name) is Likeness.SAME}))


def _facts(case: Case) -> Facts:
    return Facts(
        code=case.code,
        kind=case.kind,
        stage=case.stage,
        outcome=case.outcome,
        channel=case.channel,
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        received_at=came_in(case),
        closed_at=moment(case.closed_at),
        as_of=moment(clock.now()),
    )


def _named_by_chest(case: Case, wanted: Wanted, apart: Mapping[UUID, NameApart]) -> dict[str, dict[str, str]]:
    """The names that go along, by compartment and pseudonym."""
    shorts, found = _shorts(case, wanted.named), {}
    for party_id, one in apart.items():
        if party_id in wanted.named:
            found.setdefault(one.chest, {})[shorts[party_id]] = one.name
    return found


def _shorts(case: Case, parties: Collection[UUID]) -> dict[UUID, str]:
    rows = Party.objects.filter(case=case, id__in=list(parties))
    return {one.id: pseudonym(one.role, one.number) for one in rows}


def _hands(case: Case, keys: Mapping[str, ChestKey], row: FileCopy, *, by: UUID | None) -> Hands:
    """Who asked and agreed, and that `by` makes it. Who they were when it was taken first stays as it was."""
    agreed_by = row.decided_by if row.is_agreed else None
    people = colleagues_by_alias(case.tenant_id)
    doers = {"asked_by": row.asked_by, "agreed_by": agreed_by, "made_by": by}
    told = _request(keys, row).get("hands") or {
        what: _known_as(people, alias, row.reader) if alias else "" for what, alias in doers.items()
    }
    return Hands(**told, agreed_at=row.decided_at if agreed_by else None)


def _known_as(people: Mapping[UUID, Colleague], alias: UUID, reader: str) -> str:
    """A colleague by name and function; for who is in the case themself by the function alone, as above each text."""
    one = people.get(alias)
    if one is None:
        return GONE
    return one.function or DESK if reader in PARTIES else f"{one.name}, {one.function}"


def _files(case: Case, keys: Mapping[str, ChestKey], content: CopyContent) -> dict[str, Blob]:
    """What was agreed to, by its path in the order of the content. One with a virus since stays, and with it the copy."""
    there = {str(one.id): one.details for one in case_files(case, keys)}
    return dict(pair for one in content.files for pair in _blobs(one, there.get(one.id)))


def _blobs(one: Enclosed, kept: FileDetails | None) -> Iterator[tuple[str, Blob]]:
    """What of a file goes, by its path. Raises RefusedError unless it is what two people agreed to, byte for byte."""
    if kept is None or has_virus(kept):
        raise RefusedError(CHANGED)
    went = (one.path, kept.current, one.sha256), (one.original_path, as_it_came(kept), one.original_sha256)
    for path, blob, sha256 in went:
        if path and (blob is None or blob.sha256 != sha256):
            raise RefusedError(CHANGED)
        if path and blob:
            yield path, blob


# --- telling the reporter ---


def _let_hear(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: FileCopy, wanted: Wanted) -> None:
    """Tell the reporter that their name must go along, and which files of theirs as they came, to whom and why each; once
    as long as none of that is different.
    """
    why, there = _why_reporter(case, wanted), case_files(case, keys)
    along = _of_reporter(there, wanted)
    told = FileCopy.objects.filter(case=case, reader=row.reader, message__isnull=False)
    for before in told.exclude(is_agreed=False).defer("sealed_content").order_by("-asked_at"):
        asked, _names = _wanted(keys, before)
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
    apart = _nameable(case)
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
    whose = _whose(files)
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


# --- sealing ---


def _seal(
    keys: Mapping[str, ChestKey],
    row: FileCopy,
    wanted: Wanted,
    names: Mapping[str, Mapping[str, str]],
    standing: str,
) -> None:
    asked = asdict(wanted) | {"parts": sorted(wanted.parts), "files": sorted(map(str, wanted.files))}
    # What somebody types about names is mostly a name: it lies where the names lie.
    apart = {"words": asked.pop("words")}
    for name in _REASONS:
        del asked[name]
        apart[name] = {str(one): why for one, why in getattr(wanted, name).items()}
    blob = _apart_key(keys, row).seal(_TABLE, row.id, "request_apart", json.dumps(apart).encode())
    asked |= {"names": seal_named(keys, _TABLE, row.id, names), "apart": base64.b64encode(blob).decode()}
    # Beside the content too: a list of copies reads nothing of what is in them.
    beside = {"standing": standing, "has_originals": bool(wanted.originals)}
    _seal_request(keys, row, asked | beside)


def _seal_content(keys: Mapping[str, ChestKey], row: FileCopy, content: CopyContent, standing: str) -> None:
    seen = {"content": content.packed(), "standing": standing}
    row.sealed_content = keys[ChestKind.FILE].seal(
        _TABLE, row.id, "sealed_content", json.dumps(seen).encode()
    )


def _seal_request(keys: Mapping[str, ChestKey], row: FileCopy, asked: Mapping[str, Any]) -> None:
    row.sealed_request = keys[ChestKind.FILE].seal(
        _TABLE, row.id, "sealed_request", json.dumps(asked).encode()
    )


def _request(keys: Mapping[str, ChestKey], row: FileCopy) -> dict[str, Any]:
    return json.loads(keys[ChestKind.FILE].open(_TABLE, row.id, "sealed_request", row.sealed_request))


def _apart_key(keys: Mapping[str, ChestKey], row: FileCopy) -> ChestKey:
    """The key to what was typed about names: that of the compartment which the fewest people hold."""
    return keys[row.chests[0] if row.chests else ChestKind.FILE]


def _wanted(keys: Mapping[str, ChestKey], row: FileCopy) -> tuple[Wanted, dict[str, str]]:
    """What was asked, and the names that go along as they lie sealed, by compartment.

    The words to take out, and what has a reason of its own, are there for who holds that compartment, and until it is erased.
    """
    held = _request(keys, row)
    names, apart = held.pop("names"), held.pop("apart")
    for name in _BESIDE:
        held.pop(name, None)
    told: dict[str, Any] = {}
    if not row.chests or row.chests[0] in keys:
        # The compartment was renewed since where the reporter took their name back.
        with suppress(SealBrokenError):
            told = json.loads(
                _apart_key(keys, row).open(_TABLE, row.id, "request_apart", base64.b64decode(apart))
            )
    reasons: dict[str, Any] = {
        name: {UUID(one): why for one, why in told.get(name, {}).items()} for name in _REASONS
    }
    wanted = Wanted(
        **held
        | reasons
        | {
            "parts": frozenset(held["parts"]),
            "files": frozenset(UUID(one) for one in held["files"]),
            "words": tuple(told.get("words", ())),
        }
    )
    return wanted, names


def _kept(keys: Mapping[str, ChestKey], row: FileCopy) -> tuple[CopyContent, str]:
    """What goes, and what the case was when it was asked."""
    held = json.loads(keys[ChestKind.FILE].open(_TABLE, row.id, "sealed_content", row.sealed_content))
    return unpacked(held["content"]), held["standing"]


def _named_along(keys: Mapping[str, ChestKey], row: FileCopy, sealed: Mapping[str, str]) -> dict[str, str]:
    return open_named(keys, _TABLE, row.id, sealed, gone=_NAME_GONE)


def _row(case: Case, copy_id: UUID, *, lock: bool = False) -> FileCopy:
    rows = FileCopy.objects.select_for_update() if lock else FileCopy.objects.all()
    row = rows.filter(case=case, id=copy_id).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    return row


def _view(
    keys: Mapping[str, ChestKey], row: FileCopy, who: str, names: Collection[str], *, for_me: bool
) -> CopyView:
    return CopyView(
        id=row.id,
        reader=row.reader,
        who=who,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        is_agreed=row.is_agreed,
        made_by=row.made_by,
        made_at=row.made_at,
        sums_hash=bytes(row.sums_hash).hex() if row.sums_hash else "",
        has_names=bool(names),
        has_originals=_request(keys, row).get("has_originals", False),
        for_me=for_me,
    )
