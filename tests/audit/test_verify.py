"""Whoever holds the server changes the log in every way there is, and the check names the first bad line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from nacl.signing import SigningKey

from weerbaar.audit.actions import make_checkpoint
from weerbaar.audit.chain import Fault, Head
from weerbaar.audit.checkpoints import sign
from weerbaar.audit.models import Line, Link
from weerbaar.audit.queries import verify
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from psycopg import Connection

    from .conftest import Log

    Tamper = Callable[..., int]
    AsOwner = Callable[[UUID], AbstractContextManager[Connection]]

LINE = "UPDATE audit_line SET {} WHERE id = %(line)s"


@pytest.fixture
def ten(log: Log) -> list[UUID]:
    """Ten linked lines, by the sequence of their links: ten[3] is number 4."""
    log.write(10)
    assert log.link() == 10
    return order(log)


def order(log: Log) -> list[UUID]:
    with tenant_scope(log.tenant_id):
        return list(Link.objects.order_by("sequence").values_list("line_id", flat=True))


def first(log: Log, *checkpoints: object) -> tuple[Fault, int | None, UUID | None] | None:
    found = verify(log.tenant_id, checkpoints).first  # type: ignore[arg-type]
    return (found.fault, found.sequence, found.line_id) if found else None


def test_a_log_that_was_left_alone_is_sound(log: Log, ten: list[UUID]) -> None:
    verdict = verify(log.tenant_id, [make_checkpoint(log.actor)])
    assert verdict.ok
    assert verdict.head.sequence == len(ten)
    assert verdict.unlinked == 1  # the line of the checkpoint itself


def test_an_empty_log_is_sound_with_a_checkpoint_of_its_emptiness(log: Log) -> None:
    signed = make_checkpoint(log.actor)
    assert signed.sequence == 0
    assert verify(log.tenant_id, [signed]).ok


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "verb = 'case.close'",
        "actor_alias = gen_random_uuid()",
        "subject_id = gen_random_uuid()",
        "object_id = gen_random_uuid()",
        "reason_hash = sha256('x')",
        "refused = NOT refused",
        "count = 1",
    ],
)
def test_changing_a_line_is_found(log: Log, ten: list[UUID], tamper: Tamper, change: str) -> None:
    assert tamper(LINE.format(change), line=ten[3]) == 1
    assert first(log) == (Fault.CHANGED, 4, ten[3])


@pytest.mark.parametrize("change", ["id = gen_random_uuid()", "tenant_id = gen_random_uuid()"])
def test_taking_a_line_out_of_its_place_is_found(
    log: Log, ten: list[UUID], tamper: Tamper, change: str
) -> None:
    assert tamper(LINE.format(change), line=ten[3]) == 1
    assert first(log) == (Fault.LINE_GONE, 4, ten[3])


def test_removing_a_line_is_found(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    assert tamper("DELETE FROM audit_line WHERE id = %(line)s", line=ten[3]) == 1
    assert first(log) == (Fault.LINE_GONE, 4, ten[3])


def test_removing_a_line_with_its_link_is_found(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    tamper("DELETE FROM audit_line WHERE id = %(line)s", line=ten[3])
    tamper("DELETE FROM audit_link WHERE line_id = %(line)s", line=ten[3])
    assert first(log) == (Fault.LINK_GONE, 4, None)


def test_closing_the_gap_behind_a_removed_line_is_found(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    tamper("DELETE FROM audit_line WHERE id = %(line)s", line=ten[3])
    tamper("DELETE FROM audit_link WHERE line_id = %(line)s", line=ten[3])
    for number in range(5, 11):
        tamper(
            "UPDATE audit_link SET sequence = %(number)s - 1 WHERE tenant_id = %(tenant)s AND sequence = %(number)s",
            tenant=log.tenant_id,
            number=number,
        )
    assert first(log) == (Fault.CHANGED, 4, ten[4])


def test_letting_two_lines_change_places_is_found(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    for line_id, sequence in ((ten[3], 10**9), (ten[6], 4), (ten[3], 7)):
        tamper("UPDATE audit_link SET sequence = %(to)s WHERE line_id = %(line)s", to=sequence, line=line_id)
    assert first(log) == (Fault.CHANGED, 4, ten[6])


def test_putting_a_line_back_with_another_time_is_found(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    with tenant_scope(log.tenant_id):
        line = Line.objects.get(id=ten[3])
    tamper("DELETE FROM audit_line WHERE id = %(line)s", line=line.id)
    with tenant_scope(log.tenant_id):
        Line.objects.create(
            id=line.id,
            tenant_id=line.tenant_id,
            at=line.at - timedelta(days=1),
            verb=line.verb,
            actor_alias=line.actor_alias,
            subject_id=line.subject_id,
        )
    log.link()
    assert first(log) == (Fault.CHANGED, 4, ten[3])


def test_changing_a_hash_is_found(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    tamper("UPDATE audit_link SET hash = sha256('x') WHERE line_id = %(line)s", line=ten[3])
    assert first(log) == (Fault.CHANGED, 4, ten[3])


def test_only_a_checkpoint_that_was_kept_sees_a_tail_that_is_cut_off(
    log: Log, ten: list[UUID], tamper: Tamper
) -> None:
    kept = make_checkpoint(log.actor)
    for table, column in (("audit_line", "id"), ("audit_link", "line_id")):
        tamper(f"DELETE FROM {table} WHERE {column} = ANY(%(lines)s)", lines=ten[7:])
    assert first(log) == (Fault.CUT_OFF, 8, None), "the checkpoint in the database finds the careless"
    tamper("DELETE FROM audit_checkpoint WHERE tenant_id = %(tenant)s", tenant=log.tenant_id)
    assert first(log) is None, "without a checkpoint nobody can see it"
    assert first(log, kept) == (Fault.CUT_OFF, 8, None)


def test_a_chain_that_is_rewritten_from_a_changed_line_on_is_found(
    log: Log, ten: list[UUID], tamper: Tamper
) -> None:
    kept = make_checkpoint(log.actor)
    tamper("DELETE FROM audit_checkpoint WHERE tenant_id = %(tenant)s", tenant=log.tenant_id)
    tamper("DELETE FROM audit_line WHERE id = %(line)s", line=ten[3])
    tamper("DELETE FROM audit_link WHERE tenant_id = %(tenant)s", tenant=log.tenant_id)
    tamper(
        "INSERT INTO audit_unlinked (id, tenant_id) SELECT id, tenant_id FROM audit_line"
        " WHERE tenant_id = %(tenant)s ON CONFLICT DO NOTHING",
        tenant=log.tenant_id,
    )
    log.link()
    assert first(log) is None, "in itself it is a sound chain"
    assert first(log, kept) == (Fault.REWRITTEN, 10, None)


def test_links_that_are_removed_leave_lines_that_nothing_waits_for(
    log: Log, ten: list[UUID], tamper: Tamper
) -> None:
    tamper("DELETE FROM audit_link WHERE line_id = %(line)s", line=ten[9])
    assert first(log) == (Fault.LOST, None, ten[9])


def test_a_line_that_is_taken_out_of_the_queue_is_found(log: Log, tamper: Tamper) -> None:
    log.write(1)
    tamper("DELETE FROM audit_unlinked WHERE tenant_id = %(tenant)s", tenant=log.tenant_id)
    assert log.link() == 0
    with tenant_scope(log.tenant_id):
        line_id = Line.objects.get().id
    assert first(log) == (Fault.LOST, None, line_id)


def test_a_line_that_waits_too_long_is_named(log: Log) -> None:
    log.write(2)
    assert verify(log.tenant_id).unlinked == 2
    assert verify(log.tenant_id).ok
    with clock.stopped_at(clock.now() + timedelta(minutes=2)):
        verdict = verify(log.tenant_id)
    assert verdict.first is not None
    assert verdict.first.fault == Fault.LATE
    assert verdict.unlinked == 2


def test_the_owner_who_switches_the_trigger_off_is_found(
    log: Log, ten: list[UUID], as_owner: AsOwner
) -> None:
    with as_owner(log.tenant_id) as owner:
        owner.execute("ALTER TABLE audit_line DISABLE TRIGGER audit_line_append_only")
        assert owner.execute("UPDATE audit_line SET refused = true WHERE id = %s", [ten[0]]).rowcount == 1
        owner.execute("ALTER TABLE audit_line ENABLE TRIGGER audit_line_append_only")
    assert first(log) == (Fault.CHANGED, 1, ten[0])


def test_the_first_of_several_bad_lines_is_named(log: Log, ten: list[UUID], tamper: Tamper) -> None:
    tamper(LINE.format("refused = true"), line=ten[8])
    tamper("DELETE FROM audit_line WHERE id = %(line)s", line=ten[2])
    assert first(log) == (Fault.LINE_GONE, 3, ten[2])


def test_a_checkpoint_that_we_did_not_sign_is_said_and_proves_nothing(log: Log, ten: list[UUID]) -> None:
    forged = sign(SigningKey.generate(), log.tenant_id, Head(99, b"x" * 32), clock.now())
    changed = replace(make_checkpoint(log.actor), sequence=99)
    verdict = verify(log.tenant_id, [forged, changed])
    assert [problem.fault for problem in verdict.problems] == [Fault.BAD_SIGNATURE, Fault.BAD_SIGNATURE]


def test_a_checkpoint_of_another_tenant_is_not_passed_over_in_silence(log: Log) -> None:
    with pytest.raises(ValueError, match="another tenant"):
        verify(uuid4(), [make_checkpoint(log.actor)])
