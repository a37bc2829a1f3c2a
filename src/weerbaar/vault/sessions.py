"""The session engine: the row is found by the hash of the cookie and opened by a key derived from it.

A copy of the database opens no session, and a private key that a session holds lies nowhere in clear.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from weerbaar.database.rows import run
from weerbaar.ground.clock import now
from weerbaar.vault.models import Session
from weerbaar.vault.seal import Place, SealBrokenError, open_field, seal_field
from weerbaar.vault.secret import SymmetricKey

# A session is found before its tenant is known; the seal is bound to the row alone.
_NO_TENANT = UUID(int=0)
_LIVING = "SELECT sealed_payload FROM vault_session WHERE cookie_hash = %s AND face = %s AND expires_at > %s"


def _hash(cookie: str) -> bytes:
    return hashlib.blake2b(cookie.encode(), digest_size=32, person=b"wb-session-id").digest()


def _key(cookie: str) -> SymmetricKey:
    return SymmetricKey(hashlib.blake2b(cookie.encode(), digest_size=32, person=b"wb-session-key").digest())


def _place(cookie_hash: bytes) -> Place:
    return Place(_NO_TENANT, "vault_session", UUID(bytes=cookie_hash[:16]), "sealed_payload")


class SessionStore(SessionBase):
    """A session of one face. `settings.WEERBAAR_FACE` says which; a cookie of the other face opens nothing."""

    if TYPE_CHECKING:  # Of SessionBase; the stubs leave them out.

        def _get_new_session_key(self) -> str: ...
        def _get_session(self, no_load: bool = False) -> dict[str, Any]: ...

    def load(self) -> dict[str, Any]:
        cookie = self.session_key or ""
        cookie_hash = _hash(cookie)
        found = run(_LIVING, [cookie_hash, settings.WEERBAAR_FACE, now()]).fetchone()
        if found is not None:
            try:
                return json.loads(open_field(_key(cookie), found[0], _place(cookie_hash)))
            except SealBrokenError:
                pass
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(cookie_hash=_hash(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        payload = json.dumps(self._get_session(no_load=must_create)).encode()
        cookie_hash = _hash(self.session_key)
        row = {
            "sealed_payload": seal_field(_key(self.session_key), payload, _place(cookie_hash)),
            "expires_at": now() + timedelta(seconds=self.get_expiry_age()),
        }
        if not must_create:
            if not Session.objects.filter(cookie_hash=cookie_hash).update(**row):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                Session.objects.create(cookie_hash=cookie_hash, face=settings.WEERBAAR_FACE, **row)
        except IntegrityError:
            raise CreateError from None

    def take(self, name: str) -> Any:
        """Take a value out of the session once, however many requests carry its cookie at one moment; None when it is gone."""
        if self.session_key is None:
            return None
        with transaction.atomic():
            Session.objects.select_for_update().filter(cookie_hash=_hash(self.session_key)).first()
            self._session_cache = self.load()
            value = self.pop(name, None)
            if self.session_key is not None:
                self.save()
        return value

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie:
            Session.objects.filter(cookie_hash=_hash(cookie)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=now()).delete()
