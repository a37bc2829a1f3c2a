"""A case to work on, filed by the verb that the reporter's pages use, without walking through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from weerbaar.cases.filing import Filing, PartyToBe, Reader, file_case
from weerbaar.cases.identity import packed_name
from weerbaar.cases.models import Access, Case, ChestKind, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.receipt import Receipt
from weerbaar.intake.reporters import ReporterRef
from weerbaar.vault import chests
from weerbaar.vault.holders import new_reporter
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerbaar.config.demo import Town

STORY = "In het overleg maakt hij steeds dezelfde collega belachelijk."


@dataclass(frozen=True)
class Filed:
    """A case and the reporter who came back to it."""

    case: Case
    reporter: ReporterRef

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
) -> Filed:
    """File a report in `town`, read by the cast named; `name` makes the reporter known in confidence."""
    tenant_id = town.tenant.id
    holder, opened = new_reporter(tenant_id, Receipt(receipt.draw()))
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
        )
        actor = ReporterRef(tenant_id, holder.alias, case_id, opened.private_key)
        return Filed(file_case(actor, filing=filing), actor)
