"""The sections of a case in which nothing stands yet: a line each and not a section, so that a new case is a short page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLOSED = gettext_noop(
    "De zaak is gesloten. De melder kan nog bestanden sturen. Jullie voegen er zelf geen meer toe."
)
_WITH_A_REASON = gettext_noop("Wat jullie met een reden vastleggen, staat straks hier.")
_TOO_LATE = gettext_noop("Een maatregel stel je voor vóór de uitkomst. In deze stap kan dat niet meer.")


def on_case(request: Any, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `nothing_yet.html` shows, from what the page of a case `shown` holds: the place of each section, its name and
    how it begins, as far as that can be now.
    """
    code = shown["code"]
    add_file = address(request, "case_add_file", code=code) if shown["can_work"] else ""
    accounts, guests, lessons = shown["accounts"], shown["guests"], shown["lessons"]
    copies = shown["copies"]
    rows = [
        _row("bestanden", _("Bestanden"), shown["files"], (add_file, _("Voeg een bestand toe")),
             about="" if shown["can_work"] else _CLOSED),
        _row("eigen-woorden", _("Eigen woorden"), guests["rows"] or guests["gone"],
             (guests["url"], _("Geef iemand eigen woorden"))),
        _row("besluiten", _("Besluiten"), shown["decisions"], about=_WITH_A_REASON),
        _row("lessen", _("Wat de organisatie hiervan leert"), lessons["rows"] or not lessons["url"],
             (shown["deciding"]["learn_url"], _("Schrijf op wat jullie leerden")),
             (lessons["url"], _("Maak van een les een verbeteractie"))),
        _row("verslagen", _("Verslag van een gesprek"), accounts["rows"] or not accounts["url"],
             (accounts["url"], _("Schrijf op wat de melder vertelde"))),
        _row("afschriften", _("Afschriften"), copies["rows"] or not copies["ask_url"],
             (copies["ask_url"], _("Vraag een afschrift van het dossier"))),
    ]  # fmt: skip
    return [one for one in rows + (_of_report(shown) if shown["is_report"] else []) if one]


def _of_report(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    deciding, plan, referrals = shown["deciding"], shown["communication"], shown["referrals"]
    return [
        _row("maatregelen", _("Maatregelen"), deciding["measures"],
             (deciding["measure_url"], _("Stel een maatregel voor")),
             about=_TOO_LATE if deciding["is_too_late"] else ""),
        _row("voorgelegd", _("Voorgelegd aan wie besluit of toetst"), deciding["questions"] or not deciding["ask_url"],
             (deciding["ask_url"], _("Leg een vraag voor"))),
        _row("communicatie", _("Wie vertellen we wat"), plan["rows"], (plan["url"], _("Plan wie je wat vertelt"))),
        _row("doorgeven", _("Doorgegeven aan politie, ombudsman of een ander"), referrals["rows"],
             (referrals["refer_url"], _("Geef de melding door aan politie, ombudsman of een ander"))),
    ]  # fmt: skip


def _row(place: str, name: str, there: object, *acts: tuple[str, str], about: str = "") -> dict[str, Any]:
    """A line for a section in which nothing is `there`; empty for one that stands on the page itself."""
    if there:
        return {}
    ways = [{"url": url, "label": label} for url, label in acts if url]
    return {"place": place, "name": name, "acts": ways, "about": _(about) if about else ""}
