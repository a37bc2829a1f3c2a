"""Advising an employer outside, over HTTP: the letter, its print, the answer; and whoever has no such page."""

from __future__ import annotations

import pytest
from tests.cases.test_advising import employ, ready
from tests.filed import Filed, bring, file_report
from tests.people import Town, make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, words

from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.ground import clock


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture
def filed(town: Town) -> Filed:
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    employ(town, filed, "hired")
    return filed


@pytest.mark.req("C7")
@pytest.mark.req("C15")
def test_an_employer_outside_is_advised_and_answers(town: Town, filed: Filed) -> None:
    fatima, joris, marit = Desk(town, "Fatima"), Desk(town, "Joris"), Desk(town, "Marit")
    measure_id = ready(town, filed)
    root = f"zaken/{filed.code}/"
    at = f"{root}maatregel/{measure_id}/"
    case = fatima.text(root)
    assert "Adviseer de werkgever" in case
    assert "Leg de maatregel voor" not in case
    assert "werkgever van buiten" in fatima.text(f"{root}voorleggen/?maatregel={measure_id}")
    form = fatima.text(f"{at}adviseren/")
    assert "Weerbaar verstuurt niets" in form
    assert "Welke maatregel adviseren wij u? Schriftelijke waarschuwing. Een brief." in form
    gap = {"receiver": "Bureau Helder Water", "text": "Waarom deze maatregel?\n\n"}
    assert "Onder ‘Waarom deze maatregel?’ staat nog niets." in words(fatima.post(f"{at}adviseren/", gap))
    wrong = words(fatima.post(f"{at}adviseren/", {"receiver": "", "text": "Onze brief", "parts": ["story"]}))
    assert "Schrijf op wie de werkgever is." in wrong
    assert "Kies iets uit de lijst." in wrong
    assert "Onze brief" in wrong
    letter = {"receiver": "Bureau Helder Water", "text": "Wij adviseren een waarschuwing."}
    named = letter | {"parts": ["check", "name"], "why_name": "Anders weten zij niet wie."}
    assert "Open eerst de namen" in words(fatima.post(f"{at}adviseren/", named))
    fatima.post(f"{root}namen/", REASON)
    answer = fatima.post(f"{at}adviseren/", named)
    assert answer.status_code == 302
    printed = fatima.text(f"{at}brief/")
    for part in ("Aan: Bureau Helder Water", "Bram Kuipers", "De juridische toets", "Het past."):
        assert part in printed
    assert "In het overleg maakt hij" not in printed
    shut = joris.text(f"{at}brief/")
    assert "Bram Kuipers" not in shut
    assert "de namen zijn nu dicht" in shut
    assert "Ligt bij de werkgever" in fatima.text(root)
    today = clock.today()
    day = {"day_day": today.day, "day_month": today.month, "day_year": today.year}
    assert "Maak een keuze." in words(joris.post(f"{at}antwoord/", {"said": "Doen wij.", **day}))
    given = {"follows": "yes", "said": "Doen wij.", **day}
    for page in ("adviseren", "brief", "antwoord"):
        assert marit.get(f"{at}{page}/").status_code == 404
    assert marit.post(f"{at}antwoord/", given).status_code == 404
    assert marit.post(f"{at}adviseren/", letter).status_code == 404
    assert joris.post(f"{at}antwoord/", given).status_code == 302
    case = fatima.text(root)
    assert "Volgt het advies. Doen wij." in case
    assert "legde vast wat een werkgever antwoordde" in case
    assert "ligt niet bij een werkgever" in fatima.text(f"{at}antwoord/")
    assert "Over deze maatregel is al besloten." in fatima.text(f"{at}adviseren/")
