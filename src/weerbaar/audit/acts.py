"""How a verb is logged: `@act` makes it one transaction and writes its line in that same transaction.

    @act("case.let_in")
    def let_in(actor: Actor, *, case_id: UUID, ...) -> Grant:
        about(case_id, object_id=..., reason=sealed_reason)
        ...

There is no other way to write a line, so that what is logged and what happened cannot drift apart.
"""

from __future__ import annotations

import hashlib
import inspect
import re
import uuid
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from django.db import connection

from weerbaar.database.rows import run
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, KeysView
    from uuid import UUID

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A", bound="Actor")

_VERB = re.compile(r"[a-z_]+\.[a-z_]+")
_LONGEST_VERB = 60
_NOBODY = uuid.UUID(int=0)
_declared: dict[str, str] = {}

VERBS: KeysView[str] = _declared.keys()
"""Every verb that the loaded rooms declare: a read-only set that grows while rooms are imported."""

_INSERT = (
    "INSERT INTO audit_line (id, tenant_id, at, verb, actor_alias, subject_id, object_id, reason_hash, refused, count)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class Actor(Protocol):
    """Anyone who acts: staff, a reporter, the system."""

    @property
    def tenant_id(self) -> UUID:
        """The tenant within which the actor acts."""
        ...

    @property
    def alias(self) -> UUID:
        """Who it is, only for who holds the key outside the database."""
        ...


@dataclass(frozen=True, slots=True)
class System:
    """The product itself, when the clock starts a verb and no person does."""

    tenant_id: UUID
    alias: UUID = _NOBODY


class UnsaidError(RuntimeError):
    """A verb is written wrongly: it does not say what it is about, says two things, or is not declared."""


@dataclass(slots=True)
class _Said:
    """What the verb that is running has said about itself so far."""

    subject_id: UUID | None = None
    object_id: UUID | None = None
    reason_hash: bytes | None = None
    count: int | None = None


_present: ContextVar[_Said | None] = ContextVar("act", default=None)


def about(
    subject_id: UUID, *, object_id: UUID | None = None, reason: bytes | None = None, count: int | None = None
) -> None:
    """Say, inside a verb, what it is about. `reason` is a sealed blob, of which the line keeps the SHA-256 only; `count` is
    of how many it was, where one line tells of many.

    Say it before the first rule, so that a refusal knows its subject. It may be said again to add the object, the
    reason or the count, of the same subject only: a verb has one line.
    """
    said = _present.get()
    if said is None:
        raise UnsaidError("about() was called outside a verb.")
    if said.subject_id not in (None, subject_id):
        raise UnsaidError("A verb is about one subject; do the second thing in a verb of its own.")
    said.subject_id = subject_id
    said.object_id = object_id or said.object_id
    said.reason_hash = hashlib.sha256(reason).digest() if reason is not None else said.reason_hash
    said.count = count if count is not None else said.count


def act(
    verb: str, *, log_refusal: bool = False
) -> Callable[[Callable[Concatenate[A, P], T]], Callable[Concatenate[A, P], T]]:
    """Declare a verb: one transaction in the actor's tenant, and one line in it.

    If the verb raises nothing is kept, the line neither. With `log_refusal` a `NotAllowedError` or `RefusedError` is
    kept as a line with `refused` set, in a transaction of its own.
    """

    def declare(
        function: Callable[Concatenate[A, P], T],
    ) -> Callable[Concatenate[A, P], T]:
        _declare(verb, function)

        @wraps(function)
        def perform(actor: A, *args: P.args, **kwargs: P.kwargs) -> T:
            return _perform(verb, actor, lambda: function(actor, *args, **kwargs), log_refusal=log_refusal)

        return perform

    return declare


def declare_views(*verbs: str) -> None:
    """Declare verbs that are only ever written by `reading`."""
    for verb in verbs:
        _declare(verb, None)


def reading(
    actor: Actor,
    verb: str,
    subject_id: UUID,
    *,
    object_id: UUID | None = None,
    reason: bytes | None = None,
    stays: bool = False,
) -> None:
    """Log that `actor` is about to see something. Call it before showing: what cannot be logged is not shown.

    `verb` was declared with `declare_views`. `stays` keeps the line whatever becomes of the transaction around it: of a
    look that may end in a refusal, and tells something by it.
    """
    if verb not in VERBS:
        raise UnsaidError(f"The verb {verb} is not declared.")
    if stays:
        reason_hash = hashlib.sha256(reason).digest() if reason is not None else None
        _keep(verb, actor, _Said(subject_id, object_id, reason_hash), refused=False)
        return
    _perform(verb, actor, lambda: about(subject_id, object_id=object_id, reason=reason), log_refusal=False)


def _declare(verb: str, function: Callable[..., object] | None) -> None:
    if not _VERB.fullmatch(verb) or len(verb) > _LONGEST_VERB:
        raise UnsaidError(f"A verb is written as room.verb, in small letters: {verb!r} is not.")
    # A generator or coroutine would do its work after the line was written and the transaction closed.
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        raise UnsaidError(f"The verb {verb} must be a plain function.")
    origin = f"{function.__module__}.{function.__qualname__}" if function is not None else "view"
    if _declared.setdefault(verb, origin) != origin:
        raise UnsaidError(f"The verb {verb} is declared twice.")


def _perform(verb: str, actor: Actor, work: Callable[[], T], *, log_refusal: bool) -> T:
    said = _Said()
    try:
        with tenant_scope(actor.tenant_id):
            token = _present.set(said)
            try:
                result = work()
            finally:
                _present.reset(token)
            run(_INSERT, _line(verb, actor, said, refused=False))
        return result
    except (NotAllowedError, RefusedError):
        if log_refusal:
            _keep(verb, actor, said, refused=True)
        raise


def _keep(verb: str, actor: Actor, said: _Said, *, refused: bool) -> None:
    """Write a line so that it stays, whatever becomes of the transaction around it.

    Inside another transaction that needs a connection of its own: a savepoint would vanish with the outer rollback.
    """
    if not connection.in_atomic_block:
        with tenant_scope(actor.tenant_id):
            run(_INSERT, _line(verb, actor, said, refused=refused))
        return
    apart = connection.copy()
    try:
        apart.ensure_connection()
        apart.set_autocommit(False)
        with apart.cursor() as cursor:
            cursor.execute("SELECT set_config('weerbaar.tenant', %s, true)", [str(actor.tenant_id)])
            cursor.execute(_INSERT, _line(verb, actor, said, refused=refused))
        apart.commit()
    finally:
        apart.close()


def _line(verb: str, actor: Actor, said: _Said, *, refused: bool) -> list[object]:
    if said.subject_id is None:
        raise UnsaidError(f"The verb {verb} does not say what it is about.")
    return [
        uuid.uuid4(),
        actor.tenant_id,
        clock.now(),
        verb,
        actor.alias,
        said.subject_id,
        said.object_id,
        said.reason_hash,
        refused,
        said.count,
    ]
