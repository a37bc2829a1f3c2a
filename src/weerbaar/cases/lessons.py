"""A lesson that becomes an improvement (C11): somebody does something by a day, and knows of no case by it.

The lesson lies in the file of the case. What is to be done, and why, lies without names in a chest of its own: whoever does
it has a key to that and to nothing else, and it stays when the case is gone. An action plan can take it over as it stands:
what, who, by when, how it ended.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act, declare_views, reading
from weerbaar.cases import rules
from weerbaar.cases.accesses import NOT_THERE, living
from weerbaar.cases.acting import AlreadyDoneError, decide, enter
from weerbaar.cases.cursors import page_by_day
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.leaves import CARDS, NEWEST, Long
from weerbaar.cases.models import Access, Case, ChestKind, Improvement, Lesson
from weerbaar.cases.name_scan import check_no_names
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.reminding import day_asks
from weerbaar.cases.rules import checked_text
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault import chests
from weerbaar.vault.chests import open_chests, open_chests_of
from weerbaar.vault.models import Grant
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from weerbaar.cases.leaves import From, Way
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

declare_views("improvement.read")

IMPROVEMENT = "improvement"
"""The kind of an improvement's chest. Not one of `ChestKind`: those belong to a case and go with it."""
_TABLE = "cases_improvement"


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be done, and the lesson it comes from."""

    what: str = field(repr=False)
    lesson: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImprovementView:
    """An improvement to who has a key to it. `may_steer`: the asker gives it on or drops it, and does not do it themself."""

    id: UUID
    for_alias: UUID
    due_on: date
    is_open: bool
    is_dropped: bool
    may_steer: bool
    words: Words
    result: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToDo:
    """An improvement in a list: facts only."""

    id: UUID
    due_on: date


# --- verbs ---


@act("case.make_improvement")
def make_improvement(
    staff: Staff,
    *,
    code: str,
    words: Words,
    person_id: UUID,
    due_on: date,
    improvement_id: UUID,
    kept_because: str = "",
) -> None:
    """Make of a lesson something that somebody does by a day. `improvement_id` was drawn with the form.

    Raises NamesInTextError where a name of the case stands in it, and RefusedError for an owner who must stay out of the
    case: they are answered like somebody who does not exist.
    """
    case, keys = enter(staff, code)
    if not case.outcome:
        raise RefusedError(_("Leg eerst vast wat eruit kwam."))
    words = _checked(words)
    owner = _owner(may_own(staff, case), person_id)
    about(case.id, object_id=improvement_id)
    rules.check_decide_by(due_on, clock.today())
    if Improvement.objects.filter(id=improvement_id).exists():
        raise AlreadyDoneError
    if check_no_names(staff, case, asdict(words), kept_because=kept_because):
        decide(staff, case, keys, "case.make_improvement", reason=kept_because)
    row = Improvement(id=improvement_id, tenant_id=case.tenant_id, for_alias=owner.alias, due_on=due_on)
    row.made_by, row.made_at = staff.alias, clock.now()
    key = _make_chest(case, row)
    row.sealed_text = key.seal(_TABLE, row.id, "sealed_text", json.dumps(asdict(words)).encode())
    row.save(force_insert=True)
    _keep_lesson(staff, case, keys, row, words.lesson)
    _knock(staff, row, [owner.alias])


@act("improvement.finish")
def finish(staff: Staff, *, improvement_id: UUID, result: str) -> None:
    """Say that it was done, and what was done."""
    row, key = _open(staff, improvement_id)
    _end(row, key, result, is_dropped=False)
    _knock(staff, row, [row.made_by])


@act("improvement.drop")
def drop(staff: Staff, *, improvement_id: UUID, result: str) -> None:
    """Say why it is not done. Not by who was to do it."""
    row, key = _open(staff, improvement_id, to_steer=True)
    _end(row, key, result, is_dropped=True)
    _knock(staff, row, [row.for_alias])


@act("improvement.give_on")
def give_on(staff: Staff, *, improvement_id: UUID, person_id: UUID, due_on: date) -> None:
    """Let somebody else do it, or by another day. Whoever had it keeps no key that they had by this alone."""
    row, key = _open(staff, improvement_id, to_steer=True)
    owner = _owner(may_take_on(staff, improvement_id), person_id)
    if due_on != row.due_on:
        rules.check_decide_by(due_on, clock.today())
    if owner.alias != row.for_alias:
        _take_key(row)
        _grant(key, [owner.alias], by=staff.alias)
    row.for_alias, row.due_on, row.reminded_on, row.escalated_on = owner.alias, due_on, None, None
    row.save(update_fields=["for_alias", "due_on", "reminded_on", "escalated_on"])
    _knock(staff, row, [owner.alias])


@act("improvement.remind")
def remind(system: System, *, improvement_id: UUID) -> None:
    """Knock at who does it; once it is late at who made it too. Raises RefusedError and GoneError as `reminding` does."""
    about(improvement_id)
    row = Improvement.objects.select_for_update().filter(id=improvement_id).first()
    if row is None:
        raise GoneError(_("Deze verbeteractie is er niet meer."))
    today = clock.today()
    if row.ended_at or not day_asks(row, row.made_at, today):
        raise RefusedError(_("Voor deze verbeteractie hoeft nu niemand een seintje."))
    is_late = today > row.due_on
    _knock_holders(row, [row.for_alias, *([row.made_by] if is_late else [])])
    column = "escalated_on" if is_late else "reminded_on"
    setattr(row, column, today)
    row.save(update_fields=[column])


def take_all(case: Case, alias: UUID) -> None:
    """Take from somebody who must stay out of a case the keys to what it taught, and what they were to do of it.

    That falls to who made it, or to another who has a key. What was ended stays as it was.
    """
    # Held: who gives one on at the same moment reads the marks after this, and gives it to nobody who must stay out.
    rows = Improvement.objects.select_for_update().order_by("id")
    taught = list(rows.filter(id__in=Lesson.objects.filter(case=case).values("improvement")))
    Grant.objects.filter(chest__owner_id__in=[one.id for one in taught], holder_alias=alias).delete()
    for row in taught:
        if row.for_alias != alias or row.ended_at is not None:
            continue
        if holders := _holders(row.id):
            row.for_alias = row.made_by if row.made_by in holders else holders[0]
            row.save(update_fields=["for_alias"])


def owners_of(aliases: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Of these people those who are to do something that a case taught: the case, and who."""
    rows = Lesson.objects.filter(improvement__for_alias__in=list(aliases), improvement__ended_at=None)
    return set(rows.values_list("case_id", "improvement__for_alias"))


