"""The mailbox of a desk (R6): set by an administrator, tried on a page, opened by the job that empties it.

Its password is shown to nobody again. An administrator who sets it may read the mailbox elsewhere, as whoever keeps the
mail server can: what lies here is out of their reach.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases.acting import local_day
from weerbaar.database.once import once
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake import imap
from weerbaar.intake.imap import MailAccess, MailboxError
from weerbaar.intake.models import Mailbox
from weerbaar.intake.readers import places
from weerbaar.intake.rules import asks_for_help
from weerbaar.notify.actions import knock
from weerbaar.organisation.actions import check_administrator
from weerbaar.organisation.models import Desk, Role
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.keyring import alias_of, application_key
from weerbaar.vault.seal import Place, open_field, seal_field
from weerbaar.vault.secret import Secret, SymmetricKey

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from weerbaar.organisation.staff import Staff

SECURITIES = (imap.TLS, imap.STARTTLS)
_TABLE, _COLUMN = "intake_mailbox", "sealed_access"
_LAST_PORT = 65_535
_TRIES_FOR = 30.0  # seconds that somebody waits for the page


@dataclass(frozen=True, slots=True)
class MailboxView:
    """What a page shows of a mailbox: all but the password."""

    host: str
    port: int
    security: str
    folder: str
    row: Mailbox
    user: str = field(repr=False)


def mailbox_of(desk_id: UUID) -> MailboxView | None:
    """The mailbox of a desk. Within a tenant scope."""
    row = Mailbox.objects.filter(desk_id=desk_id).first()
    if row is None:
        return None
    access = access_to(row)
    return MailboxView(access.host, access.port, access.security, access.folder, row, access.user)


def access_to(row: Mailbox) -> MailAccess:
    """How to sign in to a mailbox."""
    held = json.loads(open_field(_key(row), row.sealed_access, _place(row)))
    return MailAccess(**held | {"password": Secret(held["password"].encode())})


def _sealed(row: Mailbox, access: MailAccess) -> bytes:
    held = {one.name: getattr(access, one.name) for one in fields(access)}
    held["password"] = access.password.reveal().decode()
    return seal_field(_key(row), json.dumps(held).encode(), _place(row))


def _key(row: Mailbox) -> SymmetricKey:
    return application_key("wb-mailbox", row.tenant_id)


def _place(row: Mailbox) -> Place:
    return Place(row.tenant_id, _TABLE, row.id, _COLUMN)


@act("mailbox.set")
def set_mailbox(
    staff: Staff,
    *,
    desk_id: UUID,
    host: str,
    port: int,
    security: str,
    user: str,
    folder: str,
    password: str = "",
) -> None:
    """Say which mailbox a desk has. Without a password the one that is kept stays, for the same server and name alone.

    Raises RefusedError for what can be no address, and GoneError when the desk is not there.
    """
    about(desk_id)
    check_administrator(staff)
    if not Desk.objects.filter(id=desk_id).exists():
        raise GoneError(_("Dit meldpunt is er niet meer."))
    row = Mailbox.objects.select_for_update().filter(desk_id=desk_id).first() or Mailbox(
        tenant_id=staff.tenant_id, desk_id=desk_id
    )
    access = MailAccess(host.strip(), port, security, user.strip(), Secret(password.encode()), folder.strip())
    check_access(access)
    if not password:
        access = _with_kept_password(row, access)
    row.sealed_access = _sealed(row, access)
    row.trouble, row.trouble_since, row.told_on = "", None, None
    with once(RefusedError(_("Een ander stelde deze mailbox net in. Kijk eerst wat er nu staat."))):
        row.save()


def check_access(access: MailAccess) -> None:
    """Refuse what can be no mailbox. A sign that ends a line could slip a command of its own in between."""
    for name, sentence in (
        ("host", _("Vul de naam van de mailserver in, bijvoorbeeld imap.voorbeeld.nl.")),
        ("user", _("Vul de naam in waarmee de mailbox opengaat.")),
        ("folder", _("Vul de naam van de map in. Meestal is dat INBOX.")),
    ):
        said = getattr(access, name)
        if not said or not said.isprintable() or (name != "user" and not said.isascii()):
            raise RefusedError(sentence, field=name)
    if any(sign in access.host for sign in " /@:"):
        raise RefusedError(
            _("Vul de naam van de mailserver in, bijvoorbeeld imap.voorbeeld.nl."), field="host"
        )
    if not access.password.reveal().decode().isprintable():
        raise RefusedError(_("In het wachtwoord staat een teken dat er niet in hoort."), field="password")
    if not 1 <= access.port <= _LAST_PORT:
        raise RefusedError(_("Een poort is een getal. Meestal is het 993."), field="port")
    if access.security not in SECURITIES:
        raise RefusedError(_("Kies hoe de verbinding wordt beveiligd."), field="security")


def _with_kept_password(row: Mailbox, access: MailAccess) -> MailAccess:
    """Only to the server and the name for which it was given: else another server could be told it."""
    kept = access_to(row) if row.sealed_access else None
    same = kept is not None and (kept.host, kept.user) == (access.host, access.user)
    if kept is None or not same:
        raise RefusedError(_("Vul het wachtwoord van de mailbox in."), field="password")
    return MailAccess(access.host, access.port, access.security, access.user, kept.password, access.folder)


@act("mailbox.remove")
def remove_mailbox(staff: Staff, *, desk_id: UUID) -> None:
    """Forget the mailbox of a desk, and its password. What was taken in stays."""
    about(desk_id)
    check_administrator(staff)
    Mailbox.objects.filter(desk_id=desk_id).delete()


def try_mailbox(staff: Staff, *, desk_id: UUID) -> int:
    """Sign in to the mailbox and look how many messages wait; take none. Raises RefusedError with what is wrong.

    The server is asked outside a transaction: one that does not answer holds no row.
    """
    with tenant_scope(staff.tenant_id):
        check_administrator(staff)
        row = Mailbox.objects.filter(desk_id=desk_id).first()
        if row is None:
            raise GoneError(_("Dit meldpunt heeft geen mailbox."))
        access = access_to(row)
    trouble, count = "", 0
    try:
        with imap.opened(access, lasts=_TRIES_FOR) as folder:
            count = len(folder.waiting())
    except MailboxError as error:
        trouble = error.trouble
    _note_try(staff, desk_id=desk_id, trouble=trouble)
    if trouble:
        raise RefusedError(WHAT_TO_DO[trouble])
    return count


@act("mailbox.try")
def _note_try(staff: Staff, *, desk_id: UUID, trouble: str) -> None:
    about(desk_id)
    check_administrator(staff)
    note(desk_id, trouble, is_emptied=False)


def note(desk_id: UUID, trouble: str, *, is_emptied: bool) -> None:
    """Keep how a round or a try went: one of the codes, or nothing when all was well.

    Since when something is wrong stays as it was for as long as it stays wrong.
    """
    row = Mailbox.objects.select_for_update().filter(desk_id=desk_id).first()
    if row is None:
        return
    row.trouble = trouble
    row.trouble_since = (row.trouble_since or clock.now()) if trouble else None
    row.told_on = row.told_on if trouble else None
    row.emptied_at = clock.now() if is_emptied and not trouble else row.emptied_at
    row.save(update_fields=["emptied_at", "trouble", "trouble_since", "told_on"])


def desks_in_trouble() -> set[UUID]:
    """The desks whose mailbox is not emptied, or not wholly. Within a tenant scope."""
    return set(Mailbox.objects.exclude(trouble="").values_list("desk_id", flat=True))


def in_trouble(today: date) -> list[UUID]:
    """The mailboxes that are in trouble for so long that people are knocked for them today. Within a tenant scope."""
    rows = Mailbox.objects.exclude(trouble="").order_by("trouble_since", "id")
    return [one.id for one in rows if _asks_for_help(one, today)]


def _asks_for_help(row: Mailbox, today: date) -> bool:
    since = row.trouble_since
    return since is not None and asks_for_help(local_day(since), row.told_on, today)


@act("mailbox.escalate")
def escalate(system: System, *, mailbox_id: UUID) -> None:
    """Knock because a mailbox stays in trouble: at who stands at the desk, and at who can set it right."""
    row = Mailbox.objects.select_for_update().filter(id=mailbox_id).first()
    if row is None:
        raise GoneError(_("Dit meldpunt heeft geen mailbox."))
    about(row.desk_id)
    today = clock.today()
    if not row.trouble or not _asks_for_help(row, today):
        raise RefusedError(_("Voor deze mailbox kreeg iedereen al een seintje."))
    row.told_on = today
    row.save(update_fields=["told_on"])
    there = {alias_of(row.tenant_id, one.person_id) for one in places(row.desk_id)}
    people = colleagues_by_alias(row.tenant_id)
    there |= {alias for alias, one in people.items() if Role.ADMINISTRATOR in one.roles}
    knock(system.tenant_id, sorted(there), at_once=True)


WHAT_TO_DO: dict[str, str] = {
    Mailbox.Trouble.UNREACHABLE: _(
        "De mailserver antwoordt niet, of veel te langzaam. Kijk of de naam en de poort kloppen, en of deze machine "
        "erbij mag."
    ),
    Mailbox.Trouble.UNTRUSTED: _(
        "Wij kunnen niet nagaan dat dit de goede mailserver is: het certificaat klopt niet, of er is geen beveiliging. "
        "Er is geen wachtwoord verstuurd. Vraag het aan wie de mailserver beheert."
    ),
    Mailbox.Trouble.SIGN_IN: _(
        "De mailserver is er, maar weigert de naam of het wachtwoord. Vul het wachtwoord opnieuw in."
    ),
    Mailbox.Trouble.NO_FOLDER: _("Aanmelden lukt, maar deze map is er niet. Meestal heet hij INBOX."),
    Mailbox.Trouble.NO_READERS: _(
        "Niemand van dit meldpunt heeft een bevestigde sleutel. De mail blijft in de mailbox tot iemand kan lezen."
    ),
    Mailbox.Trouble.FULL: _(
        "Er is hier geen ruimte voor meer mail. Wat nog komt, blijft in de mailbox. Verwerk eerst de mail die wacht. "
        "Helpt dat niet? Vraag de beheerder om meer ruimte."
    ),
    Mailbox.Trouble.NOT_TAKEN: _(
        "Een bericht lukt niet, de rest komt wel binnen. Wij proberen het elke vijf minuten opnieuw. Open de mailbox zelf "
        "en lees het bericht daar. Is het een melding? Voer die hier in. Haal het bericht daarna weg uit de mailbox."
    ),
    Mailbox.Trouble.BROKEN: _(
        "De mailserver zegt iets wat wij niet begrijpen. Probeer het later nog eens, of vraag het aan de beheerder ervan."
    ),
}
"""What is wrong with a mailbox, and what to do, as message ids."""
