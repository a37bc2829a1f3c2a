"""A question for advice on the pages of the desk: what belongs to a report is not offered, and not shown as a form (R18)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.filed import file_report, subject_of
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, first, words

from weerbaar.cases.models import Message, Party
from weerbaar.database.scope import tenant_scope

ONLY_ADVICE = "Je onderzoekt niets en spreekt er niemand over."
SOMEBODY = {"role": "witness", "description": "Stagiair", "name": "Kim Bos"}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def question(town):
    return file_report(town, kind="advice")


def pages_of_a_report(filed) -> list[str]:
    subject, nothing = subject_of(filed), uuid4()
    return [
        "persoon/",
        "maatregel/",
        "plan/",
        "samen/",
        "voorleggen/",
        "doorgeven/",
        f"betrokkene/{subject}/melder/",
        f"maatregel/{nothing}/toetsen/",
    ]


@pytest.mark.req("R18")
def test_a_question_offers_nothing_that_belongs_to_a_report(town, fatima, question):
    report = file_report(town)
    page = fatima.text(f"zaken/{question.code}/")
    for heading in (
        "Maatregelen",
        "Voorgelegd aan wie besluit",
        "Wie vertellen we wat",
        "Bericht en wederhoor",
    ):
        assert heading not in page
        assert heading in fatima.text(f"zaken/{report.code}/")
    for path in ("persoon/", "samen/", "plan/"):
        assert f"{question.code}/{path}" not in fatima.get(f"zaken/{question.code}/").content.decode()
        assert f"{report.code}/{path}" in fatima.get(f"zaken/{report.code}/").content.decode()


@pytest.mark.req("R18")
def test_an_address_that_somebody_kept_says_so_and_shows_no_form(fatima, question):
    for path in pages_of_a_report(question):
        page = fatima.get(f"zaken/{question.code}/{path}")
        assert page.status_code == 200, path
        assert ONLY_ADVICE in words(page), path
        assert not first(page, "//main").xpath(".//form"), path


@pytest.mark.req("R18")
def test_what_is_sent_all_the_same_is_refused_and_reaches_nobody(town, fatima, question):
    answer = fatima.post(f"zaken/{question.code}/persoon/", SOMEBODY)
    assert ONLY_ADVICE in words(answer)
    fatima.post(
        f"zaken/{question.code}/betrokkene/{subject_of(question)}/melder/",
        {"body": "Wij vertellen het."},
    )
    with tenant_scope(town.tenant.id):
        assert Party.objects.filter(case=question.case, role=Party.Role.WITNESS).count() == 1
        assert not Message.objects.filter(case=question.case).exists()


@pytest.mark.req("R18")
def test_a_witness_is_no_choice_and_whoever_helps_the_asker_is(fatima, question):
    page = fatima.get(f"zaken/{question.code}/eigen-woorden/")
    roles = set(first(page, "//main//form").xpath(".//input[@name='role']/@value"))
    assert "interpreter" in roles
    assert not {"witness", "subject"} & roles