# --- questions ---


def may_own(staff: Staff, case: Case) -> list[Colleague]:
    """Who can be given what a case teaches, by name: anybody with a key that is vouched for, whom it does not go round."""
    everybody = colleagues_by_alias(staff.tenant_id)
    marks = marks_of(case.id, everybody.values())
    fit = [one for one in everybody.values() if _is_fit(one) and not marks.keep_out(one)]
    return sorted(fit, key=lambda one: (one.alias != staff.alias, one.name.casefold()))


def may_take_on(staff: Staff, improvement_id: UUID) -> list[Colleague]:
    """The same for one that is there: of the case that it came from nothing is said, and there may be none any more."""
    lesson = Lesson.objects.filter(improvement=improvement_id).select_related("case").first()
    if lesson is not None:
        return may_own(staff, lesson.case)
    fit = [one for one in colleagues_by_alias(staff.tenant_id).values() if _is_fit(one)]
    return sorted(fit, key=lambda one: (one.alias != staff.alias, one.name.casefold()))


def read(staff: Staff, improvement_id: UUID) -> ImprovementView:
    """One improvement, after the line that says who read it. Raises NotAllowedError for who has no key to it."""
    row, key = _keyed(staff, improvement_id)
    reading(staff, "improvement.read", row.id)
    return _view(staff, row, key)


