"""Who may pass to a page. The rules stand in the rooms; here is only what somebody sees who may not pass.

@at_the_vault              everybody who may type a passphrase: the suspended too, who are told only after it
@signed_in                 everybody of the tenant who signed in
@unlocked                  and whose key is open
@role("administrator")     and who has one of these roles; for anybody else the page does not exist
@handling                  the same, of the roles that may handle cases; and whose key is open
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from weerbaar.organisation.staff import HANDLING_ROLES
from weerbaar.web.office import session as sessions
from weerbaar.web.office.errors import Stop, stopped
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    View = Callable[..., HttpResponse]


def at_the_vault(view: View) -> View:
    """For the page of the passphrase alone. Whoever is suspended sees what anybody sees who has the right code."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.staff = request.staff or sessions.suspended_staff(request.session, request.tenant)
        return signed_in(view)(request, *args, **kwargs)

    return guarded


def signed_in(view: View) -> View:
    """Send whoever is not signed in to the sign-in page, and back afterwards."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.staff is None:
            suspended = sessions.suspended_staff(request.session, request.tenant) is not None
            return _detour(request, "unlock" if suspended else "sign_in", Stop.SIGNED_OUT)
        return view(request, *args, **kwargs)

    return guarded


def unlocked(view: View) -> View:
    """Send whoever has their key closed to the page that opens it, and back afterwards."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.staff.opened is None:
            return _detour(request, "unlock", Stop.LOCKED)
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def role(*roles: str) -> Callable[[View], View]:
    """Let only people with one of `roles` know that the page exists."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.staff.roles.intersection(roles):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return guard


def handling(view: View) -> View:
    """Only for people who may handle cases; for anybody else the page does not exist."""
    return role(*HANDLING_ROLES)(unlocked(view))


def way_back(request: Any, otherwise: str) -> str:
    """The address in `naar`, if it lies within this tenant's pages."""
    wanted = request.POST.get("naar") or request.GET.get("naar") or ""
    inside = wanted.startswith(f"/{request.tenant.slug}/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if inside else otherwise


def _detour(request: Any, name: str, why: Stop) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return stopped(request, why, address(request, name))
    return redirect(f"{address(request, name)}?{urlencode({'naar': request.get_full_path()})}")
