"""What an address must look like, and the one text that every knock has."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop as _

from weerbaar.ground.errors import RefusedError

_LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the brackets


def check_address(mail: str) -> str:
    """The address without space around it. Raises RefusedError when no mail can go there."""
    mail = mail.strip()
    try:
        if len(mail) > _LONGEST:
            raise ValidationError("")
        validate_email(mail)
    except ValidationError:
        raise RefusedError(
            _("Dit is geen e-mailadres. Een adres ziet er zo uit: naam@voorbeeld.nl"), field="mail"
        ) from None
    return mail


@dataclass(frozen=True, slots=True)
class KnockText:
    """Subject and body of a knock: the same for everybody, so that a mailbox that others see says nothing."""

    subject: str
    body: str


# The texts stand here and not in a template: whatever is filled in could not be kept out.
TEXTS = {
    "nl": KnockText(
        "Er staat iets voor je klaar",
        "Er staat iets nieuws voor je klaar.\n\nJe weet zelf waar. In dit bericht staat met opzet niet meer.\n"
        "Je kunt op dit bericht niet antwoorden.\n",
    ),
    "en": KnockText(
        "There is something for you",
        "There is something new for you.\n\nYou know where. This message says no more, on purpose.\n"
        "You cannot reply to this message.\n",
    ),
}


def text_of(language: str) -> KnockText:
    """The knock in a language; Dutch for any that we do not have."""
    return TEXTS.get(language, TEXTS["nl"])
