"""Two slots for Argon2id on a machine: each takes 256 MiB and half a second, and people queue for them fairly.

Without a limit fifty people who sign in at nine o'clock would take the memory of the reporter's side with them.
"""

from __future__ import annotations

import fcntl
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOTS = 2
_LOOK_AGAIN = 0.01


@contextmanager
def slot() -> Iterator[None]:
    """Hold one of the machine's slots for the duration of the block, waiting in the order of arrival."""
    folder = Path(settings.WEERBAAR_HOME) / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as held:
        # Who waits holds the door; the others queue for the door, and the kernel serves them in order.
        with (folder / "unlock.door").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            slots = [held.enter_context((folder / f"unlock.{number}").open("w")) for number in range(SLOTS)]
            while not any(_taken(one) for one in slots):
                time.sleep(_LOOK_AGAIN)
        yield


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
