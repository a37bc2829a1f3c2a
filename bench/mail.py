"""How much mail is taken in a minute: read from a real Dovecot, sealed to a desk, kept, and cleared there.

One worker does it, as the product does, message after message. Each message holds a text and, in one of five, a photo of
300 kB. Afterwards every message is opened and its text compared: one that is not there, or not whole, is lost.
"""

from __future__ import annotations

import time
from email.message import EmailMessage
from typing import TYPE_CHECKING

from bench.place import town

if TYPE_CHECKING:
    from tests.dovecot import Dovecot

    from weerbaar.config.demo import Town

MESSAGES = 500
_PHOTO = bytes(300 * 1024)
_WITH_PHOTO = 5  # one in so many


def measure(*, quick: bool = False) -> dict[str, float]:
    """Messages per minute, milliseconds each, and how many were lost or stayed in the mailbox."""
    from django.conf import settings
    from tests.dovecot import dovecot

    count = 20 if quick else MESSAGES
    place = town()
    with dovecot() as server:
        settings.WEERBAAR_MAILBOX_CA = str(server.certificate)
        settings.WEERBAAR_MAILBOX_HOSTS = [server.host]
        _set_mailbox(place, server)
        server.deliver_many([_message(number) for number in range(count)])
        took = _take_in(place)
        stayed = server.count()
    lost = _lost(place, count)
    return {
        "messages_per_minute": round(count / took * 60),
        "ms_per_message": round(took / count * 1000, 1),
        "lost": lost + stayed,
    }


def _set_mailbox(place: Town, server: Dovecot) -> None:
    from weerbaar.intake import mailboxes

    mailboxes.set_mailbox(
        place["Wietske"].opened,
        desk_id=place.desk.id,
        host=server.host,
        port=server.port,
        security="tls",
        user=server.user,
        folder="INBOX",
        password=server.password,
    )


def _text(number: int) -> str:
    return f"Bericht {number}: in het overleg maakt hij steeds dezelfde collega belachelijk."


def _message(number: int) -> bytes:
    made = EmailMessage()
    made["From"] = f"melder{number}@post.example"
    made["Subject"] = "Een melding"
    made["Message-ID"] = f"<{number}@post.example>"
    made.set_content(_text(number))
    if number % _WITH_PHOTO == 0:
        made.add_attachment(_PHOTO, maintype="image", subtype="jpeg", filename="foto.jpg")
    return made.as_bytes()


def _take_in(place: Town) -> float:
    """Let the job empty the mailbox; the seconds that it took."""
    from weerbaar.intake import jobs

    began = time.perf_counter()
    jobs.empty_mailboxes(place.tenant.id)
    return time.perf_counter() - began


def _lost(place: Town, count: int) -> int:
    from weerbaar.database.scope import tenant_scope
    from weerbaar.intake import mail
    from weerbaar.intake.models import Mail

    with tenant_scope(place.tenant.id):
        there = list(Mail.objects.values_list("id", flat=True))
    found = {mail.open_mail(place["Fatima"].opened, mail_id=one).letter.text for one in there}
    return len({_text(number) for number in range(count)} - found)
