"""What the pages about a desk's days, its own questions and the desks of others ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weerbaar.organisation.desk_rules import LONGEST_QUESTION, MOST_QUESTIONS
from weerbaar.organisation.models import Desk
from weerbaar.web.design.fields import Choices, DayField, ManyChoices
from weerbaar.web.office.forms import NothingForm, people_choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerbaar.organisation.models import Tenant
    from weerbaar.organisation.queries import Colleague

_TOO_LONG = _("Dit is te lang. Maak het korter.")
_LONGEST_LIST = (LONGEST_QUESTION + 2) * (MOST_QUESTIONS + 8)


class ScheduleForm(NothingForm):
    kind = forms.ChoiceField(
        label=_("Wat voor meldpunt is dit?"),
        choices=[(one.value, _(one.label)) for one in Desk.Kind],
        widget=Choices(
            hints={
                Desk.Kind.STANDING: _("Van de eigen organisatie, zonder einde."),
                Desk.Kind.EXTERNAL: _("Een andere partij leest en behandelt."),
                Desk.Kind.TEMPORARY: _("Voor één team of onderzoek, met een eerste en een laatste dag."),
            }
        ),
        error_messages={
            "required": _("Kies wat voor meldpunt dit is."),
            "invalid_choice": _("Kies wat voor meldpunt dit is."),
        },
    )
    opens_on = DayField(
        label=_("Vanaf welke dag kunnen mensen melden?"),
        required=False,
        help_text=_("Niet nodig bij een vast meldpunt."),
    )
    closes_on = DayField(
        label=_("Tot en met welke dag?"),
        required=False,
        help_text=_("Gesprekken die dan lopen, gaan daarna gewoon door."),
    )


class OwnQuestionsForm(NothingForm):
    questions = forms.CharField(
        label=_("Eigen vragen"),
        required=False,
        max_length=_LONGEST_LIST,
        strip=False,
        help_text=_("Eén vraag per regel, hoogstens acht. De melder mag ze alle overslaan."),
        widget=forms.Textarea({"rows": 8}),
        error_messages={"max_length": _TOO_LONG},
    )


class OfferForm(NothingForm):
    town = forms.ChoiceField(
        label=_("Aan welke organisatie?"),
        error_messages={
            "required": _("Kies een organisatie."),
            "invalid_choice": _("Kies een organisatie uit de lijst."),
        },
    )

    def __init__(self, *args: Any, towns: Iterable[Tenant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["town"]
        field.choices = [("", _("Kies een organisatie")), *((one.slug, one.name) for one in towns)]


class LinkForm(NothingForm):
    label = forms.CharField(
        label=_("Hoe noemen jullie dit meldpunt?"),
        required=False,
        max_length=80,
        help_text=_("Laat leeg voor de naam die de partij zelf gebruikt."),
        error_messages={"max_length": _TOO_LONG},
    )
    text = forms.CharField(
        label=_("Waar is het voor, en voor wie?"),
        required=False,
        max_length=2000,
        help_text=_("Dit staat op jullie openbare pagina."),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _TOO_LONG},
    )
    receivers = forms.MultipleChoiceField(
        label=_("Aan wie mag deze partij iets geven?"),
        required=False,
        help_text=_(
            "De partij ziet van hen naam en functie, en kiest per stuk. Kies niemand, of ten minste twee mensen."
        ),
        widget=ManyChoices,
        error_messages={"invalid_choice": _("Kies alleen mensen uit de lijst.")},
    )
    is_shown = forms.BooleanField(
        label=_("Melders zien dit meldpunt op onze openbare pagina"), required=False, initial=True
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["receivers"]
        field.choices = people_choices(people)
