"""Measures (C7): proposed by one, checked on the law by another, decided by the employer. None without both sides heard.

A measure that burdens somebody is decided by who answers a question about it (`asking.py`). What burdens nobody a holder
of the case decides, who did not propose it. An employer outside, of hired staff or of the mayor, is advised in a letter,
and what they answered is written down.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views
from weerbaar.cases import packages, papers, rules, sealed
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import (
    AlreadyDoneError,
    decide,
    enter,
    enter_report,
    enter_to_work,
    knock_colleagues,
    knock_reporter,
    look,
    say,
)
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.measure_rules import (
    MEASURES,
    Burden,
    MeasureKind,
    MeasureStanding,
    asks_for_employer,
    check_checker,
    check_decider,
    check_employer_answer,
    check_may_propose,
    check_measure_for,
    checked_burden,
    decides_outside,
    may_holder_decide,
    missing_before_advising,
    missing_before_asking,
    missing_before_check,
    missing_before_settling,
    missing_for_measure,
)
from weerbaar.cases.models import ChestKind, DecisionAsked, Measure, Message, Party, SubjectNotice
from weerbaar.cases.packages import ForEmployer
from weerbaar.cases.queries import keys_to, names, opened_holder, procedure_of
from weerbaar.cases.rules import Move, check_move, checked_text, pseudonym
from weerbaar.cases.who_decides import fit_to_be_asked, who_decides
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.cases.packages import Advice
    from weerbaar.cases.routing import Route
    from weerbaar.cases.who_decides import Decides
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.holders import Opened

declare_views("case.read_measure")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: a code of `rules.MEASURES`, for a subject or, without one, for the organisation."""

    kind: str
    party_id: UUID | None
    what: str = field(repr=False)
    why: str = field(repr=False)
    proportion: str = field(repr=False)
    burden: Burden = field(default=Burden(), repr=False)


@dataclass(frozen=True, slots=True)
class Advised:
    """What went to an employer outside, and what they answered: `follows` is None as long as they did not."""

    receiver: str = field(repr=False)
    text: str = field(repr=False)
    parts: frozenset[str]
    on: date
    follows: bool | None = None
    answered_on: date | None = None
    said: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AdviceLetter:
    """The letter to an employer, to print. `name` is empty where it does not go along or was not opened."""

    measure: MeasureView
    check: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure as the case page shows it. `missing` is what must be there before it stands as decided.

    `may_check`: the reader may do the legal check now. `may_ask_check`: a lawyer outside the case can be asked for it,
    `is_at_lawyer`: one was. `may_lay`: it can be laid before who decides now.
    `is_fit` is None before the legal check. `answer` is what who decides said: None as long as nothing was said.
    `employer` is the route to the employer outside who decides about it, `lender` whose staff the subject is.
    Where the reporter bears the `burden`: `reporter_said` is what they answered, `may_settle` that it can be recorded now
    who agreed; `has_agreed` and `agreed` are what was.
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
    may_check: bool
    may_ask_check: bool
    is_at_lawyer: bool
    may_lay: bool
    missing_to_check: tuple[str, ...]
    missing_to_ask: tuple[str, ...]
    missing: tuple[str, ...]
    missing_to_advise: tuple[str, ...] = ()
    employer: Route | None = None
    lender: str = field(default="", repr=False)
    advised: Advised | None = None
    burden: Burden = field(default=Burden(), repr=False)
    has_agreed: bool | None = None
    agreed: str = field(default="", repr=False)
    reporter_said: str = field(default="", repr=False)
    may_settle: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in (Measure.State.PROPOSED, Measure.State.CHECKED, Measure.State.ADVISED)

    @property
    def is_outside(self) -> bool:
        """Whether an employer outside decides about it."""
        return self.employer is not None


