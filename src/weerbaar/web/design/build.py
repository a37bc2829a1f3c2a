"""Makes the two style sheets that a page loads: `static/design/reporter.css` and `static/design/office.css`.

A sheet is the Utrecht parts, then the tokens, then every stylesheet of a part under `styles/`, joined and made
smaller. The result is committed, so that nothing has to be built where the product runs; a test says when it is
stale.
Run it with `python -m weerbaar.web.design.build`.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
STYLES = HERE / "styles"
SHEETS = HERE / "static" / "design"
FACES = ("reporter", "office")
_LAST = ("forced.css", "print.css")

_BANNER = (
    "/*! Weerbaar, EUPL-1.2. Holds the @utrecht CSS parts, EUPL-1.2, Copyright Frameless B.V. and Gemeente Utrecht. "
    "Noto Sans: OFL-1.1, see noto-sans.LICENSE.txt. */\n"
)
# A comment inside a string or a url() is no comment, so those are matched first and kept as they are.
_KEEP_OR_COMMENT = re.compile(
    r"(?P<keep>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^\"')]*\))|(?P<comment>/\*.*?\*/)", re.DOTALL
)
_STRING = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^\"')]*\))")
_TIGHT = re.compile(r"\s*([{};,])\s*")


def smaller(css: str) -> str:
    """The same rules without comments and needless space. Space around `:`, `+` and `>` carries meaning and stays."""
    bare = _KEEP_OR_COMMENT.sub(lambda found: found["keep"] or " ", css)
    pieces = _STRING.split(bare)
    for number in range(0, len(pieces), 2):
        pieces[number] = _TIGHT.sub(r"\1", re.sub(r"\s+", " ", pieces[number])).replace(";}", "}")
    return "".join(pieces).strip()


def sources(face: str) -> list[Path]:
    """The stylesheets of one face, as they stack: parts, tokens, shared, the face's own, forced colours, print."""
    own = [path for folder in ("shared", face) for path in sorted((STYLES / folder).glob("*.css"))]
    last = [path for name in _LAST for path in own if path.name == name]
    first = [STYLES / "shared" / "base.css", STYLES / "shared" / "layout.css"]
    rest = [path for path in own if path not in last and path not in first]
    return [*sorted((STYLES / "parts").glob("*.css")), STYLES / "tokens.css", *first, *rest, *last]


def sheet(face: str) -> str:
    """The text of one face's style sheet. `face` is "reporter" or "office"."""
    return _BANNER + "\n".join(smaller(path.read_text("utf-8")) for path in sources(face)) + "\n"


def write() -> None:
    """Write both sheets into `static/design/`."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        (SHEETS / f"{face}.css").write_text(sheet(face), "utf-8")


if __name__ == "__main__":
    write()
