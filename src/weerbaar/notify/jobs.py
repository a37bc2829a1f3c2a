"""The postman's rounds. A round opens addresses, knocks, and forgets that it did."""

from __future__ import annotations

from enum import Enum
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from procrastinate.contrib.django import app

from weerbaar.database.scope import tenant_scope
from weerbaar.notify.models import Knock
from weerbaar.notify.rules import text_of
from weerbaar.organisation.queries import suspended_aliases, tenants
from weerbaar.vault.keyring import postman_key
from weerbaar.vault.seal import SealBrokenError, open_sealed

if TYPE_CHECKING:
    from uuid import UUID

log = structlog.get_logger()

_FOR_GOOD = 500  # RFC 5321 §4.2.1: from here on the answer stays the same, however often one asks


class _Outcome(Enum):
    """What became of one knock. What is SENT or REFUSED is forgotten; what is PUT_OFF waits for the next round."""

    SENT = "sent"
    REFUSED = "refused"
    PUT_OFF = "put_off"
    GONE = "gone"


def go_round(tenant_id: UUID, *, only_at_once: bool = False) -> int:
    """Send the knocks that wait in a tenant; return how many went.

    An address that the mail refuses, or that does not open, keeps nobody else waiting. Without a connection the round
    ends, and what is left waits for the next.
    """
    with tenant_scope(tenant_id):
        # Whoever is suspended hears nothing; the address waits for when they are readmitted.
        Knock.objects.filter(address__holder_alias__in=suspended_aliases(tenant_id)).delete()
        waiting = Knock.objects.filter(at_once=True) if only_at_once else Knock.objects.all()
        left = list(waiting.order_by("id").values_list("id", flat=True))
    if not left:
        return 0
    count = dict.fromkeys(_Outcome, 0)
    error = ""
    try:
        with get_connection() as mail:
            while left:
                count[_deliver(tenant_id, left[0], mail)] += 1
                left.pop(0)
    except OSError as failure:
        # The class alone: the text of an SMTP error may hold an address.
        error = type(failure).__name__
    if error or count[_Outcome.REFUSED] or count[_Outcome.PUT_OFF]:
        log.warning(
            "notify.mail_refused",
            error=error,
            refused=count[_Outcome.REFUSED],
            left=len(left) + count[_Outcome.PUT_OFF],
        )
    return count[_Outcome.SENT]


def _deliver(tenant_id: UUID, knock_id: UUID, mail: object) -> _Outcome:
    """One knock in a transaction of its own: a mail server that is slow holds no row that a verb waits for but this one.

    Raises OSError when there is no connection any more.
    """
    with tenant_scope(tenant_id):
        rows = Knock.objects.select_for_update(skip_locked=True, of=("self",)).select_related("address")
        one = rows.filter(id=knock_id).first()
        if one is None:
            return _Outcome.GONE
        outcome = _send(one, mail)
        if outcome is not _Outcome.PUT_OFF:
            one.delete()
        return outcome


def _send(one: Knock, mail: object) -> _Outcome:
    text = text_of(one.address.language)
    try:
        address = open_sealed(postman_key(), one.address.sealed_address).decode().strip()
        EmailMessage(text.subject, text.body, settings.DEFAULT_FROM_EMAIL, [address], connection=mail).send()
    except SMTPRecipientsRefused as refused:
        for_good = all(code >= _FOR_GOOD for code, _ in refused.recipients.values())
        return _Outcome.REFUSED if for_good else _Outcome.PUT_OFF
    except (SMTPDataError, SealBrokenError, ValueError):
        # The text was refused, or the seal does not open: perhaps the wrong key lies there today.
        return _Outcome.PUT_OFF
    return _Outcome.SENT


# Fixed rounds: a knock right after a message would tell whoever watches both sides who talks to whom.
@app.periodic(cron="7 7-21/2 * * *", periodic_id="notify_round")
@app.task(name="notify.round", queueing_lock="notify.round")
def go_rounds(timestamp: int) -> None:
    """Every two hours by day, all tenants in one round. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    _everywhere(only_at_once=False)


@app.periodic(cron="* * * * *", periodic_id="notify_at_once")
@app.task(name="notify.at_once", queueing_lock="notify.at_once")
def knock_at_once(timestamp: int) -> None:
    """Every minute, for knocks that say `act now` and nothing else."""
    del timestamp
    _everywhere(only_at_once=True)


def _everywhere(*, only_at_once: bool) -> None:
    for tenant in tenants():
        try:
            go_round(tenant.id, only_at_once=only_at_once)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong in one tenant, the next has its round
            log.error("notify.round_failed", tenant=str(tenant.id), error=type(failure).__name__)