# Those with a key: a leaf of which somebody reads nothing would say that there is something.
_READ_BY = (
    "case_id = %s AND EXISTS (SELECT FROM vault_grant JOIN vault_chest ON vault_chest.id = chest_id"
    " WHERE owner_id = cases_lesson.improvement_id AND holder_alias = %s AND kind = %s AND destroyed_at IS NULL"
    " AND (until IS NULL OR until > %s))"
)


def of_case(staff: Staff, case: Case, start: From = NEWEST) -> tuple[list[ImprovementView], Way]:
    """A leaf of what came of the lessons of a case, the newest first: those that the asker has a key to. A fixed number
    of statements.
    """
    values = [case.id, staff.alias, IMPROVEMENT, clock.now()]
    leaf = Long(Lesson, "cases_lesson", "at", _READ_BY, values).leaf(start, CARDS)
    ids = [one.improvement_id for one in reversed(leaf.rows)]
    keys = open_chests_of(opened_holder(staff), ids, [IMPROVEMENT]) if ids else {}
    rows = Improvement.objects.in_bulk(ids) if ids else {}
    return [_view(staff, rows[one], keys[one][IMPROVEMENT]) for one in ids if one in keys], leaf.way


def mine(staff: Staff, *, after: str = "") -> tuple[list[ToDo], str]:
    """What somebody has to do, by day: a page, and the cursor of the next one. Facts only."""
    rows = Improvement.objects.filter(for_alias=staff.alias, ended_at=None)
    page, cursor = page_by_day(rows, "due_on", after)
    return [ToDo(one.id, one.due_on) for one in page], cursor


def count_that_ask(staff: Staff) -> int:
    """How many of those are late, or end within a week."""
    by = rules.asks_by(clock.today())
    return Improvement.objects.filter(for_alias=staff.alias, ended_at=None, due_on__lte=by).count()


def has_any(staff: Staff) -> bool:
    """Whether somebody has an improvement to do at all."""
    return Improvement.objects.filter(for_alias=staff.alias, ended_at=None).exists()


def that_ask(today: date) -> list[UUID]:
    """The improvements of which somebody is to be reminded, or that are late. One query, as for tasks."""
    rows = Improvement.objects.filter(ended_at=None, due_on__lte=rules.asks_by(today))
    rows = rows.exclude(Q(due_on__lt=today, escalated_on__gt=F("due_on")))
    return [one.id for one in rows.order_by("due_on", "id") if day_asks(one, one.made_at, today)]


# --- shared by these ---


def _is_fit(one: Colleague) -> bool:
    return one.is_trusted and not one.left and Role.ADMINISTRATOR not in one.roles


def _owner(fit: list[Colleague], person_id: UUID) -> Colleague:
    found = next((one for one in fit if one.person_id == person_id), None)
    if found is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    return found


def _checked(words: Words) -> Words:
    return Words(
        what=checked_text(words.what, field="what", longest=rules.LONGEST_REASON),
        lesson=checked_text(words.lesson, field="lesson", longest=rules.LONGEST_REASON),
    )


def _make_chest(case: Case, row: Improvement) -> ChestKey:
    """A chest of its own, with a key for who does it and for everybody who is in the case for good."""
    seats = Access.objects.filter(living(), case=case, until=None).values_list("holder_alias", flat=True)
    chest, key = chests.new_chest(case.tenant_id, row.id, chests.reserve([IMPROVEMENT])[0])
    chest.save(force_insert=True)
    _grant(key, [row.for_alias, *seats], by=row.made_by)
    return key


def _grant(key: ChestKey, aliases: list[UUID], *, by: UUID) -> None:
    there = set(Grant.objects.filter(chest_id=key.chest_id).values_list("holder_alias", flat=True))
    holders = trusted_holders([one for one in dict.fromkeys(aliases) if one not in there])
    to = [(alias, bytes(one.public_key)) for alias, one in holders.items()]
    Grant.objects.bulk_create(chests.new_grants(key, to, by=by))


