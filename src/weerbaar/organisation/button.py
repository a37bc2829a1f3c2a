"""The button that a site may place: a link to who can help, and on which sites it may stand in a frame.

Every other page refuses to stand in a frame, whoever asks: somebody could lay another page over it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from weerbaar.audit.acts import about, act
from weerbaar.database.once import once
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation.actions import check_administrator
from weerbaar.organisation.models import ButtonOrigin

if TYPE_CHECKING:
    from weerbaar.audit.acts import Actor

MOST_ORIGINS = 20
_LONGEST = 255
# A name of a host in letters, digits and hyphens. A star would let in every site of a provider; an address in numbers
# or `localhost` is no site that others visit.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


def checked_origin(text: str) -> str:
    """The origin of a site as a browser names it: `https://intranet.gemeente.nl`. Raises RefusedError.

    The whole address of a page is taken too, and one without `https://`, since those are what people have at hand; only
    the origin is kept.
    """
    typed = text.strip()
    if typed and "://" not in typed:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise _no_origin() from None
    is_site = parts.scheme == "https" and not parts.username and not parts.password and _HOST.fullmatch(host)
    if not is_site or len(typed) > _LONGEST or not typed.isprintable() or " " in typed:
        raise _no_origin()
    return f"https://{host}" if port in (None, 443) else f"https://{host}:{port}"


def _no_origin() -> RefusedError:
    return RefusedError(
        "Vul het adres van een site in dat met https:// begint, bijvoorbeeld https://intranet.gemeente.nl",
        field="origin",
    )


def origins() -> list[ButtonOrigin]:
    """The sites that may show the button in a frame, by name. Within a tenant scope."""
    return list(ButtonOrigin.objects.order_by("origin"))


@act("button.allow")
def allow(actor: Actor, *, origin: str) -> None:
    """Let a site show the button in a frame."""
    row = uuid4()
    about(row)
    check_administrator(actor)
    checked = checked_origin(origin)
    if ButtonOrigin.objects.count() >= MOST_ORIGINS:
        raise RefusedError("Er staan al veel sites. Haal er eerst een weg.", field="origin")
    with once(RefusedError("Deze site staat er al.", field="origin")):
        ButtonOrigin.objects.create(id=row, tenant_id=actor.tenant_id, origin=checked)


@act("button.refuse")
def refuse(actor: Actor, *, origin_id: UUID) -> None:
    """Let a site show the button in a frame no longer."""
    about(origin_id)
    check_administrator(actor)
    found = ButtonOrigin.objects.filter(id=origin_id).first()
    if found is None:
        raise NotAllowedError("Deze site staat er niet.")
    found.delete()
