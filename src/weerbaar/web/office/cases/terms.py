"""Terms on the page: those of a case, the acts on them, and the list of what is late and what ends soon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_safe

from weerbaar.cases import queries, suspending
from weerbaar.cases.models import Duty, Term
from weerbaar.cases.outline import doer_in_words, length_in_words
from weerbaar.cases.rules import Move, missing_for
from weerbaar.cases.terms import Ended, Running, missing_to_extend, missing_to_resume, missing_to_suspend
from weerbaar.cases.waiting import waits_for
from weerbaar.cases.worklist import ENDING_DAYS, MOST_COUNTED, endings
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.staff import READING_ROLES
from weerbaar.web.design import dates
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import rule_words, words
from weerbaar.web.office.cases.case_act import act_on, case_of, not_yet
from weerbaar.web.office.cases.forms import ReasonForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import role, unlocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.procedures import TermRule
    from weerbaar.cases.queries import CaseFile
    from weerbaar.cases.suspending import MetTerm, Standstill
    from weerbaar.cases.worklist import Ending, StandingStill, TermView, Waits
    from weerbaar.organisation.queries import Colleague


class SuspendForm(ReasonForm):
    since = DayField(
        label=gettext_lazy("Sinds welke dag?"),
        required=False,
        not_after_today=True,
        help_text=gettext_lazy(
            "De dag waarop de reden ontstond. Vul je niets in, dan staat de termijn stil vanaf vandaag."
        ),
    )


# --- in the page of a case ---


def section(request: Any, page: CaseFile) -> dict[str, Any]:
    """The terms of a case: those that run, whose turn it is, and those that have come to their end."""
    case = page.case
    procedure = queries.procedure_of(case)
    can_work = not missing_for(Move.WORK, case.stage)
    turn = waits_for([case])[case.id]
    still, met = suspending.standstills(case), suspending.met_terms(case)
    return {
        "rows": [
            _row(procedure.term(one.name), one, still.get(one.name, []))
            | {"acts": _acts(request, case, procedure.term(one.name), one) if can_work else []}
            for one in page.terms
        ],
        "turn": doer_in_words(turn) if can_work else "",
        "met": [_met(one, still.get(one.name, [])) for one in met],
    }


def _row(rule: TermRule | None, one: TermView, still: Iterable[Standstill]) -> dict[str, Any]:
    today = clock.today()
    lines = [rule_words.moved(one, today)]
    if one.suspended_on:
        lines = [_("De laatste dag schuift op zodra de termijn weer loopt.")]
    lines += [_stood_still(each, today) for each in still]
    if one.is_extended:
        lines.append(_("Deze termijn is verlengd."))
    return {
        "what": words.term(one),
        "when": _when(one, today),
        "gone": one.gone,
        "state": one.state,
        "basis": rule_words.basis_of(rule, one),
        "lines": [line for line in lines if line],
    }


def _stood_still(one: Standstill, today: date) -> str:
    """Between which days, and when somebody said so where that was later; empty where the page says it already."""
    days = {
        "since": dates.short_day(one.since, today),
        "until": dates.short_day(one.until or today, today),
        "recorded": dates.short_day(one.recorded_on, today),
    }
    if one.until is None:
        return "" if one.recorded_on == one.since else _("Vastgelegd op %(recorded)s.") % days
    if one.recorded_on == one.since:
        return _("Stond stil van %(since)s tot %(until)s.") % days
    return _("Stond stil van %(since)s tot %(until)s, vastgelegd op %(recorded)s.") % days


_ENDED = {
    Ended.IN_TIME: gettext_noop("Gedaan op %(met)s. De laatste dag was %(last)s."),
    Ended.LATE: gettext_noop("Te laat gedaan, op %(met)s. De laatste dag was %(last)s."),
    Ended.CLOSED: gettext_noop(
        "Hield op toen de zaak werd gesloten, op %(met)s. De laatste dag was %(last)s."
    ),
}


def _met(one: MetTerm, still: Iterable[Standstill]) -> dict[str, Any]:
    today = clock.today()
    days = {"met": dates.short_day(one.met_on, today), "last": dates.short_day(one.last, today)}
    return {
        "what": rule_words.term_name(one.name),
        "lines": [_(_ENDED[one.how]) % days, *filter(None, (_stood_still(each, today) for each in still))],
    }


def _when(one: TermView, today: Any) -> str:
    if one.suspended_on:
        return _("staat stil sinds %(day)s") % {"day": dates.short_day(one.suspended_on, today)}
    return words.by_when(one)


def _acts(request: Any, case: Case, rule: TermRule | None, one: TermView) -> list[dict[str, str]]:
    """What can be done with this term now; what its rule forbids is not drawn. A duty can only be settled."""
    if one.name in Duty.Name.values:
        url = address(request, "case_duty", code=case.code, duty=one.name)
        return [{"url": url, "label": _("Leg vast wat er is besloten")}]
    running = Running(one.due_on, is_suspended=one.suspended_on is not None, is_extended=one.is_extended)
    today = clock.today()
    offered = [
        ("case_resume_term", _("Laat weer lopen"), missing_to_resume(running)),
        ("case_suspend_term", _("Zet stil"), missing_to_suspend(rule, running, today)),
        ("case_extend_term", _("Verleng"), missing_to_extend(rule, running, today)),
    ]
    return [
        {"url": address(request, name, code=case.code, term=one.name), "label": label}
        for name, label, missing in offered
        if not missing
    ]


# --- the acts on a term ---


@unlocked
def suspend(request: Any, code: str, term: str) -> HttpResponse:
    """Let a term stand still."""
    case, rule, row = _term(request, code, term)
    missing = missing_to_suspend(rule, suspending.running(row), clock.today())
    means = [
        {
            "text": _("Vanaf de dag die je kiest telt geen dag mee. Er komt geen seintje over deze termijn."),
            "sign": "clock",
        },
        {"text": _("Andere termijnen lopen door."), "sign": "history"},
        _who_sees(),
    ]
    return _act(
        request,
        (case, term),
        (_("Zet deze termijn stil"), _("Zet de termijn stil"), "player-pause"),
        suspending.suspend_term,
        means=means,
        missing=missing,
        done=_("Gelukt: de termijn staat stil."),
        form=SuspendForm,
    )


@unlocked
def resume(request: Any, code: str, term: str) -> HttpResponse:
    """Let a term run again."""
    case, rule, row = _term(request, code, term)
    missing = missing_to_resume(suspending.running(row))
    means = []
    if row is not None and not missing:
        with tenant_scope(request.tenant.id):
            days = suspending.days_after_standing_still(rule, row)
        day = dates.full_day(days.last)
        means = [{"text": _("De laatste dag wordt %(day)s.") % {"day": day}, "sign": "clock"}, _who_sees()]
    return _act(
        request,
        (case, term),
        (_("Laat deze termijn weer lopen"), _("Laat de termijn weer lopen"), "clock"),
        suspending.resume_term,
        means=means,
        missing=missing,
        done=_("Gelukt: de termijn loopt weer."),
    )


@unlocked
def extend(request: Any, code: str, term: str) -> HttpResponse:
    """Make a term longer, once."""
    case, rule, row = _term(request, code, term)
    missing = missing_to_extend(rule, suspending.running(row), clock.today())
    heading = button = _("Verleng deze termijn")
    means = []
    if row is not None and rule is not None and not missing:
        with tenant_scope(request.tenant.id):
            days = suspending.days_when_longer(rule, row)
        button = _("Verleng met %(length)s") % {"length": length_in_words(rule.extend, rule.unit)}
        means = [
            {
                "text": _("De laatste dag wordt %(day)s.") % {"day": dates.full_day(days.last)},
                "sign": "clock",
            },
            {"text": _("Verlengen kan één keer."), "sign": "no"},
            _who_sees(),
        ]
    return _act(
        request,
        (case, term),
        (heading, button, "clock"),
        suspending.extend_term,
        means=means,
        missing=missing,
        done=_("Gelukt: de termijn is verlengd."),
    )


def _term(request: Any, code: str, term: str) -> tuple[Case, TermRule | None, Term | None]:
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        row = Term.objects.filter(case=case, name=term).first()
    return case, queries.procedure_of(case).term(term), row


def _who_sees() -> dict[str, str]:
    return {
        "text": _("Wie een sleutel van de zaak heeft, leest je reden. De melder niet."),
        "sign": "eye",
    }


def _act(
    request: Any,
    where: tuple[Case, str],
    said: tuple[str, str, str],
    verb: Callable[..., None],
    *,
    means: list[dict[str, str]],
    missing: str,
    done: str,
    form: type[ReasonForm] = ReasonForm,
) -> HttpResponse:
    (case, term), (heading, button, icon) = where, said
    act = act_on(request, case, heading, button, means, icon=icon, place="#termijnen", done=done)
    if term in Term.Name.values:
        name = rule_words.term_name(term)
        act = replace(act, about=f"{act.about}, {name[:1].lower()}{name[1:]}")
    missing = missing or missing_for(Move.WORK, case.stage)
    if request.method != "POST" and missing:
        return not_yet(request, act, _(missing))

    def perform(given: dict[str, Any]) -> str:
        verb(request.staff, code=case.code, term=term, **given)
        return act.back

    return act_page(request, act, form(request.POST or None), perform)


# --- what is late and what ends soon ---


@role(*READING_ROLES)
@unlocked
@require_safe
def overview(request: Any) -> HttpResponse:
    """What is late, what ends soon and what stands still, among the cases that I have access to."""
    staff, after = request.staff, request.GET.get("na", "")
    asked_after, still_after = request.GET.get("gevraagd-na", ""), request.GET.get("stil-na", "")
    found = endings(staff, after=after, questions_after=asked_after, still_after=still_after)
    here = address(request, "terms")
    colleagues = colleagues_by_alias(staff.tenant_id)
    context = {
        "today": clock.today(),
        "heading": _heading(found.late_count, found.soon_count, _first_end(found.rows)),
        "rows": [_ending(request, one, colleagues) for one in found.rows],
        "questions": [_question(request, one, colleagues) for one in found.questions],
        "still": [_still(request, one) for one in found.still],
        "questions_ways": _ways(here, "gevraagd", found.questions_cursor, asked_after),
        "still_ways": _ways(here, "stil", found.still_cursor, still_after),
        "days": ENDING_DAYS,
        "next_url": "?" + urlencode({"na": found.next_cursor}) if found.next_cursor else "",
        "is_first_page": not after,
    }
    return render(request, "office_cases/terms_overview.html", context)


def _ways(here: str, place: str, cursor: str, after: str) -> list[dict[str, str]]:
    """From a page of one of the lists below to its next one, and back to its first."""
    ways = []
    if cursor:
        url = f"?{urlencode({f'{place}-na': cursor})}#{place}"
        ways.append({"url": url, "label": _("Toon de volgende")})
    if after:
        ways.append({"url": f"{here}#{place}", "label": _("Terug naar de eerste")})
    return ways


def _heading(late: int, soon: int, first: date) -> str:
    if late:
        told = ngettext("%(number)s zaak is te laat", "%(number)s zaken zijn te laat", late)
        return told % {"number": _number(late)}
    if soon:
        told = ngettext("%(number)s zaak, %(when)s", "%(number)s zaken, de eerste %(when)s", soon)
        return told % {"number": _number(soon), "when": dates.distance(first, clock.today())}
    return _("Geen termijn is te laat")


def _first_end(rows: Iterable[Ending]) -> date:
    """The day on which the first of these terms ends; today when there is none."""
    return min((one.due_on for row in rows for one in row.terms), default=clock.today())


def _number(count: int) -> str:
    if count > MOST_COUNTED:
        return _("Meer dan %(number)d") % {"number": MOST_COUNTED}
    word = dates.number_word(count)
    # At the head of a sentence the first accent goes: "Eén", not "Één".
    return "Eén" if word == "één" else word[:1].upper() + word[1:]


def _ending(request: Any, one: Ending, colleagues: Mapping[UUID, Colleague]) -> dict[str, Any]:
    return {
        "url": address(request, "case", code=one.code) + "#termijnen",
        "code": one.code,
        "kind": words.kind(one.kind),
        "stage": words.stage(one.stage),
        "turn": doer_in_words(one.waits_for),
        "who": words.handlers(request.staff.alias, one.handlers, colleagues),
        "is_late": any(term.state == "late" for term in one.terms),
        "terms": [
            {"what": words.term(term), "when": words.by_when(term), "gone": term.gone, "state": term.state}
            for term in one.terms
        ],
    }


def _question(request: Any, one: Waits, colleagues: Mapping[UUID, Colleague]) -> dict[str, Any]:
    who = colleagues.get(one.asked_of)
    return {
        "url": address(request, "case_question", code=one.code, asked_id=one.asked_id),
        "code": one.code,
        "kind": words.kind(one.kind),
        "who": f"{who.first_name}, {who.function}" if who else _("iemand"),
        "due_on": one.due_on,
        "is_late": one.due_on < clock.today(),
    }


def _still(request: Any, one: StandingStill) -> dict[str, Any]:
    return {
        "url": address(request, "case", code=one.code) + "#termijnen",
        "code": one.code,
        "kind": words.kind(one.kind),
        "what": words.term(one.term),
        "since": one.term.suspended_on,
    }
