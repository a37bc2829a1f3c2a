"""The pages for when nothing else can be shown, for both faces.

Django's own views for these ask the session for a token first. A request to a host that is nobody's never gets a
session, and without the database there is none to read: the answer would be a bare line in place of these pages.
"""

from __future__ import annotations

from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.urls import resolve
from django.utils import translation

_ENGLISH = "/en/"
_REPORTER = "reporter"


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be answered at all, from whoever it is."""
    return _bare("400.html", HTTPStatus.BAD_REQUEST, {})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there, or not for who asks."""
    return _bare("404.html", HTTPStatus.NOT_FOUND, _around(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours failed."""
    english = settings.WEERBAAR_FACE == _REPORTER and request.path_info.startswith(_ENGLISH)
    with translation.override("en") if english else nullcontext():
        return _bare("500.html", HTTPStatus.INTERNAL_SERVER_ERROR, _around(request))


def _around(request: HttpRequest) -> dict[str, Any]:
    """What can be said of where somebody is without asking the database: it may be what failed.

    `home` is the first page of the organisation in the address; its name and number are there when it was found before.
    """
    tenant = getattr(request, "tenant", None)
    is_reporter = settings.WEERBAAR_FACE == _REPORTER
    return {
        "home": _home(request, is_found=tenant is not None),
        "phone": tenant.phone if tenant and is_reporter else "",
        "exit": "/weg/" if is_reporter else "",
    }


def _home(request: HttpRequest, *, is_found: bool) -> str:
    path = request.path_info
    start = _ENGLISH if settings.WEERBAAR_FACE == _REPORTER and path.startswith(_ENGLISH) else "/"
    slug = path.removeprefix(start).split("/")[0]
    home = f"{start}{slug}/"
    try:
        # Of an address that no page has, not even the first part is put back into a page.
        return home if slug and (is_found or resolve(path)) and resolve(home) else start
    except Http404:
        return start


def _bare(page: str, status: HTTPStatus, around: dict[str, Any]) -> HttpResponse:
    return HttpResponse(loader.render_to_string(page, around), status=status)
