"""Triage: what a report is, whether it is dealt with here, and which duties it brings (C3, C17)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import act
from weerbaar.cases import accesses, register, rules, wbk
from weerbaar.cases.acting import (
    advance,
    check_doer,
    check_step,
    decide,
    enter,
    knock_colleagues,
    knock_reporter,
    say,
)
from weerbaar.cases.clocks import keep_to_duties, start_terms
from weerbaar.cases.gaps import check_no_gap
from weerbaar.cases.going_out import put_out
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import (
    Admission,
    ChestKind,
    Duty,
    Kind,
    Message,
    Sphere,
    Triage,
    Typology,
    Urgency,
)
from weerbaar.cases.procedures import Letter, Place, Step, newest
from weerbaar.cases.queries import keys_to, procedure_of
from weerbaar.cases.rulebook import every_proposal
from weerbaar.cases.rules import Move, check_move, checked_text
from weerbaar.database.rows import select
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


ASKS_WBK = frozenset({Kind.WRONGDOING.value, Kind.INTEGRITY.value})
"""The kinds of which the questions of `cases.wbk` are asked."""


@dataclass(frozen=True, slots=True)
class DutyGiven:
    """The answer to one duty. `who` decides, `due_on` by when; both only when the answer is not no."""

    answer: str
    why: str = field(repr=False)
    who: str = field(default="", repr=False)
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that triage asks. `wbk` holds the answers to the questions of `cases.wbk`, yes, no or unknown."""

    kind: str
    typology: str
    sphere: str
    urgency: str
    admission: str
    reason: str = field(repr=False)
    route: str = field(default="", repr=False)
    duties: Mapping[str, DutyGiven] = field(default_factory=dict)
    wbk: Mapping[str, str] = field(default_factory=dict)


@act("case.assess")
def assess(staff: Staff, *, code: str, given: Assessment) -> None:
    """Keep the assessment. Admitted, the case goes on; not here, the reporter is to be told where (`send_elsewhere`).

    It may be done again while the case waits for it. Another kind is another procedure, of which the case takes the
    version of today; whoever must stay out by that one goes out. Raises RefusedError.
    """
    case, keys = enter(staff, code)
    check_move(Move.WORK, case.stage)
    if case.stage not in (Place.RECEIVED, Place.ACKNOWLEDGED):
        raise RefusedError(_("De melding is al beoordeeld."))
    check_doer(staff, case, Step.ASSESS)
    _check(given)
    _check_handling(case, given)
    _note_facts(case, given)
    # Another procedure may keep out whoever works under the one it is about: out before anything more is sealed.
    keys, gone = put_out(staff, case, keys)
    _keep(staff, case, keys, given)
    _keep_duties(case, keys, given)
    decide(staff, case, keys, "case.assess", reason=given.reason)
    if given.admission == Admission.ADMITTED:
        advance(staff, case, Step.ASSESS)
    else:
        accesses.refresh(case)
    knock_colleagues(staff, case)
    if gone:
        knock_reporter(case)


@act("case.send_elsewhere")
def send_elsewhere(staff: Staff, *, code: str, body: str) -> None:
    """Tell the reporter why it is not dealt with here, and where it may be: the answer that the law asks (C9)."""
    case, keys = enter(staff, code)
    rules.check_outcome_route(procedure_of(case), body)
    check_no_gap(body, every_proposal(procedure_of(case), Letter.NOT_HERE), field="body")
    advance(staff, case, Step.NOT_HERE, answered_at=clock.now())
    say(staff, case, keys, Message.Kind.FEEDBACK, checked_text(body, field="body"))
    knock_reporter(case)


@act("case.inquire")
def inquire(staff: Staff, *, code: str, reason: str) -> None:
    """Start to find out what happened, with what is to be found out as the reason."""
    case, keys = enter(staff, code)
    check_step(staff, case, Step.INQUIRE)
    decide(staff, case, keys, "case.inquire", reason=reason)
    advance(staff, case, Step.INQUIRE)
    knock_colleagues(staff, case)


