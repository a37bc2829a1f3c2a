"""Who bears the burden of what protects, on the pages of the desk and on the paper of who decides (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from weerbaar.cases import measures
from weerbaar.cases.measure_rules import REPORTER, Burden
from weerbaar.cases.models import Measure
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import Choices, needed
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import TOO_LONG
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

WARNING = gettext_noop(
    "De melder draagt de last van deze maatregel. Wie meldt, mag daar geen nadeel van hebben. Kan het ook anders?"
)


def _box(label: Any, help_text: Any = "") -> forms.CharField:
    return needed(
        forms.CharField(
            label=label,
            help_text=help_text,
            required=False,
            widget=forms.Textarea({"rows": 3}),
            max_length=LONGEST_REASON,
            error_messages=TOO_LONG,
        )
    )


class BurdenForm(forms.Form):
    """The questions about the burden, beside those of a measure. What must be there is refused by the room."""

    bearer = forms.ChoiceField(
        label=gettext_lazy("Beschermt de maatregel iemand? Wie heeft er dan last van?"),
        help_text=gettext_lazy(
            "Ook niet meer bij een overleg zijn, is een last. Beschermt de maatregel niemand? Laat dit dan open."
        ),
        required=False,
        choices=[(one.value, gettext_lazy(one.label)) for one in Measure.Bearer],  # pyright: ignore[reportArgumentType]
        widget=Choices(folds={REPORTER: ("alternative", "why_not", "asks")}),
        error_messages={"invalid_choice": gettext_lazy("Kies iets uit de lijst.")},
    )
    alternative = _box(
        gettext_lazy("Welke andere oplossing bekeken jullie, waarvan de melder geen last heeft?")
    )
    why_not = _box(gettext_lazy("Waarom kan dat niet?"))
    asks = _box(
        gettext_lazy("Wat vraag je de melder?"),
        gettext_lazy("De melder leest dit als een vraag. Zonder ja van de melder gaat het niet door."),
    )

    def burden(self) -> Burden:
        """What was said of it."""
        told = self.cleaned_data
        return Burden(told["bearer"], told["alternative"], told["why_not"], told["asks"])


class SettleForm(PlainForm):
    """Whether the reporter agreed, and who else."""

    agrees = forms.ChoiceField(
        label=gettext_lazy("Wil de melder dit?"),
        choices=[("yes", gettext_lazy("Ja, de melder is akkoord")), ("no", gettext_lazy("Nee"))],
        widget=Choices(),
        error_messages={"required": gettext_lazy("Maak een keuze.")},
    )
    who = forms.CharField(
        label=gettext_lazy("Wie ging nog meer akkoord, en wat zei de melder?"),
        help_text=gettext_lazy("Zeg het in je eigen woorden: dit staat ook op het papier van wie besluit."),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Schrijf op wie akkoord ging."),
            **TOO_LONG,
        },
    )


def facts(bearer: str, alternative: str, why_not: str, agreed: str) -> list[dict[str, str]]:
    """Who bears the burden, as rows of a measure; none where it was not said."""
    if not bearer:
        return []
    rows = [{"key": _("Wie heeft er last van"), "value": _(Measure.Bearer(bearer).label)}]
    if bearer == REPORTER:
        rows += [
            {"key": _("Let op"), "value": _(WARNING)},
            {"key": _("Bekeken: iets anders"), "value": alternative},
            {"key": _("Waarom dat niet kan"), "value": why_not},
            {"key": _("Wie akkoord ging"), "value": agreed or _("Nog niemand.")},
        ]
    return rows


@unlocked
@about_a_report
def settle(request: Any, code: str, measure_id: UUID) -> HttpResponse:
    """Record whether the reporter agreed to bear the burden of a measure."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        measure = measures.read_measure(request.staff, code, measure_id)
    act = act_on(
        request,
        case,
        _("Leg vast of de melder dit wil"),
        _("Leg dit vast"),
        [
            {"text": _("Zegt de melder nee, dan gaat deze maatregel niet door."), "sign": "no"},
            {"text": _("Zegt de melder ja, dan kan de maatregel naar wie besluit."), "sign": "yes"},
            {
                "text": _("Wie besluit leest dat de melder de last draagt, en wat je hier schrijft."),
                "sign": "eye",
            },
        ],
        icon="users",
        place="#maatregelen",
    )
    if not measure.may_settle and request.method != "POST":
        return not_yet(request, act, _("De melder antwoordde nog niet, of dit ligt al vast."))
    said = {
        "title": _("Wat de melder antwoordde"),
        "party": "",
        "facts": [{"key": _("Melder"), "value": measure.reporter_said}],
    }
    about = {"code": code, "measure_id": measure_id}
    return step_page(
        request,
        case,
        act,
        SettleForm(request.POST or None),
        (
            Move.WORK,
            lambda given: measures.settle_burden(
                request.staff, **about, agrees=given["agrees"] == "yes", who=given["who"]
            ),
        ),
        template="office_cases/measure_act.html",
        context={"measure": said},
    )
