"""The chain as a pure thing: every bit of a line counts, and each way of spoiling a chain has its own name."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weerbaar.audit.chain import Fault, LineFacts, Row, Verdict, follow, genesis, inspect, line_bytes, walk

TENANT = UUID("6d5a9c8e-0000-4000-8000-000000000001")
OTHER = UUID("6d5a9c8e-0000-4000-8000-000000000002")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
lines = st.builds(
    LineFacts,
    id=st.uuids(),
    tenant_id=st.just(TENANT),
    at=moments,
    verb=st.sampled_from(["case.open", "case.close", "a.b", "case.open_case", "case_open.case"]),
    actor_alias=st.uuids(),
    subject_id=st.uuids(),
    object_id=st.none() | st.uuids(),
    reason_hash=st.none() | st.binary(min_size=32, max_size=32),
    refused=st.booleans(),
    count=st.none() | st.integers(0, 2**31 - 1),
)
chains = st.lists(lines, min_size=2, max_size=6, unique_by=lambda line: line.id)

# A busy machine draws slowly; that is no fault of the chain.
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def line(number: int) -> LineFacts:
    return LineFacts(
        UUID(int=number), TENANT, NOON + timedelta(seconds=number), "case.open", OTHER, UUID(int=900)
    )


def linked(of: list[LineFacts], tenant: UUID = TENANT) -> list[Row]:
    return [Row(head.sequence, head.hash, each.id, each) for each, head in walk(genesis(tenant), of)]


def judge(rows: list[Row], kept: dict[int, frozenset[bytes]] | None = None) -> Verdict:
    return inspect(TENANT, rows, kept=kept or {}, late_before=NOON)


def test_the_bytes_of_a_line_are_what_they_were() -> None:
    """A log that was written today must verify in ten years: this value may never change."""
    known = LineFacts(UUID(int=1), TENANT, NOON, "case.open", UUID(int=2), UUID(int=3), None, b"r" * 32, True)
    assert line_bytes(known).hex() == (
        b"weerbaar line 1".hex()
        + TENANT.hex
        + UUID(int=1).hex
        + int(NOON.timestamp() * 1_000_000).to_bytes(8, "big").hex()
        + "0009"
        + b"case.open".hex()
        + UUID(int=2).hex
        + UUID(int=3).hex
        + "00"
        + "01"
        + "72" * 32
        + "01"
    )
    assert follow(genesis(TENANT), known).hash.hex() == (
        "cb490a31db1188da6ab0bc6b30ff0374d847069dbf910e53d9c75f5e46fec921"
    )


def test_of_how_many_it_was_stands_behind_the_rest_of_a_line() -> None:
    counted = replace(line(1), count=258)
    assert line_bytes(counted) == line_bytes(line(1)) + (258).to_bytes(8, "big")


@unhurried
@given(chains)
def test_a_chain_that_was_left_alone_is_sound(chain: list[LineFacts]) -> None:
    verdict = judge(linked(chain))
    assert verdict.ok
    assert verdict.head.sequence == len(chain)


@unhurried
@given(lines, lines)
def test_two_lines_that_differ_have_different_bytes(one: LineFacts, two: LineFacts) -> None:
    assert (line_bytes(one) == line_bytes(two)) == (one == two)


@unhurried
@given(chains, st.data())
def test_changing_any_field_of_any_line_is_found_at_that_line(
    chain: list[LineFacts], data: st.DataObject
) -> None:
    rows = linked(chain)
    at = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(LineFacts)]))
    value = data.draw(
        {
            "tenant_id": st.just(OTHER),
            "at": moments,
            "verb": st.sampled_from(["case.open", "case.close"]),
            "object_id": st.none() | st.uuids(),
            "reason_hash": st.none() | st.binary(min_size=32, max_size=32),
            "refused": st.booleans(),
            "count": st.none() | st.integers(0, 2**31 - 1),
        }.get(name, st.uuids()).filter(lambda value: value != getattr(chain[at], name))
    )
    rows[at] = replace(rows[at], line=replace(chain[at], **{name: value}))
    first = judge(rows).first
    assert first is not None
    assert (first.fault, first.sequence) == (Fault.CHANGED, at + 1)


@unhurried
@given(chains, st.data())
def test_two_lines_that_change_places_are_found_at_the_first(
    chain: list[LineFacts], data: st.DataObject
) -> None:
    rows = linked(chain)
    low, high = sorted(
        data.draw(st.lists(st.integers(0, len(chain) - 1), min_size=2, max_size=2, unique=True))
    )
    one, two = rows[low], rows[high]
    rows[low], rows[high] = replace(one, line=two.line), replace(two, line=one.line)
    first = judge(rows).first
    assert first is not None
    assert (first.fault, first.sequence) == (Fault.CHANGED, low + 1)


@unhurried
@given(chains, st.data())
def test_a_rewritten_chain_fits_in_itself_and_not_with_a_checkpoint(
    chain: list[LineFacts], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    kept = {len(chain): frozenset({linked(chain)[-1].hash or b""})}
    rewritten = linked([*chain[:at], replace(chain[at], refused=not chain[at].refused), *chain[at + 1 :]])
    assert judge(rewritten).ok
    first = judge(rewritten, kept).first
    assert first is not None
    assert (first.fault, first.sequence) == (Fault.REWRITTEN, len(chain))


FIVE = linked([line(number) for number in range(1, 6)])


@pytest.mark.parametrize(
    ("rows", "fault", "sequence"),
    [
        pytest.param([*FIVE[:2], *FIVE[3:]], Fault.LINK_GONE, 3, id="a link is gone"),
        pytest.param(FIVE[1:], Fault.LINK_GONE, 1, id="the first link is gone"),
        pytest.param([*FIVE[:3], FIVE[2], *FIVE[3:]], Fault.REPEATED, 3, id="a link occurs twice"),
        pytest.param(
            [*FIVE[:1], replace(FIVE[1], line=None), *FIVE[2:]], Fault.LINE_GONE, 2, id="a line is gone"
        ),
        pytest.param(
            [*FIVE[:3], replace(FIVE[3], hash=b"0" * 32), FIVE[4]], Fault.CHANGED, 4, id="a hash was changed"
        ),
        pytest.param(
            [*FIVE[:2], replace(FIVE[3], sequence=3)],
            Fault.CHANGED,
            3,
            id="the gap was closed by renumbering",
        ),
        pytest.param(linked([line(1)], OTHER), Fault.CHANGED, 1, id="the chain is another tenant's"),
    ],
)
def test_each_way_of_spoiling_a_chain_is_named(rows: list[Row], fault: Fault, sequence: int) -> None:
    first = judge(rows).first
    assert first is not None
    assert (first.fault, first.sequence) == (fault, sequence)


def test_only_a_checkpoint_sees_that_the_tail_was_cut_off() -> None:
    kept = {5: frozenset({FIVE[4].hash or b""})}
    assert judge(FIVE, kept).ok
    assert judge(FIVE[:3]).ok
    first = judge(FIVE[:3], kept).first
    assert first is not None
    assert (first.fault, first.sequence) == (Fault.CUT_OFF, 4)


def test_two_checkpoints_that_contradict_each_other_cannot_both_be_right() -> None:
    kept = {2: frozenset({FIVE[1].hash or b"", b"x" * 32})}
    first = judge(FIVE, kept).first
    assert first is not None
    assert (first.fault, first.sequence) == (Fault.REWRITTEN, 2)


@pytest.mark.parametrize(
    ("written", "waiting", "fault"),
    [
        pytest.param(NOON, True, None, id="waits since just now"),
        pytest.param(NOON - timedelta(microseconds=1), True, Fault.LATE, id="waits too long"),
        pytest.param(NOON, False, Fault.LOST, id="nothing will come for it"),
    ],
)
def test_a_line_without_a_link(written: datetime, waiting: bool, fault: Fault | None) -> None:
    loose = replace(line(6), at=written)
    verdict = judge([*FIVE, Row(None, None, loose.id, loose, waiting)])
    assert verdict.unlinked == 1
    assert (verdict.first.fault if verdict.first else None) == fault


def test_lines_without_a_link_are_counted_behind_a_bad_line_too() -> None:
    rows = [
        *FIVE[1:],
        Row(None, None, UUID(int=6), line(6), True),
        Row(None, None, UUID(int=7), line(7), False),
    ]
    verdict = judge(rows)
    assert verdict.unlinked == 2
    assert [problem.fault for problem in verdict.problems] == [Fault.LINK_GONE, Fault.LOST]
