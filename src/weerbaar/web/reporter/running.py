"""The term that runs in a report, as its reporter reads it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.ground.clock import today
from weerbaar.intake.queries import Progress, TermView
from weerbaar.web.design.dates import full_day

_PROMISES = {
    "acknowledge": _("Je krijgt een eerste bericht, uiterlijk %(day)s"),
    "feedback": _("Je krijgt antwoord, uiterlijk %(day)s"),
    "reply": _("Je krijgt antwoord op je vraag, uiterlijk %(day)s"),
}
_LATE = {
    "acknowledge": _("Je had een eerste bericht moeten krijgen, uiterlijk %(day)s"),
    "feedback": _("Je had antwoord moeten krijgen, uiterlijk %(day)s"),
    "reply": _("Je had antwoord op je vraag moeten krijgen, uiterlijk %(day)s"),
}


def running(found: Progress) -> dict[str, Any] | None:
    """The term that ends first of those that run; one that is late says so."""
    open_terms = [term for term in found.terms if term.met_at is None]
    if not open_terms or found.stage == "closed":
        return None
    term: TermView = min(open_terms, key=lambda one: one.due_on)
    late = term.due_on < today()
    words = (_LATE if late else _PROMISES).get(term.name, _PROMISES["feedback"])
    length = max(1, (term.due_on - term.starts_on).days)
    gone = round(100 * (today() - term.starts_on).days / length)
    return {
        "title": gettext(words) % {"day": full_day(term.due_on)},
        "gone": max(0, min(100, gone)),
        "late": late,
        "due": term.due_on,
        "is_feedback": term.name == "feedback",
    }
