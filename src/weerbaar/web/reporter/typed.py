"""What was typed on the page of a report or of a guest and is not sent yet: in the session, sealed under the cookie.

It stands there until it is sent, emptied or closed, so that every way to another page can take it along. It belongs to
what the words led to: whoever comes back in the same browser with other words does not see it.
"""

from __future__ import annotations

from collections.abc import Iterable

from weerbaar.intake.guests import GuestRef
from weerbaar.intake.questions import STORY_LIMIT
from weerbaar.intake.reporters import ReporterRef
from weerbaar.web.reporter.visit import Visit

MESSAGE, RATING, NAME, ADDRESS, HELD, ACCOUNT = "message", "rating", "name", "address", "held", "account"
CHECK_IN, REHABILITATION = "check_in", "rehabilitation"
FOR_REPORTER, LET_IN, LANGUAGE = "for_reporter", "let_in", "language"
"""What may wait. A message and the answer to a question are one text: it goes along from the one box to the other."""

_TYPED = "typed"
_OF = "of"
# Room for the longest text and its ends of lines. A session lies in the database: whoever fills that stops reports.
_MOST = 2 * STORY_LIMIT


def keep(request: Visit, what: str, fields: Iterable[str], of: str = "") -> bool:
    """Keep what stands in these fields of the form that was sent; nothing typed is nothing kept.

    `of` is what it is about, where that is one of several; what was kept before says it otherwise. Whether it could be:
    of what is longer than anybody may send nothing is kept.
    """
    # Of what can be ticked more than once: the values, none of which holds a space.
    typed = {one: " ".join(request.POST.getlist(one)) for one in fields if one in request.POST}
    if sum(map(len, typed.values())) > _MOST:
        return False
    of = of or kept(request, what).get(_OF, "")
    if of and any(value.strip() for value in typed.values()):
        typed[_OF] = of
    put(request, request.visitor, what, typed)
    return True


def about(request: Visit, what: str) -> str:
    """What it is about that waits: the id of an account. Empty when nothing waits."""
    return kept(request, what).get(_OF, "")


def put(request: Visit, visitor: ReporterRef | GuestRef, what: str, typed: dict[str, str]) -> None:
    """The same for somebody who comes in only now."""
    held = _held(request, visitor)
    held.pop(what, None)
    if any(value.strip() for value in typed.values()):
        held[what] = typed
    request.session[_TYPED] = {"of": str(visitor.place), "what": held}


def kept(request: Visit, what: str) -> dict[str, str]:
    """What waits, by field; empty when nothing does."""
    return dict(_held(request, request.visitor).get(what, {}))


def drop(request: Visit, what: str) -> None:
    """It was sent, or is not wanted any more."""
    if kept(request, what):
        put(request, request.visitor, what, {})


def unsent(request: Visit) -> str:
    """The first thing that was typed for the desk and not sent, or an empty text."""
    order = (MESSAGE, FOR_REPORTER, ACCOUNT, CHECK_IN, REHABILITATION, LANGUAGE, RATING, NAME, ADDRESS)
    return next((what for what in order if _says(kept(request, what), what)), "")


def _says(typed: dict[str, str], what: str) -> bool:
    # Which question it answers is no message yet; how it went says something without a word beside it.
    return any(typed.get(one, "").strip() for one in _SAY.get(what, ("body",)))


_SAY = {
    RATING: ("body", "score"),
    CHECK_IN: ("said", "types", "what", "wish"),
    REHABILITATION: ("said_of_it", "said"),
    NAME: ("name", "contact"),
    ADDRESS: ("mail",),
    LANGUAGE: ("wish",),
}


def _held(request: Visit, visitor: ReporterRef | GuestRef) -> dict[str, dict[str, str]]:
    held = request.session.get(_TYPED) or {}
    return dict(held["what"]) if held.get("of") == str(visitor.place) else {}
