"""Being asked how it goes, on the page of a report or of somebody with a receipt of their own: answer, say stop, and what
follows a bad answer (C8); and for whoever is accused, the help that is offered (C18).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from weerbaar.database.scope import tenant_scope
from weerbaar.intake import checking_in, contacting, queries
from weerbaar.intake.checking_in import SAID, TYPES, WANTS_HELP, YES, CheckInAnswer, HowItGoes
from weerbaar.intake.guests import GuestPage, Role
from weerbaar.intake.questions import CHECK_IN_LIMIT
from weerbaar.web.design.fields import Choices, ManyChoices
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_guest, with_reporter
from weerbaar.web.reporter.forms import TextField
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.running import running
from weerbaar.web.reporter.unfinished import done, elsewhere, form_of
from weerbaar.web.reporter.visit import Visit

# The id of the form on a page: whatever goes elsewhere takes along what was typed in it.
_FORM = "hoe-gaat-het"
_ROWS = 4


class CheckInForm(forms.Form):
    """How it goes: whether something was done to somebody because of the report, and what they want."""

    said = forms.ChoiceField(
        label=gettext_lazy("Is er iets met je gebeurd omdat er is gemeld?"),
        help_text=gettext_lazy("Word je slechter behandeld dan eerst? Vertel het, ook als je twijfelt."),
        error_messages={
            "required": gettext_lazy(
                "Kies of er iets met je is gebeurd. Je mag ook kiezen: dat wil ik nu niet zeggen."
            ),
            "invalid_choice": gettext_lazy("Kies een van de antwoorden."),
        },
    )
    types = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Wat is er gebeurd? Je mag meer aankruisen"),
        error_messages={"invalid_choice": gettext_lazy("Kies een van de antwoorden.")},
    )
    what = TextField(
        label=gettext_lazy("Wil je er iets over zeggen?"),
        limit=CHECK_IN_LIMIT,
        widget=forms.Textarea({"rows": _ROWS, "autocomplete": "off"}),
    )
    wish = TextField(
        label=gettext_lazy("Wat wil je dat wij doen?"),
        help_text=gettext_lazy("Bijvoorbeeld: neem contact op, laat het stoppen, of doe nu niets."),
        limit=CHECK_IN_LIMIT,
        widget=forms.Textarea({"rows": _ROWS, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        # What waits in a session is text; of what was ticked the names with a space between them.
        kept = dict(initial or {})
        super().__init__(*args, initial=kept | {"types": str(kept.get("types", "")).split()}, **kwargs)
        said, types = self.fields["said"], self.fields["types"]
        said.widget, types.widget = Choices(folds={YES: ("types", "what")}), ManyChoices()
        for field, words in ((said, SAID), (types, TYPES)):
            field.choices = [  # pyright: ignore[reportAttributeAccessIssue]
                (value, gettext(label)) for value, label in words.items()
            ]

    def given(self) -> CheckInAnswer:
        """What was answered."""
        told = self.cleaned_data
        return CheckInAnswer(told["said"], tuple(told["types"]), told["what"], told["wish"])


class CareForm(forms.Form):
    """Whether somebody wants help."""

    said = forms.ChoiceField(
        label=gettext_lazy("Wil je dat iemand contact met je opneemt?"),
        help_text=gettext_lazy("Bijvoorbeeld om te praten over wat dit met je doet, op het werk of thuis."),
        widget=Choices(),
        error_messages={
            "required": gettext_lazy("Kies of je hulp wilt."),
            "invalid_choice": gettext_lazy("Kies een van de antwoorden."),
        },
    )
    wish = TextField(
        label=gettext_lazy("Hoe bereiken wij je het liefst?"),
        limit=CHECK_IN_LIMIT,
        widget=forms.Textarea({"rows": _ROWS, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].choices = [  # pyright: ignore[reportAttributeAccessIssue]
            (value, gettext(label)) for value, label in WANTS_HELP.items()
        ]

    def given(self) -> CheckInAnswer:
        """What was answered."""
        return CheckInAnswer(self.cleaned_data["said"], wish=self.cleaned_data["wish"])


@with_reporter
def check_in(request: Visit) -> HttpResponse:
    """Two plain questions. Whoever would rather not say is asked the next time; who says stop can undo it."""
    return _check_in(request, "progress", "checked_in")


@with_guest
def guest_check_in(request: Visit) -> HttpResponse:
    """The same for whoever has a receipt of their own."""
    return _check_in(request, "guest", "guest_checked_in")


def _check_in(request: Visit, home: str, after: str) -> HttpResponse:
    if there := _pressed(request, home):
        return there
    how = _how_it_goes(request)
    kind = CareForm if how.is_care else CheckInForm
    if there := elsewhere(request, typed.CHECK_IN, kind, home=home):
        return there
    around = {"how": how, "back": at(request, home), "is_guest": home == "guest"}
    if how.waiting is None:
        return show(request, "check_in", around | {"form": None})
    form, asked = form_of(kind, request, typed.CHECK_IN), how.waiting
    answers: list[CheckInAnswer] = []

    def say() -> None:
        answers.append(checking_in.check_in(request.visitor, check_in_id=asked, given=form.given()))

    if form.is_valid() and done(form, say):
        typed.drop(request, typed.CHECK_IN)
        asks_on = answers[0].is_bad and not how.is_care
        return redirect(at(request, after)) if asks_on else _noted(request, home, "checked_in")
    return show(request, "check_in", around | {"form": form, "takes_along": _FORM})


def _pressed(request: Visit, home: str) -> HttpResponse | None:
    """Where a button leads that answers nothing: to be asked no more, again, or at once; None where none was pressed."""
    if "stop" in request.POST:
        checking_in.stop_check_ins(request.visitor)
        return _noted(request, home, "check_ins_stopped")
    if "weer" in request.POST:
        checking_in.resume_check_ins(request.visitor)
        is_care = _how_it_goes(request).is_care
        return _noted(request, home, "care_resumed" if is_care else "check_ins_resumed")
    if "nu" in request.POST and home == "guest":
        checking_in.ask_for_help(request.guest)
        return redirect(at(request, "guest_check_in"))
    return None


@with_reporter
def answered(request: Visit) -> HttpResponse:
    """After an answer that something was done to somebody: what happens now, who is there, and the way to a complaint."""
    with tenant_scope(request.tenant.id):
        contact = contacting.contact(request.reporter)
        term = running(queries.progress(request.reporter))
    return _answered(request, "progress", "complain_of_detriment", contact, term)


@with_guest
def guest_answered(request: Visit) -> HttpResponse:
    """The same for a witness, or for whoever helps."""
    return _answered(request, "guest", "guest_complain", None, None)


def _answered(
    request: Visit,
    home: str,
    complain: str,
    contact: contacting.ContactView | None,
    term: Mapping[str, Any] | None,
) -> HttpResponse:
    how = _how_it_goes(request)
    if how.bad is None:
        return redirect(at(request, home))
    around = {"contact": contact, "term": term, "back": at(request, home), "is_guest": home == "guest"}
    return show(request, "checked_in", around | {"complain_url": at(request, complain)})


def on_guest_page(request: Visit, _found: GuestPage) -> Mapping[str, Any] | None:
    """The section of a guest's page: the question that waits, or that they are not asked any more. Within a tenant scope."""
    how = checking_in.how_it_goes(request.guest)
    return {"how": how} if how.waiting or how.has_stopped else None


PROTECTED = frozenset(Role)
"""Whose page has the section: everybody is asked, and whoever is accused is offered help."""


def _how_it_goes(request: Visit) -> HowItGoes:
    with tenant_scope(request.tenant.id):
        return checking_in.how_it_goes(request.visitor)


def _noted(request: Visit, home: str, note: str) -> HttpResponse:
    typed.drop(request, typed.CHECK_IN)
    request.session[NOTE] = note
    return redirect(f"{at(request, home)}#gedaan")
