"""What the verbs on a case share: come in, bring it a step on, keep why, say it, and knock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, reading
from weerbaar.cases import accesses, check_ins, rules, sealed
from weerbaar.cases.accesses import access_to
from weerbaar.cases.agreeing import only_checks
from weerbaar.cases.clocks import end_terms, start_terms
from weerbaar.cases.models import Access, Case, Decision, Message, Report
from weerbaar.cases.queries import keys_to, not_theirs, opened_holder, procedure_of
from weerbaar.cases.rules import checked_text
from weerbaar.cases.standing import standing
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from weerbaar.cases.procedures import Move, Step
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


class AlreadyDoneError(RefusedError):
    """The same form was sent twice: what it asked was done the first time. Of the second nothing is kept, no line either."""

    def __init__(self) -> None:
        super().__init__(_("Dit was al verstuurd."))


def enter(staff: Staff, code: str) -> tuple[Case, dict[str, ChestKey]]:
    """May I: the case, held against a second verb at the same moment, and its keys. Raises NotAllowedError."""
    opened_holder(staff)
    case = access_to(staff.alias, code, lock=True).case
    about(case.id)
    return case, keys_to(staff, case)


def enter_report(staff: Staff, code: str) -> tuple[Case, dict[str, ChestKey]]:
    """The same for what is done about a report alone: inquire into it, or speak of it with somebody from outside the case.

    Raises RefusedError for a question for advice.
    """
    case, keys = enter(staff, code)
    rules.check_is_report(procedure_of(case))
    return case, keys


def look(
    staff: Staff, code: str, verb: str, *, object_id: UUID | None = None
) -> tuple[Case, dict[str, ChestKey]]:
    """May I, for what shows a part of a case by itself: the line that says who read it, and then the keys (promise 4).

    `verb` was declared with `declare_views`. Raises NotAllowedError.
    """
    opened_holder(staff)
    case = access_to(staff.alias, code).case
    keys = keys_to(staff, case)
    reading(staff, verb, case.id, object_id=object_id)
    return case, keys


def enter_to_work(staff: Staff, code: str) -> tuple[Case, dict[str, ChestKey]]:
    """The same for what a handler does about measures and decisions, while the report is worked on.

    Raises RefusedError for a lawyer who was let in to check: who checks does not do what they check.
    """
    case, keys = enter_report(staff, code)
    rules.check_move(rules.Move.WORK, case.stage)
    seat = Access.objects.filter(case=case, holder_alias=staff.alias).first()
    people = colleagues_by_alias(staff.tenant_id) if staff.checks else {}
    if seat and only_checks(staff, seat.granted_by, people):
        raise RefusedError(
            _("Jij kreeg toegang om te toetsen. Wat een behandelaar doet, doe jij in deze zaak niet.")
        )
    return case, keys


def check_doer(staff: Staff, case: Case, step: Step) -> None:
    """Refuse somebody to whom the procedure does not give a step: who reads along takes none."""
    if sentence := not_theirs(staff, case, step):
        raise RefusedError(sentence)


def check_step(staff: Staff, case: Case, step: Step) -> Move:
    """The step as it may be taken now, by whom it is given to. Raises RefusedError with what must be there first."""
    check_doer(staff, case, step)
    procedure = procedure_of(case)
    rules.check_step(procedure, step, case.stage, standing(case))
    move = procedure.move(step, case.stage)
    assert move is not None  # noqa: S101 - `check_step` refused where there is none
    return move


def advance(staff: Staff, case: Case, step: Step, **moments: datetime) -> None:
    """Bring a case a step on by its procedure: refuse what is not possible, end and start terms, renew the worklists.

    Where it comes to another stage, the reporter is asked how it goes with them.

    `moments` are columns of the case to set with the step. Raises RefusedError, also for whom the step is not given to.
    """
    move = check_step(staff, case, step)
    now = clock.now()
    goes_on = bool(move.to) and move.to != case.stage
    case.stage = move.to or case.stage
    for name, moment in moments.items():
        setattr(case, name, moment)
    case.save(update_fields=["stage", *moments])
    end_terms(case, move.meets, now)
    start_terms(case, procedure_of(case))
    accesses.refresh(case)
    if goes_on:
        check_ins.ask_at_stage(case)


def local_day(moment: datetime) -> date:
    """The day of a moment as people in the Netherlands live it."""
    return moment.astimezone(AMSTERDAM).date()


def say(staff: Staff, case: Case, keys: Mapping[str, ChestKey], kind: Message.Kind, body: str) -> Message:
    """Say something to the reporter."""
    return send(staff, case, keys, Message(id=uuid4(), kind=kind), body)


def send(staff: Staff, case: Case, keys: Mapping[str, ChestKey], message: Message, body: str) -> Message:
    """Keep an unsaved message of the desk, sealed."""
    message.tenant_id, message.case, message.from_reporter = case.tenant_id, case, False
    message.author_alias, message.at = staff.alias, clock.now()
    sealed.seal_message(keys, message, body)
    message.save(force_insert=True)
    return message


def tell(staff: Staff, case: Case, keys: Mapping[str, ChestKey], sentence: str) -> None:
    """Tell the reporter something of the product's own, a message id, in the language in which they told it; and knock."""
    with translation.override(language_of(case, keys)):
        say(staff, case, keys, Message.Kind.MESSAGE, gettext(sentence))
    knock_reporter(case)


def language_of(case: Case, keys: Mapping[str, ChestKey]) -> str:
    """The language in which the reporter told it."""
    report = Report.objects.filter(case=case).first()
    return sealed.report_answers(keys, report).get("language", "nl") if report else "nl"


def decide(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    verb: str,
    *,
    reason: str,
    whom: UUID | None = None,
    longest: int = rules.LONGEST_REASON,
) -> Decision:
    """Keep the reason, sealed in `file`, and let the log keep the hash of its ciphertext."""
    reason = checked_text(reason, field="reason", longest=longest)
    decision = Decision(id=uuid4(), tenant_id=case.tenant_id, case=case, verb=verb, actor_alias=staff.alias)
    decision.object_alias, decision.at = whom, clock.now()
    sealed.seal_reason(keys, decision, reason)
    decision.save(force_insert=True)
    about(case.id, object_id=whom, reason=bytes(decision.sealed_reason))
    return decision


def knock_colleagues(staff: Staff, case: Case) -> None:
    """Knock at whoever else is in the case, and not away with a substitute in it."""
    knock(case.tenant_id, accesses.to_knock(case.id, but=staff.alias))


def knock_reporter(case: Case) -> None:
    """Knock at the reporter and at whom they let read along, when they left an address."""
    knock(case.tenant_id, accesses.outside(case))
