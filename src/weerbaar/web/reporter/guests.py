"""The pages of somebody with a receipt of their own in a case who is not its reporter: whatever is theirs, and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.intake import guests
from weerbaar.intake.guests import GuestPage, GuestRef, GuestSaid, Role
from weerbaar.intake.new_words import handed_over
from weerbaar.intake.queries import Said, leaf
from weerbaar.web.design.dates import full_day, number_word
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_guest
from weerbaar.web.reporter.forms import AddressForm, MessageForm
from weerbaar.web.reporter.guest_sections import sections
from weerbaar.web.reporter.page import GOES_TO, at, language, show
from weerbaar.web.reporter.progress import reported, told_of
from weerbaar.web.reporter.unfinished import done, elsewhere, form_of
from weerbaar.web.reporter.visit import Visit

# The id of the form on a page: whatever goes elsewhere takes along what was typed in it.
_FORM = "bericht"
_BEFORE, _AFTER = "voor", "na"
_SHUT = "sluit"

_WHY = {
    Role.WITNESS: _(
        "Je kreeg deze pagina omdat je iets zag of hoorde. Hier praat je met wie de zaak behandelt. De melder en degene "
        "over wie het gaat, lezen niet mee. Wat je vertelt, kan wel in het onderzoek komen."
    ),
    Role.SUBJECT: _(
        "Je kreeg deze pagina omdat een melding over jou gaat. Hier praat je met wie de zaak behandelt. De melder leest "
        "niet mee. Wat je vertelt, kan wel in het onderzoek komen."
    ),
    Role.HELPER: _("Je kreeg deze pagina omdat je iemand helpt. Hier praat je met wie de zaak behandelt."),
    Role.LAWYER: _("Je kreeg deze pagina als jurist of advocaat. Hier praat je met wie de zaak behandelt."),
    Role.ADVISER: _("Je kreeg deze pagina als adviseur. Hier praat je met wie de zaak behandelt."),
    Role.UNION: _(
        "Je kreeg deze pagina omdat je van de vakbond bent. Hier praat je met wie de zaak behandelt."
    ),
    Role.INTERPRETER: _("Je kreeg deze pagina omdat je tolkt. Hier praat je met wie de zaak behandelt."),
}
_BY_REPORTER = _(
    "De melder liet je toe. Hier kun je zelf met het meldpunt praten: dat gesprek leest de melder niet mee."
)
_FIRST = {
    Role.WITNESS: _("Welkom. Hier vertel je wat je zag of hoorde"),
    Role.SUBJECT: _("Er is een melding over jou. Hier vertel je jouw kant"),
}
_WELCOME = _("Welkom. Hier praat je met wie de zaak behandelt")
_NOTES = {
    "new_words": _("Je nieuwe woorden werken. De oude openen niets meer."),
    "message": _("Je bericht is verstuurd."),
    "mail_kept": _("Je mailadres is bewaard. Wij kunnen het adres niet meer laten zien. Wissen kan altijd."),
    "mail_erased": _("Je mailadres is gewist. Je krijgt geen mail meer."),
    "rehabilitation": _("Je antwoord is verstuurd."),
    "checked_in": _("Dank je. Je antwoord is bewaard."),
    "check_ins_stopped": _("Wij vragen je dit niet meer. Je kunt het altijd weer aanzetten."),
    "check_ins_resumed": _("Wij vragen je weer hoe het gaat."),
    "care_resumed": _("Wij bieden je weer hulp aan."),
}


@with_guest
def overview(request: Visit) -> HttpResponse:
    """Everything that is the guest's own, on one page."""
    found = _page(request)
    if request.POST.get(GOES_TO) == _SHUT:
        return _shut(request)
    if there := elsewhere(request, typed.MESSAGE, MessageForm, home="guest"):
        return there
    form = form_of(MessageForm, request, typed.MESSAGE)

    def write() -> None:
        guests.write(request.guest, body=form.cleaned_data["body"])

    if form.is_valid() and done(form, write):
        typed.drop(request, typed.MESSAGE)
        return _noted(request, "guest", "message")
    with tenant_scope(request.tenant.id):
        parts = sections(request, found)
        news = [told for one in parts for told in one["section"].get("news", ())]
        others_saw = handed_over(found.case_id, found.guest_id)
    page = show(
        request,
        "guest",
        {
            "found": found,
            "form": form,
            "takes_along": _FORM,
            "others_saw_words": others_saw,
            "readers": told_of(found.readers),
            "heading": news[0]["title"] if news else _heading(found),
            "news": news,
            "why": gettext(_BY_REPORTER if found.by_reporter else _WHY[Role(found.role)]),
            "until": full_day(found.last_day) if found.last_day else "",
            "note": _note(request),
            "sections": parts,
            "talk": [_row(one) for one in found.talk.leaf],
            "earlier": _leaf_address(request, "guest", _BEFORE, found.talk.way.earlier),
            "later": _leaf_address(request, "guest", _AFTER, found.talk.way.later),
        },
    )
    # Only now: what stood on a page that could not be made was read by nobody.
    new = [one.id for one in found.talk.leaf if one.is_new]
    if new or news:
        guests.look(request.guest, shown=new)
    return page