@act("case.propose_measure")
def propose_measure(staff: Staff, *, code: str, measure_id: UUID, proposal: Proposal) -> None:
    """Propose a measure, with why and why nothing lighter will do. Raises RefusedError."""
    case, keys = enter_to_work(staff, code)
    kind = check_measure_for(proposal.kind, has_subject=proposal.party_id is not None)
    check_may_propose(kind, case.stage)
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
    burden = checked_burden(kind, proposal.burden)
    measure.bearer = burden.bearer
    if burden.is_on_reporter:
        texts |= {"alternative": burden.alternative, "why_not": burden.why_not}
        measure.message = say(staff, case, keys, Message.Kind.QUESTION, burden.asks)
    blob = _seal(keys, measure, texts)
    measure.save(force_insert=True)
    about(case.id, object_id=measure.id, reason=blob)
    if measure.message:
        knock_reporter(case)
    knock_colleagues(staff, case)


@act("case.settle_burden")
def settle_burden(staff: Staff, *, code: str, measure_id: UUID, agrees: bool, who: str) -> None:
    """Record whether the reporter, who bears the burden of a measure, wants it, and who else agreed (C8).

    After they answered what they were asked. Without their yes the measure is not laid before anybody; that yes is
    recorded by somebody else than who proposed the measure.
    """
    case, keys = enter_to_work(staff, code)
    measure = _measure(case, measure_id, lock=True)
    texts = texts_of(keys, measure)
    if agrees and staff.alias == measure.proposed_by:
        raise RefusedError(_("Jij stelde deze maatregel voor. Een ander legt vast dat de melder het wil."))
    if sentence := missing_before_settling(_on_reporter(measure, texts, _asked(opened_holder(staff), case))):
        raise RefusedError(sentence)
    _seal(keys, measure, texts | {"has_agreed": agrees, "agreed": _checked(who, "who")})
    measure.save(update_fields=["sealed_text"])
    decide(staff, case, keys, "case.settle_burden", reason=who)
    about(case.id, object_id=measure.id)
    knock_colleagues(staff, case)


@act("case.check_measure")
def check_measure(staff: Staff, *, code: str, measure_id: UUID, is_fit: bool, reason: str) -> None:
    """Check a measure on the law, as somebody else than who proposed it: may it be done like this, and why."""
    case, keys = enter_report(staff, code)
    check_move(Move.WORK, case.stage)
    measure = _measure(case, measure_id)
    _check_to_check(staff, measure)
    check_checker(
        staff.alias,
        proposer=measure.proposed_by,
        is_lawyer=staff.checks,
        has_lawyer=has_lawyer(case, but=measure.proposed_by),
    )
    texts = texts_of(keys, measure) | {
        "is_fit": is_fit,
        "check": checked_text(reason, field="reason", longest=rules.LONGEST_REASON),
    }
    _seal(keys, measure, texts)
    measure.state, measure.checked_by, measure.checked_at = Measure.State.CHECKED, staff.alias, clock.now()
    measure.news_at = measure.checked_at
    measure.save(update_fields=["state", "checked_by", "checked_at", "news_at", "sealed_text"])
    decide(staff, case, keys, "case.check_measure", reason=reason)
    knock_colleagues(staff, case)


@act("case.decide_measure")
def decide_measure(staff: Staff, *, code: str, measure_id: UUID, reason: str) -> None:
    """Let a measure stand as decided, by who said yes to it, or by oneself where it burdens nobody.

    Refused as long as anything is missing: the check, both sides, the decision itself (promise 7).
    """
    case, keys = enter_to_work(staff, code)
    measure = _measure(case, measure_id)
    asked = _asked(opened_holder(staff), case)
    for sentence in missing_for_measure(MEASURES[measure.code], _standing(staff, measure, keys, asked)):
        raise RefusedError(sentence)
    answered = asked.answered.get(str(measure.id))
    measure.state, measure.decided_at = Measure.State.DECIDED, clock.now()
    measure.decided_by = answered[0].asked_of if answered else staff.alias
    check_decider(measure.decided_by, proposer=measure.proposed_by)
    _seal(keys, measure, texts_of(keys, measure) | {"decision": _checked_reason(reason)})
    measure.save(update_fields=["state", "decided_by", "decided_at", "sealed_text"])
    decide(staff, case, keys, "case.decide_measure", reason=reason)
    knock_colleagues(staff, case)


