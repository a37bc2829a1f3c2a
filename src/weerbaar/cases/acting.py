"""What the verbs on a case share: come in, bring it a step on, keep why, say it, and knock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about
from weerbaar.cases import accesses, rules, sealed
from weerbaar.cases.accesses import access_to
from weerbaar.cases.clocks import end_terms, start_terms
from weerbaar.cases.desk_news import only_checks
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


def enter(staff: Staff, code: str) -> tuple[Case, dict[str, ChestKey]]:
    """May I: the case, held against a second verb at the same moment, and its keys. Raises NotAllowedError."""
    opened_holder(staff)
    case = access_to(staff.alias, code, lock=True).case
    about(case.id)
    return case, keys_to(staff, case)


def enter_to_work(staff: Staff, code: str) -> tuple[Case, dict[str, ChestKey]]:
    """The same for what a handler does about measures and decisions, while the case is worked on.

    Raises RefusedError for a lawyer who was let in to check: who checks does not do what they check.
    """
    case, keys = enter(staff, code)
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

    `moments` are columns of the case to set with the step. Raises RefusedError, also for whom the step is not given to.
    """
    move = check_step(staff, case, step)
    now = clock.now()
    case.stage = move.to or case.stage
    for name, moment in moments.items():
        setattr(case, name, moment)
    case.save(update_fields=["stage", *moments])
    end_terms(case, move.meets, now)
    start_terms(case, procedure_of(case))
    accesses.refresh(case)


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
) -> Decision:
    """Keep the reason, sealed in `file`, and let the log keep the hash of its ciphertext."""
    reason = checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    decision = Decision(id=uuid4(), tenant_id=case.tenant_id, case=case, verb=verb, actor_alias=staff.alias)
    decision.object_alias, decision.at = whom, clock.now()
    sealed.seal_reason(keys, decision, reason)
    decision.save(force_insert=True)
    about(case.id, object_id=whom, reason=bytes(decision.sealed_reason))
    return decision


def knock_colleagues(staff: Staff, case: Case) -> None:
    """Knock at whoever else is in the case."""
    seats = Access.objects.filter(accesses.living(), case=case).exclude(holder_alias=staff.alias)
    knock(case.tenant_id, list(seats.values_list("holder_alias", flat=True)))


def knock_reporter(case: Case) -> None:
    """Knock at the reporter, when they left an address."""
    knock(case.tenant_id, accesses.reporter_aliases(case))
