"""A case to work on, filed by the verb that the reporter's pages use, without walking through them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from weerbaar.cases import actions, closing_letters, contact_persons, deciding, triage
from weerbaar.cases.filing import Filing, PartyToBe, Reader, file_case
from weerbaar.cases.identity import packed_name
from weerbaar.cases.models import (
    Access,
    Case,
    ChestKind,
    ContactPerson,
    Duty,
    Message,
    Party,
    SubjectNotice,
)
from weerbaar.cases.procedures import Guard, Step
from weerbaar.cases.queries import keys_to, procedure_of
from weerbaar.cases.standing import standing
from weerbaar.cases.triage import Assessment, DutyGiven
from weerbaar.cases.wbk import Question
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.receipt import Receipt
from weerbaar.intake.reporters import ReporterRef
from weerbaar.vault import chests
from weerbaar.vault.holders import new_reporter
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from weerbaar.config.demo import Account, Town
    from weerbaar.organisation.staff import Staff

_ORDER = ("acknowledged", "assessed", "decided", "answered", "closed")
_ANSWERS = {"handling": "Dit deden wij. Niet eens? Ga naar de ombudsman."}
STORY = "In het overleg maakt hij steeds dezelfde collega belachelijk."
NOTICE = "Er is een melding over uw gedrag op het werk."


@dataclass(frozen=True)
class Filed:
    """A case and the reporter who came back to it."""

    case: Case
    reporter: ReporterRef
    words: str
    """The eight words of the receipt."""

    @property
    def code(self) -> str:
        return self.case.code


def file_report(
    town: Town,
    *,
    kind: str = "conduct",
    readers: Sequence[str] = ("Fatima", "Joris"),
    reserve: Sequence[str] = (),
    kept_out: Sequence[str] = ("Bram",),
    name: str = "",
    answers: dict[str, Any] | None = None,
    files: Sequence[Any] = (),
    language: str = "nl",
) -> Filed:
    """File a report in `town`, read by the cast named; `name` makes the reporter known in confidence."""
    tenant_id = town.tenant.id
    words = receipt.draw()
    holder, opened = new_reporter(tenant_id, Receipt(words))
    case_id = uuid4()
    reserved = chests.reserve(ChestKind.values)
    parties = [
        PartyToBe(Party.Role.REPORTER, "employee", packed_name(name, "06 12345678") if name else ""),
        PartyToBe(Party.Role.SUBJECT, "Leidinggevende", "Bram Kuipers"),
        PartyToBe(Party.Role.WITNESS, "Stagiair", "Sem Vos"),
    ]
    seats = [(one, Access.Capacity.HANDLER) for one in readers] + [
        (one, Access.Capacity.RESERVE) for one in reserve
    ]
    with tenant_scope(tenant_id):
        keys = trusted_holders([town[one].staff.alias for one, _ in seats])
        filing = Filing(
            case_id=case_id,
            kind=kind,
            desk_id=town.desk.id,
            received_at=clock.now(),
            answers={
                "kind": kind,
                "story": STORY,
                "capacity": "employee",
                "openness": "confidential" if name else "anonymous",
                "where": "In de kantine",
            }
            | (answers or {}),
            reporter=holder,
            readers=[
                Reader(
                    town[one].person_id,
                    town[one].staff.alias,
                    bytes(keys[town[one].staff.alias].public_key),
                    seat,
                )
                for one, seat in seats
            ],
            kept_out=[town[one].person_id for one in kept_out],
            reservations={one.kind: one for one in reserved},
            parties=parties,
            files=files,
            language=language,
        )
        actor = ReporterRef(tenant_id, holder.alias, case_id, opened.private_key)
        file_case(actor, filing=filing)
        return Filed(Case.objects.get(id=case_id), actor, " ".join(words))


def assessment(
    kind: str = "conduct", *, admission: str = "admitted", duties: Mapping[str, DutyGiven] | None = None
) -> Assessment:
    """An assessment in which everything was answered; of the duties with no, but for those given."""
    no = {name: DutyGiven("no", "Er is niets strafbaars verteld.") for name in Duty.Name.values}
    return Assessment(
        kind=kind,
        typology="OMG",
        sphere="social",
        urgency="normal",
        admission=admission,
        reason="Het gaat over gedrag op het werk.",
        route="" if admission == "admitted" else "Naar de personeelsadviseur.",
        duties=no | dict(duties or {}),
        wbk={one.value: "yes" for one in Question} if kind in triage.ASKS_WBK else {},
    )


def assessed_report(town: Town) -> Filed:
    """A case that Fatima and Joris handle, assessed: what is decided about somebody begins here."""
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    return filed


def subject_of(filed: Filed) -> UUID:
    """The one whom a case is about, as it was filed."""
    with tenant_scope(filed.case.tenant_id):
        return Party.objects.get(case=filed.case, role=Party.Role.SUBJECT).id


def assess_form(kind: str = "conduct", **changed: str) -> dict[str, str]:
    """What somebody fills in on the page of the assessment, when nothing needs anybody else."""
    given = assessment(kind)
    answers = {
        name: str(getattr(given, name))
        for name in ("kind", "typology", "sphere", "urgency", "admission", "reason")
    }
    return answers | {name: duty.answer for name, duty in given.duties.items()} | changed


def bring(staff: Staff, filed: Filed | Case, place: str, *, kind: str = "conduct") -> None:
    """Bring a case from where it stands to a stage by the verbs of the desk, without hearing anybody at length."""
    case = filed.case if isinstance(filed, Filed) else filed
    code = case.code
    steps: dict[str, Callable[[], object]] = {
        "acknowledged": lambda: actions.acknowledge(staff, code=code, body="Je melding is binnen."),
        "assessed": lambda: triage.assess(staff, code=code, given=assessment(kind)),
        "decided": lambda: _decide(staff, case, "settled" if kind == "handling" else "partly"),
        "answered": lambda: actions.give_feedback(
            staff, code=code, body=_ANSWERS.get(kind, "Dit deden wij.")
        ),
        "closed": lambda: _close(staff, case),
    }
    with tenant_scope(case.tenant_id):
        here = Case.objects.get(id=case.id).stage
    first = _ORDER.index(here) + 1 if here in _ORDER else 0
    for one in _ORDER[first : _ORDER.index(place) + 1]:
        steps[one]()


def _close(staff: Staff, case: Case) -> None:
    settle_letters(staff, case)
    actions.close(staff, code=case.code, reason="Klaar.")


def settle_letters(staff: Staff, case: Case) -> None:
    """Say of everybody who had a notice why they get no letter at the end, where the procedure asks for one."""
    if _lacks(case, Step.CLOSE, Guard.LETTERS_GIVEN):
        with tenant_scope(case.tenant_id):
            told = list(SubjectNotice.objects.filter(case=case).values_list("party_id", flat=True))
        for party_id in told:
            closing_letters.waive_letter(staff, code=case.code, party_id=party_id, reason="Dat kon niet.")


def name_contact(staff: Staff, case: Case) -> None:
    """Let who does this be there for the reporter, where the procedure asks for somebody and nobody is."""
    if _lacks(case, Step.DECIDE, Guard.CONTACT_NAMED):
        contact_persons.name_contact(
            staff, code=case.code, person_id=staff.person_id, reach="Bel mij.", reason="Die kent het werk."
        )


def say_yes(account: Account, case: Case, reach: str = "Bel mij.") -> None:
    """Let somebody say yes to being there for the reporter or a subject, which they were asked."""
    with tenant_scope(case.tenant_id):
        asked = ContactPerson.objects.get(
            case=case, holder_alias=account.staff.alias, agreed_at=None, ended_at=None
        )
    contact_persons.agree(account.opened, code=case.code, contact_id=asked.id, reach=reach)


def _lacks(case: Case, step: Step, guard: Guard) -> bool:
    """Whether the case's procedure needs this before a step from where it stands, and it is not there."""
    with tenant_scope(case.tenant_id):
        case = Case.objects.get(id=case.id)
        move = procedure_of(case).move(step, case.stage)
        return move is not None and guard in move.needs and guard not in standing(case)


