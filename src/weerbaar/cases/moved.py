"""When somebody gets another place, office or name: whoever is meant by a mark because of it goes out of the case (R10).

Whoever changes that keeps no key of a case, so it goes in two steps. At once the person's line goes, and with it every
page, count and knock. Their keys go when a colleague with a key opens the case: then the next comes in, and what follows
is sealed anew. Were the keys taken at once, the last but one could be lost, and with it the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from weerbaar.audit.acts import System, about, act
from weerbaar.cases import lessons
from weerbaar.cases.accesses import remove_line, to_knock
from weerbaar.cases.acting import knock_reporter
from weerbaar.cases.going_out import put_out, take_what_waits
from weerbaar.cases.kept_out import marks_of_cases
from weerbaar.cases.models import Access, AnswerDraft, Case, DecisionAsked
from weerbaar.cases.queries import keys_to
from weerbaar.ground.errors import RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.staff import Staff


def people_moved(tenant_id: UUID, person_ids: Collection[UUID]) -> None:
    """Put these people out of every case whose marks mean them now. For `organisation`, inside the verb that moved them."""
    everybody = colleagues_by_alias(tenant_id)
    moved = {alias: one for alias, one in everybody.items() if one.person_id in person_ids}
    seats = Access.objects.filter(holder_alias__in=list(moved)).values_list("case_id", "holder_alias")
    asked = DecisionAsked.objects.filter(asked_of__in=list(moved), answered_at=None, withdrawn_at=None)
    there = {*seats, *asked.values_list("case_id", "asked_of"), *lessons.owners_of(moved)}
    marks = marks_of_cases({case_id for case_id, _ in there}, everybody.values())
    for case_id, alias in sorted(there):
        if marks[case_id].keep_out(moved[alias]):
            _put_out_one(System(tenant_id), case_id=case_id, alias=alias)


@act("case.put_out")
def _put_out_one(system: System, *, case_id: UUID, alias: UUID) -> None:
    """Take somebody's line and all that waits for them; a colleague who opens the case takes the keys (`settle`)."""
    about(case_id, object_id=alias)
    case = Case.objects.select_for_update().get(id=case_id)
    remove_line(case, alias)
    AnswerDraft.objects.filter(case=case, author_alias=alias).delete()
    take_what_waits(case, alias)
    lessons.take_all(case, alias)
    knock(system.tenant_id, to_knock(case.id))


def settle(staff: Staff, page: CaseFile) -> bool:
    """Take the keys of whoever was put out of a case while nobody with a key was there; say whether there was any.

    Whoever holds their own key for a time leaves it to a colleague; where too few would be left, it waits too.
    """
    gone = [one for one in page.holders if one.colleague and not one.capacity]
    if not gone or page.access.until is not None:
        return False
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update().get(id=page.case.id)
            _keys, left = put_out(staff, case, keys_to(staff, case))
    except RefusedError:
        return False
    if left:
        knock_reporter(page.case)
    return bool(left)
