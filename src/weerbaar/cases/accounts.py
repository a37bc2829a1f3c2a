"""What was told aloud, written down (C19): the reporter reads it back, corrects it or signs. Sealed in the talk.

A recording is made only when the reporter agreed to it before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import AlreadyDoneError, decide, enter, local_day, tell
from weerbaar.cases.clocks import decreed_days
from weerbaar.cases.models import Account, ChestKind
from weerbaar.cases.rules import Move, check_move, checked_text
from weerbaar.database.rows import select
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.workdays import DECREED, add_workdays

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

WORKDAYS_TO_SIGN = 10
_TABLE = "cases_account"
_TO_READ = _(
    "Wij schreven op wat je ons vertelde. Lees het verslag, en zeg of het klopt. Het staat op deze pagina."
)


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its words. `keep_from` is the first day on which it may be kept without a signature."""

    id: UUID
    state: str
    told_on: date
    is_recorded: bool
    at: datetime
    settled_at: datetime | None
    keep_from: date
    text: str = field(repr=False)
    correction: str = field(default="", repr=False)

    @property
    def waits(self) -> bool:
        return self.state == Account.State.OFFERED


def first_day_to_keep(offered_on: date, decreed: Collection[date] = DECREED) -> date:
    """From when an account may be kept without the reporter's signature: after ten whole working days."""
    return add_workdays(offered_on, WORKDAYS_TO_SIGN, decreed) + timedelta(days=1)


def accounts_of(talk: ChestKey, case_id: UUID) -> list[AccountView]:
    """The accounts of a case, newest first, for whoever has the key of the talk. Within a tenant scope."""
    decreed = decreed_days()
    rows = select(Account, "case_id = %s ORDER BY at DESC, id DESC", [case_id])
    return [_view(talk, one, decreed) for one in rows]


@act("case.read_account")
def read_account(staff: Staff, *, code: str, account_id: UUID) -> AccountView:
    """One account, with what the reporter said of it."""
    case, keys = enter(staff, code)
    row = _account(case, account_id)
    about(case.id, object_id=row.id)
    return _view(keys[ChestKind.TALK], row, decreed_days())


@act("case.write_account")
def write_account(
    staff: Staff,
    *,
    code: str,
    account_id: UUID,
    told_on: date | None,
    text: str,
    is_recorded: bool = False,
    agreed_to_recording: bool = False,
) -> None:
    """Write down what the reporter told, and lay it before them.

    `account_id` was drawn with the form: a second click raises AlreadyDoneError. Raises RefusedError, for a recording too to
    which the reporter did not agree, and while another account still lies with the reporter.
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    if Account.objects.filter(id=account_id, case=case).exists():
        raise AlreadyDoneError
    if told_on is None or told_on > clock.today():
        raise RefusedError(_("Kies de dag van het gesprek: vandaag of eerder."), field="told_on")
    if is_recorded and not agreed_to_recording:
        raise RefusedError(
            _("Opnemen mag alleen als de melder dat van tevoren goed vond. Was dat niet zo? Wis de opname."),
            field="agreed_to_recording",
        )
    if Account.objects.filter(case=case, state=Account.State.OFFERED).exists():
        raise RefusedError(_("Er ligt al een verslag bij de melder. Wacht op het antwoord."))
    row = Account(id=account_id, tenant_id=case.tenant_id, case=case, told_on=told_on)
    about(case.id, object_id=row.id)
    row.is_recorded, row.written_by, row.at = is_recorded, staff.alias, clock.now()
    row.sealed_text = keys[ChestKind.TALK].seal(
        _TABLE, row.id, "sealed_text", checked_text(text, field="text").encode()
    )
    row.save(force_insert=True)
    tell(staff, case, keys, _TO_READ)


def begin_with(talk: ChestKey, case_id: UUID, *, author: UUID, told_on: date, text: str) -> None:
    """The account with which a case begins that the reporter did not write themselves. Within the verb that files it."""
    row = Account(id=uuid4(), tenant_id=talk.tenant_id, case_id=case_id, told_on=told_on, at=clock.now())
    row.written_by = author
    row.sealed_text = talk.seal(_TABLE, row.id, "sealed_text", text.encode())
    row.save(force_insert=True)


@act("case.keep_unsigned")
def keep_unsigned(staff: Staff, *, code: str, account_id: UUID, reason: str) -> None:
    """Keep an account without the reporter's signature, with the reason, once they had the time."""
    case, keys = enter(staff, code)
    row = _account(case, account_id)
    about(case.id, object_id=row.id)
    if row.state != Account.State.OFFERED:
        raise RefusedError(_("De melder reageerde al op dit verslag."))
    first = first_day_to_keep(local_day(row.at), decreed_days())
    if clock.today() < first:
        raise RefusedError(_("De melder heeft nog tijd om te reageren. Dit kan vanaf %(day)s."), day=first)
    decide(staff, case, keys, "case.keep_unsigned", reason=reason)
    row.state, row.settled_at = Account.State.UNSIGNED, clock.now()
    row.save(update_fields=["state", "settled_at"])


def settle(talk: ChestKey, case_id: UUID, account_id: UUID, *, correction: str = "") -> None:
    """What the reporter does with an account: sign it, or say what is not right. Called by the reporter's own verbs.

    Raises RefusedError when it does not wait for them.
    """
    rows = Account.objects.select_for_update().filter(id=account_id, case_id=case_id)
    row = rows.filter(state=Account.State.OFFERED).first()
    if row is None:
        raise RefusedError(_("Op dit verslag heb je al gereageerd, of het ligt er niet meer."))
    row.state, row.settled_at = Account.State.SIGNED, clock.now()
    if correction:
        row.state = Account.State.CORRECTED
        row.sealed_correction = talk.seal(_TABLE, row.id, "sealed_correction", correction.encode())
    row.save(update_fields=["state", "settled_at", "sealed_correction"])


def _account(case: Case, account_id: UUID) -> Account:
    row = Account.objects.select_for_update().filter(id=account_id, case=case).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    return row


def _view(talk: ChestKey, row: Account, decreed: Collection[date]) -> AccountView:
    corrected = row.sealed_correction
    return AccountView(
        id=row.id,
        state=row.state,
        told_on=row.told_on,
        is_recorded=row.is_recorded,
        at=row.at,
        settled_at=row.settled_at,
        keep_from=first_day_to_keep(local_day(row.at), decreed),
        text=talk.open(_TABLE, row.id, "sealed_text", row.sealed_text).decode(),
        correction=talk.open(_TABLE, row.id, "sealed_correction", corrected).decode() if corrected else "",
    )
