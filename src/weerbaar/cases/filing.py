"""Filing: how a report becomes a case. One transaction, few round trips, every word sealed before it is sent to the
database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError

from weerbaar.audit.acts import Actor, about, act
from weerbaar.cases.check_ins import planned
from weerbaar.cases.clocks import first_terms
from weerbaar.cases.kept_out import kept_out_key, name_key, role_key, under_key
from weerbaar.cases.models import (
    Access,
    Case,
    Channel,
    ChestKind,
    KeptOut,
    Kind,
    Party,
    RegisterEntry,
    Report,
    Term,
)
from weerbaar.cases.procedures import newest
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.rules import EXCEPTIONAL, add_months
from weerbaar.cases.sealed import seal_line
from weerbaar.database.rows import insert_all, run
from weerbaar.ground import codes
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.notify.actions import knock
from weerbaar.vault.chests import ChestKey, Reservation, drop, let_drop, new_chest, new_grants, vouch
from weerbaar.vault.files import seal_details
from weerbaar.vault.models import Chest, Grant, Holder, SealedFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from weerbaar.cases.models import CheckIn
    from weerbaar.vault.files import FileDetails

_LETTER = "W"
_SHORT_CODES_TRIED = 4


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is let in from the start: a desk's member or a reserve, with a public key that is trusted."""

    person_id: UUID
    alias: UUID
    public_key: bytes
    capacity: Access.Capacity


@dataclass(frozen=True, slots=True)
class PartyToBe:
    """A person in the report: `description` without the name goes to `file`, `name` apart (C6).

    `line` and `roles` of a subject say whose employer decides, as far as it is known (C15).
    """

    role: Party.Role
    description: str
    name: str = ""
    line: str = ""
    roles: tuple[str, ...] = ()
    lender: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """All that a case begins with. `case_id` is drawn by the caller, so that a repeat finds what the first made."""

    case_id: UUID
    kind: str
    desk_id: UUID
    received_at: datetime
    answers: Mapping[str, Any]
    reporter: Holder
    readers: Sequence[Reader]
    kept_out: Sequence[UUID]
    """These people; and under `kept_out_under` whoever works under them, and who has a name or a role that stands below."""
    reservations: Mapping[str, Reservation]
    parties: Sequence[PartyToBe] = ()
    files: Sequence[tuple[SealedFile, FileDetails]] = ()
    kept_out_under: Sequence[UUID] = ()
    kept_out_names: Sequence[str] = ()
    kept_out_roles: Sequence[str] = ()
    language: str = "nl"
    channel: str = Channel.WEB
    entered_by: UUID | None = None
    """The alias of who of the staff entered it; None for what the reporter sent."""
    filed_at: datetime | None = None
    """When it was sent or entered, if it came in before that; whoever reads it does so since then."""

    @property
    def since(self) -> datetime:
        return self.filed_at or self.received_at


@act("case.file")
def file_case(actor: Actor, *, filing: Filing) -> date:
    """Make the case, its chests and the keys of whoever reads it; return by which day the reporter hears of it.

    Raises IntegrityError when the case was made before, or for a code that was just taken: the caller tries again.
    """
    about(filing.case_id)
    case = _case(actor, filing)
    terms = first_terms(case, newest(filing.kind))
    chests, opened = _chests(actor, filing)
    insert_all(
        [
            case,
            filing.reporter,
            *chests.values(),
            *_grants(actor, filing, opened),
            _report(actor, filing, opened),
            *_parties(actor, filing, opened, chests),
            *terms,
            *_accesses(actor, filing, min(one.due_on for one in terms)),
            *_register(actor, filing),
            *_kept_out(actor, filing),
            *_check_ins(actor, filing),
        ]
    )
    _hand_over_files(actor, filing, opened)
    knock(actor.tenant_id, [one.alias for one in filing.readers])
    return next(one.target_on for one in terms if one.name == Term.Name.ACKNOWLEDGE)


def _case(actor: Actor, filing: Filing) -> Case:
    return Case(
        id=filing.case_id,
        tenant_id=actor.tenant_id,
        code=_free_code(),
        kind=filing.kind,
        procedure=filing.kind,
        procedure_version=newest(filing.kind).version,
        desk_id=filing.desk_id,
        channel=filing.channel,
        entered_by=filing.entered_by,
        received_at=filing.received_at,
    )


def _free_code() -> str:
    """A code that no case of this tenant has; two words where one word is getting scarce."""
    drawn = [codes.draw(_LETTER) for _ in range(_SHORT_CODES_TRIED)] + [codes.draw(_LETTER, long=True)]
    taken = {code for (code,) in run("SELECT code FROM cases_case WHERE code = ANY(%s)", [drawn])}
    free = [code for code in drawn if code not in taken]
    if not free:
        raise IntegrityError("No free code among those drawn.")
    return free[0]


