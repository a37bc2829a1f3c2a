"""Whom a reporter lets in to help them, with eight words of their own; and asking for another language (R19)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import receipt
from weerbaar.ground.clock import today
from weerbaar.intake import letting_in, queries
from weerbaar.intake.letting_in import OF_REPORTER, GuestToBe, GuestView
from weerbaar.intake.questions import LINE_LIMIT
from weerbaar.web.design.dates import full_day
from weerbaar.web.design.fields import Choices
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_reporter
from weerbaar.web.reporter.forms import TextField
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.unfinished import done, elsewhere, form_of
from weerbaar.web.reporter.visit import Visit

# The id of the form on a page: whatever goes elsewhere takes along what was typed in it.
_FORM = "toelaten"
_HANDING = "handing"
"""Under this name the session, which is sealed under the cookie, holds the words that are to be handed over."""
# Whom a leaf of those who are out goes before, or comes after, in the address.
_BEFORE, _AFTER = "voor", "na"
_BOTH, _READS, _NOTHING = "both", "reads", "nothing"
_DAYS = {"weeks": 14, "month": 31, "quarter": 92, "year": 365}


class LetInForm(forms.Form):
    """Whom to let in, and what they may."""

    role = forms.ChoiceField(
        label=gettext_lazy("Wie is het?"),
        error_messages={
            "required": gettext_lazy("Kies wie het is."),
            "invalid_choice": gettext_lazy("Kies een van de antwoorden."),
        },
    )
    who = TextField(
        label=gettext_lazy("Hoe noem je deze persoon?"),
        help_text=gettext_lazy(
            "Dit zie jij in je lijst. Het meldpunt leest het ook. Een naam hoeft niet: ‘mijn advocaat’ is genoeg."
        ),
        limit=LINE_LIMIT,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    may = forms.ChoiceField(
        label=gettext_lazy("Wat mag deze persoon?"),
        error_messages={
            "required": gettext_lazy("Kies wat deze persoon mag."),
            "invalid_choice": gettext_lazy("Kies een van de antwoorden."),
        },
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Tot wanneer?"),
        help_text=gettext_lazy("Eerder intrekken kan altijd."),
        error_messages={
            "required": gettext_lazy("Kies tot wanneer."),
            "invalid_choice": gettext_lazy("Kies een van de antwoorden."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("role", [(one.value, gettext(one.label)) for one in OF_REPORTER])
        self._offer(
            "may",
            [
                (_READS, gettext("Mijn melding en de berichten lezen")),
                (_BOTH, gettext("Lezen, en namens mij schrijven")),
                (_NOTHING, gettext("Niet meelezen, alleen zelf met het meldpunt praten")),
            ],
        )
        self._offer(
            "until",
            [
                ("weeks", _until(gettext("Twee weken"), "weeks")),
                ("month", _until(gettext("Een maand"), "month")),
                ("quarter", _until(gettext("Drie maanden"), "quarter")),
                ("year", _until(gettext("Een jaar"), "year")),
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.widget = Choices()
        field.choices = choices

    def given(self, guest_id: UUID, words: tuple[str, ...]) -> GuestToBe:
        """Whom this lets in."""
        told = self.cleaned_data
        return GuestToBe(
            id=guest_id,
            words=words,
            role=told["role"],
            who=told["who"],
            last_day=_last_day(told["until"]),
            reads=told["may"] in (_BOTH, _READS),
            writes=told["may"] == _BOTH,
        )


def _last_day(until: str) -> date:
    return today() + timedelta(days=_DAYS[until])


def _until(words: str, until: str) -> str:
    return gettext("%(long)s, tot en met %(day)s") % {"long": words, "day": full_day(_last_day(until))}


class LanguageForm(forms.Form):
    """In which language, or how, somebody wants to talk."""

    wish = TextField(
        label=gettext_lazy("Welke taal wil je gebruiken?"),
        help_text=gettext_lazy(
            "Bijvoorbeeld Arabisch of Nederlandse gebarentaal. Zeg ook wat je nodig hebt: een tolk, of iemand die schrijft."
        ),
        missing=_("Schrijf op welke taal je wilt gebruiken."),
        limit=LINE_LIMIT,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )

    def ask(self, request: Visit) -> None:
        """Tell the desk, in the language of this page."""
        wish = gettext("Ik wil graag een andere taal gebruiken: %(wish)s") % self.cleaned_data
        letting_in.ask_language(request.reporter, wish=wish)


@with_reporter
def helpers(request: Visit) -> HttpResponse:
    """Who was let in, and until when; who was is still there, by leaves."""
    with tenant_scope(request.tenant.id):
        out = letting_in.out_again(request.reporter, queries.leaf(request.GET, before=_BEFORE, after=_AFTER))
    context = {
        "there": [_shown(request, one) for one in _let_in(request)],
        "gone": [_shown(request, one) for one in out.leaf],
        "earlier": _leaf_address(request, _BEFORE, out.way.earlier),
        "later": _leaf_address(request, _AFTER, out.way.later),
        "handing": _handing(request) is not None,
        "back": at(request, "progress"),
    }
    return show(request, "let_in_list", context)


def _leaf_address(request: Visit, side: str, row: UUID | None) -> str:
    return f"{at(request, 'helpers')}?{side}={row}#eerder" if row else ""


def helping(request: Visit) -> list[str]:
    """Whom the reporter lets read along now, for the list of who can read: as what, and until when."""
    return [
        gettext("%(who)s, door jou toegelaten tot en met %(day)s")
        % {"who": gettext(letting_in.role_in_words(one.role)), "day": full_day(one.last_day)}
        for one in _let_in(request)
        if one.reads and one.last_day
    ]


def _shown(request: Visit, one: GuestView) -> dict[str, Any]:
    may = gettext("Leest niet mee, praat zelf met het meldpunt")
    if one.reads:
        may = gettext("Leest mee en schrijft namens jou") if one.writes else gettext("Leest mee")
    return {
        "role": gettext(letting_in.role_in_words(one.role)),
        "who": one.who,
        "may": may,
        "until": one.last_day,
        "ended": one.ended_at or one.until,
        "url": at(request, "withdraw_helper", guest_id=one.id),
    }


@with_reporter
def let_in(request: Visit) -> HttpResponse:
    """Let somebody in: who, what they may, until when. The words are drawn before, so that a repeat shows the same ones."""
    if _handing(request) is not None:
        return redirect(at(request, "helper_words"))
    if there := elsewhere(request, typed.LET_IN, LetInForm):
        return there
    form = form_of(LetInForm, request, typed.LET_IN)
    held = request.session.get(_HANDING) or {}
    if held.get("of") != str(request.reporter.case_id):
        held = {"of": str(request.reporter.case_id), "guest": str(uuid4()), "words": list(receipt.draw())}
        request.session[_HANDING] = held

    def open_door() -> None:
        letting_in.let_in(request.reporter, given=form.given(UUID(held["guest"]), tuple(held["words"])))

    if form.is_valid() and done(form, open_door):
        typed.drop(request, typed.LET_IN)
        return redirect(at(request, "helper_words"))
    return show(request, "let_in", {"form": form, "back": at(request, "helpers"), "takes_along": _FORM})


@with_reporter
def words(request: Visit) -> HttpResponse:
    """The eight words to hand over, until the reporter says that they are; then nobody can show them again."""
    there = _handing(request)
    if there is None:
        return redirect(at(request, "helpers"))
    if request.method == "POST":
        request.session.pop(_HANDING)
        request.session[NOTE] = "let_in"
        return redirect(f"{at(request, 'progress')}#gedaan")
    shown = {"words": there["words"], "bare": "papier" in request.GET, "back": at(request, "helpers")}
    return show(request, "let_in_words", shown)


@with_reporter
def withdraw(request: Visit, guest_id: UUID) -> HttpResponse:
    """Take back what somebody was given, after saying what that does not undo."""
    found = next((one for one in _let_in(request) if one.id == guest_id), None)
    if request.method == "POST" and found is not None:
        letting_in.withdraw_guest(request.reporter, guest_id=guest_id)
        if (there := _handing(request)) and there["guest"] == str(guest_id):
            request.session.pop(_HANDING)
        request.session[NOTE] = "withdrawn"
        return redirect(f"{at(request, 'progress')}#gedaan")
    if found is None:
        raise Http404
    return show(request, "let_in_withdraw", {"one": _shown(request, found), "back": at(request, "helpers")})


@with_reporter
def language_wish(request: Visit) -> HttpResponse:
    """Ask for another language, or for sign language."""
    if there := elsewhere(request, typed.LANGUAGE, LanguageForm):
        return there
    form = form_of(LanguageForm, request, typed.LANGUAGE)

    if form.is_valid() and done(form, lambda: form.ask(request)):
        typed.drop(request, typed.LANGUAGE)
        request.session[NOTE] = "message"
        return redirect(f"{at(request, 'progress')}#gesprek")
    around = {"form": form, "back": at(request, "progress"), "takes_along": _FORM}
    return show(request, "language_wish", around)


def _let_in(request: Visit) -> tuple[GuestView, ...]:
    with tenant_scope(request.tenant.id):
        return letting_in.let_in_here(request.reporter)


def _handing(request: Visit) -> dict[str, Any] | None:
    """The words that wait to be handed over, once somebody was let in with them by this reporter."""
    held = request.session.get(_HANDING) or {}
    if held.get("of") != str(request.reporter.case_id):
        return None
    with tenant_scope(request.tenant.id):
        return held if letting_in.is_there(request.reporter, UUID(held["guest"])) else None
