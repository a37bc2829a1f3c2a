"""Promise 4: nobody opens a case without a line that cannot be removed unseen, as long as one checkpoint is outside."""

from __future__ import annotations

import psycopg
import pytest
from tests.reporter import Reporter

from weerbaar.audit.actions import make_checkpoint
from weerbaar.audit.acts import System
from weerbaar.audit.linking import link_all
from weerbaar.audit.models import Line
from weerbaar.audit.queries import verify
from weerbaar.cases.models import Case
from weerbaar.config import environment
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions


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
