"""The last pages of a report: check, send, keep the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, WeerbaarError
from weerbaar.intake import actions, queries, questions
from weerbaar.intake.actions import Sent, sent_of
from weerbaar.intake.questions import Answer, Page, Question
from weerbaar.intake.rules import ReadersChangedError
from weerbaar.web.design.dates import full_day
from weerbaar.web.reporter.forms import TryForm
from weerbaar.web.reporter.giveaways import asked
from weerbaar.web.reporter.page import at, sentence, show
from weerbaar.web.reporter.visit import (
    Visit,
    held_draft,
    let_go,
    living_draft,
    no_draft,
    take_up,
    with_draft,
)
from weerbaar.web.reporter.wizard import CHECK, strip

# Two that lie apart, so that a line that was skipped is seen.
TRIED = (3, 6)


def told(question: Question, answers: Mapping[str, Any]) -> str:
    """An answer as a person says it; empty when there is none."""
    value = str(answers.get(question.name) or "")
    if question.kind is Answer.CHOICE:
        chosen = question.choice(value)
        return gettext(chosen.label) if chosen else ""
    return full_day(date.fromisoformat(value)) if question.kind is Answer.DAY and value else value


def _row(request: Visit, page: Page, question: Question, answers: Mapping[str, Any]) -> dict[str, str]:
    value = told(question, answers)
    return {
        "key": gettext(question.short),
        "value": value or gettext("Niet ingevuld"),
        "url": f"{at(request, 'question', page=page.slug)}?van={CHECK}",
        "what": gettext(question.short).lower(),
    }


def rows(request: Visit, step: int, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was answered in a step. A question that was not opened by a choice is not there."""
    folded = {name for one in questions.QUESTIONS.values() for choice in one.choices for name in choice.opens}
    return [
        _row(request, page, question, answers)
        for page in questions.pages(answers)
        if page.step == step and questions.is_asked(page, answers)
        for question in page.questions
        if question.name not in folded or answers.get(question.name)
    ]


def check(request: Visit) -> HttpResponse:
    """Everything once more, and then sending it. A repeat of the send finds the same receipt."""
    draft = held_draft(request)
    if request.method != "POST" or draft is None:
        return _check(request)
    try:
        actions.send(draft)
    except GoneError:
        return no_draft(request)
    except ReadersChangedError:
        return redirect(_look_again(request))
    except WeerbaarError as error:
        return _check(request, sentence(error))
    return redirect(at(request, "receipt"))


@with_draft
def _check(request: Visit, wrong: str = "") -> HttpResponse:
    answers = request.content.answers
    missing = questions.missing(answers)
    if not request.content.chosen_readers:
        return redirect(at(request, "readers"))
    with tenant_scope(request.tenant.id):
        files = queries.draft_files(request.draft)
        reads = strip(request, request.content)
        is_closed = queries.open_desk(request.content.desk) is None
        kind = str(answers.get("kind") or "")
        first_within = queries.first_message_within(kind)
        answer_within = queries.answer_within(kind) if request.is_advice else ""
    if reads["changed"]:
        return redirect(_look_again(request))
    return show(
        request,
        "check",
        {
            "happened": rows(request, 2, answers) + rows(request, 3, answers),
            "you": rows(request, 4, answers),
            "going": [one for one in files if one.goes_along],
            "staying": [one for one in files if not one.goes_along],
            "missing": [
                {
                    "sentence": gettext(question.missing),
                    "target": f"{at(request, 'question', page=page.slug)}?van={CHECK}",
                }
                for page, question in missing
            ],
            "asked_to_send": request.method == "POST",
            # What is missing is said line by line.
            "wrong": "" if missing and not is_closed else wrong,
            "is_closed": is_closed,
            "files_left": request.content.files_left,
            "asks_whom": _asks_whom(request),
            "reads": reads,
            "is_no_complaint": questions.counts_as_no_complaint(answers),
            "first_within": first_within,
            "answer_within": answer_within,
            "giveaways": asked(request, [one for one in files if one.goes_along]),
            "back": at(request, "files"),
        },
        status=200,
    )


def _asks_whom(request: Visit) -> str:
    """Where to say whom it is about, as long as that was said in the question that this is made of and not here."""
    if not request.content.whom_left or request.content.answers.get("who_subject"):
        return ""
    return f"{at(request, 'question', page='wie')}?van={CHECK}"


def _look_again(request: Visit) -> str:
    """Where the reporter sees who reads now, and comes back from."""
    return f"{at(request, 'readers')}?van={CHECK}"


def sent_here(request: Visit) -> Sent | None:
    """What this browser sent, as long as its words are not said to be written down."""
    found = living_draft(request)
    if found is None or not found[1].sent_at:
        return None
    take_up(request, found)
    return sent_of(found[1])


def receipt(request: Visit) -> HttpResponse:
    """The eight words, as often as the page is asked for, until the reporter says that they are written down."""
    sent = sent_here(request)
    if sent is None:
        return no_draft(request)
    if request.method == "POST" and "bewaard" in request.POST:
        actions.confirm_receipt(request.draft)
        let_go(request)
        return redirect(at(request, "done"))
    form = TryForm(*TRIED, request.POST if request.method == "POST" else None)
    right = None
    if request.method == "POST" and form.is_valid():
        right = check_words(form, sent.words)
    for_another = questions.is_for_another(request.content.answers)
    around = {"sent": sent, "form": form, "right": right, "for_another": for_another}
    return show(request, "receipt", around)


def check_words(form: TryForm, words: Sequence[str]) -> bool:
    """Whether what somebody typed over are the words that they were shown; the form says which is not."""
    for name, number in zip(("first", "second"), TRIED, strict=True):
        typed = str(form.cleaned_data[name]).strip().casefold()
        if typed != words[number - 1]:
            form.add_error(
                name,
                gettext("Dit is niet woord %(number)d. Kijk boven op deze pagina wat er staat.")
                % {"number": number},
            )
    return form.is_valid()


def paper(request: Visit) -> HttpResponse:
    """The words on a bare sheet, to print."""
    sent = sent_here(request)
    return show(request, "paper", {"sent": sent}) if sent else no_draft(request)


def done(request: Visit) -> HttpResponse:
    """After the words were kept: nothing of the report is in this browser any more."""
    return show(request, "done")
