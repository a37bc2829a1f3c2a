"""The gaps in a letter that is proposed: headings under which somebody still has to write. Pure.

A letter that goes out with an open gap says to a reporter or a subject that nobody took the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ASKS = (":", "?")


def open_gap(text: str, proposed: str) -> str:
    """The first heading of what was `proposed` under which nothing stands in `text`; empty when there is none.

    A heading asks for words where two empty lines follow it, or nothing. Whoever took the heading out closed the gap.
    """
    lines = [one.strip() for one in text.split("\n") if one.strip()]
    for heading, following in _headings(proposed):
        if heading not in lines:
            continue
        after = lines[lines.index(heading) + 1 :][:1]
        if not after or after[0] == following:
            return heading
    return ""


def _headings(proposed: str) -> Iterator[tuple[str, str]]:
    """Each heading that asks for words, with the line that comes after its gap; empty after the last."""
    lines = [one.strip() for one in proposed.strip().split("\n")]
    for number, line in enumerate(lines):
        rest = lines[number + 1 :]
        if line.endswith(_ASKS) and (not rest or rest[:2] == ["", ""]):
            yield line, next((one for one in rest if one), "")


def check_no_gap(text: str, proposals: Iterable[str], *, field: str) -> None:
    """Refuse a letter in which a gap of one of the proposals is still open."""
    for proposed in proposals:
        if heading := open_gap(text, proposed):
            raise RefusedError(
                _("Onder ‘%(heading)s’ staat nog niets. Schrijf het op, of haal die regel weg."),
                field=field,
                heading=heading,
            )
