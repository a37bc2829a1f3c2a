"""Weigh it first (R9): the steps of moral judgement, for oneself. Nothing that is typed there is sent or kept.

The fields have no form and no name, so there is nothing that a browser could send; no button on the page acts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from weerbaar.web.reporter.page import show
from weerbaar.web.reporter.visit import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the question that one answers for oneself, and what may help."""

    question: str
    help: str


# In our own words: the model that public bodies practise with asks what is at stake, for whom, who decides, what is
# known, what speaks for and against, what follows, and whether one can live with it.
STEPS = (
    Step(
        _("Wat is er aan de hand?"),
        _("Schrijf op wat je zag of hoorde. Wat weet je zeker, en wat denk je?"),
    ),
    Step(
        _("Waar sta je voor?"),
        _("Maak er een vraag van die met ‘mag ik’ of ‘moet ik’ begint, zoals ‘Moet ik dit melden?’."),
    ),
    Step(
        _("Voor wie maakt het iets uit?"),
        _("Denk aan collega’s, inwoners, de persoon over wie het gaat, en aan jezelf en je gezin."),
    ),
    Step(
        _("Wie gaat hierover?"),
        _("Is dit aan jou, of aan iemand anders? Wie kan er iets aan doen?"),
    ),
    Step(
        _("Wat moet je nog weten?"),
        _(
            "Welke regel of afspraak geldt er? Ga niet zelf onderzoek doen: dat kan opvallen en jou in gevaar brengen."
        ),
    ),
    Step(
        _("Wat pleit ervoor, en wat ertegen?"),
        _(
            "Denk aan regels, aan rechten en belangen van anderen, en aan wat de gevolgen zijn. Ook als je niets doet."
        ),
    ),
    Step(
        _("Wat weegt het zwaarst?"),
        _("Wat vind je nu dat goed is om te doen? Kun je zo wie er last van heeft, tegemoetkomen?"),
    ),
    Step(
        _("Kun je ermee leven?"),
        _(
            "Stel dat iemand die je vertrouwt ernaar vraagt. Kun je het uitleggen? Voelt het niet goed, begin dan bij stap 2."
        ),
    ),
)


@require_safe
def weigh(request: Visit) -> HttpResponse:
    """The steps, each with room to type for oneself."""
    return show(request, "weigh", {"steps": STEPS})
