"""What was told aloud and written down: the reporter reads it back, signs it or says what is not right (C19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.audit.acts import about, act
from weerbaar.cases.accounts import AccountView, accounts_of, settle
from weerbaar.cases.news import something_new
from weerbaar.cases.rules import checked_text
from weerbaar.intake import questions
from weerbaar.intake.actions import talk_held
from weerbaar.intake.queries import told
from weerbaar.intake.reporters import open_talk

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.intake.reporters import ReporterRef


def accounts(reporter: ReporterRef) -> list[AccountView]:
    """The accounts of what the reporter told, newest first. Within a tenant scope. Raises GoneError."""
    return accounts_of(open_talk(reporter), reporter.case_id)


def is_for_another(reporter: ReporterRef) -> bool:
    """Whether somebody else reported it for them. Within a tenant scope. Raises GoneError."""
    return questions.is_for_another(told(reporter))


@act("reporter.sign_account")
def sign_account(reporter: ReporterRef, *, account_id: UUID) -> None:
    """Say that an account is right. Raises RefusedError when it does not wait for the reporter."""
    about(reporter.case_id, object_id=account_id)
    settle(talk_held(reporter), reporter.case_id, account_id)
    something_new(reporter.tenant_id, reporter.case_id)


@act("reporter.correct_account")
def correct_account(reporter: ReporterRef, *, account_id: UUID, body: str) -> None:
    """Say what is not right in an account, or is not in it. Both stay: what was written, and this."""
    about(reporter.case_id, object_id=account_id)
    correction = checked_text(body, field="body")
    settle(talk_held(reporter), reporter.case_id, account_id, correction=correction)
    something_new(reporter.tenant_id, reporter.case_id)
