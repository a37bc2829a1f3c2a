"""Whether a text that leaves a case holds a name of somebody in it (C10, C11).

The names are opened for this by who has a key to them, with a line in the log, and are not shown: only the words of the
text that are part of one come back. Whoever is not named but can be worked out is not found by this, and the pages say so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import declare_views, reading
from weerbaar.cases import rules, sealed
from weerbaar.cases.models import ChestKind, Party
from weerbaar.cases.queries import opened_holder
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.names import Likeness, Typed, words_of_names
from weerbaar.vault.chests import open_chests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from weerbaar.audit.acts import Actor
    from weerbaar.cases.models import Case
    from weerbaar.organisation.staff import Staff

declare_views("case.scan_names")


class NamesInTextError(RefusedError):
    """A text holds words that are part of a name in the case."""

    def __init__(self, words: tuple[str, ...], field: str) -> None:
        super().__init__(
            _(
                "In je tekst staat: %(words)s. Zo heet iemand in deze zaak. Haal het weg. Is het hier geen naam, of moet "
                "het blijven staan? Schrijf dan op waarom het mag blijven."
            ),
            field=field,
            words=", ".join(f"‘{one}’" for one in words),
        )


def check_no_names(staff: Staff, case: Case, texts: Mapping[str, str], *, kept_because: str) -> bool:
    """Refuse texts, by the field that each stands in, with a name of the case in them; say whether there was any.

    `kept_because` is why a name may stay: with it nothing is refused. Raises RefusedError too for who has no key to the
    names, where there are any.
    """
    names = _names(staff, case)
    found = {field: words for field, text in texts.items() if (words := words_of_names(text, names))}
    if found and not kept_because.strip():
        field, words = next(iter(found.items()))
        raise NamesInTextError(words, field)
    if kept_because.strip():
        rules.checked_text(kept_because, field="kept_because", longest=rules.LONGEST_REASON)
    return bool(found)


def note_scan(actor: Actor, case_id: UUID) -> None:
    """Log that somebody holds a text against names of a case. The line stays, also when the text is refused: a refusal
    tells that a name is there.
    """
    reading(actor, "case.scan_names", case_id, stays=True)


def check_nobody_else(staff: Staff, case: Case, text: str, *, party_id: UUID, field: str) -> None:
    """Refuse a text for one person of a case with the whole name of anybody else in it, the reporter first of all.

    Whose name it is the refusal does not say. Raises RefusedError too for who has no key to the names.
    """
    typed = Typed(text)
    if any(typed.likeness(one) is Likeness.SAME for one in _names(staff, case, but=party_id)):
        raise RefusedError(
            _("In je tekst staat de naam van iemand anders uit de zaak. Haal die weg."), field=field
        )


def _names(staff: Staff, case: Case, *, but: UUID | None = None) -> list[str]:
    return [one.name for one in names_apart(staff, case, but=but).values()]


@dataclass(frozen=True, slots=True)
class NameApart:
    """A name that lies apart: the compartment, the role of whose it is, and of a reporter how they are reached."""

    chest: str
    role: str
    name: str = field(repr=False)
    reach: str = field(default="", repr=False)


def names_apart(staff: Staff, case: Case, *, but: UUID | None = None) -> dict[UUID, NameApart]:
    """The names that lie apart, by party, but for one person's: to hold texts against. Nobody sees them by this, and the
    log has a line. Raises RefusedError for who has no key to all of them.
    """
    note_scan(staff, case.id)
    keys = open_chests(opened_holder(staff), case.id, [ChestKind.NAMES, ChestKind.IDENTITY])
    names = {}
    for party in Party.objects.filter(case=case, dropped_name__isnull=False).exclude(id=but):
        kind = ChestKind.IDENTITY if party.role == Party.Role.REPORTER else ChestKind.NAMES
        if kind not in keys:
            raise RefusedError(
                _(
                    "Wij kijken eerst of er een naam in je tekst staat. Jij hebt geen sleutel van de namen. Vraag een collega"
                    " die deze wel heeft om dit te doen."
                )
            )
        dropped = sealed.dropped_name(keys[kind], party)
        # A reporter's name lies with the way to reach them; any other name is only itself.
        told = json.loads(dropped) if kind == ChestKind.IDENTITY else {"name": dropped}
        names[party.id] = NameApart(kind, party.role, told["name"], told.get("contact", ""))
    return names
