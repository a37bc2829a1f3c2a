"""What the case pages ask. What is allowed is decided in `cases`; a form only knows its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from weerbaar.cases.communication import LONGEST_TELLER, Audience
from weerbaar.cases.communication import LONGEST_TEXT as LONGEST_PLANNED
from weerbaar.cases.guests import LONGEST_WHO
from weerbaar.cases.kept_out import LONGEST_NAME
from weerbaar.cases.models import Guest, Kind, OutcomeCode, Party, Stage, TextBlock
from weerbaar.cases.notes import LONGEST_NOTE
from weerbaar.cases.packages import LONGEST_RECEIVER, ForEmployer
from weerbaar.cases.rules import LONGEST_REASON, LONGEST_TEXT, MEASURES, Towards, may_come_early
from weerbaar.cases.subjects import HOW
from weerbaar.cases.text_blocks import LONGEST_BLOCK, LONGEST_TITLE
from weerbaar.vault.files import Whose
from weerbaar.web.design.fields import Choices, DayField, ManyChoices, needed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from weerbaar.cases.papers import Answer
    from weerbaar.organisation.queries import Colleague

_PICK = {"required": _("Maak een keuze."), "invalid_choice": _("Kies iets uit de lijst.")}
_WHO_READS_IT = _("Alleen wie een sleutel van deze zaak heeft, leest je reden.")


def _text(
    label: Any, empty: Any = "", *, help_text: Any = "", rows: int = 4, longest: int = LONGEST_TEXT
) -> forms.CharField:
    """A text of several lines. `empty` is the sentence for when nothing was typed; without one it may stay empty."""
    return forms.CharField(
        label=label,
        required=bool(empty),
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
        max_length=longest,
        error_messages={"required": empty, "max_length": _("Dit is te lang. Maak het korter.")},
    )


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.use_required_attribute = False


class _OnceForm(_Form):
    """A form with an id of its own, drawn when it is shown, by which a second click is recognised."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    @property
    def drawn(self) -> UUID:
        return self.cleaned_data["once"] or uuid4()


class AnswerForm(_OnceForm):
    body = _text(
        _("Antwoord aan de melder"),
        _("Schrijf eerst iets op."),
        help_text=_(
            "Schrijf zoals je praat. Noem geen namen: de melder leest dit misschien waar iemand meekijkt."
        ),
    )
    # A style sheet sees by it whether something was typed: an empty box is not printed.
    body.widget.attrs["placeholder"] = " "


class DraftForm(_Form):
    """The same box when it is kept and not sent: it may be empty."""

    body = _text(_("Antwoord aan de melder"))


class AcknowledgeForm(_Form):
    body = _text(
        _("Wat zeg je?"),
        _("Schrijf op wat je de melder zegt."),
        help_text=_("Dit is een voorstel. Verander wat je wilt."),
        rows=8,
    )


class FeedbackForm(_Form):
    body = _text(
        _("Wat is er met de melding gedaan, en waarom?"),
        _("Schrijf op wat je de melder zegt."),
        help_text=_(
            "Zeg wat jullie deden, wat eruit kwam en wat er nu gebeurt. Noem geen namen en geen straf van iemand."
        ),
        rows=10,
    )


class ReasonForm(_Form):
    reason = _text(
        _("Waarom?"),
        _("Schrijf op waarom."),
        help_text=_WHO_READS_IT,
        rows=3,
        longest=LONGEST_REASON,
    )


class SuspendForm(ReasonForm):
    since = DayField(
        label=_("Sinds welke dag?"),
        required=False,
        not_after_today=True,
        help_text=_(
            "De dag waarop de reden ontstond. Vul je niets in, dan staat de termijn stil vanaf vandaag."
        ),
    )


