"""Looking for malware with a clamd that the organisation runs. Without one, a file is unscanned and says so."""

from __future__ import annotations

from enum import Enum
from typing import BinaryIO
from urllib.parse import urlsplit

from weerbaar.vault.washing.words import gettext_noop

_SECONDS = 120
_PORT = 3310


class Verdict(Enum):
    """What the scanner says, as a Dutch msgid. A file that was not scanned is never called clean."""

    CLEAN = gettext_noop("Gecontroleerd op virussen: niets gevonden.")
    INFECTED = gettext_noop("Pas op: hier is een virus in gevonden.")
    UNSCANNED = gettext_noop("Niet gecontroleerd op virussen.")

    @property
    def msgid(self) -> str:
        return self.value


def scan(stream: BinaryIO, address: str | None) -> Verdict:
    """Send the stream to clamd. `address`: `/path/to/socket`, `unix:///path` or `tcp://host:port`; None for no clamd.

    Anything but a clear answer (no daemon, a timeout, a file beyond clamd's limit) is UNSCANNED.
    """
    if not address:
        return Verdict.UNSCANNED
    from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

    parts = urlsplit(address)
    try:
        if parts.scheme == "tcp":
            clamd = ClamdNetworkSocket(parts.hostname or "localhost", parts.port or _PORT, _SECONDS)
        else:
            clamd = ClamdUnixSocket(parts.path, _SECONDS)
        answers = [status for status, _ in clamd.instream(stream).values()]
    except (ClamdError, OSError, ValueError):
        return Verdict.UNSCANNED
    if "FOUND" in answers:
        return Verdict.INFECTED
    return Verdict.CLEAN if answers == ["OK"] else Verdict.UNSCANNED