def _chests(actor: Actor, filing: Filing) -> tuple[dict[str, Chest], dict[str, ChestKey]]:
    made: dict[str, tuple[Chest, ChestKey]] = {
        kind: new_chest(actor.tenant_id, filing.case_id, filing.reservations[kind])
        for kind in ChestKind.values
    }
    talk, key = made[ChestKind.TALK]
    vouch(key, talk, filing.reporter.alias, bytes(filing.reporter.public_key))
    for kind in EXCEPTIONAL:
        let_drop(key, *made[kind])
    return {kind: chest for kind, (chest, _) in made.items()}, {kind: key for kind, (_, key) in made.items()}


def _grants(actor: Actor, filing: Filing, opened: Mapping[str, ChestKey]) -> list[Grant]:
    readers = [(one.alias, one.public_key) for one in filing.readers]
    reporter = (filing.reporter.alias, bytes(filing.reporter.public_key))
    return [
        grant
        for kind, key in opened.items()
        for grant in new_grants(
            key, [*readers, reporter] if kind == ChestKind.TALK else readers, by=actor.alias
        )
    ]


def _report(actor: Actor, filing: Filing, opened: Mapping[str, ChestKey]) -> Report:
    row = uuid4()
    content = json.dumps(dict(filing.answers) | {"language": filing.language}).encode()
    return Report(
        id=row,
        tenant_id=actor.tenant_id,
        case_id=filing.case_id,
        sealed_answers=opened[ChestKind.TALK].seal("cases_report", row, "sealed_answers", content),
    )


def _hand_over_files(actor: Actor, filing: Filing, opened: Mapping[str, ChestKey]) -> None:
    for file, details in filing.files:
        file.owner_id = filing.case_id
        file.original_blob = details.original.id if details.original else None
        file.sealed_details = seal_details(opened[ChestKind.TALK].key, actor.tenant_id, file.id, details)
    if filing.files:
        files = [file for file, _ in filing.files]
        SealedFile.objects.bulk_update(files, ["owner_id", "original_blob", "sealed_details"])


def _parties(
    actor: Actor, filing: Filing, opened: Mapping[str, ChestKey], chests: Mapping[str, Chest]
) -> list[Party]:
    numbers: dict[str, int] = {}
    rows = []
    for party in filing.parties:
        numbers[party.role] = numbers.get(party.role, 0) + 1
        row = uuid4()
        chest = chests[ChestKind.IDENTITY if party.role == Party.Role.REPORTER else ChestKind.NAMES]
        rows.append(
            Party(
                id=row,
                tenant_id=actor.tenant_id,
                case_id=filing.case_id,
                role=party.role,
                number=numbers[party.role],
                sealed_description=opened[ChestKind.FILE].seal(
                    "cases_party", row, "sealed_description", party.description.encode()
                ),
                dropped_name=drop(opened[ChestKind.TALK], chest, party.name.encode()) if party.name else None,
                sealed_line=seal_line(
                    opened[ChestKind.FILE], row, EmployerLine(party.line, tuple(party.roles), party.lender)
                ),
            )
        )
    return rows


def _register(actor: Actor, filing: Filing) -> list[RegisterEntry]:
    """The entry in the Wbk register, at receipt (C19)."""
    if filing.kind != Kind.WRONGDOING:
        return []
    months = newest(filing.kind).retention.identity_months
    return [
        RegisterEntry(
            tenant_id=actor.tenant_id,
            case_id=filing.case_id,
            entered_at=filing.since,
            identity_until=add_months(_day(filing), months),
        )
    ]


def _accesses(actor: Actor, filing: Filing, next_due: date) -> list[Access]:
    return [
        Access(
            tenant_id=actor.tenant_id,
            case_id=filing.case_id,
            holder_alias=one.alias,
            capacity=one.capacity,
            granted_by=actor.alias,
            since=filing.since,
            kind=filing.kind,
            next_due=next_due,
            unread=1,
        )
        for one in filing.readers
    ]


def _kept_out(actor: Actor, filing: Filing) -> list[KeptOut]:
    keys = [kept_out_key(filing.case_id, one) for one in filing.kept_out]
    keys += [under_key(filing.case_id, one) for one in filing.kept_out_under]
    keys += [name_key(filing.case_id, one) for one in filing.kept_out_names]
    keys += [role_key(filing.case_id, one) for one in filing.kept_out_roles]
    return [
        KeptOut(tenant_id=actor.tenant_id, case_id=filing.case_id, key=key) for key in dict.fromkeys(keys)
    ]


def _check_ins(actor: Actor, filing: Filing) -> list[CheckIn]:
    """When the reporter is asked how it goes. Whoever only asks for advice did not report."""
    if not newest(filing.kind).is_report:
        return []
    return planned(actor.tenant_id, filing.case_id, filing.reporter.alias, _day(filing))


def _day(filing: Filing) -> date:
    return filing.received_at.astimezone(AMSTERDAM).date()
