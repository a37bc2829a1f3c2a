"""Kan iets jou verraden? What the check page asks before sending (R15), beside the answer that it stands in.

Nothing of it is kept, and nothing waits for an answer: whoever has seen it goes on by a link that hides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from weerbaar.intake import giveaways, questions
from weerbaar.web.reporter.page import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from weerbaar.ground.giveaways import Found
    from weerbaar.intake.files import FileView
    from weerbaar.web.reporter.visit import Visit

SEEN = "goed"
"""In the address: the reporter saw the questions and leaves it as it is."""


def asked(request: Visit, files: Iterable[FileView]) -> list[dict[str, Any]]:
    """Each question with the words that it is about and where they can be changed; none once they were seen.

    The same words in more answers are asked about once, with every place where they stand.
    """
    answers: Mapping[str, Any] = request.content.answers
    if SEEN in request.GET or not giveaways.is_looked_at(answers):
        return []
    found = [
        (_place(gettext(question.short), f"{at(request, 'question', page=page.slug)}?van=nakijken"), one)
        for page in questions.pages(answers)
        if questions.is_asked(page, answers)
        for question in page.questions
        for one in giveaways.in_answer(question, answers)
    ]
    found += [
        (_place(file.name, at(request, "files")), one)
        for file in files
        for one in giveaways.in_file(file, answers)
    ]
    places: dict[Found, list[dict[str, str]]] = {}
    for place, one in found:
        places.setdefault(one, []).append(place)
    return [_row(one, there) for one, there in places.items()]


def _place(where: str, url: str) -> dict[str, str]:
    return {"where": where, "url": url}


def _row(found: Found, places: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "where": ", ".join(one["where"] for one in places),
        "places": places,
        "question": gettext(giveaways.QUESTIONS[found.what]),
        "quotes": found.quotes,
        "more": found.more,
    }
