"""What the machine says: where things lie, which database, under which names. Read here and nowhere else.

| variable | says | without it |
|---|---|---|
| WEERBAAR_HOME | folder for all that is kept | `var` in the checkout, or ~/.local/share/weerbaar |
| WEERBAAR_SECRETS | folder of the keys outside the database | `secrets` in the home |
| WEERBAAR_KEY_STORE | folder of the second wrap of the chest keys | `key-store` in the home |
| WEERBAAR_KEY_STORE_CYCLE_DAYS | after how many days no backup of the key store holds a destroyed key any more | 7 |
| WEERBAAR_STORAGE | folder of the sealed files, or `s3://bucket/prefix?endpoint=https://…&region=…` | `storage` in the home |
| AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY | who we are for that S3 | boto3 looks where it always does |
| DATABASE_URL | the database, for the application | the embedded PostgreSQL |
| DATABASE_OWNER_URL, DATABASE_BACKUP_URL | the same for the two other roles | the embedded PostgreSQL |
| WEERBAAR_DATABASE_PREPARES | `yes` or `no`: whether statements are prepared | `yes` with the embedded PostgreSQL |
| WEERBAAR_DATABASE | name of the database in the embedded PostgreSQL | `weerbaar` |
| WEERBAAR_ROLE | `app` or `owner` | `app` |
| WEERBAAR_MAIL_URL | `smtp+starttls://user:password@host:587`, `smtps://…` or `smtp://…` | localhost, port 25 |
| WEERBAAR_MAIL_FROM | the sender of knocks | weerbaar@localhost |
| WEERBAAR_MAILBOX_CA | a file with the certificate of an own authority, for mailboxes that a desk empties | the system's |
| WEERBAAR_MAILBOX_HOSTS | mail servers inside your network that a desk may use, by name, with commas | none |
| WEERBAAR_CHECKPOINT_TO | mail addresses and folders for the signed checkpoints, with commas | nowhere |
| WEERBAAR_CLAMD | clamd, `unix:///path` or `tcp://host:port` | files are marked as not scanned |
| WEERBAAR_REPORTER_HOSTS, WEERBAAR_OFFICE_HOSTS | host names behind TLS; for reporters also on Tor | this machine only |
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weerbaar.database.address import Address, AddressError
from weerbaar.database.cluster import DATABASE, Cluster
from weerbaar.database.roles import bootstrap, is_ready
from weerbaar.ground.private_files import make_once
from weerbaar.organisation.onion import SUFFIX, is_onion

_CHECKOUT = Path(__file__).resolve().parents[3]
_URLS = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "backup": "DATABASE_BACKUP_URL"}
_LONGEST_CYCLE = 90
_THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]


def _folder(variable: str, otherwise: Path) -> Path:
    path = Path(os.environ.get(variable) or otherwise).absolute()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def home() -> Path:
    """The folder for all that this machine keeps; made for this user alone when it is new."""
    inside = (_CHECKOUT / "pyproject.toml").exists()
    return _folder("WEERBAAR_HOME", _CHECKOUT / "var" if inside else Path.home() / ".local/share/weerbaar")


def secrets_folder() -> Path:
    """The keys that are kept outside the database."""
    return _folder("WEERBAAR_SECRETS", home() / "secrets")


def key_store() -> Path:
    """The second wrap of the chest keys: no volume or snapshot shared with the database, in production."""
    return _folder("WEERBAAR_KEY_STORE", home() / "key-store")


def key_store_cycle() -> int:
    """After how many days the last backup of the key store that holds a destroyed key is gone itself."""
    days = os.environ.get("WEERBAAR_KEY_STORE_CYCLE_DAYS") or "7"
    if not days.isascii() or not days.isdigit() or not 1 <= int(days) <= _LONGEST_CYCLE:
        raise AddressError(f"WEERBAAR_KEY_STORE_CYCLE_DAYS is a number of days, 1 to {_LONGEST_CYCLE}.")
    return int(days)


def storage() -> Path | str:
    """The sealed files: a folder, or the address of a bucket."""
    named = os.environ.get("WEERBAAR_STORAGE", "")
    if "://" not in named:
        return _folder("WEERBAAR_STORAGE", home() / "storage")
    url = urlsplit(named)
    if url.scheme != "s3" or not url.netloc or "@" in url.netloc:
        raise AddressError("WEERBAAR_STORAGE is a folder, or s3://bucket/prefix?endpoint=https://host.")
    return named


def is_embedded() -> bool:
    """Whether the database is our own PostgreSQL on this machine."""
    return not os.environ.get("DATABASE_URL")


def cluster() -> Cluster:
    """The embedded PostgreSQL of this home."""
    return Cluster(home())


def prepares() -> bool:
    """Whether statements are prepared. Not by itself on a database of others: there may be a pooler in front of it."""
    named = os.environ.get("WEERBAAR_DATABASE_PREPARES") or ("yes" if is_embedded() else "no")
    if named not in {"yes", "no"}:
        raise AddressError("WEERBAAR_DATABASE_PREPARES is `yes` or `no`.")
    return named == "yes"


def address(role: str) -> Address:
    """The database for `role`: "app", "owner" or "backup"."""
    if is_embedded():
        return cluster().address(role, _database_name())
    variable = _URLS[role]
    url = os.environ.get(variable)
    if not url:
        raise AddressError(
            f"{variable} is not set, and this command needs the role {role!r}. See `weerbaar database`."
        )
    return Address.from_url(url, setting=variable)


def ready_database() -> None:
    """See to it that the embedded database runs and has its roles; nothing to do for one that others keep."""
    if is_embedded():
        own = cluster()
        own.ensure_running()
        if not is_ready(address("app")):
            bootstrap(own, _database_name())


@dataclass(frozen=True)
class Mail:
    """The mail server that takes our knocks."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    tls: bool
    sender: str


