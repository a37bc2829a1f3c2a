"""The way in: signing in, opening one's key, signing out, and the first time with an invitation."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import segno
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from weerbaar.cases import lessons, releasing
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Passphrase, draw_passphrase
from weerbaar.intake import signals
from weerbaar.organisation import actions, queries, totp
from weerbaar.organisation.fingerprint import in_words, of_opened
from weerbaar.organisation.sign_in import mark_for
from weerbaar.organisation.sign_in import sign_in as prove_who
from weerbaar.organisation.sign_in import unlock as open_key
from weerbaar.web.office import session as sessions
from weerbaar.web.office.act_page import refuse
from weerbaar.web.office.forms import CodeForm, InvitationForm, NewPassphraseForm, SignInForm, UnlockForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import at_the_vault, way_back
from weerbaar.web.office.middleware import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.organisation.staff import Staff

_READS = ("GET", "HEAD")


def front(request: Any) -> HttpResponse:
    """The address without a tenant: choose one, or go straight on when there is only one."""
    tenants = queries.tenants()
    if len(tenants) == 1:
        return redirect("office:home", tenant=tenants[0].slug)
    return render(request, "office/front.html", {"tenants": tenants})


def first_page(request: Any, staff: Staff) -> str:
    """Where somebody's work begins."""
    if staff.is_administrator:
        return address(request, "people")
    if staff.works_on_cases:
        return address(request, "home")
    if staff.decides:
        return address(request, "asked")
    if staff.is_officer:
        return address(request, "keys")
    return address(request, _without_role(request, staff))


def _without_role(request: Any, staff: Staff) -> str:
    """Where the work begins of somebody without a role: what waits for them is unsaid while their vault is closed."""
    with tenant_scope(request.tenant.id):
        if signals.leads(staff) or (staff.opened and signals.may_enter(staff)):
            return "signals"
        if staff.opened and releasing.receives(staff):
            return "received"
        return "tasks" if staff.opened and lessons.has_any(staff) else "account"


def sign_in(request: Any) -> HttpResponse:
    """Who you are: an address of mail and a code."""
    if request.staff is not None and request.method in _READS:
        return redirect(way_back(request, first_page(request, request.staff)))
    form = SignInForm(request.POST or None)
    back = way_back(request, "")
    if request.method == "POST" and form.is_valid():
        mail = form.cleaned_data["mail"]
        try:
            mark = sessions.mark(request, request.tenant, mail)
            staff = prove_who(request.tenant.id, **form.cleaned_data, mark=mark)
        except RefusedError as error:
            refuse(form, error)
        else:
            language = request.session.get("language")
            sessions.sign_in(request.session, staff)
            if language:
                request.session["language"] = language
            request.staff = staff
            response = redirect(_with_way_back(address(request, "unlock"), back))
            sessions.keep_mark(response, request.tenant, mail, mark_for(request.tenant.id, mail, mark))
            return response
    return render(request, "office/sign_in.html", {"form": form, "naar": back})


@at_the_vault
def unlock(request: Any) -> HttpResponse:
    """The passphrase that opens one's key."""
    back = way_back(request, first_page(request, request.staff))
    if request.staff.opened is not None and request.method in _READS:
        return redirect(back)
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff = open_key(request.staff, _typed(form.cleaned_data["passphrase"]))
        except RefusedError as error:
            refuse(form, error)
        else:
            assert staff.opened is not None  # noqa: S101 - `unlock` opens or raises
            sessions.unlock(request.session, staff.opened)
            return redirect(back)
    return render(request, "office/unlock.html", {"form": form, "naar": back})


def _typed(text: str) -> Passphrase:
    """The passphrase as it was typed. One that nobody could have is wrong, like any other: the rule is for a new one."""
    try:
        return Passphrase(text)
    except RefusedError:
        raise RefusedError(_("Deze wachtzin klopt niet."), field="passphrase") from None


def language(request: Any, language: str) -> HttpResponse:
    """Show the pages in another language for as long as the session lasts."""
    if language not in LANGUAGES:
        raise Http404
    request.session["language"] = language
    return redirect(way_back(request, address(request, "home")))


# --- the first time -------------------------------------------------------------------------------------------------