@act("case.settle_duty")
def settle_duty(staff: Staff, *, code: str, name: str, what: str) -> None:
    """Record what was decided on a duty, or done. Raises RefusedError when there is nothing to settle."""
    case, keys = enter(staff, code)
    duty = Duty.objects.select_for_update().filter(case=case, name=name, settled_at=None).first()
    if duty is None or duty.answer == Duty.Answer.NO:
        raise RefusedError(_("Hierover hoeft niets meer te worden besloten."))
    detail = duty_detail(keys, duty) | {
        "what": checked_text(what, field="what", longest=rules.LONGEST_REASON)
    }
    _seal_duty(keys, duty, detail)
    duty.settled_at = clock.now()
    duty.save(update_fields=["sealed_detail", "settled_at"])
    keep_to_duties(case)
    accesses.refresh(case)
    decide(staff, case, keys, "case.settle_duty", reason=what)


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty as a page shows it. `settled`: what was decided or done; empty while that is open."""

    name: str
    answer: str
    due_on: date | None
    why: str = field(repr=False)
    who: str = field(repr=False)
    settled: str = field(repr=False)
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answer != Duty.Answer.NO and self.settled_at is None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The last assessment of a case, with its duties."""

    by_alias: UUID
    at: datetime
    given: Mapping[str, Any] = field(repr=False)
    duties: tuple[DutyView, ...] = ()


def assessed(staff: Staff, case: Case, keys: Mapping[str, ChestKey] | None = None) -> Assessed | None:
    """How a case was assessed, for somebody with its keys, opened now or given; None before that.

    Raises NotAllowedError.
    """
    keys = keys or keys_to(staff, case)
    row = next(iter(select(Triage, "case_id = %s", [case.id])), None)
    if row is None:
        return None
    told = {one.name: one for one in select(Duty, "case_id = %s", [case.id])}
    return Assessed(
        row.by_alias,
        row.at,
        assessment_of(keys, row),
        tuple(_duty_view(keys, told[name]) for name in Duty.Name.values if name in told),
    )


def _duty_view(keys: Mapping[str, ChestKey], duty: Duty) -> DutyView:
    detail = duty_detail(keys, duty)
    return DutyView(
        name=duty.name,
        answer=duty.answer,
        due_on=duty.due_on,
        why=detail.get("why", ""),
        who=detail.get("who", ""),
        settled=detail.get("what", ""),
        settled_at=duty.settled_at,
    )


def kept_out_of(staff: Staff, case: Case) -> list[Colleague]:
    """The colleagues who must stay out of a case, by name, for somebody with its keys. Raises NotAllowedError."""
    keys_to(staff, case)
    everyone = list(colleagues_by_alias(staff.tenant_id).values())
    marks = marks_of(case.id, everyone)
    return sorted((one for one in everyone if marks.keep_out(one)), key=lambda one: one.name.casefold())


def assessment_of(keys: Mapping[str, ChestKey], row: Triage) -> dict[str, Any]:
    """What was assessed, by the names of `Assessment`."""
    blob = row.sealed_answers
    return json.loads(keys[ChestKind.FILE].open("cases_triage", row.id, "sealed_answers", blob))


def duty_detail(keys: Mapping[str, ChestKey], duty: Duty) -> dict[str, str]:
    """`why`, `who` and, once it is settled, `what`."""
    return json.loads(keys[ChestKind.FILE].open("cases_duty", duty.id, "sealed_detail", duty.sealed_detail))


def _check(given: Assessment) -> None:
    for value, known, name in (
        (given.kind, Kind.values, "kind"),
        (given.typology, Typology.values, "typology"),
        (given.sphere, Sphere.values, "sphere"),
        (given.urgency, Urgency.values, "urgency"),
        (given.admission, Admission.values, "admission"),
    ):
        if value not in known:
            raise RefusedError(_("Maak een keuze."), field=name)
    _check_wbk(given)
    checked_text(given.reason, field="reason", longest=rules.LONGEST_REASON)
    if given.admission == Admission.NOT_HERE:
        checked_text(given.route, field="route", longest=rules.LONGEST_REASON)
    for name in Duty.Name.values:
        _check_duty(name, given.duties.get(name))


