"""Whether a report looks like a suspicion of wrongdoing: questions, and an outcome that says which answers led to it (C3).

Pure. The questions follow `domain.md` §1.3, whose wording was not checked against the act: the page offers them as help
to choose a procedure, and never as what the law says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Question(StrEnum):
    """What is asked, in the order of the page."""

    GROUNDS = "grounds"
    WORK = "work"
    UNION_LAW = "union_law"
    RULE = "rule"
    DANGER = "danger"
    MORE_THAN_ONE = "more_than_one"
    PATTERN = "pattern"
    SERIOUS = "serious"


WORDS: Mapping[Question, tuple[str, str]] = {
    Question.GROUNDS: (
        _("Heeft de melder goede redenen om dit te denken?"),
        _("De melder zag of hoorde iets zelf, of heeft stukken. Bewijs is niet nodig."),
    ),
    Question.WORK: (
        _("Weet de melder dit door het werk?"),
        _("Door werk bij de gemeente, of door werk voor of met de gemeente."),
    ),
    Question.UNION_LAW: (
        _("Gaat het over het schenden van regels van de Europese Unie?"),
        _("Weet je het niet zeker? Kies dan ‘Weet ik niet’ en vraag het een jurist."),
    ),
    Question.RULE: (
        _("Is er een wet of een regel die op een wet rust geschonden, of dreigt dat?"),
        _("Ook een regel van de gemeente telt, als die precies zegt wat moet of niet mag."),
    ),
    Question.DANGER: (
        _("Is er gevaar voor mensen, gezondheid, milieu of het werk van de gemeente?"),
        _("Door iets dat iemand niet goed doet, of niet doet."),
    ),
    Question.MORE_THAN_ONE: (
        _("Raakt het meer dan het eigen belang van één persoon?"),
        _("Een ruzie over iemands eigen werk of loon is meestal het eigen belang van die persoon."),
    ),
    Question.PATTERN: (
        _("Gebeurt het vaker, of zit het in hoe er wordt gewerkt?"),
        _("Er is een patroon, of de oorzaak zit in de organisatie."),
    ),
    Question.SERIOUS: (
        _("Is het ernstig, of gaat het om veel?"),
        _("Eén keer kan ook: als de gevolgen groot zijn."),
    ),
}
"""The question and what helps to answer it, by question."""


@dataclass(frozen=True, slots=True)
class Every:
    """Yes when each part is."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Yes when one part is."""

    parts: tuple[Test, ...]


Test = Question | Every | Either

SUSPICION: Test = Every(
    (
        Question.GROUNDS,
        Question.WORK,
        Either(
            (
                Question.UNION_LAW,
                Every(
                    (
                        Either((Question.RULE, Question.DANGER)),
                        Question.MORE_THAN_ONE,
                        Either((Question.PATTERN, Question.SERIOUS)),
                    )
                ),
            )
        ),
    )
)
"""When a report looks like a suspicion of wrongdoing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers come to. `because` are the questions that led to it, in the order of the page.

    For yes and no these are enough: whatever the others were, the outcome would be the same. For unknown they are those
    that were not answered and on which it still hangs.
    """

    answer: Answer
    because: tuple[Question, ...]


def outcome_of(answers: Mapping[str, str]) -> Outcome:
    """Weigh the answers. A question without an answer is unknown."""
    known = {one: Answer(answers.get(one.value, Answer.UNKNOWN)) for one in Question}
    answer = _weigh(SUSPICION, known)
    led = set(_led(SUSPICION, known, answer))
    return Outcome(answer, tuple(one for one in Question if one in led))


def sentence_of(outcome: Outcome) -> str:
    """The outcome in a sentence, as a message id."""
    return {
        Answer.YES: _("Dit lijkt op een vermoeden van een misstand."),
        Answer.NO: _("Dit lijkt geen vermoeden van een misstand."),
        Answer.UNKNOWN: _("Of dit een vermoeden van een misstand is, kun je nog niet zeggen."),
    }[outcome.answer]


def _weigh(test: Test, known: Mapping[Question, Answer]) -> Answer:
    if isinstance(test, Question):
        return known[test]
    found = {_weigh(one, known) for one in test.parts}
    # What decides for the whole when one part says it, and what it is when all parts say the other.
    decides, otherwise = (Answer.NO, Answer.YES) if isinstance(test, Every) else (Answer.YES, Answer.NO)
    if decides in found:
        return decides
    return otherwise if found == {otherwise} else Answer.UNKNOWN


def _led(test: Test, known: Mapping[Question, Answer], answer: Answer) -> Iterator[Question]:
    """The questions under `test` that led to its `answer`: of its parts those that came to the same."""
    if isinstance(test, Question):
        yield test
        return
    for one in test.parts:
        if _weigh(one, known) is answer:
            yield from _led(one, known, answer)
