"""The forms of the reporter's side: made of the questions of the intake, which judge every answer themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from weerbaar.ground.errors import WeerbaarError
from weerbaar.intake import questions
from weerbaar.intake.drafts import Content
from weerbaar.intake.going_round import ABOUT_ROLES, is_about_its_desk, is_of_inquiry
from weerbaar.intake.queries import DeskView, ReaderChoice, ReaderView, Said
from weerbaar.intake.questions import Answer, Page, Question
from weerbaar.web.design.answers import NO_TRACES as _NO_TRACES
from weerbaar.web.design.answers import AnswersForm, WhomForm
from weerbaar.web.design.dates import full_day
from weerbaar.web.design.fields import Choices, ManyChoices, needed
from weerbaar.web.reporter.page import called_of, sentence

_TEXT_ROWS = 4


class QuestionsForm(AnswersForm):
    """The questions of one page. `honeypot` stands on the first page only."""

    website = forms.CharField(
        required=False,
        label=gettext_lazy("Laat dit veld leeg"),
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(
        self, page: Page, data: Any = None, *, answers: Mapping[str, Any] | None = None, kinds: Any = None
    ) -> None:
        super().__init__(page.questions, data, answers=answers)
        self.page = page
        if page.missing:
            # Its own button says that there is no answer: an empty box is refused, so it is not called optional.
            needed(self.fields[page.questions[0].name])
        if page is not questions.PAGES[0]:
            del self.fields["website"]
        if kinds is not None and "kind" in self.fields:
            widget: Any = self.fields["kind"].widget
            widget.choices = [one for one in widget.choices if one[0] in kinds]

    @property
    def shown(self) -> list[forms.BoundField]:
        """The questions that stand by themselves; one that a choice opens stands under that choice."""
        return [one for one in super().shown if one.name != "website"]

    def clean_website(self) -> str:
        """A program fills in everything; a browser that remembers too much may as well, so it is asked, not refused."""
        if self.cleaned_data["website"]:
            raise ValidationError(
                gettext("Maak dit veld leeg. Het houdt programma’s tegen. Misschien vulde je browser het in.")
            )
        return ""

    def answers(self) -> dict[str, Any]:
        """What was answered well, as it is kept."""
        return {name: value for name, value in super().answers().items() if name != "website"}


class TextField(forms.Field):
    """Words to the desk; tidied as a story is. `missing` is the sentence for nothing at all."""

    def __init__(self, *, missing: str = "", limit: int = questions.STORY_LIMIT, **kwargs: Any) -> None:
        super().__init__(required=bool(missing), **kwargs)
        self.rule = Question("", Answer.TEXT, "", "", missing=missing, limit=limit)
        if isinstance(self.widget, forms.TextInput):
            self.rule = Question("", Answer.LINE, "", "", missing=missing, limit=limit)

    def clean(self, value: Any) -> str:
        try:
            return questions.read(self.rule, str(value or ""))
        except WeerbaarError as error:
            raise ValidationError(sentence(error)) from None


def _box(rows: int = _TEXT_ROWS) -> forms.Textarea:
    return forms.Textarea({"rows": rows, **_NO_TRACES})


class DeskForm(forms.Form):
    """To which desk."""

    desk = forms.ChoiceField(
        label=gettext_lazy("Bij welk meldpunt wil je melden?"),
        error_messages={
            "required": gettext_lazy("Kies een meldpunt."),
            "invalid_choice": gettext_lazy("Kies een van de meldpunten."),
        },
    )

    def __init__(
        self,
        desks: Any,
        outside: Sequence[DeskView] = (),
        data: Any = None,
        *,
        initial: str = "",
        is_advice: bool = False,
        is_complaint: bool = False,
    ) -> None:
        super().__init__(data, initial={"desk": initial})
        if is_advice:
            self.fields["desk"].label = gettext("Waar wil je je vraag stellen?")
        elif is_complaint:
            self.fields["desk"].label = gettext("Welk meldpunt mag je klacht lezen?")
            self.fields["desk"].help_text = gettext(
                "Je schrijft een klacht, en geen nieuwe melding. Kies je een meldpunt van buiten? Dan begin je daar opnieuw."
            )
        self.links = {f"{_OUTSIDE}{one.link_id}": one for one in outside}
        options = [(one.slug, one.name) for one in desks]
        options += [(value, one.name) for value, one in self.links.items()]
        hints = {one.slug: _said_of(one.about, one.closes_on) for one in desks}
        for value, one in self.links.items():
            run_by = gettext("Buiten de organisatie: van %(who)s.") % {"who": one.run_by}
            hints[value] = f"{run_by} {_said_of(one.about, one.closes_on)}".strip()
        field = self.fields["desk"]
        field.widget = Choices(choices=options, hints={value: hint for value, hint in hints.items() if hint})
        field.choices = options  # pyright: ignore[reportAttributeAccessIssue]

    def outside(self) -> UUID | None:
        """The desk of another party that was chosen, or None for one of one's own."""
        chosen = self.links.get(self.cleaned_data["desk"])
        return chosen.link_id if chosen else None


