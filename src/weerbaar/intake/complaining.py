"""A complaint about how a report was dealt with (C21): it goes round everybody who had to do with that report.

Who that is stands in no form: the product knows it, at the moment of choosing and of sending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.audit.models import Line
from weerbaar.cases.kept_out import kept_out_key, marks_of
from weerbaar.cases.models import Access, DecisionAsked, KeptOut
from weerbaar.organisation.models import DeskMember
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from weerbaar.organisation.queries import Colleague


def involved(tenant_id: UUID, case_id: UUID, *, but: Collection[UUID] = ()) -> frozenset[UUID]:
    """The people who had a key to a case, now or before, who decided something in it, or who had to stay out of it.

    Ids of persons. Within a tenant scope. The log knows who came and left: their line in the worklist is gone. Of those
    `but` it does not count that the reporter kept them out: that stands in the complaint itself, where it can be undone.
    """
    aliases = set(Access.objects.filter(case_id=case_id).values_list("holder_alias", flat=True))
    aliases |= set(DecisionAsked.objects.filter(case_id=case_id).values_list("asked_of", flat=True))
    lines = Line.objects.filter(subject_id=case_id, refused=False)
    for pair in lines.values_list("actor_alias", "object_id").distinct():
        aliases.update(pair)
    people = colleagues_by_alias(tenant_id)
    had = frozenset(one.person_id for alias, one in people.items() if alias in aliases)
    return had | _out_of(case_id, people.values(), but)


def out_of(tenant_id: UUID, case_id: UUID, *, but: Collection[UUID] = ()) -> frozenset[UUID]:
    """The people who must stay out of a case. Ids of persons. `but` is as for `involved`. Within a tenant scope."""
    people = colleagues_by_alias(tenant_id)
    return _out_of(case_id, people.values(), but)


def _out_of(case_id: UUID, people: Collection[Colleague], but: Collection[UUID]) -> frozenset[UUID]:
    marks, later = marks_of(case_id, people), _marked_since(case_id)
    return frozenset(
        one.person_id
        for one in people
        if (kept_out_key(case_id, one.person_id) in later if one.person_id in but else marks.keep_out(one))
    )


def kept_out_by_reporter(tenant_id: UUID, case_id: UUID) -> frozenset[UUID]:
    """Whom the reporter kept out of a case when it was sent, of those at a desk: the page of that report names them too.

    Ids of persons. Within a tenant scope. Of anybody else a complaint tells as little as the report did.
    """
    filed = KeptOut.objects.filter(case_id=case_id, origin=KeptOut.Origin.FILED)
    keys = {bytes(key) for key in filed.values_list("key", flat=True)}
    at_desks = set(DeskMember.objects.values_list("person_id", flat=True)) if keys else set()
    return frozenset(
        one.person_id
        for one in colleagues_by_alias(tenant_id).values()
        if one.person_id in at_desks and kept_out_key(case_id, one.person_id) in keys
    )


def _marked_since(case_id: UUID) -> set[bytes]:
    """The marks of a case that the reporter did not make."""
    rows = KeptOut.objects.filter(case_id=case_id).exclude(origin=KeptOut.Origin.FILED)
    return {bytes(key) for key in rows.values_list("key", flat=True)}
