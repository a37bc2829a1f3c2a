"""The pages for when nothing else can be shown, for both faces.

Django's own views for these ask the session for a token first. A request to a host that is nobody's never gets a
session, and without the database there is none to read: the answer would be a bare line in place of these pages.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template import loader


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be answered at all."""
    return _bare("400.html", HTTPStatus.BAD_REQUEST)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Something of ours failed."""
    return _bare("500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def _bare(page: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(loader.render_to_string(page), status=status)
