"""A copy of the file for a court or another authority (C14): asked by one, agreed to by another, then taken as an archive.

What both saw is sealed as it was and is what goes, byte for byte. When the case changed in between, nothing goes: it is
asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

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
    look,
)
from weerbaar.cases.agreeing import copies_decided, only_checks, second_persons
from weerbaar.cases.announcing import (
    check_weighed,
)
from weerbaar.cases.blackening import Blackening
from weerbaar.cases.copy_announcing import (
    check_heard,
    heard_of_copy,
    let_hear,
    objection_of,
    tell_it_went,
    told_of,
)
from weerbaar.cases.copy_choosing import (
    chests_of_names,
    count_subjects,
    fit_originals,
    is_name_erased,
    nameable,
    originals_of,
    whose_files,
)
from weerbaar.cases.copy_contents import CopyContent, Enclosed, Facts, content_for
from weerbaar.cases.copy_parts import (
    CHANGED,
    PARTIES,
    Part,
    Reader,
    Wanted,
    check_agrees,
    check_originals,
    check_read,
    check_reader,
    check_sees,
    tells_reporter,
    wrong_with,
)
from weerbaar.cases.copy_sealing import (
    keep_weighed,
    named_along,
    opened_content,
    opened_request,
    opened_wanted,
    seal_content,
    seal_request,
    seal_wanted,
)
from weerbaar.cases.copy_standing import standing_of
from weerbaar.cases.gathering import gathered
from weerbaar.cases.gathering_reading import DESK, GONE, came_in, moment
from weerbaar.cases.guests import guest_names
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Access, FileCopy, Party
from weerbaar.cases.name_scan import names_apart
from weerbaar.cases.packages import NOT_CLEAN, as_it_came, has_virus, may_leave
from weerbaar.cases.queries import case_files, keys_to, names_taken_back, opened_holder
from weerbaar.cases.rules import pseudonym
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import ManyRefusedError, NotAllowedError, RefusedError
from weerbaar.organisation.names import Likeness, Typed
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from weerbaar.audit.manifests import Piece, SignedSums
    from weerbaar.cases.copy_announcing import Objection
    from weerbaar.cases.models import Case
    from weerbaar.cases.name_scan import NameApart
    from weerbaar.cases.queries import FileView
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import Blob, FileDetails, Whose

declare_views("case.preview_copy", "case.read_copy")

_ONLY_CHECKS = _("Jij kreeg toegang om te toetsen. Wat een behandelaar doet, doe jij in deze zaak niet.")
_AT_ONCE = _("Er veranderde iets terwijl wij het afschrift maakten. Haal het nog eens op.")
_NOBODY_ELSE = _(
    "Een collega moet akkoord gaan, en nu kan niemand dat. Geef eerst iemand toegang zonder einddag, ook tot de namen die "
    "meegaan."
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a reader: the files that may leave, and whose name may go, by id, role and pseudonym.

    `whose` each file is, as it counts. `originals`: those of the files that may go as they came too, or only so;
    `original_stays`: that one may not, since there is no name of its reporter. `has_names`: something is taken out, so the
    names must be open. `is_erased`: the name of the reporter is not found. `may_agree`: the first names of the colleagues
    who can agree to it.
    """

    files: tuple[FileView, ...] = field(repr=False)
    whose: Mapping[UUID, Whose]
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
    fit = fit_originals(files, reader, has_name=has_name)
    return Choices(
        files=tuple(one for one in files if may_leave(one.details) or one.id in fit),
        whose=whose_files(files),
        originals=fit,
        original_stays=fit != fit_originals(files, reader, has_name=True),
        people=people,
        has_names=bool(chests_of_names(case)),
        is_erased=is_name_erased(case),
        may_agree=colleagues_who_agree(staff, case),
    )


def colleagues_who_agree(staff: Staff, case: Case) -> tuple[str, ...]:
    """The first names of who can agree to what somebody asks of a case, in their order. Within a tenant scope."""
    people = colleagues_by_alias(case.tenant_id)
    found = who_may_agree(case, chests_of_names(case), but=staff.alias)
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


