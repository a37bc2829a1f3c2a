"""Reports that belong together because their reporters want it (R17).

Nothing crosses by it: each case keeps its own readers, words and terms. That there is another one is told to whoever
has a key to both, and to each reporter of their own. It stands in no decision, message or timeline: these are read by
people whom the other case may go round. What who handles both puts beside each other is in `linking.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.accesses import NOT_THERE, outside
from weerbaar.cases.acting import enter_report
from weerbaar.cases.linking import MOST_LINKED, check_room, hold_both, other_case
from weerbaar.cases.models import Case, CaseLink, TogetherCode
from weerbaar.cases.queries import procedure_of, reads_also
from weerbaar.cases.rules import check_is_report
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.keyring import look_up_hash

if TYPE_CHECKING:
    from collections.abc import Collection

    from weerbaar.audit.acts import Actor
    from weerbaar.organisation.staff import Staff

CODE_LASTS = timedelta(days=14)
CODE_WORDS = 4
"""Of 7,776 each: 51 bits, which open nothing and last two weeks."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a link stands, seen from one of its cases."""

    mine: datetime | None
    theirs: datetime | None
    ended_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether the two belong together now: both reporters said yes."""
        return self.ended_at is None and bool(self.mine and self.theirs)

    @property
    def waits_for_me(self) -> bool:
        return self.ended_at is None and self.mine is None

    @property
    def waits_for_them(self) -> bool:
        return self.ended_at is None and bool(self.mine) and not self.theirs


@dataclass(frozen=True, slots=True)
class LinkView:
    """It as one side sees it. `other` is the code of the other case, and empty for a reporter: who or what the other
    is, the link does not tell. `by_desk`: the desk asked for it.
    """

    id: UUID
    standing: Standing
    made_at: datetime
    by_desk: bool
    other: str = ""


def standing(link: CaseLink, case_id: UUID) -> Standing:
    """How a link stands, seen from `case_id`."""
    mine, theirs = link.first_agreed_at, link.second_agreed_at
    if case_id == link.second_id:
        mine, theirs = theirs, mine
    return Standing(mine, theirs, link.ended_at)


_WISHED = Q(kind=CaseLink.Kind.TOGETHER)


def _of(case_id: UUID) -> Q:
    return Q(first_id=case_id) | Q(second_id=case_id)


def _new(actor: Actor, case_id: UUID, other_id: UUID, *, agreed: Collection[UUID] = ()) -> CaseLink:
    """Keep that two reports may belong together, unless it was asked already. Within a verb that holds them."""
    first, second = sorted((case_id, other_id))
    if CaseLink.objects.filter(_WISHED, first_id=first, second_id=second, ended_at=None).exists():
        raise RefusedError(_("Dit is al gevraagd, of ze horen al bij elkaar."), field="other")
    now = clock.now()
    return CaseLink.objects.create(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        first_id=first,
        second_id=second,
        kind=CaseLink.Kind.TOGETHER,
        made_by=actor.alias,
        made_at=now,
        first_agreed_at=now if first in agreed else None,
        second_agreed_at=now if second in agreed else None,
    )


# --- what reporters do ---


def new_code(actor: Actor, case_id: UUID) -> tuple[str, ...]:
    """Words to hand to colleagues, in the place of those from before. Within a verb that holds the case.

    The row is a new one: a draft in which the words from before were typed holds the id of theirs.
    """
    words = receipt.draw()[:CODE_WORDS]
    end_code(case_id)
    TogetherCode.objects.create(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        case_id=case_id,
        look_up=_look_up(actor.tenant_id, words),
        until=clock.now() + CODE_LASTS,
    )
    return words


def clear_codes(tenant_id: UUID) -> int:
    """Remove the words of four that nobody can join by any more; return how many. Reads nothing of them."""
    with tenant_scope(tenant_id):
        gone, _models = TogetherCode.objects.filter(until__lte=clock.now()).delete()
    return gone


def _look_up(tenant_id: UUID, words: Collection[str]) -> bytes:
    return look_up_hash(tenant_id, "together", " ".join(words))


def code_until(case_id: UUID) -> datetime | None:
    """Until when the words work that a reporter handed out; None where there are none. Within a tenant scope."""
    living_code = TogetherCode.objects.filter(case_id=case_id, until__gt=clock.now())
    return living_code.values_list("until", flat=True).first()


def code_of(tenant_id: UUID, words: Collection[str]) -> UUID | None:
    """The row that these words find, while they last. Within a tenant scope. They open nothing."""
    found = TogetherCode.objects.filter(look_up=_look_up(tenant_id, words), until__gt=clock.now())
    return found.values_list("id", flat=True).first()


def end_code(case_id: UUID) -> None:
    """Let the words work no more. Whoever used them already stays. Within a verb."""
    TogetherCode.objects.filter(case_id=case_id).delete()


def join(actor: Actor, case_id: UUID, code_id: UUID) -> bool:
    """Say for a report that it belongs to the one whose words were used; its reporter decides. Whoever was asked the same by
    that one says yes by it.

    Within a verb. False where those words work no more, where too many used them, or where only advice was asked: the
    report stands by itself then. Raises RefusedError for one's own words, and where it was said already.
    """
    code = TogetherCode.objects.filter(id=code_id, until__gt=clock.now()).first()
    if code is None or any(_count(one) >= MOST_LINKED for one in (case_id, code.case_id)):
        return False
    if code.case_id == case_id:
        raise RefusedError(
            _("Dit zijn de vier woorden die jij kreeg. Geef ze aan je collega."), field="words"
        )
    # Both held, in one order: of two who type each other's words at the same moment the second says yes.
    both = list(
        Case.objects.select_for_update().filter(id__in=sorted((case_id, code.case_id))).order_by("id")
    )
    if not all(procedure_of(one).is_report for one in both):
        return False
    asked = CaseLink.objects.filter(_of(case_id), _of(code.case_id), _WISHED, ended_at=None).first()
    if asked is not None and standing(asked, case_id).waits_for_me:
        agree(case_id, asked.id)
        return True
    _new(actor, case_id, code.case_id, agreed=[case_id])
    knock(actor.tenant_id, outside(Case.objects.get(id=code.case_id)))
    return True


def _count(case_id: UUID) -> int:
    return CaseLink.objects.filter(_of(case_id), _WISHED, ended_at=None).count()


def agree(case_id: UUID, link_id: UUID) -> None:
    """Say yes for one of the two. Within a verb of its reporter. Raises NotAllowedError, RefusedError."""
    link = _held(case_id, link_id)
    if not standing(link, case_id).waits_for_me:
        raise RefusedError(_("Hierop heb je al geantwoord."))
    side = "first_agreed_at" if case_id == link.first_id else "second_agreed_at"
    setattr(link, side, clock.now())
    link.save(update_fields=[side])
    _knock_other(link, case_id)


def end(actor: Actor, case_id: UUID, link_id: UUID) -> None:
    """Say no, or that two reports do not belong together any more. Within a verb of a reporter."""
    link = _held(case_id, link_id)
    link.ended_at, link.ended_by = clock.now(), actor.alias
    link.save(update_fields=["ended_at", "ended_by"])
    _knock_other(link, case_id)


def _held(case_id: UUID, link_id: UUID) -> CaseLink:
    links = CaseLink.objects.select_for_update().filter(_of(case_id), _WISHED, id=link_id, ended_at=None)
    link = links.first()
    if link is None:
        raise NotAllowedError(NOT_THERE)
    return link


def _knock_other(link: CaseLink, case_id: UUID) -> None:
    other = link.second_id if case_id == link.first_id else link.first_id
    knock(link.tenant_id, outside(Case.objects.get(id=other)))


def links_of_report(case_id: UUID) -> list[LinkView]:
    """What a reporter sees of their own: what waits for a yes, and what they belong to. Within a tenant scope.

    What one of the two ended is not among it.
    """
    rows = list(CaseLink.objects.filter(_of(case_id), _WISHED, ended_at=None).order_by("made_at", "id"))
    staff = colleagues_by_alias(rows[0].tenant_id) if rows else {}
    return [LinkView(one.id, standing(one, case_id), one.made_at, one.made_by in staff) for one in rows]


# --- what the desk does ---


def links_of_case(staff: Staff, case: Case) -> list[LinkView]:
    """The reports that belong to one's case, of those that the asker has a key to as well; of any other nothing is told
    (promise 1).
    """
    rows = list(CaseLink.objects.filter(_of(case.id), _WISHED, ended_at=None).order_by("made_at", "id"))
    others = {one.id: one.second_id if case.id == one.first_id else one.first_id for one in rows}
    there = reads_also(staff, list(others.values()))
    people = colleagues_by_alias(staff.tenant_id) if there else {}
    return [
        LinkView(
            one.id, standing(one, case.id), one.made_at, one.made_by in people, there[others[one.id]].code
        )
        for one in rows
        if others[one.id] in there
    ]


@act("case.ask_together")
def ask_together(staff: Staff, *, code: str, other: str) -> None:
    """Ask two reporters whether their reports may belong together. Neither hears who or what the other is.

    Only who is in both cases can, and once: what one of the two ended is not asked anew, but by a reporter. No reason is
    kept: it would stand in one case, and tell of the other.
    """
    hold_both(staff, code, other)
    case, _keys = enter_report(staff, code)
    another, _theirs = other_case(staff, case, other)
    about(case.id, object_id=another.id)
    check_is_report(procedure_of(another))
    if CaseLink.objects.filter(_of(case.id), _of(another.id), _WISHED, ended_at__isnull=False).exists():
        raise RefusedError(
            _(
                "Deze twee melders kregen deze vraag al, of zij deden het al eens zelf. Vraag het niet nog een keer: zij "
                "kunnen het zelf nog doen, met vier woorden."
            ),
            field="other",
        )
    check_room(staff, [case, another], CaseLink.Kind.TOGETHER)
    _new(staff, case.id, another.id)
    for one in (case, another):
        knock(staff.tenant_id, outside(one))
