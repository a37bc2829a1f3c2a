"""What holds for every page of this side: whose it is, in which language, and that nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.encoding import escape_uri_path

from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import queries as organisation
from weerbaar.web.reporter.onion import onion_of

if TYPE_CHECKING:
    from weerbaar.organisation.models import Tenant

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
        tenant = _shown_here(request, organisation.tenant(slug) if slug else None)
        request.tenant = tenant  # pyright: ignore[reportAttributeAccessIssue]
        reads = tenant is not None and request.method in _READING
        scope = tenant_scope(tenant.id) if tenant and reads else nullcontext()
        with translation.override(language), scope:
            response = self.get_response(request)
        response["Content-Language"] = language
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = _PERMISSIONS
        if _may_move_to_tor(request, response) and (onion := onion_of(tenant)):
            response["Onion-Location"] = f"http://{onion}{escape_uri_path(request.path)}"
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        """The address names a tenant; the view finds it on the request."""
        if "tenant" in kwargs:
            del kwargs["tenant"]
            if request.tenant is None:  # pyright: ignore[reportAttributeAccessIssue]
                raise Http404


def _shown_here(request: Any, tenant: Tenant | None) -> Tenant | None:
    """The tenant that was asked for, unless this is the address on Tor of another."""
    own = request.tenant_on_tor
    return tenant if own is None or tenant is None or tenant.id == own.id else None


def _may_move_to_tor(request: Any, response: HttpResponse) -> bool:
    """Whether a browser loses nothing when it goes on at the address on Tor.

    Tor Browser may go there by itself. Its cookie does not come along, so neither would what was typed.
    """
    return (
        not request.over_tor
        and request.method in _READING
        and response.status_code == HTTPStatus.OK
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )
