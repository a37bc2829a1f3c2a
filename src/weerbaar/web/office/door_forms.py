"""What the pages about who can help and about the button ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weerbaar.organisation.doors import LONGEST_TEXT, Ways, wrong_ways
from weerbaar.organisation.models import Door
from weerbaar.web.design.fields import Choices, needed
from weerbaar.web.office.errors import said
from weerbaar.web.office.forms import NothingForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOO_LONG = {"max_length": _("Dit is te lang. Maak het korter.")}
_LONGEST_SITE = 300


def _line(
    label: Any, *, longest: int, help_text: Any = "", widget: forms.Widget | None = None
) -> forms.CharField:
    # What is missing the room says, with the sentence of its own rule.
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=help_text,
        error_messages=_TOO_LONG,
        widget=widget,
    )


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return _line(label, longest=LONGEST_TEXT, help_text=help_text, widget=forms.Textarea({"rows": 3}))


class NewDoorForm(NothingForm):
    kind = forms.ChoiceField(
        label=_("Wat voor deur is dit?"),
        choices=[
            ("", _("Kies een soort")),
            *((one.value, _(one.label)) for one in Door.Kind if one != Door.Kind.DESK),
        ],
        error_messages={
            "required": _("Kies wat voor deur dit is."),
            "invalid_choice": _("Kies wat voor deur dit is."),
        },
    )
    name = _line(
        _("Hoe heet deze deur?"), longest=80, help_text=_("Geen naam van een persoon: de pagina is openbaar.")
    )
    is_external = forms.BooleanField(label=_("Dit is buiten onze organisatie"), required=False)


class DoorTextsForm(NothingForm):
    name = _line(_("Naam"), longest=80, help_text=_("Geen naam van een persoon: de pagina is openbaar."))
    purpose = _words(
        _("Waarvoor kan iemand hier terecht?"), _("Een paar woorden, bijvoorbeeld ‘Om te praten’.")
    )
    may_do = _words(_("Wat mag die doen?"))
    passes_on = _words(
        _("Wat moet die doorgeven?"),
        _(
            "Schrijf niet meer toe dan waar is. Weet je het niet zeker, schrijf dan wat iemand vooraf kan vragen."
        ),
    )
    stays = _words(_("Wat blijft tussen jullie?"), _("Noem ook de uitzonderingen."))
    how = _words(
        _("Hoe kom je er?"), _("Bijvoorbeeld ‘Vraag om een gesprek met zijn tweeën’. Mag leeg blijven.")
    )


class WaysForm(NothingForm):
    phone = _line(_("Telefoonnummer"), longest=60, widget=forms.TextInput({"inputmode": "tel"}))
    mail = _line(_("Mailadres"), longest=254, widget=forms.TextInput({"inputmode": "email"}))
    web = _line(_("Site"), longest=_LONGEST_SITE, help_text=_("Het hele adres, met https:// ervoor."))
    hours = _line(
        _("Wanneer is er iemand?"),
        longest=600,
        help_text=_(
            "Eén regel per keer, bijvoorbeeld ‘ma-vr 9:00-17:00’, of ‘altijd’. Alleen met uren staat er ‘Nu bereikbaar’."
        ),
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """All that is wrong at once, each at its own field."""
        given = super().clean() or {}
        for error in wrong_ways(Ways(**{name: given.get(name, "") for name in Ways._fields})):
            self.add_error(error.field, said(error))
        return given


class StandForm(NothingForm):
    # The first choice is empty, and an answer: in front of all others.
    after = needed(
        forms.ChoiceField(
            label=_("Waar staat deze deur?"),
            required=False,
            error_messages={"invalid_choice": _("Kies een deur uit de lijst.")},
        )
    )
    reach = forms.ChoiceField(
        label=_("Hoe ver kan het gaan wat iemand hier vertelt?"),
        choices=[(one.value, _(one.label)) for one in Door.Reach],
        widget=Choices(
            hints={
                Door.Reach.BETWEEN: _("Op enkele uitzonderingen na, die je in de tekst noemt."),
                Door.Reach.CIRCLE: _("Een paar mensen, en wie het vertelt weet wie."),
                Door.Reach.FURTHER: _("Die persoon moet soms iets doen. Kies dit bij twijfel."),
            }
        ),
        error_messages={
            "required": _("Kies hoe ver het kan gaan."),
            "invalid_choice": _("Kies hoe ver het kan gaan."),
        },
    )
    is_external = forms.BooleanField(label=_("Dit is buiten onze organisatie"), required=False)
    is_shown = forms.BooleanField(label=_("Iedereen ziet deze deur op de openbare pagina"), required=False)

    def __init__(self, *args: Any, others: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["after"]
        field.choices = [("", _("Vooraan")), *others]


class OriginForm(NothingForm):
    origin = needed(
        _line(
            _("Op welke site komt de knop?"),
            longest=_LONGEST_SITE,
            help_text=_("Het adres van de site, bijvoorbeeld https://intranet.gemeente.nl"),
            widget=forms.TextInput({"inputmode": "url"}),
        )
    )
