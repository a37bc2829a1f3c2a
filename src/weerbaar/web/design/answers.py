"""The questions of the intake as fields of a form, for both faces: a reporter answers them, and so does the desk for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from weerbaar.ground.errors import WeerbaarError
from weerbaar.intake import questions
from weerbaar.intake.actions import AboutWhom
from weerbaar.intake.questions import Answer, Question
from weerbaar.web.design.fields import Choices, DayField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerbaar.intake.queries import ReaderChoice, ReaderView

_TEXT_ROWS = 4
_STORY_ROWS = 10
NO_TRACES = {"autocomplete": "off"}
"""What the browser must not remember."""


def sentence(error: WeerbaarError) -> str:
    """What an error says, in the language of the page."""
    told = gettext(error.sentence)
    return told % error.values if error.values else told


class AnswerField(forms.Field):
    """The answer to one question. The rule is the question's; its sentence comes out at this field."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(
            label=gettext(question.label),
            help_text=gettext(question.hint) if question.hint else "",
            required=question.is_required,
            widget=_widget(question),
            **kwargs,
        )
        self.question = question

    def clean(self, value: Any) -> str:
        try:
            return questions.read(self.question, str(value or ""))
        except WeerbaarError as error:
            raise ValidationError(sentence(error)) from None


def _widget(question: Question) -> forms.Widget:
    if question.kind is Answer.CHOICE:
        return Choices(
            choices=[(one.value, gettext(one.label)) for one in question.choices],
            hints={one.value: gettext(one.hint) for one in question.choices if one.hint},
            folds={one.value: one.opens for one in question.choices if one.opens},
        )
    if question.kind is Answer.TEXT:
        rows = _STORY_ROWS if question.limit == questions.STORY_LIMIT else _TEXT_ROWS
        return forms.Textarea({"rows": rows, **NO_TRACES})
    return forms.TextInput(NO_TRACES)


def answer_field(question: Question) -> forms.Field:
    """The field in which a question is answered."""
    if question.kind is Answer.DAY:
        return DayField(
            label=gettext(question.label),
            help_text=gettext(question.hint),
            required=False,
            not_after_today=True,
        )
    return AnswerField(question)


class AnswersForm(forms.Form):
    """Some questions together."""

    def __init__(
        self, asked: Sequence[Question], data: Any = None, *, answers: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(answers or {}))
        for question in asked:
            self.fields[question.name] = answer_field(question)

    @property
    def shown(self) -> list[forms.BoundField]:
        """The questions that stand by themselves; one that a choice opens stands under that choice."""
        folded = {
            name for field in self.fields.values() for names in _folds(field).values() for name in names
        }
        return [self[name] for name in self.fields if name not in folded]

    def clean(self) -> dict[str, Any]:
        """What a choice did not open was not asked: it holds no error and no answer."""
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            opened = set(_folds(field).get(str(cleaned.get(name, "")), ()))
            for folded in {one for names in _folds(field).values() for one in names} - opened:
                self.errors.pop(folded, None)
                cleaned[folded] = ""
        return cleaned

    def is_only_unfinished(self) -> bool:
        """Whether nothing is wrong but what was left open: then who goes elsewhere first may go."""
        return all(not self._was_typed(name) for name in self.errors)

    def _was_typed(self, name: str) -> bool:
        if name not in self.fields:
            return True
        typed = self[name].data
        return any(
            str(part or "").strip() for part in (typed if isinstance(typed, list | tuple) else [typed])
        )

    def answers(self) -> dict[str, Any]:
        """What was answered well, as it is kept: a day as "2026-03-07"."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value or ""
            for name, value in self.cleaned_data.items()
        }


def _folds(field: forms.Field) -> dict[str, tuple[str, ...]]:
    return getattr(field.widget, "folds", {})


class WhomForm(forms.Form):
    """Who may not read, and whom it is about: `struck`, `about_roles` and `about_desk`, each worded by the face.

    For each reader whose name or function is like what was typed there is a field that asks whether they are meant.
    """

    def __init__(self, choice: ReaderChoice, *args: Any, before: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        self.before = before

    @property
    def questions_back(self) -> list[forms.BoundField]:
        """The fields that ask whether somebody is meant."""
        return [self[meant(one)] for one in self._asked]

    @property
    def _asked(self) -> tuple[ReaderView, ...]:
        return (*self.choice.asked, *self.choice.asked_of_office)

    def ask_back(self, asked: Mapping[ReaderView, str], answers: tuple[str, str], wrong: str) -> None:
        """Ask of each whether they are meant, in the words of the face; `answers` are its words for yes and no."""
        for one, question in asked.items():
            self.fields[meant(one)] = forms.ChoiceField(
                label=question,
                required=False,
                choices=list(zip(("yes", "no"), answers, strict=True)),
                widget=Choices(),
                error_messages={"invalid_choice": wrong},
            )

    def _answered(self, answer: str) -> list[str]:
        return [str(one.person_id) for one in self._asked if self.cleaned_data[meant(one)] == answer]

    def about_whom(self) -> AboutWhom:
        """Whom it is about without a name, and who of those with a like name is not meant."""
        return AboutWhom(
            roles=tuple(self.cleaned_data["about_roles"]),
            desk=self.cleaned_data.get("about_desk", self.initial["about_desk"]),
            cleared=tuple(self._answered("no")),
        )

    def kept_out(self) -> tuple[str, ...]:
        """The ids of everybody who may not read. Whoever was struck before and is not on the page stays struck."""
        offered = {str(one.person_id) for one in self.choice.can_be_struck}
        struck = [one for one in self.before if one not in offered]
        struck += self.cleaned_data.get("struck", [])
        struck += self._answered("yes")
        if self.cleaned_data.get("about_desk"):
            struck += [str(one.person_id) for one in self.choice.members]
        return tuple(dict.fromkeys(struck))


def meant(one: ReaderView) -> str:
    """The name of the field that asks whether somebody is meant."""
    return f"meant_{one.person_id}"
