"""What the session of somebody in the office holds. Its payload is sealed, so a key may lie in it.

| key | what |
|---|---|
| tenant, person | who signed in, and where |
| suspended | in the place of `person`: who gave the right code while their sign-in is suspended |
| signed_in_at, seen_at | seconds since 1970: the end of the day's session, and of a pause |
| private, signing, unlocked_at | the open key (base64) and since when; absent while locked |
| draft | the key of what somebody is entering (`intake.entering`): the words lie in the draft |
| typed | what was typed on the page of an act and not sent, by the address of that page (`act_page`) |

Beside the session a browser in which somebody signed in keeps that person's mark for a year (`organisation.sign_in`),
in a cookie named after the person's address, keyed: it says that somebody signed in here, not who.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from weerbaar.ground import clock
from weerbaar.organisation import queries
from weerbaar.organisation.rules import normalised_mail
from weerbaar.vault.holders import Opened
from weerbaar.vault.keyring import look_up_hash
from weerbaar.vault.secret import PrivateKey, SigningSeed

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest, HttpResponse

    from weerbaar.organisation.models import Tenant
    from weerbaar.organisation.staff import Staff

_MARK_LASTS = timedelta(days=365)
LOCKS_AFTER = timedelta(minutes=30)
ENDS_AFTER = timedelta(hours=12)
# Writing down every page view would cost a write each; a pause is measured to the minute.
_NOTED_EVERY = 60.0


def mark(request: HttpRequest, tenant: Tenant, mail: str) -> str:
    """What this browser holds from an earlier time that the owner of an address signed in; empty when it holds nothing."""
    return request.COOKIES.get(_mark_name(tenant, mail), "")


def keep_mark(response: HttpResponse, tenant: Tenant, mail: str, value: str) -> None:
    """Let the browser hold a mark, for this host alone and out of reach of scripts."""
    response.set_cookie(
        _mark_name(tenant, mail),
        value,
        max_age=int(_MARK_LASTS.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _mark_name(tenant: Tenant, mail: str) -> str:
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}weerbaar-mark-{look_up_hash(tenant.id, 'mark', normalised_mail(mail)).hex()[:16]}"


def sign_in(session: SessionBase, staff: Staff) -> None:
    """Begin a session for somebody who proved who they are. A new cookie: one that was planted opens nothing."""
    session.flush()
    now = clock.now().timestamp()
    who = "suspended" if staff.is_suspended else "person"
    session.update(
        {"tenant": str(staff.tenant_id), who: str(staff.person_id), "signed_in_at": now, "seen_at": now}
    )
    session.cycle_key()


def unlock(session: SessionBase, opened: Opened) -> None:
    """Keep the open key in the session, under a new cookie."""
    session["private"] = base64.b64encode(opened.private_key.reveal()).decode()
    if opened.signing is not None:
        session["signing"] = base64.b64encode(opened.signing.reveal()).decode()
    session["unlocked_at"] = session["seen_at"] = clock.now().timestamp()
    session.cycle_key()


def lock(session: SessionBase) -> None:
    """Forget the open key and all that was opened with it; the person stays signed in."""
    for name in ("private", "signing", "unlocked_at", "names_open"):
        session.pop(name, None)


def present_staff(session: SessionBase, tenant: Tenant) -> Staff | None:
    """Who is signed in at this tenant, with their key if it is open. Ends what is too old."""
    if session.get("tenant") != str(tenant.id) or "person" not in session:
        return None
    now = clock.now().timestamp()
    if now - session["signed_in_at"] > ENDS_AFTER.total_seconds():
        session.flush()
        return None
    began = datetime.fromtimestamp(session["signed_in_at"], UTC)
    staff = queries.staff(tenant.id, UUID(session["person"]), signed_in_at=began)
    if staff is None:
        session.flush()
        return None
    if "private" in session and now - session["seen_at"] > LOCKS_AFTER.total_seconds():
        lock(session)
    if now - session["seen_at"] > _NOTED_EVERY:
        session["seen_at"] = now
    return staff.with_key(_opened(session, staff))


def suspended_staff(session: SessionBase, tenant: Tenant) -> Staff | None:
    """Who gave the right code here while their sign-in is suspended: the page that asks the passphrase is all they see."""
    if session.get("tenant") != str(tenant.id) or "suspended" not in session:
        return None
    if clock.now().timestamp() - session["signed_in_at"] > ENDS_AFTER.total_seconds():
        return None
    return queries.suspended(tenant.id, UUID(session["suspended"]))


def _opened(session: SessionBase, staff: Staff) -> Opened | None:
    if "private" not in session:
        return None
    signing = session.get("signing")
    return Opened(
        staff.tenant_id,
        staff.alias,
        PrivateKey(base64.b64decode(session["private"])),
        SigningSeed(base64.b64decode(signing)) if signing else None,
    )
