"""What a message of mail holds: who says they sent it, when, the text, and what hangs on it. Pure; bytes in, values out.

Whoever wrote it may mean harm, so nothing in it is believed: the sender is what the message says, and no more. It is
taken apart here in bytes, with a limit on everything that can be many: the standard library makes all parts before it counts
one, and reads addresses in a time that grows with the square of their number. It reads the headers, once they are short.
"""

from __future__ import annotations

import codecs
import html
import re
from binascii import Error as NotBase64Error
from binascii import a2b_base64, a2b_qp
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import TYPE_CHECKING

from weerbaar.intake.questions import STORY_LIMIT, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

MOST_ATTACHMENTS = 50
MOST_HEADER_BYTES = 64 * 1024
"""Of all headers of a message together, those of its parts among them."""
LONGEST_HEADER = 8 * 1024
MOST_PARTS = 200
DEEPEST = 10
_LONGEST_TEXT = 1024 * 1024  # bytes that are read for the text; a story is far shorter
_LONGEST_LINE = 300
_ON_A_LINE_OF_ITS_OWN = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})
_SLOW = {"idna", "punycode"}  # made for one name; the time of a text grows with its square
_TEXTS = ("text/plain", "text/html")


class TooMuchError(Exception):
    """There is more of something in a message than anybody sends who means no harm."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that hangs on a message, under the name that it gives itself."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as a person reads it. `is_broken` when it cannot be taken apart: then there is only what came.

    `is_cut`: the text is longer than a story may be. `left_out` is how many attachments there are above the limit.
    """

    sender: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    sent: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    left_out: int = 0
    is_cut: bool = False
    is_broken: bool = False


def letter_of(raw: bytes) -> Letter:
    """What stands in a message. Never raises: what cannot be taken apart is kept and handed over as it came."""
    try:
        return _letter(raw)
    except Exception:  # noqa: BLE001 - a parser that meets what was made to break it may raise anything
        return Letter(is_broken=True)


def _letter(raw: bytes) -> Letter:
    apart = _Apart(raw)
    head, under = apart.part(0, len(raw))
    leaves = list(apart.leaves(head, under, len(raw)))
    told = _told(leaves)
    text = tidy(_text(told)) if told else ""
    hung = [
        _attachment(one, number)
        for number, one in enumerate((one for one in leaves if _hangs(one, told)), start=1)
    ]
    kept = [one for one in hung if one.content]
    return Letter(
        sender=_on_one_line(_header(head, "From")),
        address=_address(head),
        subject=_on_one_line(_header(head, "Subject")),
        sent=_on_one_line(_header(head, "Date")),
        text=text[:STORY_LIMIT],
        attachments=tuple(kept[:MOST_ATTACHMENTS]),
        left_out=max(0, len(kept) - MOST_ATTACHMENTS),
        is_cut=len(text) > STORY_LIMIT or (told is not None and len(told.body) > _LONGEST_TEXT),
    )


