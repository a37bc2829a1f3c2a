"""Answers to a reporter without the web: how a case came in, a message as a letter, and the day on which it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from weerbaar.cases import on_paper
from weerbaar.cases.models import Channel
from weerbaar.cases.on_paper import PRINTED, goes_on_paper
from weerbaar.cases.rules import Move
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.cases.case_act import act_on, case_of, step_page
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address, come_back_at
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile, Said


class PostedForm(PlainForm):
    posted_on = DayField(label=gettext_lazy("Op welke dag ging de brief weg?"), not_after_today=True)


def came_in(case: Case) -> str:
    """How a case came in and who entered it; empty for one of the web. Within a tenant scope."""
    if not goes_on_paper(case) or case.entered_by is None:
        return ""
    way = _(Channel(case.channel).label)
    who = colleagues_by_alias(case.tenant_id).get(case.entered_by)
    if who is None:
        return way
    return _("%(way)s, ingevoerd door %(name)s") % {"way": way, "name": who.name}


def letters(request: Any, page: CaseFile) -> dict[UUID, dict[str, str]]:
    """By message of the desk: where it is as a letter, and when it went. Within a tenant scope."""
    if not goes_on_paper(page.case):
        return {}
    days = on_paper.posted_days(page.case)
    return {
        one.id: {
            "url": address(request, "case_reply", code=page.case.code, message_id=one.id),
            "posted": _posted(days.get(one.id)),
        }
        for one in page.messages
        if _goes(one)
    }


def _goes(one: Said) -> bool:
    return not one.from_reporter and one.kind in PRINTED


def _posted(day: date | None) -> str:
    return _("Op papier verstuurd op %(day)s") % {"day": dates.full_day(day)} if day else ""


@require_safe
@unlocked
def letter(request: Any, code: str, message_id: UUID) -> HttpResponse:
    """One message as a letter, to print."""
    reply = on_paper.print_reply(request.staff, code=code, message_id=message_id)
    context = {
        "reply": reply,
        "posted": _posted(reply.posted_on),
        "where": come_back_at(request),
        "posted_url": address(request, "case_reply_posted", code=code, message_id=message_id),
        "back": f"{address(request, 'case', code=code)}#gesprek",
    }
    return render(request, "office_cases/reply.html", context)


@unlocked
def posted(request: Any, code: str, message_id: UUID) -> HttpResponse:
    """On which day the letter went."""
    case = case_of(request, code)
    on_paper.print_reply(request.staff, code=code, message_id=message_id)
    act = act_on(
        request,
        case,
        _("Leg vast dat de brief is verstuurd"),
        _("Leg de dag vast"),
        [{"text": _("Bij het bericht staat dan op welke dag het op papier wegging."), "sign": "yes"}],
        place="#gesprek",
    )

    def perform(given: dict[str, Any]) -> None:
        on_paper.post_reply(request.staff, code=code, message_id=message_id, posted_on=given["posted_on"])

    form = PostedForm(request.POST or None, initial={"posted_on": clock.today()})
    return step_page(request, case, act, form, (Move.TALK, perform))
