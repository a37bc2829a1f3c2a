"""Signing in: first who you are, then your passphrase. Wrong tries make the next one wait; they never lock anything.

Tries are counted apart for a browser in which this person signed in before: a stranger who knows an address can make
strangers wait, and not its owner. Such a browser holds a mark; the mark opens nothing and only says whose count it is.

Who you are is proved here by an address of mail and a code. Another proof (a municipality's own sign-on, a passkey)
ends in the same `prove`: it says who somebody is and opens nothing.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop

from weerbaar.audit.acts import about, act
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import queries, rules, totp
from weerbaar.organisation.models import Person, SignInDelay
from weerbaar.vault.holders import WrongPassphraseError, open_person
from weerbaar.vault.keyring import look_up_hash

if TYPE_CHECKING:
    from weerbaar.ground.receipt import Passphrase
    from weerbaar.organisation.staff import Staff

_NO_MATCH = (
    "Dit mailadres en deze code horen niet bij elkaar. Kijk ze allebei na; een code werkt maar één keer."
)
_STAYS_SHUT = gettext_noop("Deze wachtzin opent je kluis niet. Kijk of alle woorden goed zijn.")
_SUSPENDED = gettext_noop(
    "Een beheerder heeft je aanmelden stilgezet. Je kluis blijft dicht. Vraag een beheerder van je organisatie waarom."
)
_WAIT_SECONDS = gettext_noop(
    "Het is een paar keer niet gelukt. Wacht %(seconds)d seconden en probeer het dan opnieuw."
)
_WAIT_MINUTES = gettext_noop(
    "Het is een paar keer niet gelukt. Wacht %(minutes)d minuten en probeer het dan opnieuw."
)
_TWO_MINUTES = 120
_MARK_BYTES = 16
# For an address that nobody has: the same work is done, and never matches.
_NOBODYS_SECRET = totp.new_secret()


def sign_in(tenant_id: UUID, *, mail: str, code: str, mark: str = "") -> Staff:
    """Who this is, if the address and the code belong together. The key stays closed.

    `mark` is what the browser holds from an earlier time, if anything. Raises RefusedError, with the same words for an
    address that nobody has and for a wrong code. Whoever is suspended gets this far too, and no further: they are told
    by `unlock`, once the passphrase was right.
    """
    address = rules.normalised_mail(mail)
    account = _account(tenant_id, "account", address, mark)
    _try(tenant_id, account)
    with tenant_scope(tenant_id):
        person = queries.person_by_mail(tenant_id, address)
        secret = totp.opened(person) if person else None
    step = totp.matching_step(secret or _NOBODYS_SECRET, code, clock.now())
    person_id = person.id if person else UUID(int=0)
    staff = queries.staff(tenant_id, person_id) or queries.suspended(tenant_id, person_id)
    if person is None or secret is None or step is None or staff is None:
        raise RefusedError(_NO_MATCH)
    prove(staff, step=step)
    _forget(tenant_id, account)
    return staff


@act("person.sign_in")
def prove(actor: Staff, *, step: int) -> None:
    """Take a code as proof, once: of two requests with the same code one gets in."""
    about(actor.alias)
    if not Person.objects.filter(id=actor.person_id, totp_step__lt=step).update(totp_step=step):
        raise RefusedError(_NO_MATCH)


def mark_for(tenant_id: UUID, mail: str, mark: str = "") -> str:
    """The mark for a browser in which the owner of an address has just signed in: the one it has, or a new one."""
    address = rules.normalised_mail(mail)
    if _is_mark_of(tenant_id, address, mark):
        return mark
    browser = secrets.token_hex(_MARK_BYTES)
    return f"{browser}.{_signed(tenant_id, address, browser)}"


def _is_mark_of(tenant_id: UUID, address: str, mark: str) -> bool:
    browser, _dot, signed = mark.partition(".")
    return secrets.compare_digest(_signed(tenant_id, address, browser).encode(), signed.encode())


def _signed(tenant_id: UUID, address: str, browser: str) -> str:
    return look_up_hash(tenant_id, "browser", f"{browser}.{address}").hex()


def _account(tenant_id: UUID, kind: str, owner: str, mark: str) -> bytes:
    """Whose wrong tries these are: of everybody who knows an address, or of one browser of its owner."""
    known = mark.partition(".")[0] if _is_mark_of(tenant_id, owner, mark) else ""
    return look_up_hash(tenant_id, kind, f"{known}.{owner}" if known else owner)


def unlock(staff: Staff, passphrase: Passphrase) -> Staff:
    """Open the key of somebody who signed in. Raises RefusedError when the passphrase does not open it.

    And when it does, but their sign-in is suspended: then the sentence says whom to ask.
    """
    account = look_up_hash(staff.tenant_id, "unlock", staff.person_id.hex)
    _try(staff.tenant_id, account)
    with tenant_scope(staff.tenant_id):
        holder = queries.holder_of(staff.alias)
    if holder is None:
        raise RefusedError("Je hebt nog geen sleutel. Vraag je beheerder om een uitnodiging.")
    # Outside every transaction: it takes half a second and waits for its turn on this machine.
    try:
        opened = open_person(holder, passphrase)
    except WrongPassphraseError:
        raise RefusedError(_STAYS_SHUT, field="passphrase") from None
    _forget(staff.tenant_id, account)
    _unlocked(staff)
    return staff.with_key(opened)


@act("person.unlock", log_refusal=True)
def _unlocked(actor: Staff) -> None:
    about(actor.alias)
    # Asked again here: they may have been suspended since the code was right.
    if actor.is_suspended or queries.suspended(actor.tenant_id, actor.person_id) is not None:
        raise RefusedError(_SUSPENDED)


def _try(tenant_id: UUID, account: bytes) -> None:
    """Count a try as wrong before it is looked at, so that many at the same moment wait for each other like any."""
    now = clock.now()
    with tenant_scope(tenant_id):
        SignInDelay.objects.get_or_create(tenant_id=tenant_id, account=account, defaults={"next_try_at": now})
        delay = SignInDelay.objects.select_for_update().get(account=account)
        if now < delay.next_try_at:
            raise _wait(delay.next_try_at - now)
        failures = 0 if rules.is_forgotten(delay.next_try_at, now) else delay.failures
        delay.failures = failures + 1
        delay.next_try_at = now + rules.wait_after(delay.failures)
        delay.save(update_fields=["failures", "next_try_at"])


def _wait(left: timedelta) -> RefusedError:
    seconds = int(left.total_seconds()) + 1
    if seconds < _TWO_MINUTES:
        return RefusedError(_WAIT_SECONDS, seconds=seconds)
    return RefusedError(_WAIT_MINUTES, minutes=-(-seconds // 60))


def _forget(tenant_id: UUID, account: bytes) -> None:
    """A right try ends the count of this account. What others left behind is for the clock (`jobs`)."""
    with tenant_scope(tenant_id):
        SignInDelay.objects.filter(account=account).delete()
