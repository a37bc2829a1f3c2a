"""Types for secrets: a value that does not show itself, cannot be pickled or copied, and says what it is for."""

from __future__ import annotations

import hashlib
import hmac
from typing import NoReturn, Self

from nacl import bindings
from nacl.utils import random

KEY_BYTES = 32


class Secret:
    """Bytes that are read only where the code says `reveal()`, so that every use can be found by search."""

    __slots__ = ("__value",)

    def __init__(self, value: bytes) -> None:
        self.__value = bytes(value)

    def reveal(self) -> bytes:
        """The bytes themselves. Never put them in a message, a log line or a session in clear."""
        return self.__value

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and hmac.compare_digest(self.__value, other.reveal())

    def __hash__(self) -> NoReturn:
        raise TypeError("A secret is not a dictionary key.")

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled or copied.")


class SymmetricKey(Secret):
    """32 bytes for XChaCha20-Poly1305 or as the root of keys derived for one purpose each."""

    __slots__ = ()

    def __init__(self, value: bytes) -> None:
        if len(value) != KEY_BYTES:
            raise ValueError("A symmetric key has 32 bytes.")
        super().__init__(value)

    @classmethod
    def generate(cls) -> Self:
        return cls(random(KEY_BYTES))

    def derive(self, purpose: str, *context: bytes) -> SymmetricKey:
        """A key for one `purpose` (at most 16 ASCII letters) and context; knowing it says nothing of this one."""
        return SymmetricKey(self.digest(purpose, *context))

    def digest(self, purpose: str, *parts: bytes, size: int = KEY_BYTES) -> bytes:
        """A keyed BLAKE2b hash of `parts`, each preceded by its length so that no two splits collide."""
        state = hashlib.blake2b(key=self.reveal(), digest_size=size, person=purpose.encode("ascii"))
        for part in parts:
            state.update(len(part).to_bytes(8, "big"))
            state.update(part)
        return state.digest()


class PrivateKey(Secret):
    """An X25519 private key: opens what was sealed to its public half."""

    __slots__ = ("__public",)

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self.__public = b""

    @classmethod
    def generate(cls) -> Self:
        return cls(random(KEY_BYTES))

    def public(self) -> bytes:
        """The public half. Worked out once: each of ten thousand openings in a search asks for it."""
        self.__public = self.__public or bindings.crypto_scalarmult_base(self.reveal())
        return self.__public


class SigningSeed(Secret):
    """The seed of an Ed25519 pair, with which an officer vouches for a key."""

    __slots__ = ()

    @classmethod
    def generate(cls) -> Self:
        return cls(random(KEY_BYTES))

    def verify_key(self) -> bytes:
        return bindings.crypto_sign_seed_keypair(self.reveal())[0]

    def sign(self, message: bytes) -> bytes:
        _, signing = bindings.crypto_sign_seed_keypair(self.reveal())
        return bindings.crypto_sign(message, signing)[: bindings.crypto_sign_BYTES]
