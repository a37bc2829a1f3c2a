"""Setting a document in a process of its own, which can open nothing and is gone afterwards, with what it read.

The typesetter keeps what it set in memory, for a next time that looks like it: in a program that runs for weeks, the
text of one file would lie there beside all others. So each document gets a process that ends. It has read the template
and its fonts before it gets to see a word; then its doors close, and it can reach no file, no network and no program.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import cast

from weerbaar.vault.washing.lockdown import close_doors, limit

PAPER = Path(__file__).parent / "typst" / "paper.typ"
_SOURCE_ROOT = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from weerbaar.web.design.typesetter import main; main()"
)
_MEMORY_BYTES = 4 * 1024**3
_SECONDS = 120
_PDF_BYTES = 1024**3


def typeset(data: str, *, at: int, template: Path = PAPER) -> bytes:
    """A tagged PDF/UA-1. `data`: what the template reads, as JSON. `at`: seconds since 1970, for the date within it.

    Raises ValueError when it cannot be set in two minutes or in 4 GB, and when a sign is not in the fonts. What the
    typesetter says of it may hold words of the document, and goes nowhere.
    """
    command = [sys.executable, "-I", "-B", "-c", _START, _SOURCE_ROOT, str(template), str(at)]
    try:
        done = subprocess.run(
            command,
            input=data.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        done = None
    # What it carries holds the document: no error of ours may have it for a cause.
    if done is None or done.returncode != 0:
        raise ValueError("This paper cannot be set.")
    return done.stdout


def main() -> None:
    """The process itself: data in, a PDF out, and no word about what went wrong."""
    import typst  # not in the program that asks: what it holds would stay there

    template, at = Path(sys.argv[2]), int(sys.argv[3])
    # Only the fonts that come with the typesetter, so that a paper looks the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False)
    source, compiler = template.read_bytes(), typst.Compiler(root=template.parent, font_paths=fonts)
    # Its threads begin with the first document: later none can.
    compiler.compile(b"")
    limit(_MEMORY_BYTES, _SECONDS, _PDF_BYTES)
    close_doors()
    data = sys.stdin.buffer.read().decode()
    made = compiler.compile(source, sys_inputs={"data": data}, pdf_standards=["ua-1"], timestamp=at)
    sys.stdout.buffer.write(cast("bytes", made))
