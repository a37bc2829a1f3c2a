"""Whose employer decides on somebody and to whom they report: the page of the administrator (C15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest
from tests.people import Town, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation.queries import colleague

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from weerbaar.organisation.queries import Colleague


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def wietske(town: Town) -> Client:
    return enter(town, "Wietske")


def page_of(town: Town, who: str) -> str:
    return f"/{town.tenant.slug}/beheer/mensen/{town[who].person_id}/werkgever/"


def text(answer: HttpResponse) -> str:
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def known(town: Town, who: str) -> Colleague:
    with tenant_scope(town.tenant.id):
        found = colleague(town.tenant.id, town[who].person_id)
    assert found
    return found


def lines(town: Town, who: str) -> list[tuple[str, bool]]:
    with tenant_scope(town.tenant.id):
        rows = Line.objects.filter(subject_id=town[who].staff.alias, verb="person.place").order_by("at")
        return [(one.verb, one.refused) for one in rows]


@pytest.mark.req("C15")
def test_employer_lender_and_manager_are_kept_and_stand_in_the_page_again(town, wietske):
    page = page_of(town, "Hassan")
    assert "Gaat een zaak over deze persoon, dan volgt hieruit wie er besluit." in text(wietske.get(page))
    given = {"employer": "hired", "lender": " Bureau Zuidwijk ", "manager": str(town["Samira"].person_id)}
    answer = wietske.post(page, given)
    assert answer.status_code == 302
    assert "De werkgever is vastgelegd." in text(wietske.get(answer.headers["Location"]))
    kept = known(town, "Hassan")
    assert (kept.employer, kept.lender) == ("hired", "Bureau Zuidwijk")
    assert kept.manager_id == town["Samira"].person_id
    html = lxml.html.fromstring(wietske.get(page).content.decode())
    assert html.xpath("//input[@name='employer' and @checked]/@value") == ["hired"]
    assert "Bureau Zuidwijk" in html.text_content() + "".join(html.xpath("//@value"))
    assert html.xpath("//select[@name='manager']/option[@selected]/@value") == [str(town["Samira"].person_id)]
    # Nobody is their own manager.
    assert str(town["Hassan"].person_id) not in html.xpath("//select[@name='manager']/option/@value")
    assert lines(town, "Hassan") == [("person.place", False)]
    wietske.post(page, {"employer": "staff", "lender": "Bureau Zuidwijk", "manager": ""})
    kept = known(town, "Hassan")
    assert (kept.employer, kept.lender, kept.manager_id) == ("staff", "", None)


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"employer": ""}, "Kies wie de werkgever is."),
        ({"employer": "emperor"}, "Kies een werkgever uit de lijst."),
        ({"employer": "hired", "lender": "  "}, "Schrijf op bij wie deze persoon in dienst is."),
        ({"employer": "staff", "manager": "nonsense"}, "Kies iemand uit de lijst."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(town, wietske, given, said):
    before = known(town, "Joris")
    answer = wietske.post(page_of(town, "Joris"), given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert known(town, "Joris") == before


@pytest.mark.req("C15")
def test_nobody_reports_to_whoever_reports_to_them(town, wietske):
    samira, bram = town["Samira"].person_id, town["Bram"].person_id
    assert (
        wietske.post(page_of(town, "Bram"), {"employer": "staff", "manager": str(samira)}).status_code == 302
    )
    answer = wietske.post(page_of(town, "Samira"), {"employer": "staff", "manager": str(bram)})
    assert "Deze persoon valt zelf onder degene die je koos. Kies iemand anders." in text(answer)
    assert known(town, "Samira").manager_id is None
    assert lines(town, "Samira") == [("person.place", True)]


@pytest.mark.parametrize("who", ["Fatima", "Joris", "Ilse", "Bram"])
def test_only_an_administrator_finds_the_page(town, who):
    client, before = enter(town, who), known(town, "Joris")
    for answer in (
        client.get(page_of(town, "Joris")),
        client.post(page_of(town, "Joris"), {"employer": "mayor"}),
    ):
        assert answer.status_code == 404
    assert known(town, "Joris") == before


def test_somebody_is_found_by_a_part_of_a_name_or_a_function(town, wietske):
    people = f"/{town.tenant.slug}/beheer/mensen/"
    assert "Hassan" in text(wietske.get(people))
    for look in ("yilmaz", "JURIST", " Hassan  Yil"):
        found = text(wietske.get(people, {"zoek": look}))
        assert "Hassan Yilmaz" in found
        assert "Joris" not in found
    nobody = text(wietske.get(people, {"zoek": "<b>niemand"}))
    assert "Wij vonden niemand met deze naam of functie." in nobody
    assert "Hassan" not in nobody
    # The count is of everybody, whatever is looked for.
    assert "mensen werken hier" in nobody


def test_whoever_has_nothing_to_do_reads_why_they_are_here(town):
    home = enter(town, "Bram").get(f"/{town.tenant.slug}/", follow=True)
    assert "Er is nu niets voor jou te doen. Je staat hier omdat" in text(home)
    assert "niets voor jou te doen" not in text(enter(town, "Fatima").get(f"/{town.tenant.slug}/ik/"))
