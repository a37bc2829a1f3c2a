"""At which desk a case came in, and for whom that is: for a party that runs desks for others, it is the first thing to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import links
from weerbaar.organisation.models import Desk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID


def of_case(request: Any, desk_id: UUID) -> str:
    """The desk of a case with the organisations that show it; empty where there is one desk, of one's own."""
    with tenant_scope(request.tenant.id):
        return _told([desk_id]).get(desk_id, "")


def with_desks(request: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a list of cases, each with its desk as `of_case` says it. A fixed number of queries."""
    codes = [one["code"] for one in rows]
    with tenant_scope(request.tenant.id):
        desks = {one.code: one.desk_id for one in Case.objects.filter(code__in=codes).only("code", "desk_id")}
        told = _told(set(desks.values()))
    said = {code: told.get(desk_id, "") for code, desk_id in desks.items()}
    return [{**one, "desk": said.get(one["code"], "")} for one in rows]


def _told(desk_ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not desk_ids:
        return {}
    names = dict(Desk.objects.values_list("id", "name"))
    towns = links.towns_of_desks(desk_ids)
    if len(names) == 1 and not towns:
        return {}
    return {
        one: _("%(desk)s, voor %(towns)s") % {"desk": names[one], "towns": _joined(towns[one])}
        if one in towns
        else names.get(one, "")
        for one in desk_ids
    }


def _joined(names: tuple[str, ...]) -> str:
    *first, last = names
    return ", ".join(first) + _(" en ") + last if first else last
