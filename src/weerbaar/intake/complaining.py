"""A complaint about how a report was dealt with (C21): it goes round everybody who had to do with that report.

Who that is stands in no form: the product knows it, at the moment of choosing and of sending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.audit.models import Line
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Access, DecisionAsked
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from uuid import UUID


def involved(tenant_id: UUID, case_id: UUID) -> frozenset[UUID]:
    """The people who had a key to a case, now or before, who decided something in it, or who had to stay out of it.

    Ids of persons. Within a tenant scope. The log knows who came and left: their line in the worklist is gone.
    """
    aliases = set(Access.objects.filter(case_id=case_id).values_list("holder_alias", flat=True))
    aliases |= set(DecisionAsked.objects.filter(case_id=case_id).values_list("asked_of", flat=True))
    lines = Line.objects.filter(subject_id=case_id, refused=False)
    for pair in lines.values_list("actor_alias", "object_id").distinct():
        aliases.update(pair)
    people = colleagues_by_alias(tenant_id)
    marks = marks_of(case_id, people.values())
    return frozenset(
        one.person_id for alias, one in people.items() if alias in aliases or marks.keep_out(one)
    )
