"""Who can help, as the reporter's pages show it (R8): the doors of the organisation, its desks, and those of others.

A desk says by itself whether it is open; nobody has to keep that right by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerbaar.cases.rulebook import free_days
from weerbaar.ground import clock
from weerbaar.ground.workdays import DECREED, is_holiday
from weerbaar.intake.queries import DeskView, desk_views
from weerbaar.organisation import doors, hours
from weerbaar.organisation.models import Door

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.organisation.doors import DoorTexts
    from weerbaar.organisation.hours import Opening
    from weerbaar.organisation.models import Tenant


@dataclass(frozen=True, slots=True)
class DoorView:
    """One door in the language of the page. `is_dutch`: nobody wrote it in that language, so it stands there in Dutch.

    `open_until` is in minutes after midnight, None when nobody is there now or no hours are known.
    """

    anchor: str
    kind: str
    reach: str
    texts: DoorTexts
    is_dutch: bool
    phone: str
    mail: str
    web: str
    openings: tuple[Opening, ...]
    open_until: int | None
    checked_on: date | None

    @property
    def site(self) -> str:
        """The name of the site, as people say it."""
        return doors.site_in_words(self.web)

    @property
    def is_desk(self) -> bool:
        return self.kind == Door.Kind.DESK


@dataclass(frozen=True, slots=True)
class WhoCanHelp:
    """The whole page. `desks` are those of the organisation, `of_others` those that a party from outside runs for it.

    `to_talk` is the door of the confidential adviser, None where it does not stand on the page.
    """

    inside: tuple[DoorView, ...]
    outside: tuple[DoorView, ...]
    desks: tuple[DeskView, ...]
    of_others: tuple[DeskView, ...]
    to_talk: DoorView | None

    @property
    def doors(self) -> tuple[DoorView, ...]:
        return (*self.inside, *self.outside)


def who_can_help(tenant: Tenant, language: str) -> WhoCanHelp:
    """Everybody in the chain who can help. Within a tenant scope."""
    is_free_day = is_holiday(clock.today(), DECREED | {one.day for one in free_days()})
    views = [
        (one.is_external, _view(one, tenant, language, is_free_day=is_free_day))
        for one in doors.shown(tenant.id)
    ]
    desks = desk_views()
    return WhoCanHelp(
        inside=tuple(view for is_external, view in views if not is_external),
        outside=tuple(view for is_external, view in views if is_external),
        desks=tuple(one for one in desks if one.link_id is None),
        of_others=tuple(one for one in desks if one.link_id is not None),
        to_talk=next((view for _external, view in views if view.kind == Door.Kind.ADVISER), None),
    )


def _view(door: Door, tenant: Tenant, language: str, *, is_free_day: bool) -> DoorView:
    own = doors.texts_of(door, language)
    openings = hours.from_kept(door.hours)
    return DoorView(
        anchor=door.anchor,
        kind=door.kind,
        reach=door.reach,
        texts=own if own.is_whole else doors.texts_of(door, "nl"),
        is_dutch=language != "nl" and not own.is_whole,
        # The number of the desk is set in one place, and stands below every page already.
        phone=door.phone or (tenant.phone if door.kind == Door.Kind.DESK else ""),
        mail=door.mail,
        web=door.web,
        openings=openings,
        open_until=hours.open_until(openings, clock.now(), is_free_day=is_free_day),
        checked_on=door.checked_on,
    )
