"""Proof of filing (R15): what a reporter sent and when, told and signed by this installation when they ask for it.

Made in memory from what lies sealed, for whoever holds the receipt; nothing of it is kept. Anybody can check it later
with standard tools. What it proves and what not stands in `docs/operations/proof.md`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from weerbaar.audit import manifests, signing
from weerbaar.cases.models import Case, Channel, Message
from weerbaar.intake.files import in_talk
from weerbaar.intake.queries import report_told
from weerbaar.intake.questions import is_for_another
from weerbaar.intake.reporters import open_talk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nacl.signing import SigningKey

    from weerbaar.intake.reporters import ReporterRef

COPY_CHECKS = (manifests.CHECK_SUMS, manifests.CHECK_SIGNATURE)
COPY_CHECKS_ON_WINDOWS = (manifests.CHECK_SUMS_ON_WINDOWS, manifests.CODE_OF_SUMS_ON_WINDOWS)
"""How anybody checks a copy of a file: the bytes of each piece, and who signed the list."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of the reporter: size in bytes and SHA-256 of what is kept, and of what was sent before it was cleaned."""

    name: str
    size: int
    sha256: str
    original_size: int
    original_sha256: str


@dataclass(frozen=True, slots=True)
class Filed:
    """Everything that the reporter sent, as the receipt opens it. Names that lie apart under lock are not in it."""

    received_at: datetime
    is_own_hand: bool
    """Whether the reporter typed it, and nobody for them: the desk after a call, or somebody who reported for another."""
    report: Mapping[str, Any] = field(repr=False)
    files: tuple[SentFile, ...] = field(repr=False)
    messages: tuple[tuple[datetime, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """A text with the installation's signature under exactly its bytes."""

    text: bytes = field(repr=False)
    signature: bytes
    sha256: str
    public_pem: str
    key_id: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as standard tools read it. `is_present` is False of one that signed in earlier days only."""

    id: str
    pem: str
    is_present: bool


def filed(reporter: ReporterRef) -> Filed:
    """What the reporter sent until now. Within a tenant scope. Raises GoneError."""
    talk = open_talk(reporter)
    case, report = Case.objects.get(id=reporter.case_id), report_told(talk, reporter.case_id)
    # Not what somebody whom they let in wrote for them: the proof says that these are their own words.
    said = Message.objects.filter(
        case_id=reporter.case_id, author_alias=reporter.alias, kind=Message.Kind.MESSAGE
    ).order_by("at", "id")
    return Filed(
        received_at=case.received_at,
        is_own_hand=case.channel == Channel.WEB and not is_for_another(report),
        report=report,
        files=tuple(
            SentFile(
                details.name,
                details.current.size,
                details.current.sha256,
                details.original_size,
                details.original_sha256,
            )
            for _row, details in in_talk(talk, reporter.case_id)
            if details.by == "reporter"
        ),
        messages=tuple(
            (one.at, talk.open("cases_message", one.id, "sealed_body", one.sealed_body).decode())
            for one in said
        ),
    )


def signed(text: str) -> Signed:
    """Put the installation's signature under a text. Raises RefusedError when its key is damaged or open to others."""
    content = text.encode()
    key = _key(signing.PROOF)
    return Signed(
        text=content,
        signature=key.sign(content).signature,
        sha256=hashlib.sha256(content).hexdigest(),
        public_pem=signing.public_pem(key.verify_key),
        key_id=signing.key_id(key.verify_key),
    )


def public_keys() -> list[PublicKey]:
    """The keys that proofs of this installation may be signed under: that of now, then earlier ones."""
    return _published(signing.PROOF)


def public_keys_of_copies() -> list[PublicKey]:
    """The same of the copies of files that left this installation."""
    return _published(signing.COPY)


def _published(name: str) -> list[PublicKey]:
    present = _key(name).verify_key
    others = (one for one in signing.public_keys(Path(settings.WEERBAAR_SECRETS), name) if one != present)
    return [
        PublicKey(signing.key_id(one), signing.public_pem(one), one == present) for one in (present, *others)
    ]


def _key(name: str) -> SigningKey:
    return signing.own_key(Path(settings.WEERBAAR_SECRETS), name)
