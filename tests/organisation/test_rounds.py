"""A round over all tenants: one job that fails keeps no other job, thing or tenant waiting."""

from __future__ import annotations

from uuid import uuid4

import pytest
from structlog.testing import capture_logs
from tests.people import make_tenant

from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.organisation.rounds import for_each, in_every_tenant


def test_a_job_that_fails_in_one_tenant_keeps_nothing_else_waiting(database):
    here = {make_tenant().tenant.id for _ in range(2)}
    ill, done = min(here), []

    def breaks(tenant_id):
        if tenant_id == ill:
            raise ZeroDivisionError
        done.append(("breaks", tenant_id))

    def works(tenant_id):
        done.append(("works", tenant_id))

    in_every_tenant(breaks, works)
    ours = [one for one in done if one[1] in here]
    assert sorted(ours) == sorted([("works", one) for one in here] + [("breaks", max(here))])


@pytest.mark.parametrize(
    ("error", "is_logged"),
    [
        (GoneError("Weg."), False),
        (RefusedError("Al gedaan."), False),
        (NotAllowedError("Mag niet."), True),
        (ZeroDivisionError(), True),
    ],
)
def test_one_that_fails_or_is_gone_keeps_no_other_waiting_and_is_not_counted(error, is_logged):
    done = []

    def do(number):
        if number == 1:
            raise error
        done.append(number)

    tenant_id = uuid4()
    with capture_logs() as said:
        assert for_each(tenant_id, range(3), do) == 2
    assert done == [0, 2]
    # Which one, and in which job: no job fails without anybody seeing it.
    told = {
        "event": "round.failed",
        "log_level": "error",
        "job": "test_one_that_fails_or_is_gone_keeps_no_other_waiting_and_is_not_counted",
        "tenant": str(tenant_id),
        "error": type(error).__name__,
        "one": "1",
    }
    assert said == ([told] if is_logged else [])