def activate(request: Any) -> HttpResponse:
    """The code of the invitation."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["invitation"]
        if _invited(request, code) is None:
            form.add_error(
                "invitation",
                _(
                    "Deze code klopt niet, is gebruikt of is te oud. Kijk hem na of vraag je beheerder om een nieuwe."
                ),
            )
        else:
            request.session.flush()
            request.session["activation"] = {
                "tenant": str(request.tenant.id),
                "invitation": code,
                "secret": totp.new_secret(),
            }
            return redirect(address(request, "activate_codes"))
    return render(request, "office/activate.html", {"form": form})


def activate_codes(request: Any) -> HttpResponse:
    """A telephone that gives codes: the square to scan, and one code as proof."""
    activation, staff = _activation(request)
    if activation is None or staff is None:
        return redirect(address(request, "activate"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            needs_key = actions.set_up_codes(
                staff,
                invitation=activation["invitation"],
                totp_secret=activation["secret"],
                code=form.cleaned_data["code"],
            )
        except RefusedError as error:
            refuse(form, error)
        else:
            if not needs_key:
                request.session.flush()
                return redirect(address(request, "sign_in"))
            activation["words"] = draw_passphrase().text
            request.session.modified = True
            return redirect(address(request, "activate_passphrase"))
    with tenant_scope(request.tenant.id):
        person = queries.person(staff.person_id)
        mail = queries.profile(person).mail if person else ""
    uri = totp.address(activation["secret"], mail=mail, tenant=request.tenant.name)
    secret = " ".join(activation["secret"][at : at + 4] for at in range(0, len(activation["secret"]), 4))
    context = {"form": form, "square": square(uri), "secret": secret, "first_name": staff.first_name}
    return render(request, "office/activate_codes.html", context)


def activate_passphrase(request: Any) -> HttpResponse:
    """Six words that open one's key: to be written down, and typed once."""
    activation, staff = _activation(request)
    if activation is None or staff is None or "words" not in activation:
        return redirect(address(request, "activate"))
    form = NewPassphraseForm(request.POST or None)
    drawn = Passphrase(activation["words"])
    if request.method == "POST" and form.is_valid():
        if not same_passphrase(form.cleaned_data["again"], drawn):
            form.add_error("again", not_same())
        else:
            opened = actions.activate(staff, invitation=activation["invitation"], passphrase=drawn)
            request.session.flush()
            request.session["activated"] = in_words(of_opened(opened))
            return redirect(address(request, "activate_done"))
    words = activation["words"].split()
    return render(request, "office/activate_passphrase.html", {"form": form, "words": words})


def activate_done(request: Any) -> HttpResponse:
    """What happens next, and the words by which two officers know the new key."""
    words = request.session.get("activated")
    if not words:
        return redirect(address(request, "activate"))
    return render(request, "office/activate_done.html", {"words": words})


def same_passphrase(typed: str, drawn: Passphrase) -> bool:
    """Whether these are the words that were drawn, whatever the capitals and spaces."""
    try:
        return Passphrase(typed) == drawn
    except RefusedError:
        return False


def not_same() -> str:
    """The sentence for words that were typed over wrongly."""
    return _("Dit zijn niet dezelfde woorden. Kijk ze een voor een na en typ ze opnieuw.")


def square(text: str) -> str:
    """A QR code as SVG, dark on white in a dark page too, without style attributes."""
    out = BytesIO()
    looks = {"scale": 5, "border": 4, "light": "#fff", "dark": "#000", "svgclass": None, "lineclass": None}
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, svgns=False, **looks)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - made here, of numbers


def _invited(request: Any, code: str) -> Staff | None:
    with tenant_scope(request.tenant.id):
        person = queries.invited(request.tenant.id, code)
        return queries.staff_of(person) if person else None


def _activation(request: Any) -> tuple[dict[str, str] | None, Staff | None]:
    """What the session knows of a first time that is under way here, and whose it is."""
    activation = request.session.get("activation")
    if activation is None or activation["tenant"] != str(request.tenant.id):
        return None, None
    return activation, _invited(request, activation["invitation"])


def _with_way_back(url: str, back: str) -> str:
    return f"{url}?{urlencode({'naar': back})}" if back else url
