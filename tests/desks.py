"""Desks with days, and desks that one tenant runs and another shows, made by the verbs that the pages use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.organisation import actions, links

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from weerbaar.config.demo import Town

PARTY = "Bureau Kompas"


def schedule(town: Town, opens_on: date | None, closes_on: date | None, *, kind: str = "temporary") -> None:
    """Give the first desk of a town its days, and tell whoever shows it."""
    actions.desk_schedule(
        town["Wietske"].opened, desk_id=town.desk.id, kind=kind, opens_on=opens_on, closes_on=closes_on
    )
    links.tell_towns(town.tenant.id)


def link(
    party: Town,
    town: Town,
    *,
    label: str = "",
    text: str = "",
    accept: bool = True,
    receivers: Sequence[str] = ("Fatima", "Marit"),
    desk_id: UUID | None = None,
) -> UUID:
    """Offer the party's desk, its first or the one given, and, unless `accept` is False, show it with these receivers."""
    link_id = links.offer(
        party["Wietske"].opened, desk_id=desk_id or party.desk.id, town_slug=town.tenant.slug
    )
    if accept:
        links.accept(
            town["Wietske"].opened,
            link_id=link_id,
            texts=links.LinkTexts(label, text, is_shown=True),
            receivers=[town[one].person_id for one in receivers],
        )
    return link_id