def _take_key(row: Improvement) -> None:
    """From who was to do it, unless they have it as one of those who made it."""
    lesson = Lesson.objects.filter(improvement=row).first()
    seats = Access.objects.filter(living(), case=lesson.case if lesson else None, until=None)
    if row.for_alias != row.made_by and not seats.filter(holder_alias=row.for_alias).exists():
        Grant.objects.filter(chest__owner_id=row.id, holder_alias=row.for_alias).delete()


def _keep_lesson(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: Improvement, text: str) -> None:
    lesson = Lesson(id=uuid4(), tenant_id=case.tenant_id, case=case, improvement=row, made_by=staff.alias)
    lesson.at = clock.now()
    lesson.sealed_text = keys[ChestKind.FILE].seal("cases_lesson", lesson.id, "sealed_text", text.encode())
    lesson.save(force_insert=True)


def _keyed(staff: Staff, improvement_id: UUID) -> tuple[Improvement, ChestKey]:
    """An improvement and its key. Without one it does not exist."""
    key = open_chests(opened_holder(staff), improvement_id, [IMPROVEMENT]).get(IMPROVEMENT)
    row = Improvement.objects.filter(id=improvement_id).first()
    if key is None or row is None:
        raise NotAllowedError(NOT_THERE)
    return row, key


def _open(staff: Staff, improvement_id: UUID, *, to_steer: bool = False) -> tuple[Improvement, ChestKey]:
    about(improvement_id)
    _row, key = _keyed(staff, improvement_id)
    row = Improvement.objects.select_for_update().get(id=improvement_id)
    if to_steer and not _may_steer(staff, row):
        raise RefusedError(_("Kun je dit niet doen? Vraag wie je dit gaf om een ander te kiezen."))
    if row.ended_at is not None:
        raise RefusedError(_("Deze verbeteractie is al klaar of vervallen."))
    return row, key


def _may_steer(staff: Staff, row: Improvement) -> bool:
    return staff.alias == row.made_by or staff.alias != row.for_alias


def _end(row: Improvement, key: ChestKey, result: str, *, is_dropped: bool) -> None:
    result = checked_text(result, field="result", longest=rules.LONGEST_REASON)
    row.sealed_result = key.seal(_TABLE, row.id, "sealed_result", result.encode())
    row.ended_at, row.is_dropped = clock.now(), is_dropped
    row.save(update_fields=["ended_at", "is_dropped", "sealed_result"])


def _knock(staff: Staff, row: Improvement, whom: list[UUID]) -> None:
    _knock_holders(row, [one for one in whom if one != staff.alias])


def _knock_holders(row: Improvement, whom: list[UUID]) -> None:
    """Knock at those of them who have a key to it still: who made it may be kept out of what it came from since."""
    holders = _holders(row.id)
    knock(row.tenant_id, [one for one in dict.fromkeys(whom) if one in holders])


def _holders(improvement_id: UUID) -> list[UUID]:
    """Who has a key to an improvement, each once, in an order that says nothing."""
    rows = Grant.objects.filter(living(), chest__owner_id=improvement_id, chest__kind=IMPROVEMENT)
    return sorted(set(rows.values_list("holder_alias", flat=True)))


def _view(staff: Staff, row: Improvement, key: ChestKey) -> ImprovementView:
    held = row.sealed_result
    return ImprovementView(
        id=row.id,
        for_alias=row.for_alias,
        due_on=row.due_on,
        is_open=row.ended_at is None,
        is_dropped=row.is_dropped,
        may_steer=_may_steer(staff, row),
        words=Words(**json.loads(key.open(_TABLE, row.id, "sealed_text", row.sealed_text))),
        result=key.open(_TABLE, row.id, "sealed_result", held).decode() if held else "",
    )
