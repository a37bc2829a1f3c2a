"""What was told for somebody else (R14), or aloud to somebody who wrote it down: laid before the person whose report it is.

They confirm or correct it by the receipt, as with any account of what they told (C19).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import dateformat, translation
from django.utils.translation import gettext

from weerbaar.cases.accounts import begin_with
from weerbaar.cases.models import Channel
from weerbaar.intake.questions import (
    CAPACITY,
    STORY,
    WHEN,
    WHEN_DAY,
    WHEN_FROM,
    WHEN_UNTIL,
    WHERE,
    WHO_KNOWS,
    Answer,
    is_for_another,
    told_in,
)
from weerbaar.intake.reporters import open_talk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from weerbaar.intake.drafts import Content
    from weerbaar.intake.questions import Question
    from weerbaar.intake.reporters import ReporterRef

_ALOUD = frozenset({Channel.PHONE, Channel.VISIT, Channel.CONVERSATION})
# No name: those lie in compartments of their own, to which not everybody who reads the talk has a key.
_TOLD = (STORY, WHEN, WHEN_DAY, WHEN_FROM, WHEN_UNTIL, WHERE, WHO_KNOWS, CAPACITY)


def was_told_for_them(content: Content) -> bool:
    """Whether the reporter did not write it themselves: then they read back what stands there."""
    return content.channel in _ALOUD or is_for_another(content.answers)


def lay_before(reporter: ReporterRef, content: Content, told_on: date) -> None:
    """Lay what was written before the reporter, to confirm or correct. Within the verb that files it."""
    author = content.author or reporter.alias
    with translation.override(content.language):
        text = as_account(content.answers)
    begin_with(open_talk(reporter), reporter.case_id, author=author, told_on=told_on, text=text)


def as_account(answers: Mapping[str, Any]) -> str:
    """The answers as one text to read back, in the language that is active: what was asked, and what was said."""
    asked = {one.name: one for one in told_in(answers)}
    said = [(asked[one.name], _in_words(one, str(answers.get(one.name) or ""))) for one in _TOLD]
    # The same text may go to a court: it speaks of the reporter, not to them.
    keys = ((one.key(is_own=False), words) for one, words in said if words)
    return "\n\n".join(f"{gettext(key)}:\n{words}" for key, words in keys)


def _in_words(question: Question, value: str) -> str:
    if question.kind is Answer.CHOICE:
        chosen = question.choice(value)
        return gettext(chosen.label) if chosen else ""
    if question.kind is Answer.DAY and value:
        return dateformat.format(date.fromisoformat(value), "j F Y")
    return value
