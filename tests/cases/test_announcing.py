"""When what was announced to a reporter may go, by table."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.cases.announcing import (
    Heard,
    Ready,
    check_weighed,
    first_day_to_go,
    last_day_to_react,
    readiness,
)
from weerbaar.cases.models import Message
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.workdays import is_workday, workdays_between


@pytest.mark.parametrize(
    ("told_on", "first"),
    [
        (date(2026, 11, 23), date(2026, 12, 1)),  # Monday: Tuesday to Monday are the reporter's
        (date(2026, 11, 27), date(2026, 12, 5)),  # Friday
        (date(2026, 11, 28), date(2026, 12, 5)),  # Saturday counts as little as the Friday did
        (date(2026, 12, 22), date(2026, 12, 31)),  # Christmas
        (date(2027, 3, 25), date(2027, 4, 6)),  # Good Friday and Easter Monday
        (date(2027, 4, 30), date(2027, 5, 13)),  # 5, 6 and 7 May: Liberation, Ascension, decreed
        (date(2028, 2, 28), date(2028, 3, 7)),  # a leap year
    ],
)
def test_the_reporter_has_five_whole_working_days(told_on, first):
    assert first_day_to_go(told_on) == first


def test_a_day_that_a_municipality_added_is_no_working_day():
    added = {date(2026, 11, 25)}
    assert first_day_to_go(date(2026, 11, 23), added) == date(2026, 12, 2)


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_five_working_days_lie_between_always(told_on):
    first = first_day_to_go(told_on)
    assert workdays_between(told_on, last_day_to_react(first)) == 5
    assert is_workday(last_day_to_react(first))


@pytest.mark.parametrize(
    ("not_before", "today", "is_read", "wrote", "expected"),
    [
        (None, date(2026, 12, 1), False, "", Ready.NOT_ANNOUNCED),
        (None, date(2026, 12, 1), True, "answer", Ready.NOT_ANNOUNCED),
        (date(2026, 12, 1), date(2026, 11, 30), False, "", Ready.WAITING),
        (date(2026, 12, 1), date(2026, 12, 1), False, "", Ready.HAD_THE_TIME),
        (date(2026, 12, 1), date(2027, 1, 1), False, "", Ready.HAD_THE_TIME),
        (date(2026, 12, 1), date(2026, 11, 23), True, "", Ready.READ),
        (date(2026, 12, 1), date(2026, 11, 30), True, "", Ready.READ),
        (date(2026, 12, 1), date(2026, 12, 1), True, "", Ready.HAD_THE_TIME),
        (date(2026, 12, 1), date(2026, 11, 23), True, "answer", Ready.ANSWERED),
        (date(2026, 12, 1), date(2026, 11, 23), False, "answer", Ready.ANSWERED),
        # Who wrote of something else, perhaps, keeps their time, and did not say nothing.
        (date(2026, 12, 1), date(2026, 11, 30), False, "other", Ready.WAITING),
        (date(2026, 12, 1), date(2026, 11, 30), True, "other", Ready.READ),
        (date(2026, 12, 1), date(2026, 12, 1), True, "other", Ready.WROTE),
    ],
)
def test_when_something_that_was_announced_may_go(not_before, today, is_read, wrote, expected):
    ready = readiness(
        not_before, today, is_read=is_read, is_answered=wrote == "answer", has_written=bool(wrote)
    )
    assert ready is expected
    assert ready.may == (expected in (Ready.ANSWERED, Ready.WROTE, Ready.HAD_THE_TIME))


@pytest.mark.parametrize(
    ("today", "is_read", "expected"),
    [
        (date(2026, 11, 23), False, Ready.WAITING),
        (date(2026, 11, 30), True, Ready.READ),
        (date(2026, 12, 1), True, Ready.ANSWERED),
    ],
)
def test_where_the_days_are_kept_an_answer_does_not_end_them(today, is_read, expected):
    ready = readiness(
        date(2026, 12, 1), today, is_read=is_read, is_answered=True, has_written=True, keeps_days=True
    )
    assert ready is expected


def test_what_the_reporter_wrote_is_read_and_weighed_before_anything_goes():
    said = Message(id=uuid4())
    heard = Heard(Ready.ANSWERED, Message(id=uuid4()), (said,))
    with pytest.raises(RefusedError, match="Lees dat eerst"):
        check_weighed(heard, "De rechter dwingt ons.", [])
    with pytest.raises(RefusedError, match="wat je daarmee deed") as refused:
        check_weighed(heard, " ", [said.id], field="weighed")
    assert refused.value.field == "weighed"
    check_weighed(heard, "De rechter dwingt ons.", [said.id])
    check_weighed(Heard(Ready.HAD_THE_TIME, Message(id=uuid4())), "", [])
