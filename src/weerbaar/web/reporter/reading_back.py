"""The account of what the reporter told aloud: read back, signed, or with what is not right in it (C19)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import reading_back
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_reporter
from weerbaar.web.reporter.forms import MessageForm
from weerbaar.web.reporter.page import GOES_TO, at, goes_to, in_the_other_language, sentence, show
from weerbaar.web.reporter.visit import Visit

# The id of the form on a page: whatever goes elsewhere takes along what was typed in it.
_FORM = "verslag"


@with_reporter
def account(request: Visit, account_id: UUID) -> HttpResponse:
    """One account. As long as it waits, it can be signed or corrected; after that it can be read."""
    with tenant_scope(request.tenant.id):
        found = next((one for one in reading_back.accounts(request.reporter) if one.id == account_id), None)
    if found is None:
        raise Http404
    if GOES_TO in request.POST:
        typed.keep(request, typed.ACCOUNT, MessageForm.base_fields)
        return redirect(goes_to(request, taal=in_the_other_language(request)) or at(request, "progress"))
    corrects = "verbeter" in request.POST
    form = MessageForm(request.POST if corrects else None, initial=typed.kept(request, typed.ACCOUNT))
    form.fields["body"].label = gettext("Wat klopt er niet, of mist er?")
    form.fields["body"].help_text = gettext("Schrijf op hoe het wel was. Wij bewaren het bij het verslag.")
    if "akkoord" in request.POST:
        return _signed(request, account_id)
    if corrects and form.is_valid():
        try:
            body = form.cleaned_data["body"]
            reading_back.correct_account(request.reporter, account_id=account_id, body=body)
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, sentence(error))
        else:
            return _noted(request, "account_corrected")
    around = {
        "one": found,
        "form": form if found.waits else None,
        "back": at(request, "progress"),
        "takes_along": _FORM if found.waits else "",
    }
    return show(request, "account", around)


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
