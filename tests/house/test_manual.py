"""The manual says what the pages say: what a reader is told to choose is there in those words, and each chapter is found.

That its pictures are made by journeys and its links lead somewhere stands in `test_docs.py`, with the other documents.
"""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from tests.house.source import ROOT

CHAPTERS = sorted(one for one in (ROOT / "docs/manual").glob("*.md") if one.name != "README.md")
# "Kies", and all that is bold up to the end of that sentence: those are words on a button, a link or a heading.
CHOOSE = re.compile(r"\b[Kk]ies\b(?:\*\*[^*]+\*\*|[^.!?:;*])*")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
GAP = re.compile(r"%\(\w+\)[sd]|%%")


@pytest.fixture(scope="module")
def on_the_pages() -> list[re.Pattern[str]]:
    """Every Dutch sentence that a page can show, with room for what is filled in."""
    shown: set[str] = set()
    for path in ROOT.glob("src/**/locale/en/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                shown.update([message.id] if isinstance(message.id, str) else message.id)
    parts = [GAP.split(" ".join(one.split())) for one in shown if one]
    return [re.compile(".+".join(re.escape(part) for part in one)) for one in parts]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_reader_is_told_to_choose_stands_on_a_page(path, on_the_pages):
    told = [
        " ".join(one.split()) for found in CHOOSE.findall(path.read_text()) for one in BOLD.findall(found)
    ]
    assert [one for one in told if not any(page.fullmatch(one) for page in on_the_pages)] == []


def test_each_chapter_stands_in_the_list():
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs/manual/README.md").read_text())
    assert sorted(listed) == [one.name for one in CHAPTERS]
