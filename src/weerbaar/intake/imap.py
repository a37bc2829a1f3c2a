"""Speaking with a mail server: sign in over a connection that can be trusted, read what waits, clear it there (R6).

RFC 3501, with UIDPLUS (RFC 4315) where the server has it. Nothing here knows what becomes of a message.
"""

from __future__ import annotations

import imaplib
import ipaddress
import re
import socket
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from weerbaar.intake.models import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weerbaar.vault.secret import Secret

ANSWERS_WITHIN = 20.0  # seconds, until the next octet of the server
LASTS = 300.0
"""Seconds that a connection lasts at most: one octet each time that we are about to give up would last for ever."""
MOST_IN_AN_ANSWER = 52 * 1024 * 1024
"""Octets: the largest message that is taken, and what stands around it. A server says itself how much is to come."""
MOST_IN_A_ROUND = 1_000
MOST_LISTED = 10_000
"""More than are taken: the oldest may be too large to take, and stay there."""
_AT_ONCE = 100
TLS, STARTTLS = "tls", "starttls"
_LISTED = re.compile(rb"(?=.*\bUID (\d+))(?=.*\bRFC822\.SIZE (\d+))", re.DOTALL)
_SINCE = re.compile(rb'INTERNALDATE "([^"]+)"')


class MailboxError(Exception):
    """The mailbox cannot be read. Holds a code from the list, and nothing that the server said."""

    def __init__(self, trouble: Mailbox.Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class MailAccess:
    """Where a mailbox lies and how to sign in to it. `security` is tls or starttls: without one of both nothing goes."""

    host: str
    port: int
    security: str
    user: str = field(repr=False)
    password: Secret = field(repr=False)
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in the mailbox: its number there, its size in octets, and when it came in, as the server wrote it."""

    uid: int
    size: int
    since: bytes


class Folder:
    """A folder of a mailbox, open for reading and clearing."""

    def __init__(self, server: imaplib.IMAP4, validity: int, count: int) -> None:
        self._server = server
        self._count = count
        self.validity = validity
        self._one_by_one = "UIDPLUS" in server.capabilities

    def waiting(self) -> list[Waiting]:
        """The oldest messages, `MOST_LISTED` at most. What is cleared meanwhile does not change the list."""
        most = min(self._count, MOST_LISTED)
        found: list[Waiting] = []
        for first in range(1, most + 1, _AT_ONCE):
            last = min(first + _AT_ONCE - 1, most)
            rows = self._ask("FETCH", f"{first}:{last}", "(UID RFC822.SIZE INTERNALDATE)", numbered=False)
            found += [one for row in rows if (one := _waiting(row)) is not None]
        return found

    def name_of(self, uid: int) -> bytes:
        """The line with the message's own id, as it stands there; empty when it has none. Of one without end its beginning."""
        return self._bytes(uid, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>").strip()

    def read(self, uid: int) -> bytes:
        """The whole message, as it came. It stays unread there."""
        return self._bytes(uid, "BODY.PEEK[]")

    def clear(self, uid: int) -> None:
        """Remove a message from the mailbox for good."""
        self._ask("STORE", str(uid), r"+FLAGS.SILENT (\Deleted)")
        if self._one_by_one:
            self._ask("EXPUNGE", str(uid))
        else:
            with _understood():
                self._server.expunge()

    def _bytes(self, uid: int, part: str) -> bytes:
        rows = self._ask("FETCH", str(uid), f"({part})")
        found = [row[1] for row in rows if isinstance(row, tuple)]
        if not found:
            raise MailboxError(Mailbox.Trouble.BROKEN)
        return found[0]

    def _ask(self, command: str, *words: str, numbered: bool = True) -> list[Any]:
        with _understood():
            said, rows = (
                self._server.uid(command, *words) if numbered else self._server.fetch(words[0], words[1])
            )
        if said != "OK":
            raise MailboxError(Mailbox.Trouble.BROKEN)
        return list(rows)


def _waiting(row: Any) -> Waiting | None:
    told = row[0] if isinstance(row, tuple) else row
    found = _LISTED.search(told or b"")
    if found is None:
        return None
    since = _SINCE.search(told)
    return Waiting(int(found[1]), int(found[2]), since[0] if since else b"")


@contextmanager
def opened(access: MailAccess, *, lasts: float) -> Iterator[Folder]:
    """The folder of a mailbox, for as long as the block runs and `lasts` seconds at most. Raises MailboxError with what
    is wrong.
    """
    server = _connected(access, time.monotonic() + lasts)
    try:
        _sign_in(server, access)
        yield _folder(server, access.folder)
    finally:
        with suppress(imaplib.IMAP4.error, OSError, ValueError):
            server.logout()
        with suppress(OSError):
            server.shutdown()


def _connected(access: MailAccess, until: float) -> imaplib.IMAP4:
    trusted = ssl.create_default_context()
    if settings.WEERBAAR_MAILBOX_CA:
        trusted.load_verify_locations(settings.WEERBAAR_MAILBOX_CA)
    try:
        addresses = _addresses_of(access)
        if access.security == TLS:
            return _OverTls(access, addresses, trusted, until)
        server = _InClear(access, addresses, until)
        try:
            server.starttls(trusted)
        except BaseException:
            with suppress(OSError):
                server.shutdown()
            raise
    except (ssl.SSLError, ssl.CertificateError):
        raise MailboxError(Mailbox.Trouble.UNTRUSTED) from None
    except (OSError, ValueError):
        raise MailboxError(Mailbox.Trouble.UNREACHABLE) from None
    except imaplib.IMAP4.abort:
        raise MailboxError(Mailbox.Trouble.UNREACHABLE) from None
    except imaplib.IMAP4.error:
        # A server that offers no TLS: the password would go over the line in clear.
        raise MailboxError(Mailbox.Trouble.UNTRUSTED) from None
    return server


def _addresses_of(access: MailAccess) -> list[str]:
    """Where to connect to: none of the machines in here, unless whoever runs this program named the server.

    An administrator of a tenant types the name, and hears how it went: they must not find out by it what listens in the
    network that this runs in. Raises MailboxError, and OSError where there is no such name.
    """
    rows = socket.getaddrinfo(access.host, access.port, type=socket.SOCK_STREAM)
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if access.host.casefold() not in settings.WEERBAAR_MAILBOX_HOSTS and not all(map(_is_outside, found)):
        raise MailboxError(Mailbox.Trouble.UNREACHABLE)
    return found


# Addresses of IPv6 that are given out to somebody; and those by which a translator reaches IPv4 (RFC 6052), whose last
# four octets say where it goes.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def _is_outside(address: str) -> bool:
    at = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(at, ipaddress.IPv6Address) and at in _TRANSLATED:
        at = ipaddress.IPv4Address(at.packed[-4:])
    if isinstance(at, ipaddress.IPv6Address) and (at not in _GIVEN_OUT or at.sixtofour):
        return False
    return at.is_global and not at.is_multicast


def _reached(addresses: Sequence[str], port: int, timeout: float | None) -> socket.socket:
    """A connection to one of the addresses that were looked at: a name may be answered otherwise the next time."""
    for one in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((one, port), timeout)
    return socket.create_connection((addresses[-1], port), timeout)


class _Bounded(imaplib.IMAP4):
    """A server that is listened to until a moment, and from which no more is taken than an answer holds.

    The standard library waits as long as anything comes, and makes room at once for as much as a server says is to come.
    """

    _until: float
    _room = MOST_IN_AN_ANSWER

    def _command(self, name: str, *words: Any) -> Any:
        self._room = MOST_IN_AN_ANSWER
        return super()._command(name, *words)  # pyright: ignore[reportAttributeAccessIssue]

    def read(self, size: int) -> bytes:
        if size > self._room:
            raise self.abort("more than an answer holds")
        found = bytearray()
        while len(found) < size and (piece := self._next()):
            found += self._take(piece[: size - len(found)])
        return bytes(found)

    def readline(self) -> bytes:
        found = bytearray()
        while not found.endswith(b"\n") and (piece := self._next()):
            found += self._take(piece[: piece.find(b"\n") + 1] or piece)
        return bytes(found)

    def _next(self) -> bytes:
        """What came in, after one wait at most; it stays there until it is taken. Empty where nothing more comes."""
        if time.monotonic() > self._until:
            raise TimeoutError
        return self.file.peek(1)  # pyright: ignore[reportAttributeAccessIssue]

    def _take(self, piece: bytes) -> bytes:
        self._room -= len(piece)
        if self._room < 0:
            raise self.abort("more than an answer holds")
        return self.file.read(len(piece))  # pyright: ignore[reportReturnType]


class _InClear(_Bounded):
    """A server spoken to at these addresses; what its certificate is held against stays its name."""

    def __init__(self, access: MailAccess, addresses: Sequence[str], until: float) -> None:
        self._addresses, self._until = addresses, until
        super().__init__(access.host, access.port, timeout=ANSWERS_WITHIN)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return _reached(self._addresses, self.port, timeout)


class _OverTls(_Bounded, imaplib.IMAP4_SSL):
    """The same over TLS from the first octet."""

    def __init__(
        self, access: MailAccess, addresses: Sequence[str], trusted: ssl.SSLContext, until: float
    ) -> None:
        self._addresses, self._until = addresses, until
        super().__init__(access.host, access.port, ssl_context=trusted, timeout=ANSWERS_WITHIN)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self.ssl_context.wrap_socket(
            _reached(self._addresses, self.port, timeout), server_hostname=self.host
        )


def _sign_in(server: imaplib.IMAP4, access: MailAccess) -> None:
    user, password = access.user.encode(), access.password.reveal()
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _asked: b"\0" + user + b"\0" + password)
        else:
            server.login(_quoted(access.user), password.decode())
    except imaplib.IMAP4.abort:
        raise MailboxError(Mailbox.Trouble.UNREACHABLE) from None
    except (imaplib.IMAP4.error, UnicodeError):
        raise MailboxError(Mailbox.Trouble.SIGN_IN) from None
    except ValueError:
        raise MailboxError(Mailbox.Trouble.BROKEN) from None
    except OSError:
        raise MailboxError(Mailbox.Trouble.UNREACHABLE) from None


def _folder(server: imaplib.IMAP4, name: str) -> Folder:
    with _understood():
        said, counts = server.select(_quoted(name))
        if said != "OK":
            raise MailboxError(Mailbox.Trouble.NO_FOLDER)
        _named, validities = server.response("UIDVALIDITY")
        return Folder(server, int(validities[-1] or 0), int(counts[-1] or 0))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def _understood() -> Iterator[None]:
    """What goes wrong while speaking, as one of our codes: the words of a server may hold an address."""
    try:
        yield
    except imaplib.IMAP4.abort:
        raise MailboxError(Mailbox.Trouble.UNREACHABLE) from None
    except imaplib.IMAP4.error:
        raise MailboxError(Mailbox.Trouble.BROKEN) from None
    except OSError:
        raise MailboxError(Mailbox.Trouble.UNREACHABLE) from None
    except (ValueError, TypeError, IndexError):
        raise MailboxError(Mailbox.Trouble.BROKEN) from None
