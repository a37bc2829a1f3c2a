"""Whoever reported reads on their own page that their name must go along, and which of their files as they came (C14)."""

from __future__ import annotations

import pytest
from tests.cases.test_copies import CAME, ask, for_court, kept_file
from tests.filed import bring, file_report


@pytest.mark.req("C14")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nl",
            (
                "Jouw naam gaat mee",
                "foto.jpg (bestand 2 van jou, van 3 november 2026). De reden is: De dag is betwist.",
                "kunnen ook anderen in de rechtszaak lezen",
            ),
        ),
        (
            "en",
            (
                "Your name goes along",
                "foto.jpg (your file 2, of 3 November 2026). The reason is: De dag is betwist.",
                "others in the court case can read too",
            ),
        ),
    ],
)
def test_they_read_which_of_two_files_with_one_name_goes_and_why(browser_of, town, language, told):
    filed = file_report(town, name="Noor Visser", language=language)
    bring(town["Fatima"].opened, filed, "acknowledged")
    _stays, goes = (kept_file(town, filed, uploaded_at=CAME) for _each in range(2))
    ask(town, filed, wanted=for_court(filed, goes, why="De dag is betwist."))
    noor = browser_of(town, language)
    noor.send("terug/", {"words": filed.words})
    page = " ".join(noor.open("mijn-melding/").text.split())
    assert [one in page for one in told] == [True, True, True]
    assert "1 van jou" not in page
