"""Ways out of a page with a form: to another page of this tenant, to the other language, out of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language

from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import way_back

if TYPE_CHECKING:
    from django.http import HttpResponse

GOES_TO = "naar"
"""The name of a button that goes somewhere and takes along what was typed: its value is an address, or a page by a name."""


def sign_out(request: Any) -> HttpResponse:
    """Close the key and end the session. Only a form does it: a link that a page loads by itself must not."""
    if request.method == "POST":
        language = request.session.get("language")
        request.session.flush()
        if language:
            request.session["language"] = language
        request.staff = None
        return render(request, "office/signed_out.html")
    return redirect(address(request, "home"))


def elsewhere(request: Any, *, here: str, otherwise: str) -> HttpResponse:
    """Where the button leads that was pressed. Signing out is an act: only a form does it, and this is one."""
    goes_to = request.POST.get(GOES_TO, "")
    if goes_to == address(request, "sign_out"):
        return sign_out(request)
    if goes_to == "taal":
        other = "nl" if get_language() == "en" else "en"
        return redirect(f"{address(request, 'language', language=other)}?naar={here}")
    return redirect(way_back(request, otherwise))
