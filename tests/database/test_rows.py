"""Rows read and written with few statements, on Django's own connection and in its transaction."""

from __future__ import annotations

from contextlib import closing, nullcontext
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from django.db.utils import DataError, IntegrityError, OperationalError, ProgrammingError

from weerbaar.config import environment
from weerbaar.database.rows import insert_all, run, select, stream, together, update
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


def test_rows_of_two_tables_as_they_were_given(tenant_id):
    dutch, english = an_address(tenant_id), an_address(tenant_id, "en")
    rows = [dutch, english, a_knock(dutch), a_knock(english, at_once=True)]
    with tenant_scope(tenant_id):
        insert_all(rows)
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


def test_no_rows_are_no_statement(tenant_id):
    with tenant_scope(tenant_id):
        insert_all([])
        assert Address.objects.count() == 0


def test_what_is_selected_is_what_django_would_give(tenant_id):
    rows = [an_address(tenant_id), an_address(tenant_id, "en")]
    with tenant_scope(tenant_id):
        insert_all(rows)
        read = select(Address, "language = %s", ["en"])
        assert [one.pk for one in read] == [rows[1].id]
        kept = Address.objects.get(id=rows[1].id)
    for field in Address._meta.local_concrete_fields:
        assert getattr(read[0], field.attname) == getattr(kept, field.attname)
    assert read[0]._state.adding is False


def test_another_tenants_rows_are_not_selected(tenant_id):
    with tenant_scope(tenant_id):
        insert_all([an_address(tenant_id)])
    with tenant_scope(uuid4()):
        assert select(Address, "language = %s", ["nl"]) == []


def test_an_update_writes_the_named_fields_of_one_row(tenant_id):
    changed, other = an_address(tenant_id), an_address(tenant_id)
    with tenant_scope(tenant_id):
        insert_all([changed, other])
        changed.language, changed.sealed_address = "en", b"not named, so not written"
        update(changed, ("language",))
        kept = {one.id: (one.language, bytes(one.sealed_address)) for one in Address.objects.all()}
    assert kept == {changed.id: ("en", b"\0%s"), other.id: ("nl", b"\0%s")}


def test_of_statements_sent_together_one_that_fails_undoes_all(tenant_id):
    first, second = an_address(tenant_id), an_address(tenant_id)
    second.id = first.id
    with pytest.raises(IntegrityError), tenant_scope(tenant_id), together():
        insert_all([first])
        insert_all([second])
    with tenant_scope(tenant_id):
        assert Address.objects.count() == 0


def test_a_statement_that_is_wrong_raises_an_error_of_django(tenant_id):
    with pytest.raises(ProgrammingError, match="does not exist"), tenant_scope(tenant_id):
        run("SELECT nothing FROM notify_address", [])


def test_a_stream_gives_every_row_as_the_driver_would(tenant_id):
    statement = (
        "SELECT number, decode(lpad(to_hex(number), 4, '0'), 'hex'), %s::uuid, number > 300, NULL::uuid"
        " FROM generate_series(16, 515) AS number"
    )
    with tenant_scope(tenant_id):
        rows = list(stream(statement, [tenant_id]))
        assert rows == run(statement, [tenant_id]).fetchall()
    assert len(rows) == 500
    assert rows[0] == (16, b"\0\x10", tenant_id, False, None)


def test_a_stream_that_fails_half_way_raises_an_error_of_django_and_undoes_all(tenant_id):
    read = []
    with pytest.raises(DataError, match="division by zero"), tenant_scope(tenant_id):
        insert_all([an_address(tenant_id)])
        for row in stream("SELECT 1000 / (900 - number) FROM generate_series(1, 1000) AS number", []):
            read.append(row)
    assert read
    with tenant_scope(tenant_id):
        assert Address.objects.count() == 0


def test_whoever_leaves_a_stream_half_way_finds_a_connection_that_goes_on(tenant_id):
    with pytest.raises(LookupError), tenant_scope(tenant_id):
        insert_all([an_address(tenant_id)])
        with closing(stream("SELECT repeat('x', 10000) FROM generate_series(1, 10000)", [])) as rows:
            next(rows)
            raise LookupError
    with tenant_scope(tenant_id):
        assert Address.objects.count() == 0
        insert_all([an_address(tenant_id)])
        assert list(stream("SELECT count(*) FROM notify_address", [])) == [(1,)]


