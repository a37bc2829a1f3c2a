"""Keys that could not be made or given at once, made up for when somebody with a lasting key opens the case (R19).

A new key for the talk after a reporter took back the words of somebody who read along: they have no grant any more, and who
kept a copy of the key could read on until the successor is there. It is never made over the head of a colleague: where one
has no key that is vouched for now, it waits (`renewal_due`) until somebody with a lasting key opens the case. So does the
key to what lies beside the case, for a colleague whose own was not vouched for when that was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from weerbaar.cases import accesses
from weerbaar.cases.beside import GUEST, PAPER, keys_beside
from weerbaar.cases.models import Access, Case, ChestKind, DecisionAsked, Guest
from weerbaar.cases.queries import keys_to, opened_holder
from weerbaar.cases.seats import grant
from weerbaar.vault import chests
from weerbaar.vault.models import Chest
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


def renew_talk(case: Case, talk: ChestKey) -> bool:
    """Seal the talk anew for who is in the case now, or keep that it is due; say whether it was done. Within a verb."""
    holders = [*accesses.seats(case.id), *accesses.outside(case)]
    try:
        chests.renew(case.id, [ChestKind.TALK], {ChestKind.TALK.value: talk}, holders)
    except (chests.NotVouchedError, chests.NobodyLeftError):
        Chest.objects.filter(id=talk.chest_id).update(renewal_due=True)
        return False
    return True


def renew_when_due(staff: Staff, page: CaseFile) -> bool:
    """Make the successor of the talk that could not be made before, and give the keys beside the case to whom they could
    not be given; say whether anything was done. Who reads along a while leaves it.
    """
    if page.access.until is not None:
        return False
    if not any(_what_is_due(page.case.id, page.keys[ChestKind.TALK])):
        return False
    case = Case.objects.select_for_update().get(id=page.case.id)
    # Asked again with the case held: a colleague who opened it at the same moment may have done it.
    talk = keys_to(staff, case)[ChestKind.TALK]
    is_talk_due, is_beside_due = _what_is_due(case.id, talk)
    shared = is_beside_due and share_beside(staff, case)
    return (is_talk_due and renew_talk(case, talk)) or shared


def _what_is_due(case_id: UUID, talk: ChestKey) -> tuple[bool, bool]:
    """Whether the talk waits for its successor, and whether somebody waits for keys beside the case."""
    due = dict(_due(case_id).values_list("id", "kind"))
    # A generation before the current one keeps its mark: its successor was made.
    return talk.chest_id in due, bool({PAPER, GUEST} & set(due.values()))


def share_beside(staff: Staff, case: Case) -> bool:
    """Give who is in the case the keys beside it that they had to wait for; say whether nobody waits any more."""
    seats = dict(Access.objects.filter(accesses.living(), case=case).values_list("holder_alias", "until"))
    vouched = trusted_holders(list(seats))
    keys = keys_beside(opened_holder(staff), case).values()
    for alias in vouched:
        grant(staff, case, keys, alias, seats[alias])
    if set(seats) - set(vouched):
        return False
    opened = [generation.chest_id for one in keys for generation in one.generations]
    Chest.objects.filter(id__in=opened).update(renewal_due=False)
    return True


def _due(case_id: UUID) -> QuerySet[Chest]:
    """The chests of a case and beside it to which somebody still must get a key, or a new one."""
    beside = Q(owner_id__in=Guest.objects.filter(case=case_id).values("id"))
    beside |= Q(owner_id__in=DecisionAsked.objects.filter(case=case_id).values("id"))
    return Chest.objects.filter(Q(owner_id=case_id) | beside, renewal_due=True, destroyed_at=None)
