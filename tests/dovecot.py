"""A real mail server for the tests and the measurements: Debian's Dovecot, on a loopback port of its own, never as root."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import answers, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "meldpunt@voorbeeld.example", "een wachtwoord met “tekens” en spaties"
_STARTS_WITHIN = 30.0  # seconds
_PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"

_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
default_internal_user = {account}
default_internal_group = {group}
default_login_user = {account}
first_valid_uid = 1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{home}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A mailbox that runs: its ports, and the certificate by which it is trusted."""

    home: Path
    port: int
    """With TLS from the first byte."""
    plain_port: int
    """Where TLS begins after a word in clear."""
    certificate: Path
    host: str = "localhost"
    user: str = USER
    password: str = field(default=PASSWORD, repr=False)

    def deliver(self, message: bytes, *, folder: str = "INBOX", at: str | None = None) -> None:
        """Put a message into the mailbox, as a mail server that received it would. `at` is an IMAP date."""
        with self.signed_in() as server:
            said, _rows = server.append(folder, "", at, message)
            assert said == "OK"

    def deliver_many(self, messages: list[bytes]) -> None:
        """Put messages straight into the folder on the disk, which for thousands is quicker than asking the server."""
        for number, one in enumerate(messages):
            path = self.home / f"mail/new/{time.time_ns()}.{number}.here"
            path.write_bytes(one)
            shutil.chown(path, *_owner())

    def count(self) -> int:
        """How many messages the mailbox holds."""
        with self.signed_in() as server:
            _said, counts = server.select("INBOX", readonly=True)
            return int(counts[0] or 0)

    def clear(self) -> None:
        """Leave the mailbox empty."""
        with self.signed_in() as server:
            server.select("INBOX")
            server.uid("STORE", "1:*", "+FLAGS.SILENT", r"(\Deleted)")
            server.expunge()

    @contextmanager
    def signed_in(self) -> Iterator[imaplib.IMAP4_SSL]:
        """A connection of the owner of the mailbox."""
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        server = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=trusted, timeout=20)
        server.authenticate("PLAIN", lambda _: f"\0{self.user}\0{self.password}".encode())
        try:
            yield server
        finally:
            server.logout()


def _owner() -> tuple[int, int]:
    """Who runs it: the one who runs the tests, or when that is root an account without rights."""
    entry = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    return entry.pw_uid, entry.pw_gid


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Start one with an empty mailbox; it and its mailbox are gone afterwards."""
    # A socket below it has a path of at most 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="wb-mail-", dir="/tmp"))
    uid, gid = _owner()
    box = Dovecot(home, free_port(), free_port(), home / "cert.pem")
    _write(box, uid, gid)
    command = [_PROGRAM, "-F", "-c", str(home / "dovecot.conf")]
    as_who = {"user": uid, "group": gid, "extra_groups": []} if os.getuid() == 0 else {}
    program = subprocess.Popen(command, stderr=subprocess.PIPE, **as_who)  # pyright: ignore[reportCallIssue, reportArgumentType]
    try:
        limit = time.monotonic() + _STARTS_WITHIN
        while not answers(box.port):
            if program.poll() is not None or time.monotonic() > limit:
                log = home / "log"
                said = log.read_text() if log.exists() else ""
                raise RuntimeError(f"Dovecot does not start: {program.returncode}\n{said[-2000:]}")
            time.sleep(0.05)
        yield box
    finally:
        program.terminate()
        program.wait(20)
        if program.stderr:
            program.stderr.close()
        shutil.rmtree(home, ignore_errors=True)


def _write(box: Dovecot, uid: int, gid: int) -> None:
    home = box.home
    for folder in ("run", "state", "mail", "mail/new", "mail/cur", "mail/tmp"):
        (home / folder).mkdir()
    about = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*make, *about, *files], check=True, capture_output=True)
    (home / "users").write_text(f"{box.user}:{{PLAIN}}{box.password}\n")
    account = pwd.getpwuid(uid).pw_name
    values = {"home": home, "account": account, "uid": uid, "gid": gid, "port": box.port}
    values |= {"plain_port": box.plain_port, "group": _group(gid)}
    (home / "dovecot.conf").write_text(_CONFIGURATION.format(**values))
    for path in (home, *home.rglob("*")):
        shutil.chown(path, uid, gid)


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name
