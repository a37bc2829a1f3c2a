"""A complaint by whoever came back with eight words: about how a report was dealt with or an inquiry was done, or about
detriment because of a report. A new report in the same browser, past whoever must not read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError
from weerbaar.intake import actions, complaint_desks, detriment
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.web.reporter.coming_back import with_guest, with_reporter
from weerbaar.web.reporter.page import at, called_of, show
from weerbaar.web.reporter.visit import Visit, hold_draft, living_draft


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A way to complain: what is shown at `here`, the kind that it becomes, and where whoever comes from goes back to."""

    here: str
    kind: str
    template: str
    back: str = "progress"
    told: Callable[[Visit], Mapping[str, Any]] = field(default=lambda _request: {})


_HANDLING = _Complaint("complain", "handling", "complain")
_INQUIRY = _Complaint("complain_of_inquiry", "handling", "complain_of_inquiry", back="guest")


def _detriment_told(request: Visit) -> Mapping[str, Any]:
    return detriment.told(request.visitor)


_DETRIMENT = _Complaint("complain_of_detriment", "detriment", "complain_of_detriment", told=_detriment_told)
_GUEST_DETRIMENT = _Complaint(
    "guest_complain", "detriment", "complain_of_detriment", back="guest", told=_detriment_told
)


@with_reporter
def complain(request: Visit) -> HttpResponse:
    """Say what this is, and begin. A report that this browser was already writing is never replaced."""
    return _complain(request, _HANDLING)


@with_reporter
def complain_of_detriment(request: Visit) -> HttpResponse:
    """The same about what is done to somebody because of their report. What they said of it goes along."""
    return _complain(request, _DETRIMENT, reversed=detriment.reversed_burden(request.visitor))


@with_guest
def guest_complain(request: Visit) -> HttpResponse:
    """The same for a witness, or for whoever helps: they are protected as the reporter is."""
    return _complain(request, _GUEST_DETRIMENT, reversed=detriment.reversed_burden(request.visitor))


@with_guest
def complain_of_inquiry(request: Visit) -> HttpResponse:
    """A complaint of whoever is accused about how the inquiry into them was done. Nobody who had to do with it reads it.

    Who does, they see before they begin; where nobody is left, where else they can go.
    """
    with tenant_scope(request.tenant.id):
        goes_to = complaint_desks.who_would_read(request.guest)
    return _complain(request, _INQUIRY, may_begin=goes_to is not None, goes_to=goes_to)


def _complain(request: Visit, way: _Complaint, *, may_begin: bool = True, **shown: Any) -> HttpResponse:
    try:
        actions.check_may_complain(request.visitor, way.kind)
    except NotAllowedError:
        raise Http404 from None
    found = living_draft(request)
    is_same = (
        found is not None
        and found[1].earlier == str(actions.case_of(request.visitor))
        and found[1].answers.get("kind") == way.kind
    )
    is_writing = found is not None and not found[1].sent_at
    if request.method != "POST" or not may_begin or (is_writing and not is_same):
        # What is being written has a word of its own: `called` is of what one came back to.
        other = found[1] if found and is_writing and not is_same else None
        writing = called_of(other.answers) if other else ""
        around = {"back": at(request, way.back), "writing": writing, "is_guest": way.back == "guest"}
        return show(request, way.template, around | shown)
    if is_writing:
        return redirect(at(request, "readers"))
    try:
        ref = hold_draft(request)
    except WaitError:
        return show(request, "busy", {"on": at(request, way.here), "seconds": WAIT_SECONDS}, status=429)
    begun = actions.complain(ref, request.visitor, kind=way.kind, told=way.told(request))
    if way.kind == _DETRIMENT.kind:
        detriment.keep_begun(request.visitor, UUID(begun.case_id))
    return redirect(at(request, "readers"))
