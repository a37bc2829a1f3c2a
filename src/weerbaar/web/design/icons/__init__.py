"""Icons: the outlines of Tabler (MIT, see LICENSE.txt), one file each, named as Tabler names them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def names() -> list[str]:
    """Every icon there is, in alphabetical order."""
    return sorted(path.stem for path in _HERE.glob("*.svg"))


@cache
def outline(name: str) -> str:
    """The paths of an icon, drawn on 24 by 24. An unknown name is a mistake of the page, so it raises KeyError."""
    if name not in names():
        raise KeyError(f"There is no icon {name!r}.")
    return (_HERE / f"{name}.svg").read_text("utf-8").strip()
