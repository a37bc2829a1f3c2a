"""Measures (C7): proposed by one, checked on the law by another, decided by the employer. None without both sides heard.

A measure that burdens somebody is decided by who answers a question about it (`asking.py`). What burdens nobody a holder
of the case decides, who did not propose it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import papers, rules
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import decide, enter, knock_colleagues
from weerbaar.cases.actions import AlreadyDoneError
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import ChestKind, DecisionAsked, Measure, Party, SubjectNotice
from weerbaar.cases.queries import keys_to, opened_holder, procedure_of
from weerbaar.cases.rules import (
    MEASURES,
    MeasureKind,
    MeasureStanding,
    Move,
    check_checker,
    check_may_propose,
    check_measure_for,
    check_move,
    checked_text,
    may_holder_decide,
    missing_before_asking,
    missing_for_measure,
    pseudonym,
)
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.holders import Opened


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: a code of `rules.MEASURES`, for a subject or, without one, for the organisation."""

    kind: str
    party_id: UUID | None
    what: str = field(repr=False)
    why: str = field(repr=False)
    proportion: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure as the case page shows it. `missing` is what must be there before it stands as decided.

    `is_fit` is None before the legal check. `answer` is what who decides said: None as long as nothing was said.
    """

    id: UUID
    kind: MeasureKind
    party: str
    state: str
    what: str = field(repr=False)
    why: str = field(repr=False)
    proportion: str = field(repr=False)
    proposed_by: Colleague | None
    proposed_at: datetime
    is_fit: bool | None
    check: str = field(repr=False)
    checked_by: Colleague | None
    decision: str = field(repr=False)
    decided_by: Colleague | None
    decided_at: datetime | None
    dropped: str = field(repr=False)
    answer: bool | None
    missing_to_ask: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.state in (Measure.State.PROPOSED, Measure.State.CHECKED)


@act("case.propose_measure")
def propose_measure(staff: Staff, *, code: str, measure_id: UUID, proposal: Proposal) -> None:
    """Propose a measure, with why and why nothing lighter will do. Raises RefusedError."""
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    check_may_propose(case.stage)
    check_measure_for(proposal.kind, has_subject=proposal.party_id is not None)
    if Measure.objects.filter(id=measure_id).exists():
        raise AlreadyDoneError
    party = _subject(case, proposal.party_id)
    measure = Measure(id=measure_id, tenant_id=case.tenant_id, case=case, party=party, code=proposal.kind)
    measure.proposed_by, measure.proposed_at = staff.alias, clock.now()
    longest = rules.LONGEST_REASON
    texts = {
        "what": checked_text(proposal.what, field="what", longest=longest),
        "why": checked_text(proposal.why, field="why", longest=longest),
        "proportion": checked_text(proposal.proportion, field="proportion", longest=longest),
    }
    blob = _seal(keys, measure, texts)
    measure.save(force_insert=True)
    about(case.id, object_id=measure.id, reason=blob)
    knock_colleagues(staff, case)


@act("case.check_measure")
def check_measure(staff: Staff, *, code: str, measure_id: UUID, is_fit: bool, reason: str) -> None:
    """Check a measure on the law, as somebody else than who proposed it: may it be done like this, and why."""
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    measure = _measure(case, measure_id)
    if measure.state != Measure.State.PROPOSED:
        raise RefusedError(_("Deze maatregel is al getoetst."))
    check_checker(
        staff.alias,
        proposer=measure.proposed_by,
        is_lawyer=Role.LAWYER in staff.roles,
        has_lawyer=has_lawyer(case, but=measure.proposed_by),
    )
    texts = texts_of(keys, measure) | {
        "is_fit": is_fit,
        "check": checked_text(reason, field="reason", longest=rules.LONGEST_REASON),
    }
    _seal(keys, measure, texts)
    measure.state, measure.checked_by, measure.checked_at = Measure.State.CHECKED, staff.alias, clock.now()
    measure.save(update_fields=["state", "checked_by", "checked_at", "sealed_text"])
    decide(staff, case, keys, "case.check_measure", reason=reason)
    knock_colleagues(staff, case)


@act("case.decide_measure")
def decide_measure(staff: Staff, *, code: str, measure_id: UUID, reason: str) -> None:
    """Let a measure stand as decided, by who said yes to it, or by oneself where it burdens nobody.

    Refused as long as anything is missing: the check, both sides, the decision itself (promise 7).
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    measure = _measure(case, measure_id)
    answered = _answered_about(opened_holder(staff), case, measure.id)
    for sentence in missing_for_measure(MEASURES[measure.code], _standing(staff, measure, keys, answered)):
        raise RefusedError(sentence)
    measure.state, measure.decided_at = Measure.State.DECIDED, clock.now()
    measure.decided_by = answered[0].asked_of if answered else staff.alias
    _seal(keys, measure, texts_of(keys, measure) | {"decision": _checked_reason(reason)})
    measure.save(update_fields=["state", "decided_by", "decided_at", "sealed_text"])
    decide(staff, case, keys, "case.decide_measure", reason=reason)
    knock_colleagues(staff, case)


