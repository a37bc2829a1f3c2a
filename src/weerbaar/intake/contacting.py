"""Who of the organisation is there for the reporter, as their own page shows it (C8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerbaar.cases.contact_persons import contact_for, had_a_contact, is_looked_for
from weerbaar.cases.models import ChestKind
from weerbaar.intake.reporters import open_talk
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.intake.reporters import ReporterRef
    from weerbaar.vault.chests import ChestKey


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact person as somebody outside sees them. `is_gone`: there was one, and nobody came in their place yet.

    `away_until` is the last day that they are away, and `meanwhile` whom the reporter reaches in that time, where that was
    said. `is_looked_for`: a colleague was asked and did not say yes. Who that is, nobody outside reads before the yes.
    """

    name: str = field(default="", repr=False)
    function: str = field(default="", repr=False)
    reach: str = field(default="", repr=False)
    away_until: date | None = None
    meanwhile: str = field(default="", repr=False)
    meanwhile_function: str = field(default="", repr=False)
    meanwhile_reach: str = field(default="", repr=False)
    is_gone: bool = False
    is_looked_for: bool = False


def contact(reporter: ReporterRef) -> ContactView | None:
    """The reporter's contact person; None when there never was one. Within a tenant scope. Raises GoneError."""
    keys: dict[str, ChestKey] = {ChestKind.TALK: open_talk(reporter)}
    found = contact_for(keys, reporter.case_id, colleagues_by_alias(reporter.tenant_id))
    if found and found.who:
        instead = found.meanwhile
        return ContactView(
            name=found.who.name,
            function=found.who.function,
            reach=found.reach,
            away_until=found.away_until,
            meanwhile=instead.name if instead else "",
            meanwhile_function=instead.function if instead else "",
            meanwhile_reach=found.meanwhile_reach,
        )
    if found or had_a_contact(reporter.case_id):
        return ContactView(is_gone=True)
    return ContactView(is_looked_for=True) if is_looked_for(reporter.case_id) else None
