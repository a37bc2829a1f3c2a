"""Ways out: at once, by throwing away, by closing."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from weerbaar.ground.errors import WeerbaarError
from weerbaar.intake import actions
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.visit import Visit, from_elsewhere, held_drafts, let_go, with_draft

NEUTRAL = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
_log = logging.getLogger("weerbaar.reporter")


@csrf_exempt
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: a plain link. The draft, the session and the cookie go; the browser is on the weather page.

    It goes there whatever fails here: somebody may be standing behind the chair.
    """
    # A browser that fetches a link before it is pressed must not throw a report away.
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=204)
    # A page of another site must not throw one away either: whoever it sent here leaves, and keeps all that was there.
    if from_elsewhere(request):
        return HttpResponseRedirect(NEUTRAL)
    try:
        _forget(request)
    except (DatabaseError, OSError, WeerbaarError):
        _log.warning("A quick exit could not remove what was kept; the job that clears does it later.")
    response = HttpResponseRedirect(NEUTRAL)
    response.delete_cookie(settings.SESSION_COOKIE_NAME)
    return response


def _forget(request: HttpRequest) -> None:
    for held in held_drafts(request):
        actions.discard(held)
    request.session.flush()


@with_draft
def throw_away(request: Visit) -> HttpResponse:
    """Throw the draft away, after one question: it cannot come back."""
    if request.method == "POST":
        actions.discard(request.draft)
        let_go(request)
        return show(request, "thrown_away")
    return show(request, "throw_away", {"back": at(request, "check")})


@require_POST
def close(request: Visit) -> HttpResponse:
    """Close the page of a report that was sent. Nothing is kept in this browser."""
    request.session.flush()
    return redirect(at(request, "done"))
