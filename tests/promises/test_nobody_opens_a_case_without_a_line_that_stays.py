"""Promise 4: nobody opens a case without a line that cannot be removed unseen, as long as one checkpoint is outside."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from tests.cases.test_guests import come_back, to_be
from tests.reporter import Reporter

from weerbaar.audit.actions import make_checkpoint
from weerbaar.audit.acts import System
from weerbaar.audit.linking import link_all
from weerbaar.audit.models import Line
from weerbaar.audit.queries import verify
from weerbaar.cases import guests
from weerbaar.cases.models import Case, Guest, PlanLine, Task
from weerbaar.config import environment
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.intake import guests as visiting

STRANGE = "Zandkasteelbouwer"


@pytest.fixture
def case(faces, town) -> Case:
    words = Reporter(faces.reporter, town.tenant.slug).reported()
    back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=back.case_id)


def lines_of(town, case) -> list[Line]:
    with tenant_scope(town.tenant.id):
        return list(Line.objects.filter(subject_id=case.id).order_by("at", "id"))


def link(town) -> None:
    link_all(lambda: [town.tenant.id])


def verdict(town, *checkpoints):
    link(town)
    with tenant_scope(town.tenant.id):
        return verify(town.tenant.id, checkpoints)


@pytest.mark.req("F2")
def test_every_opening_of_the_file_is_a_line(office, town, case):
    before = len(lines_of(town, case))
    fatima = office("Fatima")
    for _ in range(3):
        assert fatima.get(f"zaken/{case.code}/").status_code == 200
    after = lines_of(town, case)
    assert len(after) == before + 3
    assert {one.actor_alias for one in after[before:]} == {town["Fatima"].opened.alias}


def test_who_is_refused_leaves_nothing_readable_and_opens_nothing(office, case):
    assert office("Ruben").get(f"zaken/{case.code}/").status_code == 404


def test_opening_the_names_is_a_line_with_the_hash_of_the_reason(office, town, case):
    office("Fatima").post(f"zaken/{case.code}/namen/", {"reason": "Ik nodig de betrokkene uit."})
    opened = [one for one in lines_of(town, case) if "name" in one.verb]
    assert len(opened) == 1
    assert len(bytes(opened[0].reason_hash)) == 32


@pytest.fixture
def filled(office, town, case) -> Case:
    """The case with a task, a line of a plan and a guest who wrote, each with words that only its readers may see."""
    fatima, root, soon = office("Fatima"), f"zaken/{case.code}/", clock.today() + timedelta(days=2)

    def on(name: str) -> dict[str, object]:
        return {f"{name}_day": soon.day, f"{name}_month": soon.month, f"{name}_year": soon.year}

    fatima.post(f"{root}notitie/", {"text": f"De {STRANGE} belt terug."})
    who = str(town["Fatima"].person_id)
    fatima.post(f"{root}taak/", {"what": f"Bel de {STRANGE}.", "person": who, **on("due_on")})
    plan = {"text": f"De {STRANGE} hoort het.", "teller": "Fatima", **on("planned_on")}
    fatima.post(f"{root}plan/reporter/", plan)
    given = to_be("witness", who=f"Een {STRANGE}", last_day=None)
    guests.let_in_guest(town["Fatima"].opened, code=case.code, given=given)
    visiting.write(come_back(town, given), body=f"Ik zag de {STRANGE}.")
    return case


@pytest.mark.req("F2", "C13")
def test_every_page_beside_the_file_that_shows_what_lies_sealed_is_a_line(office, town, filled):
    with tenant_scope(town.tenant.id):
        task, line = Task.objects.get(case=filled).id, PlanLine.objects.get(case=filled).id
        guest = Guest.objects.get(case=filled).id
    fatima = office("Fatima")
    for path in (
        f"taak/{task}/klaar/",
        f"taak/{task}/veranderen/",
        f"taak/{task}/vervallen/",
        f"plan/{line}/veranderen/",
        f"plan/{line}/verteld/",
        f"eigen-woorden/{guest}/",
    ):
        before = len(lines_of(town, filled))
        page = fatima.get(f"zaken/{filled.code}/{path}")
        assert page.status_code == 200, path
        assert STRANGE in page.text, path
        assert len(lines_of(town, filled)) > before, path
        assert lines_of(town, filled)[-1].actor_alias == town["Fatima"].opened.alias


@pytest.mark.req("F2")
def test_a_search_in_what_lies_sealed_is_a_line_of_who_searched(office, town, filled):
    fatima = office("Fatima")
    fatima.get(f"zaken/{filled.code}/")
    with tenant_scope(town.tenant.id):
        before = Line.objects.filter(verb="case.search").count()
    assert filled.code in fatima.post("zoeken/", {"words": STRANGE}).text
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(verb="case.search")
        assert lines.count() == before + 1
        assert lines.latest("at").actor_alias == town["Fatima"].opened.alias


def test_who_is_refused_beside_the_file_reads_nothing_of_it(office, town, filled):
    with tenant_scope(town.tenant.id):
        task, guest = Task.objects.get(case=filled).id, Guest.objects.get(case=filled).id
    ruben = office("Ruben")
    for path in (f"taak/{task}/klaar/", f"eigen-woorden/{guest}/"):
        assert ruben.get(f"zaken/{filled.code}/{path}").status_code == 404
    assert filled.code not in ruben.post("zoeken/", {"words": STRANGE}).text


def test_the_application_cannot_change_or_remove_a_line(town, case):
    for attempt in ("UPDATE audit_line SET verb = 'x.y'", "DELETE FROM audit_line", "DELETE FROM audit_link"):
        with psycopg.connect(**environment.address("app").libpq()) as app, pytest.raises(psycopg.Error):
            app.execute("SELECT set_config('weerbaar.tenant', %s, false)", [str(town.tenant.id)])
            app.execute(attempt)


def tamper(statements: list[str], tenant) -> None:
    """As whoever owns the machine: the superuser, with the triggers switched off."""
    with psycopg.connect(
        **environment.cluster().address("superuser", environment.address("app").database).libpq()
    ) as root:
        root.execute("SET session_replication_role = replica")
        for statement in statements:
            root.execute(statement.replace("TENANT", f"'{tenant.id}'"))


def test_a_line_that_an_administrator_removes_is_missed(office, town, case):
    office("Fatima").get(f"zaken/{case.code}/")
    assert verdict(town).ok
    tamper(
        [
            f"DELETE FROM audit_line WHERE tenant_id = TENANT AND subject_id = '{case.id}' AND verb LIKE '%open%'"
        ],
        town.tenant,
    )
    found = verdict(town)
    assert not found.ok
    assert found.first is not None


class TestTheTail:
    """The last lines and their links together leave a shorter chain that is sound by itself."""

    @pytest.fixture
    def town(self, database):
        from tests.people import make_tenant

        return make_tenant()

    def test_it_is_seen_by_whoever_keeps_a_checkpoint(self, faces, town):
        words = Reporter(faces.reporter, town.tenant.slug).reported()
        assert words
        link(town)
        kept_outside = make_checkpoint(System(town.tenant.id))
        link(town)
        cut = "(SELECT max(sequence) - 4 FROM audit_link WHERE tenant_id = TENANT)"
        tamper(
            [
                "CREATE TEMP TABLE tail AS SELECT line_id FROM audit_link"
                f" WHERE tenant_id = TENANT AND sequence > {cut}",
                "DELETE FROM audit_line WHERE id IN (SELECT line_id FROM tail)",
                "DELETE FROM audit_link WHERE line_id IN (SELECT line_id FROM tail)",
                "DELETE FROM audit_checkpoint WHERE tenant_id = TENANT",
            ],
            town.tenant,
        )
        with tenant_scope(town.tenant.id):
            assert verify(town.tenant.id).ok, "the honest limit: by itself the shorter chain is sound"
            assert not verify(town.tenant.id, [kept_outside]).ok
