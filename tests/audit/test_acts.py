"""A verb is one transaction with one line in it, and what the line says can be trusted."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from weerbaar.audit.actions import make_checkpoint
from weerbaar.audit.acts import VERBS, Actor, System, UnsaidError, about, act, declare_views, reading
from weerbaar.audit.linking import link_all
from weerbaar.audit.models import Line
from weerbaar.audit.queries import lines_about
from weerbaar.database.scope import TenantScopeError, tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError

from .conftest import Handler, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from psycopg import Connection

declare_views("test.look")


@act("test.let_in")
def let_in(actor: Actor, *, case_id: UUID, person_id: UUID, sealed: bytes) -> str:
    about(case_id)
    about(case_id, object_id=person_id)
    about(case_id, reason=sealed)
    return "let in"


@act("test.open", log_refusal=True)
def open_case(actor: Actor, *, case_id: UUID, error: Exception | None = None) -> None:
    about(case_id)
    note(actor, subject_id=case_id)
    if error:
        raise error


@act("test.try_open")
def try_open(actor: Actor, *, case_id: UUID, error: Exception, swallow: bool) -> None:
    about(case_id)
    try:
        open_case(actor, case_id=case_id, error=error)
    except NotAllowedError:
        if not swallow:
            raise


def verbs(actor: Handler, subject_id: UUID) -> list[tuple[str, bool]]:
    with tenant_scope(actor.tenant_id):
        return [(line.verb, line.refused) for line in lines_about(subject_id)]


def test_a_verb_leaves_one_line_that_says_who_what_about_and_when(actor: Handler) -> None:
    case_id, person_id = uuid4(), uuid4()
    moment = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
    with clock.stopped_at(moment):
        assert let_in(actor, case_id=case_id, person_id=person_id, sealed=b"\x01sealed") == "let in"
    with tenant_scope(actor.tenant_id):
        (line,) = lines_about(case_id)
    assert (line.tenant_id, line.actor_alias, line.verb, line.at) == (
        actor.tenant_id,
        actor.alias,
        "test.let_in",
        moment,
    )
    assert (line.object_id, line.refused) == (person_id, False)
    assert line.reason_hash is not None
    assert bytes(line.reason_hash) == hashlib.sha256(b"\x01sealed").digest()


def test_one_line_tells_of_how_many_it_was(actor: Handler) -> None:
    @act("test.count")
    def count(actor: Actor, *, case_id: UUID, number: int) -> None:
        about(case_id)
        about(case_id, count=number)

    case_id = uuid4()
    count(actor, case_id=case_id, number=10_000)
    with tenant_scope(actor.tenant_id):
        assert [line.count for line in lines_about(case_id)] == [10_000]


def test_a_verb_inside_a_verb_writes_its_own_line_in_the_same_transaction(actor: Handler) -> None:
    case_id = uuid4()
    open_case(actor, case_id=case_id)
    assert verbs(actor, case_id) == [("test.note", False), ("test.open", False)]


@pytest.mark.parametrize("error", [NotAllowedError("Nee."), RefusedError("Nee.")])
def test_a_refusal_takes_everything_back_and_leaves_its_own_line(actor: Handler, error: Exception) -> None:
    case_id = uuid4()
    with pytest.raises(type(error)):
        open_case(actor, case_id=case_id, error=error)
    assert verbs(actor, case_id) == [("test.open", True)]


@pytest.mark.parametrize("error", [GoneError("Weg."), ValueError("bug"), KeyboardInterrupt()])
def test_another_error_takes_everything_back(actor: Handler, error: BaseException) -> None:
    case_id = uuid4()
    with pytest.raises(type(error)):
        open_case(actor, case_id=case_id, error=error)  # type: ignore[arg-type]
    assert verbs(actor, case_id) == []


def test_a_refusal_stays_when_the_transaction_around_it_is_taken_back(actor: Handler) -> None:
    case_id = uuid4()
    with pytest.raises(NotAllowedError):
        try_open(actor, case_id=case_id, error=NotAllowedError("Nee."), swallow=False)
    assert verbs(actor, case_id) == [("test.open", True)]


def test_a_refusal_stays_when_the_verb_around_it_goes_on(actor: Handler) -> None:
    case_id = uuid4()
    try_open(actor, case_id=case_id, error=NotAllowedError("Nee."), swallow=True)
    assert sorted(verbs(actor, case_id)) == [("test.open", True), ("test.try_open", False)]


def test_a_verb_without_log_refusal_leaves_nothing(actor: Handler) -> None:
    @act("test.refuse")
    def refuse(actor: Actor, *, case_id: UUID) -> None:
        about(case_id)
        raise NotAllowedError("Nee.")

    case_id = uuid4()
    with pytest.raises(NotAllowedError):
        refuse(actor, case_id=case_id)
    assert verbs(actor, case_id) == []


def test_a_verb_that_does_not_say_what_it_is_about_does_not_happen(actor: Handler) -> None:
    case_id = uuid4()

    @act("test.mumble")
    def mumble(actor: Actor) -> None:
        note(actor, subject_id=case_id)

    with pytest.raises(UnsaidError, match=r"test\.mumble"):
        mumble(actor)
    assert verbs(actor, case_id) == []


def test_a_verb_is_about_one_subject(actor: Handler) -> None:
    @act("test.two")
    def two(actor: Actor) -> None:
        about(uuid4())
        about(uuid4())

    with pytest.raises(UnsaidError, match="one subject"):
        two(actor)


def test_about_means_nothing_outside_a_verb() -> None:
    with pytest.raises(UnsaidError, match="outside a verb"):
        about(uuid4())


def test_a_view_is_a_line_too(actor: Handler) -> None:
    case_id = uuid4()
    reading(actor, "test.look", case_id)
    assert verbs(actor, case_id) == [("test.look", False)]


def test_a_view_must_be_declared(actor: Handler) -> None:
    with pytest.raises(UnsaidError, match="not declared"):
        reading(actor, "test.peek", uuid4())


def test_every_declared_verb_can_be_listed_and_nobody_can_add_one_aside() -> None:
    assert {"test.note", "test.let_in", "test.look"} <= VERBS
    assert not hasattr(VERBS, "add")


@pytest.mark.parametrize(
    "verb", ["", "open", "case.open.now", "Case.open", "case.open ", "zaak.één", "a." + "b" * 59]
)
def test_a_verb_is_two_words_of_the_source(verb: str) -> None:
    with pytest.raises(UnsaidError, match="verb"):
        act(verb)(lambda actor: None)


def test_a_verb_cannot_be_declared_twice() -> None:
    with pytest.raises(UnsaidError, match="twice"):

        @act("test.note")
        def other(actor: Actor) -> None:
            about(uuid4())


def test_a_verb_cannot_do_its_work_after_its_line() -> None:
    with pytest.raises(UnsaidError, match="plain function"):

        @act("test.stream")
        def stream(actor: Actor):
            yield 1


def test_an_actor_cannot_act_in_another_tenant(actor: Handler) -> None:
    with pytest.raises(TenantScopeError), tenant_scope(uuid4()):
        note(actor, subject_id=uuid4())


def test_lines_of_one_tenant_are_not_seen_in_another(actor: Handler) -> None:
    case_id = uuid4()
    note(actor, subject_id=case_id)
    assert verbs(Handler(), case_id) == []
    assert verbs(actor, case_id) == [("test.note", False)]


def test_the_product_itself_acts_under_a_name_that_nobody_has(actor: Handler) -> None:
    case_id = uuid4()
    note(System(actor.tenant_id), subject_id=case_id)
    with tenant_scope(actor.tenant_id):
        assert lines_about(case_id)[0].actor_alias == UUID(int=0)


def test_the_lines_about_a_case_come_in_pages(actor: Handler) -> None:
    case_id = uuid4()
    with clock.stopped_at(datetime(2026, 3, 2, tzinfo=UTC)):
        for _ in range(5):
            note(actor, subject_id=case_id)
    with tenant_scope(actor.tenant_id):
        first = lines_about(case_id, limit=3)
        rest = lines_about(case_id, after=first[-1].id, limit=3)
        assert len({line.id for line in first + rest}) == 5
        assert lines_about(case_id, after=rest[-1].id) == []


@pytest.mark.parametrize(
    ("change", "refused_by"),
    [
        (lambda: Line.objects.update(verb="test.other"), "permission denied"),
        (lambda: Line.objects.all().delete(), "permission denied"),
        (lambda: _execute("TRUNCATE audit_line"), "permission denied"),
        (lambda: _execute("DELETE FROM audit_link"), "permission denied"),
        (lambda: _execute("UPDATE audit_checkpoint SET sequence = 0"), "permission denied"),
        (lambda: _execute("ALTER TABLE audit_line DISABLE TRIGGER ALL"), "must be owner"),
    ],
)
def test_the_application_can_only_add(actor: Handler, change: Callable[[], object], refused_by: str) -> None:
    note(actor, subject_id=uuid4())
    with pytest.raises(Exception, match=refused_by), tenant_scope(actor.tenant_id):
        change()


@pytest.mark.parametrize(
    "column",
    [
        {"verb": "Noor belde om 12 uur"},
        {"verb": "case.open; Noor"},
        {"reason_hash": b"Noor"},
        {"reason_hash": b"n" * 33},
    ],
)
def test_a_line_has_no_room_for_a_text(actor: Handler, column: dict[str, object]) -> None:
    values = {"verb": "test.note", "at": clock.now(), "actor_alias": uuid4(), "subject_id": uuid4()} | column
    with pytest.raises(IntegrityError), tenant_scope(actor.tenant_id):
        Line.objects.create(tenant_id=actor.tenant_id, **values)


def test_a_line_cannot_be_laid_in_another_tenants_log(actor: Handler) -> None:
    with pytest.raises(Exception, match="row-level security"), tenant_scope(actor.tenant_id):
        Line.objects.create(
            tenant_id=uuid4(), verb="test.note", at=clock.now(), actor_alias=uuid4(), subject_id=uuid4()
        )


@pytest.mark.parametrize("table", ["audit_line", "audit_link", "audit_checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET tenant_id = tenant_id", "TRUNCATE {}"])
def test_the_owner_of_the_tables_is_stopped_by_the_trigger(
    actor: Handler, as_owner: Callable[..., AbstractContextManager[Connection]], table: str, change: str
) -> None:
    make_checkpoint(actor)
    link_all(lambda: [actor.tenant_id])
    with pytest.raises(Exception, match="append-only"), as_owner(actor.tenant_id) as owner:
        owner.execute(change.format(table).encode())


def _execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