@act("case.drop_measure")
def drop_measure(staff: Staff, *, code: str, measure_id: UUID, reason: str) -> None:
    """Let a measure go that was not decided, and say why. A question about it must be answered or withdrawn first."""
    case, keys = enter_to_work(staff, code)
    measure = _measure(case, measure_id)
    if measure.state in (Measure.State.DECIDED, Measure.State.DROPPED):
        raise RefusedError(
            missing_for_measure(MEASURES[measure.code], MeasureStanding(measure.state, True, True))[0]
        )
    asked = _asked(opened_holder(staff), case)
    if str(measure.id) in asked.waiting:
        raise RefusedError(_("Deze maatregel ligt nog voor bij wie besluit. Trek eerst die vraag in."))
    if str(measure.id) in asked.at_lawyer:
        raise RefusedError(_("Deze maatregel ligt nog bij een jurist. Trek eerst die vraag in."))
    _seal(keys, measure, texts_of(keys, measure) | {"dropped": _checked_reason(reason)})
    measure.state = Measure.State.DROPPED
    measure.save(update_fields=["state", "sealed_text"])
    decide(staff, case, keys, "case.drop_measure", reason=reason)
    knock_colleagues(staff, case)


# --- an employer outside ---


@act("case.advise_measure")
def advise_measure(staff: Staff, *, code: str, measure_id: UUID, advice: Advice, names_open: bool) -> None:
    """Lay a measure before an employer outside, in a letter that is printed and sent by hand. Raises RefusedError.

    Not before the check and both sides (promise 7). `names_open`: the maker opened the names just now.
    """
    case, keys = enter_to_work(staff, code)
    measure = _measure(case, measure_id, lock=True)
    how = _standing(staff, measure, keys, _asked(opened_holder(staff), case))
    for sentence in missing_before_advising(MEASURES[measure.code], how):
        raise RefusedError(sentence)
    known = names(staff, case).get(measure.party_id) if measure.party_id and names_open else None
    has_name = bool(measure.party and measure.party.dropped_name)
    packages.check_advice(advice, held=keys, names_open=names_open, has_name=has_name)
    told = {
        "receiver": checked_text(advice.receiver, field="receiver", longest=packages.LONGEST_RECEIVER),
        "text": checked_text(advice.text, field="text"),
        "parts": sorted(advice.parts),
        "on": clock.today().isoformat(),
    }
    blob = _seal(keys, measure, texts_of(keys, measure) | {"advised": told})
    if ForEmployer.NAME in advice.parts and known:
        measure.sealed_name = keys[ChestKind.NAMES].seal(
            "cases_measure", measure.id, "sealed_name", known.encode()
        )
    measure.state = Measure.State.ADVISED
    measure.save(update_fields=["state", "sealed_text", "sealed_name"])
    if ForEmployer.NAME in advice.parts:
        decide(staff, case, keys, "case.advise_measure", reason=advice.why_name)
    about(case.id, object_id=measure.id, reason=blob)
    knock_colleagues(staff, case)


@act("case.read_advice")
def read_advice(staff: Staff, *, code: str, measure_id: UUID, names_open: bool) -> AdviceLetter:
    """The letter to an employer, after the line that says who read it. The name in it only while the names are open."""
    case, keys = enter(staff, code)
    measure = _measure(case, measure_id)
    view = measure_of(staff, case, measure_id)
    if view.advised is None:
        raise NotAllowedError(NOT_THERE)
    name = ""
    if measure.sealed_name is not None and names_open and ChestKind.NAMES in keys:
        key = keys[ChestKind.NAMES]
        name = key.open("cases_measure", measure.id, "sealed_name", measure.sealed_name).decode()
    return AdviceLetter(view, view.check if ForEmployer.CHECK in view.advised.parts else "", name)


@act("case.record_employer")
def record_employer(
    staff: Staff, *, code: str, measure_id: UUID, follows: bool, day: date | None, said: str
) -> None:
    """Write down what an employer outside answered: the measure stands as decided, or does not go ahead.

    That they follow it is for somebody else than who proposed it to write down.
    """
    case, keys = enter_to_work(staff, code)
    measure = _measure(case, measure_id, lock=True)
    texts = texts_of(keys, measure)
    if measure.state != Measure.State.ADVISED:
        raise RefusedError(_("Deze maatregel ligt niet bij een werkgever."))
    if follows and measure.proposed_by == staff.alias:
        raise RefusedError(
            _("Jij stelde deze maatregel voor. Een ander legt vast dat de werkgever hem volgt.")
        )
    advised = texts["advised"]
    on = check_employer_answer(day, advised_on=date.fromisoformat(advised["on"]), today=clock.today())
    answered = {"follows": follows, "answered_on": on.isoformat(), "said": _checked(said, "said")}
    measure.state = Measure.State.DECIDED if follows else Measure.State.DROPPED
    measure.decided_by, measure.decided_at = staff.alias, clock.now()
    _seal(keys, measure, texts | {"advised": advised | answered})
    measure.save(update_fields=["state", "decided_by", "decided_at", "sealed_text"])
    decide(staff, case, keys, "case.record_employer", reason=said)
    about(case.id, object_id=measure.id)
    knock_colleagues(staff, case)


