"""Who has been let in to a case, and the copies in their lines of the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Q

from weerbaar.cases.models import Absence, Access, Case, ContactPerson, Guest, Stage, StandIn, Term
from weerbaar.cases.owning import owners
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError
from weerbaar.vault.models import Chest, Grant, Holder

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

# The same for a code that does not exist: nobody learns from it that there is a case (promise 1).
NOT_THERE = "Deze pagina is er niet."


def living() -> Q:
    """Accesses and grants that have not ended."""
    return Q(until__isnull=True) | Q(until__gt=clock.now())


def access_to(alias: UUID, code: str, *, lock: bool = False) -> Access:
    """Somebody's living access to a case, with the case. One query, the same for a code that does not exist.

    `lock` holds the case against a second verb at the same moment. Raises NotAllowedError.
    """
    rows = Access.objects.select_related("case", "case__desk")
    if lock:
        rows = rows.select_for_update(of=("self", "case"))
    access = rows.filter(living(), holder_alias=alias, case__code=code).first()
    if access is None:
        raise NotAllowedError(NOT_THERE)
    return access


def away(case_id: UUID) -> set[UUID]:
    """Who is absent today and has a substitute in this case, who is knocked at instead. By alias.

    Whose substitute is absent too counts as there: a knock always reaches somebody, and not only who is away.
    """
    rows = _in_their_stead(case_id).filter(absent_alias__in=_absent_today().values("absent_alias"))
    return set(rows.values_list("absent_alias", flat=True))


def _absent_today() -> QuerySet[Absence]:
    today = clock.today()
    return Absence.objects.filter(ended_at=None, first_day__lte=today, last_day__gte=today)


def _in_their_stead(case_id: UUID) -> QuerySet[StandIn]:
    """Who stands in for somebody in a case and is there today."""
    gone = _absent_today().values("absent_alias")
    return StandIn.objects.filter(living(), case=case_id).exclude(holder_alias__in=gone)


def in_place_of(case_id: UUID, aliases: Collection[UUID]) -> list[UUID]:
    """Whom to knock at in place of these, of those who are in a case: of who is away, who stands in for them. By alias."""
    there, absent = set(seats(case_id)), away(case_id)
    asked = [one for one in aliases if one in there and one not in absent]
    rows = _in_their_stead(case_id).filter(absent_alias__in=absent.intersection(aliases))
    asked += rows.order_by("until", "id").values_list("holder_alias", flat=True)
    return [one for one in dict.fromkeys(asked) if one in there]


def refresh(case: Case) -> None:
    """Make the copies in everybody's line say what the case and its terms say. Every verb that changes them calls this."""
    due = Term.objects.filter(case=case, met_at=None, suspended_on=None).aggregate(first=Min("due_on"))[
        "first"
    ]
    is_open = case.stage != Stage.CLOSED
    Access.objects.filter(case=case).update(
        kind=case.kind, stage=case.stage, is_open=is_open, next_due=due if is_open else None
    )


def remove(case: Case, alias: UUID) -> None:
    """Take somebody's keys and their line away, and the keys of what lies beside the case: of papers and guests.

    Whoever has no access is nobody's contact person any more.
    """
    Grant.objects.filter(chest__owner_id__in=owners(case.id), holder_alias=alias).delete()
    remove_line(case, alias)


def remove_line(case: Case, alias: UUID) -> None:
    """Take somebody's line in the worklist, and what hangs on it: nobody is a contact person whom the case goes round."""
    Access.objects.filter(case=case, holder_alias=alias).delete()
    StandIn.objects.filter(case=case, holder_alias=alias).delete()
    ContactPerson.objects.filter(case=case, holder_alias=alias, ended_at=None).update(ended_at=clock.now())
    meanwhile = ContactPerson.objects.filter(case=case, meanwhile_alias=alias)
    meanwhile.update(absence=None, meanwhile_alias=None, sealed_meanwhile=None)


def reporter_aliases(case: Case) -> list[UUID]:
    """The holders of the talk who are reporters."""
    talk = Grant.objects.filter(chest__owner_id=case.id, chest__kind="talk").values("holder_alias")
    return list(
        Holder.objects.filter(kind=Holder.Kind.REPORTER, alias__in=talk).values_list("alias", flat=True)
    )


def outside(case: Case) -> list[UUID]:
    """The holders of the talk who are not staff: the reporter, and whom they let read along now."""
    talk = Grant.objects.filter(living(), chest__owner_id=case.id, chest__kind="talk").values("holder_alias")
    kinds = (Holder.Kind.REPORTER, Holder.Kind.GUEST)
    return list(Holder.objects.filter(kind__in=kinds, alias__in=talk).values_list("alias", flat=True))


def guests_in_talk(case_id: UUID) -> dict[UUID, str]:
    """The role of everybody who may read, or ever read, the talk of a case because its reporter let them, by alias."""
    return dict(Guest.objects.filter(case_id=case_id, reads=True).values_list("holder_alias", "role"))


def seats(case_id: UUID) -> list[UUID]:
    """Whoever of the staff is in a case now, by alias."""
    rows = Access.objects.filter(living(), case_id=case_id)
    return list(rows.values_list("holder_alias", flat=True))


def to_knock(case_id: UUID, *, but: UUID | None = None) -> list[UUID]:
    """Whoever of the staff hears that something asks for a case: of who is away, the substitute instead. By alias.

    `but` is who brings it, and knows. What knocks at colleagues asks this, or `in_place_of`.
    """
    skipped = away(case_id) | {but}
    return [one for one in seats(case_id) if one not in skipped]


def chests_of(case: Case, kinds: Collection[str]) -> dict[str, Chest]:
    """The chests of a case that seal now, by kind."""
    rows = Chest.objects.filter(owner_id=case.id, kind__in=kinds, destroyed_at=None).order_by("generation")
    return {one.kind: one for one in rows}
