"""Hands for the log's tests: an actor, a small verb, the chainer by hand, and somebody who holds the database."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from weerbaar.audit.acts import Actor, about, act
from weerbaar.audit.linking import link_all
from weerbaar.config import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


@dataclass(frozen=True)
class Handler:
    """A member of staff in a tenant of the test's own."""

    tenant_id: UUID = field(default_factory=uuid4)
    alias: UUID = field(default_factory=uuid4)


@act("test.note")
def note(actor: Actor, *, subject_id: UUID) -> None:
    """The smallest verb: it says what it is about."""
    about(subject_id)


@dataclass(frozen=True)
class Log:
    """The log of one tenant, written by one handler."""

    actor: Handler

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    def write(self, count: int) -> None:
        for _ in range(count):
            note(self.actor, subject_id=uuid4())

    def link(self) -> int:
        return link_all(lambda: [self.tenant_id])


@pytest.fixture
def actor() -> Handler:
    return Handler()


@pytest.fixture
def log(actor: Handler) -> Log:
    return Log(actor)


@pytest.fixture
def tamper() -> Callable[..., int]:
    """Change the log as the server's administrator can: past the triggers and past row-level security."""

    def change(statement: str, **values: object) -> int:
        with psycopg.connect(**environment.cluster().address("superuser").libpq()) as connection:
            connection.execute("SET session_replication_role = replica")
            return connection.execute(statement.encode(), values).rowcount

    return change


class Figures:
    """What the planner knows of the tables, and what this connection reads of them."""

    def renew(self) -> None:
        """Count now, so that whatever is written from here on is news to the planner."""
        with psycopg.connect(**environment.cluster().address("superuser").libpq(), autocommit=True) as root:
            root.execute("ANALYZE audit_line, audit_link, audit_unlinked")

    @contextmanager
    def rows_read(self, table: str) -> Iterator[list[int]]:
        """How many rows of the table were read meanwhile, those that were thrown away included."""
        before, read = self._count(table), []
        yield read
        read.append(self._count(table) - before)

    def _count(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = %s",
                [table],
            )
            (count,) = cursor.fetchone() or (0,)
        return count


@pytest.fixture
def figures() -> Figures:
    return Figures()


@pytest.fixture
def as_owner() -> Callable[[UUID], AbstractContextManager[psycopg.Connection]]:
    """A connection as the role that owns the tables, in the scope of a tenant."""

    @contextmanager
    def connect(tenant_id: UUID) -> Iterator[psycopg.Connection]:
        with psycopg.connect(**environment.address("owner").libpq()) as connection:
            connection.execute("SELECT set_config('weerbaar.tenant', %s, true)", [str(tenant_id)])
            yield connection

    return connect
