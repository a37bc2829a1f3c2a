"""Other words for a report or for a guest's page: shown, written down, and only then the ones that open it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from weerbaar.ground import receipt as receipts
from weerbaar.intake import new_words
from weerbaar.intake.guests import GuestRef
from weerbaar.web.reporter.check import TRIED, check_words
from weerbaar.web.reporter.coming_back import NOTE, with_guest, with_reporter
from weerbaar.web.reporter.forms import TryForm
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.visit import Visit, came_with, hold_visitor

_WORDS = "new_words"


@with_reporter
def change(request: Visit) -> HttpResponse:
    """Ask for new words, see them as often as one likes, and say that they are written down. Until then the old ones work."""
    return _change(request, at(request, "progress"))


@with_guest
def change_as_guest(request: Visit) -> HttpResponse:
    """The same for somebody with words of their own: who handed them over saw them."""
    return _change(request, at(request, "guest"))


def _change(request: Visit, back: str) -> HttpResponse:
    words = _drawn(request)
    if request.method == "POST" and "toch-niet" in request.POST:
        request.session.pop(_WORDS, None)
        return redirect(back)
    if request.method == "POST" and not words:
        request.session[_WORDS] = {"of": str(request.visitor.place), "words": list(receipts.draw())}
        return redirect(request.path)
    if words and "bewaard" in request.POST:
        new_words.change_words(request.visitor, words=words, came_with=came_with(request))
        hold_visitor(request, request.visitor, words)
        request.session.pop(_WORDS, None)
        request.session[NOTE] = "new_words"
        return redirect(f"{back}#gedaan")
    form = TryForm(*TRIED, request.POST if request.method == "POST" else None)
    right = check_words(form, words) if words and request.method == "POST" and form.is_valid() else None
    around = {"words": words, "form": form, "right": right, "back": back}
    return show(request, "new_words", around | {"is_guest": isinstance(request.visitor, GuestRef)})


def _drawn(request: Visit) -> list[str]:
    """The words that this browser was shown for this page; none when they were not asked for."""
    held = request.session.get(_WORDS) or {}
    return list(held["words"]) if held.get("of") == str(request.visitor.place) else []