# No short name of a desk has a colon.
_OUTSIDE = "buiten:"


def _said_of(about: str, closes_on: date | None) -> str:
    """What a desk is for, and until when."""
    until = gettext("Tot en met %(day)s.") % {"day": full_day(closes_on)} if closes_on else ""
    return f"{about} {until}".strip()


class ReadersForm(WhomForm):
    """Who may not read."""

    struck = forms.MultipleChoiceField(
        required=False,
    )
    about_roles = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Gaat het over iemand met een van deze functies?"),
        choices=[(one.value, _(one.label)) for one in ABOUT_ROLES],
        widget=ManyChoices(choices=[(one.value, _(one.label)) for one in ABOUT_ROLES]),
    )
    about_desk = forms.BooleanField(
        required=False,
        label=gettext_lazy("Het gaat over dit meldpunt"),
        help_text=gettext_lazy("Dan leest niemand van het meldpunt mee. De reserve krijgt het."),
    )

    def __init__(self, choice: ReaderChoice, data: Any = None, *, content: Content) -> None:
        struck = content.struck
        gone = bool(choice.members) and all(str(one.person_id) in struck for one in choice.members)
        about_desk = gone or choice.desk.slug in content.about_desks
        initial = {
            "struck": list(struck),
            "about_roles": list(content.about_roles),
            "about_desk": about_desk,
        }
        super().__init__(choice, data, initial=initial, before=struck)
        self.called = {"called": called_of(content.answers)}
        self._word_what_is_asked_back(choice)
        self._say_of_what()
        roles: Any = self.fields["about_roles"]
        roles.choices = roles.widget.choices = [(one.value, gettext(one.label)) for one in ABOUT_ROLES]
        if is_about_its_desk(content) or is_of_inquiry(content):
            # Not asked: nobody of the desk reads it whatever would be answered, or another desk was found where needed.
            del self.fields["about_desk"]
        elif not any(one.is_reserve for one in choice.all):
            self.fields["about_desk"].help_text = gettext(
                "Dan leest niemand van het meldpunt mee. Er is nu geen reserve: kies daarna een ander meldpunt."
            )
        options = [(str(one.person_id), one.name) for one in choice.can_be_struck]
        field = self.fields["struck"]
        field.widget = ManyChoices(choices=options, hints=_about(choice))
        field.choices = options  # pyright: ignore[reportAttributeAccessIssue]

    def _say_of_what(self) -> None:
        """The words of this form that say whether it is a report or a complaint."""
        self.fields["struck"].label = gettext("Wie mag je %(called)s níet lezen?") % self.called
        told = gettext(
            "Gaat je %(called)s over een van deze mensen? Of vertrouw je iemand niet? Vink die persoon aan. "
            "Die kan je %(called)s dan niet openen en krijgt er geen bericht van."
        )
        self.fields["struck"].help_text = told % self.called
        told = gettext(
            "Je hoeft geen naam te weten. Wie de functie heeft als je verstuurt, kan je %(called)s niet openen en krijgt "
            "er geen bericht van."
        )
        self.fields["about_roles"].help_text = told % self.called

    def _word_what_is_asked_back(self, choice: ReaderChoice) -> None:
        """A question for each reader whose name, or function, is like what was typed about whom it is."""
        asked: dict[ReaderView, str] = {}
        for one in choice.asked:
            # By name: the line above the list says it too, and who is in doubt stands in no list any more.
            who = f"{one.name} ({one.function})" if one.function else one.name
            asked[one] = gettext("Bedoel je %(who)s, die je %(called)s zou lezen?") % (
                {"who": who} | self.called
            )
        for one in choice.asked_of_office:
            who = {"who": gettext(one.function)} | self.called
            told = gettext("Bedoel je deze functie: %(who)s? Die kan over je %(called)s beslissen.")
            asked[one] = told % who
        self.ask_back(
            asked, (gettext("Ja"), gettext("Nee, iemand anders")), gettext("Kies een van de antwoorden.")
        )


def _about(choice: ReaderChoice) -> dict[str, str]:
    """What stands under a name: the function, and why somebody is there who does not read."""
    notes = dict.fromkeys((one.person_id for one in choice.waiting), gettext("Kan nu nog niet meelezen."))
    notes |= dict.fromkeys(
        (one.person_id for one in choice.elsewhere),
        gettext("Vinkte je eerder aan. Hoort niet bij dit meldpunt."),
    )
    return {
        str(one.person_id): ". ".join(filter(None, [one.function, notes.get(one.person_id, "")]))
        for one in choice.can_be_struck
    }


