"""How a case knows who must stay out without saying so to whoever reads the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from weerbaar.cases.models import KeptOut
from weerbaar.organisation.names import full_key
from weerbaar.organisation.rules import chain_above
from weerbaar.vault.keyring import application_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague


def kept_out_key(case_id: UUID, person_id: UUID) -> bytes:
    """The mark of one person in one case. Salted with the case, so that equal people do not show across cases."""
    return application_key("wb-kept-out").digest("wb-kept-out", case_id.bytes, person_id.bytes)


def under_key(case_id: UUID, person_id: UUID) -> bytes:
    """The mark of whoever works under somebody, now or later."""
    return application_key("wb-kept-out").digest("wb-kept-under", case_id.bytes, person_id.bytes)


def name_key(case_id: UUID, full_name: str) -> bytes:
    """The mark of a name, as `organisation.names.full_key` gives it, of somebody who does not work here yet."""
    return application_key("wb-kept-out").digest("wb-kept-name", case_id.bytes, full_name.encode())


def mark(case: Case, keys: Iterable[bytes], origin: KeptOut.Origin) -> None:
    """Keep out, for good, whom these marks mean. What stands there already stays as it is."""
    for key in keys:
        KeptOut.objects.get_or_create(
            case=case, key=key, origin=origin, defaults={"id": uuid4(), "tenant_id": case.tenant_id}
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one case, to hold people against. `above` says of each person under whom they work."""

    case_id: UUID
    keys: frozenset[bytes]
    above: Mapping[UUID, UUID | None]

    def is_marked(self, one: Colleague) -> bool:
        """Whether this very person is marked, and not only their name or whom they work under."""
        return kept_out_key(self.case_id, one.person_id) in self.keys

    def keep_out(self, one: Colleague) -> bool:
        """Whether somebody must stay out: by themselves, by their name, or by whom they work under."""
        if not self.keys:
            return False
        name = full_key(one.name)
        return (
            self.is_marked(one)
            or (bool(name) and name_key(self.case_id, name) in self.keys)
            or any(
                under_key(self.case_id, higher) in self.keys
                for higher in chain_above(one.person_id, self.above)
            )
        )


def marks_of(case_id: UUID, people: Iterable[Colleague]) -> Marks:
    """The marks of a case. `people` are all of the tenant, so that it is known who works under whom."""
    keys = KeptOut.objects.filter(case_id=case_id).values_list("key", flat=True)
    above = {one.person_id: one.manager_id for one in people}
    return Marks(case_id, frozenset(bytes(key) for key in keys), above)
