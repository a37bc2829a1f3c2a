"""The pages that anybody may see: no session, no cookie, no names of staff."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from weerbaar.database.scope import tenant_scope
from weerbaar.intake import queries
from weerbaar.intake.doors import who_can_help
from weerbaar.organisation.models import Tenant
from weerbaar.organisation.queries import tenants
from weerbaar.web.reporter.onion import onion_of
from weerbaar.web.reporter.page import language, show
from weerbaar.web.reporter.visit import Visit, living_draft, take_up
from weerbaar.web.reporter.wizard import DESK, desks_around


def municipalities(request: HttpRequest) -> HttpResponse:
    """Which municipalities take reports here. Where there is one, this is its page; so on Tor, at its own address."""
    own = request.tenant_on_tor  # pyright: ignore[reportAttributeAccessIssue]
    there = [
        {"name": one.name, "url": reverse(f"{language(request)}:start", kwargs={"tenant": one.slug})}
        for one in ([own] if own else _municipalities())
    ]
    return redirect(there[0]["url"]) if len(there) == 1 else show(request, "municipalities", {"there": there})


def _municipalities() -> list[Tenant]:
    """Without the parties that run a desk for others, unless there is nothing else: their desk is found where it belongs."""
    there = tenants()
    return [one for one in there if not one.is_party] or there


def start(request: Visit) -> HttpResponse:
    """The first page of a municipality. With a report in this browser its button says so; without one nothing is kept."""
    # Without a cookie there is nothing to look up, and nothing that this page could set.
    found = living_draft(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if found:
        take_up(request, found)
    state = "" if found is None else "sent" if found[1].sent_at else "open"
    with tenant_scope(request.tenant.id):
        named = queries.open_desk(request.GET.get(DESK, ""))
    context = {"draft": state, "named": named.slug if named else "", "named_as": DESK}
    return show(request, "start", context | desks_around(request))


def help_page(request: Visit) -> HttpResponse:
    """Who can help (R8), here and outside: made from the doors of the organisation and the desks that there are."""
    return show(request, "help", {"helps": who_can_help(request.tenant, language(request))})


def safe(request: Visit) -> HttpResponse:
    """How to stay safe."""
    on_tor = request.over_tor  # pyright: ignore[reportAttributeAccessIssue]
    onion = request.get_host() if on_tor else onion_of(request.tenant)
    return show(request, "safe", {"onion": onion, "over_tor": on_tor})


def accessibility(request: Visit) -> HttpResponse:
    """What is known of the accessibility of these pages, and what is not."""
    return show(request, "accessibility")
