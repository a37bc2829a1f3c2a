"""Asking for advice first: what that is, how it begins, and how what was asked becomes a report (R18)."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from weerbaar.database.scope import tenant_scope
from weerbaar.intake import advising, queries
from weerbaar.intake.drafts import DraftRef
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.web.reporter.coming_back import with_reporter
from weerbaar.web.reporter.page import at, called_of, show
from weerbaar.web.reporter.visit import Visit, from_elsewhere, hold_draft, is_waiting, living_draft


class SaysSoForm(forms.Form):
    """Whether whoever reads the report sees that a question came before it. Nothing is ticked: a question may hold a name."""

    says_so = forms.BooleanField(
        required=False,
        label=gettext_lazy("Zeg erbij dat ik dit eerst vroeg"),
        help_text=gettext_lazy(
            "Wie je melding leest, ziet dan het nummer van je vraag. Wie je vraag mag lezen, weet dan dat beide van jou zijn. "
            "Gaf je daar je naam? Dan is je melding voor hen niet meer zonder naam."
        ),
    )


@csrf_exempt
@require_http_methods(["GET", "POST"])
def advice(request: Visit) -> HttpResponse:
    """What asking first is and is not; the button begins. As with a report, this is the first thing that leaves a cookie."""
    begins = request.method == "POST" or is_waiting(request)
    found = living_draft(request)
    writing = found is not None and not found[1].sent_at
    if not begins or from_elsewhere(request) or writing:
        with tenant_scope(request.tenant.id):
            within = queries.answer_within("advice")
            first_within = queries.first_message_within("advice")
        context = {
            "within": within,
            "first_within": first_within,
            "writing": called_of(found[1].answers) if found and writing else "",
            "back": at(request, "start"),
        }
        return show(request, "advice", context)
    return _begin(request, "advice", advising.ask_advice)


@with_reporter
def report_it(request: Visit) -> HttpResponse:
    """Make a report of what was asked: what goes along, what changes then, and the button.

    A draft in this browser is never replaced.
    """
    if not request.is_advice:
        return redirect(at(request, "progress"))
    found = living_draft(request)
    writing = found is not None and not found[1].sent_at
    form = SaysSoForm(request.POST or None)
    if request.method != "POST" or writing or not form.is_valid():
        context = {
            "form": form,
            "along": advising.goes_along(request.reporter),
            "writing": called_of(found[1].answers) if found and writing else "",
            "back": at(request, "progress"),
        }
        return show(request, "report_it", context)
    return _begin(
        request,
        "report_it",
        lambda ref: advising.make_report(ref, request.reporter, says_so=form.cleaned_data["says_so"]),
    )


def _begin(request: Visit, name: str, fill: Callable[[DraftRef], object]) -> HttpResponse:
    try:
        ref = hold_draft(request)
    except WaitError:
        return show(request, "busy", {"on": at(request, name), "seconds": WAIT_SECONDS}, status=429)
    fill(ref)
    return redirect(at(request, "readers"))
