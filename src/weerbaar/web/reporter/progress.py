"""The page of a report that was sent: where it is, what was said, and what can still be done."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import AMSTERDAM, today
from weerbaar.ground.errors import GoneError, WeerbaarError
from weerbaar.intake import actions, queries, questions
from weerbaar.intake.queries import Progress, ReaderView, Said, TermView
from weerbaar.web.design.dates import full_day, number_word, short_day
from weerbaar.web.reporter.check import told
from weerbaar.web.reporter.coming_back import TYPED, with_reporter
from weerbaar.web.reporter.forms import AddressForm, IdentityForm, MessageForm, RatingForm
from weerbaar.web.reporter.page import at, language, sentence, show
from weerbaar.web.reporter.visit import Visit

_Form = TypeVar("_Form", bound=forms.Form)

_STEPS = (
    ("received", _("Binnen")),
    ("acknowledged", _("Gelezen en bevestigd")),
    ("answered", _("Antwoord aan jou")),
    ("closed", _("Afgesloten")),
)
_HEADINGS = {
    "received": _("Je melding is binnen"),
    "acknowledged": _("Je melding wordt bekeken"),
    "answered": _("Er is een antwoord voor je"),
    "closed": _("Je melding is afgesloten"),
}


@with_reporter
def overview(request: Visit) -> HttpResponse:
    """Everything of one's own report, on one page."""
    if request.method != "POST":
        return _show_progress(request, MessageForm(initial={"body": request.session.pop(TYPED, "")}))
    form = MessageForm(request.POST)
    if form.is_valid() and _done(
        form, lambda: actions.write(request.reporter, body=form.cleaned_data["body"])
    ):
        return redirect(f"{at(request, 'progress')}#gesprek")
    return _show_progress(request, form)


def _done(form: forms.Form, verb: Callable[[], None]) -> bool:
    """Run a verb; put what it refuses at its field. Whether it was done."""
    try:
        verb()
    except GoneError:
        raise
    except WeerbaarError as error:
        form.add_error(error.field if error.field in form.fields else None, sentence(error))
        return False
    return True


def _show_progress(request: Visit, form: MessageForm) -> HttpResponse:
    found = _progress(request)
    if found.new_count:
        actions.look(request.reporter)
    return show(
        request,
        "progress",
        {
            "found": found,
            "form": form,
            "heading": gettext(_HEADINGS[found.stage]),
            "news": _news(found),
            "line": _line(found),
            "term": _running(found),
            "first_answer": _kept_the_first(found),
            "talk": [_row(one) for one in found.talk],
            "feedback": [one for one in found.talk if one.kind == "feedback"],
            "readers": _readers(found.readers),
            "report": _reported(found),
        },
    )


def _news(found: Progress) -> str:
    if not found.new_count:
        return gettext("Er is sinds je vorige bezoek niets nieuws. Je hoeft niets te doen.")
    many = ngettext(
        "Er is sinds je vorige bezoek één ding nieuw.", "Er zijn sinds je vorige bezoek %(many)s dingen nieuw.",
        found.new_count,
    )  # fmt: skip
    return many % {"many": number_word(found.new_count)}


def _line(found: Progress) -> list[dict[str, str]]:
    """The stations. The one after the last that was reached is what runs now; when all are reached nothing does."""
    moments = (found.received_at, found.acknowledged_at, found.answered_at, found.closed_at)
    due = {term.name: term.due_on for term in found.terms}
    expected = {"acknowledged": due.get("acknowledge"), "answered": due.get("feedback")}
    running = next((number for number, moment in enumerate(moments) if moment is None), len(moments))
    steps = []
    for number, ((key, name), moment) in enumerate(zip(_STEPS, moments, strict=True)):
        state = "done" if number < running else "now" if number == running else "next"
        note = short_day(moment, today()) if moment else ""
        if not moment and (day := expected.get(key)):
            note = gettext("Uiterlijk %(day)s") % {"day": short_day(day, today())}
        steps.append({"name": gettext(name), "state": state, "note": note})
    return steps


_PROMISES = {
    "acknowledge": _("Je krijgt een eerste bericht, uiterlijk %(day)s"),
    "feedback": _("Je krijgt antwoord, uiterlijk %(day)s"),
    "reply": _("Je krijgt antwoord op je vraag, uiterlijk %(day)s"),
}
_LATE = {
    "acknowledge": _("Je had een eerste bericht moeten krijgen, uiterlijk %(day)s"),
    "feedback": _("Je had antwoord moeten krijgen, uiterlijk %(day)s"),
    "reply": _("Je had antwoord op je vraag moeten krijgen, uiterlijk %(day)s"),
}


def _running(found: Progress) -> dict[str, Any] | None:
    """The term that ends first of those that run; one that is late says so."""
    open_terms = [term for term in found.terms if term.met_at is None]
    if not open_terms or found.stage == "closed":
        return None
    term: TermView = min(open_terms, key=lambda one: one.due_on)
    late = term.due_on < today()
    words = (_LATE if late else _PROMISES).get(term.name, _PROMISES["feedback"])
    length = max(1, (term.due_on - term.starts_on).days)
    gone = round(100 * (today() - term.starts_on).days / length)
    return {
        "title": gettext(words) % {"day": full_day(term.due_on)},
        "gone": max(0, min(100, gone)),
        "late": late,
        "due": term.due_on,
        "is_feedback": term.name == "feedback",
    }


