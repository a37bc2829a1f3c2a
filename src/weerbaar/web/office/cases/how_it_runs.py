"""How the procedure of a case runs: its drawing and the same as a list, with where the case is and who is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from weerbaar.cases.clocks import own_lengths
from weerbaar.cases.drawing import draw
from weerbaar.cases.outline import outline, way_in_words
from weerbaar.cases.procedures import Place
from weerbaar.cases.queries import procedure_of
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design import dates

if TYPE_CHECKING:
    from weerbaar.cases.queries import CaseFile


def part(page: CaseFile) -> dict[str, Any]:
    """What `how_it_runs.html` shows on the case page."""
    procedure, here = procedure_of(page.case), page.case.stage
    due = {one.name: _("uiterlijk %(day)s") % {"day": dates.full_day(one.due_on)} for one in page.terms}
    with tenant_scope(page.case.tenant_id):
        own = own_lengths(procedure.name)
    places = procedure.places
    now = places.index(Place(here))
    halts = [
        {
            "name": halt.name,
            "next": halt.next,
            "who": "" if halt.place is Place.CLOSED else halt.waits_for,
            "state": "now" if number == now else "done" if number < now else "",
            "ways": [way_in_words(way) for way in halt.ways] if number >= now else [],
        }
        for number, halt in enumerate(outline(procedure, due, own))
    ]
    # Made by our own code from a definition, with every word escaped; nothing that somebody typed is in it.
    drawing = SafeString(draw(procedure, here=here, due=due, own=own))
    return {
        "way": {
            "title": _(procedure.title),
            "version": procedure.version,
            "halts": halts,
            "now": halts[now],
            "drawing": drawing,
        }
    }
