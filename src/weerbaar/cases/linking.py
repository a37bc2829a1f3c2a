"""Cases that belong together, put beside each other by who handles both (C13).

Nobody sees a link without a key to both: not a row, not a count, not a line in the timeline, for it would tell of a case
that goes round them. Why they belong together is sealed with the keys of both, one inside the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import rules
from weerbaar.cases.accesses import NOT_THERE, access_to, living
from weerbaar.cases.acting import enter
from weerbaar.cases.models import Access, Case, CaseLink, ChestKind
from weerbaar.cases.queries import keys_to, opened_holder, reads_also
from weerbaar.cases.rules import checked_text
from weerbaar.ground import clock, codes
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.vault.chests import open_chests_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

MOST_LINKED = 30
"""Of one kind beside one case: more than that nobody keeps an eye on, and the page shows them all."""
_COLUMN = "sealed_reason"
_TABLE = "cases_caselink"


@dataclass(frozen=True, slots=True)
class Linked:
    """A case beside the one that somebody is in. `by` is an alias."""

    id: UUID
    code: str
    kind: str
    by: UUID
    at: datetime
    reason: str = field(repr=False)


@act("case.link")
def link(staff: Staff, *, code: str, other: str, reason: str) -> None:
    """Put another case beside this one. Raises RefusedError alike for a code that is not there and for one of a case that
    one has no key to.
    """
    hold_both(staff, code, other)
    case, keys = enter(staff, code)
    reason = checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    beside, theirs = other_case(staff, case, other)
    about(case.id, object_id=beside.id)
    first, second = sorted((case, beside), key=lambda one: one.id)
    rows = CaseLink.objects.filter(first=first, second=second, kind=CaseLink.Kind.DESK, ended_at=None)
    if rows.exists():
        raise RefusedError(_("Deze zaken liggen al naast elkaar."), field="other")
    check_room(staff, [case, beside], CaseLink.Kind.DESK)
    row = CaseLink(id=uuid4(), tenant_id=case.tenant_id, first=first, second=second, kind=CaseLink.Kind.DESK)
    row.made_by, row.made_at = staff.alias, clock.now()
    inner, outer = (keys, theirs) if first.id == case.id else (theirs, keys)
    row.sealed_reason = _seal(inner, outer, row, reason)
    row.save(force_insert=True)


@act("case.unlink")
def unlink(staff: Staff, *, code: str, link_id: UUID) -> None:
    """End it. Raises NotAllowedError for who has no key to both, as if there were none."""
    case, _keys = enter(staff, code)
    rows = CaseLink.objects.select_for_update().filter(_beside(case), id=link_id)
    row = rows.first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    other = row.second_id if row.first_id == case.id else row.first_id
    if other not in reads_also(staff, [other]):
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=other)
    row.ended_at, row.ended_by = clock.now(), staff.alias
    row.save(update_fields=["ended_at", "ended_by"])


def links_of(staff: Staff, case: Case) -> list[Linked]:
    """The cases beside this one that the asker has a key to, the newest first. A fixed number of queries."""
    rows = CaseLink.objects.filter(_beside(case))
    found = {one.second_id if one.first_id == case.id else one.first_id: one for one in rows}
    there = reads_also(staff, list(found))
    if not there:
        return []
    keys = open_chests_of(opened_holder(staff), [case.id, *there], [ChestKind.FILE])
    seen = [
        Linked(row.id, there[other].code, there[other].kind, row.made_by, row.made_at, _reason(keys, row))
        for other, row in found.items()
        if other in there and other in keys
    ]
    return sorted(seen, key=lambda one: (one.at, one.id), reverse=True)


def check_room(staff: Staff, both: Iterable[Case], kind: CaseLink.Kind) -> None:
    """Refuse one more link of a kind to a case that has enough. Only those count that the asker has a key to as well: of
    any other a refusal would tell (promise 1).
    """
    for case in both:
        rows = CaseLink.objects.filter(Q(first=case) | Q(second=case), kind=kind, ended_at=None)
        others = [one.second_id if one.first_id == case.id else one.first_id for one in rows]
        if len(reads_also(staff, others)) >= MOST_LINKED:
            raise RefusedError(
                _("Bij %(code)s liggen al %(most)s andere zaken. Meer kan niet."),
                field="other",
                code=case.code,
                most=str(MOST_LINKED),
            )


def _beside(case: Case) -> Q:
    return (Q(first=case) | Q(second=case)) & Q(kind=CaseLink.Kind.DESK, ended_at=None)


def hold_both(staff: Staff, code: str, typed: str) -> None:
    """Hold two cases of one's own against a second verb, whichever was named first: in the order of their ids.

    Two who put them together from both sides would wait for each other for ever. Asks nothing: `enter` and `other_case` do.
    """
    mine = Access.objects.filter(living(), holder_alias=staff.alias).values("case")
    there = Case.objects.filter(id__in=mine, code__in=[code, codes.parse(typed) or ""]).order_by("id")
    list(there.select_for_update(of=("self",)))


def other_case(staff: Staff, case: Case, typed: str) -> tuple[Case, dict[str, ChestKey]]:
    """Another case by its code as somebody typed it, and its keys. Raises RefusedError, alike for none and for no key."""
    code = codes.parse(typed)
    try:
        if code is None:
            raise NotAllowedError(NOT_THERE)
        beside = access_to(staff.alias, code).case
        if beside.id not in reads_also(staff, [beside.id]):
            raise NotAllowedError(NOT_THERE)
        keys = keys_to(staff, beside)
    except NotAllowedError:
        raise RefusedError(
            _("Van die code heb je geen zaak. Je koppelt alleen zaken waar je zelf een sleutel van hebt."),
            field="other",
        ) from None
    if beside.id == case.id:
        raise RefusedError(_("Dit is de code van deze zaak zelf."), field="other")
    return beside, keys


def _seal(inner: Mapping[str, ChestKey], outer: Mapping[str, ChestKey], row: CaseLink, reason: str) -> bytes:
    """With the key of the first case, and that with the key of the second: one key opens nothing."""
    once = inner[ChestKind.FILE].seal(_TABLE, row.id, _COLUMN, reason.encode())
    return outer[ChestKind.FILE].seal(_TABLE, row.id, _COLUMN, once)


def _reason(keys: Mapping[UUID, Mapping[str, ChestKey]], row: CaseLink) -> str:
    if row.sealed_reason is None:
        return ""
    outer, inner = keys[row.second_id][ChestKind.FILE], keys[row.first_id][ChestKind.FILE]
    once = outer.open(_TABLE, row.id, _COLUMN, row.sealed_reason)
    return inner.open(_TABLE, row.id, _COLUMN, once).decode()
