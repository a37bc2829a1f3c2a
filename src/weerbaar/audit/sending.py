"""Taking a checkpoint out of the building: to folders and people that the server's administrator does not control."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .checkpoints import SignedHead


def send_checkpoint(signed: SignedHead, destinations: Sequence[str]) -> list[str]:
    """Send to every destination, an e-mail address or the path of a folder. Returns those that could not be reached.

    One that fails keeps the others from nothing. The error itself is not passed on: it may hold an address.
    """
    failed = []
    for destination in destinations:
        try:
            _send(signed, destination)
        except OSError:  # smtplib's errors are OSErrors too
            failed.append(destination)
    return failed


def _send(signed: SignedHead, destination: str) -> None:
    if "@" in destination and os.sep not in destination:
        _mail(signed, destination)
    else:
        _write(signed, Path(destination))


def _mail(signed: SignedHead, address: str) -> None:
    """The mail holds no name, only the tenant's id: it may pass through many hands."""
    text = _(
        "Bewaar deze mail op een plek waar de beheerder van de server niet bij kan.\n"
        "De regel hieronder legt vast hoe het logboek er nu uitziet."
        " Wie later iets verandert of weghaalt, valt door deze regel op.\n"
        "Komt deze mail een dag niet? Vraag dan waarom."
    )
    EmailMessage(
        subject=_("Controlepunt van het logboek"), body=f"{text}\n\n{signed.text}\n", to=[address]
    ).send(fail_silently=False)


def _write(signed: SignedHead, folder: Path) -> None:
    """Add the line to the tenant's file. Only ever appended to, so the folder may be one that cannot be rewritten."""
    handle = os.open(folder / f"{signed.tenant_id}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, f"{signed.text}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