@with_guest
def along(request: Visit) -> HttpResponse:
    """The report and its messages, for whom the reporter lets read; and a message for the reporter, if they may."""
    found = _page(request)
    if found.along is None:
        return redirect(at(request, "guest"))
    if request.POST.get(GOES_TO) == _SHUT:
        return _shut(request)
    if there := elsewhere(request, typed.FOR_REPORTER, MessageForm, home="guest"):
        return there
    form = form_of(MessageForm, request, typed.FOR_REPORTER)
    form.fields["body"].label = gettext("Schrijf namens de melder")
    form.fields["body"].help_text = gettext(
        "De melder en het meldpunt lezen het, en zien dat jij het schreef."
    )

    def write() -> None:
        guests.write_for(request.guest, body=form.cleaned_data["body"])

    if form.is_valid() and done(form, write):
        typed.drop(request, typed.FOR_REPORTER)
        return _noted(request, "guest_along", "message")
    talk = found.along.talk
    guests.note_reading(request.guest)
    return show(
        request,
        "guest_along",
        {
            "found": found,
            "form": form if found.writes else None,
            "takes_along": _FORM if found.writes else "",
            "back": at(request, "guest"),
            "note": _note(request),
            "report": reported(found.along.report, is_own=False),
            "talk": [_row_along(one, request.guest) for one in talk.leaf],
            "earlier": _leaf_address(request, "guest_along", _BEFORE, talk.way.earlier),
            "later": _leaf_address(request, "guest_along", _AFTER, talk.way.later),
        },
    )


@with_guest
def address(request: Visit) -> HttpResponse:
    """Leave a private address for a knock, or remove it."""
    found = _page(request)
    if "wis" in request.POST:
        guests.forget_address(request.guest)
        return _noted(request, "guest", "mail_erased")
    if there := elsewhere(request, typed.ADDRESS, AddressForm, home="guest"):
        return there
    form = form_of(AddressForm, request, typed.ADDRESS)

    def leave() -> None:
        guests.leave_address(request.guest, mail=form.cleaned_data["mail"], language=language(request))

    if form.is_valid() and done(form, leave):
        typed.drop(request, typed.ADDRESS)
        return _noted(request, "guest", "mail_kept")
    left = found.address_left
    around = {"form": form, "left": left, "back": at(request, "guest"), "takes_along": "" if left else _FORM}
    return show(request, "address", around | {"is_guest": True})


@with_guest
def unsent(request: Visit) -> HttpResponse:
    """Before the page closes: that something was typed and not sent. Back to it, or close without it."""
    if "zonder" in request.POST or not typed.unsent(request):
        return _close(request)
    place = "guest_along" if typed.kept(request, typed.FOR_REPORTER) else "guest"
    return show(request, "guest_unsent", {"back": f"{at(request, place)}#gesprek"})


def _shut(request: Visit) -> HttpResponse:
    what = typed.FOR_REPORTER if request.path == at(request, "guest_along") else typed.MESSAGE
    if "body" in request.POST:
        typed.keep(request, what, MessageForm.base_fields)
    return redirect(at(request, "guest_unsent")) if typed.unsent(request) else _close(request)


def _close(request: Visit) -> HttpResponse:
    request.session.flush()
    return redirect(at(request, "done"))


def _page(request: Visit) -> GuestPage:
    start = leaf(request.GET, before=_BEFORE, after=_AFTER)
    with tenant_scope(request.tenant.id):
        return guests.page(request.guest, start, start)


def _heading(found: GuestPage) -> str:
    new = sum(one.is_new for one in found.talk.leaf)
    if new:
        told = ngettext("Er is één bericht voor je", "Er zijn %(many)s berichten voor je", new)
        return told % {"many": number_word(new)}
    if not found.talk.total:
        return gettext(_FIRST.get(Role(found.role), _WELCOME))
    return gettext("Er is nu niets nieuws voor je")


def _row(said: GuestSaid) -> dict[str, Any]:
    return {
        "who": gettext("Jij") if said.from_guest else gettext("Wie de zaak behandelt"),
        "at": said.at,
        "text": said.body,
        "mine": said.from_guest,
        "new": said.is_new,
    }


def _row_along(said: Said, guest: GuestRef) -> dict[str, Any]:
    mine = said.author == guest.alias
    who = gettext("Melder") if said.from_reporter else gettext("Meldpunt")
    if mine:
        who = gettext("Jij, namens de melder")
    elif said.by_guest:
        who = gettext("%(who)s, namens de melder") % {"who": gettext(Role(said.by_guest).label)}
    return {"who": who, "at": said.at, "text": said.body, "mine": mine, "new": False}


def _note(request: Visit) -> str:
    note = request.session.pop(NOTE, "")
    return gettext(_NOTES[note]) if note in _NOTES else ""


def _noted(request: Visit, page: str, note: str) -> HttpResponse:
    request.session[NOTE] = note
    return redirect(f"{at(request, page)}#gedaan")


def _leaf_address(request: Visit, page: str, side: str, row: UUID | None) -> str:
    return f"{at(request, page)}?{side}={row}#gesprek" if row else ""
