"""A form on the page of who came back, from which one may go elsewhere: what was typed is there again on coming back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from weerbaar.ground.errors import GoneError, WeerbaarError
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.page import GOES_TO, at, goes_to, in_the_other_language, sentence
from weerbaar.web.reporter.visit import Visit

_Form = TypeVar("_Form", bound=forms.Form)

# "Toch niet" below a name or an address: what was typed is not wanted, so it is not kept either.
NOT_AFTER_ALL = "toch-niet"


def elsewhere(
    request: Visit, what: str, kind: type[forms.Form], *, home: str = "progress", **places: str
) -> HttpResponse | None:
    """To another page, when a button asks for it; `home` is where "Toch niet" leads. What stood in the form is kept.

    None as well for what is too long to keep: then the page stays, and its form says so (`form_of`).
    """
    if GOES_TO not in request.POST:
        return None
    if request.POST[GOES_TO] == NOT_AFTER_ALL:
        typed.drop(request, what)
        return redirect(at(request, home))
    if not typed.keep(request, what, kind.base_fields):
        return None
    to = goes_to(request, taal=in_the_other_language(request), **places)
    return redirect(to or at(request, home))


def form_of(kind: type[_Form], request: Visit, what: str, **asked: Any) -> _Form:
    """The form as it was sent, or with what waits. A button that goes elsewhere never sends it."""
    sent = request.POST if request.method == "POST" else None
    form = kind(sent, initial=typed.kept(request, what), **asked)
    if GOES_TO in request.POST and form.is_valid():
        form.add_error(None, gettext("Dit is te lang om te bewaren. Maak het korter."))
    return form


def done(form: forms.Form, verb: Callable[[], None]) -> bool:
    """Run a verb; put what it refuses at its field. Whether it was done."""
    try:
        verb()
    except GoneError:
        raise
    except WeerbaarError as error:
        form.add_error(error.field if error.field in form.fields else None, sentence(error))
        return False
    return True
