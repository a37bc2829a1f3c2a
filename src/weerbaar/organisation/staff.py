"""Staff: somebody who signed in, as the actor of every verb that they perform."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from weerbaar.organisation.models import Role

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.vault.holders import Opened

READING_ROLES = frozenset(
    {Role.HANDLER, Role.COORDINATOR, Role.INVESTIGATOR, Role.LAWYER, Role.HEAD_OF_INTEGRITY}
)
"""The roles of people who work on cases. A role opens none: it only says that there may be a key."""

HANDLING_ROLES = READING_ROLES - {Role.LAWYER}
"""Of these who may handle a case: a lawyer checks what handlers propose, and so does not do it."""

DECIDING_ROLES = frozenset({Role.MAYOR, Role.SECRETARY, Role.REGISTRAR, Role.EMPLOYERS_COMMITTEE})
"""The roles of people who may be asked to decide. They get the paper with the question, and by this no key to a case."""

ASKED_ROLES = DECIDING_ROLES | {Role.LAWYER}
"""The roles of people before whom a paper may lie: who decides, and a lawyer for the legal check of a measure."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of a tenant who proved who they are. `opened` is None until the passphrase opened their key.

    Whoever `is_suspended` proved a code and no more: the passphrase is asked, and lets in nowhere.
    """

    tenant_id: UUID
    person_id: UUID
    alias: UUID
    name: str = field(repr=False)
    first_name: str = field(repr=False)
    function: str = field(repr=False)
    roles: frozenset[str]
    opened: Opened | None = field(default=None, repr=False)
    is_suspended: bool = False

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @property
    def works_on_cases(self) -> bool:
        """Whether this person may have keys to cases at all."""
        return bool(self.roles & READING_ROLES)

    @property
    def handles_cases(self) -> bool:
        """Whether this person may handle a case, and not only read or check it."""
        return bool(self.roles & HANDLING_ROLES)

    @property
    def decides(self) -> bool:
        """Whether this person may be asked to decide."""
        return bool(self.roles & DECIDING_ROLES)

    @property
    def checks(self) -> bool:
        """Whether this person may be asked for the legal check of a measure."""
        return Role.LAWYER in self.roles

    @property
    def is_asked(self) -> bool:
        """Whether a paper may lie before this person at all."""
        return bool(self.roles & ASKED_ROLES)

    def with_key(self, opened: Opened | None) -> Staff:
        """The same person with the key open, or closed again."""
        return replace(self, opened=opened)
