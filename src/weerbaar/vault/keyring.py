"""The keys of the application, kept in a folder outside the database and outside its backups.

From one root file come, each for one purpose: the pepper of passphrases, the keys of aliases and look-ups, the key of
the staff directory, of TOTP secrets and of receipts. Whoever has this file and the database reads the directory of
staff and may guess at weak passphrases; they still read no report (`docs/threat-model.md`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from weerbaar.ground.private_files import make_once
from weerbaar.vault.secret import PrivateKey, SymmetricKey

if TYPE_CHECKING:
    from collections.abc import Callable


class KeyringError(RuntimeError):
    """A key file is missing or readable by others; the sentence names the file, never its content."""


def _read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes in `path`, made once with mode 0600; whoever else starts at the same moment agrees on the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        make_once(path, make())
    if path.stat().st_mode & 0o077:
        raise KeyringError(f"{path} can be read by others. Make it readable by its owner alone (chmod 600).")
    return path.read_bytes()


@lru_cache(maxsize=4)
def _root(folder: Path) -> SymmetricKey:
    return SymmetricKey(_read_or_make(folder / "application.key", lambda: SymmetricKey.generate().reveal()))


def application_key(purpose: str, tenant_id: UUID | None = None) -> SymmetricKey:
    """The application's key for one purpose, apart for every tenant when one is given."""
    return _derived(settings.WEERBAAR_SECRETS, purpose, tenant_id)


@lru_cache(maxsize=1024)
def _derived(folder: str | Path, purpose: str, tenant_id: UUID | None) -> SymmetricKey:
    """Worked out once: each of a town's names asks for the same one. The root, which gives them all, is kept too."""
    context = (tenant_id.bytes,) if tenant_id else ()
    return _root(Path(folder)).derive(purpose, *context)


def alias_of(tenant_id: UUID, person_id: UUID) -> UUID:
    """The name under which grants and log lines know a person of a tenant. Without this keyring it is a random id."""
    return UUID(bytes=application_key("wb-alias", tenant_id).digest("wb-alias", person_id.bytes, size=16))


def look_up_hash(tenant_id: UUID, kind: str, value: str) -> bytes:
    """A keyed hash by which a value (an address of mail, a code) is found again without being kept."""
    return application_key("wb-lookup", tenant_id).digest("wb-lookup", kind.encode(), value.encode())


@lru_cache(maxsize=4)
def _postman(folder: Path) -> PrivateKey:
    return PrivateKey(_read_or_make(folder / "postman.key", lambda: PrivateKey.generate().reveal()))


def postman_key() -> PrivateKey:
    """The one private key that a job may hold: it opens addresses left for a knock, never a chest."""
    return _postman(Path(settings.WEERBAAR_SECRETS))


def postman_public_key() -> bytes:
    """The half that anyone may have: the faces seal addresses to it and hold no private key."""
    folder = Path(settings.WEERBAAR_SECRETS)
    return _read_or_make(folder / "postman.pub", lambda: postman_key().public())
