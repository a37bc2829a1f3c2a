"""The steps of a procedure between receipt and answer: assess, send elsewhere, inquire, tell how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import actions, queries, triage
from weerbaar.cases.procedures import Letter, Step, TermName
from weerbaar.cases.rulebook import proposal
from weerbaar.database.scope import tenant_scope
from weerbaar.web.office.cases import text_blocks
from weerbaar.web.office.cases.case_act import act_on, case_of, step_page
from weerbaar.web.office.cases.forms import FeedbackForm, ReasonForm, text_field
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.cases.models import Case


class InformForm(PlainForm):
    body = text_field(
        gettext_lazy("Hoe is de melding beoordeeld, en wat gebeurt er nu?"),
        gettext_lazy("Schrijf op wat je de melder zegt."),
        help_text=gettext_lazy("Zeg ook wanneer je weer iets laat horen. Noem geen namen."),
        rows=8,
    )


@unlocked
def send_elsewhere(request: Any, code: str) -> HttpResponse:
    """Tell the reporter why it is not dealt with here, and where it may be."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        letter = proposal(queries.procedure_of(case), Letter.NOT_HERE)
        found = triage.assessed(request.staff, case)
    # What was written at the assessment ends the letter: where the reporter can go instead.
    letter = "\n\n".join(part for part in (letter.rstrip(), found.given["route"] if found else "") if part)
    act = act_on(
        request,
        case,
        _("Vertel de melder waarheen"),
        _("Stuur dit aan de melder"),
        [
            {"text": _("De melder leest waarom de melding hier niet hoort, en waar wel."), "sign": "yes"},
            {"text": _("Daarmee is de melding beantwoord."), "sign": "clock"},
            {"text": _("Versturen kun je niet terugnemen."), "sign": "no"},
        ],
        icon="send",
        place="#gesprek",
        done=_("Gelukt: je bericht aan de melder is verstuurd."),
        ready=text_blocks.ready(request, case, *text_blocks.USES_IN_TALK),
    )
    form = FeedbackForm(request.POST or None, initial={"body": letter})
    form.fields["body"].label = _("Waarom hoort de melding hier niet, en waar wel?")
    form.fields["body"].help_text = _("Zeg ook hoe de melder daar komt. Noem geen namen.")
    return step_page(
        request,
        case,
        act,
        form,
        (Step.NOT_HERE, lambda given: triage.send_elsewhere(request.staff, code=code, body=given["body"])),
    )


@unlocked
def inquire(request: Any, code: str) -> HttpResponse:
    """Start to find out what happened."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Begin een onderzoek"),
        _("Begin het onderzoek"),
        [
            {"text": _("De zaak gaat naar de stap ‘Onderzoek’."), "sign": "yes"},
            {"text": _("Voor er wordt besloten, moeten beide kanten zijn gehoord."), "sign": "clock"},
        ],
        icon="search",
    )
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Wat wil je uitzoeken?")
    return step_page(
        request,
        case,
        act,
        form,
        (Step.INQUIRE, lambda given: triage.inquire(request.staff, code=code, reason=given["reason"])),
    )


@unlocked
def inform(request: Any, code: str) -> HttpResponse:
    """Tell the reporter how it goes, while it goes on."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Vertel de melder hoe het loopt"),
        _("Stuur de tussenstand"),
        [
            {
                "text": _("De melder leest wat jullie van de melding vinden en wat er nu gebeurt."),
                "sign": "yes",
            },
            {"text": _of_the_term(case), "sign": "clock"},
            {"text": _("De zaak blijft waar hij is. Het laatste antwoord volgt nog."), "sign": "history"},
        ],
        icon="send",
        place="#gesprek",
        done=_("Gelukt: je bericht aan de melder is verstuurd."),
        ready=text_blocks.ready(request, case, *text_blocks.USES_IN_TALK),
    )
    form = InformForm(request.POST or None)
    return step_page(
        request,
        case,
        act,
        form,
        (Step.INFORM, lambda given: actions.inform(request.staff, code=code, body=given["body"])),
    )


def _of_the_term(case: Case) -> str:
    """Whether telling how it goes meets the term of the answer: by the rules of some procedures it does not."""
    move = queries.procedure_of(case).move(Step.INFORM, case.stage)
    if move and TermName.FEEDBACK in move.meets:
        return _("De termijn voor het antwoord aan de melder is daarmee gehaald.")
    return _("De termijn voor het antwoord aan de melder loopt door.")
