"""Saying something in the talk of a report: by its reporter, or by whom they let write for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from weerbaar.cases.models import Message
from weerbaar.cases.news import something_new
from weerbaar.ground.clock import now

if TYPE_CHECKING:
    from weerbaar.audit.acts import Actor
    from weerbaar.vault.chests import ChestKey


def say_in_talk(
    actor: Actor,
    talk: ChestKey,
    case_id: UUID,
    body: str,
    *,
    kind: Message.Kind = Message.Kind.MESSAGE,
    answers: UUID | None = None,
) -> None:
    """Keep a message from the reporter's side, sealed, and let the desk know. Within a verb that holds the case."""
    row = uuid4()
    Message.objects.create(
        id=row,
        tenant_id=actor.tenant_id,
        case_id=case_id,
        kind=kind,
        from_reporter=True,
        author_alias=actor.alias,
        sealed_body=talk.seal("cases_message", row, "sealed_body", body.encode()),
        at=now(),
        answers=answers,
    )
    something_new(actor.tenant_id, case_id)
