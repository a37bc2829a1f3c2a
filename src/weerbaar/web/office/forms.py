"""The forms of signing in and of administration. The rules stand in the rooms; here are only the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weerbaar.cases.models import Kind
from weerbaar.organisation.models import Employer, Role
from weerbaar.organisation.rules import LONGEST_REASON
from weerbaar.web.design.fields import Choices, DayField, ManyChoices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerbaar.organisation.queries import Colleague

_LONG = 300
# Who fits: the sentence of Django's own validators is for programmers.
_TOO_LONG = _("Dit is te lang. Maak het korter.")


def _text(label: Any, *, required: Any = "", longest: int = 120, **kwargs: Any) -> forms.CharField:
    """A line of text. `required` is the sentence for when it is empty; without one it may stay empty."""
    errors = {"required": required, "max_length": _TOO_LONG}
    return forms.CharField(
        label=label, required=bool(required), max_length=longest, error_messages=errors, **kwargs
    )


class PlainForm(forms.Form):
    """A form whose pages say by themselves what belongs to which field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The sentences name the field; a colon after a label and "required" in the browser's own words do not.
        super().__init__(*args, label_suffix="", **kwargs)
        self.use_required_attribute = False


def people_choices(people: Iterable[Colleague], nobody: Any = None) -> list[tuple[str, Any]]:
    """Colleagues to choose from, with what they do. `nobody` stands first, where nobody need be chosen or nobody is yet."""
    found: list[tuple[str, Any]] = [(str(one.person_id), f"{one.name}, {one.function}") for one in people]
    return found if nobody is None else [("", nobody), *found]


class NothingForm(PlainForm):
    """An act without a question."""


class SuspendPersonForm(PlainForm):
    reason = _text(
        _("Waarom?"),
        required=_("Schrijf op waarom."),
        longest=LONGEST_REASON,
        help_text=_("Alleen beheerders lezen dit. Schrijf niets op over een melding of een zaak."),
        widget=forms.Textarea({"rows": 3}),
    )


class SignInForm(PlainForm):
    mail = _text(
        _("Je mailadres van je werk"),
        required=_("Vul je mailadres in."),
        longest=254,
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    code = _text(
        _("De code uit je app"),
        required=_("Vul de code in."),
        longest=20,
        help_text=_("Zes cijfers. Ze veranderen elke halve minuut."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "wb-w3"}),
    )


