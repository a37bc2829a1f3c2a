"""Codes of six digits that change every half minute (TOTP, RFC 6238), from an application on somebody's telephone."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from pyotp import random_base32
from pyotp.totp import TOTP

from weerbaar.vault.keyring import application_key
from weerbaar.vault.seal import Place, open_field, seal_field

if TYPE_CHECKING:
    from datetime import datetime

    from weerbaar.organisation.models import Person

INTERVAL = 30
WRONG_CODE = gettext_noop("Deze code klopt niet. Kijk of je de nieuwste code uit je app hebt.")
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_WINDOW = (-1, 0, 1)


def new_secret() -> str:
    """A fresh secret in base32, 160 bits."""
    return random_base32()


def address(secret: str, *, mail: str, tenant: str) -> str:
    """What a telephone reads from the square: an `otpauth` address."""
    return TOTP(secret).provisioning_uri(name=mail, issuer_name=f"Weerbaar {tenant}")


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The time step that `typed` is the code of: this half minute's, the one before or the one after; else None."""
    code = re.sub(r"[\s-]", "", typed)
    if not _CODE.fullmatch(code):
        return None
    step = int(now.timestamp()) // INTERVAL
    maker = TOTP(secret, interval=INTERVAL)
    # All three are compared, so that the time taken does not tell which was near.
    found = [
        step + shift for shift in _WINDOW if hmac.compare_digest(maker.at((step + shift) * INTERVAL), code)
    ]
    return found[0] if found else None


def _place(person: Person) -> Place:
    return Place(person.tenant_id, "organisation_person", person.id, "sealed_totp")


def sealed(person: Person, secret: str) -> bytes:
    """A secret, sealed for this person's row."""
    return seal_field(application_key("wb-totp", person.tenant_id), secret.encode(), _place(person))


def opened(person: Person) -> str | None:
    """The secret of a person, or None before they activated."""
    if person.sealed_totp is None:
        return None
    return open_field(
        application_key("wb-totp", person.tenant_id), person.sealed_totp, _place(person)
    ).decode()


def code_at(secret: str, moment: datetime, *, shift: int = 0) -> str:
    """The code of a moment, or of `shift` steps later: what a telephone would show."""
    return TOTP(secret, interval=INTERVAL).at(int(moment.timestamp()) + shift * INTERVAL)
