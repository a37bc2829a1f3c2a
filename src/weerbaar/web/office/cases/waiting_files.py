"""Files that came in for a case while their form was not right yet.

A browser does not choose a file a second time: without this, whoever forgets one answer sends a gigabyte again. They lie
sealed in storage, and their keys in the session, which is sealed under the cookie. What nobody comes back for, the sweep
clears: no row names it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from weerbaar.ground.clock import now
from weerbaar.vault.uploads import MOST_FILES, Finished

if TYPE_CHECKING:
    from collections.abc import Iterable

_WAITING = "waiting_files"
# Well before the sweep: a file that is in the list is in storage.
_AT_MOST = timedelta(hours=12)


def waiting(request: Any) -> list[Finished]:
    """The files that wait on this page, as long as they are surely there."""
    return _unpacked(request.session.get(_WAITING, {}).get(request.path, []))


def take(request: Any) -> list[Finished]:
    """The same, out of the session: of two clicks on one button one has them."""
    kept = request.session.take(_WAITING) or {}
    mine = kept.pop(request.path, [])
    request.session[_WAITING] = kept
    return _unpacked(mine)


def wait(request: Any, uploads: Iterable[Finished]) -> list[Finished]:
    """Keep what could be taken until the form is sent again; forget and return what a session has no room for."""
    taken = [one for one in uploads if one.details is not None]
    held, rest = taken[:MOST_FILES], taken[MOST_FILES:]
    there = request.session.get(_WAITING, {})
    request.session[_WAITING] = there | {request.path: [one.to_session() for one in held]}
    for one in rest:
        one.close()
    return rest


def let_go(request: Any) -> None:
    """Remove what waits on this page, and its bytes."""
    for one in take(request):
        one.close()


def _unpacked(held: Iterable[dict[str, Any]]) -> list[Finished]:
    since = now() - _AT_MOST
    files = [Finished.from_session(one) for one in held]
    return [one for one in files if one.details and datetime.fromisoformat(one.details.uploaded_at) > since]
