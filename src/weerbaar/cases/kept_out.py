"""How a case knows who must stay out without saying so to whoever reads the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.models import Q

from weerbaar.cases.models import CaseLink, KeptOut
from weerbaar.cases.procedures import version_of
from weerbaar.organisation.names import full_key
from weerbaar.organisation.rules import chain_above
from weerbaar.vault.keyring import application_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague

LONGEST_NAME = 200


def kept_out_key(case_id: UUID, person_id: UUID) -> bytes:
    """The mark of one person in one case. Salted with the case, so that equal people do not show across cases."""
    return application_key("wb-kept-out").digest("wb-kept-out", case_id.bytes, person_id.bytes)


def under_key(case_id: UUID, person_id: UUID) -> bytes:
    """The mark of whoever works under somebody, now or later. It counts while the case's procedure keeps them out."""
    return application_key("wb-kept-out").digest("wb-kept-under", case_id.bytes, person_id.bytes)


def name_key(case_id: UUID, full_name: str) -> bytes:
    """The mark of a name, as `organisation.names.full_key` gives it, of somebody who does not work here yet."""
    return application_key("wb-kept-out").digest("wb-kept-name", case_id.bytes, full_name.encode())


def role_key(case_id: UUID, role: str) -> bytes:
    """The mark of whoever has an office, now or later: a report about the mayor is so while there is none too."""
    return application_key("wb-kept-out").digest("wb-kept-role", case_id.bytes, role.encode())


def mark(case: Case, keys: Iterable[bytes], origin: KeptOut.Origin, *, party_id: UUID | None = None) -> None:
    """Keep out, for good, whom these marks mean. What stands there already stays as it is.

    `party_id` is the recorded subject with whom they come: of two who are the same, each has its own.
    """
    for key in keys:
        KeptOut.objects.get_or_create(
            case=case,
            key=key,
            origin=origin,
            party_id=party_id,
            defaults={"id": uuid4(), "tenant_id": case.tenant_id},
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one case, to hold people against. `above` says of each person under whom they work.

    `counts_reports`: the procedure that the case follows now keeps out whoever works under the one it is about.
    """

    case_id: UUID
    keys: frozenset[bytes]
    above: Mapping[UUID, UUID | None]
    counts_reports: bool = True
    subjects: frozenset[bytes] = frozenset()
    """Those of them that came with a recorded subject, whose name lies apart."""

    def is_marked(self, one: Colleague) -> bool:
        """Whether this very person is marked, or their office, and not only their name or whom they work under."""
        return bool(self.keys) and (
            kept_out_key(self.case_id, one.person_id) in self.keys
            or any(self.has_role(role) for role in one.roles)
        )

    def is_subject(self, one: Colleague) -> bool:
        """Whether somebody is on record as whom the case is about: their name is not said in the open."""
        own = Marks(self.case_id, self.subjects, self.above)
        return own.is_marked(one) or own.has_name(one.name)

    def has_role(self, role: str) -> bool:
        """Whether the case is about whoever has this office."""
        return bool(self.keys) and role_key(self.case_id, role) in self.keys

    def has_name(self, name: str) -> bool:
        """Whether the case goes round whoever is called this, wherever they work."""
        return bool(self.keys) and self.has_key(full_key(name))

    def has_key(self, full_name: str) -> bool:
        """The same of a name as `organisation.names.full_key` gives it; of none it is false."""
        return bool(full_name) and name_key(self.case_id, full_name) in self.keys

    def keep_out(self, one: Colleague) -> bool:
        """Whether somebody must stay out: by themselves, their office or name, or by whom they work under."""
        if not self.keys:
            return False
        return (
            self.is_marked(one) or self.has_name(one.name) or (self.counts_reports and self._works_under(one))
        )

    def _works_under(self, one: Colleague) -> bool:
        higher = chain_above(one.person_id, self.above)
        return any(under_key(self.case_id, person_id) in self.keys for person_id in higher)


def marks_of(case_id: UUID, people: Iterable[Colleague]) -> Marks:
    """The marks of a case. `people` are all of the tenant, so that it is known who works under whom."""
    return marks_of_cases([case_id], people)[case_id]


def marks_beside(case_id: UUID, people: Iterable[Colleague]) -> list[Marks]:
    """The marks of a case and of each that lies beside it, together or by the desk. Who must stay out of one of them comes
    into none: a colleague's report about the same person goes round that person too (promise 1). Two queries.
    """
    beside = CaseLink.objects.filter(Q(first=case_id) | Q(second=case_id), ended_at=None)
    joined = beside.filter(
        Q(kind=CaseLink.Kind.DESK) | Q(first_agreed_at__isnull=False, second_agreed_at__isnull=False)
    )
    cases = {case_id, *(one for pair in joined.values_list("first", "second") for one in pair)}
    return list(marks_of_cases(cases, people).values())


def marks_of_cases(case_ids: Collection[UUID], people: Iterable[Colleague]) -> dict[UUID, Marks]:
    """The marks of several cases. One query, whatever their number."""
    above = {one.person_id: one.manager_id for one in people}
    keys: dict[UUID, set[bytes]] = {case_id: set() for case_id in case_ids}
    procedures: dict[UUID, tuple[str, int]] = {}
    subjects: dict[UUID, set[bytes]] = {case_id: set() for case_id in case_ids}
    rows = KeptOut.objects.filter(case__in=list(case_ids))
    for case_id, key, origin, *procedure in rows.values_list(
        "case_id", "key", "origin", "case__procedure", "case__procedure_version"
    ):
        keys[case_id].add(bytes(key))
        if origin == KeptOut.Origin.SUBJECT:
            subjects[case_id].add(bytes(key))
        procedures[case_id] = (procedure[0], procedure[1])
    return {
        case_id: Marks(
            case_id,
            frozenset(found),
            above,
            _counts_reports(procedures.get(case_id)),
            frozenset(subjects[case_id]),
        )
        for case_id, found in keys.items()
    }


def _counts_reports(procedure: tuple[str, int] | None) -> bool:
    return version_of(*procedure).keeps_out_reports if procedure else True
