"""Chests beside those of a case: of a paper on which somebody is asked to decide (C20), of a guest (R19).

Each lies with a row of its own and has one holder from outside the case. Whoever is in the case has a key too: they get
it with the keys of the case, and lose it with those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.accesses import living
from weerbaar.cases.models import Access, DecisionAsked, Guest
from weerbaar.ground.errors import RefusedError
from weerbaar.vault import chests
from weerbaar.vault.models import Grant
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.holders import Opened
    from weerbaar.vault.models import Holder

PAPER, GUEST = "decision", "guest"
"""The kinds of these chests. None of `ChestKind`: those are made with the case, and belong to it."""


_NOBODY = _(
    "Dit kan nu niet. De sleutels van het meldpunt moeten eerst worden bevestigd. Probeer het later opnieuw."
)


def make_chest(
    case: Case,
    owner_id: UUID,
    kind: str,
    *,
    by: UUID,
    outside: Mapping[UUID, datetime | None],
    guest: Holder | None = None,
) -> ChestKey:
    """A chest beside a case, with a key for who is `outside`, each until when, and for everybody who is in the case.

    `guest` is the one of them whose key no officer signs. A colleague whose key nobody vouches for now gets theirs when
    somebody with a lasting one opens the case (`renewing`). Raises RefusedError where that is who is `outside`, and where
    nobody who stays in the case would have one to give.
    """
    seats = dict(Access.objects.filter(living(), case=case).values_list("holder_alias", "until"))
    until: dict[UUID, datetime | None] = seats | dict(outside)
    public = {alias: bytes(one.public_key) for alias, one in trusted_holders(list(until)).items()}
    left_out = set(until) - set(public) - ({guest.alias} if guest else set())
    if left_out & set(outside):
        raise RefusedError(_("De sleutel van deze collega is nog niet bevestigd."), field="person")
    if not any(alias in public for alias, ends in seats.items() if ends is None):
        raise RefusedError(_NOBODY)
    chest, key = chests.new_chest(case.tenant_id, owner_id, chests.reserve([kind])[0])
    if guest is not None:
        public[guest.alias] = bytes(guest.public_key)
        chests.vouch(key, chest, guest.alias, public[guest.alias])
    chest.renewal_due = bool(left_out)
    chest.save(force_insert=True)
    Grant.objects.bulk_create(
        grant
        for alias, theirs in public.items()
        for grant in chests.new_grants(key, [(alias, theirs)], by=by, until=until[alias])
    )
    return key


def outsiders(case: Case) -> dict[UUID, tuple[str, UUID]]:
    """Of every chest beside a case the kind and who holds it from outside, by the row that it lies with."""
    asked = DecisionAsked.objects.filter(case=case).order_by("asked_at", "id")
    found = {one: (PAPER, alias) for one, alias in asked.values_list("id", "asked_of")}
    guests = Guest.objects.filter(case=case).order_by("since", "id")
    return found | {one: (GUEST, alias) for one, alias in guests.values_list("id", "holder_alias")}


def keys_beside(holder: Opened, case: Case) -> dict[UUID, ChestKey]:
    """The keys that somebody has to chests beside a case, by the row that each lies with. Three queries at most."""
    there = outsiders(case)
    opened = chests.open_chests_of(holder, list(there), [PAPER, GUEST]) if there else {}
    return {owner: opened[owner][kind] for owner, (kind, _) in there.items() if owner in opened}


def renew_beside(case: Case, keys: Mapping[UUID, ChestKey], seats: list[UUID]) -> None:
    """Give each of these chests a successor, for who goes on in the case (`seats`) and for who holds it from outside.

    Raises NobodyLeftError and NotVouchedError.
    """
    there = outsiders(case)
    for owner, key in keys.items():
        kind, alias = there[owner]
        chests.renew(owner, [kind], {kind: key}, [*seats, alias])
