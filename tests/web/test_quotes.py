"""What the office tells of what a reporter read is what stands on the reporter's page, word for word."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from babel.messages.pofile import read_po

CATALOGUE = "locale/en/LC_MESSAGES/django.po"
_QUOTES = ("Dit is van de melder, of dat kan zo zijn.", "Een melder die een origineel stuurt, leest eerst:")


def _english(room: str) -> dict[str, str]:
    with (resources.files(f"weerbaar.web.{room}") / CATALOGUE).open("rb") as catalogue:
        return {str(one.id): str(one.string) for one in read_po(catalogue)}


@pytest.mark.req("C14", "R11")
@pytest.mark.parametrize("begins", _QUOTES)
def test_the_desk_reads_of_an_original_what_its_reporter_read(begins: str) -> None:
    page = resources.files("weerbaar.web.reporter") / "templates/reporter/as_it_came.html"
    [read] = re.findall(r'translate "(.*?)" ', page.read_text())
    [told] = [one for one in _english("office.cases").items() if one[0].startswith(begins)]
    for said, there in zip(told, (read, _english("reporter")[read]), strict=True):
        [quote] = re.findall("‘(.*)’", said)
        assert quote in there