# --- questions ---


def check_may_ask(staff: Staff, case: Case, measure_id: UUID) -> None:
    """Refuse to lay a measure before who decides as long as the check or one of the sides is missing (promise 7)."""
    measure = _measure(case, measure_id)
    how = _standing(staff, measure, keys_to(staff, case), _asked(opened_holder(staff), case))
    for sentence in missing_before_asking(MEASURES[measure.code], how):
        raise RefusedError(sentence)
    if how.answer is not None:
        raise RefusedError(_("Over deze maatregel is al antwoord gegeven."))
    if how.is_outside:
        raise RefusedError(_("Over deze maatregel besluit een werkgever van buiten. Geef die eerst advies."))


def check_may_ask_check(staff: Staff, case: Case, measure_id: UUID) -> None:
    """Refuse to ask a lawyer for a check that was done, or that another lawyer was asked for."""
    _check_to_check(staff, _measure(case, measure_id))


def record_check(staff: Staff, case: Case, measure_id: UUID) -> None:
    """Keep that a lawyer checked a measure on its own paper, where their words lie: they have no key to write here.

    Raises RefusedError for who proposed it, and where it was checked or dropped since.
    """
    measure = Measure.objects.select_for_update().filter(id=measure_id, case=case).first()
    if measure is None:
        raise NotAllowedError(NOT_THERE)
    for sentence in missing_before_check(MeasureStanding(measure.state, is_fit=False, is_heard=False)):
        raise RefusedError(sentence)
    check_checker(staff.alias, proposer=measure.proposed_by, is_lawyer=staff.checks, has_lawyer=True)
    measure.state, measure.checked_by, measure.checked_at = Measure.State.CHECKED, staff.alias, clock.now()
    measure.news_at = measure.checked_at
    measure.save(update_fields=["state", "checked_by", "checked_at", "news_at"])


def _check_to_check(staff: Staff, measure: Measure) -> None:
    is_at_lawyer = str(measure.id) in _asked(opened_holder(staff), measure.case).at_lawyer
    how = MeasureStanding(measure.state, is_fit=False, is_heard=False, is_at_lawyer=is_at_lawyer)
    for sentence in missing_before_check(how):
        raise RefusedError(sentence)


def measures_of(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    colleagues: Mapping[UUID, Colleague] | None = None,
) -> list[MeasureView]:
    """Every measure of a case, oldest first."""
    colleagues = colleagues or colleagues_by_alias(staff.tenant_id)
    rows = list(Measure.objects.filter(case=case).select_related("party").order_by("proposed_at", "id"))
    employers = _employers(staff, case) if rows else {}
    able = {one.alias for one in lawyers(case)} if rows else set[UUID]()
    to_ask = {one.alias for one in lawyers_to_ask(staff, case, colleagues)} if rows else set[UUID]()
    asked = _asked(opened_holder(staff), case) if rows else _Asked()
    for one in rows:
        one.case = case
    heard = _heard({one.party_id for one in rows if one.party_id})
    return [
        _view(
            staff,
            one,
            keys,
            colleagues,
            employers=employers,
            able=able,
            to_ask=to_ask,
            asked=asked,
            heard=heard,
        )
        for one in rows
    ]


def read_measures(staff: Staff, code: str) -> list[MeasureView]:
    """All measures of a case, after the line that says who read them. Raises NotAllowedError."""
    case, keys = look(staff, code, "case.read_measure")
    return measures_of(staff, case, keys)


