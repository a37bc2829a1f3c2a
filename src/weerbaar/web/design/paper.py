"""An official document as PDF/UA-1: what it holds, and how it is set (`docs/decisions/paper.md`).

Text goes in as data and never as markup: nothing that somebody typed can be a heading, a link or a command. Nothing is
left out of what came in: what cannot be shown stands there as its number, and a word without an end is broken.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override

from weerbaar.web.design.dates import clock_time, full_day
from weerbaar.web.design.typesetter import typeset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# The signs that are set as they are: Latin, Greek and Cyrillic letters, figures, and what stands between them. The one
# font of the template has all of them, in each weight. Left out, though a font may have them: what turns the direction
# of a line, what shows nothing (a soft hyphen, a Hangul filler), marks that pile up on a letter, and our own brackets.
_SHOWN = (
    " -~\u00a0-\u00ac\u00ae-\u023f\u0250-\u02e4\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u0490-\u04c4\u1e00-\u1e9b\u1e9e\u1ea0-\u1ef9\u2002-\u200a\u2010-\u2027\u202f-\u2037\u2039-\u203e\u2070\u2071"
    "\u2074-\u208e\u20ab\u20ac\u2113\u2116\u2120\u2122\u2126\u2153-\u215e\u2190-\u2199\u2208\u2211\u2212\u221a\u221e"
    "\u2245\u2248\u2260\u2264\u2265\u2460-\u2473\u25a0\u25a1\u25cb\u25cf\u2605\u2639-\u263b\u2660\u2663\u2665\u2666"
)
_NOT_SHOWN = re.compile(f"[^{_SHOWN}]+")
# What comes along when somebody copies from a PDF: two letters in one sign, which reads as the two.
_LIGATURES = {
    0xFB00 + number: word for number, word in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
_TAB = "    "
_EMPTY_LINE = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Facts:
    """A list of terms with their values."""

    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by an empty line. Line breaks are kept."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody wrote: who, when, what kind of thing, and the words."""

    who: str = field(repr=False)
    when: str
    what: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a row of headings. Each row is as long as `head`."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.head or any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("Each row of a table is as long as its head.")


@dataclass(frozen=True, slots=True)
class Card:
    """One thing with what is known of it, as a list of terms: where a table would have too many columns, or long values."""

    title: str = field(repr=False)
    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """One line that the reader types or copies as it is: in letters of one width, in a frame that stays on one page."""

    text: str


Block = Facts | Text | Entry | Table | Card | Command


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with what stands below it, then the chapters within it."""

    title: str
    blocks: tuple[Block, ...] = field(repr=False)
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `language` is "nl" or "en"; `owner` is the organisation, `about` one sentence below the title.

    `exact_in` names the file beside it that holds the same words sign by sign, for where this one has a stand-in.
    """

    title: str
    language: str
    owner: str
    about: str
    chapters: tuple[Chapter, ...]
    made_at: datetime
    exact_in: str = "dossier.json"


def pdf(paper: Paper) -> bytes:
    """The document as a tagged PDF/UA-1 with bookmarks. The same paper gives the same bytes.

    Raises ValueError when `made_at` has no time zone, and as `typeset` does.
    """
    if paper.made_at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return typeset(json.dumps(_told(paper)), at=int(paper.made_at.timestamp()))


def shown(text: str) -> str:
    """A text as the paper shows it: signs that it has no picture for as their numbers, "⟨U+65E5 U+672C⟩"."""
    whole = unicodedata.normalize("NFC", text).translate(_LIGATURES).replace("\t", _TAB)
    return _NOT_SHOWN.sub(lambda signs: f"⟨{' '.join(f'U+{ord(one):04X}' for one in signs[0])}⟩", whole)


def _told(paper: Paper) -> Mapping[str, Any]:
    """The document as the template reads it."""
    told = {
        "title": shown(paper.title),
        "language": paper.language,
        "owner": shown(paper.owner),
        "about": shown(paper.about),
        "chapters": [_chapter(one) for one in paper.chapters],
    }
    return told | {"said": _said(paper, has_stand_ins="⟨" in json.dumps(told, ensure_ascii=False))}


def _said(paper: Paper, *, has_stand_ins: bool) -> Mapping[str, str]:
    """Our own words beside those of the paper, in its language."""
    with override(paper.language):
        moment = {"day": full_day(paper.made_at), "time": clock_time(paper.made_at)}
        said = {
            "made": gettext("Gemaakt op %(day)s, %(time)s") % moment,
            "page": gettext("Pagina {at} van {of}"),
            "contents": gettext("Inhoud"),
        }
        if has_stand_ins:
            said["stand-ins"] = gettext(
                "Een teken dat dit document niet kan tonen, staat er als zijn nummer in Unicode, bijvoorbeeld ⟨U+65E5⟩. "
                "De precieze tekst staat in %(file)s."
            ) % {"file": paper.exact_in}
    return said


def _chapter(chapter: Chapter) -> Mapping[str, Any]:
    return {
        "title": shown(chapter.title),
        "parts": [_part(one) for one in chapter.blocks],
        "chapters": [_chapter(one) for one in chapter.chapters],
    }


def _part(block: Block) -> Mapping[str, Any]:
    match block:
        case Facts(rows):
            return {"kind": "facts", "rows": _terms(rows)}
        case Card(title, rows):
            return {"kind": "card", "title": shown(title), "rows": _terms(rows)}
        case Text(text):
            return {"kind": "text", "text": _paragraphs(text)}
        case Entry(who, when, what, text):
            head = {"who": shown(who), "when": shown(when), "what": shown(what)}
            return {"kind": "entry", **head, "text": _paragraphs(text)}
        case Command(text):
            return {"kind": "command", "text": shown(text)}
        case Table(caption, head, rows):
            told = [[_paragraphs(cell) for cell in row] for row in rows]
            heads = [shown(one) for one in head]
            return {"kind": "table", "caption": shown(caption), "head": heads, "rows": told}


def _terms(rows: tuple[tuple[str, str], ...]) -> list[Mapping[str, Any]]:
    return [{"term": shown(term), "value": _paragraphs(value)} for term, value in rows]


def _paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [[shown(line) for line in paragraph.split("\n")] for paragraph in _EMPTY_LINE.split(lines)]
