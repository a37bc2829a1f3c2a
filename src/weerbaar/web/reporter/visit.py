"""What the session holds of a visit: the key of a draft, or the key of a reporter who came back. Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.ground.errors import GoneError
from weerbaar.intake import actions, queries, questions
from weerbaar.intake.drafts import Content, DraftRef
from weerbaar.intake.guests import GuestRef
from weerbaar.intake.reporters import ReporterRef, mark_of_now, mark_of_words
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.web.reporter.page import at, language, show

_WAITS = "waits"
_ASIDE = "aside"
_PLACE = "place"
_WORDS = "words_mark"
IDLE = timedelta(minutes=30)
"""How long the page of a report that was sent stays open without a click."""

View = Callable[..., HttpResponse]


class Visit(HttpRequest):
    """A request as the middleware and the gates below leave it to a view."""

    tenant: Any
    draft: DraftRef
    content: Content
    reporter: ReporterRef
    guest: GuestRef
    visitor: ReporterRef | GuestRef
    """The reporter or the guest: who came back with words."""
    is_complaint: bool
    is_advice: bool


def held_draft(request: Visit) -> DraftRef | None:
    """The draft of this browser at this municipality."""
    return next((one for one in held_drafts(request) if one.tenant_id == request.tenant.id), None)


def held_drafts(request: HttpRequest) -> list[DraftRef]:
    """Every draft of this browser: who goes on to the desk of another party keeps what they began here."""
    held = [request.session.get("draft"), *request.session.get(_ASIDE, [])]
    return [DraftRef.from_session(one) for one in held if one]


def _put_aside(request: Visit, but: UUID) -> None:
    """Keep the drafts at other tenants apart from the one that is being written."""
    others = [one.to_session() for one in held_drafts(request) if one.tenant_id != but]
    request.session.pop("draft", None)
    request.session.pop(_ASIDE, None)
    if others:
        request.session[_ASIDE] = others


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site sent this request. Nothing that this browser holds may be made, replaced or lost by it.

    Such a form comes without our cookie, and an answer that sets a new one would take the place of the draft's. A
    browser from before Sec-Fetch-Site says where a form comes from, and not where a link does.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"{request.scheme}://{request.get_host()}"


def hold_draft(request: Visit) -> DraftRef:
    """Start a draft and give this browser its key. Raises WaitError when it is busy: once per wait the next try is let in."""
    session: Any = request.session
    since = session.take(_WAITS) if is_waiting(request) else None
    waited = since is not None and now() - datetime.fromisoformat(since) >= timedelta(seconds=WAIT_SECONDS)
    try:
        ref = actions.start(request.tenant.id, language(request), waited=waited)
    except WaitError:
        session[_WAITS] = since or now().isoformat()
        raise
    request.session.cycle_key()
    _put_aside(request, but=request.tenant.id)
    request.session["draft"] = ref.to_session()
    request.session.pop(_PLACE, None)
    return ref


def let_go(request: Visit) -> None:
    """Keep nothing in this browser but what was begun at another organisation and not sent."""
    others = [one.to_session() for one in held_drafts(request) if one.tenant_id != request.tenant.id]
    request.session.flush()
    if others:
        request.session[_ASIDE] = others


def stand_at(request: Visit, url: str) -> None:
    """Remember that the reporter is at this page of the questions: the address below the first page of the municipality.

    In the session, which is sealed under the cookie: how far somebody came with a report is nobody's business.
    """
    place = url.removeprefix(at(request, "start"))
    if request.session.get(_PLACE) != place:
        request.session[_PLACE] = place


def stood_at(request: Visit) -> str:
    """The page of the questions where the reporter was, in the language of this page; empty before the first."""
    place = request.session.get(_PLACE, "")
    return f"{at(request, 'start')}{place}" if place else ""


def is_waiting(request: Visit) -> bool:
    """Whether this browser was asked to wait before it may start a draft."""
    return _WAITS in request.session


def forget_draft(request: Visit) -> None:
    """Let go of the key of a draft that is no longer there."""
    _put_aside(request, but=request.tenant.id)


def opened(ref: DraftRef) -> Content:
    """What the draft holds. Raises GoneError."""
    with tenant_scope(ref.tenant_id):
        return queries.draft(ref)


def living_draft(request: Visit) -> tuple[DraftRef, Content] | None:
    """The draft and what it holds, or None when there is none or it ran out."""
    ref = held_draft(request)
    if ref is None:
        return None
    try:
        return ref, opened(ref)
    except GoneError:
        return None


def take_up(request: Visit, found: tuple[DraftRef, Content]) -> None:
    """Let the views and the frame of the page know which draft this is about."""
    request.draft, request.content = found
    request.is_complaint = questions.is_complaint(request.content.answers)
    request.is_advice = questions.is_advice(request.content.answers)


def with_draft(view: View) -> View:
    """Only with a draft that is not sent. One that is sent goes to its receipt, whatever was asked."""

    @wraps(view)
    def gate(request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        found = living_draft(request)
        if found is None:
            return no_draft(request)
        take_up(request, found)
        if request.content.sent_at:
            return redirect(at(request, "receipt"))
        return view(request, *args, **kwargs)

    return gate


def no_draft(request: Visit) -> HttpResponse:
    """There is nothing to go on with: where to begin, and where to come back."""
    return show(request, "gone", status=410)


def held_reporter(request: Visit) -> ReporterRef | None:
    """The reporter who came back in this browser, unless it is long ago."""
    held = _held(request, "reporter")
    ref = ReporterRef.from_session(held) if held else None
    return ref if ref and ref.tenant_id == request.tenant.id else None


def held_guest(request: Visit) -> GuestRef | None:
    """The same for a guest."""
    held = _held(request, "guest")
    ref = GuestRef.from_session(held) if held else None
    return ref if ref and ref.tenant_id == request.tenant.id else None


def _held(request: Visit, who: str) -> dict[str, str] | None:
    held, until = request.session.get(who), request.session.get("reporter_until", "")
    return held if held and datetime.fromisoformat(until) >= now() else None


def came_with(request: Visit) -> str:
    """The mark of the words with which this browser came back; empty when it did not."""
    return request.session.get(_WORDS, "")


def came_with_words_of_now(request: Visit, ref: ReporterRef | GuestRef) -> bool:
    """Whether the words with which this browser came back are those that count now: the reporter may have taken others."""
    with tenant_scope(ref.tenant_id):
        return came_with(request) == mark_of_now(ref.tenant_id, ref.alias)


def hold_visitor(request: Visit, ref: ReporterRef | GuestRef, words: Sequence[str]) -> None:
    """Let this browser in, for as long as it is used: as whoever these words were of, and as nobody else."""
    request.session.cycle_key()
    for who in ("reporter", "guest"):
        request.session.pop(who, None)
    request.session["reporter" if isinstance(ref, ReporterRef) else "guest"] = ref.to_session()
    request.session[_WORDS] = mark_of_words(ref.tenant_id, words)
    stay(request)


def stay(request: Visit) -> None:
    """Start the time of doing nothing again."""
    request.session["reporter_until"] = (now() + IDLE).isoformat()
