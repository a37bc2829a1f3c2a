"""The postman's rounds. A round opens addresses, knocks, and forgets that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from weerbaar.database.scope import tenant_scope
from weerbaar.notify.models import Knock
from weerbaar.notify.rules import text_of
from weerbaar.vault.keyring import postman_key
from weerbaar.vault.seal import open_sealed

if TYPE_CHECKING:
    from uuid import UUID

log = structlog.get_logger()


def go_round(tenant_id: UUID, *, only_at_once: bool = False) -> int:
    """Send the knocks that wait in a tenant; return how many went. A knock that the mail refuses waits for the next round."""
    sent = 0
    with tenant_scope(tenant_id):
        waiting = Knock.objects.select_for_update(skip_locked=True, of=("self",)).select_related("address")
        if only_at_once:
            waiting = waiting.filter(at_once=True)
        knocks = list(waiting)
        if not knocks:
            return 0
        try:
            with get_connection() as mail:
                for one in knocks:
                    _send(one, mail)
                    one.delete()
                    sent += 1
        except OSError as error:
            # The class alone: the text of an SMTP error may hold an address.
            log.warning("notify.mail_refused", error=type(error).__name__, left=len(knocks) - sent)
    return sent


def _send(one: Knock, mail: object) -> None:
    address = open_sealed(postman_key(), one.address.sealed_address).decode().strip()
    text = text_of(one.address.language)
    EmailMessage(text.subject, text.body, settings.DEFAULT_FROM_EMAIL, [address], connection=mail).send()
