"""Cases beside each other: for who has a key to both, and no sign of it for anybody else (C13, promise 1)."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, words
from tests.web.office.cases.test_working_together import on_page, seen_by_reporter

from weerbaar.cases import linking
from weerbaar.cases.models import Access, CaseLink
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

WHY = "In allebei gaat het over de kantine."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def one(town):
    return file_report(town)


@pytest.fixture
def two(town):
    return file_report(town, readers=("Fatima", "Marit"))


def link(desk, one, two, reason: str = WHY):
    return desk.post(f"zaken/{one.code}/hiernaast/", {"other": two.code.lower(), "reason": reason})


@pytest.mark.req("C13")
def test_cases_lie_beside_each_other_for_who_has_a_key_to_both_alone(town, fatima, one, two):
    before = [seen_by_reporter(each) for each in (one, two)]
    assert link(fatima, one, two)["Location"].endswith("#koppelingen")
    for here, there in ((one, two), (two, one)):
        told = on_page(fatima.get(f"zaken/{here.code}/"), "koppelingen")
        assert there.code in told
        assert WHY in told
    for name, here, there in (("Joris", one, two), ("Marit", two, one)):
        page = Desk(town, name).get(f"zaken/{here.code}/?alles=1")
        assert there.code not in page.content.decode()
        assert "koppelingen-kop" not in page.content.decode()
        assert WHY not in words(page)
    assert [seen_by_reporter(each) for each in (one, two)] == before
    with tenant_scope(town.tenant.id):
        row = CaseLink.objects.get(first__in=[one.case.id, two.case.id], ended_at=None)
        assert row.sealed_reason is not None
        assert WHY.encode() not in bytes(row.sealed_reason)


@pytest.mark.req("C13")
def test_a_link_is_ended_by_who_sees_it_and_by_nobody_else(town, fatima, one, two):
    link(fatima, one, two)
    page = fatima.get(f"zaken/{two.code}/")
    (end,) = lxml.html.fromstring(page.content.decode()).xpath("//button[contains(@value, '/weg/')]/@value")
    marit = Desk(town, "Marit")
    assert marit.client.get(end).status_code == 404
    assert marit.client.post(end, {"zeker": "1"}).status_code == 404
    fatima.client.post(end, {"zeker": "1"})
    assert "koppelingen-kop" not in fatima.get(f"zaken/{one.code}/").content.decode()
    assert link(fatima, one, two).status_code == 302


def test_a_code_that_one_has_no_key_to_answers_like_one_that_is_not_there(town, one, two):
    joris = Desk(town, "Joris")
    told = words(link(joris, one, two))
    assert "Van die code heb je geen zaak." in told
    page = joris.post(f"zaken/{one.code}/hiernaast/", {"other": "W-niets-00", "reason": WHY})
    assert words(page).replace("W-niets-00", "") == told.replace(two.code.lower(), "")
    page = joris.post(f"zaken/{one.code}/hiernaast/", {"other": "\0", "reason": WHY})
    assert page.status_code == 200
    assert "Dit is de code van deze zaak zelf." in words(link(joris, one, one))


def test_the_same_two_are_linked_once_and_need_a_reason(town, fatima, one, two):
    page = link(fatima, one, two, reason=" ")
    assert "Schrijf op waarom." in words(page)
    assert two.code.lower() in page.content.decode()
    link(fatima, one, two)
    assert "liggen al naast elkaar" in words(link(fatima, two, one))


@pytest.mark.parametrize("way", ["hiernaast", "samen"])
def test_nobody_ties_more_to_a_case_than_anybody_keeps_an_eye_on(town, fatima, monkeypatch, way):
    """What goes round the asker counts for nothing: a refusal must not tell of it (promise 1)."""
    monkeypatch.setattr(linking, "MOST_LINKED", 2)
    here, others = file_report(town), [file_report(town) for _each in range(3)]
    round_joris = file_report(town, readers=("Fatima", "Marit"))

    def tie(desk, other):
        return desk.post(f"zaken/{here.code}/{way}/", {"other": other.code, "reason": WHY})

    assert tie(fatima, round_joris).status_code == 302
    joris = Desk(town, "Joris")
    assert tie(joris, others[0]).status_code == 302
    assert tie(joris, others[1]).status_code == 302
    for desk in (joris, fatima):
        assert f"Bij {here.code} liggen al 2 andere zaken." in words(tie(desk, others[2]))
    # The other way round too: it is one link of both.
    page = fatima.post(f"zaken/{others[2].code}/{way}/", {"other": here.code, "reason": WHY})
    assert f"Bij {here.code} liggen al 2 andere zaken." in words(page)


@pytest.mark.req("C13")
def test_whoever_must_stay_out_of_one_gets_no_key_to_what_lies_beside_it(town, fatima):
    """Promise 1: a colleague's report about the same person goes round that person too."""
    round_marit = file_report(town, readers=("Fatima",), kept_out=("Bram", "Marit"))
    beside = file_report(town, readers=("Fatima",))
    letting_in = f"zaken/{beside.code}/toegang/"
    marit = str(town["Marit"].person_id)
    assert marit in fatima.get(letting_in).content.decode()
    link(fatima, beside, round_marit)
    assert marit not in fatima.get(letting_in).content.decode()
    assert fatima.post(letting_in, {"person": marit, "reason": WHY}).status_code == 200
    with tenant_scope(town.tenant.id):
        assert not Access.objects.filter(case=beside.case, holder_alias=town["Marit"].staff.alias).exists()
        CaseLink.objects.filter(second__in=[beside.case, round_marit.case], kind="desk").update(
            ended_at=clock.now(), ended_by=town["Fatima"].staff.alias
        )
    assert marit in fatima.get(letting_in).content.decode()
