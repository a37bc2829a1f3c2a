"""The postman's rounds. A round opens addresses, knocks, and forgets that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from procrastinate.contrib.django import app

from weerbaar.database.scope import tenant_scope
from weerbaar.notify.models import Knock
from weerbaar.notify.rules import text_of
from weerbaar.organisation.queries import tenants
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


# Fixed rounds: a knock right after a message would tell whoever watches both sides who talks to whom.
@app.periodic(cron="7 7-21/2 * * *", periodic_id="notify_round")
@app.task(name="notify.round", queueing_lock="notify.round")
def go_rounds(timestamp: int) -> None:
    """Every two hours by day, all tenants in one round. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    for tenant in tenants():
        go_round(tenant.id)


@app.periodic(cron="* * * * *", periodic_id="notify_at_once")
@app.task(name="notify.at_once", queueing_lock="notify.at_once")
def knock_at_once(timestamp: int) -> None:
    """Every minute, for knocks that say `act now` and nothing else."""
    del timestamp
    for tenant in tenants():
        go_round(tenant.id, only_at_once=True)