@act("case.drop_measure")
def drop_measure(staff: Staff, *, code: str, measure_id: UUID, reason: str) -> None:
    """Let a measure go that was not decided, and say why. A question about it must be answered or withdrawn first."""
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    measure = _measure(case, measure_id)
    if measure.state in (Measure.State.DECIDED, Measure.State.DROPPED):
        raise RefusedError(
            missing_for_measure(MEASURES[measure.code], MeasureStanding(measure.state, True, True))[0]
        )
    if _waits_for_answer(opened_holder(staff), case, measure.id):
        raise RefusedError(_("Deze maatregel ligt nog voor bij wie beslist. Trek eerst die vraag in."))
    _seal(keys, measure, texts_of(keys, measure) | {"dropped": _checked_reason(reason)})
    measure.state = Measure.State.DROPPED
    measure.save(update_fields=["state", "sealed_text"])
    decide(staff, case, keys, "case.drop_measure", reason=reason)
    knock_colleagues(staff, case)


# --- questions ---


def check_may_ask(staff: Staff, case: Case, measure_id: UUID) -> None:
    """Refuse to lay a measure before who decides as long as the check or one of the sides is missing (promise 7)."""
    measure = _measure(case, measure_id)
    answered = _answered_about(opened_holder(staff), case, measure.id)
    how = _standing(staff, measure, keys_to(staff, case), answered)
    for sentence in missing_before_asking(MEASURES[measure.code], how):
        raise RefusedError(sentence)
    if answered is not None:
        raise RefusedError(_("Over deze maatregel is al antwoord gegeven."))


def measures_of(staff: Staff, case: Case, keys: Mapping[str, ChestKey]) -> list[MeasureView]:
    """Every measure of a case, oldest first."""
    colleagues = colleagues_by_alias(staff.tenant_id)
    rows = Measure.objects.filter(case=case).select_related("party").order_by("proposed_at", "id")
    return [_view(staff, one, keys, colleagues) for one in rows]


def measure_of(staff: Staff, case: Case, measure_id: UUID) -> MeasureView:
    """One measure. Raises NotAllowedError."""
    found = next(
        (one for one in measures_of(staff, case, keys_to(staff, case)) if one.id == measure_id), None
    )
    if found is None:
        raise NotAllowedError(NOT_THERE)
    return found


def subjects(case: Case) -> list[tuple[UUID, str]]:
    """For whom a measure can be: the subjects, under their pseudonyms."""
    rows = Party.objects.filter(case=case, role=Party.Role.SUBJECT).order_by("number")
    return [(one.id, pseudonym(one.role, one.number)) for one in rows]


def has_lawyer(case: Case, *, but: UUID) -> bool:
    """Whether the organisation has a lawyer who may read this case and did not propose the measure."""
    everybody = colleagues_by_alias(case.tenant_id).values()
    marks = marks_of(case.id, everybody)
    return any(
        Role.LAWYER in one.roles and one.is_trusted and one.alias != but and not marks.keep_out(one)
        for one in everybody
    )


def party_of(case: Case, measure_id: UUID) -> UUID | None:
    """For whom a measure is; None for the organisation."""
    return Measure.objects.filter(id=measure_id, case=case).values_list("party_id", flat=True).first()


