"""When the check on where a form came from fails: mostly a page that was open too long. Nothing typed is lost."""

from __future__ import annotations

from django.http import HttpResponse

from weerbaar.vault.uploads import Finished, forget
from weerbaar.web.reporter import coming_back, wizard
from weerbaar.web.reporter.page import show
from weerbaar.web.reporter.visit import Visit, from_elsewhere, no_draft


def csrf_failure(request: Visit, reason: str = "") -> HttpResponse:
    """The same page with what was typed on it, under a new session; it can be sent at once. To another site: nothing."""
    for name in request.FILES:
        for one in request.FILES.getlist(name):
            if isinstance(one, Finished) and one.details is not None:
                forget(one.details)
    match = request.resolver_match
    if from_elsewhere(request) or match is None or getattr(request, "tenant", None) is None:
        return show(request, "gone", status=403)
    if match.url_name == "question":
        asked = wizard.page_of(request, match.kwargs["page"])
        if asked is not None:
            return wizard.show_again(request, asked)
    if match.url_name in {
        "come_back",
        "progress",
        "reply",
        "account",
        "more_files",
        "identity",
        "address",
        "rate",
        "unsent",
        "close",
    }:
        return coming_back.come_back_again(request)
    return no_draft(request)