def _check_handling(case: Case, given: Assessment) -> None:
    """Refuse to make a complaint about the handling of another report: whoever dealt with it would deal with that too."""
    if given.kind == Kind.ADVICE:
        raise RefusedError(
            _("Een melding wordt geen vraag om advies. Kies waar het over gaat."), field="kind"
        )
    if given.kind == Kind.HANDLING and case.kind != Kind.HANDLING:
        raise RefusedError(
            _(
                "Een klacht over de behandeling maakt de melder zelf, bij ‘Mijn melding’. Zo krijgt een ander die."
            ),
            field="kind",
        )


def _check_wbk(given: Assessment) -> None:
    """For a kind that asks them, every question has an answer; for another, none was asked."""
    asked = {one.value for one in wbk.Question} if given.kind in ASKS_WBK else set()
    for name in sorted(asked | set(given.wbk)):
        if name not in asked or given.wbk.get(name) not in {one.value for one in wbk.Answer}:
            raise RefusedError(_("Maak een keuze."), field=f"wbk_{name}")


def _check_duty(name: str, duty: DutyGiven | None) -> None:
    if duty is None or duty.answer not in Duty.Answer.values:
        raise RefusedError(_("Maak een keuze."), field=name)
    if duty.why.strip():
        checked_text(duty.why, field=f"{name}_why", longest=rules.LONGEST_REASON)
    if duty.answer == Duty.Answer.NO:
        return
    checked_text(duty.who, field=f"{name}_who", longest=rules.LONGEST_REASON)
    if duty.due_on is None:
        raise RefusedError(_("Vul in op welke dag dit uiterlijk besloten is."), field=f"{name}_day")
    if duty.due_on < clock.today():
        raise RefusedError(_("Kies vandaag of een latere dag."), field=f"{name}_day")
    if duty.due_on > clock.today() + timedelta(days=rules.LONGEST_WAIT_DAYS):
        raise RefusedError(_("Kies een dag binnen een jaar."), field=f"{name}_day")


def _keep(staff: Staff, case: Case, keys: Mapping[str, ChestKey], given: Assessment) -> None:
    Triage.objects.filter(case=case).delete()
    row = Triage(id=uuid4(), tenant_id=case.tenant_id, case=case, by_alias=staff.alias, at=clock.now())
    content = asdict(given) | {"duties": {}}
    row.sealed_answers = keys[ChestKind.FILE].seal(
        "cases_triage", row.id, "sealed_answers", json.dumps(content).encode()
    )
    row.save(force_insert=True)


def _keep_duties(case: Case, keys: Mapping[str, ChestKey], given: Assessment) -> None:
    """Keep the answers. What was settled stays settled, unless the answer is another now."""
    settled = dict(Duty.objects.filter(case=case).exclude(settled_at=None).values_list("name", "answer"))
    asked = {name: told for name, told in given.duties.items() if settled.get(name) != told.answer}
    Duty.objects.filter(case=case, name__in=list(asked)).delete()
    for name, told in asked.items():
        duty = Duty(id=uuid4(), tenant_id=case.tenant_id, case=case, name=name, answer=told.answer)
        duty.due_on = told.due_on if told.answer != Duty.Answer.NO else None
        _seal_duty(keys, duty, {"why": told.why, "who": told.who})
        duty.save(force_insert=True)
    keep_to_duties(case)


def _seal_duty(keys: Mapping[str, ChestKey], duty: Duty, detail: Mapping[str, str]) -> None:
    duty.sealed_detail = keys[ChestKind.FILE].seal(
        "cases_duty", duty.id, "sealed_detail", json.dumps(detail).encode()
    )


def _note_facts(case: Case, given: Assessment) -> None:
    changed = given.kind != case.kind
    if changed:
        case.kind, case.procedure = given.kind, given.kind
        case.procedure_version = newest(given.kind).version
    case.typology, case.sphere, case.urgency = given.typology, given.sphere, given.urgency
    case.admission = given.admission
    case.save(
        update_fields=[
            "kind",
            "procedure",
            "procedure_version",
            "typology",
            "sphere",
            "urgency",
            "admission",
        ]
    )
    start_terms(case, procedure_of(case), anew=changed)
    register.follow(case)
