"""Drafts: how a half-written report is kept so that only the reporter's own browser can open it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.cases.models import Channel
from weerbaar.database.rows import select
from weerbaar.ground.clock import now
from weerbaar.ground.errors import GoneError
from weerbaar.intake.models import Draft
from weerbaar.vault.seal import Place, SealBrokenError, open_field, seal_field
from weerbaar.vault.secret import SymmetricKey

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DraftRef:
    """What the reporter's session holds of a draft: which one, and its key. The session is sealed under the cookie.

    It is also the actor of what is done to a draft: nobody, known by the draft's random id.
    """

    tenant_id: UUID
    id: UUID
    key: SymmetricKey

    @property
    def alias(self) -> UUID:
        return self.id

    def to_session(self) -> dict[str, str]:
        key = base64.b64encode(self.key.reveal()).decode()
        return {"tenant": str(self.tenant_id), "id": str(self.id), "key": key}

    @classmethod
    def from_session(cls, held: Mapping[str, str]) -> Self:
        return cls(UUID(held["tenant"]), UUID(held["id"]), SymmetricKey(base64.b64decode(held["key"])))


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a draft holds. `answers` by the names of `intake.questions`; `struck` and `agreed` are ids of persons.

    `struck` are those whom the reporter keeps out, of every desk that was looked at; `agreed` those who were shown as
    readers when the reporter last chose. A report is sealed to nobody else. `seen` are these and who stood in reserve.

    `about_roles` and `about_desks` say whom it is about without a name. `cleared` were asked about, since their name is
    like what was typed, and are not meant by the words `cleared_of`.

    `earlier` is the case that this is a complaint about: of the handling, then it goes round whoever had to do with that;
    or of detriment, then it goes round whoever had to stay out of it.
    `by_guest`: who began it so reported nothing, and came with a receipt of their own.
    `carried` are those whom the reporter kept out of that case: they begin as struck, or as in a role that it is about,
    and the reporter can undo it. `together` are the words of a colleague by which this report may belong to theirs, as a
    row that they found.

    Of a report that is made of a question: `files_left` are the names of the files that stay there, and `whom_left` says
    that whom it is about was told there; nobody but the desk opens that, so it is asked anew.

    What follows is of a report that somebody of the staff enters: by which way and on which day it came in, the alias of
    who enters it, the ids of the only people who read a talk with the mayor or the registrar, where the reporter wants a
    knock, the mail that it is made of, and the file that holds that mail as it came.
    """

    language: str = "nl"
    desk: str = ""
    chosen_readers: bool = False
    struck: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    about_roles: tuple[str, ...] = ()
    about_desks: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    cleared_of: str = ""
    earlier: str = ""
    by_guest: bool = False
    carried: tuple[str, ...] = ()
    channel: str = ""
    received_on: str = ""
    entered_by: str = ""
    named: tuple[str, ...] = ()
    knock_at: str = ""
    mail: str = ""
    mail_file: str = ""
    together: str = ""
    files_left: tuple[str, ...] = ()
    whom_left: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    case_id: str = ""
    sent_at: str = ""
    acknowledge_by: str = ""
    confirmed: bool = False

    @property
    def is_entered(self) -> bool:
        """Whether somebody of the staff enters it, for the reporter."""
        return bool(self.entered_by)

    @property
    def author(self) -> UUID | None:
        """The alias of who of the staff wrote it down, or None."""
        return UUID(self.entered_by) if self.entered_by else None

    @property
    def is_shielded(self) -> bool:
        """Whether nobody reads it but whom the recorder names: a talk with the mayor or the registrar."""
        return self.channel == Channel.CONVERSATION

    def with_answers(self, answers: Mapping[str, Any]) -> Content:
        return replace(self, answers=dict(self.answers) | dict(answers))

    def __repr__(self) -> str:
        return "<Content>"


def _place(ref: DraftRef) -> Place:
    return Place(ref.tenant_id, "intake_draft", ref.id, "sealed_content")


def seal_content(ref: DraftRef, content: Content) -> bytes:
    held = {name: getattr(content, name) for name in Content.__slots__}
    return seal_field(ref.key, json.dumps(held).encode(), _place(ref))


def open_content(ref: DraftRef, row: Draft) -> Content:
    """What a row of this draft holds. Raises GoneError when the key is not this draft's."""
    try:
        held = json.loads(open_field(ref.key, row.sealed_content, _place(ref)))
    except SealBrokenError:
        raise gone() from None
    for name in (
        "struck",
        "agreed",
        "seen",
        "words",
        "about_roles",
        "about_desks",
        "cleared",
        "carried",
        "named",
        "files_left",
    ):
        held[name] = tuple(held.get(name, ()))
    return Content(**held)


_LIVING = "id = %s AND expires_at > %s"
_LIVING_LOCKED = "id = %s AND expires_at > %s FOR UPDATE"


def living(ref: DraftRef, *, lock: bool = False) -> Draft:
    """The row of a draft that has not run out. Raises GoneError. `lock` holds it against a second click."""
    found = select(Draft, _LIVING_LOCKED if lock else _LIVING, [ref.id, now()])
    if not found:
        raise gone()
    return found[0]


def gone() -> GoneError:
    return GoneError(_("Je melding in wording is er niet meer. Wat je op deze pagina typte, staat er nog."))
