"""Asking the passphrase anew, before what gives somebody else keys that last: an open screen is not enough for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weerbaar.ground.receipt import Passphrase
from weerbaar.organisation.sign_in import unlock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerbaar.organisation.staff import Staff

_LONGEST = 300


def passphrase_anew() -> forms.CharField:
    """The field `passphrase` of such a form. What is typed in it comes back on no page."""
    return forms.CharField(
        label=_("Je wachtzin"),
        help_text=_(
            "Wij vragen die hier nog een keer. Zo kan niemand dit doen op een scherm dat jij open liet."
        ),
        max_length=_LONGEST,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={
            "required": _("Typ je wachtzin."),
            "max_length": _("Dit is te lang. Maak het korter."),
        },
    )


def proved(request: Any, given: Mapping[str, Any]) -> Staff:
    """Who signed in, with the key that their passphrase opened just now. Raises RefusedError for a wrong one.

    As when a key is opened: a wrong one makes the next try wait, and it leaves its line in the log.
    """
    return unlock(request.staff, Passphrase(given["passphrase"]))
