"""Promise 1: whoever is recorded as the one a report is about gets no key, row, count, notice or term.

Joris reads at the desk, and this report is about him.
"""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from tests.people import Town, make_tenant
from tests.reporter import Reporter

from weerbaar.cases.models import Access, Case
from weerbaar.cases.queries import may_come_in
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Address, Knock
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.actions import DeskTexts
from weerbaar.vault.keyring import alias_of
from weerbaar.vault.models import Grant

WORDS = {"verhaal": {"story": "Joris van Dam neemt geld aan."}}


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def report(faces, town) -> tuple[UUID, str]:
    """A report about Joris, sent through the pages: the case's id and code."""
    for name in ("Joris", "Fatima"):
        leave_address(town[name].opened, mail=f"{name}@waterlinie.example", language="nl")
    browser = Reporter(faces.reporter, town.tenant.slug)
    browser.begin().send("melden/wie-leest/", {"struck": str(town["Joris"].person_id)})
    for page, answers in (
        ("onderwerp", {"kind": "integrity"}),
        ("verhaal", WORDS["verhaal"]),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        browser.send(f"melden/{page}/", answers)
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        return back.case_id, Case.objects.get(id=back.case_id).code


def alias(town: Town, name: str) -> UUID:
    return alias_of(town.tenant.id, town[name].person_id)


def test_the_others_were_let_in_and_he_was_not(town, report):
    case_id, _ = report
    with tenant_scope(town.tenant.id):
        seats = set(Access.objects.filter(case_id=case_id).values_list("holder_alias", flat=True))
        keys = set(Grant.objects.filter(chest__owner_id=case_id).values_list("holder_alias", flat=True))
    # Fatima reads, and the reserve comes in for him: never fewer than two.
    assert seats == {alias(town, "Fatima"), alias(town, "Marit")}
    assert alias(town, "Joris") not in keys


def test_nothing_in_the_rows_of_the_case_is_him(town, report):
    case_id, _ = report
    him = {alias(town, "Joris").bytes, town["Joris"].person_id.bytes}
    with tenant_scope(town.tenant.id):
        from django.apps import apps

        for model in apps.get_models():
            columns = {field.name for field in model._meta.concrete_fields}
            about = next((name for name in ("case", "owner_id", "subject_id") if name in columns), None)
            if about is None or not model.__module__.startswith("weerbaar."):
                continue
            for row in model.objects.filter(**{about: case_id}).values_list():
                held = {value.bytes for value in row if isinstance(value, UUID)}
                assert not held & him, model._meta.db_table


@pytest.mark.req("C4")
def test_his_worklist_is_as_empty_as_if_nobody_had_reported(office, town, report):
    _, code = report
    mine, theirs = office("Joris").get("").text, office("Fatima").get("").text
    assert code in theirs
    assert code not in mine
    assert re.search(r"Niets vraagt je vandaag", mine)


def test_the_file_does_not_exist_for_him_in_any_way(office, report):
    _, code = report
    joris = office("Joris")
    for path in ("", "namen/", "toegang/", "sluiten/", "terugkoppelen/", "bevestigen/", "persoon/"):
        hidden, unknown = joris.get(f"zaken/{code}/{path}"), joris.get(f"zaken/W-nergens-11/{path}")
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.text.replace(code, "") == unknown.text.replace("W-nergens-11", "")


def test_nobody_can_let_him_in(office, town, report):
    _, code = report
    page = office("Fatima").get(f"zaken/{code}/toegang/").text
    assert "Ruben" in page
    assert "Joris" not in page


def test_no_knock_waits_for_him(town, report):
    with tenant_scope(town.tenant.id):
        assert Address.objects.filter(holder_alias=alias(town, "Joris")).exists()
        waits = set(Knock.objects.values_list("address__holder_alias", flat=True))
    assert waits == {alias(town, "Fatima")}


def test_a_report_about_the_desk_goes_to_the_reserve_alone(faces, town):
    browser = Reporter(faces.reporter, town.tenant.slug)
    browser.begin().send(
        "melden/wie-leest/", {"struck": [str(town[name].person_id) for name in ("Joris", "Fatima")]}
    )
    for page, answers in (
        ("onderwerp", {"kind": "handling"}),
        ("verhaal", {"story": "Het meldpunt doet niets."}),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        browser.send(f"melden/{page}/", answers)
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        seats = set(Access.objects.filter(case_id=back.case_id).values_list("holder_alias", flat=True))
    assert seats == {alias(town, "Marit")}


def test_when_everybody_is_struck_nothing_is_sealed_to_anybody(faces, town):
    browser = Reporter(faces.reporter, town.tenant.slug).ready()
    everybody = [str(town[name].person_id) for name in ("Joris", "Fatima", "Marit")]
    with tenant_scope(town.tenant.id):
        before = Grant.objects.count()
    browser.send("melden/wie-leest/", {"struck": everybody})
    browser.send("melden/nakijken/")
    assert browser.words == []
    with tenant_scope(town.tenant.id):
        assert Grant.objects.count() == before


def test_whoever_was_struck_at_one_desk_is_kept_out_of_a_report_to_another(faces, town):
    boss = town["Wietske"].opened
    texts = DeskTexts("omgangsvormen", "Meldpunt omgangsvormen", "", ["conduct", "integrity"])
    other = organisation.desk_add(boss, texts=texts)
    for name in ("Fatima", "Joris"):
        organisation.desk_member_add(boss, desk_id=other.id, person_id=town[name].person_id)
    organisation.desk_member_remove(boss, desk_id=town.desk.id, person_id=town["Joris"].person_id)
    browser = Reporter(faces.reporter, town.tenant.slug)
    his = str(town["Joris"].person_id)
    browser.begin().send(f"melden/wie-leest/?meldpunt={texts.slug}", {"struck": [his]})
    # At the desk that it goes to he does not work; he is put there, and nobody ticks him again.
    at_first = f"melden/wie-leest/?meldpunt={town.desk.slug}"
    ticked = browser.open(at_first).find("//input[@name='struck'][@checked]/@value")
    browser.send(at_first, {"struck": ticked})
    for page, answers in (
        ("onderwerp", {"kind": "integrity"}),
        ("verhaal", WORDS["verhaal"]),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        browser.send(f"melden/{page}/", answers)
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=town["Joris"].person_id)
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        keys = set(Grant.objects.filter(chest__owner_id=back.case_id).values_list("holder_alias", flat=True))
        case = Case.objects.get(id=back.case_id)
        names = {one.first_name for one in may_come_in(town["Fatima"].opened, case)}
    assert alias(town, "Fatima") in keys
    assert alias(town, "Joris") not in keys
    assert "Ruben" in names
    assert "Joris" not in names
