"""An answer to a reporter without the web: printed as a letter, noted as sent, and to nobody else (R6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.filed import file_report
from tests.people import Town, make_tenant
from tests.web.office.intake.test_entering import Desk, case_of
from tests.web.office.test_every_page import enter

from weerbaar.audit.models import Line
from weerbaar.cases.actions import acknowledge
from weerbaar.cases.models import Case, Message
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

BODY = "Wij lezen je brief deze week en bellen je daarna."


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def fatima(town: Town) -> Desk:
    return Desk(town, "Fatima")


def answered(town: Town, case: Case) -> str:
    """The address of the letter with the first message of the desk."""
    acknowledge(town["Fatima"].opened, code=case.code, body=BODY)
    with tenant_scope(town.tenant.id):
        (message,) = Message.objects.filter(case=case, from_reporter=False, kind="acknowledgement")
    return f"zaken/{case.code}/bericht/{message.id}/"


def day(when):
    return {
        "posted_on_day": str(when.day),
        "posted_on_month": str(when.month),
        "posted_on_year": str(when.year),
    }


@pytest.mark.req("R6")
def test_an_answer_is_printed_and_noted_as_sent(town, fatima):
    case = case_of(town, fatima.entered("post"))
    url = answered(town, case)
    page = fatima.get(f"zaken/{case.code}/")
    assert "Brief, ingevoerd door Fatima el Amrani" in page
    assert "Druk af als brief" in page
    letter = fatima.get(f"{url}brief/")
    assert BODY in letter
    assert "met je acht woorden" in letter
    paper = letter.partition("Datum:")[2]
    # What goes into an envelope names no desk, no case and nobody who works here.
    for told in (case.code, town.desk.name, "Fatima"):
        assert told not in paper.partition("Alles wat je opent")[0]
    fatima.post(f"{url}verstuurd/", day(clock.today()))
    assert "Op papier verstuurd op" in fatima.get(f"zaken/{case.code}/")
    with tenant_scope(town.tenant.id):
        verbs = set(Line.objects.filter(subject_id=case.id).values_list("verb", flat=True))
    assert {"case.print_reply", "case.post_reply"} <= verbs


@pytest.mark.req("R6")
def test_a_letter_to_who_has_no_words_speaks_of_none(town, fatima):
    case = case_of(town, fatima.entered("post"))
    fatima.post("binnen/woorden/niet/", {"reason": "De brief heeft geen afzender."})
    letter = fatima.get(f"{answered(town, case)}brief/")
    assert BODY in letter
    assert "acht woorden" not in letter.partition("Datum:")[2]
    assert "Dat kan telefonisch" in letter


@pytest.mark.req("R6")
@pytest.mark.parametrize("days", [1, -1])
def test_a_day_on_which_it_cannot_have_gone_is_refused(town, fatima, days):
    case = case_of(town, fatima.entered("post"))
    url = answered(town, case)
    fatima.post(f"{url}verstuurd/", day(clock.today() + timedelta(days=days)))
    assert fatima.page.status_code == 200
    with tenant_scope(town.tenant.id):
        assert not Message.objects.filter(case=case, posted_on__isnull=False).exists()


def test_nobody_else_prints_it_and_a_report_of_the_web_has_no_letters(town, fatima):
    case = case_of(town, fatima.entered("post"))
    url = answered(town, case)
    for one in ("Hassan", "Samira", "Wietske"):
        for page in ("brief/", "verstuurd/"):
            assert enter(town, one).get(f"/{town.tenant.slug}/{url}{page}").status_code == 404
    filed = file_report(town)
    url = answered(town, filed.case)
    assert "Druk af als brief" not in fatima.get(f"zaken/{filed.code}/")
    fatima.get(f"{url}brief/")
    assert fatima.page.status_code == 404
