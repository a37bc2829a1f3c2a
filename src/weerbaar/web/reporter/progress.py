"""The page of a report that was sent: where it is, what was said, and what can still be done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import AMSTERDAM, today
from weerbaar.intake import actions, checking_in, contacting, queries, questions, reading_back, together
from weerbaar.intake.guests import Role
from weerbaar.intake.new_words import others_saw_them
from weerbaar.intake.queries import Progress, ReaderView, Said
from weerbaar.intake.questions import is_for_another
from weerbaar.intake.reading_back import AccountView
from weerbaar.web.design.dates import full_day, number_word, short_day
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.check import told
from weerbaar.web.reporter.checking_in import CheckInForm
from weerbaar.web.reporter.coming_back import NOTE, with_reporter
from weerbaar.web.reporter.forms import AddressForm, IdentityForm, MessageForm, RatingForm
from weerbaar.web.reporter.letting_in import LanguageForm, helping
from weerbaar.web.reporter.page import (
    GOES_TO,
    at,
    called,
    language,
    names,
    not_readers,
    show,
)
from weerbaar.web.reporter.reading_back import waiting_account
from weerbaar.web.reporter.running import running
from weerbaar.web.reporter.unfinished import done, elsewhere, form_of
from weerbaar.web.reporter.visit import Visit

# The id of the form on a page: whatever goes elsewhere takes along what was typed in it.
_FORM = "bericht"
# The message that a leaf goes before, or comes after, in the address.
_BEFORE, _AFTER = "voor", "na"

# A station that was reached, and the same one while it waits: it must not look done before it is.
_STEPS = (
    ("received", _("Binnen"), _("Binnen")),
    ("acknowledged", _("Gelezen en bevestigd"), _("Wacht op bevestiging")),
    ("answered", _("Antwoord aan jou"), _("Wacht op antwoord")),
    ("closed", _("Afgesloten"), _("Nog niet afgesloten")),
)
# Until there is an answer the desk looks at it: how far it is with deciding is told by the desk itself.
_HEADINGS = {
    "received": _("Je %(called)s is binnen"),
    **dict.fromkeys(("acknowledged", "assessed", "inquiry", "decided"), _("Je %(called)s wordt bekeken")),
    "answered": _("Er is een antwoord voor je"),
    "closed": _("Je %(called)s is afgesloten"),
}


@with_reporter
def overview(request: Visit) -> HttpResponse:
    """Everything of one's own report, on one page."""
    found = _progress(request)
    if request.POST.get(GOES_TO) == _SHUT and typed.keep(request, typed.MESSAGE, MessageForm.base_fields):
        return redirect(at(request, "unsent")) if typed.unsent(request) else _close(request)
    if there := elsewhere(request, typed.MESSAGE, MessageForm, **_places(request, found)):
        return there
    form = _message_form(request, found)

    def write() -> None:
        actions.write(request.reporter, body=form.cleaned_data["body"], answers=form.answered())

    if form.is_valid() and done(form, write):
        typed.drop(request, typed.MESSAGE)
        return _noted(request, "answer" if form.answered() else "message", "gesprek")
    return _show_progress(request, found, form)


def _message_form(request: Visit, found: Progress) -> MessageForm:
    return form_of(MessageForm, request, typed.MESSAGE, open_questions=found.talk.questions)


def _places(request: Visit, found: Progress) -> dict[str, str]:
    """Where the buttons lead that are no link to a page: to the answer to a question, by its id, and to more files."""
    answers = {str(one.id): at(request, "reply", asked=one.id) for one in found.talk.questions}
    return answers | {"bestanden": at(request, "more_files")}


_SHUT = "sluit"


@with_reporter
def unsent(request: Visit) -> HttpResponse:
    """Before the page closes: what was written and not sent. Send it, or close without it."""
    if "zonder" in request.POST:
        return _close(request)
    account_id = waiting_account(request)
    what = typed.unsent(request)
    if not what and request.method != "POST":
        return redirect(at(request, "progress"))
    found = _progress(request)
    kind = _UNSENT_FORMS.get(what, MessageForm)
    if there := elsewhere(request, what, kind, **_places(request, found)):
        return there
    form = _message_form(request, found) if what in ("", typed.MESSAGE) else form_of(kind, request, what)
    if what == typed.ACCOUNT:
        form.fields["body"].label = gettext("Wat klopt er niet, of mist er?")
        form.fields["body"].help_text = gettext(
            "Schrijf op hoe het wel was. Wij bewaren het bij het verslag."
        )

    def send() -> None:
        _send_unsent(request, what, form, account_id)

    if form.is_valid() and done(form, send):
        typed.drop(request, what)
        return redirect(at(request, "unsent")) if typed.unsent(request) else _close(request, sent=True)
    return show(
        request,
        "unsent",
        {
            "form": form,
            "heading": gettext(_UNSENT_HEADINGS.get(what, _UNSENT_HEADINGS[typed.MESSAGE])),
            "takes_along": _FORM,
            "back": at(request, "progress"),
        },
    )


