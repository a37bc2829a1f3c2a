"""How a case stands: which of the things that a procedure may ask for are there (C1). One question each, nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases.models import (
    Account,
    Admission,
    ClosingLetter,
    ContactPerson,
    Duty,
    Measure,
    Message,
    OutcomeCode,
    Party,
    SubjectNotice,
    Triage,
)
from weerbaar.cases.procedures import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weerbaar.cases.models import Case


AGREED = frozenset({OutcomeCode.SETTLED.value, OutcomeCode.WITHDRAWN.value})
"""The outcomes that are there only when whoever complained agrees."""


def standing(case: Case, among: frozenset[Guard] = frozenset(Guard)) -> frozenset[Guard]:
    """Those of the guards `among` which are met now."""
    return frozenset(guard for guard in among if _MET[guard](case))


def _triaged(case: Case) -> bool:
    return Triage.objects.filter(case=case).exists()


def _duties_asked(case: Case) -> bool:
    return Duty.objects.filter(case=case).count() == len(Duty.Name)


def _duties_settled(case: Case) -> bool:
    return not Duty.objects.filter(case=case, settled_at=None).exclude(answer=Duty.Answer.NO).exists()


def _reporter_named(case: Case) -> bool:
    named = Party.objects.filter(case=case, role=Party.Role.REPORTER, dropped_name__isnull=False)
    return named.exists()


def _account_settled(case: Case) -> bool:
    """The last account that was written down was signed, or kept unsigned with a reason. What was corrected waits."""
    last = Account.objects.filter(case=case).order_by("-at", "-id").first()
    return last is None or last.state in (Account.State.SIGNED, Account.State.UNSIGNED)


def _both_sides_heard(case: Case) -> bool:
    """Every subject was heard, or was not for a reason that is kept. Without a subject there is nobody to hear."""
    heard = SubjectNotice.objects.filter(case=case).exclude(heard_at=None, is_waived=False)
    subjects = Party.objects.filter(case=case, role=Party.Role.SUBJECT, withdrawn_at=None)
    return not subjects.exclude(id__in=heard.values("party_id")).exists()


def _measures_settled(case: Case) -> bool:
    open_ones = (Measure.State.PROPOSED, Measure.State.CHECKED, Measure.State.ADVISED)
    return not Measure.objects.filter(case=case, state__in=open_ones).exists()


def _notices_settled(case: Case) -> bool:
    """No subject waits for a notice that was announced to the reporter."""
    waiting = SubjectNotice.objects.filter(case=case, given_at=None, is_waived=False)
    return not waiting.filter(party__withdrawn_at=None).exists()


def _contact_named(case: Case) -> bool:
    """The reporter has somebody who said yes. Of whoever gave no name nobody at work sees whether anything is done to them."""
    there = ContactPerson.objects.filter(case=case, party=None, agreed_at__isnull=False, ended_at=None)
    return there.exists() or not _reporter_named(case)


def _letters_given(case: Case) -> bool:
    """Every subject who got a notice got a letter at the end, or did not for a reason that is kept."""
    told = SubjectNotice.objects.filter(case=case, given_at__isnull=False, party__withdrawn_at=None)
    letters = ClosingLetter.objects.filter(case=case)
    return not told.exclude(party_id__in=letters.values("party_id")).exists()


def _feedback_given(case: Case) -> bool:
    return Message.objects.filter(case=case, kind=Message.Kind.FEEDBACK).exists()


_MET: Mapping[Guard, Callable[[Case], bool]] = {
    Guard.TRIAGED: _triaged,
    Guard.ADMITTED: lambda case: case.admission == Admission.ADMITTED,
    Guard.NOT_ADMITTED: lambda case: case.admission == Admission.NOT_HERE,
    Guard.DUTIES_ASKED: _duties_asked,
    Guard.DUTIES_SETTLED: _duties_settled,
    Guard.REPORTER_NAMED: _reporter_named,
    Guard.ACCOUNT_SETTLED: _account_settled,
    Guard.BOTH_SIDES_HEARD: _both_sides_heard,
    Guard.COMPLAINANT_AGREED: lambda case: case.outcome in AGREED,
    Guard.CONCLUDED: lambda case: bool(case.outcome) or case.admission == Admission.NOT_HERE,
    Guard.OUTCOME_RECORDED: lambda case: bool(case.outcome),
    Guard.MEASURES_SETTLED: _measures_settled,
    Guard.FEEDBACK_GIVEN: _feedback_given,
    Guard.NOTICES_SETTLED: _notices_settled,
    Guard.CONTACT_NAMED: _contact_named,
    Guard.LETTERS_GIVEN: _letters_given,
}
