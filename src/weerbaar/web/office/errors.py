"""Pages for when something stops. What somebody typed stands on them, so that it can be copied."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weerbaar.web.design.dates import full_day
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from weerbaar.ground.errors import WeerbaarError

# Long words come back; a code, a passphrase and our own tokens do not.
_SHORTEST_KEPT = 20
# Together a little more than the longest field holds: a page that repeats whatever is sent costs us more than them.
_MOST_KEPT = 24_000
_NEVER_KEPT = frozenset(
    {"csrfmiddlewaretoken", "naar", "code", "passphrase", "present", "again", "invitation"}
)


class Stop(Enum):
    """Why a form that was sent was not handled: heading and sentence."""

    SIGNED_OUT = (
        _("Je bent afgemeld"),
        _(
            "Dat gaat vanzelf na een tijd, of als je je ergens anders aanmeldt. Wat je stuurde, is niet bewaard."
        ),
    )
    LOCKED = (
        _("Je kluis is dicht"),
        _("Na 30 minuten zonder werk gaat je kluis vanzelf dicht. Wat je stuurde, is niet bewaard."),
    )
    UNSURE = (
        _("Stuur het nog een keer"),
        _(
            "De pagina stond lang open, of je browser weigert onze cookie. Daarom weten wij niet zeker dat jij dit"
            " stuurde. Het is niet bewaard."
        ),
    )


def said(error: WeerbaarError) -> str:
    """The sentence of an error in the language of the page; a date in it is said as people say it."""
    values = {
        name: full_day(value) if isinstance(value, date) else value for name, value in error.values.items()
    }
    return gettext(error.sentence) % values


def stopped(request: Any, why: Stop, url: str) -> HttpResponse:
    """Say why, show what was typed, and point to `url`."""
    heading, sentence = why.value
    context = {"heading": heading, "sentence": sentence, "typed": _typed(request), "url": url}
    return render(request, "office/stopped.html", context, status=403)


def csrf_failure(request: Any, reason: str = "") -> HttpResponse:
    """A form without its token: an old page, or a browser without our cookie."""
    # Django calls this before any middleware of ours has seen a view.
    tenant = getattr(request, "tenant", None)
    return stopped(request, Stop.UNSURE, address(request, "sign_in") if tenant else "/")


def _typed(request: HttpRequest) -> list[str]:
    try:
        posted = request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError):
        return []
    kept, room = [], _MOST_KEPT
    for name in posted:
        for text in posted.getlist(name) if name not in _NEVER_KEPT else ():
            # A form may hold the same words twice, such as what it began with: they are shown once.
            if room and len(text.strip()) >= _SHORTEST_KEPT and text not in kept:
                kept.append(text[:room])
                room -= len(kept[-1])
    return kept
