"""The questions: one thing a page, from the first button to the files. Every page can be sent again, from any tab."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError
from weerbaar.intake import actions, complaint_desks, queries, questions
from weerbaar.intake.drafts import Content
from weerbaar.intake.going_round import is_about_its_desk, is_of_inquiry
from weerbaar.intake.queries import Outside, ReaderChoice, ReaderView
from weerbaar.intake.questions import Page
from weerbaar.intake.rules import WAIT_SECONDS, WaitError
from weerbaar.organisation.models import Tenant
from weerbaar.web.design.fields import DayWidget
from weerbaar.web.reporter.forms import DeskForm, QuestionsForm, ReadersForm
from weerbaar.web.reporter.page import at, goes_to, in_the_other_language, language, not_readers, show
from weerbaar.web.reporter.visit import (
    Visit,
    forget_draft,
    from_elsewhere,
    held_draft,
    hold_draft,
    is_waiting,
    living_draft,
    no_draft,
    stand_at,
    stood_at,
    take_up,
    with_draft,
)

CHECK = "nakijken"
DESK = "meldpunt"
"""Under this name an address or a button says which desk was chosen, and under the next from whose page that was."""
_FROM_TOWN = "vanaf"
# The page of readers says in its form whom it showed: somebody who comes to the desk meanwhile was not agreed to.
_SHOWN = "getoond"
# The id of the form of questions: the buttons around it that go elsewhere take along what was typed.
_FORM = "vraag"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def begin(request: Visit) -> HttpResponse:
    """The first thing that leaves a cookie, and only when somebody presses the button.

    Without the usual check, since there is no session yet to keep its token in. What another site could do with it is
    refused: it gets the start page, and a draft that is there already is never replaced. Who had to wait comes back here
    by a link.
    """
    if from_elsewhere(request) or (request.method == "GET" and not is_waiting(request)):
        return redirect(at(request, "start"))
    named = _named(request)
    chosen = f"?{urlencode(named)}" if named else ""
    found = living_draft(request)
    if found is not None:
        return redirect(_where(request, found[1], named.get(DESK)) or at(request, "readers") + chosen)
    try:
        hold_draft(request)
    except WaitError:
        # Not 503: then the session would not be kept, which remembers since when this browser waits.
        on = at(request, "begin") + chosen
        return show(request, "busy", {"on": on, "seconds": WAIT_SECONDS}, status=429)
    return redirect(at(request, "readers") + chosen)


def _named(request: Visit) -> dict[str, str]:
    """Which desk was chosen before, and on whose page; empty when none was."""
    given = request.POST if request.method == "POST" else request.GET
    return {name: given[name] for name in (DESK, _FROM_TOWN) if given.get(name)} if given.get(DESK) else {}


def _where(request: Visit, content: Content, desk: str | None) -> str:
    """The page where somebody was with the report that this browser holds; empty when they see first who reads it.

    So does who chose another desk since.
    """
    if content.sent_at:
        return at(request, "receipt")
    is_there = content.chosen_readers and desk in (None, content.desk)
    return stood_at(request) if is_there else ""


@with_draft
def desk(request: Visit) -> HttpResponse:
    """Which desk, where there are more."""
    with tenant_scope(request.tenant.id):
        there = queries.desks()
        outside = [one for one in queries.desk_views() if one.link_id and one.takes_reports]
    form = DeskForm(
        there,
        outside,
        request.POST or None,
        initial=request.content.desk,
        is_advice=request.is_advice,
        is_complaint=questions.is_complaint(request.content.answers),
    )
    if request.method == "POST" and form.is_valid():
        link_id = form.outside()
        if link_id is not None:
            return redirect(at(request, "outside", link_id=link_id))
        return redirect(f"{at(request, 'readers')}?meldpunt={form.cleaned_data['desk']}{_and_back(request)}")
    return show(request, "desk", {"form": form, "back": at(request, "start")})


def outside(request: Visit, link_id: UUID) -> HttpResponse:
    """Before going to the desk of another party: where it leads, who reads there, and who does not."""
    with tenant_scope(request.tenant.id):
        found = queries.outside(link_id)
    if found is None:
        raise Http404
    context = {
        "desk": found.view,
        "partner": found.partner,
        **_way_to(request, found),
        "has_draft": held_draft(request) is not None,
        "back": at(request, "start"),
    }
    return show(request, "outside", context)


def _way_to(request: Visit, found: Outside) -> dict[str, str]:
    """How one gets to the desk of another. On the same host a button begins there, with that desk chosen."""
    there = address_of(request, found.partner)
    if not found.view.takes_reports:
        return {"there": there}
    if there.startswith("/"):
        begin = address_of(request, found.partner, "begin")
        return {"there": there, "begin": begin, "slug": found.slug, "named_as": DESK, "from_as": _FROM_TOWN}
    return {"there": f"{there}?{urlencode({DESK: found.slug})}" if there else ""}


def address_of(request: Visit, other: Tenant, name: str = "start") -> str:
    """The first page of another tenant. At an address on Tor that is only there if the other has one too; else empty."""
    path = reverse(f"{language(request)}:{name}", kwargs={"tenant": other.slug})
    if not request.over_tor:  # pyright: ignore[reportAttributeAccessIssue]
        return path
    own = request.tenant_on_tor  # pyright: ignore[reportAttributeAccessIssue]
    if own is None:
        return path
    return f"http://{other.onion}{path}" if other.onion else ""


@with_draft
def readers(request: Visit) -> HttpResponse:
    """Who will read it, before anything is typed; and who may not."""
    with tenant_scope(request.tenant.id):
        there = queries.desks()
        elsewhere = any(one.link_id and one.takes_reports for one in queries.desk_views())
        only = there[0].slug if len(there) == 1 and not elsewhere else ""
        named = request.GET.get(DESK) or request.content.desk or only
        towns = {one.slug: one for one in queries.shown_by()} if _FROM_TOWN in request.GET else {}
        choice = _readers_at(request, named, request.content) if named else None
        finds_desk = is_of_inquiry(request.content)
        if finds_desk:
            # Where nobody is left at any desk, the page of the last one says so.
            choice = complaint_desks.readers_at_some_desk(request.tenant.id, request.content) or choice
        outside = [one for one in queries.desk_views() if one.link_id and one.takes_reports]
    if choice is None:
        return _without_desk(request, there_are_some=bool(there or elsewhere))
    more_desks = not finds_desk and (len(there) > 1 or elsewhere)
    town = towns.get(request.GET.get(_FROM_TOWN, ""))
    form = ReadersForm(choice, request.POST if request.method == "POST" else None, content=request.content)
    shown = set(request.POST.getlist(_SHOWN))
    context: dict[str, Any] = {
        "form": form,
        "choice": choice,
        **_who_reads(choice, request.content),
        "more_desks": more_desks,
        "has_earlier": bool(request.content.earlier),
        "is_of_handling": questions.is_of_handling(request.content.answers),
        "is_about_its_desk": is_about_its_desk(request.content),
        "is_of_inquiry": finds_desk,
        "by_guest": request.content.by_guest,
        # Skipped is answered too: it is said only to whom the question still comes.
        "asks_by_whom": questions.WHO_SUBJECT.name not in request.content.answers
        and not _from_check(request),
        "was_kept_out": bool(request.content.carried),
        "outside": outside,
        "back": (town and address_of(request, town)) or at(request, _before_readers(request, more_desks)),
        "back_to": town.name if town else "",
        "shown_as": _SHOWN,
        "changed": _changed(request.content, choice),
        "doubt_place": f"#{form.questions_back[0].auto_id}_0" if choice.asked else "",
    }
    if request.method == "POST" and form.is_valid():
        struck = form.kept_out()
        # Kept also when nobody is left: or a report sent after it would go to whom the reporter struck out.
        content = actions.choose(
            request.draft,
            desk=choice.desk.slug,
            struck=struck,
            about_whom=form.about_whom(),
            shown=shown,
        )
        if not {str(one.person_id) for one in choice.all} <= shown:
            return show(request, "readers", context | {"changed": True})
        left = _chosen(request, content)
        if not left or not left.chosen:
            if finds_desk and _is_read_elsewhere(request, content):
                return redirect(at(request, "readers"))
            return show(request, "readers", context | {"nobody_left": True})
        goes_on = request.content.chosen_readers and not _from_check(request)
        return redirect((goes_on and stood_at(request)) or _next_url(request, None, request.content))
    if not choice.chosen:
        context["nobody_left"] = True
    return show(request, "readers", context)


def _who_reads(choice: ReaderChoice, content: Content) -> dict[str, list[ReaderView]]:
    """Who will read as it stands now, a reserve among them when one is needed; and who is in reserve still.

    Whoever was struck is in reserve for nothing.
    """
    will = {one.person_id for one in choice.chosen}
    out = {one.person_id for one in _struck(content, choice)}
    return {
        "members": list(choice.chosen),
        "reserves": [one for one in choice.all if one.is_reserve and one.person_id not in will | out],
    }


def no_desk(request: Visit) -> HttpResponse:
    """Nothing is open: since when, from when, where else, and where to come back with the eight words."""
    return show(request, "no_desk", desks_around(request))


def desks_around(request: Visit) -> dict[str, Any]:
    """What the pages say of the desks of a municipality, and of who shows them elsewhere."""
    with tenant_scope(request.tenant.id):
        views, towns = queries.desk_views(), queries.shown_by()
    return {
        "desks": views,
        "nothing_open": not any(one.takes_reports for one in views),
        # One standing desk that is open is what everybody expects: then there is nothing to choose and nothing to say.
        "tells_desks": len(views) > 1 or any(one.closes_on or one.opens_on for one in views),
        "elsewhere": [{"name": one.name, "url": url} for one in towns if (url := address_of(request, one))],
    }


def _changed(content: Content, choice: ReaderChoice) -> bool:
    """Whether somebody would read whom the reporter did not see when they chose at this desk."""
    now = {str(one.person_id) for one in choice.chosen}
    return content.desk == choice.desk.slug and content.chosen_readers and not now <= set(content.agreed)


def _without_desk(request: Visit, *, there_are_some: bool) -> HttpResponse:
    """Where somebody goes as long as no desk was chosen; for whoever is accused none was found."""
    if is_of_inquiry(request.content):
        return redirect(at(request, "complain_of_inquiry"))
    return redirect(at(request, "desk")) if there_are_some else no_desk(request)


def _before_readers(request: Visit, more_desks: bool) -> str:
    """The page from which one comes to who reads it."""
    if is_of_inquiry(request.content):
        return "complain_of_inquiry"
    return "desk" if more_desks else "start"


def _is_read_elsewhere(request: Visit, content: Content) -> bool:
    """Whether a complaint that nobody of this desk reads any more is read at another."""
    with tenant_scope(request.tenant.id):
        return complaint_desks.readers_at_some_desk(request.tenant.id, content) is not None


def _chosen(request: Visit, content: Content) -> ReaderChoice | None:
    with tenant_scope(request.tenant.id):
        return _readers_at(request, content.desk, content)


def _readers_at(request: Visit, desk_slug: str, content: Content) -> ReaderChoice | None:
    struck = {UUID(one) for one in content.struck}
    return queries.readers(request.tenant.id, desk_slug, struck, content=content)


def strip(request: Visit, content: Content | None) -> dict[str, Any]:
    """What "Wie leest dit?" says beside every question: those of the agreed who still read, for nobody else will."""
    if content is None or not content.chosen_readers:
        return {
            "chosen": (),
            "openness": "",
            "changed": False,
            "asked": False,
            "kept_out": "",
            **_vanished(content, None),
        }
    found = _chosen(request, content)
    return {
        "asked": bool(found and (found.asked or found.asked_of_office)),
        "chosen": [one for one in found.chosen if str(one.person_id) in content.agreed] if found else (),
        "openness": content.answers.get("openness", ""),
        "changed": found is not None and _changed(content, found),
        "kept_out": not_readers(content.about_roles, _struck(content, found)),
        **_vanished(content, found),
    }


def _vanished(content: Content | None, found: ReaderChoice | None) -> dict[str, list[ReaderView]]:
    """Who was shown as a reader, or in reserve, and is none any more: who is asked about, and who went for good.

    Of the first it is said until the reporter answers. Both stand at the desk that was chosen, whose page names them all:
    a name that is typed tells nobody who else works here.
    """
    if content is None or found is None:
        return {"in_doubt": [], "gone": []}
    asked = list(found.asked)
    gone = [one for one in found.gone_round if str(one.person_id) in content.seen and one not in asked]
    return {"in_doubt": asked, "gone": gone}


def _struck(content: Content, choice: ReaderChoice | None) -> list[ReaderView]:
    there = choice.can_be_struck if choice else ()
    return [one for one in there if str(one.person_id) in content.struck]


def question(request: Visit, page: str) -> HttpResponse:
    """One page of questions. What is typed on it when the draft is gone comes back under a new one."""
    asked = page_of(request, page)
    if asked is None:
        raise Http404
    found = living_draft(request)
    if found is None and request.method == "POST":
        if held_draft(request) is not None:
            return show_again(request, asked)
        # Its token was right, so it came from a page of ours that showed what was typed: now a draft is begun.
        try:
            hold_draft(request)
        except WaitError:
            return show_again(request, asked, busy=True)
        found = living_draft(request)
    if found is None:
        return no_draft(request)
    take_up(request, found)
    if request.content.sent_at:
        return redirect(at(request, "receipt"))
    asked = questions.page(page, request.content.answers) or asked
    return _answered(request, asked) if request.method == "POST" else _asked(request, asked)


def page_of(request: Visit, slug: str) -> Page | None:
    """The page of questions with this address. A desk's own page is made of its draft, or else of what was sent."""
    if slug != questions.OWN_SLUG:
        return questions.page(slug)
    found = living_draft(request)
    if found is not None:
        return questions.page(slug, found[1].answers)
    names = {name for name in request.POST if questions.is_own(name)}
    with tenant_scope(request.tenant.id):
        asked = queries.own_questions(names)
    return questions.own_page(asked) if asked else None