def check_asked(staff: Staff, *, code: str, wanted: Wanted, names_open: bool) -> None:
    """Refuse what may not be asked so, after the line that says who looked. Raises ManyRefusedError with all of it."""
    case, keys = look(staff, code, "case.preview_copy")
    _check(case, keys, wanted, names_open=names_open)


def objection_to(staff: Staff, case: Case, keys: Mapping[str, ChestKey], wanted: Wanted) -> Objection | None:
    """What the reporter wrote to an earlier request to give their name to this reader; None where there is none."""
    told = told_of(case, wanted.reader)
    if not tells_reporter(wanted, nameable(case)) or not told:
        return None
    return objection_of(case, keys, told[-1])


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
    row.chests = chests_of_names(case)
    if not who_may_agree(case, row.chests, but=staff.alias):
        raise RefusedError(_NOBODY_ELSE)
    if tells_reporter(wanted, nameable(case)):
        let_hear(staff, case, keys, row, wanted)
    apart = names_apart(staff, case)
    content = _what_goes(staff, case, keys, wanted, apart)
    standing = _standing(case, row, wanted)
    seal_wanted(keys, row, wanted, _named_by_chest(case, wanted, apart), standing)
    seal_content(keys, row, content, standing)
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
        if opened_wanted(keys, one)[0].who.strip().casefold() == who
    ]
    FileCopy.objects.filter(id__in=same).update(decided_at=row.asked_at)


def readers_for(case: Case) -> list[str]:
    """For whom a copy of this case can be asked."""
    found = []
    for one in Reader.values:
        try:
            check_reader(one, kind=case.kind, subjects=count_subjects(case))
        except RefusedError:
            continue
        found.append(one)
    return found


def _people_for(case: Case, reader: str) -> list[tuple[UUID, str, str]]:
    """Whose name may go along to a reader: id, role and pseudonym."""
    there = nameable(case)
    rows = Party.objects.filter(id__in=list(there)).order_by("role", "number")
    return [
        (one.id, one.role, pseudonym(one.role, one.number))
        for one in rows
        if copy_parts.may_name(reader, one.role)
    ]


def missing_to_ask(staff: Staff, case: Case) -> RefusedError | None:
    """Why somebody asks for no copy of this case; None when they may. Within a tenant scope."""
    apart = chests_of_names(case)
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
    wanted, held = opened_wanted(keys, row)
    content, standing = opened_content(keys, row)
    shut, named, is_gone = _why_shut(keys, row, names_open=names_open), {}, False
    if not shut:
        try:
            named = named_along(keys, row, held)
        except RefusedError:
            is_gone = True
    has_changed = row.made_at is None and standing != _standing(case, row, wanted)
    if row.is_agreed and (has_changed or is_gone) and _asks_of(staff, case, row):
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
        objection=objection_of(case, keys, row) if row.message_id else None,
        opened={} if shut else _opened(case, row, content),
    )


def _asks_of(staff: Staff, case: Case, row: FileCopy) -> bool:
    """Whether it is for this reader to do something with a copy on which was decided."""
    mine = Access.objects.filter(living(), case=case, holder_alias=staff.alias)
    return copies_decided(staff, mine).filter(id=row.id).exists()


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
    check_read(is_erased=is_name_erased(case), was_read=was_read)
    heard = heard_of_copy(row)
    check_weighed(heard, weighed, seen, field="weighed")
    told = rules.checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    if heard.written:
        weighed = rules.checked_text(weighed, field="weighed", longest=rules.LONGEST_REASON)
        keep_weighed(keys, row, weighed, heard.ids)
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
        seal_request(keys, row, opened_request(keys, row) | {"hands": names})
        row.save(update_fields=["made_by", "made_at", "sums_hash", "sealed_request"])
        tell_it_went(staff, case, keys, row)
    about(case.id, object_id=row.id, reason=signed.sums)
    knock_colleagues(staff, case)