def mail() -> Mail:
    """The mail server that takes our knocks."""
    url = urlsplit(os.environ.get("WEERBAAR_MAIL_URL") or "smtp://localhost:25")
    if url.scheme not in {"smtp", "smtps", "smtp+starttls"} or not url.hostname:
        raise AddressError("WEERBAAR_MAIL_URL is smtp://, smtps:// or smtp+starttls://, and a host.")
    return Mail(
        host=url.hostname,
        port=url.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=url.scheme == "smtp+starttls",
        tls=url.scheme == "smtps",
        sender=os.environ.get("WEERBAAR_MAIL_FROM") or "weerbaar@localhost",
    )


def mailbox_ca() -> str:
    """A file with one more authority that may vouch for a mail server; empty for the system's alone."""
    return os.environ.get("WEERBAAR_MAILBOX_CA") or ""


def mailbox_hosts() -> list[str]:
    """Mail servers that stand inside, by name: any other has to stand outside."""
    return [one.casefold() for one in _listed("WEERBAAR_MAILBOX_HOSTS")]


def checkpoint_to() -> list[str]:
    """Where the signed checkpoints of the log go: people and places that this server's administrator does not control."""
    return _listed("WEERBAAR_CHECKPOINT_TO")


def clamd() -> str | None:
    """The address of clamd, or None: then a file says that it was not scanned."""
    return os.environ.get("WEERBAAR_CLAMD") or None


def role() -> str:
    """As whom Django enters the database: the application, unless a command migrates."""
    named = os.environ.get("WEERBAAR_ROLE") or "app"
    if named not in {"app", "owner"}:
        raise AddressError("WEERBAAR_ROLE is `app` or `owner`.")
    return named


def hosts(face: str) -> list[str]:
    """The host names of a face, without those on Tor; without any it answers to this machine alone."""
    return [one for one in _named(face) if not one.lower().endswith(SUFFIX)] or _THIS_MACHINE


def onions(face: str) -> list[str]:
    """The addresses on Tor at which a face shows every tenant. The office has none: staff are known by name."""
    found = [one.lower() for one in _named(face) if one.lower().endswith(SUFFIX)]
    if face != "reporter" and found:
        raise AddressError(f"WEERBAAR_{face.upper()}_HOSTS names an address on Tor; only reporters have one.")
    if wrong := [one for one in found if not is_onion(one)]:
        raise AddressError(f"WEERBAAR_REPORTER_HOSTS: {wrong[0]} is no address of version 3 on Tor.")
    return found


def is_behind_tls(face: str) -> bool:
    """A face with a name in the world is served over TLS only. No switch: it would be left off."""
    return hosts(face) != _THIS_MACHINE


def reporter_address() -> str:
    """Where reporters find us, without a slash at the end: what the office writes in lines that others copy."""
    there = hosts("reporter")
    return f"https://{there[0]}" if there != _THIS_MACHINE else "http://127.0.0.1:8000"


def django_secret() -> str:
    """Django's SECRET_KEY: made once, in a file closed to others."""
    path = secrets_folder() / "django-secret"
    if not path.exists():
        make_once(path, secrets.token_urlsafe(50).encode())
    return path.read_text()


def _named(face: str) -> list[str]:
    return _listed(f"WEERBAAR_{face.upper()}_HOSTS")


def _listed(variable: str) -> list[str]:
    return [part.strip() for part in os.environ.get(variable, "").split(",") if part.strip()]


def _database_name() -> str:
    return os.environ.get("WEERBAAR_DATABASE") or DATABASE
