"""A reporter lets in a lawyer with eight words of their own, and takes them back; on two telephones (R19)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.filed import STORY, file_report
from tests.journeys.test_all_of_wrongdoing import come_back, press
from tests.journeys.test_handle import check
from tests.people import make_tenant

from weerbaar.cases import actions


@pytest.mark.req("R19")
def test_a_lawyer_reads_along_and_writes_until_it_is_taken_back(browse, faces, picture):
    town = make_tenant()
    filed = file_report(town, name="Noor Visser")
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    noor, lawyer = browse("telephone"), browse("telephone", script=False)
    come_back(noor, faces.reporter, town, filed.words)
    noor.get_by_role("link", name="Iemand laten meelezen").click()
    check(noor)
    noor.get_by_role("link", name="Laat iemand toe").click()
    noor.locator("input[name=role][value=lawyer]").check()
    noor.get_by_label("Hoe noem je deze persoon?").fill("Mijn advocaat")
    noor.locator("input[name=may][value=both]").check()
    noor.locator("input[name=until][value=month]").check()
    check(noor)
    picture(noor, "laat-meelezen-390", "main h1", "fieldset:has([name=may])")
    press(noor, "Laat deze persoon toe")
    noor.locator("ol.wb-words li").last.wait_for()
    words = " ".join(noor.locator("ol.wb-words li").all_inner_texts())
    picture(noor, "woorden-doorgeven-390", "main h1", "ol.wb-words")
    press(noor, "De woorden staan op papier")
    noor.get_by_role("link", name="Iemand laten meelezen").click()
    expect(noor.get_by_text("Mijn advocaat")).to_be_visible()
    check(noor)

    come_back(lawyer, faces.reporter, town, words)
    expect(lawyer.get_by_text("Berichten met wie de zaak behandelt")).to_be_visible()
    picture(lawyer, "advocaat-390", "main h1", "aside section >> nth=0")
    lawyer.get_by_role("link", name="Lees de melding").click()
    expect(lawyer.get_by_text(STORY)).to_be_visible()
    expect(lawyer.get_by_text("Noor Visser")).to_have_count(0)
    lawyer.locator("textarea[name=body]").fill("Mijn cliënt wil eerst weten wie dit leest.")
    press(lawyer, "Verstuur namens de melder")
    expect(lawyer.get_by_text("Mijn cliënt wil eerst weten wie dit leest.")).to_be_visible()

    noor.get_by_role("link", name="Laat deze persoon niet meer meelezen").click()
    check(noor)
    press(noor, "Trek de woorden in")
    expect(noor.get_by_text("De woorden van deze persoon werken niet meer.")).to_be_visible()
    lawyer.reload()
    expect(lawyer.get_by_text(STORY)).to_have_count(0)
    come_back(lawyer, faces.reporter, town, words)
    expect(lawyer.get_by_role("alert")).to_be_visible()
