"""A round that the clock starts: some jobs in every tenant, of which none keeps another waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import structlog

from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.organisation.queries import tenants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

T = TypeVar("T")

log = structlog.get_logger()


def in_every_tenant(*jobs: Callable[[UUID], object]) -> None:
    """Do each job in each tenant, by its id. One that fails is logged, and the next has its turn all the same."""
    for tenant in tenants():
        for job in jobs:
            try:
                job(tenant.id)
            except Exception as failure:  # noqa: BLE001 - whatever is wrong with one job in one tenant, the rest is done
                _log(job, tenant.id, failure)


def for_each(tenant_id: UUID, found: Iterable[T], do: Callable[[T], object]) -> int:
    """Do one thing for each of what a job found in a tenant, rows or ids; return for how many it was done.

    What was dealt with since it was found is passed over. What fails is logged with its id, and keeps no other waiting.
    """
    done = 0
    for one in found:
        try:
            do(one)
        except (RefusedError, GoneError):
            continue
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with one, the others have their turn
            _log(do, tenant_id, failure, one=str(getattr(one, "id", one)))
        else:
            done += 1
    return done


def _log(job: Callable[..., object], tenant_id: UUID, failure: Exception, **of: str) -> None:
    # The class of the error alone: its text may hold a word or an address. What a job is told in passing has its name.
    name = job.__qualname__.partition(".<locals>")[0]
    log.error("round.failed", job=name, tenant=str(tenant_id), error=type(failure).__name__, **of)
