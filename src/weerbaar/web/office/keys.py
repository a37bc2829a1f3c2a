"""The officers' pages: vouching for a colleague's key, so that reports may be sealed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import actions, queries
from weerbaar.organisation.fingerprint import in_words
from weerbaar.organisation.models import Role
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.forms import SignKeyForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import role, unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


def officers(view: Any) -> Any:
    """For officers whose key is open: it is what they sign with."""
    return role(Role.OFFICER)(unlocked(view))


@officers
def keys(request: Any) -> HttpResponse:
    """The keys that wait for a signature."""
    with tenant_scope(request.tenant.id):
        waiting = queries.waiting_keys(request.staff)
        pinned = queries.is_pinned(request.staff)
    context = {
        "mine": [one for one in waiting if not one.signed_by_me],
        "others": [one for one in waiting if one.signed_by_me],
        "is_pinned": pinned,
    }
    return render(request, "office/keys.html", context)


@officers
def sign_key(request: Any, holder_id: UUID) -> HttpResponse:
    """Compare the words by telephone, then sign."""
    with tenant_scope(request.tenant.id):
        found = {one.holder_id: one for one in queries.waiting_keys(request.staff)}.get(holder_id)
    if found is None or found.signed_by_me:
        raise Http404
    one = found.colleague
    act = Act(
        heading=_("Bevestig de sleutel van %(name)s") % {"name": one.first_name},
        about=f"{one.name}, {one.function}",
        button=_("Bevestig de sleutel van %(name)s") % {"name": one.first_name},
        back=address(request, "keys"),
        icon="key",
        # That the words were the same is said of the words that are shown, never of those of an hour ago.
        keeps=False,
        means=[
            {"text": _("Met twee bevestigingen kunnen meldingen naar deze sleutel."), "sign": "yes"},
            {"text": _("Jij leest daardoor zelf niets."), "sign": "no"},
            {"text": _("Bel op een nummer dat je al kende, niet een dat je nu kreeg."), "sign": "phone"},
            {
                "text": _(
                    "Zijn de woorden anders? Bevestig dan niet en waarschuw de andere sleutelbeheerder."
                ),
                "sign": "alert-triangle",
            },
        ],
    )
    form = SignKeyForm(request.POST or None, initial={"seen": found.fingerprint.hex()})

    def perform(answers: dict[str, Any]) -> str:
        actions.sign_key(request.staff, holder_id=holder_id, seen=_bytes(answers["seen"]))
        tell(request, _("De sleutel is bevestigd."))
        return address(request, "keys")

    context = {"words": in_words(found.fingerprint)}
    return act_page(request, act, form, perform, template="office/sign_key.html", context=context)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
