"""The whole way of a report, page after page, in a browser without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reporter import Reporter


@pytest.mark.req("R1", "R5")
def test_a_report_is_sent_without_an_account_and_its_words_bring_one_back(noor: Reporter) -> None:
    noor.ready().send("melden/nakijken/")
    assert noor.path == "melden/woorden/"
    words = noor.words
    assert len(words) == 8

    noor.send("melden/woorden/", {"bewaard": "1"})
    assert noor.path == "melden/klaar/"

    noor.send("terug/", {"words": " ".join(words)})
    assert noor.path == "mijn-melding/"
    assert "Je melding is binnen" in noor.text
    assert "In het overleg maakt Bram" in noor.text
