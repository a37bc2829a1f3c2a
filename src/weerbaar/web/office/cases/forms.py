"""What the forms of the case pages are made of, and those that more than one page asks; the others stand beside their page.

What is allowed is decided in `cases`; a form only knows its questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from weerbaar.cases.rules import LONGEST_REASON, LONGEST_TEXT
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.forms import PlainForm, people_choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerbaar.organisation.queries import Colleague

TOO_LONG = {"max_length": _("Dit is te lang. Maak het korter.")}
PICK = {"required": _("Maak een keuze."), "invalid_choice": _("Kies iets uit de lijst.")}
WHO_READS_IT = _("Alleen wie een sleutel van deze zaak heeft, leest je reden.")


def text_field(
    label: Any, empty: Any = "", *, help_text: Any = "", rows: int = 4, longest: int = LONGEST_TEXT
) -> forms.CharField:
    """A text of several lines. `empty` is the sentence for when nothing was typed; without one it may stay empty."""
    return forms.CharField(
        label=label,
        required=bool(empty),
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
        max_length=longest,
        error_messages={"required": empty, **TOO_LONG},
    )


class OnceForm(PlainForm):
    """A form with an id of its own, drawn when it is shown, by which a second click is recognised."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    @property
    def drawn(self) -> UUID:
        return self.cleaned_data["once"] or uuid4()


class FeedbackForm(PlainForm):
    body = text_field(
        _("Wat is er met de melding gedaan, en waarom?"),
        _("Schrijf op wat je de melder zegt."),
        help_text=_(
            "Zeg wat jullie deden, wat eruit kwam en wat er nu gebeurt. Noem geen namen en geen straf van iemand."
        ),
        rows=10,
    )


class ReasonForm(PlainForm):
    reason = text_field(
        _("Waarom?"),
        _("Schrijf op waarom."),
        help_text=WHO_READS_IT,
        rows=3,
        longest=LONGEST_REASON,
    )


class MoreForm(PlainForm):
    text = text_field(_("Wat wil je weten?"), _("Schrijf eerst iets op."), rows=4, longest=LONGEST_REASON)


class TaskDayForm(OnceForm):
    """Who does something, by when. The asker stands first."""

    person = forms.ChoiceField(
        label=_("Voor wie is de taak?"),
        choices=[],
        help_text=_("Alleen wie een sleutel van deze zaak heeft."),
        error_messages=PICK,
    )
    due_on = DayField(label=_("Uiterlijk op welke dag?"))

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.choices = people_choices(people)


class TogetherForm(PlainForm):
    other = forms.CharField(
        label=_("Welke zaak?"),
        max_length=60,
        help_text=_("De code, bijvoorbeeld W-kade-47. Je hebt er zelf een sleutel van."),
        error_messages={
            "required": _("Vul de code van de andere zaak in."),
            **TOO_LONG,
        },
    )