# --- taking apart ---


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part that holds no other parts. `is_choice`: it is one of several ways to say the same."""

    head: Message
    body: bytes
    is_choice: bool


class _Apart:
    """Takes a message apart and counts what it meets. Every step raises TooMuchError above a limit.

    A part is a stretch of the message and no copy of it: a part within a part within a part would be copied each time.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._header_bytes = 0
        self._parts = 0

    def part(self, start: int, end: int) -> tuple[Message, int]:
        """The headers of the message or part that stands here, and where what stands under them begins."""
        self._parts += 1
        under = _end_of_headers(self._raw, start, end)
        self._header_bytes += under - start
        if self._parts > MOST_PARTS or self._header_bytes > MOST_HEADER_BYTES:
            raise TooMuchError
        top = self._raw[start:under]
        head = BytesHeaderParser().parsebytes(top)
        if any(len(str(value)) > LONGEST_HEADER for _name, value in head.raw_items()):
            raise TooMuchError
        # From the first line that is no header on, it is text.
        text = str(head.get_payload()).encode("utf-8", "surrogateescape")
        if text and top.endswith(text):
            return head, under - len(text)
        under += self._raw.startswith(b"\r", under, end)
        return head, under + self._raw.startswith(b"\n", under, end)

    def leaves(
        self, head: Message, start: int, end: int, *, depth: int = 0, is_choice: bool = False
    ) -> Iterator[_Leaf]:
        """What a part holds, in the order in which it stands there; a message within it stays whole."""
        boundary = head.get_boundary() if head.get_content_maintype() == "multipart" else None
        if not boundary:
            yield _Leaf(head, self._raw[start:end], is_choice)
            return
        if depth == DEEPEST:
            raise TooMuchError
        is_choice = is_choice or head.get_content_subtype() == "alternative"
        line = b"\n--" + boundary.encode("utf-8", "surrogateescape")
        for begins, ends in _between(self._raw, start, end, line):
            inner, under = self.part(begins, ends)
            yield from self.leaves(inner, under, ends, depth=depth + 1, is_choice=is_choice)


def _end_of_headers(raw: bytes, start: int, end: int) -> int:
    """Where the first empty line of a part begins. Raises TooMuchError when it is too far."""
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return start
    within = min(end, start + MOST_HEADER_BYTES)
    found = [at + 1 for line in (b"\n\n", b"\n\r\n") if (at := raw.find(line, start, within)) >= 0]
    if not found and within < end:
        raise TooMuchError
    return min(found, default=end)