_UNSENT_FORMS: dict[str, type[forms.Form]] = {
    typed.MESSAGE: MessageForm,
    typed.ACCOUNT: MessageForm,
    typed.CHECK_IN: CheckInForm,
    typed.LANGUAGE: LanguageForm,
    typed.RATING: RatingForm,
    typed.NAME: IdentityForm,
    typed.ADDRESS: AddressForm,
}
_UNSENT_HEADINGS = {
    typed.MESSAGE: _("Je bericht is nog niet verstuurd"),
    typed.ACCOUNT: _("Wat er niet klopt in het verslag, is nog niet verstuurd"),
    typed.CHECK_IN: _("Hoe het met je gaat, is nog niet verstuurd"),
    typed.LANGUAGE: _("Je vraag om een andere taal is nog niet verstuurd"),
    typed.RATING: _("Hoe het ging, is nog niet verstuurd"),
    typed.NAME: _("Je naam is nog niet verstuurd"),
    typed.ADDRESS: _("Je mailadres is nog niet bewaard"),
}


def _send_unsent(request: Visit, what: str, form: forms.Form, account_id: UUID | None) -> None:
    """Do with what waited what its own page would have done."""
    given = form.cleaned_data
    if what == typed.RATING:
        actions.rate(request.reporter, score=given["score"], body=given["body"])
    elif isinstance(form, LanguageForm):
        form.ask(request)
    elif isinstance(form, CheckInForm):
        checking_in.check_in_now(request.reporter, given=form.given())
    elif what == typed.NAME:
        actions.reveal_identity(request.reporter, name=given["name"], contact=given["contact"])
    elif what == typed.ADDRESS:
        actions.leave_address(request.reporter, mail=given["mail"], language=language(request))
    elif what == typed.ACCOUNT and account_id is not None:
        reading_back.correct_account(request.reporter, account_id=account_id, body=given["body"])
    elif isinstance(form, MessageForm):
        actions.write(request.reporter, body=given["body"], answers=form.answered())


def _close(request: Visit, *, sent: bool = False) -> HttpResponse:
    """Nothing is kept in this browser; the last page says whether something was sent just now."""
    request.session.flush()
    return redirect(at(request, "done") + ("?verstuurd" if sent else ""))


_NOTES = {
    "message": _("Je bericht is verstuurd."),
    "answer": _("Je antwoord is verstuurd."),
    "files": _("Je bestanden zijn verstuurd."),
    "name_given": _("Je naam is bewaard, apart op slot."),
    "name_taken_back": _("Je naam is gewist."),
    "name_ending": _("Je trok je naam in. Niemand kan hem nog openen. Wij wissen hem nu."),
    "mail_kept": _("Je mailadres is bewaard. Wij kunnen het adres niet meer laten zien. Wissen kan altijd."),
    "mail_erased": _("Je mailadres is gewist. Je krijgt geen mail meer."),
    "rating": _("Je antwoord is verstuurd. Dank je wel."),
    "let_in": _("Deze persoon is toegelaten. Bij ‘Wie helpt je?’ zie je wie, en tot wanneer."),
    "withdrawn": _("De woorden van deze persoon werken niet meer."),
    "checked_in": _("Dank je. Je antwoord is bewaard."),
    "check_ins_stopped": _("Wij vragen je dit niet meer. Je kunt het altijd weer aanzetten."),
    "check_ins_resumed": _("Wij vragen je weer hoe het gaat."),
    "new_words": _("Je nieuwe woorden werken. De oude openen niets meer."),
    "account_signed": _("Je ging akkoord met het verslag."),
    "account_over": _(
        "Op dit verslag kon je niet meer reageren. Wat je schreef, staat nu in het vak voor een bericht. Verstuur het daar."
    ),
    "account_corrected": _("Je verbetering is verstuurd. Wij bewaren haar bij het verslag."),
}


