"""The account of what the reporter told aloud: read back, signed, or with what is not right in it (C19)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import reading_back
from weerbaar.intake.reading_back import AccountView
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_reporter
from weerbaar.web.reporter.forms import MessageForm
from weerbaar.web.reporter.page import GOES_TO, at, goes_to, in_the_other_language, sentence, show
from weerbaar.web.reporter.visit import Visit

_BOTH = _(
    "Je schreef ook op wat er niet klopt. Verstuur dat. Klopt het verslag toch? Haal je tekst dan weg en ga akkoord."
)
# The id of the form on a page: whatever goes elsewhere takes along what was typed in it.
_FORM = "verslag"


@with_reporter
def account(request: Visit, account_id: UUID) -> HttpResponse:
    """One account. As long as it waits, it can be signed or corrected; after that it can be read."""
    with tenant_scope(request.tenant.id):
        found = next((one for one in reading_back.accounts(request.reporter) if one.id == account_id), None)
    if found is None:
        raise Http404
    if not found.waits:
        return _no_longer(request, found)
    leaves = GOES_TO in request.POST
    if leaves and typed.keep(request, typed.ACCOUNT, MessageForm.base_fields, of=str(account_id)):
        return redirect(goes_to(request, taal=in_the_other_language(request)) or at(request, "progress"))
    signs = "akkoord" in request.POST
    # Whoever typed what is not right, and signs below it, is asked which of the two they mean.
    corrects = "verbeter" in request.POST or leaves or (signs and bool(request.POST.get("body", "").strip()))
    waits = (
        typed.kept(request, typed.ACCOUNT) if typed.about(request, typed.ACCOUNT) == str(account_id) else {}
    )
    form = MessageForm(request.POST if corrects else None, initial=waits)
    form.fields["body"].label = gettext("Wat klopt er niet, of mist er?")
    form.fields["body"].help_text = gettext("Schrijf op hoe het wel was. Wij bewaren het bij het verslag.")
    if signs and not corrects:
        return _signed(request, account_id)
    if signs:
        form.add_error("body", gettext(_BOTH))
    elif leaves and form.is_valid():
        form.add_error(None, gettext("Dit is te lang om te bewaren. Maak het korter."))
    elif corrects and form.is_valid():
        try:
            body = form.cleaned_data["body"]
            reading_back.correct_account(request.reporter, account_id=account_id, body=body)
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, sentence(error))
        else:
            return _noted(request, "account_corrected")
    around = {"one": found, "form": form, "back": at(request, "progress"), "takes_along": _FORM}
    around["for_another"] = _is_for_another(request)
    return show(request, "account", around)


def _no_longer(request: Visit, found: AccountView) -> HttpResponse:
    """An account that does not wait any more. What was typed about it goes on as a message: it is not lost."""
    if request.POST.get("body", "").strip():
        typed.keep(request, typed.ACCOUNT, MessageForm.base_fields, of=str(found.id))
    if typed.about(request, typed.ACCOUNT) == str(found.id):
        into_message(request)
        request.session[NOTE] = "account_over"
        return redirect(f"{at(request, 'progress')}#gedaan")
    around = {"one": found, "form": None, "back": at(request, "progress")}
    return show(request, "account", around | {"for_another": _is_for_another(request)})


def _is_for_another(request: Visit) -> bool:
    with tenant_scope(request.tenant.id):
        return reading_back.is_for_another(request.reporter)


def into_message(request: Visit) -> None:
    """Put what was typed about an account into the box for a message, below what stands there."""
    message, correction = typed.kept(request, typed.MESSAGE), typed.kept(request, typed.ACCOUNT)
    bodies = [one.get("body", "").strip() for one in (message, correction)]
    body = "\n\n".join(filter(None, bodies))
    typed.put(request, request.reporter, typed.MESSAGE, message | {"body": body})
    typed.drop(request, typed.ACCOUNT)


def waiting_account(request: Visit) -> UUID | None:
    """The account about which something was typed, when it still waits. Otherwise the text becomes a message."""
    of = typed.about(request, typed.ACCOUNT)
    with tenant_scope(request.tenant.id):
        there = [one.id for one in reading_back.accounts(request.reporter) if one.waits and str(one.id) == of]
    if of and not there:
        into_message(request)
    return there[0] if there else None


def _signed(request: Visit, account_id: UUID) -> HttpResponse:
    try:
        reading_back.sign_account(request.reporter, account_id=account_id)
    except RefusedError:
        # Signed in another tab, or kept meanwhile: the page says how it stands.
        return redirect(at(request, "account", account_id=account_id))
    return _noted(request, "account_signed")


def _noted(request: Visit, note: str) -> HttpResponse:
    typed.drop(request, typed.ACCOUNT)
    request.session[NOTE] = note
    return redirect(f"{at(request, 'progress')}#gedaan")
