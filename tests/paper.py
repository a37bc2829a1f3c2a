"""What stands on paper: the words of a page as a browser prints it, read back from the PDF."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from playwright.sync_api import Page

_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_SHOWS = {"Tj", "TJ", "'", '"'}


def printed(page: Page) -> str:
    """The words of a page on paper, in the order of the PDF, without spaces: where a line breaks says nothing."""
    with pikepdf.open(io.BytesIO(page.pdf(format="A4"))) as document:
        return "".join(_words(one) for one in document.pages)


def bare(text: str) -> str:
    """A sentence as it is found in what `printed` gives."""
    return re.sub(r"\s+", "", text)


def _words(sheet: Any) -> str:
    """The words of a sheet, or of a part of it that is drawn as one thing."""
    held: Any = getattr(sheet, "obj", sheet).get("/Resources", {})
    fonts = {name: _letters(font) for name, font in held.get("/Font", {}).items()}
    parts = dict(held.get("/XObject", {}).items())
    letters: dict[bytes, str] = {}
    said = []
    for operands, operator in pikepdf.parse_content_stream(sheet):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) == "Do" and parts[str(operands[0])].get("/Subtype") == "/Form":
            said.append(_words(parts[str(operands[0])]))
        elif str(operator) in _SHOWS:
            shown: Any = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
            said += [_said(bytes(one), letters) for one in shown if isinstance(one, pikepdf.String)]
    return bare("".join(said))


def _said(codes: bytes, letters: dict[bytes, str]) -> str:
    wide = len(next(iter(letters), b" "))
    return "".join(letters.get(codes[place : place + wide], "") for place in range(0, len(codes), wide))


def _letters(font: Any) -> dict[bytes, str]:
    """Which letter each glyph is, by the table that the browser writes beside a font. A code is one byte or two."""
    found: dict[bytes, str] = {}
    table = bytes(font["/ToUnicode"].read_bytes())
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        codes = _HEX.findall(block)
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            found[_bytes(code)] = _text(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for line in block.strip().splitlines():
            first, last, *texts = _HEX.findall(line)
            for number, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                text = _text(texts[number]) if len(texts) > 1 else chr(int(texts[0], 16) + number)
                found[code.to_bytes(len(first) // 2, "big")] = text
    return found


def _bytes(code: bytes) -> bytes:
    return bytes.fromhex(code.decode())


def _text(code: bytes) -> str:
    return _bytes(code).decode("utf-16-be")
