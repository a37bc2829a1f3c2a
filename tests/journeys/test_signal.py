"""What a manager hears: three lines on a telephone, looked at again and passed on; what is left lying the desk reads (R16)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from tests.journeys.test_all_of_wrongdoing import come_back, day, fill_day, press
from tests.journeys.test_handle import check, sign_in
from tests.people import make_tenant

from weerbaar.config.demo import TOWN
from weerbaar.intake.jobs import knock_for_signals

HEARD = "In de pauze wordt iemand uitgelachen om hoe die praat."
AGREED = "Ik praat deze week met het team."


def _three_lines(page, *, heard: str, look_on: date, who: str = "") -> None:
    page.get_by_role("link", name="Schrijf op wat je hoorde").first.click()
    page.get_by_label("Wat hoorde je?").fill(heard)
    page.get_by_label("Wat spraken jullie af?").fill(AGREED)
    fill_day(page, look_on)
    page.locator("input[name=kind][value=conduct]").check()
    page.get_by_label("Over wie gaat het?", exact=False).fill(who)


@pytest.mark.req("R16")
def test_a_manager_writes_looks_again_and_passes_on(browse, moved, picture):  # noqa: PLR0915 - two weeks, told in one piece
    town = make_tenant(cast=TOWN)
    root = f"{moved.office}/{town.tenant.slug}"
    samira, fatima, noor = browse("telephone"), browse("desk"), browse("telephone")
    with moved.at(day(3, 2)):
        sign_in(samira, moved.office, town, "Samira")
        samira.goto(f"{root}/signalen/")
        expect(samira.get_by_text("Er loopt geen signaal")).to_be_visible()
        check(samira)
        _three_lines(samira, heard=HEARD, look_on=date(2026, 3, 16), who="Joris van Dam")
        check(samira)
        picture(samira, "signaal-390", "main h1", "[name=look_on_year]")
        readers = samira.get_by_role("region", name="Wie dit bij het meldpunt kan lezen")
        expect(readers).to_contain_text("Joris van Dam")
        press(samira, "Bewaar dit signaal")
        # Whom it is about would have read it. Nothing is kept before the manager saw who reads it now.
        expect(samira.get_by_role("alert")).to_contain_text("Dit leest nu niet: Joris van Dam.")
        expect(readers).not_to_contain_text("Joris van Dam")
        expect(readers).to_contain_text("Marit Hoekstra")
        picture(samira, "signaal-lezers-390", "#lezers >> xpath=..")
        press(samira, "Bewaar dit signaal")
        expect(samira.get_by_text("Kijk weer op")).to_be_visible()
        _three_lines(samira, heard="Er verdwijnt kleingeld.", look_on=date(2026, 3, 9))
        press(samira, "Bewaar dit signaal")
        expect(samira.get_by_text("Kijk weer op")).to_have_count(2)

    with moved.at(day(3, 16)):
        knock_for_signals(town.tenant.id)
        sign_in(samira, moved.office, town, "Samira")
        samira.goto(f"{root}/signalen/")
        expect(samira.get_by_text("Te laat: het moest")).to_have_count(2)
        check(samira)
        picture(samira, "signalen-390", "main h1", "main ul")

        # The one of which the day is five days over waits for the desk too. Whom the other is about sees nothing of either.
        sign_in(fatima, moved.office, town, "Fatima")
        fatima.goto(f"{root}/signalen/")
        expect(fatima.get_by_text("Van Samira Bouzid. Niet op tijd bekeken.")).to_have_count(1)
        check(fatima)
        picture(fatima, "signaal-meldpunt-1280", "main h1", "main ul")

        samira.get_by_role("link", name="Lees dit signaal").first.click()
        samira.get_by_role("link", name="Kijk later nog eens").click()
        fill_day(samira, date(2026, 3, 16) + timedelta(days=14))
        samira.get_by_label("Wat spraken jullie nu af?").fill("Wij tellen de kas met zijn tweeën.")
        press(samira, "Bewaar de nieuwe dag")
        expect(samira.get_by_text("Wij tellen de kas met zijn tweeën.")).to_be_visible()
        # What the desk was told of it goes on seeing: else it could be put off for ever.
        fatima.goto(f"{root}/signalen/")
        expect(fatima.get_by_text("Van Samira Bouzid. Niet op tijd bekeken.")).to_have_count(1)

        samira.goto(f"{root}/signalen/")
        samira.get_by_role("link", name="Lees dit signaal").first.click()
        expect(samira.get_by_text(HEARD)).to_be_visible()
        samira.get_by_role("link", name="Geef het door als melding").click()
        check(samira)
        picture(samira, "signaal-doorgeven-390", "main h1", "main form")
        press(samira, "Geef het door")
        samira.locator("ol.wb-words li").last.wait_for()
        words = " ".join(samira.locator("ol.wb-words li").all_inner_texts())
        check(samira)
        press(samira, "Ik heb de woorden")
        expect(samira.get_by_text("Doorgegeven")).to_be_visible()
        come_back(noor, moved.reporter, town, words)
        expect(noor.get_by_role("heading", level=1)).to_have_text("Je melding is binnen")
