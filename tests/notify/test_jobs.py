"""The postman's rounds, against a real mail server that refuses some addresses."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from tests.smtp import Server, smtp

from weerbaar.database.scope import tenant_scope
from weerbaar.notify import jobs
from weerbaar.notify.actions import knock, leave_address
from weerbaar.notify.models import Address, Knock
from weerbaar.notify.rules import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def mail() -> Iterator[Server]:
    with smtp() as server:
        yield server


@dataclass(frozen=True)
class Somebody:
    """Whoever leaves an address."""

    tenant_id: UUID
    alias: UUID


@pytest.fixture
def tenant_id() -> UUID:
    return uuid4()


def wait(tenant_id: UUID, *locals_: str, at_once: bool = False) -> list[UUID]:
    """Leave an address for each and let a knock wait for it, in the order in which a round goes."""
    people = [Somebody(tenant_id, uuid4()) for _ in locals_]
    for one, local in zip(people, locals_, strict=True):
        leave_address(one, mail=f"{local}@waterlinie.example", language="nl")
    with tenant_scope(tenant_id):
        knock(tenant_id, [one.alias for one in people], at_once=at_once)
        # A knock has a random id: put them in the order of the names given.
        for one, fresh in zip(people, sorted(uuid4() for _ in people), strict=True):
            Knock.objects.filter(address__holder_alias=one.alias).update(id=fresh)
    return [one.alias for one in people]


def waiting(tenant_id: UUID) -> list[UUID]:
    with tenant_scope(tenant_id):
        return list(Knock.objects.order_by("id").values_list("address__holder_alias", flat=True))


def test_every_knock_is_the_same_and_is_forgotten(mail, tenant_id):
    wait(tenant_id, "noor", "fatima")
    assert jobs.go_round(tenant_id) == 2
    assert mail.to == ["fatima@waterlinie.example", "noor@waterlinie.example"]
    for _, content in mail.taken:
        assert TEXTS["nl"].body.splitlines()[0].encode() in content
    assert waiting(tenant_id) == []
    assert jobs.go_round(tenant_id) == 0


def test_a_refused_address_is_dropped_and_keeps_nobody_waiting(mail, tenant_id):
    wait(tenant_id, "weg", "fatima", "joris")
    assert jobs.go_round(tenant_id) == 2
    assert mail.to == ["fatima@waterlinie.example", "joris@waterlinie.example"]
    assert waiting(tenant_id) == []


def test_an_address_that_is_refused_for_now_waits_alone(mail, tenant_id):
    later, _ = wait(tenant_id, "later", "fatima")
    assert jobs.go_round(tenant_id) == 1
    assert waiting(tenant_id) == [later]


def test_a_server_that_hangs_up_ends_the_round_and_loses_nothing(mail, tenant_id):
    _, *left = wait(tenant_id, "fatima", "dicht", "joris")
    assert jobs.go_round(tenant_id) == 1
    assert waiting(tenant_id) == left


def test_without_a_mail_server_everything_waits(tenant_id, mail):
    everybody = wait(tenant_id, "fatima", "joris")
    with override_settings(EMAIL_PORT=9):
        assert jobs.go_round(tenant_id) == 0
    assert waiting(tenant_id) == everybody
    assert jobs.go_round(tenant_id) == 2


def test_a_seal_that_does_not_open_keeps_nobody_waiting(mail, tenant_id):
    broken, _ = wait(tenant_id, "noor", "fatima")
    with tenant_scope(tenant_id):
        Address.objects.filter(holder_alias=broken).update(sealed_address=b"\1 geen zegel")
    assert jobs.go_round(tenant_id) == 1
    assert mail.to == ["fatima@waterlinie.example"]
    assert waiting(tenant_id) == [broken]


def test_act_now_does_not_wait_and_takes_nobody_along(mail, tenant_id):
    waits = wait(tenant_id, "noor")
    wait(tenant_id, "fatima", at_once=True)
    assert jobs.go_round(tenant_id, only_at_once=True) == 1
    assert mail.to == ["fatima@waterlinie.example"]
    assert waiting(tenant_id) == waits


@pytest.mark.parametrize("job", [jobs.go_rounds, jobs.knock_at_once])
def test_a_tenant_that_fails_does_not_stop_the_next(mail, tenant_id, job, monkeypatch):
    wait(tenant_id, "fatima", at_once=True)
    towns = [SimpleNamespace(id="no tenant's id"), SimpleNamespace(id=tenant_id)]
    monkeypatch.setattr(jobs, "tenants", lambda: towns)
    job(timestamp=0)
    assert mail.to == ["fatima@waterlinie.example"]
