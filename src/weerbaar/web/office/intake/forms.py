"""What is asked of somebody who enters what came in, or who sets the mailbox of a desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weerbaar.cases.models import Kind
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.ground import clock
from weerbaar.intake import questions
from weerbaar.intake.entering import AT_THE_DESK, BESIDE_A_REPORT
from weerbaar.intake.going_round import ABOUT_ROLES
from weerbaar.intake.mailboxes import MailboxView
from weerbaar.web.design.answers import NO_TRACES, AnswersForm, WhomForm
from weerbaar.web.design.fields import Choices, DayField, ManyChoices, needed
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.intake.visit import called

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerbaar.intake.drafts import Content
    from weerbaar.intake.queries import ReaderChoice, ReaderView
    from weerbaar.organisation.models import Desk
    from weerbaar.organisation.staff import Staff

_TOO_LONG = _("Dit is te lang. Maak het korter.")
_LONGEST = 254
_WITH_A_NAME = frozenset({"confidential", "open"})


WHAT = [
    ("", _("Een melding")),
    (Kind.ADVICE.value, _("Een vraag om advies")),
    (Kind.DETRIMENT.value, _("Een klacht over nadeel")),
]
"""What somebody comes with; a report by no name, since what that is about is asked with the rest."""


class _WhatForm(NothingForm):
    """What it is: a question for advice and a complaint about detriment are asked, read and timed in a way of their own."""

    # Empty is an answer: a report.
    kind = needed(
        forms.ChoiceField(
            label=_("Wat is het?"),
            required=False,
            choices=WHAT,
            widget=Choices(
                hints={
                    Kind.ADVICE.value: _(
                        "Iemand wil weten wat te doen, en meldt nog niets. Er wordt niets onderzocht."
                    ),
                    Kind.DETRIMENT.value: _(
                        "Iemand wordt slechter behandeld omdat er is gemeld: de melder, een getuige of wie hielp. Het heeft "
                        "haast."
                    ),
                }
            ),
            error_messages={"invalid_choice": _("Kies iets uit de lijst.")},
        )
    )


class BeginForm(_WhatForm):
    """What came in, how, and when."""

    channel = forms.ChoiceField(
        label=_("Hoe kwam het binnen?"),
        choices=[(one.value, _(one.label)) for one in AT_THE_DESK],
        widget=Choices(),
        error_messages={
            "required": _("Kies hoe het binnenkwam."),
            "invalid_choice": _("Kies hoe het binnenkwam."),
        },
    )
    received_on = DayField(
        label=_("Op welke dag kwam het binnen?"),
        help_text=_(
            "Van deze dag af lopen de termijnen. Bij een brief: de dag waarop hij op het meldpunt kwam."
        ),
        not_after_today=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"received_on": clock.today()}, **kwargs)


class RecordForm(_WhatForm):
    """What somebody told the mayor or the registrar, and on which day."""

    received_on = DayField(
        label=_("Op welke dag was het gesprek?"),
        help_text=_("Van deze dag af lopen de termijnen."),
        not_after_today=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"received_on": clock.today()}, **kwargs)


class StoryForm(AnswersForm):
    """All that a reporter is asked, on one page: with the words of the reporter's own pages, to be read out to them. Of a
    complaint about detriment also to which case it belongs.
    """

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any], kinds: Sequence[str]) -> None:
        # A name only of who gives one: on this page it stands below the choice for everybody.
        asked = [
            replace(one, missing="") if one is questions.NAME else one
            for one in questions.asked_at_once(answers)
        ]
        super().__init__(asked, data, answers=answers)
        name = needed(self.fields[questions.NAME.name])
        name.help_text = gettext("Alleen als de melder een naam geeft.")
        if questions.KIND.name in self.fields:
            widget: Any = self.fields[questions.KIND.name].widget
            of_reports = [one for one in widget.choices if one[0] not in BESIDE_A_REPORT]
            # A desk that says it takes none of these is called about them all the same.
            widget.choices = [one for one in of_reports if one[0] in kinds] or of_reports
        if questions.is_of_detriment(answers):
            self.fields[questions.EARLIER] = forms.CharField(
                label=EARLIER_ASKED,
                required=False,
                max_length=_LONGEST,
                help_text=_(
                    "De code van die zaak, bijvoorbeeld W-kade-47. Alleen een zaak die jij kunt openen, en alleen als je zeker "
                    "weet dat dit de melder van die zaak is: wie daar buiten blijft, blijft ook hier buiten, en dat kun je "
                    "merken aan wie het leest. Anders laat je dit leeg: de melder kan het later vertellen."
                ),
                widget=forms.TextInput(NO_TRACES),
                error_messages={"max_length": _TOO_LONG},
            )

    def answers(self) -> dict[str, Any]:
        """What was answered; to which case it belongs is no answer, and is held against what may be opened."""
        return {name: value for name, value in super().answers().items() if name != questions.EARLIER}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get(questions.OPENNESS.name) in _WITH_A_NAME and not given.get(questions.NAME.name):
            self.add_error(questions.NAME.name, gettext("Vul de naam in, of kies ‘zonder mijn naam’."))
        return given


EARLIER_ASKED = _("Bij welke zaak hoort het?")


class EntryReadersForm(WhomForm):
    """Whom it is about and who reads it, as the one who enters it says. In the place of `struck` a talk has `named`."""

    struck = forms.MultipleChoiceField(
        required=False,
        label=_("Wie mag het níet lezen?"),
        help_text=_("Gaat het over een van hen, of vertrouwt de melder iemand niet? Vink die persoon aan."),
    )
    named = forms.MultipleChoiceField(
        label=_("Wie leest dit gesprek?"),
        help_text=_(
            "Kies ten minste twee mensen. Verder leest niemand mee, ook de rest van het meldpunt niet."
        ),
        error_messages={
            "required": _("Kies ten minste twee mensen: één lezer kan ziek worden of met verlof gaan."),
            "invalid_choice": _("Kies een van de antwoorden."),
        },
    )
    about_roles = forms.MultipleChoiceField(
        required=False,
        label=_("Gaat het over iemand met een van deze functies?"),
        help_text=_("Wie de functie heeft, kan het niet openen en krijgt er geen bericht van."),
        choices=[(one.value, _(one.label)) for one in ABOUT_ROLES],
        widget=ManyChoices(choices=[(one.value, _(one.label)) for one in ABOUT_ROLES]),
    )
    about_desk = forms.BooleanField(
        required=False,
        label=_("Het gaat over dit meldpunt"),
        help_text=_("Dan leest niemand van het meldpunt mee. De reserve krijgt het."),
    )

    def __init__(self, choice: ReaderChoice, data: Any = None, *, content: Content, staff: Staff) -> None:
        initial = {
            "struck": list(content.struck),
            "named": list(content.named),
            "about_roles": list(content.about_roles),
            "about_desk": choice.desk.slug in content.about_desks,
        }
        super().__init__(choice, data, initial=initial, before=content.struck)
        asked: dict[ReaderView, str] = {
            one: gettext("Bedoelt de melder %(who)s, die dit zou lezen?") % {"who": one.name}
            for one in choice.asked
        }
        asked |= {
            one: gettext("Bedoelt de melder deze functie: %(who)s? Die kan erover beslissen.")
            % {"who": gettext(one.function)}
            for one in choice.asked_of_office
        }
        self.ask_back(
            asked, (gettext("Ja"), gettext("Nee, iemand anders")), gettext("Kies een van de antwoorden.")
        )
        self._offer("named" if content.is_shielded else "struck", choice, staff, content)
        del self.fields["struck" if content.is_shielded else "named"]
        if content.is_shielded:
            # Nobody of the desk reads it but whom the recorder names.
            del self.fields["about_desk"]

    def _offer(self, name: str, choice: ReaderChoice, staff: Staff, content: Content) -> None:
        people = choice.all if name == "named" else choice.can_be_struck
        yourself = gettext("Dat ben jij.") if name == "named" else gettext(_YOURSELF)
        notes = {staff.person_id: yourself % {"called": called(content)}}
        notes |= dict.fromkeys((one.person_id for one in choice.waiting), gettext("Kan nu nog niet lezen."))
        field: Any = self.fields[name]
        field.choices = [(str(one.person_id), one.name) for one in people]
        hints = {
            str(one.person_id): ". ".join(filter(None, [one.function, notes.get(one.person_id, "")]))
            for one in people
        }
        field.widget = ManyChoices(choices=field.choices, hints=hints)


_YOURSELF = _("Dat ben jij: vink je jezelf aan, dan zie je de %(called)s hierna niet meer terug.")


class DeskChoiceForm(NothingForm):
    """Of which desk the readers are."""

    desk = forms.ChoiceField(
        label=_("Voor welk meldpunt is dit?"),
        widget=Choices(),
        error_messages={"required": _("Kies een meldpunt."), "invalid_choice": _("Kies een meldpunt.")},
    )

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["desk"]
        field.choices = [(one.slug, one.name) for one in desks]
        field.widget.choices = field.choices


class ManyFiles(forms.ClearableFileInput):
    """More files at once."""

    allow_multiple_selected = True


class EntryFilesForm(NothingForm):
    bestand = forms.FileField(
        required=False,
        label=_("Kies de scan, de opname of een ander bestand"),
        help_text=_("Tot 1 GB per bestand, 50 tegelijk."),
        widget=ManyFiles(),
    )


class CheckForm(NothingForm):
    """Where the reporter wants a knock, and that they agreed to it."""

    knock_at = forms.CharField(
        label=_("Op welk mailadres mag de melder een seintje krijgen?"),
        required=False,
        max_length=_LONGEST,
        help_text=_(
            "Er staat alleen in dat er iets klaarstaat. Niet dat van het werk: een werkgever kan daarin meelezen."
        ),
        widget=forms.TextInput({**NO_TRACES, "inputmode": "email", "autocapitalize": "none"}),
        error_messages={"max_length": _TOO_LONG},
    )
    agreed = forms.BooleanField(label=_("De melder vindt dit goed en kent het risico"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("knock_at", "").strip() and not given.get("agreed"):
            self.add_error(
                "agreed", gettext("Vraag het eerst aan de melder. Zegt die nee? Maak het mailadres dan leeg.")
            )
        return given


class TurnAwayForm(NothingForm):
    reason = forms.CharField(
        label=_("Waarom hoort het hier niet?"),
        max_length=LONGEST_REASON,
        help_text=_(
            "Bijvoorbeeld: reclame. Schrijf geen namen op. Wie het bericht kan lezen, leest ook de reden."
        ),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Schrijf op waarom."), "max_length": _TOO_LONG},
    )


class WithoutWordsForm(NothingForm):
    reason = forms.CharField(
        label=_("Waarom kun je de woorden niet geven?"),
        max_length=LONGEST_REASON,
        help_text=_(
            "Bijvoorbeeld: er stond geen adres in de brief. Wie de melding leest, leest ook de reden."
        ),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Schrijf op waarom."), "max_length": _TOO_LONG},
    )


class MailboxForm(NothingForm):
    host = forms.CharField(
        label=_("Naam van de mailserver"),
        max_length=_LONGEST,
        help_text=_("Bijvoorbeeld imap.voorbeeld.nl."),
        widget=forms.TextInput(NO_TRACES),
        error_messages={
            "required": _("Vul de naam van de mailserver in, bijvoorbeeld imap.voorbeeld.nl."),
            "max_length": _TOO_LONG,
        },
    )
    security = forms.ChoiceField(
        label=_("Hoe is de verbinding beveiligd?"),
        help_text=_("Weet je het niet? Vraag het wie de mailserver beheert, of kies TLS."),
        choices=[("tls", _("TLS, meestal poort 993")), ("starttls", _("STARTTLS, meestal poort 143"))],
        widget=Choices(),
        error_messages={
            "required": _("Kies hoe de verbinding wordt beveiligd."),
            "invalid_choice": _("Kies hoe de verbinding wordt beveiligd."),
        },
    )
    port = forms.IntegerField(
        label=_("Poort"),
        initial=993,
        min_value=1,
        max_value=65_535,
        widget=forms.TextInput({"inputmode": "numeric", "class": "wb-w3"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Een poort is een getal. Meestal is het 993."),
        ),
    )
    user = forms.CharField(
        label=_("Naam om mee aan te melden"),
        max_length=_LONGEST,
        help_text=_("Vaak het mailadres van de mailbox."),
        widget=forms.TextInput(NO_TRACES),
        error_messages={
            "required": _("Vul de naam in waarmee de mailbox opengaat."),
            "max_length": _TOO_LONG,
        },
    )
    password = forms.CharField(
        label=_("Wachtwoord"),
        required=False,
        max_length=_LONGEST,
        strip=False,
        help_text=_("Wij laten het niemand meer zien."),
        widget=forms.PasswordInput({"autocomplete": "off"}),
        error_messages={"max_length": _TOO_LONG},
    )
    folder = forms.CharField(
        label=_("Map"),
        help_text=_("Bijna altijd INBOX: zo heet de map waarin nieuwe mail binnenkomt."),
        initial="INBOX",
        max_length=120,
        widget=forms.TextInput(NO_TRACES),
        error_messages={
            "required": _("Vul de naam van de map in. Meestal is dat INBOX."),
            "max_length": _TOO_LONG,
        },
    )

    def __init__(self, *args: Any, kept: MailboxView | None, **kwargs: Any) -> None:
        names = ("host", "port", "security", "user", "folder")
        initial = {name: getattr(kept, name) for name in names} if kept else {"security": "tls"}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["password"].required = kept is None
        if kept:
            self.fields["password"].help_text = gettext(
                "Wij laten het niemand meer zien. Laat leeg om het oude te houden."
            )
        self.fields["password"].error_messages["required"] = gettext("Vul het wachtwoord van de mailbox in.")