class LetInForm(_Form):
    person = forms.ChoiceField(
        label=_("Wie krijgt een sleutel?"),
        choices=[],
        help_text=_(
            "Wie buiten deze zaak moet blijven, al een sleutel heeft of nog geen bevestigde sleutel maakte, staat er"
            " niet bij."
        ),
        error_messages={
            "required": _("Kies wie een sleutel krijgt."),
            "invalid_choice": _("Kies een collega uit de lijst."),
        },
    )
    chests = forms.MultipleChoiceField(
        label=_("Ook de namen?"),
        required=False,
        choices=[],
        help_text=_(
            "De zaak leest iedereen met een sleutel: gesprek, bestanden, besluiten en tijdlijn, onder schuilnamen."
        ),
        error_messages=_PICK,
    )
    reason = _text(
        _("Waarom?"),
        _("Schrijf op waarom deze collega mee moet lezen."),
        help_text=_WHO_READS_IT,
        rows=3,
        longest=LONGEST_REASON,
    )
    until = forms.ChoiceField(
        label=_("Tot wanneer?"),
        choices=[],
        error_messages={
            "required": _("Kies tot wanneer de sleutel werkt."),
            "invalid_choice": _("Kies een einde uit de lijst."),
        },
    )
    day = DayField(label=_("Tot en met welke dag?"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Iterable[Colleague],
        ends: Mapping[str, tuple[str, str]],
        chests: Mapping[str, tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["person", "chests", "reason", "until", "day"])
        # `choices` of a field is a property that also sets those of its widget, so the widget comes first.
        self._set(
            "person",
            [
                ("", _("Kies een collega")),
                *((str(one.person_id), f"{one.name}, {one.function}") for one in people),
            ],
        )
        self.fields["chests"].widget = ManyChoices(
            hints={key: hint for key, (_label, hint) in chests.items()}
        )
        self._set("chests", [(key, label) for key, (label, _hint) in chests.items()])
        self.fields["until"].widget = Choices(
            hints={key: hint for key, (_label, hint) in ends.items() if hint}, folds={"day": ("day",)}
        )
        self._set("until", [(key, label) for key, (label, _hint) in ends.items()])
        if not chests:
            del self.fields["chests"]

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # pyright: ignore[reportAttributeAccessIssue]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("until") == "day" and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Vul een dag in, bijvoorbeeld 7 maart 2027."))
        return given


class PartyForm(_OnceForm):
    role = forms.ChoiceField(
        label=_("Wat is deze persoon in de zaak?"),
        choices=[(role.value, _(role.label)) for role in Party.Role if role != Party.Role.REPORTER],
        widget=Choices(
            hints={
                "subject": _("Over wie het gaat. Deze persoon moet dan overal buiten blijven."),
                "witness": _("Zag of hoorde iets"),
                "injured": _("Ondervond nadeel"),
            },
            folds={"subject": "nobody_here"},
        ),
        error_messages=_PICK,
    )
    description = _text(
        _("Wat moet een lezer weten?"),
        _("Schrijf op wat een lezer moet weten."),
        help_text=_("Zonder naam. Bijvoorbeeld: leidinggevende van de melder."),
        rows=2,
        longest=LONGEST_REASON,
    )
    name = forms.CharField(
        label=_("Hoe heet deze persoon?"),
        required=False,
        max_length=200,
        help_text=_("De naam komt apart achter slot. In de zaak staat een schuilnaam."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("Dit is te lang. Maak het korter.")},
    )
    nobody_here = forms.BooleanField(
        label=_("Het is iemand anders dan een collega die bijna zo heet"), required=False
    )


class ConsentForm(_Form):
    decision = forms.ChoiceField(
        label=_("Wat besluit je?"),
        choices=[("yes", _("Ik ga akkoord")), ("no", _("Ik ga niet akkoord"))],
        widget=Choices(),
        error_messages=_PICK,
    )
    reason = _text(
        _("Waarom?"), _("Schrijf op waarom."), help_text=_WHO_READS_IT, rows=3, longest=LONGEST_REASON
    )


class FileForm(_Form):
    bestand = forms.FileField(
        label=_("Kies een bestand"),
        required=False,
        help_text=_("Tot 1 GB. Wij halen weg wat wij herkennen, zoals wie het maakte en waar."),
    )
    whose = forms.ChoiceField(
        label=_("Van wie is dit?"),
        help_text=_(
            "Dit bepaalt of het origineel later mee mag, bijvoorbeeld naar een rechter. Weet je het niet zeker? Kies "
            "de melder."
        ),
        choices=[
            (Whose.REPORTER, _("Van de melder")),
            (Whose.SOMEBODY, _("Van iemand anders in deze zaak")),
            (Whose.ORGANISATION, _("Van onszelf")),
        ],
        widget=Choices(
            hints={
                Whose.REPORTER: _("Ook als de melder het jou gaf, op papier of op een stick."),
                Whose.SOMEBODY: _("Bijvoorbeeld van een getuige, of van de betrokkene."),
                Whose.ORGANISATION: _(
                    "Bijvoorbeeld een rooster, een brief of een verslag van de organisatie."
                ),
            }
        ),
        error_messages={"required": _("Kies van wie dit is."), "invalid_choice": _("Kies van wie dit is.")},
    )


class OriginalForm(_Form):
    """An act without a question."""


class InformForm(_Form):
    body = _text(
        _("Hoe is de melding beoordeeld, en wat gebeurt er nu?"),
        _("Schrijf op wat je de melder zegt."),
        help_text=_("Zeg ook wanneer je weer iets laat horen. Noem geen namen."),
        rows=8,
    )


class OutcomeForm(_Form):
    outcome = forms.ChoiceField(
        label=_("Wat kwam eruit?"), choices=OutcomeCode.choices, widget=Choices(), error_messages=_PICK
    )
    reason = _text(
        _("Waarom?"),
        _("Schrijf op waarom."),
        help_text=_WHO_READS_IT,
        rows=5,
        longest=LONGEST_REASON,
    )
    lesson = _text(
        _("Wat leren wij hiervan?"),
        help_text=_("Voor de organisatie, zonder namen. Je kunt dit ook later opschrijven."),
        rows=3,
        longest=LONGEST_REASON,
    )

    def __init__(self, *args: Any, possible: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [one for one in OutcomeCode.choices if one[0] in possible]
        if len(field.choices) < len(OutcomeCode.choices):
            field.help_text = _(
                "Nog niet beide kanten zijn gehoord. Dan kan dit alleen als de melder het ermee eens is. Anders begin je "
                "een onderzoek."
            )


# --- measures, and questions to who decides ---


class LessonForm(_Form):
    lesson = _text(
        _("Wat leren wij hiervan?"),
        _("Schrijf op wat jullie leerden."),
        help_text=_("Wat moet er anders, zodat dit niet weer gebeurt? Noem geen namen."),
        rows=5,
        longest=LONGEST_REASON,
    )


MEASURE_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("Nu nodig, zolang het wordt uitgezocht"),
        (
            "protection",
            "non_active",
            "suspension_order",
            "access_block",
            "workplace_change",
            "criminal_report",
        ),
    ),
    (
        _("Gesprek en herstel"),
        ("conversation", "coaching_or_training", "rehabilitation", "organisational_measure", "no_measure"),
    ),
    (
        _("Straf"),
        ("written_warning", "written_reprimand", "demotion_or_transfer", "suspension_disciplinary"),
    ),
    (_("Geld en verlof"), ("loss_of_leave_hours", "withheld_increment_or_pay", "fine", "recovery_of_damage")),
    (
        _("Einde van het werk"),
        (
            "conditional_dismissal",
            "settlement_agreement",
            "court_rescission",
            "summary_dismissal",
            "end_of_hire_or_secondment",
        ),
    ),
)
"""The measures in the order in which somebody looks for one."""
NOBODY = "none"
"""The choice of a measure that is for no person."""


class MeasureForm(_OnceForm):
    kind = forms.ChoiceField(
        label=_("Welke maatregel?"),
        choices=[],
        error_messages={"required": _("Kies een maatregel."), "invalid_choice": _("Kies iets uit de lijst.")},
    )
    party = forms.ChoiceField(
        label=_("Voor wie?"),
        choices=[],
        widget=Choices(),
        help_text=_("Staat de persoon er niet bij? Voeg die eerst toe als betrokkene."),
        error_messages={
            "required": _("Kies voor wie deze maatregel is."),
            "invalid_choice": _("Kies iets uit de lijst."),
        },
    )
    what = _text(
        _("Wat houdt de maatregel in?"),
        _("Schrijf op wat de maatregel inhoudt."),
        help_text=_("Ook: vanaf wanneer en tot wanneer. Gebruik de schuilnaam."),
        rows=3,
        longest=LONGEST_REASON,
    )
    why = _text(_("Waarom?"), _("Schrijf op waarom."), rows=3, longest=LONGEST_REASON)
    proportion = _text(
        _("Waarom is iets lichters niet genoeg?"),
        _("Schrijf op waarom iets lichters niet genoeg is."),
        rows=3,
        longest=LONGEST_REASON,
    )

    def __init__(
        self, *args: Any, subjects: Iterable[tuple[UUID, str]], only_early: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (name, [(code, _(MEASURES[code].label)) for code in codes if self._fits(code, only_early)])
            for name, codes in MEASURE_GROUPS
        ]
        self._set("kind", [("", _("Kies een maatregel")), *(one for one in groups if one[1])])
        if only_early:
            self.fields["kind"].help_text = _(
                "De melding is nog niet beoordeeld. Tot dan kan alleen wat nu nodig is, of wat niemand raakt."
            )
        self.subjects = list(subjects)
        people = [(str(party_id), short) for party_id, short in self.subjects]
        self._set("party", [*people, (NOBODY, _("Niet voor een persoon"))])

    @staticmethod
    def _fits(code: str, only_early: bool) -> bool:
        return not only_early or may_come_early(MEASURES[code])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = MEASURES.get(given.get("kind", ""))
        if kind and kind.towards is Towards.SUBJECT and given.get("party") == NOBODY:
            self.add_error("party", _("Deze maatregel is voor een persoon. Kies voor wie."))
        return given

    def party_id(self) -> UUID | None:
        """The subject that was chosen. The list of the form holds ids of this case only."""
        return next((one for one, _short in self.subjects if str(one) == self.cleaned_data["party"]), None)

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # pyright: ignore[reportAttributeAccessIssue]


class CheckMeasureForm(_Form):
    fit = forms.ChoiceField(
        label=_("Mag deze maatregel zo?"),
        choices=[("yes", _("Ja, zo kan het")), ("no", _("Nee, zo kan het niet"))],
        widget=Choices(),
        error_messages=_PICK,
    )
    reason = _text(
        _("Waarom?"),
        _("Schrijf op waarom."),
        help_text=_("Waar berust het op, past het bij wat er is vastgesteld, en kan het lichter?"),
        rows=5,
        longest=LONGEST_REASON,
    )


class AdviseForm(_Form):
    receiver = forms.CharField(
        label=_("Aan wie schrijf je?"),
        max_length=LONGEST_RECEIVER,
        help_text=_("De werkgever, en wie daar besluit als je dat weet. Geen adres."),
        error_messages={
            "required": _("Schrijf op wie de werkgever is."),
            "max_length": _("Dit is te lang. Maak het korter."),
        },
    )
    text = _text(
        _("Wat schrijf je?"),
        _("Schrijf op wat je de werkgever adviseert."),
        help_text=_(
            "Dit is een voorstel, met wat er bij de maatregel staat. Haal weg wat de werkgever niet hoeft te weten, en alles "
            "waaraan iemand de melder of een getuige herkent."
        ),
        rows=14,
    )
    parts = forms.MultipleChoiceField(
        label=_("Wat gaat er mee?"),
        required=False,
        choices=[
            (ForEmployer.CHECK.value, _("De juridische toets")),
            (ForEmployer.NAME.value, _("De naam van wie het is")),
        ],
        help_text=_("Meer krijgt een werkgever niet van ons. Zonder naam schrijf je die zelf op de brief."),
        widget=ManyChoices(folds={ForEmployer.NAME.value: ("why_name",)}),
        error_messages=_PICK,
    )
    why_name = _text(
        _("Waarom heeft de werkgever de naam nodig?"),
        help_text=_WHO_READS_IT,
        rows=2,
        longest=LONGEST_REASON,
    )


class EmployerAnswerForm(_Form):
    follows = forms.ChoiceField(
        label=_("Wat doet de werkgever met het advies?"),
        choices=[
            ("yes", _("De werkgever volgt het advies")),
            ("no", _("De werkgever volgt het advies niet")),
        ],
        widget=Choices(),
        error_messages=_PICK,
    )
    day = DayField(label=_("Op welke dag antwoordde de werkgever?"), not_after_today=True)
    said = _text(
        _("Wat antwoordde de werkgever?"),
        _("Schrijf op wat de werkgever antwoordde."),
        help_text=_("Ook als die iets anders doet dan je adviseerde. Noem geen namen."),
        rows=4,
        longest=LONGEST_REASON,
    )


class _AskedForm(_OnceForm):
    """Whom to ask, and by when."""

    person = forms.ChoiceField(
        label=_("Wie besluit?"),
        choices=[],
        help_text=_(
            "In de volgorde van de regels. Wie buiten deze zaak moet blijven of haar leest, staat er niet bij."
        ),
        error_messages={
            "required": _("Kies wie besluit."),
            "invalid_choice": _("Kies iemand uit de lijst."),
        },
    )
    due_on = DayField(label=_("Uiterlijk op welke dag?"))

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Kies wie besluit"))]
        choices += [(str(one.person_id), f"{one.name}, {one.function}") for one in people]
        self.fields["person"].choices = choices  # pyright: ignore[reportAttributeAccessIssue]


class AskAnotherForm(_AskedForm):
    """The same paper for somebody else."""


def as_lawyer(form: forms.Form) -> None:
    """Let a form that asks who decides ask for the lawyer who checks."""
    person: Any = form.fields["person"]
    person.label = _("Welke jurist?")
    person.help_text = _(
        "Wie de maatregel voorstelde, deze zaak leest of erbuiten moet blijven, staat er niet bij."
    )
    person.choices = [("", _("Kies een jurist")), *list(person.choices)[1:]]
    person.error_messages["required"] = _("Kies een jurist.")


class AskDecisionForm(_AskedForm):
    question = _text(
        _("Wat vraag je?"),
        _("Schrijf op wat je vraagt."),
        help_text=_("Eén vraag, waarop je met een van de antwoorden hieronder verder kunt."),
        rows=2,
        longest=LONGEST_REASON,
    )
    facts = _text(
        _("Wat moet wie besluit daarvoor weten?"),
        _("Schrijf op wat nodig is om te besluiten."),
        help_text=_("Niet meer dan nodig. Schuilnamen, en niets waaraan je de melder herkent."),
        rows=8,
    )
    label_1 = _text(
        _("Eerste antwoord"), _("Schrijf het eerste antwoord op."), rows=1, longest=LONGEST_REASON
    )
    does_1 = _text(
        _("Wat het eerste antwoord doet"),
        _("Schrijf op wat het eerste antwoord doet."),
        rows=2,
        longest=LONGEST_REASON,
    )
    label_2 = _text(
        _("Tweede antwoord"), _("Schrijf het tweede antwoord op."), rows=1, longest=LONGEST_REASON
    )
    does_2 = _text(
        _("Wat het tweede antwoord doet"),
        _("Schrijf op wat het tweede antwoord doet."),
        rows=2,
        longest=LONGEST_REASON,
    )
    label_3 = _text(_("Derde antwoord"), rows=1, longest=LONGEST_REASON)
    does_3 = _text(_("Wat het derde antwoord doet"), rows=2, longest=LONGEST_REASON)
    hears = _text(
        _("Wie hoort wat er is besloten?"),
        _("Schrijf op wie het besluit hoort."),
        rows=2,
        longest=LONGEST_REASON,
    )
    field_order = [
        "person",
        "question",
        "facts",
        "label_1",
        "does_1",
        "label_2",
        "does_2",
        "label_3",
        "does_3",
        "hears",
        "due_on",
    ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        label, does = given.get("label_3", ""), given.get("does_3", "")
        if label and not does:
            self.add_error("does_3", _("Schrijf op wat het derde antwoord doet."))
        if does and not label:
            self.add_error("label_3", _("Schrijf het derde antwoord op."))
        return given

    def answers(self) -> tuple[tuple[str, str], ...]:
        """The answers that were typed, each with what it does."""
        given = self.cleaned_data
        return tuple((given[f"label_{number}"], given[f"does_{number}"]) for number in (1, 2, 3))


class AskMeasureForm(_AskedForm):
    """About a measure the program writes the question, the measure and the two answers."""

    more = _text(
        _("Wat moet wie besluit nog meer weten?"),
        help_text=_("Niet meer dan nodig. Schuilnamen, en niets waaraan je de melder herkent."),
        rows=5,
    )
    hears = _text(
        _("Wie hoort wat er is besloten?"),
        _("Schrijf op wie het besluit hoort."),
        rows=2,
        longest=LONGEST_REASON,
    )
    field_order = ["person", "more", "hears", "due_on"]


class AskCheckForm(_AskedForm):
    """About the legal check of a measure the program writes the question, the measure and the two answers."""

    more = _text(
        _("Wat geef je de jurist nog mee?"),
        help_text=_("Niet meer dan nodig. Schuilnamen, en niets waaraan je de melder herkent."),
        rows=5,
    )
    field_order = ["person", "more", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_lawyer(self)


class MoreForm(_Form):
    text = _text(_("Wat wil je weten?"), _("Schrijf eerst iets op."), rows=4, longest=LONGEST_REASON)


class PaperAnswerForm(_Form):
    choice = forms.ChoiceField(label=_("Wat besluit je?"), choices=[], error_messages=_PICK)
    reason = _text(
        _("Waarom?"),
        _("Schrijf op waarom."),
        help_text=_("De behandelaars van de zaak lezen je reden."),
        rows=4,
        longest=LONGEST_REASON,
    )

    def __init__(self, *args: Any, answers: Iterable[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(answers)
        self.fields["choice"].widget = Choices(hints={one.key: one.does for one in rows})
        self.fields["choice"].choices = [(one.key, one.label) for one in rows]  # pyright: ignore[reportAttributeAccessIssue]


class SecrecyForm(_Form):
    what = _text(
        _("Waarop ligt geheimhouding?"),
        _("Schrijf op waarop geheimhouding ligt."),
        help_text=_("Noem het stuk of het deel daarvan."),
        rows=2,
        longest=LONGEST_REASON,
    )
    whom = forms.ChoiceField(
        label=_("Met wie deel je het?"),
        choices=[
            ("college", _("Het college")),
            ("council", _("De gemeenteraad")),
            ("committee", _("Een commissie van de raad")),
        ],
        widget=Choices(),
        error_messages=_PICK,
    )
    why = _text(
        _("Waarom moet het geheim blijven?"),
        _("Schrijf op waarom."),
        help_text=_("En waar dat op berust. Laat dit nakijken door een jurist."),
        rows=3,
        longest=LONGEST_REASON,
    )


class LiftForm(_Form):
    who = _text(
        _("Wie hief de geheimhouding op?"), _("Schrijf op wie dat deed."), rows=1, longest=LONGEST_REASON
    )
    why = _text(_("Waarom?"), _("Schrijf op waarom."), rows=3, longest=LONGEST_REASON)


class AnnounceForm(_Form):
    body = _text(
        _("Wat zeg je tegen de melder?"),
        _("Schrijf op wat je de melder zegt."),
        help_text=_("Dit is een voorstel. Vraag wat de betrokkene niet mag weten, en of er bezwaar is."),
        rows=10,
    )


class TellForm(_Form):
    """The notice to a subject. `is_early`: it would go before the reporter had the time; `is_alone`: nobody is there for the
    subject yet. Each asks why. `answer` is what the reporter said.
    """

    text = _text(
        _("Wat staat er in het bericht?"),
        _("Schrijf het bericht op."),
        help_text=_(
            "Dit is een officiële brief, dus met ‘u’. Schrijf niets op waaraan iemand de melder herkent, en neem niets over "
            "uit de melding."
        ),
        rows=20,
    )
    reason = _text(
        _("Waarom krijgt de betrokkene eerder bericht?"),
        help_text=_("De melder heeft nog tijd om te antwoorden. Zonder reden kan dit niet."),
        rows=3,
        longest=LONGEST_REASON,
    )

    def __init__(self, *args: Any, is_early: bool, is_alone: bool, answer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early and not is_alone:
            del self.fields["reason"]
        elif not is_early:
            self.fields["reason"].label = _("Waarom is er nog geen contactpersoon voor deze persoon?")
            self.fields["reason"].help_text = _(
                "Noem er liever eerst een, bij de betrokkene. Dan staat in het bericht wie er voor deze persoon is."
            )
        if answer:
            self.fields["text"].help_text = _("De melder schreef sindsdien: ‘%(answer)s’") % {
                "answer": answer
            }


class HearForm(_Form):
    heard_on = DayField(label=_("Op welke dag?"), not_after_today=True)
    how = forms.ChoiceField(
        label=_("Hoe?"), choices=list(HOW.items()), widget=Choices(), error_messages=_PICK
    )
    said = _text(
        _("Wat zei de betrokkene?"),
        _("Schrijf op wat de betrokkene zei."),
        help_text=_("Schrijf het op zoals het gezegd is. De betrokkene leest het na."),
        rows=10,
    )


class ShowHearingForm(_Form):
    text = _text(
        _("Wat leest de betrokkene?"),
        _("Schrijf op wat de betrokkene leest."),
        help_text=_("Haal namen van anderen weg, en alles waaraan iemand de melder herkent."),
        rows=12,
    )


class PostedForm(_Form):
    posted_on = DayField(label=_("Op welke dag ging de brief weg?"), not_after_today=True)


class AccountForm(_OnceForm):
    told_on = DayField(label=_("Op welke dag was het gesprek?"), not_after_today=True)
    text = _text(
        _("Wat vertelde de melder?"),
        _("Schrijf op wat de melder vertelde."),
        help_text=_("Schrijf alles op, in de woorden van de melder. Die leest het na."),
        rows=12,
    )
    recorded = forms.ChoiceField(
        label=_("Is het gesprek opgenomen?"),
        choices=[("no", _("Nee")), ("yes", _("Ja"))],
        widget=Choices(folds={"yes": ("agreed_to_recording",)}),
        error_messages=_PICK,
    )
    agreed_to_recording = forms.MultipleChoiceField(
        label=_("Vond de melder de opname van tevoren goed?"),
        required=False,
        choices=[("yes", _("Ja, de melder zei dat van tevoren"))],
        widget=ManyChoices(),
    )


class NoteForm(_OnceForm):
    text = _text(
        _("Wat wil je je collega’s laten weten?"),
        _("Schrijf eerst iets op."),
        help_text=_("Gebruik de schuilnamen, zoals B1 en G2."),
        rows=6,
        longest=LONGEST_NOTE,
    )


class TaskDayForm(_OnceForm):
    """Who does something, by when. The asker stands first."""

    person = forms.ChoiceField(
        label=_("Voor wie is de taak?"),
        choices=[],
        help_text=_("Alleen wie een sleutel van deze zaak heeft."),
        error_messages=_PICK,
    )
    due_on = DayField(label=_("Uiterlijk op welke dag?"))

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.person_id), f"{one.name}, {one.function}") for one in people]
        self.fields["person"].choices = choices  # pyright: ignore[reportAttributeAccessIssue]


class TaskForm(TaskDayForm):
    what = _text(
        _("Wat moet er gebeuren?"),
        _("Schrijf op wat er moet gebeuren."),
        help_text=_("Gebruik de schuilnamen, zoals B1 en G2."),
        rows=3,
        longest=LONGEST_REASON,
    )
    field_order = ["what", "person", "due_on"]


class FinishTaskForm(_Form):
    result = _text(_("Wat kwam eruit?"), rows=3, longest=LONGEST_REASON)


class DropTaskForm(_Form):
    result = _text(
        _("Waarom hoeft dit niet meer?"),
        _("Schrijf op waarom de taak niet meer hoeft."),
        rows=3,
        longest=LONGEST_REASON,
    )


class TransferForm(ReasonForm):
    person = forms.ChoiceField(
        label=_("Wie neemt de zaak over?"),
        choices=[],
        help_text=_("Wie buiten deze zaak moet blijven, erover besluit of erin toetst, staat er niet bij."),
        error_messages=_PICK,
    )
    remains = _text(
        _("Wat moet er nog gebeuren?"),
        _("Schrijf op wat er nog moet gebeuren."),
        help_text=_("Dit blijft staan als notitie. De melder leest het niet."),
        rows=6,
        longest=LONGEST_NOTE,
    )
    leaves = forms.ChoiceField(
        label=_("Wanneer ga jij eruit?"),
        choices=[("now", _("Nu")), ("day", _("Ik lees nog even mee"))],
        widget=Choices(folds={"day": "day"}),
        error_messages=_PICK,
    )
    day = DayField(label=_("Tot en met welke dag?"), required=False)
    field_order = ["person", "remains", "reason", "leaves", "day"]

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Kies een collega"))]
        choices += [(str(one.person_id), f"{one.name}, {one.function}") for one in people]
        self.fields["person"].choices = choices  # pyright: ignore[reportAttributeAccessIssue]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("leaves") == "day" and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Vul een dag in, bijvoorbeeld 7 maart 2027."))
        return given


class GuestForm(_OnceForm):
    """Whom the desk gives a receipt of their own."""

    role = forms.ChoiceField(
        label=_("Wat is deze persoon?"),
        choices=Guest.Role.choices,
        widget=Choices(),
        error_messages=_PICK,
    )
    party = forms.ChoiceField(
        label=_("Staat deze persoon al in de zaak?"),
        required=False,
        choices=[],
        error_messages=_PICK,
    )
    who = forms.CharField(
        label=_("Wie is het, zonder naam?"),
        required=False,
        help_text=_("Bijvoorbeeld: de stagiair, of de advocaat van B1."),
        max_length=LONGEST_WHO,
        error_messages={"max_length": _("Dit is te lang. Maak het korter.")},
    )
    name = forms.CharField(
        label=_("Hoe heet deze persoon?"),
        required=False,
        help_text=_("De naam ligt apart op slot, bij de andere namen."),
        max_length=LONGEST_NAME,
        error_messages={"max_length": _("Dit is te lang. Maak het korter.")},
    )
    reason = _text(
        _("Waarom?"),
        _("Schrijf op waarom."),
        help_text=_WHO_READS_IT,
        rows=3,
        longest=LONGEST_WHO,
    )
    day = DayField(
        label=_("Tot en met welke dag?"),
        required=False,
        help_text=_("Vul je niets in, dan werken de woorden tot jullie ze intrekken."),
    )

    def __init__(
        self, *args: Any, roles: Iterable[Guest.Role], parties: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["party"]
        field.choices = [("", _("Nee, of dat doet er niet toe")), *parties]
        role: Any = self.fields["role"]
        role.choices = [(one.value, translated(one.label)) for one in roles]


class GuestMessageForm(_OnceForm):
    body = _text(
        _("Schrijf deze persoon"),
        _("Schrijf eerst iets op."),
        help_text=_("Alleen deze persoon en wie een sleutel van de zaak heeft, lezen dit. Noem geen namen."),
    )


class SearchForm(_Form):
    # Without words one of the facts below has to be chosen: what is missing the page says.
    words = needed(
        forms.CharField(
            label=_("Waar zoek je naar?"),
            required=False,
            help_text=_("Een of meer woorden, of het nummer van een zaak. Of kies hieronder iets."),
            max_length=200,
            error_messages={"max_length": _("Dit is te lang. Maak het korter.")},
        )
    )
    kind = forms.ChoiceField(label=_("Soort"), required=False, error_messages=_PICK)
    stage = forms.ChoiceField(label=_("Stap"), required=False, error_messages=_PICK)
    desk = forms.ChoiceField(label=_("Meldpunt"), required=False, error_messages=_PICK)
    since = DayField(label=_("Binnengekomen vanaf"), required=False)
    until = DayField(label=_("Binnengekomen tot en met"), required=False)

    def __init__(self, *args: Any, desks: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "kind": [("", _("Alle soorten")), *((one.value, translated(one.label)) for one in Kind)],
            "stage": [("", _("Alle stappen")), *((one.value, translated(one.label)) for one in Stage)],
            "desk": [("", _("Alle meldpunten")), *desks],
        }
        for name, ways in choices.items():
            field: Any = self.fields[name]
            field.choices = ways

    @property
    def narrows(self) -> bool:
        """Whether something besides the words was filled in."""
        return any(value for name, value in self.data.items() if name not in {"words", "csrfmiddlewaretoken"})

    def typed(self) -> dict[str, str]:
        """What stands in the boxes, to be shown again."""
        return {name: str(value) for name, value in self.data.items() if name != "csrfmiddlewaretoken"}


class TextBlockForm(_Form):
    title = forms.CharField(
        label=_("Hoe heet deze tekst?"),
        max_length=LONGEST_TITLE,
        help_text=_("Zo kies je hem. Bijvoorbeeld: uitnodiging voor een gesprek op een rustige plek."),
        error_messages={
            "required": _("Geef de tekst een naam."),
            "max_length": _("Dit is te lang. Maak het korter."),
        },
    )
    use = forms.ChoiceField(
        label=_("Waarvoor is hij?"),
        choices=[(one.value, _(one.label)) for one in TextBlock.Use],
        widget=Choices(),
        error_messages=_PICK,
    )
    kind = forms.ChoiceField(
        label=_("Bij welke soort zaak past hij?"),
        required=False,
        choices=[("", _("Bij elke soort")), *((one.value, _(one.label)) for one in Kind)],
        error_messages=_PICK,
    )
    words = _text(
        _("De tekst"),
        _("Schrijf de tekst op."),
        help_text=_("Zonder namen, en zonder iets van één zaak."),
        rows=8,
        longest=LONGEST_BLOCK,
    )


class AbsenceForm(_Form):
    person = forms.ChoiceField(
        label=_("Wie vervangt je?"),
        choices=[],
        help_text=_("Alleen wie zaken behandelt en een bevestigde sleutel heeft."),
        error_messages=_PICK,
    )
    first_day = DayField(label=_("Wat is je eerste dag weg?"))
    last_day = DayField(label=_("Wat is je laatste dag weg?"))

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Kies een collega"))]
        choices += [(str(one.person_id), f"{one.name}, {one.function}") for one in people]
        self.fields["person"].choices = choices  # pyright: ignore[reportAttributeAccessIssue]


class TogetherForm(_Form):
    other = forms.CharField(
        label=_("Welke zaak?"),
        max_length=60,
        help_text=_("De code, bijvoorbeeld W-kade-47. Je hebt er zelf een sleutel van."),
        error_messages={
            "required": _("Vul de code van de andere zaak in."),
            "max_length": _("Dit is te lang. Maak het korter."),
        },
    )


class LinkForm(TogetherForm, ReasonForm):
    field_order = ["other", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Waarom horen deze zaken bij elkaar?")
        self.fields["reason"].help_text = _("Alleen wie een sleutel van allebei heeft, leest je reden.")


class AudienceForm(_Form):
    audience = forms.ChoiceField(
        label=_("Aan wie?"),
        choices=[(one.value, _(one.label)) for one in Audience],
        widget=Choices(),
        error_messages=_PICK,
    )


class PlanLineForm(_OnceForm):
    text = _text(
        _("Wat vertel je?"),
        _("Schrijf op wat je vertelt."),
        help_text=_("Geen namen, en niets waardoor iemand te herkennen is."),
        rows=8,
        longest=LONGEST_PLANNED,
    )
    teller = forms.CharField(
        label=_("Wie vertelt het?"),
        max_length=LONGEST_TELLER,
        help_text=_("Bijvoorbeeld: de gemeentesecretaris, in het teamoverleg."),
        error_messages={
            "required": _("Schrijf op wie het vertelt."),
            "max_length": _("Dit is te lang. Maak het korter."),
        },
    )
    planned_on = DayField(label=_("Op welke dag?"))
    kept_because = _text(
        _("Moet er een naam in blijven staan? Waarom?"),
        help_text=_("Alleen als wij een naam vinden die er echt in moet. Je reden staat bij de besluiten."),
        rows=2,
        longest=LONGEST_REASON,
    )


class ToldForm(PlanLineForm):
    planned_on = None
    told_on = DayField(label=_("Op welke dag is het verteld?"), not_after_today=True)
    field_order = ["text", "teller", "told_on", "kept_because"]


class GiveOnForm(TaskDayForm):
    """Who does an improvement, by when. Nobody here needs a key to a case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Wie doet het?")
        self.fields["person"].help_text = _(
            "Iedereen met een bevestigde sleutel, om wie de zaak niet heen gaat."
        )


class ImprovementForm(GiveOnForm):
    lesson = _text(
        _("Wat leerden jullie?"),
        _("Schrijf op wat jullie leerden."),
        help_text=_("Zonder namen, en zo dat de zaak er niet in te herkennen is."),
        rows=4,
        longest=LONGEST_REASON,
    )
    what = _text(
        _("Wat moet er gebeuren?"), _("Schrijf op wat er moet gebeuren."), rows=4, longest=LONGEST_REASON
    )
    kept_because = _text(
        _("Moet er een naam in blijven staan? Waarom?"),
        help_text=_("Alleen als wij een naam vinden die er echt in moet. Je reden staat bij de besluiten."),
        rows=2,
        longest=LONGEST_REASON,
    )
    field_order = ["lesson", "what", "person", "due_on", "kept_because"]


class ResultForm(_Form):
    result = _text(_("Wat is er gedaan?"), _("Schrijf op wat er is gedaan."), rows=4, longest=LONGEST_REASON)


class DropImprovementForm(_Form):
    result = _text(_("Waarom gaat dit niet door?"), _("Schrijf op waarom."), rows=3, longest=LONGEST_REASON)
