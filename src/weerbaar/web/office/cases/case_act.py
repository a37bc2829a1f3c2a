"""What the act pages of a case share: its head, the words before the button, and what must be there first."""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from weerbaar.cases import actions, queries, rules
from weerbaar.cases.procedures import Step
from weerbaar.cases.rules import Move, missing_for
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.web.office.act_page import Act, Mend, act_page, is_kept
from weerbaar.web.office.cases import words
from weerbaar.web.office.errors import said
from weerbaar.web.office.frame import address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django import forms
    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.web.office.act_page import Ready


def case_of(request: Any, code: str) -> Case:
    with tenant_scope(request.tenant.id):
        return queries.case_head(request.staff, code).case


BACK = "terug"
"""The name under which an address says from which form somebody came: there they go back to, done or not."""


def _came_from(request: Any) -> str:
    wanted = request.GET.get(BACK, "")
    inside = wanted.startswith(f"/{request.tenant.slug}/")
    return wanted if inside and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def act_on(
    request: Any,
    case: Case,
    heading: str,
    button: str,
    means: list[dict[str, str]],
    *,
    icon: str = "",
    place: str = "",
    danger: bool = False,
    done: str = "",
    ready: Ready | None = None,
    mend: Mend | None = None,
) -> Act:
    return Act(
        heading=heading,
        button=button,
        back=_came_from(request) or address(request, "case", code=case.code) + place,
        about=f"{case.code}, {words.kind_inside(case.kind)}",
        means=means,
        icon=icon,
        danger=danger,
        done=done,
        ready=ready,
        mend=mend,
    )


def let_in_first(request: Any, code: str) -> Mend:
    """Where to let somebody in when too few would be left, and from there back to this form."""
    url = f"{address(request, 'case_let_in', code=code)}?{urlencode({BACK: request.path})}"
    return Mend(rules.TooFewError, _("Geef eerst toegang"), url)


def step_page(
    request: Any,
    case: Case,
    act: Act,
    form: forms.Form,
    do: tuple[Move | Step, Callable[[dict[str, Any]], object]],
    **shown: Any,
) -> HttpResponse:
    """The act page, or what is missing first: an act that is not possible has no button. `shown` goes to `act_page`."""
    move, perform = do

    def done(given: dict[str, Any]) -> str:
        with suppress(actions.AlreadyDoneError):
            perform(given)
        return act.back

    # Whoever typed something before a colleague was first can still take it over; sending it is refused.
    waits = request.method == "POST" or is_kept(request)
    if not waits and isinstance(move, Step) and (page := for_others(request, act, case, move)):
        return page
    if not waits and (missing := _missing(request, case, move)):
        return not_yet(request, act, _(missing))
    return act_page(request, act, form, done, **shown)


def _missing(request: Any, case: Case, move: Move | Step) -> str:
    if isinstance(move, Move):
        return missing_for(move, case.stage)
    with tenant_scope(request.tenant.id):
        return next(iter(queries.missing_for(case, move)), "")


def for_others(request: Any, act: Act, case: Case, step: Step) -> HttpResponse | None:
    """For whom the procedure does not give a step to: no form that is refused when it is sent, but who does this."""
    with tenant_scope(request.tenant.id):
        sentence = queries.not_theirs(request.staff, case, step)
    return not_yet(request, act, _(sentence), title=_("Dit kun jij niet doen")) if sentence else None


def about_a_report(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Goes around a page of what is done about a report alone: for a question for advice it says so, and shows no form."""

    @wraps(view)
    def shown(request: Any, code: str, **named: Any) -> HttpResponse:
        case = case_of(request, code)
        missing = rules.missing_for_report(queries.procedure_of(case))
        if missing and request.method != "POST":
            return not_yet(request, act_on(request, case, _("Eerst een melding"), "", []), _(missing))
        return view(request, code=code, **named)

    return shown


def not_yet(
    request: Any,
    act: Act,
    missing: str,
    *,
    title: str = "",
    about: Mapping[str, Any] | None = None,
    mend: Mend | None = None,
) -> HttpResponse:
    """What is missing first, or that it was done; below it what it is `about`, as `measure_act.html` shows it.

    With `mend`, where to mend that: from there one comes back here, and from here to where the act was chosen.
    """
    context = {"act": act, "missing": missing, "title": title, "measure": about, "mend": mend}
    return render(request, "office_cases/missing.html", context)


def ends_by_itself(request: Any, act: Act, until: datetime | None) -> HttpResponse | None:
    """For whoever reads along for a time: no form that is refused when it is sent, but when their access ends."""
    try:
        rules.check_lasts(until)
    except RefusedError as error:
        return not_yet(request, act, said(error), title=_("Dit kun jij niet doen"))
    return None