class ManyFiles(forms.ClearableFileInput):
    """More files at once."""

    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Files to add. The handler judged them while they came in; the view puts its sentences here."""

    bestand = forms.FileField(
        required=False,
        label=gettext_lazy("Kies bestanden op je apparaat"),
        help_text=gettext_lazy("Tot 1 GB per bestand, 50 tegelijk"),
        widget=ManyFiles(),
    )


class MessageForm(forms.Form):
    """Something to say to the desk."""

    body = TextField(
        label=gettext_lazy("Schrijf terug of vertel meer"),
        help_text=gettext_lazy("Wie dit behandelt, leest het."),
        missing=_("Schrijf eerst iets, dan kun je het versturen."),
        widget=_box(),
    )
    answers = forms.ChoiceField(
        label=gettext_lazy("Is dit een antwoord op een vraag?"),
        widget=Choices(),
        error_messages={
            "required": gettext_lazy("Kies of dit een antwoord is op een vraag."),
            "invalid_choice": gettext_lazy("Op deze vraag is al een antwoord. Kies opnieuw."),
        },
    )

    def __init__(self, *args: Any, open_questions: Sequence[Said] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not open_questions:
            del self.fields["answers"]
            return
        options = [(_NO_ANSWER, gettext("Nee, dit is iets anders"))]
        for one in open_questions:
            asked = {"question": Truncator(one.body).chars(_SHORT)}
            options.append((str(one.id), gettext("Ja, op de vraag: ‘%(question)s’") % asked))
        field: Any = self.fields["answers"]
        field.choices = options

    def answered(self) -> UUID | None:
        """The question that this answers, or None."""
        chosen = self.cleaned_data.get("answers", _NO_ANSWER)
        return None if chosen == _NO_ANSWER else UUID(chosen)


_NO_ANSWER = "nee"
_SHORT = 120  # characters of a question in a line


class WordsForm(forms.Form):
    """The eight words of a receipt, in one field. `body` is what somebody typed when their visit ran out."""

    words = TextField(
        label=gettext_lazy("Jouw acht woorden"),
        help_text=gettext_lazy("Met een spatie ertussen. Hoofdletters maken niet uit."),
        missing=_("Vul de acht woorden in die je kreeg."),
        widget=forms.Textarea({"rows": 3, "autocapitalize": "none", "spellcheck": "false", **_NO_TRACES}),
    )

    def __init__(self, *args: Any, carried: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if carried:
            self.fields["body"] = TextField(label=gettext("Wat je typte"), widget=_box())


class TryForm(forms.Form):
    """Two words typed over from paper."""

    first = forms.CharField(required=False, widget=forms.TextInput())
    second = forms.CharField(required=False, widget=forms.TextInput())

    def __init__(self, first: int, second: int, data: Any = None) -> None:
        super().__init__(data)
        attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "wb-w3"}
        for name, number in (("first", first), ("second", second)):
            self.fields[name].label = gettext("Woord %(number)d") % {"number": number}
            self.fields[name].required = True
            self.fields[name].widget = forms.TextInput(attrs)
            self.fields[name].error_messages["required"] = gettext(
                "Typ woord %(number)d over van je papier."
            ) % {"number": number}


class IdentityForm(forms.Form):
    """A name, given later."""

    name = TextField(
        label=gettext_lazy("Hoe heet je?"),
        missing=_("Vul je naam in."),
        limit=questions.NAME_LIMIT,
        widget=forms.TextInput(_NO_TRACES),
    )
    contact = TextField(
        label=gettext_lazy("Hoe kunnen wij je bereiken?"),
        help_text=gettext_lazy("Een telefoonnummer of mailadres. Kies iets waar je werk niet bij kan."),
        limit=questions.LINE_LIMIT,
        widget=forms.TextInput(_NO_TRACES),
    )


class AddressForm(forms.Form):
    """A private address for a knock."""

    mail = forms.EmailField(
        label=gettext_lazy("Je eigen mailadres"),
        help_text=gettext_lazy("Niet dat van je werk: je werkgever kan daarin meelezen."),
        widget=forms.TextInput(
            {**_NO_TRACES, "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": gettext_lazy("Vul een mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
            "invalid": gettext_lazy("Dit is geen mailadres. Een mailadres ziet eruit als naam@voorbeeld.nl."),
        },
    )


class RatingForm(forms.Form):
    """How it went."""

    score = forms.ChoiceField(
        label=gettext_lazy("Hoe ging het?"),
        choices=[
            ("good", gettext_lazy("Goed")),
            ("fair", gettext_lazy("Het kon beter")),
            ("bad", gettext_lazy("Niet goed")),
        ],
        widget=Choices(),
        error_messages={
            "required": gettext_lazy("Kies hoe het ging."),
            "invalid_choice": gettext_lazy("Kies hoe het ging."),
        },
    )
    body = TextField(
        label=gettext_lazy("Wil je er iets over zeggen?"),
        help_text=gettext_lazy("Word je slechter behandeld omdat je meldde? Vertel het hier."),
        widget=_box(),
    )