def _asked(request: Visit, asked: Page) -> HttpResponse:
    content = request.content
    if not content.chosen_readers:
        return redirect(at(request, "readers"))
    if not questions.is_asked(asked, content.answers):
        return redirect(_next_url(request, asked, content))
    stand_at(request, request.path + (f"?van={CHECK}" if _from_check(request) else ""))
    form = QuestionsForm(asked, answers=content.answers, kinds=_kinds(request, content))
    return show_question(request, asked, form, content)


def _answered(request: Visit, asked: Page) -> HttpResponse:
    content = request.content
    form = QuestionsForm(asked, request.POST, kinds=_kinds(request, content))
    aside = _aside_url(request, asked, content)
    skips = "sla-over" in request.POST and asked.is_optional
    if skips:
        given: dict[str, Any] = {one.name: "" for one in asked.questions}
    elif form.is_valid() or (aside and form.is_only_unfinished()):
        given = form.answers()
        if asked.missing and not aside and not any(given.values()):
            form.add_error(asked.questions[0].name, gettext(asked.missing))
            return show_question(request, asked, form, content)
    else:
        return show_question(request, asked, form, content)
    try:
        content = actions.answer(request.draft, questions.settled(dict(content.answers) | given))
    except GoneError:
        return show_again(request, asked)
    if aside:
        return redirect(aside)
    following = _next_url(request, asked, content)
    stand_at(request, following)
    if questions.KIND in asked.questions and _must_look(request, content):
        # What it is about says who reads it: at once, and not when everything has been typed.
        return redirect(at(request, "readers") + (f"?van={CHECK}" if _from_check(request) else ""))
    return redirect(following)


