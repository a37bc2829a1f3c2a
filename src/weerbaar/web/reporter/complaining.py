"""A complaint about how a report was dealt with: a new report in the same browser, past whoever had to do with the first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from weerbaar.intake import actions, questions
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.web.reporter.coming_back import with_reporter
from weerbaar.web.reporter.page import at, called, show
from weerbaar.web.reporter.visit import Visit, hold_draft, living_draft


@with_reporter
def complain(request: Visit) -> HttpResponse:
    """Say what this is, and begin. A report that this browser was already writing is never replaced."""
    found = living_draft(request)
    is_same = found is not None and found[1].earlier == str(request.reporter.case_id)
    is_writing = found is not None and not found[1].sent_at
    if request.method != "POST" or (is_writing and not is_same):
        # What is being written has a word of its own: `called` is of what one came back to.
        other = found[1] if found and is_writing and not is_same else None
        writing = called(is_complaint=questions.is_complaint(other.answers)) if other else ""
        return show(request, "complain", {"back": at(request, "progress"), "writing": writing})
    if is_writing:
        return redirect(at(request, "readers"))
    try:
        ref = hold_draft(request)
    except WaitError:
        return show(request, "busy", {"on": at(request, "complain"), "seconds": WAIT_SECONDS}, status=429)
    actions.complain(ref, request.reporter)
    return redirect(at(request, "readers"))