class UnlockForm(PlainForm):
    passphrase = _text(
        _("Je wachtzin"),
        required=_("Typ je wachtzin."),
        longest=_LONG,
        help_text=_("De woorden die je opschreef, met spaties ertussen."),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class InvitationForm(PlainForm):
    invitation = _text(
        _("De code van je uitnodiging"),
        required=_("Vul de code van je uitnodiging in."),
        longest=60,
        help_text=_("Vier groepjes van vijf letters en cijfers. Je kreeg ze van je beheerder."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CodeForm(PlainForm):
    code = _text(
        _("De code die je app nu laat zien"),
        required=_("Vul de code in."),
        longest=20,
        help_text=_("Zes cijfers. Zo weten wij dat het werkt."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "wb-w3"}),
    )


class NewPassphraseForm(PlainForm):
    """The words were drawn for the person; typing them once proves that they were written down."""

    again = _text(
        _("Typ je wachtzin over"),
        required=_("Typ de zes woorden."),
        longest=_LONG,
        help_text=_("Van je papier, niet van het scherm."),
        widget=forms.TextInput(
            {"autocomplete": "new-password", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class ChangePassphraseForm(NewPassphraseForm):
    present = _text(
        _("Je wachtzin van nu"),
        required=_("Typ je wachtzin van nu."),
        longest=_LONG,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ["present", "again"]


class KnockForm(PlainForm):
    mail = _text(
        _("Naar welk mailadres?"),
        required=_("Vul een mailadres in."),
        longest=254,
        help_text=_("Van je werk of van jezelf."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class PersonForm(PlainForm):
    name = _text(_("Naam"), required=_("Vul een naam in."), widget=forms.TextInput({"autocomplete": "off"}))
    first_name = _text(_("Roepnaam"), longest=60, help_text=_("Zo noemen wij deze persoon op de pagina’s."))
    function = _text(
        _("Functie"), required=_("Vul een functie in."), help_text=_("Bijvoorbeeld: coördinator integriteit.")
    )
    mail = _text(
        _("Mailadres van het werk"),
        required=_("Vul een mailadres in."),
        longest=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


ROLE_HINTS: dict[str, Any] = {
    Role.ADMINISTRATOR: _("Zet mensen en meldpunten klaar. Leest niets en heeft geen andere rol."),
    Role.OFFICER: _(
        "Belt nieuwe collega’s en bevestigt dat een sleutel echt van hen is. Opent zelf geen zaak. Deze rol geef je"
        " alleen aan iemand die nog geen sleutel maakte."
    ),
    Role.HANDLER: _("Mag bij een meldpunt meldingen lezen en behandelen."),
    Role.COORDINATOR: _("Mag bij een meldpunt lezen en bewaakt de termijnen."),
    Role.INVESTIGATOR: _("Leest een zaak alleen als een behandelaar toegang geeft."),
    Role.LAWYER: _(
        "Toetst maatregelen aan de wet, op een papier met alleen de maatregel. Leest een zaak alleen als een"
        " behandelaar toegang geeft."
    ),
    Role.HEAD_OF_INTEGRITY: _(
        "Leidt het bureau. Mag bij een meldpunt lezen. Gaat een melding over het hoofd, dan gaat die eromheen."
    ),
    Role.MAYOR: _("Besluit waar de regels dat zeggen, op wat wordt voorgelegd. Leest geen zaken."),
    Role.SECRETARY: _(
        "Besluit waar de regels dat zeggen, op wat wordt voorgelegd. Leest door deze rol geen zaken."
    ),
    Role.REGISTRAR: _("Besluit waar de regels dat zeggen, op wat wordt voorgelegd. Leest geen zaken."),
    Role.ALDERMAN: _("Zo gaat een melding over een wethouder om deze persoon heen. Leest geen zaken."),
    Role.EMPLOYERS_COMMITTEE: _(
        "Besluit over de griffier en de griffie, op wat wordt voorgelegd. Leest geen zaken."
    ),
}


class EmployerForm(PlainForm):
    """Whose employer decides, and to whom somebody reports."""

    employer = forms.ChoiceField(
        label=_("Wie is de werkgever?"),
        choices=[],
        widget=Choices(
            hints={
                "staff": _("De gemeentesecretaris besluit, en daarna de burgemeester."),
                "registry": _("De werkgeverscommissie van de raad besluit."),
                "office_holder": _("De burgemeester besluit."),
                "mayor": _("De commissaris van de Koning besluit. Die staat buiten de gemeente."),
                "hired": _(
                    "Wie deze persoon uitleent, besluit. Over het einde van de inhuur besluit de gemeente."
                ),
            },
            folds={"hired": "lender"},
        ),
        error_messages={
            "required": _("Kies wie de werkgever is."),
            "invalid_choice": _("Kies een werkgever uit de lijst."),
        },
    )
    lender = _text(
        _("Bij wie is deze persoon in dienst?"), help_text=_("De naam van het bureau of de organisatie.")
    )
    manager = forms.ChoiceField(
        label=_("Onder wie werkt deze persoon?"),
        choices=[],
        required=False,
        help_text=_(
            "Gaat een melding over een leidinggevende? Dan leest wie eronder werkt niet mee, waar de regels dat zeggen."
        ),
        error_messages={"invalid_choice": _("Kies iemand uit de lijst.")},
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].choices = [(one.value, _(one.label)) for one in Employer]  # pyright: ignore[reportAttributeAccessIssue]
        manager: Any = self.fields["manager"]
        manager.choices = people_choices(people, _("Onder niemand, of dat weten wij niet"))


class RoleForm(PlainForm):
    role = forms.ChoiceField(
        label=_("Welke rol?"),
        choices=[],
        widget=Choices(hints=ROLE_HINTS),
        error_messages={"required": _("Kies een rol."), "invalid_choice": _("Kies een rol uit de lijst.")},
    )

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, _(Role(role).label)) for role in roles]  # pyright: ignore[reportAttributeAccessIssue]


class DeskForm(PlainForm):
    name = _text(_("Naam"), required=_("Vul een naam in."), longest=80)
    slug = _text(
        _("Korte naam"),
        required=_("Vul een korte naam in."),
        longest=40,
        help_text=_("Voor in het adres van de pagina: kleine letters, cijfers en streepjes."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    about = _text(
        _("Waar is dit meldpunt voor?"),
        longest=2000,
        help_text=_("Dit staat op de openbare pagina."),
        widget=forms.Textarea(),
    )
    intro = _text(
        _("Wat vertel je een melder vooraf?"),
        longest=2000,
        help_text=_("Dit staat boven wie er leest, voordat de melder iets typt. Het is openbaar."),
        widget=forms.Textarea({"rows": 4}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Welke meldingen komen hier binnen?"),
        choices=[(kind.value, _(kind.label)) for kind in Kind],
        help_text=_(
            "Een vraag om advies en een klacht komen hier ook binnen als ze niet zijn aangekruist: wie vraagt of klaagt, kiest "
            "zelf een meldpunt."
        ),
        widget=ManyChoices,
        error_messages={
            "required": _("Kies ten minste één soort melding."),
            "invalid_choice": _("Kies een soort uit de lijst."),
        },
    )
    is_open = forms.BooleanField(
        label=_("Mensen kunnen hier nu melden"),
        required=False,
        initial=True,
    )


class ReaderForm(PlainForm):
    person = forms.ChoiceField(
        label=_("Wie?"),
        choices=[],
        help_text=_("Alleen mensen met de rol behandelaar of coördinator staan hier."),
        error_messages={"required": _("Kies iemand."), "invalid_choice": _("Kies iemand uit de lijst.")},
    )
    place = forms.ChoiceField(
        label=_("Als wat?"),
        choices=[("reader", _("Lezer")), ("reserve", _("Reserve"))],
        initial="reader",
        widget=Choices(
            hints={
                "reader": _("Krijgt een sleutel van elke nieuwe melding, tenzij de melder dat niet wil."),
                "reserve": _("Krijgt alleen een sleutel als er minder dan twee lezers overblijven."),
            }
        ),
        error_messages={"required": _("Kies een van de twee."), "invalid_choice": _("Kies een van de twee.")},
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.choices = people_choices(people, "")


class OwnTermForm(PlainForm):
    length = forms.IntegerField(
        label=_("Hoeveel?"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "wb-w3"}),
        error_messages={"required": _("Vul een getal in."), "invalid": _("Vul een getal in, in cijfers.")},
    )


class OwnLetterForm(PlainForm):
    words = _text(
        _("Welke woorden stellen jullie voor?"),
        required=_("Schrijf op wat jullie voorstellen."),
        longest=4000,
        help_text=_(
            "Schrijf zoals je praat, met je. Waar de dag moet komen waarop de melder antwoord krijgt, zet je"
            " {laatste dag}."
        ),
        widget=forms.Textarea({"rows": 10}),
    )


class ContactForm(PlainForm):
    phone = _text(
        _("Op welk nummer bereik je het meldpunt?"),
        longest=30,
        help_text=_("Heb je geen nummer? Laat dit leeg. Dan staat er op de pagina’s geen nummer."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    hours = _text(
        _("Wanneer neemt iemand op?"),
        help_text=_("Bijvoorbeeld: maandag tot en met vrijdag van 9 tot 17 uur."),
    )


class FreeDayForm(PlainForm):
    day = DayField(label=_("Welke dag?"))


class SignKeyForm(PlainForm):
    """`seen` is the fingerprint that stood on the page, so that what is signed is what was compared."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    compared = forms.BooleanField(
        label=_("Ik heb deze persoon zelf gesproken en de woorden waren gelijk."),
        error_messages={"required": _("Bel eerst, en vergelijk de woorden een voor een.")},
    )
