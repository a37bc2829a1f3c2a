"""What is one's own: who you are here, the words of your key, another passphrase, and an address for a knock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weerbaar.cases.in_ones_name import WENT_AWAY, done_lately
from weerbaar.cases.there_for import is_there_for_somebody
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Passphrase, draw_passphrase
from weerbaar.notify.actions import forget_address, leave_address
from weerbaar.notify.queries import left_an_address
from weerbaar.notify.rules import text_of
from weerbaar.organisation import actions, queries
from weerbaar.organisation.fingerprint import in_words, of_opened
from weerbaar.organisation.sign_in import unlock
from weerbaar.web.office.act_page import Act, act_page, refuse
from weerbaar.web.office.entry import not_same, same_passphrase
from weerbaar.web.office.forms import ChangePassphraseForm, KnockForm, NothingForm
from weerbaar.web.office.frame import address, report_at, tell
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
    with tenant_scope(request.tenant.id):
        done = done_lately(staff) if staff.opened else []
        is_there = staff.opened is not None and is_there_for_somebody(staff)
    context = {
        "me": me,
        "done": [{"at": one.at, "went_away": one.verb == WENT_AWAY} for one in done],
        "mail": queries.profile(person).mail if person else "",
        "words": in_words(of_opened(staff.opened)) if staff.opened else [],
        "is_there": is_there,
        "is_knocked": left_an_address(staff),
        "report_at": report_at(request),
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


# Behind the key: an administrator can give a person a new telephone, and would learn when there is something new.
@unlocked
def leave_knock(request: Any) -> HttpResponse:
    """Leave an address for a knock, in the language of the page."""
    language = get_language() or "nl"
    act = Act(
        heading=_("Wil je een seintje als er iets nieuws is?"),
        button=_("Bewaar dit adres"),
        back=address(request, "account"),
        icon="mail",
        means=[
            {
                "text": _("In het bericht staat alleen: “%s”") % text_of(language).body.split("\n")[0],
                "sign": "mail",
            },
            {"text": _("Niet wat er is, niet over welke zaak en niet van wie."), "sign": "no"},
            {
                "text": _("Het komt op vaste uren. Wie in je mail kan kijken, ziet dat het er is."),
                "sign": "eye",
            },
            {
                "text": _(
                    "Het adres kun je hier niet terugzien. Een ander adres opgeven of wissen kan altijd."
                ),
                "sign": "lock",
            },
        ],
    )

    def perform(given: dict[str, Any]) -> str:
        leave_address(request.staff, mail=given["mail"], language=language)
        tell(request, _("Je krijgt een seintje als er iets nieuws is."))
        return act.back

    return act_page(request, act, KnockForm(request.POST or None), perform)


@unlocked
def forget_knock(request: Any) -> HttpResponse:
    """Remove the address again."""
    act = Act(
        heading=_("Wil je geen seintjes meer?"),
        button=_("Wis mijn adres"),
        back=address(request, "account"),
        icon="trash",
        means=[
            {"text": _("Het adres is meteen weg, en een seintje dat nog klaarstond ook."), "sign": "yes"},
            {"text": _("Wat nieuw is, zie je dan alleen als je je aanmeldt."), "sign": "eye"},
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        forget_address(request.staff)
        tell(request, _("Je adres is gewist. Je krijgt geen seintjes meer."))
        return act.back

    return act_page(request, act, NothingForm(request.POST if request.method == "POST" else None), perform)
