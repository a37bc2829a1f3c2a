"""What the clock does: clear drafts that were left behind, with their files and keys, and sessions that ran out; empty the
mailboxes of the desks, and knock for mail that waits too long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from weerbaar.audit.acts import System
from weerbaar.cases.together import clear_codes
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import now
from weerbaar.intake import mail, mailboxes, signals
from weerbaar.intake.actions import clear
from weerbaar.intake.files import HELD_FOR, forget_files
from weerbaar.intake.models import Draft, Mailbox
from weerbaar.organisation.rounds import for_each, in_every_tenant
from weerbaar.vault.models import Holder, SealedFile
from weerbaar.vault.sessions import SessionStore

if TYPE_CHECKING:
    from uuid import UUID

_AT_ONCE = 200


def clear_abandoned(tenant_id: UUID) -> int:
    """Remove the drafts of a tenant that ran out; return how many. Each is a transaction, so that one cannot hold the rest."""
    cleared = 0
    while cleared < _AT_ONCE:
        with tenant_scope(tenant_id):
            row = (
                Draft.objects.select_for_update(skip_locked=True)
                .filter(expires_at__lte=now())
                .order_by("expires_at")
                .first()
            )
            if row is None:
                break
            clear(row)
        cleared += 1
    return cleared


def clear_held(tenant_id: UUID) -> int:
    """Remove files that waited a day for a reporter's choice; return how many. Reads nothing of them."""
    with tenant_scope(tenant_id):
        reporters = Holder.objects.filter(kind=Holder.Kind.REPORTER).values("alias")
        late = SealedFile.objects.filter(owner_id__in=reporters, created_at__lte=now() - HELD_FOR)
        rows = list(late.order_by("created_at")[:_AT_ONCE])
        forget_files(rows)
    return len(rows)


def clear_sessions() -> None:
    """Remove sessions that ran out."""
    SessionStore.clear_expired()


@app.periodic(cron="*/10 * * * *", periodic_id="intake_clear")
@app.task(name="intake.clear", queueing_lock="intake.clear")
def clear_what_ran_out(timestamp: int) -> None:
    """Every ten minutes. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(clear_abandoned, clear_held, clear_codes)
    clear_sessions()


def empty_mailboxes(tenant_id: UUID) -> int:
    """Take in the mail of every desk of a tenant; return how many messages. What fails for one is tried for the others."""
    taken = []
    with tenant_scope(tenant_id):
        boxes = list(Mailbox.objects.order_by("id").values_list("id", flat=True))
    for_each(tenant_id, boxes, lambda one: taken.append(mail.empty(tenant_id, one)))
    return sum(taken)


def escalate_mail(tenant_id: UUID) -> int:
    """Knock for mail that waits too long; return for how many messages."""
    with tenant_scope(tenant_id):
        waiting = mail.late(clock.today())
    # Passed over where it was dealt with meanwhile.
    return for_each(tenant_id, waiting, lambda one: mail.escalate(System(tenant_id), mail_id=one))


def escalate_mailboxes(tenant_id: UUID) -> int:
    """Knock for mailboxes that stay in trouble; return for how many."""
    with tenant_scope(tenant_id):
        troubled = mailboxes.in_trouble(clock.today())
    # Passed over where it was emptied or taken away meanwhile.
    return for_each(tenant_id, troubled, lambda one: mailboxes.escalate(System(tenant_id), mailbox_id=one))


def destroy_set_aside(tenant_id: UUID) -> int:
    """Destroy the mail that was turned away and that nobody put back in time; return how many messages."""
    with tenant_scope(tenant_id):
        over = mail.ran_out(clock.now())
    # Passed over where it was put back or entered meanwhile.
    return for_each(tenant_id, over, lambda one: mail.destroy(System(tenant_id), mail_id=one))


def knock_for_signals(tenant_id: UUID) -> int:
    """Knock for every signal that was not looked at again in time; return for how many."""
    with tenant_scope(tenant_id):
        asking = signals.that_ask(clock.today())
    # Passed over where it was settled or passed on meanwhile.
    return for_each(tenant_id, asking, lambda one: signals.remind(System(tenant_id), signal_id=one))


# Every hour of the working day in UTC, so that who reads in the morning has it whatever the season; each knocks once.
@app.periodic(cron="9 5-18 * * *", periodic_id="intake_signals")
@app.task(name="intake.signals", queueing_lock="intake.signals")
def knock_for_all_signals(timestamp: int) -> None:
    """All tenants. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(knock_for_signals)


@app.periodic(cron="*/5 * * * *", periodic_id="intake_mail")
@app.task(name="intake.mail", queueing_lock="intake.mail", lock="intake.mail")
def take_in_mail(timestamp: int) -> None:
    """Every five minutes, one round at a time. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(empty_mailboxes)


# A round of its own: mail servers that do not answer must not keep back that mail waits too long.
@app.periodic(cron="2-59/5 * * * *", periodic_id="intake_mail_waits")
@app.task(name="intake.mail_waits", queueing_lock="intake.mail_waits")
def see_to_mail(timestamp: int) -> None:
    """Every five minutes. `timestamp` is when it was due, in seconds since 1970."""
    del timestamp
    in_every_tenant(escalate_mail, escalate_mailboxes, destroy_set_aside)
