"""`weerbaar tenant add`, `pin` and `onion`, `person add` and `desk link`: what begins before anybody can sign in."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from weerbaar.audit.acts import System
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import actions, links, queries, rules
from weerbaar.organisation.fingerprint import in_words
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import Profile
from weerbaar.vault.models import Holder
from weerbaar.vault.trust import fingerprint, pinned_officers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from weerbaar.organisation.models import Tenant

_PERSON = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<mail>[^<>\s]+)>")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `tenant`, `person` and `desk` to the command line."""
    tenant = commands.add_parser("tenant", help=_("gemeenten toevoegen en hun sleutelbeheerders vastleggen"))
    under = tenant.add_subparsers(required=True, metavar=_("opdracht"))
    add = under.add_parser("add", help=_("voegt een gemeente toe, met haar eerste mensen"))
    add.add_argument("slug", help=_("korte naam, voor in het adres van de pagina’s"))
    add.add_argument("name", help=_("naam, bijvoorbeeld 'Gemeente Waterlinie'"))
    who = _("'Naam <mailadres>'")
    add.add_argument("--officer", action="append", required=True, metavar=who, help=_("ten minste twee keer"))
    add.add_argument("--administrator", required=True, metavar=who)
    add.add_argument("--phone", default="")
    add.add_argument("--phone-hours", default="")
    add.add_argument(
        "--party", action="store_true", help=_("geen gemeente: een partij van buiten met een eigen meldpunt")
    )
    add.set_defaults(run=_in_words(_tenant_add))
    pin = under.add_parser("pin", help=_("legt de sleutels van de sleutelbeheerders vast buiten de database"))
    pin.add_argument("slug")
    pin.add_argument(
        "--yes",
        action="append",
        metavar=_("'woorden'"),
        help=_("vraagt niets: geef de zes woorden van elke sleutel die erbij komt"),
    )
    pin.set_defaults(run=_in_words(_tenant_pin))
    onion = under.add_parser("onion", help=_("zet het adres op Tor van een gemeente, of haalt het weg"))
    onion.add_argument("slug")
    address = onion.add_mutually_exclusive_group(required=True)
    address.add_argument("address", nargs="?", help=_("wat in het bestand ‘hostname’ van Tor staat"))
    address.add_argument("--remove", action="store_true", help=_("haalt het adres weg"))
    onion.set_defaults(run=_in_words(_tenant_onion))

    person = commands.add_parser("person", help=_("mensen toevoegen"))
    under = person.add_subparsers(required=True, metavar=_("opdracht"))
    add = under.add_parser("add", help=_("voegt iemand toe en geeft een uitnodiging"))
    add.add_argument("slug", help=_("korte naam van de gemeente"))
    add.add_argument("person", metavar=who)
    add.add_argument("--function", default="")
    add.add_argument("--role", action="append", default=[], choices=Role.values)
    add.set_defaults(run=_in_words(_person_add))
    _register_desk(commands)


