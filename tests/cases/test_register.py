"""The register of reports of wrongdoing (C19): who reads which line, the identity apart, and its own short term."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.filed import assessment, bring, file_report
from tests.stuck_key import stuck

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, jobs, queries, register, triage
from weerbaar.cases.models import Case, RegisterEntry
from weerbaar.cases.register import kept
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake import actions as intake
from weerbaar.intake.queries import progress
from weerbaar.vault import chests
from weerbaar.vault.jobs import end_keys
from weerbaar.vault.models import Chest

THEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_on", "met_on", "today", "expected"),
    [
        (date(2026, 12, 1), None, date(2026, 11, 30), None),
        (date(2026, 12, 1), None, date(2026, 12, 1), None),
        (date(2026, 12, 1), None, date(2026, 12, 2), False),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1), True),
        (date(2026, 12, 1), date(2026, 12, 2), date(2027, 1, 1), False),
    ],
)
def test_whether_a_term_was_kept(due_on, met_on, today, expected):
    assert kept(due_on, met_on, today) is expected


@pytest.fixture
def wrongdoing(town):
    with clock.stopped_at(THEN):
        return file_report(town, kind="wrongdoing", name="Noor Visser")


def line(town, filed, name: str = "Fatima") -> register.Entry | None:
    with tenant_scope(town.tenant.id):
        found = register.entries(town[name].opened, THEN.year)
    return next((one for one in found if one.code == filed.code), None)


def test_every_report_of_wrongdoing_is_entered_at_receipt_and_no_other(town, wrongdoing):
    with clock.stopped_at(THEN):
        other = file_report(town)
    found = line(town, wrongdoing)
    assert found is not None
    assert (found.received_on, found.entered_on) == (date(2026, 11, 23), date(2026, 11, 23))
    assert (found.acknowledged_on, found.struck_on, found.identity_ended_on) == (None, None, None)
    assert line(town, other) is None


def test_only_who_has_a_key_sees_a_line(town, wrongdoing):
    for name in ("Bram", "Marit", "Samira", "Wietske", "Ilse", "Ruben"):
        assert line(town, wrongdoing, name) is None
        with tenant_scope(town.tenant.id):
            assert register.years(town[name].opened) == []
    assert line(town, wrongdoing, "Joris") is not None
    actions.recuse(
        town["Joris"].opened, code=file_report(town, readers=("Fatima", "Joris", "Marit")).code, reason="x"
    )
    until = clock.today() + timedelta(days=1)
    with tenant_scope(town.tenant.id):
        ruben = town["Ruben"]
    actions.let_in(
        town["Fatima"].opened, code=wrongdoing.code, person_id=ruben.person_id, reason="x", last_day=until
    )
    assert line(town, wrongdoing, "Ruben") is not None
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        assert line(town, wrongdoing, "Ruben") is None


def test_another_town_s_register_is_another(town, other_town, wrongdoing):
    with tenant_scope(other_town.tenant.id):
        assert register.entries(other_town["Fatima"].opened, THEN.year) == []


def test_what_was_done_and_whether_in_time(town, wrongdoing):
    staff = town["Fatima"].opened
    with clock.stopped_at(THEN + timedelta(days=9)):
        actions.acknowledge(staff, code=wrongdoing.code, body="Je melding is binnen.")
        found = line(town, wrongdoing)
        assert found is not None
        assert (found.acknowledged_on, found.acknowledged_in_time) == (date(2026, 12, 2), False)
        assert found.answered_in_time is None
    with clock.stopped_at(THEN + timedelta(days=120)):
        found = line(town, wrongdoing)
        assert found is not None
        assert found.answered_in_time is False


def test_the_list_costs_the_same_for_many(town, wrongdoing):
    def cost() -> int:
        with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as counted:
            register.entries(town["Fatima"].opened, THEN.year)
        return len(counted)

    one = cost()
    with clock.stopped_at(THEN):
        for _ in range(3):
            file_report(town, kind="wrongdoing")
    assert cost() == one


def test_triage_enters_what_turns_out_to_be_wrongdoing_and_strikes_what_does_not(town):
    staff = town["Fatima"].opened
    with clock.stopped_at(THEN):
        filed = file_report(town)
    actions.acknowledge(staff, code=filed.code, body="Je melding is binnen.")
    assert line(town, filed) is None
    not_here = {"admission": "not_here"}
    triage.assess(staff, code=filed.code, given=assessment("wrongdoing", **not_here))
    found = line(town, filed)
    assert found is not None
    assert (found.received_on, found.entered_on) == (date(2026, 11, 23), clock.today())
    triage.assess(staff, code=filed.code, given=assessment("integrity", **not_here))
    struck = line(town, filed)
    assert struck is not None
    assert struck.struck_on == clock.today()
    triage.assess(staff, code=filed.code, given=assessment("wrongdoing", **not_here))
    again = line(town, filed)
    assert again is not None
    assert again.struck_on is None


def test_the_export_holds_the_same_lines_and_is_logged(town, wrongdoing):
    staff = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        before = Line.objects.filter(verb="register.export").count()
        shown = register.entries(staff, THEN.year)
    assert register.export(staff, year=THEN.year) == shown
    with tenant_scope(town.tenant.id):
        latest = Line.objects.filter(verb="register.export")
        assert latest.count() == before + 1
        assert latest.latest("at").actor_alias == staff.alias
    assert register.export(town["Samira"].opened, year=THEN.year) == []


# --- the identity ---

YEAR_ON = THEN + timedelta(days=366)


def names(town, filed) -> list[str]:
    with tenant_scope(town.tenant.id):
        return list(queries.names(town["Fatima"].opened, filed.case).values())


def test_the_name_of_a_closed_case_ends_when_its_term_is_over(town, wrongdoing):
    with clock.stopped_at(THEN + timedelta(days=2)):
        bring(town["Fatima"].opened, wrongdoing, "closed", kind="wrongdoing")
    with clock.stopped_at(THEN + timedelta(days=364)):
        jobs.end_identities(town.tenant.id)
        assert any("Noor Visser" in one for one in names(town, wrongdoing))
    with clock.stopped_at(YEAR_ON):
        assert jobs.end_identities(town.tenant.id) >= 1
        assert jobs.end_identities(town.tenant.id) == 0
        assert names(town, wrongdoing) == ["Bram Kuipers", "Sem Vos"]
        found = line(town, wrongdoing)
        assert found is not None
        assert found.identity_ended_on == date(2027, 11, 24)
        events = actions.open_case(town["Fatima"].opened, code=wrongdoing.code).events
    assert any("naam van de melder" in one.text.lower() for one in events)
    with tenant_scope(town.tenant.id):
        gone = Chest.objects.get(owner_id=wrongdoing.case.id, kind="identity")
        assert gone.destroyed_at is not None
        assert Line.objects.filter(subject_id=wrongdoing.case.id, verb="register.end_identity").count() == 1
        opened = town["Fatima"].opened.opened
        assert opened is not None
        assert set(chests.open_chests(opened, wrongdoing.case.id)) == {"talk", "file", "names"}


def test_the_register_says_that_the_name_ended_once_its_key_is_gone(town, wrongdoing):
    with clock.stopped_at(THEN + timedelta(days=2)):
        bring(town["Fatima"].opened, wrongdoing, "closed", kind="wrongdoing")
    with tenant_scope(town.tenant.id):
        chest = Chest.objects.get(owner_id=wrongdoing.case.id, kind="identity")
    with clock.stopped_at(YEAR_ON):
        with stuck(chest.id):
            jobs.end_identities(town.tenant.id)
            assert names(town, wrongdoing) == ["Bram Kuipers", "Sem Vos"]
            assert getattr(line(town, wrongdoing), "identity_ended_on", "none") is None
        end_keys()
        assert getattr(line(town, wrongdoing), "identity_ended_on", "none") == date(2027, 11, 24)


@pytest.mark.req("C19")
@pytest.mark.parametrize("is_struck", [False, True])
def test_a_name_given_after_it_ended_goes_again(town, wrongdoing, is_struck):
    """Given by a reporter who came back, or in an entry that was struck: no name outlasts its term for good."""
    with clock.stopped_at(THEN + timedelta(days=2)):
        bring(town["Fatima"].opened, wrongdoing, "closed", kind="wrongdoing")
        with tenant_scope(town.tenant.id):
            assert not progress(wrongdoing.reporter).is_name_over
    with tenant_scope(town.tenant.id):
        RegisterEntry.objects.filter(case=wrongdoing.case).update(struck_at=THEN if is_struck else None)
    with clock.stopped_at(YEAR_ON):
        jobs.end_identities(town.tenant.id)
        assert names(town, wrongdoing) == ["Bram Kuipers", "Sem Vos"]
        with tenant_scope(town.tenant.id):
            assert progress(wrongdoing.reporter).is_name_over
        intake.reveal_identity(wrongdoing.reporter, name="Noor Visser", contact="06")
        assert any("Noor Visser" in one for one in names(town, wrongdoing))
    with clock.stopped_at(YEAR_ON + timedelta(days=1)):
        assert jobs.end_identities(town.tenant.id) == 1
        assert jobs.end_identities(town.tenant.id) == 0
        assert names(town, wrongdoing) == ["Bram Kuipers", "Sem Vos"]
        with tenant_scope(town.tenant.id):
            assert not Chest.objects.filter(
                owner_id=wrongdoing.case.id, kind="identity", destroyed_at=None
            ).exists()
            ended = RegisterEntry.objects.get(case=wrongdoing.case).identity_ended_at
        assert ended == clock.now()


def test_an_open_case_keeps_it(town, wrongdoing):
    with clock.stopped_at(YEAR_ON):
        jobs.end_identities(town.tenant.id)
        assert any("Noor Visser" in one for one in names(town, wrongdoing))
        with pytest.raises(RefusedError):
            register.end_identity(System(town.tenant.id), case_id=wrongdoing.case.id)
        bring(town["Fatima"].opened, wrongdoing, "closed", kind="wrongdoing")
        register.end_identity(System(town.tenant.id), case_id=wrongdoing.case.id)
        with pytest.raises(GoneError):
            register.end_identity(System(town.tenant.id), case_id=wrongdoing.case.id)
        with tenant_scope(town.tenant.id):
            assert Case.objects.get(id=wrongdoing.case.id).stage == "closed"


def test_the_talk_goes_on_after_the_name_ended(town, wrongdoing):
    with clock.stopped_at(YEAR_ON):
        bring(town["Fatima"].opened, wrongdoing, "closed", kind="wrongdoing")
        jobs.end_identities(town.tenant.id)
        intake.write(wrongdoing.reporter, body="Nog iets.")
        actions.answer(town["Fatima"].opened, code=wrongdoing.code, body="Dank je.", message_id=uuid4())
