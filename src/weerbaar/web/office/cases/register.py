"""The page of the register of wrongdoing (C19): what its reader has a key to, to read, to print and to take along."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weerbaar.cases import register
from weerbaar.cases.models import OutcomeCode
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.office.cases import words
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.cases.queries import CaseFile
    from weerbaar.cases.register import Entry

_YEARS = range(2000, 2200)


def on_case(request: Any, page: CaseFile) -> dict[str, Any] | None:
    """What the register says of a case, for its page."""
    found = register.entry_of(page)
    if found is None:
        return None
    return {"one": found, "url": f"{address(request, 'register')}?jaar={found.received_on.year}"}


@require_safe
@unlocked
def overview(request: Any) -> HttpResponse:
    """The register of one year. For who does not work on cases there is no such page."""
    staff = _reader(request)
    year = _year(request.GET.get("jaar", ""))
    with tenant_scope(request.tenant.id):
        found, years = register.entries(staff, year), register.years(staff)
    context = {
        "year": year,
        "years": [{"year": one, "url": f"{address(request, 'register')}?jaar={one}"} for one in years],
        "rows": [_row(request, one) for one in found],
        "export_url": address(request, "register_export"),
    }
    return render(request, "office_cases/register.html", context)


@require_POST
@unlocked
def export(request: Any) -> HttpResponse:
    """The same lines as a file. That somebody took them is logged."""
    year = _year(request.POST.get("jaar", ""))
    found = register.export(_reader(request), year=year)
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow([_(one) for one in _COLUMNS])
    writer.writerows(_cells(one) for one in found)
    # With a mark in front: without it spreadsheets read the letters wrongly.
    answer = HttpResponse(sheet.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="wbk-register-{year}.csv"'
    return answer


_COLUMNS = (
    "Zaak",
    "Ontvangen",
    "Ingeschreven",
    "Ontvangst bevestigd",
    "Op tijd bevestigd",
    "Antwoord gegeven",
    "Op tijd geantwoord",
    "Stap",
    "Uitkomst",
    "Gesloten",
    "Doorgehaald",
    "Naam gewist",
)


def _cells(one: Entry) -> list[str]:
    return [
        one.code,
        _iso(one.received_on),
        _iso(one.entered_on),
        _iso(one.acknowledged_on),
        _in_time(one.acknowledged_in_time),
        _iso(one.answered_on),
        _in_time(one.answered_in_time),
        words.stage(one.stage),
        _outcome(one),
        _iso(one.closed_on),
        _iso(one.struck_on),
        _iso(one.identity_ended_on),
    ]


def _row(request: Any, one: Entry) -> dict[str, Any]:
    return {
        "url": address(request, "case", code=one.code),
        "code": one.code,
        "received_on": one.received_on,
        "acknowledged": _done(one.acknowledged_on, one.acknowledged_in_time),
        "answered": _done(one.answered_on, one.answered_in_time),
        "stage": words.stage(one.stage),
        "outcome": _outcome(one),
        "struck_on": one.struck_on,
        "identity_ended_on": one.identity_ended_on,
    }


def _done(day: date | None, in_time: bool | None) -> dict[str, Any]:
    return {
        "day": dates.short_day(day, clock.today()) if day else _("nog niet"),
        "chip": {True: (_("op tijd"), "ok"), False: (_("te laat"), "warn"), None: None}[in_time],
    }


def _in_time(kept: bool | None) -> str:
    return {True: _("ja"), False: _("nee"), None: ""}[kept]


def _outcome(one: Entry) -> str:
    return _(OutcomeCode(one.outcome).label) if one.outcome else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _year(asked: str) -> int:
    """The year that was asked for; whatever is none is this year."""
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 4 else 0  # noqa: PLR2004
    return year if year in _YEARS else clock.today().year


def _reader(request: Any) -> Any:
    if not request.staff.works_on_cases:
        raise Http404
    return request.staff
