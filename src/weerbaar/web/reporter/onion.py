"""The reporter's side under an address on Tor: plain HTTP, since Tor itself seals the line, beside TLS elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.middleware.security import SecurityMiddleware
from django.utils.http import is_same_domain

from weerbaar.organisation import queries as organisation
from weerbaar.organisation.onion import SUFFIX

if TYPE_CHECKING:
    from weerbaar.organisation.models import Tenant


class OnionMiddleware:
    """Django's SecurityMiddleware, and the same without TLS where Tor brought the request. The outermost layer.

    Sets `request.over_tor`, and `request.tenant_on_tor`: whose address it is, or None where an address that the
    settings name shows all. The settings let every onion through to here, and here those that are nobody's are refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._elsewhere = SecurityMiddleware(get_response)
        self._over_tor = _WithoutTls(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked: Any = request
        domain, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
        # The rule of ALLOWED_HOSTS itself: what that lets through as an onion and this does not see would be let in.
        asked.over_tor, asked.tenant_on_tor = is_same_domain(domain, SUFFIX), None
        if not asked.over_tor:
            return self._elsewhere(request)
        if domain not in settings.WEERBAAR_ONIONS:
            asked.tenant_on_tor = organisation.tenant_at_onion(domain)
            if asked.tenant_on_tor is None:
                raise DisallowedHost("An address on Tor that is nobody's.")
        _take_in(request)
        response = self._over_tor(request)
        _give_out(response)
        return response


class _WithoutTls(SecurityMiddleware):
    """No redirect to TLS, which an onion does not have; and no promise that it will."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.redirect = False
        self.sts_seconds = 0


def _name() -> str:
    """The cookie of a host without TLS: a browser refuses `__Host-` and Secure there, and TLS never reads this one."""
    return settings.SESSION_COOKIE_NAME.removeprefix("__Host-")


def _take_in(request: HttpRequest) -> None:
    held = request.COOKIES.pop(_name(), None)
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    if held is not None:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = held


def _give_out(response: HttpResponse) -> None:
    given = response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
    if given is not None:
        response.cookies[_name()] = given.value
        response.cookies[_name()].update(dict(given) | {"secure": ""})


def onion_of(tenant: Tenant | None) -> str:
    """The address on Tor that shows this tenant, or the list of all; empty when there is none."""
    if tenant is not None and tenant.onion:
        return tenant.onion
    return next(iter(settings.WEERBAAR_ONIONS), "")