def _noted(request: Visit, note: str, part: str = "gedaan") -> HttpResponse:
    """Back to the report, which says once what was done."""
    request.session[NOTE] = note
    return redirect(f"{at(request, 'progress')}#{part}")


def _show_progress(request: Visit, found: Progress, form: MessageForm) -> HttpResponse:
    page = _page(request, found, form)
    # Only now: what stood on a page that could not be made was read by nobody.
    if shown := found.talk.shown_new:
        actions.look(request.reporter, shown=shown)
    return page


def _page(request: Visit, found: Progress, form: MessageForm) -> HttpResponse:
    accounts = _accounts(request)
    asks = _together_asks(request)
    with tenant_scope(request.tenant.id):
        others_saw = others_saw_them(request.reporter, found.report)
    return show(
        request,
        "progress",
        {
            "found": found,
            "accounts": accounts,
            "others_saw_words": others_saw,
            "for_another": is_for_another(found.report),
            **_protected(request),
            "form": form,
            "takes_along": _FORM,
            "heading": gettext(_HEADINGS[found.stage])
            % {"called": called(is_complaint=request.is_complaint, is_advice=request.is_advice)},
            "name_goes": _name_goes(found),
            "news": gettext(_TO_READ_BACK) if any(one.waits for one in accounts) else _news(found, asks=asks),
            "note": gettext(_NOTES[note]) if (note := request.session.pop(NOTE, "")) in _NOTES else "",
            "line": _line(found),
            "term": running(found),
            "first_answer": _kept_the_first(found),
            "talk": [_row(one, is_complaint=request.is_complaint) for one in found.talk.leaf],
            "earlier": _leaf_address(request, _BEFORE, found.talk.way.earlier),
            "later": _leaf_address(request, _AFTER, found.talk.way.later),
            "together_asks": asks,
            "readers": [*told_of(found.readers), *helping(request)],
            "reader_names": names(found.readers),
            "kept_out": not_readers(found.report.get("about_roles", ()), found.kept_out),
            "report": reported(found.report),
        },
    )


_TO_READ_BACK = _("Er ligt iets voor je klaar om na te lezen.")


def _name_goes(found: Progress) -> str:
    """That a name leaves, before all else on the page: it cannot be taken back, and the days to say something run."""
    if found.object_until is None:
        return ""
    day = short_day(found.object_until, today())
    return gettext(
        "Je naam gaat naar iemand buiten de organisatie. Lees ons bericht hieronder. Kan het je schaden? Schrijf ons "
        "uiterlijk %(day)s."
    ) % {"day": day}


def _news(found: Progress, *, asks: bool) -> str:
    """What is new, and what to do. `asks` says that a colleague waits for a yes or a no."""
    talk = found.talk
    to_do = gettext("Iemand wacht op je antwoord.") if asks else gettext("Je hoeft niets te doen.")
    waits = len(talk.questions)
    asked = ngettext(
        "Er wacht één vraag op jouw antwoord.", "Er wachten %(many)s vragen op jouw antwoord.", waits
    ) % {"many": number_word(waits)}
    if not talk.from_desk:
        return f"{gettext('Er is nog geen bericht voor je.')} {to_do}"
    if not talk.new:
        if not waits:
            return f"{gettext('Er is sinds je vorige bezoek niets nieuws.')} {to_do}"
        return f"{gettext('Er is sinds je vorige bezoek niets nieuws.')} {asked}"
    # Where all of it is new nothing was read before: perhaps there was no earlier visit.
    if talk.new == talk.from_desk:
        many = ngettext("Er is één ding nieuw.", "Er zijn %(many)s dingen nieuw.", talk.new)
        news = many % {"many": number_word(talk.new)}
        return f"{news} {asked}" if waits else news
    many = ngettext(
        "Er is sinds je vorige bezoek één ding nieuw.", "Er zijn sinds je vorige bezoek %(many)s dingen nieuw.",
        talk.new,
    )  # fmt: skip
    news = many % {"many": number_word(talk.new)}
    return f"{news} {asked}" if waits else news


