"""A real SMTP server for the tests, on a loopback port of its own: what the product sends goes out as it would anywhere."""

from __future__ import annotations

from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from django.test import override_settings
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

_STARTS_WITHIN = 60.0  # seconds
_ANSWERS = {"weg": "550 No such mailbox", "later": "450 Try again later", "dicht": "421 Closing"}


class Server:
    """Takes mail, except for the local parts that say otherwise."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        refused = _ANSWERS.get(address.partition("@")[0])
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return sorted(address for addresses, _ in self.taken for address in addresses)

    def sent_to(self, address: str) -> list[EmailMessage]:
        """What this address was sent, taken apart as a program of mail does."""
        return [
            message_from_bytes(content, policy=policy.default)
            for addresses, content in self.taken
            if address in addresses
        ]


@contextmanager
def smtp() -> Iterator[Server]:
    """The server, and the product sending through it without a password or TLS."""
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), ready_timeout=_STARTS_WITHIN)
    controller.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    plain = {"EMAIL_HOST_USER": "", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
    try:
        with override_settings(
            EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=controller.port, **plain
        ):
            yield server
    finally:
        controller.stop()