def _must_look(request: Visit, content: Content) -> bool:
    """Whether the reporter has to see who reads it now: somebody whom they did not see, or nobody at all."""
    choice = _chosen(request, content)
    return choice is not None and (not choice.chosen or _changed(content, choice))


def _aside_url(request: Visit, asked: Page, content: Content) -> str:
    """Where a button leads that leaves the page without finishing it; empty for the one that goes on."""
    return goes_to(
        request,
        terug=_back_url(request, asked, content),
        lezers=at(request, "readers"),
        taal=in_the_other_language(request) + (f"?van={CHECK}" if _from_check(request) else ""),
    )


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
    following = _first(content) if asked is None else questions.after(asked, content.answers)
    return at(request, "question", page=following.slug) if following else at(request, "files")


def _first(content: Content) -> Page | None:
    there = questions.pages(content.answers)
    return next((one for one in there if questions.is_asked(one, content.answers)), None)


def _back_url(request: Visit, asked: Page, content: Content | None) -> str:
    if _from_check(request):
        return at(request, "check")
    earlier = questions.before(asked, content.answers if content else {})
    return at(request, "question", page=earlier.slug) if earlier else at(request, "readers")


def show_question(
    request: Visit,
    asked: Page,
    form: QuestionsForm,
    content: Content | None,
    *,
    too_late: bool = False,
    busy: bool = False,
) -> HttpResponse:
    """A page of questions, with what was typed in it."""
    answers = content.answers if content else {}
    return show(
        request,
        "question",
        {
            "form": form,
            "page": asked,
            "takes_along": _FORM,
            "alone": not asked.heading,
            "reads": strip(request, content),
            "back": _back_url(request, asked, content),
            "too_late": too_late,
            "busy": busy,
            "is_conduct": answers.get("kind") == "conduct",
            "from_check": _from_check(request),
        },
    )


def show_again(request: Visit, asked: Page, *, busy: bool = False) -> HttpResponse:
    """The draft ran out, or the cookie did, or it is busy: on the page stands what was typed, to be sent once more.

    No draft is begun here: a form without a token of ours would make drafts past the pace that `begin` keeps.
    """
    found = living_draft(request)
    if found is None and held_draft(request) is not None:
        forget_draft(request)
    form = QuestionsForm(asked, answers=_typed(request, asked))
    return show_question(request, asked, form, found[1] if found else None, too_late=not busy, busy=busy)


def _typed(request: Visit, asked: Page) -> dict[str, Any]:
    typed: dict[str, Any] = {one.name: request.POST.get(one.name, "") for one in asked.questions}
    if "when_day" in typed:
        typed["when_day"] = [request.POST.get(f"when_day_{part}", "") for part in DayWidget.parts]
    return typed
