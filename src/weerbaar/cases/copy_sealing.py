"""How a copy of the file lies sealed: what was asked, what goes, and what was weighed (C14).

Names never lie in `file`: they are sealed once more in the compartment that they come from, and with them what somebody
typed about names.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases.copy_contents import unpacked
from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.models import ChestKind
from weerbaar.cases.named_apart import open_named, seal_named
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from weerbaar.cases.copy_contents import CopyContent
    from weerbaar.cases.models import FileCopy
    from weerbaar.vault.chests import ChestKey

_TABLE = "cases_filecopy"
_REASONS = ("named", "originals")
"""What of `Wanted` says why each goes along. A copy that was asked before there were originals holds none."""
_BESIDE = ("standing", "has_originals", "hands", "weighed")
"""What lies with a request and is no part of what was asked."""
_NAME_GONE = _(
    "De melder trok de naam in. Daarom gaat dit afschrift niet meer open. Vraag een nieuw afschrift."
)


def seal_wanted(
    keys: Mapping[str, ChestKey],
    row: FileCopy,
    wanted: Wanted,
    names: Mapping[str, Mapping[str, str]],
    standing: str,
) -> None:
    """Seal what was asked into a row: the names, by compartment and pseudonym, each in that compartment."""
    asked = asdict(wanted) | {"parts": sorted(wanted.parts), "files": sorted(map(str, wanted.files))}
    # What somebody types about names is mostly a name: it lies where the names lie.
    apart = {"words": asked.pop("words")}
    for name in _REASONS:
        del asked[name]
        apart[name] = {str(one): why for one, why in getattr(wanted, name).items()}
    blob = _apart_key(keys, row).seal(_TABLE, row.id, "request_apart", json.dumps(apart).encode())
    asked |= {"names": seal_named(keys, _TABLE, row.id, names), "apart": base64.b64encode(blob).decode()}
    # Beside the content too: a list of copies reads nothing of what is in them.
    beside = {"standing": standing, "has_originals": bool(wanted.originals)}
    seal_request(keys, row, asked | beside)


def seal_content(keys: Mapping[str, ChestKey], row: FileCopy, content: CopyContent, standing: str) -> None:
    """Seal what goes into a row, with what the case was then."""
    seen = {"content": content.packed(), "standing": standing}
    row.sealed_content = keys[ChestKind.FILE].seal(
        _TABLE, row.id, "sealed_content", json.dumps(seen).encode()
    )


def seal_request(keys: Mapping[str, ChestKey], row: FileCopy, asked: Mapping[str, Any]) -> None:
    """Seal what lies with the request of a row, in the place of what lay there. The row is not saved."""
    row.sealed_request = keys[ChestKind.FILE].seal(
        _TABLE, row.id, "sealed_request", json.dumps(asked).encode()
    )


def opened_request(keys: Mapping[str, ChestKey], row: FileCopy) -> dict[str, Any]:
    """What lies with the request of a row: what was asked, and `_BESIDE`."""
    return json.loads(keys[ChestKind.FILE].open(_TABLE, row.id, "sealed_request", row.sealed_request))


def opened_wanted(keys: Mapping[str, ChestKey], row: FileCopy) -> tuple[Wanted, dict[str, str]]:
    """What was asked, and the names that go along as they lie sealed, by compartment.

    The words to take out, and what has a reason of its own, are there for who holds that compartment, and until it is erased.
    """
    held = opened_request(keys, row)
    names, apart = held.pop("names"), held.pop("apart")
    for name in _BESIDE:
        held.pop(name, None)
    told: dict[str, Any] = {}
    if not row.chests or row.chests[0] in keys:
        # The compartment was renewed since where the reporter took their name back.
        with suppress(SealBrokenError):
            told = json.loads(
                _apart_key(keys, row).open(_TABLE, row.id, "request_apart", base64.b64decode(apart))
            )
    reasons: dict[str, Any] = {
        name: {UUID(one): why for one, why in told.get(name, {}).items()} for name in _REASONS
    }
    wanted = Wanted(
        **held
        | reasons
        | {
            "parts": frozenset(held["parts"]),
            "files": frozenset(UUID(one) for one in held["files"]),
            "words": tuple(told.get("words", ())),
        }
    )
    return wanted, names


def _apart_key(keys: Mapping[str, ChestKey], row: FileCopy) -> ChestKey:
    """The key to what was typed about names: that of the compartment which the fewest people hold."""
    return keys[row.chests[0] if row.chests else ChestKind.FILE]


def opened_content(keys: Mapping[str, ChestKey], row: FileCopy) -> tuple[CopyContent, str]:
    """What goes, and what the case was when it was asked."""
    held = json.loads(keys[ChestKind.FILE].open(_TABLE, row.id, "sealed_content", row.sealed_content))
    return unpacked(held["content"]), held["standing"]


def named_along(keys: Mapping[str, ChestKey], row: FileCopy, sealed: Mapping[str, str]) -> dict[str, str]:
    """The names that go along, by pseudonym. Raises RefusedError when one was taken back since."""
    return open_named(keys, _TABLE, row.id, sealed, gone=_NAME_GONE)


def weighed_of(keys: Mapping[str, ChestKey], row: FileCopy) -> tuple[str, frozenset[UUID]]:
    """Why a copy goes after what the reporter wrote to it, and the ids of what was read then."""
    held = opened_request(keys, row).get("weighed") or {"reason": "", "seen": ()}
    return held["reason"], frozenset(UUID(one) for one in held["seen"])


def keep_weighed(keys: Mapping[str, ChestKey], row: FileCopy, reason: str, seen: Collection[UUID]) -> None:
    """Keep with a row why it goes after what the reporter wrote, and the ids of what was read. Saves it."""
    weighed = {"reason": reason, "seen": sorted(map(str, seen))}
    seal_request(keys, row, opened_request(keys, row) | {"weighed": weighed})
    row.save(update_fields=["sealed_request"])