def _between(raw: bytes, first: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where it begins and ends what stands between the lines with a boundary; after the last line there is nothing more."""
    # The first line of all has no line before it that ends.
    at = first - 1 if raw.startswith(boundary[1:], first, end) else _found(raw, boundary, first, end)
    start, looked = -1, 0
    while at is not None:
        looked += 1
        if looked > 2 * MOST_PARTS:
            raise TooMuchError
        after = at + len(boundary)
        stop = raw.find(b"\n", after, end)
        rest = raw[after : min(end if stop < 0 else stop, after + _LONGEST_LINE)].strip()
        if rest in {b"", b"--"}:
            if start >= 0:
                yield start, max(start, at - raw.endswith(b"\r", start, at))
            start = stop + 1 if stop >= 0 and not rest else -1
            if rest:
                return
        at = _found(raw, boundary, after, end)
    if start >= 0:
        yield start, end


def _found(raw: bytes, what: bytes, start: int, end: int) -> int | None:
    at = raw.find(what, start, end)
    return at if at >= 0 else None


# --- reading ---


def _told(leaves: list[_Leaf]) -> _Leaf | None:
    """The part with what the sender wrote: as plain text where there is any, else as a page."""
    for kind in _TEXTS:
        for one in leaves:
            if one.head.get_content_type() == kind and not _is_attached(one):
                return one
    return None


def _hangs(leaf: _Leaf, told: _Leaf | None) -> bool:
    """Whether a part hangs on the message: not its text, nor the same text said in another way."""
    if leaf is told:
        return False
    return _is_attached(leaf) or not leaf.is_choice or leaf.head.get_content_type() not in _TEXTS


def _is_attached(leaf: _Leaf) -> bool:
    return leaf.head.get_content_disposition() == "attachment"


def _header(head: Message, name: str) -> str:
    for key, value in head.raw_items():
        if key.lower() == name.lower():
            return _decoded_words(str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return ""


def _decoded_words(text: str) -> str:
    """A header without the signs in which it travels (RFC 2047); as it came when those are wrong."""
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError):
        return text


def _on_one_line(text: str) -> str:
    return " ".join(tidy(text).split())[:_LONGEST_LINE]


def _address(head: Message) -> str:
    """Where an answer would go, when the message names one place."""
    found = getaddresses([_header(head, "Reply-To") or _header(head, "From")])
    return _on_one_line(found[0][1]) if len(found) == 1 else ""


def _text(leaf: _Leaf) -> str:
    # Where it is cut is no concern of the decoders: they leave out what they cannot read.
    content = _content(leaf.head, leaf.body[:_LONGEST_TEXT])
    charset = leaf.head.get_content_charset() or "utf-8"
    try:
        said = content.decode("latin-1" if codecs.lookup(charset).name in _SLOW else charset, "replace")
    except LookupError:  # a character set that nobody knows
        said = content.decode("latin-1")
    return _without_tags(said) if leaf.head.get_content_subtype() == "html" else said


def _content(head: Message, body: bytes) -> bytes:
    encoding = str(head.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return a2b_qp(body)
    if encoding != "base64":
        return body
    for padding in (b"", b"=", b"=="):
        try:
            return a2b_base64(body + padding)
        except NotBase64Error:
            continue
    return body


def _without_tags(page: str) -> str:
    """The text of a page. Each step looks further than the one before it, so the time grows with the length alone: the
    parser of the standard library takes the square of it for what is not closed, and those in C hold no strangers' bytes
    in a process that holds keys. Where an end is missing, what follows is read as text: nothing that was said is lost.
    """
    said: list[str] = []
    missing: set[str] = set()
    at = 0
    while (opens := page.find("<", at)) >= 0:
        if opens > at:
            said.append(page[at:opens])
        tag = _TAG.match(page, opens)
        if tag is None:
            said.append("<")
            at = opens + 1
            continue
        at = _after_comment(page, opens, missing) or _after_tag(page, tag.end(), missing)
        if not at:
            at = opens
            break
        name = (tag["name"] or "").lower()
        is_end = bool(tag["end"])
        if name in _ON_A_LINE_OF_ITS_OWN and (is_end or name == "br" or (said and said[-1][-1] != "\n")):
            said.append("\n")
        if name in _NOT_SHOWN and not is_end:
            at = _after_not_shown(page, name, at, missing)
    said.append(page[at:])
    try:
        return html.unescape("".join(said))
    except ValueError:  # a number of thousands of digits
        return "".join(said)


_TAG = re.compile(r"<(?:(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})|[!?])")
_VALUE_OR_END = re.compile(r">|=\s*[\"']")


def _after_comment(page: str, opens: int, missing: set[str]) -> int:
    """Where a comment that begins here is over; 0 where none does, or it has no end. `missing` is what comes no more."""
    if "-->" in missing or not page.startswith("<!--", opens):
        return 0
    closes = page.find("-->", opens + 2)
    if closes < 0:
        missing.add("-->")
        return 0
    return closes + 3


def _after_tag(page: str, at: int, missing: set[str]) -> int:
    """Where a tag is over: a sign that ends it may stand in a value between quotes. 0 where it has no end."""
    begins = at
    while "quoted" not in missing:
        found = _VALUE_OR_END.search(page, at)
        if found is None:
            missing.add("quoted")
        elif found[0] == ">":
            return found.end()
        else:
            at = page.find(found[0][-1], found.end()) + 1
            if not at:
                missing.add("quoted")
    return page.find(">", begins) + 1


def _after_not_shown(page: str, name: str, at: int, missing: set[str]) -> int:
    """Where begins what ends an element of which nothing is shown; `at` itself where it has no end."""
    if name in missing:
        return at
    found = _NOT_SHOWN[name].search(page, at)
    if found is None:
        missing.add(name)
        return at
    return found.start()


_NOT_SHOWN = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "head", "title")
}


def _attachment(leaf: _Leaf, number: int) -> Attachment:
    is_message = leaf.head.get_content_maintype() == "message"
    name = _on_one_line(_decoded_words(leaf.head.get_filename() or ""))
    return Attachment(
        name or (f"bericht-{number}.eml" if is_message else f"bijlage-{number}"),
        _content(leaf.head, leaf.body),
    )
