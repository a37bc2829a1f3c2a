"""When somebody goes out of a case: who comes in first, what is taken, and the new keys for what follows.

One path for whoever must stay out, steps out, or has their access withdrawn (R10). The desk's reserves come in, then
whoever decides by the line of employer, until two people keep each key; only then is anything taken. What is sealed
afterwards opens with none of the keys that were held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from weerbaar.cases import accesses, lessons, rules
from weerbaar.cases.accesses import living
from weerbaar.cases.beside import keys_beside, renew_beside
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Access, ChestKind, ConsentRequest, DecisionAsked, StandIn
from weerbaar.cases.procedures import Line
from weerbaar.cases.queries import asked_of, opened_holder, procedure_of, seated
from weerbaar.cases.routing import AUTHORITY_OF_ROLE
from weerbaar.cases.rules import Candidate, may_be_let_in
from weerbaar.cases.seats import (
    check_lasts,
    end_stand_in,
    grant,
    leave,
    sit,
    tell_who_goes_on,
    tell_who_reads,
)
from weerbaar.cases.who_decides import who_decides
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import colleagues_by_alias, readers, suspended_aliases
from weerbaar.organisation.staff import READING_ROLES
from weerbaar.vault import chests
from weerbaar.vault.models import Grant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

_ABOUT_YOU = _("Gaat het over jou? Kies dan op de pagina van de zaak: ‘Ik trek mij terug’.")
_NOT_VOUCHED = _(
    "De sleutel van een collega is nog niet bevestigd. Laat eerst de sleutelbeheerders tekenen. Daarna kan dit."
)
_UNDER_THEM = _(
    "Jij werkt onder deze persoon en moet er dan ook buiten blijven. Vraag een collega met een sleutel om dit te doen."
)


def go_out(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    gone: Collection[Colleague],
    everybody: Collection[Colleague],
    *,
    lines: Collection[str] = (),
) -> dict[str, ChestKey]:
    """Let others in where too few would be left, take all that the `gone` have, and seal anew; return the keys to go on with.

    `everybody` are the people of the tenant, `lines` the employers of subjects whom the case does not know yet. Mark first
    who must stay out: nobody who is marked comes in. Where none of the `gone` has a key, nothing is sealed anew. Raises
    RefusedError where too few would be left.

    `staff` may be among the `gone`: then the new keys are sealed to the others in this very request and to nobody else.
    Whoever stands in for one of them does so no more, and goes too where they have no other place in the case: they were
    let in by that one alone.
    """
    gone = [*gone, *_only_stood_in(case, gone, everybody)]
    leavers = _with_a_key(case, gone)
    # Opened before anything is taken: who leaves by themself cannot open a paper after that.
    beside = keys_beside(opened_holder(staff), case)
    if rules.are_too_few(_others(case, leavers)):
        _let_next_in(staff, case, {**keys, **beside}, leavers, _next(staff, case, everybody, lines))
    for one in leavers:
        tell_who_reads(staff, case, keys, one, came_in=False)
    marks = marks_of(case.id, everybody)
    for one in gone:
        take(case, one.alias)
        if marks.keep_out(one):
            lessons.take_all(case, one.alias)
    return _seal_anew(case, keys, beside) if leavers else dict(keys)


def put_out(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], *, lines: Collection[str] = ()
) -> tuple[dict[str, ChestKey], list[Colleague]]:
    """Let go out whoever must stay out by the marks of this moment; return the keys to go on with, and who had one.

    Call it in every verb by which a mark is set, or comes to mean somebody else. Raises RefusedError where it would be
    the actor, where the actor's own key ends by itself, and where too few would be left.
    """
    everybody = colleagues_by_alias(staff.tenant_id).values()
    marks = marks_of(case.id, everybody)
    out = [one for one in everybody if marks.keep_out(one)]
    for one in out:
        if one.alias == staff.alias:
            raise RefusedError(_ABOUT_YOU if marks.is_marked(one) else _UNDER_THEM, field="person")
    leavers = _with_a_key(case, out)
    if leavers:
        check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    return go_out(staff, case, keys, out, everybody, lines=lines), leavers


def stay_until(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    everybody: Collection[Colleague],
    until: datetime,
) -> None:
    """Let one's own keys end by themselves: whoever hands a case over can read along for a while.

    The next comes in first, as when somebody goes at once. Raises RefusedError where too few would be left.
    """
    beside = keys_beside(opened_holder(staff), case)
    leavers = [one for one in everybody if one.alias == staff.alias]
    if rules.are_too_few(_others(case, leavers)):
        _let_next_in(staff, case, {**keys, **beside}, leavers, _next(staff, case, everybody, ()))
    chests_held = Grant.objects.filter(holder_alias=staff.alias, chest__owner_id__in=[case.id, *beside])
    chests_held.filter(until=None).update(until=until)
    StandIn.objects.filter(case=case, holder_alias=staff.alias).delete()
    seat = Access.objects.filter(case=case, holder_alias=staff.alias)
    seat.update(capacity=Access.Capacity.COLLEAGUE, until=until, own_capacity="", own_until=None)


def _let_next_in(
    staff: Staff,
    case: Case,
    opened: Mapping[Any, ChestKey],
    leavers: Collection[Colleague],
    order: Iterable[Colleague],
) -> None:
    """Let others in, in this order, until enough people keep what the leavers leave: the compartments of the case and those
    of what lies beside it (`opened`). Raises RefusedError where too few do.
    """
    for one in order:
        if not rules.are_too_few(_others(case, leavers)):
            break
        if one not in leavers:
            is_new = one.alias not in seated(case)
            _seat(staff, case, opened.values(), one)
            if is_new:
                tell_who_reads(staff, case, opened, one, came_in=True)
            else:
                tell_who_goes_on(staff, case, opened, one, capacity=Access.Capacity.RESERVE)
    rules.check_may_leave(_others(case, leavers))


def _only_stood_in(
    case: Case, gone: Collection[Colleague], everybody: Collection[Colleague]
) -> list[Colleague]:
    """End what others do in the place of the `gone`; return whom that leaves without a place of any kind."""
    aliases = [one.alias for one in gone]
    rows = StandIn.objects.filter(case=case, absent_alias__in=aliases).exclude(holder_alias__in=aliases)
    without = set()
    for alias, absent in list(rows.order_by("id").values_list("holder_alias", "absent_alias")):
        # Of who stands in for several of them, the last one that ends says whether a place is left.
        if not end_stand_in(case, alias, absent):
            without.add(alias)
    return [one for one in everybody if one.alias in without]


def _with_a_key(case: Case, gone: Iterable[Colleague]) -> list[Colleague]:
    out = list(gone)
    held = Grant.objects.filter(chest__owner_id=case.id, holder_alias__in=[one.alias for one in out])
    aliases = set(held.values_list("holder_alias", flat=True))
    return [one for one in out if one.alias in aliases]


def _others(case: Case, leavers: Collection[Colleague]) -> list[int]:
    """How many others keep each compartment that somebody leaves. Who is suspended could let nobody in."""
    nobody = [*suspended_aliases(case.tenant_id), *(one.alias for one in leavers)]
    return [count for one in leavers for count in chests.lasting_others(one.alias, case.id, but=nobody)]


def _next(
    staff: Staff, case: Case, everybody: Collection[Colleague], lines: Iterable[str]
) -> list[Colleague]:
    """Who may come in, in order: the reserves of the desk, then who decides by the line of employer of those it is about.

    Of the latter only whoever may have a key to cases at all: an office is no key. Nobody who is in for good, or who must
    stay out, nor whoever has an office that it is about.
    """
    marks, decided = marks_of(case.id, everybody), who_decides(staff, case)
    lasting = Access.objects.filter(living(), case=case, until=None)
    # Whoever decides, or decided, has no other part in it.
    seated = set(lasting.values_list("holder_alias", flat=True)) | asked_of(case)
    offices = {role for one in decided for role in one.roles}
    fit = {
        one.alias: one
        for one in everybody
        if one.alias not in seated
        and may_be_let_in(
            Candidate(
                has_trusted_key=one.is_trusted,
                has_left=one.left,
                is_kept_out=marks.keep_out(one) or bool(one.roles & offices),
                works_on_cases=bool(one.roles & READING_ROLES) and Role.ADMINISTRATOR not in one.roles,
            )
        )
    }
    order = [one.route for one in decided if one.route]
    authorities = [who for one in order for who in (one.next, *one.then)]
    authorities += [who for line in lines for who in procedure_of(case).deciders.get(Line(line), ())]
    found = [one.alias for one in readers(case.desk_id).reserves if one.alias in fit]
    for authority in authorities:
        roles = {role for role, known in AUTHORITY_OF_ROLE.items() if known is authority}
        holders = [one for one in fit.values() if one.roles & roles]
        found += [one.alias for one in sorted(holders, key=lambda one: one.name.casefold())]
    return [fit[alias] for alias in dict.fromkeys(found)]


def _seat(staff: Staff, case: Case, opened: Collection[ChestKey], one: Colleague) -> None:
    grant(staff, case, opened, one.alias, None)
    sit(staff, case, one.alias, capacity=Access.Capacity.RESERVE)


def take(case: Case, alias: UUID) -> None:
    """Take all that somebody has of a case, and all that waits: what they asked for a colleague is not given either."""
    leave(case, alias)
    take_what_waits(case, alias)


def take_what_waits(case: Case, alias: UUID) -> None:
    """Refuse what somebody asked for a colleague or was to get, and withdraw what they were asked to decide."""
    now = clock.now()
    ConsentRequest.objects.filter(Q(asked_by=alias) | Q(for_alias=alias), case=case, decided_at=None).update(
        decided_at=now, is_agreed=False
    )
    DecisionAsked.objects.filter(case=case, asked_of=alias, answered_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )


def _seal_anew(
    case: Case, keys: Mapping[str, ChestKey], beside: Mapping[UUID, ChestKey]
) -> dict[str, ChestKey]:
    """New keys for what follows, to whoever goes on; return the actor's."""
    seats = list(Access.objects.filter(living(), case=case).values_list("holder_alias", flat=True))
    try:
        renew_beside(case, beside, seats)
        holders = [*seats, *accesses.outside(case)]
        return {**keys, **chests.renew(case.id, ChestKind.values, keys, holders)}
    except chests.NobodyLeftError:
        raise rules.TooFewError from None
    except chests.NotVouchedError:
        raise RefusedError(_NOT_VOUCHED) from None
