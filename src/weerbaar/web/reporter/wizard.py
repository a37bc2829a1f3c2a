"""The questions: one thing a page, from the first button to the files. Every page can be sent again, from any tab."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError
from weerbaar.intake import actions, queries, questions
from weerbaar.intake.drafts import Content
from weerbaar.intake.queries import ReaderChoice
from weerbaar.intake.questions import Page
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.web.design.fields import DayWidget
from weerbaar.web.reporter.forms import DeskForm, QuestionsForm, ReadersForm
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.visit import Visit, hold_draft, living_draft, no_draft, with_draft

CHECK = "nakijken"
_WAITED = signing.TimestampSigner(salt="weerbaar.web.reporter.waited")
_WAITED_AT_MOST = 600


@csrf_exempt
@require_http_methods(["GET", "POST"])
def begin(request: Visit) -> HttpResponse:
    """The first thing that leaves a cookie, and only when somebody presses the button.

    Without the usual check, since there is no session yet to keep its token in. What another site could do with it is
    refused: it gets the start page, and a draft that is there already is never replaced.
    """
    if request.method == "GET":
        return _after_waiting(request)
    origin = request.headers.get("Origin")
    if origin and origin != f"{request.scheme}://{request.get_host()}":
        return redirect(at(request, "start"))
    return _begin(request, waited=False)


def _after_waiting(request: Visit) -> HttpResponse:
    try:
        _WAITED.unsign(request.GET.get("na", ""), max_age=_WAITED_AT_MOST)
    except signing.BadSignature:
        return redirect(at(request, "start"))
    return _begin(request, waited=True)


def _begin(request: Visit, *, waited: bool) -> HttpResponse:
    if living_draft(request) is None:
        try:
            hold_draft(request, waited=waited)
        except WaitError:
            on = f"{at(request, 'begin')}?na={_WAITED.sign(request.tenant.slug)}"
            return show(request, "busy", {"on": on, "seconds": WAIT_SECONDS}, status=503)
    return redirect(at(request, "readers"))


@with_draft
def desk(request: Visit) -> HttpResponse:
    """Which desk, where there are more."""
    with tenant_scope(request.tenant.id):
        there = queries.desks()
    form = DeskForm(there, request.POST or None, initial=request.content.desk)
    if request.method == "POST" and form.is_valid():
        return redirect(f"{at(request, 'readers')}?meldpunt={form.cleaned_data['desk']}{_and_back(request)}")
    return show(request, "desk", {"form": form, "back": at(request, "start")})


@with_draft
def readers(request: Visit) -> HttpResponse:
    """Who will read it, before anything is typed; and who may not."""
    with tenant_scope(request.tenant.id):
        there = queries.desks()
        named = (
            request.GET.get("meldpunt") or request.content.desk or (there[0].slug if len(there) == 1 else "")
        )
        choice = queries.readers(request.tenant.id, named, ()) if named else None
    if choice is None:
        return redirect(at(request, "desk")) if there else show(request, "no_desk")
    # Another desk has other people: what was struck at the first says nothing about them.
    before = request.content.struck if request.content.desk == choice.desk.slug else ()
    form = ReadersForm(choice, request.POST if request.method == "POST" else None, struck=before)
    context: dict[str, Any] = {
        "form": form,
        "choice": choice,
        "members": [one for one in choice.all if not one.is_reserve],
        "reserves": [one for one in choice.all if one.is_reserve],
        "more_desks": len(there) > 1,
        "back": at(request, "desk" if len(there) > 1 else "start"),
    }
    if request.method == "POST" and form.is_valid():
        struck = form.kept_out()
        # Kept also when nobody is left: or a report sent after it would go to whom the reporter struck out.
        actions.choose(request.draft, desk=choice.desk.slug, struck=struck)
        left = _chosen(request, choice.desk.slug, struck)
        if not left or not left.chosen:
            return show(request, "readers", context | {"nobody_left": True})
        return redirect(_next_url(request, None, request.content))
    if not context["members"] and not context["reserves"]:
        context["nobody_left"] = True
    return show(request, "readers", context)


def _chosen(request: Visit, desk_slug: str, struck: tuple[str, ...]) -> ReaderChoice | None:
    with tenant_scope(request.tenant.id):
        return queries.readers(request.tenant.id, desk_slug, {UUID(one) for one in struck})


def strip(request: Visit, content: Content | None) -> dict[str, Any]:
    """What "Wie leest dit?" says beside every question."""
    if content is None or not content.chosen_readers:
        return {"chosen": (), "openness": ""}
    found = _chosen(request, content.desk, content.struck)
    return {"chosen": found.chosen if found else (), "openness": content.answers.get("openness", "")}


def question(request: Visit, page: str) -> HttpResponse:
    """One page of questions. What is typed on it when the draft is gone comes back under a new one."""
    asked = questions.page(page)
    if asked is None:
        raise Http404
    found = living_draft(request)
    if found is None:
        return start_again(request, asked) if request.method == "POST" else no_draft(request)
    request.draft, request.content = found
    if request.content.sent_at:
        return redirect(at(request, "receipt"))
    return _answered(request, asked) if request.method == "POST" else _asked(request, asked)


def _asked(request: Visit, asked: Page) -> HttpResponse:
    content = request.content
    if not content.chosen_readers:
        return redirect(at(request, "readers"))
    if not questions.is_asked(asked, content.answers):
        return redirect(_next_url(request, asked, content))
    form = QuestionsForm(asked, answers=content.answers, kinds=_kinds(request, content))
    return show_question(request, asked, form, content)


def _answered(request: Visit, asked: Page) -> HttpResponse:
    content = request.content
    form = QuestionsForm(asked, request.POST, kinds=_kinds(request, content))
    skips = "sla-over" in request.POST and asked.is_optional
    if not form.is_valid() and not skips:
        return show_question(request, asked, form, content)
    try:
        answers = questions.settled(dict(content.answers) | form.answers())
        content = actions.answer(request.draft, answers)
    except GoneError:
        return start_again(request, asked)
    return redirect(_next_url(request, asked, content))


def _kinds(request: Visit, content: Content) -> list[str] | None:
    if not content.desk:
        return None
    with tenant_scope(request.tenant.id):
        desk_of = next((one for one in queries.desks() if one.slug == content.desk), None)
    return list(desk_of.kinds) if desk_of else None


def _from_check(request: Visit) -> bool:
    return request.GET.get("van") == CHECK


def _and_back(request: Visit) -> str:
    return f"&van={CHECK}" if _from_check(request) else ""


def _next_url(request: Visit, asked: Page | None, content: Content) -> str:
    """The next page; whoever came from checking the answers goes back there, past what is newly asked."""
    if asked is not None and _from_check(request):
        opens = questions.after(asked, content.answers)
        if not (asked.slug == "je-naam" and opens and opens.slug == "bereikbaar"):
            return at(request, "check")
        return f"{at(request, 'question', page=opens.slug)}?van={CHECK}"
    if asked is None and _from_check(request):
        return at(request, "check")
    following = questions.PAGES[0] if asked is None else questions.after(asked, content.answers)
    return at(request, "question", page=following.slug) if following else at(request, "files")


def _back_url(request: Visit, asked: Page, content: Content | None) -> str:
    if _from_check(request):
        return at(request, "check")
    earlier = questions.before(asked, content.answers if content else {})
    return at(request, "question", page=earlier.slug) if earlier else at(request, "readers")


def show_question(
    request: Visit, asked: Page, form: QuestionsForm, content: Content | None, *, too_late: bool = False
) -> HttpResponse:
    """A page of questions, with what was typed in it."""
    answers = content.answers if content else {}
    return show(
        request,
        "question",
        {
            "form": form,
            "page": asked,
            "alone": not asked.heading,
            "reads": strip(request, content),
            "back": _back_url(request, asked, content),
            "too_late": too_late,
            "is_conduct": answers.get("kind") == "conduct",
            "from_check": _from_check(request),
        },
    )


def start_again(request: Visit, asked: Page) -> HttpResponse:
    """The draft ran out, or the cookie did: a new one, and on the page stands what was typed on it."""
    found = living_draft(request)
    if found is None:
        hold_draft(request, waited=True)
        content = None
    else:
        content = found[1]
    form = QuestionsForm(asked, answers=_typed(request, asked))
    return show_question(request, asked, form, content, too_late=True)


def _typed(request: Visit, asked: Page) -> dict[str, Any]:
    typed: dict[str, Any] = {one.name: request.POST.get(one.name, "") for one in asked.questions}
    if "when_day" in typed:
        typed["when_day"] = [request.POST.get(f"when_day_{part}", "") for part in DayWidget.parts]
    return typed