def test_nothing_stays_on_a_connection_that_a_pooler_may_give_to_another(tenant_id, monkeypatch):
    monkeypatch.setattr(settings, "WEERBAAR_DATABASE_PREPARES", False)
    connection.close()
    for _ in range(2):
        with tenant_scope(tenant_id):
            insert_all([an_address(tenant_id)])
            select(Address, "language = %s", ["nl"])
    assert _prepared() == []


def test_each_statement_is_prepared_once_on_a_connection_of_our_own(tenant_id, monkeypatch):
    monkeypatch.setattr(settings, "WEERBAAR_DATABASE_PREPARES", True)
    connection.close()
    for _ in range(3):
        with tenant_scope(tenant_id):
            insert_all([an_address(tenant_id)])
            assert select(Address, "language = %s", ["nl"])
            # Django's own hold their values, so that none is the same twice.
            assert Address.objects.filter(language="nl").exists()
    verbs = [statement.split()[0] for statement in _prepared()]
    assert sorted(verbs) == ["INSERT", "SELECT", "SELECT"]  # one of them says whose rows are seen


def test_a_plan_that_is_kept_shows_each_tenant_its_own_rows(tenant_id, monkeypatch):
    monkeypatch.setattr(settings, "WEERBAAR_DATABASE_PREPARES", True)
    connection.close()
    mine = {one: an_address(one) for one in (tenant_id, uuid4())}
    for one, address in mine.items():
        with tenant_scope(one):
            insert_all([address])
    for _ in range(2):
        for one, address in mine.items():
            with tenant_scope(one):
                # One plan for all values, which PostgreSQL otherwise tries after five.
                run("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)", [])
                assert [row.id for row in select(Address, "language = %s", ["nl"])] == [address.id]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE 'SELECT%notify_address%'"
        )
        assert cursor.fetchall() == [(4, 0)]


@pytest.mark.parametrize("sent", ["one by one", "together"])
def test_one_that_fails_when_it_is_prepared_harms_no_later_one(tenant_id, monkeypatch, sent):
    monkeypatch.setattr(settings, "WEERBAAR_DATABASE_PREPARES", True)
    connection.close()
    there = an_address(tenant_id)
    with tenant_scope(tenant_id):
        Address.objects.bulk_create([there])
    twice, way = an_address(tenant_id), together if sent == "together" else nullcontext
    twice.id = there.id
    for _ in range(2):
        with pytest.raises(IntegrityError), tenant_scope(tenant_id), way():
            insert_all([twice])
            select(Address, "id = %s", [there.id])
    with tenant_scope(tenant_id), way():
        insert_all([an_address(tenant_id)])
        assert [one.id for one in select(Address, "id = %s", [there.id])] == [there.id]
    with tenant_scope(tenant_id):
        assert Address.objects.count() == 2


def _prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.parametrize("sent", ["one by one", "together"])
def test_a_server_that_ends_the_connection_half_way_keeps_nothing_and_the_next_request_goes_on(
    tenant_id, sent
):
    way = together if sent == "together" else nullcontext
    with pytest.raises(OperationalError), tenant_scope(tenant_id), way():
        insert_all([an_address(tenant_id)])
        _end(connection.connection.info.backend_pid)
        insert_all([an_address(tenant_id)])
    close_old_connections()
    with tenant_scope(tenant_id):
        assert Address.objects.count() == 0
        insert_all([an_address(tenant_id)])
    with tenant_scope(tenant_id):
        assert Address.objects.count() == 1


def test_a_connection_that_died_while_it_lay_idle_is_not_used(tenant_id):
    with tenant_scope(tenant_id):
        insert_all([an_address(tenant_id)])
        backend = connection.connection.info.backend_pid
    _end(backend)
    close_old_connections()
    assert run("SELECT 1", []).fetchone() == (1,)


def _end(backend: int) -> None:
    """What a restart of PostgreSQL does to a connection, done to one; back when it is gone."""
    with psycopg.connect(**environment.address("app").libpq(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
