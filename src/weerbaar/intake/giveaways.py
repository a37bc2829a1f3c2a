"""What a reporter is asked about what might give them away (R15): a question beside the answer or file that it is about.

The rules are those of `ground/giveaways.py`: they miss much; the page says so, asks, and holds nothing back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from weerbaar.ground.giveaways import STAMP, Found, Giveaway, in_text, told
from weerbaar.intake.questions import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weerbaar.intake.files import FileView
    from weerbaar.intake.questions import Question

QUESTIONS: Mapping[Giveaway, str] = {
    Giveaway.ONLY_ME: _("Hier staat dat weinig mensen dit kunnen weten. Wie weet dan dat jij het was?"),
    Giveaway.OWN_NAME: _(
        "Hier staat je eigen naam, of hoe wij je bereiken. Iedereen die dit leest, ziet hem dan."
    ),
    Giveaway.APART: _(
        "Deze naam gaf je apart op, en daar ligt hij op slot. Hier kan iedereen die meeleest hem zien."
    ),
    Giveaway.NAME: _("Hier lijkt een naam te staan. Weet die persoon dat jij hierbij was?"),
    Giveaway.FUNCTION: _("Hier staat een functie of een team. Hoeveel mensen hebben die, of zitten daar?"),
    Giveaway.ADDRESS: _("Hier lijkt een adres te staan. Wie weet dat jij daar was?"),
    Giveaway.CONTACT: _("Hier lijkt een telefoonnummer of mailadres te staan. Is dat van jou?"),
    Giveaway.NUMBER: _("Hier lijkt een nummer te staan dat bij één persoon, zaak of auto hoort."),
    Giveaway.MOMENT: _(
        "Hier staat een dag of een tijd. Was jij toen een van de weinigen? Ongeveer is ook genoeg."
    ),
    Giveaway.FILE_NAME: _("Kijk of de naam van dit bestand naar jou wijst. Wie meeleest, ziet die naam."),
    Giveaway.FILE_DATA: _(
        "Dit bestand gaat mee zoals het is. Erin kan staan wie het maakte, en waar en wanneer."
    ),
}
"""The question that each of them asks: a message id."""

_LOCKED_UP = ("who_subject", "who_witness")
_OF_REPORTER = ("name", "contact")


def is_looked_at(answers: Mapping[str, Any]) -> bool:
    """Whether there is something to ask: who reports with their name for all who read to see, hides nothing from them."""
    return answers.get("openness") != "open"


def in_answer(question: Question, answers: Mapping[str, Any]) -> tuple[Found, ...]:
    """What might give the reporter away in one answer. What lies apart under lock is left alone."""
    value = str(answers.get(question.name) or "")
    if not value or question.name in (*_LOCKED_UP, *_OF_REPORTER) or question.kind is Answer.CHOICE:
        return ()
    if question.kind is Answer.DAY:
        return (Found(Giveaway.MOMENT),)
    return in_text(value, apart=_typed(answers, _LOCKED_UP), own=_typed(answers, _OF_REPORTER))


def _typed(answers: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [str(answers[one]) for one in names if answers.get(one)]


def in_file(file: FileView, answers: Mapping[str, Any]) -> tuple[Found, ...]:
    """The same of a file that goes along: its name, and what it holds besides what one reads in it."""
    data = [Found(Giveaway.FILE_DATA)] if file.send_as_is or file.send_original else []
    # A name is written without spaces: "verslag_Jan-de-Wit 12-03-2026.pdf".
    words = file.name.rpartition(".")[0].replace("_", " ")
    hits = in_text(words, apart=_typed(answers, _LOCKED_UP), own=_typed(answers, _OF_REPORTER))
    quotes = [quote for one in hits for quote in one.quotes] + STAMP.findall(file.name)
    return (*told({Giveaway.FILE_NAME: quotes}), *data)
