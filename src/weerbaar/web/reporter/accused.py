"""The page of whoever a report is about (C18): who is there for them, the letter at the end, and their good name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from weerbaar.database.scope import tenant_scope
from weerbaar.intake import accused
from weerbaar.intake.accused import HowFar
from weerbaar.intake.checking_in import WANTS_HELP, CheckInView
from weerbaar.intake.guests import GuestPage, Role
from weerbaar.intake.questions import CHECK_IN_LIMIT
from weerbaar.web.design.dates import full_day
from weerbaar.web.design.fields import Choices
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_guest
from weerbaar.web.reporter.forms import TextField
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.unfinished import done, elsewhere, form_of
from weerbaar.web.reporter.visit import Visit

ACCUSED = frozenset({Role.SUBJECT})
_FORM = "eerherstel"


class RehabilitationForm(forms.Form):
    """Yes, other words, or no."""

    said_of_it = forms.ChoiceField(
        label=gettext_lazy("Ben je het eens met deze woorden, en met wie ze hoort?"),
        choices=[
            ("agreed", gettext_lazy("Ja, vertel het zo")),
            ("changed", gettext_lazy("Nee, ik wil andere woorden of andere mensen")),
            ("declined", gettext_lazy("Nee, vertel niemand iets")),
        ],
        widget=Choices(),
        error_messages={
            "required": gettext_lazy("Kies of je het ermee eens bent."),
            "invalid_choice": gettext_lazy("Kies een van de antwoorden."),
        },
    )
    said = TextField(
        label=gettext_lazy("Wat wil je anders?"),
        help_text=gettext_lazy("Schrijf op welke woorden je wilt, of wie het wel of niet hoort."),
        limit=CHECK_IN_LIMIT,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
    )


def on_guest_page(request: Visit, _found: GuestPage) -> Mapping[str, Any]:
    """The section of the page of whoever is accused. Within a tenant scope."""
    made = accused.for_the_accused(request.guest)
    news = []
    if made.is_letter_new:
        news.append(
            {"title": gettext("Er is een brief voor je"), "url": "#brief", "link": gettext("Lees de brief")}
        )
    if made.are_words_new:
        url = at(request, "guest_rehabilitation")
        title = gettext("Er liggen woorden over je goede naam voor je klaar")
        news.append({"title": title, "url": url, "link": gettext("Lees de woorden over je goede naam")})
    return {
        "made": made,
        "news": news,
        "how_far": _how_far(made.how_far) if made.how_far else [],
        # Once it is closed there is nothing to answer any more: then the letter says where they can go.
        "may": bool(made.how_far and not made.how_far.is_closed),
        "help": [_offered(one) for one in made.help],
    }


def may_complain(_request: Visit, _found: GuestPage) -> Mapping[str, Any]:
    """The way to a complaint about the inquiry: always there, and below what helps."""
    return {}


def _how_far(far: HowFar) -> list[str]:
    """In plain sentences how far it is, the first thing first."""
    told = []
    if far.told_at:
        told.append(gettext("Je kreeg bericht op %(day)s.") % {"day": full_day(far.told_at)})
    if far.heard_at:
        told.append(gettext("Je vertelde ons jouw kant op %(day)s.") % {"day": full_day(far.heard_at)})
        told.append(
            gettext(
                "Wat wij daarvan opschreven, staat bij de berichten hieronder. Klopt er iets niet? Schrijf het ons."
            )
            if far.is_shown
            else gettext("Wat wij daarvan opschreven, krijg je nog te lezen. Duurt het lang? Vraag ernaar.")
        )
    elif far.is_waived:
        told.append(
            gettext(
                "Er ligt vast dat wij je kant niet hoorden. Wil je die toch vertellen? Schrijf het ons hieronder."
            )
        )
    elif not far.is_closed:
        told.append(gettext("Wij hoorden jouw kant nog niet. Je kunt die hieronder al vertellen."))
    if far.is_closed:
        told.append(gettext("De zaak is gesloten."))
    else:
        told.append(gettext("De zaak loopt nog."))
    if far.has_letter:
        told.append(gettext("Je kreeg een brief over wat wel en niet is vastgesteld."))
    elif far.gets_letter and not far.is_closed:
        told.append(gettext("Wat wel en niet is vastgesteld, lees je aan het eind in een brief."))
    return told


def _offered(one: CheckInView) -> dict[str, str]:
    """When help was offered, what they said to it, and what came of it."""
    day = {"day": full_day(one.asked_at) if one.asked_at else ""}
    if one.answer is None:
        said = gettext("Je kunt nog antwoorden.") if one.waits else gettext("Je gaf geen antwoord.")
    else:
        said = gettext("Jij zei: %(said)s.") % {"said": gettext(WANTS_HELP[one.answer.said])}
    came = ""
    if one.answer and one.answer.is_bad:
        came = (
            gettext("Wie de zaak behandelt, weet dit en neemt contact op.")
            if one.asks_us
            else gettext("Wij legden vast dat dit is gedaan. Klopt dat niet? Schrijf het ons.")
        )
    return {"day": gettext("Aangeboden op %(day)s.") % day, "said": said, "came": came}


@with_guest
def rehabilitation(request: Visit) -> HttpResponse:
    """Read the words by which one's good name is set right, and say what one wants."""
    with tenant_scope(request.tenant.id):
        found = accused.for_the_accused(request.guest).rehabilitation
    if found is None:
        return redirect(at(request, "guest"))
    if there := elsewhere(request, typed.REHABILITATION, RehabilitationForm, home="guest"):
        return there
    around = {"found": found, "back": at(request, "guest")}
    if not found.waits_for_them:
        return show(request, "rehabilitation", around | {"form": None})
    form = form_of(RehabilitationForm, request, typed.REHABILITATION)

    def say() -> None:
        told = form.cleaned_data
        accused.answer_rehabilitation(request.guest, state=told["said_of_it"], said=told["said"])

    if form.is_valid() and done(form, say):
        typed.drop(request, typed.REHABILITATION)
        request.session[NOTE] = "rehabilitation"
        return redirect(f"{at(request, 'guest')}#gedaan")
    return show(request, "rehabilitation", around | {"form": form, "takes_along": _FORM})