def texts_of(keys: Mapping[str, ChestKey], measure: Measure) -> dict[str, Any]:
    """`what`, `why`, `proportion`; later `is_fit` and `check`, `decision` or `dropped`."""
    blob = measure.sealed_text
    return json.loads(keys[ChestKind.FILE].open("cases_measure", measure.id, "sealed_text", blob))


def _seal(keys: Mapping[str, ChestKey], measure: Measure, texts: Mapping[str, Any]) -> bytes:
    measure.sealed_text = keys[ChestKind.FILE].seal(
        "cases_measure", measure.id, "sealed_text", json.dumps(dict(texts)).encode()
    )
    return measure.sealed_text


def _checked_reason(reason: str) -> str:
    return checked_text(reason, field="reason", longest=rules.LONGEST_REASON)


def _subject(case: Case, party_id: UUID | None) -> Party | None:
    if party_id is None:
        return None
    party = Party.objects.filter(id=party_id, case=case, role=Party.Role.SUBJECT).first()
    if party is None:
        raise RefusedError(_("Kies voor welke betrokkene deze maatregel is."), field="party")
    return party


def _measure(case: Case, measure_id: UUID) -> Measure:
    measure = Measure.objects.filter(id=measure_id, case=case).first()
    if measure is None:
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=measure.id)
    return measure


def _answered_about(holder: Opened, case: Case, measure_id: UUID) -> tuple[DecisionAsked, bool] | None:
    """The question about a measure that was answered, and whether the answer was yes."""
    rows = DecisionAsked.objects.filter(case=case, answered_at__isnull=False).order_by("-answered_at")
    for asked in rows:
        key = papers.key_to(holder, asked.id)
        if key and papers.paper_of(key, asked).measure == str(measure_id):
            return asked, papers.answer_of(key, asked)["choice"] == papers.YES
    return None


def _waits_for_answer(holder: Opened, case: Case, measure_id: UUID) -> bool:
    rows = DecisionAsked.objects.filter(case=case, answered_at=None, withdrawn_at=None)
    keys = [(asked, papers.key_to(holder, asked.id)) for asked in rows]
    return any(key and papers.paper_of(key, asked).measure == str(measure_id) for asked, key in keys)


def _is_heard(party_id: UUID | None) -> bool:
    """Whether the other side was heard, or was not for a reason that is kept. Without a person there is nobody to hear."""
    if party_id is None:
        return True
    told = SubjectNotice.objects.filter(party_id=party_id)
    return told.exclude(heard_at=None, is_waived=False).exists()


def _standing(
    staff: Staff,
    measure: Measure,
    keys: Mapping[str, ChestKey],
    answered: tuple[DecisionAsked, bool] | None,
) -> MeasureStanding:
    return MeasureStanding(
        state=measure.state,
        is_fit=bool(texts_of(keys, measure).get("is_fit")),
        is_heard=_is_heard(measure.party_id),
        answer=answered[1] if answered else None,
        may_holder_decide=may_holder_decide(procedure_of(measure.case), MEASURES[measure.code]),
        is_proposer=measure.proposed_by == staff.alias,
    )


def _view(
    staff: Staff, measure: Measure, keys: Mapping[str, ChestKey], colleagues: Mapping[UUID, Colleague]
) -> MeasureView:
    kind, texts = MEASURES[measure.code], texts_of(keys, measure)
    answered = _answered_about(opened_holder(staff), measure.case, measure.id)
    how = _standing(staff, measure, keys, answered)

    def who(alias: UUID | None) -> Colleague | None:
        return colleagues.get(alias) if alias else None

    return MeasureView(
        id=measure.id,
        kind=kind,
        party=pseudonym(measure.party.role, measure.party.number) if measure.party else "",
        state=measure.state,
        what=texts["what"],
        why=texts["why"],
        proportion=texts["proportion"],
        proposed_by=who(measure.proposed_by),
        proposed_at=measure.proposed_at,
        is_fit=texts.get("is_fit"),
        check=texts.get("check", ""),
        checked_by=who(measure.checked_by),
        decision=texts.get("decision", ""),
        decided_by=who(measure.decided_by),
        decided_at=measure.decided_at,
        dropped=texts.get("dropped", ""),
        answer=how.answer,
        missing_to_ask=missing_before_asking(kind, how),
        missing=missing_for_measure(kind, how),
    )
