"""The living page: every component in its states, to look at, to build from and to test. All people are fictional."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from weerbaar.ground import clock
from weerbaar.web.design import icons
from weerbaar.web.design.fields import Choices, DayField, ManyChoices


class LivingForm(forms.Form):
    """One question of every kind."""

    when = forms.ChoiceField(
        label=_("Wanneer gebeurde het?"),
        help_text=_("Ongeveer is genoeg."),
        choices=[
            ("day", _("Op één dag")),
            ("often", _("Vaker, in een bepaalde tijd")),
            ("later", _("Dat vertel ik liever later")),
        ],
        widget=Choices(
            hints={"often": _("Je kunt straks vertellen hoe vaak.")},
            folds={"day": "which_day"},
        ),
    )
    which_day = DayField(
        label=_("Welke dag was dat?"), help_text=_("Bijvoorbeeld 7 maart 2026"), required=False
    )
    story = forms.CharField(
        label=_("Wat is er gebeurd?"),
        help_text=_("Schrijf zoals je praat."),
        error_messages={"required": _("Vertel in een paar woorden wat er gebeurde.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.CharField(label=_("Waar was het?"), required=False)
    who = forms.ChoiceField(
        label=_("Wie krijgt een sleutel?"),
        choices=[("", _("Kies iemand")), ("h", "Hassan, jurist")],
        error_messages={"required": _("Kies wie een sleutel krijgt.")},
    )
    to_what = forms.MultipleChoiceField(
        label=_("Tot wat?"),
        choices=[("file", _("De zaak")), ("names", _("De namen"))],
        error_messages={"required": _("Kies één of twee dingen.")},
        widget=ManyChoices(hints={"names": _("Drie personen. Vraagt een tweede akkoord.")}),
    )
    sure = forms.BooleanField(
        label=_("Ik heb mijn woorden opgeschreven"),
        error_messages={"required": _("Zet hier een vinkje als je ze hebt opgeschreven.")},
    )
    evidence = forms.FileField(
        label=_("Kies een bestand op je apparaat"), help_text=_("tot 1 GB"), required=False
    )


def _wrong_form() -> LivingForm:
    data: dict[str, Any] = {
        "when": "day",
        "which_day_day": "31",
        "which_day_month": "april",
        "which_day_year": "2026",
        "story": "",
        "place": "De kantine",
        "who": "",
        "sure": "",
    }
    form = LivingForm(data, auto_id="id_fout_%s")
    form.full_clean()
    return form


def _steps(today: date) -> list[dict[str, Any]]:
    return [
        {"name": _("Binnen"), "state": "done", "note": _("2 november")},
        {"name": _("Gelezen"), "state": "done", "note": _("5 november")},
        {"name": _("Onderzoek"), "state": "now", "note": _("sinds 16 november")},
        {"name": _("Antwoord aan jou"), "state": "next", "note": _("uiterlijk 5 februari")},
    ]


@require_safe
def living(request: HttpRequest, face: str) -> HttpResponse:
    """Show every component. `face` is "office" or "reporter"."""
    now = clock.now()
    today = clock.today()
    context = {
        "base": f"design/base_{face}.html",
        "face": face,
        "organisation": {
            "name": "Gemeente Waterlinie",
            "phone": "088 000 00 00",
            "hours": _("op werkdagen van 9 tot 17 uur"),
        },
        "person": {"name": "Fatima", "role": _("coördinator integriteit")},
        "person_url": "#inhoud",
        "nav": [
            {"url": "#knoppen", "label": _("Vandaag"), "current": True},
            {"url": "#formulier", "label": _("Zaken")},
            {"url": "#lijnen", "label": _("Cijfers")},
        ],
        "language_switch_url": "#taal",
        "sign_out_url": "#afmelden",
        "footer_links": [{"url": "#veilig", "label": _("Veilig melden")}],
        "form": LivingForm(auto_id="id_goed_%s", initial={"when": "day", "which_day": today}),
        "wrong": _wrong_form(),
        "icons": icons.names(),
        "today": today,
        "now": now,
        "tomorrow": today + timedelta(days=1),
        "later": today + timedelta(days=77),
        "steps": _steps(today),
        "said": [
            {"who": _("Meldpunt"), "at": now - timedelta(days=9), "text": _("Dank je voor je melding.")},
            {
                "who": _("Jij"),
                "at": now - timedelta(days=7),
                "mine": True,
                "text": _("Weet mijn teamleider het nu?"),
            },
            {"who": _("Meldpunt"), "at": now, "new": True, "text": _("Nee. Dat zeggen wij eerst tegen jou.")},
        ],
        "events": [
            {"at": today, "text": _("Bericht van de melder")},
            {"at": today - timedelta(days=7), "title": _("In behandeling genomen"), "big": True},
            {
                "at": today - timedelta(days=17),
                "title": _("Melding binnen"),
                "text": _("via de website"),
                "big": True,
            },
        ],
        "holders": [
            {"name": "Fatima", "what": _("Zaak en namen")},
            {"name": "Ruben", "what": _("Zaak, tot 5 februari")},
        ],
        "people": [
            {"short": "M", "name": _("Melder"), "about": _("Naam niet bekend, ook niet bij ons.")},
            {"short": "B1", "name": _("Betrokkene 1"), "about": _("Over wie het gaat.")},
        ],
        "facts": [
            {"key": _("Soort"), "value": _("Ongewenste omgangsvormen")},
            {"key": _("Binnen sinds"), "value": _("2 november")},
        ],
        "answers": [
            {
                "key": _("Wanneer"),
                "value": _("Vaker, van februari tot nu"),
                "url": "#formulier",
                "what": _("wanneer"),
            },
            {"key": _("Je naam"), "value": _("Ik meld zonder naam"), "url": "#formulier"},
        ],
        "words": ["wilg", "kastanje", "lantaarn", "bakfiets", "oever", "honing", "zolder", "merel"],
        "meaning": [
            {"sign": "yes", "text": _("Hassan leest alles wat er al staat.")},
            {"sign": "no", "text": _("Hassan ziet geen namen.")},
            {"sign": "clock", "text": _("Op 6 februari werkt de sleutel niet meer. Dat gaat vanzelf.")},
        ],
        "todo": [
            {
                "title": _("Bevestig dat de melding binnen is"),
                "code": "W-riet-64",
                "about": _("ongewenste omgangsvormen"),
                "when": _("Vandaag de laatste dag"),
                "tone": "warn",
                "icon": "urgent",
                "url": "#knoppen",
                "verb": _("Stuur bevestiging"),
                "first": True,
            },
            {
                "title": _("Ruben vraagt jouw tweede akkoord"),
                "code": "W-vlas-19",
                "about": _("toegang voor een deskundige"),
                "when": _("Deze week"),
                "url": "#knoppen",
                "verb": _("Lees en besluit"),
            },
        ],
    }
    return render(request, "design/living.html", context)
