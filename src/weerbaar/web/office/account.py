"""What is one's own: who you are here, the words of your key, and another passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Passphrase, draw_passphrase
from weerbaar.organisation import actions, queries
from weerbaar.organisation.fingerprint import in_words, of_opened
from weerbaar.organisation.sign_in import unlock
from weerbaar.web.office.act_page import refuse
from weerbaar.web.office.entry import not_same, same_passphrase
from weerbaar.web.office.forms import ChangePassphraseForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import signed_in, unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse


@signed_in
def account(request: Any) -> HttpResponse:
    """Who you are here and what your key is."""
    if request.method == "POST":
        return redirect(address(request, "account"))
    staff = request.staff
    me = queries.colleague(request.tenant.id, staff.person_id)
    person = queries.person(staff.person_id)
    context = {
        "me": me,
        "mail": queries.profile(person).mail if person else "",
        "words": in_words(of_opened(staff.opened)) if staff.opened else [],
    }
    return render(request, "office/account.html", context)


@unlocked
def change_passphrase(request: Any) -> HttpResponse:
    """Six new words. The present ones are asked, so that an open screen is not enough."""
    words = request.session.get("new_words")
    if not words:
        words = request.session["new_words"] = draw_passphrase().text
    form = ChangePassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drawn = Passphrase(words)
        if not same_passphrase(form.cleaned_data["again"], drawn):
            form.add_error("again", not_same())
        else:
            try:
                proved = unlock(request.staff, Passphrase(form.cleaned_data["present"]))
                actions.change_passphrase(proved, passphrase=drawn)
            except RefusedError as error:
                error.field = "present" if error.field == "passphrase" else error.field
                refuse(form, error)
            else:
                del request.session["new_words"]
                tell(request, _("Je wachtzin is veranderd. De oude werkt niet meer."))
                return redirect(address(request, "account"))
    context = {"form": form, "words": words.split()}
    return render(request, "office/change_passphrase.html", context)
