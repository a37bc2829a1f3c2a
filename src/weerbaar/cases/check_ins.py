"""Check-ins: whoever has a receipt is asked how it goes with them, and whether something was done to them (C8).

Planned when they get the receipt, for two years, whether the case is closed or not, and then each half year as long as it
takes; and once more each time that the case goes a stage on. One question waits at a time: a new one takes the place of one
that nobody answered. Who would rather not say is asked the next time; who says stop is not, until they undo it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases import accesses
from weerbaar.cases.detriment import YES, Answer, checked_answer, day_after_the_last, days_to_ask
from weerbaar.cases.models import CheckIn, Guest
from weerbaar.database.rows import select
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.notify.actions import knock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from weerbaar.cases.models import Case
    from weerbaar.vault.chests import ChestKey

_TABLE = "cases_checkin"
NOTHING_ASKED = _("Op deze vraag gaf je al antwoord, of zij staat niet meer open.")


@dataclass(frozen=True, slots=True)
class CheckInView:
    """A check-in with what was answered, for whoever has the key: `answer` is None as long as there is none.

    `is_passed`: it was asked and not answered, and another took its place. `asks_us`: the answer asked for somebody, and
    nobody said yet that it was done. `complaints` are the cases of what they began as a complaint after it, sent or not:
    whoever has no key to one is not to hear of it, since it may be about them.
    """

    id: UUID
    about: str
    due_on: date
    asked_at: datetime | None
    answered_at: datetime | None
    is_stopped: bool
    is_passed: bool
    asks_us: bool = False
    complaints: tuple[UUID, ...] = ()
    answer: Answer | None = field(default=None, repr=False)

    @property
    def waits(self) -> bool:
        """Whether it lies with them now."""
        return bool(self.asked_at) and not (self.answered_at or self.is_passed or self.is_stopped)


def planned(
    tenant_id: UUID, case_id: UUID, alias: UUID, since: date, *, what: CheckIn.About = CheckIn.About.DETRIMENT
) -> list[CheckIn]:
    """The unsaved check-ins of somebody who got a receipt on that day. Help (`CARE`) is offered that very day too."""
    days = days_to_ask(since) if what is CheckIn.About.DETRIMENT else (since, *days_to_ask(since))
    return [
        CheckIn(id=uuid4(), tenant_id=tenant_id, case_id=case_id, holder_alias=alias, about=what, due_on=day)
        for day in days
    ]


def plan_for_guest(guest: Guest) -> None:
    """Plan the check-ins of somebody with a receipt of their own. Within the verb that lets them in.

    A witness, and whoever helps, is asked about detriment: they are protected as the reporter is. The accused is offered
    help, from the first day.
    """
    is_accused = guest.role == Guest.Role.SUBJECT
    what = CheckIn.About.CARE if is_accused else CheckIn.About.DETRIMENT
    since = guest.since.astimezone(AMSTERDAM).date()
    rows = planned(guest.tenant_id, guest.case_id, guest.holder_alias, since, what=what)
    for row in rows:
        row.asked_at = guest.since if row.due_on == since else None
    CheckIn.objects.bulk_create(rows)


# --- asking ---


def due(today: date, at_once: int) -> list[UUID]:
    """The check-ins that are to be asked, the first first, at most `at_once`."""
    rows = CheckIn.objects.filter(asked_at=None, stopped_at=None, due_on__lte=today)
    return list(rows.order_by("due_on", "id").values_list("id", flat=True)[:at_once])


@act("case.check_in")
def ask(system: System, *, check_in_id: UUID) -> None:
    """Put the question on somebody's own page, and knock: the knock says nothing of it.

    Raises RefusedError for one that was asked or stopped since, and GoneError for one that is not there.
    """
    row = CheckIn.objects.select_for_update().filter(id=check_in_id).first()
    if row is None:
        raise GoneError(_("Deze vraag is er niet meer."))
    about(row.case_id, object_id=row.id)
    if row.asked_at or row.stopped_at:
        raise RefusedError(_("Deze vraag hoeft nu niet te worden gesteld."))
    row.asked_at = clock.now()
    row.save(update_fields=["asked_at"])
    knock(row.tenant_id, [row.holder_alias])


def ask_at_stage(case: Case) -> None:
    """Ask the reporter once more, since their case went a stage on. Within the verb that does so; it knocks nobody.

    Not while a question waits that they did not answer yet, and not of whoever said stop.
    """
    for alias in accesses.reporter_aliases(case):
        rows = CheckIn.objects.filter(case=case, holder_alias=alias, about=CheckIn.About.DETRIMENT)
        if not rows.exists() or has_stopped(case.id, alias) or waiting(case.id, alias):
            continue
        CheckIn.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            holder_alias=alias,
            occasion=CheckIn.Occasion.STAGE,
            due_on=clock.today(),
            asked_at=clock.now(),
        )


def waiting(case_id: UUID, alias: UUID) -> CheckIn | None:
    """The question that lies with somebody now: the one that was asked last, unless they answered it or said stop."""
    asked = CheckIn.objects.filter(case_id=case_id, holder_alias=alias, asked_at__isnull=False)
    last = asked.order_by("-asked_at", "-due_on", "-id").first()
    return last if last and not last.answered_at and not last.stopped_at else None


def has_stopped(case_id: UUID, alias: UUID) -> bool:
    """Whether somebody said that they do not want to be asked."""
    rows = CheckIn.objects.filter(case_id=case_id, holder_alias=alias, stopped_at__isnull=False)
    return rows.filter(answered_at=None).exists()


def next_day(case_id: UUID, alias: UUID) -> date | None:
    """When somebody is asked again, if they are."""
    rows = CheckIn.objects.filter(case_id=case_id, holder_alias=alias, asked_at=None, stopped_at=None)
    return rows.order_by("due_on").values_list("due_on", flat=True).first()


# --- what somebody does with it; called by their own verbs ---


def answer(key: ChestKey, case_id: UUID, alias: UUID, check_in_id: UUID, given: Answer) -> Answer:
    """Keep an answer, sealed with `key`; of a bad one everybody of the case hears now. Raises RefusedError.

    That somebody wants help is heard with the next round of knocks.
    """
    given = checked_answer(given)
    row = CheckIn.objects.select_for_update().filter(id=check_in_id).first()
    there = waiting(case_id, alias)
    if row is None or there is None or row.id != there.id:
        raise RefusedError(NOTHING_ASKED)
    row.sealed_answer = key.seal(_TABLE, row.id, "sealed_answer", json.dumps(asdict(given)).encode())
    row.answered_at = clock.now()
    row.news_at = row.answered_at if given.is_bad else None
    row.save(update_fields=["sealed_answer", "answered_at", "news_at"])
    _plan_on(row, given)
    if given.is_bad:
        # Not with the next round: whoever guards somebody against detriment must be able to act today.
        knock(row.tenant_id, accesses.to_knock(case_id), at_once=row.about == CheckIn.About.DETRIMENT)
    return given


def keep_complaint(key: ChestKey, case_id: UUID, alias: UUID, complaint_id: UUID) -> None:
    """Keep with somebody's last bad answer, sealed as it is, that they began a complaint after it: in clear it would tie two
    cases to one person. Nothing where there is no such answer.
    """
    rows = CheckIn.objects.select_for_update().filter(case_id=case_id, holder_alias=alias)
    answered = rows.filter(about=CheckIn.About.DETRIMENT, answered_at__isnull=False).order_by(
        "-asked_at", "-id"
    )
    row = next((one for one in answered if _told(key, one)["said"] == YES), None)
    if row is None:
        return
    told = _told(key, row)
    told["complaints"] = [*told.get("complaints", ()), str(complaint_id)]
    row.sealed_answer = key.seal(_TABLE, row.id, "sealed_answer", json.dumps(told).encode())
    row.save(update_fields=["sealed_answer"])


def _plan_on(row: CheckIn, given: Answer) -> None:
    """Plan one more where this was the last that was planned, and it is not over."""
    is_care = row.about == CheckIn.About.CARE
    day = day_after_the_last(given.said, clock.today(), is_care=is_care)
    if day is not None and next_day(row.case_id, row.holder_alias) is None:
        CheckIn.objects.create(
            tenant_id=row.tenant_id,
            case_id=row.case_id,
            holder_alias=row.holder_alias,
            about=row.about,
            due_on=day,
        )


def ask_now(case_id: UUID, alias: UUID, tenant_id: UUID) -> None:
    """Offer help at once to somebody who comes for it themself (C18), also after they said stop: what was planned goes on
    then. Nothing where the question lies with them already.
    """
    resume(case_id, alias)
    if waiting(case_id, alias) is None:
        CheckIn.objects.create(
            tenant_id=tenant_id,
            case_id=case_id,
            holder_alias=alias,
            about=CheckIn.About.CARE,
            due_on=clock.today(),
            asked_at=clock.now(),
        )


def stop(case_id: UUID, alias: UUID) -> None:
    """Ask nothing any more: neither what waits nor what was planned."""
    rows = CheckIn.objects.filter(case_id=case_id, holder_alias=alias, answered_at=None, stopped_at=None)
    rows.update(stopped_at=clock.now())


def resume(case_id: UUID, alias: UUID) -> None:
    """Ask again: what was still to come, and not what passed meanwhile."""
    stopped = CheckIn.objects.filter(case_id=case_id, holder_alias=alias, stopped_at__isnull=False)
    stopped.filter(asked_at=None, due_on__gt=clock.today()).update(stopped_at=None)
    stopped.filter(answered_at=None, asked_at=None, due_on__lte=clock.today()).delete()
    stopped.filter(answered_at=None, asked_at__isnull=False).update(stopped_at=None)


# --- reading ---


def check_ins_of(key: ChestKey, case_id: UUID, alias: UUID) -> list[CheckInView]:
    """The check-ins of somebody, those still to come last, for whoever has the key that their answers are sealed with."""
    return views(key, _rows("case_id = %s AND holder_alias = %s", [case_id, alias]))


def by_alias(case_id: UUID) -> dict[UUID, list[CheckIn]]:
    """The check-ins of a case by whose they are, in the order in which `views` takes them. One statement: nobody is asked
    more than some times in two years, and once at each stage.
    """
    found: dict[UUID, list[CheckIn]] = {}
    for one in _rows("case_id = %s", [case_id]):
        found.setdefault(one.holder_alias, []).append(one)
    return found


def _rows(holds: LiteralString, values: Sequence[UUID]) -> list[CheckIn]:
    return select(CheckIn, holds + " ORDER BY asked_at NULLS LAST, due_on, id", values)


def views(key: ChestKey, rows: Sequence[CheckIn]) -> list[CheckInView]:
    """The same for rows at hand, of one person and in that order."""
    asked = [one.id for one in rows if one.asked_at]
    return [
        CheckInView(
            id=one.id,
            about=one.about,
            due_on=one.due_on,
            asked_at=one.asked_at,
            answered_at=one.answered_at,
            is_stopped=one.stopped_at is not None,
            is_passed=bool(one.asked_at) and one.answered_at is None and one.id != asked[-1],
            asks_us=one.news_at is not None,
            complaints=_complaints_after(key, one),
            answer=answer_of(key, one),
        )
        for one in rows
    ]


def answer_of(key: ChestKey, row: CheckIn) -> Answer | None:
    """What was answered; None as long as nothing was."""
    told = _told(key, row)
    return Answer(told["said"], tuple(told["types"]), told["what"], told["wish"]) if told else None


def _complaints_after(key: ChestKey, row: CheckIn) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in _told(key, row).get("complaints", ()))


def _told(key: ChestKey, row: CheckIn) -> dict[str, Any]:
    if row.sealed_answer is None:
        return {}
    return json.loads(key.open(_TABLE, row.id, "sealed_answer", row.sealed_answer))
