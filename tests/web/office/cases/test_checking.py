"""The legal check by a lawyer outside the case, through its pages: asked by a handler, answered under “Aan mij gevraagd”."""

from __future__ import annotations

from uuid import uuid4

import lxml.html
import pytest
from tests.cases.test_checking import ask_check
from tests.cases.test_deciding import propose
from tests.filed import assessed_report, bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_deciding import day
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases import asking, measures, staying_out
from weerbaar.cases.models import DecisionAsked
from weerbaar.config.demo import CAST, GOVERNMENT, Part
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation.models import Role

SJOERD = Part("Sjoerd de Groot", "griffier en jurist", (Role.LAWYER, Role.REGISTRAR))


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT, SJOERD))


@pytest.mark.req("C7")
def test_a_lawyer_is_asked_answers_and_never_sees_the_case(town):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    measure_id = propose(town, filed)
    fatima, hassan = Desk(town, "Fatima"), Desk(town, "Hassan")
    at = f"zaken/{filed.code}/"
    form = f"{at}maatregel/{measure_id}/toets-vragen/"
    told = hassan.text("gevraagd/")
    assert "Niets wacht op jouw toets" in told
    assert "Vraag een jurist om de toets" in fatima.text(at)
    page = fatima.get(form)
    assert "Een gesprek hielp niet." in words(page), "what will stand on the paper"
    names = lxml.html.fromstring(page.content.decode()).xpath("//select[@name='person']/option/text()")
    assert names == ["Kies een jurist", "Hassan Yilmaz, jurist", "Sjoerd de Groot, griffier en jurist"]
    assert "Kies een jurist." in words(fatima.post(form, day(7)))
    given = {"person": str(town["Hassan"].person_id), "more": "Let op de cao.", **day(7)}
    assert fatima.post(form, given).status_code == 302
    told = fatima.text(at)
    assert "De toets ligt bij een jurist." in told
    assert "Mag deze maatregel zo voor B1: schriftelijke waarschuwing?" in told
    assert "Deze maatregel ligt al bij een jurist." in fatima.text(form)

    with tenant_scope(town.tenant.id):
        asked_id = DecisionAsked.objects.get(case=filed.case).id
    paper = f"gevraagd/{asked_id}/"
    told = hassan.text("gevraagd/")
    assert "Aan mij gevraagd (1)" in told
    assert "Fatima vraagt je een maatregel te toetsen" in told
    assert "Eén vraag wacht op jouw toets" in told
    home = hassan.get()
    assert "Fatima vraagt je een maatregel te toetsen" in words(home)
    assert not lxml.html.fromstring(home.content.decode()).xpath("//section[@id='zaken']//tbody/tr")
    told = hassan.text(paper)
    for part in (
        "Gevraagde toets",
        "Een brief.",
        "Het is vastgesteld.",
        "Let op de cao.",
        "geen sleutel van de zaak",
    ):
        assert part in told
    assert "In het overleg maakt hij" not in told
    assert "geheimhouding" not in told
    for path in (at, form, f"{paper}geheim/", f"{paper}geheim/{uuid4()}/", f"{at}voorleggen/{asked_id}/"):
        assert hassan.get(path).status_code == 404
        assert hassan.post(path).status_code in (404, 405)
    assert "Schrijf op waarom." in words(hassan.post(paper, {"choice": "yes"}))
    assert hassan.post(paper, {"choice": "yes", "reason": "Het past bij de cao."}).status_code == 302
    told = hassan.text(paper)
    assert "Getoetst: Ja, zo kan het" in told
    assert "Je toets is vast." in told
    told = fatima.text(at)
    assert "Zo kan het. Het past bij de cao. Door Hassan." in told
    assert "Hassan toetste een maatregel aan de wet" in told
    assert "Maatregel juridisch getoetst" in told
    assert "Deze maatregel is al getoetst." in fatima.text(form)
    assert hassan.get(at).status_code == 404


def test_nobody_else_finds_the_paper_or_the_way_to_ask(town):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    measure_id = propose(town, filed)
    fatima = Desk(town, "Fatima")
    form = f"zaken/{filed.code}/maatregel/{measure_id}/toets-vragen/"
    given = {"person": str(town["Hassan"].person_id), "more": "", **day(7)}
    assert fatima.post(form, given).status_code == 302
    with tenant_scope(town.tenant.id):
        asked_id = DecisionAsked.objects.get(case=filed.case).id
    paper = f"gevraagd/{asked_id}/"
    answers = set()
    for who in ("Fatima", "Geertje", "Ruben", "Bram", "Wietske"):
        desk = Desk(town, who)
        for path in (paper, f"gevraagd/{uuid4()}/"):
            assert desk.get(path).status_code == 404
            answer = desk.post(path, {"choice": "yes", "reason": "Zo."})
            assert answer.status_code == 404
            answers.add((who, words(answer)))
        assert who == "Fatima" or desk.get(form).status_code == desk.post(form, given).status_code == 404
    assert len(answers) == 5, "a paper of somebody else and one that is not there answer alike"


def test_a_measure_that_was_dropped_is_not_told_of_as_checked(town):
    filed = assessed_report(town)
    measure_id = propose(town, filed)
    fatima = town["Fatima"].opened
    measures.drop_measure(fatima, code=filed.code, measure_id=measure_id, reason="Het hoeft niet.")
    for way in ("toetsen", "toets-vragen"):
        told = Desk(town, "Fatima").text(f"zaken/{filed.code}/maatregel/{measure_id}/{way}/")
        assert "Deze maatregel gaat niet door." in told
        assert "al getoetst" not in told


@pytest.mark.parametrize(
    ("choice", "expected", "never"),
    [
        ("yes", "Juridisch getoetst", "Kan zo niet, volgens de juridische toets"),
        ("no", "Kan zo niet, volgens de juridische toets", "Juridisch getoetst"),
    ],
)
def test_a_measure_that_did_not_pass_does_not_look_as_if_it_had(town, choice, expected, never):
    filed = assessed_report(town)
    asked_id = ask_check(town, filed, propose(town, filed))
    asking.check(town["Hassan"].opened, asked_id=asked_id, choice=choice, reason="Daarom.")
    told = Desk(town, "Fatima").text(f"zaken/{filed.code}/")
    assert expected in told
    assert never not in told


def test_who_decides_and_checks_is_told_of_both(town):
    filed = assessed_report(town)
    measure_id = propose(town, filed)
    sjoerd = Desk(town, "Sjoerd")
    assert "Niets wacht op jouw antwoord" in sjoerd.text("gevraagd/")
    asked_id = ask_check(town, filed, measure_id, "Sjoerd")
    assert "Eén vraag wacht op jouw antwoord" in sjoerd.text("gevraagd/")
    asking.check(town["Sjoerd"].opened, asked_id=asked_id, choice="yes", reason="Het past.")
    assert "Waarover je besloot, en wat je toetste" in sjoerd.text("gevraagd/")


def test_a_lawyer_who_must_stay_out_read_a_question_and_did_not_decide(town):
    filed = assessed_report(town)
    asked_id = ask_check(town, filed, propose(town, filed))
    asking.read_paper(town["Hassan"].opened, asked_id=asked_id)
    whom = staying_out.Whom(staying_out.As.INTERESTED, person_id=town["Hassan"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=whom, reason="Een broer.")
    told = Desk(town, "Fatima").text(f"zaken/{filed.code}/erbuiten/")
    assert "Las een vraag die aan deze persoon was gesteld" in told
    assert "om te beslissen" not in told