def _decide(staff: Staff, case: Case, outcome: str) -> None:
    hear_everybody(staff, case)
    name_contact(staff, case)
    deciding.record_outcome(staff, code=case.code, outcome=outcome, reason="Beide kanten zijn gehoord.")


def let_know(town: Town, filed: Filed) -> None:
    """Let it stand that whoever it is about had a notice: from then on they may have words of their own."""
    staff = town["Fatima"].opened
    bring(staff, filed, "acknowledged")
    hear_everybody(staff, filed.case)


def hear_everybody(staff: Staff, case: Case) -> None:
    """Let it stand that every subject was told and heard, as the verbs leave it: how that goes has tests of its own."""
    words = json.dumps({"told": NOTICE, "how": "meeting", "said": "Het was een grap."}).encode()
    with tenant_scope(case.tenant_id):
        key = keys_to(staff, case)[ChestKind.FILE]
        told = Message.objects.filter(case=case).latest("at")
        known = SubjectNotice.objects.filter(case=case).values("party")
        for subject in Party.objects.filter(case=case, role=Party.Role.SUBJECT).exclude(id__in=known):
            row_id = uuid4()
            SubjectNotice.objects.create(
                id=row_id,
                tenant_id=case.tenant_id,
                case=case,
                party=subject,
                message=told,
                reporter_told_at=clock.now(),
                not_before=clock.today(),
                given_at=clock.now(),
                heard_at=clock.now(),
                sealed_text=key.seal("cases_subjectnotice", row_id, "sealed_text", words),
            )