def _to_hand(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: FileCopy, *, names_open: bool, at: datetime
) -> Handed:
    """What goes when it is taken now, at `at` if nobody took it before. Raises RefusedError for what may not go."""
    _check_asks(staff, case)
    if not row.is_agreed:
        raise RefusedError(_("Een collega is nog niet akkoord met dit afschrift."))
    wanted, held = opened_wanted(keys, row)
    check_sees(row.chests, held=keys, names_open=names_open)
    if row.made_at is None:
        _check_unchanged(case, keys, row)
        check_heard(keys, row, held)
    content, _standing_then = opened_content(keys, row)
    return Handed(
        reader=row.reader,
        who=wanted.who,
        content=content,
        named=named_along(keys, row, held),
        files=_files(case, keys, content),
        hands=_hands(case, keys, row, by=row.made_by or staff.alias),
        made_at=row.made_at or at,
    )


def copies_of(staff: Staff, case: Case, keys: Mapping[str, ChestKey]) -> list[CopyView]:
    """The copies of a case, newest first, for whoever has its keys, without what is in them. Within a tenant scope."""
    rows = list(FileCopy.objects.filter(case=case).defer("sealed_content").order_by("-asked_at", "-id"))
    waits = [one for one in rows if one.decided_at is None and one.asked_by != staff.alias]
    me = second_persons(case).get(staff.alias) if waits else None
    # Each part is looked through as a whole: once for those that take the same ones.
    standing = cache(lambda parts: standing_of(case, parts))
    found = []
    for one in rows:
        wanted, held = opened_wanted(keys, one)
        for_me = one in waits and me is not None and rules.may_agree(me, one.chests)
        view = _view(keys, one, wanted.who, held, for_me=for_me)
        found.append(replace(view, is_lapsed=_is_lapsed(keys, one, wanted, standing)))
    return found


def _is_lapsed(
    keys: Mapping[str, ChestKey], row: FileCopy, wanted: Wanted, standing: Callable[[frozenset[str]], str]
) -> bool:
    """Whether the case changed since a copy was asked that could still go. `standing` says of parts how they are now."""
    if row.made_at is not None or (row.decided_at is not None and not row.is_agreed):
        return False
    then = opened_request(keys, row).get("standing")
    return then is not None and then != standing(_hangs_on(row, wanted))


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


def _check(case: Case, keys: Mapping[str, ChestKey], wanted: Wanted, *, names_open: bool) -> None:
    """Refuse what may not be asked so, with everything that is wrong at once."""
    check_reader(wanted.reader, kind=case.kind, subjects=count_subjects(case))
    if errors := list(_wrong(case, keys, wanted, names_open=names_open)):
        raise ManyRefusedError(errors)


def _wrong(
    case: Case, keys: Mapping[str, ChestKey], wanted: Wanted, *, names_open: bool
) -> Iterator[RefusedError]:
    try:
        check_sees(chests_of_names(case), held=keys, names_open=names_open)
    except RefusedError as error:
        yield error
    there = case_files(case, keys)
    fit = {one.id for one in there if may_leave(one.details)}
    fit |= fit_originals(there, wanted.reader, has_name=True)
    if any(one.id in wanted.files and one.id not in fit for one in there):
        yield RefusedError(NOT_CLEAN, field="chosen")
        return
    yield from wrong_with(
        wanted,
        files=fit,
        originals=originals_of(there),
        people=nameable(case),
        is_erased=is_name_erased(case),
    )


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
    wanted, _held = opened_wanted(keys, row)
    _kept_then, standing = opened_content(keys, row)
    if standing != _standing(case, row, wanted):
        raise RefusedError(CHANGED)
    try:
        # What was asked before this rule was there, or before the name of the reporter went, goes by the rule of today.
        check_originals(wanted, originals_of(case_files(case, keys)), nameable(case))
    except RefusedError as error:
        raise RefusedError(CHANGED) from error


def _standing(case: Case, row: FileCopy, wanted: Wanted) -> str:
    """What it hangs on that nothing changed."""
    return standing_of(case, _hangs_on(row, wanted))


def _hangs_on(row: FileCopy, wanted: Wanted) -> frozenset[str]:
    """The parts in which nothing may change; where the reporter was told, also what they answered."""
    return wanted.parts | ({Part.TALK} if row.message_id else frozenset())


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
    told = opened_request(keys, row).get("hands") or {
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


# --- rows ---


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
        has_originals=opened_request(keys, row).get("has_originals", False),
        for_me=for_me,
    )