def _line(found: Progress) -> list[dict[str, str]]:
    """The stations. The one after the last that was reached is what runs now; when all are reached nothing does."""
    moments = (found.received_at, found.acknowledged_at, found.answered_at, found.closed_at)
    due = {term.name: term.due_on for term in found.terms}
    expected = {"acknowledged": due.get("acknowledge"), "answered": due.get("feedback")}
    running = next((number for number, moment in enumerate(moments) if moment is None), len(moments))
    steps = []
    for number, ((key, reached, waiting), moment) in enumerate(zip(_STEPS, moments, strict=True)):
        state = "done" if number < running else "now" if number == running else "next"
        note = short_day(moment, today()) if moment else ""
        if not moment and (day := expected.get(key)):
            note = gettext("Uiterlijk %(day)s") % {"day": short_day(day, today())}
        # The last one waits for nothing that the reporter is told of.
        name = gettext(reached if state == "done" or (state == "next" and key == "closed") else waiting)
        steps.append({"name": name, "state": state, "note": note})
    return steps


def _kept_the_first(found: Progress) -> str:
    """Whether the first message came in time, once it came."""
    term = next((one for one in found.terms if one.name == "acknowledge" and one.met_at), None)
    if term is None or term.met_at is None:
        return ""
    day: date = term.met_at.astimezone(AMSTERDAM).date()
    if day > term.due_on:
        words = gettext("Een eerste bericht, uiterlijk %(day)s: dat is niet gelukt.")
    else:
        words = gettext("Een eerste bericht, uiterlijk %(day)s: gelukt.")
    return words % {"day": full_day(term.due_on)}


_SCORES = {"good": _("Goed"), "fair": _("Het kon beter"), "bad": _("Niet goed")}
_IDENTITY = {"given": _("Ik gaf mijn naam."), "withdrawn": _("Ik trok mijn naam in.")}


# Nobody of the desk wrote that somebody reads along: the system says it, whoever was let in or left.
_SPEAKS = {"readers": _("Wie er meeleest")}


def _row(said: Said, *, is_complaint: bool) -> dict[str, Any]:
    body = said.body
    # Nobody of the desk that it is about may seem to write here.
    desk = _("Wie je klacht behandelt") if is_complaint else "Meldpunt"
    if said.kind == "rating":
        rating = json.loads(body)
        body = "\n\n".join(filter(None, [gettext(_SCORES[rating["score"]]), rating["body"]]))
    elif said.kind == "identity":
        body = gettext(_IDENTITY[body])
    mine = gettext("Jij")
    if said.by_guest:
        mine = gettext("%(who)s, namens jou") % {"who": gettext(Role(said.by_guest).label)}
    return {
        "who": mine if said.from_reporter else gettext(_SPEAKS.get(said.kind, desk)),
        "at": said.at,
        "text": body,
        "mine": said.from_reporter,
        "new": said.is_new,
    }


def told_of(readers: tuple[ReaderView, ...]) -> list[str]:
    """Who has a key: the desk by name, as before the sending; who came later by function and day, and until when."""
    lines = []
    for one in readers:
        who = ", ".join(filter(None, [one.name, one.function])) or gettext("Iemand van het meldpunt")
        if one.since:
            values = {"who": who, "day": short_day(one.since, today())}
            if one.last_day:
                values["last"] = full_day(one.last_day)
                said = (
                    gettext("%(who)s, sinds %(day)s tot en met %(last)s, want een behandelaar is dan weg")
                    if one.stands_in
                    else gettext("%(who)s, sinds %(day)s tot en met %(last)s")
                )
            else:
                said = gettext("%(who)s, sinds %(day)s")
            lines.append(said % values)
        else:
            lines.append(gettext("%(who)s (reserve)") % {"who": who} if one.is_reserve else who)
    return lines


def reported(report: Mapping[str, Any], *, is_own: bool = True) -> list[dict[str, str]]:
    """What was told, question by question; of a name only that it was given. `is_own` for the reporter, who told it."""
    apart = report.get("apart", [])
    lies_apart = (
        gettext("Dit vulde je in. Het ligt apart op slot, ook voor deze pagina.")
        if is_own
        else gettext("Dit vulde de melder in. Dat kun je hier niet lezen.")
    )
    rows = []
    for one in questions.told_in(report):
        key = gettext(one.key(is_own=is_own))
        if one.name in apart:
            rows.append({"key": key, "value": lies_apart, "apart": "yes"})
        elif value := told(one, report):
            rows.append({"key": key, "value": value})
    return rows + [{"key": one["question"], "value": one["answer"]} for one in report.get("own", ())]


# --- acts -----------------------------------------------------------------------------------------------------------