def _register_desk(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    desk = commands.add_parser("desk", help=_("meldpunten die de een heeft en de ander laat zien"))
    under = desk.add_subparsers(required=True, metavar=_("opdracht"))
    link = under.add_parser(
        "link",
        help=_("laat een gemeente het meldpunt van een partij zien; voor wie namens beide mag besluiten"),
    )
    link.add_argument("town", help=_("korte naam van wie het meldpunt laat zien"))
    link.add_argument("partner", help=_("korte naam van wie het meldpunt heeft"))
    link.add_argument("desk", help=_("korte naam van het meldpunt"))
    link.add_argument("--label", default="", help=_("hoe het op de pagina van de gemeente heet"))
    link.add_argument("--text", default="", help=_("waar het voor is, op die pagina"))
    mail = _("mailadres")
    link.add_argument(
        "--receiver", action="append", default=[], metavar=mail, help=_("wie van de partij mag ontvangen")
    )
    link.set_defaults(run=_in_words(_desk_link))


def _in_words(run: Callable[[argparse.Namespace], None]) -> Callable[[argparse.Namespace], int]:
    def perform(arguments: argparse.Namespace) -> int:
        try:
            run(arguments)
        except RefusedError as error:
            sys.stderr.write(_(error.sentence) % error.values + "\n")
            return 1
        return 0

    return perform


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


def _profile(typed: str, function: str) -> Profile:
    found = _PERSON.fullmatch(typed.strip())
    if found is None:
        raise RefusedError("Schrijf een persoon als 'Naam <mailadres>'.")
    return Profile(name=found["name"], first_name="", function=function, mail=found["mail"])


def _tenant(slug: str) -> Tenant:
    tenant = queries.tenant(slug)
    if tenant is None:
        raise RefusedError("Deze gemeente is er niet. Kijk of je de naam goed hebt geschreven.")
    return tenant


def _tenant_add(arguments: argparse.Namespace) -> None:
    officers = [_profile(one, _("sleutelbeheerder")) for one in arguments.officer]
    administrator = _profile(arguments.administrator, _("beheerder"))
    founded = actions.tenant_add(
        slug=arguments.slug,
        name=arguments.name,
        officers=officers,
        administrator=administrator,
        phone=arguments.phone,
        phone_hours=arguments.phone_hours,
        is_party=arguments.party,
    )
    sentence = _("%(name)s is toegevoegd. Geef iedereen zelf de eigen code; elke code staat hier één keer.")
    _say(sentence % {"name": arguments.name})
    for profile, invitation in zip([*officers, administrator], founded.invitations, strict=True):
        _say(f"{invitation.code}  {profile.name}, {profile.function}")
    _say(
        _("De code werkt 14 dagen, op /%(slug)s/activeren/. Daarna: weerbaar tenant pin %(slug)s")
        % {"slug": arguments.slug}
    )


def _tenant_pin(arguments: argparse.Namespace) -> None:
    tenant = _tenant(arguments.slug)
    with tenant_scope(tenant.id):
        holders = actions.officers_with_key(tenant.id)
        colleagues = queries.colleagues_by_alias(tenant.id)
    before = pinned_officers(tenant.id)
    added = [one for one in holders if bytes(one.verify_key or b"") not in before]
    removed = before - {bytes(one.verify_key or b"") for one in holders}
    for holder in holders:
        said = _("komt erbij") if holder in added else _("blijft")
        _say(f"{said}  {colleagues[holder.alias].name}: {_words(holder)}")
    for key in sorted(removed):
        _say(f"{_('gaat weg')}  {_removed(tenant, key)}")
    if not added and not removed:
        _say(_("Deze sleutels staan al vast."))
        return
    _agreed(added, arguments.yes)
    actions.pin(System(tenant.id), seen=[fingerprint(one) for one in holders])
    _say(_("Deze sleutels staan nu vast."))


def _tenant_onion(arguments: argparse.Namespace) -> None:
    tenant = _tenant(arguments.slug)
    if arguments.remove:
        actions.remove_onion(System(tenant.id))
        _say(_("Het adres op Tor is weg. De pagina’s weten het binnen een minuut."))
        return
    address = actions.set_onion(System(tenant.id), address=arguments.address)
    sentence = _("%(name)s staat nu ook op http://%(address)s/. De pagina’s weten het binnen een minuut.")
    _say(sentence % {"name": tenant.name, "address": address})


def _words(holder: Holder) -> str:
    return " ".join(in_words(fingerprint(holder)))


def _removed(tenant: Tenant, key: bytes) -> str:
    """What is known of a key that will no longer count: its words as long as its row is there."""
    with tenant_scope(tenant.id):
        holder = Holder.objects.filter(verify_key=key).first()
        colleague = queries.colleagues_by_alias(tenant.id).get(holder.alias) if holder else None
    name = colleague.name if colleague else _("iemand die hier niet meer is")
    return f"{name}: {_words(holder)}" if holder else f"{name}: {key.hex()}"


def _agreed(added: Sequence[Holder], given: Sequence[str] | None) -> None:
    """Ask before anything is written; or take the words that somebody wrote down on the telephone, of each new key."""
    if given is not None:
        if {" ".join(one.casefold().split()) for one in given} != {_words(one) for one in added}:
            raise RefusedError(
                "Deze woorden horen niet bij de sleutels die erbij komen. Er is niets vastgelegd."
            )
        return
    _say(_("Bel elke sleutelbeheerder en vergelijk de woorden. Zijn ze gelijk? Typ dan: ja"))
    if sys.stdin.readline().strip().casefold() not in {"ja", "yes"}:
        raise RefusedError("Er is niets vastgelegd.")


def _person_add(arguments: argparse.Namespace) -> None:
    tenant = _tenant(arguments.slug)
    profile = _profile(arguments.person, arguments.function)
    invitation = actions.person_add(System(tenant.id), profile=profile, roles=arguments.role)
    _say(f"{invitation.code}  {profile.name}")
    _say(_("De code werkt 14 dagen, op /%(slug)s/activeren/.") % {"slug": arguments.slug})


def _desk_link(arguments: argparse.Namespace) -> None:
    """Both sides in one command, each with its own lines: for whoever runs the machine and may speak for both."""
    town, partner = _tenant(arguments.town), _tenant(arguments.partner)
    with tenant_scope(partner.id):
        desk = queries.desk(partner.id, arguments.desk)
    if desk is None:
        raise RefusedError("Dit meldpunt is er niet.")
    with tenant_scope(town.id):
        receivers = [_receiver(town, one) for one in arguments.receiver]
    link_id = links.offer(System(partner.id), desk_id=desk.id, town_slug=town.slug)
    texts = links.LinkTexts(arguments.label, arguments.text, is_shown=True)
    links.accept(System(town.id), link_id=link_id, texts=texts, receivers=receivers)
    sentence = _("%(town)s laat nu ‘%(desk)s’ van %(partner)s zien.")
    _say(sentence % {"town": town.name, "desk": arguments.label or desk.name, "partner": partner.name})


def _receiver(town: Tenant, mail: str) -> UUID:
    person = queries.person_by_mail(town.id, rules.normalised_mail(mail))
    if person is None:
        raise RefusedError("Er is niemand met dit mailadres.")
    return person.id
