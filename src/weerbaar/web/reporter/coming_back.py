"""Coming back with eight words, and the gate before everything that they open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import receipt as receipts
from weerbaar.ground.errors import GoneError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions, queries
from weerbaar.intake.reporters import ReporterRef
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.forms import WordsForm
from weerbaar.web.reporter.page import at, sentence, show
from weerbaar.web.reporter.visit import (
    Visit,
    came_with_words_of_now,
    held_guest,
    held_reporter,
    hold_visitor,
    stay,
)

NOTE = "note"
"""What was done just now, by its key in `progress`: said once, by the page that comes next."""


def come_back(request: Visit) -> HttpResponse:
    """Eight words in one field. Which of them is not in the list is said; a right receipt never waits."""
    carried = "body" in request.POST
    form = WordsForm(request.POST if request.method == "POST" else None, carried=carried)
    if request.method == "POST" and form.is_valid():
        reading = receipts.read(form.cleaned_data["words"])
        if reading.words is None:
            _say(form, "words", _misread(reading))
        elif (ref := actions.come_back(request.tenant.id, Receipt(reading.words))) is None:
            _say(form, "words", [gettext(_NOT_FOUND)])
        else:
            hold_visitor(request, ref, reading.words)
            if carried:
                typed.put(request, ref, typed.MESSAGE, {"body": form.cleaned_data["body"]})
            return redirect(at(request, "progress" if isinstance(ref, ReporterRef) else "guest"))
    return show(request, "come_back", {"form": form, "back": at(request, "start")})


_NOT_FOUND = _(
    "Met deze acht woorden vinden wij hier niets. Kijk of ze in de goede volgorde staan, en of je bij de goede "
    "gemeente bent."
)


def _misread(reading: Any) -> list[str]:
    """What is wrong with the words, one sentence each."""
    sentences = []
    for problem in reading.problems:
        values = {"number": problem.number, "typed": problem.typed, "like": _either(problem.suggestions)}
        if problem.suggestions:
            told_so = gettext("Woord %(number)d, ‘%(typed)s’, staat niet in onze lijst. Bedoel je %(like)s?")
        else:
            told_so = gettext(
                "Woord %(number)d, ‘%(typed)s’, staat niet in onze lijst. Kijk of er een letter mist."
            )
        sentences.append(told_so % values)
    if reading.count != _WORDS and not sentences:
        text = ngettext("Dit is %(count)d woord.", "Dit zijn %(count)d woorden.", reading.count)
        sentences.append(f"{text % {'count': reading.count}} {gettext('Je kreeg er acht.')}")
    return sentences


_WORDS = 8


def _either(words: tuple[str, ...]) -> str:
    """ "‘lantaarn’ of ‘lantaren’"."""
    quoted = [f"‘{word}’" for word in words]
    return f" {gettext('of')} ".join(quoted)


def _say(form: forms.Form, field: str, sentences: list[str]) -> None:
    for one in sentences:
        form.add_error(field, one)


def come_back_again(request: Visit) -> HttpResponse:
    """The visit ran out. What was typed stands on the page, beside the field for the words."""
    body, words = request.POST.get("body", ""), request.POST.get("words", "")
    form = WordsForm(initial={"body": body, "words": words}, carried=bool(body))
    asked = at(request, "come_back")
    context = {
        "form": form,
        "too_late": request.method == "POST",
        "back": at(request, "start"),
        "action": asked,
    }
    return show(request, "come_back", context)


def with_reporter(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who came back with the words."""

    @wraps(view)
    def gate(request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        ref = held_reporter(request)
        if ref is None:
            return come_back_again(request)
        if not came_with_words_of_now(request, ref):
            request.session.flush()
            return come_back_again(request)
        request.reporter = request.visitor = ref
        stay(request)
        with tenant_scope(ref.tenant_id):
            request.is_complaint = queries.is_complaint(ref)
            request.is_advice = queries.is_advice(ref)
        try:
            return view(request, *args, **kwargs)
        except GoneError as error:
            request.session.flush()
            return show(request, "gone", {"sentence": sentence(error)}, status=410)

    return gate


def with_guest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who came back with the words of a guest. Whose keys were taken since then gets the page of who has none."""

    @wraps(view)
    def gate(request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        ref = held_guest(request)
        if ref is None:
            return come_back_again(request)
        if not came_with_words_of_now(request, ref):
            request.session.flush()
            return come_back_again(request)
        request.guest = request.visitor = ref
        stay(request)
        try:
            return view(request, *args, **kwargs)
        except GoneError:
            request.session.flush()
            return come_back_again(request)

    return gate