def _kept_the_first(found: Progress) -> str:
    """Whether the first message came in time, once it came."""
    term = next((one for one in found.terms if one.name == "acknowledge" and one.met_at), None)
    if term is None or term.met_at is None:
        return ""
    day: date = term.met_at.astimezone(AMSTERDAM).date()
    if day > term.due_on:
        return gettext("Een eerste bericht binnen 7 dagen: dat is niet gelukt.")
    return gettext("Een eerste bericht binnen 7 dagen: gelukt.")


_SCORES = {"good": _("Goed"), "fair": _("Het kon beter"), "bad": _("Niet goed")}
_IDENTITY = {"given": _("Ik gaf mijn naam."), "withdrawn": _("Ik trok mijn naam in.")}


# Nobody of the desk wrote that somebody reads along: the system says it, whoever was let in or left.
_SPEAKS = {"readers": _("Wie er meeleest")}


def _row(said: Said) -> dict[str, Any]:
    body = said.body
    if said.kind == "rating":
        rating = json.loads(body)
        body = "\n\n".join(filter(None, [gettext(_SCORES[rating["score"]]), rating["body"]]))
    elif said.kind == "identity":
        body = gettext(_IDENTITY[body])
    return {
        "who": gettext("Jij") if said.from_reporter else gettext(_SPEAKS.get(said.kind, "Meldpunt")),
        "at": said.at,
        "text": body,
        "mine": said.from_reporter,
        "new": said.is_new,
    }


def _readers(readers: tuple[ReaderView, ...]) -> list[str]:
    """Who has a key, by function; who came later with the day."""
    lines = []
    for one in readers:
        function = one.function or gettext("Iemand van het meldpunt")
        if one.since:
            values = {"function": function, "day": short_day(one.since, today())}
            lines.append(gettext("%(function)s, sinds %(day)s") % values)
        else:
            lines.append(
                gettext("%(function)s (reserve)") % {"function": function} if one.is_reserve else function
            )
    return lines


def _reported(found: Progress) -> list[dict[str, str]]:
    apart = found.report.get("apart", [])
    rows = []
    for one in questions.QUESTIONS.values():
        value = told(one, found.report)
        if one.name in apart:
            value = gettext("Dit vulde je in. Het ligt apart op slot, ook voor deze pagina.")
        if value:
            rows.append({"key": gettext(one.short), "value": value})
    return rows


# --- acts -----------------------------------------------------------------------------------------------------------


def _form(kind: type[_Form], request: Visit) -> _Form:
    return kind(request.POST if request.method == "POST" else None)


@with_reporter
def reply(request: Visit, asked: UUID) -> HttpResponse:
    """The answer to a question of the desk."""
    found = next((one for one in _progress(request).talk if one.id == asked), None)
    if found is None or found.kind != "question":
        raise Http404
    form = _form(MessageForm, request)
    form.fields["body"].label = gettext("Jouw antwoord")
    form.fields["body"].help_text = gettext("Je mag ook zeggen dat je dit niet wilt beantwoorden.")

    def write() -> None:
        actions.write(request.reporter, body=form.cleaned_data["body"], answers=asked)

    if form.is_valid() and _done(form, write):
        return redirect(f"{at(request, 'progress')}#gesprek")
    return show(request, "reply", {"form": form, "asked": found, "back": at(request, "progress")})


@with_reporter
def identity(request: Visit) -> HttpResponse:
    """Give a name, or take it back."""
    back = at(request, "progress")
    if _progress(request).identity == "given":
        if "trek-in" in request.POST:
            actions.withdraw_identity(request.reporter)
            return redirect(back)
        return show(request, "take_name_back", {"back": back})
    form = _form(IdentityForm, request)

    def give() -> None:
        given = form.cleaned_data
        actions.reveal_identity(request.reporter, name=given["name"], contact=given["contact"])

    if form.is_valid() and _done(form, give):
        return redirect(back)
    return show(request, "give_name", {"form": form, "back": back})


@with_reporter
def address(request: Visit) -> HttpResponse:
    """Leave a private address for a knock, or remove it."""
    back = at(request, "progress")
    if "wis" in request.POST:
        actions.forget_address(request.reporter)
        return redirect(back)
    form = _form(AddressForm, request)

    def leave() -> None:
        actions.leave_address(request.reporter, mail=form.cleaned_data["mail"], language=language(request))

    if form.is_valid() and _done(form, leave):
        return redirect(back)
    return show(request, "address", {"form": form, "left": _progress(request).address_left, "back": back})


@with_reporter
def rate(request: Visit) -> HttpResponse:
    """Say how it went."""
    form = _form(RatingForm, request)

    def say() -> None:
        actions.rate(request.reporter, score=form.cleaned_data["score"], body=form.cleaned_data["body"])

    if form.is_valid() and _done(form, say):
        return redirect(at(request, "progress"))
    return show(request, "rate", {"form": form, "back": at(request, "progress")})


def _progress(request: Visit) -> Progress:
    with tenant_scope(request.tenant.id):
        return queries.progress(request.reporter)
