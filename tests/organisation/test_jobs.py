"""What the clock clears in this room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import Account, Town, fresh_code, make_tenant

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import jobs, rounds
from weerbaar.organisation.models import SignInDelay
from weerbaar.organisation.sign_in import sign_in


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


def tried(town: Town, mail: str) -> None:
    with pytest.raises(RefusedError):
        sign_in(town.tenant.id, mail=mail, code="000000")


def counts(town: Town) -> int:
    with tenant_scope(town.tenant.id):
        return SignInDelay.objects.count()


def test_wrong_tries_go_after_a_day_and_not_before(town: Town) -> None:
    tried(town, "een@nergens.example")
    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        tried(town, "twee@nergens.example")
    with clock.stopped_at(clock.now() + timedelta(hours=23)):
        assert jobs.forget_delays(town.tenant.id) == 0
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        assert jobs.forget_delays(town.tenant.id) == 1
        assert counts(town) == 1
    with clock.stopped_at(clock.now() + timedelta(hours=27)):
        jobs.forget_old_delays(0)
    assert counts(town) == 0


def test_more_than_a_round_holds_go_in_rounds(town: Town) -> None:
    old = clock.now() - timedelta(days=2)
    with tenant_scope(town.tenant.id):
        SignInDelay.objects.bulk_create(
            [
                SignInDelay(tenant_id=town.tenant.id, account=number.to_bytes(4, "big"), next_try_at=old)
                for number in range(1001)
            ]
        )
    assert [jobs.forget_delays(town.tenant.id) for _ in range(3)] == [1000, 1, 0]


def test_signing_in_clears_its_own_count_and_looks_at_no_other(town: Town) -> None:
    one: Account = town["Fatima"]
    code = fresh_code(one)
    with clock.stopped_at(clock.now() - timedelta(days=3)):
        tried(town, "iemand@nergens.example")
    with CaptureQueriesContext(connection) as asked:
        sign_in(town.tenant.id, mail=one.mail, code=code)
    removed = [row["sql"] for row in asked if row["sql"].startswith("DELETE")]
    assert len(removed) == 1
    assert "next_try_at" not in removed[0]
    assert counts(town) == 1


def test_what_is_wrong_in_one_tenant_keeps_no_town_from_hearing(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = make_tenant(), make_tenant()
    heard = []

    def tells(tenant_id: object) -> None:
        if tenant_id == first.tenant.id:
            raise OSError("The disk is full.")
        heard.append(tenant_id)

    monkeypatch.setattr(jobs, "tell_towns", tells)
    monkeypatch.setattr(rounds, "tenants", lambda: [first.tenant, last.tenant])
    jobs.tell_all_towns(0)
    assert heard == [last.tenant.id]
