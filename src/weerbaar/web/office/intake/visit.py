"""What the session of somebody in the office holds of what they enter: the key of a draft, sealed under the cookie."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, NotAllowedError
from weerbaar.intake import entering, questions
from weerbaar.intake.drafts import DraftRef
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from weerbaar.intake.drafts import Content

    View = Callable[..., HttpResponse]

_ENTRY = "draft"
"""The same name as on the reporter's side: whoever holds a draft may add files to it."""


def receives(view: View) -> View:
    """For who enters what comes in: somebody of a desk, the mayor, the registrar. For anybody else there is no page."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        with tenant_scope(request.tenant.id):
            enters = entering.enters(request.staff)
        if not enters:
            raise Http404
        return view(request, *args, **kwargs)

    return unlocked(guarded)


def begins(view: View) -> View:
    """Begin something new, but never over eight words that nobody has yet: then to those words, with a sentence."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if take_up(request) and request.content.sent_at:
            tell(request, _("Geef eerst de acht woorden door van wat je net invoerde."))
            return redirect(address(request, "intake_receipt"))
        return view(request, *args, **kwargs)

    return receives(guarded)


def hold(request: Any, ref: DraftRef) -> None:
    """Let this browser hold what is being entered."""
    request.session[_ENTRY] = ref.to_session()


def let_go(request: Any) -> None:
    """Hold it no more."""
    request.session.pop(_ENTRY, None)


def held(request: Any) -> DraftRef | None:
    """What this browser holds of this tenant, or None."""
    kept = request.session.get(_ENTRY)
    ref = DraftRef.from_session(kept) if kept else None
    return ref if ref is not None and ref.tenant_id == request.tenant.id else None


def with_entry(view: View) -> View:
    """Only with something that is being entered: `request.entry` and what it holds. What was sent goes to its words."""

    @wraps(view)
    def gate(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not take_up(request):
            return nothing_here(request)
        if request.content.sent_at:
            return redirect(address(request, "intake_receipt"))
        return view(request, *args, **kwargs)

    return receives(gate)


def take_up(request: Any) -> bool:
    """Let the views know what is being entered. Whether there is anything."""
    ref = held(request)
    if ref is None:
        return False
    try:
        request.entry, request.content = ref, entering.opened(request.staff, ref)
    except (GoneError, NotAllowedError):
        let_go(request)
        return False
    return True


def nothing_here(request: Any) -> HttpResponse:
    """There is nothing to go on with: it was thrown away, or it lay for a day."""
    tell(request, _("Er is niets meer om in te voeren. Begin opnieuw."))
    return redirect(address(request, "intake"))


def called(content: Content) -> str:
    """What is entered, in one word that "de" and "haar" go with, in the language of the page."""
    if questions.is_advice(content.answers):
        return _("vraag")
    return _("klacht") if questions.is_complaint(content.answers) else _("melding")


def sent(request: Any) -> Any:
    """What was sent, or None: a form in which nothing is chosen is sent as well."""
    return request.POST if request.method == "POST" else None
