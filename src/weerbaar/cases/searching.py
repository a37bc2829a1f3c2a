"""Searching (C12): over the facts of the cases that somebody has access to, and over the words in what they may open."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, LiteralString, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import word_lists
from weerbaar.cases.accesses import living
from weerbaar.cases.models import Access, ChestKind
from weerbaar.cases.queries import keys_to, opened_holder
from weerbaar.cases.word_lists import open_list, wanted_in, words_in
from weerbaar.database.rows import stream
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.vault.chests import HeldGrant, ManyGrants
from weerbaar.vault.keystore import KeyLostError
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.holders import Opened

MOST_FOUND = 200
MOST_RENEWED = 50
"""How many lists a search makes anew at most: each opens a whole case."""
_STEP = 1000

# The grant of the very chest that sealed the list, so that one key is opened for each case.
_LISTS: LiteralString = (
    "SELECT a.id, a.case_id, w.id, w.sealed_words, g.id, g.chest_id, g.sealed_key,"
    " w.id IS NULL OR EXISTS (SELECT FROM audit_line"
    "  WHERE subject_id = a.case_id AND at > w.made_at AND verb <> ALL(%s))"
    " FROM cases_access a LEFT JOIN cases_wordlist w ON w.case_id = a.case_id"
    " LEFT JOIN vault_grant g ON g.chest_id = w.chest_id AND g.holder_alias = a.holder_alias"
    "  AND (g.until IS NULL OR g.until > %s)"
    " WHERE a.id = ANY(%s)"
)


class _Row(NamedTuple):
    """A case to look in. `is_behind`: something was done in it since the list was made, or there is no list.

    Where the searcher has no grant to what sealed the list, the grant's id is None, and what stands around it too.
    """

    access_id: UUID
    case_id: UUID
    list_id: UUID
    sealed_words: bytes
    grant_id: UUID | None
    chest_id: UUID
    sealed_key: bytes
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case must be. Empty is anything; days are both included."""

    code: str = ""
    kind: str = ""
    stage: str = ""
    desk_id: UUID | None = None
    received_from: date | None = None
    received_to: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The accesses of the asker to the cases that were found, newest first, at most `MOST_FOUND`.

    `searched` is how many lists of words were opened; `behind` how many cases have news that was not looked in.
    """

    access_ids: tuple[UUID, ...] = field(repr=False)
    is_more: bool = False
    searched: int = 0
    behind: int = 0


def by_facts(staff: Staff, facts: Facts) -> Found:
    """The cases that somebody has access to of which these facts hold. It shows no more than the worklist does."""
    ids = list(_matching(staff, facts).values_list("id", flat=True)[: MOST_FOUND + 1])
    return Found(tuple(ids[:MOST_FOUND]), is_more=len(ids) > MOST_FOUND)


@act("case.search")
def by_words(staff: Staff, *, text: str, facts: Facts) -> Found:
    """The same, in which all words of `text` stand somewhere. One line in the log: who, and in how many cases.

    Words are compared without case and diacritics. Raises RefusedError for a text without a word.
    """
    holder = opened_holder(staff)
    about(staff.alias)
    wanted = wanted_in(words_in(text))
    if not wanted:
        raise RefusedError(_("Typ een woord om op te zoeken."), field="words")
    search = _Search(staff, holder, wanted)
    ids = list(_matching(staff, facts).values_list("id", flat=True))
    found: list[UUID] = []
    for start in range(0, len(ids), _STEP):
        found += search.among(ids[start : start + _STEP])
        search.grants.keep()
        if len(found) > MOST_FOUND:
            break
    about(staff.alias, count=search.searched)
    return Found(tuple(found[:MOST_FOUND]), len(found) > MOST_FOUND, search.searched, search.behind)


def _matching(staff: Staff, facts: Facts) -> QuerySet[Access]:
    rows = Access.objects.filter(living(), holder_alias=staff.alias)
    if facts.code:
        rows = rows.filter(case__code=facts.code)
    if facts.kind:
        rows = rows.filter(kind=facts.kind)
    if facts.stage:
        rows = rows.filter(stage=facts.stage)
    if facts.desk_id:
        rows = rows.filter(case__desk_id=facts.desk_id)
    if facts.received_from:
        rows = rows.filter(case__received_at__gte=clock.midnight(facts.received_from))
    if facts.received_to:
        rows = rows.filter(case__received_at__lt=clock.midnight(facts.received_to + timedelta(days=1)))
    return rows.order_by("-case__received_at", "id")


class _Search:
    """One search, in steps: what is wanted, and what was opened so far."""

    def __init__(self, staff: Staff, holder: Opened, wanted: Collection[bytes]) -> None:
        self.searched = 0
        self.behind = 0
        self.grants = ManyGrants(holder)
        self._staff = staff
        self._wanted = wanted
        self._renewed = 0

    def among(self, ids: list[UUID]) -> list[UUID]:
        """Which of these accesses are to a case in which everything wanted stands, in their order."""
        found: set[UUID] = set()
        behind: dict[UUID, _Row] = {}
        for row in map(_Row._make, stream(_LISTS, [word_lists.READS, clock.now(), ids])):
            if row.is_behind or row.grant_id is None:
                # Made anew afterwards: the rows that are still to come keep the connection.
                behind[row.access_id] = row
            elif self._stands_in(self._kept(row)):
                found.add(row.access_id)
        for one in ids:
            if (row := behind.get(one)) and self._stands_in(self._made_anew(row.case_id) or self._kept(row)):
                found.add(one)
        return [one for one in ids if one in found]

    def _stands_in(self, words: bytes | None) -> bool:
        if words is None:
            return False
        self.searched += 1
        return all(one in words for one in self._wanted)

    def _kept(self, row: _Row) -> bytes | None:
        """The words of a case as they were kept; None where there are none that the searcher can open."""
        if row.grant_id is None:
            return None
        grant = HeldGrant(row.grant_id, row.chest_id, row.sealed_key)
        with suppress(KeyLostError, SealBrokenError):
            return open_list(self.grants.open(grant, ChestKind.FILE), row.list_id, row.sealed_words)
        return None

    def _made_anew(self, case_id: UUID) -> bytes | None:
        """The words of a case of which the list is behind; None when this search made enough of them anew."""
        if self._renewed == MOST_RENEWED:
            self.behind += 1
            return None
        self._renewed += 1
        mine = Access.objects.select_related("case").filter(holder_alias=self._staff.alias)
        access = mine.filter(case_id=case_id).first()
        if access is None:  # Put out of it while this search ran.
            return None
        with suppress(NotAllowedError):
            return word_lists.renew(access.case, keys_to(self._staff, access.case))
        return None
