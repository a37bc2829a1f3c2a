"""The drawing of a procedure as SVG: a box per stage, an arrow per step. Pure but for the words of `outline.py`.

Every colour is an attribute, so that the file stands by itself in the manual and on paper; on a page the classes let the
style sheet say it again for dark screens and for who chose their own colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from weerbaar.cases.outline import outline
from weerbaar.cases.procedures import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weerbaar.cases.outline import Halt, Way
    from weerbaar.cases.procedures import Procedure

WIDTH = 760
_EDGE, _BOX = 20, 320
_PAD, _LINE, _GAP = 16, 20, 26
_LANE, _BESIDE = 22, 14
_IN_BOX, _IN_GAP, _BESIDE_CHARACTERS = 38, 34, 44
_INK, _SOFT, _STROKE, _PAPER, _NOW = "#17262b", "#45545a", "#0c5964", "#ffffff", "#e2f0ef"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    is_strong: bool = False


@dataclass(slots=True)
class _Placed:
    """A box where it stands: its top and its height."""

    halt: Halt
    words: list[_Line]
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class _Leap:
    """A step that passes a stage by: drawn beside the boxes."""

    source: _Placed
    target: _Placed
    way: Way
    level: int


def draw(
    procedure: Procedure,
    *,
    here: str = "",
    due: Mapping[str, str] | None = None,
    own: Mapping[str, int] | None = None,
) -> str:
    """The drawing as one element `svg`. `here` is the stage that a case is in; `due` and `own` as in `outline`."""
    halts = outline(procedure, due, own)
    boxes, height = _stacked(halts, here)
    leaps = _leaps(boxes)
    name = f"tekening-{procedure.name}-{procedure.version}"
    parts = [_head(procedure, halts, name, height, here)]
    parts += [_leap(one, lane, leaps) for lane, one in enumerate(leaps)]
    for box in boxes:
        parts.append(_box(box, is_here=box.halt.place == here))
    for box, below in pairwise(boxes):
        parts += [_arrow_down(box, below, way) for way in box.halt.ways if way.place is below.halt.place]
    return "\n".join([*parts, "</svg>", ""])


def _stacked(halts: tuple[Halt, ...], here: str) -> tuple[list[_Placed], int]:
    """The boxes below one another, each low enough for the words before it, also for those beside the boxes."""
    boxes: list[_Placed] = []
    top, beside_until = _EDGE, 0
    for halt, below in zip(halts, [*(one.place for one in halts[1:]), None], strict=True):
        words = _box_words(halt, is_here=halt.place == here)
        leaps = [way for way in halt.ways if way.place not in (None, below)]
        top = max(top, beside_until) if leaps else top
        box = _Placed(halt, words, top, _tall(words))
        boxes.append(box)
        if leaps:
            beside_until = top + sum(_tall(_way_words(way, _BESIDE_CHARACTERS)) for way in leaps)
        between = [_way_words(way, _IN_GAP) for way in halt.ways if way.place and way.place is below]
        top = box.bottom + sum(len(one) for one in between) * _LINE + 2 * _GAP
    return boxes, max(boxes[-1].bottom, beside_until) + _EDGE


def _tall(words: list[_Line]) -> int:
    return len(words) * _LINE + 2 * _PAD


def _box_words(halt: Halt, *, is_here: bool) -> list[_Line]:
    words = [_Line(_("Hier is de zaak nu"), is_strong=True)] if is_here else []
    words.append(_Line(halt.name, is_strong=True))
    words += [_Line(one) for one in wrap(halt.next, _IN_BOX)]
    if halt.place is not Place.CLOSED:
        words.append(_Line(_("Aan zet: %(who)s.") % {"who": halt.waits_for}))
    for way in halt.ways:
        if way.place is None:
            words += [
                _Line(one) for one in wrap(_("Kan ook: %(step)s.") % {"step": _small(way.name)}, _IN_BOX)
            ]
    return words


def _way_words(way: Way, most: int) -> list[_Line]:
    words = [_Line(one, is_strong=True) for one in wrap(way.name, most)]
    if way.needs:
        words += [_Line(one) for one in wrap(_("Eerst: %(what)s.") % {"what": ", ".join(way.needs)}, most)]
    if way.within:
        words += [_Line(one) for one in wrap(_("Termijn: %(term)s.") % {"term": way.within}, most)]
    return words


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _leaps(boxes: list[_Placed]) -> list[_Leap]:
    """Steps past a stage, the shortest first: they take the lane nearest to the boxes."""
    place = {box.halt.place: number for number, box in enumerate(boxes)}
    found = []
    for number, box in enumerate(boxes):
        level = 0
        for way in box.halt.ways:
            if way.place is not None and place[way.place] != number + 1:
                found.append(_Leap(box, boxes[place[way.place]], way, level))
                level += _tall(_way_words(way, _BESIDE_CHARACTERS))
    return sorted(found, key=lambda one: place[one.target.halt.place] - place[one.source.halt.place])


def _head(procedure: Procedure, halts: tuple[Halt, ...], name: str, height: int, here: str) -> str:
    stages = ", ".join(halt.name for halt in halts)
    told = _("De stappen van boven naar beneden: %(stages)s.") % {"stages": stages}
    if here:
        now = next(halt.name for halt in halts if halt.place == here)
        told += " " + _("De zaak is nu bij: %(stage)s.") % {"stage": now}
    title = _("Zo loopt de procedure ‘%(title)s’") % {"title": _(procedure.title)}
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="wb-drawing" role="img" viewBox="0 0 {WIDTH} {height}"'
            f' aria-labelledby="{name}-titel {name}-uitleg" font-family="Noto Sans, sans-serif" font-size="15">',
            f'<title id="{name}-titel">{escape(title)}</title>',
            f'<desc id="{name}-uitleg">{escape(told)}</desc>',
            f'<rect class="wb-drawing__paper" width="{WIDTH}" height="{height}" fill="{_PAPER}"/>',
        )
    )


def _box(box: _Placed, *, is_here: bool) -> str:
    kind = "wb-drawing__stage wb-drawing__stage--now" if is_here else "wb-drawing__stage"
    fill, stroke = (_NOW, 4) if is_here else (_PAPER, 2)
    shape = (
        f'<rect class="{kind}" x="{_EDGE}" y="{box.top}" width="{_BOX}" height="{box.height}" rx="8"'
        f' fill="{fill}" stroke="{_STROKE}" stroke-width="{stroke}"/>'
    )
    return shape + _text(box.words, _EDGE + _PAD, box.top + _PAD)


def _text(words: Iterable[_Line], left: int, top: int) -> str:
    """Lines below one another. Each is a text of its own, so that it can be searched and copied."""
    rows = []
    for number, one in enumerate(words):
        base = top + number * _LINE + 15
        look = (
            f'class="wb-drawing__name" font-weight="700" fill="{_INK}"'
            if one.is_strong
            else f'class="wb-drawing__words" fill="{_SOFT}"'
        )
        rows.append(f'<text x="{left}" y="{base}" {look}>{escape(one.text)}</text>')
    return "".join(rows)


def _arrow_down(box: _Placed, below: _Placed, way: Way) -> str:
    left = _EDGE + _PAD + 12
    words = _text(_way_words(way, _IN_GAP), left + _PAD, box.bottom + _GAP - 4)
    return _stroke(f"M{left} {box.bottom}V{below.top - 8}") + _point(left, below.top, "down") + words


def _leap(leap: _Leap, lane: int, every: list[_Leap]) -> str:
    """Out of the right side, down its own lane, and into the right side of the stage that it leads to."""
    right = _EDGE + _BOX
    along = right + _LANE * (lane + 1)
    out = leap.source.top + _PAD + 10 + leap.level
    same = [one for one in every if one.target is leap.target]
    into = leap.target.top + _PAD + 10 + 18 * same.index(leap)
    beside = right + _LANE * len(every) + _BESIDE
    words = _text(_way_words(leap.way, _BESIDE_CHARACTERS), beside, out - 10)
    way = f"M{right} {out}H{along}V{into}H{right + 8}"
    return _stroke(way) + _point(right, into, "left") + words


def _stroke(way: str) -> str:
    return f'<path class="wb-drawing__way" d="{way}" fill="none" stroke="{_STROKE}" stroke-width="2"/>'


def _point(left: int, top: int, direction: str) -> str:
    corners = {
        "down": f"{left},{top} {left - 6},{top - 10} {left + 6},{top - 10}",
        "left": f"{left},{top} {left + 10},{top - 6} {left + 10},{top + 6}",
    }[direction]
    return f'<polygon class="wb-drawing__point" points="{corners}" fill="{_STROKE}"/>'
