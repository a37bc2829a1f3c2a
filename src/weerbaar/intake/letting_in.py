"""Whom a reporter lets in to help them: an adviser, lawyer, union or interpreter, with a receipt of their own (R19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import guests as of_case
from weerbaar.cases.guests import GuestToBe, GuestView, admit, end, living, view_of
from weerbaar.cases.leaves import CARDS, NEWEST, From, Long, Way
from weerbaar.cases.models import Case, ChestKind, Guest
from weerbaar.cases.news import something_new
from weerbaar.cases.renewing import renew_talk
from weerbaar.cases.rules import LONGEST_REASON, checked_text
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.actions import talk_held
from weerbaar.intake.reporters import open_talk
from weerbaar.intake.talking import say_in_talk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerbaar.intake.reporters import ReporterRef

# For the pages: those know no room behind the intake.
OF_REPORTER = of_case.OF_REPORTER
role_in_words = of_case.role_in_words


@dataclass(frozen=True, slots=True)
class Out:
    """A leaf of those who are out again, whoever came last first, and the way to the leaves beside it."""

    leaf: tuple[GuestView, ...]
    way: Way


_OUT: LiteralString = "case_id = %s AND by_reporter AND (ended_at IS NOT NULL OR until <= %s)"


def let_in_here(reporter: ReporterRef) -> tuple[GuestView, ...]:
    """Everybody whom this reporter let in and who is in now, in the order in which they came. Within a tenant scope.

    Whom the desk gave a receipt is not among them: they read nothing of this report. At once there are never more than
    `check_many` allows.
    """
    rows = Guest.objects.filter(living(), case_id=reporter.case_id, by_reporter=True)
    return _views(reporter, rows.order_by("since", "id"))


def out_again(reporter: ReporterRef, start: From = NEWEST) -> Out:
    """Whom this reporter let in before: of those there is no end. Within a tenant scope."""
    there = Long(Guest, "cases_guest", "since", _OUT, [reporter.case_id, clock.now()]).leaf(start, CARDS)
    return Out(_views(reporter, there.rows[::-1]), there.way)


def _views(reporter: ReporterRef, rows: Iterable[Guest]) -> tuple[GuestView, ...]:
    keys = {ChestKind.TALK.value: open_talk(reporter)}
    return tuple(view_of(one, keys) for one in rows)


def is_there(reporter: ReporterRef, guest_id: UUID) -> bool:
    """Whether this reporter let in somebody with this id. Within a tenant scope."""
    return Guest.objects.filter(case_id=reporter.case_id, by_reporter=True, id=guest_id).exists()


@act("reporter.let_in")
def let_in(reporter: ReporterRef, *, given: GuestToBe) -> None:
    """Let somebody in until a day. Their words open the talk when `reads`, and a talk of their own with the desk.

    Raises RefusedError, also without a last day: whoever is let in does not stay by being forgotten.
    """
    about(reporter.case_id, object_id=given.id)
    if given.last_day is None:
        raise RefusedError(_("Kies tot wanneer."), field="until")
    talk = talk_held(reporter)
    case = Case.objects.get(id=reporter.case_id)
    admit(reporter, case, {ChestKind.TALK.value: talk}, given, by_reporter=True)
    something_new(reporter.tenant_id, reporter.case_id)


@act("reporter.withdraw_guest")
def withdraw_guest(reporter: ReporterRef, *, guest_id: UUID) -> None:
    """Take back what somebody was given. What they read they may have kept; what follows they cannot open.

    Their keys go at once. Where a successor would lock out a colleague, it waits for who opens the case (`renewing`).

    Raises RefusedError for who is out already, and for whom this reporter did not let in.
    """
    about(reporter.case_id, object_id=guest_id)
    talk = talk_held(reporter)
    own = Guest.objects.filter(living(), case_id=reporter.case_id, by_reporter=True, id=guest_id)
    guest = own.select_for_update().first()
    if guest is None:
        raise RefusedError(_("Deze persoon kan er al niet meer in."))
    end(guest)
    if guest.reads:
        renew_talk(Case.objects.get(id=reporter.case_id), talk)
    something_new(reporter.tenant_id, reporter.case_id)


@act("reporter.ask_language")
def ask_language(reporter: ReporterRef, *, wish: str) -> None:
    """Ask for another language, or sign language: a wish that the desk reads in the talk."""
    about(reporter.case_id)
    say_in_talk(
        reporter,
        talk_held(reporter),
        reporter.case_id,
        checked_text(wish, field="wish", longest=LONGEST_REASON),
    )