@with_reporter
def reply(request: Visit, asked: UUID) -> HttpResponse:
    """The answer to a question of the desk."""
    with tenant_scope(request.tenant.id):
        found = queries.question(request.reporter, asked)
    if found is None:
        raise Http404
    if there := elsewhere(request, typed.MESSAGE, MessageForm):
        return there
    form = form_of(MessageForm, request, typed.MESSAGE)
    form.fields["body"].label = gettext("Jouw antwoord")
    form.fields["body"].help_text = gettext("Je mag ook zeggen dat je dit niet wilt beantwoorden.")

    def write() -> None:
        actions.write(request.reporter, body=form.cleaned_data["body"], answers=asked)

    if form.is_valid() and done(form, write):
        typed.drop(request, typed.MESSAGE)
        return _noted(request, "answer", "gesprek")
    around = {"form": form, "asked": found, "back": at(request, "progress"), "takes_along": _FORM}
    return show(request, "reply", around)


@with_reporter
def identity(request: Visit) -> HttpResponse:
    """Give a name, or take it back."""
    back = at(request, "progress")
    found = _progress(request)
    if found.identity == "given":
        if "trek-in" in request.POST:
            actions.withdraw_identity(request.reporter)
            is_ending = queries.is_name_ending(request.reporter)
            return _noted(request, "name_ending" if is_ending else "name_taken_back")
        return show(request, "take_name_back", {"back": back})
    if there := elsewhere(request, typed.NAME, IdentityForm):
        return there
    form = form_of(IdentityForm, request, typed.NAME)

    def give() -> None:
        given = form.cleaned_data
        actions.reveal_identity(request.reporter, name=given["name"], contact=given["contact"])

    if form.is_valid() and done(form, give):
        typed.drop(request, typed.NAME)
        return _noted(request, "name_given")
    around = {"form": form, "back": back, "reader_names": names(found.readers), "takes_along": _FORM}
    return show(request, "give_name", around | {"is_over": found.is_name_over})


@with_reporter
def address(request: Visit) -> HttpResponse:
    """Leave a private address for a knock, or remove it."""
    back = at(request, "progress")
    if "wis" in request.POST:
        actions.forget_address(request.reporter)
        return _noted(request, "mail_erased")
    if there := elsewhere(request, typed.ADDRESS, AddressForm):
        return there
    form = form_of(AddressForm, request, typed.ADDRESS)

    def leave() -> None:
        actions.leave_address(request.reporter, mail=form.cleaned_data["mail"], language=language(request))

    if form.is_valid() and done(form, leave):
        typed.drop(request, typed.ADDRESS)
        return _noted(request, "mail_kept")
    left = _progress(request).address_left
    around = {"form": form, "left": left, "back": back, "takes_along": "" if left else _FORM}
    return show(request, "address", around)


@with_reporter
def rate(request: Visit) -> HttpResponse:
    """Say how it went."""
    if there := elsewhere(request, typed.RATING, RatingForm):
        return there
    form = form_of(RatingForm, request, typed.RATING)

    def say() -> None:
        actions.rate(request.reporter, score=form.cleaned_data["score"], body=form.cleaned_data["body"])

    if form.is_valid() and done(form, say):
        typed.drop(request, typed.RATING)
        return _noted(request, "rating")
    who = names(_progress(request).readers)
    around = {"form": form, "back": at(request, "progress"), "reader_names": who, "takes_along": _FORM}
    return show(request, "rate", around)


def _together_asks(request: Visit) -> bool:
    """Whether it is asked if another report belongs to this one."""
    with tenant_scope(request.tenant.id):
        return any(one.standing.waits_for_me for one in together.links(request.reporter))


def _protected(request: Visit) -> dict[str, Any]:
    """Who is there for the reporter, and how it stands with asking how it goes."""
    with tenant_scope(request.tenant.id):
        return {
            "how_it_goes": checking_in.how_it_goes(request.reporter),
            "contact": contacting.contact(request.reporter),
        }


def _accounts(request: Visit) -> list[AccountView]:
    with tenant_scope(request.tenant.id):
        return reading_back.accounts(request.reporter)


def _progress(request: Visit) -> Progress:
    with tenant_scope(request.tenant.id):
        return queries.progress(request.reporter, queries.leaf(request.GET, before=_BEFORE, after=_AFTER))


def _leaf_address(request: Visit, side: str, row: UUID | None) -> str:
    return f"{at(request, 'progress')}?{side}={row}#gesprek" if row else ""
