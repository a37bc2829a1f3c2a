"""The lines on the page of a case of what is not there yet: each says how it begins, or why it cannot."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


def lines(desk, filed) -> dict[str, lxml.html.HtmlElement]:
    """The lines by the place of the section that each stands for."""
    page = lxml.html.fromstring(desk.get(f"zaken/{filed.code}/").content.decode())
    found = page.xpath("//section[@aria-labelledby='nog-niets']//li")
    return {one.get("id"): one for one in found}


def said(line) -> str:
    return " ".join(line.text_content().split())


@pytest.mark.parametrize("stage", ["acknowledged", "assessed", "decided", "answered", "closed"])
def test_each_line_says_how_it_begins_or_why_it_cannot(town, fatima, stage):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, stage)
    for line in lines(fatima, filed).values():
        name = said(line.xpath(".//b")[0])
        assert line.xpath(".//a[@href]") or said(line).removeprefix(name).strip(), name


def test_once_it_is_known_what_came_out_no_measure_begins_and_what_was_learned_does(town, fatima):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "decided")
    there = lines(fatima, filed)
    assert "Een maatregel stel je voor vóór de uitkomst." in said(there["maatregelen"])
    assert "Schrijf op wat jullie leerden" in said(there["lessen"])
    assert "Schrijf op wat jullie leerden" not in said(there["voorgelegd"])
