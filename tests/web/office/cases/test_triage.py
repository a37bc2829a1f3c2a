"""The assessment over HTTP: what a report is, the questions about wrongdoing, duties, and "not here" (C3, C9, C17)."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from tests.filed import assessment, bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk

from weerbaar.cases import actions, triage
from weerbaar.cases.models import Case, Duty, Term
from weerbaar.cases.procedures import TermName, newest
from weerbaar.cases.wbk import Question
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

SOON = clock.today() + timedelta(days=9)
REASON = "De melder vertelt wat hij zelf zag. Dat past bij wat hier hoort."
ALL_YES = {f"wbk_{one}": "yes" for one in Question}
ALL_NO = {f"wbk_{one}": "no" for one in Question}
GIVEN = {
    "kind": "conduct",
    "typology": "OMG",
    "sphere": "social",
    "urgency": "soon",
    "criminal_report": "no",
    "accident_report": "no",
    "admission": "admitted",
    "reason": REASON,
}
ASKED = {
    "criminal_report": "unsure",
    "criminal_report_who": "De gemeentesecretaris",
    "criminal_report_day_day": str(SOON.day),
    "criminal_report_day_month": str(SOON.month),
    "criminal_report_day_year": str(SOON.year),
    "criminal_report_why": "Het lijkt op verduistering.",
}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    found = file_report(town, name="Noor Visser")
    actions.acknowledge(town["Fatima"].opened, code=found.code, body="Je melding is binnen.")
    return found


def case_of(filed) -> Case:
    with tenant_scope(filed.case.tenant_id):
        return Case.objects.get(id=filed.case.id)


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.content).text_content().split())


def errors_of(answer) -> dict[str, str]:
    """The lines of the summary: what they say, by the control that they lead to."""
    page = lxml.html.fromstring(answer.content)
    return {
        link.get("href", "").lstrip("#"): link.text_content().strip()
        for link in page.xpath("//a[starts-with(@href, '#id_')]")
    }


@pytest.mark.req("C3")
def test_a_report_is_assessed_and_the_file_says_how(town, fatima, filed):
    answer = fatima.post(f"zaken/{filed.code}/beoordelen/", GIVEN | ALL_YES)
    assert answer.status_code == 302
    case = case_of(filed)
    assert (case.stage, case.typology, case.sphere, case.urgency) == ("assessed", "OMG", "social", "soon")
    told = text_of(fatima.get(f"zaken/{filed.code}/"))
    for words in ("Ongewenste omgangsvormen", "Sociaal", "Binnen een paar dagen", "Hoort hier", REASON):
        assert words in told
    assert "Dit lijkt" not in told


@pytest.mark.req("C3")
@pytest.mark.parametrize(
    ("kind", "answers", "said"),
    [
        (
            "wrongdoing",
            ALL_YES,
            ("Dit lijkt op een vermoeden van een misstand.", "Weet de melder dit door het werk? Ja"),
        ),
        (
            "integrity",
            ALL_NO,
            ("Dit lijkt geen vermoeden van een misstand.", "Weet de melder dit door het werk? Nee"),
        ),
        (
            "wrongdoing",
            ALL_YES | {"wbk_work": "unknown"},
            ("kun je nog niet zeggen", "Weet de melder dit door het werk? Weet ik niet"),
        ),
    ],
)
def test_the_outcome_of_the_questions_is_explained(fatima, filed, kind, answers, said):
    answer = fatima.post(f"zaken/{filed.code}/beoordelen/", GIVEN | {"kind": kind} | answers)
    assert answer.status_code == 302
    told = text_of(fatima.get(f"zaken/{filed.code}/"))
    assert all(one in told for one in said)
    assert "Het is geen oordeel van een jurist." in told


@pytest.mark.req("C3")
@pytest.mark.parametrize(("kind", "answers"), [("wrongdoing", ALL_NO), ("integrity", ALL_YES)])
def test_a_kind_against_the_answers_is_asked_back_once_and_then_kept(fatima, filed, kind, answers):
    sent = GIVEN | {"kind": kind} | answers
    answer = fatima.post(f"zaken/{filed.code}/beoordelen/", sent)
    assert answer.status_code == 200
    assert list(errors_of(answer)) == ["id_kind_0"]
    assert "Dat komt door deze antwoorden:" in text_of(answer)
    assert case_of(filed).stage == "acknowledged"
    page = lxml.html.fromstring(answer.content)
    seen = page.xpath("//input[@name='seen']")[0].get("value")
    assert REASON in text_of(answer)
    assert fatima.post(f"zaken/{filed.code}/beoordelen/", sent | {"seen": seen}).status_code == 302
    assert case_of(filed).kind == kind


@pytest.mark.req("C3")
def test_another_kind_is_another_procedure_and_the_page_says_so_before(fatima, filed):
    page = text_of(fatima.get(f"zaken/{filed.code}/beoordelen/"))
    assert "Andere regels: ‘Vermoeden van een misstand’." in page
    assert "3 maanden na de bevestiging (Wet bescherming klokkenluiders)" in page
    assert "Zo staat de zaak nu." in page
    fatima.post(f"zaken/{filed.code}/beoordelen/", GIVEN | {"kind": "undermining"})
    case = case_of(filed)
    assert (case.procedure, case.procedure_version) == ("undermining", newest("undermining").version)
    with tenant_scope(case.tenant_id):
        running = set(Term.objects.filter(case=case, met_at=None).values_list("name", flat=True))
    assert running == {TermName.FEEDBACK}


@pytest.mark.req("C3")
def test_the_page_says_who_must_stay_out(fatima, filed):
    page = text_of(fatima.get(f"zaken/{filed.code}/beoordelen/"))
    assert "Wie moet erbuiten blijven?" in page
    assert "Bram Kuipers" in page


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": ""}, "id_kind_0"),
        ({"kind": "parking"}, "id_kind_0"),
        ({"typology": ""}, "id_typology_0"),
        ({"sphere": "both"}, "id_sphere_0"),
        ({"urgency": ""}, "id_urgency_0"),
        ({"admission": ""}, "id_admission_0"),
        ({"admission": "not_here"}, "id_route"),
        ({"admission": "not_here", "route": "  "}, "id_route"),
        ({"reason": ""}, "id_reason"),
        ({"reason": "a" * 2001}, "id_reason"),
        ({"criminal_report": ""}, "id_criminal_report_0"),
        (ASKED | {"criminal_report_who": ""}, "id_criminal_report_who"),
        (
            ASKED | {"criminal_report_day_day": "31", "criminal_report_day_month": "2"},
            "id_criminal_report_day_day",
        ),
        (ASKED | {"criminal_report_day_year": "2020"}, "id_criminal_report_day_day"),
        ({"accident_report": "yes", "accident_report_who": "HR"}, "id_accident_report_day_day"),
        ({"kind": "wrongdoing"} | ALL_YES | {"wbk_work": ""}, "id_wbk_work_0"),
        ({"kind": "integrity"} | ALL_NO | {"wbk_danger": "perhaps"}, "id_wbk_danger_0"),
    ],
)
def test_what_is_missing_stands_at_its_question_and_nothing_is_lost(fatima, filed, change, where):
    told = "Een lange reden die niet weg mag."
    answer = fatima.post(f"zaken/{filed.code}/beoordelen/", GIVEN | {"reason": told} | change)
    assert answer.status_code == 200
    assert where in errors_of(answer)
    page = lxml.html.fromstring(answer.content)
    assert page.xpath(f"//*[@id='{where}']")
    kept = page.xpath("//textarea[@name='reason']")[0].text.strip()
    assert kept == change.get("reason", told).strip()
    ids = [one.get("id") for one in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    names = [one.get("name") for one in page.xpath("//textarea | //input[@type='text']")]
    assert len(names) == len(set(names))
    assert case_of(filed).stage == "acknowledged"


# --- not here ---


@pytest.mark.req("C9")
def test_a_report_that_does_not_belong_here_goes_where_it_does(fatima, filed):
    code, route = filed.code, "De ombudsman: 0800 33 55 555. Dat kost niets."
    fatima.post(f"zaken/{code}/beoordelen/", GIVEN | {"admission": "not_here", "route": route})
    assert case_of(filed).stage == "acknowledged"
    assert route in text_of(fatima.get(f"zaken/{code}/"))
    again = fatima.get(f"zaken/{code}/beoordelen/")
    assert lxml.html.fromstring(again.content).xpath("//textarea[@name='route']")[0].text.strip() == route
    page = lxml.html.fromstring(fatima.get(f"zaken/{code}/elders/").content)
    letter = page.xpath("//textarea[@name='body']")[0].text.strip()
    assert letter.endswith(route)
    refused = fatima.post(f"zaken/{code}/elders/", {"body": letter})
    assert "staat nog niets" in text_of(refused)
    why = letter.replace("hierdoor:", "hierdoor:\nHet gaat niet over de gemeente.")
    assert fatima.post(f"zaken/{code}/elders/", {"body": why}).status_code == 302
    case = case_of(filed)
    assert (case.stage, case.admission) == ("answered", "not_here")
    with tenant_scope(case.tenant_id):
        assert not Term.objects.filter(case=case, met_at=None).exists()


@pytest.mark.req("C9")
def test_nobody_is_sent_elsewhere_before_it_was_assessed(fatima, filed):
    assert "Beoordeel eerst de melding." in text_of(fatima.get(f"zaken/{filed.code}/elders/"))
    assert fatima.post(f"zaken/{filed.code}/elders/", {"body": "Ga weg."}).status_code == 200
    assert case_of(filed).stage == "acknowledged"


# --- duties ---


def terms_of(desk: Desk, code: str) -> str:
    """What the card with the terms of a case says."""
    page = lxml.html.fromstring(desk.get(f"zaken/{code}/").content)
    (card,) = page.xpath("//section[@aria-labelledby='termijnen']")
    return " ".join(card.text_content().split())


def row_of(desk: Desk, code: str) -> str:
    """What the page of what is late and ends soon says of a case; empty when it is not there."""
    page = lxml.html.fromstring(desk.get("termijnen/").content)
    rows = page.xpath(f"//tr[.//a[contains(@href, '{code}')]]")
    return " ".join(" ".join(one.text_content() for one in rows).split())


@pytest.mark.req("C17")
def test_a_duty_is_asked_with_who_decides_and_by_when_and_settled_later(fatima, filed):
    code = filed.code
    assert fatima.post(f"zaken/{code}/beoordelen/", GIVEN | ASKED).status_code == 302
    told = text_of(fatima.get(f"zaken/{code}/"))
    assert "Wie besluit: De gemeentesecretaris" in told
    assert "Het lijkt op verduistering." in told
    # Its day runs among the terms, on the page of the case and on that of what ends soon.
    assert "Besluiten over aangifte" in terms_of(fatima, code)
    assert "Afgesproken bij de beoordeling" in terms_of(fatima, code)
    assert "Besluiten over aangifte" in row_of(fatima, code)
    page = fatima.get(f"zaken/{code}/plicht/criminal_report/")
    assert "Dit doet zelf geen aangifte" in text_of(page)
    empty = fatima.post(f"zaken/{code}/plicht/criminal_report/", {"what": " "})
    assert errors_of(empty) == {"id_what": "Schrijf op wat er is besloten of gedaan."}
    done = fatima.post(f"zaken/{code}/plicht/criminal_report/", {"what": "Aangifte gedaan op 3 december."})
    assert done.status_code == 302
    told = text_of(fatima.get(f"zaken/{code}/"))
    assert "Aangifte gedaan op 3 december." in told
    assert "Afgehandeld" in told
    assert "Besluiten over aangifteGedaan op" in terms_of(fatima, code)
    assert "Besluiten over aangifte" not in row_of(fatima, code)
    assert "hoeft niets meer" in text_of(fatima.get(f"zaken/{code}/plicht/criminal_report/"))
    again = fatima.post(f"zaken/{code}/plicht/criminal_report/", {"what": "Toch niet."})
    assert "hoeft niets meer" in text_of(again)
    with tenant_scope(filed.case.tenant_id):
        kept = Duty.objects.get(case=filed.case, name="criminal_report")
    assert b"verduistering" not in bytes(kept.sealed_detail)


@pytest.mark.req("C17")
def test_a_case_does_not_close_over_an_open_duty(town, fatima, filed):
    code = filed.code
    fatima.post(
        f"zaken/{code}/beoordelen/", GIVEN | ASKED | {"admission": "not_here", "route": "De politie."}
    )
    fatima.post(f"zaken/{code}/elders/", {"body": "Ga naar de politie."})
    fatima.post(f"zaken/{code}/sluiten/", {"reason": "Klaar."})
    assert case_of(filed).stage == "answered"
    assert "Leg eerst vast wat er is besloten over de aangifte" in text_of(
        fatima.get(f"zaken/{code}/sluiten/")
    )
    fatima.post(
        f"zaken/{code}/plicht/criminal_report/", {"what": "Geen aangifte, want het is niet strafbaar."}
    )
    fatima.post(f"zaken/{code}/sluiten/", {"reason": "Klaar."})
    assert case_of(filed).stage == "closed"


def test_what_was_settled_stays_when_the_report_is_assessed_again(fatima, filed):
    code = filed.code
    away = GIVEN | ASKED | {"admission": "not_here", "route": "De politie."}
    fatima.post(f"zaken/{code}/beoordelen/", away)
    fatima.post(f"zaken/{code}/plicht/criminal_report/", {"what": "Aangifte gedaan."})
    fatima.post(f"zaken/{code}/beoordelen/", away | {"admission": "admitted"})
    assert "Aangifte gedaan." in text_of(fatima.get(f"zaken/{code}/"))


def test_a_duty_that_is_no_duty_and_a_case_of_somebody_else_are_not_there(town, fatima, filed):
    assert fatima.get(f"zaken/{filed.code}/plicht/nothing/").status_code == 404
    bram = Desk(town, "Bram")
    for path in ("beoordelen", "plicht/criminal_report"):
        mine, nowhere = (bram.get(f"zaken/{code}/{path}/") for code in (filed.code, "W-niets-00"))
        assert (mine.status_code, nowhere.status_code) == (404, 404)
        assert bram.post(f"zaken/{filed.code}/{path}/", GIVEN | {"what": "x"}).status_code == 404
    assert case_of(filed).stage == "acknowledged"


# --- how the procedure runs ---


@pytest.mark.req("C1")
def test_the_case_page_shows_how_its_procedure_runs_and_where_it_is(fatima, filed):
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content)
    [drawing] = page.xpath("//*[local-name()='svg'][contains(@class, 'wb-drawing')]")
    assert drawing.get("role") == "img"
    words = " ".join(drawing.text_content().split())
    assert "Hier is de zaak nu" in words
    assert "De zaak is nu bij: Bevestigd." in words
    [fold] = page.xpath("//details[.//*[contains(@class, 'wb-drawing')]]")
    told = " ".join(fold.text_content().split())
    assert "Zo loopt deze procedure" in told
    assert "versie 2. Deze zaak houdt de versie waarmee hij begon." in told
    assert "De zaak is nu bij ‘Bevestigd’. Aan zet: de behandelaar." in told
    [now] = fold.xpath(".//li[@aria-current='step']")
    assert now.text_content().startswith("Bevestigd")
    assert "Beoordeel de melding: naar ‘Beoordeeld’." in now.text_content()
    assert "uiterlijk" in now.text_content()


@pytest.mark.req("C1")
def test_a_step_that_was_passed_by_is_not_called_done(town, fatima, filed):
    bring(town["Fatima"].opened, filed, "answered")
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content)
    [fold] = page.xpath("//details[.//*[contains(@class, 'wb-drawing')]]")
    told = [" ".join(one.text_content().split()) for one in fold.xpath(".//ol/li")]
    assert told[:5] == [
        "Binnen (klaar)",
        "Bevestigd (klaar)",
        "Beoordeeld (klaar)",
        "Onderzoek (overgeslagen)",
        "Besloten (klaar)",
    ]


@pytest.mark.req("C1")
def test_a_report_that_does_not_belong_here_was_never_assessed_as_if_it_did(town, fatima, filed):
    staff = town["Fatima"].opened
    triage.assess(staff, code=filed.code, given=assessment(admission="not_here"))
    triage.send_elsewhere(staff, code=filed.code, body="Ga naar de politie.")
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content)
    [fold] = page.xpath("//details[.//*[contains(@class, 'wb-drawing')]]")
    told = " ".join(fold.text_content().split())
    for place in ("Beoordeeld", "Onderzoek", "Besloten"):
        assert f"{place} (overgeslagen)" in told


@pytest.mark.req("C21")
def test_a_complaint_about_the_handling_is_no_choice_for_who_handles_the_report(town, fatima, filed):
    assert 'value="handling"' not in fatima.get(f"zaken/{filed.code}/beoordelen/").content.decode()
    answer = fatima.post(f"zaken/{filed.code}/beoordelen/", GIVEN | {"kind": "handling"})
    assert answer.status_code == 200
    complaint = file_report(town, kind="handling", name="Noor Visser")
    actions.acknowledge(town["Fatima"].opened, code=complaint.code, body="Je klacht is binnen.")
    assert 'value="handling"' in fatima.get(f"zaken/{complaint.code}/beoordelen/").content.decode()