def read_measure(staff: Staff, code: str, measure_id: UUID) -> MeasureView:
    """One measure, after the line that says who read it. Raises NotAllowedError."""
    case, keys = look(staff, code, "case.read_measure", object_id=measure_id)
    return _one_of(measures_of(staff, case, keys), measure_id)


def measure_of(staff: Staff, case: Case, measure_id: UUID) -> MeasureView:
    """One measure, for a verb, which has a line of its own. Raises NotAllowedError."""
    return _one_of(measures_of(staff, case, keys_to(staff, case)), measure_id)


def _one_of(found: list[MeasureView], measure_id: UUID) -> MeasureView:
    for one in found:
        if one.id == measure_id:
            return one
    raise NotAllowedError(NOT_THERE)


def subjects(case: Case) -> list[tuple[UUID, str]]:
    """For whom a measure can be: the subjects, under their pseudonyms."""
    rows = Party.objects.filter(case=case, role=Party.Role.SUBJECT, withdrawn_at=None).order_by("number")
    return [(one.id, pseudonym(one.role, one.number)) for one in rows]


def lawyers(case: Case) -> list[Colleague]:
    """The lawyers of the organisation who may read this case, whether they have a key to it or not."""
    everybody = colleagues_by_alias(case.tenant_id).values()
    marks = marks_of(case.id, everybody)
    return [
        one for one in everybody if Role.LAWYER in one.roles and one.is_trusted and not marks.keep_out(one)
    ]


def lawyers_to_ask(
    staff: Staff, case: Case, colleagues: Mapping[UUID, Colleague] | None = None
) -> list[Colleague]:
    """The lawyers who may be asked to check a measure on its own paper, by name; but never who proposed that measure."""
    colleagues = colleagues or colleagues_by_alias(staff.tenant_id)
    fit = fit_to_be_asked(staff, case, colleagues, roles=[Role.LAWYER], decided=who_decides(staff, case))
    return sorted(fit, key=lambda one: one.name.casefold())


def has_lawyer(case: Case, *, but: UUID) -> bool:
    """Whether the organisation has a lawyer who may read this case and did not propose the measure."""
    return any(one.alias != but for one in lawyers(case))


def laid(staff: Staff, case: Case, measure_id: UUID) -> papers.Laid:
    """A measure as it goes onto the paper for who decides, or before that for a lawyer who checks it."""
    measure = Measure.objects.select_related("party").filter(id=measure_id, case=case).first()
    if measure is None:
        raise NotAllowedError(NOT_THERE)
    texts = _all_texts(keys_to(staff, case), measure, _asked(opened_holder(staff), case))
    towards = pseudonym(measure.party.role, measure.party.number) if measure.party else ""
    return papers.Laid(
        code=measure.code,
        towards=towards,
        what=texts["what"],
        why=texts["why"],
        proportion=texts["proportion"],
        check=texts.get("check", ""),
        bearer=measure.bearer,
        alternative=texts.get("alternative", ""),
        why_not=texts.get("why_not", ""),
        agreed=texts.get("agreed", ""),
    )


def whose_employer(case: Case, measure_id: UUID) -> UUID | None:
    """The subject whose employer decides about a measure; None for one that the organisation takes, whoever that is."""
    measure = Measure.objects.filter(id=measure_id, case=case).first()
    return measure.party_id if measure and not MEASURES[measure.code].is_ours else None


def proposer_of(case: Case, measure_id: UUID) -> UUID | None:
    """Who proposed a measure: they do not check it."""
    return Measure.objects.filter(id=measure_id, case=case).values_list("proposed_by", flat=True).first()


def who_had_a_hand(case: Case, measure_id: UUID) -> set[UUID]:
    """Who proposed a measure and who checked it: they do not decide about it."""
    measure = Measure.objects.filter(id=measure_id, case=case).first()
    return {alias for alias in (measure.proposed_by, measure.checked_by) if alias} if measure else set()


def _employers(staff: Staff, case: Case) -> dict[UUID, Decides]:
    """The subjects of whom it is known who decides about them."""
    return {one.party_id: one for one in who_decides(staff, case) if one.route}


