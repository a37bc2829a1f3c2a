"""Reporting together: from one's own report words to hand on and a yes or no; and using such words before reporting (R17)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import actions, queries, together
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.web.reporter.coming_back import with_reporter
from weerbaar.web.reporter.forms import TextField
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.unfinished import done
from weerbaar.web.reporter.visit import Visit, from_elsewhere, hold_draft, living_draft

_WORDS = "together_words"
"""Under this name the session, which is sealed under the cookie, holds the words that are to be handed on."""


class CodeForm(forms.Form):
    """The four words of a colleague."""

    words = TextField(
        label=gettext_lazy("De vier woorden van je collega"),
        help_text=gettext_lazy("Met een spatie ertussen. Hoofdletters maken niet uit."),
        missing=gettext_noop("Vul de vier woorden in."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


@with_reporter
def overview(request: Visit) -> HttpResponse:
    """With how many others one reports together, what waits for a yes, and the words to hand on."""
    is_joining = request.method == "POST" and "words" in request.POST
    if request.method == "POST" and not is_joining:
        return _act(request)
    form = CodeForm(request.POST if is_joining else None)
    if form.is_valid() and done(
        form, lambda: together.join_with(request.reporter, typed=form.cleaned_data["words"])
    ):
        return redirect(at(request, "together"))
    with tenant_scope(request.tenant.id):
        links = together.links(request.reporter)
        until = together.invited_until(request.reporter)
        desk = queries.desk_of(request.reporter)
    held = request.session.get(_WORDS) or {}
    context: dict[str, Any] = {
        "form": form,
        "to_answer": [one for one in links if one.standing.waits_for_me],
        "waiting": [one for one in links if one.standing.waits_for_them],
        "joined": [one for one in links if one.standing.holds],
        "until": until,
        "desk": desk,
        "words": held["words"] if until and held.get("of") == str(request.reporter.case_id) else (),
        "back": at(request, "progress"),
    }
    return show(request, "together", context)


def _act(request: Visit) -> HttpResponse:
    """One of the buttons. What was settled in another tab meanwhile is simply shown as it stands now."""
    if "uitnodigen" in request.POST:
        words = together.invite(request.reporter)
        request.session[_WORDS] = {"of": str(request.reporter.case_id), "words": list(words)}
    elif "stop" in request.POST:
        together.end_invitation(request.reporter)
        request.session.pop(_WORDS, None)
    else:
        with suppress(ValueError, NotAllowedError, RefusedError):
            if "ja" in request.POST:
                together.agree(request.reporter, link_id=UUID(request.POST["ja"]))
            elif "nee" in request.POST:
                together.end(request.reporter, link_id=UUID(request.POST["nee"]))
    return redirect(at(request, "together"))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def join(request: Visit) -> HttpResponse:
    """Before or while reporting: the words of a colleague, by which this report may belong to theirs."""
    found = living_draft(request)
    is_writing = found is not None and not found[1].sent_at
    if request.method == "POST" and from_elsewhere(request):
        return redirect(at(request, "join"))
    if found and is_writing and "los" in request.POST:
        actions.report_together(found[0], None)
        return redirect(at(request, "check"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code_id = together.code_for(request.tenant.id, form.cleaned_data["words"])
        if code_id is not None:
            return _take_along(request, code_id)
        form.add_error("words", gettext(together.NOT_FOUND))
    context = {
        "form": form,
        "is_together": bool(found and is_writing and found[1].together),
        "back": at(request, "check" if is_writing else "start"),
    }
    return show(request, "join", context)


def _take_along(request: Visit, code_id: UUID) -> HttpResponse:
    found = living_draft(request)
    if found is not None and not found[1].sent_at:
        actions.report_together(found[0], code_id)
        return redirect(at(request, "check") if found[1].chosen_readers else at(request, "readers"))
    try:
        ref = hold_draft(request)
    except WaitError:
        return show(request, "busy", {"on": at(request, "join"), "seconds": WAIT_SECONDS}, status=429)
    actions.report_together(ref, code_id)
    return redirect(at(request, "readers"))
