"""What every page of the office shares: whose page it is, who asks, and that nothing of it stays in a browser."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import translation

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, NotAllowedError
from weerbaar.organisation import queries
from weerbaar.organisation.models import Tenant
from weerbaar.organisation.staff import Staff
from weerbaar.web.office import session as sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LANGUAGES = ("nl", "en")
_READS = ("GET", "HEAD")


class OfficeRequest:
    """What the middleware adds to a request. For annotations: `request: OfficeRequest` in a view."""

    tenant: Tenant
    staff: Staff


class OfficeMiddleware:
    """Puts `request.tenant` and `request.staff` on the request; `/<slug>/…` names the tenant.

    A page that is read runs in the tenant's scope, in one transaction. A page that acts does not: each verb opens
    its own, so that one that fails keeps nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        slug = request.path_info.removeprefix("/").partition("/")[0]
        request.tenant = queries.tenant(slug)
        request.staff = None
        if request.tenant is not None:
            request.staff = sessions.present_staff(request.session, request.tenant)
        language = request.session.get("language") if _has_session(request) else None
        if language in LANGUAGES:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        tenant = request.tenant if request.method in _READS else None
        with tenant_scope(tenant.id) if tenant else nullcontext():
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: Any, _view: object, _args: object, kwargs: dict[str, Any]) -> None:
        """No view takes the tenant's short name: it stands on the request. An unknown one is not found."""
        if kwargs.pop("tenant", None) is not None and request.tenant is None:
            raise Http404

    def process_exception(self, _request: Any, error: Exception) -> None:
        """What is not for you, or is no longer there, is answered as if it never was."""
        if isinstance(error, NotAllowedError | GoneError):
            raise Http404 from None


def _has_session(request: HttpRequest) -> bool:
    return bool(request.session.session_key)