def texts_of(keys: Mapping[str, ChestKey], measure: Measure) -> dict[str, Any]:
    """`what`, `why`, `proportion`; later `is_fit` and `check`, `decision` or `dropped`, or `advised`: see `Advised`.

    Of one of which the reporter bears the burden also `alternative` and `why_not`; later `has_agreed` and `agreed`.
    """
    blob = measure.sealed_text
    return json.loads(keys[ChestKind.FILE].open("cases_measure", measure.id, "sealed_text", blob))


def _all_texts(keys: Mapping[str, ChestKey], measure: Measure, asked: _Asked) -> dict[str, Any]:
    """The same with a check that lies on a paper of its own."""
    return texts_of(keys, measure) | asked.checked.get(str(measure.id), {})


def _seal(keys: Mapping[str, ChestKey], measure: Measure, texts: Mapping[str, Any]) -> bytes:
    measure.sealed_text = keys[ChestKind.FILE].seal(
        "cases_measure", measure.id, "sealed_text", json.dumps(dict(texts)).encode()
    )
    return measure.sealed_text


def _checked_reason(reason: str) -> str:
    return _checked(reason, "reason")


def _checked(text: str, field: str) -> str:
    return checked_text(text, field=field, longest=rules.LONGEST_REASON)


def _subject(case: Case, party_id: UUID | None) -> Party | None:
    if party_id is None:
        return None
    there = Party.objects.filter(id=party_id, case=case, role=Party.Role.SUBJECT, withdrawn_at=None)
    party = there.first()
    if party is None:
        raise RefusedError(_("Kies voor welke betrokkene deze maatregel is."), field="party")
    return party


def _measure(case: Case, measure_id: UUID, *, lock: bool = False) -> Measure:
    rows = Measure.objects.select_for_update() if lock else Measure.objects.all()
    measure = rows.filter(id=measure_id, case=case).first()
    if measure is None:
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=measure.id)
    return measure


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked about the measures of a case, by the id of a measure: the answer of who decides, and which still
    wait for one; the legal check as `texts_of` would have it, and which still lie with a lawyer. And what the reporter
    `said` to what they were asked, by the id of that question.
    """

    answered: dict[str, tuple[DecisionAsked, bool]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    checked: dict[str, dict[str, Any]] = field(default_factory=dict)
    at_lawyer: set[str] = field(default_factory=set)
    said: dict[UUID | None, list[Message]] = field(default_factory=dict)


def _asked(holder: Opened, case: Case) -> _Asked:
    """Every paper of a case is opened once. A fixed number of queries."""
    keys = papers.keys_to_papers(holder, case)
    found = _Asked()
    for asked in DecisionAsked.objects.filter(id__in=list(keys), withdrawn_at=None).order_by("answered_at"):
        measure_id = papers.paper_of(keys[asked.id], asked).measure
        if not measure_id:
            continue
        if asked.answered_at is None:
            (found.at_lawyer if asked.is_check else found.waiting).add(measure_id)
            continue
        answer = papers.answer_of(keys[asked.id], asked)
        is_yes = answer["choice"] == papers.YES
        if asked.is_check:
            found.checked[measure_id] = {"is_fit": is_yes, "check": answer["reason"]}
        else:
            found.answered[measure_id] = (asked, is_yes)
    on_reporter = Measure.objects.filter(case=case, message__isnull=False)
    for said in Message.objects.filter(answers__in=on_reporter.values("message")).order_by("at", "id"):
        found.said.setdefault(said.answers, []).append(said)
    return found


def _is_heard(party_id: UUID | None, heard: Collection[UUID] | None) -> bool:
    """Whether the other side was heard, or was not for a reason that is kept. Without a person there is nobody to hear."""
    return party_id is None or party_id in (_heard([party_id]) if heard is None else heard)


def _heard(parties: Collection[UUID]) -> set[UUID]:
    told = SubjectNotice.objects.filter(party__in=list(parties)).exclude(heard_at=None, is_waived=False)
    return set(told.values_list("party_id", flat=True))


def _on_reporter(measure: Measure, texts: Mapping[str, Any], asked: _Asked) -> MeasureStanding:
    """How it stands with the reporter's own yes."""
    is_on_reporter = measure.bearer == Measure.Bearer.REPORTER
    return MeasureStanding(
        measure.state,
        is_fit=False,
        is_heard=False,
        is_on_reporter=is_on_reporter,
        has_answered=is_on_reporter and measure.message_id in asked.said,
        has_agreed=texts.get("has_agreed"),
    )


