"""What the tests of the look share: compiled English, and a page in a real browser without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import trans_real

import weerbaar.web.design

if TYPE_CHECKING:
    pass

HERE = Path(weerbaar.web.design.__file__).parent


@pytest.fixture(scope="session", autouse=True)
def english() -> None:
    """The English of this room as it stands in the source, compiled."""
    source = HERE / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(text, locale="en"))
    trans_real._translations.clear()
