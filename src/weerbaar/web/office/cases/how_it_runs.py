"""How the procedure of a case runs: its drawing and the same as a list, with where the case is and who is waited for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weerbaar.cases.clocks import own_lengths
from weerbaar.cases.drawing import draw
from weerbaar.cases.models import Admission
from weerbaar.cases.outline import outline, way_in_words
from weerbaar.cases.procedures import Place, version_of
from weerbaar.web.design import dates

if TYPE_CHECKING:
    from weerbaar.cases.queries import CaseFile

# Drawings are alike for all cases at the same stage with the same days; the oldest one goes.
_MOST_KEPT = 256


def part(page: CaseFile) -> dict[str, Any]:
    """What `how_it_runs.html` shows on the case page."""
    case = page.case
    due = tuple(
        (one.name, _("uiterlijk %(day)s") % {"day": dates.full_day(one.due_on)}) for one in page.terms
    )
    own = tuple(sorted(own_lengths(case.procedure).items()))
    way = _way(
        case.procedure,
        case.procedure_version,
        case.stage,
        skipped=passed_by(page),
        due=due,
        own=own,
        _language=get_language(),
    )
    return {"way": way}


def passed_by(page: CaseFile) -> frozenset[Place]:
    """The places at which this case never stood, of those that lie behind it and of those to come."""
    case = page.case
    was_there = {
        Place.ASSESSED: case.admission == Admission.ADMITTED,
        Place.INQUIRY: page.decided.has_inquiry,
        Place.DECIDED: bool(case.outcome),
    }
    return frozenset(place for place, was in was_there.items() if not was)


@lru_cache(maxsize=_MOST_KEPT)
def _way(
    name: str,
    version: int,
    here: str,
    *,
    skipped: frozenset[Place],
    due: tuple[tuple[str, str], ...],
    own: tuple[tuple[str, int], ...],
    _language: str | None,
) -> dict[str, Any]:
    """A procedure drawn and in words for a stage, with the days and the numbers that hold; nothing else is in it.

    `skipped` are the places at which the case never stood: of those behind it none was done.
    """
    procedure = version_of(name, version)
    places = procedure.places
    now = places.index(Place(here))
    halts = [
        {
            "name": halt.name,
            "next": halt.next,
            "who": "" if halt.place is Place.CLOSED else halt.waits_for,
            "state": _state(number, now, is_skipped=halt.place in skipped),
            "ways": [way_in_words(way) for way in halt.ways] if number >= now else [],
        }
        for number, halt in enumerate(outline(procedure, dict(due), dict(own)))
    ]
    return {
        "title": _(procedure.title),
        "version": procedure.version,
        "halts": halts,
        "now": halts[now],
        # Made by our own code from a definition, with every word escaped; nothing that somebody typed is in it.
        "drawing": SafeString(draw(procedure, here=here, due=dict(due), own=dict(own))),
    }


def _state(number: int, now: int, *, is_skipped: bool) -> str:
    if number >= now:
        return "now" if number == now else ""
    return "skipped" if is_skipped else "done"
