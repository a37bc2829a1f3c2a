"""A lesson that becomes something somebody does by a day, and who knows of no case by it (C11)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import lxml.html
import pytest
from tests.at_once import second_of
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, verbs, words
from tests.web.office.cases.test_working_together import on_page

from weerbaar.cases import lessons, moved, owning, staying_out
from weerbaar.cases.jobs import knock_for_improvements
from weerbaar.cases.kept_out import kept_out_key, mark
from weerbaar.cases.lessons import Words
from weerbaar.cases.models import Access, Improvement, KeptOut
from weerbaar.cases.staying_out import As, Whom
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.vault import chests
from weerbaar.vault.models import Grant

LESSON = "Wie nieuw is, weet niet bij wie die terechtkan."
WHAT = "Zet in de eerste week een gesprek over omgangsvormen."


@pytest.fixture(scope="module")
def town(database):
    made = make_tenant()
    for name in ("Fatima", "Samira"):
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    filed = file_report(town, name="Noor Visser")
    bring(town["Fatima"].opened, filed, "decided")
    return filed


def form(town, who: str = "Samira", days: int = 10, **changed: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    due = {"due_on_day": str(day.day), "due_on_month": str(day.month), "due_on_year": str(day.year)}
    return {"lesson": LESSON, "what": WHAT, "person": str(town[who].person_id), **due, **changed}


def make(town, filed, who: str = "Samira", days: int = 10):
    """An improvement by the verb; its id."""
    improvement_id = uuid4()
    lessons.make_improvement(
        town["Fatima"].opened,
        code=filed.code,
        words=Words(what=WHAT, lesson=LESSON),
        person_id=town[who].person_id,
        due_on=clock.today() + timedelta(days=days),
        improvement_id=improvement_id,
    )
    return improvement_id


def knocked(town) -> set[str]:
    names = {town[name].staff.alias: name for name in ("Fatima", "Samira")}
    with tenant_scope(town.tenant.id):
        found = {names[one.address.holder_alias] for one in Knock.objects.select_related("address")}
        Knock.objects.all().delete()
    return found


@pytest.mark.req("C11")
def test_somebody_outside_the_case_does_it_and_learns_of_no_case(town, fatima, filed):
    case = f"zaken/{filed.code}/"
    samira = Desk(town, "Samira")
    assert "Taken" not in samira.text("ik/")
    assert fatima.post(f"{case}verbeteractie/", form(town)).status_code == 302
    assert "case.scan_names" in verbs(filed)
    assert "Taken" in samira.text("ik/")
    page = samira.get("taken/")
    assert "Doe je verbeteractie" in words(page)
    assert WHAT not in words(page)
    (url,) = lxml.html.fromstring(page.content.decode()).xpath(
        "//a[contains(@href, '/verbeteracties/')]/@href"
    )
    told = samira.client.get(url).content.decode()
    assert WHAT in told
    assert LESSON in told
    assert filed.code not in told
    assert samira.get(case).status_code == 404
    samira.client.post(url, {"result": "Het staat in het programma van de eerste week."})
    assert "Doe je verbeteractie" not in samira.text("taken/")
    told = on_page(fatima.get(case), "lessen")
    assert WHAT in told
    assert "Klaar" in told
    assert "Het staat in het programma" in told
    assert "al klaar of vervallen" in words(samira.client.get(url))
    with tenant_scope(town.tenant.id):
        assert not Access.objects.filter(holder_alias=town["Samira"].staff.alias).exists()
        row = Improvement.objects.get(id=url.strip("/").rpartition("/")[2])
        assert WHAT.encode() not in bytes(row.sealed_text)


@pytest.mark.req("C11")
def test_it_stays_when_the_case_is_gone(town, filed):
    improvement_id = make(town, filed)
    with tenant_scope(town.tenant.id):
        chests.destroy(list(owning.chests_owned(filed.case.id)))
        assert lessons.read(town["Samira"].opened, improvement_id).words.what == WHAT
        assert lessons.read(town["Fatima"].opened, improvement_id).words.lesson == LESSON


@pytest.mark.req("C11")
def test_a_name_of_the_case_does_not_go_along(town, fatima, filed):
    page = fatima.post(f"zaken/{filed.code}/verbeteractie/", form(town, lesson="Sem Vos had geen hulp."))
    assert "‘Sem’, ‘Vos’" in words(page)
    assert "Sem Vos had geen hulp." in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert not Improvement.objects.filter(
            made_at__gte=filed.case.received_at, due_on=clock.today()
        ).exists()
    page = fatima.post(f"zaken/{filed.code}/verbeteractie/", form(town, what="Vraag het aan Bram."))
    assert "‘Bram’" in words(page)


@pytest.mark.req("C11")
def test_whom_the_case_is_about_is_given_nothing_of_it(town, fatima, filed):
    """Promise 1: no key, row, count or knock; the same answer as for somebody who does not exist."""
    page = fatima.get(f"zaken/{filed.code}/verbeteractie/")
    offered = lxml.html.fromstring(page.content.decode()).xpath("//select[@name='person']/option/text()")
    names = {one.split()[0] for one in offered}
    assert {"Samira", "Fatima", "Hassan"} <= names
    assert not names & {"Bram", "Wietske"}
    page = fatima.post(f"zaken/{filed.code}/verbeteractie/", form(town, "Bram"))
    assert "Kies iets uit de lijst." in words(page)
    with tenant_scope(town.tenant.id):
        assert not Improvement.objects.filter(for_alias=town["Bram"].staff.alias).exists()


@pytest.mark.req("C11")
def test_it_reminds_who_does_it_and_once_it_is_late_who_made_it_too(town, filed):
    knocked(town)
    make(town, filed)
    assert knocked(town) == {"Samira"}
    for days, expected in (
        (6, set()),
        (7, {"Samira"}),
        (10, {"Samira"}),
        (11, {"Samira", "Fatima"}),
        (12, set()),
    ):
        with clock.stopped_at(clock.now() + timedelta(days=days)):
            knock_for_improvements(town.tenant.id)
            assert knocked(town) == expected, days


@pytest.mark.req("C11")
def test_it_is_given_on_or_dropped_by_who_made_it_and_not_by_who_does_it(town, fatima, filed):
    improvement_id, samira = make(town, filed), Desk(town, "Samira")
    at = f"verbeteracties/{improvement_id}/"
    assert "Vraag wie je dit gaf" in samira.text(f"{at}door/")
    assert "Vraag wie je dit gaf" in words(samira.post(f"{at}niet/", {"result": "Geen tijd."}))
    fatima.post(f"{at}door/", form(town, "Hassan", 20))
    assert samira.get(at).status_code == 404
    hassan = Desk(town, "Hassan")
    assert WHAT in hassan.get(at).content.decode()
    assert "Schrijf op waarom." in words(fatima.post(f"{at}niet/", {"result": " "}))
    fatima.post(f"{at}niet/", {"result": "Het bestaat al."})
    assert "Vervallen" in on_page(fatima.get(f"zaken/{filed.code}/"), "lessen")
    assert "al klaar of vervallen" in words(hassan.post(at, {"result": "Toch gedaan."}))
    with tenant_scope(town.tenant.id):
        held = Grant.objects.filter(chest__owner_id=improvement_id).values_list("holder_alias", flat=True)
        assert town["Samira"].staff.alias not in held


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"lesson": " "}, "Schrijf op wat jullie leerden."),
        ({"what": " "}, "Schrijf op wat er moet gebeuren."),
        ({"person": ""}, "Maak een keuze."),
        ({"due_on_year": "2020"}, "Kies vandaag of een latere dag."),
    ],
)
def test_what_is_not_filled_in_is_refused_with_a_sentence(town, fatima, filed, changed, told):
    page = fatima.post(f"zaken/{filed.code}/verbeteractie/", form(town, **changed))
    assert told in words(page)


def test_a_lesson_waits_until_it_stands_what_came_out(town, fatima):
    filed = file_report(town)
    assert "Leg eerst vast wat eruit kwam." in fatima.text(f"zaken/{filed.code}/verbeteractie/")
    page = fatima.post(f"zaken/{filed.code}/verbeteractie/", form(town))
    assert "Leg eerst vast wat eruit kwam." in words(page)
    assert "lessen-kop" not in fatima.get(f"zaken/{filed.code}/").content.decode()


def test_whoever_has_no_key_to_it_does_not_find_it(town, filed):
    improvement_id, ruben = make(town, filed), Desk(town, "Ruben")
    for path in ("", "door/", "niet/"):
        assert ruben.get(f"verbeteracties/{improvement_id}/{path}").status_code == 404
        assert ruben.post(f"verbeteracties/{improvement_id}/{path}", {"result": "x"}).status_code == 404
    assert ruben.post(f"zaken/{filed.code}/verbeteractie/", form(town)).status_code == 404


# --- who must stay out ---


@pytest.fixture
def alone(database):
    """A town of its own: nothing else that was made asks for a knock there."""
    town = make_tenant()
    for name in ("Fatima", "Samira"):
        leave_address(town[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    bring(town["Fatima"].opened, filed, "decided")
    return town, filed


def test_whoever_must_stay_out_of_the_case_loses_what_it_taught_with_key_row_and_knock(alone):
    town, filed = alone
    made = [make(town, filed, name, days=3) for name in ("Samira", "Joris")]
    knocked(town)
    for name in ("Samira", "Joris"):
        whom = Whom(As.INTERESTED, town[name].person_id)
        staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=whom, reason="Dit raakt hen.")
    knocked(town)
    with tenant_scope(town.tenant.id):
        for name in ("Samira", "Joris"):
            alias = town[name].staff.alias
            assert not Grant.objects.filter(chest__owner_id__in=made, holder_alias=alias).exists()
            assert lessons.mine(town[name].opened) == ([], "")
        owners = set(Improvement.objects.filter(id__in=made).values_list("for_alias", flat=True))
        assert owners == {town["Fatima"].staff.alias}
    with clock.stopped_at(clock.now() + timedelta(days=9)):
        knock_for_improvements(town.tenant.id)
    assert knocked(town) == {"Fatima"}


def test_whoever_must_stay_out_is_given_nothing_at_the_moment_that_it_is_said(alone):
    """Promise 1: the one who gives it on waits for who says so, and is answered as for somebody who does not exist."""
    town, filed = alone
    made, samira, fatima = make(town, filed, "Hassan"), town["Samira"], town["Fatima"].opened
    whom = Whom(As.INTERESTED, samira.person_id)
    refused = second_of(
        town.tenant.id,
        lambda: staying_out.keep_out(fatima, code=filed.code, whom=whom, reason="Dit raakt haar."),
        lambda: lessons.give_on(
            fatima, improvement_id=made, person_id=samira.person_id, due_on=clock.today() + timedelta(days=9)
        ),
    )
    assert isinstance(refused, RefusedError)
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(chest__owner_id=made, holder_alias=samira.staff.alias).exists()
        assert Improvement.objects.get(id=made).for_alias == town["Hassan"].staff.alias


def test_whoever_gets_a_place_that_a_case_is_about_loses_what_it_taught(alone):
    town, filed = alone
    made, samira = make(town, filed), town["Samira"]
    with tenant_scope(town.tenant.id):
        moved.people_moved(town.tenant.id, [samira.person_id])
        assert [one.id for one in lessons.mine(samira.opened)[0]] == [made]
        mark(filed.case, [kept_out_key(filed.case.id, samira.person_id)], KeptOut.Origin.NAMED)
        moved.people_moved(town.tenant.id, [samira.person_id])
        assert lessons.mine(samira.opened) == ([], "")
