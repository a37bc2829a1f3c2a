"""Handing a case over to a colleague, in one act (C13): the key, what still must be done, tasks and open questions.

The new one comes in by the rules of letting in; who hands over goes out by those of going out, or reads along until a day.
Names do not go along: for those a second holder decides, as always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import rules, tasks
from weerbaar.cases.acting import decide, enter, knock_colleagues, knock_reporter
from weerbaar.cases.beside import keys_beside
from weerbaar.cases.going_out import go_out, stay_until
from weerbaar.cases.in_ones_name import handed_over
from weerbaar.cases.models import Access, Case, ConsentRequest, DecisionAsked, Measure
from weerbaar.cases.notes import LONGEST_NOTE, add_note
from weerbaar.cases.queries import may_come_in, opened_holder, seated
from weerbaar.cases.rules import checked_text
from weerbaar.cases.seats import check_lasts, grant, sit, tell_who_goes_on, tell_who_reads
from weerbaar.cases.who_decides import who_decides, whose_turn
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.staff import HANDLING_ROLES

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff


@act("case.transfer")
def transfer(
    staff: Staff, *, code: str, person_id: UUID, reason: str, remains: str, last_day: date | None
) -> None:
    """Give a case to a colleague, who handles it from now on; `remains` is what still must be done, kept as a note.

    With `last_day` who hands over reads along up to and including it; without one their keys go now. Where fewer than two
    would be left, the next comes in first. Raises RefusedError for who reads along for a time, and for a colleague who may
    not handle this case.
    """
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    colleague = next((one for one in may_take_over(staff, case) if one.person_id == person_id), None)
    if colleague is None:
        raise RefusedError(_("Kies een collega uit de lijst."), field="person")
    about(case.id, object_id=colleague.alias)
    until = rules.end_of(last_day, clock.today(), field="day")
    remains = checked_text(remains, field="remains", longest=LONGEST_NOTE)
    decide(staff, case, keys, "case.transfer", reason=reason, whom=colleague.alias)
    add_note(staff, case, keys, remains, uuid4())
    beside = keys_beside(opened_holder(staff), case).values()
    grant(staff, case, [*(keys[kind] for kind in rules.ORDINARY), *beside], colleague.alias, None)
    before = seated(case).get(colleague.alias)
    sit(staff, case, colleague.alias, capacity=Access.Capacity.HANDLER)
    if before is None:
        tell_who_reads(staff, case, keys, colleague, came_in=True)
    elif before.until is not None:
        tell_who_goes_on(staff, case, keys, colleague, capacity=Access.Capacity.HANDLER)
    _hand_on(case, staff.alias, colleague.alias)
    everybody = colleagues_by_alias(staff.tenant_id)
    if until is None:
        go_out(staff, case, keys, [everybody[staff.alias]], everybody.values())
    else:
        stay_until(staff, case, keys, everybody.values(), until)
    knock_colleagues(staff, case)
    knock_reporter(case)
    handed_over(staff, case_id=case.id)


def may_take_over(staff: Staff, case: Case) -> list[Colleague]:
    """To whom a case can be handed over, by name: who may come in, handles cases, and does nothing else in this one.

    Who checked a measure of it on the law, or was asked to, does not do what they checked; and whose turn it is to decide
    about somebody in it does not handle what they decide about.
    """
    checked = Measure.objects.filter(case=case, checked_by__isnull=False).values_list("checked_by", flat=True)
    asked = DecisionAsked.objects.filter(case=case, withdrawn_at=None).values_list("asked_of", flat=True)
    elsewhere = {*checked, *asked}
    deciding = whose_turn(who_decides(staff, case))
    return [
        one
        for one in may_come_in(staff, case)
        if one.roles & HANDLING_ROLES and one.alias not in elsewhere and not one.roles & deciding
    ]


def _hand_on(case: Case, leaver: UUID, to: UUID) -> None:
    """Let the new one have what is open: tasks, questions to who decides, and what was asked for a colleague."""
    tasks.hand_on(case, leaver, to)
    DecisionAsked.objects.filter(case=case, asked_by=leaver, answered_at=None, withdrawn_at=None).update(
        asked_by=to
    )
    waiting = ConsentRequest.objects.filter(case=case, asked_by=leaver, decided_at=None)
    waiting.exclude(for_alias=to).update(asked_by=to)
