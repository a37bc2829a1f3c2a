"""What holds for every page of this side: whose it is, in which language, and that nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import queries as organisation

_READING = frozenset({"GET", "HEAD"})
# Nothing here uses a sensor, and a page that cannot ask for one cannot be made to.
_PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class ReporterMiddleware:
    """Sets `request.tenant` and the language from the address, and reads inside the scope of that tenant.

    What changes something opens its own scope in its verb: an upload may take minutes and holds no transaction.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = request.path_info.strip("/").split("/")
        language = "en" if parts[0] == "en" else "nl"
        slug = (parts[1] if len(parts) > 1 else "") if language == "en" else parts[0]
        tenant = organisation.tenant(slug) if slug else None
        request.tenant = tenant  # pyright: ignore[reportAttributeAccessIssue]
        reads = tenant is not None and request.method in _READING
        scope = tenant_scope(tenant.id) if tenant and reads else nullcontext()
        with translation.override(language), scope:
            response = self.get_response(request)
        response["Content-Language"] = language
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = _PERMISSIONS
        if tenant is not None and tenant.onion and not request.get_host().endswith(".onion"):
            response["Onion-Location"] = f"http://{tenant.onion}{request.path}"
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        """The address names a tenant; the view finds it on the request."""
        if "tenant" in kwargs:
            del kwargs["tenant"]
            if request.tenant is None:  # pyright: ignore[reportAttributeAccessIssue]
                raise Http404