def _said_by_reporter(keys: Mapping[str, ChestKey], measure: Measure, asked: _Asked) -> str:
    """What the reporter answered to what they were asked about a measure; empty as long as they did not."""
    said = asked.said.get(measure.message_id, []) if measure.message_id else []
    return "\n\n".join(sealed.message_body(keys, one) for one in said)


def _standing(
    staff: Staff,
    measure: Measure,
    keys: Mapping[str, ChestKey],
    asked: _Asked,
    *,
    employers: Mapping[UUID, Decides] | None = None,
    heard: Collection[UUID] | None = None,
) -> MeasureStanding:
    if employers is None:
        employers = _employers(staff, measure.case)
    kind = MEASURES[measure.code]
    known = employers.get(measure.party_id) if measure.party_id else None
    answered = asked.answered.get(str(measure.id))
    texts = _all_texts(keys, measure, asked)
    of_reporter = _on_reporter(measure, texts, asked)
    return MeasureStanding(
        state=measure.state,
        is_fit=bool(texts.get("is_fit")),
        is_heard=_is_heard(measure.party_id, heard),
        answer=answered[1] if answered else None,
        may_holder_decide=may_holder_decide(procedure_of(measure.case), kind, measure.bearer),
        is_proposer=measure.proposed_by == staff.alias,
        is_outside=decides_outside(
            kind, is_employer_outside=bool(known and known.route and known.route.is_outside)
        ),
        is_employer_known=known is not None
        or not asks_for_employer(kind, has_subject=measure.party_id is not None),
        is_laid=str(measure.id) in asked.waiting,
        is_at_lawyer=str(measure.id) in asked.at_lawyer,
        is_on_reporter=of_reporter.is_on_reporter,
        has_answered=of_reporter.has_answered,
        has_agreed=of_reporter.has_agreed,
    )


def _view(
    staff: Staff,
    measure: Measure,
    keys: Mapping[str, ChestKey],
    colleagues: Mapping[UUID, Colleague],
    *,
    employers: Mapping[UUID, Decides],
    able: Collection[UUID],
    to_ask: Collection[UUID],
    asked: _Asked,
    heard: Collection[UUID],
) -> MeasureView:
    kind, texts = MEASURES[measure.code], _all_texts(keys, measure, asked)
    how = _standing(staff, measure, keys, asked, employers=employers, heard=heard)
    employer = employers[measure.party_id] if measure.party_id and how.is_outside else None
    missing_to_ask = missing_before_asking(kind, how)
    checkers = set(able) - {measure.proposed_by}
    may_check = not how.is_proposer and (staff.alias in checkers or not checkers)
    missing_to_check = missing_before_check(how)

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
        may_check=not missing_to_check and may_check,
        may_ask_check=not missing_to_check and bool(set(to_ask) - {measure.proposed_by}),
        is_at_lawyer=how.is_at_lawyer,
        may_lay=not missing_to_ask and how.answer is None and not how.is_outside and not how.is_laid,
        missing_to_check=missing_to_check,
        missing_to_ask=missing_to_ask,
        missing=missing_for_measure(kind, how),
        missing_to_advise=missing_before_advising(kind, how),
        employer=employer.route if employer else None,
        lender=employer.lender if employer else "",
        advised=_advised(texts),
        burden=Burden(measure.bearer, texts.get("alternative", ""), texts.get("why_not", "")),
        has_agreed=how.has_agreed,
        agreed=texts.get("agreed", ""),
        reporter_said=_said_by_reporter(keys, measure, asked),
        may_settle=not missing_before_settling(how),
    )


def _advised(texts: Mapping[str, Any]) -> Advised | None:
    told = texts.get("advised")
    if told is None:
        return None
    answered_on = told.get("answered_on")
    return Advised(
        receiver=told["receiver"],
        text=told["text"],
        parts=frozenset(told["parts"]),
        on=date.fromisoformat(told["on"]),
        follows=told.get("follows"),
        answered_on=date.fromisoformat(answered_on) if answered_on else None,
        said=told.get("said", ""),
    )
