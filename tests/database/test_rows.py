"""Many rows of several tables in one message to the database."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from weerbaar.database.rows import insert_all
from weerbaar.database.scope import tenant_scope
from weerbaar.notify.models import Address, Knock


@pytest.fixture
def tenant_id() -> UUID:
    return uuid4()


def an_address(tenant_id: UUID, language: str = "nl") -> Address:
    return Address(
        id=uuid4(), tenant_id=tenant_id, holder_alias=uuid4(), sealed_address=b"\0%s", language=language
    )


def a_knock(address: Address, *, at_once: bool = False) -> Knock:
    return Knock(id=uuid4(), tenant_id=address.tenant_id, address=address, at_once=at_once)


def test_two_tables_in_one_message_as_they_were_given(tenant_id):
    dutch, english = an_address(tenant_id), an_address(tenant_id, "en")
    rows = [dutch, english, a_knock(dutch), a_knock(english, at_once=True)]
    with tenant_scope(tenant_id):
        with CaptureQueriesContext(connection) as sent:
            insert_all(rows)
        assert len(sent) == 1
        kept = {one.id: one for one in Address.objects.all()}
        assert {one.id: one.at_once for one in Knock.objects.all()} == {rows[2].id: False, rows[3].id: True}
    assert {one: row.language for one, row in kept.items()} == {dutch.id: "nl", english.id: "en"}
    assert bytes(kept[dutch.id].sealed_address) == b"\0%s"
    assert [one._state.adding for one in rows] == [False] * 4


def test_a_generator_and_tables_in_turn_keep_their_order(tenant_id):
    first, second = an_address(tenant_id), an_address(tenant_id)
    with tenant_scope(tenant_id):
        insert_all(one for one in (first, a_knock(first), second, a_knock(second)))
        assert Address.objects.count() == 2
        assert Knock.objects.count() == 2


def test_a_row_that_is_there_already_undoes_all(tenant_id):
    there, fresh = an_address(tenant_id), an_address(tenant_id)
    with tenant_scope(tenant_id):
        insert_all([there])
    twice = an_address(tenant_id)
    twice.id = there.id
    with pytest.raises(IntegrityError), tenant_scope(tenant_id):
        insert_all([fresh, twice])
    assert fresh._state.adding
    with tenant_scope(tenant_id):
        assert [one.id for one in Address.objects.all()] == [there.id]


def test_a_row_of_another_tenant_is_refused(tenant_id):
    with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(tenant_id):
        insert_all([an_address(uuid4())])


def test_nothing_asks_nothing(tenant_id):
    with tenant_scope(tenant_id), CaptureQueriesContext(connection) as sent:
        insert_all([])
    assert len(sent) == 0
